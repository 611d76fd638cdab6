"""The built-in meanings of event types, and spending (spec 2.1, 2.2)."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.engine import (
    benefits,
    holds,
    instances,
    ledger,
    offers,
    privileges,
    promotions,
    streaks,
    teams,
)
from benefitdsl.engine.book import PointsBook, Source, TypeBook
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.model.effect import InviterRecorded, InviterRefused
from benefitdsl.model.pools import Claim
from benefitdsl.plan.parts import Points

# How far invitations are followed when a circle is looked for.
MAX_INVITATIONS = 64


def play(d: Draft, kind: TypeBook) -> None:
    """What the role of the event's type does."""
    role = kind.type.role
    match role:
        case "":
            teams.hear(d, kind)
        case "join":
            teams.join(d, kind)
        case "follow":
            teams.follow(d, kind)
        case "register":
            if "inviter" in d.fields:
                _record_inviter(d, str(d.fields["inviter"]), kind.source)
        case "profile":
            _set_attributes(d)
        case "enrol":
            mission = str(d.fields.get("mission", ""))
            if not instances.enrol(d, mission):
                raise Refusal("enrolment_not_possible", mission)
        case "claim":
            benefits.claim(d, str(d.fields.get("benefit", "")), kind.source)
        case "redeem":
            _redeem(d, str(d.fields.get("benefit", "")), kind.source)
        case "hold":
            holds.hold(d, kind.source)
        case "release":
            holds.release_here(d, kind.source)
        case "offer":
            pass  # after spending, so that what it takes belongs to its record
        case "make_up":
            streaks.make_up(d, kind.source)
        case _:
            assert_never(role)


def _redeem(d: Draft, text: str, source: Source) -> None:
    """Use a privilege, or else an instance of a benefit."""
    privilege = d.book.privileges.get(text)
    if privilege is not None:
        privileges.use(d, privilege, source)
    else:
        benefits.use(d, text, source, on_order=False)


def _record_inviter(d: Draft, inviter: str, source: Source) -> None:
    """The first inviter stays; never oneself, never in a circle. The event goes on either way."""
    member = d.base.id
    reason = ""
    if inviter == member:
        reason = "self"
    elif d.inviter is not None or d.pool_owner(f"inviter:{member}") is not None:
        reason = "taken"
    elif _leads_to(d, inviter, member):
        reason = "cycle"
    if reason:
        d.effects.append(InviterRefused(d.cause(source), inviter, reason))
        return
    d.inviter = inviter
    d.effects.append(InviterRecorded(d.cause(source), inviter))
    d.changes.append(Claim(f"inviter:{member}", inviter))


def _leads_to(d: Draft, first: str, member: str) -> bool:
    one: str | None = first
    for _ in range(MAX_INVITATIONS):
        one = d.pool_owner(f"inviter:{one}")
        if one is None:
            return False
        if one == member:
            return True
    return False


def _set_attributes(d: Draft) -> None:
    """Each field whose name is an attribute sets it; moments that depend on one are looked for again."""
    given = {name: value for name, value in d.fields.items() if name in d.book.attributes}
    scalars = {name: value for name, value in given.items() if isinstance(value, (int, str))}
    if scalars:
        d.attributes = {**d.attributes, **scalars}
        d.plan_moments()


def spend(d: Draft, kind: TypeBook) -> None:
    """Points asked for, field by field, then coupons in their order, promotions, and the offer asked for."""
    for books in kind.spends:
        asked = d.fields.get(books[0].points.spent_by or "")
        if isinstance(asked, int) and asked > 0:
            _spend_points(d, books, asked, kind.source)
    if kind.coupons and kind.type.role not in ("hold", "release"):
        coupons = d.fields.get("coupons", ())
        for coupon in coupons if isinstance(coupons, tuple) else ():
            benefits.use(d, str(coupon), kind.source, on_order=True)
        holds.release_here(d, kind.source)
    promotions.use(d)
    if kind.type.role == "offer":
        offers.take(d, kind)


def _spend_points(d: Draft, books: tuple[PointsBook, ...], asked: int, source: Source) -> None:
    """Take what one field asks from the currencies that it can be paid with; the first says by which terms."""
    first, have = books[0].points, sum(ledger.spendable(d, book.points.id) for book in books)
    if asked > have:
        if first.shortfall == "refuse":
            raise Refusal("not_enough_points", first.id)
        asked = have
    amount = d.fields.get("amount")
    if first.as_cash is not None and isinstance(amount, int):
        asked = _as_cash(first, asked, amount)
    for book in books:
        part = min(asked, ledger.spendable(d, book.points.id))
        if part > 0:
            ledger.spend(d, book, part, source)
            asked -= part


def _as_cash(points: Points, asked: int, amount: int) -> int:
    """The points that stand for money of an order: in whole steps, and within their share of it."""
    step, worth, numerator, denominator = points.as_cash or (1, 0, 1, 1)
    if points.shortfall == "take_what_is_there":
        asked -= asked % step
    if asked > 0 and (asked % step or asked // step * worth > amount * numerator // denominator):
        raise Refusal("points_over_share", points.id)
    return asked
