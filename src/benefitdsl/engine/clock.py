"""The programme's time as the engine asks for it: days, ends of validity, ends of windows, with small tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from benefitdsl.model.member import FOREVER
from benefitdsl.quantities.calendar import (
    Zone,
    anniversaries_passed,
    anniversary,
    first_day_of_month,
    month_index,
    month_length,
    period_index,
    period_start,
)
from benefitdsl.quantities.duration import Duration, Edge, day_after
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

DAY_MINUTES = 1440

Ender = Callable[
    [int, int], int
]  # (instant of an entry, instant of joining) → first instant it no longer counts


class Clock:
    """Zone and day start, remembering the day last asked for (events come in order, most on the same day)."""

    __slots__ = ("_day", "_from", "_starts", "_until", "zone")

    def __init__(self, timezone: str, day_start: int) -> None:
        self.zone = Zone(timezone, day_start)
        self._starts: dict[int, int] = {}
        self._day, self._from, self._until = 0, 0, 0

    def day(self, instant: int) -> int:
        """The local day number."""
        if self._from <= instant < self._until:
            return self._day
        day = self.zone.local_day(instant)
        self._day, self._from, self._until = day, self.start(day), self.start(day + 1)
        return day

    def start(self, day: int) -> int:
        """The first instant of a local day."""
        start = self._starts.get(day)
        if start is None:
            start = self._starts[day] = self.zone.start_of_day(day)
        return start

    def minutes(self, instant: int) -> int:
        """Whole minutes of the clock since the local day's start (spec 1.5)."""
        return self.zone.local_minutes(instant)

    def at_minute(self, day: int, minute: int) -> int:
        """The first instant at which the clock of a local day has reached a minute."""
        later, clock = divmod(self.zone.day_start_minutes + minute, DAY_MINUTES)
        return self.zone.instant_of(day + later, clock)

    def lasting(self, duration: Duration, start: int, edge: Edge, times: int = 1) -> int:
        """The end of something that lasts `times` durations from an instant (spec 1.4)."""
        if duration.is_exact:
            return start + times * duration.microseconds
        end = _day_later(self.day(start), duration, times)
        return self.start(end + 1 if edge == "end_of_day" else end)

    def counting(self, duration: Duration, start: int) -> int:
        """The end of a stretch in which things count, half-open in days (spec 1.4)."""
        return self.lasting(duration, start, "start_of_day")

    def after_last_day(self, duration: Duration, until: int) -> int:
        """The end of `duration` counted from the last day (or instant) before `until`: a grace, or what joins on."""
        if duration.is_exact:
            return until + duration.microseconds
        return self.lasting(duration, until - 1, "end_of_day")

    def period_end(self, unit: str, at: int, later: int = 0) -> int:
        """The end of the calendar period `later` periods after the one an instant lies in."""
        match unit:
            case "day" | "week" | "month" | "quarter" | "year":
                return self.start(period_start(period_index(self.day(at), unit) + 1 + later, unit))
            case _:
                raise ValueError("a calendar period is a day, week, month, quarter or year")

    def next_month_day(self, after: int, wanted: int) -> int:
        """The first start of day `wanted` of a month (clamped) after an instant."""
        month = month_index(self.day(after))
        while True:
            start = self.start(first_day_of_month(month) + min(wanted, month_length(month)) - 1)
            if start > after:
                return start
            month += 1

    def next_anniversary(self, after: int, joined: int) -> int:
        """The first start of a joining anniversary after an instant."""
        first = self.day(joined)
        years = max(1, anniversaries_passed(first, self.day(after)))
        while (start := self.start(anniversary(first, years))) <= after:
            years += 1
        return start


def _day_later(day: int, duration: Duration, times: int) -> int:
    """`times` durations later in one step, so that months are clamped once."""
    amount = duration.amount * times
    match duration.unit:
        case "day":
            return day + amount
        case "week":
            return day + 7 * amount
        case "month" | "quarter" | "year":
            step = {"month": 1, "quarter": 3, "year": 12}[duration.unit] * amount
            month = month_index(day)
            offset = day - first_day_of_month(month)
            return first_day_of_month(month + step) + min(offset, month_length(month + step) - 1)
        case "minute" | "hour":
            return day_after(day, duration)  # raises: exact durations have no day after
        case _:
            assert_never(duration.unit)


def ender(window: Window, clock: Clock) -> Ender:
    """A function that says when an entry stops counting: FOREVER, or the entry's own instant if it never does."""
    match window:
        case RollingExact(microseconds):
            return lambda at, _joined: at + microseconds
        case RollingDays(days):
            return lambda at, _joined: clock.start(clock.day(at) + days)
        case RollingMonths(months):
            return _by_day(clock, lambda day: _day_later(day, Duration(months, "month"), 1))
        case CalendarPeriods(unit, count):
            return _by_day(clock, lambda day: period_start(period_index(day, unit) + count, unit))
        case MembershipYears(count):
            return lambda at, joined: _membership_end(clock, at, joined, count)
        case Anchored(duration, _):
            return lambda at, joined: FOREVER if _in_anchored(clock, duration, at, joined) else at
        case Between(first, end):
            return lambda at, _joined: FOREVER if first <= clock.day(at) < end else at
        case Ever():
            return lambda _at, _joined: FOREVER
        case _:
            assert_never(window)


def starter(window: Window, clock: Clock) -> Ender:
    """A function that says when the period of an instant began, for windows of periods; else 0."""
    match window:
        case CalendarPeriods(unit, _):
            return lambda at, _joined: clock.start(period_start(period_index(clock.day(at), unit), unit))
        case MembershipYears():
            return lambda at, joined: _membership_end(clock, at, joined, 0)
        case _:
            return lambda _at, _joined: 0


def _by_day(clock: Clock, last: Callable[[int], int]) -> Ender:
    ends: dict[int, int] = {}

    def end(at: int, _joined: int) -> int:
        day = clock.day(at)
        found = ends.get(day)
        if found is None:
            found = ends[day] = clock.start(last(day))
        return found

    return end


def _membership_end(clock: Clock, at: int, joined: int, count: int) -> int:
    first = clock.day(joined)
    return clock.start(anniversary(first, anniversaries_passed(first, clock.day(at)) + count))


def _in_anchored(clock: Clock, duration: Duration, at: int, joined: int) -> bool:
    start = joined if duration.is_exact else clock.start(clock.day(joined))
    return start <= at < clock.counting(duration, joined)
