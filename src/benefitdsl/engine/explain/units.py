"""What the numbers of a plan count: the unit of each expression, and the parts of a plan by name."""

from __future__ import annotations

from collections.abc import Iterable

from benefitdsl.engine.explain.story import Unit
from benefitdsl.plan.expr import (
    Arithmetic,
    AttributeOf,
    BalanceOf,
    Choose,
    Const,
    DaysSince,
    DaysSinceJoined,
    EventDay,
    Expr,
    FieldOf,
    Inviter,
    ItemFieldOf,
    ItemsTotal,
    MetricOf,
    PointsOfEvent,
    ProgressOf,
    Self,
    ThresholdOf,
    TierOf,
    VariantOf,
)
from benefitdsl.plan.parts import EventField, Metric, Mission, Plan, Segment, Step, TellMember

NUMBER = Unit("number")
_FIELD: dict[str, Unit] = {
    "money": Unit("money"),
    "number": NUMBER,
    "date": Unit("date"),
    "flag": Unit("flag"),
}
_POINTS = "@points/"


class Units:
    """The units of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._fields: dict[str, Unit] = {}
        self._item_fields: dict[str, Unit] = {}
        for type_ in plan.events:
            self._read(type_.fields, self._fields)
        self._attributes: dict[str, Unit] = {}
        self._read(plan.attributes, self._attributes)
        self._metrics = {metric.id: metric for metric in plan.metrics}
        self._missions = {mission.id: mission for mission in plan.missions}
        self._tiers = {tiers.id: tiers for tiers in plan.tiers}
        self._money = {points.id for points in plan.points if points.unit == "money"}
        self._segments = {segment.id: segment for segment in plan.segments}

    def _read(self, fields: Iterable[EventField], into: dict[str, Unit]) -> None:
        """Note the unit of each field. A name means the same in every event, as the standard vocabulary has it."""
        for field in fields:
            into.setdefault(field.name, _FIELD.get(field.type, Unit("text")))
            for line_field in field.fields:
                self._item_fields.setdefault(line_field.name, _FIELD.get(line_field.type, Unit("text")))

    def metric(self, id: str) -> Metric:
        return self._metrics[id]

    def mission(self, id: str) -> Mission:
        return self._missions[id]

    def segment(self, id: str) -> Segment:
        return self._segments[id]

    def is_money(self, currency: str) -> bool:
        """Whether a currency of points is stored value, counted in minor units."""
        return currency in self._money

    def field(self, name: str) -> Unit:
        """The unit of a field of events."""
        return self._fields.get(name, NUMBER)

    def item_field(self, name: str) -> Unit:
        """The unit of a field of lines."""
        return self._item_fields.get(name, NUMBER)

    def of(self, expr: Expr | None) -> Unit:
        """The unit of a value; a constant counts in whatever stands beside it."""
        match expr:
            case FieldOf(name):
                return self.field(name)
            case ItemFieldOf(name):
                return self.item_field(name)
            case AttributeOf(name):
                return self._attributes.get(name, NUMBER)
            case ItemsTotal("sum", value, _):
                return self.of(value)
            case MetricOf(metric):
                return self.of_metric(self._metrics[metric])
            case DaysSince() | DaysSinceJoined():
                return Unit("days")
            case EventDay():
                return Unit("date")
            case TierOf(tiers, _):
                return Unit("level", tiers)
            case BalanceOf(currency) | PointsOfEvent(currency):
                return Unit("points", currency)
            case ProgressOf(mission):
                return self.of_mission(self._missions[mission])
            case Arithmetic(_, left, right):
                return self.of(left) if self.of(left) != NUMBER else self.of(right)
            case VariantOf(experiment):
                return Unit("variant", experiment)
            case ThresholdOf(tiers):
                return self.of(self._tiers[tiers].metric)
            case Choose(cases, otherwise):
                units = [self.of(value) for value in (*(value for _, value in cases), otherwise)]
                return next((unit for unit in units if unit != NUMBER), NUMBER)
            case Inviter() | Self():
                return Unit("text")
            case Const(value) if isinstance(value, str):
                return Unit("text")
            case _:
                return NUMBER

    def of_board(self, board: str) -> Unit:
        """The unit of what a board ranks: that of the value which members tell it."""
        told = (
            dict(action.fields).get("value")
            for rule in self.plan.rules
            for action in rule.then
            if isinstance(action, TellMember) and action.to == Const(f"board:{board}")
        )
        return self.of(next(told, None))

    def of_metric(self, metric: Metric) -> Unit:
        if metric.function == "last":
            return Unit("date")
        if metric.function == "sum" and metric.event.startswith(_POINTS):
            return Unit("points", metric.event.removeprefix(_POINTS))
        return self._of_counted(metric.function, metric.value)

    def of_step(self, step: Step) -> Unit:
        return self._of_counted(step.measure, step.value)

    def _of_counted(self, measure: str, value: Expr | None) -> Unit:
        """Different days are days, as those in a row are."""
        if measure == "distinct" and value == EventDay():
            return Unit("days")
        return self.of(value) if measure == "sum" else NUMBER

    def of_mission(self, mission: Mission) -> Unit:
        if mission.measure == "streak":
            return Unit("days")
        return self._of_counted(mission.measure, mission.value)
