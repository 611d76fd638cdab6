"""The days on which ladders and scores are reviewed."""

from __future__ import annotations

from benefitdsl.engine.draft import Draft
from benefitdsl.plan.parts import Review, ReviewImmediate, ReviewPeriodic


def next_review(d: Draft, review: Review, after: int) -> int | None:
    """The first instant of review after an instant; None where it is not one of days."""
    clock = d.book.clock
    match review:
        case ReviewImmediate():
            return None
        case ReviewPeriodic("day", _):
            return clock.start(clock.day(after) + 1)
        case ReviewPeriodic("month", day):
            return clock.next_month_day(after, day)
        case ReviewPeriodic():
            return clock.next_anniversary(after, d.joined)
