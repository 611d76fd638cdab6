"""Everything that a plan may do."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.plan.parts import Action, Plan


def actions_of(plan: Plan) -> Iterator[Action]:
    """The actions of rules, missions, offers and draws, in plan order by family."""
    for rule in plan.rules:
        yield from (*rule.then, *rule.otherwise)
    for mission in plan.missions:
        for stage in mission.stages:
            yield from stage.actions
    for offer in plan.offers:
        yield from offer.then
    for draw in plan.draws:
        for prize in draw.prizes:
            yield from prize.actions
