"""Points used up, draws, standing, goals, quantities and lines: texts, as the plan has them."""

from __future__ import annotations

import pytest

from benefitdsl.plan.expr import (
    TRUE,
    And,
    Arithmetic,
    AttributeOf,
    BalanceOf,
    Choose,
    Compare,
    Const,
    Contains,
    Expr,
    FieldOf,
    FloorDiv,
    HasAttribute,
    HasField,
    HasItemField,
    ItemFieldOf,
    ItemsTotal,
    OneOf,
    PointsOfEvent,
    ScoreOf,
    ThresholdOf,
    VariantOf,
)
from benefitdsl.plan.parts import (
    Action,
    Cost,
    EarnPoints,
    Limit,
    MakeDraw,
    OnPointsRipened,
    Step,
    TakePoints,
    Trigger,
)
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import Ever
from tests.unit.lower.test_expressions import plan_of, rule_of

AMOUNT = FieldOf("amount")


def over(left: Expr, right: Expr) -> Compare:
    return Compare("gt", left, right)


CONDITIONS: dict[str, Expr] = {
    "score of taobao > 1000": over(ScoreOf("taobao"), Const(1000)),
    "variant of milk_test is small": Compare("eq", VariantOf("milk_test"), Const(1)),
    "big is variant of milk_test": Compare("eq", Const(0), VariantOf("milk_test")),
    "variant of milk_test is one of (small, big)": OneOf(VariantOf("milk_test"), (1, 0)),
    "threshold of club > 10 CNY": over(ThresholdOf("club"), Const(1000)),
    "balance of wallet > 10.50 CNY": over(BalanceOf("wallet"), Const(1050)),
    "points earned of beans in this event > 3": over(PointsOfEvent("beans"), Const(3)),
    'has channel and channel contains "app"': And((HasField("channel"), Contains(FieldOf("channel"), "app"))),
    'channel else "shop" is "app"': Compare(
        "eq", Choose(((HasField("channel"), FieldOf("channel")),), Const("shop")), Const("app")
    ),
    "member.birthday else 2000-01-01 > 2000-01-02": over(
        Choose(((HasAttribute("birthday"), AttributeOf("birthday")),), Const(10957)), Const(10958)
    ),
    'count of items where shop else "a" is "a" in this event > 1': over(
        ItemsTotal(
            "count",
            None,
            Compare("eq", Choose(((HasItemField("shop"), ItemFieldOf("shop")),), Const("a")), Const("a")),
        ),
        Const(1),
    ),
    'count of items where shop contains "a" in this event > 1': over(
        ItemsTotal("count", None, And((HasItemField("shop"), Contains(ItemFieldOf("shop"), "a")))), Const(1)
    ),
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_condition(text: str) -> None:
    assert rule_of(f"rule r: order if {text} -> tag vip").condition == CONDITIONS[text]


def test_totals_with_other_defaults_have_ids_of_their_own() -> None:
    asked = 'count of items of order where shop else "{}" is "a" ever > 1'
    plan = plan_of("\n".join(f"rule r{at}: order if {asked.format(at)} -> tag vip" for at in ("a", "b")))
    assert {each.id for each in plan.metrics if "else" in each.id} == {
        f'order.items.count{{((shop) if has shop else "{at}") = "a"}}[ever]'.replace("(shop)", "shop")
        for at in ("a", "b")
    }


def test_a_total_of_what_contains_a_text_has_its_own_id() -> None:
    asked = 'count of items of order where sku contains "{}" ever > 1'
    plan = plan_of("\n".join(f"rule r{at}: order if {asked.format(at)} -> tag vip" for at in ("milk", "tea")))
    ids = [each.id for each in plan.metrics if "contains" in each.id]
    assert len(ids) == 2
    assert all(text in one for text, one in zip(('"milk"', '"tea"'), ids, strict=True))


def take(
    numerator: Expr,
    denominator: int = 1,
    rounding: Rounding = Rounding.DOWN,
    *,
    up_to: bool = False,
    currency: str = "beans",
) -> TakePoints:
    return TakePoints(currency, numerator, denominator, rounding, up_to)


ACTIONS: dict[str, Action] = {
    "use 100 beans": take(Const(100)),
    "use up to 3 beans": take(Const(3), up_to=True),
    "use 1 beans per full 10 CNY": take(FloorDiv(AMOUNT, 1000)),
    "use 1.2 beans per 1 CNY rounded up": take(Arithmetic("mul", AMOUNT, Const(3)), 250, Rounding.UP),
    "use 5.50 CNY wallet": take(Const(550), currency="wallet"),
    "draw blind_box": MakeDraw("blind_box"),
    "give 100 CNY wallet": EarnPoints("wallet", Const(10_000), 1, Rounding.DOWN, False),
    "give 1 CNY wallet per 1 CNY": EarnPoints("wallet", AMOUNT, 1, Rounding.DOWN, True),
    "give 1 CNY wallet per full 10 CNY of amount": EarnPoints(
        "wallet", Arithmetic("mul", FloorDiv(AMOUNT, 1000), Const(100)), 1, Rounding.DOWN, True
    ),
}


@pytest.mark.parametrize("text", ACTIONS)
def test_action(text: str) -> None:
    assert rule_of(f"rule r: order -> {text}").then == (ACTIONS[text],)


TRIGGERS: dict[str, tuple[Trigger, ...]] = {
    "points ripened beans": (OnPointsRipened("beans"),),
    "points ripened": tuple(map(OnPointsRipened, ("beans", "growth", "wallet"))),
}


@pytest.mark.parametrize("text", TRIGGERS)
def test_trigger(text: str) -> None:
    assert rule_of(f"rule r: {text} -> tag vip").triggers == TRIGGERS[text]


def test_a_limit_per_stay_has_its_key() -> None:
    rule = rule_of("rule r\n  when: redeem\n  if: has stay\n  then: tag vip\n  limit: 1 per stay\nend")
    assert rule.limits == (Limit(1, "stay", Ever(), FieldOf("stay")),)


def test_goals_have_their_targets_in_minor_units() -> None:
    plan = plan_of(
        "mission daily\n"
        "  step look: visit\n"
        "  step buy: sum of amount of order at least 300 CNY where amount > 10 CNY\n"
        "  step taste: items of order at least 2\n"
        "  reward: tag vip\n"
        "end"
    )
    look, buy, taste = next(each for each in plan.missions if each.id == "daily").steps
    assert look == Step("look", "visit", TRUE, False, "count", None, 1)
    assert buy == Step("buy", "order", over(AMOUNT, Const(1000)), False, "sum", AMOUNT, 30_000)
    assert taste == Step("taste", "order", TRUE, True, "count", None, 2)


def test_quantities_are_in_the_unit_of_their_currency() -> None:
    plan = plan_of("exchange cup\n  costs: 500 beans\n  costs: 2.50 CNY wallet\n  gives: tag vip\nend")
    offer = next(each for each in plan.offers if each.id == "cup")
    assert offer.costs == (Cost("beans", Const(500)), Cost("wallet", Const(250)))


def test_a_line_that_lacks_what_is_asked_does_not_match() -> None:
    plan = plan_of('coupon milk_off\n  off: 5 CNY\n  for items: category is "milk"\nend')
    coupon = next(each for each in plan.benefits if each.id == "milk_off")
    assert coupon.reduction is not None
    asked = Compare("eq", ItemFieldOf("category"), Const("milk"))
    assert coupon.reduction.where == And((HasItemField("category"), asked))
