"""Offers: what a member asks for and pays for, and whether it can be given back (spec 13.2, 13.3)."""

from __future__ import annotations

from typing import NamedTuple

from benefitdsl.engine import actions, benefits, ledger, taking
from benefitdsl.engine.actions import Planned
from benefitdsl.engine.book import OfferBook, TypeBook
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.limits import budgets_have_room, has_room, has_used, record_uses, take_budgets
from benefitdsl.model.member import Firing, Held, Record
from benefitdsl.model.pools import Take
from benefitdsl.plan.parts import Cancel


class _Asked(NamedTuple):
    """What was found out while the offer was asked for, on the state before any of it is taken."""

    planned: tuple[Planned, ...]
    worth: int
    costs: tuple[tuple[str, int], ...]
    ticket: Held | None


def take(d: Draft, kind: TypeBook) -> None:
    """Take the offer that the event names, or refuse the event with the first thing that stands against it."""
    named = None if kind.offers is None else d.fields.get(kind.offers)
    book = d.book.offers.get(named) if isinstance(named, str) else None
    if book is None:
        raise Refusal("offer_not_possible", "unknown")
    asked = ask(d, book)
    firing = Firing(book.offer.id, "offer")
    d.fire(firing)
    for currency, amount in asked.costs:
        ledger.spend(d, d.book.points[currency], amount, book.source)
    if asked.ticket is not None:
        benefits.use_up(d, asked.ticket, kind.source, belongs_to=firing)
    record_uses(d, book.limits, firing)
    take_budgets(d, book.budgets, asked.worth, firing)
    if book.offer.stock is not None:
        d.changes.append(Take(_stock(book), 1, book.offer.stock))
        firing.budgets += ((_stock(book), 1),)
    actions.take(d, asked.planned, book.source, actions.factors(asked.planned))
    d.firing = None


def _stock(book: OfferBook) -> str:
    return f"stock:{book.offer.id}"


def ask(d: Draft, book: OfferBook) -> _Asked:
    """Whether it can be had; raises `Refusal` with the first word that says why not."""
    offer, ticket = book.offer, None
    if book.schedule is not None and not d.in_schedule(book.schedule):
        raise _no("schedule")
    if offer.audience is not None and not d.in_segment(offer.audience):
        raise _no("audience")
    if book.condition is not None and not book.condition(d, d.fields):
        raise _no("condition")
    if book.fee is not None and d.fields.get("amount", 0) != book.fee(d, d.fields):
        raise _no("fee")
    if not has_room(d, book.limits):
        raise _no("limit")
    planned = actions.plan(d, book.then)
    worth = actions.worth(d, planned) if book.budgets else 0
    if not budgets_have_room(d, book.budgets, worth):
        raise _no("budget")
    if offer.stock is not None and d.pool_used(_stock(book)) >= offer.stock:
        raise _no("stock")
    costs = costs_of(d, book)
    needs = taking.needed(planned)
    for currency, amount in costs:
        needs[currency] = needs.get(currency, 0) + amount
    if not taking.are_there(d, needs, {}):
        raise _no("points")
    if offer.ticket is not None:
        ticket = benefits.first_usable(d, offer.ticket)
        if ticket is None:
            raise _no("ticket")
    return _Asked(planned, worth, costs, ticket)


def costs_of(d: Draft, book: OfferBook) -> tuple[tuple[str, int], ...]:
    """What it costs; amounts of at most 0 are no costs."""
    asked = [(currency, amount(d, d.fields)) for currency, amount in book.costs]
    return tuple([(currency, amount) for currency, amount in asked if amount > 0])


def _no(word: str) -> Refusal:
    return Refusal("offer_not_possible", word)


# ------------------------------------------------------------------------------------------- giving it back


def require_cancellable(d: Draft, record: Record) -> None:
    """Raise `Refusal` where an offer that the record took cannot be given back any more."""
    for firing in record.firings:
        book = d.book.offers.get(firing.source) if firing.kind == "offer" else None
        if book is not None and book.offer.cancel is not None:
            _require(d, book.offer.cancel, firing, record.event.at)


def _require(d: Draft, cancel: Cancel, firing: Firing, since: int) -> None:
    if cancel.within is not None and d.at >= d.book.clock.lasting(cancel.within, since, "end_of_day"):
        raise Refusal("cancel_not_possible", "late")
    if cancel.if_unused and (has_used(d, firing) or _was_used(d, cancel, since)):
        raise Refusal("cancel_not_possible", "used")


def _was_used(d: Draft, cancel: Cancel, since: int) -> bool:
    return any(d.used_at.get(privilege, since - 1) >= since for privilege in cancel.privileges)
