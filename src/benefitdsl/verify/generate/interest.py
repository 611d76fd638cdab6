"""What is interesting about parts of a programme: the values at which they change their mind, read off the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benefitdsl.plan.expr import (
    Arithmetic,
    AttributeOf,
    BalanceOf,
    Choose,
    Compare,
    Const,
    Contains,
    DaysSinceJoined,
    Expr,
    FieldOf,
    FloorDiv,
    HasAttribute,
    HasField,
    HasItemField,
    ItemFieldOf,
    ItemsTotal,
    MetricOf,
    OneOf,
    PointsOfEvent,
    ProgressOf,
)
from benefitdsl.plan.parts import (
    AfterEarning,
    AtMost,
    Benefit,
    Cost,
    EarnPoints,
    Law,
    Metric,
    Mission,
    Offer,
    OnEvent,
    Plan,
    Points,
    Privilege,
    Promotion,
    Rule,
    ScorePart,
    Tiers,
)
from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    QuarterStart,
    ScheduleTerm,
    Times,
    Weekdays,
    YearDays,
)
from benefitdsl.plan.walk import walk
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import (
    Anchored,
    Between,
    CalendarPeriods,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
    Window,
)

Key = tuple[str, str]
"""A type of event and a field of it; a field of its lines has `/` before its name. Attributes are of `MEMBER`."""

MEMBER = "@member"
MOST = 10**12
"""No number beyond is tried: what happens at the bounds of numbers is the engine's own test."""

_POINTS = "@points/"
_TERMS = (Days, Weekdays, MonthDays, YearDays, QuarterStart, AttributeDay, NamedDays, Times)
_WINDOWS = (RollingDays, RollingMonths, RollingExact, CalendarPeriods, MembershipYears, Between)


@dataclass(frozen=True, slots=True)
class Interest:
    """`numbers` and `texts` of a field are what it is compared with, `fields` those that are read at all; `sums` are
    the metrics and missions that add a field up, `totals` those of them that matter; `spans` windows and durations."""

    numbers: Mapping[Key, tuple[int, ...]]
    texts: Mapping[Key, tuple[str, ...]]
    fields: frozenset[Key]
    sums: Mapping[Key, tuple[tuple[str, str], ...]]
    totals: Mapping[tuple[str, str], tuple[int, ...]]
    spans: tuple[Window | Duration, ...]
    terms: tuple[ScheduleTerm, ...]
    joined_days: tuple[int, ...]


def interest_of(plan: Plan, parts: Iterable[Any]) -> Interest:
    """What matters to these parts of the plan."""
    finder = _Finder(plan, tuple(parts))
    finder.find()
    return finder.found()


class _Finder:
    def __init__(self, plan: Plan, parts: tuple[Any, ...]) -> None:
        self.plan, self.parts = plan, parts
        self.numbers: defaultdict[Key, set[int]] = defaultdict(set)
        self.texts: defaultdict[Key, set[str]] = defaultdict(set)
        self.fields: set[Key] = set()
        self.sums: defaultdict[Key, set[tuple[str, str]]] = defaultdict(set)
        self.totals: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        self.joined: set[int] = set()
        self.sales = [type_.name for type_ in plan.events if any(f.name == "coupons" for f in type_.fields)]

    def found(self) -> Interest:
        nodes = [node for part in self.parts for node in walk(part)]
        spans = {node for node in nodes if isinstance(node, (*_WINDOWS, Duration))}
        spans |= {node.duration for node in nodes if isinstance(node, Anchored | AfterEarning)}
        return Interest(
            {key: _bounded(found) for key, found in self.numbers.items()},
            {key: tuple(sorted(found)) for key, found in self.texts.items()},
            frozenset(self.fields),
            {key: tuple(sorted(found)) for key, found in self.sums.items()},
            {total: _bounded(found) for total, found in self.totals.items()},
            tuple(sorted(spans, key=repr)),
            tuple(sorted({node for node in nodes if isinstance(node, _TERMS)}, key=repr)),
            tuple(sorted(day for day in self.joined if 0 <= day <= 3_660)),
        )

    def find(self) -> None:
        for part in self.parts:
            for event in self._events(part):
                self._of(event, part)
            self._alone(part)
        self._add_up()

    def _events(self, part: Any) -> tuple[str, ...]:
        """The types of events whose fields the part's expressions read."""
        match part:
            case Rule():
                return tuple(one.event for one in part.triggers if isinstance(one, OnEvent)) or (MEMBER,)
            case Metric() | ScorePart() | Law() | Mission():
                return (part.event or MEMBER,)
            case Offer():
                return tuple(type_.name for type_ in self.plan.events if type_.role == "offer")
            case Benefit() | Promotion():
                return tuple(self.sales)
            case _:
                return (MEMBER,)

    # ------------------------------------------------------------------------- what is compared with what

    def _of(self, event: str, part: Any) -> None:
        for node in walk(part):
            match node:
                case Compare(_, left, right):
                    self._meets(event, left, right)
                    self._meets(event, right, left)
                case OneOf(value, options):
                    self._reaches(event, value, [one for one in options if isinstance(one, int)])
                    self._says(event, value, [one for one in options if isinstance(one, str)])
                case Contains(value, text):
                    self._says(event, value, [text, f"{text} {text}"])
                case FloorDiv(value, divisor):
                    self._reaches(event, value, [divisor, 2 * divisor])
                case EarnPoints(numerator=value, denominator=divisor) if divisor > 1:
                    self._reaches(event, value, [divisor, 2 * divisor])
                case FieldOf(name) | HasField(name):
                    self.fields.add((event, name))
                case ItemFieldOf(name) | HasItemField(name):
                    self.fields.add((event, f"/{name}"))
                case ItemsTotal():
                    self.fields.add((event, "/quantity"))
                case AttributeOf(name) | HasAttribute(name) | AttributeDay(attribute=name):
                    self.fields.add((MEMBER, name))
                case _:
                    pass

    def _meets(self, event: str, side: Expr, other: Expr) -> None:
        consts = [node.value for node in walk(other) if isinstance(node, Const)]
        self._reaches(event, side, [one for one in consts if type(one) is int])
        self._says(event, side, [one for one in consts if isinstance(one, str)])

    def _reaches(self, event: str, side: Expr | None, numbers: Iterable[int]) -> None:
        """Values of `side` that matter: what must its fields be for them?"""
        match side:
            case FloorDiv(value, divisor):
                self._reaches(event, value, [number * divisor for number in numbers])
                return
            case Arithmetic("mul", value, Const(int(factor))) | Arithmetic("mul", Const(int(factor)), value):
                if factor > 0:
                    self._reaches(event, value, [-(-number // factor) for number in numbers])
                return
            case ItemsTotal("count"):
                self.numbers[event, "/quantity"].update(numbers)
            case _:
                pass
        for node in walk(side):
            match node:
                case FieldOf(name):
                    self.numbers[event, name].update(numbers)
                case ItemFieldOf(name):
                    self.numbers[event, f"/{name}"].update(numbers)
                case AttributeOf(name):
                    self.numbers[MEMBER, name].update(numbers)
                case MetricOf(metric):
                    self.totals["metric", metric].update(numbers)
                case ProgressOf(mission):
                    self.totals["mission", mission].update(numbers)
                case BalanceOf(currency) | PointsOfEvent(currency):
                    self.totals["points", currency].update(numbers)
                case DaysSinceJoined():
                    self.joined.update(numbers)
                case _:
                    pass

    def _says(self, event: str, side: Expr, texts: Iterable[str]) -> None:
        texts = tuple(text for text in texts if text)
        for node in walk(side) if texts else ():
            match node:
                case FieldOf(name):
                    self.texts[event, name].update(texts)
                case ItemFieldOf(name):
                    self.texts[event, f"/{name}"].update(texts)
                case AttributeOf(name):
                    self.texts[MEMBER, name].update(texts)
                case _:
                    pass

    # ------------------------------------------------------------------------- what stands for itself

    def _alone(self, part: Any) -> None:
        """Thresholds, targets, minima, prices and caps."""
        match part:
            case Mission():
                self.totals["mission", part.id].update(stage.at for stage in part.stages)
                for step in part.steps:
                    self._of(step.event, step)
                    self._counts(step.event, step.measure, step.items, step.value, [step.target])
            case Tiers():
                wanted = [level.threshold for level in part.levels if level.threshold]
                self._reaches(MEMBER, part.metric, [*wanted, *(least for _, least in part.retention)])
            case Benefit() | Promotion():
                self._discount(part)
            case Points():
                self.totals["points", part.id].update(cap.count for cap in part.caps)
            case Law(claim=AtMost(things, limit)):
                for thing in things:
                    if thing.family == "points":
                        self.totals["points", thing.id].update((limit.count, limit.count + 1))
            case Offer() if part.fee is not None:
                for event in self._events(part):
                    self.numbers[event, "amount"].update(fees(part.fee))
            case _:
                pass
        for node in walk(part) if isinstance(part, Offer | Rule | Privilege) else ():
            if isinstance(node, Cost) and isinstance(node.amount, Const) and type(node.amount.value) is int:
                self.totals["points", node.currency].add(node.amount.value)

    def _discount(self, part: Benefit | Promotion) -> None:
        numbers = [part.minimum.amount] if part.minimum is not None else []
        if part.reduction is not None:
            consts = [node.value for node in walk(part.reduction.amount) if isinstance(node, Const)]
            numbers += [value for value in consts if type(value) is int]
            numbers += [part.reduction.per or 0, part.reduction.cap or 0]
        for event in self.sales:
            for name in ("amount", "/amount"):
                self.numbers[event, name].update(number for number in numbers if number > 0)

    # ------------------------------------------------------------------------- what adds up

    def _add_up(self) -> None:
        """From totals to the fields of the events that add up to them: points first, whose totals metrics may be."""
        metrics = [part for part in self.parts if isinstance(part, Metric)]
        for metric in metrics:
            if metric.event.startswith(_POINTS):
                wanted = self.totals["metric", metric.id]
                self.totals["points", metric.event.removeprefix(_POINTS)].update(wanted)
        for part in self.parts:
            for event in self._events(part) if isinstance(part, Rule) else ():
                self._earns(event, part)
        for metric in metrics:
            wanted = self.totals["metric", metric.id]
            self._counts(metric.event, metric.function, metric.items, metric.value, wanted)
            self._sums("metric", metric.id, metric.event, metric.function, metric.value)
        for mission in self.parts:
            if isinstance(mission, Mission):
                wanted = self.totals["mission", mission.id]
                self._counts(mission.event, mission.measure, mission.items, mission.value, wanted)
                self._sums("mission", mission.id, mission.event, mission.measure, mission.value)

    def _earns(self, event: str, rule: Rule) -> None:
        for node in walk(rule):
            if isinstance(node, EarnPoints):
                wanted = self.totals["points", node.currency]
                self._reaches(event, node.numerator, [number * node.denominator for number in wanted])

    def _counts(self, event: str, how: str, items: bool, value: Expr | None, wanted: Iterable[int]) -> None:
        if how == "sum":
            self._reaches(event, value, wanted)
        elif how == "count" and items:
            self.numbers[event, "/quantity"].update(wanted)

    def _sums(self, family: str, id: str, event: str, how: str, value: Expr | None) -> None:
        if how == "sum" and isinstance(value, FieldOf):
            self.sums[event, value.name].add((family, id))


def fees(fee: Expr) -> tuple[int, ...]:
    """What a fee comes to, as far as it is written: the one that always holds, or that of each case."""
    match fee:
        case Const(int(amount)):
            return (amount,)
        case Choose(cases, otherwise):
            return tuple(each for _, then in cases for each in fees(then)) + fees(otherwise)
        case _:
            return ()


def _bounded(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({number for number in numbers if 0 <= number <= MOST}))


__all__ = ["MEMBER", "MOST", "Interest", "Key", "fees", "interest_of"]
