"""Points: lots given, ripened, spent, expired, taken back and given back (spec 2.2, 3, 4.4, 6.3).

INVARIANT per currency: issued + forgiven = live + pending - owed + spent + expired + reversed (`check_books`).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import replace
from typing import TypeVar, assert_never

from benefitdsl.engine.book import PointsBook, Source
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.ensure import ensure
from benefitdsl.engine.limits import text_of
from benefitdsl.model.effect import (
    LotPart,
    PointsEarned,
    PointsExpired,
    PointsReturned,
    PointsRipened,
    PointsSpent,
)
from benefitdsl.model.member import FOREVER, Account, Gift, Lot, Spent
from benefitdsl.plan.parts import (
    AfterEarning,
    Cap,
    EndOfPeriod,
    FixedDays,
    Inactivity,
    OnPointsEarned,
    OnPointsRipened,
    PendingFor,
    PendingUntilCollected,
    PendingUntilEvent,
)
from benefitdsl.quantities.bounds import MAX_AMOUNT
from benefitdsl.quantities.calendar import date_of, first_day_of_month, month_length, period_index

Ordered = TypeVar("Ordered", tuple[int, int], tuple[int, int, int])

# ------------------------------------------------------------------------------------------- giving


def give(d: Draft, book: PointsBook, amount: int, source: Source) -> None:
    """Give points as one lot, as far as the caps let them, and the bound of all that is ever given."""
    points = book.points
    for cap in points.caps:
        amount = _capped(d, book, cap, amount)
    amount = min(amount, MAX_AMOUNT - d.accounts[points.id].issued)
    if amount <= 0:
        return
    account = d.account(points.id)
    pending = points.pending is not None
    owed_paid = 0 if pending else min(account.owed, amount)
    lot = _waiting(d, book, Lot(d.next_seq(), d.next_id(), amount, d.at, _expiry(d, book), None, None))
    ripens_at = lot.ripens_at
    expires_at = lot_end(d, book, lot)
    d.effects.append(
        PointsEarned(
            d.cause(source),
            points.id,
            amount,
            lot.id,
            owed_paid,
            pending,
            ripens_at if lot.collect_from is None else lot.collect_from,
            expires_at,
        )
    )
    account.issued += amount
    account.owed -= owed_paid
    if pending:
        account.pending[lot.seq] = amount
        account.pending_total += amount
        _keep(account, lot)
        if ripens_at is not None:
            insort(account.ripening, (ripens_at, lot.seq))
            d.wake(ripens_at)
    elif amount > owed_paid:
        account.live[lot.seq] = amount - owed_paid
        account.live_total += amount - owed_paid
        _keep(account, lot)
        insort(account.order, order_key(book, lot))
    d.wake(expires_at)
    _remember(d, book, account, amount)
    if d.firing is not None:
        d.firing.gifts += (Gift(points.id, lot.seq, amount, d.at),)
    d.raised.add(OnPointsEarned(points.id))


def _capped(d: Draft, book: PointsBook, cap: Cap, amount: int) -> int:
    if cap.per == "event":
        used = d.given.get((d.key, book.points.id), 0)
    else:
        periods = d.accounts[book.points.id].given.get(cap.per, {})
        used = periods.get(period_index(d.book.clock.day(d.at), cap.per), 0)
    room = max(0, cap.count - used)
    if amount <= room:
        return amount
    return room if cap.over == "truncate" else 0


def _remember(d: Draft, book: PointsBook, account: Account, amount: int) -> None:
    """Count what was given towards the caps and the metrics of points."""
    cause = (d.key, book.points.id)
    d.given[cause] = d.given.get(cause, 0) + amount
    count_given(d, book, account, d.at, amount)
    for metric in book.metrics:
        if metric.where is not None and not metric.where(d, d.fields):
            continue
        end = metric.end(d.at, d.joined)
        if end > d.reading_at:
            d.count(metric.metric.id, end, point_entry(d, metric.metric.function, d.at, amount))


def point_entry(d: Draft, function: str, at: int, amount: int) -> int | tuple[int | str, ...]:
    """What points given enter into a metric of points."""
    match function:
        case "count":
            return 1
        case "last":
            return (d.book.clock.day(at),)
        case "distinct":
            return (amount,)
        case _:
            return amount


def count_given(d: Draft, book: PointsBook, account: Account, at: int, amount: int) -> None:
    """Count points (negative: taken back) towards the caps of the period they were given in."""
    if not book.points.caps:
        return
    day, oldest = d.book.clock.day(at), d.book.clock.day(d.book.oldest(d.now))
    for per in dict.fromkeys(cap.per for cap in book.points.caps):
        if per == "event":
            continue
        periods = account.given.setdefault(per, {})
        period, first = period_index(day, per), period_index(oldest, per)
        for past in [past for past in periods if past < first]:
            del periods[past]
        if period >= first:
            periods[period] = periods.get(period, 0) + amount


def _waiting(d: Draft, book: PointsBook, lot: Lot) -> Lot:
    """The lot with what it waits for while it is pending."""
    pending, clock = book.points.pending, d.book.clock
    match pending:
        case None:
            return lot
        case PendingFor(duration):
            return replace(lot, ripens_at=clock.counting(duration, d.at))
        case PendingUntilEvent():
            return replace(lot, waits_for=_key_text(d))
        case PendingUntilCollected(_, days, minute, lapse):
            collect_from = clock.at_minute(clock.day(d.at) + days, minute)
            lapses_at = FOREVER if lapse is None else clock.lasting(lapse, d.at, "end_of_day")
            end = lot.expires_at if lot.expires_at is not None and lot.expires_at <= lapses_at else lapses_at
            return replace(
                lot,
                expires_at=None if end == FOREVER else end,
                collect_from=collect_from,
                then_expires_at=lot.expires_at,
            )
        case _:
            assert_never(pending)


def _key_text(d: Draft) -> str | None:
    """What a later event has to carry to ripen points of this one: `field=value`."""
    if d.type is None or d.type.type.key is None:
        return None
    name = d.type.type.key
    value = d.key if name == "id" else d.fields.get(name)
    return None if value is None else f"{name}={text_of(value)}"


# ------------------------------------------------------------------------------------------- lots


def order_key(book: PointsBook, lot: Lot) -> tuple[int, int, int]:
    """Where a lot stands in the order of consumption."""
    match book.points.consume:
        case "earliest_expiry":
            return (FOREVER if lot.expires_at is None else lot.expires_at, lot.earned_at, lot.seq)
        case "oldest":
            return (lot.earned_at, lot.seq, lot.seq)
        case "newest":
            return (-lot.earned_at, -lot.seq, lot.seq)


def consumption(d: Draft, book: PointsBook, account: Account) -> list[int]:
    """The live lots, the first to be consumed first."""
    if book.points.consume != "earliest_expiry" or not book.inactivities:
        return [seq for _, _, seq in account.order]
    lots = [account.lots[seq] for seq in account.live]
    return [
        seq
        for _, _, seq in sorted((lot_end(d, book, lot) or FOREVER, lot.earned_at, lot.seq) for lot in lots)
    ]


def take_live(book: PointsBook, account: Account, seq: int, amount: int) -> None:
    """Take points of a live lot; one with nothing left is forgotten."""
    left = account.live[seq] - amount
    account.live_total -= amount
    ensure(left >= 0 and amount >= 0, "a lot went below 0")
    if left:
        account.live[seq] = left
    else:
        del account.live[seq]
        _remove(account.order, order_key(book, account.lots[seq]))
        _drop(account, seq)


def take_pending(account: Account, seq: int, amount: int) -> None:
    """Take points of a pending lot."""
    left = account.pending[seq] - amount
    account.pending_total -= amount
    ensure(left >= 0 and amount >= 0, "a pending lot went below 0")
    if left:
        account.pending[seq] = left
    else:
        lot = account.lots[seq]
        del account.pending[seq]
        if lot.ripens_at is not None:
            _remove(account.ripening, (lot.ripens_at, seq))
        _drop(account, seq)


def put_back(d: Draft, book: PointsBook, account: Account, lot: Lot, amount: int) -> None:
    """Return points to the lot they came from, also to one that is gone."""
    account.live_total += amount
    if lot.seq in account.live:
        account.live[lot.seq] += amount
        return
    account.live[lot.seq] = amount
    _keep(account, lot)
    insort(account.order, order_key(book, lot))
    d.wake(lot_end(d, book, lot))


def _keep(account: Account, lot: Lot) -> None:
    account.lots[lot.seq] = lot
    if lot.expires_at is not None:
        insort(account.expiring, (lot.expires_at, lot.earned_at, lot.seq))


def _drop(account: Account, seq: int) -> None:
    lot = account.lots.pop(seq)
    if lot.expires_at is not None:
        _remove(account.expiring, (lot.expires_at, lot.earned_at, seq))


def _remove(ordered: list[Ordered], item: Ordered) -> None:
    place = 0 if ordered[0] == item else bisect_left(ordered, item)
    ensure(ordered[place] == item, "an ordered list lost an item")
    del ordered[place]


# ------------------------------------------------------------------------------------------- spending


def spend(d: Draft, book: PointsBook, amount: int, source: Source) -> None:
    """Take points in consumption order; INVARIANT: the caller saw that there are enough."""
    account = d.account(book.points.id)
    parts: list[tuple[Lot, int]] = []
    left = amount
    for seq in consumption(d, book, account):
        part = min(left, account.live[seq])
        parts.append((account.lots[seq], part))
        take_live(book, account, seq, part)
        left -= part
        if not left:
            break
    ensure(left == 0, "more was spent than there was")
    account.spent += amount
    shown = tuple([LotPart(lot.id, part) for lot, part in parts])
    d.effects.append(PointsSpent(d.cause(source), book.points.id, amount, shown))
    spent = Spent(book.points.id, amount, tuple(parts))
    if d.firing is not None:
        d.firing.spent += (spent,)
    elif d.record is not None:
        d.record.spent += (spent,)


def spendable(d: Draft, currency: str) -> int:
    """Live points; none while anything is owed."""
    account = d.accounts[currency]
    return 0 if account.owed else account.live_total


def use_up(d: Draft, book: PointsBook, amount: int, source: Source) -> None:
    """Take so many points, or what is there of them."""
    there = min(amount, spendable(d, book.points.id))
    if there > 0:
        spend(d, book, there, source)


def return_spent(d: Draft, spent: Spent, back: int, source: Source) -> Spent:
    """Give back points that were spent: first to what is owed, else to the lots they came from."""
    book, account = d.book.points[spent.currency], d.account(spent.currency)
    owed_paid = min(account.owed, back)
    account.owed -= owed_paid
    account.spent -= back
    parts: list[LotPart] = []
    for lot, amount in _segment(spent, spent.returned + owed_paid, spent.returned + back):
        put_back(d, book, account, lot, amount)
        parts.append(LotPart(lot.id, amount))
    d.effects.append(PointsReturned(d.cause(source), spent.currency, back, owed_paid, tuple(parts)))
    return replace(spent, returned=spent.returned + back)


def _segment(spent: Spent, first: int, end: int) -> list[tuple[Lot, int]]:
    """The parts of what was spent from the `first` point to before the `end`, in order of consumption."""
    found, start = [], 0
    for lot, amount in spent.parts:
        overlap = min(end, start + amount) - max(first, start)
        if overlap > 0:
            found.append((lot, overlap))
        start += amount
    return found


# ------------------------------------------------------------------------------------------- time


def next_due(d: Draft, book: PointsBook) -> int:
    """The first instant at which lots ripen or expire, or FOREVER."""
    account = d.accounts[book.points.id]
    due = account.expiring[0][0] if account.expiring else FOREVER
    if account.ripening:
        due = min(due, account.ripening[0][0])
    if book.inactivities and account.lots:
        due = min([due, *(lot_end(d, book, lot) or FOREVER for lot in account.lots.values())])
    return due


def ripen_due(d: Draft, book: PointsBook, now: int) -> None:
    """Ripen, in given order, the pending lots whose time has come."""
    account = d.accounts[book.points.id]
    if account.ripening and account.ripening[0][0] <= now:
        for seq in sorted(seq for at, seq in account.ripening if at <= now):
            ripen(d, book, seq)


def ripen_waiting(d: Draft, book: PointsBook) -> None:
    """Ripen, in given order, the lots that this event collects, or that wait for the key that it carries."""
    account = d.accounts[book.points.id]
    ready = [seq for seq in account.pending if _is_ripened(d, account.lots[seq])]
    for seq in sorted(ready):
        ripen(d, book, seq)


def _is_ripened(d: Draft, lot: Lot) -> bool:
    if lot.collect_from is not None:
        return lot.collect_from <= d.at
    return lot.waits_for is not None and _carries(d, lot.waits_for)


def _carries(d: Draft, text: str) -> bool:
    name, _, value = text.partition("=")
    return name in d.fields and text_of(d.fields[name]) == value


def ripen(d: Draft, book: PointsBook, seq: int) -> None:
    """A pending lot becomes live, once it has paid what is owed."""
    account = d.account(book.points.id)
    lot, amount = account.lots[seq], account.pending.pop(seq)
    if lot.ripens_at is not None:
        _remove(account.ripening, (lot.ripens_at, seq))
    if lot.collect_from is not None:
        _drop(account, seq)
        lot = replace(lot, expires_at=lot.then_expires_at, collect_from=None, then_expires_at=None)
        _keep(account, lot)
        d.wake(lot.expires_at)
    account.pending_total -= amount
    owed_paid = min(account.owed, amount)
    account.owed -= owed_paid
    cause, expires_at = d.cause(book.source), lot_end(d, book, lot)
    d.effects.append(PointsRipened(cause, book.points.id, amount, lot.id, owed_paid, expires_at))
    if amount > owed_paid:
        account.live[seq] = amount - owed_paid
        account.live_total += amount - owed_paid
        insort(account.order, order_key(book, lot))
    else:
        _drop(account, seq)
    d.raised.add(OnPointsRipened(book.points.id))


def expire_due(d: Draft, book: PointsBook, now: int) -> None:
    """What is left of each lot that expires is gone, lots in order of earning."""
    account = d.accounts[book.points.id]
    if book.inactivities:
        gone = [
            (lot.earned_at, lot.seq)
            for lot in account.lots.values()
            if (lot_end(d, book, lot) or FOREVER) <= now
        ]
    elif account.expiring and account.expiring[0][0] <= now:
        gone = [(at, seq) for end, at, seq in account.expiring if end <= now]
    else:
        return
    for _, seq in sorted(gone):
        expire(d, book, seq)


def expire(d: Draft, book: PointsBook, seq: int) -> None:
    account = d.account(book.points.id)
    lot = account.lots[seq]
    if seq in account.live:
        left = account.live[seq]
        take_live(book, account, seq, left)
    else:
        left = account.pending[seq]
        take_pending(account, seq, left)
    account.expired += left
    d.effects.append(PointsExpired(d.cause(book.source), book.points.id, left, lot.id))


# ------------------------------------------------------------------------------------------- expiry


def _expiry(d: Draft, book: PointsBook) -> int | None:
    """The earliest end by the rules that look only at the earning."""
    clock, at = d.book.clock, d.at
    ends: list[int] = []
    for expiry in book.points.expiry:
        match expiry:
            case AfterEarning(duration, edge):
                ends.append(clock.lasting(duration, at, edge))
            case EndOfPeriod(unit, later):
                ends.append(clock.period_end(unit, at, later))
            case FixedDays(days):
                ends.append(clock.start(next_fixed_day(clock.day(at), days) + 1))
            case Inactivity():
                pass
            case _:
                assert_never(expiry)
    return min(ends, default=None)


def lot_end(d: Draft, book: PointsBook, lot: Lot) -> int | None:
    """When a lot expires, as things stand: inactivity runs from the later of the anchor and the earning."""
    if not book.inactivities:
        return lot.expires_at
    anchors = d.accounts[book.points.id].anchors
    ends = [
        d.book.clock.lasting(inactivity.duration, max(anchor, lot.earned_at), "end_of_day")
        for inactivity, anchor in zip(book.inactivities, anchors, strict=True)
    ]
    return min(ends if lot.expires_at is None else [*ends, lot.expires_at])


def next_fixed_day(day: int, days: tuple[tuple[int, int], ...]) -> int:
    """The next of these days of the year at or after a day; 29 February is the 28th in common years."""
    year = date_of(day)[0]
    found: list[int] = []
    for month, number in days:
        for near in (year, year + 1):
            index = near * 12 + month - 1
            found.append(first_day_of_month(index) + min(number, month_length(index)) - 1)
    return min(candidate for candidate in found if candidate >= day)


# ------------------------------------------------------------------------------------------- books


def check_books(account: Account) -> None:
    """The conservation identity of spec §6."""
    ensure(
        account.issued + account.forgiven
        == account.live_total
        + account.pending_total
        - account.owed
        + account.spent
        + account.expired
        + account.reversed,
        "points were made or lost",
    )
    ensure(account.owed >= 0 and account.live_total >= 0 and account.pending_total >= 0, "a balance below 0")
