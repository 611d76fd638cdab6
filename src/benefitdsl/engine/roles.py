"""The built-in meanings of event types, and spending (spec 2.1, 2.2)."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.engine import benefits, instances, ledger, streaks, teams
from benefitdsl.engine.book import PointsBook, Source, TypeBook
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.model.effect import InviterRecorded, InviterRefused
from benefitdsl.model.pools import Claim

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
            benefits.use(d, str(d.fields.get("benefit", "")), kind.source, on_order=False)
        case "make_up":
            streaks.make_up(d, kind.source)
        case _:
            assert_never(role)


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
    """Points asked for, currency by currency, then coupons in their order."""
    for book in kind.spends:
        asked = d.fields.get(book.points.spent_by or "")
        if isinstance(asked, int) and asked > 0:
            _spend_points(d, book, asked, kind.source)
    coupons = d.fields.get("coupons", ()) if kind.coupons else ()
    for coupon in coupons if isinstance(coupons, tuple) else ():
        benefits.use(d, str(coupon), kind.source, on_order=True)


def _spend_points(d: Draft, book: PointsBook, asked: int, source: Source) -> None:
    account = d.accounts[book.points.id]
    have = 0 if account.owed else account.live_total
    if asked > have:
        if book.points.shortfall == "refuse":
            raise Refusal("not_enough_points", book.points.id)
        asked = have
    if asked > 0:
        ledger.spend(d, book, asked, source)
