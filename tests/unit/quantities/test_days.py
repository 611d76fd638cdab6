"""Days, months and periods (spec §1.5, attack corpus D)."""

import pytest

from benefitdsl.quantities.days import (
    MAX_DAY,
    MIN_DAY,
    Clamp,
    PeriodUnit,
    add_months,
    add_years,
    anniversaries_passed,
    anniversary,
    date_of,
    day_of,
    first_day_of_month,
    first_day_of_period,
    format_day,
    iso_week_index,
    last_day_of_month,
    month_index,
    month_length,
    next_period_start,
    parse_day,
    period_start,
    quarter_index,
    weekday,
    year_of,
)
from benefitdsl.quantities.errors import DayOutOfRange, NoSuchDate, NoSuchDayInMonth
from tests.unit.quantities.tables import table


@pytest.mark.parametrize(
    ("text", "day"),
    table("""
    1970-01-01 | 0
    1969-12-31 | -1
    2026-03-31 | 20543
    2000-02-29 | 11016
    2024-02-29 | 19782
    2038-01-19 | 24855
    2106-02-07 | 49710
    0001-01-01 | -719162
    9999-12-31 | 2932896
"""),
)
def test_days(text: str, day: str) -> None:
    assert parse_day(text) == int(day)
    assert format_day(int(day)) == text
    assert day_of(*date_of(int(day))) == int(day)


@pytest.mark.parametrize(
    "text",
    [
        *"2023-02-29 2100-02-29 2026-02-30 2026-13-01 2026-00-01 2026-01-00 0000-01-01 10000-01-01".split(),
        *"20260331 2026-W14-2 2026-3-31 26-03-31 2026/03/31 2026-03-31T00:00 2026-03--1 -026-03-31".split(),
        *"1990-0--20 1990--0-20 2026---331 -----03-31 2026-+3-31 2026-0_-31 20260-03-1".split(),
        *("２０２６-03-31", "2026-03-3١", "", " 026-03-31", "2026-03-31\n"),
    ],
)
def test_no_such_date(text: str) -> None:
    with pytest.raises(NoSuchDate):
        parse_day(text)


@pytest.mark.parametrize("date", [(2023, 2, 29), (0, 1, 1), (10_000, 1, 1), (2026, 1, 10**30)])
def test_no_such_date_in_numbers(date: tuple[int, int, int]) -> None:
    with pytest.raises(NoSuchDate):
        day_of(*date)


@pytest.mark.parametrize(
    ("text", "months", "clamp", "next_first"),
    table("""
    # D10: from the original anchor, rounded once
    2026-01-31 | 1    | 2026-02-28 | 2026-03-01
    2026-01-31 | 2    | 2026-03-31 | 2026-03-31
    2026-01-31 | 3    | 2026-04-30 | 2026-05-01
    2024-02-29 | 12   | 2025-02-28 | 2025-03-01
    2024-02-29 | 48   | 2028-02-29 | 2028-02-29
    2096-02-29 | 48   | 2100-02-28 | 2100-03-01
    2026-03-31 | -1   | 2026-02-28 | 2026-03-01
    2026-12-31 | 2    | 2027-02-28 | 2027-03-01
    2026-05-15 | 0    | 2026-05-15 | 2026-05-15
    1969-12-31 | 2    | 1970-02-28 | 1970-03-01
    1970-01-31 | -11  | 1969-02-28 | 1969-03-01
    2100-12-31 | 2    | 2101-02-28 | 2101-03-01
    9999-11-30 | 1    | 9999-12-30 | 9999-12-30
    9999-10-31 | 1    | 9999-11-30 | 9999-12-01
    9999-10-31 | 2    | 9999-12-31 | 9999-12-31
    0001-03-31 | -1   | 0001-02-28 | 0001-03-01
"""),
)
def test_months_added(text: str, months: str, clamp: str, next_first: str) -> None:
    day = parse_day(text)
    found = [
        format_day(add_months(day, int(months), policy)) for policy in (Clamp.CLAMP, Clamp.NEXT_MONTH_FIRST)
    ]
    assert found == [clamp, next_first]
    if clamp == next_first:
        assert format_day(add_months(day, int(months), Clamp.REJECT)) == clamp
    else:
        with pytest.raises(NoSuchDayInMonth):
            add_months(day, int(months), Clamp.REJECT)


@pytest.mark.parametrize(
    ("years", "reached"), [(1, "2025-02-28"), (4, "2028-02-29"), (-1, "2023-02-28"), (0, "2024-02-29")]
)
def test_years_are_twelve_months_each(years: int, reached: str) -> None:
    assert format_day(add_years(parse_day("2024-02-29"), years)) == reached


def test_a_rejected_month_says_which() -> None:
    with pytest.raises(NoSuchDayInMonth) as raised:
        add_years(parse_day("2024-02-29"), 1, Clamp.REJECT)
    assert str(raised.value) == "2025-02 has no day 29"


@pytest.mark.parametrize("months", [-1, -(10**9), 10**9, 10**30])
def test_months_out_of_range(months: int) -> None:
    with pytest.raises(DayOutOfRange) as raised:
        add_months(parse_day("0001-01-31"), months)
    assert raised.value.unit == "month"


@pytest.mark.parametrize("day", [MIN_DAY - 1, MAX_DAY + 1, 10**9, -(10**30)])
def test_days_out_of_range(day: int) -> None:
    for function in (date_of, format_day, month_index, year_of, last_day_of_month):
        with pytest.raises(DayOutOfRange) as raised:
            function(day)
        assert (raised.value.found, raised.value.unit) == (day, "day")


@pytest.mark.parametrize(
    ("anchor", "day", "passed", "last"),
    table("""
    2024-02-29 | 2025-02-27 | 0  | 2024-02-29
    2024-02-29 | 2025-02-28 | 1  | 2025-02-28
    2024-02-29 | 2028-02-28 | 3  | 2027-02-28
    2024-02-29 | 2028-02-29 | 4  | 2028-02-29
    2024-05-10 | 2024-05-10 | 0  | 2024-05-10
    2024-05-10 | 2024-05-09 | -1 | 2023-05-10
    2024-05-10 | 2026-05-09 | 1  | 2025-05-10
"""),
)
def test_anniversaries(anchor: str, day: str, passed: str, last: str) -> None:
    assert anniversaries_passed(parse_day(anchor), parse_day(day)) == int(passed)
    assert format_day(anniversary(parse_day(anchor), int(passed))) == last


@pytest.mark.parametrize(
    ("text", "unit", "first", "following"),
    table("""
    2026-03-31 | day     | 2026-03-31 | 2026-04-01
    2026-03-31 | week    | 2026-03-30 | 2026-04-06
    2026-03-29 | week    | 2026-03-23 | 2026-03-30
    2026-03-31 | month   | 2026-03-01 | 2026-04-01
    2026-03-31 | quarter | 2026-01-01 | 2026-04-01
    2026-12-31 | quarter | 2026-10-01 | 2027-01-01
    2026-12-31 | year    | 2026-01-01 | 2027-01-01
    1970-01-01 | week    | 1969-12-29 | 1970-01-05
    1969-12-31 | quarter | 1969-10-01 | 1970-01-01
    2100-12-31 | month   | 2100-12-01 | 2101-01-01
"""),
)
def test_periods(text: str, unit: PeriodUnit, first: str, following: str) -> None:
    day = parse_day(text)
    assert format_day(first_day_of_period(day, unit)) == first
    assert format_day(next_period_start(day, unit)) == following


def test_running_numbers() -> None:
    day = parse_day("2026-05-15")
    assert (year_of(day), quarter_index(day), month_index(day)) == (2026, 2026 * 4 + 1, 2026 * 12 + 4)
    assert [weekday(parse_day(text)) for text in ("1970-01-01", "2026-03-30", "2026-03-29")] == [3, 0, 6]
    assert [iso_week_index(d) for d in (-4, -3, 0, 3, 4)] == [-1, 0, 0, 0, 1]


@pytest.mark.parametrize("text", "1969-12-31 1970-01-01 2100-12-31 2101-01-01 2101-01-31 2101-02-01".split())
def test_the_tables_end_unseen(text: str) -> None:
    year, month, _ = map(int, text.split("-"))
    day = parse_day(text)
    assert month_index(day) == year * 12 + month - 1
    assert format_day(first_day_of_month(month_index(day))) == f"{text[:7]}-01"


def test_ends_of_the_calendar() -> None:
    assert format_day(last_day_of_month(MAX_DAY)) == "9999-12-31"
    assert month_length(9999 * 12 + 11) == 31
    assert first_day_of_month(12) == MIN_DAY
    for unit in ("month", "quarter", "year"):
        with pytest.raises(DayOutOfRange):
            next_period_start(MAX_DAY, unit)
    with pytest.raises(DayOutOfRange):
        period_start(0, "year")
