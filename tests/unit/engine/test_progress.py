"""Missions, streaks and tiers at the edges of their windows, and after refunds."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl.model.effect import MissionCompleted, TierChanged, TierRenewed
from benefitdsl.model.event import Event
from benefitdsl.plan.expr import TRUE, FieldOf, MetricOf
from benefitdsl.plan.parts import (
    Benefit,
    GrantBenefit,
    Level,
    Metric,
    Mission,
    OnTierEntered,
    Points,
    Rule,
    Stage,
    Streak,
    Tiers,
)
from benefitdsl.quantities.calendar import DAY_US
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Anchored, CalendarPeriods, Ever, RollingDays, RollingMonths
from tests.unit.engine.programme import HERE, Driver, at, earn, plan, rule


def mission(
    event: str = "visit", measure: Any = "count", stages: tuple[int, ...] = (3,), **more: Any
) -> Driver:
    window = more.pop("window", Ever())
    made = Mission(
        "k", HERE, event, TRUE, items=more.pop("items", False), measure=measure, value=more.pop("value", None),
        stages=tuple(Stage(stage, (earn(stage),)) for stage in stages), window=window, **more,
    )  # fmt: skip
    benefits = (Benefit("card", HERE, "card"),)
    rules = (rule("card", "order", GrantBenefit("card"), on_refund="keep"),)
    return Driver(plan(missions=(made,), points=(Points("p", HERE),), benefits=benefits, rules=rules))


def completions(d: Driver, *days: str) -> list[list[int]]:
    return [
        [e.stage for e in d.send("visit", day).effects if isinstance(e, MissionCompleted)] for day in days
    ]


def test_first_match_window_is_half_open_in_days() -> None:
    d = mission(window=Anchored(Duration(3, "month"), "first_match"), repeat="again")
    d.send("visit", "2024-01-31T20:00")
    assert d.view.missions[0].ends_at == at("2024-04-30")
    d.send("visit", "2024-04-29T23:59")
    d.send("visit", "2024-04-30")
    assert [(type(e).__name__, e.cause.at) for e in d.last.effects] == [("MissionLapsed", at("2024-04-30"))]
    assert d.view.missions[0].progress == 1


def test_rolling_progress_leaves_silently() -> None:
    d = mission(window=RollingDays(3))
    assert completions(d, "2024-01-01", "2024-01-02", "2024-01-04") == [[], [], []]
    assert completions(d, "2024-01-04T01:00") == [[3]]


def test_carry_keeps_what_was_over() -> None:
    d = mission(
        "order", "sum", (1000,), value=FieldOf("amount"), repeat="again", surplus="carry", on_refund="reopen"
    )
    d.send("order", "2024-01-01", order="1", amount=3500)
    assert [e.times for e in d.last.effects if isinstance(e, MissionCompleted)] == [1, 2, 3]
    assert d.view.missions[0].progress == 500
    d.send("refund", "2024-01-02", order="1", amount=600)  # the leftover first, then the latest completion
    assert d.seen() == ["MissionReopened", "PointsReversed"]
    assert (d.view.missions[0].progress, d.view.missions[0].completed) == (0, 2)


def test_reopened_mission_can_be_completed_again() -> None:
    d = mission("order", "sum", (500, 1000), value=FieldOf("amount"), on_refund="reopen")
    d.send("order", "2024-01-01", order="1", amount=700)
    d.send("order", "2024-01-02", order="2", amount=300)
    assert d.view.missions[0].completed == 1
    d.send("refund", "2024-01-03", order="2", amount=1)
    assert d.seen() == ["MissionReopened", "PointsReversed"]
    assert (d.view.missions[0].progress, d.view.missions[0].completed) == (999, 0)
    d.send("order", "2024-01-04", order="3", amount=1)
    assert [(e.stage, e.last, e.times) for e in d.last.effects if isinstance(e, MissionCompleted)] == [
        (1000, True, 1)
    ]


def test_lowered_mission_keeps_its_stages() -> None:
    d = mission("order", "sum", (500, 1000), value=FieldOf("amount"), on_refund="lower")
    d.send("order", "2024-01-01", order="1", amount=700)
    d.send("refund", "2024-01-03", order="1", amount=400)
    assert (d.seen(), d.view.missions[0].progress, d.points.live) == ([], 300, 500)
    d.send("order", "2024-01-04", order="2", amount=300)
    assert d.seen() == ["BenefitIssued"]


def test_distinct_counts_each_value_once_while_it_stands() -> None:
    d = mission("order", "distinct", (3,), items=True, value=FieldOf("amount"), on_refund="lower")
    d.send("order", "2024-01-01", order="1", amount=1, items=({"category": "a"},))
    d.send("order", "2024-01-02", order="2", amount=1, items=({"category": "b"},))
    assert d.view.missions[0].progress == 1  # both gave the value 1
    d.send("refund", "2024-01-03", order="1")
    assert d.view.missions[0].progress == 1
    d.send("refund", "2024-01-04", order="2")
    assert d.view.missions[0].progress == 0


def test_each_period_opens_once_a_month() -> None:
    d = mission(stages=(1,), window=CalendarPeriods("month"), repeat="each_period")
    assert completions(d, "2024-01-30", "2024-01-31T23:59", "2024-02-01", "2024-01-31T23:00") == [
        [1],
        [],
        [1],
        [],
    ]


@pytest.mark.parametrize(("repeat", "progress", "completed"), [("each_period", 1, 1), ("again", 0, 2)])
def test_a_late_match_in_the_span_of_a_completed_instance(repeat: Any, progress: int, completed: int) -> None:
    d = mission(stages=(2,), window=Anchored(Duration(3, "day"), "first_match"), repeat=repeat)
    assert completions(d, "2024-01-01T01:00", "2024-01-01T02:00") == [[], [2]]
    d.send("visit", "2024-01-04")
    d.send("visit", "2024-01-03T23:00")
    (view,) = d.view.missions
    assert (view.progress, view.completed) == (progress, completed)


def test_a_streak_grows_by_days_and_starts_over() -> None:
    d = mission(measure="streak", repeat="again", streak=Streak())
    days = ("01T23:59", "02", "02T12:00", "03", "05", "06", "07", "08", "09", "10")
    found = completions(d, *(f"2024-01-{day}" for day in days))
    assert found == [[], [], [], [3], [], [], [3], [], [], [3]]


def test_late_day_joins_two_runs() -> None:
    d = mission(measure="streak", streak=Streak())
    completions(d, "2024-01-01", "2024-01-03")
    assert completions(d, "2024-01-02T10:00") == [[]]
    assert d.view.missions[0].progress == 3
    assert completions(d, "2024-01-03T10:00") == [[3]]


@pytest.mark.parametrize(("saved", "length"), [(True, 4), (False, 3)])
def test_freezes_bridge_a_gap(saved: bool, length: int) -> None:
    d = mission(measure="streak", stages=(9,), streak=Streak(freezes=1, saved_count=saved))
    completions(d, "2024-01-01", "2024-01-02", "2024-01-04")
    assert d.view.missions[0].progress == length
    completions(d, "2024-01-06")
    assert d.view.missions[0].progress == 1  # no freeze left
    assert d.view.missions[0].alive


def test_alive_until_the_day_is_over() -> None:
    d = mission(measure="streak", streak=Streak(freezes=1))
    d.send("visit", "2024-01-01")
    d.advance("2024-01-03T23:59")
    assert d.view.missions[0].alive
    d.advance("2024-01-04")
    assert not d.view.missions[0].alive


def test_a_long_streak_stays_small() -> None:
    d = mission(measure="streak", stages=(7,), repeat="again", on_refund="keep", streak=Streak())
    for day in range(100):
        event = Event(f"v{day}", "visit", d.member.id, at("2024-01-02") + day * DAY_US)
        d.member, _ = d.engine.evaluate(d.member, event, d.pools)
    streak = d.member.missions["k"].current
    assert streak is not None
    assert streak.streak is not None
    assert len(streak.streak.days) < 6
    assert (d.view.missions[0].progress, d.view.missions[0].completed) == (100, 14)


def ladder(**more: Any) -> Driver:
    levels = (Level("basic", 0), Level("silver", 1000), Level("gold", 2000))
    metric = Metric(
        "spend", "order", "sum", FieldOf("amount"), TRUE, False, more.pop("window", RollingMonths(12))
    )
    entered = Rule("gift", HERE, (OnTierEntered("t", 1), OnTierEntered("t", 2)), TRUE, (earn(1),))
    reached = Rule("only", HERE, (OnTierEntered("t", 1, each=False),), TRUE, (earn(100),))
    tiers = Tiers("t", HERE, levels, MetricOf("spend"), **more)
    return Driver(
        plan(metrics=(metric,), tiers=(tiers,), points=(Points("p", HERE),), rules=(entered, reached))
    )


def test_immediate_tiers_rise_and_fall_with_the_window() -> None:
    d = ladder()
    d.send("order", "2024-02-29", order="1", amount=2000)
    assert (d.view.tiers[0].level, d.points.live) == (
        "gold",
        1,
    )  # a jump: one round, and only gold was reached
    assert d.engine.next_due(d.member) == at("2025-02-28")
    d.advance("2025-03-01")
    assert [(e.old, e.new, e.cause.at) for e in d.last.effects if isinstance(e, TierChanged)] == [
        ("gold", "basic", at("2025-02-28"))
    ]


def test_a_refund_takes_the_level_that_it_had_given() -> None:
    d = ladder(validity=Duration(1, "year"))
    d.send("order", "2024-01-02", order="1", amount=1000)
    assert d.send("refund", "2024-01-03", order="1", amount=1).effects[-1].cause.rule == "t"
    assert d.view.tiers[0].level == "basic"


@pytest.mark.parametrize(
    ("at_end", "level"), [("renew", "gold"), ("one_level", "silver"), ("recompute", "basic")]
)
def test_the_end_of_a_validity_and_of_its_grace(at_end: Any, level: str) -> None:
    d = ladder(validity=Duration(1, "month"), grace=Duration(5, "day"), at_end=at_end, window=RollingDays(3))
    d.send("order", "2024-01-31", order="1", amount=2000)
    assert d.view.tiers[0].valid_until == at("2024-03-01")
    d.advance("2024-03-05T23:59")
    assert (d.seen(), d.view.tiers[0].level) == ([], "gold")
    d.advance("2024-03-06")
    assert (d.seen()[0] == "TierRenewed", d.view.tiers[0].level) == (at_end == "renew", level)


def test_reaching_what_is_needed_in_grace_renews() -> None:
    d = ladder(
        validity=Duration(1, "month"), grace=Duration(5, "day"), retention=((2, 500),), window=RollingDays(3)
    )
    d.send("order", "2024-01-31", order="1", amount=2000)
    d.send("order", "2024-03-03", order="2", amount=500)
    assert [e.valid_until for e in d.last.effects if isinstance(e, TierRenewed)] == [at("2024-04-01")]
