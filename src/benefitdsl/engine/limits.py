"""Limits, budgets and notices' caps: room, uses, and uses given back (spec 4.2)."""

from __future__ import annotations

from benefitdsl.engine.book import BudgetBook, LimitBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.windows import Uses
from benefitdsl.model.member import Firing
from benefitdsl.model.pools import Take


def has_room(d: Draft, limits: tuple[LimitBook, ...]) -> bool:
    """Whether every limit has room for one more use."""
    return all(_used(d, book) < book.limit.count for book in limits)


def left_of(d: Draft, limits: tuple[LimitBook, ...]) -> int | None:
    """How many more uses the tightest limit has room for; None without any."""
    return min([book.limit.count - _used(d, book) for book in limits], default=None)


def is_shared(d: Draft, limits: tuple[LimitBook, ...]) -> bool:
    """Whether what `left_of` says is left for all members together."""
    left = left_of(d, limits)
    tightest = [book for book in limits if left_of(d, (book,)) == left]
    return bool(tightest) and all(book.shared for book in tightest)


def _used(d: Draft, book: LimitBook) -> int:
    if book.shared:
        return d.pool_used(_pool_key(d, book.key + _scope(d, book), book.uses))
    return member_uses(d, book.uses, _key(d, book))


def member_uses(d: Draft, uses: Uses, key: str) -> int:
    """The member's own uses that count."""
    buckets = d.uses.get(key)
    return 0 if buckets is None else uses.count(buckets, d.at, d.reading_at, d.joined)


def _key(d: Draft, book: LimitBook) -> str:
    match book.by:
        case "order":
            return f"{book.key}:{_order(d)}"
        case "stay":
            return f"{book.key}:{text_of(d.fields.get('stay', ''))}"
        case _:
            return book.key


def _order(d: Draft) -> str:
    """The value of the event's key field."""
    name = None if d.type is None else d.type.type.key
    if name is None:
        return ""
    return d.key if name == "id" else text_of(d.fields.get(name, ""))


def _scope(d: Draft, book: LimitBook) -> str:
    return "" if book.limit.scope == "all" or book.value is None else text_of(book.value(d, d.fields))


def text_of(value: object) -> str:
    """A value in a key: whole numbers in decimal, flags `true` and `false`, texts as they are."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _pool_key(d: Draft, name: str, uses: Uses) -> str:
    """The pool key of the event's period. INVARIANT: `check` allows single periods and `Ever` here, nothing else."""
    period = uses.bucket(d.at, d.joined) if uses.of_periods else None
    return f"{name}:{'-' if period is None else period}"


def record_uses(d: Draft, limits: tuple[LimitBook, ...], firing: Firing | None) -> None:
    """Count one use of each limit."""
    for book in limits:
        bucket = book.uses.bucket(d.at, d.joined)
        if bucket is None:
            continue
        if book.shared:
            shared = _pool_key(d, book.key + _scope(d, book), book.uses)
            d.changes.append(Take(shared, 1, book.limit.count))
            if firing is not None and not book.limit.gross:
                firing.takes += ((shared, 1),)
        else:
            key = _key(d, book)
            record_use(d, book.uses, key, bucket)
            if firing is not None and not book.limit.gross:
                firing.uses += ((key, bucket),)


def record_use(d: Draft, uses: Uses, key: str, bucket: int) -> None:
    buckets = d.uses_of(key)
    buckets[bucket] = buckets.get(bucket, 0) + 1
    if len(buckets) > 1:
        uses.prune(buckets, d.reading_at, d.joined)


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
        amount = 1 if book.budget.unit == "count" else worth
        if d.pool_used(_pool_key(d, f"budget:{book.budget.id}", book.uses)) + amount > book.budget.total:
            return False
    return True


def take_budgets(d: Draft, budgets: tuple[BudgetBook, ...], worth: int, firing: Firing | None) -> None:
    for book in budgets:
        amount = 1 if book.budget.unit == "count" else worth
        if amount <= 0 or book.uses.bucket(d.at, d.joined) is None:
            continue
        key = _pool_key(d, f"budget:{book.budget.id}", book.uses)
        d.changes.append(Take(key, amount, book.budget.total))
        if firing is not None:
            firing.budgets += ((key, amount),)


def give_back_budgets(d: Draft, firing: Firing) -> None:
    for key, amount in firing.budgets:
        d.changes.append(Take(key, -amount, None))


def has_used(d: Draft, firing: Firing) -> bool:
    """Whether a benefit that the firing gave is used."""
    return any(d.benefits[seq].state == "used" for seq in firing.benefits if seq in d.benefits)
