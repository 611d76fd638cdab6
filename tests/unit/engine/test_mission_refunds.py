"""What stays of the progress of a mission when events are taken back (spec §7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.engine.compile import compile_plan
from benefitdsl.model.effect import MissionLapsed
from benefitdsl.plan.expr import TRUE, Arithmetic, Compare, Const, FieldOf, ItemFieldOf
from benefitdsl.plan.parts import AfterEarning, Benefit, GrantBenefit, Limit, Mission, Points, Stage
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import CalendarPeriods, Ever, RollingDays
from tests.unit.engine.programme import HERE, Driver, earn, plan

TEA, CUP = {"category": "tea", "quantity": 2, "amount": 200}, {"category": "cup", "amount": 100}


def mission(measure: Any, *targets: int, items: bool = False, value: Any = None, **more: Any) -> Mission:
    """One whose stages give as many points as they ask for."""
    stages = tuple(Stage(target, (earn(target),)) for target in targets or (900,))
    where, window = more.pop("where", TRUE), more.pop("window", Ever())
    return Mission("k", HERE, "order", where, items, measure, value, stages, window, **more)


def driver(measure: Any, *targets: int, **more: Any) -> Driver:
    return Driver(plan(missions=(mission(measure, *targets, **more),), points=(Points("p", HERE),)))


def send(d: Driver, number: str, day: str, *items: dict[str, Any]) -> int:
    d.send("order", day, order=number, amount=300, items=items)
    return progress(d)


def back(d: Driver, number: str, **fields: Any) -> int:
    assert d.send("refund", "2024-01-20", order=number, **fields).status == "applied"
    return progress(d)


def progress(d: Driver) -> int:
    return d.view.missions[0].progress


LARGE = Compare("ge", FieldOf("amount"), Const(200))


@pytest.mark.parametrize(("amount", "length"), [(100, 2), (101, 1), (300, 1)])
def test_a_day_of_a_streak_stays_while_its_order_is_still_a_match(amount: int, length: int) -> None:
    d = driver("streak", where=LARGE)
    send(d, "1", "2024-01-02")
    assert send(d, "2", "2024-01-03") == 2
    assert back(d, "2", amount=amount) == length


def test_a_day_of_a_streak_stays_while_anything_of_it_stays() -> None:
    d = driver("streak")
    send(d, "1", "2024-01-02")
    send(d, "2", "2024-01-02T10:00")
    send(d, "3", "2024-01-02T11:00")
    assert send(d, "4", "2024-01-03") == 2
    assert back(d, "1", amount=100) == 2, "a part of an order is still a match"
    assert [back(d, "1"), back(d, "2")] == [2, 2]
    assert back(d, "3") == 1, "the last of three on that day"


@pytest.mark.parametrize(("amount", "left"), [(100, 200), (299, 1), (300, 0)])
def test_a_sum_is_lowered_by_what_came_back(amount: int, left: int) -> None:
    d = driver("sum", value=FieldOf("amount"))
    assert send(d, "1", "2024-01-02") == 300
    assert back(d, "1", amount=amount) == left


def test_values_of_lines_that_came_back_are_gone() -> None:
    d = driver("distinct", items=True, value=ItemFieldOf("category"))
    assert send(d, "1", "2024-01-02", TEA, CUP) == 2
    assert back(d, "1", lines=({"line": 1},)) == 2, "one of two teas is still there"
    assert back(d, "1", lines=({"line": 2},)) == 1
    assert send(d, "2", "2024-01-21", TEA) == 1
    assert send(d, "3", "2024-01-22", CUP) == 2


def test_values_stay_where_only_money_came_back() -> None:
    d = driver("distinct", items=True, value=ItemFieldOf("category"))
    assert send(d, "1", "2024-01-02", TEA, CUP) == 2
    assert back(d, "1", amount=10) == 2
    assert back(d, "1") == 0
    assert send(d, "2", "2024-01-20", TEA, CUP) == 2
    assert back(d, "2", amount=150) == 2
    assert back(d, "2", lines=({"line": 2},)) == 1, (
        "a line that comes back takes its value with it all the same"
    )


@pytest.mark.parametrize(("fields", "left"), [({"amount": 100}, 2), ({"lines": ({"line": 1},)}, 2), ({}, 0)])
def test_pieces_of_lines(fields: dict[str, Any], left: int) -> None:
    d = driver("count", items=True)
    assert send(d, "1", "2024-01-02", TEA, CUP) == 3
    assert back(d, "1", **fields) == left


def test_lines_that_no_longer_match_bring_nothing() -> None:
    d = driver("count", items=True, where=Compare("eq", ItemFieldOf("category"), Const("cup")))
    assert send(d, "1", "2024-01-02", TEA, CUP) == 1
    assert back(d, "1", lines=({"line": 1},)) == 1
    assert back(d, "1", lines=({"line": 2},)) == 0


@pytest.mark.parametrize(("amount", "left"), [(10, 40), (49, 1), (50, 0), (51, 0), (299, 0)])
def test_a_sum_of_what_is_above_something_is_never_lowered_by_more(amount: int, left: int) -> None:
    d = driver("sum", value=Arithmetic("sub", FieldOf("amount"), Const(250)))
    assert send(d, "1", "2024-01-02") == 50
    assert back(d, "1", amount=amount) == left


def test_what_a_day_may_count_has_room_again() -> None:
    d = driver("sum", value=FieldOf("amount"), daily_cap=80)
    assert send(d, "1", "2024-01-20") == 80
    assert back(d, "1", amount=250) == 50
    assert send(d, "2", "2024-01-20T10:00") == 80


def test_a_plan_that_keeps_progress_keeps_that_which_an_older_one_would_have_lowered() -> None:
    d = driver("count")
    send(d, "1", "2024-01-02")
    kept = plan(missions=(mission("count", on_refund="keep"),), points=(Points("p", HERE),))
    d.engine = compile_plan(replace(kept, version="u" * 64))
    assert back(d, "1") == 1


# ------------------------------------------------------------------------------------------ stages undone

UNDONE = ["MissionReopened", "PointsReversed"]
AMOUNT = FieldOf("amount")


def reopening(measure: Any, *targets: int, **more: Any) -> Driver:
    return driver(measure, *targets, on_refund="reopen", **more)


def undone(d: Driver, number: str, when: str = "2024-01-20", **fields: Any) -> list[str]:
    assert d.send("refund", when, order=number, **fields).status == "applied"
    return d.seen()


def test_a_stage_whose_reward_is_used_stays_and_those_below_it_fall() -> None:
    stages = (Stage(100, (earn(1),)), Stage(200, (GrantBenefit("c"),)), Stage(900, (earn(9),)))
    asked = replace(mission("sum", value=AMOUNT, on_refund="reopen"), stages=stages)
    d = Driver(plan(missions=(asked,), points=(Points("p", HERE),), benefits=(Benefit("c", HERE, "coupon"),)))
    send(d, "1", "2024-01-02")
    d.send("order", "2024-01-03", order="2", amount=0, coupons=("c",))
    assert undone(d, "1") == UNDONE
    send(d, "3", "2024-01-21")
    assert d.seen() == ["MissionCompleted", "PointsEarned"]
    assert undone(d, "3", "2024-01-22") == UNDONE


def test_stages_that_a_refund_left_standing_fall_with_a_later_one() -> None:
    d = reopening("sum", 100, 200, 900, value=AMOUNT)
    send(d, "1", "2024-01-02")
    assert [undone(d, "1", amount=amount) for amount in (100, 1, 99, 1)] == [[], UNDONE, [], UNDONE]
    assert d.points.live == 0


def test_a_stage_that_had_gone_down_by_time_is_not_undone() -> None:
    d = reopening("count", 3, window=RollingDays(3))
    for number in ("2", "3", "4"):
        send(d, number, f"2024-01-0{number}")
    late = d.member
    assert undone(d, "4", "2024-01-04T10:00") == UNDONE
    d.member = late
    assert undone(d, "4", "2024-01-05") == [], "two of three still counted"


def test_what_an_undone_stage_gave_and_took_is_given_back() -> None:
    stages = (Stage(2, (GrantBenefit("c"),)),)
    once = Limit(1, "member", Ever())
    made = replace(mission("count", on_refund="reopen", repeat="again", limits=(once,)), stages=stages)
    d = Driver(plan(missions=(made,), benefits=(Benefit("c", HERE, "coupon"),), points=(Points("p", HERE),)))
    send(d, "1", "2024-01-02")
    send(d, "2", "2024-01-03")
    assert undone(d, "2") == ["MissionReopened", "BenefitRevoked"]
    assert d.view.benefits == ()
    send(d, "3", "2024-01-21")
    assert d.seen() == ["MissionCompleted", "BenefitIssued"], "its limit has room again"


def test_each_completion_is_undone_by_its_own_orders() -> None:
    d = reopening("count", 2, repeat="again")
    for number in ("1", "2", "3", "4"):
        send(d, number, "2024-01-02")
    assert undone(d, "4") == UNDONE
    assert (progress(d), d.view.missions[0].completed) == (1, 1)
    assert undone(d, "1") == UNDONE
    assert (progress(d), d.view.missions[0].completed, d.points.live) == (1, 0, 0)
    send(d, "5", "2024-01-21")
    assert (progress(d), d.view.missions[0].completed) == (0, 1)


JANUARY: dict[str, Any] = {"window": CalendarPeriods("month"), "repeat": "each_period"}


@pytest.mark.parametrize(
    ("when", "alive"), [("2024-01-31T23:59", True), ("2024-02-01", False), ("2024-02-02", False)]
)
def test_a_mission_is_open_again_while_its_window_is(when: str, alive: bool) -> None:
    d = reopening("count", 2, **JANUARY)
    send(d, "1", "2024-01-02")
    send(d, "2", "2024-01-03")
    assert undone(d, "2", when) == UNDONE
    assert d.view.missions[0].alive == alive
    current = d.member.missions["k"].current
    assert (current is not None and not current.done) == alive


def test_a_mission_that_was_opened_again_lapses_like_any_other() -> None:
    """Also where nothing else is due until then: the points that it gave are over."""
    gone = Points("p", HERE, expiry=(AfterEarning(Duration(2, "day")),))
    d = Driver(plan(missions=(mission("count", 2, on_refund="reopen", **JANUARY),), points=(gone,)))
    send(d, "1", "2024-01-02")
    send(d, "2", "2024-01-03")
    d.advance("2024-01-10")
    assert d.points.expired == 2
    undone(d, "2")
    assert [type(effect) for effect in d.advance("2024-02-10").effects] == [MissionLapsed]


# ------------------------------------------------------------------------------------------ stages of streaks


def streak(*targets: int, within: int = 366) -> Driver:
    parts = {"missions": (mission("streak", *targets, on_refund="reopen"),), "points": (Points("p", HERE),)}
    return Driver(plan(**parts, refund_within=Duration(within, "day")))


@pytest.mark.parametrize(
    ("number", "seen"),
    [("1", UNDONE), ("2", UNDONE), ("2 again", []), ("3", [])],
)
def test_a_stage_of_a_streak_falls_with_its_day_or_one_before(number: str, seen: list[str]) -> None:
    d = streak(2, 9)
    for day, name in (("02", "1"), ("03", "2"), ("03T10:00", "2 again"), ("04", "3")):
        send(d, name, f"2024-01-{day}")
    if number == "2":
        assert undone(d, "2 again") == [], "the other of that day still stands"
    assert undone(d, number) == seen
    assert d.points.live == (0 if seen else 2)


def test_a_day_of_a_streak_can_reach_its_stage_again() -> None:
    d = streak(2, 9)
    send(d, "1", "2024-01-02")
    send(d, "2", "2024-01-03")
    assert undone(d, "2", "2024-01-03T10:00") == UNDONE
    send(d, "3", "2024-01-03T11:00")
    assert d.seen() == ["MissionCompleted", "PointsEarned"]
    assert undone(d, "3", "2024-01-03T12:00") == UNDONE


def test_what_no_refund_can_speak_of_any_more_stays() -> None:
    """Days before all refunds are folded into the run that they end."""
    d = streak(2, 9, within=3)
    for number, day in (("1", "02"), ("2", "03"), ("3", "12")):
        send(d, number, f"2024-01-{day}")
    assert undone(d, "3", "2024-01-12T10:00") == []
    assert (d.points.live, progress(d)) == (2, 2)
