"""Points taken back: from the lots they were given as, then from others, then by the negative-balance policy."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.engine.book import PointsBook, Source
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.ensure import ensure
from benefitdsl.engine.ledger import consumption, count_given, point_entry, take_live, take_pending
from benefitdsl.engine.left import part_of
from benefitdsl.model.effect import LotPart, PointsReversed
from benefitdsl.model.member import Account, Firing, Gift


def take_back_points(d: Draft, firing: Firing, share: tuple[int, int], source: Source) -> None:
    """Take back so much of each gift of a firing that the share of it is gone in all."""
    for place, gift in enumerate(firing.gifts):
        amount = part_of(gift.amount, *share) - gift.taken
        if amount <= 0:
            continue
        ensure(gift.taken + amount <= gift.amount, "more was taken back than given")
        forgiven = _take_back(d, d.book.points[gift.currency], gift, amount, source)
        gifts = list(firing.gifts)
        gifts[place] = replace(gift, taken=gift.taken + amount, forgiven=gift.forgiven + forgiven)
        firing.gifts = tuple(gifts)


def has_let_go(firing: Firing) -> bool:
    """Whether points that a firing gave were let go when they were taken back."""
    return any(gift.forgiven for gift in firing.gifts)


def lets_go(d: Draft, firing: Firing) -> bool:
    """Whether points that a firing gave cannot be taken back whole, now or before, even with those that it took."""
    short: dict[str, int] = {}
    for gift in firing.gifts:
        if gift.forgiven:
            return True
        if d.book.points[gift.currency].points.negative == "forgive":
            waiting = d.accounts[gift.currency].pending.get(gift.lot, 0)
            missing = max(0, gift.amount - gift.taken - waiting)
            short[gift.currency] = short.get(gift.currency, 0) + missing
    for spent in firing.spent:
        if spent.currency in short:
            short[spent.currency] -= spent.amount - spent.returned
    return any(missing > d.accounts[currency].live_total for currency, missing in short.items())


def _take_back(d: Draft, book: PointsBook, gift: Gift, amount: int, source: Source) -> int:
    """Take back from lots; how much of it was let go."""
    account = d.account(gift.currency)
    parts: list[LotPart] = []
    left = _from_same_lot(book, account, gift, amount, parts)
    if left:
        for seq in consumption(d, book, account):
            part = min(left, account.live[seq])
            parts.append(LotPart(account.lots[seq].id, part))
            take_live(book, account, seq, part)
            left -= part
            if not left:
                break
    owed = forgiven = 0
    if left:
        match book.points.negative:
            case "owe":
                owed = left
            case "forgive":
                forgiven = left
            case "block":
                raise Refusal("not_enough_to_take_back", book.points.id)
    account.reversed += amount
    account.owed += owed
    account.forgiven += forgiven
    d.effects.append(PointsReversed(d.cause(source), book.points.id, amount, tuple(parts), owed, forgiven))
    _uncount(d, book, account, gift, amount)
    return forgiven


def _from_same_lot(book: PointsBook, account: Account, gift: Gift, amount: int, parts: list[LotPart]) -> int:
    """Take from the lot that was given, where it still has something; what is left to take."""
    if gift.lot in account.pending:
        part = min(amount, account.pending[gift.lot])
        parts.append(LotPart(account.lots[gift.lot].id, part))
        take_pending(account, gift.lot, part)
        return amount - part
    if gift.lot in account.live and book.points.take_back == "same_lots":
        part = min(amount, account.live[gift.lot])
        parts.append(LotPart(account.lots[gift.lot].id, part))
        take_live(book, account, gift.lot, part)
        return amount - part
    return amount


def _uncount(d: Draft, book: PointsBook, account: Account, gift: Gift, amount: int) -> None:
    """Caps and metrics of points are net of what was taken back."""
    count_given(d, book, account, gift.earned_at, -amount)
    whole = gift.taken + amount == gift.amount
    for metric in book.metrics:
        if metric.metric.gross:
            continue
        end = metric.end(gift.earned_at, d.joined)
        if metric.metric.function == "sum":
            d.discount(metric.metric.id, end, amount)
        elif whole:
            entry = point_entry(d, metric.metric.function, gift.earned_at, gift.amount)
            d.discount(metric.metric.id, end, entry)
