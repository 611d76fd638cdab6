"""The table of rows is complete: every row of the list below, with tests that exist and mistakes that they show."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from typing import Any

from benefitdsl.verify.scenario import read_scenarios
from tests.attacks.fraud.playing import HERE

# The first column of the table, as TRUST.md has it.
SCENARIOS = (
    "Script grabbing on opening second",
    "One person, 100 accounts",
    "Buy-earn-spend-refund",
    "Threshold splitting / order splitting",
    "Coupon stacking and double redemption",
    "Invite rings, self-invite, re-register",
    "Replayed sign-in / make-up card abuse",
    "Mis-set rule by operator (e.g. 100-yuan coupon without threshold)",
    "Blind-box grinding",
    "Tier pumping then refund",
    "Insider edits rule for one draw",
)
FOR = ("the store: ", "the HTTP service: ", "publishing: ")
ROWS: list[dict[str, Any]] = tomllib.loads((HERE / "rows.toml").read_text(encoding="utf-8"))["row"]


@cache
def functions_in(file: str) -> frozenset[str]:
    """The tests of a file, as names of functions."""
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def missing(place: str) -> bool:
    """Whether there is no such test, or no such story."""
    file, _, name = place.partition("::")
    if not (HERE / file).is_file():
        return True
    return (
        name not in functions_in(file) if name else not read_scenarios((HERE / file).read_bytes()).scenarios
    )


def faults(rows: list[dict[str, Any]]) -> list[str]:
    found = [] if tuple(row["scenario"] for row in rows) == SCENARIOS else ["not the rows of the table"]
    for row in rows:
        found += [f"{place} is not there" for place in (*row["tested"], *row["shown_by"]) if missing(place)]
        if not row["tested"] or not row["shown_by"]:
            found.append(f"{row['scenario']} is not tested, or by nothing that can fail")
        found += [f"{reason} is no reason to wait" for reason in row["waits"] if not reason.startswith(FOR)]
        found += [f"{said}: where is that said" for said in row.get("declared", ()) if "(spec " not in said]
    return found


def named() -> set[str]:
    return {place for row in ROWS for place in (*row["tested"], *row["shown_by"])}


def test_every_row_is_tested_and_says_what_waits() -> None:
    assert faults(ROWS) == []


def test_every_test_and_every_story_belongs_to_a_row() -> None:
    there = {path.name for path in HERE.glob("*.scenario.yaml")}
    for path in HERE.glob("test_*.py"):
        if path.name != "test_rows.py":
            there |= {f"{path.name}::{name}" for name in functions_in(path.name)}
    assert there - named() == {"test_stories.py::test_every_story_holds_and_can_fail"}


def test_a_row_that_is_left_out_shows() -> None:
    assert all(faults(ROWS[:place] + ROWS[place + 1 :]) for place in range(len(ROWS)))


def test_a_row_without_its_test_shows() -> None:
    mistakes: tuple[dict[str, list[str]], ...] = (
        {"tested": []},
        {"shown_by": []},
        {"tested": ["test_crowds.py::test_that_was_renamed"]},
        {"tested": ["gone.scenario.yaml"]},
        {"waits": ["later"]},
        {"declared": ["it is meant so"]},
    )
    for broken in mistakes:
        assert faults([{**ROWS[0], **broken}, *ROWS[1:]]), broken
