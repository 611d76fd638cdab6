"""What a referral becomes: the friend's rule, an event between, the inviter's rule."""

from __future__ import annotations

import pytest

from benefitdsl.plan.expr import (
    TRUE,
    And,
    Compare,
    Const,
    DaysSinceJoined,
    FieldOf,
    HasInviter,
    Inviter,
    MetricOf,
    Or,
)
from benefitdsl.plan.parts import (
    EventType,
    GrantBenefit,
    Limit,
    Metric,
    OnEvent,
    Rule,
    TellMember,
)
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import (
    CalendarPeriods,
    Ever,
    RollingDays,
    RollingExact,
    RollingMonths,
    Window,
)
from benefitdsl.std.referral import REFERRAL
from tests.contracts.samples import ORIGIN, TITLES
from tests.unit.std.blocks import lowered, problem_places

BUYS = (OnEvent("order"),)
BIG = Compare("ge", FieldOf("amount"), Const(10_000))
BEANS, COUPON = (GrantBenefit("beans"),), (GrantBenefit("coupon"),)
MONTHLY = Limit(20, "member", CalendarPeriods("month"))


def test_both_sides() -> None:
    parts = lowered(
        REFERRAL, qualifies=BUYS, condition=BIG, reward=BEANS, friend_reward=COUPON, limit=(MONTHLY,)
    )
    assert parts == (
        EventType("club.qualified", (), key="id"),
        Rule(
            id="club.friend",
            origin=ORIGIN,
            triggers=BUYS,
            condition=And((HasInviter(), BIG)),
            then=(*COUPON, TellMember(Inviter(), "club.qualified", ())),
            titles=TITLES,
            net_condition=BIG,
            limits=(Limit(1, "member", Ever()),),
            on_refund="revoke_unused",
        ),
        Rule(
            id="club.inviter",
            origin=ORIGIN,
            triggers=(OnEvent("club.qualified"),),
            condition=TRUE,
            then=BEANS,
            titles=TITLES,
            limits=(MONTHLY,),
            on_refund="revoke_unused",
        ),
    )


def test_count_refunded_makes_the_inviters_limit_gross() -> None:
    *_, inviter = lowered(REFERRAL, qualifies=BUYS, reward=BEANS, limit=(MONTHLY,), count_refunded=True)
    assert isinstance(inviter, Rule)
    assert inviter.limits == (Limit(20, "member", CalendarPeriods("month"), gross=True),)


def test_without_a_reward_for_the_inviter_nothing_is_told() -> None:
    (friend,) = lowered(REFERRAL, qualifies=BUYS, friend_reward=COUPON)
    assert isinstance(friend, Rule)
    assert (friend.id, friend.then) == ("club.friend", COUPON)


@pytest.mark.parametrize(
    ("within", "window"),
    [
        (Duration(30, "day"), RollingDays(30)),
        (Duration(2, "week"), RollingDays(14)),
        (Duration(3, "month"), RollingMonths(3)),
        (Duration(2, "quarter"), RollingMonths(6)),
        (Duration(1, "year"), RollingMonths(12)),
        (Duration(2, "hour"), RollingExact(7_200_000_000)),
    ],
)
def test_within_counts_from_the_registration(within: Duration, window: Window) -> None:
    metric, *_, friend, _ = lowered(REFERRAL, qualifies=BUYS, reward=BEANS, within=within)
    assert metric == Metric("club.joined", "register", "count", None, TRUE, False, window)
    assert isinstance(friend, Rule)
    recent = Compare("ge", MetricOf("club.joined"), Const(1))
    assert friend.condition == And((HasInviter(), Or((Compare("eq", DaysSinceJoined(), Const(0)), recent))))


def test_somebody_is_rewarded() -> None:
    assert problem_places(REFERRAL, qualifies=BUYS) == ["qualifies"]
