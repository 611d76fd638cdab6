"""Laws of time: days, zones and windows against `whenever` as a second opinion, and against themselves."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise

import pytest
import whenever
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from benefitdsl.quantities.days import (
    MAX_DAY,
    MIN_DAY,
    Clamp,
    PeriodUnit,
    add_months,
    anniversaries_passed,
    anniversary,
    date_of,
    first_day_of_period,
    format_day,
    iso_week_index,
    last_day_of_month,
    month_index,
    next_period_start,
    parse_day,
    period_index,
    period_start,
    weekday,
)
from benefitdsl.quantities.duration import MAX_WIDTH, Duration, Edge, end_of
from benefitdsl.quantities.errors import BadInstant, DayOutOfRange, NoSuchDayInMonth
from benefitdsl.quantities.instants import (
    DAY_US,
    END_INSTANT,
    HOUR_US,
    MINUTE_US,
    format_instant,
    instant_from_datetime,
    parse_instant,
)
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
    anchored_span,
    covers,
    entry_end,
    period_key,
)
from benefitdsl.quantities.zone import Zone, zone_keys


@pytest.fixture(autouse=True, scope="module")
def _one_tzdata() -> Iterator[None]:
    """Both opinions read the same release of the zones, the one of the `tzdata` package."""
    before = whenever.get_tzpath()
    with as_file(files("tzdata").joinpath("zoneinfo")) as folder:
        whenever.reset_tzpath([folder])
        whenever.clear_tzcache()
        yield
    whenever.reset_tzpath(before)
    whenever.clear_tzcache()


UNITS: tuple[PeriodUnit, ...] = ("day", "week", "month", "quarter", "year")
ODD_ZONES = (
    *("UTC", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Kathmandu", "Asia/Tehran", "Asia/Gaza", "Asia/Amman"),
    *("America/New_York", "America/St_Johns", "America/Sao_Paulo", "America/Havana", "America/Recife"),
    *(
        "Europe/London",
        "Europe/Dublin",
        "Europe/Lisbon",
        "Africa/Casablanca",
        "Africa/Cairo",
        "Africa/Monrovia",
    ),
    *("Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Kwajalein", "Pacific/Chatham"),
    *("Etc/GMT+12", "Antarctica/Troll", "Antarctica/Casey", "Pacific/Honolulu"),
)

any_day = st.integers(MIN_DAY, MAX_DAY) | st.integers(0, 47_846)
days = st.integers(0, 47_846)  # 1970 to 2100
instants = st.integers(0, END_INSTANT - 1)
keys = st.sampled_from(ODD_ZONES)
day_starts = st.sampled_from((0, 0, 30, 150, 240, 1439))


@cache
def transitions(key: str) -> tuple[int, ...]:
    """The instants from 1970 through 2100 at which the offset of a zone changes, by `whenever`."""
    at = whenever.Instant.from_timestamp(0).to_tz(key)
    end = whenever.Instant.from_timestamp(END_INSTANT // 10**6).to_tz(key)
    found = []
    while (following := at.next_transition()) is not None and following < end:
        if following.offset != following.subtract(seconds=1).offset:
            found.append(following.timestamp() * 10**6)
        at = following
    return tuple(found)


@st.composite
def zones_and_instants(draw: st.DrawFn) -> tuple[Zone, int]:
    """A zone and an instant, mostly within hours of a change of its offset."""
    key = draw(keys)
    changes = transitions(key)
    near = (
        [st.sampled_from(changes).flatmap(lambda t: st.integers(t - 26 * HOUR_US, t + 26 * HOUR_US))]
        if changes
        else []
    )
    close = [st.sampled_from(changes).flatmap(lambda t: st.integers(t - 2, t + 2))] if changes else []
    return Zone(key, draw(day_starts)), max(0, draw(st.one_of(instants, *near, *close)))


def wall(zone: Zone, instant: int) -> whenever.PlainDateTime:
    """What `whenever` reads on the wall."""
    return whenever.Instant.from_timestamp(instant, unit="microsecond").to_tz(zone.key).to_plain()


def wall_day(zone: Zone, instant: int) -> int:
    """The day on the wall, less the day start, by `whenever`."""
    plain = wall(zone, instant)
    day = plain.date().to_stdlib().toordinal() - 719_163
    return day - (plain.hour * 60 + plain.minute < zone.day_start_minutes)


# --------------------------------------------------------------------------------------------------- days


@given(any_day, st.integers(-2400, 2400))
def test_months_against_whenever(day: int, months: int) -> None:
    try:
        found = add_months(day, months)
    except DayOutOfRange:
        with pytest.raises(ValueError):  # noqa: PT011 (whenever's own)
            whenever.Date(*date_of(day)).add(months=months)
    else:
        assert whenever.Date(*date_of(found)) == whenever.Date(*date_of(day)).add(months=months)


@given(any_day)
def test_days_against_whenever(day: int) -> None:
    date = whenever.Date(*date_of(day))
    assert date.format_iso() == format_day(day)
    assert parse_day(format_day(day)) == day
    assert date.day_of_week().value == weekday(day) + 1
    assert date.days_in_month() == last_day_of_month(day) - first_day_of_period(day, "month") + 1
    assert (month_index(day), date.month) == (date.year * 12 + date.month - 1, month_index(day) % 12 + 1)


@given(days, days)
def test_iso_weeks_against_the_standard(one: int, other: int) -> None:
    weeks = [whenever.Date(*date_of(day)).to_stdlib().isocalendar()[:2] for day in (one, other)]
    assert (weeks[0] == weeks[1]) == (iso_week_index(one) == iso_week_index(other))


@given(days, st.integers(0, 1200))
def test_clamps_agree_but_for_missing_days(day: int, months: int) -> None:
    clamped, following = add_months(day, months), add_months(day, months, Clamp.NEXT_MONTH_FIRST)
    if clamped == following:
        assert add_months(day, months, Clamp.REJECT) == clamped
        assert date_of(clamped)[2] == date_of(day)[2]
    else:
        assert (following, date_of(following)[2]) == (clamped + 1, 1)
        with pytest.raises(NoSuchDayInMonth):
            add_months(day, months, Clamp.REJECT)


@given(days, days, st.integers(-600, 600), st.sampled_from((Clamp.CLAMP, Clamp.NEXT_MONTH_FIRST)))
def test_months_keep_the_order_of_days(one: int, other: int, months: int, clamp: Clamp) -> None:
    earlier, later = sorted((one, other))
    assert add_months(earlier, months, clamp) <= add_months(later, months, clamp)
    assert add_months(one, months, clamp) < add_months(one, months + 1, clamp)


@given(st.integers(MIN_DAY + 3660, MAX_DAY - 3660) | days, st.sampled_from(UNITS))
def test_periods_tile_the_calendar(day: int, unit: PeriodUnit) -> None:
    first, following, index = (
        first_day_of_period(day, unit),
        next_period_start(day, unit),
        period_index(day, unit),
    )
    assert first <= day < following
    assert period_start(index, unit) == first
    assert [period_index(d, unit) for d in (first - 1, first, following - 1, following)] == [
        index - 1,
        index,
        index,
        index + 1,
    ]


@given(days, days)
def test_anniversaries_enclose_the_day(anchor: int, day: int) -> None:
    passed = anniversaries_passed(anchor, day)
    assert anniversary(anchor, passed) <= day < anniversary(anchor, passed + 1)


# ----------------------------------------------------------------------------------------------- instants


@given(instants)
def test_instants_to_text_and_back(instant: int) -> None:
    text = format_instant(instant)
    assert parse_instant(text) == instant
    moment = whenever.Instant.parse_iso(text)
    assert moment.timestamp(unit="microsecond") == instant
    assert instant_from_datetime(moment.to_stdlib()) == instant


@given(instants, st.integers(-14 * 60, 14 * 60))
def test_instants_with_offsets(instant: int, offset: int) -> None:
    moment = whenever.Instant.from_timestamp(instant, unit="microsecond").to_fixed_offset(
        whenever.TimeDelta(minutes=offset)
    )
    assert parse_instant(moment.format_iso()) == instant
    assert instant_from_datetime(moment.to_stdlib()) == instant


@given(st.text() | st.text("0123456789-+:.TZz ", max_size=34))
def test_any_text_is_an_instant_or_refused(text: str) -> None:
    try:
        instant = parse_instant(text)
    except BadInstant as mistake:
        refusal = str(mistake)
    else:
        refusal = ""
        assert parse_instant(format_instant(instant)) == instant
    assert refusal.isprintable()


# -------------------------------------------------------------------------------------------------- zones


def check_local_day(local_day: Callable[[Zone, int], int], zone: Zone, instant: int) -> None:
    """A day, once begun, goes on: the furthest day the wall has shown in the last 25 hours."""
    turned_back = [t - 1 for t in transitions(zone.key) if instant - 25 * HOUR_US < t <= instant]
    assert local_day(zone, instant) == max(wall_day(zone, at) for at in (instant, *turned_back))


def check_days_tile(start_of_day: Callable[[Zone, int], int], zone: Zone, day: int) -> None:
    start, end = start_of_day(zone, day), start_of_day(zone, day + 1)
    assert start <= end
    assert zone.local_day(start - 1) < day
    assert wall_day(zone, start) >= day
    if start < end:
        assert zone.local_day(start) == zone.local_day(end - 1) == day
    else:  # a date the zone skipped
        assert zone.local_day(start) == day + 1


@given(zones_and_instants())
def test_the_wall_against_whenever(where: tuple[Zone, int]) -> None:
    zone, instant = where
    plain = wall(zone, instant)
    assert zone.to_local_text(instant) == plain.format_iso()[:16].replace("T", " ")
    assert zone.clock_minutes(instant) == plain.hour * 60 + plain.minute


@settings(max_examples=300)
@given(zones_and_instants())
def test_local_days_against_whenever(where: tuple[Zone, int]) -> None:
    check_local_day(Zone.local_day, *where)


@given(zones_and_instants())
def test_local_days_tile_time(where: tuple[Zone, int]) -> None:
    zone, instant = where
    day = zone.local_day(instant)
    assert zone.start_of_day(day) <= instant < zone.end_of_day(day)
    for near in (day - 1, day, day + 1):
        check_days_tile(Zone.start_of_day, zone, near)


@given(zones_and_instants(), st.integers(0, 30 * HOUR_US))
def test_days_never_go_back(where: tuple[Zone, int], passed: int) -> None:
    zone, instant = where
    assert zone.local_day(instant) <= zone.local_day(instant + passed)


@given(zones_and_instants())
def test_minutes_of_the_clock(where: tuple[Zone, int]) -> None:
    zone, instant = where
    minutes = zone.local_minutes(instant)
    assert 0 <= minutes < 1440
    if zone.local_day(instant) == wall_day(zone, instant):
        assert (minutes + zone.day_start_minutes) % 1440 == zone.clock_minutes(instant)
    else:
        assert minutes == 0


@settings(max_examples=300)
@given(zones_and_instants(), st.integers(-90, 90))
def test_clock_times_against_whenever(where: tuple[Zone, int], shift: int) -> None:
    zone, instant = where
    plain = wall(zone, instant).add(minutes=shift, naive_arithmetic_ok=True) if shift else wall(zone, instant)
    plain = plain.replace(second=0, nanosecond=0)
    day = plain.date().to_stdlib().toordinal() - 719_163
    found = [zone.instant_of(day, plain.hour * 60 + plain.minute, later=later) for later in (False, True)]
    answers = [plain.assume_tz(zone.key, disambiguation=which) for which in ("earlier", "later")]
    if answers[0].to_plain() == plain:
        assert found == [answer.timestamp(unit="microsecond") for answer in answers]
    else:  # skipped: the first instant after the gap
        gap = [t for t in transitions(zone.key) if wall(zone, t - 1) < plain < wall(zone, t)]
        assert found == [gap[0], gap[0]]


@cache
def distinct_keys() -> tuple[str, ...]:
    """One key of each set of names for the same zone."""
    stored = files("tzdata").joinpath("zoneinfo")
    by_content = {
        stored.joinpath(*key.split("/")).read_bytes(): key for key in sorted(zone_keys(), reverse=True)
    }
    return tuple(by_content.values())


def test_every_zone_at_every_change() -> None:
    """The clock just before and after each change of each zone of the list, 1970 through 2100."""
    wrong = []
    for key in distinct_keys():
        zone = Zone(key)
        for at in (near for t in transitions(key) for near in (t - 1, t)):
            time = wall(zone, at).time()
            if zone.clock_minutes(at) != time.hour * 60 + time.minute:
                wrong.append((key, format_instant(at)))
    assert wrong == []


def test_no_zone_changes_twice_in_six_days() -> None:
    """What the sampling in `zone.py` relies on; a release of tzdata that breaks it must be seen."""
    gaps = {
        key: min((later - earlier for earlier, later in pairwise(found)), default=365 * DAY_US)
        for key in distinct_keys()
        if (found := transitions(key))
    }
    assert {key: gap for key, gap in gaps.items() if gap < 6 * DAY_US} == {}


# ------------------------------------------------------------------------------------------------ windows

durations = st.sampled_from(list(MAX_WIDTH)).flatmap(
    lambda unit: st.builds(Duration, st.integers(1, min(60, MAX_WIDTH[unit])), st.just(unit))
)
moving = st.one_of(
    st.builds(RollingDays, st.integers(1, 400)),
    st.builds(RollingMonths, st.integers(1, 36)),
    st.builds(RollingExact, st.integers(1, 60 * DAY_US)),
    st.builds(CalendarPeriods, st.sampled_from(UNITS), st.integers(1, 13)),
    st.builds(MembershipYears, st.integers(1, 3)),
)
standing = st.one_of(
    st.builds(Anchored, durations, st.just("joining")),
    st.builds(lambda start, width: Between(start, start + width), days, st.integers(1, 400)),
    st.just(Ever()),
)
Ends = Callable[[Window, Zone, int, int], int | None]


def check_end(ends: Ends, window: Window, where: tuple[Zone, int], joined: int, later: int) -> None:
    zone, at = where
    end = ends(window, zone, at, joined)
    probes = {at, at + later} | ({end - 1, end, end + later} if end is not None else set())
    for now in sorted(now for now in probes if now >= at):
        assert covers(window, zone, at, now, joined) == (end is None or now < end)


@settings(max_examples=300)
@given(moving | standing, zones_and_instants(), instants, st.integers(0, 800 * DAY_US))
def test_ends_agree_with_covers(window: Window, where: tuple[Zone, int], joined: int, later: int) -> None:
    check_end(entry_end, window, where, joined, later)


@given(moving, zones_and_instants(), instants, st.integers(0, 40 * DAY_US))
def test_who_comes_later_stays_longer(
    window: Window, where: tuple[Zone, int], joined: int, later: int
) -> None:
    zone, at = where
    first, second = (entry_end(window, zone, entry, joined) for entry in (at, at + later))
    assert first is not None
    assert second is not None
    assert at < first <= second


@given(st.integers(1, 400), zones_and_instants(), st.integers(0, 400 * DAY_US))
def test_rolling_days_hold_today_and_the_days_before(width: int, where: tuple[Zone, int], later: int) -> None:
    zone, at = where
    today = zone.local_day(at + later)
    assert covers(RollingDays(width), zone, at, at + later) == (
        zone.local_day(at) in range(today - width + 1, today + 1)
    )


@given(st.sampled_from(UNITS), zones_and_instants(), st.integers(0, 40 * DAY_US))
def test_one_period_is_its_key(unit: PeriodUnit, where: tuple[Zone, int], later: int) -> None:
    zone, at = where
    window = CalendarPeriods(unit)
    same = period_key(window, zone, at) == period_key(window, zone, at + later)
    assert covers(window, zone, at, at + later) == same


@given(zones_and_instants(), instants, st.integers(0, 800 * DAY_US))
def test_a_membership_year_is_its_key(where: tuple[Zone, int], joined: int, later: int) -> None:
    zone, at = where
    window = MembershipYears()
    same = period_key(window, zone, at, joined) == period_key(window, zone, at + later, joined)
    assert covers(window, zone, at, at + later, joined) == same


@given(durations, zones_and_instants())
def test_an_anchored_window_starts_with_its_anchor(duration: Duration, where: tuple[Zone, int]) -> None:
    zone, anchor = where
    window = Anchored(duration, "first_match")
    start, end = anchored_span(window, zone, anchor)
    assert start <= anchor < end
    inside = [covers(window, zone, at, END_INSTANT, anchor) for at in (start - 1, start, end - 1, end)]
    assert inside == [False, True, True, False]


@given(durations, zones_and_instants())
def test_edges_of_durations(duration: Duration, where: tuple[Zone, int]) -> None:
    zone, at = where
    edges: tuple[Edge, ...] = ("start_of_day", "end_of_day")
    first, last = (end_of(duration, zone, at, edge) for edge in edges)
    if duration.is_exact:
        assert first == last == at + duration.microseconds
    else:
        reached = zone.local_day(last - 1)
        assert at < first <= last
        assert first in (zone.start_of_day(reached), last)  # the last where the zone skipped the day reached


# ------------------------------------------------------------ negative controls: defects the laws must catch

controlled = settings(database=None, derandomize=True, phases=[Phase.generate], max_examples=1000)


def latest_offset(zone: Zone, instant: int) -> int:
    """Reckons with the offset of 2026 for ever."""
    summer = parse_instant("2026-07-01T00:00:00Z")
    offset = (
        Zone(zone.key).local_day(summer) * 1440 + Zone(zone.key).clock_minutes(summer)
    ) * MINUTE_US - summer
    return (instant + offset - zone.day_start_minutes * MINUTE_US) // DAY_US


def a_day_is_24_hours(zone: Zone, day: int) -> int:
    return zone.start_of_day(day - 1) + DAY_US


def later_of_two(zone: Zone, day: int) -> int:
    return zone.instant_of(day, zone.day_start_minutes, later=True)


def until_and_with(window: Window, zone: Zone, at: int, joined: int) -> int | None:
    """Counts at the end as well."""
    end = entry_end(window, zone, at, joined)
    return None if end is None else end + 1


def never_ends_exactly(window: Window, zone: Zone, at: int, joined: int) -> int | None:
    """Ends exact windows with their day."""
    end = entry_end(window, zone, at, joined)
    return end if end is None or end == at else zone.end_of_day(zone.local_day(end - 1))


@pytest.mark.parametrize("defect", [latest_offset, wall_day])
def test_control_local_day(defect: Callable[[Zone, int], int]) -> None:
    with pytest.raises(AssertionError):
        controlled(given(zones_and_instants())(lambda where: check_local_day(defect, *where)))()


@pytest.mark.parametrize("defect", [a_day_is_24_hours, later_of_two])
def test_control_days_tile(defect: Callable[[Zone, int], int]) -> None:
    with pytest.raises(AssertionError):
        controlled(
            given(zones_and_instants())(
                lambda where: check_days_tile(defect, where[0], where[0].local_day(where[1]))
            )
        )()


@pytest.mark.parametrize("defect", [until_and_with, never_ends_exactly])
def test_control_ends(defect: Ends) -> None:
    with pytest.raises(AssertionError):
        controlled(
            given(moving | standing, zones_and_instants(), instants, st.integers(0, DAY_US))(
                lambda window, where, joined, later: check_end(defect, window, where, joined, later)
            )
        )()
