"""Lint: schedules whose terms are never true together, such as a Monday among days that hold none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.schedules import date_exists
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.diagnostics import Diagnostic, warning
from benefitdsl.quantities.calendar import date_of, day_of, last_day_of_month, weekday
from benefitdsl.syntax.ast import (
    Date,
    DateRange,
    EveryMonthDays,
    EveryQuarter,
    EveryWeekday,
    EveryYearDays,
    Holiday,
    Name,
    Schedule,
    ScheduleTerm,
)

# Where no date bounds a schedule: weekdays, months and leap years have met in all ways after 28 years.
_FIRST: Final = day_of(2024, 1, 1)
_LAST: Final = day_of(2051, 12, 31)

Holidays = dict[str, frozenset[int]]


def lint_never(draft: Draft) -> Iterator[Diagnostic]:
    holidays = _holidays(draft)
    for schedule in draft.nodes.of(Schedule):
        if len(schedule.terms) > 1 and not _comes(schedule.terms, holidays):
            yield warning("BEN310", schedule.span)


def _comes(terms: tuple[ScheduleTerm, ...], holidays: Holidays) -> bool:
    """Say whether some day meets all terms. Ends at the first such day, most often within weeks."""
    first, last = _FIRST, _LAST
    starts = [_day(term.first) for term in terms if isinstance(term, DateRange) and term.first]
    ends = [
        _day(term.last) - (not term.last_included)
        for term in terms
        if isinstance(term, DateRange) and term.last
    ]
    if starts or ends:
        first = max(starts) if starts else min(ends) - (_LAST - _FIRST)
        last = min(ends) if ends else first + (_LAST - _FIRST)
    return any(all(_holds(term, day, holidays) for term in terms) for day in range(first, last + 1))


def _holds(term: ScheduleTerm, day: int, holidays: Holidays) -> bool:
    """Say whether a day meets a term; times of day and birthdays meet any."""
    match term:
        case EveryWeekday(days):
            return weekday(day) in days
        case EveryMonthDays(first, last):
            length = date_of(last_day_of_month(day))[2]
            return min(first, length) <= date_of(day)[2] <= last
        case EveryQuarter():
            return date_of(day)[1:] in ((1, 1), (4, 1), (7, 1), (10, 1))
        case EveryYearDays(first_of_year, last_of_year):
            month_day = date_of(day)[1:]
            begins, ends = (first_of_year.month, first_of_year.day), (last_of_year.month, last_of_year.day)
            return begins <= month_day <= ends
        case Holiday(name):
            return day in holidays.get(name.text, ())
        case _:
            return True


def _holidays(draft: Draft) -> Holidays:
    found: Holidays = {}
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        for field, spec in fields_of(block, kind):
            if spec.defines == "holiday" and isinstance(field.key, Name):
                dates = (node for node in descend(field.value) if isinstance(node, Date))
                found[field.key.text] = frozenset(_day(date) for date in dates if date_exists(date))
    return found


def _day(date: Date) -> int:
    return day_of(date.year, date.month, date.day)
