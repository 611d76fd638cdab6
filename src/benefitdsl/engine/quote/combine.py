"""One combination of discounts: what it takes off, and whether it is valid (spec 18.3, 18.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benefitdsl.engine.quote.candidates import Discount
from benefitdsl.engine.quote.pieces import Basket, Off, take_off


@dataclass(frozen=True, slots=True)
class Taking:
    """The turn of one discount: `base` is the running total of the lines that it touches."""

    discount: Discount
    base: int
    off: Off


@dataclass(frozen=True, slots=True)
class Priced:
    """A valid combination: its discounts in order, and the basket that they leave."""

    takings: tuple[Taking, ...]
    basket: Basket

    @property
    def discounts(self) -> tuple[Discount, ...]:
        return tuple([taking.discount for taking in self.takings])

    @property
    def rank(self) -> tuple[int, int, tuple[int, ...]]:
        """What the best has the least of: to pay, coupons, places."""
        coupons = sum([taking.discount.kind == "coupon" for taking in self.takings])
        return self.basket.to_pay, coupons, tuple([taking.discount.place for taking in self.takings])


@dataclass(frozen=True, slots=True)
class Missed:
    """Why a combination is not valid: one of it misses its minimum by so much, or (None) takes nothing."""

    discount: Discount
    missing: int | None


def combine(listed: Basket, chosen: Iterable[Discount], automatic: Sequence[Discount]) -> Priced | Missed:
    """The chosen discounts with every automatic one that can be taken beside them. An automatic one that misses its
    `paid` minimum in the end is left out, the last such first, and all is counted again."""
    chosen = tuple(chosen)
    alone = any(discount.policy == "exclusive" for discount in chosen)
    offered = [] if alone else list(automatic)
    while True:
        takings, missed, basket = _walk(listed, chosen, offered)
        late = [t.discount for t in takings if t.discount.is_automatic and _short_paid(t.discount, basket)]
        if not late:
            break
        offered.remove(late[-1])
    for taking in takings:
        short = _short_paid(taking.discount, basket)
        if short:
            missed.append(Missed(taking.discount, short))
    if missed:
        return min(missed, key=lambda one: one.discount.place)
    return Priced(tuple(takings), basket)


def _walk(
    listed: Basket, chosen: Sequence[Discount], offered: Sequence[Discount]
) -> tuple[list[Taking], list[Missed], Basket]:
    """Each discount in its turn. An automatic one that cannot be taken is passed over, a chosen one is noted."""
    takings: list[Taking] = []
    missed: list[Missed] = []
    basket = listed
    for discount in sorted((*chosen, *offered), key=lambda discount: discount.place):
        base = basket.total_of(discount.touched)
        short = _short(discount, listed, base)
        off = take_off(discount.reduction, discount.amount, discount.touched, basket)
        if short or not off.total:
            if discount.is_automatic:
                continue
            missed.append(Missed(discount, short or None))
        takings.append(Taking(discount, base, off))
        basket = off.of(basket)
    return takings, missed, basket


def _short(discount: Discount, listed: Basket, running: int) -> int:
    """How much is missing to the minimum at this discount's turn."""
    minimum = discount.minimum
    if minimum is None or minimum.base == "paid":
        return 0
    base = running if minimum.base == "running" else listed.total_of(discount.touched)
    return max(0, minimum.amount - base)


def _short_paid(discount: Discount, basket: Basket) -> int:
    minimum = discount.minimum
    if minimum is None or minimum.base != "paid":
        return 0
    return max(0, minimum.amount - basket.total_of(discount.touched))
