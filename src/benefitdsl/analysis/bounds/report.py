"""All bounds of a programme together: what `check` prints in a few lines and `benefitdsl bounds` as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benefitdsl.analysis.bounds.budgets import BudgetBound, budgets_of
from benefitdsl.analysis.bounds.money import Bound
from benefitdsl.analysis.bounds.one_event import event_bound
from benefitdsl.analysis.bounds.one_period import period_bound
from benefitdsl.analysis.bounds.periods import PERIODS, Period
from benefitdsl.analysis.bounds.state import (
    Load,
    bytes_of_day,
    bytes_of_event,
    bytes_of_load,
    bytes_of_member,
)
from benefitdsl.analysis.bounds.steps import Work, work_of
from benefitdsl.analysis.bounds.whole import Whole
from benefitdsl.analysis.bounds.worth import unpriced
from benefitdsl.plan.parts import EventType, Plan

LOAD: Final = Load()


@dataclass(frozen=True, slots=True)
class EventBounds:
    """What one event of a type takes, gives and leaves. `is_told`: no host sends it, another member's event does."""

    event: str
    is_told: bool
    work: Work
    bound: Bound
    bytes: int


@dataclass(frozen=True, slots=True)
class StateBounds:
    """Bytes of a member: at first, for each day that passes, and under a load of the events that leave most."""

    empty: int
    each_day: int
    load: Load
    event: str
    loaded: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """`unpriced` are things given away whose worth nobody declared: family and id."""

    events: tuple[EventBounds, ...]
    periods: Mapping[Period, Bound]
    budgets: tuple[BudgetBound, ...]
    unpriced: tuple[tuple[str, str], ...]
    state: StateBounds

    @property
    def busiest(self) -> EventBounds:
        """The event that takes most steps."""
        return max(self.events, key=lambda each: (each.work.steps.is_open, each.work.steps.fixed))

    @property
    def fullest(self) -> EventBounds:
        """The event that has most effects."""
        return max(self.events, key=lambda each: (each.work.effects.is_open, each.work.effects.fixed))


def bounds_of(plan: Plan) -> Bounds:
    whole = Whole(plan)
    events = tuple(_of_event(whole, event) for event in plan.events)
    return Bounds(
        events,
        {period: period_bound(whole, period) for period in PERIODS},
        budgets_of(whole),
        unpriced(plan),
        _state(plan, events),
    )


def _of_event(whole: Whole, event: EventType) -> EventBounds:
    return EventBounds(
        event.name,
        "." in event.name or event.name.startswith("@"),
        work_of(whole.plan, event),
        event_bound(whole, event),
        bytes_of_event(whole.plan, event, LOAD.sent),
    )


def _state(plan: Plan, events: tuple[EventBounds, ...]) -> StateBounds:
    most = max(events, key=lambda each: each.bytes)
    kind = next(each for each in plan.events if each.name == most.event)
    return StateBounds(
        bytes_of_member(plan), bytes_of_day(plan), LOAD, most.event, bytes_of_load(plan, kind, LOAD)
    )


__all__ = ["Bounds", "EventBounds", "StateBounds", "bounds_of"]
