"""Durations and windows to the microsecond (spec §1.3 §1.4, attack corpus D10 D11 D12 D16)."""

from collections.abc import Callable

import pytest

from benefitdsl.quantities.days import MAX_DAY, MIN_DAY, Clamp, parse_day
from benefitdsl.quantities.duration import (
    MAX_WIDTH,
    MAX_WIDTH_DAYS,
    Duration,
    DurationUnit,
    Edge,
    day_after,
    end_of,
    window_end,
)
from benefitdsl.quantities.errors import (
    BadWidth,
    DayOutOfRange,
    EmptySpan,
    NoAnchor,
    NoSuchDayInMonth,
    QuantityError,
    WrongUnit,
)
from benefitdsl.quantities.instants import DAY_US, HOUR_US, MINUTE_US, format_instant, parse_instant
from benefitdsl.quantities.window import (
    Anchored,
    Between,
    CalendarPeriods,
    Ever,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
    Window,
    covers,
    entry_end,
    period_key,
)
from benefitdsl.quantities.zone import Zone
from tests.unit.quantities.tables import table

SHANGHAI = Zone("Asia/Shanghai")

WINDOWS: dict[str, Window] = {
    "in last 30 days": RollingDays(30),
    "in last 1 day": RollingDays(1),
    "in last 1 month": RollingMonths(1),
    "in last 12 months": RollingMonths(12),
    "in last 720 hours": RollingExact(720 * HOUR_US),
    "today": CalendarPeriods("day"),
    "this week": CalendarPeriods("week"),
    "this month": CalendarPeriods("month"),
    "last 3 calendar months": CalendarPeriods("month", 3),
    "this quarter": CalendarPeriods("quarter"),
    "this year": CalendarPeriods("year"),
    "this membership year": MembershipYears(),
    "last 2 membership years": MembershipYears(2),
    "within 3 months from joining": Anchored(Duration(3, "month"), "joining"),
    "within 48 hours from joining": Anchored(Duration(48, "hour"), "joining"),
    "in March 2026": Between(parse_day("2026-03-01"), parse_day("2026-04-01")),
    "ever": Ever(),
}

# every member of these cases joined on 29 February 2024 at noon, Shanghai
JOINED = parse_instant("2024-02-29T12:00:00+08:00")

ENDS = table("""
    # window                     | entry (local)    | no longer counts from
    in last 30 days              | 2026-03-02 23:59 | 2026-04-01 00:00
    in last 30 days              | 2026-03-02 00:00 | 2026-04-01 00:00
    in last 1 day                | 2026-03-02 12:00 | 2026-03-03 00:00
    # an entry of the 31st counts in the month after until its last day begins
    in last 1 month              | 2026-01-31 10:00 | 2026-02-28 00:00
    in last 1 month              | 2026-01-28 10:00 | 2026-02-28 00:00
    in last 1 month              | 2026-02-28 10:00 | 2026-03-28 00:00
    in last 12 months            | 2024-02-29 10:00 | 2025-02-28 00:00
    in last 720 hours            | 2026-03-02 23:59 | 2026-04-01 23:59
    today                        | 2026-03-02 23:59 | 2026-03-03 00:00
    this week                    | 2026-03-29 23:59 | 2026-03-30 00:00
    this week                    | 2026-03-30 00:00 | 2026-04-06 00:00
    this month                   | 2026-03-31 23:59 | 2026-04-01 00:00
    last 3 calendar months       | 2026-01-01 00:00 | 2026-04-01 00:00
    last 3 calendar months       | 2026-01-31 23:59 | 2026-04-01 00:00
    this quarter                 | 2026-03-31 23:59 | 2026-04-01 00:00
    this year                    | 2026-01-01 00:00 | 2027-01-01 00:00
    # 29 February returns on the 28th in common years
    this membership year         | 2024-02-29 12:00 | 2025-02-28 00:00
    this membership year         | 2025-02-27 23:59 | 2025-02-28 00:00
    this membership year         | 2025-02-28 00:00 | 2026-02-28 00:00
    this membership year         | 2027-02-28 00:00 | 2028-02-29 00:00
    last 2 membership years      | 2024-02-29 12:00 | 2026-02-28 00:00
    # windows that stand still: the joining day from its start, to before 29 May
    within 3 months from joining | 2024-02-28 23:59 | never counts
    within 3 months from joining | 2024-02-29 00:00 | always counts
    within 3 months from joining | 2024-05-28 23:59 | always counts
    within 3 months from joining | 2024-05-29 00:00 | never counts
    within 48 hours from joining | 2024-02-29 11:59 | never counts
    within 48 hours from joining | 2024-02-29 12:00 | always counts
    within 48 hours from joining | 2024-03-02 11:59 | always counts
    within 48 hours from joining | 2024-03-02 12:00 | never counts
    in March 2026                | 2026-02-28 23:59 | never counts
    in March 2026                | 2026-03-01 00:00 | always counts
    in March 2026                | 2026-03-31 23:59 | always counts
    in March 2026                | 2026-04-01 00:00 | never counts
    ever                         | 1997-01-01 00:00 | always counts
""")


def local(text: str, zone: Zone = SHANGHAI) -> int:
    return zone.instant_of(parse_day(text[:10]), int(text[11:13]) * 60 + int(text[14:]))


def said_end(text: str, entry: int) -> int | None:
    return {"always counts": None, "never counts": entry}[text] if "counts" in text else local(text)


@pytest.mark.parametrize(("window", "entry", "end"), ENDS)
def test_end_of_an_entry(window: str, entry: str, end: str) -> None:
    at = local(entry)
    assert entry_end(WINDOWS[window], SHANGHAI, at, JOINED) == said_end(end, at)


@pytest.mark.parametrize(("window", "entry", "end"), ENDS)
def test_covers_to_the_last_microsecond(window: str, entry: str, end: str) -> None:
    at = local(entry)
    said = said_end(end, at)
    if said is None:
        moments = {at: True, at + 80 * 366 * DAY_US: True}
    elif said == at:
        moments = {at: False, at + DAY_US: False}
    else:
        moments = {at: True, said - 1: True, said: False, said + DAY_US: False}
    assert {now: covers(WINDOWS[window], SHANGHAI, at, now, JOINED) for now in moments} == moments


@pytest.mark.parametrize(
    ("window", "entry", "now", "counts"),
    table("""
    # a late event reads the period it belongs to, which has moved on for the others
    this month             | 2026-04-01 00:00 | 2026-03-31 23:59 | False
    this membership year   | 2025-02-28 00:00 | 2025-02-27 23:59 | False
    in last 30 days        | 2026-04-01 00:00 | 2026-03-31 23:59 | True
    last 3 calendar months | 2025-12-31 23:59 | 2026-03-01 00:00 | False
"""),
)
def test_entries_after_the_reading(window: str, entry: str, now: str, counts: str) -> None:
    assert str(covers(WINDOWS[window], SHANGHAI, local(entry), local(now), JOINED)) == counts


@pytest.mark.parametrize(
    ("window", "at", "key"),
    table("""
    today                        | 1970-01-02 00:00 | 1
    this week                    | 1970-01-05 00:00 | 1
    this month                   | 2026-03-31 23:59 | 24314
    this quarter                 | 2026-03-31 23:59 | 8104
    this year                    | 2026-03-31 23:59 | 2026
    this membership year         | 2025-02-27 23:59 | 0
    this membership year         | 2025-02-28 00:00 | 1
    this membership year         | 2024-02-28 00:00 | -1
    ever                         | 2026-03-31 23:59 | 0
    last 3 calendar months       | 2026-03-31 23:59 | None
    last 2 membership years      | 2026-03-31 23:59 | None
    in last 30 days              | 2026-03-31 23:59 | None
    in last 1 month              | 2026-03-31 23:59 | None
    in last 720 hours            | 2026-03-31 23:59 | None
    within 3 months from joining | 2026-03-31 23:59 | None
    in March 2026                | 2026-03-31 23:59 | None
"""),
)
def test_period_keys(window: str, at: str, key: str) -> None:
    assert str(period_key(WINDOWS[window], SHANGHAI, local(at), JOINED)) == key


def test_day_windows_follow_the_day_start() -> None:
    night = Zone("Asia/Shanghai", 240)
    assert entry_end(RollingDays(1), night, local("2026-03-31 03:59"), None) == local("2026-03-31 04:00")
    assert period_key(CalendarPeriods("month"), night, local("2026-04-01 03:59")) == 2026 * 12 + 2


@pytest.mark.parametrize(
    ("window", "anchor"),
    [(MembershipYears(), "joining"), (Anchored(Duration(1, "day"), "first_match"), "first_match")],
)
@pytest.mark.parametrize("asked", [entry_end, lambda w, z, at: covers(w, z, at, at)])
def test_windows_without_their_anchor(
    window: Window, anchor: str, asked: Callable[[Window, Zone, int], object]
) -> None:
    with pytest.raises(NoAnchor) as raised:
        asked(window, SHANGHAI, JOINED)
    assert raised.value.anchor == anchor


def test_a_membership_year_has_no_number_without_its_anchor() -> None:
    with pytest.raises(NoAnchor) as raised:
        period_key(MembershipYears(), SHANGHAI, JOINED)
    assert raised.value.anchor == "joining"


@pytest.mark.parametrize(
    ("duration", "start", "end_of_day", "start_of_day"),
    table("""
    # D10 D12: the same day number is the last good day, or the first bad one
    30 day     | 2026-03-01 10:00 | 2026-04-01 00:00 | 2026-03-31 00:00
    1 day      | 2026-03-01 00:00 | 2026-03-03 00:00 | 2026-03-02 00:00
    2 week     | 2026-03-01 10:00 | 2026-03-16 00:00 | 2026-03-15 00:00
    1 month    | 2026-01-31 10:00 | 2026-03-01 00:00 | 2026-02-28 00:00
    12 month   | 2024-02-29 10:00 | 2025-03-01 00:00 | 2025-02-28 00:00
    1 year     | 2024-02-29 10:00 | 2025-03-01 00:00 | 2025-02-28 00:00
    4 year     | 2024-02-29 10:00 | 2028-03-01 00:00 | 2028-02-29 00:00
    1 quarter  | 2025-11-30 10:00 | 2026-03-01 00:00 | 2026-02-28 00:00
    48 hour    | 2026-03-01 10:00 | 2026-03-03 10:00 | 2026-03-03 10:00
    90 minute  | 2026-03-01 23:00 | 2026-03-02 00:30 | 2026-03-02 00:30
"""),
)
def test_ends_of_durations(duration: str, start: str, end_of_day: str, start_of_day: str) -> None:
    length, at = written(duration), local(start)
    edges: tuple[Edge, ...] = ("end_of_day", "start_of_day")
    assert [end_of(length, SHANGHAI, at, edge) for edge in edges] == [local(end_of_day), local(start_of_day)]
    assert window_end(length, SHANGHAI, at) == local(start_of_day)


def written(text: str) -> Duration:
    amount, unit = text.split()
    units: dict[str, DurationUnit] = {unit: unit for unit in MAX_WIDTH}
    return Duration(int(amount), units[unit])


def test_hours_are_exact_and_days_are_not() -> None:
    new_york = Zone("America/New_York")
    before = parse_instant("2026-03-08T01:00:00-05:00")
    ends = [end_of(written(text), new_york, before, "start_of_day") for text in ("24 hour", "1 day")]
    assert [format_instant(end) for end in ends] == ["2026-03-09T06:00:00Z", "2026-03-09T04:00:00Z"]


def test_clamps_of_durations() -> None:
    january = local("2026-01-31 10:00")
    month = Duration(1, "month")
    assert end_of(month, SHANGHAI, january, "start_of_day", Clamp.NEXT_MONTH_FIRST) == local(
        "2026-03-01 00:00"
    )
    with pytest.raises(NoSuchDayInMonth):
        end_of(month, SHANGHAI, january, "start_of_day", Clamp.REJECT)


def test_kinds_of_durations() -> None:
    assert [unit for unit in MAX_WIDTH if Duration(1, unit).is_exact] == ["minute", "hour"]
    assert (Duration(2, "hour").microseconds, Duration(3, "minute").microseconds) == (
        2 * HOUR_US,
        3 * MINUTE_US,
    )


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
def test_a_duration_by_the_calendar_is_no_number_of_microseconds(unit: DurationUnit) -> None:
    with pytest.raises(WrongUnit) as raised:
        _ = Duration(1, unit).microseconds
    assert str(raised.value) == f"an exact duration was needed, found one in {unit}s"


@pytest.mark.parametrize("unit", ["minute", "hour"])
def test_no_day_is_an_exact_duration_later(unit: DurationUnit) -> None:
    with pytest.raises(WrongUnit) as raised:
        day_after(0, Duration(1, unit))
    assert str(raised.value) == f"a duration of days or months was needed, found one in {unit}s"


@pytest.mark.parametrize("amount", [0, -1, 10**9, 10**30])
@pytest.mark.parametrize("unit", MAX_WIDTH)
def test_d11_d16_widths_of_durations(unit: DurationUnit, amount: int) -> None:
    with pytest.raises(BadWidth) as raised:
        Duration(amount, unit)
    assert (raised.value.amount, raised.value.limit) == (amount, MAX_WIDTH[unit])


@pytest.mark.parametrize(
    ("unit", "most"),
    table("""
    minute  | 52596000
    hour    | 876600
    day     | 36525
    week    | 5217
    month   | 1200
    quarter | 400
    year    | 100
"""),
)
def test_a_duration_is_at_most_a_hundred_years(unit: DurationUnit, most: str) -> None:
    assert Duration(int(most), unit).amount == int(most)
    with pytest.raises(BadWidth) as raised:
        Duration(int(most) + 1, unit)
    assert str(raised.value) == f"a width must be 1 to {most} {unit}s, found {int(most) + 1}"


@pytest.mark.parametrize("unit", MAX_WIDTH)
def test_the_widest_duration_has_an_end(unit: DurationUnit) -> None:
    last = parse_instant("2100-12-31T23:59:59Z")
    assert end_of(Duration(MAX_WIDTH[unit], unit), SHANGHAI, last, "end_of_day") > last


@pytest.mark.parametrize("width", [0, -1, 10**9 * DAY_US, 10**30])
@pytest.mark.parametrize(
    "window",
    [
        RollingDays,
        RollingMonths,
        RollingExact,
        MembershipYears,
        lambda width: CalendarPeriods("day", width),
        lambda width: CalendarPeriods("year", width),
    ],
    ids=["days", "months", "exact", "membership", "calendar days", "calendar years"],
)
def test_d11_widths_of_windows(window: Callable[[int], Window], width: int) -> None:
    with pytest.raises(BadWidth):
        window(width)


def test_an_exact_window_is_1_microsecond_to_a_hundred_years() -> None:
    most = 36_525 * DAY_US
    assert (RollingExact(1).microseconds, RollingExact(most).microseconds) == (1, most)
    with pytest.raises(BadWidth) as raised:
        RollingExact(most + 1)
    assert str(raised.value) == f"a width must be 1 to {most} microseconds, found {most + 1}"


@pytest.mark.parametrize(
    ("start", "end", "mistake"),
    [
        (5, 5, EmptySpan),
        (5, 4, EmptySpan),
        (0, 10**9, DayOutOfRange),
        (-(10**9), 0, DayOutOfRange),
    ],
)
def test_d11_spans(start: int, end: int, mistake: type[QuantityError]) -> None:
    with pytest.raises(mistake):
        Between(start, end)


def test_a_span_keeps_within_the_calendar() -> None:
    assert covers(Between(MIN_DAY, MAX_DAY), SHANGHAI, JOINED, JOINED)
    for start, end, wrong in (
        (MIN_DAY - 1, 0, MIN_DAY - 1),
        (0, MAX_DAY + 1, MAX_DAY + 1),
        (MIN_DAY, MAX_DAY + 1, MAX_DAY + 1),
    ):
        with pytest.raises(DayOutOfRange) as raised:
            Between(start, end)
        assert str(raised.value) == f"day {wrong} is outside the years 0001 to 9999"


def test_the_widest_windows_have_ends() -> None:
    last = parse_instant("2100-12-31T23:59:59Z")
    for window in (
        RollingDays(MAX_WIDTH_DAYS),
        RollingMonths(1200),
        CalendarPeriods("year", 100),
        MembershipYears(100),
    ):
        end = entry_end(window, SHANGHAI, last, JOINED)
        assert end is not None
        assert end > last


# ------------------------------------------------------- negative controls: defects that the table must catch


def one_day_more(window: Window, zone: Zone, at: int, joined: int) -> int | None:
    """Counts day n as well."""
    end = entry_end(window, zone, at, joined)
    return end + DAY_US if isinstance(window, RollingDays) and end is not None else end


def thirty_day_months(window: Window, zone: Zone, at: int, joined: int) -> int | None:
    """Takes a month for 30 days."""
    match window:
        case RollingMonths(months):
            return entry_end(RollingDays(30 * months), zone, at, joined)
        case _:
            return entry_end(window, zone, at, joined)


def rolling_from_the_instant(window: Window, zone: Zone, at: int, joined: int) -> int | None:
    """Takes days for 24 hours."""
    match window:
        case RollingDays(days):
            return at + days * DAY_US
        case _:
            return entry_end(window, zone, at, joined)


def anniversary_of_the_28th(window: Window, zone: Zone, at: int, joined: int) -> int | None:
    """Forgets the original anchor once it was clamped."""
    return entry_end(window, zone, at, joined - DAY_US)


@pytest.mark.parametrize(
    "defect", [one_day_more, thirty_day_months, rolling_from_the_instant, anniversary_of_the_28th]
)
def test_control(defect: Callable[[Window, Zone, int, int], int | None]) -> None:
    cases = [
        (str(window), local(str(entry)), str(end)) for window, entry, end in (case.values for case in ENDS)
    ]
    assert [c for c in cases if defect(WINDOWS[c[0]], SHANGHAI, c[1], JOINED) != said_end(c[2], c[1])]
