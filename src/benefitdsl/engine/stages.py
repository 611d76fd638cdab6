"""Reaching a stage of a mission: its room, its effect, its actions (spec 7.3)."""

from __future__ import annotations

from benefitdsl.engine import actions, taking
from benefitdsl.engine.book import MissionBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.limits import budgets_have_room, has_room, record_uses, take_budgets
from benefitdsl.model.effect import MissionCompleted
from benefitdsl.model.member import Firing, Instance, Reached
from benefitdsl.plan.parts import OnMissionCompleted


def complete(
    d: Draft, book: MissionBook, instance: Instance, index: int, day: int = 0, length: int = 0
) -> bool:
    """Reach one stage and take its actions; False where a limit or budget of the last one has no room, or the points
    that it uses up are not there."""
    mission, stage = book.mission, book.stages[index]
    last = index == len(book.stages) - 1
    planned = actions.plan(d, stage.actions)
    if not taking.are_there(d, taking.needed(planned), {}):
        return False
    worth = actions.worth(d, planned) if last and book.budgets else 0
    if last and not (has_room(d, book.limits) and budgets_have_room(d, book.budgets, worth)):
        return False
    firing = Firing(mission.id, "stage")
    if last:
        record_uses(d, book.limits, firing)
        take_budgets(d, book.budgets, worth, firing)
    state = d.mission(mission.id)
    times = state.completed + 1
    if last:
        state.completed = times
    d.effects.append(MissionCompleted(d.cause(book.source), mission.id, stage.stage.at, last, times))
    d.raised.add(OnMissionCompleted(mission.id, stage.stage.at))
    if last:
        d.raised.add(OnMissionCompleted(mission.id))
    d.firing = firing
    actions.take(d, planned, book.source, actions.factors(planned))
    d.firing = None
    if mission.on_refund == "reopen":
        instance.stages += (Reached(index, firing, day, length),)
    return True
