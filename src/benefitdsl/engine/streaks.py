"""Streaks: runs of local days, freezes, repairs (spec 7.4).

Days that no event can change any more are folded into the run they end; the rest are listed and folded on demand.
"""

from __future__ import annotations

from benefitdsl.engine import stages
from benefitdsl.engine.benefits import is_usable, use_up
from benefitdsl.engine.book import MissionBook, Source
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.ensure import ensure
from benefitdsl.engine.instances import add_part, close
from benefitdsl.engine.limits import text_of
from benefitdsl.engine.runs import Run, extend, latest, plan_of
from benefitdsl.model.effect import StreakRepaired
from benefitdsl.model.member import FOREVER, Held, Instance, Part, Streak
from benefitdsl.quantities.calendar import DAY_US


def match(d: Draft, book: MissionBook, instance: Instance) -> None:
    """Count the event's day, and reach the stages whose place in the run it is."""
    streak, day = instance.streak or Streak(), d.book.clock.day(d.at)
    if streak.last is not None and day <= streak.last:
        return
    if d.record is not None and book.mission.on_refund != "keep":
        add_part(d, instance, Part(d.record.event.key, d.record.ends, FOREVER, day, 1, 1, 1))
    streak.days[day] = streak.days.get(day, 0) + 1
    length = latest(book, streak, day).length
    _fold(d, book, streak)
    _reach(d, book, instance, day, length)


def _fold(d: Draft, book: MissionBook, streak: Streak) -> None:
    """Fold the days that neither a late event nor a repair nor a refund can change."""
    clock, plan = d.book.clock, plan_of(book)
    final = min(clock.day(d.book.oldest(d.now)), clock.day(d.now) - plan.repair_within)
    if book.mission.on_refund != "keep" and d.type is not None and d.type.type.key is not None:
        final = min(final, clock.day(d.now) - d.book.refund_us // DAY_US - 2)
    for day in sorted(streak.days):
        if day >= final:
            return
        run = extend(
            plan, Run(streak.last, streak.length, streak.used), day, matched=streak.days.pop(day) > 0
        )
        streak.last, streak.length, streak.used = run
        streak.reached.pop(day, None)


def _reach(d: Draft, book: MissionBook, instance: Instance, day: int, length: int) -> None:
    """A stage is reached by the day whose place in the run it is, also in a later run."""
    again, streak = book.mission.repeat == "again", instance.streak
    place = (length - 1) % book.mission.stages[-1].at + 1 if again and length > 0 else length
    for index, stage in enumerate(book.stages):
        before = 0 if streak is None else streak.reached.get(day, 0)
        if stage.stage.at != place or before >> index & 1:
            continue
        if not stages.complete(d, book, instance, index, day, length):
            continue
        if streak is not None:
            streak.reached[day] = before | 1 << index
        if index == len(book.stages) - 1 and not again:
            close(d, book, instance, done=True)


# ------------------------------------------------------------------------------------------- repairs


def make_up(d: Draft, source: Source) -> None:
    """Repair the day that the event names, in the mission it names or the first that can be repaired."""
    day, named = d.fields.get("day"), d.fields.get("mission")
    if isinstance(day, int):
        for book in d.book.missions.values():
            if named in (None, book.mission.id) and _repairable(d, book, day):
                card = _card(d, book)
                if card is not None or plan_of(book).repair_with is None:
                    _repair(d, book, day, card, source)
                    return
    raise Refusal("repair_not_possible", "" if day is None else text_of(day))


def _repairable(d: Draft, book: MissionBook, day: int) -> bool:
    state, clock = d.missions[book.mission.id], d.book.clock
    instance = state.current
    streak = None if instance is None else instance.streak
    if streak is None or instance is None or not 1 <= clock.day(d.now) - day <= plan_of(book).repair_within:
        return False
    if instance.starts_at >= clock.start(day + 1) or clock.start(day) >= (instance.ends_at or FOREVER):
        return False
    if day in streak.days or (streak.last is not None and day <= streak.last):
        return False
    return any(near in streak.days or near == streak.last for near in (day - 1, day + 1))


def _card(d: Draft, book: MissionBook) -> Held | None:
    """The instance that a repair uses up: of the right benefit, usable, the one that ends first."""
    usable = [
        held
        for held in d.benefits.values()
        if held.benefit == plan_of(book).repair_with and is_usable(d, held)
    ]
    return min(usable, key=lambda h: (h.valid_until or FOREVER, h.issued_at, h.instance), default=None)


def _repair(d: Draft, book: MissionBook, day: int, card: Held | None, source: Source) -> None:
    if card is not None:
        use_up(d, card, source)
    instance = d.mission(book.mission.id).current
    ensure(instance is not None and instance.streak is not None, "a repair without a streak")
    streak = (instance.streak if instance is not None else None) or Streak()
    streak.days[day] = 0
    length = latest(book, streak).length
    d.effects.append(StreakRepaired(d.cause(source), book.mission.id, day, length))
