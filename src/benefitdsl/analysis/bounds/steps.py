"""How much one event makes the engine do: steps, effects and rounds of cascades (spec §22).

A step is one thing asked of an event (a rule, a mission, a metric, a part of a score, a ladder, a firing to be undone)
or one action taken. What falls due before the event counts for itself, not for the event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from benefitdsl.analysis.bounds.cascades import POINTS_EVENT, Rounds, events_of, missions_of, rounds_of
from benefitdsl.analysis.bounds.forms import (
    OPEN,
    ZERO,
    Form,
    Measure,
    fixed,
    greatest,
    product,
    share_of,
    total,
)
from benefitdsl.analysis.bounds.frequency import at_once
from benefitdsl.analysis.facts import facts_of
from benefitdsl.plan.built_in import JOINED, MENTOR, REVERSAL
from benefitdsl.plan.parts import (
    Action,
    EarnPoints,
    Enrol,
    EventType,
    GrantBenefit,
    MakeDraw,
    Mission,
    MultiplyPoints,
    Origin,
    PendingUntilCollected,
    PendingUntilEvent,
    Plan,
    RaiseTier,
    ReviewImmediate,
    Rule,
    SendNotice,
    SetTag,
    TakePoints,
    TellMember,
    TellRoster,
    TellTeam,
)


@dataclass(frozen=True, slots=True)
class Work:
    """What an event of one type may take: `rounds` of rules, the first step included."""

    event: str
    steps: Form
    effects: Form
    rounds: int
    most: Origin | None = None  # the line of the rule that does most


def work_of(plan: Plan, event: EventType) -> Work:
    rounds = rounds_of(plan, event)
    rules = [rule for step in rounds for rule in step]
    dearest = max(rules, key=lambda rule: _weight(plan, rule), default=None)
    return Work(
        event.name,
        total((_asked(plan, event, rounds), _done(plan, event, rounds), _undone(plan, event))),
        total((_effects(plan, event, rounds), _returned(plan, event))),
        len(rounds),
        None if dearest is None else dearest.origin,
    )


def _weight(plan: Plan, rule: Rule) -> float:
    effects = effects_of(plan, rule.then)
    return float("inf") if effects.is_open else float(effects.fixed)


# ------------------------------------------------------------------------------------------- asked


def _asked(plan: Plan, event: EventType, rounds: Rounds) -> Form:
    """Rules, those of a group `best` once more; missions, metrics, parts of scores; ladders after each round."""
    best = {group.id for group in plan.groups if group.policy == "best"}
    rules = sum(1 + (rule.group in best) for step in rounds for rule in step)
    metrics = sum(metric.event == event.name for metric in plan.metrics)
    parts = sum(part.event == event.name for score in plan.scores for part in score.parts)
    ladders = sum(isinstance(ladder.review, ReviewImmediate) for ladder in plan.tiers) * len(rounds)
    return fixed(rules + len(missions_of(plan, event.name)) + metrics + parts + ladders)


def _done(plan: Plan, event: EventType, rounds: Rounds) -> Form:
    """Actions taken, stages reached, entries that points given make."""
    found = [
        _more(actions_of(plan, rule.then), actions_of(plan, rule.otherwise))
        for step in rounds
        for rule in step
    ]
    for mission in missions_of(plan, event.name):
        each = total(
            (fixed(len(mission.stages)), *(actions_of(plan, stage.actions) for stage in mission.stages))
        )
        found.append(product(each, at_once(mission, facts_of(plan, event.name))))
    if event.role == "offer":
        found.append(greatest(actions_of(plan, offer.then) for offer in plan.offers))
    return total(found)


def actions_of(plan: Plan, actions: Iterable[Action]) -> Form:
    """How many steps actions are, those of a prize drawn included, and entries of points."""
    return total(_steps_of(plan, action) for action in actions)


def _steps_of(plan: Plan, action: Action) -> Form:
    match action:
        case EarnPoints(currency):
            return fixed(1 + sum(metric.event == POINTS_EVENT + currency for metric in plan.metrics))
        case MakeDraw(draw):
            prizes = next(each.prizes for each in plan.draws if each.id == draw)
            return total((fixed(1), greatest(actions_of(plan, prize.actions) for prize in prizes)))
        case _:
            return fixed(1)


# ------------------------------------------------------------------------------------------- effects


def _more(then: Form, otherwise: Form) -> Form:
    """Of what a rule does and what it does otherwise it does one."""
    return greatest((then, otherwise))


def _effects(plan: Plan, event: EventType, rounds: Rounds) -> Form:
    found = [
        _more(effects_of(plan, rule.then), effects_of(plan, rule.otherwise))
        for step in rounds
        for rule in step
    ]
    for mission in missions_of(plan, event.name):
        each = total(
            (fixed(len(mission.stages)), *(effects_of(plan, stage.actions) for stage in mission.stages))
        )
        found.append(product(each, at_once(mission, facts_of(plan, event.name))))
    moves = sum(isinstance(ladder.review, ReviewImmediate) for ladder in plan.tiers) * len(rounds)
    return total(
        (*found, fixed(moves), _of_role(plan, event), _of_spending(plan, event), _ripened(plan, event))
    )


def effects_of(plan: Plan, actions: Iterable[Action]) -> Form:
    """How many effects actions have at most."""
    return total(_effects_of(plan, action) for action in actions)


def _effects_of(plan: Plan, action: Action) -> Form:
    match action:
        case GrantBenefit(_, count):
            return fixed(count)
        case MultiplyPoints() | Enrol():
            return ZERO
        case EarnPoints() | TakePoints() | SetTag() | SendNotice() | TellMember() | RaiseTier():
            return fixed(1)
        case MakeDraw(draw):
            prizes = next(each.prizes for each in plan.draws if each.id == draw)
            return total((fixed(1), greatest(effects_of(plan, prize.actions) for prize in prizes)))
        case TellTeam(team):
            part = next(each for each in plan.teams if each.id == team)
            return fixed(1) if not part.mentor else OPEN if part.size is None else fixed(part.size + 1)
        case TellRoster(team):
            part = next(each for each in plan.teams if each.id == team)
            return fixed(2) if part.mentor else OPEN if part.size is None else fixed(part.size)
        case _:
            assert_never(action)


def _of_role(plan: Plan, event: EventType) -> Form:
    """What the meaning of the event's type does."""
    match event.role:
        case "offer":
            each = (effects_of(plan, offer.then) for offer in plan.offers)
            costs = max((len(offer.costs) + (offer.ticket is not None) for offer in plan.offers), default=0)
            return total((greatest(each), fixed(costs)))
        case "hold" | "release":
            return total((share_of(Measure(event.name, "coupons")), share_of(Measure("@reserved"))))
        case "join" | "follow":
            return fixed(3 if plan.teams else 0)
        case "register":
            return fixed(1)
        case "claim" | "redeem":
            return fixed(1 if plan.benefits or plan.privileges else 0)
        case "make_up":
            return fixed(2 if any(mission.streak is not None for mission in plan.missions) else 0)
        case "profile" | "enrol":
            return ZERO
        case "":
            return fixed(2) if event.name in (JOINED.name, MENTOR.name) else ZERO
        case _:
            assert_never(event.role)


def _of_spending(plan: Plan, event: EventType) -> Form:
    """Points that a field asks for, coupons and promotions that lists name, reservations that end."""
    fields = {each.name for each in event.fields}
    spent = fixed(sum(each.spent_by in fields for each in plan.points))
    found = [spent]
    if "coupons" in fields and event.role not in ("hold", "release"):
        found += [share_of(Measure(event.name, "coupons")), share_of(Measure("@reserved"))]
    if "discounts" in fields and plan.promotions:
        found.append(share_of(Measure(event.name, "discounts")))
    return total(found)


def _ripened(plan: Plan, event: EventType) -> Form:
    waits = any(
        isinstance(each.pending, PendingUntilEvent | PendingUntilCollected)
        and each.pending.event == event.name
        for each in plan.points
    )
    return share_of(Measure("@lots")) if waits else ZERO


# ------------------------------------------------------------------------------------------- taken back


def _reversed(plan: Plan, event: EventType) -> tuple[EventType, ...]:
    """The types whose records the event may take back."""
    if event.name == REVERSAL.name:
        return tuple(each for each in plan.events if each.key is not None)
    return tuple(each for each in plan.events if each.name == event.reverses)


def _undone(plan: Plan, event: EventType) -> Form:
    """The firings of a record, and every mission and ladder that is asked what it loses."""
    kinds = _reversed(plan, event)
    if not kinds:
        return ZERO
    return total(
        (fixed(len(plan.missions) + len(plan.tiers)), greatest(_firings(plan, kind) for kind in kinds))
    )


def _firings(plan: Plan, kind: EventType) -> Form:
    rules = sum(len(step) for step in rounds_of(plan, kind))
    lists = plan.promotions and any(each.name == "discounts" for each in kind.fields)
    named = share_of(Measure(kind.name, "discounts")) if lists else ZERO
    return total((fixed(rules + (kind.role == "offer")), named))


def _returned(plan: Plan, event: EventType) -> Form:
    """Every effect of the event taken back has one that takes it back; stages of missions it counted for are undone,
    with what they gave, and ladders fall."""
    kinds = _reversed(plan, event)
    if not kinds:
        return ZERO
    return total((fixed(len(plan.tiers)), greatest(_taken_back(plan, kind) for kind in kinds)))


def _taken_back(plan: Plan, kind: EventType) -> Form:
    own = _effects(plan, kind, rounds_of(plan, kind))
    undone = (
        _reopened(plan, mission, kind)
        for mission in plan.missions
        if mission.on_refund == "reopen" and kind.name in events_of(mission)
    )
    return total((own, *undone))


def _reopened(plan: Plan, mission: Mission, kind: EventType) -> Form:
    """Its stages in every instance that one event added to."""
    each = total((fixed(len(mission.stages)), *(effects_of(plan, stage.actions) for stage in mission.stages)))
    return product(each, total((fixed(1), at_once(mission, facts_of(plan, kind.name)))))


__all__ = ["Work", "effects_of", "work_of"]
