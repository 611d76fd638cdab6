"""The window metrics of a plan: what expressions ask about the past, each once, under an id that says what it is.

An id is made of nothing but the metric itself, so that a rule added elsewhere leaves the members' counters alone:
`order.sum(amount)[last 30 days]`.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass, replace
from typing import Any, assert_never

from benefitdsl.plan.expr import TRUE
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

_LONGEST = 96


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


def _shown(part: Any) -> str:
    """Return a part of an expression as text, one text for one meaning."""
    if is_dataclass(part) and not isinstance(part, type):
        found = [_shown(getattr(part, each.name)) for each in fields(part)]
        if type(part).__name__ in ("FieldOf", "ItemFieldOf"):
            return str(getattr(part, "name", ""))
        return f"{type(part).__name__}({', '.join(found)})"
    if isinstance(part, tuple):
        return f"({', '.join(map(_shown, part))})"
    return repr(part)


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
