"""Which part of a condition is asked again of what is left after a refund."""

from __future__ import annotations

from typing import get_args

import pytest

from benefitdsl.plan.expr import (
    TRUE,
    And,
    Arithmetic,
    AttributeOf,
    BalanceOf,
    Choose,
    Compare,
    Const,
    Contains,
    Expr,
    FieldOf,
    FloorDiv,
    HasField,
    HasTag,
    ItemFieldOf,
    ItemsTotal,
    MetricOf,
    Not,
    OneOf,
    Or,
)
from benefitdsl.std.net import net_condition, reads_event_only

BIG = Compare("ge", FieldOf("amount"), Const(39_800))
MILK = Compare("eq", ItemFieldOf("category"), Const("milk"))
FIRST = Compare("eq", MetricOf("orders"), Const(0))

CASES: tuple[tuple[Expr, Expr], ...] = (
    (TRUE, TRUE),
    (BIG, BIG),
    (FIRST, TRUE),
    (And((BIG, FIRST)), BIG),
    (And((FIRST, BIG, TRUE, HasField("shop"))), And((BIG, HasField("shop")))),
    (And((FIRST, HasTag("vip"))), TRUE),
    (Or((BIG, FIRST)), TRUE),  # a member may have qualified by the other side
    (Or((BIG, HasField("shop"))), Or((BIG, HasField("shop")))),
    (Not(BIG), Not(BIG)),
    (Not(FIRST), TRUE),
    (
        Compare("ge", ItemsTotal("count", None, MILK), Const(2)),
        Compare("ge", ItemsTotal("count", None, MILK), Const(2)),
    ),
    (
        Compare(
            "ge",
            ItemsTotal("sum", ItemFieldOf("amount"), Compare("eq", AttributeOf("x"), Const(1))),
            Const(2),
        ),
        TRUE,
    ),
    (OneOf(FieldOf("channel"), ("app",)), OneOf(FieldOf("channel"), ("app",))),
    (Contains(FieldOf("comment"), "soft"), Contains(FieldOf("comment"), "soft")),
    (Choose(((BIG, BIG),), BIG), Choose(((BIG, BIG),), BIG)),
    (Compare("ge", Choose(((BIG, Const(1)),), BalanceOf("beans")), Const(1)), TRUE),
    (Compare("ge", FloorDiv(MetricOf("spend"), 100), Const(1)), TRUE),
    (Compare("ge", Arithmetic("add", FieldOf("amount"), MetricOf("spend")), Const(1)), TRUE),
)


@pytest.mark.parametrize(("condition", "expected"), CASES)
def test_net_condition(condition: Expr, expected: Expr) -> None:
    assert net_condition(condition) == expected


def test_every_expression_is_judged() -> None:
    """A new class of expressions is one more case of `reads_event_only`."""
    parts = {
        "value": FieldOf("amount"),
        "where": BIG,
        "left": BIG,
        "right": BIG,
        "item": BIG,
        "items": (BIG,),
        "cases": ((BIG, BIG),),
        "otherwise": BIG,
    }
    for each in get_args(Expr):
        blank = each(*(parts.get(name, 1) for name in each.__match_args__))
        assert reads_event_only(blank) in (True, False)
