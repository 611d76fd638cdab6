"""The best combination: every one is looked at, up to a bound (spec 18.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from math import prod
from typing import NamedTuple

from benefitdsl.engine.quote.candidates import Discount
from benefitdsl.engine.quote.combine import Missed, Priced, combine
from benefitdsl.engine.quote.pieces import Basket
from benefitdsl.limits import MAX_COMBINATIONS
from benefitdsl.model.quote import Why

Set = tuple[Discount, ...]
Factor = list[Set]
"""The sets of which a combination has one: nothing, one of a group, the first so many of a coupon."""


class QuoteTooLarge(ValueError):
    """So many combinations of discounts that the best is not looked for: the member must choose."""

    def __init__(self, combinations: int) -> None:
        super().__init__(
            f"{combinations} combinations of discounts are more than {MAX_COMBINATIONS}; let the member choose coupons"
        )
        self.combinations = combinations


class Met(NamedTuple):
    """A discount that cannot be in a combination because of another."""

    discount: Discount
    why: Why
    other: str


@dataclass(frozen=True, slots=True)
class Found:
    """The best valid combination and how many were looked at; None where none of those asked for is valid, with the
    reason that one of them gives."""

    best: Priced | None
    combinations: int
    reason: Missed | Met | None = None


def automatic_of(discounts: Iterable[Discount]) -> list[Discount]:
    return [discount for discount in discounts if discount.is_automatic]


def best_of(listed: Basket, discounts: Sequence[Discount]) -> Found:
    """The best of all combinations. `QuoteTooLarge`."""
    automatic = automatic_of(discounts)
    asked = firsts(listed, [discount for discount in discounts if not discount.is_automatic])
    return _search(listed, automatic, *_factors(asked))


def best_with(listed: Basket, discounts: Sequence[Discount], coupons: Sequence[Discount]) -> Found:
    """The best of the combinations with exactly these coupons. `QuoteTooLarge`."""
    met = first_met(listed, discounts, coupons)
    if met is not None:
        return Found(None, 0, met)
    automatic = automatic_of(discounts)
    if any(coupon.policy == "exclusive" for coupon in coupons):
        return _search(listed, automatic, [], [tuple(coupons)])
    used = {coupon.group.id for coupon in coupons if coupon.group is not None and coupon.policy != "stack"}
    promotions = [
        discount
        for discount in firsts(listed, [one for one in discounts if not one.is_automatic])
        if discount.kind == "promotion" and (discount.group is None or discount.group.id not in used)
    ]
    factors, exclusive = _factors(promotions)
    return _search(listed, automatic, [[tuple(coupons)], *factors], [] if coupons else exclusive)


def _search(
    listed: Basket, automatic: Sequence[Discount], factors: Sequence[Factor], exclusive: Sequence[Set]
) -> Found:
    """The best of one set of each factor, or one that stands alone."""
    count = (prod([len(factor) for factor in factors]) if factors or not exclusive else 0) + len(exclusive)
    if count > MAX_COMBINATIONS:
        raise QuoteTooLarge(count)
    best: Priced | None = None
    reason: Missed | None = None
    for chosen in _all(factors, exclusive):
        found = combine(listed, chosen, automatic)
        if isinstance(found, Missed):
            reason = reason or found
        elif best is None or found.rank < best.rank:
            best = found
    return Found(best, count, reason)


def _all(factors: Sequence[Factor], exclusive: Sequence[Set]) -> Iterator[Iterable[Discount]]:
    if factors or not exclusive:
        yield from (chain.from_iterable(sets) for sets in product(*factors))
    yield from exclusive


# ------------------------------------------------------------------------------------------- what may meet


def _factors(discounts: Sequence[Discount]) -> tuple[list[Factor], list[Set]]:
    """The factors, and the sets of one that let nothing stand beside them."""
    free: dict[str, list[Discount]] = {}
    groups: dict[str, list[Discount]] = {}
    exclusive: list[Set] = []
    for discount in discounts:
        kind = f"{discount.kind} {discount.part}"
        if discount.group is None or discount.policy == "stack":
            free.setdefault(kind, []).append(discount)
        elif discount.policy != "exclusive":
            _add_first(groups.setdefault(discount.group.id, []), discount)
        elif all((one.kind, one.part) != (discount.kind, discount.part) for (one,) in exclusive):
            exclusive.append((discount,))
    factors = [_so_many(equal) for equal in free.values()]
    factors += [[(), *((discount,) for discount in group)] for group in groups.values()]
    return factors or [[()]], exclusive


def _add_first(group: list[Discount], discount: Discount) -> None:
    """Of equal coupons only the first can be the one of a group."""
    if all((one.kind, one.part) != (discount.kind, discount.part) for one in group):
        group.append(discount)


def _so_many(equal: Sequence[Discount]) -> Factor:
    """None, the first, the first two … of equal ones, as many as an order may use."""
    most = equal[0].per_order
    return [
        tuple(equal[:count]) for count in range(min(len(equal), len(equal) if most is None else most) + 1)
    ]


def firsts(listed: Basket, discounts: Sequence[Discount]) -> list[Discount]:
    """Without those of a group `first` that come after one which takes something off by itself."""
    found: list[Discount] = []
    decided: set[str] = set()
    for discount in discounts:
        if discount.group is None or discount.policy != "first":
            found.append(discount)
        elif discount.group.id not in decided and takes_alone(listed, discount):
            decided.add(discount.group.id)
            found.append(discount)
    return found


def takes_alone(listed: Basket, discount: Discount) -> bool:
    return isinstance(combine(listed, (discount,), ()), Priced)


def first_met(listed: Basket, discounts: Sequence[Discount], coupons: Sequence[Discount]) -> Met | None:
    """The first of the chosen coupons that cannot be beside those before it, or for which another comes first."""
    for number, coupon in enumerate(coupons):
        before = comes_first(listed, discounts, coupon)
        if before is not None:
            return Met(coupon, "group", before.source)
        met = meets(coupon, coupons[:number])
        if met is not None:
            return met
    return None


def comes_first(listed: Basket, discounts: Sequence[Discount], discount: Discount) -> Discount | None:
    """Of a group `first`, the one that takes something off by itself and stands before this one."""
    if discount.group is None or discount.policy != "first":
        return None
    group = (one for one in discounts if one.group == discount.group and one.place < discount.place)
    return next((one for one in group if takes_alone(listed, one)), None)


def meets(discount: Discount, others: Sequence[Discount]) -> Met | None:
    """Why a discount cannot be in a combination with these, whatever it takes off."""
    for other in others:
        if "exclusive" in (discount.policy, other.policy):
            same = discount.group is not None and discount.group == other.group
            return Met(discount, "group" if same else "exclusive", other.source)
        if discount.group is not None and discount.group == other.group and discount.policy != "stack":
            return Met(discount, "group", other.source)
    equal = sum([(other.kind, other.part) == (discount.kind, discount.part) for other in others])
    if discount.per_order is not None and equal >= discount.per_order:
        return Met(discount, "per_order", "")
    return None
