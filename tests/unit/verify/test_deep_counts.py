"""What answers of `check --deep` count with: windows that days fall into, roundings, steps of the solver."""

from __future__ import annotations

import pytest

import benefitdsl
from benefitdsl.plan.expr import FieldOf
from benefitdsl.quantities.calendar import PeriodUnit, day_of, period_index
from benefitdsl.quantities.rounding import Rounding, divide
from benefitdsl.quantities.window import CalendarPeriods
from benefitdsl.verify.deep.of_days import windows_met
from benefitdsl.verify.deep.world import Search, World

UNITS: tuple[PeriodUnit, ...] = ("day", "week", "month", "quarter", "year")
PLAN = benefitdsl.load("examples/rules/glasses_case").plan


@pytest.mark.parametrize("unit", UNITS)
def test_days_fall_into_no_more_periods_than_is_said_and_into_hardly_fewer(
    unit: PeriodUnit,
) -> None:
    first = day_of(2023, 1, 1)
    for days in (1, 2, 7, 8, 28, 29, 30, 31, 45, 60, 91, 92, 365, 366, 400):
        met = max(
            period_index(start + days - 1, unit) - period_index(start, unit) + 1
            for start in range(first, first + 4 * 366)
        )
        told = windows_met(CalendarPeriods(unit), days)
        assert told is not None
        assert met <= told <= met + (1 if days < 100 else 2)


@pytest.mark.parametrize("bottom", [1, 2, 3, 10])
@pytest.mark.parametrize("top", [0, 1, 5, 15, 25, 7])
def test_a_number_next_to_a_fraction_is_the_rounded_one_and_not_one_beside_it(top: int, bottom: int) -> None:
    rounded = divide(top, bottom, Rounding.HALF_EVEN)
    for beside, expected in ((0, "possible"), (2, "impossible"), (-2, "impossible")):
        world = World(PLAN)
        near = world.nearest(top, bottom)
        assert Search(world, [near == rounded + beside]).solve() == expected


def test_more_is_not_rounded_to_less() -> None:
    world = World(PLAN)
    amount = world.frame("order", "event").value(FieldOf("amount"))
    less, more = world.nearest(amount, 2), world.nearest(amount + 1, 2)
    assert Search(world, [more < less]).solve() == "impossible"
    assert Search(world, [more == less]).solve() == "possible"


def test_steps_of_the_solver_are_counted_and_end() -> None:
    def solved(timeout_ms: int) -> tuple[str, int]:
        world = World(PLAN, timeout_ms)
        amount = world.frame("order", "event").value(FieldOf("amount"))
        other = world.frame("order", "other").value(FieldOf("amount"))
        found = Search(world, [amount * other == 1_000_003 * 999_983, amount > 1, other > amount]).solve()
        return found, world.steps_left

    assert solved(0)[0] == "unknown"
    assert solved(2_000) == solved(2_000)
    assert solved(2_000)[1] < 2_000 * 4_000
