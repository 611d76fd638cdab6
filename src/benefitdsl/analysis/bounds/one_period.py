"""The most that one member is given in a period: what each event may start anew, and what limits bound (spec §22)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from benefitdsl.analysis.bounds.cases import variants_of
from benefitdsl.analysis.bounds.forms import Form, fixed, total
from benefitdsl.analysis.bounds.frequency import arrivals, by_limits, started
from benefitdsl.analysis.bounds.gifts import gifts_of
from benefitdsl.analysis.bounds.givers import (
    Giver,
    asked_of,
    mission_giver,
    offer_giver,
    offer_in,
    privilege_giver,
    privilege_in,
    promotion_giver,
    promotion_in,
    rule_giver,
    stages_in,
)
from benefitdsl.analysis.bounds.money import Bound, Driver, bound_of, dearest_case, worth_of
from benefitdsl.analysis.bounds.one_event import first_step, most_factors
from benefitdsl.analysis.bounds.periods import Period
from benefitdsl.analysis.bounds.worth import NONE, Gifts, dearest, often, prices_of, together
from benefitdsl.analysis.facts import Facts, facts_of
from benefitdsl.analysis.truth import refine
from benefitdsl.plan.expr import TRUE, MetricOf
from benefitdsl.plan.parts import EventType, OnEvent, OnMoment, Plan, Rule
from benefitdsl.quantities.window import Ever


def period_bound(plan: Plan, period: Period) -> Bound:
    """The most that one member is given in a period, in money."""
    gifts = dearest_case(plan, (_period_gifts(plan, period, base) for base in variants_of(facts_of(plan))))
    drivers = [Driver(giver, worth_of(plan, each, period)) for giver, each in period_givers(plan, period)]
    return bound_of(plan, gifts, period, drivers)


def _period_gifts(plan: Plan, period: Period, base: Facts) -> Gifts:
    prices = prices_of(plan)
    found = [_by_events(plan, event, period, base) for event in plan.events]
    found += [_by_moments(plan, moment, period, base) for moment in moments_of(plan)]
    found.append(_by_limited_rules(plan, period, base))
    for mission in plan.missions:
        if refine(base, asked_of(TRUE, mission.audience)) is not None:
            found.append(stages_in(plan, mission, period, prices))
    found += [offer_in(plan, offer, period, prices) for offer in plan.offers]
    found += [privilege_in(plan, privilege, period) for privilege in plan.privileges]
    for event in plan.events:
        found += [promotion_in(plan, promotion, event.name, period) for promotion in plan.promotions]
    return together(found)


def _by_events(plan: Plan, event: EventType, period: Period, base: Facts) -> Gifts:
    """Rules that each event may start anew, and those that only the first event of all starts."""
    rules = tuple(rule for rule in plan.rules if OnEvent(event.name) in rule.triggers)
    facts = Facts(plan, event, base.known)

    def each_time(rule: Rule, gifts: Gifts, known: Facts) -> Gifts:
        if is_first_only(plan, rule, event) or by_limits(plan, rule, period) is not None:
            return NONE
        return often(gifts, arrivals(plan, event.name, rule.schedule, period, known))

    def once(rule: Rule, gifts: Gifts, known: Facts) -> Gifts:
        return gifts if is_first_only(plan, rule, event) else NONE

    return together((first_step(plan, facts, rules, each_time), first_step(plan, facts, rules, once)))


def moments_of(plan: Plan) -> tuple[OnMoment, ...]:
    """The moments at which rules start."""
    return tuple(
        dict.fromkeys(each for rule in plan.rules for each in rule.triggers if isinstance(each, OnMoment))
    )


def _by_moments(plan: Plan, moment: OnMoment, period: Period, base: Facts) -> Gifts:
    """Rules that start together at each of these moments."""
    rules = tuple(rule for rule in plan.rules if moment in rule.triggers)

    def each_time(rule: Rule, gifts: Gifts, known: Facts) -> Gifts:
        if by_limits(plan, rule, period) is not None:
            return NONE
        return often(gifts, started(plan, rule, moment, period, known))

    return first_step(plan, base, rules, each_time)


def is_first_only(plan: Plan, rule: Rule, event: EventType) -> bool:
    """Whether a rule asks that no event of this type came before: it fires on one. What is refunded whole and then
    counts as never there does not count as given either, unless it is kept."""
    if (
        rule.otherwise
        or any(not isinstance(each, OnEvent) for each in rule.triggers)
        or len(rule.triggers) != 1
    ):
        return False
    facts = refine(facts_of(plan, event.name), asked_of(rule.condition, rule.audience))
    if facts is None:
        return False
    for metric in plan.metrics:
        counts_all = metric.event == event.name and metric.function == "count" and metric.where == TRUE
        if counts_all and not metric.items and metric.window == Ever():
            known = facts.known.get(MetricOf(metric.id))
            if (
                known is not None
                and getattr(known, "most", None) == 0
                and (metric.gross or rule.on_refund != "keep")
            ):
                return True
    return False


def _by_limited_rules(plan: Plan, period: Period, base: Facts) -> Gifts:
    """Rules that their own limits bound, and those that wait for what came of others."""
    alone: list[Gifts] = []
    exclusive: dict[str, list[Gifts]] = {}
    policies = {group.id: group.policy for group in plan.groups}
    for rule in plan.rules:
        gifts = _limited_gifts(plan, rule, period, base)
        if rule.group is not None and policies[rule.group] == "exclusive":
            exclusive.setdefault(rule.group, []).append(gifts)
        else:
            alone.append(gifts)
    return together((*alone, *(dearest(each) for each in exclusive.values())))


def _limited_gifts(plan: Plan, rule: Rule, period: Period, base: Facts) -> Gifts:
    prices, own = prices_of(plan), by_limits(plan, rule, period)
    if refine(base, asked_of(rule.condition, rule.audience)) is None:
        return NONE
    found: list[Gifts] = []
    starts: list[Form] = []
    given: list[Gifts] = []
    for trigger in rule.triggers:
        facts = facts_of(plan, trigger.event if isinstance(trigger, OnEvent) else None)
        known = refine(Facts(plan, facts.event, base.known), asked_of(rule.condition, rule.audience))
        if known is None:
            continue
        if own is None and isinstance(trigger, OnEvent | OnMoment):
            continue  # with all that start with it
        if facts.event is not None and is_first_only(plan, rule, facts.event):
            continue
        starts.append(started(plan, rule, trigger, period, known))
        given.append(gifts_of(rule.then, known, prices, most_factors(plan, rule, facts)))
        if rule.otherwise:
            otherwise = gifts_of(rule.otherwise, facts, prices, most_factors(plan, rule, facts))
            found.append(often(otherwise, started(plan, rule, trigger, period, facts)))
    times = total(starts)
    if own is not None:
        times = fixed(min(Fraction(own), times.fixed)) if times.is_fixed else fixed(own)
    return together((often(dearest(given), times), *found))


# ------------------------------------------------------------------------------------------- who gives how much


def period_givers(plan: Plan, period: Period) -> Iterable[tuple[Giver, Gifts]]:
    """Each giver with the most that it gives one member in a period."""
    prices = prices_of(plan)
    for rule in plan.rules:
        yield rule_giver(rule), rule_in(plan, rule, period)
    for mission in plan.missions:
        yield mission_giver(mission), stages_in(plan, mission, period, prices)
    for offer in plan.offers:
        yield offer_giver(offer), offer_in(plan, offer, period, prices)
    for privilege in plan.privileges:
        yield privilege_giver(plan, privilege), privilege_in(plan, privilege, period)
    for promotion in plan.promotions:
        gifts = together(promotion_in(plan, promotion, event.name, period) for event in plan.events)
        yield promotion_giver(promotion), gifts


def rule_in(plan: Plan, rule: Rule, period: Period) -> Gifts:
    """What one rule gives one member in a period."""
    found = [_limited_gifts(plan, rule, period, facts_of(plan))]
    for moment in (each for each in rule.triggers if isinstance(each, OnMoment)):
        if by_limits(plan, rule, period) is None:
            facts = facts_of(plan)
            each = gifts_of(rule.then, facts, prices_of(plan), most_factors(plan, rule, facts))
            found.append(often(each, started(plan, rule, moment, period, facts)))
    for trigger in rule.triggers:
        if not isinstance(trigger, OnEvent) or by_limits(plan, rule, period) is not None:
            continue
        facts = facts_of(plan, trigger.event)
        known = refine(facts, asked_of(rule.condition, rule.audience))
        if known is None or facts.event is None:
            continue
        factors = most_factors(plan, rule, facts)
        given = gifts_of(rule.then, known, prices_of(plan), factors)
        once = is_first_only(plan, rule, facts.event)
        found.append(
            given if once else often(given, arrivals(plan, trigger.event, rule.schedule, period, known))
        )
        if rule.otherwise:
            otherwise = gifts_of(rule.otherwise, facts, prices_of(plan), factors)
            found.append(often(otherwise, arrivals(plan, trigger.event, rule.schedule, period, facts)))
    for trigger in rule.triggers:
        facts = facts_of(plan, trigger.event if isinstance(trigger, OnEvent) else None)
        limited = by_limits(plan, rule, period) is not None
        if limited and facts.event is not None and is_first_only(plan, rule, facts.event):
            found.append(gifts_of(rule.then, facts, prices_of(plan), most_factors(plan, rule, facts)))
    return together(found)


__all__ = ["period_bound", "period_givers", "rule_in"]
