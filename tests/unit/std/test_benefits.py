"""What coupons, gifts and badges become, and what they may not say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.catalogue import Kind, LastsFor, LastsToDay, LastsToPeriodEnd, LastsToYearDays
from benefitdsl.plan.expr import Const
from benefitdsl.plan.parts import Benefit, Lasting, Minimum, UntilDay, UntilPeriodEnd
from benefitdsl.plan.reduction import Reduction
from benefitdsl.quantities.duration import Duration
from benefitdsl.std.badge import BADGE
from benefitdsl.std.coupon import COUPON
from benefitdsl.std.gift import GIFT
from tests.contracts.samples import ORIGIN, TITLES
from tests.unit.std.blocks import lowered, problem_places

WEEK = Duration(7, "day")
MONTH = Duration(30, "day")
TO_CLAIM = (LastsFor(WEEK, "none"),)

CASES: tuple[tuple[Kind, dict[str, Any], dict[str, Any]], ...] = (
    (COUPON, {}, {}),
    (COUPON, {"per_order": 3}, {"per_order": 3}),
    (
        COUPON,
        {"worth": 990, "claim": TO_CLAIM, "valid": (LastsFor(MONTH, "claim"),)},
        {"worth": 990, "claim_within": Lasting(WEEK, "issue"), "valid": (Lasting(MONTH, "claim"),)},
    ),
    (
        COUPON,
        {"valid": (LastsFor(MONTH, "none", "start_of_day"), LastsToDay(20_000), LastsToPeriodEnd("month"))},
        {"valid": (Lasting(MONTH, "issue", "start_of_day"), UntilDay(20_000), UntilPeriodEnd("month"))},
    ),
    (
        COUPON,
        {"off": 2000, "minimum": 14_800},
        {"minimum": Minimum(14_800, "running"), "reduction": Reduction("amount", amount=Const(2000))},
    ),
    (
        COUPON,
        {"stacking": "order_gifts", "transferable": True, "on_refund": "keep"},
        {"stacking": "order_gifts", "transferable": True, "on_refund_of_use": "keep"},
    ),
    (
        GIFT,
        {"worth": 5900, "claim": TO_CLAIM},
        {"kind": "gift", "worth": 5900, "claim_within": Lasting(WEEK, "issue")},
    ),
    (BADGE, {}, {"kind": "badge", "once": True}),
    (BADGE, {"once": False}, {"kind": "badge"}),
)


@pytest.mark.parametrize(("kind", "said", "expected"), CASES)
def test_lower(kind: Kind, said: dict[str, Any], expected: dict[str, Any]) -> None:
    least = Benefit("club", ORIGIN, "coupon", TITLES, per_order=1 if kind == COUPON else None)
    assert lowered(kind, **said) == (replace(least, **expected),)


PROBLEMS: tuple[tuple[Kind, dict[str, Any], list[Any]], ...] = (
    (COUPON, {"per_order": 0}, ["per_order"]),
    (COUPON, {"valid": (LastsFor(MONTH, "claim"),)}, ["valid"]),
    (COUPON, {"valid": (LastsFor(MONTH, "none"),), "claim": TO_CLAIM}, ["valid"]),
    (COUPON, {"valid": (LastsFor(MONTH, "earning"),)}, ["valid"]),
    (COUPON, {"valid": (LastsToYearDays(((6, 30),)),)}, ["valid"]),
    (COUPON, {"valid": (LastsToPeriodEnd("year", is_next=True),)}, ["valid"]),
    (COUPON, {"claim": (LastsToDay(20_000),)}, ["claim"]),
    (GIFT, {"claim": (LastsFor(WEEK, "claim"),)}, ["claim"]),
    (BADGE, {"valid": (LastsFor(MONTH, "claim"),)}, ["valid"]),
)


@pytest.mark.parametrize(("kind", "said", "places"), PROBLEMS)
def test_problems(kind: Kind, said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(kind, **said) == places
