"""Instances of missions: in which one a match counts, what is in it, when it is over (spec 7.2)."""

from __future__ import annotations

from benefitdsl.engine.book import MissionBook
from benefitdsl.engine.clock import Clock
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.metrics import Amount
from benefitdsl.engine.runs import latest
from benefitdsl.engine.windows import add_sum, add_values, expire
from benefitdsl.model.member import Instance, MissionState, Sets, Sums
from benefitdsl.plan.parts import Mission
from benefitdsl.quantities.calendar import period_index
from benefitdsl.quantities.window import Anchored, Between


def span(d: Draft, book: MissionBook) -> tuple[int | None] | None:
    """The end of the instance in which a match at this instant counts, in a tuple; None where it counts in none."""
    mission, state = book.mission, d.missions[book.mission.id]
    if mission.repeat != "again" and book.single_period is None and state.completed:
        return None
    if mission.repeat == "once" and state.completed:
        return None
    instance = state.open
    if instance is not None:
        inside = instance.ends_at is None or d.at < instance.ends_at
        return (instance.ends_at,) if inside and _same_period(d, book, instance) else None
    return _opening(d, book, state)


def _same_period(d: Draft, book: MissionBook, instance: Instance) -> bool:
    if book.single_period is None or instance.ends_at is None:
        return True
    unit, clock = book.single_period.unit, d.book.clock
    return period_index(clock.day(d.at), unit) == period_index(clock.day(instance.ends_at - 1), unit)


def _opening(d: Draft, book: MissionBook, state: MissionState) -> tuple[int | None] | None:
    """The end of the window that a new instance would have."""
    clock, window = d.book.clock, book.mission.window
    if book.single_period is not None:
        unit = book.single_period.unit
        if state.closed is not None and period_index(clock.day(d.at), unit) <= state.closed:
            return None
        return (clock.period_end(unit, d.at),)
    match window:
        case Anchored(duration, "first_match"):
            return (
                None
                if state.closed is not None and d.at < state.closed
                else (clock.counting(duration, d.at),)
            )
        case Anchored(duration, anchor):
            start = d.joined if anchor == "joining" else state.enrolled
            return None if start is None else _within(clock, window, d.at, start)
        case Between(first, end):
            return (clock.start(end),) if first <= clock.day(d.at) < end else None
        case _:
            return (None,)


def _within(clock: Clock, window: Anchored, at: int, start: int) -> tuple[int] | None:
    first = start if window.duration.is_exact else clock.start(clock.day(start))
    end = clock.counting(window.duration, start)
    return (end,) if first <= at < end else None


def open_instance(d: Draft, book: MissionBook, ends_at: int | None) -> Instance:
    """The open instance, ours to change; opened if there is none."""
    state = d.mission(book.mission.id)
    if state.open is None:
        state.number += 1
        state.finished = False
        progress = Sets() if book.mission.measure == "distinct" else Sums()
        state.open = Instance(state.number, ends_at, progress)
        d.wake(ends_at)
    return state.open


def enrol(d: Draft, mission: str) -> bool:
    """Enrol from the event's instant; False where that is not possible."""
    book = d.book.missions.get(mission)
    if book is None or not book.mission.enrolment:
        return False
    state = d.missions[mission]
    if state.enrolled is not None and (state.open is not None or not state.finished):
        return False
    state = d.mission(mission)
    state.enrolled, state.finished = d.at, False
    window = book.mission.window
    if isinstance(window, Anchored) and window.anchor == "enrolment":
        open_instance(d, book, d.book.clock.counting(window.duration, d.at))
    return True


# ------------------------------------------------------------------------------------------- progress


def put(instance: Instance, amount: Amount, end: int) -> int:
    """Add an entry, and say how much it adds."""
    if isinstance(instance.progress, Sums):
        size = amount if isinstance(amount, int) else len(amount)
        add_sum(instance.progress, end, size)
        return size
    values = amount if isinstance(amount, tuple) else (amount,)
    add_values(instance.progress, end, values)
    return len(values)


def progress_of(d: Draft, instance: Instance) -> int:
    """What counts now. INVARIANT: the instance is the draft's own, or nothing in it has to go."""
    expire(instance.progress, d.now)
    return size_of(instance)


def size_of(instance: Instance) -> int:
    progress = instance.progress
    return progress.total if isinstance(progress, Sums) else len(progress.counts)


def progress_now(d: Draft, book: MissionBook) -> int:
    """Progress of the open instance; 0 without one."""
    state = d.missions[book.mission.id]
    if state.streak is not None:
        return latest(book, state.streak).length
    if state.open is None:
        return 0
    if state.open.progress.ends[:1] and state.open.progress.ends[0] <= d.now:
        state = d.mission(book.mission.id)
    return 0 if state.open is None else progress_of(d, state.open)


# ------------------------------------------------------------------------------------------- endings


def finish(d: Draft, book: MissionBook, instance: Instance) -> None:
    """Close a completed instance; it is kept while a refund may reopen it."""
    state = d.mission(book.mission.id)
    instance.done = True
    state.open, state.finished = None, True
    if book.single_period is not None and book.mission.repeat != "again" and instance.ends_at is not None:
        state.closed = period_index(d.book.clock.day(instance.ends_at - 1), book.single_period.unit)
    keep_past(d, book.mission, state, instance)


def keep_past(d: Draft, mission: Mission, state: MissionState, instance: Instance) -> None:
    if mission.on_refund != "reopen":
        return
    instance.forget_at = d.book.clock.lasting(d.book.plan.refund_within, d.now, "end_of_day")
    past = [one for one in state.past if one.forget_at is None or one.forget_at > d.now]
    state.past = (*past, instance)
