"""Next to the end of a window: the last day (or hour) on which an entry counts, and the first on which it does not.

Days are those of the programme. Windows in hours have an hour for a day. An entry whose event was taken back before is
none. Of a window that stands still (a campaign, so many days from joining) the entry itself moves: it comes on its last
day, or on the first day behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benefitdsl.engine.clock import Clock
from benefitdsl.model.member import FOREVER
from benefitdsl.quantities.calendar import HOUR_US
from benefitdsl.quantities.window import Anchored, Between, RollingExact, Window

Owner = tuple[str, ...]
"""Whose entries: a member, and what counts them."""


class Edges:
    """The ends of entries as a scenario goes on. Make one for each scenario."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._ends: dict[Owner, set[int]] = {}

    def keep(self, owner: Owner, ends: Iterable[int], now: int) -> None:
        """The entries that count at `now` end then; those that ended before are remembered, others were taken back."""
        known = self._ends.setdefault(owner, set())
        known -= {end for end in known if end > now}
        known |= {end for end in ends if now < end < FOREVER}

    def add(self, owner: Owner, end: int) -> None:
        """One more entry."""
        if end < FOREVER:
            self._ends.setdefault(owner, set()).add(end)

    def passed(self, owner: Owner, now: int) -> bool:
        """Whether an entry stopped counting since the member was looked at last."""
        return any(end <= now for end in self._ends.get(owner, ()))

    def sides(self, owner: Owner, window: Window, now: int) -> Iterator[bool]:
        """Which edges of entries known are touched at an instant: True inside, False outside."""
        for end in self._ends.get(owner, ()):
            yield from self.beside(window, end, now)

    def beside(self, window: Window, end: int, now: int) -> Iterator[bool]:
        """The side of an end on which an instant lies, where it is next to it."""
        if is_exact(window):
            if end - HOUR_US <= now < end + HOUR_US:
                yield now < end
        elif now < end and self.clock.day(now) == self.clock.day(end - 1):
            yield True
        elif now >= end and self.clock.day(now) == self.clock.day(end):
            yield False

    def standing_end(self, window: Window, joined: int) -> int | None:
        """The end of a window that stands still; None of one that moves, or that an event of its own begins."""
        match window:
            case Between(_, end):
                return self.clock.start(end)
            case Anchored(duration, "joining"):
                return self.clock.counting(duration, joined)
            case _:
                return None


def is_exact(window: Window) -> bool:
    """Whether its edges are told in hours."""
    match window:
        case RollingExact():
            return True
        case Anchored(duration, _):
            return duration.is_exact
        case _:
            return False
