"""The parts of a plan: what a programme is made of once names are bound. See docs/spec.md for the meaning.

Everything here is frozen, JSON both ways (`codec.py`) and free of spans: `origin` is the line a reader is
shown when an effect is explained. Ids are the author's names; they are unique within their family.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from benefitdsl.plan.expr import TRUE, Expr, TotalFunction
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import Window

FieldType = Literal["money", "number", "text", "flag", "date", "member", "items", "texts"]
EventRole = Literal["", "register", "profile", "enrol", "claim", "redeem", "make_up"]
LimitScope = Literal["member", "order", "referee", "device", "code", "all"]
RefundPolicy = Literal["proportion", "revoke_unused", "revoke", "keep"]
Edge = Literal["end_of_day", "start_of_day"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in the rules: file name inside the rules folder and line, both as the author sees them."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Titles:
    """A text given once (`""`) or once per language code."""

    items: tuple[tuple[str, str], ...] = ()


# --------------------------------------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class EventField:
    name: str
    type: FieldType
    required: bool = False
    fields: tuple[EventField, ...] = ()  # of the lines, where `type` is "items"


@dataclass(frozen=True, slots=True)
class Uniqueness:
    """Business uniqueness: two different events with equal `fields` (per local day when `daily`) count once.

    `shared` makes the key unique over all members through the pools (one order number, one member);
    `across` names the key family, so that two event types can share one.
    """

    across: str
    fields: tuple[str, ...]
    daily: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of event. `key` is the field that later events name to reverse it (an order number; "id" is the
    event's own key); `reverses` is the type whose record this event takes back, by share (a refund of an
    order); `role` names the built-in meaning that the engine gives it, if any."""

    name: str
    fields: tuple[EventField, ...]
    unique: tuple[Uniqueness, ...] = ()
    key: str | None = None
    reverses: str | None = None
    role: EventRole = ""


# --------------------------------------------------------------------------------------------- metrics


@dataclass(frozen=True, slots=True)
class Metric:
    """A running figure over past events of one type: what rules, tiers and segments read.

    `count` counts events, or with `items` the quantities of matching lines; `sum` adds `value`;
    `distinct` counts different values of `value`; `last` is the local day of the latest entry.
    With `items`, `where` and `value` are read per line. Net of reversals unless `gross`.
    The event `@points/<currency>` stands for points given: `sum` with no value adds them up.
    """

    id: str
    event: str
    function: TotalFunction | Literal["last"]
    value: Expr | None
    where: Expr
    items: bool
    window: Window
    gross: bool = False


# --------------------------------------------------------------------------------------------- points


@dataclass(frozen=True, slots=True)
class PendingFor:
    """Points ripen `duration` after they were given (day-based: at the start of that local day)."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class PendingUntilEvent:
    """Points of an event ripen when an event of `event` names the same key (a confirmed receipt)."""

    event: str


Pending = PendingFor | PendingUntilEvent


@dataclass(frozen=True, slots=True)
class AfterEarning:
    duration: Duration
    edge: Edge = "end_of_day"


@dataclass(frozen=True, slots=True)
class EndOfPeriod:
    """Gone at the end of the calendar `unit` that lies `later` units after the one of earning."""

    unit: Literal["month", "quarter", "year"]
    later: int = 0


@dataclass(frozen=True, slots=True)
class FixedDays:
    """Gone at the end of the next of these days of the year (month, day) at or after the day of earning."""

    days: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Inactivity:
    """Gone when no event of `events` (empty: any event of the member) came for `duration`."""

    duration: Duration
    events: tuple[str, ...] = ()


Expiry = AfterEarning | EndOfPeriod | FixedDays | Inactivity


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `count` points earned per event or calendar period; the rest is cut off or the whole grant is."""

    count: int
    per: Literal["event", "day", "week", "month", "quarter", "year"]
    over: Literal["truncate", "reject"] = "truncate"


@dataclass(frozen=True, slots=True)
class Points:
    """A points currency. `worth` is minor units of money per point, as numerator and denominator."""

    id: str
    origin: Origin
    titles: Titles = Titles()
    pending: Pending | None = None
    expiry: tuple[Expiry, ...] = ()  # the earlier wins; empty: never
    caps: tuple[Cap, ...] = ()
    negative: Literal["owe", "forgive", "block"] = "owe"
    consume: Literal["earliest_expiry", "oldest", "newest"] = "earliest_expiry"
    take_back: Literal["same_lots", "consume_order"] = "same_lots"
    spent_by: str | None = None  # field of an event that asks to spend points
    return_spent: bool = True  # a refund gives back what was spent on the order
    shortfall: Literal["refuse", "take_what_is_there"] = "refuse"
    worth: tuple[int, int] | None = None
    as_cash: tuple[int, int, int, int] | None = (
        None  # points, minor units, and share cap numerator, denominator
    )
    rounding: Rounding = Rounding.DOWN


# --------------------------------------------------------------------------------------------- benefits


@dataclass(frozen=True, slots=True)
class Lasting:
    """Valid for `duration` from the issue or from the claim; `edge` as for points (default: the last day counts)."""

    duration: Duration
    start: Literal["issue", "claim"]
    edge: Edge = "end_of_day"


@dataclass(frozen=True, slots=True)
class UntilDay:
    """Valid while the local day is before `end`."""

    end: int


@dataclass(frozen=True, slots=True)
class UntilPeriodEnd:
    """Valid to the end of the calendar period in which it was issued."""

    unit: Literal["day", "week", "month", "quarter", "year"]


Validity = Lasting | UntilDay | UntilPeriodEnd


@dataclass(frozen=True, slots=True)
class Minimum:
    """What an order must reach for the benefit to be used on it."""

    amount: int
    base: Literal["paid", "list", "running"] = "paid"


@dataclass(frozen=True, slots=True)
class Benefit:
    """Something a member can hold: a coupon, gift, badge … `kind` is the catalogue word, `terms` its own
    JSON-able parameters (amount off in minor units, percent as [numerator, denominator] …), read by quotes
    and shown to hosts; the engine itself reads only the common part that stands here."""

    id: str
    origin: Origin
    kind: str
    titles: Titles = Titles()
    worth: int | None = None  # minor units: what it costs the brand at most
    claim_within: Lasting | None = None  # None: held at once, without a claim
    valid: tuple[Validity, ...] = ()  # the earlier wins; empty: for ever
    usable: Schedule | None = None
    minimum: Minimum | None = None
    where: Expr = TRUE  # what the order that uses it must satisfy
    once: bool = False  # at most one ever (a badge); a second grant does nothing
    stacking: str | None = None  # group name
    transferable: bool = False
    on_refund_of_use: Literal["return", "keep"] = (
        "return"  # a used one comes back when the order is refunded whole
    )
    terms: tuple[tuple[str, int | str | tuple[int, ...]], ...] = ()


# --------------------------------------------------------------------------------------------- actions


@dataclass(frozen=True, slots=True)
class EarnPoints:
    """Give floor-or-rounded numerator / denominator points. `scaled` amounts take part in multipliers."""

    currency: str
    numerator: Expr
    denominator: int
    rounding: Rounding
    scaled: bool


@dataclass(frozen=True, slots=True)
class MultiplyPoints:
    """A multiplier on every scaled earning of the currency in this event: extra share, or `compound`."""

    currency: str
    numerator: int
    denominator: int
    compound: bool = False


@dataclass(frozen=True, slots=True)
class GrantBenefit:
    benefit: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class SetTag:
    tag: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class SendNotice:
    notice: str


@dataclass(frozen=True, slots=True)
class TellMember:
    """Address an event of `event` to another member; `fields` are evaluated here and sent along."""

    to: Expr  # a member id
    event: str
    fields: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class RaiseTier:
    """Raise the member to a level by invitation; never lowers."""

    tiers: str
    level: int


@dataclass(frozen=True, slots=True)
class Enrol:
    mission: str


Action = EarnPoints | MultiplyPoints | GrantBenefit | SetTag | SendNotice | TellMember | RaiseTier | Enrol


# --------------------------------------------------------------------------------------------- rules


@dataclass(frozen=True, slots=True)
class OnEvent:
    event: str


@dataclass(frozen=True, slots=True)
class OnMoment:
    """Time itself: each local day on which `schedule` holds (its `Times` left out), at `minute` of that day."""

    schedule: Schedule
    minute: int = 0


@dataclass(frozen=True, slots=True)
class OnTierEntered:
    """A level was entered from below. With `each` a jump enters every level passed, else only the one reached."""

    tiers: str
    level: int
    each: bool = True


@dataclass(frozen=True, slots=True)
class OnTierLeft:
    """A level was left downwards."""

    tiers: str
    level: int


@dataclass(frozen=True, slots=True)
class OnMissionCompleted:
    mission: str
    stage: int | None = None  # None: the last stage


@dataclass(frozen=True, slots=True)
class OnPointsEarned:
    currency: str


@dataclass(frozen=True, slots=True)
class OnBenefitUsed:
    benefit: str


Trigger = (
    OnEvent | OnMoment | OnTierEntered | OnTierLeft | OnMissionCompleted | OnPointsEarned | OnBenefitUsed
)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` firings per scope and window. `key` is the event field that tells device or code apart,
    or the referee. Net of reversals unless `gross`."""

    count: int
    scope: LimitScope
    window: Window
    key: Expr | None = None
    gross: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """`condition` is the whole of `if`; `net_condition` is the part of it that reads only fields of the event,
    asked again of what is left of the order after a refund."""

    id: str
    origin: Origin
    triggers: tuple[Trigger, ...]
    condition: Expr
    then: tuple[Action, ...]
    titles: Titles = Titles()
    otherwise: tuple[Action, ...] = ()
    net_condition: Expr = TRUE
    schedule: Schedule | None = None
    audience: str | None = None  # segment
    limits: tuple[Limit, ...] = ()
    budgets: tuple[str, ...] = ()
    group: str | None = None
    on_refund: RefundPolicy = "proportion"


@dataclass(frozen=True, slots=True)
class Budget:
    """Shared by all members through the pools. `money` counts the worth of what is granted, `count` firings."""

    id: str
    origin: Origin
    total: int
    unit: Literal["money", "count"]
    window: Window


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that meet. `stack`: all; `first`: the first in file order that could fire on the event;
    `best`: the one worth most in money (ties: file order); `exclusive`: the first, and never another of the
    group for this member afterwards (net of reversals)."""

    id: str
    origin: Origin
    policy: Literal["stack", "first", "best", "exclusive"]


# --------------------------------------------------------------------------------------------- tiers


@dataclass(frozen=True, slots=True)
class Level:
    """A level; `threshold` None is reached by invitation only. The first level's threshold is 0."""

    id: str
    threshold: int | None
    titles: Titles = Titles()


@dataclass(frozen=True, slots=True)
class ReviewImmediate:
    """After every event, and at every instant at which the metric falls because time passes."""


@dataclass(frozen=True, slots=True)
class ReviewPeriodic:
    """At the start of each day, of day `day` of each month (clamped), or of each joining anniversary."""

    every: Literal["day", "month", "anniversary"]
    day: int = 1


Review = ReviewImmediate | ReviewPeriodic


@dataclass(frozen=True, slots=True)
class Tiers:
    """A ladder. `metric` is an integer expression over member state. See spec, Tiers, for validity and grace."""

    id: str
    origin: Origin
    levels: tuple[Level, ...]
    metric: Expr
    review: Review = ReviewImmediate()
    titles: Titles = Titles()
    validity: Duration | None = None
    at_end: Literal["renew", "one_level", "recompute"] = "recompute"
    grace: Duration | None = None
    on_refund: Literal["recompute", "keep"] = "recompute"
    retention: tuple[tuple[int, int], ...] = ()  # (level rank, threshold to keep it) where it differs


# --------------------------------------------------------------------------------------------- missions


@dataclass(frozen=True, slots=True)
class Stage:
    at: int
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Streak:
    """Fields of a streak. `freezes`: missed days forgiven within one streak; `repair_within`: how many days back
    a `make_up` event may reach; `repair_with`: the benefit one repair uses up; `saved_count`: whether frozen and
    repaired days count in the length."""

    freezes: int = 0
    repair_within: int = 0
    repair_with: str | None = None
    saved_count: bool = True


@dataclass(frozen=True, slots=True)
class Mission:
    """`measure` says what one match adds: `count` 1 (with `items` the quantity), `sum` `value`, `distinct` 1 per
    new value, `streak` one local day. The last stage completes it."""

    id: str
    origin: Origin
    event: str
    where: Expr
    items: bool
    measure: Literal["count", "sum", "distinct", "streak"]
    value: Expr | None
    stages: tuple[Stage, ...]
    window: Window
    titles: Titles = Titles()
    repeat: Literal["once", "again", "each_period"] = "once"
    surplus: Literal["lose", "carry"] = "lose"
    enrolment: bool = False
    daily_cap: int | None = None  # at most so much progress a local day counts
    schedule: Schedule | None = None
    audience: str | None = None
    limits: tuple[Limit, ...] = ()
    budgets: tuple[str, ...] = ()
    on_refund: Literal["keep", "reopen", "lower"] = "lower"
    streak: Streak | None = None


# --------------------------------------------------------------------------------------------- the rest


@dataclass(frozen=True, slots=True)
class Segment:
    id: str
    origin: Origin
    condition: Expr
    titles: Titles = Titles()
    members: tuple[str, ...] = ()  # a static list; a member of the list belongs, or one who meets `condition`


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that the host sends. `cap` counts per member; `quiet` are minutes of the local day, may wrap."""

    id: str
    origin: Origin
    channel: str
    text: Titles
    cap: Limit | None = None
    quiet: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole programme, ready to run. `version` is the content address of everything else."""

    id: str
    timezone: str
    currency: str
    events: tuple[EventType, ...]
    titles: Titles = Titles()
    day_start: int = 0  # minutes
    rounding: Rounding = Rounding.DOWN
    late_within: Duration = Duration(72, "hour")
    refund_within: Duration = Duration(366, "day")
    attributes: tuple[EventField, ...] = ()
    metrics: tuple[Metric, ...] = ()
    points: tuple[Points, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    tags: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = ()
    notices: tuple[Notice, ...] = ()
    budgets: tuple[Budget, ...] = ()
    groups: tuple[Group, ...] = ()
    rules: tuple[Rule, ...] = ()
    missions: tuple[Mission, ...] = ()
    tiers: tuple[Tiers, ...] = ()
    version: str = field(default="", compare=False)
