"""Own events, further fields of standard ones, and the standard events themselves."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from benefitdsl.catalogue import Context
from benefitdsl.plan.parts import EventField, EventRole, EventType, Uniqueness
from benefitdsl.std import STANDARD
from benefitdsl.std.event import EVENT
from tests.contracts.samples import ORIGIN, TITLES, parameters_of
from tests.unit.std.blocks import lowered, problem_places, row

NUMBER = EventField("number", "text", required=True)
STANDARD_TYPES = {event.type.name: event.type for event in STANDARD.events}

CASES: tuple[tuple[dict[str, Any], EventType], ...] = (
    ({}, EventType("club", ())),
    ({"field": (row("number", NUMBER),)}, EventType("club", (NUMBER,))),
    ({"once_a_day": True}, EventType("club", (), (Uniqueness("club", (), daily=True),))),
    (
        {
            "field": (row("number", NUMBER),),
            "key": "number",
            "unique": ("number",),
            "unique_among": "everyone",
        },
        EventType("club", (NUMBER,), (Uniqueness("club", ("number",), shared=True),), "number"),
    ),
    (
        {"unique": ("number",), "unique_among": "everyone", "shares_numbers": "order"},
        EventType("club", (), (Uniqueness("order", ("number",), shared=True),)),
    ),
    ({"reverses": "order"}, EventType("club", (), reverses="order")),
    (
        {"line": (row("number", NUMBER),)},
        EventType("club", (EventField("items", "items", fields=(NUMBER,)),)),
    ),
)


@pytest.mark.parametrize(("said", "expected"), CASES)
def test_own_event(said: dict[str, Any], expected: EventType) -> None:
    assert lowered(EVENT, **said) == (expected,)


def test_a_standard_event_keeps_what_it_is() -> None:
    block = parameters_of(
        EVENT,
        field=(row("amount", EventField("amount", "number")), row("number", NUMBER)),
        line=(row("organic", EventField("organic", "flag")), row("sku", EventField("sku", "number"))),
    )
    (order,) = EVENT.lower(block, Context("order", TITLES, ORIGIN, "CNY", {}))
    standard = STANDARD_TYPES["order"]
    assert isinstance(order, EventType)
    assert (order.unique, order.key, order.role) == (standard.unique, standard.key, standard.role)
    (lines,) = (field for field in order.fields if field.name == "items")
    (standard_lines,) = (field for field in standard.fields if field.name == "items")
    assert lines.fields == (*standard_lines.fields, EventField("organic", "flag"))
    assert [field.name for field in order.fields] == [*(field.name for field in standard.fields), "number"]
    assert [field.type for field in order.fields if field.name == "amount"] == ["money"]


@pytest.mark.parametrize("said", [{"unique_among": "everyone"}, {"shares_numbers": "order"}])
def test_what_is_unique(said: dict[str, Any]) -> None:
    assert problem_places(EVENT, **said) == list(said)


def test_reversals_name_what_they_take_back() -> None:
    """A type that reverses another carries that one's key field under the same name (spec §6.1)."""
    for event in STANDARD_TYPES.values():
        if event.reverses is not None:
            assert STANDARD_TYPES[event.reverses].key in {field.name for field in event.fields}


def test_every_role_is_played_and_offers_are_asked_for_in_several_ways() -> None:
    roles = {event.role for event in STANDARD_TYPES.values() if event.role}
    assert roles == set(get_args(EventRole)) - {""}
    offers = [event for event in STANDARD_TYPES.values() if event.role == "offer"]
    assert [event.name for event in offers] == ["exchange", "draw", "buy_membership"]
    assert {next(field.type for field in event.fields if field.required) for event in offers} == {"text"}
