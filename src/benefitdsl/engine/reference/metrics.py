"""The value of a metric, by adding up the entries that count (spec §5)."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.engine.reference.facts import Entry, State
from benefitdsl.engine.reference.localtime import LocalTime
from benefitdsl.engine.reference.lots import lot_named, taken_back
from benefitdsl.engine.reference.windows import counts, stops_counting
from benefitdsl.plan.parts import Metric, Plan


def named(plan: Plan, metric: str) -> Metric:
    return next(each for each in plan.metrics if each.id == metric)


def value(plan: Plan, state: State, metric_id: str, at: int) -> int:
    metric = named(plan, metric_id)
    entries = _counting(plan, state, metric, at)
    match metric.function:
        case "count" | "sum":
            return sum(_amount(state, metric, entry) for entry in entries)
        case "distinct":
            return len({value for entry in entries for value in entry.values})
        case "last":
            return last_day(plan, state, metric_id, at) or 0
        case _:
            assert_never(metric.function)


def last_day(plan: Plan, state: State, metric_id: str, at: int) -> int | None:
    """The greatest day of the entries that count, None without any."""
    time = LocalTime(plan.timezone, plan.day_start)
    return max(
        (time.day(entry.at) for entry in _counting(plan, state, named(plan, metric_id), at)), default=None
    )


def _amount(state: State, metric: Metric, entry: Entry) -> int:
    """What an entry adds; one of points is net of what was taken back of them."""
    if entry.lot is None or metric.gross or metric.function == "count":
        return entry.amount
    return entry.amount - taken_back(state, entry.lot)


def _is_gone(state: State, metric: Metric, entry: Entry) -> bool:
    """Whether it is an entry of points all of which were taken back."""
    if entry.lot is None or metric.gross:
        return False
    return taken_back(state, entry.lot) == lot_named(state, entry.lot).amount


def next_fall(plan: Plan, state: State, metric_id: str, after: int) -> int | None:
    """The first instant after `after` at which the metric falls because time passes."""
    time = LocalTime(plan.timezone, plan.day_start)
    window = named(plan, metric_id).window
    ends = {
        stops_counting(window, time, state.joined, entry.at)
        for entry in state.entries
        if entry.metric == metric_id
    }
    for end in sorted(end for end in ends if end is not None and end > after):
        if value(plan, state, metric_id, end) < value(plan, state, metric_id, end - 1):
            return end
    return None


def _counting(plan: Plan, state: State, metric: Metric, at: int) -> list[Entry]:
    time = LocalTime(plan.timezone, plan.day_start)
    return [
        entry
        for entry in state.entries
        if entry.metric == metric.id
        and counts(metric.window, time, state.joined, entry.at, max(at, state.clock))
        and not _is_gone(state, metric, entry)
    ]
