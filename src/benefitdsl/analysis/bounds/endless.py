"""What is worth money and can be had again and again, without buying anything for it: a warning at its line.

What a rule grants on every event is BEN502, which sees it in the text. Here is what only the plan shows: levels that
are entered anew and missions that are opened again after a refund in part, missions that begin again, offers that cost
nothing, invitations without end.
"""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.analysis.bounds.forms import Form, Measure
from benefitdsl.analysis.bounds.frequency import by_limits, completions, started, taken
from benefitdsl.analysis.bounds.gifts import NO_FACTORS, gifts_of
from benefitdsl.analysis.bounds.periods import late_days, least, limited
from benefitdsl.analysis.bounds.worth import Drawn, Gifts, Goods, Once, PointsOf, Prices, prices_of
from benefitdsl.analysis.facts import facts_of
from benefitdsl.analysis.finding import Finding, Place
from benefitdsl.analysis.truth import refine
from benefitdsl.plan.expr import DaysSince, MetricOf
from benefitdsl.plan.parts import (
    Action,
    EventType,
    GrantBenefit,
    Limit,
    Mission,
    Offer,
    OnEvent,
    OnMissionCompleted,
    OnTierEntered,
    OnTierLeft,
    Plan,
    Privilege,
    Rule,
    TakePoints,
)
from benefitdsl.plan.walk import walk

ONE_EACH = ("referee", "device", "code", "stay")  # scopes of limits that say how often for one of something


def find_endless(plan: Plan) -> Iterator[Finding]:
    """One finding for each line that gives so."""
    prices = prices_of(plan)
    if not prices.are_any:
        return
    seen: set[Place] = set()
    for place, name in (
        *_rules(plan, prices),
        *_missions(plan, prices),
        *_offers(plan, prices),
        *_privileges(plan),
    ):
        if place not in seen:
            seen.add(place)
            yield Finding("BEN510", place, (("name", name),))


# ------------------------------------------------------------------------------------------- rules


def _rules(plan: Plan, prices: Prices) -> Iterator[tuple[Place, str]]:
    for rule in plan.rules:
        name = _dearest(rule.then, prices)
        if name and not _is_bounded(rule) and _is_endless_rule(plan, rule, prices):
            yield _place(plan, rule), name


def _place(plan: Plan, rule: Rule) -> Place:
    """The block; of what entering a level gives, the row."""
    for trigger in rule.triggers:
        if isinstance(trigger, OnTierEntered) and "." in rule.id:
            ladder = next(each for each in plan.tiers if each.id == trigger.tiers)
            return Place(rule.origin, "entry", ladder.levels[trigger.level].id)
    return Place(rule.origin)


def _is_bounded(rule: Rule) -> bool:
    """By a budget, by points that it uses up, by what it asks of the past, or for each of something."""
    if rule.budgets or any(isinstance(each, TakePoints) and not each.up_to for each in rule.then):
        return True
    if any(isinstance(node, MetricOf | DaysSince) for node in walk(rule.condition)):
        return True
    return any(limit.scope in ONE_EACH for limit in rule.limits)


def _is_endless_rule(plan: Plan, rule: Rule, prices: Prices) -> bool:
    """Of rules that the author wrote as such, those that wait for a level or a mission: what events give is for
    BEN502, and points given with them are the way of most programmes."""
    if by_limits(plan, rule, "year") is not None:
        return False
    for trigger in rule.triggers:
        facts = facts_of(plan, trigger.event if isinstance(trigger, OnEvent) else None)
        known = refine(facts, rule.condition)
        if known is None:
            continue
        match trigger:
            case OnTierEntered() | OnTierLeft() | OnMissionCompleted():
                found = True
            case OnEvent():
                gifts = gifts_of(rule.then, known, prices, NO_FACTORS)
                found = "." in rule.id and _is_flat(gifts, prices)
            case _:
                found = False
        if found and _is_endless(plan, started(plan, rule, trigger, "year", known)):
            return True
    return False


def _is_flat(gifts: Gifts, prices: Prices) -> bool:
    """Whether something of worth comes each time, however little was paid."""
    for sort, form in gifts.items():
        match sort:
            case PointsOf(currency):
                if form.fixed and prices.of_points(currency):
                    return True
            case Goods() | Drawn():
                if form.fixed:
                    return True
            case Once():
                pass
    return False


# ------------------------------------------------------------------------------------------- the others


def _missions(plan: Plan, prices: Prices) -> Iterator[tuple[Place, str]]:
    for mission in plan.missions:
        actions = tuple(action for stage in mission.stages for action in stage.actions)
        name = _dearest(actions, prices)
        if (
            name
            and not mission.budgets
            and not _is_for_each(mission.limits)
            and _is_endless_mission(plan, mission)
        ):
            yield Place(mission.origin), name


def _is_endless_mission(plan: Plan, mission: Mission) -> bool:
    return mission.repeat == "again" and _is_endless(plan, completions(plan, mission, None, "year"))


def _offers(plan: Plan, prices: Prices) -> Iterator[tuple[Place, str]]:
    for offer in plan.offers:
        name = _dearest(offer.then, prices)
        if name and not _costs_something(offer) and taken(plan, offer, "year").shares:
            yield Place(offer.origin), name


def _costs_something(offer: Offer) -> bool:
    return bool(offer.costs or offer.ticket is not None or offer.fee is not None or offer.budgets)


def _privileges(plan: Plan) -> Iterator[tuple[Place, str]]:
    for privilege in plan.privileges:
        if privilege.worth and not _is_for_each(privilege.quota) and _has_no_quota(plan, privilege):
            yield Place(privilege.origin), privilege.id


def _has_no_quota(plan: Plan, privilege: Privilege) -> bool:
    return least(limited(limit, "year", late_days(plan)) for limit in privilege.quota) is None


def _is_for_each(limits: tuple[Limit, ...]) -> bool:
    return any(limit.scope in ONE_EACH for limit in limits)


# ------------------------------------------------------------------------------------------- without end


def _is_endless(plan: Plan, times: Form) -> bool:
    """Whether it grows with something that is free to have: events that cost nothing, levels entered anew."""
    return times.is_open or any(_is_free(plan, measure) for measure, _ in times.shares)


def _is_free(plan: Plan, measure: Measure) -> bool:
    if measure.event.startswith(("@level/", "@left/", "@reopened/")):
        return True
    if measure.event.startswith("@") or measure.name:
        return False
    kind = next((each for each in plan.events if each.name == measure.event), None)
    return kind is not None and (_is_bought(kind) or not any(unique.fields for unique in kind.unique))


def _is_bought(kind: EventType) -> bool:
    """Whether it is a purchase: one of next to nothing counts like any other."""
    return any(field.name == "amount" and field.type == "money" and field.required for field in kind.fields)


def _dearest(actions: tuple[Action, ...], prices: Prices) -> str:
    """The dearest thing that actions give, or may draw; "" for none of worth."""
    found: dict[str, float] = {}
    for node in prices.all_given(actions):
        if isinstance(node, GrantBenefit):
            found[node.benefit] = float(prices.of_benefit(node.benefit))
        else:
            found[node.currency] = float(prices.of_points(node.currency))
    dear = {name: worth for name, worth in found.items() if worth > 0}
    return max(dear, key=lambda name: dear[name], default="")


__all__ = ["find_endless"]
