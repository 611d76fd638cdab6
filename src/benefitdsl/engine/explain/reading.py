"""A small interpreter of expressions: what a condition read, and by how much it missed.

It walks the plan's tree and asks the draft for what members have, apart from the functions that the engine generates.
"""

from __future__ import annotations

from typing import Any, assert_never

from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain.bounds import window_span
from benefitdsl.engine.explain.story import Compared, Finding, OneWay, Span, Stated, Together
from benefitdsl.engine.explain.units import Units
from benefitdsl.engine.expressions import OfMember, readable
from benefitdsl.engine.schedules import holds
from benefitdsl.model.event import Line
from benefitdsl.plan.expr import (
    NEVER_DAYS,
    TRUE,
    And,
    Arithmetic,
    AttributeOf,
    BalanceOf,
    Choose,
    Compare,
    CompareOp,
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

_TURNED: dict[CompareOp, CompareOp] = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_OPPOSITE: dict[CompareOp, CompareOp] = {
    "eq": "ne",
    "ne": "eq",
    "lt": "ge",
    "le": "gt",
    "gt": "le",
    "ge": "lt",
}


class NotThere(Exception):
    """An optional field, attribute or inviter that the event or member lacks."""


class Reading:
    """Reads expressions against a draft, and a line of its event where there is one."""

    def __init__(self, draft: Draft, units: Units) -> None:
        self.d = draft
        self.units = units

    # ------------------------------------------------------------------------- values

    def value(self, expr: Expr, line: Line | None = None) -> Any:
        """What the expression gives. Raises `NotThere`."""
        d = self.d
        match expr:
            case Const(value):
                return value
            case FieldOf(name):
                return _get(d.fields, name)
            case HasField(name):
                return name in d.fields
            case ItemFieldOf(name):
                return _get(line or {}, name)
            case HasItemField(name):
                return name in (line or {})
            case AttributeOf(name):
                return _get(d.attributes, name)
            case HasAttribute(name):
                return name in d.attributes
            case ItemsTotal():
                return self._items(expr)
            case HasTag(tag):
                return tag in d.tags
            case InSchedule(schedule):
                return d.in_schedule(holds(schedule))
            case HasInviter():
                return d.inviter is not None
            case Inviter():
                if d.inviter is None:
                    raise NotThere
                return d.inviter
            case Compare(op, left, right):
                return _compare(op, self.value(left, line), self.value(right, line))
            case Arithmetic(op, left, right):
                return _arithmetic(op, self.value(left, line), self.value(right, line))
            case FloorDiv(value, divisor):
                return self.value(value, line) // divisor
            case And(items):
                return all(self.value(item, line) for item in items)
            case Or(items):
                return any(self.value(item, line) for item in items)
            case Not(item):
                return not self.value(item, line)
            case OneOf(value, options):
                return self.value(value, line) in options
            case Self():
                return d.base.id
            case Contains(value, part):
                return part in self.value(value, line)
            case Choose(cases, otherwise):
                chosen = next((one for asked, one in cases if self.value(asked, line)), otherwise)
                return self.value(chosen, line)
            case EventDay():
                return d.event_day()
            case _:
                return self._of_member(expr)

    def _of_member(self, expr: OfMember) -> Any:
        d = self.d
        match expr:
            case MetricOf(metric):
                return d.metric(metric)
            case DaysSince(metric):
                return d.days_since(metric, NEVER_DAYS)
            case DaysSinceJoined():
                return d.days_since_joined()
            case TierOf(tiers, new):
                return d.new_rank(tiers) if new else d.rank(tiers)
            case BalanceOf(currency):
                return d.balance(currency)
            case Holds(benefit):
                return d.holds(benefit)
            case InSegment(segment):
                return d.in_segment(segment)
            case ProgressOf(mission):
                return d.progress(mission)
            case ScoreOf(score):
                return d.score(score)
            case VariantOf(experiment):
                return d.variant(experiment)
            case ThresholdOf(tiers):
                return d.threshold(tiers)
            case PointsOfEvent(currency):
                return d.points_of_event(currency)
            case _:
                assert_never(expr)

    def lines(self, where: Expr) -> list[Line]:
        """The lines of the event for which a condition holds."""
        return [line for line in self.d.lines if where == TRUE or self._line_holds(where, line)]

    def _line_holds(self, where: Expr, line: Line) -> bool:
        try:
            return bool(self.value(where, line))
        except NotThere:
            return False

    def _items(self, total: ItemsTotal) -> int:
        lines = self.lines(total.where or TRUE)
        if total.function == "count" or total.value is None:
            return sum(_whole(line.get("quantity", 1)) for line in lines)
        needed = readable(total.value)
        values = [self.value(total.value, line) for line in lines if self.value(needed, line)]
        return len(set(values)) if total.function == "distinct" else sum(values)

    # ------------------------------------------------------------------------- findings

    def findings(self, expr: Expr, *, wanted: bool = True) -> tuple[Finding, ...]:
        """What was read, part by part: the parts that fail, or all of them where none does."""
        found = tuple(dict.fromkeys(self._parts(expr, wanted)))  # a guard may be written, and be added again
        failing = tuple(one for one in found if not is_met(one))
        return failing or found

    def _parts(self, expr: Expr, wanted: bool) -> tuple[Finding, ...]:
        match expr:
            case Const(value):
                return () if value == wanted else (Stated(expr, bool(value), wanted),)
            case And(items) if wanted:
                return tuple(part for item in items for part in self._parts(item, wanted))
            case Or(items) if not wanted:
                return tuple(part for item in items for part in self._parts(item, wanted))
            case And(items) | Or(items):
                return self._ways(items, wanted)
            case Not(item):
                return self._parts(item, not wanted)
            case Compare():
                return self._compared(expr, wanted)
            case InSegment(segment):
                held = self.d.in_segment(segment)
                inside = self.findings(self.units.segment(segment).condition) if wanted and not held else ()
                return (Stated(expr, held, wanted, inside),)
            case _:
                try:
                    return (Stated(expr, bool(self.value(expr)), wanted),)
                except NotThere:
                    return ()

    def _ways(self, items: tuple[Expr, ...], wanted: bool) -> tuple[Finding, ...]:
        """Alternatives; nothing where one of them always holds."""
        ways: list[Finding] = []
        for item in items:
            parts, holds = self._parts(item, wanted), self._is(item, wanted)
            if holds and not parts:
                return ()
            ways += parts if len(parts) < 2 else (Together(parts, holds),)
        return (OneWay(tuple(ways), any(is_met(way) for way in ways)),) if ways else ()

    def holds(self, expr: Expr) -> bool:
        """Whether a condition holds; what cannot be read does not."""
        return self._is(expr, True)

    def _is(self, expr: Expr, wanted: bool) -> bool:
        """Whether a condition is as wanted; what cannot be read is not."""
        try:
            return bool(self.value(expr)) == wanted
        except NotThere:
            return False

    def _compared(self, compare: Compare, wanted: bool) -> tuple[Finding, ...]:
        left, right, op = compare.left, compare.right, compare.op
        if isinstance(left, Const) and not isinstance(right, Const):
            left, right, op = right, left, _TURNED[op]
        op = op if wanted else _OPPOSITE[op]
        try:
            actual, needed = self.value(left), self.value(right)
        except NotThere:
            return ()
        unit = self.units.of(left) if self.units.of(left).kind != "number" else self.units.of(right)
        met = _compare(op, actual, needed)
        return (
            Compared(
                left,
                op,
                actual,
                needed,
                unit,
                met,
                None if met or is_never(left, actual) else _distance(op, actual, needed),
                self.span(left),
            ),
        )

    def span(self, expr: Expr) -> Span | None:
        """The stretch of time that a window metric read."""
        match expr:
            case MetricOf(metric):
                window = self.units.metric(metric).window
                return window_span(window, self.d.book.clock, self.d.now, self.d.joined)
            case Arithmetic(_, left, right):
                return self.span(left) or self.span(right)
            case FloorDiv(value, _):
                return self.span(value)
            case _:
                return None


def is_never(left: Expr, actual: Any) -> bool:
    """Whether days were counted since something that never was."""
    return isinstance(left, DaysSince) and actual == NEVER_DAYS


def is_met(finding: Finding) -> bool:
    """Whether a part of a condition is as it should be."""
    match finding:
        case Stated(_, found, wanted):
            return found == wanted
        case Compared() | OneWay() | Together():
            return finding.holds
        case _:
            assert_never(finding)


def _distance(op: CompareOp, actual: Any, needed: Any) -> int | None:
    """How much is missing, in the smallest unit; of what is too much, how much."""
    if type(actual) is not int or type(needed) is not int:
        return None
    match op:
        case "ge":
            return needed - actual
        case "gt":
            return needed - actual + 1
        case "le":
            return actual - needed
        case "lt":
            return actual - needed + 1
        case "eq":
            return abs(needed - actual)
        case "ne":
            return None
        case _:
            assert_never(op)


def _compare(op: CompareOp, left: Any, right: Any) -> bool:
    match op:
        case "eq":
            return bool(left == right)
        case "ne":
            return bool(left != right)
        case "lt":
            return bool(left < right)
        case "le":
            return bool(left <= right)
        case "gt":
            return bool(left > right)
        case "ge":
            return bool(left >= right)
        case _:
            assert_never(op)


def _arithmetic(op: str, left: int, right: int) -> int:
    match op:
        case "add":
            return left + right
        case "sub":
            return left - right
        case _:
            return left * right


def _get(values: Any, name: str) -> Any:
    if name not in values:
        raise NotThere
    return values[name]


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 1
