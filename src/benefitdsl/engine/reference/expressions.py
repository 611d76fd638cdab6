"""Expressions, read by direct recursion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import assert_never

from benefitdsl.engine.reference import benefits, lots, metrics, progress
from benefitdsl.engine.reference.run import Reading
from benefitdsl.engine.reference.schedules import holds
from benefitdsl.model.event import Event, FieldValue, Line, Scalar
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
from benefitdsl.plan.parts import Plan


class NoSuchValue(Exception):
    """A line lacks the field that is read; a total leaves such a line out."""


def value_of(expr: Expr, reading: Reading) -> FieldValue:
    state, event = reading.state, reading.event
    time = reading.time
    match expr:
        case Const(value):
            return value
        case FieldOf(name):
            assert event is not None
            return event.fields[name]
        case HasField(name):
            return event is not None and name in event.fields
        case ItemFieldOf(name):
            if reading.line is None or name not in reading.line:
                raise NoSuchValue(name)
            return reading.line[name]
        case HasItemField(name):
            return reading.line is not None and name in reading.line
        case AttributeOf(name):
            return state.attributes[name]
        case HasAttribute(name):
            return name in state.attributes
        case ItemsTotal():
            return _items_total(expr, reading)
        case MetricOf(metric):
            return metrics.value(reading.plan, state, metric, reading.now)
        case DaysSince(metric):
            last = metrics.last_day(reading.plan, state, metric, reading.now)
            return NEVER_DAYS if last is None else time.day(reading.now) - last
        case DaysSinceJoined():
            return time.day(reading.now) - time.day(state.joined)
        case EventDay():
            return time.day(reading.at)
        case TierOf(tiers, new):
            held = state.tiers[tiers].rank
            return reading.new_ranks.get(tiers, held) if new else held
        case BalanceOf(currency):
            return lots.live(state, currency) - lots.owed(state, currency)
        case Holds(benefit):
            return benefits.is_held(state, benefit, reading.now)
        case HasTag(tag):
            return state.has_tag(tag)
        case InSegment(segment):
            return in_segment(segment, reading)
        case InSchedule(schedule):
            return holds(schedule, time, state.attributes, reading.at)
        case ProgressOf(mission):
            return progress.asked(reading.plan, state, mission, reading.at, reading.now)
        case HasInviter():
            return state.inviter is not None
        case Inviter():
            assert state.inviter is not None
            return state.inviter
        case Self():
            return state.member
        case ScoreOf(score):
            return state.score(score)
        case VariantOf(experiment):
            return _variant(experiment, reading)
        case ThresholdOf(tiers):
            ladder = next(each for each in reading.plan.tiers if each.id == tiers)
            return ladder.levels[state.tiers[tiers].rank].threshold or 0
        case PointsOfEvent(currency):
            return _points_of_event(currency, reading)
        case Compare() | Arithmetic() | FloorDiv() | And() | Or() | Not() | OneOf() | Contains() | Choose():
            return _composed(expr, reading)
        case _:
            assert_never(expr)


Composed = Compare | Arithmetic | FloorDiv | And | Or | Not | OneOf | Contains | Choose
"""What is made of other expressions alone."""


def _composed(expr: Composed, reading: Reading) -> FieldValue:
    match expr:
        case Compare(op, left, right):
            return _compare(op, value_of(left, reading), value_of(right, reading))
        case Arithmetic(op, left, right):
            return _calculate(op, number(left, reading), number(right, reading))
        case FloorDiv(value, divisor):
            return number(value, reading) // divisor
        case And(items):
            return all(flag(item, reading) for item in items)
        case Or(items):
            return any(flag(item, reading) for item in items)
        case Not(item):
            return not flag(item, reading)
        case OneOf(value, options):
            return value_of(value, reading) in options
        case Contains(value, part):
            return _contains(value_of(value, reading), part)
        case Choose(cases, otherwise):
            chosen = (then for condition, then in cases if flag(condition, reading))
            return value_of(next(chosen, otherwise), reading)
        case _:
            assert_never(expr)


def number(expr: Expr, reading: Reading) -> int:
    value = value_of(expr, reading)
    assert isinstance(value, int)
    return value


def flag(expr: Expr, reading: Reading) -> bool:
    value = value_of(expr, reading)
    assert isinstance(value, bool)
    return value


def scalar(expr: Expr, reading: Reading) -> Scalar:
    value = value_of(expr, reading)
    assert isinstance(value, int | str)
    return value


def in_segment(segment: str, reading: Reading) -> bool:
    found = next(each for each in reading.plan.segments if each.id == segment)
    return reading.state.member in found.members or flag(found.condition, reading)


def lines_of(plan: Plan, event: Event | None) -> tuple[Line, ...]:
    """The lines of an event: its type's first field of type `items`."""
    for kind in plan.events:
        if event is not None and kind.name == event.type:
            for field in kind.fields:
                if field.type == "items":
                    return tuple(
                        line for line in _sequence(event.fields.get(field.name)) if isinstance(line, Mapping)
                    )
    return ()


def _sequence(value: FieldValue | None) -> Sequence[object]:
    return value if isinstance(value, tuple) else ()


def quantity(line: Line) -> int:
    return int(line.get("quantity", 1))


def matching(where: Expr | None, reading: Reading) -> list[Reading]:
    """The lines for which `where` holds, each as a reading of its own."""
    lines = [replace(reading, line=line) for line in lines_of(reading.plan, reading.event)]
    return [line for line in lines if where is None or flag(where, line)]


def values_in(value: Expr | None, readings: list[Reading]) -> list[Scalar]:
    """The values of those lines that have one."""
    found: list[Scalar] = []
    for reading in readings:
        try:
            found.append(scalar(value, reading) if value is not None else 1)
        except NoSuchValue:
            continue
    return found


def quantities_in(readings: list[Reading]) -> int:
    return sum(quantity(reading.line) for reading in readings if reading.line is not None)


def _items_total(expr: ItemsTotal, reading: Reading) -> int:
    lines = matching(expr.where, reading)
    match expr.function:
        case "count":
            return quantities_in(lines)
        case "sum":
            return sum(int(value) for value in values_in(expr.value, lines))
        case "distinct":
            return len(set(values_in(expr.value, lines)))
        case _:
            assert_never(expr.function)


def _variant(experiment_id: str, reading: Reading) -> int:
    """The first variant whose running sum of shares is above the hash of the member (spec §15.4)."""
    experiment = next(each for each in reading.plan.experiments if each.id == experiment_id)
    shares = [share for _, share in experiment.variants]
    text = f"{reading.plan.id}/{experiment_id}/{reading.state.member}"
    drawn = int.from_bytes(sha256(text.encode()).digest()[:8], "big") % sum(shares)
    return next(place for place in range(len(shares)) if sum(shares[: place + 1]) > drawn)


def _points_of_event(currency: str, reading: Reading) -> int:
    """What the event, or this pass of the due instant, gave (in a round, since the one before it began), net of what
    was taken back of it."""
    if reading.given_before is None:
        return 0
    return sum(
        given.amount - lots.taken_back(reading.state, given.lot)
        for given in reading.state.given[reading.given_before :]
        if given.currency == currency
    )


def _contains(value: FieldValue, part: str) -> bool:
    """A part of a text, or one of a list of texts."""
    assert isinstance(value, str | tuple)
    return part in value


def _compare(op: CompareOp, left: FieldValue, right: FieldValue) -> bool:
    if op == "eq":
        return left == right
    if op == "ne":
        return left != right
    assert isinstance(left, int)
    assert isinstance(right, int)
    match op:
        case "lt":
            return left < right
        case "le":
            return left <= right
        case "gt":
            return left > right
        case "ge":
            return left >= right
        case _:
            assert_never(op)


def _calculate(op: ArithmeticOp, left: int, right: int) -> int:
    match op:
        case "add":
            return left + right
        case "sub":
            return left - right
        case "mul":
            return left * right
        case _:
            assert_never(op)
