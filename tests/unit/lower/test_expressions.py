"""Conditions and actions of texts, as expressions of the plan."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from benefitdsl.api import load
from benefitdsl.plan.expr import (
    And,
    Arithmetic,
    AttributeOf,
    BalanceOf,
    Compare,
    Const,
    DaysSince,
    DaysSinceJoined,
    Expr,
    FieldOf,
    FloorDiv,
    HasAttribute,
    HasField,
    HasInviter,
    HasItemField,
    HasTag,
    Holds,
    InSegment,
    ItemFieldOf,
    ItemsTotal,
    MetricOf,
    Not,
    OneOf,
    Or,
    ProgressOf,
    TierOf,
)
from benefitdsl.plan.parts import (
    EarnPoints,
    Enrol,
    GrantBenefit,
    Metric,
    MultiplyPoints,
    OnBenefitUsed,
    OnEvent,
    OnMissionCompleted,
    OnMoment,
    OnPointsEarned,
    OnTierEntered,
    OnTierLeft,
    Plan,
    RaiseTier,
    Rule,
    SetTag,
    TellMember,
)
from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    Schedule,
    Times,
    Weekdays,
    YearDays,
)
from benefitdsl.quantities.calendar import day_of
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import (
    CalendarPeriods,
    Ever,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
)

BEFORE = Path(__file__).resolve().parents[2] / "cases" / "check"
AMOUNT = FieldOf("amount")


@cache
def plan_of(text: str, language: str = "en") -> Plan:
    return load((BEFORE / f"before.{language}.benefit").read_text(encoding="utf-8") + "\n" + text + "\n").plan


def rule_of(text: str, language: str = "en") -> Rule:
    return plan_of(text, language).rules[-1]


def condition_of(condition: str) -> Expr:
    return rule_of(f"rule r\n  when: order\n  if: {condition}\n  then: grant towels\nend").condition


def at_least(left: Expr, right: int) -> Compare:
    return Compare("ge", left, Const(right))


CONDITIONS = {
    "amount >= 398 CNY": at_least(AMOUNT, 39800),
    "398 CNY <= amount": Compare("le", Const(39800), AMOUNT),
    "amount * 20% >= 79.60 CNY": Compare("ge", AMOUNT, Const(39800)),
    "amount * 12.5% > 1 CNY": Compare("gt", AMOUNT, Const(800)),
    "amount / 3 >= 1 CNY": at_least(AMOUNT, 300),
    "amount * 1.5 + 1 CNY >= 4 CNY": at_least(
        Arithmetic("add", Arithmetic("mul", AMOUNT, Const(3)), Const(200)), 800
    ),
    "amount - 1 CNY = 4 CNY": Compare("eq", Arithmetic("sub", AMOUNT, Const(100)), Const(400)),
    "1 CNY + 2 CNY < amount": Compare("lt", Const(300), AMOUNT),
    "balance of beans >= 100 beans": at_least(BalanceOf("beans"), 100),
    "balance of beans >= 100": at_least(BalanceOf("beans"), 100),
    "tier >= gold": at_least(TierOf("club"), 1),
    "new tier is black": Compare("eq", TierOf("club", new=True), Const(2)),
    "tier is one of (gold, black)": OneOf(TierOf("club"), (1, 2)),
    "progress of milk > 3": Compare("gt", ProgressOf("milk"), Const(3)),
    "days since joining < 2 weeks": Compare("lt", DaysSinceJoined(), Const(14)),
    "days since last order > 30": Compare("gt", DaysSince("order.last[ever]"), Const(30)),
    "in segment loyal": InSegment("loyal"),
    "has vip": HasTag("vip"),
    "has towels": Holds("towels"),
    "has inviter": HasInviter(),
    "has member.city": HasAttribute("city"),
    'has member.city and member.city is "上海"': And(
        (HasAttribute("city"), Compare("eq", AttributeOf("city"), Const("上海")))
    ),
    'has channel and channel is one of ("app", "web")': And(
        (HasField("channel"), OneOf(FieldOf("channel"), ("app", "web")))
    ),
    "not (has channel or amount > 1 CNY)": And(
        (Not(HasField("channel")), Not(Compare("gt", AMOUNT, Const(100))))
    ),
    "not (has channel and amount > 1 CNY)": Or(
        (Not(HasField("channel")), Not(Compare("gt", AMOUNT, Const(100))))
    ),
    "amount > 1 CNY and (amount > 2 CNY and amount > 3 CNY)": And(
        tuple(Compare("gt", AMOUNT, Const(each)) for each in (100, 200, 300))
    ),
    'count of items where category is "milk" in this event >= 2': at_least(
        ItemsTotal(
            "count",
            None,
            And((HasItemField("category"), Compare("eq", ItemFieldOf("category"), Const("milk")))),
        ),
        2,
    ),
    "sum of amount of items in this event >= 2 CNY": at_least(
        ItemsTotal("sum", ItemFieldOf("amount"), None), 200
    ),
    "count of order this month >= 2": at_least(MetricOf("order.count[this month]"), 2),
    "sum of amount of order in last 30 days >= 2 CNY": at_least(
        MetricOf("order.sum(amount)[last 30 days]"), 200
    ),
    "points earned of beans this year >= 9": at_least(MetricOf("@points/beans.sum[this year]"), 9),
    "count of order ever including refunded = 0": Compare(
        "eq", MetricOf("order.count[ever] gross"), Const(0)
    ),
    "points earned of beans this year including refunded >= 9": at_least(
        MetricOf("@points/beans.sum[this year] gross"), 9
    ),
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_condition(text: str) -> None:
    assert condition_of(text) == CONDITIONS[text]


WINDOWS = {
    "in last 30 days": RollingDays(30),
    "in last 2 weeks": RollingDays(14),
    "in last 12 months": RollingMonths(12),
    "in last 1 quarter": RollingMonths(3),
    "in last 2 years": RollingMonths(24),
    "in last 720 hours": RollingExact(720 * 3600 * 1_000_000),
    "in last 3 calendar months": CalendarPeriods("month", 3),
    "today": CalendarPeriods("day"),
    "this membership year": MembershipYears(),
    "ever": Ever(),
}


@pytest.mark.parametrize("text", WINDOWS)
def test_window(text: str) -> None:
    plan = plan_of(f"rule r\n  when: order\n  if: count of quiz {text} >= 1\n  then: grant towels\nend")
    (metric,) = (each for each in plan.metrics if each.event == "quiz")
    assert metric.window == WINDOWS[text]


def test_metrics_stand_once_and_keep_their_ids() -> None:
    asked = "count of order where amount > 1 CNY this month"
    plan = plan_of(
        f"rule a: order if {asked} > 1 -> grant towels\nrule b: order if {asked} > 2 -> grant towels"
    )
    assert [each.id for each in plan.metrics if "month" in each.id] == [
        "order.count{amount > 100}[this month]"
    ]


def test_a_metric_over_what_may_be_missing() -> None:
    plan = plan_of("rule r: order if distinct shop of order ever >= 3 -> grant towels")
    (metric,) = (each for each in plan.metrics if each.function == "distinct")
    where = HasField("shop")
    assert metric == Metric(
        metric.id, "order", "distinct", FieldOf("shop"), where, items=False, window=Ever()
    )


def earn(
    numerator: Expr, denominator: int = 1, rounding: Rounding = Rounding.DOWN, *, scaled: bool = True
) -> EarnPoints:
    return EarnPoints("beans", numerator, denominator, rounding, scaled)


ACTIONS = {
    "give 100 beans": earn(Const(100), scaled=False),
    "give 1 beans per full 10 CNY": earn(FloorDiv(AMOUNT, 1000)),
    "give 2 beans per full 10 CNY": earn(Arithmetic("mul", FloorDiv(AMOUNT, 1000), Const(2))),
    "give 1 beans per 1 CNY": earn(AMOUNT, 100),
    "give 1.2 beans per 1 CNY of amount rounded half up": earn(
        Arithmetic("mul", AMOUNT, Const(3)), 250, Rounding.HALF_UP
    ),
    "give 1 beans per 1 CNY of amount * 50%": earn(AMOUNT, 200),
    "give 1 beans per full 10 CNY of amount * 1.5": earn(FloorDiv(Arithmetic("mul", AMOUNT, Const(3)), 2000)),
    "multiply beans by 2": MultiplyPoints("beans", 2, 1),
    "multiply beans by 1.5 compounding": MultiplyPoints("beans", 3, 2, compound=True),
    "grant 2 towels": GrantBenefit("towels", 2),
    "tag vip": SetTag("vip"),
    "untag vip": SetTag("vip", on=False),
    "raise to gold": RaiseTier("club", 1),
    "enrol in milk": Enrol("milk"),
}


@pytest.mark.parametrize("text", ACTIONS)
def test_action(text: str) -> None:
    assert rule_of(f"rule r: order -> {text}").then == (ACTIONS[text],)


def test_an_addressed_event() -> None:
    (told,) = rule_of("rule r: order if has inviter -> tell inviter quiz (correct = yes, level = 1 + 2)").then
    assert isinstance(told, TellMember)
    assert told.fields == (("correct", Const(True)), ("level", Const(3)))


TRIGGERS = {
    "order or sign_in": (OnEvent("order"), OnEvent("sign_in")),
    "order or order": (OnEvent("order"),),
    "every day": (OnMoment(Schedule(())),),
    "every month on 1st at 10:00": (OnMoment(Schedule((MonthDays(1, 1),)), 600),),
    "tier entered gold": (OnTierEntered("club", 1),),
    "tier left gold": (OnTierLeft("club", 1),),
    "mission completed milk": (OnMissionCompleted("milk"),),
    "points earned beans": (OnPointsEarned("beans"),),
    "points earned": tuple(map(OnPointsEarned, ("beans", "growth", "wallet"))),
    "benefit used towels": (OnBenefitUsed("towels"),),
}


@pytest.mark.parametrize("text", TRIGGERS)
def test_trigger(text: str) -> None:
    assert rule_of(f"rule r: {text} -> tag vip").triggers == TRIGGERS[text]


MARCH = day_of(2026, 3, 1)
SCHEDULES = {
    "every Wednesday": (Weekdays((2,)),),
    "every Saturday or Sunday": (Weekdays((5, 6)),),
    "every month from 20th 10:00 to month end": (MonthDays(20, 31, 600),),
    "every year on 11 November": (YearDays(11, 11, 11, 11),),
    "birthday week": (AttributeDay("birthday", "week"),),
    "from 2026-03-01 through 2026-03-31": (Days(MARCH, MARCH + 31),),
    "from 2026-03-01": (Days(MARCH, None),),
    "before 2026-03-01": (Days(None, MARCH),),
    "every Wednesday, from 07:00 to 10:00": (Weekdays((2,)), Times(420, 600)),
    "holiday spring": (NamedDays("spring", (MARCH, MARCH + 1)),),
}


@pytest.mark.parametrize("text", SCHEDULES)
def test_schedule(text: str) -> None:
    calendar = "calendar days\n  day spring: 2026-03-02, 2026-03-01\nend\n"
    rule = rule_of(f"{calendar}rule r\n  when: order\n  then: tag vip\n  schedule: {text}\nend")
    assert rule.schedule == Schedule(SCHEDULES[text])


def test_minutes_count_from_the_start_of_the_day() -> None:
    text = (BEFORE / "before.en.benefit").read_text(encoding="utf-8")
    text = text.replace("  currency: CNY\n", "  currency: CNY\n  day starts: 04:00\n", 1)
    plan = load(
        f"{text}\nrule r\n  when: order\n  then: tag vip\n  schedule: from 22:00 to 04:00\nend\n"
    ).plan
    assert plan.day_start == 240
    assert plan.rules[-1].schedule == Schedule((Times(18 * 60, 24 * 60),))


def test_both_languages_make_one_rule() -> None:
    english = rule_of(
        "rule 甲\n  when: order\n  if: amount >= 398 CNY\n  then: give 1 beans per full 10 CNY\nend"
    )
    chinese = rule_of("规则 甲\n  当：订单\n  如果：金额 ≥ 398元\n  那么：每满10元 送 1 京豆\n结束", "zh")
    assert (english.condition, english.triggers) == (chinese.condition, chinese.triggers)
    assert english.then[0].numerator == chinese.then[0].numerator  # type: ignore[union-attr]
