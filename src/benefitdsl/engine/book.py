"""A plan made ready to run: its parts beside their functions, indexed by the type of event that concerns them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from benefitdsl.engine.clock import Clock, Ender, ender, starter
from benefitdsl.engine.expressions import Function, Functions, readable
from benefitdsl.engine.schedules import Holds, holds
from benefitdsl.engine.windows import Uses
from benefitdsl.plan.built_in import BUILT_IN, REVERSAL
from benefitdsl.plan.expr import TRUE, Compare, DaysSince, Expr, InSegment, MetricOf, ScoreOf
from benefitdsl.plan.parts import (
    Action,
    Benefit,
    Board,
    Budget,
    Draw,
    EarnPoints,
    EventType,
    Group,
    Inactivity,
    Limit,
    Metric,
    Mission,
    MultiplyPoints,
    Notice,
    Offer,
    OnEvent,
    OnMoment,
    Origin,
    PendingUntilCollected,
    PendingUntilEvent,
    Plan,
    Points,
    Privilege,
    Prize,
    Promotion,
    ReviewImmediate,
    Rule,
    Score,
    ScorePart,
    Segment,
    Stage,
    Step,
    TakePoints,
    TellMember,
    TellRoster,
    TellTeam,
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
    by: Literal["", "order", "stay"]  # what of the event tells the member's own uses apart


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
    readable: Function | None  # what a line must have to be counted

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
    touches: Function | None  # which lines of an order it is about; None: all


@dataclass(slots=True, eq=False)
class PrivilegeBook:
    privilege: Privilege
    condition: Function | None
    usable: Holds | None
    quota: tuple[LimitBook, ...]


@dataclass(slots=True, eq=False)
class PromotionBook:
    promotion: Promotion
    source: Source
    condition: Function | None
    schedule: Holds | None
    limits: tuple[LimitBook, ...]


@dataclass(slots=True, eq=False)
class PrizeBook:
    prize: Prize
    stock: str  # its key in the pools
    actions: tuple[ActionBook, ...]


@dataclass(slots=True, eq=False)
class DrawBook:
    draw: Draw
    prizes: tuple[PrizeBook, ...]


@dataclass(slots=True, eq=False)
class OfferBook:
    offer: Offer
    source: Source
    condition: Function | None
    schedule: Holds | None
    fee: Function | None
    costs: tuple[tuple[str, Function], ...]
    limits: tuple[LimitBook, ...]
    budgets: tuple[BudgetBook, ...]
    then: tuple[ActionBook, ...]


@dataclass(slots=True, eq=False)
class StepBook:
    step: Step
    where: Function | None
    value: Function | None
    readable: Function | None


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
    readable: Function | None
    end: Ender
    schedule: Holds | None
    stages: tuple[StageBook, ...]
    limits: tuple[LimitBook, ...]
    budgets: tuple[BudgetBook, ...]
    start: Ender  # of the period, for a window of single periods
    one_period: bool
    rolling: bool
    steps: tuple[StepBook, ...]


@dataclass(slots=True, eq=False)
class TiersBook:
    tiers: Tiers
    source: Source
    metric: Function
    reads: tuple[MetricBook, ...]  # for an immediate review
    immediate: bool
    scores: frozenset[str]  # that it reads


@dataclass(slots=True, eq=False)
class PartBook:
    """A part of a score."""

    part: ScorePart
    end: Ender
    where: Function | None
    value: Function
    readable: Function | None


@dataclass(slots=True, eq=False)
class ScoreBook:
    score: Score
    source: Source
    parts: tuple[PartBook, ...]


@dataclass(slots=True, eq=False)
class BoardBook:
    """`actor` is the member on whose state it stands."""

    board: Board
    source: Source
    actor: str


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
    spends: tuple[tuple[PointsBook, ...], ...]  # those that one field asks together
    ripens: tuple[PointsBook, ...]
    anchors: tuple[tuple[str, int], ...]  # currency and place of the inactivities that it moves
    coupons: bool
    reverses: bool
    offers: str | None  # of the role `offer`: the field that names it
    scores: tuple[ScoreBook, ...]  # with a part that counts it
    boards: tuple[BoardBook, ...]


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
        self.privileges = {p.id: self._privilege(p) for p in plan.privileges}
        self.promotions = {p.id: self._promotion(p) for p in plan.promotions}
        self.draws = {draw.id: self._draw(draw) for draw in plan.draws}
        self.offers = {offer.id: self._offer(offer) for offer in plan.offers}
        self.scores = {s.id: self._score(s) for s in plan.scores}
        self.teams = {team.id: team for team in plan.teams}
        self.boards = tuple(
            BoardBook(board, source(board.id, board.origin), f"board:{board.id}") for board in plan.boards
        )
        self.experiments = {experiment.id: experiment for experiment in plan.experiments}
        declared = {t.name for t in plan.events}
        built_in = (t for t in BUILT_IN if t.name not in declared)
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

    def _readable(self, value: Expr | None, *, items: bool) -> Function | None:
        there = readable(value) if items and value is not None else TRUE
        return None if there == TRUE else self._functions.line(there)

    def _metric(self, metric: Metric) -> MetricBook:
        make = self._functions.line if metric.items else self._functions.event
        return MetricBook(
            metric,
            ender(metric.window, self.clock),
            None if metric.where == TRUE else make(metric.where),
            None if metric.value is None else make(metric.value),
            self._readable(metric.value, items=metric.items),
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
            None
            if benefit.reduction is None or benefit.reduction.where == TRUE
            else self._functions.line(benefit.reduction.where),
        )

    def _privilege(self, privilege: Privilege) -> PrivilegeBook:
        return PrivilegeBook(
            privilege,
            self._functions.condition(privilege.condition),
            _schedule(privilege.usable),
            self._limits(f"privilege:{privilege.id}", privilege.quota),
        )

    def _promotion(self, promotion: Promotion) -> PromotionBook:
        return PromotionBook(
            promotion,
            source(promotion.id, promotion.origin),
            self._functions.condition(promotion.condition),
            _schedule(promotion.schedule),
            self._limits(f"promotion:{promotion.id}", promotion.limits),
        )

    def _draw(self, draw: Draw) -> DrawBook:
        prizes = (
            PrizeBook(prize, f"stock:{draw.id}:{prize.id}", tuple(map(self._action, prize.actions)))
            for prize in draw.prizes
        )
        return DrawBook(draw, tuple(prizes))

    def _offer(self, offer: Offer) -> OfferBook:
        return OfferBook(
            offer,
            source(offer.id, offer.origin),
            self._functions.condition(offer.condition),
            _schedule(offer.schedule),
            None if offer.fee is None else self._functions.event(offer.fee),
            tuple((cost.currency, self._functions.event(cost.amount)) for cost in offer.costs),
            self._limits(f"offer:{offer.id}", offer.limits),
            tuple(self.budgets[budget] for budget in offer.budgets),
            tuple(map(self._action, offer.then)),
        )

    def _limit(self, owner: str, place: int, limit: Limit) -> LimitBook:
        shared = limit.scope in ("referee", "device", "code", "all")
        key = f"limit:{owner}:{place}:" if shared else f"{owner}:{place}"
        value = None if limit.key is None else self._functions.event(limit.key)
        by: Literal["", "order", "stay"] = limit.scope if limit.scope in ("order", "stay") else ""
        return LimitBook(limit, Uses(limit.window, self.clock, self.oldest), key, shared, value, by)

    def _limits(self, owner: str, limits: Iterable[Limit]) -> tuple[LimitBook, ...]:
        return tuple(self._limit(owner, place, limit) for place, limit in enumerate(limits))

    def _action(self, action: Action) -> ActionBook:
        match action:
            case EarnPoints(_, numerator) | TakePoints(_, numerator):
                return ActionBook(action, self._functions.event(numerator))
            case TellMember(to, _, given):
                fields = tuple((name, self._functions.event(expr)) for name, expr in given)
                return ActionBook(action, self._functions.event(to), fields)
            case TellTeam(_, _, given) | TellRoster(_, _, given):
                return ActionBook(
                    action, fields=tuple((name, self._functions.event(expr)) for name, expr in given)
                )
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
            self._readable(mission.value, items=mission.items),
            ender(window, self.clock),
            _schedule(mission.schedule),
            tuple(StageBook(stage, tuple(map(self._action, stage.actions))) for stage in mission.stages),
            self._limits(f"mission:{mission.id}", mission.limits),
            tuple(self.budgets[budget] for budget in mission.budgets),
            starter(window, self.clock),
            _is_periods(window) and not _is_rolling(window),
            _is_rolling(window),
            tuple(map(self._step, mission.steps)),
        )

    def _step(self, step: Step) -> StepBook:
        make = self._functions.line if step.items else self._functions.event
        return StepBook(
            step,
            None if step.where == TRUE else make(step.where),
            None if step.value is None else make(step.value),
            self._readable(step.value, items=step.items),
        )

    def _score(self, score: Score) -> ScoreBook:
        return ScoreBook(score, source(score.id, score.origin), tuple(map(self._part, score.parts)))

    def _part(self, part: ScorePart) -> PartBook:
        make = self._functions.line if part.items else self._functions.event
        return PartBook(
            part,
            ender(part.window, self.clock),
            None if part.where == TRUE else make(part.where),
            make(part.value),
            self._readable(part.value, items=part.items),
        )

    def _tiers(self, tiers: Tiers) -> TiersBook:
        return TiersBook(
            tiers,
            source(tiers.id, tiers.origin),
            self._functions.event(tiers.metric),
            tuple(self.metrics[metric] for metric in self._read(tiers.metric, MetricOf, DaysSince)),
            isinstance(tiers.review, ReviewImmediate),
            frozenset(self._read(tiers.metric, ScoreOf)),
        )

    def _read(self, expr: Expr, *kinds: type[MetricOf | DaysSince | ScoreOf]) -> tuple[str, ...]:
        """The metrics or scores that an expression reads, in order, also inside segments."""
        found: dict[str, None] = {}
        for part in parts_of(expr):
            match part:
                case MetricOf(named) | DaysSince(named) | ScoreOf(named) if type(part) in kinds:
                    found[named] = None
                case InSegment(segment):
                    found |= dict.fromkeys(self._read(self.segments[segment].segment.condition, *kinds))
                case _:
                    pass
        return tuple(found)

    def _spends(self) -> tuple[tuple[PointsBook, ...], ...]:
        """The currencies that a field can ask for, together where it is the same field, in order of the first."""
        found: dict[str, tuple[PointsBook, ...]] = {}
        for points in self.points.values():
            asked = points.points.spent_by
            if asked is not None:
                found[asked] = (*found.get(asked, ()), points)
        return tuple(found.values())

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
            tuple(mission for mission in self.missions.values() if name in _events_of(mission.mission)),
            tuple(metric for metric in self.metrics.values() if metric.metric.event == name),
            self._spends(),
            tuple(points for points in self.points.values() if _ripens_on(points.points, name)),
            tuple(
                (points.points.id, place)
                for points in self.points.values()
                for place, inactivity in enumerate(points.inactivities)
                if not inactivity.events or name in inactivity.events
            ),
            "coupons" in texts,
            type_.reverses is not None or name == REVERSAL.name,
            next((f.name for f in type_.fields if f.type == "text" and f.required), None),
            tuple(s for s in self.scores.values() if any(part.event == name for part in s.score.parts)),
            tuple(board for board in self.boards if board.board.counted == name),
        )


def parts_of(expr: Expr) -> Iterator[Expr]:
    """An expression and everything in it, outside in."""
    yield expr
    for name in expr.__slots__:
        for one in _flat(getattr(expr, name)):
            if type(one).__module__ == Compare.__module__:
                yield from parts_of(one)


def _flat(part: Any) -> Iterator[Any]:
    if isinstance(part, tuple):
        for one in part:
            yield from _flat(one)
    else:
        yield part


def _ripens_on(points: Points, event: str) -> bool:
    match points.pending:
        case PendingUntilEvent(named) | PendingUntilCollected(named):
            return named == event
        case _:
            return False


def _events_of(mission: Mission) -> tuple[str, ...]:
    return tuple(step.event for step in mission.steps) if mission.measure == "steps" else (mission.event,)


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
