"""Points used up by rules and stages, paid by several currencies, as cash, and collected."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl.model.effect import (
    LotPart,
    PointsEarned,
    PointsExpired,
    PointsReturned,
    PointsReversed,
    PointsRipened,
    PointsSpent,
)
from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf
from benefitdsl.plan.parts import (
    AfterEarning,
    Benefit,
    Draw,
    EventField,
    EventType,
    GrantBenefit,
    MakeDraw,
    Mission,
    OnPointsRipened,
    PendingUntilCollected,
    Points,
    Prize,
    Rule,
    Stage,
    TakePoints,
)
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Ever
from tests.unit.engine.programme import EVENTS, HERE, PER_YUAN, Driver, at, earn, plan, rule

EARN = rule("earn", "order", PER_YUAN)


def take(amount: int, **more: Any) -> TakePoints:
    return TakePoints("p", Const(amount), **more)


def driver(*rules: Rule, **parts: Any) -> Driver:
    made = {"points": (Points("p", HERE),), "benefits": (Benefit("c", HERE, "coupon"),)} | parts
    return Driver(plan(rules=(EARN, *rules), **made))


def fired(d: Driver) -> list[str]:
    return list(dict.fromkeys(effect.cause.rule for effect in d.last.effects))


# ------------------------------------------------------------------------------------------- rules


def test_a_rule_fires_only_where_its_points_are_there() -> None:
    d = driver(rule("swap", "visit", GrantBenefit("c"), take(10)))
    d.send("order", "2024-01-02", order="1", amount=1900)
    d.send("visit", "2024-01-03")
    assert d.seen() == ["BenefitIssued", "PointsSpent"]
    spent = d.last.effects[1]
    assert isinstance(spent, PointsSpent)
    assert (spent.cause.rule, spent.amount, spent.parts) == ("swap", 10, (LotPart("e1#0", 10),))
    assert d.send("visit", "2024-01-04").effects == ()
    assert (d.points.live, d.points.spent) == (9, 10)


def test_up_to_takes_what_is_there() -> None:
    d = driver(rule("swap", "visit", GrantBenefit("c"), take(10, up_to=True)))
    d.send("order", "2024-01-02", order="1", amount=700)
    d.send("visit", "2024-01-03")
    assert [e.amount for e in d.last.effects if isinstance(e, PointsSpent)] == [7]
    d.send("visit", "2024-01-04")
    assert d.seen() == ["BenefitIssued"]


def test_what_is_taken_is_rounded_and_never_negative() -> None:
    d = driver(
        rule("swap", "visit", GrantBenefit("c"), take(25, denominator=2)), rule("no", "visit", take(-5))
    )
    d.send("order", "2024-01-02", order="1", amount=1200)
    d.send("visit", "2024-01-03")
    assert [e.amount for e in d.last.effects if isinstance(e, PointsSpent)] == [12]


@pytest.mark.parametrize(
    ("first", "found"),
    [
        (rule("a", "visit", take(6)), ["a"]),
        (rule("a", "visit", take(20, up_to=True)), ["a"]),
        (rule("a", "visit", take(4)), ["a", "b"]),
        (rule("a", "visit", earn(50), take(20)), ["b"]),  # what the step gives is not there yet
        (rule("a", "visit", earn(1), condition=Const(False), otherwise=(take(6),)), ["a"]),
        (rule("a", "visit", take(3), take(3)), ["a"]),
    ],
)
def test_rules_of_a_step_do_not_count_on_the_same_points(first: Rule, found: list[str]) -> None:
    d = driver(first, rule("b", "visit", take(5)))
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("visit", "2024-01-03")
    assert fired(d) == found


def test_a_prize_takes_only_what_is_there() -> None:
    prize = Prize("a", 1, (take(8),))
    d = driver(
        rule("a", "visit", MakeDraw("w")), rule("b", "visit", take(5)), draws=(Draw("w", HERE, (prize,)),)
    )
    d.seed = b"0123456789abcdef"
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("visit", "2024-01-03")
    assert [e.amount for e in d.last.effects if isinstance(e, PointsSpent)] == [8, 2]


def test_nothing_is_there_while_anything_is_owed() -> None:
    d = driver(rule("swap", "visit", take(1, up_to=True), GrantBenefit("c")), rule("b", "visit", take(1)))
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("visit", "2024-01-03")
    d.send("visit", "2024-01-03")
    d.send("refund", "2024-01-04", order="1")  # 4 were taken
    assert d.points.owed == 4
    d.send("visit", "2024-01-05")
    assert d.seen() == ["BenefitIssued"]


def test_what_a_rule_took_comes_back_when_it_is_undone() -> None:
    big = Compare("ge", FieldOf("amount"), Const(5000))
    swap = rule("swap", "order", take(10), GrantBenefit("c"), condition=big, net_condition=big)
    d = driver(swap, points=(Points("p", HERE, return_spent=False),))
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("order", "2024-01-03", order="2", amount=6000)
    d.send("refund", "2024-01-04", order="2", amount=500)
    assert d.seen() == ["PointsReversed"]
    d.send("refund", "2024-01-04", order="2", amount=600)
    assert d.seen() == ["PointsReversed", "PointsReturned", "BenefitRevoked"]
    back = d.last.effects[1]
    assert isinstance(back, PointsReturned)
    assert (back.cause.rule, back.amount, back.parts) == ("refund", 10, (LotPart("e1#0", 10),))
    d.send("refund", "2024-01-05", order="2")
    assert d.seen() == ["PointsReversed"]  # once
    assert (d.points.live, d.points.spent) == (10, 0)


def test_what_a_rule_took_stays_where_what_it_gave_is_used() -> None:
    d = driver(rule("swap", "order", take(10), GrantBenefit("c"), on_refund="revoke_unused"))
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("order", "2024-01-03", order="2", amount=0)
    d.send("order", "2024-01-04", order="3", amount=0, coupons=("c",))
    d.send("refund", "2024-01-05", order="2")
    assert (d.seen(), d.points.spent) == ([], 10)


def test_what_is_kept_does_not_come_back() -> None:
    d = driver(rule("swap", "order", take(10), on_refund="keep"))
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("order", "2024-01-03", order="2", amount=100)
    d.send("refund", "2024-01-04", order="2")
    assert (d.seen(), d.points.spent) == (["PointsReversed"], 10)


def mission(**more: Any) -> Mission:
    stages = (Stage(1, (take(5),)), Stage(2, (GrantBenefit("c"),)))
    return Mission("m", HERE, "visit", TRUE, False, "count", None, stages, Ever(), **more)


def test_a_stage_waits_for_its_points() -> None:
    d = driver(missions=(mission(),))
    d.send("visit", "2024-01-02")
    d.send("visit", "2024-01-02")
    assert d.seen() == []
    d.send("order", "2024-01-03", order="1", amount=500)
    d.send("visit", "2024-01-04")
    assert d.seen() == ["MissionCompleted", "PointsSpent", "MissionCompleted", "BenefitIssued"]


def test_what_a_stage_took_comes_back_first() -> None:
    buys = Mission("m", HERE, "order", TRUE, False, "count", None, (Stage(2, (take(5), earn(1))),), Ever(),
                   on_refund="reopen")  # fmt: skip
    d = driver(missions=(buys,))
    d.send("order", "2024-01-02", order="1", amount=700)
    d.send("order", "2024-01-03", order="2", amount=0)
    assert (d.points.live, d.points.spent) == (3, 5)
    d.send("refund", "2024-01-04", order="2")
    assert d.seen() == ["MissionReopened", "PointsReturned", "PointsReversed"]
    assert (d.points.live, d.points.spent) == (7, 0)


def test_what_a_stage_took_stays_where_what_it_gave_is_used() -> None:
    stages = (Stage(2, (take(5), GrantBenefit("c"))),)
    buys = Mission("m", HERE, "order", TRUE, False, "count", None, stages, Ever(), on_refund="reopen")
    d = driver(missions=(buys,))
    d.send("order", "2024-01-02", order="1", amount=700)
    d.send("order", "2024-01-03", order="2", amount=0)
    d.send("order", "2024-01-04", order="3", amount=0, coupons=("c",))
    d.send("refund", "2024-01-05", order="2")
    assert (d.seen(), d.points.spent) == ([], 5)
    d.send("order", "2024-01-06", order="4", amount=0)
    assert (d.seen(), d.points.spent) == ([], 5)


# ------------------------------------------------------------------------------------------- paying


def two(**first: Any) -> Driver:
    """Ten of `p` and twenty of `q`, both asked for by `use`."""
    points = (Points("p", HERE, spent_by="use", **first), Points("q", HERE, spent_by="use"))
    d = Driver(plan(points=points, rules=(rule("v", "visit", earn(10), earn(20, currency="q")),)))
    d.send("visit", "2024-01-02")
    return d


def spent(d: Driver) -> list[tuple[str, int]]:
    return [(e.currency, e.amount) for e in d.last.effects if isinstance(e, PointsSpent)]


@pytest.mark.parametrize(
    ("use", "found"),
    [(7, [("p", 7)]), (10, [("p", 10)]), (11, [("p", 10), ("q", 1)]), (30, [("p", 10), ("q", 20)])],
)
def test_currencies_pay_together_in_plan_order(use: int, found: Any) -> None:
    d = two()
    d.send("order", "2024-01-03", order="1", amount=0, use=use)
    assert spent(d) == found


def test_the_first_says_what_happens_when_there_is_too_little() -> None:
    d = two()
    outcome = d.send("order", "2024-01-03", order="1", amount=0, use=31)
    assert (outcome.reason, outcome.detail) == ("not_enough_points", "p")
    d = two(shortfall="take_what_is_there")
    d.send("order", "2024-01-03", order="1", amount=0, use=31)
    assert spent(d) == [("p", 10), ("q", 20)]


@pytest.mark.parametrize(
    ("use", "amount", "shortfall", "found"),
    [
        (20, 2000, "refuse", 20),  # 10 points are 5 minor units, at most half
        (25, 2000, "refuse", None),
        (25, 2000, "take_what_is_there", 20),
        (30, 30, "refuse", 30),
        (30, 29, "refuse", None),
        (30, 29, "take_what_is_there", None),
        (9, 0, "take_what_is_there", 0),
        (99, 2000, "take_what_is_there", 30),
    ],
)
def test_points_as_cash_are_whole_steps_within_their_share(
    use: int, amount: int, shortfall: Any, found: int | None
) -> None:
    d = two(as_cash=(10, 5, 1, 2), shortfall=shortfall)
    outcome = d.send("order", "2024-01-03", order="1", amount=amount, use=use)
    if found is None:
        assert (outcome.reason, outcome.detail) == ("points_over_share", "p")
    else:
        assert sum(amount for _, amount in spent(d)) == found


# ------------------------------------------------------------------------------------------- collecting


def collected(*rules: Rule, **points: Any) -> Driver:
    """To be collected from ten in the morning two days later, gone after five days."""
    pending = PendingUntilCollected("collect", 2, 600, Duration(5, "day"))
    made = Points("p", HERE, pending=pending, **points)
    events = (*EVENTS, EventType("collect", (EventField("note", "text"),)))
    return Driver(plan(events=events, points=(made,), rules=(EARN, *rules)))


def test_points_are_collected_from_their_moment_on() -> None:
    d = collected()
    d.send("order", "2024-01-02T12:00", order="1", amount=1000)
    d.send("order", "2024-01-03T12:00", order="2", amount=500)
    earned = d.last.effects[0]
    assert isinstance(earned, PointsEarned)
    assert (earned.pending, earned.ripens_at) == (True, at("2024-01-05T10:00"))
    assert earned.expires_at == at("2024-01-09")
    d.send("collect", "2024-01-04T09:59")
    assert d.seen() == []
    d.send("collect", "2024-01-04T10:00")
    assert [(e.amount, e.expires_at) for e in d.last.effects if isinstance(e, PointsRipened)] == [(10, None)]
    d.advance("2024-01-08")  # the lapse of the first was then, but it is collected
    assert d.seen() == []
    d.advance("2024-01-09")
    assert [(e.lot, e.cause.at) for e in d.last.effects if isinstance(e, PointsExpired)] == [
        ("e2#0", at("2024-01-09"))
    ]
    assert (d.points.live, d.points.pending, d.points.expired) == (10, 0, 5)


def test_what_is_collected_has_its_own_end() -> None:
    d = collected(expiry=(AfterEarning(Duration(30, "day")),))
    d.send("order", "2024-01-02", order="1", amount=1000)
    assert d.points.lots[0].expires_at == at("2024-01-08")
    d.send("collect", "2024-01-05")
    assert d.points.lots[0].expires_at == at("2024-02-02")
    assert d.engine.next_due(d.member) == at("2024-02-02")
    d = collected(expiry=(AfterEarning(Duration(3, "day")),))
    d.send("order", "2024-01-02", order="1", amount=1000)
    assert d.points.lots[0].expires_at == at("2024-01-06")  # before the lapse


def test_what_was_not_collected_is_taken_back_first() -> None:
    d = collected()
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("refund", "2024-01-03", order="1")
    assert [e.parts for e in d.last.effects if isinstance(e, PointsReversed)] == [(LotPart("e1#0", 10),)]
    d.send("collect", "2024-01-05")
    assert d.seen() == []


def test_points_that_ripen_are_heard() -> None:
    thanks = Rule("thanks", HERE, (OnPointsRipened("p"),), TRUE, (earn(1),))
    d = collected(thanks)
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("collect", "2024-01-05")
    assert fired(d) == ["p", "thanks"]
    assert d.points.pending == 1
