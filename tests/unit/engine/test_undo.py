"""What an undone firing gives back besides points: its place in a group, what it took, its ticket (spec §6.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.model.effect import BenefitIssued
from benefitdsl.plan.expr import Compare, Const, FieldOf
from benefitdsl.plan.parts import (
    Benefit,
    Budget,
    EventField,
    EventType,
    GrantBenefit,
    Group,
    Limit,
    Points,
    RefundPolicy,
)
from benefitdsl.quantities.window import Ever
from tests.unit.engine.programme import HERE, ORDER, REFUND, Driver, earn, plan, rule

REDEEM = EventType("redeem", (EventField("benefit", "text"),), role="redeem")

# ------------------------------------------------------------------------------------------- exclusive groups

LARGE = Compare("ge", FieldOf("amount"), Const(100))
SMALL = Compare("lt", FieldOf("amount"), Const(100))


def exclusive() -> Driver:
    """Large orders give one point, small ones ten; whoever had the one never has the other."""
    rules = (
        rule("large", "order", earn(1), condition=LARGE, group="g"),
        rule("small", "order", earn(10), condition=SMALL, group="g"),
    )
    return Driver(plan(points=(Points("p", HERE),), rules=rules, groups=(Group("g", HERE, "exclusive"),)))


@pytest.mark.parametrize(
    ("large", "refunded", "free"),
    [(1, 0, False), (1, 1, True), (2, 1, False), (2, 2, True), (3, 1, False), (3, 2, False), (3, 3, True)],
)
def test_a_group_is_free_once_all_that_fired_of_it_is_undone(large: int, refunded: int, free: bool) -> None:
    d = exclusive()
    for number in range(large):
        d.send("order", "2024-01-02", order=str(number), amount=100)
    for number in range(refunded):
        d.send("refund", "2024-01-03", order=str(number))
    d.send("order", "2024-01-04", order="small", amount=50)
    assert d.points.live == large - refunded + (10 if free else 0)
    d.send("order", "2024-01-05", order="large", amount=100)
    assert d.points.live == large - refunded + (10 if free else 1), "who has it keeps it"


def test_a_part_of_an_order_frees_no_group() -> None:
    d = exclusive()
    d.send("order", "2024-01-02", order="1", amount=100)
    d.send("refund", "2024-01-03", order="1", amount=99)
    d.send("order", "2024-01-04", order="2", amount=50)
    assert d.points.live == 1
    d.send("refund", "2024-01-05", order="1")
    d.send("order", "2024-01-06", order="3", amount=50)
    assert d.points.live == 10


# ------------------------------------------------------------------------------------------- what counts it

COUNTED = {
    "limit of the member": {"limits": (Limit(1, "member", Ever()),)},
    "limit of all": {"limits": (Limit(1, "all", Ever()),)},
    "budget": {"budgets": ("b",)},
    "limit that counts refunds": {"limits": (Limit(1, "member", Ever(), gross=True),)},
}


def issued(d: Driver) -> bool:
    return any(isinstance(effect, BenefitIssued) for effect in d.last.effects)


def given_twice(policy: RefundPolicy, *, used: bool, **counted: Any) -> bool:
    """Whether another order brings the coupon again: one brought it, it was used or not, that order was refunded."""
    grants = replace(rule("r", "order", GrantBenefit("c")), on_refund=policy, **counted)
    parts = {"benefits": (Benefit("c", HERE, "coupon"),), "budgets": (Budget("b", HERE, 1, "count", Ever()),)}
    d = Driver(plan(rules=(grants,), events=(ORDER, REFUND, REDEEM), **parts))
    d.send("order", "2024-01-02", order="1", amount=10)
    if used:
        assert d.send("redeem", "2024-01-03", benefit="c").status == "applied"
    d.send("refund", "2024-01-04", order="1")
    d.send("order", "2024-01-05", order="2", amount=10)
    return issued(d)


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize(
    ("policy", "used", "again"),
    [
        ("revoke_unused", False, True),
        ("revoke_unused", True, False),
        ("proportion", True, False),
        ("revoke", True, True),
        ("keep", False, False),
        ("keep", True, False),
    ],
)
def test_what_stays_used_goes_on_counting(
    counted: str, policy: RefundPolicy, used: bool, again: bool
) -> None:
    always = counted == "limit that counts refunds"
    assert given_twice(policy, used=used, **COUNTED[counted]) is (again and not always)


@pytest.mark.parametrize("used", [True, False])
def test_a_group_goes_on_counting_what_stays_used(used: bool) -> None:
    large = replace(
        rule("large", "order", GrantBenefit("c"), condition=LARGE, group="g"), on_refund="revoke_unused"
    )
    small = rule("small", "order", GrantBenefit("c"), condition=SMALL, group="g")
    parts = {"benefits": (Benefit("c", HERE, "coupon"),), "groups": (Group("g", HERE, "exclusive"),)}
    d = Driver(plan(rules=(large, small), events=(ORDER, REFUND, REDEEM), **parts))
    d.send("order", "2024-01-02", order="1", amount=100)
    if used:
        d.send("redeem", "2024-01-03", benefit="c")
    d.send("refund", "2024-01-04", order="1")
    d.send("order", "2024-01-05", order="2", amount=10)
    assert issued(d) is not used
