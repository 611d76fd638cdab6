"""Missions after a reversal: progress lowered, stages undone, instances opened again (spec 6.3)."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.engine.book import MissionBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.instances import size_of
from benefitdsl.engine.left import Left, part_of
from benefitdsl.engine.metrics import measure
from benefitdsl.engine.runs import latest
from benefitdsl.engine.windows import add_sum, drop_values, expire
from benefitdsl.model.effect import MissionReopened
from benefitdsl.model.member import Instance, MissionState, Part, Record, Sums


def reverse(d: Draft, book: MissionBook, record: Record, left: Left) -> None:
    """Lower what the record added to a mission, by the mission's policy."""
    mission, state = book.mission, d.missions[book.mission.id]
    if mission.on_refund == "keep" or not _touches(state, record.key):
        return
    state = d.mission(mission.id)
    instances = [one for one in (state.open, *reversed(state.past)) if one is not None]
    added = sum([part.value for one in instances for part in one.parts if part.record == record.key])
    gone = added - _worth_left(d, book, record, left, added)
    for instance in instances:
        if gone <= 0:
            break
        before = _size(book, state, instance)
        gone -= _lower(d, book, state, instance, record.key, gone)
        if mission.on_refund == "reopen":
            _undo_stages(d, book, state, instance, before)


def _touches(state: MissionState, record: str) -> bool:
    return any(
        part.record == record for one in (state.open, *state.past) if one is not None for part in one.parts
    )


def _worth_left(d: Draft, book: MissionBook, record: Record, left: Left, added: int) -> int:
    """What the record's event adds on what is left of it."""
    mission = book.mission
    if left.whole:
        return 0
    if mission.items and not record.lines and mission.measure != "distinct":
        return added - part_of(added, record.refunded, record.base)
    function = "count" if mission.measure == "streak" else mission.measure
    amount = left.asked(d, lambda: measure(d, function, mission.items, book.where, book.value, book.reads))
    if amount is None:
        return 0
    if mission.measure == "streak":
        return 1
    return amount if isinstance(amount, int) else len(amount)


def _size(book: MissionBook, state: MissionState, instance: Instance) -> int:
    if book.mission.measure == "streak":
        return 0 if state.streak is None else latest(book, state.streak).length
    return size_of(instance)


def _lower(
    d: Draft, book: MissionBook, state: MissionState, instance: Instance, record: str, gone: int
) -> int:
    """Take up to `gone` off what the record added to an instance, last parts first; how much was taken."""
    if not instance.done:
        expire(instance.progress, d.now)
    kept: list[Part] = []
    taken = 0
    for part in reversed(instance.parts):
        less = min(part.value, gone - taken) if part.record == record else 0
        if less:
            _take_off(book, state, instance, part, less)
            taken += less
            if part.day in instance.days:
                instance.days[part.day] = max(0, instance.days[part.day] - less)
        if part.value > less:
            kept.append(replace(part, value=part.value - less, values=part.values[: len(part.values) - less]))
    instance.parts = tuple(reversed(kept))
    return taken


def _take_off(book: MissionBook, state: MissionState, instance: Instance, part: Part, less: int) -> None:
    if book.mission.measure == "streak":
        if state.streak is not None and state.streak.days.get(part.day):
            del state.streak.days[part.day]
    elif isinstance(instance.progress, Sums):
        if part.end in instance.progress.by_end:
            add_sum(instance.progress, part.end, -less)
    elif part.end in instance.progress.by_end:
        drop_values(instance.progress, part.end, part.values[len(part.values) - less :])


def _undo_stages(d: Draft, book: MissionBook, state: MissionState, instance: Instance, before: int) -> None:
    """Undo, last first, the stages that the progress fell below; a completed instance may be open again."""
    from benefitdsl.engine.refund import undo
    from benefitdsl.engine.take_back import take_back_points

    after = _size(book, state, instance)
    kept = []
    for index, times, firing in reversed(instance.stages):
        stage = book.stages[index].stage
        if not before >= stage.at > after:
            kept.append((index, times, firing))
            continue
        last = index == len(book.stages) - 1
        d.effects.append(MissionReopened(d.cause(book.source), book.mission.id, stage.at))
        take_back_points(d, firing, (1, 1), book.source)
        undo(d, firing, book.source, also_used=False)
        if book.mission.measure == "streak":
            instance.reached &= ~(1 << index)
        else:
            instance.reached = min(instance.reached, index)
        if last:
            state.completed -= 1
            _open_again(d, state, instance)
    instance.stages = tuple(reversed(kept))


def _open_again(d: Draft, state: MissionState, instance: Instance) -> None:
    """A completed instance is open again if its window has not ended and no other instance is open."""
    if not instance.done or state.open is not None:
        return
    if instance.ends_at is not None and instance.ends_at <= d.now:
        return
    state.past = tuple(one for one in state.past if one is not instance)
    instance.done, instance.forget_at = False, None
    state.open, state.finished, state.closed = instance, False, None
    d.wake(instance.ends_at)
