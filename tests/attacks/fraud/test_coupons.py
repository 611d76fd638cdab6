"""One coupon in two channels at once: held, used, let go and given back in every order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest

from benefitdsl.engine import benefits
from benefitdsl.model.effect import BenefitReturned, BenefitUsed
from tests.attacks.fraud.playing import Both, at, effects_of, only_production, programme

COUPON = "满100减20"
Told = tuple[str, dict[str, Any]]
HOLD_APP: Told = ("hold", {"checkout": "app", "coupons": [COUPON]})
HOLD_SHOP: Told = ("hold", {"checkout": "shop", "coupons": [COUPON]})
ORDER_APP: Told = ("order", {"order": "A", "amount": "180.00", "checkout": "app", "coupons": [COUPON]})
ORDER_SHOP: Told = ("order", {"order": "B", "amount": "180.00", "checkout": "shop", "coupons": [COUPON]})
AT_THE_TILL: Told = ("redeem", {"benefit": COUPON})
RELEASE: Told = ("release", {"checkout": "app"})
REFUND: Told = ("refund", {"order": "A"})
TWICE: tuple[Told, ...] = (HOLD_APP, HOLD_SHOP, ORDER_APP, ORDER_SHOP, AT_THE_TILL, RELEASE)
GIVEN_BACK: tuple[Told, ...] = (HOLD_APP, ORDER_APP, ORDER_SHOP, REFUND, RELEASE)


def most_captures(steps: tuple[Told, ...]) -> int:
    """How often the one coupon was used at the same time, at the worst moment."""
    both = Both(programme("coupons"))
    both.send("register", "m", "r", at("09:00"))
    standing = most = 0
    for number, (kind, fields) in enumerate(steps):
        for effect in effects_of(both.send(kind, "m", f"e{number}", at(f"10:{number:02}"), **fields)):
            if isinstance(effect, BenefitUsed | BenefitReturned) and effect.benefit == COUPON:
                standing += 1 if isinstance(effect, BenefitUsed) else -1
        most = max(most, standing)
    both.shown("m")
    return most


def interleavings() -> Iterator[tuple[Told, ...]]:
    yield from permutations(TWICE)
    yield from permutations(GIVEN_BACK)


def test_a_coupon_is_captured_once_in_whatever_order() -> None:
    found = [most_captures(steps) for steps in interleavings()]
    assert len(found) == 720 + 120
    assert max(found) == 1


def test_a_coupon_whose_state_is_not_looked_at_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    only_production(monkeypatch)
    monkeypatch.setattr(benefits, "is_usable", lambda d, held: True)
    assert most_captures(TWICE) > 1


def test_a_coupon_of_two_is_captured_once_each() -> None:
    """Who has two may use two, but one an order."""
    both = Both(programme("coupons", ("发放 满100减20，", "发放 2张 满100减20，")))
    both.send("register", "m", "r", at("09:00"))
    first = both.outcome("order", "m", "1", at("10:00"), order="A", amount="500.00", coupons=[COUPON, COUPON])
    assert (first.status, first.reason) == ("refused", "coupon_not_usable")
    for number in range(3):
        done = both.outcome(
            "order", "m", f"o{number}", at("10:01"), order=f"B{number}", amount="180.00", coupons=[COUPON]
        )
        assert (done.status == "applied") == (number < 2)
