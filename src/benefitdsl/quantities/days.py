"""Days as integers: 0 is 1970-01-01, the proleptic Gregorian calendar, years 0001 to 9999, no time zone.

Every function is exact over the whole range and raises `DayOutOfRange` outside it. Tables make 1970 to 2100
cheap: these functions run for every event.
"""

import re
from datetime import date
from enum import StrEnum
from itertools import chain, repeat
from typing import Literal, assert_never

from benefitdsl.quantities.errors import DayOutOfRange, NoSuchDate, NoSuchDayInMonth

PeriodUnit = Literal["day", "week", "month", "quarter", "year"]

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
MIN_DAY = date.min.toordinal() - _EPOCH_ORDINAL
MAX_DAY = date.max.toordinal() - _EPOCH_ORDINAL
_MIN_MONTH, _END_MONTH = 12, 120_000


class Clamp(StrEnum):
    """Where months lead when the month reached has no such day."""

    CLAMP = "clamp"
    """the month's last day"""
    NEXT_MONTH_FIRST = "next month first"
    """the first day of the month after"""
    REJECT = "reject"
    """`NoSuchDayInMonth`"""


def day_of(year: int, month: int, day_of_month: int) -> int:
    """The day of a date; `NoSuchDate`.

    >>> day_of(1970, 1, 1), day_of(2026, 3, 31)
    (0, 20543)
    """
    try:
        return date(year, month, day_of_month).toordinal() - _EPOCH_ORDINAL
    except (ValueError, OverflowError):
        raise NoSuchDate(f"{year}-{month}-{day_of_month}") from None


def date_of(day: int) -> tuple[int, int, int]:
    """Year, month 1–12 and day of month of a day."""
    found = _date(day)
    return found.year, found.month, found.day


def parse_day(text: str) -> int:
    """The day written `YYYY-MM-DD` in ASCII digits; `NoSuchDate`."""
    # INVARIANT: fromisoformat also reads `20260331` and `2026-W14-2`, `int` signs and digits of other scripts.
    if (found := _DATE.fullmatch(text)) is None:
        raise NoSuchDate(text)
    year, month, day_of_month = map(int, found.groups())
    return day_of(year, month, day_of_month)


def format_day(day: int) -> str:
    """The day as `YYYY-MM-DD`."""
    return _date(day).isoformat()


def weekday(day: int) -> int:
    """0 for Monday to 6 for Sunday."""
    return (day + 3) % 7


def iso_week_index(day: int) -> int:
    """A running number of the Monday-based week; 0 is the week of 1970-01-01."""
    return (day + 3) // 7


def month_index(day: int) -> int:
    """A running number of the month: `year * 12 + month - 1`."""
    if 0 <= day < _TABLE_DAYS:
        return _MONTH_OF_DAY[day]
    found = _date(day)
    return found.year * 12 + found.month - 1


def quarter_index(day: int) -> int:
    """A running number of the quarter: `year * 4 + quarter - 1`."""
    return month_index(day) // 3


def year_of(day: int) -> int:
    return month_index(day) // 12


def first_day_of_month(month: int) -> int:
    """The first day of a month, given by its `month_index`."""
    if _TABLE_FIRST_MONTH <= month <= _TABLE_END_MONTH:
        return _FIRST_DAY_OF_MONTH[month - _TABLE_FIRST_MONTH]
    return _first_of_month(month)


def month_length(month: int) -> int:
    """Days in a month, given by its `month_index`."""
    if month == _END_MONTH - 1:  # December 9999: the next month has no first day
        return 31
    return first_day_of_month(month + 1) - first_day_of_month(month)


def last_day_of_month(day: int) -> int:
    """The last day of the month the day is in."""
    month = month_index(day)
    return first_day_of_month(month) + month_length(month) - 1


def add_months(day: int, months: int, clamp: Clamp = Clamp.CLAMP) -> int:
    """The same day of month so many months later, or earlier; `clamp` decides when there is none.

    Always from the original anchor, rounded once: 31 January + 2 months is 31 March, not 28 March.

    >>> format_day(add_months(parse_day("2026-01-31"), 1))
    '2026-02-28'
    """
    start = month_index(day)
    target = start + months
    offset = day - first_day_of_month(start)
    length = month_length(target)
    if offset < length:
        return first_day_of_month(target) + offset
    match clamp:
        case Clamp.CLAMP:
            return first_day_of_month(target) + length - 1
        case Clamp.NEXT_MONTH_FIRST:
            return first_day_of_month(target) + length
        case Clamp.REJECT:
            raise NoSuchDayInMonth(offset + 1, target // 12, target % 12 + 1)
        case _:
            assert_never(clamp)


def add_years(day: int, years: int, clamp: Clamp = Clamp.CLAMP) -> int:
    """Twelve months a year: 29 February 2024 + 1 year is 28 February 2025."""
    return add_months(day, 12 * years, clamp)


def anniversary(day: int, years: int) -> int:
    """The anniversary of a day, clamped: of a 29 February it is 28 February in common years."""
    return add_months(day, 12 * years)


def anniversaries_passed(anchor_day: int, day: int) -> int:
    """The k with `anniversary(anchor_day, k) <= day < anniversary(anchor_day, k + 1)`, any integer."""
    years = year_of(day) - year_of(anchor_day)
    return years if anniversary(anchor_day, years) <= day else years - 1


def period_index(day: int, unit: PeriodUnit) -> int:
    """A running number of the calendar period the day is in; consecutive periods have consecutive numbers."""
    match unit:
        case "day":
            return day
        case "week":
            return iso_week_index(day)
        case "month":
            return month_index(day)
        case "quarter":
            return month_index(day) // 3
        case "year":
            return month_index(day) // 12
        case _:
            assert_never(unit)


def period_start(index: int, unit: PeriodUnit) -> int:
    """The first day of the period of that number."""
    match unit:
        case "day":
            return index
        case "week":
            return index * 7 - 3
        case "month":
            return first_day_of_month(index)
        case "quarter":
            return first_day_of_month(index * 3)
        case "year":
            return first_day_of_month(index * 12)
        case _:
            assert_never(unit)


def first_day_of_period(day: int, unit: PeriodUnit) -> int:
    """The first day of the period the day is in."""
    return period_start(period_index(day, unit), unit)


def next_period_start(day: int, unit: PeriodUnit) -> int:
    """The first day of the period after the one the day is in."""
    return period_start(period_index(day, unit) + 1, unit)


def _date(day: int) -> date:
    if MIN_DAY <= day <= MAX_DAY:
        return date.fromordinal(day + _EPOCH_ORDINAL)
    raise DayOutOfRange(day, "day")


def _first_of_month(month: int) -> int:
    if _MIN_MONTH <= month < _END_MONTH:
        return date(month // 12, month % 12 + 1, 1).toordinal() - _EPOCH_ORDINAL
    raise DayOutOfRange(month, "month")


_TABLE_FIRST_MONTH, _TABLE_END_MONTH = 1970 * 12, 2101 * 12
_FIRST_DAY_OF_MONTH = tuple(map(_first_of_month, range(_TABLE_FIRST_MONTH, _TABLE_END_MONTH + 1)))
_TABLE_DAYS = _FIRST_DAY_OF_MONTH[-1]
_MONTH_OF_DAY = tuple(
    chain.from_iterable(
        repeat(month, _FIRST_DAY_OF_MONTH[place + 1] - _FIRST_DAY_OF_MONTH[place])
        for place, month in enumerate(range(_TABLE_FIRST_MONTH, _TABLE_END_MONTH))
    )
)
