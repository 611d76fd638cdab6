"""Refunds: what of the money lines bring, when the record is whole, and what goes only then (spec §6.1, §6.3)."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl.plan.expr import TRUE, Compare, Const, Expr, FieldOf, ItemFieldOf
from benefitdsl.plan.parts import Metric, OnPointsEarned, Points, Rule
from benefitdsl.quantities.window import Ever, RollingDays, Window
from tests.unit.engine.programme import HERE, PER_YUAN, Driver, earn, plan, rule

CUP, TEA = {"category": "cup", "amount": 100}, {"category": "tea", "quantity": 3, "amount": 250}


def ordered(*items: dict[str, Any], amount: int = 350) -> Driver:
    driver = Driver(plan(points=(Points("p", HERE),), rules=(rule("earn", "order", PER_YUAN),)))
    driver.send("order", "2024-01-02", order="1", amount=amount, items=items)
    return driver


def refund(driver: Driver, *lines: dict[str, Any]) -> str:
    return driver.send("refund", "2024-01-03", order="1", lines=lines).reason or "applied"


def refunded(driver: Driver) -> int:
    return sum(record.refunded for record in driver.member.records.values())


@pytest.mark.parametrize(
    ("lines", "money"),
    [
        (({"line": 1},), 100),
        (({"line": 2},), 83),
        (({"line": 2, "quantity": 2},), 166),
        (({"line": 2, "quantity": 3},), 250),
        (({"line": 1}, {"line": 2}), 183),
        (({"line": 2}, {"line": 2}), 166),
        (({"line": 1, "quantity": 0}, {"line": 2}), 83),
        (({"line": 1}, {"line": 2, "quantity": 3}), 350),
    ],
)
def test_money_of_lines(lines: tuple[dict[str, Any], ...], money: int) -> None:
    driver = ordered(CUP, TEA)
    assert refund(driver, *lines) == "applied"
    assert refunded(driver) == money
    assert driver.points.live == 3 - 3 * money // 350 if money < 350 else driver.points.live == 0


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ({"quantity": 1},),
        ({"line": 0},),
        ({"line": 3},),
        ({"line": 1, "quantity": 2},),
        ({"line": 1, "quantity": -1},),
        ({"line": 1, "quantity": 0},),
        ({"line": 2, "quantity": 2}, {"line": 2, "quantity": 2}),
    ],
)
def test_lines_that_cannot_come_back(lines: tuple[dict[str, Any], ...]) -> None:
    driver = ordered(CUP, TEA)
    assert refund(driver, *lines) == "over_refund"
    assert refunded(driver) == 0


def test_the_last_line_brings_what_is_left() -> None:
    driver = ordered(CUP, TEA, amount=400)  # 50 more than its lines: they share it
    for _ in range(3):
        assert refund(driver, {"line": 2}) == "applied"
    assert refunded(driver) == 286
    assert refund(driver, {"line": 1}) == "applied"
    assert (refunded(driver), driver.points.live) == (400, 0)
    assert refund(driver, {"line": 1}) == "over_refund"


def test_all_lines_bring_what_money_alone_has_left() -> None:
    driver = ordered(CUP, TEA)
    assert driver.send("refund", "2024-01-03", order="1", amount=50).status == "applied"
    assert refund(driver, {"line": 1}, {"line": 2, "quantity": 3}) == "applied"
    assert (refunded(driver), driver.points.live) == (350, 0)


def test_a_line_that_was_not_asked_for_is_not_back() -> None:
    driver = ordered(CUP, CUP, amount=200)
    assert refund(driver, {"line": 2}) == "applied"
    assert (refunded(driver), driver.points.live) == (100, 1)


def test_a_line_without_money_has_none_of_it() -> None:
    driver = ordered({"category": "bag", "amount": 0}, CUP, amount=100)
    assert refund(driver, {"line": 2}) == "applied"
    assert refunded(driver) == 100


@pytest.mark.parametrize(
    ("items", "line", "money"),
    [
        (({"category": "bag"}, CUP), 1, 0),
        (({"category": "bag"}, CUP), 2, 100),
        (({"category": "bag"}, {"category": "cup"}), 1, 100),
        (({"category": "bag"}, {"category": "cup"}), 2, 0),
    ],
)
def test_a_line_that_says_no_money_has_none_but_where_no_line_says_any_the_first_has_all(
    items: tuple[dict[str, Any], ...], line: int, money: int
) -> None:
    driver = ordered(*items, amount=100)
    assert refund(driver, {"line": line}) == "applied"
    assert refunded(driver) == money


def test_what_a_cascade_gave_goes_with_all_of_the_order_or_stays() -> None:
    bonus = Rule("bonus", HERE, (OnPointsEarned("p"),), TRUE, (earn(10, currency="q"),))
    points = (Points("p", HERE), Points("q", HERE))
    driver = Driver(plan(points=points, rules=(rule("earn", "order", PER_YUAN), bonus)))
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    for amount, left in ((500, [5, 10]), (499, [1, 10]), (1, [0, 0])):
        driver.send("refund", "2024-01-03", order="1", amount=amount)
        assert [view.live for view in driver.view.points] == left


# ------------------------------------------------------------------------------------------- metrics (spec §5)


def counted(*metrics: Metric) -> Driver:
    """What is counted of two orders of a cup and three teas."""
    driver = Driver(plan(metrics=metrics))
    for number in ("1", "2"):
        driver.send("order", "2024-01-02", order=number, amount=350, items=(CUP, TEA))
    return driver


def metric(function: Any, value: Expr | None, where: Expr = TRUE, window: Window | None = None) -> Metric:
    """A count takes its value only to know whether it is of items."""
    of_items = isinstance(value, ItemFieldOf)
    counts = value if function != "count" else None
    return Metric("k", "order", function, counts, where, of_items, window or Ever())


A_TEA, A_CUP, THE_TEAS = {"line": 2}, {"line": 1}, {"line": 2, "quantity": 2}
LARGE = Compare("ge", FieldOf("amount"), Const(300))


@pytest.mark.parametrize(
    ("made", "both", "left"),
    [
        (metric("sum", FieldOf("amount")), 700, [617, 517, 350]),
        (metric("count", None), 2, [2, 2, 1]),
        (metric("count", None, LARGE), 2, [1, 1, 1]),
        (metric("sum", ItemFieldOf("amount")), 700, [617, 517, 350]),
        (metric("count", ItemFieldOf("amount")), 8, [7, 6, 4]),
        (metric("distinct", ItemFieldOf("category")), 2, [2, 2, 2]),
        (metric("distinct", ItemFieldOf("amount")), 2, [3, 3, 2]),
    ],
)
def test_what_is_counted_is_what_is_left_of_each_order(made: Metric, both: int, left: list[int]) -> None:
    driver = counted(made)
    assert driver.view.metrics == (("k", both),)
    for lines, value in zip(((A_TEA,), (A_CUP,), (THE_TEAS,)), left, strict=True):
        assert refund(driver, *lines) == "applied"
        assert driver.view.metrics == (("k", value),)


@pytest.mark.parametrize(
    ("function", "value", "left"),
    [("sum", "amount", 600), ("count", "amount", 7), ("distinct", "category", 2), ("distinct", "amount", 2)],
)
def test_of_what_lines_bring_goes_a_share_where_only_money_came_back(
    function: Any, value: str, left: int
) -> None:
    driver = counted(metric(function, ItemFieldOf(value)))
    assert driver.send("refund", "2024-01-03", order="1", amount=100).status == "applied"
    assert driver.view.metrics == (("k", left),)


@pytest.mark.parametrize(("when", "left"), [("2024-01-04T23:59", 3), ("2024-01-05", 0), ("2024-01-06", 0)])
def test_what_counts_no_more_does_not_come_back_with_a_refund(when: str, left: int) -> None:
    """An order of three days ago is over; what it was lowered to is no new entry."""
    driver = counted(metric("distinct", ItemFieldOf("amount"), window=RollingDays(3)))
    assert driver.send("refund", when, order="1", lines=(A_TEA,)).status == "applied"
    assert driver.view.metrics == (("k", left),)
    kept = driver.member.metrics["k"].by_end.values()
    assert any(167 in amounts for amounts in kept if isinstance(amounts, dict)) == (left > 0)
