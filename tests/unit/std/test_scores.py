"""What scores, their components and experiments become, and what they may not say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.catalogue import Component, Match
from benefitdsl.plan.expr import (
    TRUE,
    Arithmetic,
    BalanceOf,
    Choose,
    Compare,
    Const,
    FieldOf,
    HasItemField,
    ItemFieldOf,
)
from benefitdsl.plan.parts import Experiment, ReviewPeriodic, Score, ScoreCap, ScorePart
from benefitdsl.quantities.window import CalendarPeriods, RollingMonths
from benefitdsl.std.component import COMPONENT
from benefitdsl.std.experiment import EXPERIMENT
from benefitdsl.std.score import SCORE
from tests.contracts.samples import ORIGIN, TITLES
from tests.unit.std.blocks import lowered, problem_places, row

REVIEWS: tuple[tuple[dict[str, Any], ReviewPeriodic], ...] = (
    ({"review": "day"}, ReviewPeriodic("day")),
    ({"review": "month", "review_day": 8}, ReviewPeriodic("month", 8)),
    ({"review": "anniversary"}, ReviewPeriodic("anniversary")),
)


@pytest.mark.parametrize(("said", "review"), REVIEWS)
def test_score(said: dict[str, Any], review: ReviewPeriodic) -> None:
    assert lowered(SCORE, **said) == (Score("club", ORIGIN, (), review, TITLES),)


@pytest.mark.parametrize("said", [{"review": "day", "review_day": 8}, {"review": "month", "review_day": 32}])
def test_score_problems(said: dict[str, Any]) -> None:
    assert problem_places(SCORE, **said) == ["review_day"]


# ------------------------------------------------------------------------------------------ components

ORDERS = Match("order", False, "count", None, TRUE)
SPEND = Match("order", False, "sum", FieldOf("amount"), TRUE, "money")
MILK = Compare("eq", ItemFieldOf("category"), Const("milk"))
BOXES = Match("order", True, "count", None, MILK)
PLAIN = ScorePart("club", Const(1), titles=TITLES)

COMPONENTS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"counts": ORDERS}, {"event": "order"}),
    ({"counts": ORDERS, "rate": (5, 2)}, {"event": "order", "value": Const(5), "denominator": 2}),
    (  # a tenth of the score for each yuan, of which 100 are counted for one
        {"counts": SPEND, "rate": (1, 10)},
        {"event": "order", "value": FieldOf("amount"), "denominator": 1000},
    ),
    (
        {"counts": SPEND, "rate": (3, 2), "window": RollingMonths(12)},
        {
            "event": "order",
            "value": Arithmetic("mul", FieldOf("amount"), Const(3)),
            "denominator": 200,
            "window": RollingMonths(12),
        },
    ),
    (
        {"counts": BOXES, "per_order": 100, "per_category": 50, "most": 400},
        {
            "event": "order",
            "where": MILK,
            "items": True,
            "value": Choose(((HasItemField("quantity"), ItemFieldOf("quantity")),), Const(1)),
            "caps": (ScoreCap(100, "order"), ScoreCap(50, "category")),
            "most": 400,
        },
    ),
    ({"value": BalanceOf("beans"), "rate": (1, 100)}, {"value": BalanceOf("beans"), "denominator": 100}),
    (
        {"counts": ORDERS, "scaled_by": "shopping", "scale": (1, 1000)},
        {"event": "order", "scale": ("shopping", 1, 1000)},
    ),
)


@pytest.mark.parametrize(("said", "expected"), COMPONENTS)
def test_component(said: dict[str, Any], expected: dict[str, Any]) -> None:
    assert lowered(COMPONENT, of="taobao", **said) == (Component("taobao", replace(PLAIN, **expected)),)


WRONG: tuple[tuple[dict[str, Any], list[Any]], ...] = (
    ({}, ["of"]),
    ({"counts": ORDERS, "value": BalanceOf("beans")}, ["value"]),
    ({"counts": Match("sign_in", False, "streak", None, TRUE)}, ["counts"]),
    ({"counts": Match("order", False, "distinct", FieldOf("shop"), TRUE)}, ["counts"]),
    ({"value": BalanceOf("beans"), "per_day": 10}, ["per_day"]),
    ({"value": BalanceOf("beans"), "window": CalendarPeriods("month")}, ["window"]),
    ({"counts": ORDERS, "scale": (1, 2)}, ["scale"]),
    ({"counts": ORDERS, "scaled_by": "shopping"}, ["scaled_by"]),
    ({"counts": ORDERS, "per_order": 0}, ["per_order"]),
    ({"counts": ORDERS, "rate": (0, 1)}, ["rate"]),
)


@pytest.mark.parametrize(("said", "places"), WRONG)
def test_component_problems(said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(COMPONENT, of="taobao", **said) == places


# ----------------------------------------------------------------------------------------- experiments


def variants(*shares: tuple[int, int]) -> Any:
    return tuple(row(f"v{place}", share) for place, share in enumerate(shares))


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([(1, 1)], [1]),
        ([(1, 2), (1, 2)], [1, 1]),
        ([(1, 2), (3, 10), (1, 5)], [5, 3, 2]),
        ([(333, 1000), (667, 1000)], [333, 667]),
    ],
)
def test_shares_are_whole_numbers(shares: list[tuple[int, int]], expected: list[int]) -> None:
    named = tuple((f"v{place}", share) for place, share in enumerate(expected))
    assert lowered(EXPERIMENT, variant=variants(*shares)) == (Experiment("club", ORIGIN, named, TITLES),)


def test_shares_make_all() -> None:
    assert problem_places(EXPERIMENT, variant=variants((1, 2), (1, 3))) == [("variant", "v1")]
    assert problem_places(EXPERIMENT, variant=variants((1, 1), (1, 10))) == [("variant", "v1")]
    assert problem_places(EXPERIMENT, variant=variants((1, 1), (0, 1))) == [("variant", "v1")]
