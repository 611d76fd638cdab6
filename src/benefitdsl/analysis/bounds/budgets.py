"""What can go out under each budget: its total, and what it does not count (spec 4.2, 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from benefitdsl.analysis.bounds.forms import OPEN, Form, fixed, greatest, scaled
from benefitdsl.analysis.bounds.gifts import Factors, factors_of, gifts_of
from benefitdsl.analysis.bounds.givers import Giver, mission_giver, offer_giver, rule_giver
from benefitdsl.analysis.bounds.money import worth_of
from benefitdsl.analysis.bounds.one_event import most_factors
from benefitdsl.analysis.bounds.whole import Whole
from benefitdsl.analysis.bounds.worth import prices_of
from benefitdsl.analysis.facts import facts_of
from benefitdsl.plan.parts import Action, Budget, EarnPoints, MakeDraw, Plan


@dataclass(frozen=True, slots=True)
class Spender:
    """What fires under a budget, and what it does."""

    giver: Giver
    actions: tuple[Action, ...]
    factor: Fraction  # the most by which points that the budget counts are multiplied afterwards


@dataclass(frozen=True, slots=True)
class BudgetBound:
    """`worth` is the most that goes out in one window of the budget, to all members. `beyond` are those whose gifts the
    budget does not count whole: prizes of draws, and points that are multiplied."""

    budget: Budget
    worth: Form
    spenders: tuple[Giver, ...]
    beyond: tuple[Giver, ...]


def budgets_of(whole: Whole) -> tuple[BudgetBound, ...]:
    plan = whole.plan
    return tuple(_bound(plan, budget, spenders_of(whole, budget.id)) for budget in plan.budgets)


def spenders_of(whole: Whole, budget: str) -> tuple[Spender, ...]:
    """Who fires under a budget, in plan order; of missions it counts the last stage."""
    plan = whole.plan
    rules = [rule for rule in plan.rules if budget in rule.budgets]
    missions = [mission for mission in plan.missions if budget in mission.budgets]
    offers = [offer for offer in plan.offers if budget in offer.budgets]
    return (
        *(Spender(rule_giver(rule), rule.then, _most(most_factors(whole, rule))) for rule in rules),
        *(_alone(mission_giver(mission), mission.stages[-1].actions) for mission in missions),
        *(_alone(offer_giver(offer), offer.then) for offer in offers),
    )


def _alone(giver: Giver, actions: tuple[Action, ...]) -> Spender:
    return Spender(giver, actions, _most(factors_of(actions)))


def _most(factors: Factors) -> Fraction:
    return max(factors.values(), default=Fraction(1))


def _bound(plan: Plan, budget: Budget, spenders: tuple[Spender, ...]) -> BudgetBound:
    beyond = tuple(each.giver for each in spenders if _is_beyond(each))
    givers = tuple(each.giver for each in spenders)
    if budget.unit == "count":
        each = greatest(_of_one(plan, spender) for spender in spenders)
        return BudgetBound(budget, scaled(each, budget.total), givers, ())
    if any(isinstance(action, MakeDraw) for spender in spenders for action in spender.actions):
        return BudgetBound(budget, OPEN, givers, beyond)
    factor = max((each.factor for each in spenders if _is_beyond(each)), default=Fraction(1))
    return BudgetBound(budget, scaled(fixed(budget.total), factor), givers, beyond)


def _is_beyond(spender: Spender) -> bool:
    if any(isinstance(action, MakeDraw) for action in spender.actions):
        return True
    return spender.factor > 1 and any(
        isinstance(each, EarnPoints) and each.scaled for each in spender.actions
    )


def _of_one(plan: Plan, spender: Spender) -> Form:
    prices = prices_of(plan)
    factors = dict.fromkeys(prices.points, spender.factor)
    return worth_of(plan, gifts_of(spender.actions, facts_of(plan), prices, factors), None)


__all__ = ["BudgetBound", "budgets_of"]
