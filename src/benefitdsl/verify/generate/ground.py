"""What is known of a programme before its first history: its events, themes, people and days that are different."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from benefitdsl.engine.clock import Clock
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.plan.parts import EventType, OnMoment, Plan, ReviewPeriodic
from benefitdsl.plan.schedule import Days
from benefitdsl.plan.walk import walk
from benefitdsl.quantities.calendar import DAY_US, HOUR_US, day_of
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Between
from benefitdsl.verify.generate.themes import Theme, Themes, themes_of

PEOPLE: Final = (
    "anna", "bob", "chen", "dora", "emil", "fang", "gina", "hugo", "ivy", "jack", "kim", "lily",
)  # fmt: skip
FIRST_DAY: Final = day_of(2026, 3, 1)
OTHER_DAYS: Final = (day_of(2028, 2, 27), day_of(2026, 12, 30), day_of(2026, 1, 30), day_of(2026, 6, 29))
LONGEST_LEAPS: Final = 1_500 * DAY_US
LEAPS_OF_DAYS: Final = 120 * DAY_US
"""Where time itself gives something every day, years of it would make histories slow and say nothing new."""

NO_THEME: Final = 15  # of a hundred histories are about nothing in particular
LAW_THEME: Final = 55  # of the others, where there are laws, are about one of them
NO_THEME_OF_ROUNDS, LAW_THEME_OF_ROUNDS = 5, 75  # the same of histories of what is bought and given back


class Ground:
    """One programme, looked through once; histories of it are made from here."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.plan: Plan = rulebook.plan
        self.clock = Clock(self.plan.timezone, self.plan.day_start)
        self.zone = self.clock.zone
        self.types: dict[str, EventType] = {type_.name: type_ for type_ in self.plan.events}
        listed = [member for segment in self.plan.segments for member in segment.members]
        self.people = tuple(dict.fromkeys((*PEOPLE, *listed[:12])))
        self.listed = tuple(listed[:12])
        self.late_us = _microseconds(self.plan.late_within)

    @cached_property
    def themes(self) -> Themes:
        return themes_of(self.plan)

    @cached_property
    def keys(self) -> dict[str, str]:
        """The field by which later events name it → the type of event."""
        return {type_.key: type_.name for type_ in self.plan.events if type_.key not in (None, "id")}

    @cached_property
    def reversals(self) -> dict[str, tuple[EventType, ...]]:
        """The type of an event → the events of a host that take it back."""
        known = [type_ for type_ in self.plan.events if type_.name in self.themes.sendable and type_.reverses]
        return {
            name: tuple(one for one in known if one.reverses == name)
            for name in dict.fromkeys(one.reverses or "" for one in known)
        }

    @cached_property
    def first_days(self) -> tuple[int, ...]:
        """Days on which histories begin: an ordinary one first, those before days that the programme names, ends of
        months, and before clocks change."""
        return tuple(dict.fromkeys((FIRST_DAY, *self._named_days(), *OTHER_DAYS, *self._changing_days())))

    def _named_days(self) -> Iterator[int]:
        for node in walk(self.plan):
            match node:
                case Days(first, end):
                    yield from (day - 2 for day in (first, end) if day is not None)
                case Between(start, end):
                    yield from (start - 2, end - 2)
                case _:
                    pass

    def _changing_days(self) -> Iterator[int]:
        """The days of the year before those that are longer or shorter than others."""
        for day in range(FIRST_DAY, FIRST_DAY + 366):
            if self.zone.start_of_day(day + 1) - self.zone.start_of_day(day) != DAY_US:
                yield day - 1

    @cached_property
    def longest(self) -> int:
        """How much time all leaps of a history may take together."""
        daily = any(isinstance(node, OnMoment) for node in walk(self.plan.rules))
        daily |= any(node.every == "day" for node in walk(self.plan) if isinstance(node, ReviewPeriodic))
        return LEAPS_OF_DAYS if daily else LONGEST_LEAPS

    @cached_property
    def all_themes(self) -> tuple[tuple[Theme, ...], tuple[Theme, ...]]:
        """Those of laws and those of other parts, as far as they are about any event."""
        themes = self.themes
        laws, others = ([one for one in each if one.events] for each in (themes.laws, themes.others))
        return tuple(laws), tuple(others)


def _microseconds(duration: Duration) -> int:
    """About how long it is; exact for hours and days."""
    if duration.is_exact:
        return duration.microseconds
    days = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}[duration.unit]
    return duration.amount * days * DAY_US


__all__ = ["HOUR_US", "Ground"]
