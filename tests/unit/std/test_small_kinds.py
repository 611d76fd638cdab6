"""Rules, segments, budgets, groups and notices: what each becomes, and what it may not say."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl.catalogue import Amount, Kind, Part
from benefitdsl.plan.expr import And, Compare, Const, FieldOf, HasTag
from benefitdsl.plan.parts import (
    Budget,
    GrantBenefit,
    Group,
    Limit,
    Notice,
    OnEvent,
    Rule,
    Segment,
    Titles,
)
from benefitdsl.quantities.window import CalendarPeriods, Ever, RollingDays
from benefitdsl.std.budget import BUDGET
from benefitdsl.std.group import GROUP
from benefitdsl.std.notice import NOTICE
from benefitdsl.std.rule import RULE
from benefitdsl.std.segment import SEGMENT
from tests.contracts.samples import ORIGIN, TITLES
from tests.unit.std.blocks import lowered, problem_places

BIG = Compare("ge", FieldOf("amount"), Const(39_800))
VIP = HasTag("vip")
TOWELS = (GrantBenefit("towels"),)
TEXT = Titles((("", "hello"),))
WEEKLY = Limit(1, "member", CalendarPeriods("week"))
ORDERS = (OnEvent("order"),)

CASES: tuple[tuple[Kind, dict[str, Any], Part], ...] = (
    (
        RULE,
        {
            "when": ORDERS,
            "condition": And((BIG, VIP)),
            "then": TOWELS,
            "limit": (WEEKLY,),
            "on_refund": "keep",
        },
        Rule(
            "club",
            ORIGIN,
            ORDERS,
            And((BIG, VIP)),
            TOWELS,
            TITLES,
            net_condition=BIG,
            limits=(WEEKLY,),
            on_refund="keep",
        ),
    ),
    (
        RULE,
        {"when": ORDERS, "then": (), "otherwise": TOWELS, "limit": (WEEKLY,), "count_refunded": True},
        Rule(
            "club",
            ORIGIN,
            ORDERS,
            Const(True),
            (),
            TITLES,
            otherwise=TOWELS,
            limits=(Limit(1, "member", CalendarPeriods("week"), gross=True),),
        ),
    ),
    (SEGMENT, {"condition": VIP}, Segment("club", ORIGIN, VIP, TITLES)),
    (SEGMENT, {"members": ("m1", "m2")}, Segment("club", ORIGIN, Const(False), TITLES, ("m1", "m2"))),
    (BUDGET, {"total": Amount(1_000_000, "money")}, Budget("club", ORIGIN, 1_000_000, "money", Ever())),
    (
        BUDGET,
        {"total": Amount(500, "number"), "period": CalendarPeriods("month")},
        Budget("club", ORIGIN, 500, "count", CalendarPeriods("month")),
    ),
    (GROUP, {"policy": "best"}, Group("club", ORIGIN, "best")),
    (
        NOTICE,
        {"channel": "sms", "text": TEXT, "limit": (WEEKLY,), "quiet": (1320, 480)},
        Notice("club", ORIGIN, "sms", TEXT, WEEKLY, (1320, 480)),
    ),
    (NOTICE, {"channel": "push", "text": TEXT}, Notice("club", ORIGIN, "push", TEXT)),
)


@pytest.mark.parametrize(("kind", "said", "expected"), CASES)
def test_lower(kind: Kind, said: dict[str, Any], expected: Part) -> None:
    assert lowered(kind, **said) == (expected,)


PROBLEMS: tuple[tuple[Kind, dict[str, Any], list[Any]], ...] = (
    (SEGMENT, {}, ["condition"]),
    (BUDGET, {"total": Amount(500, "number"), "period": RollingDays(30)}, ["period"]),
    (NOTICE, {"channel": "sms", "text": TEXT, "limit": (Limit(1, "all", Ever()),)}, ["limit"]),
    (NOTICE, {"channel": "sms", "text": TEXT, "limit": (WEEKLY, WEEKLY)}, ["limit"]),
)


@pytest.mark.parametrize(("kind", "said", "places"), PROBLEMS)
def test_problems(kind: Kind, said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(kind, **said) == places
