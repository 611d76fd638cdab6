"""What coupons, gifts and badges become, and what they may not say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.catalogue import Kind, LastsFor, LastsToDay, LastsToPeriodEnd, LastsToYearDays
from benefitdsl.plan.parts import Benefit, Lasting, Minimum, UntilDay, UntilPeriodEnd
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
        {"minimum": Minimum(14_800, "paid"), "terms": (("off", 2000),)},
    ),
    (COUPON, {"minimum": 14_800, "minimum_base": "list"}, {"minimum": Minimum(14_800, "list")}),
    (COUPON, {"minimum": 14_800, "minimum_base": "running"}, {"minimum": Minimum(14_800, "running")}),
    (
        COUPON,
        {"percent_off": (1, 10), "off_cap": 3000, "nth_item": 2},
        {"terms": (("percent_off", (1, 10)), ("off_cap", 3000), ("nth_item", 2))},
    ),
    (COUPON, {"free_shipping": True}, {"terms": (("free_shipping", 1),)}),
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
    assert lowered(kind, **said) == (replace(Benefit("club", ORIGIN, "coupon", TITLES), **expected),)


PROBLEMS: tuple[tuple[Kind, dict[str, Any], list[Any]], ...] = (
    (COUPON, {"off": 2000, "percent_off": (1, 10)}, ["percent_off"]),
    (COUPON, {"off": 2000, "percent_off": (1, 10), "price": 1}, ["percent_off", "price"]),
    (COUPON, {"off": 2000, "off_cap": 100}, ["off_cap"]),
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
