"""Trees that no text gave, as an editor makes them: dates and times that the parser would have refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.check import check
from benefitdsl.source import SourceSet
from benefitdsl.std import STANDARD
from benefitdsl.syntax.ast import (
    Date,
    DateRange,
    EveryYearDays,
    Module,
    Schedule,
    TimeOfDay,
    TimeRange,
    YearDay,
)
from tests.unit.check.test_cases import before, checked

NOON = TimeOfDay(12, 0)
TEXT = f"{before('en')}\nrule r\n  when: order\n  then: give 1 beans\n  schedule: every Wednesday\nend\n"


def with_schedule(module: Module, term: Any) -> Module:
    *others, rule = module.blocks
    fields = tuple(
        replace(field, value=Schedule((term,))) if isinstance(field.value, Schedule) else field
        for field in rule.fields
    )
    return replace(module, blocks=(*others, replace(rule, fields=fields)))


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (DateRange(None, Date(2026, 2, 30), True), "BEN068 the calendar has no `2026-02-30`"),
        (EveryYearDays(YearDay(6, 31), YearDay(7, 1)), "BEN068 the calendar has no `06-31`"),
        (TimeRange(NOON, TimeOfDay(25, 0)), "BEN067 `25:00` is no time of day"),
        (TimeRange(NOON, TimeOfDay(12, 61)), "BEN067 `12:61` is no time of day"),
    ],
    ids=["date", "day of the year", "hour", "minute"],
)
def test_no_such_date_or_time(term: Any, said: str) -> None:
    reading, _ = checked(TEXT)
    found = check((with_schedule(reading.modules[0], term),), STANDARD, SourceSet())
    assert [f"{each.code} {each.message('en')}" for each in found.diagnostics if each.is_error][:1] == [said]
