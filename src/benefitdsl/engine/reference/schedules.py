"""When a schedule holds (spec §1.5), and on which day next."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, assert_never

from benefitdsl.engine.reference.localtime import LocalTime, clamped, date_of, month_length, period_of
from benefitdsl.model.event import FieldValue
from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    QuarterStart,
    Schedule,
    ScheduleTerm,
    Times,
    Weekdays,
    YearDays,
)

LAST_DAY = 47_847  # 2101-01-01: instants end there
YEAR = 366

Attributes = Mapping[str, FieldValue]


def holds(schedule: Schedule, time: LocalTime, attributes: Attributes, instant: int) -> bool:
    day, minute = time.day(instant), time.minute(instant)
    return all(_term_holds(term, attributes, day, minute) for term in schedule.terms)


def day_holds(schedule: Schedule, attributes: Attributes, day: int, minute: int) -> bool:
    """Whether a moment falls on this day: every term but the times, read at the minute of the moment."""
    return all(
        isinstance(term, Times) or _term_holds(term, attributes, day, minute) for term in schedule.terms
    )


def next_moment(
    schedule: Schedule, minute: int, time: LocalTime, attributes: Attributes, after: int
) -> int | None:
    """The first instant after another that is this minute of a day on which the schedule holds."""
    read = {term.attribute for term in schedule.terms if isinstance(term, AttributeDay)}
    own = tuple((name, attributes[name]) for name in sorted(read) if name in attributes)
    first = time.day(after) - 3
    for year in range(first // YEAR, LAST_DAY // YEAR + 1):
        for day in _days_of_year(schedule, own, minute, year):
            is_skipped = day >= first and time.start(day) == time.start(day + 1)  # by the zone
            if day >= first and not is_skipped and time.at(day, minute) > after:
                return time.at(day, minute)
    return None


@lru_cache(maxsize=20_000)  # the same days are asked for again and again
def _days_of_year(
    schedule: Schedule, attributes: tuple[tuple[str, FieldValue], ...], minute: int, year: int
) -> tuple[int, ...]:
    """The days of 366 on which a moment falls."""
    days = range(year * YEAR, min(LAST_DAY, (year + 1) * YEAR))
    return tuple(day for day in days if day_holds(schedule, dict(attributes), day, minute))


def _term_holds(term: ScheduleTerm, attributes: Attributes, day: int, minute: int) -> bool:
    when = date_of(day)
    match term:
        case Days(first, end):
            return (first is None or first <= day) and (end is None or day < end)
        case Weekdays(days):
            return when.weekday() in days
        case MonthDays():
            return _month_day_holds(term, day, minute)
        case YearDays(first_month, first_day, last_month, last_day):
            return (first_month, first_day) <= (when.month, when.day) <= (last_month, last_day)
        case QuarterStart():
            return when.day == 1 and when.month in (1, 4, 7, 10)
        case AttributeDay(name, scope):
            born = attributes.get(name)
            return isinstance(born, int) and _returns(born, scope, day)
        case NamedDays(_, days):
            return day in days
        case Times(first_minute, end_minute):
            return first_minute <= minute < end_minute
        case _:
            assert_never(term)


def _month_day_holds(term: MonthDays, day: int, minute: int) -> bool:
    when = date_of(day)
    length = month_length(when.year, when.month)
    first, last = min(term.first, length), min(term.last, length)
    if term.first > term.last or not first <= when.day <= last:
        return False
    if when.day == first and minute < term.first_minute:
        return False
    return not (when.day == last and term.last_minute is not None and minute >= term.last_minute)


def _returns(born: int, scope: Literal["day", "week", "month"], day: int) -> bool:
    birth, when = date_of(born), date_of(day)
    match scope:
        case "month":
            return when.month == birth.month
        case "day":
            return day == clamped(when.year, birth.month, birth.day)
        case "week":
            returns = (clamped(year, birth.month, birth.day) for year in range(when.year - 1, when.year + 2))
            return any(period_of(day, "week") == period_of(back, "week") for back in returns)
        case _:
            assert_never(scope)
