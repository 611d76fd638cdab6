"""Offers, cancelling, validities that follow one another, privileges (spec §13.2–13.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from benefitdsl.model.effect import (
    BenefitClaimed,
    BenefitIssued,
    BenefitReturned,
    BenefitRevoked,
    BenefitUsed,
    PointsEarned,
    PointsReturned,
    PointsSpent,
    PrivilegeUsed,
)
from benefitdsl.model.pools import Take
from benefitdsl.plan.expr import TRUE, BalanceOf, Compare, Const, FieldOf, HasField, HasTag, Holds, Not
from benefitdsl.plan.parts import (
    Benefit,
    Budget,
    Cancel,
    Cost,
    EarnPoints,
    EventField,
    EventType,
    GrantBenefit,
    Lasting,
    Limit,
    Offer,
    OnEvent,
    Plan,
    Points,
    Privilege,
    RefundPolicy,
    Rule,
    Segment,
    SetTag,
    TakePoints,
)
from benefitdsl.plan.schedule import Schedule, Times
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import CalendarPeriods, Ever
from tests.unit.reference.telling import DAY, GIFT_DAY, MIDNIGHT, ORIGIN, START, Told, kinds, only, refusal

EXCHANGE = EventType(
    "exchange",
    (EventField("no", "text"), EventField("offer", "text", True), EventField("amount", "money")),
    key="no",
    role="offer",
)
GIVE_BACK = EventType("give_back", (EventField("no", "text", True),), reverses="exchange")
TOP_UP = EventType("top_up", (EventField("n", "number", True),))
CLAIM = EventType("claim", (EventField("benefit", "text", True),), role="claim")
REDEEM = EventType("redeem", (EventField("benefit", "text", True), EventField("stay", "text")), role="redeem")
EARN = Rule(
    "earn", ORIGIN, (OnEvent("top_up"),), TRUE, (EarnPoints("beans", FieldOf("n"), 1, Rounding.DOWN, False),)
)
CARD = Rule("card", ORIGIN, (OnEvent("gift_day"),), TRUE, (GrantBenefit("ticket"),))
MUG = Offer("mug", ORIGIN, (GrantBenefit("cup"),), costs=(Cost("beans", Const(100)),))
LOUNGE = Privilege("lounge", ORIGIN)
PLAN = Plan(
    "club",
    "Asia/Shanghai",
    "CNY",
    (EXCHANGE, GIVE_BACK, TOP_UP, REDEEM, GIFT_DAY),
    points=(Points("beans", ORIGIN),),
    benefits=(Benefit("cup", ORIGIN, "gift"), Benefit("ticket", ORIGIN, "ticket")),
    segments=(Segment("vips", ORIGIN, HasTag("vip")),),
    budgets=(Budget("pot", ORIGIN, 1, "count", Ever()),),
    rules=(EARN, CARD),
    offers=(MUG,),
    privileges=(LOUNGE,),
)


def offering(offer: Offer, beans: int = 250) -> Told:
    anna = Told(replace(PLAN, offers=(offer,)))
    anna.sends("top_up", 0, n=beans)
    return anna


# ------------------------------------------------------------------------------------------ taking up


def test_an_offer_is_paid_before_it_gives() -> None:
    anna = offering(MUG)
    spent, cup = anna.sends("exchange", 1, no="x", offer="mug").effects
    assert isinstance(spent, PointsSpent)
    assert isinstance(cup, BenefitIssued)
    assert (spent.amount, spent.cause.rule, cup.cause.rule) == (100, "mug", "mug")
    assert anna.points().live == 150


CLOSED = Schedule((Times(0, 1),))
TIGHT = replace(MUG, limits=(Limit(0, "member", Ever()),))


@pytest.mark.parametrize(
    ("offer", "word"),
    [
        (replace(MUG, id="other"), "unknown"),
        (replace(MUG, schedule=CLOSED), "schedule"),
        (replace(MUG, audience="vips"), "audience"),
        (replace(MUG, condition=HasTag("vip")), "condition"),
        (replace(MUG, fee=Const(900)), "fee"),
        (TIGHT, "limit"),
        (replace(MUG, budgets=("pot",), stock=0), "stock"),
        (replace(MUG, costs=(Cost("beans", Const(200)), Cost("beans", Const(51)))), "points"),
        (replace(MUG, then=(TakePoints("beans", Const(151)),)), "points"),
        (replace(MUG, ticket="ticket"), "ticket"),
        # what is asked first is what refuses
        (replace(TIGHT, schedule=CLOSED, fee=Const(900), stock=0, ticket="ticket"), "schedule"),
        (replace(TIGHT, stock=0, ticket="ticket"), "limit"),
        (replace(MUG, costs=(Cost("beans", Const(999)),), ticket="ticket"), "points"),
    ],
)
def test_an_offer_says_why_not(offer: Offer, word: str) -> None:
    outcome = offering(offer).sends("exchange", 1, no="x", offer="mug")
    assert refusal(outcome) == ("offer_not_possible", word)


def test_stock_limits_and_budgets_are_taken() -> None:
    scarce = replace(
        MUG, stock=2, budgets=("pot",), limits=(Limit(1, "member", CalendarPeriods("month", 1)),)
    )
    anna = offering(scarce)
    outcome = anna.sends("exchange", 1, no="x", offer="mug")
    assert outcome.pool_changes == (Take("budget:pot:-", 1, 1), Take("stock:mug", 1, 2))
    assert refusal(anna.sends("exchange", 1, no="y", offer="mug")) == ("offer_not_possible", "limit")
    outcome = anna.sends("give_back", 2, no="x")
    assert kinds(outcome) == [PointsReturned, BenefitRevoked]
    assert set(outcome.pool_changes) == {Take("budget:pot:-", -1, None), Take("stock:mug", -1, None)}
    assert anna.points().live == 250
    assert anna.sends("exchange", 2, no="z", offer="mug").status == "applied"


def test_a_budget_without_room_refuses() -> None:
    anna = offering(replace(MUG, budgets=("pot",)))
    anna.sends("exchange", 1, no="x", offer="mug")
    assert refusal(anna.sends("exchange", 1, no="y", offer="mug")) == ("offer_not_possible", "budget")


def test_a_ticket_is_used_and_comes_back() -> None:
    anna = offering(replace(MUG, costs=(), ticket="ticket"))
    anna.sends("gift_day", 1)
    used, cup = anna.sends("exchange", 2, no="x", offer="mug").effects
    assert isinstance(used, BenefitUsed)
    assert isinstance(cup, BenefitIssued)
    assert used.cause.rule == "exchange"
    assert kinds(anna.sends("give_back", 3, no="x")) == [BenefitReturned, BenefitRevoked]


@pytest.mark.parametrize(
    ("policy", "back"),
    [
        ("revoke_unused", []),
        ("proportion", []),
        ("revoke", [PointsReturned, BenefitReturned, BenefitRevoked]),
        ("keep", []),
    ],
)
def test_cost_and_ticket_stay_where_the_cup_stays_used(policy: RefundPolicy, back: list[type]) -> None:
    anna = offering(replace(MUG, ticket="ticket", on_refund=policy))
    anna.sends("gift_day", 1)
    anna.sends("exchange", 2, no="x", offer="mug")
    anna.sends("redeem", 3, benefit="cup")
    assert kinds(anna.sends("give_back", 4, no="x")) == back
    assert anna.points().live == (250 if back else 150)


def test_an_offer_that_is_kept_keeps_its_ticket() -> None:
    anna = offering(replace(MUG, ticket="ticket", on_refund="keep"))
    anna.sends("gift_day", 1)
    anna.sends("exchange", 2, no="x", offer="mug")
    assert anna.sends("give_back", 4, no="x").effects == ()


@pytest.mark.parametrize(
    ("negative", "spent", "back"), [("forgive", 20, 100), ("forgive", 21, 0), ("owe", 21, 100)]
)
def test_a_cost_stays_where_points_given_are_let_go(
    negative: Literal["owe", "forgive"], spent: int, back: int
) -> None:
    """The mug gives 50 of tea beside 20 that were there."""
    gives = EarnPoints("tea", Const(50), 1, Rounding.DOWN, False)
    swap = Offer("swap", ORIGIN, (), costs=(Cost("tea", Const(spent)),))
    tea = Points("tea", ORIGIN, negative=negative)
    start = Rule("start", ORIGIN, (OnEvent("top_up"),), TRUE, (replace(gives, numerator=Const(20)),))
    anna = Told(
        replace(
            PLAN,
            points=(*PLAN.points, tea),
            rules=(*PLAN.rules, start),
            offers=(replace(MUG, then=(gives,)), swap),
        )
    )
    anna.sends("top_up", 0, n=100)
    anna.sends("exchange", 1, no="x", offer="mug")
    anna.sends("exchange", 2, no="y", offer="swap")
    anna.sends("give_back", 3, no="x")
    assert anna.points().live == back


def test_a_fee_is_what_the_event_pays() -> None:
    anna = offering(replace(MUG, costs=(), fee=Const(900)))
    assert refusal(anna.sends("exchange", 1, no="x", offer="mug", amount=899))[1] == "fee"
    assert anna.sends("exchange", 1, no="x", offer="mug", amount=900).status == "applied"
    free = offering(replace(MUG, fee=Const(0)))
    assert free.sends("exchange", 1, no="x", offer="mug").status == "applied"


def test_actions_of_an_offer_read_the_state_as_it_was_when_asked() -> None:
    double = EarnPoints("beans", BalanceOf("beans"), 1, Rounding.DOWN, False)
    anna = offering(replace(MUG, then=(double,)))
    assert only(PointsEarned, anna.sends("exchange", 1, no="x", offer="mug"))[0].amount == 250


def test_rules_of_the_event_come_after_the_offer() -> None:
    welcome = Rule("welcome", ORIGIN, (OnEvent("exchange"),), Holds("cup"), (SetTag("has_cup"),))
    anna = Told(replace(PLAN, rules=(*PLAN.rules, welcome)))
    anna.sends("top_up", 0, n=100)
    outcome = anna.sends("exchange", 1, no="x", offer="mug")
    assert [effect.cause.rule for effect in outcome.effects] == ["mug", "mug", "welcome"]


# ------------------------------------------------------------------------------------------ cancelling

THREE_DAYS = Duration(3, "day")


def test_an_offer_can_be_cancelled_in_time() -> None:
    over = (MIDNIGHT + 5 * DAY - START) / DAY
    for day, status in ((over - 0.001, "applied"), (over, "refused")):
        anna = offering(replace(MUG, cancel=Cancel(THREE_DAYS)))
        anna.sends("exchange", 1, no="x", offer="mug")
        assert anna.sends("give_back", day, no="x").status == status
    assert refusal(anna.sends("give_back", 5, no="x")) == ("cancel_not_possible", "late")


def test_what_was_used_cannot_be_cancelled() -> None:
    card = replace(MUG, cancel=Cancel(if_unused=True, privileges=("lounge",)))
    anna = offering(card)
    anna.sends("redeem", 1, benefit="lounge")
    anna.sends("exchange", 2, no="x", offer="mug")
    anna.sends("exchange", 3, no="y", offer="mug")
    cup = anna.benefits()[1].instance
    anna.sends("redeem", 4, benefit=cup)
    assert refusal(anna.sends("give_back", 5, no="y")) == ("cancel_not_possible", "used")
    assert anna.sends("give_back", 5, no="x").status == "applied"  # the lounge was used before


def test_a_privilege_used_since_forbids_cancelling() -> None:
    anna = offering(replace(MUG, cancel=Cancel(if_unused=True, privileges=("lounge",))))
    anna.sends("exchange", 2, no="x", offer="mug")
    anna.sends("redeem", 2, benefit="lounge")
    assert refusal(anna.sends("give_back", 5, no="x")) == ("cancel_not_possible", "used")


def test_without_if_unused_use_does_not_matter() -> None:
    anna = offering(replace(MUG, cancel=Cancel(THREE_DAYS, privileges=("lounge",))))
    anna.sends("exchange", 2, no="x", offer="mug")
    anna.sends("redeem", 2, benefit="cup")
    assert anna.sends("give_back", 3, no="x").status == "applied"


# ------------------------------------------------------------------------------------------ one after the other

MONTHLY = Benefit(
    "member_card", ORIGIN, "membership", valid=(Lasting(Duration(30, "day"), "issue"),), extends=True
)
BUY = Offer("join", ORIGIN, (GrantBenefit("member_card"),))
ASKED = Rule("asked", ORIGIN, (OnEvent("top_up"),), Holds("member_card"), (SetTag("member"),))


def test_a_second_card_begins_where_the_first_ends() -> None:
    anna = Told(replace(PLAN, benefits=(MONTHLY,), offers=(BUY,), rules=(ASKED,)))
    anna.sends("exchange", 0, offer="join")
    (second,) = only(BenefitIssued, anna.sends("exchange", 10, offer="join"))
    first_end = MIDNIGHT + 31 * DAY
    assert (second.valid_from, second.valid_until) == (first_end, first_end + 30 * DAY)
    assert [view.valid_from for view in anna.benefits()] == [None, first_end]
    assert refusal(anna.sends("redeem", 11, benefit=second.instance)) == (
        "coupon_not_usable",
        second.instance,
    )
    assert anna.sends("redeem", 32, benefit=second.instance).status == "applied"


def test_a_third_card_begins_where_the_last_ends() -> None:
    anna = Told(replace(PLAN, benefits=(MONTHLY,), offers=(BUY,)))
    for day in range(3):
        (card,) = only(BenefitIssued, anna.sends("exchange", day, offer="join"))
    assert card.valid_from == MIDNIGHT + 61 * DAY


def test_what_runs_from_the_claim_begins_where_the_first_ends() -> None:
    claimed = replace(
        MONTHLY,
        claim_within=Lasting(Duration(90, "day"), "issue"),
        valid=(Lasting(Duration(30, "day"), "claim"),),
    )
    anna = Told(replace(PLAN, events=(*PLAN.events, CLAIM), benefits=(claimed,), offers=(BUY,)))
    anna.sends("exchange", 0, offer="join")
    anna.sends("claim", 0, benefit="member_card")
    (second,) = only(BenefitIssued, anna.sends("exchange", 1, offer="join"))
    (now,) = only(BenefitClaimed, anna.sends("claim", 2, benefit="member_card"))
    first_end = MIDNIGHT + 31 * DAY
    assert (second.valid_from, now.valid_until) == (first_end, first_end + 30 * DAY)


def test_only_days_through_their_end_are_counted_from_the_day_before() -> None:
    def third(lasting: Lasting) -> BenefitIssued:
        anna = Told(replace(PLAN, benefits=(replace(MONTHLY, valid=(lasting,)),), offers=(BUY,)))
        for _ in range(3):
            (card,) = only(BenefitIssued, anna.sends("exchange", 0, offer="join"))
        return card

    to_the_start = third(Lasting(Duration(30, "day"), "issue", "start_of_day"))
    assert (to_the_start.valid_from, to_the_start.valid_until) == (MIDNIGHT + 60 * DAY, MIDNIGHT + 90 * DAY)
    exact = third(Lasting(Duration(24, "hour"), "issue"))
    assert (exact.valid_from, exact.valid_until) == (START + 2 * DAY, START + 3 * DAY)


def test_a_card_whose_forerunner_is_cancelled_begins_when_it_was_to() -> None:
    anna = Told(replace(PLAN, benefits=(MONTHLY,), offers=(replace(BUY, cancel=Cancel()),)))
    anna.sends("exchange", 0, no="a", offer="join")
    anna.sends("exchange", 1, no="b", offer="join")
    anna.sends("give_back", 2, no="a")
    assert [view.valid_from for view in anna.benefits()] == [MIDNIGHT + 31 * DAY]
    (third,) = only(BenefitIssued, anna.sends("exchange", 3, no="c", offer="join"))
    assert third.valid_from == MIDNIGHT + 61 * DAY


def test_what_has_not_begun_is_not_held() -> None:
    anna = Told(replace(PLAN, benefits=(MONTHLY,), offers=(BUY,), rules=(ASKED,)))
    first = only(BenefitIssued, anna.sends("exchange", 0, no="a", offer="join"))[0]
    anna.sends("exchange", 10, no="b", offer="join")
    anna.sends("redeem", 11, benefit=first.instance)
    assert anna.sends("top_up", 12, n=1).effects == ()
    assert anna.sends("top_up", 31, n=1).effects != ()


def test_an_open_ended_one_holds_nothing_up() -> None:
    for_ever = replace(MONTHLY, valid=())
    anna = Told(replace(PLAN, benefits=(for_ever,), offers=(BUY,)))
    anna.sends("exchange", 0, offer="join")
    assert only(BenefitIssued, anna.sends("exchange", 10, offer="join"))[0].valid_from is None


# ------------------------------------------------------------------------------------------ privileges


def with_privilege(privilege: Privilege) -> Told:
    return Told(replace(PLAN, privileges=(privilege,)))


def test_a_privilege_counts_down() -> None:
    quota = (Limit(2, "member", CalendarPeriods("year", 1)), Limit(1, "stay", Ever()))
    anna = with_privilege(replace(LOUNGE, quota=quota))
    (used,) = only(PrivilegeUsed, anna.sends("redeem", 1, benefit="lounge", stay="s1"))
    assert (used.privilege, used.left, used.cause.rule) == ("lounge", 0, "redeem")
    assert refusal(anna.sends("redeem", 2, benefit="lounge", stay="s1")) == (
        "privilege_not_available",
        "lounge",
    )
    assert anna.sends("redeem", 2, benefit="lounge", stay="s2").status == "applied"
    assert refusal(anna.sends("redeem", 3, benefit="lounge", stay="s3"))[0] == "privilege_not_available"
    assert anna.sends("redeem", 400, benefit="lounge", stay="s3").status == "applied"


def test_a_privilege_without_quota_leaves_nothing_to_count() -> None:
    assert only(PrivilegeUsed, with_privilege(LOUNGE).sends("redeem", 1, benefit="lounge"))[0].left is None


@pytest.mark.parametrize(
    "privilege",
    [
        replace(LOUNGE, audience="vips"),
        replace(LOUNGE, condition=Not(Compare("eq", FieldOf("benefit"), Const("lounge")))),
        replace(LOUNGE, usable=CLOSED),
        replace(LOUNGE, condition=HasField("stay")),
    ],
)
def test_a_privilege_has_its_conditions(privilege: Privilege) -> None:
    outcome = with_privilege(privilege).sends("redeem", 1, benefit="lounge")
    assert refusal(outcome) == ("privilege_not_available", "lounge")


def test_what_is_no_privilege_is_a_benefit() -> None:
    anna = Told(PLAN)
    anna.sends("gift_day", 1)
    assert kinds(anna.sends("redeem", 1, benefit="ticket")) == [BenefitUsed]
