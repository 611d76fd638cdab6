"""Missions: matches, what they add, stages reached, windows that end (spec 7.1 to 7.3)."""

from __future__ import annotations

from benefitdsl.engine import stages, streaks
from benefitdsl.engine.book import MissionBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.instances import finish, keep_past, open_instance, progress_now, progress_of, put, span
from benefitdsl.engine.metrics import Amount, measure
from benefitdsl.engine.windows import add_sum, drop_values
from benefitdsl.model.effect import MissionLapsed
from benefitdsl.model.member import FOREVER, Instance, Part, Sets, Sums
from benefitdsl.quantities.calendar import period_index


def match(d: Draft, book: MissionBook) -> None:
    """Let the event at hand count for a mission, if it does."""
    mission, state = book.mission, d.missions[book.mission.id]
    if book.schedule is not None and not d.in_schedule(book.schedule):
        return
    if mission.audience is not None and not d.in_segment(mission.audience):
        return
    if mission.enrolment and (state.enrolled is None or state.enrolled > d.at):
        return
    function = "count" if mission.measure == "streak" else mission.measure
    amount = measure(d, function, mission.items, book.where, book.value, book.reads)
    if amount is None or (isinstance(amount, int) and amount <= 0):
        return
    inside = span(d, book)
    if inside is None:
        return
    if mission.measure == "streak":
        streaks.match(d, book, open_instance(d, book, inside[0]))
        return
    end = book.end(d.at, d.joined) if book.rolling else FOREVER
    amount = _fresh(d, book, amount)
    if amount and end > d.now:
        _add(d, book, open_instance(d, book, inside[0]), amount, end)


# ------------------------------------------------------------------------------------------- progress


def _fresh(d: Draft, book: MissionBook, amount: Amount) -> Amount:
    """What a match adds: of different values only new ones, of all no more than the day's cap leaves."""
    instance = d.missions[book.mission.id].open
    if isinstance(amount, tuple) and instance is not None and isinstance(instance.progress, Sets):
        known = {value for end, values in instance.progress.by_end.items() if end > d.now for value in values}
        amount = tuple([value for value in amount if value not in known])
    cap = book.mission.daily_cap
    if cap is None:
        return amount
    room = max(0, cap - (0 if instance is None else instance.days.get(d.book.clock.day(d.at), 0)))
    return amount[:room] if isinstance(amount, tuple) else min(amount, room)


def _add(d: Draft, book: MissionBook, instance: Instance, amount: Amount, end: int) -> None:
    day = d.book.clock.day(d.at)
    size = put(instance, amount, end)
    if book.mission.daily_cap is not None:
        oldest = d.book.clock.day(d.book.oldest(d.now))
        instance.days = {past: n for past, n in instance.days.items() if past >= oldest}
        instance.days[day] = instance.days.get(day, 0) + size
    if d.record is not None and book.mission.on_refund != "keep":
        values = amount if isinstance(amount, tuple) else ()
        known = [part for part in instance.parts if part.record in d.records]
        instance.parts = (*known, Part(d.record.key, end, day, size, values))
    _reach(d, book, instance, amount, end)


# ------------------------------------------------------------------------------------------- stages


def _reach(d: Draft, book: MissionBook, instance: Instance, amount: Amount, end: int) -> None:
    """Reach the stages that the progress has come to, in order; with `carry` again on what is over."""
    mission, current = book.mission, instance
    while True:
        progress = progress_of(d, current)
        while current.reached < len(book.stages) and book.stages[current.reached].stage.at <= progress:
            if not stages.complete(d, book, current, current.reached):
                return
            current.reached += 1
        if current.reached < len(book.stages):
            return
        over = progress - mission.stages[-1].at
        finish(d, book, current)
        if mission.repeat != "again" or mission.surplus == "lose" or over <= 0:
            return
        current, amount = _carry(d, book, current, over, amount, end)


def _carry(
    d: Draft, book: MissionBook, done: Instance, over: int, amount: Amount, end: int
) -> tuple[Instance, Amount]:
    """A new instance that begins with what was over, as the latest entry's."""
    left: Amount = amount[-over:] if isinstance(amount, tuple) else over
    if isinstance(done.progress, Sums):
        add_sum(done.progress, end, -over)
    elif isinstance(left, tuple):
        drop_values(done.progress, end, left)
    day = d.book.clock.day(d.at)
    values = left if isinstance(left, tuple) else ()
    fresh = open_instance(d, book, done.ends_at)
    put(fresh, left, end)
    if book.mission.daily_cap is not None:
        fresh.days = done.days.copy()
    if done.parts and d.record is not None and done.parts[-1].record == d.record.key:
        last = done.parts[-1]
        kept = last.values[: len(last.values) - over] if last.values else ()
        done.parts = (*done.parts[:-1], Part(last.record, end, day, last.value - over, kept))
        fresh.parts = (Part(last.record, end, day, over, values),)
    return fresh, left


# ------------------------------------------------------------------------------------------- time


def next_due(d: Draft, book: MissionBook) -> int:
    """When the open instance's window ends."""
    instance = d.missions[book.mission.id].open
    return FOREVER if instance is None or instance.ends_at is None else instance.ends_at


def close_due(d: Draft, book: MissionBook) -> None:
    """Close an open instance whose window ended; it lapses with the progress it had."""
    instance = d.missions[book.mission.id].open
    if instance is None or instance.ends_at is None or instance.ends_at > d.now:
        return
    progress = progress_now(d, book)
    state = d.mission(book.mission.id)
    if state.open is None:
        return
    if book.single_period is not None:
        state.closed = period_index(d.book.clock.day(instance.ends_at - 1), book.single_period.unit)
    else:
        state.closed = instance.ends_at
    keep_past(d, book.mission, state, state.open)
    state.open, state.streak, state.finished = None, None, True
    if progress > 0:
        d.effects.append(MissionLapsed(d.cause(book.source), book.mission.id, progress))
