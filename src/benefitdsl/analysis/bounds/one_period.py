"""The most that one member is given in a period: what each event may start anew, and what limits bound (spec §22)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from benefitdsl.analysis.bounds.calendar import plans_of
from benefitdsl.analysis.bounds.cases import variants_of
from benefitdsl.analysis.bounds.forms import Form, fixed, is_within, total
from benefitdsl.analysis.bounds.frequency import arrivals, by_limits, started, told_apart
from benefitdsl.analysis.bounds.gifts import gifts_of
from benefitdsl.analysis.bounds.givers import (
    Giver,
    all_at_most,
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
from benefitdsl.analysis.bounds.whole import Whole, asked_of
from benefitdsl.analysis.bounds.worth import NONE, Gifts, dearest, often, together
from benefitdsl.analysis.facts import Facts, facts_of
from benefitdsl.analysis.truth import refine
from benefitdsl.plan.expr import TRUE, MetricOf
from benefitdsl.plan.parts import EventType, OnEvent, OnMoment, Rule
from benefitdsl.quantities.window import Ever


def period_bound(whole: Whole, period: Period) -> Bound:
    """The most that one member is given in a period, in money: what the dearest case comes to, or what all givers come
    to one by one, where that is no more. What a rule gives in two cases that do not exclude one another over a period
    (small orders and large ones) is counted in both, and once by itself."""
    plan = whole.plan
    wholes = (whole if each is plan else Whole(each) for each in plans_of(plan, period))
    gifts = dearest_case(plan, (each for kind in wholes for each in _cases(kind, period)))
    givers = tuple(period_givers(whole, period))
    by_giver = together(each for _, each in givers)
    one, other = worth_of(plan, by_giver, period), worth_of(plan, gifts, period)
    if one != other and is_within(one, other):
        gifts = by_giver
    drivers = [Driver(giver, worth_of(plan, each, period)) for giver, each in givers]
    return bound_of(plan, gifts, period, drivers)


def _cases(whole: Whole, period: Period) -> Iterator[Gifts]:
    """What a member of each variant is given."""
    for base in variants_of(facts_of(whole.plan)):
        yield _period_gifts(whole, period, base)


def _period_gifts(whole: Whole, period: Period, base: Facts) -> Gifts:
    plan = whole.plan
    prices = whole.prices
    found = [_by_events(whole, event, period, base) for event in plan.events]
    found += [_by_moments(whole, moment, period, base) for moment in moments_of(whole)]
    found.append(_by_limited_rules(whole, period, base))
    for mission in plan.missions:
        if refine(base, asked_of(TRUE, mission.audience)) is not None:
            found.append(stages_in(plan, mission, period, prices))
    found += [offer_in(plan, offer, period, prices) for offer in plan.offers]
    found += [privilege_in(plan, privilege, period) for privilege in plan.privileges]
    for event in plan.events:
        taken = together(promotion_in(plan, each, event.name, period) for each in plan.promotions)
        found.append(all_at_most(taken, event.name))
    return together(found)


def _by_events(whole: Whole, event: EventType, period: Period, base: Facts) -> Gifts:
    """Rules that each event may start anew, and those that only the first event of all starts."""
    plan = whole.plan
    rules = tuple(rule for rule in plan.rules if OnEvent(event.name) in rule.triggers)
    facts = Facts(plan, event, base.known)

    def each_time(rule: Rule, gifts: Gifts, known: Facts) -> Gifts:
        if is_first_only(whole, rule, event) or by_limits(plan, rule, period) is not None:
            return NONE
        return often(gifts, arrivals(plan, event.name, rule.schedule, period, known))

    def once(rule: Rule, gifts: Gifts, known: Facts) -> Gifts:
        return gifts if is_first_only(whole, rule, event) else NONE

    apart = (first_step(whole, each, rules, each_time) for each in told_apart(plan, event.name, facts))
    return together((*apart, first_step(whole, facts, rules, once)))


def moments_of(whole: Whole) -> tuple[OnMoment, ...]:
    """The moments at which rules start."""
    plan = whole.plan
    return tuple(
        dict.fromkeys(each for rule in plan.rules for each in rule.triggers if isinstance(each, OnMoment))
    )


def _by_moments(whole: Whole, moment: OnMoment, period: Period, base: Facts) -> Gifts:
    """Rules that start together at each of these moments."""
    plan = whole.plan
    rules = tuple(rule for rule in plan.rules if moment in rule.triggers)

    def each_time(rule: Rule, gifts: Gifts, known: Facts) -> Gifts:
        if by_limits(plan, rule, period) is not None:
            return NONE
        return often(gifts, started(plan, rule, moment, period, known))

    return first_step(whole, base, rules, each_time)


def is_first_only(whole: Whole, rule: Rule, event: EventType) -> bool:
    """Whether a rule asks that no event of this type came before: it fires on one. What is refunded whole and then
    counts as never there does not count as given either, unless it is kept."""
    plan = whole.plan
    if (
        rule.otherwise
        or any(not isinstance(each, OnEvent) for each in rule.triggers)
        or len(rule.triggers) != 1
    ):
        return False
    facts = whole.known(rule, event.name)
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


def _by_limited_rules(whole: Whole, period: Period, base: Facts) -> Gifts:
    """Rules that their own limits bound, and those that wait for what came of others."""
    plan = whole.plan
    alone: list[Gifts] = []
    exclusive: dict[str, list[Gifts]] = {}
    policies = {group.id: group.policy for group in plan.groups}
    for rule in plan.rules:
        gifts = _limited_gifts(whole, rule, period, base)
        if rule.group is not None and policies[rule.group] == "exclusive":
            exclusive.setdefault(rule.group, []).append(gifts)
        else:
            alone.append(gifts)
    return together((*alone, *(dearest(each) for each in exclusive.values())))


def _limited_gifts(whole: Whole, rule: Rule, period: Period, base: Facts) -> Gifts:
    plan = whole.plan
    prices, own = whole.prices, by_limits(plan, rule, period)
    if (
        base.known
        and refine(base, asked_of(TRUE if rule.otherwise else rule.condition, rule.audience)) is None
    ):
        return NONE
    found: list[Gifts] = []
    starts: list[Form] = []
    given: list[Gifts] = []
    for trigger in rule.triggers:
        facts = facts_of(plan, trigger.event if isinstance(trigger, OnEvent) else None)
        known = whole.known(rule, None if facts.event is None else facts.event.name)
        if own is None and isinstance(trigger, OnEvent | OnMoment):
            continue  # with all that start with it
        if rule.otherwise:
            otherwise = gifts_of(rule.otherwise, facts, prices, most_factors(whole, rule))
            found.append(often(otherwise, started(plan, rule, trigger, period, facts)))
        if known is None or (facts.event is not None and is_first_only(whole, rule, facts.event)):
            continue
        starts.append(started(plan, rule, trigger, period, known))
        given.append(gifts_of(rule.then, known, prices, most_factors(whole, rule)))
    times = total(starts)
    if own is not None:
        times = fixed(min(Fraction(own), times.fixed)) if times.is_fixed else fixed(own)
    return together((often(dearest(given), times), *found))


# ------------------------------------------------------------------------------------------- who gives how much


def period_givers(whole: Whole, period: Period) -> Iterable[tuple[Giver, Gifts]]:
    """Each giver with the most that it gives one member in a period."""
    plan = whole.plan
    prices = whole.prices
    for rule in plan.rules:
        yield rule_giver(rule), rule_in(whole, rule, period)
    for mission in plan.missions:
        yield mission_giver(mission), stages_in(plan, mission, period, prices)
    for offer in plan.offers:
        yield offer_giver(offer), offer_in(plan, offer, period, prices)
    for privilege in plan.privileges:
        yield privilege_giver(plan, privilege), privilege_in(plan, privilege, period)
    for promotion in plan.promotions:
        gifts = together(promotion_in(plan, promotion, event.name, period) for event in plan.events)
        yield promotion_giver(promotion), gifts


def rule_in(whole: Whole, rule: Rule, period: Period) -> Gifts:
    """What one rule gives one member in a period."""
    plan = whole.plan
    found = [_limited_gifts(whole, rule, period, facts_of(plan))]
    for moment in (each for each in rule.triggers if isinstance(each, OnMoment)):
        if by_limits(plan, rule, period) is None:
            facts = facts_of(plan)
            each = gifts_of(rule.then, facts, whole.prices, most_factors(whole, rule))
            found.append(often(each, started(plan, rule, moment, period, facts)))
    for trigger in rule.triggers:
        if not isinstance(trigger, OnEvent) or by_limits(plan, rule, period) is not None:
            continue
        facts = facts_of(plan, trigger.event)
        known = whole.known(rule, trigger.event)
        if known is None or facts.event is None:
            continue
        factors = most_factors(whole, rule)
        given = gifts_of(rule.then, known, whole.prices, factors)
        once = is_first_only(whole, rule, facts.event)
        found.append(
            given if once else often(given, arrivals(plan, trigger.event, rule.schedule, period, known))
        )
        if rule.otherwise:
            otherwise = gifts_of(rule.otherwise, facts, whole.prices, factors)
            found.append(often(otherwise, arrivals(plan, trigger.event, rule.schedule, period, facts)))
    for trigger in rule.triggers:
        facts = facts_of(plan, trigger.event if isinstance(trigger, OnEvent) else None)
        limited = by_limits(plan, rule, period) is not None
        if limited and facts.event is not None and is_first_only(whole, rule, facts.event):
            found.append(gifts_of(rule.then, facts, whole.prices, most_factors(whole, rule)))
    return together(found)


__all__ = ["period_bound", "period_givers", "rule_in"]
