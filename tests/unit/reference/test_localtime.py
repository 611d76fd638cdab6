"""The calendar of the reference engine at its edges, against dates that a reader can look up."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import benefitdsl.engine.reference as reference
from benefitdsl.engine.reference.localtime import (
    LocalTime,
    add_months,
    anniversaries,
    date_of,
    number_of,
    period_of,
)
from benefitdsl.quantities.duration import Duration


def day(text: str) -> int:
    return number_of(date.fromisoformat(text))


def instant(text: str) -> int:
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // (datetime.resolution)


STARTS = [
    ("Asia/Shanghai", 0, "2026-03-30", "2026-03-29T16:00:00+00:00"),
    ("Asia/Shanghai", 240, "2026-03-30", "2026-03-29T20:00:00+00:00"),
    ("America/New_York", 0, "2026-03-09", "2026-03-09T04:00:00+00:00"),  # after a day of 23 hours
    (
        "America/New_York",
        150,
        "2026-03-08",
        "2026-03-08T07:00:00+00:00",
    ),  # no 02:30: the first instant after
    ("America/New_York", 90, "2026-11-01", "2026-11-01T05:30:00+00:00"),  # 01:30 comes twice: the earlier
    (
        "Australia/Lord_Howe",
        135,
        "2026-10-04",
        "2026-10-03T15:30:00+00:00",
    ),  # half an hour is missing from 02:00
    ("Pacific/Apia", 0, "2011-12-30", "2011-12-30T10:00:00+00:00"),  # the zone skipped this day
    ("Pacific/Apia", 0, "2011-12-31", "2011-12-30T10:00:00+00:00"),
]


@pytest.mark.parametrize(("zone", "start", "name", "expected"), STARTS)
def test_first_instants_of_days(zone: str, start: int, name: str, expected: str) -> None:
    time = LocalTime(zone, start)
    assert time.start(day(name)) == instant(expected)


@pytest.mark.parametrize(("zone", "start", "name", "expected"), STARTS)
def test_a_day_starts_with_its_first_instant(zone: str, start: int, name: str, expected: str) -> None:
    time, first = LocalTime(zone, start), instant(expected)
    if time.start(day(name)) == time.start(day(name) + 1):
        assert time.day(first) == day(name) + 1
    else:
        assert (time.day(first - 1) < day(name), time.day(first)) == (True, day(name))


def test_months_are_clamped_once() -> None:
    assert date_of(add_months(day("2026-01-31"), 1)).isoformat() == "2026-02-28"
    assert date_of(add_months(day("2026-01-31"), 2)).isoformat() == "2026-03-31"
    assert date_of(add_months(day("2024-02-29"), 12)).isoformat() == "2025-02-28"


def test_anniversaries_of_a_leap_day() -> None:
    assert [
        anniversaries(day("2024-02-29"), day(text)) for text in ("2025-02-27", "2025-02-28", "2028-02-28")
    ] == [0, 1, 3]
    assert anniversaries(day("2024-02-29"), day("2024-02-28")) == -1


def test_weeks_begin_on_monday() -> None:
    assert period_of(day("2026-03-29"), "week") + 1 == period_of(day("2026-03-30"), "week")


def test_how_long_things_last() -> None:
    """Thirty days from any time of 1 March: the 31st is the last good day, or the first bad one (spec §1.4)."""
    time = LocalTime("Asia/Shanghai", 0)
    noon = time.start(day("2026-03-01")) + 12 * 3_600_000_000
    assert time.lasts_until(Duration(30, "day"), noon) == time.start(day("2026-04-01"))
    assert time.counts_until(Duration(30, "day"), noon) == time.start(day("2026-03-31"))
    assert time.lasts_until(Duration(2, "hour"), noon) == noon + 7_200_000_000


SHARED = {"Duration", "Rounding", "Anchored", "Between", "CalendarPeriods", "Ever", "MembershipYears"}
SHARED |= {"RollingDays", "RollingExact", "RollingMonths", "Window"}


def test_the_reference_engine_shares_no_arithmetic() -> None:
    """It may import types of the floors below, and of the engine nothing but itself."""
    for path in Path(reference.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or node.module is None:
                continue
            if node.module.startswith("benefitdsl.quantities"):
                assert {alias.name for alias in node.names} <= SHARED, path
            if node.module.startswith("benefitdsl.engine"):
                assert node.module.startswith("benefitdsl.engine.reference"), path
