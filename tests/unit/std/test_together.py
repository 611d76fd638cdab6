"""What teams, boards and bargains become, and what they may not say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.catalogue import Amount, Kind, LastsFor, Match
from benefitdsl.plan.expr import (
    TRUE,
    And,
    Compare,
    Const,
    FieldOf,
    HasField,
    HasTag,
    ItemFieldOf,
    ItemsTotal,
    Not,
    PointsOfEvent,
    Self,
)
from benefitdsl.plan.parts import (
    Benefit,
    Board,
    EventType,
    GrantBenefit,
    Limit,
    Mission,
    OnEvent,
    OnPointsEarned,
    Promotion,
    Rule,
    SetTag,
    Stage,
    Team,
    TellMember,
    TellRoster,
    TellTeam,
    Titles,
)
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Anchored, CalendarPeriods, Ever
from benefitdsl.std.bargain import BARGAIN
from benefitdsl.std.board import BOARD
from benefitdsl.std.team import TEAM
from tests.contracts.samples import ORIGIN, TITLES
from tests.unit.std.blocks import lowered, problem_places, row

GIVES, MORE = (GrantBenefit("tea"),), (GrantBenefit("cup"),)
ORDERS = Match("order", False, "count", None, TRUE)
APP = Match("order", False, "count", None, HasField("channel"))
SPEND = Match("order", False, "sum", FieldOf("amount"), TRUE, "money")
MILK = Compare("eq", ItemFieldOf("category"), Const("milk"))
BOXES = Match("order", True, "count", None, MILK)
PAID = Match("order", True, "sum", ItemFieldOf("amount"), MILK, "money")
STREAK = Match("sign_in", False, "streak", None, TRUE)
SHOPS = Match("order", False, "distinct", FieldOf("shop"), TRUE)

# What one event tells: its value, and when it is told at all.
TOLD: tuple[tuple[Match, Any, Any], ...] = (
    (ORDERS, Const(1), TRUE),
    (APP, Const(1), HasField("channel")),
    (SPEND, FieldOf("amount"), Compare("gt", FieldOf("amount"), Const(0))),
    (
        replace(SPEND, where=HasField("channel")),
        FieldOf("amount"),
        And((HasField("channel"), Compare("gt", FieldOf("amount"), Const(0)))),
    ),
    (
        BOXES,
        ItemsTotal("count", None, MILK),
        Compare("gt", ItemsTotal("count", None, MILK), Const(0)),
    ),
    (
        PAID,
        ItemsTotal("sum", ItemFieldOf("amount"), MILK),
        Compare("gt", ItemsTotal("sum", ItemFieldOf("amount"), MILK), Const(0)),
    ),
)


def rules_of(parts: tuple[Any, ...]) -> dict[str, Rule]:
    return {part.id: part for part in parts if isinstance(part, Rule)}


def of_type(parts: tuple[Any, ...], kind: type[Any]) -> Any:
    (found,) = (part for part in parts if isinstance(part, kind))
    return found


@pytest.mark.parametrize(("match", "value", "condition"), TOLD)
def test_what_a_team_and_a_board_are_told(match: Match, value: Any, condition: Any) -> None:
    sent = (("by", Self()), ("value", value))
    unit = "money" if match.unit == "money" else "number"
    team = rules_of(lowered(TEAM, counts=match, target=Amount(10, unit)))["club.count"]
    board = rules_of(lowered(BOARD, counts=match, period="week", top=(row(1, GIVES),)))["club.count"]
    for rule in (team, board):
        assert (rule.triggers, rule.condition, rule.net_condition) == (
            (OnEvent("order"),),
            condition,
            condition,
        )
    assert team.then == (TellTeam("club", "club.counted", sent),)
    assert board.then == (TellMember(Const("board:club"), "club.counted", sent),)


# ----------------------------------------------------------------------------------------------- teams


def test_team() -> None:
    week = CalendarPeriods("week")
    parts = lowered(
        TEAM,
        counts=ORDERS,
        size=5,
        target=Amount(10, "number"),
        reward=GIVES,
        stage=(row(3, MORE), row(10, MORE)),
        within=week,
        repeat="each_period",
    )
    assert of_type(parts, Team) == Team("club", ORIGIN, TITLES, 5)
    assert of_type(parts, Mission) == Mission(
        "club.goal",
        ORIGIN,
        "club.counted",
        TRUE,
        items=False,
        measure="sum",
        value=FieldOf("value"),
        stages=tuple(
            Stage(at, (TellRoster("club", "club.reached", (("stage", Const(at)),)),)) for at in (3, 10)
        ),
        window=week,
        titles=TITLES,
        repeat="each_period",
    )
    rewards = rules_of(parts)
    assert rewards["club.reward.3"].then == MORE
    assert rewards["club.reward.10"].then == MORE + GIVES
    assert rewards["club.reward.3"].condition == Compare("eq", FieldOf("stage"), Const(3))
    assert {event.name: event.key for event in parts if isinstance(event, EventType)} == {
        "club.counted": "id",
        "club.reached": "id",
    }


def test_a_team_of_mentor_and_apprentice() -> None:
    parts = lowered(
        TEAM, formed="mentor", counts=SPEND, target=Amount(30_000, "money"), stage=(row(100, MORE),)
    )
    assert of_type(parts, Team).mentor
    assert [stage.at for stage in of_type(parts, Mission).stages] == [10_000, 30_000]


def test_what_a_team_keeps_it_is_told_for_good() -> None:
    said = {"counts": ORDERS, "target": Amount(10, "number")}
    assert rules_of(lowered(TEAM, **said))["club.count"].on_refund == "revoke_unused"
    kept = lowered(TEAM, **said, on_refund="keep")
    assert rules_of(kept)["club.count"].on_refund == "keep"
    assert of_type(kept, Mission).on_refund == "keep"


# ---------------------------------------------------------------------------------------------- boards


def test_board() -> None:
    parts = lowered(
        BOARD,
        points="beans",
        period="week",
        top=(row(1, GIVES), row(3, MORE), row(10, GIVES)),
        ties="earlier",
    )
    assert of_type(parts, Board) == Board(
        "club", ORIGIN, "week", "club.counted", "club.placed", 10, "earlier", TITLES
    )
    rules = rules_of(parts)
    assert rules["club.count"].triggers == (OnPointsEarned("beans"),)
    assert rules["club.count"].condition == Compare("gt", PointsOfEvent("beans"), Const(0))
    place = FieldOf("place")
    assert [(rules[f"club.top.{key}"].condition, rules[f"club.top.{key}"].then) for key in (1, 3, 10)] == [
        (Compare("le", place, Const(1)), GIVES),
        (And((Compare("ge", place, Const(2)), Compare("le", place, Const(3)))), MORE),
        (And((Compare("ge", place, Const(4)), Compare("le", place, Const(10)))), GIVES),
    ]


# -------------------------------------------------------------------------------------------- bargains

DAY = Duration(24, "hour")
KETTLE: dict[str, Any] = {
    "article": Titles((("", "kettle"),)),
    "price": 9900,
    "floor": 990,
    "friends": 9,
    "within": DAY,
}


def test_bargain() -> None:
    parts = lowered(BARGAIN, **KETTLE, valid=(LastsFor(Duration(3, "day"), "issue"),))
    mission, step, coupon = (of_type(parts, kind) for kind in (Mission, Promotion, Benefit))
    assert (mission.event, mission.measure, mission.value) == ("help", "distinct", FieldOf("friend"))
    assert mission.window == Anchored(DAY, "first_match")
    assert mission.stages == (Stage(9, (GrantBenefit("club"),)),)
    assert mission.where == And(
        (
            Compare("eq", FieldOf("content"), Const("kettle")),
            Compare("ne", FieldOf("friend"), Self()),
            Not(HasTag("club.bought")),
        )
    )
    bought = of_type(parts, Rule)
    assert (bought.triggers, bought.then) == ((OnEvent("order"),), (SetTag("club.bought"),))
    assert bought.condition == step.condition
    assert bought.net_condition == Compare("gt", ItemsTotal("count", None, step.reduction.where), Const(0))
    assert (step.id, step.limits) == ("club.step", (Limit(1, "member", Ever()),))
    assert step.reduction.pieces == coupon.reduction.pieces == 1
    assert step.reduction.where == coupon.reduction.where
    assert coupon.reduction.amount == Const(990)
    assert (coupon.kind, coupon.worth, coupon.per_order) == ("coupon", 8910, 1)


WRONG: tuple[tuple[Kind, dict[str, Any], list[Any]], ...] = (
    (TEAM, {"counts": STREAK, "target": Amount(7, "number")}, ["counts"]),
    (TEAM, {"counts": SHOPS, "target": Amount(7, "number")}, ["counts"]),
    (TEAM, {"counts": ORDERS}, ["counts"]),
    (TEAM, {"counts": ORDERS, "stage": (row(3, MORE), row(3, MORE))}, [("stage", 3)]),
    (TEAM, {"counts": ORDERS, "target": Amount(2, "number"), "stage": (row(3, MORE),)}, [("stage", 3)]),
    (TEAM, {"counts": ORDERS, "stage": (row(3, MORE),), "reward": GIVES}, ["reward"]),
    (TEAM, {"counts": ORDERS, "stage": (row(0, MORE),)}, [("stage", 0)]),
    (TEAM, {"counts": ORDERS, "target": Amount(0, "number")}, ["target"]),
    (TEAM, {"counts": ORDERS, "target": Amount(7, "number"), "size": 0}, ["size"]),
    (TEAM, {"counts": ORDERS, "target": Amount(7, "number"), "repeat": "each_period"}, ["repeat"]),
    (BOARD, {"period": "day", "top": (row(1, GIVES),)}, ["period"]),
    (BOARD, {"period": "day", "top": (row(1, GIVES),), "counts": ORDERS, "points": "beans"}, ["points"]),
    (BOARD, {"period": "day", "top": (row(1, GIVES),), "counts": STREAK}, ["counts"]),
    (BOARD, {"period": "day", "top": (row(0, GIVES),), "counts": ORDERS}, [("top", 0)]),
    (BOARD, {"period": "day", "top": (row(3, GIVES), row(1, GIVES)), "counts": ORDERS}, [("top", 1)]),
    (BARGAIN, KETTLE | {"floor": 9900}, ["floor"]),
    (BARGAIN, KETTLE | {"friends": 0}, ["friends"]),
    (BARGAIN, KETTLE | {"article": TITLES}, ["article"]),
    (BARGAIN, KETTLE | {"valid": (LastsFor(DAY, "claim"),)}, ["valid"]),
)


@pytest.mark.parametrize(("kind", "said", "places"), WRONG)
def test_problems(kind: Kind, said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(kind, **said) == places
