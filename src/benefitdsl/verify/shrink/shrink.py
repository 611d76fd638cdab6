"""Trying plainer histories one after the other, as long as they still show the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.quantities.calendar import Zone
from benefitdsl.verify.history import History
from benefitdsl.verify.shrink.leave_out import fewer_fields, fewer_happenings, fewer_members
from benefitdsl.verify.shrink.plainer import plainer_names, plainer_times, plainer_values

MOST_TRIES = 2_000
"""How many plainer histories are tried: a number, not a time, so that the same history always comes out."""

Shows = Callable[[History], bool]
Pass = Callable[[History], Iterable[History]]


def shrink(rulebook: Rulebook, history: History, shows: Shows, most_tries: int = MOST_TRIES) -> History:
    """The plainest history found that `shows` still takes; it must take the one given, too."""
    zone = Zone(rulebook.plan.timezone, rulebook.plan.day_start)
    types = {type_.name: type_ for type_ in rulebook.plan.events}
    passes: tuple[Pass, ...] = (
        fewer_happenings,
        fewer_members,
        lambda one: fewer_fields(one, types),
        lambda one: plainer_values(one, types),
        lambda one: plainer_times(one, zone),
        lambda one: plainer_names(one, types),
    )
    tries = _Tries(shows, most_tries)
    before: History | None = None
    while history != before and tries.left:
        before = history
        for each in passes:
            history = _while_it_helps(each, history, tries)
    return history


class _Tries:
    """What is left of the tries. Where nothing is left, nothing is taken any more."""

    def __init__(self, shows: Shows, most: int) -> None:
        self.shows, self.left = shows, most

    def take(self, history: History) -> bool:
        if not self.left:
            return False
        self.left -= 1
        return self.shows(history)


def _while_it_helps(each: Pass, history: History, tries: _Tries) -> History:
    """What one pass makes of it. After a plainer one is taken the pass goes on from the same place: what did not help
    before seldom does so afterwards, and the passes come round again."""
    place, taken = 0, True
    while taken:
        taken = False
        for plainer in islice(each(history), place, None):
            if plainer != history and tries.take(plainer):
                history, taken = plainer, True
                break
            place += 1
    return history
