"""Coupons kept for one checkout (spec §17.3)."""

from __future__ import annotations

from benefitdsl.engine.reference import benefits
from benefitdsl.engine.reference.facts import BenefitStep, Issued
from benefitdsl.engine.reference.localtime import MINUTE
from benefitdsl.engine.reference.run import Author, Rejected, Run
from benefitdsl.model.effect import BenefitReleased, BenefitReserved

MINUTES = 15


def hold(run: Run) -> None:
    """Reserve each text named; what the checkout held before is free first."""
    assert run.event is not None
    checkout = str(run.event.fields.get("checkout", ""))
    minutes = run.event.fields.get("minutes", MINUTES)
    assert isinstance(minutes, int)
    release(run, checkout)
    coupons = run.event.fields.get("coupons", ())
    for text in coupons if isinstance(coupons, tuple) else ():
        _reserve(run, str(text), checkout, run.at + minutes * MINUTE)


def _reserve(run: Run, text: str, checkout: str, until: int) -> None:
    free = [
        issued
        for issued in benefits.instances_named(run.state, text)
        if benefits.condition(run.state, issued) == "held"
        and benefits.is_usable(run, issued)
        and _is_within_order(run, issued, checkout)
    ]
    chosen = benefits.earliest_end(run.state, free)
    if chosen is None:
        raise Rejected("refused", "coupon_not_usable", text)
    run.state.benefit_steps.append(BenefitStep(chosen.instance, "reserved", until, checkout=checkout))
    cause = run.cause(run.role_author)
    run.effects.append(BenefitReserved(cause, chosen.benefit, chosen.instance, checkout, until))


def _is_within_order(run: Run, issued: Issued, checkout: str) -> bool:
    """Whether an order may use one more of the benefit than the checkout has reserved."""
    most = benefits.named(run.plan, issued.benefit).per_order
    reserved = [each for each in _reserved_for(run, checkout) if each.benefit == issued.benefit]
    return most is None or len(reserved) < most


def release(run: Run, checkout: str) -> None:
    for issued in _reserved_for(run, checkout):
        _free(run, issued, checkout, run.role_author, lapsed=False)


def lapse(run: Run, due: int) -> None:
    """Free the reservations whose time is over."""
    for issued in run.state.issued:
        reserved = benefits.reservation(run.state, issued)
        if reserved is not None and reserved.until is not None and reserved.until <= due:
            benefit = benefits.named(run.plan, issued.benefit)
            _free(run, issued, reserved.checkout, Author(benefit.id, benefit.origin), lapsed=True)


def _reserved_for(run: Run, checkout: str) -> list[Issued]:
    """The instances reserved for a checkout, in issue order."""
    found = []
    for issued in run.state.issued:
        reserved = benefits.reservation(run.state, issued)
        if reserved is not None and reserved.checkout == checkout:
            found.append(issued)
    return found


def _free(run: Run, issued: Issued, checkout: str, author: Author, lapsed: bool) -> None:
    run.state.benefit_steps.append(BenefitStep(issued.instance, "released"))
    cause = run.cause(author)
    run.effects.append(BenefitReleased(cause, issued.benefit, issued.instance, checkout, lapsed))
