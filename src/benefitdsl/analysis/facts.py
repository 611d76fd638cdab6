"""What is known where a condition is read: the programme, the event at hand, and what other conditions made sure of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, assert_never

from benefitdsl.analysis.sets import (
    ANY_TEXT,
    ANYTHING,
    EITHER,
    FAILS,
    HOLDS,
    Range,
    between,
    one_of,
)
from benefitdsl.model.json import MAX_NUMBER
from benefitdsl.plan.expr import Expr
from benefitdsl.plan.parts import EventField, EventType, Metric, Plan
from benefitdsl.quantities.bounds import MAX_AMOUNT
from benefitdsl.quantities.days import day_of
from benefitdsl.quantities.money import minor_digits

# What the door lets in (spec §9): a test holds the two together.
DATES: Final = between(day_of(1900, 1, 1), day_of(2100, 12, 31))
MAX_MONEY_DIGITS: Final = 15  # before the point

_NOTHING: Final[Mapping[Expr, Range]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """`event` is the type of the event at hand, None where it may be any or none; `known` are the expressions of which
    more is known than their sort."""

    plan: Plan
    event: EventType | None = None
    known: Mapping[Expr, Range] = field(default_factory=lambda: _NOTHING, hash=False)

    def with_known(self, expr: Expr, range: Range) -> Facts:
        return replace(self, known={**self.known, expr: range})


def facts_of(plan: Plan, event: str | None = None) -> Facts:
    """The facts of a programme, where an event of this type is at hand."""
    return Facts(plan, next((each for each in plan.events if each.name == event), None))


def field_range(facts: Facts, name: str) -> Range:
    return _typed(facts, _field(facts.event.fields if facts.event else (), name))


def line_field_range(facts: Facts, name: str) -> Range:
    return _typed(facts, _field(_line_fields(facts), name))


def attribute_range(facts: Facts, name: str) -> Range:
    return _typed(facts, _field(facts.plan.attributes, name))


def has_field_range(facts: Facts, name: str) -> Range:
    """Whether the event at hand carries a field: a required one always, one that its type does not have never."""
    if facts.event is None:
        return EITHER
    return _presence(_field(facts.event.fields, name))


def has_line_field_range(facts: Facts, name: str) -> Range:
    return _presence(_field(_line_fields(facts), name)) if facts.event else EITHER


def of_type(field: EventField, currency: str) -> Range:
    """What a field of this type can hold, as the door reads it: no amount and no number is negative."""
    match field.type:
        case "money":
            return between(0, most_money(currency))
        case "number":
            return between(0, MAX_NUMBER)
        case "text" | "member":
            return ANY_TEXT
        case "flag":
            return EITHER
        case "date":
            return DATES
        case "items" | "texts":
            return ANYTHING
        case _:
            assert_never(field.type)


def most_money(currency: str) -> int:
    """The greatest amount that the door lets in, in minor units."""
    digits: int = MAX_MONEY_DIGITS + minor_digits(currency)
    return min(MAX_AMOUNT, int(10**digits) - 1)


def metric_named(plan: Plan, metric: str) -> Metric:
    """A metric of the plan. INVARIANT: names are bound, so it is there."""
    return next(each for each in plan.metrics if each.id == metric)


def thresholds_of(plan: Plan, tiers: str) -> Range:
    ladder = next(each for each in plan.tiers if each.id == tiers)
    return one_of(level.threshold or 0 for level in ladder.levels)


def _line_fields(facts: Facts) -> tuple[EventField, ...]:
    fields = facts.event.fields if facts.event else ()
    return next((each.fields for each in fields if each.type == "items"), ())


def _field(fields: tuple[EventField, ...], name: str) -> EventField | None:
    return next((each for each in fields if each.name == name), None)


def _typed(facts: Facts, field: EventField | None) -> Range:
    return ANYTHING if field is None else of_type(field, facts.plan.currency)


def _presence(field: EventField | None) -> Range:
    return FAILS if field is None else HOLDS if field.required else EITHER


__all__ = [
    "DATES",
    "Facts",
    "attribute_range",
    "facts_of",
    "field_range",
    "has_field_range",
    "has_line_field_range",
    "line_field_range",
    "metric_named",
    "most_money",
    "of_type",
    "thresholds_of",
]
