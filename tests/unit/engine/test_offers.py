"""Offers: why one cannot be had, what is taken for it, given back; privileges; benefits that extend others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.engine.compile import compile_plan
from benefitdsl.model.effect import BenefitIssued, BenefitUsed, PointsSpent, PrivilegeUsed
from benefitdsl.model.pools import Take
from benefitdsl.plan.expr import Compare, Const, DaysSinceJoined, Expr, HasTag, Holds
from benefitdsl.plan.parts import (
    Benefit,
    Budget,
    Cancel,
    Cost,
    EventField,
    EventType,
    GrantBenefit,
    Lasting,
    Limit,
    MultiplyPoints,
    Offer,
    PendingFor,
    Points,
    Privilege,
    Segment,
    SetTag,
    TakePoints,
    UntilDay,
    UntilPeriodEnd,
)
from benefitdsl.plan.schedule import Days, Schedule
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import CalendarPeriods, Ever
from tests.unit.engine.programme import EVENTS, HERE, Driver, at, earn, plan, rule

EXCHANGE = EventType(
    "exchange",
    (EventField("note", "text"), EventField("offer", "text", required=True), EventField("amount", "money"),
     EventField("coupons", "texts")),
    key="id",
    role="offer",
)  # fmt: skip
BACK = EventType("back", (EventField("id", "text"), EventField("reverses", "text")), reverses="exchange")
REDEEM = EventType("redeem", (EventField("benefit", "text"), EventField("stay", "text")), role="redeem")
DAYS_30 = (Lasting(Duration(30, "day"), "issue", "start_of_day"),)
BENEFITS = (
    Benefit("card", HERE, "privilege", worth=100, valid=DAYS_30, extends=True),
    Benefit("ticket", HERE, "ticket"),
)
VIP = Segment("vip", HERE, HasTag("vip"))
NO = Const(False)


def driver(
    *offers: Offer, points: int = 100, points_: tuple[Points, ...] = (Points("p", HERE),), **parts: Any
) -> Driver:
    given = rule("v", "visit", earn(points), GrantBenefit("ticket"))
    made = {
        "events": (*EVENTS, EXCHANGE, BACK, REDEEM), "points": points_, "benefits": BENEFITS,
        "offers": offers, "tags": ("vip",), "segments": (VIP,), "rules": (given,),
    }  # fmt: skip
    d = Driver(plan(**made | parts))
    d.send("visit", "2024-01-02")
    return d


def offer(*then: Any, **more: Any) -> Offer:
    return Offer("o", HERE, then or (GrantBenefit("card"),), **more)


def ask(d: Driver, when: str = "2024-01-03", **fields: Any) -> Any:
    return d.send("exchange", when, offer="o", **fields)


def cost(amount: int | Expr) -> tuple[Cost, ...]:
    return (Cost("p", Const(amount) if isinstance(amount, int) else amount),)


# ------------------------------------------------------------------------------------------- asking


@pytest.mark.parametrize(
    ("word", "more"),
    [
        ("schedule", {"schedule": Schedule((Days(0, 1),)), "audience": "vip"}),
        ("audience", {"audience": "vip", "condition": NO}),
        ("condition", {"condition": NO, "fee": Const(1)}),
        ("fee", {"fee": Const(1), "limits": (Limit(0, "member", Ever()),)}),
        ("limit", {"limits": (Limit(0, "member", Ever()),), "budgets": ("b",)}),
        ("budget", {"budgets": ("b",), "stock": 0}),
        ("stock", {"stock": 0, "costs": cost(101)}),
        ("points", {"costs": cost(101), "ticket": "card"}),
        ("ticket", {"ticket": "card"}),
    ],
)
def test_the_first_thing_that_stands_against_it_is_named(word: str, more: Any) -> None:
    d = driver(offer(**more), budgets=(Budget("b", HERE, 99, "money", Ever()),))
    before = d.member
    outcome = ask(d)
    assert (outcome.status, outcome.reason, outcome.detail) == ("refused", "offer_not_possible", word)
    assert d.member is before


def test_an_unknown_offer_is_refused() -> None:
    outcome = driver(offer()).send("exchange", "2024-01-03", offer="x")
    assert (outcome.reason, outcome.detail) == ("offer_not_possible", "unknown")
    assert ask(driver(offer())).status == "applied"


def test_a_fee_is_the_amount_of_the_event() -> None:
    assert ask(driver(offer(fee=Const(500))), amount=500).status == "applied"
    assert ask(driver(offer(fee=Const(500))), amount=501).detail == "fee"
    assert ask(driver(offer(fee=Const(0)))).status == "applied"


def test_what_an_offer_takes_and_gives() -> None:
    limits = (Limit(1, "member", Ever()), Limit(5, "all", CalendarPeriods("month")))
    made = offer(
        GrantBenefit("card"), costs=cost(30), ticket="ticket", stock=2, limits=limits, budgets=("b",)
    )
    d = driver(made, budgets=(Budget("b", HERE, 1000, "money", Ever()),))
    outcome = ask(d)
    assert [(type(e), e.cause.rule) for e in outcome.effects] == [
        (PointsSpent, "o"), (BenefitUsed, "exchange"), (BenefitIssued, "o")
    ]  # fmt: skip
    month = 2024 * 12
    assert outcome.pool_changes == (
        Take(f"limit:offer:o:1::{month}", 1, 5), Take("budget:b:-", 100, 1000), Take("stock:o", 1, 2)
    )  # fmt: skip
    assert ask(d).detail == "limit"


def test_an_offer_is_a_step_of_its_own_before_the_rules() -> None:
    made = offer(earn(10, scaled=True), MultiplyPoints("p", 2, 1), SetTag("vip"))
    after = rule("r", "exchange", earn(1, scaled=True), condition=HasTag("vip"))
    d = driver(made, rules=(after,))
    ask(d)
    assert [effect.cause.rule for effect in d.last.effects] == ["o", "o", "r"]
    assert d.points.live == 21


@pytest.mark.parametrize(("there", "status"), [(49, "refused"), (50, "applied")])
def test_costs_and_points_taken_are_asked_together(there: int, status: str) -> None:
    made = offer(TakePoints("p", Const(20)), costs=(*cost(25), *cost(5), *cost(-7)))
    d = driver(made, points=there)
    assert ask(d).status == status
    amounts = [e.amount for e in d.last.effects if isinstance(e, PointsSpent)]
    assert amounts == ([25, 5, 20] if status == "applied" else [])


# ------------------------------------------------------------------------------------------- giving back


def test_a_whole_refund_undoes_the_offer() -> None:
    made = offer(GrantBenefit("card"), earn(8), costs=cost(30), ticket="ticket", stock=1,
                 limits=(Limit(1, "member", Ever()),))  # fmt: skip
    d = driver(made)
    ask(d, amount=400)
    d.send("back", "2024-01-04", id="e2", amount=100)
    assert d.seen() == ["PointsReversed"]  # a quarter
    d.send("back", "2024-01-04", id="e2")
    assert d.seen() == ["PointsReturned", "BenefitReturned", "PointsReversed", "BenefitRevoked"]
    assert (d.points.live, d.points.spent, d.pools.used("stock:o")) == (100, 0, 0)
    assert ask(d, "2024-01-05").status == "applied"


def given_back(d: Driver, *used: str) -> list[str]:
    """An offer for 30 points and a ticket is taken, what it gave is used, and it is given back."""
    ask(d)
    for benefit in used:
        assert d.send("redeem", "2024-01-04", benefit=benefit).status == "applied"
    d.send("back", "2024-01-05", id="e2")
    return d.seen()


@pytest.mark.parametrize(
    ("policy", "used", "seen"),
    [
        ("revoke_unused", (), ["PointsReturned", "BenefitReturned", "BenefitRevoked"]),
        ("revoke_unused", ("card",), []),
        ("proportion", ("card",), []),
        ("revoke", ("card",), ["PointsReturned", "BenefitReturned", "BenefitRevoked"]),
        ("keep", (), []),
    ],
)
def test_costs_and_ticket_come_back_unless_something_given_stays_used(
    policy: Any, used: tuple[str, ...], seen: list[str]
) -> None:
    d = driver(offer(costs=cost(30), ticket="ticket", on_refund=policy))
    assert given_back(d, *used) == seen
    assert d.points.spent == (0 if seen else 30)


def test_one_of_two_that_stays_used_keeps_the_costs() -> None:
    d = driver(offer(GrantBenefit("card", 2), costs=cost(30), ticket="ticket"))
    assert given_back(d, "card") == ["BenefitRevoked"]


def test_what_was_used_and_came_back_does_not_keep_the_costs() -> None:
    d = driver(offer(costs=cost(30), ticket="ticket"))
    ask(d)
    d.send("order", "2024-01-04", order="1", amount=1, coupons=("card",))
    d.send("refund", "2024-01-05", order="1")
    assert "BenefitReturned" in d.seen()
    d.send("back", "2024-01-06", id="e2")
    assert d.seen() == ["PointsReturned", "BenefitReturned", "BenefitRevoked"]


@pytest.mark.parametrize(
    ("negative", "there", "returned"),
    [("owe", 0, 30), ("forgive", 0, 0), ("forgive", 9, 0), ("forgive", 10, 30), ("block", 10, 30)],
)
def test_costs_stay_where_points_given_are_let_go(negative: Any, there: int, returned: int) -> None:
    """An offer costs 30 of `p` and gives 10 of `q`, of which so many are left."""
    currencies = (Points("p", HERE), Points("q", HERE, negative=negative, spent_by="use"))
    d = driver(offer(earn(10, currency="q"), costs=cost(30)), points_=currencies)
    ask(d)
    d.send("order", "2024-01-04", order="1", amount=0, use=10 - there)
    d.send("back", "2024-01-05", id="e2")
    assert d.points.spent == 30 - returned


def test_costs_that_come_back_are_there_to_be_taken_back() -> None:
    currencies = (Points("p", HERE, negative="forgive", spent_by="use"),)
    d = driver(offer(earn(10), costs=cost(30)), points_=currencies)
    ask(d)
    d.send("order", "2024-01-04", order="1", amount=0, use=80)
    d.send("back", "2024-01-05", id="e2")
    assert d.seen() == ["PointsReturned", "PointsReversed"]
    assert (d.points.live, d.points.forgiven) == (20, 0)


@pytest.mark.parametrize(("used", "spent"), [(10, 30), (5, 0)])
def test_what_was_let_go_before_counts(used: int, spent: int) -> None:
    """Of 10 of `q` half is taken back first, as far as it is there; for the other half there are others."""
    currencies = (Points("p", HERE), Points("q", HERE, negative="forgive", spent_by="use"))
    free = Offer("free", HERE, (earn(10, currency="q"),))
    d = driver(offer(earn(10, currency="q"), costs=cost(30)), free, points_=currencies)
    ask(d, amount=100)
    d.send("order", "2024-01-04", order="1", amount=0, use=used)
    d.send("back", "2024-01-05", id="e2", amount=50)
    (gift,) = [gift for record in d.member.records.values() for each in record.firings for gift in each.gifts]
    assert (gift.taken, gift.forgiven) == (5, max(0, used - 5))
    d.send("exchange", "2024-01-06", offer="free")
    d.send("back", "2024-01-07", id="e2")
    assert d.points.spent == spent


def test_points_that_still_wait_are_there_to_be_taken_back() -> None:
    waiting = Points("q", HERE, negative="forgive", pending=PendingFor(Duration(30, "day")))
    d = driver(offer(earn(10, currency="q"), costs=cost(30)), points_=(Points("p", HERE), waiting))
    assert given_back(d) == ["PointsReturned", "PointsReversed"]
    assert (d.points.spent, d.view.points[1].pending) == (0, 0)


def cancellable(**more: Any) -> Driver:
    # `card` is used as a coupon, `room` is a privilege that it opens
    room = Privilege("room", HERE, condition=Holds("card"))
    return driver(offer(cancel=Cancel(**more)), privileges=(room,))


@pytest.mark.parametrize(("when", "reason"), [("2024-01-10T23:59", None), ("2024-01-11", "late")])
def test_an_offer_can_be_cancelled_within_its_time(when: str, reason: str | None) -> None:
    d = cancellable(within=Duration(7, "day"))
    ask(d, "2024-01-03T10:00")
    outcome = d.send("back", when, id="e2")
    assert (outcome.reason, outcome.detail) == (
        ("cancel_not_possible", "late") if reason else (None, "")
    )  # fmt: skip


@pytest.mark.parametrize("used", ["card", "room"])
def test_what_was_used_cannot_be_cancelled(used: str) -> None:
    d = cancellable(if_unused=True, privileges=("room",))
    ask(d)
    free = d.member
    assert d.send("redeem", "2024-01-04", benefit=used).status == "applied"
    outcome = d.send("back", "2024-01-05", id="e2")
    assert (outcome.reason, outcome.detail) == ("cancel_not_possible", "used")
    d.member = free
    assert d.send("back", "2024-01-05", id="e2").status == "applied"


def test_a_use_at_the_same_instant_stands_against_cancelling() -> None:
    d = cancellable(if_unused=True, privileges=("room",))
    ask(d, "2024-01-03")
    d.send("redeem", "2024-01-03", benefit="room")
    assert d.send("back", "2024-01-04", id="e2").detail == "used"


def test_a_use_before_does_not_stand_against_cancelling() -> None:
    d = cancellable(if_unused=True, privileges=("room",))
    ask(d)
    d.send("redeem", "2024-01-04", benefit="room")
    ask(d, "2024-01-05")
    assert d.send("back", "2024-01-06", id=f"e{d.number}").status == "applied"
    d.send("redeem", "2024-01-07", benefit="room")
    assert d.send("back", "2024-01-08", id="e2").reason == "cancel_not_possible"


# ------------------------------------------------------------------------------------------- extending


def cards(d: Driver) -> list[tuple[int | None, int | None]]:
    return [(view.valid_from, view.until) for view in d.view.benefits if view.benefit == "card"]


def test_another_begins_where_those_held_end() -> None:
    d = driver(offer())
    ask(d, "2024-01-03")
    ask(d, "2024-01-13")
    ask(d, "2024-01-14")
    ends = [at("2024-02-02"), at("2024-03-03"), at("2024-04-02")]
    assert cards(d) == [(None, ends[0]), (ends[0], ends[1]), (ends[1], ends[2])]
    issued = d.last.effects[0]
    assert isinstance(issued, BenefitIssued)
    assert (issued.valid_from, issued.valid_until) == (ends[1], ends[2])
    d.advance("2024-04-02")
    ask(d, "2024-04-03")
    assert cards(d) == [(None, at("2024-05-03"))]  # nothing is held any more


@pytest.mark.parametrize(
    ("lasting", "ends"),
    [
        (Lasting(Duration(30, "day"), "issue"), ("2024-03-05", "2024-04-04", "2024-05-04")),
        (Lasting(Duration(1, "month"), "issue"), ("2024-03-04", "2024-04-04", "2024-05-04")),
        (Lasting(Duration(1, "month"), "issue", "start_of_day"), ("2024-03-03", "2024-04-03", "2024-05-03")),
        (
            Lasting(Duration(720, "hour"), "issue"),
            ("2024-03-04T10:00", "2024-04-03T10:00", "2024-05-03T10:00"),
        ),
    ],
)
def test_a_chain_gains_no_day_at_its_links(lasting: Lasting, ends: tuple[str, ...]) -> None:
    card = Benefit("card", HERE, "card", valid=(lasting,), extends=True)
    d = driver(offer(), benefits=(card, BENEFITS[1]))
    for _ in ends:
        ask(d, "2024-02-03T10:00")
    starts = [None, *(at(end) for end in ends[:-1])]
    assert cards(d) == list(zip(starts, (at(end) for end in ends), strict=True))


def test_what_is_claimed_late_is_counted_from_its_claim() -> None:
    claim = EventType("claim", (EventField("benefit", "text", required=True),), role="claim")
    within = Lasting(Duration(90, "day"), "issue")
    card = Benefit(
        "card",
        HERE,
        "card",
        valid=(Lasting(Duration(30, "day"), "claim"),),
        extends=True,
        claim_within=within,
    )
    d = driver(offer(), benefits=(card, BENEFITS[1]), events=(*EVENTS, EXCHANGE, claim))
    ask(d, "2024-01-01")
    d.send("claim", "2024-01-01", benefit="card")
    ask(d, "2024-01-02")
    early = d.member
    d.send("claim", "2024-01-03", benefit="card")
    assert cards(d)[1] == (at("2024-02-01"), at("2024-03-02"))
    d.member = early
    d.send("claim", "2024-02-05", benefit="card")
    assert cards(d) == [(at("2024-02-01"), at("2024-03-07"))]


def test_what_comes_after_stays_where_it_is_when_the_one_before_is_cancelled() -> None:
    d = driver(offer(cancel=Cancel()))
    ask(d, "2024-01-03")
    ask(d, "2024-01-04")
    d.send("back", "2024-01-05", id="e2")
    assert cards(d) == [(at("2024-02-02"), at("2024-03-03"))]
    ask(d, "2024-01-06")
    assert cards(d)[1] == (at("2024-03-03"), at("2024-04-02"))


def test_a_used_one_is_not_extended() -> None:
    d = driver(offer())
    ask(d, "2024-01-03")
    d.send("redeem", "2024-01-04", benefit="card")
    ask(d, "2024-01-05")
    assert cards(d) == [(None, at("2024-02-04"))]


def test_what_is_over_when_it_is_given_is_not_extended() -> None:
    late = Benefit("card", HERE, "card", valid=(UntilDay(0),), extends=True)
    d = driver(offer(GrantBenefit("card", 2)), benefits=(late, BENEFITS[1]))
    ask(d)
    assert [e.valid_from for e in d.last.effects if isinstance(e, BenefitIssued)] == [None, None]


def test_what_has_not_begun_is_not_there_yet() -> None:
    short = Benefit("card", HERE, "card", valid=(UntilPeriodEnd("month"),), extends=True)
    told = rule("r", "visit", earn(1), condition=Holds("card"))
    d = driver(offer(), benefits=(short, BENEFITS[1]), rules=(told,))
    ask(d, "2024-01-03")
    ask(d, "2024-01-04")
    assert cards(d)[1] == (at("2024-02-01"), at("2024-03-01"))
    second = d.view.benefits[-1].instance
    d.send("redeem", "2024-01-05", benefit="card")
    assert d.send("visit", "2024-01-06").effects == ()
    assert d.send("redeem", "2024-01-31T23:59", benefit=second).reason == "coupon_not_usable"
    assert len(d.send("visit", "2024-02-01").effects) == 1
    assert d.send("redeem", "2024-02-01", benefit=second).status == "applied"


def test_nothing_comes_after_what_has_no_end() -> None:
    open_ended = Benefit("card", HERE, "card", extends=True)
    d = driver(offer(), benefits=(open_ended, BENEFITS[1]))
    ask(d, "2024-01-03")
    ask(d, "2024-01-04")
    assert cards(d) == [(None, None), (None, None)]
    newer = replace(d.engine.plan, benefits=BENEFITS, version="u" * 64)  # from here on it ends
    d.engine = compile_plan(newer)
    ask(d, "2024-01-05")
    ask(d, "2024-01-06")
    assert [began for began, _ in cards(d)] == [None] * 4


# ------------------------------------------------------------------------------------------- privileges


def privileged(**more: Any) -> Driver:
    return driver(privileges=(Privilege("room", HERE, **more),))


def room(d: Driver, when: str, **fields: Any) -> Any:
    return d.send("redeem", when, benefit="room", **fields)


def test_a_privilege_is_used_as_often_as_its_quota_says() -> None:
    quota = (Limit(3, "member", CalendarPeriods("month")), Limit(1, "stay", Ever()))
    d = privileged(quota=quota)
    room(d, "2024-01-03", stay="a")
    used = d.last.effects[0]
    assert isinstance(used, PrivilegeUsed)
    assert (used.cause.rule, used.left) == ("redeem", 0)
    assert (room(d, "2024-01-04", stay="a").reason, d.last.detail) == ("privilege_not_available", "room")
    assert room(d, "2024-01-04", stay="b").status == "applied"
    assert room(d, "2024-01-05").status == "applied"
    assert room(d, "2024-01-06", stay="c").reason == "privilege_not_available"
    assert room(d, "2024-02-01", stay="c").status == "applied"
    assert d.last.pool_changes == ()


@pytest.mark.parametrize(
    "more",
    [
        {"condition": Compare("lt", DaysSinceJoined(), Const(2))},
        {"audience": "vip"},
        {"usable": Schedule((Days(0, 1),))},
    ],
)
def test_who_may_not_use_it_is_refused(more: Any) -> None:
    assert room(privileged(**more), "2024-01-03").reason == "privilege_not_available"


def test_a_privilege_without_quota_has_nothing_left_to_say() -> None:
    d = privileged()
    room(d, "2024-01-03")
    assert [e.left for e in d.last.effects if isinstance(e, PrivilegeUsed)] == [None]
    assert d.send("redeem", "2024-01-03", benefit="ticket").status == "applied"
