"""`never less`: the same event with more in a field, tried on the state before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import EventField, NeverLess, Plan
from benefitdsl.quantities.money import minor_digits
from benefitdsl.verify.generate.interest import interest_of
from benefitdsl.verify.laws.claims import Judged
from benefitdsl.verify.laws.given import amount_of, givers, sources_of
from benefitdsl.verify.laws.law import GaveLess
from benefitdsl.verify.laws.seen import Seen

MOST_THRESHOLDS: Final = 6
"""How many of the numbers that the programme compares the field with are tried, the nearest first."""


def never_less(plan: Plan, event: str, claim: NeverLess) -> Callable[[Seen], Judged]:
    """The judge of a law that says `never less` of an event."""
    raises = _Raises(plan, event, claim.field)

    def judge(seen: Seen) -> Judged:
        happened = seen.happened
        value = None if happened is None else happened.fields.get(claim.field)
        if happened is None or type(value) is not int:
            return None
        for more in raises.of(value):
            made = _tried(seen, happened, claim.field, more)
            for thing in claim.things if made is not None else ():
                amount, less = amount_of(seen.own, thing), amount_of(made or (), thing)
                if less < amount:
                    found = GaveLess(thing, claim.field, value, more, amount, less)
                    rules = sources_of((*seen.own, *(made or ())), (thing,))
                    return found, rules or givers(plan, thing)
        return None

    return judge


def _tried(seen: Seen, event: Event, field: str, more: int) -> tuple[Effect, ...] | None:
    """What the event would have led to with more in the field; None where it would not have been applied."""
    outcome = seen.moment.trial(replace(event, fields={**event.fields, field: more}))
    if outcome.status != "applied":
        return None
    return tuple(effect for effect in outcome.effects if effect.cause.event == event.key)


class _Raises:
    """The greater values of a field that are tried: one unit more, the next numbers that the programme compares it
    with, each just reached and just passed, and the double."""

    def __init__(self, plan: Plan, event: str, field: str) -> None:
        families = (plan.rules, plan.missions, plan.metrics, plan.tiers, plan.promotions, plan.offers)
        interest = interest_of(plan, [part for family in families for part in family])
        self._thresholds = sorted(set(interest.numbers.get((event, field), ())))
        self._units = (1, 10 ** minor_digits(plan.currency)) if _is_money(plan, event, field) else (1,)

    def of(self, value: int) -> Iterator[int]:
        passed = [each for each in self._thresholds if each > value][:MOST_THRESHOLDS]
        near = [number for each in passed for number in (each, each + 1)]
        steps = [value + unit for unit in self._units]
        yield from dict.fromkeys(sorted({*steps, *near, *((2 * value,) if value > 0 else ())}))


def _is_money(plan: Plan, event: str, field: str) -> bool:
    fields: tuple[EventField, ...] = next((each.fields for each in plan.events if each.name == event), ())
    return any(each.name == field and each.type == "money" for each in fields)
