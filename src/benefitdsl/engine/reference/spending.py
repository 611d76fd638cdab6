"""Spending points and using benefits (spec §2.2)."""

from __future__ import annotations

from benefitdsl.engine.reference import benefits, lots
from benefitdsl.engine.reference.expressions import flag
from benefitdsl.engine.reference.facts import BenefitStep, Issued, Spent
from benefitdsl.engine.reference.run import Rejected, Run, UsedUp
from benefitdsl.model.effect import BenefitUsed, LotPart, PointsSpent
from benefitdsl.plan.parts import Minimum, Points


def spend(run: Run) -> None:
    assert run.event is not None
    for points in run.plan.points:
        wanted = run.event.fields.get(points.spent_by) if points.spent_by is not None else None
        if isinstance(wanted, int) and wanted > 0:
            _spend_points(run, points, wanted)
    coupons = run.event.fields.get("coupons", ())
    for text in coupons if isinstance(coupons, tuple) else ():
        _use_on_order(run, str(text))


def _spend_points(run: Run, points: Points, wanted: int) -> None:
    have = lots.spendable(run.state, points.id)
    if wanted > have and points.shortfall == "refuse":
        raise Rejected("refused", "not_enough_points", points.id)
    amount = min(wanted, have)
    if amount > 0:
        parts = lots.consume(run, points.id, amount)
        run.state.spent.append(Spent(run.key, points.id, parts))
        shown = tuple(LotPart(lot, part) for lot, part in parts)
        run.effects.append(PointsSpent(run.cause(run.role_author), points.id, amount, shown))


def _use_on_order(run: Run, text: str) -> None:
    candidates = [issued for issued in _named(run, text) if _is_usable_on_order(run, issued)]
    _use_one(run, text, candidates)


def redeem(run: Run, text: str) -> None:
    """Use outside an order: without minimum and `where`."""
    _use_one(run, text, [issued for issued in _named(run, text) if benefits.is_usable(run, issued)])


def _use_one(run: Run, text: str, candidates: list[Issued]) -> None:
    chosen = benefits.earliest_end(run.state, candidates)
    if chosen is None:
        raise Rejected("refused", "coupon_not_usable", text)
    use(run, chosen)


def use(run: Run, issued: Issued) -> None:
    run.state.benefit_steps.append(BenefitStep(issued.instance, "used", None, run.key))
    run.effects.append(BenefitUsed(run.cause(run.role_author), issued.benefit, issued.instance))
    run.raised.append(UsedUp(issued.benefit))


def _named(run: Run, text: str) -> list[Issued]:
    """The instance of that id, else the instances of the benefit of that id."""
    instance = [issued for issued in run.state.issued if issued.instance == text]
    return instance or [issued for issued in run.state.issued if issued.benefit == text]


def _is_usable_on_order(run: Run, issued: Issued) -> bool:
    benefit = benefits.named(run.plan, issued.benefit)
    return (
        benefits.is_usable(run, issued)
        and (benefit.minimum is None or _reaches(run, benefit.minimum))
        and flag(benefit.where, run.reading())
    )


def _reaches(run: Run, minimum: Minimum) -> bool:
    assert run.event is not None
    fields = run.event.fields
    if "amount" not in fields:
        return True
    base = fields["amount"]
    if minimum.base == "list":
        base = fields.get("list_amount", base)
    assert isinstance(base, int)
    return minimum.amount <= base
