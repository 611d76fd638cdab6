"""Ten rules that a newcomer would write, each in less than ten lines of its own."""

from __future__ import annotations

import re
from pathlib import Path

RECIPES = Path(__file__).parents[3] / "examples" / "rules" / "recipes"


def test_ten_rules_of_less_than_ten_lines() -> None:
    """The block behind each numbered comment, its `end` included."""
    text = (RECIPES / "recipes.en.benefit").read_text("utf-8")
    recipes = re.split(r"^# (?=\d+: )", text, flags=re.M)[1:]
    assert len(recipes) == 10
    for recipe in recipes:
        first, *_ = recipe.split("\n", 1)
        block = recipe.split("\nend\n", 1)[0].splitlines()[1:]
        assert len(block) + 1 < 10, first
