"""Small stories told by hand from the text of spec part I, played on the reference engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from benefitdsl.engine.reference import Reference, State
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import LotPart, MissionCompleted, PointsExpired, PointsReversed
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.model.pools import InMemoryPools, Take
from benefitdsl.plan.expr import TRUE, FieldOf
from benefitdsl.plan.parts import (
    AfterEarning,
    Benefit,
    EarnPoints,
    EventField,
    EventType,
    GrantBenefit,
    Limit,
    Mission,
    OnEvent,
    Origin,
    Plan,
    Points,
    Rule,
    Stage,
    Streak,
)
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import Anchored, Duration, Ever

ORIGIN = Origin("club.benefit", 3)
DAY = 86_400_000_000
START = 20_500 * DAY
ORDER = EventType("order", (EventField("no", "text", True), EventField("amount", "money", True)), key="no")
REFUND = EventType(
    "refund", (EventField("no", "text", True), EventField("amount", "money")), reverses="order"
)
EARNING = Rule(
    "earning",
    ORIGIN,
    (OnEvent("order"),),
    TRUE,
    (EarnPoints("beans", FieldOf("amount"), 100, Rounding.DOWN, True),),
    limits=(Limit(2, "member", Ever()),),
)
BEANS = Points("beans", ORIGIN, expiry=(AfterEarning(Duration(30, "day")),), spent_by="beans")
PLAN = Plan("club", "Asia/Shanghai", "CNY", (ORDER, REFUND), points=(BEANS,), rules=(EARNING,))


class Told:
    """One member of a plan, event after event."""

    def __init__(self, plan: Plan) -> None:
        self.engine, self.pools = Reference(plan), InMemoryPools()
        self.state: State = self.engine.new_member("anna", START, {})
        self.number = 0

    def sends(self, kind: str, day: int, **fields: FieldValue) -> Outcome:
        self.number += 1
        event = Event(f"e{self.number}", kind, "anna", START + day * DAY, fields)
        self.state, outcome = self.engine.evaluate(self.state, event, self.pools)
        return outcome

    def waits(self, day: int) -> Outcome:
        self.state, outcome = self.engine.advance(self.state, START + day * DAY, self.pools)
        return outcome


def test_partial_refunds_take_back_the_floor_of_the_share() -> None:
    anna = Told(PLAN)
    anna.sends("order", 1, no="a", amount=39_900)
    taken = [
        effect.amount
        for amount in (1_990, 1_990, 35_920)
        for effect in anna.sends("refund", 2, no="a", amount=amount).effects
        if isinstance(effect, PointsReversed)
    ]
    assert taken == [19, 20, 360]  # 399 × 1990 / 39900 = 19.9; 399 × 3980 / 39900 = 39.8; all
    assert anna.sends("refund", 3, no="a").reason == "over_refund"


def test_the_last_good_day_is_a_whole_day() -> None:
    anna = Told(PLAN)
    anna.sends("order", 1, no="a", amount=500)
    (gone,) = anna.waits(60).effects
    assert isinstance(gone, PointsExpired)
    # START is 08:00 in Shanghai; the points of day 1 are good through day 31, so they go with its midnight.
    assert gone.cause.at == START + 32 * DAY - 8 * 3_600_000_000
    assert gone.cause.event == "@2026-03-19T16:00:00Z"


def test_spent_points_are_owed_after_the_refund() -> None:
    anna = Told(PLAN)
    anna.sends("order", 1, no="a", amount=1_000)
    anna.sends("order", 2, no="b", amount=300, beans=10)
    (reversed_,) = anna.sends("refund", 3, no="a").effects
    assert isinstance(reversed_, PointsReversed)
    assert (reversed_.parts, reversed_.owed, reversed_.forgiven) == ((LotPart("e2#1", 3),), 7, 0)


def test_a_refund_gives_a_use_back() -> None:
    anna = Told(PLAN)
    anna.sends("order", 1, no="a", amount=100)
    anna.sends("order", 1, no="b", amount=100)
    assert anna.sends("order", 2, no="c", amount=100).effects == ()
    anna.sends("refund", 2, no="a")
    assert len(anna.sends("order", 2, no="d", amount=100).effects) == 1


def test_a_rule_leaves_the_limits_of_a_mission_of_its_name_alone() -> None:
    """(spec §4.2: uses of a mission are under `mission:<id>`)"""
    shared = (Limit(1, "member", Ever()), Limit(5, "all", Ever()))
    give = (GrantBenefit("gift"),)
    mission = Mission(
        "earning", ORIGIN, "order", TRUE, False, "count", None, (Stage(1, give),), Ever(), limits=shared
    )
    anna = Told(
        replace(
            PLAN,
            benefits=(Benefit("gift", ORIGIN, "gift"),),
            missions=(mission,),
            rules=(replace(EARNING, limits=shared),),
        )
    )
    outcome = anna.sends("order", 1, no="a", amount=1_000)
    assert len(outcome.effects) == 3
    assert outcome.pool_changes == (
        Take("limit:earning:1::-", 1, 5),
        Take("limit:mission:earning:1::-", 1, 5),
    )


@pytest.mark.parametrize(("repeat", "shown"), [("each_period", (1, 1)), ("again", (0, 2))])
def test_a_late_match_of_a_completed_span(
    repeat: Literal["each_period", "again"], shown: tuple[int, int]
) -> None:
    """(spec §7.5: it does not count, also while another instance is open, unless the mission repeats at once)"""
    window = Anchored(Duration(2, "day"), "first_match")
    mission = Mission(
        "two", ORIGIN, "order", TRUE, False, "count", None, (Stage(2, ()),), window, repeat=repeat
    )
    anna = Told(replace(PLAN, rules=(), missions=(mission,)))
    for number, day in enumerate((1, 1, 4, 2)):
        anna.sends("order", day, no=f"{number}", amount=1)
    (view,) = anna.engine.snapshot(anna.state).missions
    assert (view.progress, view.completed) == shown


def test_a_streak_starts_over_after_a_gap() -> None:
    stages = tuple(Stage(at, (GrantBenefit("gift"),)) for at in (2, 3))
    sign_in = EventType("sign_in", ())
    daily = Mission(
        "daily",
        ORIGIN,
        "sign_in",
        TRUE,
        False,
        "streak",
        None,
        (),
        Ever(),
        repeat="again",
        streak=Streak(freezes=1),
    )
    plan = replace(
        PLAN,
        events=(sign_in,),
        rules=(),
        points=(),
        benefits=(Benefit("gift", ORIGIN, "gift"),),
        missions=(replace(daily, stages=stages),),
    )
    anna = Told(plan)
    reached = [
        [
            effect.stage
            for effect in anna.sends("sign_in", day).effects
            if isinstance(effect, MissionCompleted)
        ]
        for day in (1, 2, 4, 5, 8, 9)
    ]
    # Day 3 is frozen and counts: day 4 is the fourth of the run, the first of its second round.
    assert reached == [[], [2], [], [2], [], [2]]
