"""What a mission becomes: stages in order, plain numbers of money as whole units, streak fields only for streaks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.catalogue import Amount, Goal, Match
from benefitdsl.plan.expr import TRUE, FieldOf
from benefitdsl.plan.parts import Cap, GrantBenefit, Mission, Stage, Step, Streak
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import (
    CalendarPeriods,
    Ever,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
)
from benefitdsl.std.mission import MISSION
from tests.contracts.samples import CONTEXT, ORIGIN, TITLES, parameters_of
from tests.unit.std.blocks import lowered, problem_places, row

GIFT, CARD = (GrantBenefit("milk_gift"),), (GrantBenefit("card"),)
ORDERS = Match("order", False, "count", None, TRUE)
SPEND = Match("order", False, "sum", FieldOf("amount"), TRUE, unit="money")
SIGN_INS = Match("sign_in", False, "streak", None, TRUE)
TEN = Amount(10, "number")
DAY = Duration(1, "day")

PLAIN = Mission("club", ORIGIN, "order", TRUE, False, "count", None, (Stage(10, GIFT),), Ever(), TITLES)

CASES: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"counts": ORDERS, "target": TEN, "reward": GIFT}, {}),
    ({"counts": ORDERS, "stage": (row(10, GIFT),)}, {}),
    (
        {"counts": ORDERS, "target": TEN, "reward": GIFT, "stage": (row(10, CARD), row(3, CARD))},
        {"stages": (Stage(3, CARD), Stage(10, CARD + GIFT))},
    ),
    (
        {
            "counts": SPEND,
            "target": Amount(30_000, "money"),
            "stage": (row(100, CARD),),
            "at_most": Cap(50, "day"),
        },
        {
            "measure": "sum",
            "value": FieldOf("amount"),
            "stages": (Stage(10_000, CARD), Stage(30_000, ())),
            "daily_cap": 5_000,
        },
    ),
    (
        {
            "counts": SIGN_INS,
            "stage": (row(7, GIFT),),
            "repair_within": Duration(1, "week"),
            "repair_with": "card",
        },
        {
            "event": "sign_in",
            "measure": "streak",
            "stages": (Stage(7, GIFT),),
            "streak": Streak(0, 7, "card"),
        },
    ),
    (
        {"counts": SIGN_INS, "stage": (row(7, GIFT),), "freezes": 1, "saved_days": False},
        {
            "event": "sign_in",
            "measure": "streak",
            "stages": (Stage(7, GIFT),),
            "streak": Streak(1, saved_count=False),
        },
    ),
    (
        {"counts": ORDERS, "stage": (row(10, GIFT),), "start": "enrolment", "at_most": Cap(1, "day")},
        {"enrolment": True, "daily_cap": 1},
    ),
    (
        {"counts": ORDERS, "stage": (row(10, GIFT),), "repeat": "again", "surplus": "carry"},
        {"repeat": "again", "surplus": "carry"},
    ),
    (
        {
            "counts": ORDERS,
            "stage": (row(10, GIFT),),
            "repeat": "each_period",
            "within": CalendarPeriods("month"),
        },
        {"repeat": "each_period", "window": CalendarPeriods("month")},
    ),
)


@pytest.mark.parametrize(("said", "expected"), CASES)
def test_lower(said: dict[str, Any], expected: dict[str, Any]) -> None:
    assert lowered(MISSION, **said) == (replace(PLAIN, **expected),)


@pytest.mark.parametrize(("currency", "at"), [("CNY", 30_000), ("JPY", 300), ("KWD", 300_000)])
def test_stages_of_money_are_whole_units(currency: str, at: int) -> None:
    block = parameters_of(MISSION, counts=SPEND, stage=(row(300, GIFT),))
    (mission,) = MISSION.lower(block, replace(CONTEXT, currency=currency))
    assert isinstance(mission, Mission)
    assert mission.stages == (Stage(at, GIFT),)


PROBLEMS: tuple[tuple[dict[str, Any], list[Any]], ...] = (
    ({}, ["counts"]),
    ({"reward": GIFT}, ["counts"]),
    ({"target": Amount(0, "number")}, ["target"]),
    ({"stage": (row(0, GIFT),)}, [("stage", 0)]),
    ({"stage": (row(3, GIFT), row(3, CARD))}, [("stage", 3)]),
    ({"target": TEN, "stage": (row(11, GIFT),)}, [("stage", 11)]),
    ({"target": TEN, "repeat": "each_period"}, ["repeat"]),
    ({"target": TEN, "repeat": "each_period", "within": MembershipYears()}, []),
    ({"target": TEN, "surplus": "carry"}, ["surplus"]),
    ({"target": TEN, "at_most": Cap(1, "week")}, ["at_most"]),
    ({"target": TEN, "freezes": 1, "repair_within": DAY}, ["freezes", "repair_within"]),
    ({"counts": SIGN_INS, "target": TEN, "repair_with": "card"}, ["repair_with"]),
    ({"counts": SIGN_INS, "target": TEN, "repair_within": Duration(3, "hour")}, ["repair_within"]),
    ({"counts": SIGN_INS, "target": TEN, "repeat": "again", "surplus": "carry"}, ["surplus"]),
    ({"counts": SIGN_INS, "target": TEN, "within": RollingDays(30)}, ["within"]),
    ({"counts": SIGN_INS, "target": TEN, "within": RollingMonths(3)}, ["within"]),
    ({"counts": SIGN_INS, "target": TEN, "within": RollingExact(3_600_000_000)}, ["within"]),
    ({"counts": SIGN_INS, "target": TEN, "within": CalendarPeriods("month", 3)}, ["within"]),
    ({"counts": SIGN_INS, "target": TEN, "within": CalendarPeriods("month")}, []),
    ({"target": TEN, "within": RollingDays(30)}, []),
)


@pytest.mark.parametrize(("said", "places"), PROBLEMS)
def test_problems(said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(MISSION, **{"counts": ORDERS, **said}) == places


# ------------------------------------------------------------------------------------------- composite ones

VISIT = Goal(Match("visit", False, "count", None, TRUE), 1)
SPENT = Goal(SPEND, 30_000)
STEPS = (
    Step("look", "visit", TRUE, False, "count", None, 1),
    Step("spend", "order", TRUE, False, "sum", FieldOf("amount"), 30_000),
)
BOTH = (row("look", VISIT), row("spend", SPENT))
COMPOSED = replace(PLAIN, event="", measure="steps", steps=STEPS, stages=(Stage(2, GIFT),))

COMPOSITE: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({}, {}),
    ({"in_order": True, "needs": 2}, {"ordered": True}),
    ({"needs": 1}, {"stages": (Stage(1, GIFT),)}),
    ({"stage": (row(1, CARD),)}, {"stages": (Stage(1, CARD), Stage(2, GIFT))}),
)


@pytest.mark.parametrize(("said", "expected"), COMPOSITE)
def test_composite(said: dict[str, Any], expected: dict[str, Any]) -> None:
    assert lowered(MISSION, step=BOTH, reward=GIFT, **said) == (replace(COMPOSED, **expected),)


WRONG_STEPS: tuple[tuple[dict[str, Any], list[Any]], ...] = (
    ({"step": ()}, ["reward"]),
    ({"counts": ORDERS}, ["counts"]),
    ({"target": Amount(2, "number")}, ["target"]),
    ({"needs": 3}, ["needs"]),
    ({"needs": 0}, ["needs"]),
    ({"needs": 1, "in_order": True}, ["needs"]),
    ({"at_most": Cap(1, "day")}, ["at_most"]),
    ({"within": RollingDays(30)}, ["within"]),
    ({"within": CalendarPeriods("week")}, []),
    ({"stage": (row(3, CARD),)}, [("stage", 3)]),
    ({"freezes": 1}, ["freezes"]),
    ({"repeat": "again", "surplus": "carry"}, ["surplus"]),
    ({"step": (*BOTH, row("daily", Goal(SIGN_INS, 7)))}, [("step", "daily")]),
    ({"step": (*BOTH, row("none", Goal(ORDERS, 0)))}, [("step", "none")]),
)


@pytest.mark.parametrize(("said", "places"), WRONG_STEPS)
def test_composite_problems(said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(MISSION, **({"step": BOTH, "reward": GIFT} | said)) == places


def test_only_steps_are_needed_and_ordered() -> None:
    said = {"counts": ORDERS, "target": TEN, "needs": 2, "in_order": True}
    assert problem_places(MISSION, **said) == ["needs", "in_order"]
