"""What values an expression can have, given the facts: never fewer than it has, often more.

    range_of(FieldOf("amount"), facts_of(plan, "order"))  # 0 … 10^17 - 1, in minor units

Each part is read by itself, so what two parts have in common is not seen: `amount - amount` may be anything. What a
condition makes sure of stands in the facts (`truth.refine`).
"""

from __future__ import annotations

from typing import assert_never

from benefitdsl.analysis.facts import (
    Facts,
    attribute_range,
    facts_of,
    field_range,
    has_field_range,
    has_line_field_range,
    line_field_range,
    metric_named,
    thresholds_of,
)
from benefitdsl.analysis.scores import most_of_score
from benefitdsl.analysis.sets import (
    ANY_NUMBER,
    ANY_TEXT,
    ANYTHING,
    EITHER,
    FAILS,
    HOLDS,
    Flags,
    Numbers,
    Range,
    Stretch,
    Texts,
    between,
    exactly,
    floor_of,
    join,
    meet,
    minus,
    numbers,
    one_of,
    plus,
    single,
    times,
    without,
)
from benefitdsl.analysis.windows import days_in, least_of, most_entries
from benefitdsl.limits import MAX_LIST_ITEMS
from benefitdsl.model.json import MAX_NUMBER
from benefitdsl.plan.expr import (
    NEVER_DAYS,
    And,
    Arithmetic,
    ArithmeticOp,
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
from benefitdsl.plan.parts import Metric, Mission, Plan
from benefitdsl.quantities.instants import DAY_US, END_INSTANT, MIN_INSTANT

_NOT_NEGATIVE = between(0, None)
_FIRST_DAY, _LAST_DAY = MIN_INSTANT // DAY_US - 1, END_INSTANT // DAY_US + 1  # a zone is less than a day off


def range_of(expr: Expr, facts: Facts) -> Range:
    """What the expression can be: of its own sort and parts, and of what is known of just this expression."""
    known = facts.known.get(expr)
    own = _own(expr, facts)
    return own if known is None else meet(own, known)


def numbers_of(expr: Expr, facts: Facts) -> Numbers:
    """The same of an expression that is a number."""
    found = range_of(expr, facts)
    return found if isinstance(found, Numbers) else ANY_NUMBER


def flags_of(expr: Expr, facts: Facts) -> Flags:
    """The same of a condition."""
    found = range_of(expr, facts)
    return found if isinstance(found, Flags) else EITHER


def _own(expr: Expr, facts: Facts) -> Range:
    match expr:
        case Const(value):
            return exactly(value)
        case FieldOf(name):
            return field_range(facts, name)
        case ItemFieldOf(name):
            return line_field_range(facts, name)
        case AttributeOf(name):
            return attribute_range(facts, name)
        case HasField(name):
            return has_field_range(facts, name)
        case HasItemField(name):
            return has_line_field_range(facts, name)
        case InSegment(segment):
            return _in_segment(segment, facts)
        case HasAttribute() | Holds() | HasTag() | InSchedule() | HasInviter():
            return EITHER
        case Inviter() | Self():
            return ANY_TEXT
        case (
            ItemsTotal()
            | MetricOf()
            | DaysSince()
            | DaysSinceJoined()
            | EventDay()
            | TierOf()
            | BalanceOf()
            | ProgressOf()
            | ScoreOf()
            | VariantOf()
            | ThresholdOf()
            | PointsOfEvent()
        ):
            return _figure(expr, facts)
        case Compare() | Arithmetic() | FloorDiv() | And() | Or() | Not() | OneOf() | Contains() | Choose():
            return _composed(expr, facts)
        case _:
            assert_never(expr)


Figure = (
    ItemsTotal
    | MetricOf
    | DaysSince
    | DaysSinceJoined
    | EventDay
    | TierOf
    | BalanceOf
    | ProgressOf
    | ScoreOf
    | VariantOf
    | ThresholdOf
    | PointsOfEvent
)
"""A number that is read off the event's lines, the member or the calendar."""


def _figure(expr: Figure, facts: Facts) -> Range:
    plan = facts.plan
    match expr:
        case ItemsTotal():
            return _items_total(expr, facts)
        case MetricOf(metric):
            return metric_range(metric_named(plan, metric), plan)
        case DaysSince():
            return join(between(0, _LAST_DAY - _FIRST_DAY), exactly(NEVER_DAYS))
        case DaysSinceJoined():
            return between(0, _LAST_DAY - _FIRST_DAY)
        case EventDay():
            return between(_FIRST_DAY, _LAST_DAY)
        case TierOf(tiers):
            return between(0, next(len(each.levels) for each in plan.tiers if each.id == tiers) - 1)
        case BalanceOf(currency):
            owes = any(each.id == currency and each.negative == "owe" for each in plan.points)
            return ANY_NUMBER if owes else _NOT_NEGATIVE
        case ProgressOf(mission):
            return _progress(next(each for each in plan.missions if each.id == mission))
        case VariantOf(experiment):
            shares = next(each.variants for each in plan.experiments if each.id == experiment)
            return numbers((place, place) for place, (_, share) in enumerate(shares) if share > 0)
        case ThresholdOf(tiers):
            return thresholds_of(plan, tiers)
        case ScoreOf(score):
            found = next(each for each in plan.scores if each.id == score)
            return between(0, most_of_score(found, lambda value: numbers_of(value, facts).most))
        case PointsOfEvent():
            return _NOT_NEGATIVE
        case _:
            assert_never(expr)


Composed = Compare | Arithmetic | FloorDiv | And | Or | Not | OneOf | Contains | Choose


def _composed(expr: Composed, facts: Facts) -> Range:
    match expr:
        case Compare(op, left, right):
            return _compared(op, range_of(left, facts), range_of(right, facts))
        case Arithmetic(op, left, right):
            return _calculated(op, numbers_of(left, facts), numbers_of(right, facts))
        case FloorDiv(value, divisor):
            found = numbers_of(value, facts).stretches
            return numbers((floor_of(each.first, divisor), floor_of(each.last, divisor)) for each in found)
        case And(items):
            return _all([flags_of(item, facts) for item in items])
        case Or(items):
            return _opposite(_all([_opposite(flags_of(item, facts)) for item in items]))
        case Not(item):
            return _opposite(flags_of(item, facts))
        case OneOf(value, options):
            return _among(range_of(value, facts), one_of(options))
        case Contains(value, part):
            return _with_part(range_of(value, facts), part)
        case Choose(cases, otherwise):
            return _chosen(cases, otherwise, facts)
        case _:
            assert_never(expr)


# ----------------------------------------------------------------------------------------- conditions


def _all(items: list[Flags]) -> Flags:
    if any(item == FAILS for item in items):
        return FAILS
    return HOLDS if all(item == HOLDS for item in items) else EITHER


def _opposite(flags: Flags) -> Flags:
    return Flags(frozenset(not each for each in flags.options))


def _in_segment(segment: str, facts: Facts) -> Flags:
    """A static list may hold anyone; without one the condition says all."""
    found = next(each for each in facts.plan.segments if each.id == segment)
    of_member = flags_of(found.condition, facts)
    return EITHER if found.members and of_member != HOLDS else of_member


def _compared(op: CompareOp, left: Range, right: Range) -> Flags:
    if left.is_empty or right.is_empty:
        return Flags(frozenset())
    if op in ("eq", "ne"):
        equal = _equal(left, right)
        return equal if op == "eq" else _opposite(equal)
    if not isinstance(left, Numbers) or not isinstance(right, Numbers):
        return EITHER
    return _ordered(op, left.hull, right.hull)


def _equal(left: Range, right: Range) -> Flags:
    if type(left) is not type(right):
        return EITHER
    if meet(left, right).is_empty:
        return FAILS
    return HOLDS if single(left) and left == right else EITHER


def _ordered(op: CompareOp, left: Stretch, right: Stretch) -> Flags:
    match op:
        case "lt":
            surely, never = left.last < right.first, left.first >= right.last
        case "le":
            surely, never = left.last <= right.first, left.first > right.last
        case "gt":
            surely, never = left.first > right.last, left.last <= right.first
        case _:
            surely, never = left.first >= right.last, left.last < right.first
    return HOLDS if surely else FAILS if never else EITHER


def _among(value: Range, options: Range) -> Flags:
    if type(value) is not type(options):
        return EITHER
    if meet(value, options).is_empty:
        return FAILS
    return HOLDS if without(value, options).is_empty else EITHER


def _with_part(value: Range, part: str) -> Flags:
    if not isinstance(value, Texts) or value.options is None:
        return EITHER
    return Flags(frozenset(part in option for option in value.options))


# -------------------------------------------------------------------------------------------- numbers


def _calculated(op: ArithmeticOp, left: Numbers, right: Numbers) -> Numbers:
    """Stretch by stretch, as long as they are few: a hole in what is added to stays a hole."""
    if left.is_empty or right.is_empty:
        return Numbers(())
    pairs = [(one, other) for one in _few(left) for other in _few(right)]
    match op:
        case "add":
            found = [plus(one, other) for one, other in pairs]
        case "sub":
            found = [minus(one, other) for one, other in pairs]
        case "mul":
            found = [times(one, other) for one, other in pairs]
        case _:
            assert_never(op)
    return numbers((each.first, each.last) for each in found)


def _few(found: Numbers) -> tuple[Stretch, ...]:
    return found.stretches if len(found.stretches) <= 8 else (found.hull,)


def _chosen(cases: tuple[tuple[Expr, Expr], ...], otherwise: Expr, facts: Facts) -> Range:
    """What any case gives that can be reached."""
    found: list[Range] = []
    for condition, value in cases:
        holds = flags_of(condition, facts)
        if True in holds.options:
            found.append(range_of(value, facts))
        if holds == HOLDS:
            break
    else:
        found.append(range_of(otherwise, facts))
    joined = found[0]
    for each in found[1:]:
        joined = join(joined, each)
    return joined


def _items_total(expr: ItemsTotal, facts: Facts) -> Range:
    if expr.function == "distinct":
        return between(0, MAX_LIST_ITEMS)
    if expr.function == "count":
        return between(0, MAX_LIST_ITEMS * MAX_NUMBER)
    each = numbers_of(expr.value, facts) if expr.value is not None else exactly(1)
    return _added_up(each, MAX_LIST_ITEMS)


def _added_up(each: Range, most: int | None) -> Range:
    """What up to `most` of them come to."""
    if not isinstance(each, Numbers) or each.is_empty:
        return ANY_NUMBER
    least, greatest = each.least, each.most
    low = 0 if least is not None and least >= 0 else None if least is None or most is None else least * most
    high = (
        0
        if greatest is not None and greatest <= 0
        else None
        if greatest is None or most is None
        else greatest * most
    )
    return between(low, high)


def _progress(mission: Mission) -> Range:
    return between(0, len(mission.steps)) if mission.measure == "steps" else _NOT_NEGATIVE


def metric_range(metric: Metric, plan: Plan) -> Range:
    """What a running figure can come to. Events that count once, or once a day, bound it."""
    event = next((each for each in plan.events if each.name == metric.event), None)
    if metric.function == "last":
        return between(_FIRST_DAY, _LAST_DAY)
    entries = None if event is None else most_entries(event, metric.window)
    days = days_in(metric.window)
    if metric.function == "distinct":
        of_days = days if metric.value == EventDay() else None
        return between(0, least_of(of_days, None if metric.items else entries))
    if metric.function == "count" and not metric.items:
        return between(0, entries)
    if metric.function == "count" or metric.value is None:
        return _NOT_NEGATIVE
    each = numbers_of(metric.value, facts_of(plan, metric.event))
    return _added_up(each, None if metric.items else entries)


__all__ = ["ANYTHING", "flags_of", "metric_range", "numbers_of", "range_of"]
