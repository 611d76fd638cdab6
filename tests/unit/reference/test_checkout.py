"""Coupons, promotions and reservations on an order (spec §17)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from benefitdsl.model.effect import (
    BenefitExpired,
    BenefitReleased,
    BenefitReserved,
    BenefitReturned,
    BenefitRevoked,
    BenefitUsed,
    PromotionUsed,
)
from benefitdsl.model.event import Line
from benefitdsl.model.pools import Take
from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf, HasTag, Holds, ItemFieldOf
from benefitdsl.plan.parts import (
    Benefit,
    EventField,
    EventType,
    GrantBenefit,
    Lasting,
    Limit,
    Minimum,
    OnEvent,
    Plan,
    Promotion,
    Rule,
    Segment,
    SetTag,
)
from benefitdsl.plan.reduction import Reduction
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Ever
from tests.unit.reference.telling import (
    DAY,
    GIFT_DAY,
    HOUR,
    MIDNIGHT,
    ORDER,
    ORIGIN,
    REFUND,
    START,
    Told,
    kinds,
    only,
    refusal,
)

COUPON = Benefit("off", ORIGIN, "coupon", valid=(Lasting(Duration(30, "day"), "issue"),))
GIVE = Rule("give", ORIGIN, (OnEvent("gift_day"),), TRUE, (GrantBenefit("off", 3),))
HOLD = EventType(
    "hold",
    (
        EventField("checkout", "text", True),
        EventField("coupons", "texts", True),
        EventField("minutes", "number"),
    ),
    role="hold",
)
RELEASE = EventType("release", (EventField("checkout", "text", True),), role="release")
REDEEM = EventType(
    "redeem", (EventField("benefit", "text", True), EventField("checkout", "text")), role="redeem"
)
SALE = Promotion("sale", ORIGIN, Reduction("percent"))
PLAN = Plan(
    "club",
    "Asia/Shanghai",
    "CNY",
    (ORDER, REFUND, GIFT_DAY, HOLD, RELEASE, REDEEM),
    benefits=(COUPON,),
    tags=("vip",),
    rules=(GIVE,),
    promotions=(SALE,),
)


def shopping(plan: Plan = PLAN) -> Told:
    """A member with the coupons e1#0, e1#1 and e1#2."""
    anna = Told(plan)
    anna.sends("gift_day", 0)
    assert [view.instance for view in anna.benefits()] == ["e1#0", "e1#1", "e1#2"]
    return anna


def with_coupon(coupon: Benefit) -> Told:
    return shopping(replace(PLAN, benefits=(coupon,)))


# ------------------------------------------------------------------------------------------ coupons


def test_an_order_uses_so_many_of_a_coupon() -> None:
    anna = with_coupon(replace(COUPON, per_order=2))
    three = ("off", "e1#2", "off")
    assert refusal(anna.sends("order", 1, no="a", amount=100, coupons=three)) == ("coupon_not_usable", "off")
    assert len(only(BenefitUsed, anna.sends("order", 1, no="a", amount=100, coupons=three[:2]))) == 2
    assert len(only(BenefitUsed, anna.sends("order", 1, no="b", amount=100, coupons=("off",)))) == 1


MILK = Reduction("percent", where=Compare("eq", ItemFieldOf("category"), Const("milk")))
CART: tuple[Line, ...] = (
    {"category": "milk", "amount": 300, "list_amount": 500},
    {"category": "bread", "amount": 400, "list_amount": 400},
    {"category": "milk", "amount": 200},
)


@pytest.mark.parametrize(
    ("base", "reduction", "items", "reached"),
    [
        ("paid", None, CART, 880),
        ("list", None, CART, 1_100),
        ("running", None, CART, 1_100),
        ("paid", MILK, CART, 500),
        ("list", MILK, CART, 700),
        ("running", MILK, CART, 700),
        ("paid", MILK, (), 880),
        ("list", MILK, (), 1_100),
        ("list", Reduction("percent"), CART, 1_100),
    ],
)
def test_a_minimum_is_asked_of_its_base(
    base: Literal["paid", "list", "running"],
    reduction: Reduction | None,
    items: tuple[Line, ...],
    reached: int,
) -> None:
    for amount, status in ((reached, "applied"), (reached + 1, "refused")):
        anna = with_coupon(replace(COUPON, minimum=Minimum(amount, base), reduction=reduction))
        order = anna.sends("order", 1, no="a", amount=880, list_amount=1_100, coupons=("off",), items=items)
        assert order.status == status


def test_the_order_tells_the_running_base() -> None:
    anna = with_coupon(replace(COUPON, minimum=Minimum(1_000)))

    def order(no: str, coupon: str, *discounts: Line) -> str:
        return anna.sends("order", 1, no=no, amount=2_000, coupons=(coupon,), discounts=discounts).status

    assert order("a", "e1#0", {"source": "off", "base": 999}) == "refused"
    assert order("a", "e1#0", {"source": "off", "base": 999}, {"source": "e1#0", "base": 1_000}) == "applied"
    assert order("b", "off", {"source": "e1#1", "base": 0}, {"source": "off"}) == "applied"


# ------------------------------------------------------------------------------------------ promotions


def test_an_order_tells_which_promotions_it_took() -> None:
    limited = replace(SALE, limits=(Limit(1, "all", Ever()),))
    anna = Told(replace(PLAN, promotions=(limited,)))
    discounts: tuple[Line, ...] = ({"source": "host", "amount": 5}, {"source": "sale", "amount": 100})
    order = anna.sends("order", 1, no="a", amount=900, discounts=discounts)
    (used,) = order.effects
    assert isinstance(used, PromotionUsed)
    assert (used.promotion, used.off, used.cause.rule) == ("sale", 100, "sale")
    assert order.pool_changes == (Take("limit:promotion:sale:0::-", 1, 1),)
    assert refusal(anna.sends("order", 1, no="b", amount=900, discounts=discounts)) == (
        "promotion_not_available",
        "sale",
    )
    assert anna.sends("refund", 2, no="a", amount=899).pool_changes == ()
    assert anna.sends("refund", 2, no="a", amount=1).pool_changes == (
        Take("limit:promotion:sale:0::-", -1, None),
    )
    assert anna.sends("order", 3, no="c", amount=900, discounts=discounts).status == "applied"


@pytest.mark.parametrize("field", ["audience", "condition"])
def test_a_promotion_has_its_conditions(field: str) -> None:
    asks = Compare("ge", FieldOf("amount"), Const(1_000))
    plan = replace(PLAN, promotions=(replace(SALE, condition=asks),))
    if field == "audience":
        plan = replace(
            PLAN, segments=(Segment("big", ORIGIN, asks),), promotions=(replace(SALE, audience="big"),)
        )
    discounts: tuple[Line, ...] = ({"source": "sale", "amount": 100},)
    anna = Told(plan)
    refused = anna.sends("order", 1, no="a", amount=999, discounts=discounts)
    assert refusal(refused) == ("promotion_not_available", "sale")
    assert kinds(anna.sends("order", 1, no="a", amount=1_000, discounts=discounts)) == [PromotionUsed]


# ------------------------------------------------------------------------------------------ reservations


def test_a_coupon_is_kept_for_one_checkout() -> None:
    anna = shopping()
    (held,) = anna.sends("hold", 1, checkout="c1", coupons=("off",)).effects
    assert isinstance(held, BenefitReserved)
    assert (held.instance, held.checkout, held.until) == ("e1#0", "c1", START + DAY + HOUR // 4)
    assert [view.state for view in anna.benefits()] == ["reserved", "held", "held"]
    for other in ({}, {"checkout": "c2"}):
        refused = anna.sends("order", 1, no="a", amount=1, coupons=("e1#0",), **other)
        assert refusal(refused) == ("coupon_not_usable", "e1#0")
    assert refusal(anna.sends("redeem", 1, benefit="e1#0")) == ("coupon_not_usable", "e1#0")
    order = anna.sends("order", 1, no="a", amount=1, coupons=("e1#0",), checkout="c1")
    assert kinds(order) == [BenefitUsed]
    assert kinds(anna.sends("refund", 2, no="a")) == [BenefitReturned]
    assert [view.state for view in anna.benefits()] == ["held", "held", "held"]


def test_an_order_releases_what_it_did_not_use() -> None:
    anna = shopping()
    anna.sends("hold", 1, checkout="c1", coupons=("e1#1", "e1#0"))
    sale: tuple[Line, ...] = ({"source": "sale", "amount": 1},)
    order = anna.sends("order", 1, no="a", amount=1, checkout="c1", coupons=("e1#2",), discounts=sale)
    assert kinds(order) == [BenefitUsed, BenefitReleased, BenefitReleased, PromotionUsed]
    assert [(each.instance, each.lapsed) for each in only(BenefitReleased, order)] == [
        ("e1#0", False),
        ("e1#1", False),
    ]


def test_an_order_of_another_checkout_releases_nothing() -> None:
    anna = shopping()
    anna.sends("hold", 1, checkout="c1", coupons=("off",))
    assert anna.sends("order", 1, no="a", amount=1, checkout="c2").effects == ()
    assert anna.sends("order", 1, no="b", amount=1).effects == ()


def test_a_reservation_lapses() -> None:
    anna = shopping()
    anna.sends("hold", 1, checkout="c1", coupons=("off", "off"), minutes=30)
    assert anna.engine.next_due(anna.state) == START + DAY + HOUR // 2
    outcome = anna.waits(2)
    assert [(each.instance, each.lapsed, each.cause.rule) for each in only(BenefitReleased, outcome)] == [
        ("e1#0", True, "off"),
        ("e1#1", True, "off"),
    ]
    assert {effect.cause.at for effect in outcome.effects} == {START + DAY + HOUR // 2}


def test_a_reservation_is_released() -> None:
    anna = shopping()
    anna.sends("hold", 1, checkout="c1", coupons=("off",))
    assert anna.sends("release", 1, checkout="c2").effects == ()
    (released,) = only(BenefitReleased, anna.sends("release", 1, checkout="c1"))
    assert (released.instance, released.lapsed, released.cause.rule) == ("e1#0", False, "release")
    assert anna.sends("release", 1, checkout="c1").effects == ()


def test_a_second_hold_releases_the_first() -> None:
    anna = shopping()
    anna.sends("hold", 1, checkout="c1", coupons=("e1#1", "e1#2"))
    again = anna.sends("hold", 1, checkout="c1", coupons=("e1#2",))
    assert kinds(again) == [BenefitReleased, BenefitReleased, BenefitReserved]
    assert [view.state for view in anna.benefits()] == ["held", "held", "reserved"]


@pytest.mark.parametrize("coupons", [("e1#0", "e1#0"), ("off", "off", "off"), ("other",)])
def test_a_hold_of_what_is_not_free_is_refused(coupons: tuple[str, ...]) -> None:
    anna = with_coupon(replace(COUPON, per_order=2))
    refused = anna.sends("hold", 1, checkout="c1", coupons=coupons)
    assert refusal(refused) == ("coupon_not_usable", coupons[-1])
    anna.sends("hold", 1, checkout="c1", coupons=("e1#0",))
    assert refusal(anna.sends("hold", 1, checkout="c2", coupons=("e1#0",))) == ("coupon_not_usable", "e1#0")


def test_a_hold_asks_for_no_minimum() -> None:
    anna = with_coupon(replace(COUPON, minimum=Minimum(1), where=HasTag("vip")))
    assert anna.sends("hold", 1, checkout="c1", coupons=("off",)).status == "applied"


def test_a_reserved_coupon_expires_and_is_held_until_then() -> None:
    asks = Rule("asks", ORIGIN, (OnEvent("order"),), Holds("off"), (SetTag("vip"),))
    one = replace(GIVE, then=(GrantBenefit("off"),))
    anna = Told(replace(PLAN, rules=(one, asks)))
    anna.sends("gift_day", 0)
    anna.sends("hold", 1, checkout="c1", coupons=("off",), minutes=60 * 24 * 40)
    assert anna.sends("order", 2, no="a", amount=1).effects != ()
    outcome = anna.waits(60)
    assert kinds(outcome) == [BenefitExpired]
    assert outcome.effects[0].cause.at == MIDNIGHT + 31 * DAY


def test_a_reserved_coupon_is_revoked_with_its_order() -> None:
    given = Rule(
        "given", ORIGIN, (OnEvent("order"),), TRUE, (GrantBenefit("off"),), on_refund="revoke_unused"
    )
    anna = Told(replace(PLAN, rules=(given,)))
    anna.sends("order", 0, no="a", amount=1)
    anna.sends("hold", 1, checkout="c1", coupons=("off",))
    assert kinds(anna.sends("refund", 1, no="a")) == [BenefitRevoked]
    assert anna.engine.next_due(anna.state) is None
