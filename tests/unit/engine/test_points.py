"""Lots: edges of expiry, orders of consumption, what is owed, ripening, refunds in every policy."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl.model.effect import (
    LotPart,
    PointsEarned,
    PointsExpired,
    PointsReturned,
    PointsReversed,
    PointsSpent,
)
from benefitdsl.plan.expr import TRUE, FieldOf
from benefitdsl.plan.parts import (
    AfterEarning,
    Cap,
    EndOfPeriod,
    FixedDays,
    Inactivity,
    Metric,
    MultiplyPoints,
    PendingFor,
    PendingUntilEvent,
    Points,
)
from benefitdsl.quantities.bounds import MAX_AMOUNT
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import CalendarPeriods, Ever
from tests.unit.engine.programme import HERE, PER_YUAN, Driver, at, earn, plan, rule


def driver(rules: Any = None, **points: Any) -> Driver:
    made = Points("p", HERE, spent_by="use", **points)
    return Driver(plan(points=(made,), rules=rules or (rule("earn", "order", PER_YUAN),)))


@pytest.mark.parametrize(
    ("expiry", "earned", "ends"),
    [
        (AfterEarning(Duration(12, "month")), "2024-02-29", "2025-03-01"),
        (AfterEarning(Duration(12, "month"), "start_of_day"), "2024-02-29", "2025-02-28"),
        (AfterEarning(Duration(30, "day")), "2024-03-01T23:59", "2024-04-01"),
        (AfterEarning(Duration(36, "hour")), "2024-03-01T12:00", "2024-03-03T00:00"),
        (EndOfPeriod("year"), "2024-12-31T23:59", "2025-01-01"),
        (EndOfPeriod("year", 1), "2024-12-31T23:59", "2026-01-01"),
        (EndOfPeriod("quarter"), "2024-03-31", "2024-04-01"),
        (FixedDays(((6, 30), (12, 31))), "2024-06-30", "2024-07-01"),
        (FixedDays(((6, 30), (12, 31))), "2024-07-01", "2025-01-01"),
        (FixedDays(((2, 29),)), "2024-03-01", "2025-03-01"),
    ],
)
def test_a_lot_is_good_until_just_before_its_end(expiry: Any, earned: str, ends: str) -> None:
    d = driver(expiry=(expiry,))
    d.send("order", earned, order="1", amount=1000)
    assert d.engine.next_due(d.member) == at(ends)
    member, _ = d.engine.advance(d.member, at(ends) - 1, d.pools)
    assert d.engine.snapshot(member).points[0].live == 10
    outcome = d.advance(ends)
    assert [(type(e), e.cause.at) for e in outcome.effects] == [(PointsExpired, at(ends))]
    assert (d.points.live, d.points.expired) == (0, 10)


def test_what_a_late_event_made_that_is_over_is_told_from_what_fell_due_then() -> None:
    """The third lot ends at the midnight that is settled already: its end has an id of its own."""
    d = driver(expiry=(AfterEarning(Duration(1, "day")),))
    d.send("order", "2024-01-02T10:00", order="1", amount=1000)
    d.send("order", "2024-01-02T11:00", order="2", amount=1000)
    due = d.advance("2024-01-04T12:00").effects
    late = d.send("order", "2024-01-02T12:00", order="3", amount=1000).effects
    midnight = "2024-01-03T16:00:00Z"
    assert [(one.cause.event, one.cause.position) for one in due] == [
        (f"@{midnight}", 0),
        (f"@{midnight}", 1),
    ]
    assert [(one.cause.event, one.cause.position) for one in late] == [("e3", 0), (f"e3@{midnight}", 0)]
    assert late[1].cause.at == due[0].cause.at == at("2024-01-04")


def test_an_event_is_counted_apart_from_the_time_it_brings() -> None:
    d = driver(expiry=(AfterEarning(Duration(1, "day")),))
    d.send("order", "2024-01-02", order="1", amount=1000)
    _, gave = d.send("order", "2024-01-04T12:00", order="2", amount=1000).effects
    assert isinstance(gave, PointsEarned)
    assert (gave.cause.event, gave.cause.position, gave.lot) == ("e2", 0, "e2#0")


def test_inactivity_moves_with_every_event_that_counts() -> None:
    d = driver(expiry=(Inactivity(Duration(1, "month"), ("order",)),))
    d.send("order", "2024-01-05", order="1", amount=1000)
    d.send("order", "2024-01-20", order="2", amount=1000)
    d.send("visit", "2024-02-10")
    assert [lot.expires_at for lot in d.points.lots] == [at("2024-02-21")] * 2
    d.advance("2024-02-21")
    assert d.seen() == ["PointsExpired", "PointsExpired"]


@pytest.mark.parametrize(
    ("consume", "first"),
    [("earliest_expiry", "e2#0"), ("oldest", "e1#0"), ("newest", "e3#0")],
)
def test_consumption_order(consume: Any, first: str) -> None:
    late = AfterEarning(Duration(2, "year"))
    d = driver(expiry=(late, FixedDays(((6, 30),))), consume=consume)
    d.send("order", "2024-07-01", order="1", amount=1000)  # to 30 June 2025
    d.send("order", "2025-06-29", order="2", amount=1000)  # to 30 June 2025, earned later
    if consume == "earliest_expiry":  # the first lot is spent, so that the second is the first to go
        d.send("visit", "2025-06-29T01:00")
        d.send("order", "2025-06-29T02:00", order="x", amount=0, use=10)
    d.send("order", "2025-06-29T12:00", id_="e3", order="3", amount=1000)
    outcome = d.send("order", "2025-06-30", order="4", amount=0, use=1)
    spent = [e for e in outcome.effects if isinstance(e, PointsSpent)]
    assert [part.lot for part in spent[0].parts] == [first]


def test_shortfall() -> None:
    d = driver()
    d.send("order", "2024-01-02", order="1", amount=1000)
    assert d.send("order", "2024-01-03", order="2", amount=0, use=11).reason == "not_enough_points"
    assert d.points.live == 10
    d = driver(shortfall="take_what_is_there")
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("order", "2024-01-03", order="2", amount=0, use=11)
    assert (d.points.live, d.points.spent) == (0, 10)


@pytest.mark.parametrize(
    ("negative", "after"),
    [("owe", (0, 9, 10, 0)), ("forgive", (0, 0, 10, 9)), ("block", (1, 0, 0, 0))],
)
def test_what_is_gone_cannot_be_taken_back(negative: Any, after: tuple[int, ...]) -> None:
    d = driver(negative=negative)
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("order", "2024-01-03", order="2", amount=0, use=9)
    outcome = d.send("refund", "2024-01-04", order="1")
    assert outcome.reason == ("not_enough_to_take_back" if negative == "block" else None)
    assert (d.points.live, d.points.owed, d.points.reversed, d.points.forgiven) == after


def test_debt_is_paid_first_and_blocks_spending() -> None:
    d = driver()
    d.send("order", "2024-01-02", order="1", amount=1000)
    d.send("order", "2024-01-03", order="2", amount=0, use=9)
    d.send("refund", "2024-01-04", order="1")
    assert d.send("order", "2024-01-05", order="3", amount=100, use=1).reason == "not_enough_points"
    earned = d.send("order", "2024-01-06", order="4", amount=1200).effects[0]
    assert isinstance(earned, PointsEarned)
    assert (earned.amount, earned.owed_paid, d.points.live, d.points.owed) == (12, 9, 3, 0)


def test_partial_refunds_sum_to_floor_in_all() -> None:
    d = driver()
    d.send("order", "2024-01-02", order="1", amount=1999)  # 19 points
    taken = []
    for amount in (333, 333, 333, 1000):
        outcome = d.send("refund", "2024-01-03", order="1", amount=amount)
        taken.append(sum(e.amount for e in outcome.effects if isinstance(e, PointsReversed)))
    assert taken == [3, 3, 3, 10]
    assert d.send("refund", "2024-01-04", order="1", amount=1).reason == "over_refund"
    assert d.points.live == 0


def test_refund_takes_its_own_lot_first_then_others_in_order() -> None:
    d = driver()
    for number in ("1", "2", "3"):
        d.send("order", f"2024-01-0{number}", order=number, amount=1000)
    d.send("order", "2024-01-04", order="4", amount=0, use=15)  # all of 1, half of 2
    taken = d.send("refund", "2024-01-05", order="2").effects[0]
    assert isinstance(taken, PointsReversed)
    assert taken.parts == (LotPart("e2#0", 5), LotPart("e3#0", 5))


def test_spent_points_come_back_to_their_lots_also_to_expired_ones() -> None:
    d = driver(expiry=(AfterEarning(Duration(10, "day"), "start_of_day"),))
    d.send("order", "2024-01-01", order="1", amount=1000)
    d.send("order", "2024-01-05", order="2", amount=500)
    d.send("order", "2024-01-06", order="3", amount=3000, use=12)
    outcome = d.send("refund", "2024-01-12", order="3", amount=2000)
    kinds = [type(e).__name__ for e in outcome.effects]
    assert kinds == ["PointsReturned", "PointsReversed", "PointsExpired"]
    back = outcome.effects[0]
    assert isinstance(back, PointsReturned)
    assert (back.amount, back.parts) == (8, (LotPart("e1#0", 8),))
    outcome = d.send("refund", "2024-01-13", order="3")
    back = outcome.effects[0]
    assert isinstance(back, PointsReturned)
    assert back.parts == (LotPart("e1#0", 2), LotPart("e2#0", 2))
    assert d.points.spent == 0


def test_what_came_back_pays_what_is_owed_first() -> None:
    d = driver()
    d.send("order", "2024-01-01", order="1", amount=1000)
    d.send("order", "2024-01-02", order="2", amount=1000, use=10)  # earns 10
    d.send("order", "2024-01-03", order="3", amount=0, use=10)
    d.send("refund", "2024-01-04", order="1")
    assert d.points.owed == 10
    back = d.send("refund", "2024-01-05", order="2").effects[0]
    assert isinstance(back, PointsReturned)
    assert (back.amount, back.owed_paid, back.parts) == (10, 10, ())
    assert d.points.owed == 10  # the ten that the order gave are gone too


def test_buy_earn_spend_refund_never_enriches() -> None:
    d = driver()
    d.send("order", "2024-01-01", order="1", amount=1000)
    d.send("order", "2024-01-02", order="2", amount=5000, use=7)
    d.send("refund", "2024-01-03", order="2", amount=1234)
    d.send("refund", "2024-01-04", order="1")
    d.send("refund", "2024-01-05", order="2")
    assert (d.points.live, d.points.owed, d.points.spent) == (0, 0, 0)


def test_pending_points_ripen_and_are_taken_back_first() -> None:
    d = driver(pending=PendingFor(Duration(7, "day")), expiry=(AfterEarning(Duration(5, "day")),))
    d.send("order", "2024-01-01", order="1", amount=1000)
    assert (d.points.pending, d.points.live) == (10, 0)
    d.advance("2024-01-07")
    assert d.seen() == ["PointsExpired"]  # the expiry comes first
    d = driver(pending=PendingFor(Duration(7, "day")))
    d.send("order", "2024-01-01T10:00", order="1", amount=1000)
    d.send("refund", "2024-01-02", order="1", amount=500)
    assert (d.points.pending, d.points.reversed) == (5, 5)
    d.advance("2024-01-08")
    assert d.seen() == ["PointsRipened"]
    assert d.points.live == 5


def test_points_wait_for_the_event_that_names_their_order() -> None:
    d = driver(pending=PendingUntilEvent("refund"))
    d.send("order", "2024-01-01", order="1", amount=1000)
    d.send("order", "2024-01-01", order="2", amount=1000)
    d.send("refund", "2024-01-02", order="2", amount=100)
    assert d.seen() == ["PointsRipened", "PointsReversed"]
    assert (d.points.pending, d.points.live) == (10, 9)


@pytest.mark.parametrize(("over", "given"), [("truncate", [10, 5, 0]), ("reject", [10, 0, 3])])
def test_caps_by_day(over: Any, given: list[int]) -> None:
    d = driver(caps=(Cap(15, "day", over),))
    found = []
    for number, amount in enumerate((1000, 1000, 300)):
        outcome = d.send("order", "2024-01-01", order=str(number), amount=amount)
        found.append(sum(e.amount for e in outcome.effects if isinstance(e, PointsEarned)))
    assert found == given


def test_all_that_was_ever_given_keeps_the_bound() -> None:
    d = driver(rules=(rule("earn", "order", earn(6 * 10**17)),))
    found = []
    for day in (1, 2, 3):
        outcome = d.send("order", f"2024-01-0{day}", order=str(day), amount=1)
        found.append([e.amount for e in outcome.effects if isinstance(e, PointsEarned)])
        d.send("refund", f"2024-01-0{day}", order=str(day))
    assert found == [[6 * 10**17], [4 * 10**17 - 1], []]
    assert d.points.issued == MAX_AMOUNT


def test_caps_are_net_of_what_was_taken_back() -> None:
    d = driver(caps=(Cap(15, "month"), Cap(12, "event")))
    d.send("order", "2024-01-01", order="1", amount=5000)
    assert d.points.live == 12
    d.send("refund", "2024-01-02", order="1")
    d.send("order", "2024-01-03", order="2", amount=1000)
    d.send("order", "2024-01-04", order="3", amount=1000)
    assert d.points.live == 15


def test_multipliers_add_shares_and_compound_multiplies() -> None:
    def made(*factors: MultiplyPoints) -> int:
        rules = (rule("earn", "order", PER_YUAN), *(rule(f"x{n}", "order", f) for n, f in enumerate(factors)))
        d = driver(rules=rules)
        d.send("order", "2024-01-01", order="1", amount=1050)
        return d.points.live

    assert made(MultiplyPoints("p", 2, 1), MultiplyPoints("p", 3, 1)) == 42
    assert made(MultiplyPoints("p", 2, 1), MultiplyPoints("p", 3, 1, compound=True)) == 63
    assert made(MultiplyPoints("p", 1, 2), MultiplyPoints("p", 1, 4)) == 0
    assert made(MultiplyPoints("p", 12, 10)) == 12  # one division: 1050 × 12 / 1000


def test_metrics_of_points_are_net_unless_gross() -> None:
    def metric(id_: str, gross: bool) -> Metric:
        return Metric(id_, "@points/p", "sum", None, TRUE, items=False, window=Ever(), gross=gross)

    d = Driver(
        plan(
            points=(Points("p", HERE),),
            rules=(rule("earn", "order", PER_YUAN), rule("gift", "visit", earn(7))),
            metrics=(
                metric("net", gross=False),
                metric("gross", gross=True),
                Metric("spend", "order", "sum", FieldOf("amount"), TRUE, False, CalendarPeriods("month")),
            ),
        )
    )
    d.send("order", "2024-01-30", order="1", amount=1000)
    d.send("visit", "2024-01-31")
    d.send("refund", "2024-01-31", order="1", amount=450)
    assert d.view.metrics == (("net", 13), ("gross", 17), ("spend", 550))
    d.advance("2024-02-01")
    assert d.view.metrics == (("net", 13), ("gross", 17), ("spend", 0))
    d.send("refund", "2024-02-01", order="1", amount=50)  # the entry no longer counts: nothing happens to it
    assert d.view.metrics[2] == ("spend", 0)
