"""A plan made ready to run: its parts beside their functions, indexed by the type of event that concerns them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from benefitdsl.engine.clock import Clock, Ender, ender, starter
from benefitdsl.engine.expressions import Function, Functions, line_fields
from benefitdsl.engine.schedules import Holds, holds
from benefitdsl.engine.windows import Uses
from benefitdsl.plan.expr import TRUE, Compare, DaysSince, Expr, InSegment, MetricOf
from benefitdsl.plan.parts import (
    Action,
    Benefit,
    Budget,
    EarnPoints,
    EventField,
    EventType,
    Group,
    Inactivity,
    Limit,
    Metric,
    Mission,
    MultiplyPoints,
    Notice,
    OnEvent,
    OnMoment,
    Origin,
    PendingUntilEvent,
    Plan,
    Points,
    ReviewImmediate,
    Rule,
    Segment,
    Stage,
    TellMember,
    Tiers,
    Trigger,
)
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.calendar import DAY_US
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import (
    CalendarPeriods,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
    Window,
)

POINTS_EVENT = "@points/"

# Takes back an addressed event, of any type, by its key; a plan may declare it itself.
REVERSAL = EventType("reversal", (EventField("reverses", "text", required=True),))


class Source(NamedTuple):
    """The part that causes an effect, and its line."""

    id: str
    file: str = ""
    line: int = 0


def source(id_: str, origin: Origin) -> Source:
    return Source(id_, origin.file, origin.line)


@dataclass(slots=True, eq=False)
class ActionBook:
    """`value` is the numerator of points, or the receiver of an addressed event; `fields` are what is sent along."""

    action: Action
    value: Function | None = None
    fields: tuple[tuple[str, Function], ...] = ()


@dataclass(slots=True, eq=False)
class LimitBook:
    """`key` is the member's key of its uses, or the beginning of the pool's key where it is shared."""

    limit: Limit
    uses: Uses
    key: str
    shared: bool
    value: Function | None
    by_order: bool


@dataclass(slots=True, eq=False)
class BudgetBook:
    budget: Budget
    uses: Uses


@dataclass(slots=True, eq=False)
class RuleBook:
    rule: Rule
    source: Source
    condition: Function | None
    net: Function | None
    schedule: Holds | None
    audience: str | None
    limits: tuple[LimitBook, ...]
    budgets: tuple[BudgetBook, ...]
    group: Group | None
    then: tuple[ActionBook, ...]
    otherwise: tuple[ActionBook, ...]
    scales: bool  # whether any of its actions multiplies
    wants_worth: bool


@dataclass(slots=True, eq=False)
class MetricBook:
    metric: Metric
    end: Ender
    where: Function | None
    value: Function | None
    reads: tuple[str, ...]  # fields a line must have to be counted

    @property
    def is_set(self) -> bool:
        return self.metric.function in ("distinct", "last")


@dataclass(slots=True, eq=False)
class PointsBook:
    points: Points
    source: Source
    inactivities: tuple[Inactivity, ...]
    metrics: tuple[MetricBook, ...]  # those of `@points/<id>`


@dataclass(slots=True, eq=False)
class BenefitBook:
    benefit: Benefit
    source: Source
    usable: Holds | None
    where: Function | None


@dataclass(slots=True, eq=False)
class StageBook:
    stage: Stage
    actions: tuple[ActionBook, ...]


@dataclass(slots=True, eq=False)
class MissionBook:
    mission: Mission
    source: Source
    where: Function | None
    value: Function | None
    reads: tuple[str, ...]
    end: Ender
    schedule: Holds | None
    stages: tuple[StageBook, ...]
    limits: tuple[LimitBook, ...]
    budgets: tuple[BudgetBook, ...]
    start: Ender  # of the period, for a window of single periods
    one_period: bool
    rolling: bool


@dataclass(slots=True, eq=False)
class TiersBook:
    tiers: Tiers
    source: Source
    metric: Function
    reads: tuple[MetricBook, ...]  # for an immediate review
    immediate: bool


@dataclass(slots=True, eq=False)
class SegmentBook:
    segment: Segment
    condition: Function
    members: frozenset[str]


@dataclass(slots=True, eq=False)
class NoticeBook:
    notice: Notice
    uses: Uses | None


@dataclass(slots=True, eq=False)
class TypeBook:
    """All that an event of one type can concern."""

    type: EventType
    source: Source
    lines: str | None  # the field that holds its lines
    money: frozenset[str]
    line_money: frozenset[str]
    rules: tuple[RuleBook, ...]
    missions: tuple[MissionBook, ...]
    metrics: tuple[MetricBook, ...]
    spends: tuple[PointsBook, ...]
    ripens: tuple[PointsBook, ...]
    anchors: tuple[tuple[str, int], ...]  # currency and place of the inactivities that it moves
    coupons: bool
    reverses: bool


class Book:
    """One plan, ready. Everything is looked up by id through a map made here."""

    def __init__(self, plan: Plan, functions: Functions) -> None:
        self.plan = plan
        self.version = plan.version
        self.late_us = _microseconds(plan.late_within)
        self.refund_us = _microseconds(plan.refund_within)
        self.clock = clock = Clock(plan.timezone, plan.day_start)
        self._functions = functions
        self.metrics = {m.id: self._metric(m) for m in plan.metrics}
        self.points = {p.id: self._points(p) for p in plan.points}
        self.benefits = {b.id: self._benefit(b) for b in plan.benefits}
        self.segments = {
            s.id: SegmentBook(s, functions.event(s.condition), frozenset(s.members)) for s in plan.segments
        }
        self.notices = {
            n.id: NoticeBook(n, None if n.cap is None else Uses(n.cap.window, clock, self.oldest))
            for n in plan.notices
        }
        self.budgets = {b.id: BudgetBook(b, Uses(b.window, clock, self.oldest)) for b in plan.budgets}
        self.groups = {g.id: g for g in plan.groups}
        self.rules = tuple(self._rule(rule) for rule in plan.rules)
        self.rule_of = {rule.rule.id: rule for rule in self.rules}
        self.missions = {m.id: self._mission(m) for m in plan.missions}
        self.tiers = {t.id: self._tiers(t) for t in plan.tiers}
        declared = {t.name for t in plan.events}
        built_in = () if REVERSAL.name in declared else (REVERSAL,)
        self.types = {t.name: self._type(t) for t in (*plan.events, *built_in)}
        self.cascades = tuple(rule for rule in self.rules if any(_is_cascade(t) for t in rule.rule.triggers))
        self.moments = tuple(
            (f"{rule.rule.id}:{place}", trigger, rule)
            for rule in self.rules
            for place, trigger in enumerate(rule.rule.triggers)
            if isinstance(trigger, OnMoment)
        )
        self.has_daily_keys = any(u.daily for t in plan.events for u in t.unique)
        self.asks_new = tuple(ladder for ladder in self.tiers if ladder in functions.new_tiers)
        self.attributes = frozenset(attribute.name for attribute in plan.attributes)

    def oldest(self, now: int) -> int:
        """The earliest instant an event may have that comes at `now`."""
        return now - self.late_us

    # ------------------------------------------------------------------------- one method a part

    def _metric(self, metric: Metric) -> MetricBook:
        make = self._functions.line if metric.items else self._functions.event
        return MetricBook(
            metric,
            ender(metric.window, self.clock),
            None if metric.where == TRUE else make(metric.where),
            None if metric.value is None else make(metric.value),
            line_fields(metric.value) if metric.items and metric.value is not None else (),
        )

    def _points(self, points: Points) -> PointsBook:
        return PointsBook(
            points,
            source(points.id, points.origin),
            tuple(expiry for expiry in points.expiry if isinstance(expiry, Inactivity)),
            tuple(m for m in self.metrics.values() if m.metric.event == POINTS_EVENT + points.id),
        )

    def _benefit(self, benefit: Benefit) -> BenefitBook:
        return BenefitBook(
            benefit,
            source(benefit.id, benefit.origin),
            _schedule(benefit.usable),
            self._functions.condition(benefit.where),
        )

    def _limit(self, owner: str, place: int, limit: Limit) -> LimitBook:
        shared = limit.scope in ("referee", "device", "code", "all")
        key = f"limit:{owner}:{place}:" if shared else f"{owner}:{place}"
        value = None if limit.key is None else self._functions.event(limit.key)
        return LimitBook(
            limit, Uses(limit.window, self.clock, self.oldest), key, shared, value, limit.scope == "order"
        )

    def _limits(self, owner: str, limits: Iterable[Limit]) -> tuple[LimitBook, ...]:
        return tuple(self._limit(owner, place, limit) for place, limit in enumerate(limits))

    def _action(self, action: Action) -> ActionBook:
        match action:
            case EarnPoints(_, numerator):
                return ActionBook(action, self._functions.event(numerator))
            case TellMember(to, _, given):
                fields = tuple((name, self._functions.event(expr)) for name, expr in given)
                return ActionBook(action, self._functions.event(to), fields)
            case _:
                return ActionBook(action)

    def _rule(self, rule: Rule) -> RuleBook:
        then = tuple(self._action(action) for action in rule.then)
        otherwise = tuple(self._action(action) for action in rule.otherwise)
        group = None if rule.group is None else self.groups[rule.group]
        budgets = tuple(self.budgets[budget] for budget in rule.budgets)
        return RuleBook(
            rule,
            source(rule.id, rule.origin),
            self._functions.condition(rule.condition),
            self._functions.condition(rule.net_condition),
            _schedule(rule.schedule),
            rule.audience,
            self._limits(rule.id, rule.limits),
            budgets,
            group,
            then,
            otherwise,
            any(isinstance(action, MultiplyPoints) for action in rule.then + rule.otherwise),
            (group is not None and group.policy == "best") or any(b.budget.unit == "money" for b in budgets),
        )

    def _mission(self, mission: Mission) -> MissionBook:
        make = self._functions.line if mission.items else self._functions.event
        window = mission.window
        return MissionBook(
            mission,
            source(mission.id, mission.origin),
            None if mission.where == TRUE else make(mission.where),
            None if mission.value is None else make(mission.value),
            line_fields(mission.value) if mission.items and mission.value is not None else (),
            ender(window, self.clock),
            _schedule(mission.schedule),
            tuple(StageBook(stage, tuple(map(self._action, stage.actions))) for stage in mission.stages),
            self._limits(mission.id, mission.limits),
            tuple(self.budgets[budget] for budget in mission.budgets),
            starter(window, self.clock),
            _is_periods(window) and not _is_rolling(window),
            _is_rolling(window),
        )

    def _tiers(self, tiers: Tiers) -> TiersBook:
        return TiersBook(
            tiers,
            source(tiers.id, tiers.origin),
            self._functions.event(tiers.metric),
            tuple(self.metrics[metric] for metric in self._metrics_read(tiers.metric)),
            isinstance(tiers.review, ReviewImmediate),
        )

    def _metrics_read(self, expr: Expr) -> tuple[str, ...]:
        """The metrics that an expression reads, in order, also inside segments."""
        found: dict[str, None] = {}
        for part in parts_of(expr):
            match part:
                case MetricOf(metric) | DaysSince(metric):
                    found[metric] = None
                case InSegment(segment):
                    found |= dict.fromkeys(self._metrics_read(self.segments[segment].segment.condition))
                case _:
                    pass
        return tuple(found)

    def _type(self, type_: EventType) -> TypeBook:
        name = type_.name
        lines = next((field for field in type_.fields if field.type == "items"), None)
        texts = {field.name for field in type_.fields if field.type == "texts"}
        return TypeBook(
            type_,
            Source(name),
            None if lines is None else lines.name,
            frozenset(field.name for field in type_.fields if field.type == "money"),
            frozenset(() if lines is None else (f.name for f in lines.fields if f.type == "money")),
            tuple(rule for rule in self.rules if OnEvent(name) in rule.rule.triggers),
            tuple(mission for mission in self.missions.values() if mission.mission.event == name),
            tuple(metric for metric in self.metrics.values() if metric.metric.event == name),
            tuple(points for points in self.points.values() if points.points.spent_by is not None),
            tuple(
                points for points in self.points.values() if points.points.pending == PendingUntilEvent(name)
            ),
            tuple(
                (points.points.id, place)
                for points in self.points.values()
                for place, inactivity in enumerate(points.inactivities)
                if not inactivity.events or name in inactivity.events
            ),
            "coupons" in texts,
            type_.reverses is not None or name == REVERSAL.name,
        )


def parts_of(expr: Expr) -> Iterator[Expr]:
    """An expression and everything in it, outside in."""
    yield expr
    for name in expr.__slots__:
        part = getattr(expr, name)
        for one in part if isinstance(part, tuple) else (part,):
            if type(one).__module__ == Compare.__module__:
                yield from parts_of(one)


def _is_cascade(trigger: Trigger) -> bool:
    return not isinstance(trigger, (OnEvent, OnMoment))


def _is_periods(window: Window) -> bool:
    return isinstance(window, (CalendarPeriods, MembershipYears))


def _is_rolling(window: Window) -> bool:
    match window:
        case RollingDays() | RollingMonths() | RollingExact():
            return True
        case CalendarPeriods(_, count) | MembershipYears(count):
            return count > 1
        case _:
            return False


def _schedule(schedule: Schedule | None) -> Holds | None:
    return holds(schedule) if schedule is not None and schedule.terms else None


def _microseconds(duration: Duration) -> int:
    """A duration as a plain length: the longest that its unit can be."""
    if duration.is_exact:
        return duration.microseconds
    return (
        duration.amount * DAY_US * {"week": 7, "month": 31, "quarter": 92, "year": 366}.get(duration.unit, 1)
    )
