"""Effects: what a decision asks the host to carry out or shows it, as a closed union of frozen values.

Every effect names its cause (`Cause`) and has a deterministic id made of event, rule, version and position.
Instants are microseconds UTC, money minor units, points whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cause:
    """Where an effect comes from. `rule` is the id of the rule, mission, tiers, points or benefit whose line
    `file:line` says so; `event` is the key of the event, `@<instant>` for what fell due then, or
    `<event key>@<instant>` for what an event made that was over already; `position` counts from 0 what one `event`
    caused in the decision, so that nothing depends on how many instants a host settled at once."""

    event: str
    rule: str
    file: str
    line: int
    version: str
    position: int
    at: int


@dataclass(frozen=True, slots=True)
class LotPart:
    """`amount` points of one lot."""

    lot: str
    amount: int


@dataclass(frozen=True, slots=True)
class PointsEarned:
    """`amount` points were given as lot `lot`; `owed_paid` of them went to pay what the member owed.
    With `ripens_at` they are pending until then (`None` with `pending`: until an event)."""

    cause: Cause
    currency: str
    amount: int
    lot: str
    owed_paid: int
    pending: bool
    ripens_at: int | None
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class PointsRipened:
    cause: Cause
    currency: str
    amount: int
    lot: str
    owed_paid: int
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class PointsSpent:
    cause: Cause
    currency: str
    amount: int
    parts: tuple[LotPart, ...]


@dataclass(frozen=True, slots=True)
class PointsExpired:
    """What was left of one lot is gone. `cause.at` is the instant at which it fell due."""

    cause: Cause
    currency: str
    amount: int
    lot: str


@dataclass(frozen=True, slots=True)
class PointsReversed:
    """`amount` points were taken back: `parts` from lots (pending and live), `owed` more are owed now,
    `forgiven` were let go. amount = sum(parts) + owed + forgiven."""

    cause: Cause
    currency: str
    amount: int
    parts: tuple[LotPart, ...]
    owed: int
    forgiven: int


@dataclass(frozen=True, slots=True)
class PointsReturned:
    """Points spent on an order came back: `owed_paid` of them paid what the member owed, the rest went to the
    lots they came from, with their old expiry. amount = owed_paid + sum(parts)."""

    cause: Cause
    currency: str
    amount: int
    owed_paid: int
    parts: tuple[LotPart, ...]


@dataclass(frozen=True, slots=True)
class BenefitIssued:
    """One instance was issued. With `claim_until` it must be claimed before that instant (exclusive)."""

    cause: Cause
    benefit: str
    kind: str
    instance: str
    worth: int | None
    needs_claim: bool
    claim_until: int | None
    valid_until: int | None
    valid_from: int | None = None  # where it only begins when another one ends


@dataclass(frozen=True, slots=True)
class BenefitClaimed:
    cause: Cause
    benefit: str
    instance: str
    valid_until: int | None


@dataclass(frozen=True, slots=True)
class BenefitUsed:
    cause: Cause
    benefit: str
    instance: str


@dataclass(frozen=True, slots=True)
class BenefitExpired:
    cause: Cause
    benefit: str
    instance: str


@dataclass(frozen=True, slots=True)
class BenefitRevoked:
    cause: Cause
    benefit: str
    instance: str


@dataclass(frozen=True, slots=True)
class BenefitReturned:
    """A used instance is held again because the order it was used on was refunded."""

    cause: Cause
    benefit: str
    instance: str
    valid_until: int | None


@dataclass(frozen=True, slots=True)
class TierChanged:
    """`old` and `new` are level ids; `valid_until` where the ladder has a validity."""

    cause: Cause
    tiers: str
    old: str
    new: str
    valid_until: int | None


@dataclass(frozen=True, slots=True)
class TierRenewed:
    cause: Cause
    tiers: str
    level: str
    valid_until: int | None


@dataclass(frozen=True, slots=True)
class MissionCompleted:
    """Stage `stage` (its threshold) was reached; `last` when that completes the mission; `times` counts from 1."""

    cause: Cause
    mission: str
    stage: int
    last: bool
    times: int


@dataclass(frozen=True, slots=True)
class MissionReopened:
    """A refund undid stage `stage`."""

    cause: Cause
    mission: str
    stage: int


@dataclass(frozen=True, slots=True)
class MissionLapsed:
    """The window closed on an instance that was not completed; `progress` is what it had reached."""

    cause: Cause
    mission: str
    progress: int


@dataclass(frozen=True, slots=True)
class StreakRepaired:
    cause: Cause
    mission: str
    day: int
    length: int


@dataclass(frozen=True, slots=True)
class TagChanged:
    cause: Cause
    tag: str
    on: bool


@dataclass(frozen=True, slots=True)
class NoticeRequested:
    """The host is asked to send a notice, not before `not_before`."""

    cause: Cause
    notice: str
    channel: str
    not_before: int


@dataclass(frozen=True, slots=True)
class InviterRecorded:
    cause: Cause
    inviter: str


@dataclass(frozen=True, slots=True)
class InviterRefused:
    cause: Cause
    inviter: str
    reason: str  # self | cycle | taken


@dataclass(frozen=True, slots=True)
class EventAddressed:
    """An event for another member, to be delivered by the host. `fields` in sorted order; an addressed reversal
    has type `reversal` and names in `reverses` the key of the addressed event that it takes back."""

    cause: Cause
    to: str
    type: str
    id: str
    fields: tuple[tuple[str, int | str | bool], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class BenefitReserved:
    """An instance is kept for one checkout."""

    cause: Cause
    benefit: str
    instance: str
    checkout: str
    until: int


@dataclass(frozen=True, slots=True)
class BenefitReleased:
    """A reserved instance is free again; `lapsed` when its time was over."""

    cause: Cause
    benefit: str
    instance: str
    checkout: str
    lapsed: bool


@dataclass(frozen=True, slots=True)
class PrivilegeUsed:
    """`left` is what the tightest quota leaves, None without a quota."""

    cause: Cause
    privilege: str
    left: int | None


@dataclass(frozen=True, slots=True)
class PromotionUsed:
    """The order took this promotion; `off` is what the order says that it took off, in minor units."""

    cause: Cause
    promotion: str
    off: int


@dataclass(frozen=True, slots=True)
class DrawMade:
    """The `number`-th draw of the event or instant came to `prize` (empty text: nothing). `roll` of `total` follows
    from the seed whose SHA-256 is `commitment`; `sure` when the guarantee decided."""

    cause: Cause
    draw: str
    number: int
    prize: str
    sure: bool
    roll: int
    total: int
    commitment: str


@dataclass(frozen=True, slots=True)
class ScoreReviewed:
    cause: Cause
    score: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class TeamJoined:
    """The member is in the team whose own state has the id `actor`."""

    cause: Cause
    team: str
    actor: str


@dataclass(frozen=True, slots=True)
class Place:
    place: int
    member: str
    value: int


@dataclass(frozen=True, slots=True)
class BoardClosed:
    """A period of a ranking is over: its number and the places that count."""

    cause: Cause
    board: str
    period: int
    places: tuple[Place, ...]


Effect = (
    PointsEarned
    | PointsRipened
    | PointsSpent
    | PointsExpired
    | PointsReversed
    | PointsReturned
    | BenefitIssued
    | BenefitClaimed
    | BenefitUsed
    | BenefitExpired
    | BenefitRevoked
    | BenefitReturned
    | TierChanged
    | TierRenewed
    | MissionCompleted
    | MissionReopened
    | MissionLapsed
    | StreakRepaired
    | TagChanged
    | NoticeRequested
    | InviterRecorded
    | InviterRefused
    | EventAddressed
    | BenefitReserved
    | BenefitReleased
    | PrivilegeUsed
    | PromotionUsed
    | DrawMade
    | ScoreReviewed
    | TeamJoined
    | BoardClosed
)


def effect_id(cause: Cause) -> str:
    """The deterministic id of an effect: event, rule, the first 12 digits of the version, position."""
    return f"{cause.event}:{cause.rule}:{cause.version[:12]}:{cause.position}"
