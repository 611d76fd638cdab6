"""How often something can happen in a period: limits, schedules, moments, events that count once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, assert_never

from benefitdsl.plan.parts import EventType, Limit, Plan
from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    QuarterStart,
    Schedule,
    ScheduleTerm,
    Times,
    Weekdays,
    YearDays,
)
from benefitdsl.quantities.days import period_index
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.instants import DAY_US
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
)

Period = Literal["day", "month", "year", "ever"]
PERIODS: Final[tuple[Period, ...]] = ("day", "month", "year", "ever")
DAYS: Final[dict[Period, int]] = {"day": 1, "month": 31, "year": 366}
"""The longest that a calendar period can be."""

_IN: Final[dict[Period, dict[str, int]]] = {
    "day": {"day": 1, "week": 1, "month": 1, "quarter": 1, "year": 1},
    "month": {"day": 31, "week": 6, "month": 1, "quarter": 1, "year": 1},
    "year": {"day": 366, "week": 54, "month": 12, "quarter": 4, "year": 1},
}
"""How many of each calendar unit a period touches at most."""

_LEAST_DAYS: Final = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}
_MOST_DAYS: Final = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


def least(counts: Iterable[int | None]) -> int | None:
    """The tightest of bounds; None is none."""
    return min((count for count in counts if count is not None), default=None)


def times(count: int | None, factor: int | None) -> int | None:
    return None if count is None or factor is None else count * factor


def units_in(unit: str, period: Period) -> int | None:
    """How many calendar units a period touches at most."""
    return None if period == "ever" else _IN[period][unit]


def ends_in(unit: str, period: Period) -> int | None:
    """How many calendar units end in a period at most, at the start of the next."""
    if unit == "week" and period in ("month", "year"):
        return 5 if period == "month" else 53
    return units_in(unit, period)


# ------------------------------------------------------------------------------------------- limits


def limited(limit: Limit, period: Period, late: int | None) -> int | None:
    """How many uses of a limit fall into a period. `late` is how many days an event may come behind; None for what time
    itself brings. Only limits that hold for one member whatever the event says: another order, device or code is
    another limit."""
    if limit.scope not in ("member", "all"):
        return None
    return times(limit.count, _quotas(limit.window, period, late))


def _quotas(window: Window, period: Period, late: int | None) -> int | None:
    """How often a window's whole count can be used within a period."""
    match window:
        case Ever():
            return 1
        case Anchored() | Between():
            return None  # outside of it nothing is counted, and nothing limited
        case MembershipYears():
            return None if period == "ever" else 1 if period == "day" else 2
        case CalendarPeriods(unit, 1):
            return units_in(unit, period)
        case CalendarPeriods(unit, count):
            return _rolling(period, _LEAST_DAYS[unit] * (count - 1), late)
        case RollingDays(days):
            return _rolling(period, days, late)
        case RollingMonths(months):
            return _rolling(period, months * 30 - 2, late)
        case RollingExact(microseconds):
            return _rolling_exact(period, microseconds, late)
        case _:
            assert_never(window)


def _rolling(period: Period, days: int, late: int | None) -> int | None:
    """Entries are told apart when they come, and each counts for so many days of its own day on: one that comes late
    counts the less."""
    if period == "ever":
        return None
    behind = 0 if late is None else late + 1
    kept = days - behind
    return None if kept <= 0 else -(-(DAYS[period] + behind) // kept)


def _rolling_exact(period: Period, microseconds: int, late: int | None) -> int | None:
    if period == "ever":
        return None
    behind = 0 if late is None else (late + 1) * DAY_US
    length = DAYS[period] * DAY_US + DAY_US // 24  # the day on which clocks go back is an hour longer
    kept = microseconds - behind
    return None if kept <= 0 else -(-(length + behind) // kept)


def late_days(plan: Plan) -> int:
    """How many local days an event may come behind."""
    return most_days(plan.late_within) + 1


# ------------------------------------------------------------------------------------------- days


def scheduled(schedule: Schedule | None, period: Period) -> int | None:
    """On how many days of a period a schedule can hold; None where there is no end of them."""
    own = None if period == "ever" else DAYS[period]
    terms = () if schedule is None else schedule.terms
    return least((own, *(_days_of(term, period) for term in terms)))


def _days_of(term: ScheduleTerm, period: Period) -> int | None:
    """One day of the day; how many of a longer period. A member's own day can be set anew, so it has no end."""
    match term:
        case Days(first, end):
            return None if first is None or end is None else max(0, end - first)
        case NamedDays(_, days):
            return len(days) if period == "ever" else _crowd(days, period)
        case _ if period == "ever" or period == "day":
            return None
        case Weekdays(days):
            return len(days) * (5 if period == "month" else 53)
        case MonthDays(first, last):
            return max(0, last - first + 1) * (1 if period == "month" else 12)
        case YearDays():
            return min(DAYS[period], _length(term))
        case QuarterStart():
            return 1 if period == "month" else 4
        case AttributeDay() | Times():
            return None
        case _:
            assert_never(term)


def _crowd(days: tuple[int, ...], period: Period) -> int:
    """The most of these days that lie in one period."""
    counts: dict[int, int] = {}
    for day in days:
        place = period_index(day, period if period != "ever" else "year")
        counts[place] = counts.get(place, 0) + 1
    return max(counts.values(), default=0)


def _length(term: YearDays) -> int:
    months = (term.last_month - term.first_month) * 31 + term.last_day - term.first_day + 1
    return max(1, months)


# ------------------------------------------------------------------------------------------- events


def arriving(kind: EventType | None, schedule: Schedule | None, period: Period) -> int | None:
    """How many events of a type can count for a member in a period: one a day, or one at all."""
    if kind is None:
        return None
    if any(not unique.fields and not unique.daily for unique in kind.unique):
        return 1
    if any(not unique.fields and unique.daily for unique in kind.unique):
        return scheduled(schedule, period)
    return None


# ------------------------------------------------------------------------------------------- durations


def least_days(duration: Duration) -> int:
    """The shortest that a duration can be, in whole days."""
    if duration.is_exact:
        return int(duration.microseconds // DAY_US)
    return int(duration.amount * _LEAST_DAYS[duration.unit])


def most_days(duration: Duration) -> int:
    """The longest, in whole days, begun ones included."""
    if duration.is_exact:
        return int(-(-duration.microseconds // DAY_US))
    return int(duration.amount * _MOST_DAYS[duration.unit])


__all__ = [
    "DAYS",
    "PERIODS",
    "Period",
    "arriving",
    "ends_in",
    "late_days",
    "least",
    "least_days",
    "limited",
    "most_days",
    "scheduled",
    "times",
    "units_in",
]
