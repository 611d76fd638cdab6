"""How much a window can hold: of days, and of events that count once, or once a day."""

from __future__ import annotations

from benefitdsl.plan.parts import EventType
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.instants import DAY_US
from benefitdsl.quantities.window import (
    Anchored,
    Between,
    CalendarPeriods,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
    Window,
)

_LONGEST_DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


def most_entries(event: EventType, window: Window) -> int | None:
    """How many events of a type one member can have in a window; None: any number."""
    once = [unique.daily for unique in event.unique if not unique.fields]
    return least_of(*(days_in(window) if daily else 1 for daily in once))


def days_in(window: Window) -> int | None:
    """How many local days a window can hold at most; None: any number."""
    match window:
        case RollingDays(days):
            return days
        case RollingMonths(months):
            return 31 * months
        case RollingExact(microseconds):
            return microseconds // DAY_US + 3  # a day may be an hour shorter, and both ends are cut
        case CalendarPeriods(unit, count):
            return _LONGEST_DAYS[unit] * count
        case MembershipYears(count):
            return 367 * count
        case Between(start_day, end_day):
            return end_day - start_day
        case Anchored(duration):
            return _days_of(duration)
        case _:
            return None


def _days_of(duration: Duration) -> int:
    match duration.unit:
        case "minute" | "hour":
            return duration.amount * (1 if duration.unit == "minute" else 60) // 1440 + 3
        case unit:
            return _LONGEST_DAYS[unit] * duration.amount


def least_of(*bounds: int | None) -> int | None:
    """The least of the bounds that there are."""
    return min((each for each in bounds if each is not None), default=None)


__all__ = ["days_in", "least_of", "most_entries"]
