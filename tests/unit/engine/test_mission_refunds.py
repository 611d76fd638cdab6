"""What stays of the progress of a mission when events are taken back (spec §7)."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl.plan.expr import TRUE, FieldOf, ItemFieldOf
from benefitdsl.plan.parts import Mission, Points, Stage
from benefitdsl.quantities.window import Ever
from tests.unit.engine.programme import HERE, Driver, earn, plan

TEA, CUP = {"category": "tea", "quantity": 2, "amount": 200}, {"category": "cup", "amount": 100}


def driver(measure: Any, *, items: bool = False, value: Any = None, **more: Any) -> Driver:
    stages = (Stage(900, (earn(1),)),)
    mission = Mission("k", HERE, "order", TRUE, items, measure, value, stages, Ever(), **more)
    return Driver(plan(missions=(mission,), points=(Points("p", HERE),)))


def send(d: Driver, number: str, day: str, *items: dict[str, Any]) -> int:
    d.send("order", day, order=number, amount=300, items=items)
    return progress(d)


def back(d: Driver, number: str, **fields: Any) -> int:
    assert d.send("refund", "2024-01-20", order=number, **fields).status == "applied"
    return progress(d)


def progress(d: Driver) -> int:
    return d.view.missions[0].progress


def test_a_day_of_a_streak_stays_while_anything_of_it_stays() -> None:
    d = driver("streak")
    send(d, "1", "2024-01-02")
    send(d, "2", "2024-01-02T10:00")
    send(d, "3", "2024-01-02T11:00")
    assert send(d, "4", "2024-01-03") == 2
    assert back(d, "1", amount=100) == 2, "a part of an order is still a match"
    assert [back(d, "1"), back(d, "2")] == [2, 2]
    assert back(d, "3") == 1, "the last of three on that day"


@pytest.mark.parametrize(("amount", "left"), [(100, 200), (299, 1), (300, 0)])
def test_a_sum_is_lowered_by_what_came_back(amount: int, left: int) -> None:
    d = driver("sum", value=FieldOf("amount"))
    assert send(d, "1", "2024-01-02") == 300
    assert back(d, "1", amount=amount) == left


def test_values_of_lines_that_came_back_are_gone() -> None:
    d = driver("distinct", items=True, value=ItemFieldOf("category"))
    assert send(d, "1", "2024-01-02", TEA, CUP) == 2
    assert back(d, "1", lines=({"line": 1},)) == 2, "one of two teas is still there"
    assert back(d, "1", lines=({"line": 2},)) == 1
    assert send(d, "2", "2024-01-21", TEA) == 1
    assert send(d, "3", "2024-01-22", CUP) == 2


def test_values_stay_where_only_money_came_back() -> None:
    d = driver("distinct", items=True, value=ItemFieldOf("category"))
    assert send(d, "1", "2024-01-02", TEA, CUP) == 2
    assert back(d, "1", amount=10) == 2
    assert back(d, "1") == 0


@pytest.mark.parametrize(("fields", "left"), [({"amount": 100}, 2), ({"lines": ({"line": 1},)}, 2), ({}, 0)])
def test_pieces_of_lines(fields: dict[str, Any], left: int) -> None:
    d = driver("count", items=True)
    assert send(d, "1", "2024-01-02", TEA, CUP) == 3
    assert back(d, "1", **fields) == left


def test_what_a_day_may_count_has_room_again() -> None:
    d = driver("sum", value=FieldOf("amount"), daily_cap=80)
    assert send(d, "1", "2024-01-20") == 80
    assert back(d, "1", amount=250) == 50
    assert send(d, "2", "2024-01-20T10:00") == 80
