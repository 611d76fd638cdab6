"""Ladders: the level that a metric gives, reviews, validity and grace (spec §8)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import assert_never

from benefitdsl.engine.reference import metrics
from benefitdsl.engine.reference.expressions import number
from benefitdsl.engine.reference.facts import Standing, State
from benefitdsl.engine.reference.localtime import (
    LocalTime,
    clamped,
    date_of,
    is_exact,
    later_day,
    microseconds,
)
from benefitdsl.engine.reference.run import Author, Reading, Run, TierEntered, TierLeft
from benefitdsl.model.effect import TierChanged, TierRenewed
from benefitdsl.plan.expr import (
    And,
    Arithmetic,
    Choose,
    Compare,
    Contains,
    DaysSince,
    Expr,
    FloorDiv,
    InSegment,
    ItemsTotal,
    MetricOf,
    Not,
    OneOf,
    Or,
    ScoreOf,
)
from benefitdsl.plan.parts import Plan, ReviewImmediate, ReviewPeriodic, Tiers


def metric_of(plan: Plan, state: State, tiers: Tiers, now: int) -> int:
    return number(tiers.metric, Reading(plan, state, None, now, now))


def rank_for(tiers: Tiers, metric: int) -> int:
    """The greatest rank whose threshold the metric has reached; by invitation never."""
    ranks = [
        rank
        for rank, level in enumerate(tiers.levels)
        if level.threshold is not None and level.threshold <= metric
    ]
    return max(ranks, default=0)


def valid_until(plan: Plan, tiers: Tiers, standing: Standing) -> int | None:
    """The end of validity: (k + 1) × validity from `since`; rank 0 has none."""
    if tiers.validity is None or standing.rank == 0:
        return None
    times = standing.renewals + 1
    if is_exact(tiers.validity):
        return standing.since + times * microseconds(tiers.validity)
    time = LocalTime(plan.timezone, plan.day_start)
    return time.start(later_day(time.day(standing.since), tiers.validity, times) + 1)


# ------------------------------------------------------------------------------------------ changes


def review(run: Run, tiers: Tiers) -> None:
    standing = run.state.tiers[tiers.id]
    metric = metric_of(run.plan, run.state, tiers, run.now)
    given = rank_for(tiers, metric)
    if given > standing.rank:
        move(run, tiers, given, _author(tiers))
    elif tiers.validity is not None:
        needed = _needed(tiers, standing.rank)
        if standing.grace_end is not None and needed is not None and metric >= needed:
            _renew(run, tiers)
    elif given < standing.rank and tiers.levels[standing.rank].threshold is not None:
        move(run, tiers, given, _author(tiers))


def review_immediate(run: Run) -> None:
    for tiers in run.plan.tiers:
        if isinstance(tiers.review, ReviewImmediate):
            review(run, tiers)


def raise_to(run: Run, tiers_id: str, level: int, author: Author) -> None:
    """Raise to a higher level as a review would; never lower."""
    tiers = next(each for each in run.plan.tiers if each.id == tiers_id)
    if level > run.state.tiers[tiers.id].rank:
        move(run, tiers, level, author)


def move(run: Run, tiers: Tiers, rank: int, author: Author | None = None) -> None:
    """To another rank, from now on."""
    old = run.state.tiers[tiers.id].rank
    standing = Standing(rank, run.now)
    run.state.tiers[tiers.id] = standing
    cause = run.cause(author or _author(tiers))
    until = valid_until(run.plan, tiers, standing)
    run.effects.append(TierChanged(cause, tiers.id, tiers.levels[old].id, tiers.levels[rank].id, until))
    for level in range(old + 1, rank + 1):
        run.raised.append(TierEntered(tiers.id, level, level == rank))
    for level in range(old, rank, -1):
        run.raised.append(TierLeft(tiers.id, level))


def _renew(run: Run, tiers: Tiers) -> None:
    """One more validity; more than one where a long grace has used it up already."""
    old = run.state.tiers[tiers.id]
    renewed = Standing(old.rank, old.since, old.renewals + 1)
    while (until := valid_until(run.plan, tiers, renewed)) is not None and until <= run.now:
        renewed = Standing(old.rank, old.since, renewed.renewals + 1)
    _restand(run, tiers, renewed)


def _restand(run: Run, tiers: Tiers, standing: Standing) -> None:
    run.state.tiers[tiers.id] = standing
    until = valid_until(run.plan, tiers, standing)
    run.effects.append(
        TierRenewed(run.cause(_author(tiers)), tiers.id, tiers.levels[standing.rank].id, until)
    )


def _needed(tiers: Tiers, rank: int) -> int | None:
    return dict(tiers.retention).get(rank, tiers.levels[rank].threshold)


def _author(tiers: Tiers) -> Author:
    return Author(tiers.id, tiers.origin)


# ------------------------------------------------------------------------------------------ time


def ends_at(plan: Plan, state: State, tiers: Tiers) -> int | None:
    """When the grace, or without one the validity, is over."""
    standing = state.tiers[tiers.id]
    return standing.grace_end if standing.grace_end is not None else valid_until(plan, tiers, standing)


def end(run: Run, tiers: Tiers) -> None:
    """A validity or a grace is over at `now`."""
    standing = run.state.tiers[tiers.id]
    metric = metric_of(run.plan, run.state, tiers, run.now)
    needed = _needed(tiers, standing.rank)
    if standing.grace_end is None:
        if needed is not None and metric >= needed:
            return _renew(run, tiers)
        if tiers.grace is not None:
            over = run.now - 1 if not is_exact(tiers.grace) else run.now
            grace_end = run.time.lasts_until(tiers.grace, over)
            run.state.tiers[tiers.id] = Standing(standing.rank, standing.since, standing.renewals, grace_end)
            return None
    match tiers.at_end:
        case "renew":
            return _renew(run, tiers)
        case "one_level":
            return move(run, tiers, standing.rank - 1)
        case "recompute":
            rank = rank_for(tiers, metric)
            if rank == standing.rank:
                return _restand(run, tiers, Standing(rank, run.now))
            return move(run, tiers, rank)
        case _:
            assert_never(tiers.at_end)


def next_review(plan: Plan, state: State, tiers: Tiers) -> int | None:
    """The next review of a ladder that time makes due: of its period, or because a metric falls."""
    time = LocalTime(plan.timezone, plan.day_start)
    match tiers.review:
        case ReviewImmediate():
            names = {
                expr.metric
                for expr in _parts_of(plan, tiers.metric)
                if isinstance(expr, MetricOf | DaysSince)
            }
            falls = [metrics.next_fall(plan, state, metric, state.settled) for metric in names]
            return min((at for at in falls if at is not None), default=None)
        case ReviewPeriodic() as review:
            return next_review_day(review, time, time.day(state.joined), state.settled)
        case _:
            assert_never(tiers.review)


@lru_cache(maxsize=20_000)  # asked again and again
def next_review_day(review: ReviewPeriodic, time: LocalTime, joined: int, settled: int) -> int:
    """The start of the first day of the review after what is settled."""
    today = time.day(settled)
    return next(time.start(day) for day in _review_days(review, joined, today) if time.start(day) > settled)


def _review_days(review: ReviewPeriodic, joined: int, today: int) -> Iterator[int]:
    """The days of the review, in order: enough of them to have the next after today."""
    first, this_year = date_of(joined), date_of(today).year
    match review.every:
        case "day":
            return iter((today + 1,))
        case "month":
            months = product((this_year, this_year + 1), range(1, 13))
            return (clamped(year, month, review.day) for year, month in months)
        case "anniversary":
            years = (this_year, this_year + 1)
            return (day for year in years if (day := clamped(year, first.month, first.day)) > joined)
        case _:
            assert_never(review.every)


def reads_score(plan: Plan, tiers: Tiers, scores: list[str]) -> bool:
    """Whether a ladder that is reviewed at once reads one of the scores."""
    read = {expr.score for expr in _parts_of(plan, tiers.metric) if isinstance(expr, ScoreOf)}
    return isinstance(tiers.review, ReviewImmediate) and any(score in read for score in scores)


def _parts_of(plan: Plan, expr: Expr) -> list[Expr]:
    """An expression and everything inside it, also inside segments."""
    inner: list[Expr] = []
    match expr:
        case InSegment(segment):
            inner = [each.condition for each in plan.segments if each.id == segment]
        case Compare(_, left, right) | Arithmetic(_, left, right):
            inner = [left, right]
        case And(items) | Or(items):
            inner = list(items)
        case Not(item) | FloorDiv(item, _) | OneOf(item, _) | Contains(item, _):
            inner = [item]
        case ItemsTotal(_, value, where):
            inner = [part for part in (value, where) if part is not None]
        case Choose(cases, otherwise):
            inner = [*(part for case in cases for part in case), otherwise]
        case _:
            pass
    return [expr, *(part for each in inner for part in _parts_of(plan, each))]
