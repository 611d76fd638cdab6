"""A ladder that reads a balance is reviewed when time changes the balance (spec §3)."""

from __future__ import annotations

from benefitdsl.model.effect import TierChanged
from benefitdsl.plan.expr import BalanceOf, Const
from benefitdsl.plan.parts import (
    AfterEarning,
    Level,
    OnMoment,
    PendingFor,
    Plan,
    Points,
    Rule,
    TakePoints,
    Tiers,
)
from benefitdsl.plan.schedule import MonthDays, Schedule
from benefitdsl.quantities.duration import Duration
from tests.unit.engine.programme import HERE, Driver, earn, plan, rule

LADDER = Tiers("ladder", HERE, (Level("low", 0), Level("high", 100)), BalanceOf("p"))


def driver(points: Points, *rules: Rule) -> Driver:
    given: Plan = plan(points=(points,), rules=(rule("visited", "visit", earn(100)), *rules), tiers=(LADDER,))
    return Driver(given)


def moves(d: Driver, day: str) -> list[str]:
    d.advance(day)
    return [effect.new for effect in d.last.effects if isinstance(effect, TierChanged)]


def test_a_level_falls_when_the_points_that_made_it_expire() -> None:
    d = driver(Points("p", HERE, expiry=(AfterEarning(Duration(10, "day")),)))
    d.send("visit", "2024-01-02T10:00")
    assert d.view.tiers[0].level == "high"
    assert moves(d, "2024-01-12T23:59") == []
    assert moves(d, "2024-01-13") == ["low"]


def test_a_level_rises_when_points_ripen() -> None:
    d = driver(Points("p", HERE, pending=PendingFor(Duration(3, "day"))))
    d.send("visit", "2024-01-02T10:00")
    assert d.view.tiers[0].level == "low"
    assert moves(d, "2024-01-04T23:59") == []
    assert moves(d, "2024-01-05") == ["high"]


def test_a_level_falls_when_a_rule_takes_points_at_its_moment() -> None:
    when = OnMoment(Schedule((MonthDays(1, 1),)))
    season = Rule("season", HERE, (when,), Const(True), (TakePoints("p", Const(30), up_to=True),))
    d = driver(Points("p", HERE), season)
    d.send("visit", "2024-01-02T10:00")
    assert moves(d, "2024-01-31T23:59") == []
    assert moves(d, "2024-02-01") == ["low"]
    assert d.seen() == ["PointsSpent", "TierChanged"]
