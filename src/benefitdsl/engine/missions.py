"""Missions: matches, what they add, stages reached, windows that end (spec 7.1 to 7.3)."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.engine import stages, steps, streaks
from benefitdsl.engine.book import MissionBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.instances import (
    TOTAL,
    add_part,
    close,
    count_day,
    open_instance,
    own_span,
    progress_now,
    progress_of,
    put,
    span,
)
from benefitdsl.engine.metrics import Amount, measure
from benefitdsl.engine.windows import add_sum
from benefitdsl.model.effect import MissionLapsed
from benefitdsl.model.member import FOREVER, Instance, Part, Sums


def match(d: Draft, book: MissionBook) -> None:
    """Let the event at hand count for a mission, if it does."""
    mission, state = book.mission, d.missions[book.mission.id]
    if book.schedule is not None and not d.in_schedule(book.schedule):
        return
    if mission.audience is not None and not d.in_segment(mission.audience):
        return
    if mission.enrolment and (state.enrolled is None or state.enrolled > d.at):
        return
    if mission.measure == "steps":
        _match_steps(d, book)
        return
    function = "count" if mission.measure == "streak" else mission.measure
    amount = measure(d, function, mission.items, book.where, book.value, book.readable)
    if amount is None or (isinstance(amount, int) and amount <= 0):
        return
    inside = span(d, book)
    if inside is None:
        return
    if mission.measure == "streak":
        streaks.match(d, book, open_instance(d, book, inside))
        return
    end = book.end(d.at, d.joined) if book.rolling else FOREVER
    amount = _capped(d, book, amount)
    if amount and end > d.now:
        _add(d, book, open_instance(d, book, inside), amount, end)


def _match_steps(d: Draft, book: MissionBook) -> None:
    matched, inside = steps.matches(d, book), span(d, book)
    if matched and inside is not None:
        instance = open_instance(d, book, inside)
        steps.add(d, book, instance, matched)
        _reach(d, book, instance, FOREVER)


# ------------------------------------------------------------------------------------------- progress


def _capped(d: Draft, book: MissionBook, amount: Amount) -> Amount:
    """As much of a match as the local day's cap leaves; of different values those the day has, or has room for."""
    cap, instance = book.mission.daily_cap, d.missions[book.mission.id].current
    if cap is None:
        return amount
    today = {} if instance is None else instance.days.get(d.book.clock.day(d.at), {})
    if isinstance(amount, int):
        return min(amount, max(0, cap - today.get(TOTAL, 0)))
    room = max(0, cap - len(today))
    fresh = [value for value in amount if value not in today][:room]
    return tuple([value for value in amount if value in today or value in fresh])


def _add(d: Draft, book: MissionBook, instance: Instance, amount: Amount, end: int) -> None:
    day = d.book.clock.day(d.at)
    size = put(instance, amount, end)
    if book.mission.daily_cap is not None:
        oldest = d.book.clock.day(d.book.oldest(d.now))
        instance.days = {past: counts for past, counts in instance.days.items() if past >= oldest}
        count_day(instance, day, amount)
    if d.record is not None and book.mission.on_refund != "keep":
        values = amount if isinstance(amount, tuple) else ()
        add_part(d, instance, Part(d.record.event.key, d.record.ends, end, day, size, size, size, values))
    _reach(d, book, instance, end)


def _reach(d: Draft, book: MissionBook, instance: Instance, end: int) -> None:
    """Reach the stages that the progress has come to, in order; with `carry` again on what is over."""
    mission = book.mission
    while True:
        progress = progress_of(d, instance)
        while instance.reached < len(book.stages) and book.stages[instance.reached].stage.at <= progress:
            stands = any(reached.index == instance.reached for reached in instance.stages)
            if not stands and not stages.complete(d, book, instance, instance.reached):
                return
            instance.reached += 1
        if instance.reached < len(book.stages):
            return
        over = progress - mission.stages[-1].at
        close(d, book, instance, done=True)
        carries = (
            mission.repeat == "again" and mission.surplus == "carry" and mission.measure in ("count", "sum")
        )
        inside = own_span(d, book) if carries and over > 0 else None
        if inside is None:
            return
        instance = _carry(d, book, instance, open_instance(d, book, inside), over, end)


def _carry(d: Draft, book: MissionBook, done: Instance, fresh: Instance, over: int, end: int) -> Instance:
    """Move what was over into a new instance, off the latest entries backwards."""
    if isinstance(done.progress, Sums) and isinstance(fresh.progress, Sums):
        left, by_end = over, done.progress.by_end
        for place in (end, *sorted((one for one in by_end if one != end), reverse=True)):
            moved = min(left, max(0, by_end.get(place, 0)))
            if moved:
                add_sum(done.progress, place, -moved)
                add_sum(fresh.progress, place, moved)
                left -= moved
    if book.mission.daily_cap is not None:
        count_day(fresh, d.book.clock.day(d.at), over)
    kept, carried, left = [], [], over
    for part in reversed(done.parts):
        moved = min(left, part.value)
        left -= moved
        if moved:
            carried.append(replace(part, piece=moved, value=moved))
        if part.value > moved:
            kept.append(replace(part, piece=part.piece - moved, value=part.value - moved))
    done.parts, fresh.parts = tuple(reversed(kept)), tuple(reversed(carried))
    return fresh


# ------------------------------------------------------------------------------------------- time


def next_due(d: Draft, book: MissionBook) -> int:
    """When the open instance's window ends."""
    instance = d.missions[book.mission.id].current
    return FOREVER if instance is None or instance.ends_at is None else instance.ends_at


def close_due(d: Draft, book: MissionBook) -> None:
    """Close an open instance whose window ended; it lapses with the progress it had."""
    instance = d.missions[book.mission.id].current
    if instance is None or instance.ends_at is None or instance.ends_at > d.now:
        return
    progress = progress_now(d, book)
    lapsed = d.mission(book.mission.id).current
    if lapsed is not None:
        close(d, book, lapsed, done=False)
    if progress > 0:
        d.effects.append(MissionLapsed(d.cause(book.source), book.mission.id, progress))
