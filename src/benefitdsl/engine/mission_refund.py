"""Missions after a reversal: progress lowered, stages undone, instances opened again (spec 6.3)."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.engine import steps
from benefitdsl.engine.book import MissionBook, StepBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.instances import count_day, size_of
from benefitdsl.engine.left import Left, part_of
from benefitdsl.engine.metrics import Amount, measure
from benefitdsl.engine.runs import latest
from benefitdsl.engine.take_back import take_back_points
from benefitdsl.engine.undo import come_back, undo, will_stay
from benefitdsl.engine.windows import add_sum, drop_values, expire
from benefitdsl.model.effect import MissionReopened
from benefitdsl.model.member import Instance, MissionState, Part, Reached, Record, Sets, Sums


def reverse(d: Draft, book: MissionBook, record: Record, left: Left) -> None:
    """Lower what the record added to a mission, by the mission's policy."""
    mission, state = book.mission, d.missions[book.mission.id]
    if mission.on_refund == "keep" or not any(_parts(one, record) for one in _instances(state)):
        return
    state = d.mission(mission.id)
    instances = _instances(state)
    parts = [part for one in instances for part in _parts(one, record)]
    stays: Amount = ()
    gone = 0
    if mission.measure != "steps":
        stays = _stays(d, book, record, left, parts[0].first)
        gone = parts[0].first - stays if isinstance(stays, int) else 0
    for instance in instances:
        expire(instance.progress, d.now)
        before = size_of(instance)
        if mission.measure == "steps":
            _lower_steps(d, book, instance, record, left)
        else:
            gone -= _lower(instance, record, gone, stays)
        if mission.on_refund == "reopen":
            _undo_stages(d, book, state, instance, before)


def _instances(state: MissionState) -> list[Instance]:
    """The open instance and those that a refund may still speak of, latest first."""
    return [one for one in (state.current, *reversed(state.past)) if one is not None]


def _parts(instance: Instance, record: Record) -> list[Part]:
    return [part for part in instance.parts if part.event == record.event.key]


def _lower_steps(d: Draft, book: MissionBook, instance: Instance, record: Record, left: Left) -> None:
    """Leave of each step what stays of the record's contribution to it; a step may be undone."""
    steps_by_id = {step.step.id: step for step in book.steps}
    kept: list[Part] = []
    for part in instance.parts:
        now = part
        if part.event == record.event.key and part.step in steps_by_id:
            stays = _stays(d, steps_by_id[part.step], record, left, part.first)
            if isinstance(stays, tuple):
                values = tuple([value for value in part.values if value in stays])
                now = replace(part, value=len(values), values=values)
            else:
                now = replace(part, value=min(part.value, stays))
            _take_off_step(instance.steps[part.step], part, now)
        kept.append(now)
    instance.parts = tuple(kept)
    steps.recount(book, instance)


def _take_off_step(series: Sums | Sets, part: Part, now: Part) -> None:
    if isinstance(series, Sums):
        add_sum(series, part.end, now.value - part.value)
    else:
        drop_values(series, part.end, [value for value in part.values if value not in now.values])


def _stays(d: Draft, book: MissionBook | StepBook, record: Record, left: Left, first: int) -> Amount:
    """What stays of the record's contribution: how much, or which values."""
    mission = book.mission if isinstance(book, MissionBook) else book.step
    function = "count" if mission.measure == "streak" else mission.measure

    def asked() -> Amount | None:
        return measure(d, function, mission.items, book.where, book.value, book.readable)

    if left.whole:
        return () if mission.measure == "distinct" else 0
    if mission.items and not record.lines:
        if mission.measure == "distinct":
            return left.originally(d, asked) or ()
        return first - part_of(first, record.refunded, record.base)
    amount = left.asked(d, asked)
    if mission.measure == "streak":
        return first if amount is not None else 0
    if mission.measure == "distinct":
        return amount if isinstance(amount, tuple) else ()
    return max(0, amount) if isinstance(amount, int) else 0


def _lower(instance: Instance, record: Record, gone: int, stays: Amount) -> int:
    """Leave of the record's parts the values that stay, or all but `gone` in all; how much of that is met here."""
    taken = 0
    kept: list[Part] = []
    for part in reversed(instance.parts):
        now = part
        if part.event == record.event.key:
            if isinstance(stays, tuple):
                values = tuple([value for value in part.values if value in stays])
                now = replace(part, value=len(values), values=values)
            else:
                cut = max(0, min(part.piece, gone - taken))
                now = replace(part, value=min(part.value, part.piece - cut))
                taken += cut
        if now.value < part.value:
            _take_off(instance, part, now)
        kept.append(now)
    instance.parts = tuple(reversed(kept))
    return taken


def _take_off(instance: Instance, part: Part, now: Part) -> None:
    gone: Amount = part.value - now.value
    if part.values:
        gone = tuple([value for value in part.values if value not in now.values])
    if part.day in instance.days:
        count_day(instance, part.day, gone, -1)
    streak = instance.streak
    if streak is not None:
        if streak.days.get(part.day, 0) > 1:
            streak.days[part.day] -= 1
        else:
            streak.days.pop(part.day, None)
    elif part.end in instance.progress.by_end:
        if isinstance(instance.progress, Sums):
            add_sum(instance.progress, part.end, -gone if isinstance(gone, int) else 0)
        elif isinstance(gone, tuple):
            drop_values(instance.progress, part.end, gone)


def _undo_stages(d: Draft, book: MissionBook, state: MissionState, instance: Instance, before: int) -> None:
    """Undo, last first, the stages that the progress fell below; a completed instance may be open again. One of which
    something stays is not reached twice: it stays, and the rest of what it gave is taken back."""
    kept: list[Reached] = []
    for reached in reversed(instance.stages):
        stage = book.stages[reached.index].stage
        if reached.firing.undone or not _fell_below(book, instance, reached, before):
            kept.append(reached)
            continue
        firing = reached.firing.copy()
        stays = will_stay(d, firing, also_used=False)
        if not stays:
            d.effects.append(MissionReopened(d.cause(book.source), book.mission.id, stage.at))
        come_back(d, firing, d.event_source(), also_used=False)
        take_back_points(d, firing, (1, 1), book.source)
        undo(d, firing, book.source, also_used=False)
        if stays:
            kept.append(replace(reached, firing=firing))
            continue
        instance.reached = min(instance.reached, reached.index)
        if instance.streak is not None and reached.day in instance.streak.reached:
            instance.streak.reached[reached.day] &= ~(1 << reached.index)
        if reached.index == len(book.stages) - 1:
            state.completed -= 1
            _open_again(d, state, instance)
    instance.stages = tuple(reversed(kept))


def _fell_below(book: MissionBook, instance: Instance, reached: Reached, before: int) -> bool:
    if book.mission.measure != "streak":
        return before >= book.stages[reached.index].stage.at > size_of(instance)
    streak = instance.streak
    if streak is None or (streak.last is not None and reached.day <= streak.last):
        return False
    return reached.day not in streak.days or latest(book, streak, reached.day).length < reached.length


def _open_again(d: Draft, state: MissionState, instance: Instance) -> None:
    """A completed instance is open again if its window has not ended and no other instance is open."""
    if not instance.done or state.current is not None:
        return
    if instance.ends_at is not None and instance.ends_at <= d.now:
        return
    state.past = tuple(one for one in state.past if one is not instance)
    state.closed = tuple(one for one in state.closed if one[0] != instance.starts_at)
    instance.done, instance.forget_at = False, None
    state.current = instance
    d.wake(instance.ends_at)
