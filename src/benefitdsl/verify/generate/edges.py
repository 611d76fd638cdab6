"""Instants at which something changes because of time: edges of windows, of durations, of schedules."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    QuarterStart,
    ScheduleTerm,
    Times,
    Weekdays,
    YearDays,
)
from benefitdsl.quantities.calendar import (
    DAY_US,
    MINUTE_US,
    Zone,
    add_months,
    anniversaries_passed,
    anniversary,
    date_of,
    day_of,
    first_day_of_month,
    month_index,
    next_period_start,
    weekday,
)
from benefitdsl.quantities.duration import Duration, end_of
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


def span_edge(span: Window | Duration, zone: Zone, past: int, now: int) -> int:
    """The first instant at which something of `past` counts no more, or of a fixed stretch its next edge."""
    day = zone.local_day(past)
    match span:
        case Duration():
            return end_of(span, zone, past, "end_of_day")
        case Anchored(duration, _):
            return end_of(duration, zone, past, "start_of_day")
        case RollingDays(days):
            return zone.start_of_day(day + days)
        case RollingMonths(months):
            return zone.start_of_day(add_months(day, months))
        case RollingExact(microseconds):
            return past + microseconds
        case CalendarPeriods(unit):
            return zone.start_of_day(next_period_start(zone.local_day(now), unit))
        case MembershipYears():
            return zone.start_of_day(anniversary(day, anniversaries_passed(day, zone.local_day(now)) + 1))
        case Between(start, end):
            return zone.start_of_day(start if zone.local_day(now) < start else end)
        case Ever():
            return now + DAY_US
        case _:
            assert_never(span)


def term_edge(term: ScheduleTerm, zone: Zone, now: int, born: int | None) -> int:
    """The next instant, about, at which a term begins to hold, or holds no more. `born` is a date attribute."""
    today = zone.local_day(now)
    year = date_of(today)[0]
    match term:
        case Days(first, end):
            ahead = [day for day in (first, end) if day is not None and day > today]
            return zone.start_of_day(min(ahead, default=today + 1))
        case Weekdays(days):
            ahead = [today + 1 + (one - weekday(today + 1)) % 7 for one in (*days, (days[-1] + 1) % 7)]
            return zone.start_of_day(min(ahead))
        case MonthDays(first, last, first_minute, last_minute):
            start = first_day_of_month(month_index(today))
            later = add_months(start, 1)
            edges = [
                *(
                    zone.start_of_day(_clamped(one, first)) + first_minute * MINUTE_US
                    for one in (start, later)
                ),
                zone.start_of_day(_clamped(start, last) + 1),
                zone.start_of_day(_clamped(start, last)) + (last_minute or 0) * MINUTE_US,
            ]
            return min((edge for edge in edges if edge > now), default=edges[1])
        case YearDays(first_month, first_day, last_month, last_day):
            years = (year, year + 1)
            ahead = [day_of(one, first_month, min(first_day, 28)) for one in years]
            ahead += [day_of(one, last_month, min(last_day, 28)) + 1 for one in years]
            return zone.start_of_day(min(day for day in ahead if day > today))
        case QuarterStart():
            return zone.start_of_day(next_period_start(today, "quarter"))
        case AttributeDay():
            return zone.start_of_day(_birthday(today, born))
        case NamedDays(_, days):
            return zone.start_of_day(min((day for day in days if day > today), default=today + 1))
        case Times(first_minute, end_minute):
            starts = [zone.start_of_day(day) for day in (today, today + 1)]
            edges = [start + minute * MINUTE_US for start in starts for minute in (first_minute, end_minute)]
            return min((edge for edge in edges if edge > now), default=starts[1])
        case _:
            assert_never(term)


def _clamped(first: int, day: int) -> int:
    """The day of the month that begins on `first`, or its last one."""
    return min(first + day - 1, add_months(first, 1) - 1)


def _birthday(today: int, born: int | None) -> int:
    """The next return of a day after today."""
    if born is None or born >= today:
        return today + 1
    return anniversary(born, anniversaries_passed(born, today) + 1)
