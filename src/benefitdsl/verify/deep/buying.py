"""Stories of what is bought, used, given back and bought again, told on from a history that ends with buying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from benefitdsl.engine.schedules import holds
from benefitdsl.model.effect import BenefitIssued
from benefitdsl.model.event import Event
from benefitdsl.plan.expr import Expr, FieldOf
from benefitdsl.plan.parts import Benefit, EventField, EventType, Rule
from benefitdsl.quantities.calendar import MINUTE_US
from benefitdsl.verify.deep.recipes import Cook, NoRecipe
from benefitdsl.verify.deep.scene import Scene
from benefitdsl.verify.history import History, Sending

_DAYS_TO_USE: Final = 62
_QUARTER: Final = 15


@dataclass(frozen=True, slots=True)
class Again:
    """The same bought twice: with what was bought first given back between, and without."""

    refunded: History
    kept: History


def bought_again(cook: Cook, history: History, rounds: int = 1) -> History:
    """The last event, taken back whole a minute after and sent again under another name; so many times."""
    history = named(cook, history)
    for number in range(1, rounds + 1):
        history = _once_more(cook, history, number).refunded
    return history


def bought_twice(cook: Cook, history: History) -> Again:
    return _once_more(cook, named(cook, history), 1)


def used_and_bought_again(scene: Scene, history: History, rule: Rule) -> Iterator[Again]:
    """What the rule gave with the last event is used before that is given back: each benefit by itself. What would be
    over before it can be used is bought when it can."""
    history = named(scene.cook, history)
    member = _last(history).member
    for first in _issued_by(scene, history, rule):
        benefit = next(each for each in scene.plan.benefits if each.id == first.benefit)
        try:
            when = _when_used(scene.cook, benefit, first)
            if first.valid_until is None or when < first.valid_until:
                yield _once_more(scene.cook, history, 1, _uses(scene.cook, benefit, first, member))
                continue
            later = _moved(history, when)
            for issued in _issued_by(scene, later, rule):
                if issued.benefit == benefit.id:
                    yield _once_more(scene.cook, later, 1, _uses(scene.cook, benefit, issued, member))
        except NoRecipe:
            continue


def _issued_by(scene: Scene, history: History, rule: Rule) -> tuple[BenefitIssued, ...]:
    """What the rule issues with the last event, one of each benefit."""
    seen = scene.stage.last(history)
    issued = [
        effect
        for outcome in (seen.outcomes if seen else ())
        for effect in outcome.effects
        if isinstance(effect, BenefitIssued) and effect.cause.rule == rule.id
    ]
    return tuple({each.benefit: each for each in issued}.values())


def _moved(history: History, at: int) -> History:
    """The same with its last event at another time."""
    last = Sending(replace(_last(history), at=at))
    return replace(history, happenings=(*history.happenings[:-1], last))


def named(cook: Cook, history: History) -> History:
    """The same with the name in its last event by which that can be given back, if it lacks one that it may have."""
    last = _last(history)
    kind = _kind(cook, last.type)
    key = next((each.name for each in kind.fields if each.name == kind.key and each.type == "text"), None)
    if key is None or key in last.fields:
        return history
    told = replace(last, fields={**last.fields, key: last.id})
    return replace(history, happenings=(*history.happenings[:-1], Sending(told)))


# ------------------------------------------------------------------------------------------- parts


def _once_more(cook: Cook, history: History, number: int, uses: tuple[Event, ...] = ()) -> Again:
    """After the last event and what is used: given back a minute after, and sent again a minute after that."""
    bought = _last(history)
    over = uses[-1].at if uses else bought.at
    kind = _kind(cook, bought.type)
    back = next(each for each in cook.plan.events if each.reverses == bought.type)
    key = kind.key or ""
    values: dict[Expr, Any] = {FieldOf(key): bought.fields.get(key, bought.key)}
    refund = cook.event(back.name, values, over + MINUTE_US, f"refund{number}", bought.member)
    told = {name: value for name, value in refund.fields.items() if name == key or _asks(back.fields, name)}
    again = replace(
        bought,
        id=f"again{number}",
        at=over + 2 * MINUTE_US,
        fields={**bought.fields, **_renamed(bought.fields, key, number)},
    )
    between = tuple(map(Sending, uses))
    refunded = (*history.happenings, *between, Sending(replace(refund, fields=told)), Sending(again))
    return Again(History(refunded), History((*history.happenings, *between, Sending(again))))


def _uses(cook: Cook, benefit: Benefit, issued: BenefitIssued, member: str) -> tuple[Event, ...]:
    """The events by which it is claimed, where it must be, and used, as soon as it can be. `NoRecipe`."""
    values: dict[Expr, Any] = {FieldOf("benefit"): issued.instance}
    used = _when_used(cook, benefit, issued)
    events = [cook.event(_with_role(cook, "redeem"), values, used, "use", member)]
    if issued.needs_claim:
        claimed = issued.cause.at + MINUTE_US
        events.insert(0, cook.event(_with_role(cook, "claim"), values, claimed, "claim", member))
    return tuple(events)


def _when_used(cook: Cook, benefit: Benefit, issued: BenefitIssued) -> int:
    return _when_usable(cook, benefit, max(issued.cause.at + 2 * MINUTE_US, issued.valid_from or 0))


def _when_usable(cook: Cook, benefit: Benefit, at: int) -> int:
    """The first instant, or quarter of an hour after it, at which it can be used. `NoRecipe`."""
    if benefit.usable is None:
        return at
    asks, zone = holds(benefit.usable), cook.zone
    day = zone.local_day(at)
    if asks(day, zone.local_minutes(at), {}):
        return at
    for later in range(day, day + _DAYS_TO_USE):
        for minute in range(0, 1440, _QUARTER):
            if asks(later, minute, {}) and zone.instant_of(later, minute) > at:
                return int(zone.instant_of(later, minute))
    raise NoRecipe(f"{benefit.id} is never usable")


def _with_role(cook: Cook, role: str) -> str:
    found = next((each.name for each in cook.plan.events if each.role == role), None)
    if found is None:
        raise NoRecipe(role)
    return found


def _last(history: History) -> Event:
    last = history.happenings[-1]
    assert isinstance(last, Sending)
    return last.event


def _kind(cook: Cook, event: str) -> EventType:
    return next(each for each in cook.plan.events if each.name == event)


def _asks(fields: tuple[EventField, ...], name: str) -> bool:
    return any(each.name == name and each.required for each in fields)


def _renamed(fields: Mapping[str, Any], key: str, number: int) -> dict[str, str]:
    return {key: f"{fields[key].removesuffix(f'-again{number - 1}')}-again{number}"} if key in fields else {}


__all__ = ["Again", "bought_again", "bought_twice", "named", "used_and_bought_again"]
