"""What a session does with events that members tell one another."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.reference import Reference
from benefitdsl.host.session import MAX_TURNS, EndlessDelivery, Session
from benefitdsl.model.event import Event
from benefitdsl.plan.expr import TRUE, Compare, Const, Expr, HasTag, Not, Self
from benefitdsl.plan.parts import EventType, Plan, SetTag, TellMember
from tests.unit.engine.programme import at, plan, rule

PING, PONG = EventType("ping", (), key="id"), EventType("pong", (), key="id")


def tell(to: str, event: str) -> TellMember:
    return TellMember(Const(to), event, ())


def circle(condition: Expr = TRUE) -> Plan:
    """`a` tells `b`, who tells `a`."""
    rules = (
        rule("there", "ping", tell("b", "pong"), SetTag("told"), condition=condition),
        rule("back", "pong", tell("a", "ping")),
    )
    return plan(events=(PING, PONG), rules=rules, tags=("told",))


@pytest.fixture(params=[compile_plan, Reference], ids=["production", "reference"])
def engine(request: pytest.FixtureRequest) -> Any:
    return request.param


def send(engine: Any, made: Plan) -> list[tuple[str, str]]:
    steps = Session(engine(made)).send(Event("e1", "ping", "a", at("2024-01-02"), {}))
    return [(step.member, step.event.type) for step in steps if step.event is not None]


def test_a_circle_that_does_not_end_is_named(engine: Any) -> None:
    with pytest.raises(EndlessDelivery) as raised:
        send(engine, circle())
    assert [(event.member, event.type) for event in raised.value.cycle] == [
        ("a", "ping"),
        ("b", "pong"),
        ("a", "ping"),
    ]
    assert "`ping` to `a` → `pong` to `b` → `ping` to `a`" in str(raised.value)


def test_a_circle_that_ends_by_itself_is_delivered(engine: Any) -> None:
    """The negative control: the same rules, but the second time nobody is told."""
    there, back = ("a", "ping"), ("b", "pong")
    assert send(engine, circle(Not(HasTag("told")))) == [there, back, there]


def test_members_may_be_told_the_same_one_after_the_other(engine: Any) -> None:
    """A long way is no circle: `m1` tells `m2`, who tells `m3` …"""
    ids = [f"m{number}" for number in range(40)]
    rules = tuple(
        rule(one, "ping", tell(other, "ping"), condition=Compare("eq", Self(), Const(one)))
        for one, other in pairwise(ids)
    )
    steps = Session(engine(plan(events=(PING,), rules=rules))).send(
        Event("e1", "ping", "m0", at("2024-01-02"), {})
    )
    assert [step.member for step in steps] == ids
    assert len(ids) > MAX_TURNS
