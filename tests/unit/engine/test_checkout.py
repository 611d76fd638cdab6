"""Coupons on an order: their number, the base of their minimum, promotions, and holds for a checkout."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl.model.effect import BenefitReleased, BenefitReserved, BenefitUsed, PromotionUsed
from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf, HasTag, Holds, ItemFieldOf
from benefitdsl.plan.parts import (
    Benefit,
    EventField,
    EventType,
    GrantBenefit,
    Limit,
    Minimum,
    Points,
    Promotion,
    Segment,
    UntilPeriodEnd,
)
from benefitdsl.plan.reduction import Reduction
from benefitdsl.plan.schedule import Days, Schedule
from benefitdsl.quantities.window import Ever
from tests.unit.engine.programme import HERE, REFUND, VISIT, Driver, at, earn, plan, rule

ORDER = EventType(
    "order",
    (
        EventField("order", "text", required=True),
        EventField("amount", "money", required=True),
        EventField("list_amount", "money"),
        EventField("coupons", "texts"),
        EventField("checkout", "text"),
        EventField("items", "items", fields=(EventField("category", "text"), EventField("amount", "money"))),
        EventField("discounts", "items", fields=(EventField("source", "text"), EventField("base", "money"))),
    ),
    key="order",
)
HOLD = EventType("hold", (EventField("checkout", "text"), EventField("coupons", "texts")), role="hold")
RELEASE = EventType("let_go", (EventField("checkout", "text"),), role="release")
MILK = Compare("eq", ItemFieldOf("category"), Const("milk"))
CUT = Reduction("amount", amount=Const(100))


def driver(benefit: Benefit, *more: Benefit, count: int = 3, **parts: Any) -> Driver:
    """One with three of the benefit, `e1#0` to `e1#2`."""
    given = rule("v", "visit", *(GrantBenefit(one.id, count) for one in (benefit, *more)))
    d = Driver(
        plan(
            **{
                "events": (ORDER, REFUND, VISIT, HOLD, RELEASE),
                "benefits": (benefit, *more),
                "rules": (given,),
            }
            | parts
        )
    )
    d.send("visit", "2024-01-02")
    return d


def coupon(id_: str = "c", **more: Any) -> Benefit:
    return Benefit(id_, HERE, "coupon", **more)


def order(d: Driver, *coupons: str, when: str = "2024-01-03", amount: int = 1000, **fields: Any) -> Any:
    return d.send("order", when, order=f"o{d.number}", amount=amount, coupons=coupons, **fields)


def states(d: Driver) -> list[str]:
    return [view.state for view in d.view.benefits]


# ------------------------------------------------------------------------------------------- coupons


@pytest.mark.parametrize(("most", "status"), [(1, "refused"), (2, "applied"), (None, "applied")])
def test_an_order_uses_at_most_so_many(most: int | None, status: str) -> None:
    d = driver(coupon(per_order=most))
    outcome = order(d, "c", "e1#1")
    assert outcome.status == status
    assert outcome.detail == ("e1#1" if status == "refused" else "")
    assert order(d, "c", when="2024-01-04").status == "applied"  # each order counts anew


@pytest.mark.parametrize(
    ("base", "where", "fields", "reached"),
    [
        ("paid", TRUE, {}, 1000),
        ("paid", MILK, {}, 500),
        ("paid", Compare("eq", ItemFieldOf("category"), Const("tea")), {}, 0),
        ("list", TRUE, {}, 1000),
        ("list", TRUE, {"list_amount": 1500}, 1500),
        ("list", MILK, {"list_amount": 1500}, 700),
        ("running", TRUE, {"list_amount": 1500}, 1500),
        ("running", TRUE, {"discounts": ({"source": "c", "base": 1200},)}, 1200),
        ("running", MILK, {"discounts": ({"source": "x", "base": 1200},)}, 700),
        ("running", MILK, {"discounts": ({"source": "c", "base": 650}, {"source": "c", "base": 1})}, 650),
        ("running", TRUE, {"discounts": ({"source": "c", "base": 650}, {"source": "e1#1", "base": 9})}, 9),
        ("paid", MILK, {"items": ()}, 1000),
    ],
)
def test_the_base_of_a_minimum(base: Any, where: Any, fields: Any, reached: int) -> None:
    items = (
        {"category": "milk", "amount": 300, "list_amount": 500},
        {"category": "milk", "amount": 200},
        {"category": "bread", "amount": 500, "list_amount": 800},
        {"category": "milk"},
    )
    for amount, status in ((reached, "applied"), (reached + 1, "refused")):
        made = coupon(minimum=Minimum(amount, base), reduction=Reduction("amount", where=where))
        assert order(driver(made), "e1#1", **{"items": items} | fields).status == status


# ------------------------------------------------------------------------------------------- promotions


def promoted(**more: Any) -> Driver:
    made = Promotion("sale", HERE, CUT, **more)
    return driver(
        coupon(), promotions=(made,), tags=("vip",), segments=(Segment("vip", HERE, HasTag("vip")),)
    )


SALE = ({"source": "sale", "amount": 70, "base": 1000}, {"source": "of the host", "amount": 5})


def test_an_order_says_which_promotions_it_took() -> None:
    d = promoted()
    order(d, "c", discounts=SALE)
    assert [type(e) for e in d.last.effects] == [BenefitUsed, PromotionUsed]
    used = d.last.effects[1]
    assert isinstance(used, PromotionUsed)
    assert (used.cause.rule, used.promotion, used.off) == ("sale", "sale", 70)
    order(d, discounts=({"source": "sale"},))
    assert [e.off for e in d.last.effects if isinstance(e, PromotionUsed)] == [0]


@pytest.mark.parametrize(
    "more",
    [
        {"condition": Compare("gt", FieldOf("amount"), Const(1000))},
        {"audience": "vip"},
        {"schedule": Schedule((Days(0, 1),))},
        {"limits": (Limit(0, "member", Ever()),)},
    ],
)
def test_a_promotion_that_does_not_hold_refuses_the_order(more: Any) -> None:
    outcome = order(promoted(**more), discounts=SALE)
    assert (outcome.reason, outcome.detail) == ("promotion_not_available", "sale")


def test_uses_of_a_promotion_come_back_with_the_whole_order() -> None:
    d = promoted(limits=(Limit(1, "member", Ever()), Limit(9, "all", Ever())))
    d.send("order", "2024-01-03", order="1", amount=1000, discounts=SALE)
    assert d.pools.used("limit:promotion:sale:1::-") == 1
    d.send("refund", "2024-01-04", order="1", amount=999)
    assert order(d, discounts=SALE).reason == "promotion_not_available"
    d.send("refund", "2024-01-04", order="1")
    assert d.pools.used("limit:promotion:sale:1::-") == 0
    assert order(d, discounts=SALE).status == "applied"


# ------------------------------------------------------------------------------------------- holds


def hold(d: Driver, checkout: str, *coupons: str, when: str = "2024-01-03T10:00", **more: Any) -> Any:
    return d.send("hold", when, checkout=checkout, coupons=coupons, **more)


def test_a_reserved_coupon_is_kept_for_its_checkout() -> None:
    d = driver(coupon(minimum=Minimum(5000, "paid")), coupon("other"), count=1)
    hold(d, "k", "c")
    reserved = d.last.effects[0]
    assert isinstance(reserved, BenefitReserved)
    assert (reserved.cause.rule, reserved.checkout, reserved.until) == ("hold", "k", at("2024-01-03T10:15"))
    assert states(d) == ["reserved", "held"]
    soon = {"when": "2024-01-03T10:05", "amount": 5000}
    assert order(d, "c", **soon).reason == "coupon_not_usable"
    assert order(d, "c", checkout="l", **soon).reason == "coupon_not_usable"
    assert hold(d, "l", "c").reason == "coupon_not_usable"
    assert order(d, "c", checkout="k", **soon).status == "applied"
    assert d.seen() == ["BenefitUsed"]
    d.advance("2024-01-03T11:00")
    assert d.seen() == []  # a used one has nothing to be released


def test_an_order_releases_what_it_did_not_use() -> None:
    d = driver(coupon(), count=3)
    hold(d, "k", "c", "c", "c")
    order(d, "e1#1", checkout="k", when="2024-01-03T10:05", discounts=())
    found = [(type(e).__name__, getattr(e, "instance", "")) for e in d.last.effects]
    assert found == [("BenefitUsed", "e1#1"), ("BenefitReleased", "e1#0"), ("BenefitReleased", "e1#2")]
    assert {effect.cause.rule for effect in d.last.effects} == {"order"}
    assert states(d) == ["held", "held"]


def test_the_time_of_a_hold_ends_by_itself() -> None:
    d = driver(coupon(), count=2)
    hold(d, "k", "c", "c", minutes=30)
    assert d.engine.next_due(d.member) == at("2024-01-03T10:30")
    d.advance("2024-01-03T10:30")
    found = [(e.instance, e.lapsed, e.cause.rule) for e in d.last.effects if isinstance(e, BenefitReleased)]
    assert found == [("e1#0", True, "c"), ("e1#1", True, "c")]
    assert states(d) == ["held", "held"]
    assert order(d, "c", when="2024-01-03T10:31").status == "applied"


def test_a_hold_takes_the_place_of_the_one_before() -> None:
    d = driver(coupon(), coupon("other"), count=1)
    hold(d, "k", "c")
    hold(d, "k", "other", "c", when="2024-01-03T10:05")
    assert d.seen() == ["BenefitReleased", "BenefitReserved", "BenefitReserved"]
    d.send("let_go", "2024-01-03T10:06", checkout="k")
    found = [(e.benefit, e.lapsed, e.cause.rule) for e in d.last.effects if isinstance(e, BenefitReleased)]
    assert found == [("c", False, "let_go"), ("other", False, "let_go")]
    assert d.send("let_go", "2024-01-03T10:07", checkout="k").effects == ()


@pytest.mark.parametrize("coupons", [("c", "nothing"), ("e1#0", "e1#0"), ("c", "c", "c")])
def test_a_hold_with_one_that_cannot_be_used_holds_none(coupons: tuple[str, ...]) -> None:
    d = driver(coupon(per_order=2), count=3)
    before = d.member
    outcome = hold(d, "k", *coupons)
    assert (outcome.reason, outcome.detail) == ("coupon_not_usable", coupons[-1])
    assert d.member is before


def test_a_reserved_one_expires_and_counts_as_held() -> None:
    short = coupon(valid=(UntilPeriodEnd("day"),))
    told = rule("r", "visit", earn(1), condition=Holds("c"))
    given = rule("v", "visit", GrantBenefit("c"))
    d = driver(short, rules=(given, told), points=(Points("p", HERE),))
    hold(d, "k", "c", when="2024-01-02T23:50")
    d.send("visit", "2024-01-02T23:55", id_="x")
    assert d.seen() == ["BenefitIssued", "PointsEarned"]
    d.advance("2024-01-04")
    assert d.seen() == ["BenefitExpired", "BenefitExpired"]  # and nothing is released


def test_the_lapse_of_a_hold_comes_before_the_end_of_the_benefit() -> None:
    d = driver(coupon(valid=(UntilPeriodEnd("day"),)), count=1)
    hold(d, "k", "c", when="2024-01-02T23:45")
    d.advance("2024-01-03")
    assert d.seen() == ["BenefitReleased", "BenefitExpired"]
