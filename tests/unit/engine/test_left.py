"""What is left of an event after refunds, as conditions are asked on it (spec §6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from benefitdsl.engine.left import Left, line_left, part_of, what_is_left
from benefitdsl.model.member import Record
from benefitdsl.plan.parts import Points
from tests.unit.engine.programme import HERE, PER_YUAN, Driver, plan, rule

THREE = {"category": "tea", "quantity": 3, "amount": 1_000}
ONE = {"category": "cup", "amount": 500}
NONE = {"category": "bag", "quantity": 0, "amount": 7}
ODD = {"category": "box", "quantity": "many", "amount": 9}


@pytest.mark.parametrize(
    ("given", "part", "whole", "taken"),
    [(10, 0, 3, 0), (10, 1, 3, 3), (10, 2, 3, 6), (10, 3, 3, 10), (10, 4, 3, 10), (7, 0, 0, 7), (0, 1, 2, 0)],
)
def test_the_part_is_rounded_down_and_all_of_it_at_the_end(
    given: int, part: int, whole: int, taken: int
) -> None:
    assert part_of(given, part, whole) == taken


def left_of(refunded: int, quantities: dict[int, int], **fields: Any) -> tuple[Driver, Record, Left]:
    driver = Driver(plan(points=(Points("p", HERE),), rules=(rule("earn", "order", PER_YUAN),)))
    driver.send("order", "2024-01-02", order="1", amount=1_500, **fields)
    record = next(iter(driver.member.records.values())).copy()
    record.refunded, record.lines = refunded, quantities
    return driver, record, what_is_left(driver.engine.open(driver.member), record)


def test_money_less_its_share() -> None:
    _, _, left = left_of(500, {}, use=9)
    assert dict(left.fields) == {"order": "1", "amount": 1_000, "use": 9}
    assert (left.whole, left.lines) == (False, ())


@pytest.mark.parametrize(("refunded", "whole"), [(1_499, False), (1_500, True)])
def test_it_is_whole_when_all_is_refunded(refunded: int, whole: bool) -> None:
    _, _, left = left_of(refunded, {})
    assert left.whole == whole
    assert left.fields["amount"] == 1_500 - refunded


def test_lines_less_what_came_back() -> None:
    _, _, left = left_of(100, {0: 1, 1: 1}, items=(THREE, ONE, NONE, ODD))
    assert left.lines == ({"category": "tea", "quantity": 2, "amount": 667}, ODD)
    assert left.fields["items"] == left.lines


def test_lines_are_as_they_were_where_nothing_came_back() -> None:
    _, _, left = left_of(0, {}, items=(THREE, ONE, NONE))
    assert left.lines == (THREE, ONE)


def test_nothing_is_left_of_a_whole_refund() -> None:
    _, _, left = left_of(1_500, {0: 1}, items=(THREE, ONE))
    assert left.lines == ()


@pytest.mark.parametrize(
    ("refunded", "quantities", "left"),
    [
        (0, {}, [THREE, ONE, None]),
        (10, {0: 2, 1: 1}, [{"category": "tea", "quantity": 1, "amount": 334}, None, None]),
        (1_500, {}, [None, None, None]),
        (1_499, {}, [THREE, ONE, None]),
    ],
)
def test_one_line(refunded: int, quantities: dict[int, int], left: list[Mapping[str, Any] | None]) -> None:
    driver, record, _ = left_of(refunded, quantities, items=(THREE, ONE, NONE))
    draft = driver.engine.open(driver.member)
    assert [line_left(draft, record, place) for place in range(3)] == left


def test_the_event_at_hand_comes_back_after_the_question() -> None:
    driver, _, left = left_of(500, {0: 1}, items=(THREE, ONE))
    d = driver.engine.open(driver.member)
    d.fields, d.lines, d.at, d.type = {"amount": 1}, (ONE,), 7, None
    seen = left.asked(d, lambda: (d.fields["amount"], len(d.lines), d.at, d.type))
    assert seen == (1_000, 2, left.event.at, left.type)
    assert left.originally(d, lambda: (d.fields["amount"], d.lines)) == (1_500, (THREE, ONE))
    with pytest.raises(ZeroDivisionError):
        left.asked(d, lambda: 1 // 0)
    assert (d.fields, d.lines, d.at, d.type) == ({"amount": 1}, (ONE,), 7, None)


def test_a_condition_is_asked_on_what_is_left() -> None:
    driver, _, left = left_of(500, {})
    d = driver.engine.open(driver.member)
    assert left.holds(d, lambda _, fields: fields["amount"] == 1_000) is True
    assert left.holds(d, lambda _, fields: fields["amount"] == 1_500) is False
