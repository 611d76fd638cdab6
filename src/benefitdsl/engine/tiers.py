"""Ladders: reviews, rises and falls, validity, grace and renewal (spec §8)."""

from __future__ import annotations

from benefitdsl.engine.book import Source, TiersBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.metrics import entry_of
from benefitdsl.engine.reviews import next_review
from benefitdsl.engine.windows import expire, next_fall
from benefitdsl.model.effect import TierChanged, TierRenewed
from benefitdsl.model.member import FOREVER, Standing
from benefitdsl.plan.parts import Level, OnTierEntered, OnTierLeft, Tiers


def standing_at_joining(d: Draft, book: TiersBook) -> Standing:
    return Standing(0, d.joined, review_at=next_review(d, book.tiers.review, d.joined))


def rank_for(tiers: Tiers, value: int) -> int:
    """The greatest rank whose threshold is reached; levels by invitation never are."""
    return max((rank for rank, level in enumerate(tiers.levels) if _reached(level, value)), default=0)


def _reached(level: Level, value: int) -> bool:
    return level.threshold is not None and level.threshold <= value


def value_of(d: Draft, book: TiersBook) -> int:
    value: int = book.metric(d, d.fields)
    return value


# ------------------------------------------------------------------------------------------- reviews


def review(d: Draft, book: TiersBook) -> None:
    """Look at the metric at the instant of reading and move the level accordingly."""
    tiers, standing = book.tiers, d.tiers[book.tiers.id]
    value = value_of(d, book)
    rank = rank_for(tiers, value)
    if rank > standing.level:
        move(d, book, rank)
    elif tiers.validity is None:
        if rank < standing.level and tiers.levels[standing.level].threshold is not None:
            move(d, book, rank)
    elif standing.grace_until is not None and _renews(tiers, standing.level, value):
        _renew(d, book)


def review_immediate(d: Draft) -> None:
    """Review the ladders that are reviewed after every event."""
    for book in d.book.tiers.values():
        if book.immediate:
            review(d, book)


def raise_to(d: Draft, book: TiersBook, level: int, source: Source) -> None:
    """Raise by invitation; never lowers."""
    if level > d.tiers[book.tiers.id].level:
        move(d, book, level, source)


def rank_after_event(d: Draft, book: TiersBook) -> int:
    """The rank that the review of this event would give on the state before the rules."""
    level, tiers = d.tiers[book.tiers.id].level, book.tiers
    if d.type is None or not book.immediate:
        return level
    before = d.metrics.copy()
    for metric in d.type.metrics:
        if metric in book.reads and (entry := entry_of(d, metric)) is not None:
            d.metrics[metric.metric.id] = d.metrics[metric.metric.id].copy()
            d.count(metric.metric.id, *entry)
    rank = rank_for(tiers, value_of(d, book))
    d.metrics.update(before)
    if rank > level:
        return rank
    stays = tiers.validity is not None or tiers.levels[level].threshold is None
    return level if stays else rank


def fall_after_reversal(d: Draft, book: TiersBook, before: int) -> None:
    """A level reached by what was taken back is lost, also one with a validity (spec 6.3)."""
    level = d.tiers[book.tiers.id].level
    threshold = book.tiers.levels[level].threshold
    if book.tiers.on_refund == "keep" or threshold is None:
        return
    value = value_of(d, book)
    rank = rank_for(book.tiers, value)
    if before >= threshold > value and rank != level:
        move(d, book, rank)


# ------------------------------------------------------------------------------------------- time


def next_due(d: Draft, book: TiersBook) -> int:
    """When a validity or grace ends, a review is due, or a metric of an immediate review falls."""
    standing = d.tiers[book.tiers.id]
    due = min(_end(standing), standing.review_at or FOREVER)
    if book.immediate:
        for metric in book.reads:
            series = d.metrics[metric.metric.id]
            due = min(due, next_fall(series, metric.metric.function == "last") or FOREVER)
    return due


def has_fallen(d: Draft, book: TiersBook) -> bool:
    """Whether a metric that it reads falls by the instant of reading; what fell stops counting."""
    fallen = False
    for metric in book.reads if book.immediate else ():
        series = d.metrics[metric.metric.id]
        fallen = fallen or (next_fall(series, metric.metric.function == "last") or FOREVER) <= d.now
    return fallen


def drop_fallen(d: Draft, book: TiersBook) -> None:
    """Let what no longer counts go, whether or not anything reads it now."""
    for metric in book.reads if book.immediate else ():
        if d.metrics[metric.metric.id].ends[:1] <= [d.now]:
            expire(d.series(metric.metric.id), d.reading_at)


def settle(d: Draft, book: TiersBook, *, fallen: bool) -> None:
    """What is due of a ladder at the instant of reading; `fallen`: a metric fell, or a score changed, that it reads."""
    standing = d.tiers[book.tiers.id]
    if _end(standing) <= d.now:
        _end_of_validity(d, book, standing)
    elif (standing.review_at is not None and standing.review_at <= d.now) or fallen:
        review(d, book)
    standing = d.tiers[book.tiers.id]
    if standing.review_at is not None and standing.review_at <= d.now:
        put(d, book, standing, review_at=next_review(d, book.tiers.review, d.now))


def _end(standing: Standing) -> int:
    end = standing.valid_until if standing.grace_until is None else standing.grace_until
    return FOREVER if end is None else end


def _end_of_validity(d: Draft, book: TiersBook, standing: Standing) -> None:
    tiers = book.tiers
    value = value_of(d, book)
    if standing.grace_until is None and _renews(tiers, standing.level, value):
        _renew(d, book)
    elif tiers.grace is not None and standing.grace_until is None and standing.valid_until is not None:
        put(d, book, standing, grace_until=d.book.clock.after_last_day(tiers.grace, standing.valid_until))
    elif tiers.at_end == "renew":
        _renew(d, book)
    else:
        move(d, book, standing.level - 1 if tiers.at_end == "one_level" else rank_for(tiers, value))


def _renews(tiers: Tiers, level: int, value: int) -> bool:
    needed = dict(tiers.retention).get(level, tiers.levels[level].threshold)
    return needed is not None and value >= needed


# ------------------------------------------------------------------------------------------- changes


def valid_until(d: Draft, tiers: Tiers, level: int, since: int, renewals: int) -> int | None:
    if tiers.validity is None or level == 0:
        return None
    return d.book.clock.lasting(tiers.validity, since, "end_of_day", renewals + 1)


def move(d: Draft, book: TiersBook, level: int, source: Source | None = None) -> None:
    """Hold another level from now on; the same one again after a validity is a renewal that starts afresh."""
    tiers, old = book.tiers, d.tiers[book.tiers.id]
    until = valid_until(d, tiers, level, d.now, 0)
    put(d, book, Standing(level, d.now, 0, until, None, old.review_at))
    cause = d.cause(source or book.source)
    names = tiers.levels[old.level].id, tiers.levels[level].id
    if level == old.level:
        d.effects.append(TierRenewed(cause, tiers.id, names[1], until))
        return
    d.effects.append(TierChanged(cause, tiers.id, *names, until))
    for passed in range(old.level + 1, level + 1):
        d.raised.add(OnTierEntered(tiers.id, passed))
    if level > old.level:
        d.raised.add(OnTierEntered(tiers.id, level, each=False))
    for left in range(level + 1, old.level + 1):
        d.raised.add(OnTierLeft(tiers.id, left))


def _renew(d: Draft, book: TiersBook) -> None:
    """Hold the level for another validity, or as many as it takes to end after now."""
    tiers, old = book.tiers, d.tiers[book.tiers.id]
    renewals = old.renewals + 1
    until = valid_until(d, tiers, old.level, old.since, renewals)
    while until is not None and until <= d.now:
        renewals += 1
        until = valid_until(d, tiers, old.level, old.since, renewals)
    put(d, book, Standing(old.level, old.since, renewals, until, None, old.review_at))
    d.effects.append(TierRenewed(d.cause(book.source), tiers.id, tiers.levels[old.level].id, until))


def put(
    d: Draft,
    book: TiersBook,
    standing: Standing,
    *,
    grace_until: int | None = None,
    review_at: int | None = None,
) -> None:
    """Store a standing, with a grace begun or the next review set."""
    standing = Standing(
        standing.level,
        standing.since,
        standing.renewals,
        standing.valid_until,
        grace_until or standing.grace_until,
        review_at or standing.review_at,
    )
    d.tiers[book.tiers.id] = standing
    d.wake(_end(standing))
    d.wake(standing.review_at)
