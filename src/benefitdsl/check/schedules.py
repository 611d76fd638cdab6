"""Dates and times that exist, and stretches of them that end after they begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benefitdsl.check.checked import Draft
from benefitdsl.check.programme import PROGRAMME
from benefitdsl.diagnostics import Diagnostic, Label, error
from benefitdsl.quantities.calendar import day_of
from benefitdsl.quantities.errors import NoSuchDate
from benefitdsl.syntax.ast import (
    BetweenDates,
    Birthday,
    Date,
    DateRange,
    EveryMonthDays,
    EveryYearDays,
    Schedule,
    TimeOfDay,
    TimeRange,
    YearDay,
)

BIRTHDAY = "birthday"  # the attribute that `birthday` schedules read
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_LEAP_YEAR = 2000
_DAY = 24 * 60


def check_schedules(draft: Draft) -> Iterator[Diagnostic]:
    start = day_start(draft)
    for kind in (
        Date,
        YearDay,
        TimeOfDay,
        DateRange,
        BetweenDates,
        EveryYearDays,
        EveryMonthDays,
        Schedule,
        Birthday,
    ):
        for node in draft.nodes.of(kind):
            yield from _check(node, draft, start)


def day_start(draft: Draft) -> int:
    """Return the minute of the clock at which the programme's day starts."""
    for module in draft.modules:
        for block in module.blocks:
            for field in block.fields if block.kind == PROGRAMME else ():
                if isinstance(field.value, TimeOfDay):
                    return minutes_of(field.value)
    return 0


def minutes_of(time: TimeOfDay) -> int:
    return time.hour * 60 + time.minute


def date_exists(date: Date) -> bool:
    try:
        day_of(date.year, date.month, date.day)
    except NoSuchDate:
        return False
    return True


def _check(node: Any, draft: Draft, start: int) -> Iterator[Diagnostic]:
    match node:
        case Date(year, month, day):
            if not date_exists(node):
                yield error("BEN068", node.span, date=f"{year}-{month:02}-{day:02}")
            elif not _FIRST_YEAR <= year <= _LAST_YEAR:
                yield error("BEN308", node.span, first=_FIRST_YEAR, last=_LAST_YEAR)
        case YearDay(month, day):
            if not date_exists(Date(_LEAP_YEAR, month, day)):
                yield error("BEN068", node.span, date=f"{month:02}-{day:02}")
        case TimeOfDay(hour, minute):
            if minute > 59 or hour * 60 + minute > _DAY:
                yield error("BEN067", node.span, time=f"{hour:02}:{minute:02}")
        case DateRange(first, last, included) if first and last:
            yield from _order(first, last, same_day=included)
        case BetweenDates(first, last):
            yield from _order(first, last, same_day=True)
        case EveryYearDays(first, last) if (last.month, last.day) < (first.month, first.day):
            yield error("BEN303", node.span)
        case EveryMonthDays(first, last) if not 1 <= first <= last <= 31:
            yield error("BEN304", node.span)
        case Schedule(terms):
            for term in terms:
                if isinstance(term, TimeRange):
                    yield from _times(term, start)
        case Birthday() if draft.attributes.get(BIRTHDAY) is None:
            yield error("BEN309", node.span, attribute=BIRTHDAY)
        case _:
            pass


def _order(first: Date, last: Date, *, same_day: bool) -> Iterator[Diagnostic]:
    if date_exists(first) and date_exists(last):
        days = day_of(last.year, last.month, last.day) - day_of(first.year, first.month, first.day)
        if days < 0 or (days == 0 and not same_day):
            yield error("BEN302", last.span, labels=(Label(first.span, "begins_here"),))


def _times(node: TimeRange, start: int) -> Iterator[Diagnostic]:
    first, end = minute_of_day(node.first, start), minute_of_day(node.end, start) or _DAY
    if first >= end:
        yield error("BEN305", node.span)


def minute_of_day(time: TimeOfDay, day_start_minutes: int) -> int:
    """Return the minutes from the start of the programme's day to a time of the clock."""
    return (minutes_of(time) - day_start_minutes) % _DAY
