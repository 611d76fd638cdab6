"""Refunds: what of the money lines bring, when the record is whole, and what goes only then (spec §6.1, §6.3)."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import OnPointsEarned, Points, Rule
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
    driver = ordered({"category": "bag", "amount": -5}, CUP, amount=100)
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
