"""What an undone firing gives back besides points: its place in a group, what it took, its ticket (spec §6.3)."""

from __future__ import annotations

import pytest

from benefitdsl.plan.expr import Compare, Const, FieldOf
from benefitdsl.plan.parts import Group, Points
from tests.unit.engine.programme import HERE, Driver, earn, plan, rule

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
