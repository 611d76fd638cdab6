"""Missions completed to order: the matches that bring a member so far, day after day where days or caps ask for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benefitdsl.model.event import Event
from benefitdsl.plan.expr import Expr, FieldOf, ItemsTotal
from benefitdsl.plan.parts import Mission, Step
from benefitdsl.quantities.calendar import DAY_US, MINUTE_US, first_day_of_period
from benefitdsl.quantities.window import Between, CalendarPeriods
from benefitdsl.verify.deep.recipes import MOST_EVENTS, Cook, NoRecipe
from benefitdsl.verify.deep.who import MEMBER
from benefitdsl.verify.deep.wishes import FIRST_DAY, NOON, date_for
from benefitdsl.verify.history import Happening, History, Joining, Sending


def matches(cook: Cook, mission: Mission, progress: int, at: int) -> list[Event]:
    """Events that bring a mission so far, day after day where days or caps ask for it. `NoRecipe`."""
    if mission.measure == "steps":
        return _steps(cook, mission, progress, at)
    daily = mission.measure == "streak" or mission.daily_cap is not None or cook.is_daily(mission.event)
    amounts = _amounts(mission, progress)
    if len(amounts) > MOST_EVENTS:
        raise NoRecipe("too many matches")
    made: list[Event] = []
    for number, amount in enumerate(amounts):
        back = len(amounts) - 1 - number
        when = at - back * (DAY_US if daily else MINUTE_US)
        values = _match_of(cook, mission, amount, number)
        made.append(cook.event(mission.event, values, when, f"q{number + 1}"))
    return made


def _steps(cook: Cook, mission: Mission, progress: int, at: int) -> list[Event]:
    """Every step done in turn, an event for each unit of it or one for all of a sum."""
    made: list[Event] = []
    for step in mission.steps[:progress]:
        many = 1 if step.measure == "sum" or step.items else step.target
        for number in range(many):
            asked: dict[Expr, int] = {}
            if step.measure == "sum" and step.value is not None and not step.items:
                asked[step.value] = step.target
            values: dict[Expr, Any]
            if step.items:
                values = {_of_lines(step): step.target}
            else:
                values = cook.fields_where(step.event, step.where, asked)
                if step.measure == "distinct" and isinstance(step.value, FieldOf):
                    values[step.value] = f"different{number}"
            made.append(cook.event(step.event, values, at, f"s{len(made) + 1}"))
    spread = [replace(event, at=at - (len(made) - 1 - place) * MINUTE_US) for place, event in enumerate(made)]
    if len(spread) > MOST_EVENTS:
        raise NoRecipe("too many steps")
    return spread


def _of_lines(asked: Mission | Step) -> ItemsTotal:
    if asked.measure == "sum":
        return ItemsTotal("sum", asked.value, asked.where)
    return ItemsTotal("count", None, asked.where)


def _amounts(mission: Mission, progress: int) -> list[int]:
    if mission.measure not in ("sum", "count") or (mission.measure == "count" and not mission.items):
        return [1] * progress
    most = mission.daily_cap or progress
    return [min(most, progress - done) for done in range(0, progress, most)]


def _match_of(cook: Cook, mission: Mission, amount: int, number: int) -> dict[Expr, Any]:
    if mission.items:
        return {_of_lines(mission): amount}
    asked = {mission.value: amount} if mission.measure == "sum" and mission.value is not None else {}
    values = cook.fields_where(mission.event, mission.where, asked)
    if mission.measure == "distinct" and isinstance(mission.value, FieldOf):
        values[mission.value] = f"different{number}"
    return values


def enrolled(cook: Cook, mission: Mission, events: list[Event]) -> History:
    """The matches of a member who joined long before, and enrolled where that is asked."""
    first = min(event.at for event in events)
    joined: list[Happening] = [Joining(MEMBER, max(0, first - 2 * DAY_US))]
    if mission.enrolment:
        kind = next((each for each in cook.plan.events if each.role == "enrol"), None)
        if kind is None:
            raise NoRecipe("nobody can enrol")
        fields: dict[Expr, Any] = {FieldOf("mission"): mission.id}
        joined.append(Sending(cook.event(kind.name, fields, first - DAY_US, "enrolment")))
    return History((*joined, *map(Sending, events)))


def noon(cook: Cook, day: int) -> int:
    return int(cook.zone.instant_of(day, NOON))


def into_window(cook: Cook, mission: Mission, events: list[Event]) -> list[Event]:
    """The same events, the first of them on the first day of the window, or on one that the schedule holds."""
    day = cook.zone.local_day(events[0].at)
    match mission.window:
        case CalendarPeriods(unit, 1):
            first = first_day_of_period(FIRST_DAY, unit)
        case Between(start, _):
            first = start
        case _:
            first = day
    if mission.schedule is not None:
        dated = date_for([(mission.schedule, True)])
        first = first if dated is None else dated[0]
    later = noon(cook, first) - noon(cook, day)
    return [replace(event, at=event.at + later) for event in events]


__all__ = ["enrolled", "into_window", "matches", "noon"]
