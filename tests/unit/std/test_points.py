"""What a points block becomes, and what it may not say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.catalogue import LastsFor, LastsToDay, LastsToPeriodEnd, LastsToYearDays
from benefitdsl.plan.parts import (
    AfterEarning,
    Cap,
    EndOfPeriod,
    FixedDays,
    Inactivity,
    PendingFor,
    PendingUntilCollected,
    PendingUntilEvent,
    Points,
)
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.std.points import POINTS
from benefitdsl.std.stored_value import STORED_VALUE
from tests.contracts.samples import CONTEXT, ORIGIN, TITLES, parameters_of
from tests.unit.std.blocks import lowered, problem_places

YEAR = Duration(12, "month")
HALF = Duration(6, "month")
PLAIN = Points("club", ORIGIN, TITLES)

CASES: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({}, {}),
    ({"pending": Duration(7, "day")}, {"pending": PendingFor(Duration(7, "day"))}),
    ({"pending_until": "confirm"}, {"pending": PendingUntilEvent("confirm")}),
    ({"collected_by": "collect"}, {"pending": PendingUntilCollected("collect", 1, 0)}),
    (
        {"collected_by": "collect", "collect_from": 420, "lapses_after": Duration(3, "day")},
        {"pending": PendingUntilCollected("collect", 1, 420, Duration(3, "day"))},
    ),
    (
        {"collected_by": "collect", "collect_after": Duration(1, "week")},
        {"pending": PendingUntilCollected("collect", 7, 0)},
    ),
    (
        {"expire": (LastsFor(YEAR, "earning", "start_of_day"), LastsFor(HALF, "activity"))},
        {"expiry": (AfterEarning(YEAR, "start_of_day"), Inactivity(HALF))},
    ),
    (
        {"expire": (LastsFor(HALF, "activity"),), "active_by": ("order", "sign_in")},
        {"expiry": (Inactivity(HALF, ("order", "sign_in")),)},
    ),
    (
        {"expire": (LastsToPeriodEnd("year", is_next=True), LastsToYearDays(((6, 30), (12, 31))))},
        {"expiry": (EndOfPeriod("year", 1), FixedDays(((6, 30), (12, 31))))},
    ),
    (
        {"cap": (Cap(500, "day"), Cap(200, "event")), "over_cap": "reject"},
        {"caps": (Cap(500, "day", "reject"), Cap(200, "event", "reject"))},
    ),
    ({"worth": 100, "worth_of": 1000}, {"worth": (100, 1000)}),
    ({"worth": 1}, {"worth": (1, 1)}),
    ({"cash_points": 100, "cash_value": 100}, {"as_cash": (100, 100, 1, 1)}),
    ({"cash_points": 100, "cash_value": 100, "cash_share": (1, 2)}, {"as_cash": (100, 100, 1, 2)}),
    ({"rounding": "half_up"}, {"rounding": Rounding.HALF_UP}),
    ({"if_short": "take_what_is_there"}, {"shortfall": "take_what_is_there"}),
    ({"spent_by": "points_used", "return_spent": False}, {"spent_by": "points_used", "return_spent": False}),
)


@pytest.mark.parametrize(("said", "expected"), CASES)
def test_lower(said: dict[str, Any], expected: dict[str, Any]) -> None:
    assert lowered(POINTS, **said) == (replace(PLAIN, **expected),)


def test_rounding_is_the_programmes_where_nothing_is_said() -> None:
    context = replace(CONTEXT, settings={"rounding": "up"})
    (points,) = POINTS.lower(parameters_of(POINTS), context)
    assert isinstance(points, Points)
    assert points.rounding is Rounding.UP


PROBLEMS: tuple[tuple[dict[str, Any], list[Any]], ...] = (
    ({"pending": YEAR, "pending_until": "confirm"}, ["pending_until"]),
    ({"pending": YEAR, "collected_by": "collect"}, ["collected_by"]),
    ({"collect_from": 420}, ["collect_from"]),
    ({"lapses_after": Duration(3, "day")}, ["lapses_after"]),
    ({"collected_by": "collect", "collect_after": Duration(2, "hour")}, ["collect_after"]),
    (
        {"collected_by": "collect", "collect_after": Duration(4, "day"), "lapses_after": Duration(3, "day")},
        ["lapses_after"],
    ),
    ({"expire": (LastsFor(YEAR, "claim"),)}, ["expire"]),
    ({"expire": (LastsToDay(20_000),)}, ["expire"]),
    ({"expire": (LastsToPeriodEnd("week"),)}, ["expire"]),
    ({"active_by": ("order",)}, ["active_by"]),
    ({"cash_points": 100}, ["cash_points"]),
    ({"cash_value": 100}, ["cash_value"]),
    ({"worth": 1, "worth_of": 0}, ["worth_of"]),
)


@pytest.mark.parametrize(("said", "places"), PROBLEMS)
def test_problems(said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(POINTS, **said) == places


def test_points_are_collected_by_the_clock_of_the_day() -> None:
    """The minute counts from the start of the local day; a time before it belongs to the end of that day."""
    for day_starts, minute in ((0, 420), (360, 60), (480, 1380)):
        context = replace(CONTEXT, settings={"day_starts": day_starts})
        (points,) = POINTS.lower(parameters_of(POINTS, collected_by="collect", collect_from=420), context)
        assert isinstance(points, Points)
        assert points.pending == PendingUntilCollected("collect", 1, minute)


# ------------------------------------------------------------------------------------------- stored value

WALLET = replace(
    PLAIN, negative="block", spent_by="stored_value", worth=(1, 1), rounding=Rounding.DOWN, unit="money"
)

STORED: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({}, {}),
    ({"valid": (LastsFor(YEAR, "earning"),)}, {"expiry": (AfterEarning(YEAR),)}),
    ({"paid_with": "wallet_used"}, {"spent_by": "wallet_used"}),
    ({"refundable": False, "negative": "forgive"}, {"return_spent": False, "negative": "forgive"}),
)


@pytest.mark.parametrize(("said", "expected"), STORED)
def test_stored_value(said: dict[str, Any], expected: dict[str, Any]) -> None:
    assert lowered(STORED_VALUE, **said) == (replace(WALLET, **expected),)


@pytest.mark.parametrize("end", [LastsToDay(20_000), LastsFor(YEAR, "claim")])
def test_stored_value_ends_as_points_do(end: Any) -> None:
    assert problem_places(STORED_VALUE, valid=(end,)) == ["valid"]
