"""The outcome of one evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benefitdsl.model.effect import Effect
from benefitdsl.model.pools import PoolChange

Status = Literal["applied", "duplicate", "repeated", "queued", "refused"]

# Why an event was not applied; messages in both languages stand under BEN9nn.
Reason = Literal[
    "changed_duplicate",  # BEN901 same identity, other content
    "unknown_type",  # BEN902
    "too_late",  # BEN903 older than the late bound
    "unknown_record",  # BEN904 reverses something that is not known (yet, or any more)
    "over_refund",  # BEN905 more than what is left of it
    "not_enough_points",  # BEN906
    "coupon_not_usable",  # BEN907
    "claim_not_possible",  # BEN908
    "not_enough_to_take_back",  # BEN909 negative-balance policy `block`
    "repair_not_possible",  # BEN910
    "enrolment_not_possible",  # BEN911
    "too_many_effects",  # BEN912
    "seen_before",  # BEN913 business uniqueness (status `repeated`)
    "offer_not_possible",  # BEN914
    "privilege_not_available",  # BEN915
    "team_not_possible",  # BEN916
    "points_over_share",  # BEN917 more points than the order lets stand for money
    "promotion_not_available",  # BEN918
    "cancel_not_possible",  # BEN919
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an engine returns beside the new state: the engine-independent part of a decision.

    `applied`: effects and pool changes are to be carried out together with the new state. `duplicate`: the
    effects of the first time, nothing to do. `repeated`: only time passed. `queued` and `refused`: nothing
    happened, `reason` says why and `detail` names what (an order number, a coupon).
    """

    status: Status
    effects: tuple[Effect, ...] = ()
    pool_changes: tuple[PoolChange, ...] = ()
    reason: Reason | None = None
    detail: str = ""
