"""Mistakes that operators make (`tests/cases/mistakes`): `verify` finds each, and nothing in its right twin."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import benefitdsl
from benefitdsl.verify.search import Search
from benefitdsl.verify.story import story_of

CASES = Path(__file__).parents[2] / "cases" / "mistakes"
FILES = sorted(CASES.glob("*.toml"))
FOR_THE_WRONG, FOR_THE_RIGHT = 3_000, 60
"""Histories: far more than any mistake needs, and as many as fit into the gate."""


def read(file: Path) -> dict[str, Any]:
    case = tomllib.loads(file.read_text(encoding="utf-8"))
    assert case["right"] in case["rules"]
    return case


def broken(rules: str, histories: int, laws: list[str] | None = None) -> dict[str, list[str]]:
    """The laws that do not hold, each with its story."""
    rulebook = benefitdsl.load(rules)
    findings = Search(rulebook, 1, laws).run(lambda number: number < histories)
    found = {one.breach.law: story_of(rulebook, one.history, "en") for one in findings.broken}
    return found | {one.law: [] for one in findings.at_rest}


def test_there_are_enough() -> None:
    assert len(FILES) >= 25


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_mistake_is_found_and_the_right_twin_is_left_alone(file: Path) -> None:
    case = read(file)
    wrong = case["rules"].replace(case["right"], case["wrong"])
    assert case["law"] in broken(wrong, FOR_THE_WRONG, [case["law"]])
    assert broken(case["rules"], FOR_THE_RIGHT) == {}
