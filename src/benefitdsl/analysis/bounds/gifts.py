"""What actions give at most, once they are taken: by sort, less what is paid for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import assert_never

from benefitdsl.analysis.bounds.amounts import least_of, most_of, rounded
from benefitdsl.analysis.bounds.forms import Form, at_least_nothing, fixed, scaled, total
from benefitdsl.analysis.bounds.worth import GOODS, Drawn, Gifts, Once, PointsOf, Prices, Sort
from benefitdsl.analysis.facts import Facts
from benefitdsl.plan.parts import (
    Action,
    EarnPoints,
    Enrol,
    GrantBenefit,
    MakeDraw,
    MultiplyPoints,
    RaiseTier,
    SendNotice,
    SetTag,
    TakePoints,
    TellMember,
    TellRoster,
    TellTeam,
)
from benefitdsl.quantities.rounding import divide

Factors = Mapping[str, Fraction]
NO_FACTORS: Factors = {}


def factors_of(actions: Iterable[Action]) -> Factors:
    """The most by which scaled earnings of each currency are multiplied where all these are taken (spec 4.4)."""
    plain: dict[str, Fraction] = {}
    product: dict[str, Fraction] = {}
    for action in actions:
        if isinstance(action, MultiplyPoints):
            factor = Fraction(action.numerator, action.denominator)
            if action.compound:
                product[action.currency] = product.get(action.currency, Fraction(1)) * max(
                    Fraction(1), factor
                )
            else:
                plain[action.currency] = plain.get(action.currency, Fraction(1)) + max(
                    Fraction(0), factor - 1
                )
    return {one: plain.get(one, Fraction(1)) * product.get(one, Fraction(1)) for one in {**plain, **product}}


def gifts_of(
    actions: Iterable[Action], facts: Facts, prices: Prices, factors: Factors, paid: int = 0
) -> Gifts:
    """What these give in one step with these factors. `paid` in minor units, and the points that they use up, at their
    worth, are taken off goods first, then off each draw, then off points."""
    actions = tuple(actions)
    paid += sum([_paid(action, facts, prices) for action in actions])
    found: dict[Sort, list[Form]] = {}
    for action in actions:
        for sort, form in _given(action, facts, factors):
            found.setdefault(sort, []).append(form)
    summed = {sort: total(forms) for sort, forms in found.items()}
    sorted_ = _by_once(summed, prices)
    return _less(sorted_, prices, paid) if paid else sorted_


def _given(action: Action, facts: Facts, factors: Factors) -> Iterable[tuple[Sort, Form]]:
    match action:
        case EarnPoints(currency, numerator, denominator, rounding, scaled_):
            factor = factors.get(currency, Fraction(1)) if scaled_ else Fraction(1)
            form = scaled(most_of(numerator, facts), factor)
            yield PointsOf(currency), rounded(form, denominator, rounding)
        case GrantBenefit(benefit, count):
            yield Once(benefit), fixed(count)
        case MakeDraw(draw):
            yield Drawn(draw), fixed(1)
        case MultiplyPoints() | TakePoints() | SetTag() | SendNotice() | RaiseTier() | Enrol():
            pass
        case TellMember() | TellTeam() | TellRoster():
            pass  # what others get counts with the event that they are told
        case _:
            assert_never(action)


def _by_once(gifts: Mapping[Sort, Form], prices: Prices) -> Gifts:
    """Instances as goods, but for those of a benefit that comes once."""
    found: dict[Sort, Form] = {}
    goods: list[Form] = []
    for sort, form in gifts.items():
        if isinstance(sort, Once) and sort.benefit not in prices.once:
            goods.append(scaled(form, prices.of_benefit(sort.benefit)))
        else:
            found[sort] = form
    worth = total(goods)
    return {**found, GOODS: worth} if worth else found


def _paid(action: Action, facts: Facts, prices: Prices) -> int:
    """The worth of points without which the action is not taken."""
    match action:
        case TakePoints(currency, numerator, denominator, rounding, False):
            amount = divide(least_of(numerator, facts), denominator, rounding)
            return int(amount * prices.of_points(currency))
        case _:
            return 0


def _less(gifts: Gifts, prices: Prices, paid: int) -> Gifts:
    found = dict(gifts)
    if GOODS in found:
        rest = max(0, paid - int(found[GOODS].fixed))
        found[GOODS], paid = at_least_nothing(found[GOODS], paid), rest
    for sort, form in gifts.items():
        match sort:
            case Drawn(draw) if form == fixed(1) and paid:
                del found[sort]
                found[Drawn(draw, paid)], paid = form, 0
            case PointsOf(currency) if paid and prices.of_points(currency):
                worth = prices.of_points(currency)
                found[sort] = at_least_nothing(form, Fraction(paid) / worth)
                paid = max(0, int(paid - form.fixed * worth))
            case _:
                pass
    return {sort: form for sort, form in found.items() if form}


__all__ = ["NO_FACTORS", "Factors", "factors_of", "gifts_of"]
