"""Everything that gives: rules, stages of missions, offers, promotions, privileges; and what each gives once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from benefitdsl.analysis.bounds.amounts import least_of
from benefitdsl.analysis.bounds.forms import (
    Form,
    Measure,
    fixed,
    greatest,
    share_of,
    total,
)
from benefitdsl.analysis.bounds.frequency import at_once, completions, may_wait, taken
from benefitdsl.analysis.bounds.gifts import factors_of, gifts_of
from benefitdsl.analysis.bounds.periods import DAYS, Period, late_days, least, limited, scheduled
from benefitdsl.analysis.bounds.streaks import best_of_days
from benefitdsl.analysis.bounds.whole import asked_of
from benefitdsl.analysis.bounds.worth import (
    GOODS,
    NONE,
    Gifts,
    Prices,
    Sort,
    dearest,
    often,
    taken_off,
    together,
)
from benefitdsl.analysis.facts import Facts, facts_of
from benefitdsl.analysis.truth import refine
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import Limit, Mission, Offer, Origin, Plan, Privilege, Promotion, Rule

Family = Literal["rule", "mission", "offer", "promotion", "privilege"]


@dataclass(frozen=True, slots=True)
class Giver:
    """A part of the plan that gives, by its family and id, and its line."""

    family: Family
    id: str
    origin: Origin


def rule_giver(rule: Rule) -> Giver:
    return Giver("rule", rule.id, rule.origin)


def mission_giver(mission: Mission) -> Giver:
    return Giver("mission", mission.id, mission.origin)


def offer_giver(offer: Offer) -> Giver:
    return Giver("offer", offer.id, offer.origin)


def promotion_giver(promotion: Promotion) -> Giver:
    return Giver("promotion", promotion.id, promotion.origin)


def privilege_giver(plan: Plan, privilege: Privilege) -> Giver:
    return Giver("privilege", privilege.id, privilege.origin)


# ------------------------------------------------------------------------------------------- missions


def stages_at(mission: Mission, facts: Facts, prices: Prices) -> Gifts:
    """What one event can get of a mission: every stage, of a streak the one for the length of its run."""
    if refine(facts, asked_of(TRUE, mission.audience)) is None:
        return NONE
    if not mission.items and mission.measure != "steps" and refine(facts, mission.where) is None:
        return NONE
    given = {
        stage.at: gifts_of(stage.actions, facts, prices, factors_of(stage.actions))
        for stage in mission.stages
    }
    each = list(given.values())
    if mission.measure == "streak":
        return dearest(each)
    if mission.ordered and facts.event is not None and not may_wait(mission) and not _comes_back(facts):
        done = [place for place, step in enumerate(mission.steps, 1) if step.event == facts.event.name]
        return dearest(given[place] for place in done if place in given)
    return often(together(each), at_once(mission, facts))


def _comes_back(facts: Facts) -> bool:
    """Whether events of the type may be taken back, as those with a key and those that are told: a step that is then
    done anew may be followed by steps that are done already."""
    event = facts.event
    taken = {each.reverses for each in facts.plan.events}
    return event is None or event.key is not None or event.name in taken or "." in event.name


def stages_in(plan: Plan, mission: Mission, period: Period, prices: Prices) -> Gifts:
    """What all its stages can come to in a period."""
    facts = facts_of(plan, mission.event or None)
    given = {
        stage.at: gifts_of(stage.actions, facts, prices, factors_of(stage.actions))
        for stage in mission.stages
    }
    if mission.measure == "streak":
        return _streak_in(plan, mission, period, given)
    return together(often(each, completions(plan, mission, at, period)) for at, each in given.items())


def _streak_in(plan: Plan, mission: Mission, period: Period, given: Mapping[int, Gifts]) -> Gifts:
    last, again = mission.stages[-1].at, mission.repeat != "once"
    found: dict[Sort, Form] = {}
    for sort in dict.fromkeys(sort for each in given.values() for sort in each):
        by_place = {at: each[sort].fixed for at, each in given.items() if sort in each}
        days = least((scheduled(mission.schedule, period), None if period == "ever" else DAYS[period]))
        if days is not None:
            found[sort] = fixed(best_of_days(by_place, last, days, again=again))
        else:
            run = sum(by_place.values(), Fraction(0))
            rates = [_sum_to(by_place, place) / (place + (place < last)) for place in range(1, last + 1)]
            found[sort] = total((fixed(run), share_of(Measure("@day"), max(rates))))
        if not all(each[sort].is_fixed for each in given.values() if sort in each):
            found[sort] = greatest((found[sort], *(each[sort] for each in given.values() if sort in each)))
    return found


def _sum_to(gifts: Mapping[int, Fraction], place: int) -> Fraction:
    return sum([gift for at, gift in gifts.items() if at <= place], Fraction(0))


# ------------------------------------------------------------------------------------------- offers


def offer_at(plan: Plan, offer: Offer, prices: Prices) -> Gifts:
    """What an offer gives above what it costs: points at their worth, the fee, and the ticket."""
    facts = facts_of(plan)
    paid = Fraction(0)
    for cost in offer.costs:
        paid += least_of(cost.amount, facts) * prices.of_points(cost.currency)
    if offer.fee is not None:
        paid += least_of(offer.fee, facts)
    if offer.ticket is not None:
        paid += prices.of_benefit(offer.ticket)
    return gifts_of(offer.then, facts, prices, factors_of(offer.then), int(paid))


def offer_in(plan: Plan, offer: Offer, period: Period, prices: Prices) -> Gifts:
    return often(offer_at(plan, offer, prices), taken(plan, offer, period))


# ------------------------------------------------------------------------------------------- promotions


def promotion_at(promotion: Promotion, facts: Facts) -> Gifts:
    """What an order takes off by a promotion, once."""
    if facts.event is None or not any(each.name == "discounts" for each in facts.event.fields):
        return NONE
    if refine(facts, asked_of(promotion.condition, promotion.audience)) is None:
        return NONE
    off = taken_off(promotion.reduction, facts.event.name)
    return {GOODS: off} if off else NONE


def promotion_in(plan: Plan, promotion: Promotion, event: str, period: Period) -> Gifts:
    """Off all orders of a period: as many as its limits say, else of each, an amount by what an order must list."""
    own = least(limited(limit, period, late_days(plan)) for limit in promotion.limits)
    each = promotion_at(promotion, facts_of(plan, event))
    if own is not None:
        return often(each, fixed(own))
    minimum = promotion.minimum.amount if promotion.minimum is not None else 0
    listed = Measure(event, "list_amount")
    return often(each, share_of(listed, Fraction(1, minimum)) if minimum else share_of(Measure(event)))


def all_at_most(discounts: Gifts, event: str) -> Gifts:
    """What promotions take off orders together: no more than what those list, and than their shipping."""
    whole = {Measure(event, "list_amount"), Measure(event, "shipping")}
    return {
        sort: Form(
            form.fixed,
            tuple((each, min(share, Fraction(1)) if each in whole else share) for each, share in form.shares),
            form.is_open,
        )
        for sort, form in discounts.items()
    }


# ------------------------------------------------------------------------------------------- privileges


def privilege_at(privilege: Privilege) -> Gifts:
    return {GOODS: fixed(privilege.worth)} if privilege.worth else NONE


def privilege_in(plan: Plan, privilege: Privilege, period: Period) -> Gifts:
    quota: tuple[Limit, ...] = privilege.quota
    own = least(limited(limit, period, late_days(plan)) for limit in quota)
    return often(
        privilege_at(privilege), share_of(Measure("@use/" + privilege.id)) if own is None else fixed(own)
    )


__all__ = [
    "Family", "Giver", "all_at_most", "mission_giver", "offer_at", "offer_giver", "offer_in", "privilege_at",
    "privilege_giver", "privilege_in", "promotion_at", "promotion_giver", "promotion_in", "rule_giver", "stages_at",
    "stages_in",
]  # fmt: skip
