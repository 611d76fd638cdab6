"""Whether a refund gives back the right to be given to: what a condition reads of the past, with what was bought and
with that given back, told to the solver.

Said is only what holds of every member; all else is left free. A refund takes back what was counted of an order, and
nothing of what is counted whatever was refunded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.analysis.facts import facts_of, metric_named
from benefitdsl.analysis.ranges import numbers_of
from benefitdsl.plan.expr import (
    TRUE,
    AttributeOf,
    BalanceOf,
    DaysSince,
    DaysSinceJoined,
    Expr,
    HasAttribute,
    HasInviter,
    HasTag,
    Holds,
    InSchedule,
    InSegment,
    MetricOf,
    ProgressOf,
    ScoreOf,
    Self,
    ThresholdOf,
    TierOf,
    VariantOf,
)
from benefitdsl.plan.parts import Metric, Plan, RaiseTier, Rule, Tiers
from benefitdsl.plan.walk import walk
from benefitdsl.quantities.window import Anchored, Between
from benefitdsl.verify.deep.scene import EVENT, Scene, asked_of
from benefitdsl.verify.deep.wishes import Proposals
from benefitdsl.verify.deep.world import Frame, NotEncoded, Term, World, both, chosen, either, negated

_OF_THE_PAST: Final = (
    MetricOf, DaysSince, TierOf, ThresholdOf, BalanceOf, ScoreOf, ProgressOf, Holds, HasTag,
)  # fmt: skip
_LASTS: Final = (
    InSchedule, HasAttribute, AttributeOf, HasInviter, Self, VariantOf, DaysSinceJoined, InSegment,
)  # fmt: skip


def reads_the_past(plan: Plan, rule: Rule) -> bool:
    """Whether its condition or audience reads what members did, which a refund may change."""
    audience = [each.condition for each in plan.segments if each.id == rule.audience]
    return any(isinstance(node, _OF_THE_PAST) for node in walk((rule.condition, *audience)))


def never_comes_back(scene: Scene, rule: Rule, event: str) -> bool:
    """Proved: where the rule takes an event after what was bought was given back, it takes it without that too, and no
    rule of its group stands in its way there that does not here."""
    world = scene.world()
    with_it, given_back = (world.frame(event, EVENT, past) for past in ("with it", "given back"))
    others = [each for each in scene.plan.rules if rule.group is not None and each.group == rule.group]
    try:
        asked = [
            asked_of(given_back, rule),
            either(
                negated(asked_of(with_it, rule)),
                *(
                    both(asked_of(with_it, each), negated(asked_of(given_back, each)))
                    for each in others
                    if each.id != rule.id
                ),
            ),
        ]
        asked += _after_refund(world, with_it, given_back, event)
        return Proposals(world, asked).none_at_all()
    except NotEncoded:
        return False


def never_twice(scene: Scene, rule: Rule, event: str) -> bool:
    """Proved: what the rule took, given back at once, it does not take again."""
    world = scene.world()
    first, again = (world.frame(event, EVENT, past) for past in ("before", "given back"))
    try:
        asked = [asked_of(first, rule), asked_of(again, rule)]
        asked += _counted_for_good(world, first, again, event)
        return Proposals(world, asked).none_at_all()
    except NotEncoded:
        return False


# --------------------------------------------------------------------------------- with and without refund


def _after_refund(world: World, with_it: Frame, given_back: Frame, event: str) -> Iterator[Term]:
    """What is read after a refund, beside what is read without it."""
    for atom in [each for each in world.atoms if each.where in (with_it.past, given_back.past)]:
        here, there = with_it.atom(atom.expr), given_back.atom(atom.expr)
        sign = _sign(world.plan, atom.expr, event)
        if sign == "same":
            yield there == here
        elif sign == "less":
            yield there <= here
        elif sign == "more":
            yield there >= here


def _sign(plan: Plan, expr: Expr, event: str) -> str:
    """Whether a refund of an event leaves it the `same`, makes it `less` or `more`, if anything; empty: unknown."""
    match expr:
        case _ if isinstance(expr, _LASTS):
            return "same"
        case MetricOf(id):
            return _sign_of(plan, metric_named(plan, id), event)
        case DaysSince(id):
            return {"same": "same", "less": "more"}.get(_sign_of(plan, metric_named(plan, id), event), "")
        case TierOf(tiers, False) | ThresholdOf(tiers):
            ladder = next(each for each in plan.tiers if each.id == tiers)
            return _sign_of_level(plan, ladder, event)
        case _:
            return ""


def _sign_of(plan: Plan, metric: Metric, event: str) -> str:
    kinds = {each.name: each for each in plan.events if "." not in each.name}
    if metric.event not in kinds or kinds[metric.event].reverses is not None:
        return ""
    if metric.event != event or metric.gross:
        return "same"
    if metric.function != "sum" or metric.value is None:
        return "less"
    least = numbers_of(metric.value, facts_of(plan, event)).least
    return "less" if least is not None and least >= 0 else ""


def _sign_of_level(plan: Plan, ladder: Tiers, event: str) -> str:
    """Nobody is raised by having given something back, where only what was bought raises."""
    raised = any(isinstance(each, RaiseTier) and each.tiers == ladder.id for each in walk(plan))
    if raised or not isinstance(ladder.metric, MetricOf):
        return ""
    return _sign_of(plan, metric_named(plan, ladder.metric.metric), event)


# ------------------------------------------------------------------------------------- before and after


def _counted_for_good(world: World, first: Frame, again: Frame, event: str) -> Iterator[Term]:
    """What goes on counting of what was bought and given back; and what neither changes."""
    for atom in [each for each in world.atoms if each.where in (first.past, again.past)]:
        before, after = first.atom(atom.expr), again.atom(atom.expr)
        if isinstance(atom.expr, _LASTS):
            yield after == before
        elif isinstance(atom.expr, MetricOf):
            metric = metric_named(world.plan, atom.expr.metric)
            if metric.event == event and metric.gross and metric.function in ("count", "sum"):
                added = _added(metric, first)
                yield after >= before if added is None else after == before + added


def _added(metric: Metric, first: Frame) -> Term | None:
    """What the event adds to a figure that counts refunded ones too; None where that is not said."""
    if metric.items or isinstance(metric.window, Between | Anchored):  # which may not hold this moment
        return None
    asked = True if metric.where == TRUE else first.flag(metric.where)
    if metric.function == "count":
        return chosen(asked, 1, 0)
    return None if metric.value is None else chosen(asked, first.value(metric.value), 0)


__all__ = ["never_comes_back", "never_twice", "reads_the_past"]
