"""The built-in law of coupons that pay for everything: read off the plan, as no history is needed to see it."""

from __future__ import annotations

from benefitdsl.engine.book import source
from benefitdsl.plan.expr import Const
from benefitdsl.plan.parts import Benefit, Given, Plan
from benefitdsl.verify.laws.law import Breach, CoversAll


def breaches_at_rest(plan: Plan) -> tuple[Breach, ...]:
    """What is wrong with the programme whatever happens."""
    found = ((benefit, _covers_all(benefit)) for benefit in plan.benefits)
    return tuple(
        Breach("free_of_charge", None, covers, (source(benefit.id, benefit.origin),))
        for benefit, covers in found
        if covers is not None
    )


def _covers_all(benefit: Benefit) -> CoversAll | None:
    """An amount off that is no less than the order it asks for. What is meant to be free (a price, all of the percent,
    an exchange) says so in another way; one without a minimum asks for no order."""
    reduction, minimum = benefit.reduction, benefit.minimum
    if reduction is None or minimum is None or reduction.way != "amount":
        return None
    if not isinstance(reduction.amount, Const) or not isinstance(reduction.amount.value, int):
        return None
    times = 1 if reduction.per is None else minimum.amount // reduction.per
    if reduction.times is not None:
        times = min(times, reduction.times)
    off = reduction.amount.value * times
    if reduction.cap is not None:
        off = min(off, reduction.cap)
    if minimum.amount <= 0 or off < minimum.amount:
        return None
    return CoversAll(Given("benefit", benefit.id), off, minimum.amount)
