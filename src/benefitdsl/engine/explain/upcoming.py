"""When a schedule that does not hold will hold again."""

from __future__ import annotations

from benefitdsl.engine.schedules import Attributes, holds, next_day
from benefitdsl.plan.schedule import MonthDays, Schedule, Times


def next_begin(schedule: Schedule, day: int, minute: int, attributes: Attributes) -> tuple[int, int] | None:
    """The first local day and minute of it, after this one, at which a schedule holds; None if none is in sight."""
    on = holds(schedule)
    begins = sorted(
        {0} | {term.first_minute for term in schedule.terms if isinstance(term, Times | MonthDays)}
    )
    for begin in begins:
        if begin > minute and on(day, begin, attributes):
            return day, begin
    later = [(next_day(schedule, day + 1, begin, attributes), begin) for begin in begins]
    found = [(next_, begin) for next_, begin in later if next_ is not None and on(next_, begin, attributes)]
    return min(found, default=None)
