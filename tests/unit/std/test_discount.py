"""What is taken off an order, for coupons and promotions alike, and which fields do not go together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.catalogue import Kind
from benefitdsl.plan.expr import Compare, Const, ItemFieldOf
from benefitdsl.plan.parts import Benefit, Limit, Minimum, Promotion
from benefitdsl.plan.reduction import Reduction
from benefitdsl.quantities.window import Ever
from benefitdsl.std.coupon import COUPON
from benefitdsl.std.promotion import PROMOTION
from tests.contracts.samples import ORIGIN, TITLES
from tests.unit.std.blocks import lowered, problem_places

BOTH = (COUPON, PROMOTION)
MOONCAKES = Compare("eq", ItemFieldOf("category"), Const("mooncake"))

CASES: tuple[tuple[dict[str, Any], Reduction], ...] = (
    ({"off": 2000}, Reduction("amount", amount=Const(2000))),
    (
        {"off": 4000, "per_full": 30_000, "times": 3},
        Reduction("amount", amount=Const(4000), per=30_000, times=3),
    ),
    (
        {"off": 4000, "per_full": 30_000, "off_cap": 9000},
        Reduction("amount", amount=Const(4000), per=30_000, cap=9000),
    ),
    ({"percent_off": (1, 10), "off_cap": 3000}, Reduction("percent", share=(1, 10), cap=3000)),
    ({"percent_off": (1, 1), "of": MOONCAKES, "pieces": 1}, Reduction("percent", MOONCAKES, pieces=1)),
    ({"price": 1, "of": MOONCAKES}, Reduction("price", MOONCAKES, Const(1))),
    ({"price": 0}, Reduction("price")),
    ({"nth_item": 2, "percent_off": (1, 2)}, Reduction("nth", share=(1, 2), every=2)),
    ({"of_every": 3}, Reduction("cheapest", every=3, free=1)),
    (
        {"of_every": 4, "free": 2, "percent_off": (1, 2)},
        Reduction("cheapest", share=(1, 2), every=4, free=2),
    ),
    ({"buy": 2}, Reduction("cheapest", every=3, free=1)),
    ({"buy": 3, "get": 2}, Reduction("cheapest", every=5, free=2)),
    ({"free_shipping": True}, Reduction("shipping")),
    ({"free_shipping": True, "off_cap": 1000}, Reduction("shipping", cap=1000)),
)


@pytest.mark.parametrize("kind", BOTH, ids=lambda kind: kind.word)
@pytest.mark.parametrize(("said", "expected"), CASES)
def test_reduction(kind: Kind, said: dict[str, Any], expected: Reduction) -> None:
    (part,) = lowered(kind, **said)
    assert isinstance(part, Benefit | Promotion)
    assert part.reduction == expected


@pytest.mark.parametrize("kind", BOTH, ids=lambda kind: kind.word)
@pytest.mark.parametrize("base", ["running", "paid", "list"])
def test_minimum(kind: Kind, base: Any) -> None:
    (part,) = lowered(kind, off=2000, minimum=14_800, minimum_base=base)
    assert isinstance(part, Benefit | Promotion)
    assert part.minimum == Minimum(14_800, base)


def test_a_minimum_is_asked_of_what_is_left_unless_said() -> None:
    (coupon,) = lowered(COUPON, off=2000, minimum=14_800)
    assert isinstance(coupon, Benefit)
    assert coupon.minimum == Minimum(14_800, "running")


def test_a_promotion() -> None:
    least = Promotion("club", ORIGIN, Reduction("amount", amount=Const(2000)), TITLES)
    once = Limit(1, "member", Ever())
    assert lowered(PROMOTION, off=2000) == (least,)
    assert lowered(
        PROMOTION, off=2000, limit=(once,), count_refunded=True, group="gifts", audience="vip"
    ) == (replace(least, limits=(replace(once, gross=True),), group="gifts", audience="vip"),)


PROBLEMS: tuple[tuple[dict[str, Any], list[Any]], ...] = (
    ({"off": 2000, "percent_off": (1, 10)}, ["percent_off"]),
    ({"off": 2000, "percent_off": (1, 10), "price": 1}, ["price", "percent_off"]),
    ({"off": 2000, "free_shipping": True}, ["free_shipping"]),
    ({"buy": 2, "of_every": 3}, ["buy"]),
    ({"nth_item": 2}, ["nth_item"]),
    ({"off": 2000, "off_cap": 100}, ["off_cap"]),
    ({"off": 2000, "free": 1}, ["free"]),
    ({"off": 2000, "get": 1}, ["get"]),
    ({"percent_off": (1, 10), "per_full": 30_000}, ["per_full"]),
    ({"off": 2000, "times": 3}, ["times"]),
    ({"off": 2000, "per_full": 0}, ["per_full"]),
    ({"free_shipping": True, "pieces": 1}, ["pieces"]),
    ({"percent_off": (11, 10)}, ["percent_off"]),
    ({"percent_off": (0, 1)}, ["percent_off"]),
    ({"of_every": 2, "free": 2}, ["of_every"]),
    ({"percent_off": (1, 10), "pieces": 0}, ["pieces"]),
)


@pytest.mark.parametrize("kind", BOTH, ids=lambda kind: kind.word)
@pytest.mark.parametrize(("said", "places"), PROBLEMS)
def test_problems(kind: Kind, said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(kind, **said) == places


def test_what_takes_nothing_off() -> None:
    """A coupon may be for the counter only; a promotion is nothing without its discount."""
    assert problem_places(COUPON) == []
    assert problem_places(COUPON, pieces=1) == ["pieces"]
    assert problem_places(PROMOTION, pieces=1) == ["pieces", "condition"]
