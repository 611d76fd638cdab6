"""Lint: days that not every month or year has, the 29th to 31st: said as such, or what months are counted from.

These are notes: the rule is sound, and what it does there is fixed. Whole years are not named, as they only ever move
29 February; nor are days to which a stretch runs, as it ends with the month.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.diagnostics import Diagnostic, info
from benefitdsl.source import Span
from benefitdsl.syntax.ast import (
    Duration,
    EveryMonthDays,
    EveryYearDays,
    Field,
    LastsFor,
    LastsToYearDays,
    Number,
    WithinFrom,
    YearDay,
)

_EVERY_MONTH_HAS: Final = 28
_LAST: Final = 31
_LEAP_DAY: Final = (2, 29)
_MONTHS: Final = {"month": 1, "quarter": 3}
_DAY_FIELDS: Final = ("review_day",)


def lint_month_ends(draft: Draft) -> Iterator[Diagnostic]:
    """Give one note for a field, about the first such day in it."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        for field, _ in fields_of(block, kind):
            yield from list(_notes(field))[:1]


def _notes(field: Field) -> Iterator[Diagnostic]:
    match field.value:
        case Duration() as duration:
            yield from _counted(duration, duration.span)
        case Number(day, 0, span) if field.label in _DAY_FIELDS:
            yield from _day(day, span)
        case value:
            for node in descend(value):
                yield from _of_node(node)


def _of_node(node: object) -> Iterator[Diagnostic]:
    match node:
        case EveryMonthDays(first, _, _, span):
            yield from _day(first, span)
        case EveryYearDays(YearDay() as day, last, span) if day == last and _is_leap_day(day):
            yield info("BEN314", span)
        case LastsToYearDays(days):
            yield from (info("BEN312", day.span, day=day.day) for day in days if _is_leap_day(day))
        case LastsFor(duration, _, _, span) | WithinFrom(duration, _, span):
            yield from _counted(duration, span)
        case _:
            pass


def _day(day: int, span: Span) -> Iterator[Diagnostic]:
    if _EVERY_MONTH_HAS < day <= _LAST:
        yield info("BEN312", span, day=day)


def _counted(duration: Duration, span: Span) -> Iterator[Diagnostic]:
    if duration.count * _MONTHS.get(duration.unit, 0) % 12:
        yield info("BEN313", span)


def _is_leap_day(day: YearDay) -> bool:
    return (day.month, day.day) == _LEAP_DAY
