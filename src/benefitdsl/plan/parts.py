"""The parts of a plan: what a programme is made of once names are bound. See docs/spec.md for the meaning.

Everything here is frozen, JSON both ways (`codec.py`) and free of spans: `origin` is the line a reader is
shown when an effect is explained. Ids are the author's names; they are unique within their family.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from benefitdsl.plan.expr import TRUE, Expr, TotalFunction
from benefitdsl.plan.reduction import Reduction
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import Ever, Window

FieldType = Literal["money", "number", "text", "flag", "date", "member", "items", "texts"]
EventRole = Literal[
    "", "register", "profile", "enrol", "claim", "redeem", "make_up", "offer", "hold", "release", "join", "follow"
]  # fmt: skip
LimitScope = Literal["member", "order", "referee", "device", "code", "stay", "all"]
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
    `distinct` counts different values of `value` (of `EventDay`, different days); `last` is the local day of the
    latest entry.
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


@dataclass(frozen=True, slots=True)
class PendingUntilCollected:
    """Points can be collected by any event of `event` from `minute` of the local day `days` after the one of earning,
    and lapse uncollected after `lapse`, counted from the day of earning."""

    event: str
    days: int
    minute: int
    lapse: Duration | None = None


Pending = PendingFor | PendingUntilEvent | PendingUntilCollected


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
    """A points currency. `worth` is minor units of money per point, as numerator and denominator. Of the unit `money`
    (stored value) one point is one minor unit. Currencies that name the same field in `spent_by` pay together what it
    asks, in plan order."""

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
    unit: Literal["count", "money"] = "count"


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
    """What an order must reach: at list prices, as paid after all discounts, or as what is left when the turn of this
    discount comes. Where a reduction touches only some lines, these lines must reach it."""

    amount: int
    base: Literal["paid", "list", "running"] = "running"


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
    reduction: Reduction | None = None  # what it takes off an order
    per_order: int | None = None  # the most instances that one order uses; None: any number
    extends: bool = False  # another one begins where those that are held end


@dataclass(frozen=True, slots=True)
class Privilege:
    """A standing right (a room upgrade, a lounge): whoever meets `condition` may use it by `redeem`, as often as
    `quota` says; nothing is issued. `worth` is what one use costs at most."""

    id: str
    origin: Origin
    titles: Titles = Titles()
    condition: Expr = TRUE
    audience: str | None = None
    usable: Schedule | None = None
    quota: tuple[Limit, ...] = ()
    worth: int | None = None


@dataclass(frozen=True, slots=True)
class Promotion:
    """A discount that needs no coupon: a quote takes it wherever its conditions hold. `condition` reads the order.
    `limits` count orders that took it."""

    id: str
    origin: Origin
    reduction: Reduction
    titles: Titles = Titles()
    condition: Expr = TRUE
    audience: str | None = None
    schedule: Schedule | None = None
    minimum: Minimum | None = None
    limits: tuple[Limit, ...] = ()
    group: str | None = None


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


@dataclass(frozen=True, slots=True)
class TakePoints:
    """Use up floor-or-rounded numerator / denominator points. What asks for it fires only where they are there, or with
    `up_to` takes what is there."""

    currency: str
    numerator: Expr
    denominator: int = 1
    rounding: Rounding = Rounding.DOWN
    up_to: bool = False


@dataclass(frozen=True, slots=True)
class MakeDraw:
    """Draw once and take the prize's actions."""

    draw: str


@dataclass(frozen=True, slots=True)
class TellTeam:
    """Address an event to every team (of this part) that the member is in."""

    team: str
    event: str
    fields: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class TellRoster:
    """On a team's own state: address an event to each of its members, in the order in which they joined."""

    team: str
    event: str
    fields: tuple[tuple[str, Expr], ...]


Action = (
    EarnPoints
    | MultiplyPoints
    | GrantBenefit
    | SetTag
    | SendNotice
    | TellMember
    | RaiseTier
    | Enrol
    | TakePoints
    | MakeDraw
    | TellTeam
    | TellRoster
)


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
class OnPointsRipened:
    """Pending points became live: ripened by time, by an event, or collected."""

    currency: str


@dataclass(frozen=True, slots=True)
class OnBenefitUsed:
    benefit: str


Trigger = (
    OnEvent
    | OnMoment
    | OnTierEntered
    | OnTierLeft
    | OnMissionCompleted
    | OnPointsEarned
    | OnPointsRipened
    | OnBenefitUsed
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
class Prize:
    """`weight` of the draw's total; without `actions` it is empty. `stock` is shared by all members."""

    id: str
    weight: int
    actions: tuple[Action, ...] = ()
    stock: int | None = None
    titles: Titles = Titles()


@dataclass(frozen=True, slots=True)
class Draw:
    """Prizes by weight. `out` says what comes of a prize that has run out: nothing, the next in order that is there, or
    a draw among those that are there. After `guarantee` empty draws in a row the next gives the prize `sure`."""

    id: str
    origin: Origin
    prizes: tuple[Prize, ...]
    titles: Titles = Titles()
    out: Literal["nothing", "renormalise", "next"] = "nothing"
    guarantee: int | None = None
    sure: str | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Points that an offer costs; the amount may depend on the member."""

    currency: str
    amount: Expr


@dataclass(frozen=True, slots=True)
class Cancel:
    """An offer taken can be given back `within` a time (None: as long as its record is known), `if_unused` only while
    no benefit that it gave and none of the `privileges` has been used since."""

    within: Duration | None = None
    if_unused: bool = False
    privileges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a member asks for by an event of the role `offer` (an exchange, a draw, a paid membership) and pays for
    with points, a ticket or money. `fee` is what the event's `amount` must be; `condition` reads the member."""

    id: str
    origin: Origin
    then: tuple[Action, ...]
    titles: Titles = Titles()
    costs: tuple[Cost, ...] = ()
    ticket: str | None = None  # a benefit, one instance of which it uses up
    fee: Expr | None = None
    condition: Expr = TRUE
    audience: str | None = None
    schedule: Schedule | None = None
    limits: tuple[Limit, ...] = ()
    budgets: tuple[str, ...] = ()
    stock: int | None = None  # shared by all members
    cancel: Cancel | None = None
    on_refund: RefundPolicy = "revoke_unused"


@dataclass(frozen=True, slots=True)
class Group:
    """Rules, or discounts of an order, that meet. `stack`: all; `first`: the first in file order that could fire on the
    event; `best`: the one worth most in money (ties: file order); `exclusive`: the first, and never another of the
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
class Step:
    """One of the things that a composite mission asks for: done when what its matches add reaches `target`."""

    id: str
    event: str
    where: Expr
    items: bool
    measure: Literal["count", "sum", "distinct"]
    value: Expr | None
    target: int
    titles: Titles = Titles()


@dataclass(frozen=True, slots=True)
class Mission:
    """`measure` says what one match adds: `count` 1 (with `items` the quantity), `sum` `value`, `distinct` 1 per
    new value, `streak` one local day. The last stage completes it. Of a composite mission `measure` is `steps`: its
    progress is the number of `steps` done, `ordered` ones one after the other; `event` is then empty."""

    id: str
    origin: Origin
    event: str
    where: Expr
    items: bool
    measure: Literal["count", "sum", "distinct", "streak", "steps"]
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
    steps: tuple[Step, ...] = ()
    ordered: bool = False


# --------------------------------------------------------------------------------------------- scores


@dataclass(frozen=True, slots=True)
class ScoreCap:
    """At most `count` of a part's score per order, local day, calendar month or year, category or shop."""

    count: int
    per: Literal["order", "day", "month", "year", "category", "shop"]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """Either entries: each matching event of `event` (with `items`, each matching line) adds floor(value / denominator)
    while `window` holds it; or, with `event` empty, `value` / `denominator` of the member at the review. `caps` bound
    entries, `most` the part. `scale` (part, numerator, denominator) multiplies it by that part's score and the rate."""

    id: str
    value: Expr
    denominator: int = 1
    event: str = ""
    where: Expr = TRUE
    items: bool = False
    window: Window = Ever()
    caps: tuple[ScoreCap, ...] = ()
    most: int | None = None
    scale: tuple[str, int, int] | None = None
    titles: Titles = Titles()


@dataclass(frozen=True, slots=True)
class Score:
    """A sum of parts, looked at only when it is reviewed."""

    id: str
    origin: Origin
    parts: tuple[ScorePart, ...]
    review: ReviewPeriodic
    titles: Titles = Titles()


# --------------------------------------------------------------------------------------------- together


@dataclass(frozen=True, slots=True)
class Team:
    """Members who play together, with a state of their own under the id `team:<part>:<name>`. With `mentor` a team is
    a member who follows another, and that other: its name is the follower."""

    id: str
    origin: Origin
    titles: Titles = Titles()
    size: int | None = None
    mentor: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """A ranking of members over each calendar `unit`, on the state `board:<id>`. Events of the type `counted` carry
    `by` (a member) and `value` to it; when a period is over, the first `places` are told by events of the type `placed`
    with `place`. Equal values share a place, or the one who reached the value earlier comes first."""

    id: str
    origin: Origin
    unit: Literal["day", "week", "month", "quarter", "year"]
    counted: str
    placed: str
    places: int
    ties: Literal["shared", "earlier"] = "shared"
    titles: Titles = Titles()


@dataclass(frozen=True, slots=True)
class Experiment:
    """Members split for good by a stable hash; `variants` with their shares."""

    id: str
    origin: Origin
    variants: tuple[tuple[str, int], ...]
    titles: Titles = Titles()


# --------------------------------------------------------------------------------------------- laws


@dataclass(frozen=True, slots=True)
class Given:
    """Points of a currency, or a benefit, that a law speaks of."""

    family: Literal["points", "benefit"]
    id: str


@dataclass(frozen=True, slots=True)
class Always:
    """`condition` holds of the member afterwards."""

    condition: Expr


@dataclass(frozen=True, slots=True)
class Never:
    """`condition` does not hold of the member afterwards."""

    condition: Expr


@dataclass(frozen=True, slots=True)
class Brings:
    """The event gives the member each of these."""

    things: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class BringsNone:
    """The event gives the member none of these."""

    things: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class AtMost:
    """No more of these together is given than the limit says, counted from the effects alone: instances of benefits,
    amounts of points. Of a law about an event only what these events give is counted. `limit` has the scope `member`,
    `order` or `all`. What a refund took back counts no more, unless the limit is gross. `zone` is the time zone whose
    days, which begin at midnight, make the windows; "": the programme's, as it counts them itself."""

    things: tuple[Given, ...]
    limit: Limit
    zone: str = ""


@dataclass(frozen=True, slots=True)
class NeverRaises:
    """The member has no more of any of these afterwards than before: spendable and pending points less what is owed,
    instances that can be used or claimed. What comes back because it was spent or used is left aside."""

    things: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class NeverLess:
    """The same event with more in the number `field` gives at least as much of each of these."""

    things: tuple[Given, ...]
    field: str


@dataclass(frozen=True, slots=True)
class HasHad:
    """The member was given each of these at some time, this moment included."""

    things: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class KeepsNone:
    """Once the event is taken back whole, the member has none of these that it gave; of a law about an event that takes
    another one back (a refund), none that the other one gave, once nothing of that is left."""

    things: tuple[Given, ...]


Claim = Always | Never | Brings | BringsNone | AtMost | NeverRaises | NeverLess | HasHad | KeepsNone


@dataclass(frozen=True, slots=True)
class Law:
    """A property that must hold in every history: what `verify` tries to break, and no engine reads. It is asked after
    each event of the type `event` that was applied, with "" after everything that happens, time included. `condition`
    says of whom and of which events it speaks. It is read as a rule of the event reads it: before what the rules give,
    after what the event spends; for an exchange or a draw as its own condition is read, before it is paid. Without an
    event there is only the state afterwards to read."""

    id: str
    origin: Origin
    claim: Claim
    titles: Titles = Titles()
    event: str = ""
    condition: Expr = TRUE


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
    privileges: tuple[Privilege, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    draws: tuple[Draw, ...] = ()
    offers: tuple[Offer, ...] = ()
    scores: tuple[Score, ...] = ()
    teams: tuple[Team, ...] = ()
    boards: tuple[Board, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    laws: tuple[Law, ...] = ()
    version: str = field(default="", compare=False)
