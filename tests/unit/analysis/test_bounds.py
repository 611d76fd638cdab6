"""What can be given at most, read off small programmes: each case says a block and the bounds that must come of it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import benefitdsl
from benefitdsl.adapters.cli.bounds_text import BoundsText
from benefitdsl.analysis.bounds.as_json import to_json
from benefitdsl.analysis.bounds.report import Bounds, bounds_of
from benefitdsl.plan.parts import Plan

CASES = tomllib.loads((Path(__file__).parent / "bounds.toml").read_text(encoding="utf-8"))
Case = dict[str, Any]


def plan_of(case: Case) -> Plan:
    return benefitdsl.load(f"{CASES['head']}\n{case['text']}").plan


def said(plan: Plan, bounds: Bounds, what: str) -> str:
    """A bound as a person reads it: `order` is an event, `a month` a period, `budget NAME` a budget."""
    text = BoundsText(plan, "en")
    if what.startswith("a "):
        return text.worth(bounds.periods[what.removeprefix("a ")])  # type: ignore[index]
    if what == "in all":
        return text.worth(bounds.periods["ever"])
    if what.startswith("budget "):
        return next(
            text.form(each.worth) for each in bounds.budgets if each.budget.id == what.removeprefix("budget ")
        )
    event = next(each for each in bounds.events if each.event == what)
    return text.worth(event.bound, event)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_case(case: Case) -> None:
    plan = plan_of(case)
    bounds = bounds_of(plan)
    assert {what: said(plan, bounds, what) for what in case["most"]} == case["most"]


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_every_driver_has_a_line_and_the_dearest_stands_first(case: Case) -> None:
    plan = plan_of(case)
    for bound in bounds_of(plan).periods.values():
        assert all(driver.giver.origin.line > 0 for driver in bound.drivers)
        fixed = [driver.worth.fixed for driver in bound.drivers if driver.worth.is_fixed]
        assert fixed == sorted(fixed, reverse=True)


def test_the_machine_form_says_the_same() -> None:
    case = next(case for case in CASES["case"] if case["name"] == "points for money, as many as their cap")
    plan = plan_of(case)
    found = to_json(plan, bounds_of(plan))
    order = next(each for each in found["events"] if each["event"] == "order")
    assert order["worth"]["pieces"] == [
        {
            "bound": {"fixed": 0, "shares": [{"event": "order", "of": "amount", "share": "1/100"}]},
            "cap": 3000,
        }
    ]
    assert found["periods"]["month"]["total"] == {"fixed": 93_000, "shares": []}
    assert [each["id"] for each in found["periods"]["month"]["drivers"]] == ["base"]
