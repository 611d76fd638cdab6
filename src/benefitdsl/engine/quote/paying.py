"""What pays for an order: points, stored value, money; and each line's share of them (spec 18.5, 18.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benefitdsl.engine import ledger
from benefitdsl.engine.book import PointsBook, TypeBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.quote.pieces import Basket
from benefitdsl.model.quote import Asked, Cart, NotQuoted, QuotedPoints, QuotedStored, QuoteReason
from benefitdsl.plan.parts import Points
from benefitdsl.quantities.rounding import split_largest_remainder


@dataclass(frozen=True, slots=True)
class Paying:
    """`spent` is what the order asks for, by field."""

    points: QuotedPoints | None
    stored: QuotedStored | None
    money: int
    spent: dict[str, int]
    refused: NotQuoted | None


def pay(d: Draft, kind: TypeBook, cart: Cart, basket: Basket) -> Paying:
    """What the member asked for, as far as it can be had."""
    spent: dict[str, int] = {}
    refused: list[NotQuoted] = []
    points = _points(d, _with_cash(kind), cart.points, sum(basket.totals), spent, refused)
    left = basket.to_pay - (0 if points is None else points.points_value)
    stored = _stored(d, _of_money(kind), cart.stored_value, left, spent, refused)
    left -= 0 if stored is None else stored.stored_value
    return Paying(points, stored, left, spent, next(iter(refused), None))


def _with_cash(kind: TypeBook) -> tuple[PointsBook, ...]:
    """The currencies of the first field of the order that asks for points which stand for money."""
    return next((books for books in _spends(kind) if books[0].points.as_cash and not _is_money(books)), ())


def _of_money(kind: TypeBook) -> tuple[PointsBook, ...]:
    """The currencies of the first field of the order that asks for stored value."""
    return next((books for books in _spends(kind) if _is_money(books)), ())


def _spends(kind: TypeBook) -> list[tuple[PointsBook, ...]]:
    names = {field.name for field in kind.type.fields}
    return [books for books in kind.spends if books[0].points.spent_by in names]


def _is_money(books: tuple[PointsBook, ...]) -> bool:
    return books[0].points.unit == "money"


def _points(
    d: Draft,
    books: tuple[PointsBook, ...],
    asked: Asked,
    goods: int,
    spent: dict[str, int],
    refused: list[NotQuoted],
) -> QuotedPoints | None:
    if not books or books[0].points.as_cash is None:
        if asked not in (None, "all", 0):
            refused.append(NotQuoted("not_enough_points", ""))
        return None
    first = books[0].points
    step, minor, numerator, denominator = books[0].points.as_cash
    live = sum([ledger.spendable(d, book.points.id) for book in books])
    share = min(goods, goods * numerator // denominator) // minor * step
    most = min(share, live // step * step)
    used = most if asked == "all" else asked or 0
    if asked != "all":
        used, reason = _asked_points(first, used, step, live, share)
        if reason is not None:
            refused.append(NotQuoted(reason, first.id))
    if used:
        spent[first.spent_by or ""] = used
    return QuotedPoints(first.id, live, most, most // step * minor, used, used // step * minor)


def _asked_points(
    points: Points, asked: int, step: int, live: int, share: int
) -> tuple[int, QuoteReason | None]:
    """The number that can be had, as the event would be asked (spec 12.3), or 0 and why not."""
    if points.shortfall == "take_what_is_there":
        asked = min(asked, live) // step * step
    if asked > live:
        return 0, "not_enough_points"
    if asked % step or asked > share:
        return 0, "points_over_share"
    return asked, None


def _stored(
    d: Draft,
    books: tuple[PointsBook, ...],
    asked: Asked,
    left: int,
    spent: dict[str, int],
    refused: list[NotQuoted],
) -> QuotedStored | None:
    if not books:
        if asked not in (None, "all", 0):
            refused.append(NotQuoted("not_enough_points", ""))
        return None
    first = books[0].points
    available = sum([ledger.spendable(d, book.points.id) for book in books])
    most = min(left, available)
    used = most if asked == "all" else asked or 0
    if asked != "all" and first.shortfall == "take_what_is_there":
        used = min(used, available)
    reason: QuoteReason | None = None
    if used > available:
        reason = "not_enough_points"
    elif used > left:
        reason = "stored_value_over_total"
    if reason is not None:
        refused.append(NotQuoted(reason, first.id))
        used = 0
    if used:
        spent[first.spent_by or ""] = used
    return QuotedStored(first.id, available, most, used)


# ------------------------------------------------------------------------------------------- refund shares


@dataclass(frozen=True, slots=True)
class Share:
    """Of one line, or of shipping: what was paid for it by each means."""

    points_used: int
    points_value: int
    stored_value: int
    money: int


def shares_of(basket: Basket, paying: Paying) -> tuple[Share, ...]:
    """The share of each line, and last of shipping: the points' value over what the lines cost, stored value over
    what they and shipping then lack, the rest is money; the number of points follows their value."""
    value = 0 if paying.points is None else paying.points.points_value
    number = 0 if paying.points is None else paying.points.points_used
    stored = 0 if paying.stored is None else paying.stored.stored_value
    values = split_largest_remainder(value, basket.totals)
    numbers = split_largest_remainder(number, values)
    lacks = _less((*basket.totals, basket.shipping), (*values, 0))
    parts = split_largest_remainder(stored, lacks)
    return tuple(
        Share(points, worth, part, rest)
        for points, worth, part, rest in zip(
            (*numbers, 0), (*values, 0), parts, _less(lacks, parts), strict=True
        )
    )


def _less(amounts: Sequence[int], taken: Sequence[int]) -> tuple[int, ...]:
    return tuple([amount - part for amount, part in zip(amounts, taken, strict=True)])
