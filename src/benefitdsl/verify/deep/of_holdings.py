"""Benefits that are over before they can be used, and orders that are given back and still pay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from benefitdsl.engine.schedules import Holds, holds
from benefitdsl.model.effect import BenefitIssued
from benefitdsl.model.event import Event
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.expr import Expr, FieldOf
from benefitdsl.plan.parts import (
    Benefit,
    EarnPoints,
    EventField,
    GrantBenefit,
    Lasting,
    Limit,
    OnEvent,
    OnMoment,
    Rule,
    UntilDay,
    UntilPeriodEnd,
)
from benefitdsl.plan.schedule import AttributeDay, Days, NamedDays, Schedule, Times
from benefitdsl.quantities.calendar import MINUTE_US, next_period_start
from benefitdsl.quantities.duration import end_of
from benefitdsl.quantities.window import Ever
from benefitdsl.verify.deep.answers import Answer, Claim, Witness, proved, refuted, undecided
from benefitdsl.verify.deep.scene import EVENT, Scene, asked_of
from benefitdsl.verify.deep.who import subject
from benefitdsl.verify.deep.wishes import DAYS_AROUND, FIRST_DAY, NOON, Proposals
from benefitdsl.verify.deep.world import NotEncoded
from benefitdsl.verify.history import History, Sending

_TRIES: Final = 12


def ask_holdings(scene: Scene) -> Iterator[Answer]:
    for benefit in scene.plan.benefits:
        if benefit.usable is not None and benefit.valid:
            yield _ask_usable(scene, benefit)
    for rule in scene.plan.rules:
        for trigger in rule.triggers:
            if isinstance(trigger, OnEvent) and _can_be_given_back(scene, trigger.event) and _gives(rule):
                yield _ask_refund(scene, rule, trigger.event)


# -------------------------------------------------------------------------------------------- usable


def _ask_usable(scene: Scene, benefit: Benefit) -> Answer:
    """Every day of issue in as many years as it takes for weekdays, months and leap years to meet in all ways."""
    claim = Claim("usable_in_time", (benefit.id,), benefit.origin)
    assert benefit.usable is not None
    if benefit.claim_within is not None or any(isinstance(t, AttributeDay) for t in benefit.usable.terms):
        return undecided(claim, "day")
    useless = _useless_days(scene, benefit, benefit.usable)
    if not useless:
        return proved(claim, "calendar")
    for day in useless[:_TRIES]:
        history = _issued_on(scene, benefit, day)
        if history is not None:
            return refuted(claim, Witness(history))
    return undecided(claim, "no_past")


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
    """A history in which it is issued on the day, and none of its days is one on which it can be used, as the engine
    says when it is over."""
    assert benefit.usable is not None
    for rule in scene.plan.rules:
        if any(isinstance(each, GrantBenefit) and each.benefit == benefit.id for each in rule.then):
            for history in _fired(scene, rule, day):
                last = history.happenings[-1]
                assert isinstance(last, Sending)
                seen = scene.stage.last(history)
                issued = [
                    effect
                    for outcome in (seen.outcomes if seen else ())
                    for effect in outcome.effects
                    if isinstance(effect, BenefitIssued) and effect.benefit == benefit.id
                ]
                if issued and _never_usable(scene, benefit.usable, last.event.at, issued[0].valid_until):
                    return history
    return None


def _fired(scene: Scene, rule: Rule, day: int | None = None) -> Iterator[History]:
    """Histories whose last event makes the rule give, on a day."""
    for trigger in rule.triggers:
        if isinstance(trigger, OnEvent):
            world = scene.world()
            try:
                proposals = Proposals(world, [asked_of(world.frame(trigger.event, EVENT), rule)], most=2)
                for wish in proposals:
                    moved = wish if day is None else replace(wish, day=day)
                    history = scene.made(moved, ((trigger.event, EVENT),))
                    if history is not None and scene.stage.shows(history, ("gives", rule.id)):
                        yield history
            except NotEncoded:
                continue


def _never_usable(scene: Scene, usable: Schedule, at: int, end: int | None) -> bool:
    if end is None:
        return False
    asks, zone = holds(usable), scene.cook.zone
    return not any(
        asks(zone.local_day(now), zone.local_minutes(now), {}) for now in range(at, end, 15 * MINUTE_US)
    )


# ------------------------------------------------------------------------------------------- refunds


def _can_be_given_back(scene: Scene, event: str) -> bool:
    return any(each.reverses == event for each in scene.plan.events)


def _gives(rule: Rule) -> bool:
    return any(isinstance(each, EarnPoints | GrantBenefit) for each in rule.then)


def _ask_refund(scene: Scene, rule: Rule, event: str) -> Answer:
    """Bought, given back whole and bought again it pays once: what stays after the first time is not there twice."""
    claim = Claim("refund_pays_once", (rule.id,), rule.origin)
    if rule.on_refund != "keep" or any(_once_for_good(limit) for limit in rule.limits):
        return proved(claim, "form")
    for history in _fired(scene, rule):
        twice = _twice(scene, history)
        more = _more(
            scene.stage.snapshot(history, subject(history)), scene.stage.snapshot(twice, subject(twice))
        )
        if scene.stage.applied(twice) and any(amount > 0 for amount in more.values()):
            return refuted(claim, Witness(twice), more)
    return undecided(claim, "no_past")


def _once_for_good(limit: Limit) -> bool:
    """A use is given back only with what it gave, which is kept here."""
    return limit.count == 1 and limit.scope in ("member", "all") and limit.window == Ever()


def _twice(scene: Scene, history: History) -> History:
    """The last event, taken back whole the day after, and sent again under another name."""
    last = history.happenings[-1]
    assert isinstance(last, Sending)
    bought = last.event
    kind = next(each for each in scene.plan.events if each.name == bought.type)
    back = next(each for each in scene.plan.events if each.reverses == bought.type)
    key = kind.key or ""
    values: dict[Expr, Any] = {FieldOf(key): bought.fields.get(key, bought.key)}
    refund = scene.cook.event(back.name, values, bought.at + MINUTE_US, "refund", bought.member)
    named = {
        name: value for name, value in refund.fields.items() if name == key or _required(back.fields, name)
    }
    again: Event = replace(
        bought, id="again", at=bought.at + 2 * MINUTE_US, fields={**bought.fields, **_renamed(bought, key)}
    )
    return History((*history.happenings, Sending(replace(refund, fields=named)), Sending(again)))


def _required(fields: tuple[EventField, ...], name: str) -> bool:
    return any(each.name == name and each.required for each in fields)


def _renamed(event: Event, key: str) -> dict[str, str]:
    return {key: f"{event.fields[key]}-again"} if key in event.fields else {}


def _more(once: Snapshot, after: Snapshot) -> Counter[str]:
    """What there is more, or less, by thing."""
    more = _holdings(after)
    more.subtract(_holdings(once))
    return more


def _holdings(snapshot: Snapshot) -> Counter[str]:
    found = Counter(each.benefit for each in snapshot.benefits)
    for each in snapshot.points:
        found[each.currency] += each.live + each.pending
    return found


__all__ = ["ask_holdings"]
