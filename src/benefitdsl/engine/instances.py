"""Instances of missions: in which one a match counts, what is in it, when it is over (spec 7.2)."""

from __future__ import annotations

from typing import NamedTuple

from benefitdsl.engine.book import MissionBook
from benefitdsl.engine.clock import Clock
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.metrics import Amount
from benefitdsl.engine.runs import latest
from benefitdsl.engine.windows import add_sum, add_values, expire
from benefitdsl.model.member import FOREVER, Instance, Part, Sets, Streak, Sums
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Anchored, Between, Window


class Span(NamedTuple):
    """Where matches of one instance lie: half-open; an open one has no end."""

    start: int
    end: int | None


def span(d: Draft, book: MissionBook) -> Span | None:
    """The span of the instance in which a match at this instant counts; None where it counts in none."""
    mission, state = book.mission, d.missions[book.mission.id]
    if mission.repeat == "once" and state.completed:
        return None
    if any(start <= d.at < end for start, end in state.closed):
        return None
    instance = state.current
    if instance is None:
        return own_span(d, book)
    if instance.ends_at is not None and d.at >= instance.ends_at:
        return None
    if _is_given(book):
        own = own_span(d, book)
        return own if own is not None and own.end == instance.ends_at else None
    return Span(instance.starts_at, instance.ends_at)


def _is_given(book: MissionBook) -> bool:
    """Whether the window itself says which instants it holds, whoever matched first."""
    window = book.mission.window
    return book.one_period or isinstance(window, Between) or _anchor(window) in ("joining", "enrolment")


def _anchor(window: Window) -> str | None:
    return window.anchor if isinstance(window, Anchored) else None


def own_span(d: Draft, book: MissionBook) -> Span | None:
    """The span of an instance that opens now; None where the window does not hold the instant."""
    clock, window, state = d.book.clock, book.mission.window, d.missions[book.mission.id]
    if book.one_period:
        return Span(book.start(d.at, d.joined), book.end(d.at, d.joined))
    match window:
        case Anchored(duration, "first_match"):
            return Span(d.at, clock.counting(duration, d.at))
        case Anchored(duration, anchor):
            start = d.joined if anchor == "joining" else state.enrolled
            return None if start is None else _within(clock, duration, d.at, start)
        case Between(first, end):
            return Span(clock.start(first), clock.start(end)) if first <= clock.day(d.at) < end else None
        case _:
            return Span(0, None)


def _within(clock: Clock, duration: Duration, at: int, start: int) -> Span | None:
    first = start if duration.is_exact else clock.start(clock.day(start))
    end = clock.counting(duration, start)
    return Span(first, end) if first <= at < end else None


def open_instance(d: Draft, book: MissionBook, inside: Span) -> Instance:
    """The open instance, ours to change; opened if there is none."""
    state = d.mission(book.mission.id)
    if state.current is None:
        progress = Sets() if book.mission.measure == "distinct" else Sums()
        state.current = Instance(inside.start, inside.end, progress)
        if book.mission.measure == "streak":
            state.current.streak = Streak()
        d.wake(inside.end)
    return state.current


def enrol(d: Draft, mission: str) -> bool:
    """Enrol from the event's instant; False where that is not possible."""
    book = d.book.missions.get(mission)
    if book is None or not book.mission.enrolment:
        return False
    state = d.missions[mission]
    if book.mission.repeat == "once" and state.completed:
        return False
    if state.enrolled is not None and (state.current is not None or not state.finished):
        return False
    state = d.mission(mission)
    state.enrolled, state.finished = d.at, False
    inside = own_span(d, book)
    if _anchor(book.mission.window) == "enrolment" and inside is not None:
        open_instance(d, book, inside)
    return True


# ------------------------------------------------------------------------------------------- progress


def put(instance: Instance, amount: Amount, end: int) -> int:
    """Add an entry, and say how much it is."""
    size = amount if isinstance(amount, int) else len(amount)
    if isinstance(instance.progress, Sums):
        add_sum(instance.progress, end, size)
    else:
        add_values(instance.progress, end, amount if isinstance(amount, tuple) else (amount,))
    return size


def add_part(d: Draft, instance: Instance, part: Part) -> None:
    """Remember what an event added, while it can be reversed."""
    instance.parts = (*[one for one in instance.parts if one.until > d.now], part)


TOTAL = ""  # under which a day's total stands where values do not matter


def count_day(instance: Instance, day: int, amount: Amount, sign: int = 1) -> None:
    """Count a match (sign -1: no longer) towards its local day: its sum, or each of its values."""
    counts = instance.days.setdefault(day, {})
    for value, size in [(TOTAL, amount)] if isinstance(amount, int) else [(value, 1) for value in amount]:
        counts[value] = counts.get(value, 0) + sign * size
        if counts[value] <= 0:
            del counts[value]


def progress_of(d: Draft, instance: Instance) -> int:
    """What counts now. INVARIANT: the instance is the draft's own, or nothing in it has to go."""
    expire(instance.progress, d.reading_at)
    return size_of(instance)


def size_of(instance: Instance) -> int:
    return series_size(instance.progress)


def series_size(series: Sums | Sets) -> int:
    return series.total if isinstance(series, Sums) else len(series.counts)


def progress_now(d: Draft, book: MissionBook) -> int:
    """Progress of the open instance; 0 without one."""
    state = d.missions[book.mission.id]
    if state.current is not None and state.current.streak is not None:
        return latest(book, state.current.streak).length
    return d.progress(book.mission.id)


# ------------------------------------------------------------------------------------------- endings


def close(d: Draft, book: MissionBook, instance: Instance, *, done: bool) -> None:
    """Close the open instance, completed or lapsed; it is kept while a refund may undo its stages."""
    state = d.mission(book.mission.id)
    instance.done = done
    state.current, state.finished = None, True
    oldest = d.book.oldest(d.now)
    if not done or book.mission.repeat != "again":
        end = FOREVER if instance.ends_at is None else instance.ends_at
        still = [one for one in state.closed if one[1] > oldest]
        state.closed = (*still, (instance.starts_at, end))
    if book.mission.on_refund == "reopen":
        instance.forget_at = d.book.clock.lasting(d.book.plan.refund_within, d.now, "end_of_day")
        past = [one for one in state.past if one.forget_at is None or one.forget_at > d.now]
        state.past = (*past, instance)
