"""What a member has, can do and must not miss, at one instant: what an app shows (`Rulebook.view`).

Numbers are in the smallest unit of `unit`: money and stored value in minor units, points, counts and days whole. An end
is the first instant that is too late. Texts are in the language that the view was asked for in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["number", "money", "points", "days"]
Missing = Literal[
    "unknown", "schedule", "audience", "condition", "fee", "limit", "budget", "stock", "points", "ticket"
]


@dataclass(frozen=True, slots=True)
class LotHeld:
    """Points given at once, as far as they are left. Pending ones are there from `available_at` (None: until an
    event)."""

    lot: str
    state: Literal["live", "pending"]
    amount: int
    earned_at: int
    available_at: int | None
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class PointsExpiring:
    """So many are gone at that instant if nobody uses them."""

    at: int
    amount: int


@dataclass(frozen=True, slots=True)
class PointsHeld:
    """`balance` is what can be spent, less what is owed. `soon` of the live ones end before `soon_until`."""

    currency: str
    title: str
    unit: Unit
    balance: int
    pending: int
    owed: int
    soon: int
    soon_until: int
    expiring: tuple[PointsExpiring, ...]
    lots: tuple[LotHeld, ...]


@dataclass(frozen=True, slots=True)
class BenefitHeld:
    """An instance. `until` is the end of the claim while it is unclaimed, of the validity once it is held. `asks` says
    what it asks of the order that uses it."""

    instance: str
    benefit: str
    title: str
    kind: str
    state: Literal["unclaimed", "held", "reserved"]
    valid_from: int | None
    until: int | None
    worth: int | None
    minimum: int | None  # of the order, in minor units
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepProgress:
    step: str
    title: str
    unit: Unit
    progress: int
    target: int
    to_go: int


@dataclass(frozen=True, slots=True)
class StreakProgress:
    """The latest run of days. While it is `alive`, it breaks unless something counts before `act_by`; before
    `saved_by` no freeze is used up."""

    alive: bool
    length: int
    today_done: bool
    freezes_left: int
    saved_by: int | None
    act_by: int | None


@dataclass(frozen=True, slots=True)
class MissionProgress:
    """`target` is the next stage, `to_go` what reaches it: one event that adds just so much does. Both are None where
    there is nothing left to reach. Events count only where `counting`: enrolled if that is asked, of the audience, in
    its time and not done with; `counts_now` says that its schedule holds, too."""

    mission: str
    title: str
    unit: Unit
    counting: bool
    counts_now: bool
    needs_enrolment: bool
    progress: int
    target: int | None
    to_go: int | None
    completed: int
    ends_at: int | None
    ordered: bool
    steps: tuple[StepProgress, ...]
    streak: StreakProgress | None


@dataclass(frozen=True, slots=True)
class NextLevel:
    """The next level that the metric reaches, and how much more it takes."""

    level: str
    title: str
    needed: int
    to_go: int


@dataclass(frozen=True, slots=True)
class KeepLevel:
    """What the level asks for to be kept beyond `until`: `counted` is what of today's will still count then."""

    until: int
    needed: int
    counted: int
    to_go: int


@dataclass(frozen=True, slots=True)
class TierHeld:
    tiers: str
    title: str
    level: str
    level_title: str
    since: int
    unit: Unit
    metric: int
    next: NextLevel | None
    valid_until: int | None
    grace_until: int | None
    review_at: int | None
    keep: KeepLevel | None


@dataclass(frozen=True, slots=True)
class PartValue:
    part: str
    title: str
    value: int


@dataclass(frozen=True, slots=True)
class ScoreHeld:
    """`value` as of the latest review; `would_be` and its parts as a review now would find it."""

    score: str
    title: str
    value: int
    would_be: int
    parts: tuple[PartValue, ...]
    review_at: int | None


@dataclass(frozen=True, slots=True)
class PrivilegeHeld:
    """`left` is what the tightest quota leaves now, None without a quota, and `shared` whether all members together;
    `why` says what is in the way."""

    privilege: str
    title: str
    usable: bool
    left: int | None
    shared: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PointsPrice:
    currency: str
    title: str
    unit: Unit
    amount: int
    to_go: int


@dataclass(frozen=True, slots=True)
class OfferPrice:
    """Something to be had by asking for it, and its price for this member. `in_the_way` is None where it can be had
    now; `why` says so in words. `left` is how often still, None without a limit; `shared` where that is for all
    members together."""

    offer: str
    title: str
    is_draw: bool
    points: tuple[PointsPrice, ...]
    ticket: str | None
    ticket_title: str
    fee: int | None
    left: int | None
    shared: bool
    in_the_way: Missing | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MembershipPrice:
    """A paid membership: its fee for this member, and until when it is paid for already."""

    membership: str
    title: str
    fee: int
    is_held: bool
    until: int | None
    in_the_way: Missing | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawRow:
    """Of a draw with a guarantee: after `left` more empty draws the prize `sure` comes for certain."""

    draw: str
    title: str
    empty: int
    left: int
    sure: str
    sure_title: str


@dataclass(frozen=True, slots=True)
class TeamHeld:
    team: str
    title: str
    actors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that ends: points of a lot, a benefit or the time to claim it, a mission's time, a level."""

    at: int
    family: Literal["points", "benefit", "claim", "mission", "level"]
    id: str
    title: str
    name: str  # the lot or instance, or empty
    amount: int | None


@dataclass(frozen=True, slots=True)
class View:
    """All of it. Families in plan order, benefits in order of issue, `coming` in order of time."""

    member: str
    at: int
    version: str
    currency: str
    language: str
    points: tuple[PointsHeld, ...]
    benefits: tuple[BenefitHeld, ...]
    tiers: tuple[TierHeld, ...]
    missions: tuple[MissionProgress, ...]
    scores: tuple[ScoreHeld, ...]
    privileges: tuple[PrivilegeHeld, ...]
    memberships: tuple[MembershipPrice, ...]
    offers: tuple[OfferPrice, ...]
    draws: tuple[DrawRow, ...]
    teams: tuple[TeamHeld, ...]
    tags: tuple[str, ...]
    coming: tuple[Coming, ...]
    lines: tuple[str, ...]

    def text(self) -> str:
        """The view in words, in lines."""
        return "\n".join(self.lines)

    def to_json(self) -> dict[str, Any]:
        """JSON-able values; instants in UTC, the fee and the worth as text in major units."""
        from benefitdsl.model.json import view_to_json

        return view_to_json(self)
