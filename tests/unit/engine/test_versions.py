"""A new version of a programme may spend its points in another order."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from benefitdsl.engine.compile import compile_plan
from benefitdsl.model.effect import LotPart, PointsSpent
from benefitdsl.plan.parts import AfterEarning, Points
from benefitdsl.quantities.duration import Duration
from tests.unit.engine.programme import HERE, PER_YUAN, Driver, plan, rule

FIRST = {"earliest_expiry": "e1#0", "oldest": "e1#0", "newest": "e2#0"}


def made(consume: Any, version: str) -> Any:
    points = Points("p", HERE, consume=consume, spent_by="use", expiry=(AfterEarning(Duration(12, "month")),))
    return plan(points=(points,), rules=(rule("earn", "order", PER_YUAN),), version=version * 64)


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(FIRST, 2)))
def test_lots_are_spent_in_the_order_of_the_version_at_hand(before: str, after: str) -> None:
    driver = Driver(made(before, "1"))
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    driver.send("order", "2024-01-03", order="2", amount=1_000)
    driver.engine = compile_plan(made(after, "2"))
    driver.send("order", "2024-01-04", order="3", amount=0, use=10)
    (spent,) = [effect for effect in driver.last.effects if isinstance(effect, PointsSpent)]
    assert spent.parts == (LotPart(FIRST[after], 10),)
