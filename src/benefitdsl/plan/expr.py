"""Expressions of the plan: typed, bound, integers only.

Every number is an integer in its own unit: money in minor units of the programme's currency, points and
counts whole, days as local day numbers since 1970-01-01, instants as microseconds UTC, percent and rates as
a numerator over a static denominator at the place that uses them. Names are bound: an expression never
looks anything up by user text at run time except through the ids that stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benefitdsl.plan.schedule import Schedule

CompareOp = Literal["eq", "ne", "lt", "le", "gt", "ge"]
ArithmeticOp = Literal["add", "sub", "mul"]
TotalFunction = Literal["count", "sum", "distinct"]


@dataclass(frozen=True, slots=True)
class Const:
    """A literal: an integer in its unit, a text, or a flag."""

    value: int | str | bool


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of the event at hand. INVARIANT: `check` proved it present (required or guarded)."""

    name: str


@dataclass(frozen=True, slots=True)
class HasField:
    """Whether the event at hand carries this optional field."""

    name: str


@dataclass(frozen=True, slots=True)
class ItemFieldOf:
    """A field of the line at hand, inside the `where` or value of an `ItemsTotal`, a metric or a mission."""

    name: str


@dataclass(frozen=True, slots=True)
class HasItemField:
    """Whether the line at hand carries this optional field."""

    name: str


@dataclass(frozen=True, slots=True)
class AttributeOf:
    """An attribute of the member, set at joining or by `profile` events."""

    name: str


@dataclass(frozen=True, slots=True)
class HasAttribute:
    """Whether the member has this attribute."""

    name: str


@dataclass(frozen=True, slots=True)
class ItemsTotal:
    """A total over the lines of the event at hand.

    `count` adds the quantities of the matching lines, `sum` adds `value` of each matching line,
    `distinct` counts the different values of `value`; lines without that value are left out.
    """

    function: TotalFunction
    value: Expr | None
    where: Expr | None


@dataclass(frozen=True, slots=True)
class MetricOf:
    """The value of a window metric at the instant of the event (`Plan.metrics`)."""

    metric: str


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Local days since the last entry of a `last` metric; `NEVER_DAYS` where there is none."""

    metric: str


@dataclass(frozen=True, slots=True)
class DaysSinceJoined:
    """Local days since the member joined."""


@dataclass(frozen=True, slots=True)
class EventDay:
    """The local day of the event at hand, of a past event its own: told apart, it counts different days."""


@dataclass(frozen=True, slots=True)
class TierOf:
    """Rank of the member's level (0 = the lowest). `new` asks for the one held after the event's review."""

    tiers: str
    new: bool = False


@dataclass(frozen=True, slots=True)
class BalanceOf:
    """Spendable points: live lots, less debt; may be negative under the policy `owe`."""

    currency: str


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether the member holds a live (issued, claimed or for badges: granted) instance of the benefit."""

    benefit: str


@dataclass(frozen=True, slots=True)
class HasTag:
    tag: str


@dataclass(frozen=True, slots=True)
class InSegment:
    segment: str


@dataclass(frozen=True, slots=True)
class InSchedule:
    """Whether the event's instant lies in the schedule."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class ProgressOf:
    """Progress of the member's open instance of a mission; for a streak its length as of the event's day."""

    mission: str


@dataclass(frozen=True, slots=True)
class HasInviter:
    """Whether an inviter was recorded for this member."""


@dataclass(frozen=True, slots=True)
class Inviter:
    """The member id of the recorded inviter. INVARIANT: guarded by `HasInviter`."""


@dataclass(frozen=True, slots=True)
class Compare:
    op: CompareOp
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Arithmetic:
    op: ArithmeticOp
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class FloorDiv:
    """Whole steps: floor(value / divisor), divisor a positive constant."""

    value: Expr
    divisor: int


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Expr


@dataclass(frozen=True, slots=True)
class OneOf:
    value: Expr
    options: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Self:
    """The id of the member at hand."""


@dataclass(frozen=True, slots=True)
class ScoreOf:
    """The value of a score at its latest review; 0 before the first."""

    score: str


@dataclass(frozen=True, slots=True)
class VariantOf:
    """The place of the member's variant in an experiment, from 0."""

    experiment: str


@dataclass(frozen=True, slots=True)
class ThresholdOf:
    """The threshold of the level held; 0 for one by invitation."""

    tiers: str


@dataclass(frozen=True, slots=True)
class PointsOfEvent:
    """Points given so far by the event or the due instant at hand, net of what was taken back.
    In a round of a cascade only those given since the round before it began: what raised it."""

    currency: str


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether a text has `part` in it, or a list of texts has it as one of them."""

    value: Expr
    part: str


@dataclass(frozen=True, slots=True)
class Choose:
    """The value of the first case whose condition holds, else `otherwise`."""

    cases: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr


Expr = (
    Const
    | FieldOf
    | HasField
    | ItemFieldOf
    | HasItemField
    | AttributeOf
    | HasAttribute
    | ItemsTotal
    | MetricOf
    | DaysSince
    | DaysSinceJoined
    | EventDay
    | TierOf
    | BalanceOf
    | Holds
    | HasTag
    | InSegment
    | InSchedule
    | ProgressOf
    | HasInviter
    | Inviter
    | Compare
    | Arithmetic
    | FloorDiv
    | And
    | Or
    | Not
    | OneOf
    | Self
    | ScoreOf
    | VariantOf
    | ThresholdOf
    | PointsOfEvent
    | Contains
    | Choose
)

TRUE = Const(True)

# What `days since last …` gives when it never happened: older than any cut-off a rule can name.
NEVER_DAYS = 1_000_000
