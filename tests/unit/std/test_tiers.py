"""What a ladder becomes: levels in the order of their rows, entry gifts as rules of their own."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl.catalogue import Amount
from benefitdsl.plan.expr import TRUE, MetricOf
from benefitdsl.plan.parts import (
    GrantBenefit,
    Level,
    Limit,
    OnTierEntered,
    Review,
    ReviewImmediate,
    ReviewPeriodic,
    Rule,
    Tiers,
)
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Ever
from benefitdsl.std.tiers import TIERS
from tests.contracts.samples import ORIGIN, TITLES
from tests.unit.std.blocks import lowered, problem_places, row

SPEND = MetricOf("spend")
ONCE = (Limit(1, "member", Ever()),)
CUP = (GrantBenefit("half_price_cup"),)
FREE = (GrantBenefit("free_drink"),)
LEVELS = (
    row("basic", Amount(0, "money")),
    row("gold", Amount(300_000, "money")),
    row("black", Amount(2_000_000, "money")),
)
YEAR = Duration(12, "month")


def test_levels_and_retention() -> None:
    (tiers,) = lowered(
        TIERS,
        metric=SPEND,
        level=LEVELS,
        invited=("black",),
        validity=YEAR,
        keep=(row("gold", Amount(200_000, "money")),),
        at_end="one_level",
        grace=Duration(1, "month"),
    )
    assert tiers == Tiers(
        id="club",
        origin=ORIGIN,
        levels=(Level("basic", 0), Level("gold", 300_000), Level("black", None)),
        metric=SPEND,
        titles=TITLES,
        validity=YEAR,
        at_end="one_level",
        grace=Duration(1, "month"),
        retention=((1, 200_000), (2, 2_000_000)),
    )


@pytest.mark.parametrize(("passes", "each"), [("each", True), ("reached", False)])
@pytest.mark.parametrize(("on_refund", "policy"), [("recompute", "revoke_unused"), ("keep", "keep")])
def test_entry_gifts_are_rules(passes: str, each: bool, on_refund: str, policy: Any) -> None:
    _, gold, black = lowered(
        TIERS,
        metric=SPEND,
        level=LEVELS,
        entry=(row("gold", CUP), row("black", FREE)),
        limit=ONCE,
        passes=passes,
        on_refund=on_refund,
    )
    assert gold == Rule(
        id="club.entry.gold",
        origin=ORIGIN,
        triggers=(OnTierEntered("club", 1, each),),
        condition=TRUE,
        then=CUP,
        limits=ONCE,
        on_refund=policy,
    )
    assert isinstance(black, Rule)
    assert (black.id, black.triggers, black.then) == (
        "club.entry.black",
        (OnTierEntered("club", 2, each),),
        FREE,
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ReviewImmediate()),
        ({"review": "daily"}, ReviewPeriodic("day")),
        ({"review": "monthly"}, ReviewPeriodic("month", 1)),
        ({"review": "monthly", "review_day": 8}, ReviewPeriodic("month", 8)),
        ({"review": "anniversary"}, ReviewPeriodic("anniversary")),
    ],
)
def test_review(said: dict[str, Any], expected: Review) -> None:
    (tiers,) = lowered(TIERS, metric=SPEND, level=LEVELS, **said)
    assert isinstance(tiers, Tiers)
    assert tiers.review == expected


PROBLEMS: tuple[tuple[dict[str, Any], list[Any]], ...] = (
    ({"level": LEVELS[1:]}, [("level", "gold")]),
    ({"level": LEVELS, "invited": ("basic",)}, [("level", "basic")]),
    ({"level": (LEVELS[0], LEVELS[2], LEVELS[1])}, [("level", "gold")]),
    ({"level": (LEVELS[0], LEVELS[2], LEVELS[1]), "invited": ("black",)}, []),
    ({"level": (LEVELS[0], LEVELS[1], row("vip", Amount(300_000, "money")))}, [("level", "vip")]),
    ({"entry": (row("silver", CUP),)}, [("entry", "silver")]),
    ({"invited": ("silver",)}, ["invited"]),
    ({"validity": YEAR, "keep": (row("silver", Amount(1, "money")),)}, [("keep", "silver")]),
    ({"review_day": 8}, ["review_day"]),
    ({"review": "monthly", "review_day": 32}, ["review_day"]),
    ({"grace": YEAR}, ["grace"]),
    ({"keep": (row("gold", Amount(1, "money")),)}, [("keep", "gold")]),
)


@pytest.mark.parametrize(("said", "places"), PROBLEMS)
def test_problems(said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(TIERS, **{"metric": SPEND, "level": LEVELS, **said}) == places
