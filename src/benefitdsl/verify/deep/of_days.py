"""Runs of days: how many of them must be real, whatever is forgiven and made up for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from benefitdsl.model.event import Event
from benefitdsl.plan.expr import Expr, FieldOf, Holds
from benefitdsl.plan.parts import (
    Benefit,
    GrantBenefit,
    Lasting,
    Limit,
    Mission,
    OnEvent,
    Plan,
    Rule,
    Streak,
    UntilPeriodEnd,
)
from benefitdsl.plan.walk import walk
from benefitdsl.quantities.calendar import HOUR_US, MINUTE_US
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import CalendarPeriods, Ever, MembershipYears, RollingDays, Window
from benefitdsl.verify.deep.answers import Answer, Claim, Witness, proved, refuted, undecided
from benefitdsl.verify.deep.matching import enrolled, into_window, matches, noon
from benefitdsl.verify.deep.pasts import history_after
from benefitdsl.verify.deep.recipes import NoRecipe
from benefitdsl.verify.deep.scene import Scene
from benefitdsl.verify.deep.stage import Key
from benefitdsl.verify.deep.wishes import FIRST_DAY, Wish
from benefitdsl.verify.deep.world import Atom
from benefitdsl.verify.history import History, Joining, Sending

_MOST_DAYS: Final = {"minute": 1, "hour": 1, "day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
_LEAST_DAYS: Final = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}


def ask_days(scene: Scene, mission: Mission) -> Answer:
    """Whether at least half of the days of a run must be real. Saved days that do not count are none of them."""
    streak, target = mission.streak, mission.stages[-1].at
    claim = Claim("days_are_real", (mission.id,), mission.origin, (("target", target),))
    if streak is None or not streak.saved_count:
        return proved(claim, "form")
    repairs = _most_repairs(scene.plan, streak, target)
    if repairs is not None and 2 * (target - min(streak.freezes + repairs, target - 2)) >= target:
        return proved(claim, "form")
    for days, made_up in _runs(streak, target):
        history = _run_of_days(scene, mission, days, made_up)
        key: Key = ("stage", mission.id, target)
        if 2 * len(days) < target and history is not None and scene.stage.shows(history, key):
            return refuted(claim, Witness(history))
    return undecided(claim, "not_shown")


# --------------------------------------------------------------------------------------------- proof


def _most_repairs(plan: Plan, streak: Streak, target: int) -> int | None:
    """How many days of a run can be made up for at most, where the cards for it say so; None where nothing does."""
    if not streak.repair_within:
        return 0
    card = next((each for each in plan.benefits if each.id == streak.repair_with), None)
    lasts = None if card is None else _days_of(card)
    if card is None or lasts is None:
        return None
    # A card that repairs a day of the run was issued while the run lasted, its last missed day could still be made up
    # for, or so long before that it had not ended.
    return _most_issued(plan, card, target + streak.repair_within + lasts)


def _days_of(card: Benefit) -> int | None:
    """On how many days an instance can be used at most, the day of its issue included."""
    if card.claim_within is not None:
        return None
    ends = [_days_until(valid) for valid in card.valid]
    return min((days for days in ends if days is not None), default=None)


def _days_until(valid: object) -> int | None:
    match valid:
        case Lasting(Duration(amount, unit), "issue"):
            return amount * _MOST_DAYS[unit] + 1
        case UntilPeriodEnd(unit):
            return _MOST_DAYS[unit]
        case _:
            return None


def _most_issued(plan: Plan, card: Benefit, days: int) -> int | None:
    """How many instances one member is given at most in so many days; None where that has no end, or where something
    else than a rule gives it."""
    rules = [rule for rule in plan.rules if _grants(rule, card)]
    if sum(_grants(rule, card) for rule in rules) != _grants(plan, card):
        return None
    most = [_most_given(plan, rule, card, days) for rule in rules]
    return None if None in most else sum(each for each in most if each is not None)


def _grants(part: object, card: Benefit) -> int:
    return sum(
        node.count for node in walk(part) if isinstance(node, GrantBenefit) and node.benefit == card.id
    )


def _most_given(plan: Plan, rule: Rule, card: Benefit, days: int) -> int | None:
    """What is given otherwise knows no limit; a refund gives the use back, and leaves what was used."""
    if any(isinstance(each, GrantBenefit) for each in rule.otherwise):
        return None
    events = {trigger.event for trigger in rule.triggers if isinstance(trigger, OnEvent)}
    refunded = len(events) < len(rule.triggers) or any(each.reverses in events for each in plan.events)
    uses = [
        most
        for limit in rule.limits
        if limit.scope in ("member", "all") and (limit.gross or not refunded)
        and (most := _most_uses(limit, days)) is not None
    ]  # fmt: skip
    return min(uses) * _grants(rule, card) if uses else None


def _most_uses(limit: Limit, days: int) -> int | None:
    """How often at most in so many days on end."""
    windows = windows_met(limit.window, days)
    return None if windows is None else limit.count * windows


def windows_met(window: Window, days: int) -> int | None:
    """Into how many windows of one after the other so many days on end can fall."""
    match window:
        case Ever():
            return 1
        case RollingDays(width):
            return -(-days // width)
        case CalendarPeriods(unit):
            return (days - 2) // _LEAST_DAYS[unit] + 2
        case MembershipYears():
            return (days - 2) // _LEAST_DAYS["year"] + 2
        case _:
            return None


# ------------------------------------------------------------------------------------------- witness


def _runs(streak: Streak, target: int) -> Iterator[tuple[list[int], dict[int, list[int]]]]:
    """Days that are real, and on some of them the days made up for: a gap at the beginning, or one after each."""
    missed = min(streak.freezes, target - 2)
    yield [0, *range(1 + missed, target)], {}
    within = streak.repair_within
    if within:
        days = sorted({*range(0, target, within + 1), target - 1})
        gaps = {day: list(range(day - 1, last, -1)) for last, day in pairwise(days)}
        yield days, gaps


def _run_of_days(
    scene: Scene, mission: Mission, days: list[int], made_up: dict[int, list[int]]
) -> History | None:
    """A match on each of the days; before it what is made up for, while only the run before is there."""
    try:
        first = matches(scene.cook, mission, 1, noon(scene.cook, FIRST_DAY))[0]
        kind = next((each for each in scene.plan.events if each.role == "make_up"), None)
        start = scene.cook.zone.local_day(into_window(scene.cook, mission, [first])[0].at)
        events: list[Event] = []
        for place, day in enumerate(days):
            at = noon(scene.cook, start + day)
            for back, gone in enumerate(made_up.get(day, [])[::-1]):
                if kind is None:
                    return None
                values: dict[Expr, Any] = {FieldOf("day"): start + gone, FieldOf("mission"): mission.id}
                events.append(
                    scene.cook.event(kind.name, values, at - HOUR_US + back * MINUTE_US, f"r{place}{back}")
                )
            events.append(replace(first, at=at, id=f"d{place}"))
        return _with_cards(
            scene, mission, enrolled(scene.cook, mission, events), sum(map(len, made_up.values()))
        )
    except NoRecipe:
        return None


def _with_cards(scene: Scene, mission: Mission, history: History, many: int) -> History:
    """The same of a member who was given so many cards, one minute after the other, just before the run. `NoRecipe`."""
    card = mission.streak.repair_with if mission.streak is not None else None
    if card is None or not many:
        return history
    sent = [each for each in history.happenings if isinstance(each, Sending)]
    at = sent[0].event.at - many * MINUTE_US
    given = history_after(scene.cook, Wish({Atom("past", Holds(card)): True}, FIRST_DAY, 0), (), at)
    last = given.happenings[-1]
    if not isinstance(last, Sending):
        raise NoRecipe(card)
    more = [Sending(_again(last.event, number)) for number in range(1, many)]
    joined = [each for each in history.happenings if isinstance(each, Joining)]
    return History((*(given.happenings or joined), *more, *sent))


def _again(event: Event, number: int) -> Event:
    """The same event, minutes later and under another name."""
    name = f"{event.id}x{number}"
    fields = {field: name if value == event.id else value for field, value in event.fields.items()}
    return replace(event, id=name, at=event.at + number * MINUTE_US, fields=fields)


__all__ = ["ask_days", "windows_met"]
