"""A ladder that reads a balance is reviewed when time changes the balance (spec §3)."""

from __future__ import annotations

from benefitdsl.model.effect import TierChanged
from benefitdsl.plan.expr import TRUE, BalanceOf, Const
from benefitdsl.plan.parts import (
    AfterEarning,
    EarnPoints,
    Level,
    OnEvent,
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
from benefitdsl.quantities.rounding import Rounding
from tests.unit.reference.telling import ORIGIN, VISIT, Told

LADDER = Tiers("ladder", ORIGIN, (Level("low", 0), Level("high", 100)), BalanceOf("p"))
VISITED = Rule(
    "visited", ORIGIN, (OnEvent("visit"),), TRUE, (EarnPoints("p", Const(100), 1, Rounding.DOWN, False),)
)


def told(points: Points, *rules: Rule) -> Told:
    """Anna has visited on the day on which she joined."""
    anna = Told(
        Plan(
            "club",
            "Asia/Shanghai",
            "CNY",
            (VISIT,),
            points=(points,),
            rules=(VISITED, *rules),
            tiers=(LADDER,),
        )
    )
    anna.sends("visit", 0.1)
    return anna


def moves(anna: Told, day: float) -> list[str]:
    return [effect.new for effect in anna.waits(day).effects if isinstance(effect, TierChanged)]


def test_a_level_falls_when_the_points_that_made_it_expire() -> None:
    anna = told(Points("p", ORIGIN, expiry=(AfterEarning(Duration(240, "hour")),)))
    assert moves(anna, 10.0) == []
    assert moves(anna, 10.1) == ["low"]


def test_a_level_rises_when_points_ripen() -> None:
    anna = told(Points("p", ORIGIN, pending=PendingFor(Duration(72, "hour"))))
    assert moves(anna, 3.0) == []
    assert moves(anna, 3.1) == ["high"]


def test_a_level_falls_when_a_rule_takes_points_at_its_moment() -> None:
    when = OnMoment(Schedule((MonthDays(1, 1),)))
    season = Rule("season", ORIGIN, (when,), TRUE, (TakePoints("p", Const(30), up_to=True),))
    anna = told(Points("p", ORIGIN), season)
    changes = anna.waits(31).effects
    assert [type(effect).__name__ for effect in changes] == ["PointsSpent", "TierChanged"]
