"""When a schedule holds, as a function of the event's instant and the member's attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

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
from benefitdsl.quantities.calendar import (
    anniversary,
    date_of,
    first_day_of_month,
    iso_week_index,
    month_index,
    month_length,
    weekday,
    year_of,
)

Attributes = Mapping[str, FieldValue]
Holds = Callable[[int, int, Attributes], bool]  # (local day, minute of it, attributes)

# How many days ahead a moment is looked for: weekdays and leap days come round within 28 years, over 2100 in 40.
HORIZON_DAYS = 40 * 366


def holds(schedule: Schedule) -> Holds:
    """Whether every term holds."""
    terms = tuple(_term(term) for term in schedule.terms)
    if len(terms) == 1:
        return terms[0]
    return lambda day, minute, attributes: all(term(day, minute, attributes) for term in terms)


def next_day(schedule: Schedule, first: int, minute: int, attributes: Attributes) -> int | None:
    """The first day from `first` on which all but `Times` holds at a minute; None if none is in sight."""
    end = first + HORIZON_DAYS
    for term in schedule.terms:
        match term:
            case Days(start, stop):
                first = first if start is None else max(first, start)
                end = end if stop is None else min(end, stop)
            case AttributeDay(attribute, _) if attribute not in attributes:
                return None
            case _:
                pass
    named = [set(term.days) for term in schedule.terms if isinstance(term, NamedDays)]
    days = sorted(set.intersection(*named)) if named else range(first, end)
    terms = tuple(_term(term) for term in schedule.terms if not isinstance(term, Times))
    return next(
        (day for day in days if first <= day < end and all(on(day, minute, attributes) for on in terms)), None
    )


def _term(term: ScheduleTerm) -> Holds:
    match term:
        case Days(first, end):
            low, high = -(1 << 40) if first is None else first, 1 << 40 if end is None else end
            return lambda day, _minute, _attributes: low <= day < high
        case Weekdays(days):
            wanted = frozenset(days)
            return lambda day, _minute, _attributes: weekday(day) in wanted
        case MonthDays():
            return lambda day, minute, _attributes: _in_month_days(term, day, minute)
        case YearDays(first_month, first_day, last_month, last_day):
            from_, to = (first_month, first_day), (last_month, last_day)
            return lambda day, _minute, _attributes: from_ <= date_of(day)[1:] <= to
        case QuarterStart():
            return lambda day, _minute, _attributes: _starts_quarter(day)
        case AttributeDay(attribute, scope):
            return lambda day, _minute, attributes: _returns(attributes.get(attribute), scope, day)
        case NamedDays(_, named):
            listed = frozenset(named)
            return lambda day, _minute, _attributes: day in listed
        case Times(first_minute, end_minute):
            return lambda _day, minute, _attributes: first_minute <= minute < end_minute
        case _:
            assert_never(term)


def _in_month_days(term: MonthDays, day: int, minute: int) -> bool:
    if term.first > term.last:
        return False
    month = month_index(day)
    length = month_length(month)
    number = day - first_day_of_month(month) + 1
    first, last = min(term.first, length), min(term.last, length)
    if not first <= number <= last:
        return False
    if number == first and minute < term.first_minute:
        return False
    return number != last or term.last_minute is None or minute < term.last_minute


def _starts_quarter(day: int) -> bool:
    month = month_index(day)
    return month % 3 == 0 and first_day_of_month(month) == day


def _returns(born: FieldValue | None, scope: str, day: int) -> bool:
    """Whether the yearly return of a date is on this day, in its week, or in its month."""
    if type(born) is not int:
        return False
    if scope == "month":
        return month_index(born) % 12 == month_index(day) % 12
    years = year_of(day) - year_of(born)
    if scope == "day":
        return anniversary(born, years) == day
    week = iso_week_index(day)
    return any(iso_week_index(anniversary(born, near)) == week for near in (years - 1, years, years + 1))
