"""When a schedule holds (spec §1.5), and on which day next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, assert_never

from benefitdsl.engine.reference.localtime import LocalTime, clamped, date_of, month_length, period_of
from benefitdsl.model.event import FieldValue
from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    Schedule,
    ScheduleTerm,
    Times,
    Weekdays,
    YearDays,
)

LAST_DAY = 47_847  # 2101-01-01: instants end there

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
    """The first start(day) + minute after an instant on a day on which the schedule holds."""
    for day in _days_from(schedule, attributes, time.day(after) - 3):
        moment = time.start(day) + minute * 60_000_000
        if moment > after and day_holds(schedule, attributes, day, minute):
            return moment
    return None


def _days_from(schedule: Schedule, attributes: Attributes, day: int) -> Iterator[int]:
    """The days that are worth asking: nothing is left out but what a closed term excludes for good."""
    end = LAST_DAY
    for term in schedule.terms:
        match term:
            case Days(_, last) if last is not None:
                end = min(end, last)
            case NamedDays(_, days):
                end = min(end, max(days, default=day) + 1)
            case AttributeDay(name, _) if name not in attributes:
                end = day
            case MonthDays(first, last) if first > last:
                end = day
            case _:
                pass
    return iter(range(day, end))


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
