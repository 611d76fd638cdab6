"""Privileges: standing rights, used as often as their quota says (spec 13.5)."""

from __future__ import annotations

from benefitdsl.engine.book import PrivilegeBook, Source
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.limits import has_room, left_of, record_uses
from benefitdsl.model.effect import PrivilegeUsed


def use(d: Draft, book: PrivilegeBook, source: Source) -> None:
    """Use it once, or refuse. Uses are never given back."""
    id_ = book.privilege.id
    if not may_use(d, book):
        raise Refusal("privilege_not_available", id_)
    record_uses(d, book.quota, None)
    d.used_at[id_] = max(d.at, d.used_at.get(id_, d.at))
    d.effects.append(PrivilegeUsed(d.cause(source), id_, left_of(d, book.quota)))


def may_use(d: Draft, book: PrivilegeBook) -> bool:
    audience = book.privilege.audience
    if audience is not None and not d.in_segment(audience):
        return False
    if book.condition is not None and not book.condition(d, d.fields):
        return False
    if book.usable is not None and not d.in_schedule(book.usable):
        return False
    return has_room(d, book.quota)
