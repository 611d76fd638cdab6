"""`benefitdsl bounds`, and what `check` says of bounds: as texts in both languages, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import benefitdsl
from benefitdsl.adapters.cli.bounds_text import BoundsText
from benefitdsl.analysis.bounds.as_json import to_json
from benefitdsl.analysis.bounds.forms import fixed
from benefitdsl.analysis.bounds.report import Bounds, bounds_of
from benefitdsl.analysis.bounds.schema import bounds_schema
from benefitdsl.messages import Language
from tests.unit.adapters.test_commands import call

HERE = Path(__file__).parent
RULES = HERE / "bounds.benefit"
EXAMPLES = sorted(path for path in (HERE.parents[2] / "examples" / "rules").iterdir() if path.is_dir())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_bounds_as_tables(language: str) -> None:
    found = call("bounds", RULES, "--language", language)
    assert found.exit_code == 0
    assert found.stdout == (HERE / f"bounds.{language}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_check_says_the_bounds_in_a_few_lines(language: str) -> None:
    found = call("check", RULES, "--language", language)
    lines = (HERE / f"bounds_in_check.{language}.txt").read_text("utf-8")
    assert found.stdout.endswith(lines)
    assert len(lines.splitlines()) <= 8


def test_rules_with_errors_have_no_bounds(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.benefit"
    wrong.write_text(RULES.read_text("utf-8").replace("grant cup", "grant plate"), "utf-8")
    assert call("bounds", wrong).exit_code == 1
    assert "at most" not in call("check", wrong).stdout


def test_a_stored_plan_has_the_same_bounds(tmp_path: Path) -> None:
    stored = tmp_path / "tea.json"
    stored.write_text(call("plan", RULES).stdout, "utf-8")
    assert call("bounds", stored, "--json").stdout == call("bounds", RULES, "--json").stdout


def test_the_machine_form() -> None:
    found = json.loads(call("bounds", RULES, "--json").stdout)
    assert found["format"] == 1
    assert {each["id"] for each in found["unpriced"]} == {"stars"}
    budget = found["budgets"][0]
    assert (budget["budget"], budget["worth"]) == ("gifts", {"fixed": 100_000, "shares": []})
    assert [each["id"] for each in budget["spenders"]] == ["big"]
    order = next(each for each in found["events"] if each["event"] == "order")
    assert {"event": "order", "of": "amount", "share": "1/50"} in order["worth"]["pieces"][1]["bound"][
        "shares"
    ]


# ------------------------------------------------------------------------------------------- more than an event may


def busy(bounds: Bounds, steps: int, effects: int) -> Bounds:
    """The same with so much work for its order."""
    return replace(
        bounds,
        events=tuple(
            replace(each, work=replace(each.work, steps=fixed(steps), effects=fixed(effects)))
            if each.event == "order"
            else each
            for each in bounds.events
        ),
    )


OVER = {
    "en": (
        "order may come to more than the 100 effects that an event may have: it is refused then",
        "order may take more than 10,000 steps",
    ),
    "zh": (
        "订单产生的效果可能超过每个事件的上限 100 项，届时该事件会被拒绝",
        "订单可能超过 10,000 步",
    ),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_event_beyond_the_limits_is_told(language: Language) -> None:
    plan = benefitdsl.load(RULES).plan
    bounds, text = bounds_of(plan), BoundsText(plan, language)
    effects, steps = OVER[language]
    assert not {effects, steps} & set(text.lines(busy(bounds, 10_000, 100)))
    assert {effects, steps} & set(text.lines(busy(bounds, 10_001, 100))) == {steps}
    assert {effects, steps} & set(text.lines(busy(bounds, 10_000, 101))) == {effects}


# ------------------------------------------------------------------------------------------- for machines


def test_check_as_json_has_the_bounds() -> None:
    page = json.loads(call("check", RULES, "--format", "json").stdout)
    assert page["bounds"] == json.loads(call("bounds", RULES, "--json").stdout)
    assert page["combinations"] == 2


def test_rules_with_errors_have_none_as_json(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.benefit"
    wrong.write_text(RULES.read_text("utf-8").replace("grant cup", "grant plate"), "utf-8")
    page = json.loads(call("check", wrong, "--format", "json").stdout)
    assert page["diagnostics"]
    assert (page["bounds"], page["combinations"]) == (None, None)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_bounds_are_as_their_schema_says(folder: Path) -> None:
    plan = benefitdsl.load(folder).plan
    jsonschema.Draft202012Validator(bounds_schema()).validate(to_json(plan, bounds_of(plan)))


def _without_state(page: dict[str, object]) -> None:
    del page["state"]


def _with_more(page: dict[str, object]) -> None:
    page["more"] = 1


def _with_a_float(page: dict[str, object]) -> None:
    page["budgets"][0]["total"] = 1.5  # type: ignore[index]


@pytest.mark.parametrize("spoil", [_without_state, _with_more, _with_a_float])
def test_what_is_otherwise_is_not_as_the_schema_says(spoil: Callable[[dict[str, object]], None]) -> None:
    page = json.loads(call("bounds", RULES, "--json").stdout)
    spoil(page)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(bounds_schema()).validate(page)
