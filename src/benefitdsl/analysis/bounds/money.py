"""Gifts in money: a bound is a sum of pieces, one for each sort of thing that has a bound of its own: goods, points
of a currency, prizes of a draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from benefitdsl.analysis.bounds.forms import Form, Measure, greatest, scaled, total
from benefitdsl.analysis.bounds.gifts import NO_FACTORS, gifts_of
from benefitdsl.analysis.bounds.givers import Giver
from benefitdsl.analysis.bounds.periods import Period, least, units_in
from benefitdsl.analysis.bounds.worth import (
    GOODS,
    NONE,
    Drawn,
    Gifts,
    Goods,
    Once,
    Piece,
    PointsOf,
    Prices,
    Sort,
    dearest,
    drawn_worth,
    prices_of,
)
from benefitdsl.analysis.facts import facts_of
from benefitdsl.plan.parts import Plan, TakePoints


@dataclass(frozen=True, slots=True)
class Driver:
    """One giver and the most that it comes to by itself."""

    giver: Giver
    worth: Form


@dataclass(frozen=True, slots=True)
class Bound:
    """The sum of its pieces, and who drives it, the dearest first."""

    pieces: tuple[Piece, ...]
    drivers: tuple[Driver, ...] = ()

    def at(self, values: Mapping[Measure, int]) -> Fraction | None:
        """The bound where so much of each measure came; None for none."""
        found = Fraction(0)
        for piece in self.pieces:
            worth = piece.form.at(values)
            if worth is None or (piece.cap is not None and piece.cap < worth):
                worth = piece.cap
            if worth is None:
                return None
            found += worth
        return found

    @property
    def settled(self) -> Form:
        """As one form."""
        return total(piece.settled for piece in self.pieces)


# ------------------------------------------------------------------------------------------- in money


def bound_of(plan: Plan, gifts: Gifts, period: Period | None, drivers: Iterable[Driver] = ()) -> Bound:
    """Gifts in money: each sort with what bounds it in a period, or (None) in one event."""
    prices = prices_of(plan)
    pieces = (
        _piece(plan, sort, form, period, prices).plain for sort, form in sorted(gifts.items(), key=_order)
    )
    ranked = sorted((each for each in drivers if each.worth), key=_weight, reverse=True)
    return Bound(tuple(piece for piece in pieces if piece.form and piece.cap != 0), tuple(ranked))


def worth_of(plan: Plan, gifts: Gifts, period: Period | None) -> Form:
    return bound_of(plan, gifts, period).settled


def _order(one: tuple[Sort, Form]) -> str:
    return repr(one[0])


def _weight(driver: Driver) -> tuple[bool, bool, Fraction]:
    worth = driver.worth
    return (
        worth.is_open,
        bool(worth.shares),
        worth.fixed + sum([share for _, share in worth.shares], Fraction(0)),
    )


def _piece(plan: Plan, sort: Sort, form: Form, period: Period | None, prices: Prices) -> Piece:
    match sort:
        case Goods():
            return Piece(form)
        case PointsOf(currency):
            worth, most = prices.of_points(currency), _capped(plan, currency, period)
            return Piece(scaled(form, worth), None if most is None else most * worth)
        case Once(benefit):
            return Piece(scaled(form, prices.of_benefit(benefit)), prices.of_benefit(benefit))
        case Drawn(draw, paid):
            return drawn_worth(
                prices.draws[draw], form, paid, lambda name, prize: prize_worth(plan, name, prize)
            )


def _capped(plan: Plan, currency: str, period: Period | None) -> int | None:
    """The most points of a currency that its caps let through."""
    caps = next(each.caps for each in plan.points if each.id == currency)
    counts: list[int | None] = []
    for cap in caps:
        if period is None:
            counts.append(cap.count)
        elif cap.per != "event":
            units = units_in(cap.per, period)
            counts.append(None if units is None else cap.count * units)
    return least(counts)


def prize_worth(plan: Plan, draw: str, prize: str, seen: frozenset[str] = frozenset()) -> Fraction | None:
    """What one prize comes to, with what it draws again; None where that has no bound. Points that it takes are paid
    only where they are there, so nothing is taken off for them."""
    prices = prices_of(plan)
    found = next(each for each in prices.draws[draw].prizes if each.id == prize)
    worth: list[Fraction | None] = []
    given = [each for each in found.actions if not isinstance(each, TakePoints)]
    for sort, form in gifts_of(given, facts_of(plan), prices, NO_FACTORS).items():
        if isinstance(sort, Drawn) and sort.draw not in seen:
            deeper = seen | {draw}
            inner = [prize_worth(plan, sort.draw, each.id, deeper) for each in prices.draws[sort.draw].prizes]
            worth += [_dearest(inner)] * int(form.fixed)
        elif not isinstance(sort, Drawn):
            settled = _piece(plan, sort, form, None, prices).settled
            worth.append(settled.fixed if settled.is_fixed else None)
    known = [each for each in worth if each is not None]
    return None if len(known) < len(worth) else sum(known, Fraction(0))


def _dearest(worth: list[Fraction | None]) -> Fraction | None:
    known = [each for each in worth if each is not None]
    return None if len(known) < len(worth) else max(known, default=Fraction(0))


def dearest_case(plan: Plan, cases: Iterable[Gifts]) -> Gifts:
    """Of cases that exclude one another the one that is worth no less than any other, where the sorts of things can be
    weighed against one another; else of each sort the most that any case gives."""
    found = tuple(each for each in cases if each)
    if len(found) < 2 or any(_is_bounded_alone(plan, sort) for each in found for sort in each):
        return dearest(found)
    worth = [worth_of(plan, each, None) for each in found]
    most = greatest(worth)
    return next((each for each, form in zip(found, worth, strict=True) if form == most), dearest(found))


def one_of(plan: Plan, options: Sequence[Gifts]) -> Gifts:
    """The most of things of which one event brings one: in money where draws are among them, whose worth is told by how
    many there are of each. No sum of draws is worth more than each of them alone."""
    sorts = {sort for each in options for sort in each}
    worth = [worth_of(plan, each, None) for each in options]
    weighed = all(isinstance(sort, Drawn) or not _is_bounded_alone(plan, sort) for sort in sorts)
    if weighed and all(each.is_fixed for each in worth):
        most = greatest(worth)
        return {GOODS: most} if most else NONE
    return dearest(options)


def _is_bounded_alone(plan: Plan, sort: Sort) -> bool:
    """Whether a bound of its own keeps a sort from being weighed against others."""
    match sort:
        case Goods():
            return False
        case PointsOf(currency):
            return any(each.id == currency and each.caps for each in plan.points)
        case Once() | Drawn():
            return True


__all__ = ["Bound", "Driver", "bound_of", "dearest_case", "one_of", "prize_worth", "worth_of"]
