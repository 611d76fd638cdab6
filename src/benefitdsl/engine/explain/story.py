"""What there is to tell about one step of one member, as values. `telling.py` puts them into words.

A value stands beside its unit, so that money, points, days and levels can be written in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benefitdsl.model.decision import Reason, Status
from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event
from benefitdsl.model.snapshot import BenefitView
from benefitdsl.plan.expr import CompareOp, Expr
from benefitdsl.plan.parts import Budget, Group, Limit, Origin
from benefitdsl.plan.schedule import Schedule

Span = tuple[int, int]
"""Instants, half-open."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts: `of` names the currency of points, the ladder of a level, the experiment of a variant."""

    kind: Literal["money", "number", "points", "days", "date", "level", "variant", "text", "flag"]
    of: str = ""


# ------------------------------------------------------------------------------------------- conditions


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison: what was read and what was asked for. `distance` is what is missing (or too much) where it does
    not hold and can be counted; `span` is that of the window that was read."""

    left: Expr
    op: CompareOp
    actual: int | str | bool
    needed: int | str | bool
    unit: Unit
    holds: bool
    distance: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """Any other condition that holds or does not: a tag, a segment, one of several values. `holds` is what was found,
    `wanted` what was asked for."""

    expr: Expr
    holds: bool
    wanted: bool = True
    inside: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class OneWay:
    """Alternatives of which none holds (or one does)."""

    ways: tuple[Finding, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class Together:
    """Conditions that must hold at once, as one of several ways."""

    parts: tuple[Finding, ...]
    holds: bool


Finding = Compared | Stated | OneWay | Together


# ------------------------------------------------------------------------------------------- rules


@dataclass(frozen=True, slots=True)
class NotScheduled:
    """The event lies outside the schedule, which next holds on the local day `next_day` (None: not in sight) from
    `next_minute` of that day on."""

    schedule: Schedule
    next_day: int | None
    next_minute: int = 0


@dataclass(frozen=True, slots=True)
class NotInAudience:
    segment: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class NotMet:
    """The condition does not hold: the parts of it that fail."""

    findings: tuple[Finding, ...]
    otherwise: bool  # whether there are actions for this case


@dataclass(frozen=True, slots=True)
class NoRoom:
    use: LimitUse


@dataclass(frozen=True, slots=True)
class NoBudget:
    budget: Budget
    used: int
    asked: int
    span: Span | None


@dataclass(frozen=True, slots=True)
class NotInGroup:
    """Another rule of the group came before; `by` is that rule."""

    group: Group
    by: str


@dataclass(frozen=True, slots=True)
class NotEnrolled:
    """A mission that one enrols in, and the member has not."""


@dataclass(frozen=True, slots=True)
class NothingMatched:
    """No line of the event is what the mission counts."""

    where: Expr


@dataclass(frozen=True, slots=True)
class AddedNothing:
    """The event matched, but nothing new came of it: a mission that is over, a day or value that counted already, the
    most of a day."""


@dataclass(frozen=True, slots=True)
class NotYet:
    """A step of an ordered mission comes first."""

    mission: str
    step: str


@dataclass(frozen=True, slots=True)
class TooFewPoints:
    """Points that would be taken and are not there; `live` is what there is to take."""

    currency: str
    needed: int
    live: int


@dataclass(frozen=True, slots=True)
class OverShare:
    """More points than an order lets stand for money: at most `most`, a multiple of `step`."""

    currency: str
    asked: int
    most: int
    step: int


@dataclass(frozen=True, slots=True)
class WrongFee:
    """In minor units of money."""

    fee: int
    paid: int


@dataclass(frozen=True, slots=True)
class OutOfStock:
    total: int


@dataclass(frozen=True, slots=True)
class NoTicket:
    """No instance of this benefit can be used for it."""

    benefit: str


Why = (
    NotScheduled
    | NotInAudience
    | NotMet
    | NoRoom
    | NoBudget
    | NotInGroup
    | NotEnrolled
    | NothingMatched
    | AddedNothing
    | NotYet
    | TooFewPoints
    | OverShare
    | WrongFee
    | OutOfStock
    | NoTicket
)


@dataclass(frozen=True, slots=True)
class LimitUse:
    """How much of a limit is used, the event at hand included if it counted."""

    limit: Limit
    used: int
    span: Span | None


@dataclass(frozen=True, slots=True)
class Multiplier:
    """What multiplies the earnings of a currency in this event: shares are added, compound ones multiplied."""

    currency: str
    rules: tuple[tuple[str, int, int, bool], ...]  # rule, numerator, denominator, compound
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class RuleStory:
    """One rule that waits for this type of event. `why` is None where it fired."""

    rule: str
    origin: Origin
    fired: bool
    why: Why | None
    findings: tuple[Finding, ...] = ()
    limits: tuple[LimitUse, ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class PartStory:
    """Effects of another part: a cascade rule, an expiry, a role, spending."""

    part: str
    origin: Origin
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class AskedStory:
    """What the event asked for by its name. `why` says what stood in the way, or is None where it was given."""

    family: Literal["offer", "privilege", "promotion", "points"]
    id: str
    origin: Origin
    why: Why | None
    findings: tuple[Finding, ...] = ()
    limits: tuple[LimitUse, ...] = ()
    effects: tuple[Effect, ...] = ()


# ------------------------------------------------------------------------------------------- what the member has


@dataclass(frozen=True, slots=True)
class StepStory:
    """A step of a composite mission, before and after."""

    step: str
    unit: Unit
    before: int
    after: int
    target: int


@dataclass(frozen=True, slots=True)
class MissionStory:
    """Progress before and after; `target` is the next stage not reached, None when there is none left to reach."""

    mission: str
    unit: Unit
    before: int
    after: int
    target: int | None
    completed: int
    ends_at: int | None
    why: Why | None
    effects: tuple[Effect, ...] = ()
    steps: tuple[StepStory, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreStory:
    """A score as of its latest review, and what its parts would come to if it were reviewed now."""

    score: str
    before: int
    value: int
    parts: tuple[tuple[str, int], ...]
    review_at: int | None
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawStory:
    """Empty draws in a row, of a draw with a guarantee."""

    draw: str
    before: int
    after: int
    guarantee: int
    sure: str


@dataclass(frozen=True, slots=True)
class StandingStory:
    """What a member has on a board, on the board's own state."""

    board: str
    member: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class RosterStory:
    """Members who came to a team, on the team's own state."""

    team: str
    members: tuple[str, ...]
    joined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TierStory:
    """The ladder after the step: `needed` is the metric at which the next level begins (None: no such level)."""

    tiers: str
    before: str
    level: str
    metric: Expr
    unit: Unit
    value_before: int
    value: int
    next_level: str | None
    needed: int | None
    valid_until: int | None
    span: Span | None
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class LotStory:
    """One lot that the step touched: what changed, what is left in it, and when it ends."""

    currency: str
    lot: str
    change: int
    left: int
    pending: bool
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class PointsStory:
    currency: str
    before: int
    after: int
    owed: int
    lots: tuple[LotStory, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One step of one member: an event, or (without one) time that passed up to `now`."""

    member: str
    event: Event | None
    now: int
    status: Status
    reason: Reason | None
    detail: str
    rules: tuple[RuleStory, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    others: tuple[PartStory, ...] = ()
    missions: tuple[MissionStory, ...] = ()
    tiers: tuple[TierStory, ...] = ()
    points: tuple[PointsStory, ...] = ()
    benefits: tuple[BenefitView, ...] = ()
    asked: tuple[AskedStory, ...] = ()
    scores: tuple[ScoreStory, ...] = ()
    draws: tuple[DrawStory, ...] = ()
    standings: tuple[StandingStory, ...] = ()
    rosters: tuple[RosterStory, ...] = ()
