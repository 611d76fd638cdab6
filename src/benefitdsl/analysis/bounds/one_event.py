"""The most that one event gives, to whomever: what it starts, what that sets off, what others are told (spec §22)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from benefitdsl.analysis.bounds.cascades import all_actions, missions_of, rounds_of
from benefitdsl.analysis.bounds.cases import cases_of, variants_of
from benefitdsl.analysis.bounds.forms import OPEN, ZERO, fixed, scaled
from benefitdsl.analysis.bounds.gifts import Factors, factors_of, gifts_of
from benefitdsl.analysis.bounds.givers import (
    Giver,
    all_at_most,
    mission_giver,
    offer_at,
    offer_giver,
    privilege_at,
    privilege_giver,
    promotion_at,
    promotion_giver,
    rule_giver,
    stages_at,
)
from benefitdsl.analysis.bounds.money import Bound, Driver, bound_of, dearest_case, one_of, worth_of
from benefitdsl.analysis.bounds.whole import Whole, as_told, asked_of
from benefitdsl.analysis.bounds.worth import GOODS, NONE, Gifts, Prices, dearest, often, together
from benefitdsl.analysis.facts import Facts, facts_of
from benefitdsl.analysis.truth import refine
from benefitdsl.plan.expr import Compare, OneOf, TierOf
from benefitdsl.plan.parts import (
    Action,
    EarnPoints,
    EventType,
    Mission,
    OnEvent,
    Rule,
    TellMember,
    TellRoster,
    TellTeam,
)
from benefitdsl.plan.walk import walk

Weigh = Callable[[Rule, Gifts, Facts], Gifts]


def _as_they_are(rule: Rule, gifts: Gifts, facts: Facts) -> Gifts:
    return gifts


def first_step(whole: Whole, base: Facts, rules: tuple[Rule, ...], weigh: Weigh = _as_they_are) -> Gifts:
    """The most that rules of one step give together: in each case those whose conditions can hold, of a group one."""
    plan = whole.plan
    prices = whole.prices
    conditions = [asked_of(rule.condition, rule.audience) for rule in rules]
    found: list[Gifts] = []
    for case in cases_of(base, conditions):
        alive = [
            (rule, facts)
            for rule, condition in zip(rules, conditions, strict=True)
            if (facts := refine(case, condition)) is not None
        ]
        found.append(_of_case(whole, case, rules, alive, prices, weigh))
    return dearest_case(plan, found)


def _of_case(
    whole: Whole, case: Facts, rules: tuple[Rule, ...], alive: list[tuple[Rule, Facts]], prices: Prices, weigh: Weigh
) -> Gifts:  # fmt: skip
    plan = whole.plan
    taken = [action for rule, _ in alive for action in rule.then]
    taken += [action for rule in rules for action in rule.otherwise]
    factors = factors_of(taken)
    groups: dict[str, list[Gifts]] = {}
    alone: list[Gifts] = []
    policies = {group.id: group.policy for group in plan.groups}
    for rule, facts in alive:
        gifts = weigh(rule, gifts_of(rule.then, facts, prices, factors), facts)
        if rule.otherwise:
            gifts = dearest((gifts, weigh(rule, gifts_of(rule.otherwise, case, prices, factors), case)))
        if rule.group is None or policies[rule.group] == "stack":
            alone.append(gifts)
        else:
            groups.setdefault(rule.group, []).append(gifts)
    running = {rule.id for rule, _ in alive}
    for rule in rules:
        if rule.id not in running and rule.otherwise:
            alone += [weigh(rule, gifts_of(rule.otherwise, case, prices, factors), case)]
    return together((*alone, *(dearest(each) for each in groups.values())))


def event_gifts(whole: Whole, event: EventType) -> Gifts:
    """The most that one event gives, with what it sets off and what it tells others."""
    return _dearest_variant(whole, event, facts_of(whole.plan, event.name), frozenset())


def _dearest_variant(whole: Whole, event: EventType, facts: Facts, seen: frozenset[str]) -> Gifts:
    return dearest_case(whole.plan, (_event_gifts(whole, event, base, seen) for base in variants_of(facts)))


def _event_gifts(whole: Whole, event: EventType, base: Facts, seen: frozenset[str]) -> Gifts:
    plan = whole.plan
    prices = whole.prices
    first, *later = rounds_of(plan, event)
    found = [first_step(whole, base, first)]
    found += [first_step(whole, base, rules) for rules in later]
    found.append(_stages_at(whole, base, missions_of(plan, event.name)))
    if event.role == "offer":
        found.append(one_of(plan, [offer_at(plan, offer, prices) for offer in plan.offers]))
    if event.role == "redeem":
        found.append(dearest(privilege_at(each) for each in plan.privileges))
    found.append(_promotions_at(whole, base))
    actions = _actions_of(whole, event, (first, *later))
    found += [_told_gifts(whole, action, seen | {event.name}) for action in actions]
    return together(found)


def _stages_at(whole: Whole, base: Facts, missions: tuple[Mission, ...]) -> Gifts:
    """What missions give together by one event: of those that ask different things of its fields not all."""
    asked = [
        node
        for mission in missions
        for node in walk(mission.where)
        if isinstance(node, Compare | OneOf) and not any(isinstance(part, TierOf) for part in walk(node))
    ]
    cases = cases_of(base, asked)
    given = (together(stages_at(each, case, whole.prices) for each in missions) for case in cases)
    return dearest_case(whole.plan, given)


def _promotions_at(whole: Whole, facts: Facts) -> Gifts:
    plan = whole.plan
    policies = {group.id: group.policy for group in plan.groups}
    groups: dict[str, list[Gifts]] = {}
    alone: list[Gifts] = []
    for each in plan.promotions:
        gifts = promotion_at(each, facts)
        if each.group is None or policies[each.group] == "stack":
            alone.append(gifts)
        else:
            groups.setdefault(each.group, []).append(gifts)
    found = together((*alone, *(dearest(each) for each in groups.values())))
    return found if facts.event is None else all_at_most(found, facts.event.name)


def _actions_of(whole: Whole, event: EventType, rounds: Iterable[tuple[Rule, ...]]) -> list[Action]:
    """All that may be done about an event, each as often as it may be done."""
    plan = whole.plan
    found = [action for rules in rounds for rule in rules for action in (*rule.then, *rule.otherwise)]
    for mission in missions_of(plan, event.name):
        found += [action for stage in mission.stages for action in stage.actions]
    if event.role == "offer":
        found += [action for offer in plan.offers for action in offer.then]
    return list(all_actions(found, plan))


def _told_gifts(whole: Whole, action: Action, seen: frozenset[str]) -> Gifts:
    """What others are given when they are told."""
    plan = whole.plan
    match action:
        case TellMember(_, event, _):
            times: int | None = 1
        case TellTeam(team, event, _):
            part = next(each for each in plan.teams if each.id == team)
            times = 1 if not part.mentor else None if part.size is None else part.size + 1
        case TellRoster(team, event, _):
            part = next(each for each in plan.teams if each.id == team)
            times = 2 if part.mentor else part.size
        case _:
            return NONE
    kind = next((each for each in plan.events if each.name == event), None)
    if kind is None:
        return NONE
    if event in seen:
        return {GOODS: OPEN}
    # In money, as what caps and `once` bound for others they bound for each of them alone. What is told has fields of
    # its own: a share of those is no share of what the event brings.
    facts = as_told(facts_of(plan, event), action.fields)
    worth = worth_of(plan, _dearest_variant(whole, kind, facts, seen), None) if facts else ZERO
    return {GOODS: scaled(worth, times) if worth.is_fixed and times is not None else OPEN} if worth else NONE


def event_bound(whole: Whole, event: EventType) -> Bound:
    """The most that one event gives, to whomever, in money; who drives it."""
    plan = whole.plan
    drivers = [Driver(giver, worth_of(plan, gifts, None)) for giver, gifts in _event_givers(whole, event)]
    return bound_of(plan, event_gifts(whole, event), None, drivers)


def _event_givers(
    whole: Whole, event: EventType, seen: frozenset[str] = frozenset()
) -> Iterable[tuple[Giver, Gifts]]:
    plan = whole.plan
    facts, prices = facts_of(plan, event.name), whole.prices
    rounds = rounds_of(plan, event)
    counts: dict[str, int] = {}
    for rule in (rule for rules in rounds for rule in rules):
        counts[rule.id] = counts.get(rule.id, 0) + 1
    for rule in plan.rules:
        if rule.id in counts:
            factors = most_factors(whole, rule)
            given = dearest(
                gifts_of(actions, facts, prices, factors) for actions in (rule.then, rule.otherwise)
            )
            yield rule_giver(rule), often(given, fixed(counts[rule.id]))
    for mission in missions_of(plan, event.name):
        yield mission_giver(mission), stages_at(mission, facts, prices)
    for promotion in plan.promotions:
        yield promotion_giver(promotion), promotion_at(promotion, facts)
    if event.role == "offer":
        for offer in plan.offers:
            yield offer_giver(offer), offer_at(plan, offer, prices)
    if event.role == "redeem":
        for privilege in plan.privileges:
            yield privilege_giver(plan, privilege), privilege_at(privilege)
    for told in dict.fromkeys(_tells(action) for action in _actions_of(whole, event, rounds)):
        kind = next((each for each in plan.events if each.name == told), None)
        if kind is not None and told not in seen:
            yield from _event_givers(whole, kind, seen | {event.name})


def _tells(action: Action) -> str:
    return action.event if isinstance(action, TellMember | TellTeam | TellRoster) else ""


def most_factors(whole: Whole, rule: Rule) -> Factors:
    """The most that may multiply what a rule gives: of each case that its event knows, those that can hold with it."""
    found: dict[str, Fraction] = {}
    if not any(isinstance(one, EarnPoints) and one.scaled for one in (*rule.then, *rule.otherwise)):
        return found
    for trigger in rule.triggers:
        beside = whole.multiplying.get(trigger, ())
        own = whole.known(rule, trigger.event if isinstance(trigger, OnEvent) else None)
        for case in () if own is None else cases_of(own, [asked_of(e.condition, e.audience) for e in beside]):
            alive = [e for e in beside if refine(case, asked_of(e.condition, e.audience)) is not None]
            taken = [action for each in alive for action in each.then]
            taken += [action for each in beside for action in each.otherwise]
            for currency, factor in factors_of(taken).items():
                found[currency] = max(found.get(currency, Fraction(1)), factor)
    return found


__all__ = ["event_bound", "event_gifts", "first_step", "most_factors"]
