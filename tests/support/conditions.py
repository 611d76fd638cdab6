"""Random but valid expressions, windows and schedules, by seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from benefitdsl.plan.expr import (
    TRUE,
    And,
    Arithmetic,
    AttributeOf,
    BalanceOf,
    Choose,
    Compare,
    Const,
    Contains,
    DaysSince,
    DaysSinceJoined,
    EventDay,
    Expr,
    FieldOf,
    FloorDiv,
    HasAttribute,
    HasField,
    HasInviter,
    HasItemField,
    HasTag,
    Holds,
    InSchedule,
    InSegment,
    Inviter,
    ItemFieldOf,
    ItemsTotal,
    MetricOf,
    Not,
    OneOf,
    Or,
    PointsOfEvent,
    ProgressOf,
    ScoreOf,
    Self,
    ThresholdOf,
    TierOf,
    VariantOf,
)
from benefitdsl.plan.parts import EventType
from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    QuarterStart,
    Schedule,
    ScheduleTerm,
    Times,
    Weekdays,
    YearDays,
)
from benefitdsl.quantities.window import (
    Anchored,
    Between,
    CalendarPeriods,
    Duration,
    Ever,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
    Window,
)

UNITS = ("day", "week", "month", "quarter", "year")
SKUS = ("milk", "tea", "bread", "cake")
CATEGORIES = ("food", "drink")
HOUR = 3_600_000_000


@dataclass
class Names:
    """What a plan under construction has, so that expressions name only what is there."""

    first_day: int
    metrics: list[str] = field(default_factory=list)
    last_metrics: list[str] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)
    benefits: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)
    missions: list[str] = field(default_factory=list)
    tiers: dict[str, int] = field(default_factory=dict)
    scores: list[str] = field(default_factory=list)
    experiments: list[str] = field(default_factory=list)
    draws: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    boards: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)  # currencies of which `PointsOfEvent` may be asked


# ------------------------------------------------------------------------------------------ durations, windows


def duration(rng: Random, exact: bool = True) -> Duration:
    choices = [
        Duration(rng.randint(1, 10), "day"),
        Duration(rng.randint(1, 2), "week"),
        Duration(rng.randint(1, 3), "month"),
        Duration(1, "quarter"),
        Duration(1, "year"),
    ]
    if exact:
        choices += [Duration(rng.choice((6, 24, 36)), "hour"), Duration(rng.choice((30, 90, 1440)), "minute")]
    return rng.choices(choices, [6, 2, 3, 1, 1, *([2, 1] if exact else [])])[0]


def window(rng: Random, first_day: int) -> Window:
    """Any window that a metric or a member's limit may have."""
    start = first_day + rng.randint(-5, 20)
    return rng.choice(
        (
            RollingDays(rng.randint(1, 10)),
            RollingMonths(rng.randint(1, 2)),
            RollingExact(rng.choice((6, 24, 30, 72)) * HOUR),
            CalendarPeriods(rng.choice(UNITS), rng.choice((1, 1, 2, 3))),
            MembershipYears(rng.choice((1, 1, 2))),
            Anchored(duration(rng), "joining"),
            Between(start, start + rng.randint(1, 40)),
            Ever(),
        )
    )


def shared_window(rng: Random) -> Window:
    return rng.choice((Ever(), CalendarPeriods(rng.choice(UNITS), 1)))


# ------------------------------------------------------------------------------------------ schedules


def schedule(rng: Random, first_day: int, terms: int = 2) -> Schedule:
    return Schedule(tuple(_term(rng, first_day) for _ in range(rng.randint(0, terms))))


def _term(rng: Random, first_day: int) -> ScheduleTerm:
    start = first_day + rng.randint(-3, 30)
    match rng.randrange(8):
        case 0:
            return Days(
                rng.choice((None, start)),
                rng.choice((None, start + rng.randint(1, 60))),
            )
        case 1:
            return Weekdays(tuple(sorted(rng.sample(range(7), rng.randint(2, 5)))))
        case 2:
            first = rng.choice((1, 5, 15, 20, 28))
            return MonthDays(
                first,
                rng.choice((first, min(31, first + 10), 31)),
                rng.choice((0, 0, 600)),
                rng.choice((None, None, 720)),
            )
        case 3:
            month = rng.randint(1, 11)
            return YearDays(
                month, rng.choice((1, 15, 28)), min(12, month + rng.randint(0, 4)), rng.choice((28, 30))
            )
        case 4:
            return AttributeDay("birthday", rng.choice(("day", "week", "month")))
        case 5:
            days = sorted({start + rng.randint(0, 40) for _ in range(rng.randint(3, 15))})
            return NamedDays("fair", tuple(days))
        case 6:
            return QuarterStart()
        case _:
            first = rng.choice((0, 300, 600, 720))
            return Times(first, first + rng.choice((60, 400, 720)))


# ------------------------------------------------------------------------------------------ expressions


def whole(
    rng: Random, names: Names, kind: EventType | None, depth: int = 2, member_only: bool = False
) -> Expr:
    """An integer expression, over the fields of an event type where there is one."""
    leaves: list[Expr] = [Const(rng.randint(0, 12))]
    if kind is not None:
        numbers = [each.name for each in kind.fields if each.required and each.type in ("money", "number")]
        leaves += [FieldOf(name) for name in numbers] * 3
        if kind.name == "order":
            leaves += [items_total(rng, names)] * 2
    leaves += [MetricOf(metric) for metric in names.metrics]
    leaves += [BalanceOf(currency) for currency in names.currencies]
    leaves += [DaysSince(metric) for metric in names.last_metrics]
    leaves += [ScoreOf(score) for score in names.scores] * 2
    if not member_only:
        leaves += [VariantOf(experiment) for experiment in names.experiments]
        leaves += [ThresholdOf(ladder) for ladder in names.tiers]
        leaves += [PointsOfEvent(currency) for currency in names.given]
        leaves += [ProgressOf(mission) for mission in names.missions]
        leaves += [TierOf(tiers, rng.random() < 0.4) for tiers in names.tiers]
        leaves.append(DaysSinceJoined())
    if depth > 0 and rng.random() < 0.3:
        left = whole(rng, names, kind, depth - 1, member_only)
        if rng.random() < 0.4:
            return FloorDiv(left, rng.randint(1, 5))
        if rng.random() < 0.4:
            return Arithmetic(
                rng.choice(("add", "sub", "mul")), left, whole(rng, names, kind, 0, member_only)
            )
        return choice(rng, names, kind, left, member_only)
    return rng.choice(leaves)


def choice(
    rng: Random, names: Names, kind: EventType | None, otherwise: Expr, member_only: bool = False
) -> Choose:
    """Cases by a comparison, a segment or a variant."""
    cases = []
    for _ in range(rng.randint(1, 2)):
        compared = whole(rng, names, kind, 0, member_only)
        tests: list[Expr] = [Compare(rng.choice(("ge", "lt")), compared, Const(rng.choice((1, 3, 8, 20))))]
        tests += [InSegment(segment) for segment in names.segments]
        tests += [Compare("eq", VariantOf(each), Const(rng.randint(0, 1))) for each in names.experiments]
        cases.append((rng.choice(tests), whole(rng, names, kind, 0, member_only)))
    return Choose(tuple(cases), otherwise)


def items_total(rng: Random, names: Names) -> ItemsTotal:
    where = line_test(rng, names) if rng.random() < 0.6 else None
    match rng.randrange(3):
        case 0:
            return ItemsTotal("count", None, where)
        case 1:
            return ItemsTotal("sum", ItemFieldOf(rng.choice(("amount", "weight"))), where)
        case _:
            return ItemsTotal("distinct", ItemFieldOf(rng.choice(("sku", "category"))), where)


def line_test(rng: Random, names: Names) -> Expr:
    match rng.randrange(5):
        case 0:
            return Compare("eq", ItemFieldOf("sku"), Const(rng.choice(SKUS)))
        case 4:
            return Contains(ItemFieldOf("sku"), rng.choice(("ea", "k", "milk")))
        case 1:
            return OneOf(ItemFieldOf("sku"), tuple(rng.sample(SKUS, 2)))
        case 2:
            return And((HasItemField("category"), Compare("eq", ItemFieldOf("category"), Const("food"))))
        case _:
            return Compare("ge", ItemFieldOf("amount"), Const(rng.randint(1, 15)))


def condition(rng: Random, names: Names, kind: EventType | None, depth: int = 2) -> Expr:
    """A condition, over the fields of an event type where there is one."""
    if depth > 0 and rng.random() < 0.25:
        items = tuple(condition(rng, names, kind, depth - 1) for _ in range(2))
        return rng.choice((And(items), Or(items), Not(items[0])))
    options: list[Expr] = [
        TRUE,
        Compare(rng.choice(("lt", "le", "gt", "ge", "eq", "ne")), *_pair(rng, names, kind)),
    ]
    options += [options[1]] * 4
    options += [Holds(benefit) for benefit in names.benefits]
    options += [HasTag(tag) for tag in names.tags]
    options += [InSegment(segment) for segment in names.segments]
    options.append(InSchedule(schedule(rng, names.first_day, 1)))
    options.append(And((HasAttribute("city"), Compare("eq", AttributeOf("city"), Const("x")))))
    options.append(Or((Not(HasInviter()), OneOf(Inviter(), ("m1", "m2")))))
    options.append(OneOf(Self(), ("m1", "m3", "team:team0:red")))
    options += [Compare("eq", VariantOf(each), Const(rng.randint(0, 2))) for each in names.experiments]
    if kind is not None:
        options += [event_test(rng, names, kind)] * 4
    return rng.choice(options)


def event_test(rng: Random, names: Names, kind: EventType) -> Expr:
    """A condition that reads only fields of the event."""
    since = Const(names.first_day + rng.randint(0, 20))
    options: list[Expr] = [TRUE, Compare(rng.choice(("ge", "lt")), EventDay(), since)]
    for each in kind.fields:
        asked: Expr | None = None
        if each.type in ("money", "number"):
            asked = Compare(
                rng.choice(("ge", "gt", "lt")), FieldOf(each.name), Const(rng.choice((5, 10, 20)))
            )
        elif each.type == "text":
            asked = OneOf(FieldOf(each.name), ("a", "app", "d1"))
            if rng.random() < 0.4:
                asked = Contains(FieldOf(each.name), rng.choice(("a", "1", "app", "")))
        elif each.type == "texts":
            asked = Contains(FieldOf(each.name), rng.choice(("benefit0", "benefit1")))
        elif each.type == "flag":
            asked = FieldOf(each.name)
        elif each.type == "items" and kind.name == "order":
            options.append(Compare("ge", items_total(rng, names), Const(rng.randint(1, 4))))
        if asked is not None:
            options.append(asked if each.required else And((HasField(each.name), asked)))
    return rng.choice(options)


def _pair(rng: Random, names: Names, kind: EventType | None) -> tuple[Expr, Expr]:
    return whole(rng, names, kind), Const(rng.choice((0, 1, 2, 3, 5, 8, 10, 20, 40)))
