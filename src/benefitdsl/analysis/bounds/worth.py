"""What is given, by what bounds it together, and what it is worth in money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final, assert_never

from benefitdsl.analysis.bounds.forms import (
    OPEN,
    Form,
    Measure,
    fixed,
    greatest,
    product,
    scaled,
    share_of,
    total,
)
from benefitdsl.analysis.worth import worth_of_things
from benefitdsl.plan.expr import Const
from benefitdsl.plan.parts import Action, Benefit, Draw, EarnPoints, GrantBenefit, MakeDraw, Plan, Privilege
from benefitdsl.plan.reduction import Reduction


@dataclass(frozen=True, slots=True, order=True)
class Goods:
    """Benefits and uses of privileges, in minor units."""


@dataclass(frozen=True, slots=True, order=True)
class PointsOf:
    """Points of a currency, as many as there are."""

    currency: str


@dataclass(frozen=True, slots=True, order=True)
class Once:
    """Instances of a benefit that a member gets at most once."""

    benefit: str


@dataclass(frozen=True, slots=True, order=True)
class Drawn:
    """Draws made, for each of which so much was paid, in minor units."""

    draw: str
    paid: int = 0


Sort = Goods | PointsOf | Once | Drawn
Gifts = Mapping[Sort, Form]
NONE: Final[Gifts] = {}
GOODS: Final = Goods()


def together(gifts: Iterable[Gifts]) -> Gifts:
    """All of them."""
    return _combined(gifts, total)


def dearest(gifts: Iterable[Gifts]) -> Gifts:
    """Of each sort the most that any of them gives."""
    return _combined(gifts, greatest)


def often(gifts: Gifts, times: Form) -> Gifts:
    return {sort: form for sort, each in gifts.items() if (form := product(each, times))}


def _combined(gifts: Iterable[Gifts], join: Callable[[Iterable[Form]], Form]) -> Gifts:
    found: dict[Sort, list[Form]] = {}
    for each in gifts:
        for sort, form in each.items():
            found.setdefault(sort, []).append(form)
    return {sort: join(forms) for sort, forms in found.items()}


# ------------------------------------------------------------------------------------------- what it is worth


@dataclass(frozen=True, slots=True)
class Prices:
    """What a programme's things are worth, in minor units; `once` are the benefits that come once."""

    points: Mapping[str, Fraction]
    benefits: Mapping[str, Fraction]
    draws: Mapping[str, Draw]
    once: frozenset[str]

    @property
    def are_any(self) -> bool:
        return bool(self.points or self.benefits)

    def all_given(
        self, actions: Iterable[Action], seen: frozenset[str] = frozenset()
    ) -> Iterator[GrantBenefit | EarnPoints]:
        """Everything that actions give, prizes that they may draw included."""
        for action in actions:
            match action:
                case GrantBenefit() | EarnPoints():
                    yield action
                case MakeDraw(draw) if draw not in seen:
                    for prize in self.draws[draw].prizes:
                        yield from self.all_given(prize.actions, seen | {draw})
                case _:
                    pass

    def of_points(self, currency: str) -> Fraction:
        return self.points.get(currency, Fraction(0))

    def of_benefit(self, benefit: str) -> Fraction:
        return self.benefits.get(benefit, Fraction(0))


def prices_of(plan: Plan) -> Prices:
    said = worth_of_things(plan)
    off = {each.id: found for each in plan.benefits if (found := _taken_off_at_most(each)) is not None}
    once = frozenset(each.id for each in plan.benefits if each.once)
    return Prices(said.points, {**off, **said.benefits}, {draw.id: draw for draw in plan.draws}, once)


def unpriced(plan: Plan) -> tuple[tuple[str, str], ...]:
    """What is given away and has no worth that anyone declared: family and id. A badge and a paid membership cost
    nothing by themselves."""
    prices = prices_of(plan)
    currencies = [("points", each.id) for each in plan.points if each.id not in prices.points]
    benefits = [
        ("benefit", each.id)
        for each in plan.benefits
        if each.id not in prices.benefits and each.kind not in _FREE_KINDS
    ]
    privileges = [("privilege", each.id) for each in plan.privileges if _is_unpriced(each)]
    return (*currencies, *benefits, *privileges)


_FREE_KINDS: Final = ("badge", "membership")


def _is_unpriced(privilege: Privilege) -> bool:
    return privilege.worth is None


def _taken_off_at_most(benefit: Benefit) -> Fraction | None:
    """The most that it takes off in one order where that is an amount."""
    if benefit.reduction is None:
        return None
    off = taken_off(benefit.reduction, "")
    return off.fixed if off.is_fixed else None


def taken_off(reduction: Reduction, event: str) -> Form:
    """The most that a reduction takes off one order: an amount, or a share of what the order lists or of shipping."""
    if reduction.cap is not None:
        return fixed(reduction.cap)
    listed, part = Measure(event, "list_amount"), Fraction(*reduction.share)
    match reduction.way:
        case "amount":
            return _amount_off(reduction, listed)
        case "percent":
            return share_of(listed, part)
        case "price":
            return share_of(listed)
        case "nth":
            return share_of(listed, part / max(1, reduction.every))
        case "cheapest":
            return share_of(listed, part * reduction.free / max(1, reduction.every))
        case "shipping":
            return share_of(Measure(event, "shipping"), part)
        case _:
            assert_never(reduction.way)


def _amount_off(reduction: Reduction, listed: Measure) -> Form:
    match reduction.amount:
        case Const(int(amount)):
            if reduction.per is None:
                return fixed(amount)
            if reduction.times is not None:
                return fixed(amount * reduction.times)
            return share_of(listed, Fraction(amount, reduction.per))
        case _:
            return share_of(listed)


# ------------------------------------------------------------------------------------------- in money


@dataclass(frozen=True, slots=True)
class Piece:
    """Money of one sort: a bound, never above `cap`."""

    form: Form
    cap: Fraction | None = None

    @property
    def plain(self) -> Piece:
        """The same in fewer words: where what is given at all comes to the cap, there is nothing else to say."""
        return Piece(fixed(self.cap)) if self.cap is not None and self.cap <= self.form.fixed else self

    @property
    def settled(self) -> Form:
        """The bound as one form: the cap where it is below, or where nothing else ends it."""
        if self.cap is None:
            return self.form
        return fixed(min(self.cap, self.form.fixed) if self.form.is_fixed else self.cap)


def drawn_worth(draw: Draw, times: Form, paid: int, worth: Callable[[str, str], Fraction | None]) -> Piece:
    """What so many draws can come to: the dearest prizes as long as their stock lasts."""
    priced = [(worth(draw.id, each.id), each.stock) for each in draw.prizes]
    known = [(max(Fraction(0), value - paid), stock) for value, stock in priced if value is not None]
    if len(known) < len(priced):
        return Piece(OPEN)
    prizes = sorted(known, key=lambda one: one[0], reverse=True)
    stocked = [(value, stock) for value, stock in prizes if stock is not None]
    lasting = max((value for value, stock in prizes if stock is None), default=Fraction(0))
    extra = sum([stock * (value - lasting) for value, stock in stocked if value > lasting], Fraction(0))
    cap = extra if not lasting else None
    if times.is_fixed:
        return Piece(fixed(_greedy(prizes, ceil(times.fixed))))
    return Piece(total((scaled(times, lasting), fixed(extra))), cap)


def _greedy(prizes: Iterable[tuple[Fraction, int | None]], times: int) -> Fraction:
    found, left = Fraction(0), times
    for value, stock in prizes:
        taken = left if stock is None else min(left, stock)
        found += taken * value
        left -= taken
    return found


__all__ = [
    "GOODS", "NONE", "Drawn", "Gifts", "Goods", "Once", "Piece", "PointsOf", "Prices", "Sort", "dearest", "drawn_worth",
    "often", "prices_of", "taken_off", "together", "unpriced",
]  # fmt: skip
