"""The table of real programmes: 56 rows, each with rules in two languages and stories that are told as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benefitdsl import load
from benefitdsl.verify.scenario import read_scenarios
from tools import rows

GROUPS = {"A": 11, "B": 12, "C": 9, "D": 13, "E": 11}
FOLDERS = sorted({row.folder for row in rows.rows()})


def test_there_are_56_rows() -> None:
    assert [row.id for row in rows.rows()] == [
        f"{key}{n + 1}" for key, last in GROUPS.items() for n in range(last)
    ]


@pytest.mark.parametrize("row", rows.rows(), ids=lambda row: row.id)
def test_the_rules_name_their_row(row: rows.Row) -> None:
    """So that who opens a file knows its row, and a row never points to a folder that does not show it."""
    text = rows.shown(row.folder).rules[0].read_text("utf-8")
    comments = " ".join(line for line in text.splitlines() if line.lstrip().startswith("#"))
    assert re.search(rf"(?<![A-Za-z0-9]){row.id}(?![A-Za-z0-9])", comments)


@pytest.mark.parametrize("folder", FOLDERS)
def test_its_stories_are_of_both_texts(folder: str) -> None:
    """`pytest` tells every story beside rules, on both engines, for each text that its file names: so a row passes when
    its file names both, and they are one programme."""
    shown = rows.shown(folder)
    file = read_scenarios(shown.scenario.read_bytes())
    assert file.scenarios
    assert {shown.scenario.parent / rules for rules in file.rules} >= set(shown.rules)
    assert len({load(rules).version for rules in shown.rules}) == 1


def test_stories_beside_rules_are_told_by_the_gate(pytestconfig: pytest.Config) -> None:
    assert "examples" in " ".join(pytestconfig.getini("testpaths"))


def test_a_folder_without_stories_would_show() -> None:
    """Negative control."""
    with pytest.raises((FileNotFoundError, ValueError)):
        rows.shown(str(Path("..")))
