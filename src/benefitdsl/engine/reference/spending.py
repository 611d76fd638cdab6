"""Spending points, using benefits and promotions on an order (spec §2.2, §12.2, §17)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

from benefitdsl.engine.reference import benefits, limits, lots, reservations
from benefitdsl.engine.reference.expressions import flag, in_segment, lines_of, matching
from benefitdsl.engine.reference.facts import BenefitStep, Firing, Issued, Spent
from benefitdsl.engine.reference.run import Author, Rejected, Run, UsedUp
from benefitdsl.engine.reference.schedules import holds
from benefitdsl.model.effect import BenefitUsed, LotPart, PointsSpent, PromotionUsed
from benefitdsl.model.event import Line
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import Benefit, EventType, Minimum, Points, Promotion


def spend(run: Run, kind: EventType) -> None:
    _spend_points(run)
    if kind.role not in ("hold", "release"):
        _use_coupons(run, kind)
    for entry in _discounts(run):
        promotion = next((each for each in run.plan.promotions if each.id == entry.get("source")), None)
        if promotion is not None:
            _use_promotion(run, promotion, entry)


# ------------------------------------------------------------------------------------------ points


def _spend_points(run: Run) -> None:
    """What each field asks, of all the currencies that name it, at the place of the first."""
    assert run.event is not None
    fields = list(dict.fromkeys(points.spent_by for points in run.plan.points if points.spent_by is not None))
    for field in fields:
        wanted = run.event.fields.get(field)
        if isinstance(wanted, int) and wanted > 0:
            _spend_together(run, [points for points in run.plan.points if points.spent_by == field], wanted)


def _spend_together(run: Run, together: list[Points], wanted: int) -> None:
    first = together[0]
    have = sum(lots.spendable(run.state, points.id) for points in together)
    if wanted > have and first.shortfall == "refuse":
        raise Rejected("refused", "not_enough_points", first.id)
    amount = _as_cash(run, first, min(wanted, have))
    for points in together:
        part = min(amount, lots.spendable(run.state, points.id))
        amount -= part
        if part > 0:
            parts = lots.consume(run, points.id, part)
            run.state.spent.append(Spent(run.key, points.id, parts))
            shown = tuple(LotPart(lot, size) for lot, size in parts)
            run.effects.append(PointsSpent(run.cause(run.role_author), points.id, part, shown))


def _as_cash(run: Run, points: Points, amount: int) -> int:
    """What of the amount can stand for money: whole steps, within the share of the order."""
    assert run.event is not None
    paid = run.event.fields.get("amount")
    if points.as_cash is None or not isinstance(paid, int):
        return amount
    step, minor, numerator, denominator = points.as_cash
    if points.shortfall == "take_what_is_there":
        amount -= amount % step
    most = floor(Fraction(paid * numerator, denominator))
    if amount > 0 and (amount % step != 0 or amount // step * minor > most):
        raise Rejected("refused", "points_over_share", points.id)
    return amount


# ------------------------------------------------------------------------------------------ benefits


def _use_coupons(run: Run, kind: EventType) -> None:
    assert run.event is not None
    coupons = run.event.fields.get("coupons", ())
    for text in coupons if isinstance(coupons, tuple) else ():
        _use_on_order(run, str(text))
    if any(field.name == "coupons" for field in kind.fields) and "checkout" in run.event.fields:
        reservations.release(run, str(run.event.fields["checkout"]))


def _use_on_order(run: Run, text: str) -> None:
    named = benefits.instances_named(run.state, text)
    _use_one(run, text, [issued for issued in named if _is_usable_on_order(run, issued, text)])


def redeem(run: Run, text: str) -> None:
    """Use outside an order: without minimum and `where`."""
    named = benefits.instances_named(run.state, text)
    _use_one(run, text, [issued for issued in named if benefits.is_usable(run, issued)])


def _use_one(run: Run, text: str, candidates: list[Issued]) -> None:
    chosen = benefits.earliest_end(run.state, candidates)
    if chosen is None:
        raise Rejected("refused", "coupon_not_usable", text)
    use(run, chosen)


def use(run: Run, issued: Issued, firing: int = -1) -> None:
    run.state.benefit_steps.append(BenefitStep(issued.instance, "used", None, run.key, firing=firing))
    run.effects.append(BenefitUsed(run.cause(run.role_author), issued.benefit, issued.instance))
    run.raised.append(UsedUp(issued.benefit))


def _is_usable_on_order(run: Run, issued: Issued, text: str) -> bool:
    benefit = benefits.named(run.plan, issued.benefit)
    return (
        benefits.is_usable(run, issued)
        and (benefit.per_order is None or _used_by_event(run, benefit.id) < benefit.per_order)
        and (benefit.minimum is None or _reaches(run, benefit, benefit.minimum, text))
        and flag(benefit.where, run.reading())
    )


def _used_by_event(run: Run, benefit: str) -> int:
    instances = {issued.instance for issued in run.state.issued if issued.benefit == benefit}
    used = [fact for fact in run.state.benefit_steps if fact.step == "used" and fact.event == run.key]
    return sum(fact.instance in instances for fact in used)


def _reaches(run: Run, benefit: Benefit, minimum: Minimum, text: str) -> bool:
    """Whether the order, or what the reduction touches of it, is worth the minimum; asked with `amount` only."""
    assert run.event is not None
    amount = run.event.fields.get("amount")
    if not isinstance(amount, int):
        return True
    told = _told_base(run, text, benefit.id) if minimum.base == "running" else None
    if told is not None:
        return minimum.amount <= told
    lines = _lines_touched(run, benefit)
    if minimum.base == "paid":
        base = amount if lines is None else sum(int(line.get("amount", 0)) for line in lines)
    elif lines is None:
        listed = run.event.fields.get("list_amount", amount)
        assert isinstance(listed, int)
        base = listed
    else:
        base = sum(int(line.get("list_amount", line.get("amount", 0))) for line in lines)
    return minimum.amount <= base


def _told_base(run: Run, text: str, benefit: str) -> int | None:
    """The base that the order tells for a discount."""
    for source in (text, benefit):
        for entry in _discounts(run):
            if entry.get("source") == source:
                base = entry.get("base")
                return base if isinstance(base, int) else None
    return None


def _lines_touched(run: Run, benefit: Benefit) -> list[Line] | None:
    """The lines for which the reduction is meant; None for the whole order."""
    where = benefit.reduction.where if benefit.reduction is not None else TRUE
    if where == TRUE or not lines_of(run.plan, run.event):
        return None
    return [each.line for each in matching(where, run.reading()) if each.line is not None]


# ------------------------------------------------------------------------------------------ promotions


def _discounts(run: Run) -> list[Line]:
    assert run.event is not None
    entries = run.event.fields.get("discounts", ())
    return [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, tuple) else []


def _use_promotion(run: Run, promotion: Promotion, entry: Line) -> None:
    reading = run.reading()
    if (
        (
            promotion.schedule is not None
            and not holds(promotion.schedule, run.time, run.state.attributes, run.at)
        )
        or (promotion.audience is not None and not in_segment(promotion.audience, reading))
        or not flag(promotion.condition, reading)
        or not all(
            limits.has_room(run, f"promotion:{promotion.id}", index, limit, reading)
            for index, limit in enumerate(promotion.limits)
        )
    ):
        raise Rejected("refused", "promotion_not_available", promotion.id)
    firing = len(run.state.firings)
    run.state.firings.append(Firing(firing, promotion.id, "promotion", run.key, None))
    for index, limit in enumerate(promotion.limits):
        limits.use(run, f"promotion:{promotion.id}", index, limit, firing, reading)
    cause = run.cause(Author(promotion.id, promotion.origin))
    run.effects.append(PromotionUsed(cause, promotion.id, int(entry.get("amount", 0))))
