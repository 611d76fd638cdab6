"""Points used up by rules, stages and orders, and points that must be collected (spec §12)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benefitdsl.model.effect import (
    BenefitIssued,
    LotPart,
    MissionCompleted,
    PointsEarned,
    PointsExpired,
    PointsReturned,
    PointsReversed,
    PointsRipened,
    PointsSpent,
)
from benefitdsl.plan.expr import TRUE, Const
from benefitdsl.plan.parts import (
    AfterEarning,
    Benefit,
    EarnPoints,
    EventField,
    EventType,
    GrantBenefit,
    Mission,
    OnEvent,
    OnPointsRipened,
    PendingUntilCollected,
    Plan,
    Points,
    Rule,
    Stage,
    TakePoints,
)
from benefitdsl.quantities.bounds import MAX_AMOUNT
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
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
    earning,
    kinds,
    only,
    refusal,
)

BEANS = Points("beans", ORIGIN, spent_by="beans")
GIFT = Benefit("gift", ORIGIN, "gift")
PLAN = Plan(
    "club",
    "Asia/Shanghai",
    "CNY",
    (ORDER, REFUND, GIFT_DAY),
    points=(BEANS,),
    benefits=(GIFT,),
    rules=(earning(),),
)


def earned(amount: int) -> EarnPoints:
    return EarnPoints("beans", Const(amount), 1, Rounding.DOWN, scaled=False)


def swap(name: str, amount: int, up_to: bool = False) -> Rule:
    then = (TakePoints("beans", Const(amount), up_to=up_to), GrantBenefit("gift"))
    return Rule(name, ORIGIN, (OnEvent("gift_day"),), TRUE, then)


def with_rules(*rules: Rule) -> Plan:
    return replace(PLAN, rules=(*PLAN.rules, *rules))


# ------------------------------------------------------------------------------------------ rules and stages


def test_a_rule_fires_only_where_its_points_are() -> None:
    anna = Told(with_rules(swap("swap", 30)))
    anna.sends("order", 1, no="a", amount=2_900)
    assert anna.sends("gift_day", 2).effects == ()
    anna.sends("order", 3, no="b", amount=100)
    (spent,) = only(PointsSpent, anna.sends("gift_day", 4))
    assert (spent.cause.rule, spent.amount) == ("swap", 30)
    assert spent.parts == (LotPart("e1#0", 29), LotPart("e3#0", 1))


def test_rules_of_a_step_do_not_count_on_the_same_points() -> None:
    anna = Told(with_rules(swap("first", 30), swap("second", 30)))
    anna.sends("order", 1, no="a", amount=5_900)
    assert [spent.cause.rule for spent in only(PointsSpent, anna.sends("gift_day", 2))] == ["first"]
    anna.sends("order", 3, no="b", amount=3_100)
    assert len(only(PointsSpent, anna.sends("gift_day", 4))) == 2


def test_up_to_takes_what_is_there() -> None:
    anna = Told(with_rules(swap("all", 100, up_to=True), swap("strict", 1)))
    anna.sends("order", 1, no="a", amount=5_900)
    (spent,) = only(PointsSpent, anna.sends("gift_day", 2))
    assert (spent.cause.rule, spent.amount) == ("all", 59)
    assert kinds(anna.sends("gift_day", 3)) == [BenefitIssued]  # nothing is up to anything


def test_all_that_was_ever_given_keeps_the_bound() -> None:
    gift = Rule("gift", ORIGIN, (OnEvent("gift_day"),), TRUE, (earned(6 * 10**17),))
    anna = Told(with_rules(gift))
    found = [[each.amount for each in only(PointsEarned, anna.sends("gift_day", day))] for day in (1, 2, 3)]
    assert found == [[6 * 10**17], [4 * 10**17 - 1], []]
    assert anna.points().issued == MAX_AMOUNT


def test_nothing_is_there_while_points_are_owed() -> None:
    plan = with_rules(swap("swap", 3))
    anna = Told(plan)
    anna.sends("order", 1, no="a", amount=1_000)
    anna.sends("order", 2, no="b", amount=100, beans=10)
    anna.sends("refund", 3, no="a")  # takes back 1 and leaves 9 owed
    assert anna.points().owed == 9
    assert anna.sends("gift_day", 4).effects == ()


def test_points_taken_come_back_whole_when_the_firing_is_undone() -> None:
    taking = Rule("deposit", ORIGIN, (OnEvent("order"),), TRUE, (TakePoints("beans", Const(5)),))
    anna = Told(with_rules(taking))
    anna.sends("order", 1, no="a", amount=1_000)
    assert len(only(PointsSpent, anna.sends("order", 2, no="b", amount=200))) == 1
    assert only(PointsReturned, anna.sends("refund", 3, no="b", amount=199)) == []
    (back, returned) = anna.sends("refund", 3, no="b", amount=1).effects
    assert isinstance(returned, PointsReturned)
    assert isinstance(back, PointsReversed)
    assert (returned.amount, returned.parts, returned.cause.rule) == (5, (LotPart("e1#0", 5),), "refund")
    assert (anna.points().live, anna.points().spent) == (10, 0)


def test_points_taken_by_a_rule_that_keeps_stay_taken() -> None:
    taking = Rule(
        "fee", ORIGIN, (OnEvent("order"),), TRUE, (TakePoints("beans", Const(5)),), on_refund="keep"
    )
    anna = Told(with_rules(taking))
    anna.sends("order", 1, no="a", amount=1_000)
    anna.sends("order", 2, no="b", amount=200)
    assert only(PointsReturned, anna.sends("refund", 3, no="b")) == []
    assert anna.points().spent == 5


def test_a_stage_waits_for_its_points() -> None:
    stages = (Stage(1, (TakePoints("beans", Const(20)),)), Stage(2, (GrantBenefit("gift"),)))
    mission = Mission("days", ORIGIN, "gift_day", TRUE, False, "count", None, stages, Ever())
    anna = Told(replace(PLAN, missions=(mission,)))
    anna.sends("order", 1, no="a", amount=1_900)
    assert anna.sends("gift_day", 2).effects == ()
    assert anna.sends("gift_day", 3).effects == ()
    anna.sends("order", 4, no="b", amount=100)
    assert kinds(anna.sends("gift_day", 5)) == [
        MissionCompleted,
        PointsSpent,
        MissionCompleted,
        BenefitIssued,
    ]


def test_the_points_of_a_stage_come_back_when_it_is_undone() -> None:
    mission = Mission(
        "one",
        ORIGIN,
        "order",
        TRUE,
        False,
        "count",
        None,
        (Stage(2, (TakePoints("beans", Const(7)),)),),
        Ever(),
        on_refund="reopen",
    )
    anna = Told(replace(PLAN, missions=(mission,)))
    anna.sends("order", 1, no="a", amount=1_000)
    assert only(PointsSpent, anna.sends("order", 2, no="b", amount=100))[0].amount == 7
    assert only(PointsReturned, anna.sends("refund", 3, no="b"))[0].amount == 7
    assert anna.points().live == 10


# ------------------------------------------------------------------------------------------ on an order

WALLET = Points("wallet", ORIGIN, spent_by="pay", unit="money")
BONUS = Points("bonus", ORIGIN, spent_by="pay", unit="money", shortfall="take_what_is_there")
PAID = replace(ORDER, fields=(*ORDER.fields, EventField("pay", "money")))
TOP_UP = EventType("top_up", (EventField("amount", "money", True), EventField("extra", "money", True)))


def paying(*points: Points) -> Told:
    plan = replace(
        PLAN,
        events=(PAID, REFUND, TOP_UP),
        points=points,
        rules=(earning("wallet", "top_up", per=1), earning("bonus", "top_up", "extra", 1)),
    )
    anna = Told(plan)
    anna.sends("top_up", 0, amount=10_000, extra=2_000)
    return anna


def test_two_wallets_pay_together_in_plan_order() -> None:
    anna = paying(WALLET, BONUS)
    spent = only(PointsSpent, anna.sends("order", 1, no="a", amount=20_000, pay=11_000))
    assert [(each.currency, each.amount) for each in spent] == [("wallet", 10_000), ("bonus", 1_000)]
    returned = only(PointsReturned, anna.sends("refund", 2, no="a", amount=10_000))
    assert [(each.currency, each.amount) for each in returned] == [("wallet", 5_000), ("bonus", 500)]


def test_the_first_wallet_decides_on_a_shortfall() -> None:
    assert refusal(paying(WALLET, BONUS).sends("order", 1, no="a", amount=20_000, pay=12_001)) == (
        "not_enough_points",
        "wallet",
    )
    spent = only(PointsSpent, paying(BONUS, WALLET).sends("order", 1, no="a", amount=20_000, pay=12_001))
    assert [(each.currency, each.amount) for each in spent] == [("bonus", 2_000), ("wallet", 10_000)]


@pytest.mark.parametrize(
    ("beans", "amount", "refused"),
    [
        (100, 1_000, False),  # 100 beans are 1.00, half of 10.00 is 5.00
        (500, 1_000, False),
        (600, 1_000, True),
        (150, 1_000, True),  # no whole step
        (100, 199, True),  # half of 1.99 is 0.99
        (100, 200, False),
    ],
)
def test_points_stand_for_at_most_their_share(beans: int, amount: int, refused: bool) -> None:
    anna = Told(replace(PLAN, points=(replace(BEANS, as_cash=(100, 100, 1, 2)),)))
    anna.sends("order", 0, no="a", amount=100_000)
    outcome = anna.sends("order", 1, no="b", amount=amount, beans=beans)
    if refused:
        assert refusal(outcome) == ("points_over_share", "beans")
    else:
        assert only(PointsSpent, outcome)[0].amount == beans


def test_what_is_there_is_taken_in_whole_steps() -> None:
    lenient = replace(BEANS, as_cash=(100, 100, 1, 2), shortfall="take_what_is_there")
    anna = Told(replace(PLAN, points=(lenient,)))
    anna.sends("order", 0, no="a", amount=25_000)
    assert only(PointsSpent, anna.sends("order", 1, no="b", amount=9_900, beans=400))[0].amount == 200
    # 50 and 99 are there: no whole step is too much for nothing
    assert only(PointsSpent, anna.sends("order", 2, no="c", amount=100, beans=99)) == []


# ------------------------------------------------------------------------------------------ collected points

COLLECT = EventType("collect", ())
TOMORROW = PendingUntilCollected("collect", 1, 7 * 60, Duration(3, "day"))
COLLECTED = replace(
    PLAN,
    events=(ORDER, REFUND, COLLECT),
    points=(replace(BEANS, pending=TOMORROW, expiry=(AfterEarning(Duration(30, "day")),)),),
    rules=(
        earning(),
        Rule("hooray", ORIGIN, (OnPointsRipened("beans"),), TRUE, (GrantBenefit("gift"),)),
    ),
)


def test_points_are_collected_from_their_minute_on() -> None:
    anna = Told(COLLECTED)
    (earned,) = only(PointsEarned, anna.sends("order", 0.5, no="a", amount=1_000))
    seven = MIDNIGHT + DAY + 7 * HOUR
    assert (earned.pending, earned.ripens_at, earned.expires_at) == (True, seven, MIDNIGHT + 4 * DAY)
    assert anna.engine.next_due(anna.state) == MIDNIGHT + 4 * DAY
    assert anna.sends("collect", (seven - HOUR // 60 - START) / DAY).effects == ()  # a minute before
    ripened, gift = anna.sends("collect", (seven - START) / DAY).effects
    assert isinstance(ripened, PointsRipened)
    assert isinstance(gift, BenefitIssued)
    assert (ripened.amount, ripened.expires_at) == (10, MIDNIGHT + 31 * DAY)
    assert (anna.points().live, anna.points().pending) == (10, 0)


def test_uncollected_points_lapse() -> None:
    anna = Told(COLLECTED)
    anna.sends("order", 0, no="a", amount=1_000)
    anna.sends("order", 1, no="b", amount=500)
    (gone,) = anna.waits(4).effects
    assert isinstance(gone, PointsExpired)
    assert (gone.amount, gone.cause.at) == (10, MIDNIGHT + 4 * DAY)
    assert [each.amount for each in only(PointsRipened, anna.sends("collect", 4))] == [5]
