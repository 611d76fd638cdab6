"""A quote: the best that a cart can have, how it is paid, and what its order would bring (spec §18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from benefitdsl.engine.draft import Draft
from benefitdsl.engine.draws import fit_or_stand_in, require_no_draw
from benefitdsl.engine.left import lines_of
from benefitdsl.engine.quote.candidates import Discount, Readings, candidates, impossible
from benefitdsl.engine.quote.cart_door import order_type
from benefitdsl.engine.quote.combine import Priced, Taking, combine
from benefitdsl.engine.quote.considered import considered_of
from benefitdsl.engine.quote.paying import Paying, pay, shares_of
from benefitdsl.engine.quote.pieces import Basket
from benefitdsl.engine.quote.search import Found, automatic_of, best_of, best_with
from benefitdsl.engine.quote.upcoming import Upcoming
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, FieldValue, Line
from benefitdsl.model.member import Member
from benefitdsl.model.pools import Pools
from benefitdsl.model.quote import (
    Cart,
    CartLine,
    Considered,
    LineCut,
    NotQuoted,
    Quote,
    QuotedLine,
    QuotedShipping,
    Taken,
)

if TYPE_CHECKING:
    from benefitdsl.engine.compile import Engine

UNNAMED: Final = "@quote"
"""The id and the number of the order that is tried; no event from outside has an id that begins so."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote, and the order that comes of it but for its id and number."""

    quote: Quote
    order: Event


@dataclass(frozen=True, slots=True)
class _Asked:
    """A cart at list prices, asked for at an instant by a member to whom time has passed."""

    member: Member
    at: int
    cart: Cart
    listed: Basket
    pools: Pools
    seed: bytes | None


@dataclass(frozen=True, slots=True)
class _Answer:
    """The combination that is taken, and the order that comes of it. `refused` is what was chosen in vain."""

    found: Found
    priced: Priced
    paying: Paying
    order: Event
    outcome: Outcome
    refused: NotQuoted | None


class Checkout:
    """Quotes of one engine. `NoOrders`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._type = order_type(engine.plan)
        self._names = frozenset(field.name for field in self._type.fields)
        items = next(field for field in self._type.fields if field.name == "items")
        self._line_names = frozenset(field.name for field in items.fields)
        self._readings = Readings(engine.plan)

    def quote(
        self, member: Member, cart: Cart, at: int, pools: Pools, seed: bytes | None = None
    ) -> Quotation:
        """The quote at an instant. The member and the pools stay as they are. `QuoteTooLarge`; `SeedNeeded`
        where something is drawn before or with the order."""
        asked = self._asked(member, cart, at, pools, seed)
        d = self._draft(asked)
        discounts, without = candidates(d, self._readings)
        answer = self._answer(asked, d, discounts)
        while (refused := _refused_for(answer)) is not None:
            discounts = tuple([one for one in discounts if one != refused])
            without = (*without, impossible(refused, "undone"))
            answer = self._answer(asked, d, discounts)
        considered = considered_of(
            asked.listed, discounts, without, answer.priced, chosen=cart.coupons is not None
        )
        return Quotation(_quote(asked, answer, considered), answer.order)

    def _asked(self, member: Member, cart: Cart, at: int, pools: Pools, seed: bytes | None) -> _Asked:
        drawn_with = fit_or_stand_in(self._engine.plan, seed)
        passed, settled = self._engine.advance(member, at, pools, drawn_with)
        if seed is None:
            require_no_draw(settled.effects)
        totals = tuple([line.price * line.quantity for line in cart.lines])
        listed = Basket(totals, tuple([line.quantity for line in cart.lines]), cart.shipping)
        return _Asked(passed, at, cart, listed, Upcoming(pools, settled.pool_changes), seed)

    def _draft(self, asked: _Asked) -> Draft:
        """The member's state, opened on the order at list prices."""
        event = self._event(asked, asked.listed)
        d = self._engine.open(asked.member)
        d.start(event, asked.pools)
        d.now = max(d.clock, event.at)
        d.type = d.book.types[self._type.name]
        d.lines = lines_of(d.type, event.fields)
        return d

    def _answer(self, asked: _Asked, d: Draft, discounts: Sequence[Discount]) -> _Answer:
        found, refused = _found(asked, discounts)
        priced = found.best or _plain(asked.listed, discounts)
        paying = pay(d, d.book.types[self._type.name], asked.cart, priced.basket)
        order = self._order(asked, priced, paying)
        seed = fit_or_stand_in(self._engine.plan, asked.seed)
        _, outcome = self._engine.evaluate(asked.member, order, asked.pools, seed)
        if asked.seed is None:
            require_no_draw(outcome.effects)
        problem = None if outcome.reason is None else NotQuoted(outcome.reason, outcome.detail)
        return _Answer(found, priced, paying, order, outcome, refused or paying.refused or problem)

    # ------------------------------------------------------------------------- the order (18.6)

    def _order(self, asked: _Asked, priced: Priced, paying: Paying) -> Event:
        """The event that the host sends when the order is paid."""
        order = self._event(asked, priced.basket)
        further: dict[str, FieldValue] = dict(paying.spent)
        coupons = tuple([one.source for one in priced.discounts if one.kind == "coupon"])
        further |= {"coupons": coupons} if coupons else {}
        further |= {"discounts": _discounts(priced)} if priced.takings else {}
        return replace(order, fields=self._known({**order.fields, **further}))

    def _event(self, asked: _Asked, basket: Basket) -> Event:
        """The order with these amounts."""
        cart, listed = asked.cart, asked.listed
        items = tuple(
            self._item(line, total, left)
            for line, total, left in zip(cart.lines, listed.totals, basket.totals, strict=True)
        )
        fields: dict[str, FieldValue] = dict(cart.fields)
        fields |= {"amount": sum(basket.totals), "list_amount": sum(listed.totals), "items": items}
        fields |= {"shipping": basket.shipping} if cart.shipping else {}
        if self._type.key not in (None, "id"):
            fields[str(self._type.key)] = UNNAMED
        return Event(UNNAMED, self._type.name, asked.member.id, asked.at, self._known(fields))

    def _known(self, fields: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
        return {name: value for name, value in fields.items() if name in self._names}

    def _item(self, line: CartLine, listed: int, paid: int) -> Line:
        given = {**line.fields, "quantity": line.quantity, "amount": paid, "list_amount": listed}
        return {name: value for name, value in given.items() if name in self._line_names}


def _discounts(priced: Priced) -> tuple[Line, ...]:
    return tuple(
        {"source": taking.discount.source, "amount": taking.off.total, "base": taking.base}
        for taking in priced.takings
    )


# ------------------------------------------------------------------------------------------- the combination


def _found(asked: _Asked, discounts: Sequence[Discount]) -> tuple[Found, NotQuoted | None]:
    """The best, with the coupons that the member chose if any; and which of these cannot be had."""
    listed, texts = asked.listed, asked.cart.coupons
    if texts is None:
        return best_of(listed, discounts), None
    coupons: list[Discount] = []
    for text in texts:
        one = _named(text, discounts, coupons)
        if one is None:
            return best_with(listed, discounts, ()), NotQuoted("coupon_not_usable", text)
        coupons.append(one)
    found = best_with(listed, discounts, coupons)
    if found.best is not None:
        return found, None
    guilty = found.reason.discount if found.reason is not None else coupons[0]
    text = texts[coupons.index(guilty)] if guilty in coupons else texts[0]
    return best_with(listed, discounts, ()), NotQuoted("coupon_not_usable", text)


def _named(text: str, discounts: Sequence[Discount], taken: Sequence[Discount]) -> Discount | None:
    """The coupon of this name: the instance, else the first of the benefit that is not chosen yet."""
    coupons = [one for one in discounts if one.kind == "coupon" and one not in taken]
    instance = next((one for one in coupons if one.source == text), None)
    return instance or next((one for one in coupons if one.part == text), None)


def _plain(listed: Basket, discounts: Sequence[Discount]) -> Priced:
    """With what is taken without being asked for, which is always valid."""
    priced = combine(listed, (), automatic_of(discounts))
    return priced if isinstance(priced, Priced) else Priced((), listed)


def _refused_for(answer: _Answer) -> Discount | None:
    """The discount for which the order would be refused: its condition reads what the others take off, or the points
    that are spent."""
    for one in answer.priced.discounts:
        reason = "coupon_not_usable" if one.kind == "coupon" else "promotion_not_available"
        if (answer.outcome.reason, answer.outcome.detail) == (reason, one.source):
            return one
    return None


# ------------------------------------------------------------------------------------------- the answer


def _quote(asked: _Asked, answer: _Answer, considered: tuple[Considered, ...]) -> Quote:
    listed, basket, paying = asked.listed, answer.priced.basket, answer.paying
    *shares, of_shipping = shares_of(basket, paying)
    lines = tuple(
        QuotedLine(
            number + 1,
            str(line.fields.get("name", line.fields.get("sku", ""))),
            line.quantity,
            line.price,
            listed.totals[number],
            basket.totals[number],
            share.points_used,
            share.points_value,
            share.stored_value,
            share.money,
        )
        for number, (line, share) in enumerate(zip(asked.cart.lines, shares, strict=True))
    )
    return Quote(
        asked.member.id,
        asked.at,
        asked.member.version,
        lines,
        QuotedShipping(listed.shipping, basket.shipping, of_shipping.stored_value, of_shipping.money),
        sum(listed.totals),
        sum(basket.totals),
        basket.to_pay,
        tuple(map(_taken, answer.priced.takings)),
        considered,
        paying.points,
        paying.stored,
        paying.money,
        answer.outcome.effects,
        answer.refused,
        answer.found.combinations,
    )


def _taken(taking: Taking) -> Taken:
    one, off = taking.discount, taking.off
    cuts = tuple(LineCut(number, cut) for number, cut in enumerate(off.lines, 1) if cut)
    return Taken(one.source, one.part, one.kind, taking.base, off.total, off.shipping, cuts)
