"""A small plan written by hand: what the explanations of this folder are about."""

from benefitdsl.plan import with_version
from benefitdsl.plan.expr import TRUE, And, Compare, Const, FieldOf, HasField, ItemFieldOf, MetricOf, Not, Or
from benefitdsl.plan.parts import (
    AfterEarning,
    Benefit,
    EarnPoints,
    EventField,
    EventType,
    GrantBenefit,
    Group,
    Lasting,
    Level,
    Limit,
    Metric,
    Mission,
    MultiplyPoints,
    OnEvent,
    OnTierEntered,
    Origin,
    Plan,
    Points,
    Rule,
    Segment,
    Stage,
    Tiers,
    Titles,
    Uniqueness,
)
from benefitdsl.plan.schedule import AttributeDay, Schedule, Weekdays
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import Anchored, CalendarPeriods, RollingMonths

LINE = (EventField("category", "text"), EventField("quantity", "number"), EventField("amount", "money"))
ORDER = EventType(
    "order",
    (
        EventField("order", "text", required=True),
        EventField("amount", "money", required=True),
        EventField("channel", "text"),
        EventField("items", "items", fields=LINE),
    ),
    unique=(Uniqueness("order", ("order",), shared=True),),
    key="order",
)
REFUND = EventType(
    "refund", (EventField("order", "text", required=True), EventField("amount", "money")), reverses="order"
)


def line(number: int) -> Origin:
    return Origin("club.benefit", number)


def both(en: str, zh: str) -> Titles:
    return Titles((("en", en), ("zh", zh)))


def amount_at_least(cents: int) -> Compare:
    return Compare("ge", FieldOf("amount"), Const(cents))


CLUB = with_version(
    Plan(
        id="club",
        timezone="Asia/Shanghai",
        currency="CNY",
        events=(ORDER, REFUND),
        attributes=(EventField("birthday", "date"),),
        metrics=(
            Metric("spend", "order", "sum", FieldOf("amount"), TRUE, False, RollingMonths(12)),
            Metric("orders", "order", "count", None, TRUE, False, CalendarPeriods("month", 1)),
        ),
        points=(
            Points("beans", line(5), both("beans", "京豆"), expiry=(AfterEarning(Duration(12, "month")),)),
        ),
        benefits=(
            Benefit(
                "towels",
                line(8),
                "coupon",
                both("cotton towels", "棉柔巾"),
                claim_within=Lasting(Duration(7, "day"), "issue"),
                valid=(Lasting(Duration(30, "day"), "claim"),),
            ),
        ),
        segments=(
            Segment(
                "loyal", line(11), Compare("ge", MetricOf("orders"), Const(3)), both("loyal", "忠诚客户")
            ),
        ),
        groups=(Group("gifts", line(13), "first"),),
        rules=(
            Rule(
                "first_398",
                line(20),
                (OnEvent("order"),),
                amount_at_least(39800),
                (GrantBenefit("towels"),),
                limits=(Limit(1, "member", CalendarPeriods("month", 1)),),
                group="gifts",
            ),
            Rule(
                "base",
                line(25),
                (OnEvent("order"),),
                TRUE,
                (EarnPoints("beans", FieldOf("amount"), 100, Rounding.DOWN, True),),
            ),
            Rule(
                "member_day",
                line(27),
                (OnEvent("order"),),
                TRUE,
                (MultiplyPoints("beans", 2, 1),),
                schedule=Schedule((Weekdays((2,)),)),
            ),
            Rule(
                "birthday",
                line(29),
                (OnEvent("order"),),
                TRUE,
                (MultiplyPoints("beans", 3, 1),),
                schedule=Schedule((AttributeDay("birthday", "day"),)),
            ),
            Rule(
                "for_loyal", line(31), (OnEvent("order"),), TRUE, (GrantBenefit("towels"),), audience="loyal"
            ),
            Rule(
                "by_app",
                line(33),
                (OnEvent("order"),),
                And(
                    (
                        HasField("channel"),
                        Compare("eq", FieldOf("channel"), Const("app")),
                        Or((amount_at_least(50000), Not(Compare("lt", MetricOf("orders"), Const(2))))),
                    )
                ),
                (GrantBenefit("towels"),),
            ),
            Rule("small_gift", line(36), (OnEvent("order"),), TRUE, (GrantBenefit("towels"),), group="gifts"),
            Rule("welcome_gold", line(38), (OnTierEntered("club", 1),), TRUE, (GrantBenefit("towels"),)),
        ),
        missions=(
            Mission(
                "milk",
                line(40),
                "order",
                Compare("eq", ItemFieldOf("category"), Const("milk")),
                True,
                "count",
                None,
                (Stage(10, (GrantBenefit("towels"),)),),
                Anchored(Duration(3, "month"), "first_match"),
                both("ten boxes of milk", "集十盒牛奶"),
            ),
        ),
        tiers=(
            Tiers(
                "club",
                line(50),
                (Level("silver", 0, both("Silver", "银卡")), Level("gold", 100000, both("Gold", "金卡"))),
                MetricOf("spend"),
                validity=Duration(12, "month"),
            ),
        ),
    )
)
"""A limit a month, a group, schedules, an audience, a guarded condition, a multiplier, a mission and a ladder."""
