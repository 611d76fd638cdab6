"""Promotions that an order says it took (spec 17.2)."""

from __future__ import annotations

from collections.abc import Mapping

from benefitdsl.engine.book import PromotionBook
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.limits import has_room, record_uses
from benefitdsl.model.effect import PromotionUsed
from benefitdsl.model.event import FieldValue, Line
from benefitdsl.model.member import Firing


def discounts_of(fields: Mapping[str, FieldValue]) -> tuple[Line, ...]:
    """What the order says was taken off it, entry by entry."""
    entries = fields.get("discounts", ())
    return tuple([one for one in entries if isinstance(one, Mapping)]) if isinstance(entries, tuple) else ()


def use(d: Draft) -> None:
    """Record the use of each promotion named, or refuse the event."""
    for entry in discounts_of(d.fields):
        book = d.book.promotions.get(str(entry.get("source", "")))
        if book is not None:
            _use(d, book, entry)


def _use(d: Draft, book: PromotionBook, entry: Line) -> None:
    if not _may_use(d, book):
        raise Refusal("promotion_not_available", book.promotion.id)
    firing, off = Firing(book.promotion.id, "promotion"), entry.get("amount", 0)
    d.fire(firing)
    record_uses(d, book.limits, firing)
    d.firing = None
    d.effects.append(
        PromotionUsed(d.cause(book.source), book.promotion.id, off if isinstance(off, int) else 0)
    )


def _may_use(d: Draft, book: PromotionBook) -> bool:
    audience = book.promotion.audience
    if book.schedule is not None and not d.in_schedule(book.schedule):
        return False
    if audience is not None and not d.in_segment(audience):
        return False
    if book.condition is not None and not book.condition(d, d.fields):
        return False
    return has_room(d, book.limits)
