"""What the member may use and can have: privileges, offers, paid memberships, each asked as the engine asks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, cast

from benefitdsl.engine import ledger, offers
from benefitdsl.engine.book import LimitBook, OfferBook, PrivilegeBook
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.explain.asked import AskedFor
from benefitdsl.engine.explain.reading import Reading
from benefitdsl.engine.explain.story import Why
from benefitdsl.engine.explain.telling import Teller
from benefitdsl.engine.limits import is_shared, left_of
from benefitdsl.engine.privileges import may_use
from benefitdsl.model.view import MembershipPrice, Missing, OfferPrice, PointsPrice, PrivilegeHeld

# Scopes of limits that only the event itself can tell: without one they are not asked.
_OF_EVENTS: Final = ("referee", "device", "code")


class Rights:
    """Asks on a draft that stands at the instant of the view."""

    def __init__(self, d: Draft, reading: Reading, teller: Teller) -> None:
        self.d, self.teller = d, teller
        self.asked = AskedFor(d, reading)

    def privileges(self) -> tuple[PrivilegeHeld, ...]:
        return tuple(self._privilege(book) for book in self.d.book.privileges.values())

    def _privilege(self, book: PrivilegeBook) -> PrivilegeHeld:
        privilege, usable = book.privilege, may_use(self.d, book)
        why = None if usable else self.asked.why_no(book)
        return PrivilegeHeld(
            privilege.id,
            self.teller.naming.title("privilege", privilege.id),
            usable,
            left_of(self.d, book.quota),
            is_shared(self.d, book.quota),
            self._text(why),
        )

    def offers(self) -> tuple[OfferPrice, ...]:
        """All that is paid for with points or tickets, and free ones."""
        return tuple(self._offer(book) for book in self._books() if book.offer.fee is None)

    def memberships(self) -> tuple[MembershipPrice, ...]:
        """All that has a fee."""
        return tuple(self._membership(book) for book in self._books() if book.offer.fee is not None)

    def _books(self) -> Iterator[OfferBook]:
        for book in self.d.book.offers.values():
            yield replace(book, limits=tuple(one for one in book.limits if not _is_of_events(one)))

    def _offer(self, book: OfferBook) -> OfferPrice:
        offer, naming = book.offer, self.teller.naming
        word, why = self._way(book)
        is_draw = any(draw.id == offer.id for draw in self.d.book.plan.draws)
        ticket = "" if offer.ticket is None else naming.title("benefit", offer.ticket)
        return OfferPrice(
            offer.id,
            naming.title("draw" if is_draw else "offer", offer.id),
            is_draw,
            tuple(self._price(currency, amount) for currency, amount in offers.costs_of(self.d, book)),
            offer.ticket,
            ticket,
            None,
            left_of(self.d, book.limits),
            is_shared(self.d, book.limits),
            word,
            why,
        )

    def _price(self, currency: str, amount: int) -> PointsPrice:
        naming = self.teller.naming
        return PointsPrice(
            currency,
            naming.title("points", currency),
            "money" if naming.units.is_money(currency) else "points",
            amount,
            max(0, amount - ledger.spendable(self.d, currency)),
        )

    def _membership(self, book: OfferBook) -> MembershipPrice:
        offer, d = book.offer, self.d
        word, why = self._way(book)
        held = [one for one in d.held() if one.benefit == offer.id and one.state != "unclaimed"]
        ends = [one.valid_until for one in held]
        fee: int = 0 if book.fee is None else book.fee(d, d.fields)
        return MembershipPrice(
            offer.id,
            self.teller.naming.title("offer", offer.id),
            fee,
            d.holds(offer.id) if held else False,
            None if not ends or None in ends else max(end for end in ends if end is not None),
            word,
            why,
        )

    def _way(self, book: OfferBook) -> tuple[Missing | None, tuple[str, ...]]:
        """What is in the way of an offer if it were asked for now with the right fee; None where nothing is."""
        d = self.d
        d.fields = {} if book.fee is None else {"amount": book.fee(d, {})}
        try:
            offers.ask(d, book)
        except Refusal as refusal:
            word = cast(Missing, refusal.detail)  # the words of spec 13.2
            return word, self._text(self.asked.why_no_offer(book, refusal.detail))
        finally:
            d.fields = {}
        return None, ()

    def _text(self, why: Why | None) -> tuple[str, ...]:
        return () if why is None else tuple(line.strip() for line in self.teller.why(why))


def _is_of_events(book: LimitBook) -> bool:
    return book.limit.scope in _OF_EVENTS
