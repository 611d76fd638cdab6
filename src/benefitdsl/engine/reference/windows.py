"""Which entries count now, read off the table of spec §1.3."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.engine.reference.localtime import (
    LocalTime,
    add_months,
    anniversaries,
    first_day_of,
    is_exact,
    period_of,
)
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


def counts(window: Window, time: LocalTime, joined: int, entry: int, reading: int) -> bool:
    """Whether an entry made at `entry` counts at `reading`."""
    match window:
        case RollingDays(n):
            return time.day(reading) < time.day(entry) + n
        case RollingMonths(n):
            return time.day(reading) < add_months(time.day(entry), n)
        case RollingExact(n):
            return reading < entry + n
        case CalendarPeriods(unit, n):
            return 0 <= period_of(time.day(reading), unit) - period_of(time.day(entry), unit) < n
        case MembershipYears(n):
            first = time.day(joined)
            return 0 <= anniversaries(first, time.day(reading)) - anniversaries(first, time.day(entry)) < n
        case Anchored(duration, _):  # of metrics and limits: anchored to the joining
            start = joined if is_exact(duration) else time.start(time.day(joined))
            return start <= entry < time.counts_until(duration, joined)
        case Between(first_day, end_day):
            return first_day <= time.day(entry) < end_day
        case Ever():
            return True
        case _:
            assert_never(window)


def stops_counting(window: Window, time: LocalTime, joined: int, entry: int) -> int | None:
    """The instant at which an entry that counted stops, None where it counts for ever."""
    match window:
        case RollingDays(n):
            return time.start(time.day(entry) + n)
        case RollingMonths(n):
            return time.start(add_months(time.day(entry), n))
        case RollingExact(n):
            return entry + n
        case CalendarPeriods(unit, n):
            return time.start(first_day_of(period_of(time.day(entry), unit) + n, unit))
        case MembershipYears(n):
            first = time.day(joined)
            return time.start(add_months(first, 12 * (anniversaries(first, time.day(entry)) + n)))
        case Anchored() | Between() | Ever():
            return None
        case _:
            assert_never(window)


def is_rolling(window: Window) -> bool:
    """Whether entries come and go one by one (spec §4.5, §7.2)."""
    match window:
        case RollingDays() | RollingMonths() | RollingExact():
            return True
        case CalendarPeriods(_, n) | MembershipYears(n):
            return n > 1
        case Anchored() | Between() | Ever():
            return False
        case _:
            assert_never(window)
