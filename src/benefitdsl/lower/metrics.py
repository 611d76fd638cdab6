"""The window metrics of a plan: what expressions ask about the past, each once, under an id that says what it is.

An id is made of nothing but the metric itself, so that a rule added elsewhere leaves the members' counters alone:
`order.sum(amount)[last 30 days]`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Final, assert_never

from benefitdsl.plan.expr import (
    TRUE,
    And,
    Arithmetic,
    Choose,
    Compare,
    Const,
    Contains,
    EventDay,
    Expr,
    FieldOf,
    HasField,
    HasItemField,
    ItemFieldOf,
    Not,
    OneOf,
    Or,
)
from benefitdsl.plan.parts import Metric
from benefitdsl.quantities.window import (
    Anchored,
    Between,
    CalendarPeriods,
    Ever,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
    Window,
)

_LONGEST: Final = 96
_SIGNS: Final = {
    "eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "add": "+", "sub": "-", "mul": "*",
}  # fmt: skip


class Metrics:
    """Collects metrics in the order in which they are first asked for."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[str, Metric] = {}

    def add(self, metric: Metric) -> str:
        """Take a metric, whose id does not matter yet, and return its id."""
        name = metric_id(metric)
        self._found.setdefault(name, replace(metric, id=name))
        return name

    def all(self) -> tuple[Metric, ...]:
        return tuple(self._found.values())


def metric_id(metric: Metric) -> str:
    """Return the text of a metric; a long one is cut and ends with the beginning of its SHA-256."""
    lines = ".items" if metric.items else ""
    value = f"({_shown(metric.value)})" if metric.value is not None else ""
    where = f"{{{_shown(metric.where)}}}" if metric.where != TRUE else ""
    gross = " gross" if metric.gross else ""
    text = f"{metric.event}{lines}.{metric.function}{value}{where}[{_window(metric.window)}]{gross}"
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - 13]}~{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _shown(part: Expr) -> str:
    """Return what a total reads as text, one text for one meaning; `check` lets it read nothing but its event."""
    match part:
        case Const(value):
            return json.dumps(value, ensure_ascii=False)
        case FieldOf(name) | ItemFieldOf(name):
            return name
        case EventDay():
            return "@day"  # no field is called so
        case HasField(name) | HasItemField(name):
            return f"has {name}"
        case Compare(op, left, right):
            return f"{_side(left)} {_SIGNS[op]} {_side(right)}"
        case Arithmetic(op, left, right):
            return f"{_side(left)} {_SIGNS[op]} {_side(right)}"
        case OneOf(value, options):
            return f"{_side(value)} in {json.dumps(options, ensure_ascii=False)}"
        case Contains(value, sought):
            return f"{_side(value)} contains {json.dumps(sought, ensure_ascii=False)}"
        case And(items):
            return " and ".join(map(_side, items))
        case Or(items):
            return " or ".join(map(_side, items))
        case Not(item):
            return f"not {_side(item)}"
        case Choose(cases, otherwise):
            told = (f"{_side(value)} if {_side(asked)} else " for asked, value in cases)
            return f"{''.join(told)}{_side(otherwise)}"
        case _:
            raise TypeError(f"a total reads no {type(part).__name__}")


def _side(part: Expr) -> str:
    """Return a part of a larger text, in parentheses unless it is one word."""
    simple = Const | FieldOf | ItemFieldOf | HasField | HasItemField
    return _shown(part) if isinstance(part, simple) else f"({_shown(part)})"


def _window(window: Window) -> str:
    match window:
        case RollingDays(days):
            return f"last {days} days"
        case RollingMonths(months):
            return f"last {months} months"
        case RollingExact(microseconds):
            return f"last {microseconds} us"
        case CalendarPeriods(unit, 1):
            return f"this {unit}"
        case CalendarPeriods(unit, count):
            return f"last {count} calendar {unit}s"
        case MembershipYears(count):
            return f"last {count} membership years"
        case Anchored(duration, anchor):
            return f"{duration.amount} {duration.unit} from {anchor}"
        case Between(start_day, end_day):
            return f"{start_day} to {end_day}"
        case Ever():
            return "ever"
        case _:
            assert_never(window)
