"""What became of each promotion and coupon, and why it is not taken where it is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from benefitdsl.engine.quote.candidates import Discount, Impossible
from benefitdsl.engine.quote.combine import Missed, Priced, combine
from benefitdsl.engine.quote.pieces import Basket, take_off
from benefitdsl.engine.quote.search import automatic_of, comes_first, meets
from benefitdsl.model.quote import Considered, Why


def considered_of(
    listed: Basket,
    discounts: Sequence[Discount],
    without: Iterable[Impossible],
    priced: Priced,
    *,
    chosen: bool,
) -> tuple[Considered, ...]:
    """Every one in the order of 18.2. `chosen`: the member said which coupons."""
    told = [
        (
            one.place,
            Considered(one.source, one.part, one.kind, "unusable", one.why, "", None, one.valid_until),
        )
        for one in without
    ]
    told += [(one.place, _considered(listed, discounts, priced, one, chosen=chosen)) for one in discounts]
    return tuple(each for _, each in sorted(told, key=lambda pair: pair[0]))


def _considered(
    listed: Basket, discounts: Sequence[Discount], priced: Priced, one: Discount, *, chosen: bool
) -> Considered:
    if one in priced.discounts:
        return Considered(one.source, one.part, one.kind, "taken", valid_until=one.valid_until)
    if one.is_automatic:
        return _not_taken_by_itself(listed, priced, one)
    alone = combine(listed, (one,), automatic_of(discounts))
    if isinstance(alone, Missed):
        missed = alone if alone.discount == one else Missed(one, None)
        return _told(one, "minimum" if missed.missing else "takes_nothing", missing=missed.missing)
    others = [taken for taken in priced.discounts if not taken.is_automatic]
    met = meets(one, others)
    if met is not None:
        return _told(one, met.why, met.other, usable=True)
    before = comes_first(listed, discounts, one)
    if before is not None:
        return _told(one, "group", before.source, usable=True)
    if chosen and one.kind == "coupon":
        return _told(one, "not_chosen", usable=True)
    together = combine(listed, (*others, one), automatic_of(discounts))
    if isinstance(together, Priced):
        return _told(one, "saves_less", usable=True)
    if together.discount != one:
        return _told(one, "not_combined", together.discount.source, usable=True)
    other = others[0].source if len(others) == 1 else ""
    return _told(one, "not_combined", other, missing=together.missing, usable=True)


def _told(
    one: Discount, why: Why, other: str = "", *, missing: int | None = None, usable: bool = False
) -> Considered:
    status: Literal["usable", "unusable"] = "usable" if usable else "unusable"
    return Considered(one.source, one.part, one.kind, status, why, other, missing, one.valid_until)


def _not_taken_by_itself(listed: Basket, priced: Priced, one: Discount) -> Considered:
    """An automatic promotion, asked at its turn in the combination."""
    alone = next((taken for taken in priced.discounts if taken.policy == "exclusive"), None)
    if alone is not None:
        return _told(one, "exclusive", alone.source, usable=True)
    basket = listed
    for taking in priced.takings:
        if taking.discount.place < one.place:
            basket = taking.off.of(basket)
    minimum, missing = one.minimum, 0
    if minimum is not None:
        asked = {"list": listed, "running": basket, "paid": priced.basket}[minimum.base]
        missing = max(0, minimum.amount - asked.total_of(one.touched))
    if missing or take_off(one.reduction, one.amount, one.touched, basket).total == 0:
        return _told(one, "minimum" if missing else "takes_nothing", missing=missing or None)
    # It would reach its `paid` minimum only because it is left out.
    return _told(one, "minimum")
