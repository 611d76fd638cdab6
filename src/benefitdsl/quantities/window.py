"""Which entries count: rolling, calendar and anchored windows (spec §1.3), never inferred from one another.

An entry is anything with an instant. Rolling and calendar windows move with time, so an entry stops counting;
anchored windows and those between two days stand still, so an entry in them counts for ever and one outside
never does.
"""

from dataclasses import dataclass
from typing import Literal, assert_never

from benefitdsl.quantities.days import (
    MAX_DAY,
    MIN_DAY,
    PeriodUnit,
    add_months,
    anniversaries_passed,
    anniversary,
    period_index,
    period_start,
)
from benefitdsl.quantities.duration import MAX_WIDTH_DAYS, Duration, check_width, window_end
from benefitdsl.quantities.errors import BadWidth, DayOutOfRange, EmptySpan, NoAnchor
from benefitdsl.quantities.instants import DAY_US
from benefitdsl.quantities.zone import Zone

Anchor = Literal["first_match", "joining", "enrolment", "claim", "issue"]


@dataclass(frozen=True, slots=True)
class RollingDays:
    """`in last n days`: today and the n - 1 local days before it."""

    days: int

    def __post_init__(self) -> None:
        check_width(self.days, "day")


@dataclass(frozen=True, slots=True)
class RollingMonths:
    """`in last n months`: an entry counts while today is before its day plus n months, clamped."""

    months: int

    def __post_init__(self) -> None:
        check_width(self.months, "month")


@dataclass(frozen=True, slots=True)
class RollingExact:
    """`in last n hours`: an entry counts for this many microseconds."""

    microseconds: int

    def __post_init__(self) -> None:
        if not 1 <= self.microseconds <= MAX_WIDTH_DAYS * DAY_US:
            raise BadWidth(self.microseconds, "microseconds", MAX_WIDTH_DAYS * DAY_US)


@dataclass(frozen=True, slots=True)
class CalendarPeriods:
    """The current period (`this month`), or with a count also those before it: 3 months are this one and the
    two before."""

    unit: PeriodUnit
    count: int = 1

    def __post_init__(self) -> None:
        check_width(self.count, self.unit)


@dataclass(frozen=True, slots=True)
class MembershipYears:
    """The current membership year: from anniversary to anniversary of the joining day; with a count also those
    before."""

    count: int = 1

    def __post_init__(self) -> None:
        check_width(self.count, "year")


@dataclass(frozen=True, slots=True)
class Anchored:
    """`within 3 months from first match`: the entries in [anchor, anchor + duration).

    Of a duration in days or months both ends are starts of local days; of an exact one, instants.
    """

    duration: Duration
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Ever:
    """Every entry."""


@dataclass(frozen=True, slots=True)
class Between:
    """The entries of the local days from `start_day` to before `end_day`; `EmptySpan`, `DayOutOfRange`."""

    start_day: int
    end_day: int

    def __post_init__(self) -> None:
        if self.start_day >= self.end_day:
            raise EmptySpan(self.start_day, self.end_day)
        if self.start_day < MIN_DAY or self.end_day > MAX_DAY:
            raise DayOutOfRange(self.start_day if self.start_day < MIN_DAY else self.end_day, "day")


Window = (
    RollingDays | RollingMonths | RollingExact | CalendarPeriods | MembershipYears | Anchored | Ever | Between
)


def covers(window: Window, zone: Zone, entry_at: int, now: int, anchor_at: int | None = None) -> bool:
    """Whether an entry made at `entry_at` counts at `now`, read off the table of spec §1.3.

    An entry is not asked whether it lies before `now`: a late event reads a calendar period that has moved on.

    `anchor_at` is the instant the member joined for `MembershipYears`, that of the anchor for `Anchored`;
    `NoAnchor`.
    """
    day, today = zone.local_day(entry_at), zone.local_day(now)
    match window:
        case RollingDays(days):
            return today < day + days
        case RollingMonths(months):
            return today < add_months(day, months)
        case RollingExact(microseconds):
            return now < entry_at + microseconds
        case CalendarPeriods(unit, count):
            return 0 <= period_index(today, unit) - period_index(day, unit) < count
        case MembershipYears(count):
            joined = zone.local_day(_anchor(anchor_at, "joining"))
            return 0 <= anniversaries_passed(joined, today) - anniversaries_passed(joined, day) < count
        case Anchored(_, anchor):
            start, end = anchored_span(window, zone, _anchor(anchor_at, anchor))
            return start <= entry_at < end
        case Ever():
            return True
        case Between(start_day, end_day):
            return start_day <= day < end_day
        case _:
            assert_never(window)


def entry_end(window: Window, zone: Zone, at: int, anchor_at: int | None = None) -> int | None:
    """The first instant at which an entry made at `at` no longer counts.

    None if it counts for ever, `at` itself if it never does.

    INVARIANT: from `at` on, `covers(window, zone, at, now, anchor)` is `end is None or now < end`.
    """
    match window:
        case RollingDays(days):
            return zone.start_of_day(zone.local_day(at) + days)
        case RollingMonths(months):
            return zone.start_of_day(add_months(zone.local_day(at), months))
        case RollingExact(microseconds):
            return at + microseconds
        case CalendarPeriods(unit, count):
            return zone.start_of_day(period_start(period_index(zone.local_day(at), unit) + count, unit))
        case MembershipYears(count):
            joined = zone.local_day(_anchor(anchor_at, "joining"))
            passed = anniversaries_passed(joined, zone.local_day(at))
            return zone.start_of_day(anniversary(joined, passed + count))
        case Anchored() | Between():
            return None if covers(window, zone, at, at, anchor_at) else at
        case Ever():
            return None
        case _:
            assert_never(window)


def period_key(window: Window, zone: Zone, at: int, anchor_at: int | None = None) -> int | None:
    """The number of the period an instant is in, where a window is one period after another, or `Ever`.

    None where entries come and go one by one: rolling windows, several periods, anchored ones and those
    between days.
    """
    match window:
        case CalendarPeriods(unit, 1):
            return period_index(zone.local_day(at), unit)
        case MembershipYears(1):
            return anniversaries_passed(zone.local_day(_anchor(anchor_at, "joining")), zone.local_day(at))
        case Ever():
            return 0
        case _:
            return None


def anchored_span(window: Anchored, zone: Zone, anchor_at: int) -> tuple[int, int]:
    """The half-open stretch of instants an anchored window is."""
    end = window_end(window.duration, zone, anchor_at)
    return (anchor_at if window.duration.is_exact else zone.start_of_day(zone.local_day(anchor_at))), end


def _anchor(anchor_at: int | None, name: str) -> int:
    if anchor_at is None:
        raise NoAnchor(name)
    return anchor_at
