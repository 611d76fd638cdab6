"""The stretches of time that windows speak of, as instants."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.engine.clock import Clock
from benefitdsl.engine.explain.story import Span
from benefitdsl.quantities.calendar import (
    add_months,
    anniversaries_passed,
    anniversary,
    period_index,
    period_start,
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
)


def window_span(
    window: Window, clock: Clock, now: int, joined: int, anchor: int | None = None
) -> Span | None:
    """Which entries count at an instant: those of this stretch; None for all. An anchored window without its anchor
    (a first match yet to come) would begin now."""
    today = clock.day(now)
    match window:
        case RollingDays(days):
            return clock.start(today - days + 1), clock.start(today + 1)
        case RollingMonths(months):
            return clock.start(_first_day(today, months)), clock.start(today + 1)
        case RollingExact(microseconds):
            return now - microseconds + 1, now + 1
        case CalendarPeriods(unit, count):
            period = period_index(today, unit)
            return clock.start(period_start(period - count + 1, unit)), clock.start(
                period_start(period + 1, unit)
            )
        case MembershipYears(count):
            first = clock.day(joined)
            year = anniversaries_passed(first, today)
            return clock.start(anniversary(first, year - count + 1)), clock.start(
                anniversary(first, year + 1)
            )
        case Anchored(duration, kind):
            start = joined if kind == "joining" else anchor if anchor is not None else now
            begin = start if duration.is_exact else clock.start(clock.day(start))
            return begin, clock.counting(duration, start)
        case Between(first, end):
            return clock.start(first), clock.start(end)
        case Ever():
            return None
        case _:
            assert_never(window)


def _first_day(today: int, months: int) -> int:
    """The first day whose entries still count: the clamp makes several days end on one."""
    day = add_months(today, -months)
    while add_months(day, months) <= today:
        day += 1
    return day
