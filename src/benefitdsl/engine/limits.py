"""Limits, budgets and notices' caps: room, uses, and uses given back (spec 4.2)."""

from __future__ import annotations

from benefitdsl.engine.book import BudgetBook, LimitBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.windows import Uses
from benefitdsl.model.member import Firing
from benefitdsl.model.pools import Take
from benefitdsl.quantities.window import CalendarPeriods, Window


def has_room(d: Draft, limits: tuple[LimitBook, ...]) -> bool:
    """Whether every limit has room for one more use."""
    return all(_used(d, book) < book.limit.count for book in limits)


def _used(d: Draft, book: LimitBook) -> int:
    if book.shared:
        return sum([d.pool_used(key) for key in _pool_keys(d, book.key + _scope(d, book), book.limit.window)])
    return member_uses(d, book.uses, _key(d, book))


def member_uses(d: Draft, uses: Uses, key: str) -> int:
    """The member's own uses that count."""
    buckets = d.uses.get(key)
    return 0 if buckets is None else uses.count(buckets, d.at, d.now, d.joined)


def _key(d: Draft, book: LimitBook) -> str:
    return f"{book.key}:{_order(d)}" if book.by_order else book.key


def _order(d: Draft) -> str:
    """The value of the event's key field."""
    name = None if d.type is None else d.type.type.key
    return d.key if name is None or name == "id" else str(d.fields.get(name, ""))


def _scope(d: Draft, book: LimitBook) -> str:
    return "all" if book.limit.scope == "all" or book.value is None else str(book.value(d, d.fields))


def _pool_keys(d: Draft, name: str, window: Window) -> list[str]:
    """The pool keys of the periods that count, the one of the event first."""
    match window:
        case CalendarPeriods(unit, count):
            last = Uses(CalendarPeriods(unit), d.book.clock, d.book.oldest).bucket(d.at, d.joined) or 0
            return [f"{name}:{last - back}" for back in range(count)]
        case _:
            return [f"{name}:-"]


def record_uses(d: Draft, limits: tuple[LimitBook, ...], firing: Firing | None) -> None:
    """Count one use of each limit."""
    for book in limits:
        bucket = book.uses.bucket(d.at, d.joined)
        if bucket is None:
            continue
        if book.shared:
            keys = _pool_keys(d, book.key + _scope(d, book), book.limit.window)
            others = sum([d.pool_used(key) for key in keys[1:]])
            d.changes.append(Take(keys[0], 1, book.limit.count - others))
            if firing is not None and not book.limit.gross:
                firing.takes += ((keys[0], 1),)
        else:
            key = _key(d, book)
            record_use(d, book.uses, key, bucket)
            if firing is not None and not book.limit.gross:
                firing.uses += ((key, bucket),)


def record_use(d: Draft, uses: Uses, key: str, bucket: int) -> None:
    buckets = d.uses_of(key)
    buckets[bucket] = buckets.get(bucket, 0) + 1
    if len(buckets) > 1:
        uses.prune(buckets, d.now, d.joined)


def give_back_uses(d: Draft, firing: Firing) -> None:
    """The uses of an undone firing no longer count."""
    for key, bucket in firing.uses:
        if d.uses.get(key, {}).get(bucket, 0):
            buckets = d.uses_of(key)
            buckets[bucket] -= 1
            if not buckets[bucket]:
                del buckets[bucket]
    for key, amount in firing.takes:
        d.changes.append(Take(key, -amount, None))


# ------------------------------------------------------------------------------------------- budgets


def budgets_have_room(d: Draft, budgets: tuple[BudgetBook, ...], worth: int) -> bool:
    """Whether taking one firing, or its worth, stays within every budget."""
    for book in budgets:
        if book.uses.bucket(d.at, d.joined) is None:
            continue
        keys = _pool_keys(d, f"budget:{book.budget.id}", book.budget.window)
        amount = 1 if book.budget.unit == "count" else worth
        if sum([d.pool_used(key) for key in keys]) + amount > book.budget.total:
            return False
    return True


def take_budgets(d: Draft, budgets: tuple[BudgetBook, ...], worth: int, firing: Firing | None) -> None:
    for book in budgets:
        amount = 1 if book.budget.unit == "count" else worth
        if amount <= 0 or book.uses.bucket(d.at, d.joined) is None:
            continue
        keys = _pool_keys(d, f"budget:{book.budget.id}", book.budget.window)
        others = sum([d.pool_used(key) for key in keys[1:]])
        d.changes.append(Take(keys[0], amount, book.budget.total - others))
        if firing is not None:
            firing.budgets += ((keys[0], amount),)


def give_back_budgets(d: Draft, firing: Firing) -> None:
    """Budget takes come back unless a benefit of the firing stays used."""
    if any(d.benefits[seq].state == "used" for seq in firing.benefits if seq in d.benefits):
        return
    for key, amount in firing.budgets:
        d.changes.append(Take(key, -amount, None))
