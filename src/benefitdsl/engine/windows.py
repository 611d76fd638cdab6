"""Running windows: what counts now, kept as sums by the instant at which entries stop counting.

Nothing here rescans history: an entry is added under its end, and reading at a later instant drops the ends passed.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable

from benefitdsl.engine.clock import Clock, ender
from benefitdsl.model.member import FOREVER, Sets, Sums
from benefitdsl.quantities.calendar import anniversaries_passed, period_index
from benefitdsl.quantities.window import CalendarPeriods, MembershipYears, Window

Value = int | str


def expire(series: Sums | Sets, now: int) -> None:
    """Drop what no longer counts at `now`."""
    ends = series.ends
    while ends and ends[0] <= now:
        end = ends.pop(0)
        if isinstance(series, Sums):
            series.total -= series.by_end.pop(end)
        else:
            _forget(series.counts, series.by_end.pop(end).items())


def is_stale(series: Sums | Sets, now: int) -> bool:
    """Whether something in it no longer counts."""
    return bool(series.ends) and series.ends[0] <= now


def add_sum(sums: Sums, end: int, value: int) -> None:
    """Count `value` (negative: take it off again) until `end`."""
    if end in sums.by_end:
        sums.by_end[end] += value
    else:
        sums.by_end[end] = value
        if end != FOREVER:
            insort(sums.ends, end)
    sums.total += value


def add_values(sets: Sets, end: int, values: Iterable[Value]) -> None:
    """Count one entry of each value until `end`."""
    counts = sets.by_end.get(end)
    if counts is None:
        counts = sets.by_end[end] = {}
        if end != FOREVER:
            insort(sets.ends, end)
    for value in values:
        counts[value] = counts.get(value, 0) + 1
        sets.counts[value] = sets.counts.get(value, 0) + 1


def drop_values(sets: Sets, end: int, values: Iterable[Value]) -> None:
    """Take entries off again that were added under `end`."""
    there = [(value, 1) for value in values]
    _forget(sets.by_end.get(end, {}), there)
    _forget(sets.counts, there)


def _forget(counts: dict[Value, int], gone: Iterable[tuple[Value, int]]) -> None:
    for value, number in gone:
        left = counts.get(value, 0) - number
        if left > 0:
            counts[value] = left
        else:
            counts.pop(value, None)


def next_fall(series: Sums | Sets, last: bool) -> int | None:
    """The first instant at which the value falls by time alone; `last` reads the greatest value, else how many."""
    if isinstance(series, Sums):
        return next((end for end in series.ends if series.by_end[end] > 0), None)
    left = series.counts.copy()
    before = _reading(left, last)
    for end in series.ends:
        _forget(left, series.by_end[end].items())
        if _reading(left, last) < before:
            return end
    return None


def _reading(counts: dict[Value, int], last: bool) -> int:
    return max([day for day in counts if isinstance(day, int)], default=0) if last else len(counts)


# ------------------------------------------------------------------------------------------- uses of limits


class Uses:
    """How a limit's window counts uses, in buckets: the index of a period, or the end in a rolling window."""

    __slots__ = ("_clock", "_end", "_late", "_unit", "of_periods")

    def __init__(self, window: Window, clock: Clock, late: Callable[[int], int]) -> None:
        self._clock, self._late = clock, late
        self._end = ender(window, clock)
        self._unit = window.unit if isinstance(window, CalendarPeriods) else None
        self.of_periods = isinstance(window, (CalendarPeriods, MembershipYears)) and window.count == 1

    def bucket(self, at: int, joined: int) -> int | None:
        """Under which bucket a use at an instant stands; None when the window never counts it."""
        if not self.of_periods:
            end = self._end(at, joined)
            return None if end == at else end
        clock = self._clock
        if self._unit is None:
            return anniversaries_passed(clock.day(joined), clock.day(at))
        return period_index(clock.day(at), self._unit)

    def count(self, uses: dict[int, int], at: int, now: int, joined: int) -> int:
        """How many uses count for an event at `at`, processed at `now`."""
        if self.of_periods:
            return uses.get(self.bucket(at, joined) or 0, 0)
        return sum([number for end, number in uses.items() if end > now])

    def prune(self, uses: dict[int, int], now: int, joined: int) -> None:
        """Forget buckets that no event can ask for any more."""
        first = self.bucket(self._late(now), joined) or 0 if self.of_periods else now + 1
        for bucket in [bucket for bucket in uses if bucket < first]:
            del uses[bucket]
