"""Benefits that are over before they can be used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.engine.schedules import Holds, holds
from benefitdsl.plan.parts import (
    Benefit,
    GrantBenefit,
    Lasting,
    OnEvent,
    OnMoment,
    UntilDay,
    UntilPeriodEnd,
)
from benefitdsl.plan.schedule import AttributeDay, Days, NamedDays, Schedule, Times
from benefitdsl.quantities.calendar import MINUTE_US, next_period_start
from benefitdsl.quantities.duration import end_of
from benefitdsl.verify.deep.answers import Answer, Claim, Witness, proved, refuted, undecided
from benefitdsl.verify.deep.scene import Scene
from benefitdsl.verify.deep.usable import depends_on_member, schedule_of
from benefitdsl.verify.deep.wishes import DAYS_AROUND, FIRST_DAY, NOON
from benefitdsl.verify.history import History

_TRIES: Final = 12


def ask_holdings(scene: Scene) -> Iterator[Answer]:
    for benefit in scene.plan.benefits:
        has_times = benefit.usable is not None and bool(benefit.valid)
        if has_times or (benefit.claim_within is None and _has_last_day(scene, benefit)):
            yield _ask_usable(scene, benefit)


def _has_last_day(scene: Scene, benefit: Benefit) -> bool:
    """Whether it ends on a day of the calendar, and rules of events give it, which may go on after that day."""
    return any(isinstance(valid, UntilDay) for valid in benefit.valid) and any(
        isinstance(action, GrantBenefit) and action.benefit == benefit.id
        for rule in scene.plan.rules
        if all(isinstance(trigger, OnEvent) for trigger in rule.triggers)
        for action in rule.then
    )


# -------------------------------------------------------------------------------------------- usable


def _ask_usable(scene: Scene, benefit: Benefit) -> Answer:
    """Every day of issue in as many years as it takes for weekdays, months and leap years to meet in all ways."""
    claim = Claim("usable_in_time", (benefit.id,), benefit.origin)
    if depends_on_member(benefit):
        return undecided(claim, "day")
    useless = _useless_days(scene, benefit, schedule_of(benefit))
    if not useless:
        return proved(claim, "calendar")
    for day in useless[:_TRIES]:
        history = _issued_on(scene, benefit, day)
        if history is not None:
            return refuted(claim, Witness(history))
    found = scene.survey.find(("useless", benefit.id))
    return undecided(claim, "no_past") if found is None else refuted(claim, Witness(found))


def _useless_days(scene: Scene, benefit: Benefit, usable: Schedule) -> list[int]:
    """The days of which the end leaves no time to use what is issued on them, as it lasts then."""
    edges = [
        edge for term in usable.terms if isinstance(term, Days) for edge in (term.first, term.end) if edge
    ]
    edges += [day for term in usable.terms if isinstance(term, NamedDays) for day in term.days]
    edges += [valid.end for valid in benefit.valid if isinstance(valid, UntilDay)]
    first, last = min([FIRST_DAY, *edges]), max([FIRST_DAY, *edges]) + DAYS_AROUND
    asks, issued = holds(usable), _days_of_issue(scene, benefit)
    good = [_is_good(asks, day) for day in range(first, last + 800)]
    found: list[int] = []
    for day in range(first, last):
        if not any(each(day, NOON, {}) for each in issued):
            continue
        end = _end_of(scene, benefit, day)
        stop = last + 799 if end is None else min(scene.cook.zone.local_day(end - 1), last + 799)
        if not any(good[day - first : stop - first + 1]):
            found.append(day)
    return found


def _days_of_issue(scene: Scene, benefit: Benefit) -> list[Holds]:
    """The schedules by which it is issued: moments of rules, and the times at which rules of events hold. A birthday is
    any day."""
    found: list[Schedule] = []
    for rule in scene.plan.rules:
        if any(isinstance(each, GrantBenefit) and each.benefit == benefit.id for each in rule.then):
            for trigger in rule.triggers:
                terms = trigger.schedule.terms if isinstance(trigger, OnMoment) else ()
                terms += rule.schedule.terms if rule.schedule is not None else ()
                found.append(Schedule(tuple(t for t in terms if not isinstance(t, Times | AttributeDay))))
    return [holds(each) for each in found or [Schedule(())]]


def _is_good(asks: Holds, day: int) -> bool:
    """Whether it can be used at some minute of the day."""
    return any(asks(day, minute, {}) for minute in range(0, 1440, 15))


def _end_of(scene: Scene, benefit: Benefit, day: int) -> int | None:
    """When what is issued at noon of a day is over."""
    zone, at = scene.cook.zone, int(scene.cook.zone.start_of_day(day)) + NOON * MINUTE_US
    ends: list[int] = []
    for valid in benefit.valid:
        match valid:
            case Lasting(duration, _, edge):
                ends.append(end_of(duration, zone, at, edge))
            case UntilDay(end):
                ends.append(int(zone.start_of_day(end)))
            case UntilPeriodEnd(unit):
                ends.append(int(zone.start_of_day(next_period_start(day, unit))))
    return min(ends, default=None)


def _issued_on(scene: Scene, benefit: Benefit, day: int) -> History | None:
    """A history in which a rule of an event issues it on the day, and it cannot be used before the engine says that it
    is over."""
    for rule in scene.plan.rules:
        if any(isinstance(each, GrantBenefit) and each.benefit == benefit.id for each in rule.then):
            for history in scene.fired(rule, day):
                if scene.stage.shows(history, ("useless", benefit.id)):
                    return history
    return None


__all__ = ["ask_holdings"]
