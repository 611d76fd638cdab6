"""Runs of local days: what a streak is made of (spec 7.4). Pure: days in, the latest run out."""

from __future__ import annotations

from typing import NamedTuple

from benefitdsl.engine.book import MissionBook
from benefitdsl.model.member import FOREVER, Streak
from benefitdsl.plan.parts import Streak as StreakPlan


class Run(NamedTuple):
    """A run up to its day `last`: its length, and freezes used in it."""

    last: int | None = None
    length: int = 0
    used: int = 0


def extend(plan: StreakPlan, run: Run, day: int, *, matched: bool) -> Run:
    """The run with one more day, or a new run where the gap is too wide."""
    counts = 1 if matched or plan.saved_count else 0
    gap = 0 if run.last is None else day - run.last - 1
    if run.last is None or (gap > 0 and gap > plan.freezes - run.used):
        return Run(day, counts, 0)
    return Run(day, run.length + counts + (gap if plan.saved_count else 0), run.used + gap)


def latest(book: MissionBook, streak: Streak, up_to: int = FOREVER) -> Run:
    """The latest run, or the one that ends on day `up_to`."""
    plan, run = plan_of(book), Run(streak.last, streak.length, streak.used)
    for day in sorted(streak.days):
        if day <= up_to:
            run = extend(plan, run, day, matched=streak.days[day] > 0)
    return run


def plan_of(book: MissionBook) -> StreakPlan:
    return book.mission.streak or StreakPlan()


def is_alive(book: MissionBook, streak: Streak, today: int) -> bool:
    """Whether today can still extend the latest run of the days up to today."""
    run = latest(book, streak, today)
    return run.last is not None and today <= run.last + 1 + plan_of(book).freezes - run.used
