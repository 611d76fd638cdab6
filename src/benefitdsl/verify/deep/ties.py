"""How what is read of one member hangs together: windows within windows, counts and sums, levels and what they measure.

Only what every member's past satisfies: the solver proves with it. Of a ladder that somebody may be raised on, or that
keeps its levels for a time, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from benefitdsl.analysis.facts import facts_of, metric_named
from benefitdsl.analysis.ranges import numbers_of
from benefitdsl.plan.expr import (
    NEVER_DAYS,
    TRUE,
    DaysSince,
    MetricOf,
    ThresholdOf,
    TierOf,
)
from benefitdsl.plan.parts import Metric, Plan, RaiseTier, ReviewImmediate, Tiers
from benefitdsl.plan.walk import walk
from benefitdsl.quantities.window import (
    CalendarPeriods,
    Ever,
    MembershipYears,
    RollingDays,
    RollingMonths,
    Window,
)
from benefitdsl.verify.deep.world import Atom, Frame, Term, World, chosen, either, implied

_WITHIN = {"day": ("day", "week", "month", "quarter", "year"), "month": ("month", "quarter", "year"),
           "quarter": ("quarter", "year"), "week": ("week",), "year": ("year",)}  # fmt: skip


def ties(world: World) -> list[Term]:
    """All that is known of the atoms of the world; what it needs of further atoms, it adds."""
    found: list[Term] = []
    for past in list(world.pasts):
        frame = world.frame(None, f"{past}.", past)
        found += _of_ladders(world, frame, past)
        found += _of_metrics(world, frame, past)
    return found


def _atoms(world: World, past: str) -> list[Atom]:
    return [atom for atom in world.atoms if atom.where == past]


# ------------------------------------------------------------------------------------------- ladders


def _of_ladders(world: World, frame: Frame, past: str) -> Iterator[Term]:
    for atom in _atoms(world, past):
        match atom.expr:
            case TierOf(tiers, False):
                ladder = next(each for each in world.plan.tiers if each.id == tiers)
                if follows_its_metric(world.plan, ladder):
                    yield world.atoms[atom] == _rank(frame, ladder)
            case ThresholdOf(tiers):
                ladder = next(each for each in world.plan.tiers if each.id == tiers)
                rank = frame.atom(TierOf(tiers))
                for place, level in enumerate(ladder.levels):
                    yield implied(rank == place, world.atoms[atom] == (level.threshold or 0))
            case _:
                pass


def follows_its_metric(plan: Plan, ladder: Tiers) -> bool:
    """Whether the level is at every moment the one that the metric gives."""
    raised = any(isinstance(each, RaiseTier) and each.tiers == ladder.id for each in walk(plan))
    reads = {type(node) for node in walk(ladder.metric)}
    return (
        isinstance(ladder.review, ReviewImmediate)
        and ladder.validity is None
        and ladder.on_refund == "recompute"
        and not raised
        and reads == {MetricOf}
    )


def _rank(frame: Frame, ladder: Tiers) -> Term:
    metric = frame.value(ladder.metric)
    rank = 0
    for place, level in enumerate(ladder.levels):
        if level.threshold is not None and place:
            rank = chosen(metric >= level.threshold, place, rank)
    return rank


# ------------------------------------------------------------------------------------------- metrics


def _of_metrics(world: World, frame: Frame, past: str) -> Iterator[Term]:
    plan = world.plan
    for atom in _atoms(world, past):
        if isinstance(atom.expr, DaysSince):
            yield from _of_last(world, frame, atom, metric_named(plan, atom.expr.metric))
    metrics = [
        (metric_named(plan, atom.expr.metric), world.atoms[atom])
        for atom in _atoms(world, past)
        if isinstance(atom.expr, MetricOf)
    ]
    for (narrow, less), (wide, more) in permutations(metrics, 2):
        if _counts_within(narrow, wide):
            yield less <= more
        yield from _count_and_sum(plan, narrow, less, wide, more)


def _of_last(world: World, frame: Frame, atom: Atom, last: Metric) -> Iterator[Term]:
    """Days since the last one, and how many there were; nobody had one before there were records."""
    days = world.atoms[atom]
    yield either(days <= 366 * 140, days == NEVER_DAYS)
    for other in _atoms(world, atom.where):
        if not isinstance(other.expr, MetricOf):
            continue
        metric, count = metric_named(world.plan, other.expr.metric), world.atoms[other]
        if (
            (metric.event, metric.gross) != (last.event, last.gross)
            or metric.function != "count"
            or metric.items
        ):
            continue
        yield implied(count > 0, days != NEVER_DAYS)
        if metric.where == TRUE == last.where:
            match metric.window:
                case Ever():
                    yield implied(count == 0, days == NEVER_DAYS)
                case RollingDays(width):
                    yield (count > 0) == (days < width)
                case _:
                    pass


def _counts_within(narrow: Metric, wide: Metric) -> bool:
    """Whether whatever counts in the one counts in the other."""
    same = (narrow.event, narrow.function, narrow.value, narrow.items, narrow.gross) == (
        wide.event, wide.function, wide.value, wide.items, wide.gross,
    )  # fmt: skip
    return (
        same
        and narrow.function in ("count", "sum", "distinct")
        and wide.where in (TRUE, narrow.where)
        and is_within(narrow.window, wide.window)
    )


def is_within(narrow: Window, wide: Window) -> bool:
    """Whether an entry that counts in the one window counts in the other, at any instant."""
    match narrow, wide:
        case _, Ever():
            return True
        case RollingDays(a), RollingDays(b):
            return a <= b
        case RollingMonths(a), RollingMonths(b):
            return a <= b
        case RollingDays(days), RollingMonths(months):
            return days <= 28 * months
        case RollingMonths(months), RollingDays(days):
            return 31 * months <= days
        case CalendarPeriods(unit, 1), CalendarPeriods(wider, count):
            return wider in _WITHIN[unit] and count >= 1
        case CalendarPeriods(unit, a), CalendarPeriods(other, b):
            return unit == other and a <= b
        case MembershipYears(a), MembershipYears(b):
            return a <= b
        case _:
            return narrow == wide


def _count_and_sum(plan: Plan, count: Metric, many: Term, added: Metric, much: Term) -> Iterator[Term]:
    """So many events of at least and at most so much each."""
    if (
        count.function != "count"
        or added.function != "sum"
        or count.items
        or added.items
        or added.value is None
    ):
        return
    if (count.event, count.where, count.window, count.gross) != (
        added.event,
        added.where,
        added.window,
        added.gross,
    ):
        return
    each = numbers_of(added.value, facts_of(plan, added.event))
    if each.least is not None:
        yield much >= many * each.least
    if each.most is not None:
        yield much <= many * each.most


__all__ = ["follows_its_metric", "is_within", "ties"]
