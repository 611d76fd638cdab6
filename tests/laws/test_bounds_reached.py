"""Every finite bound of an example is reached: by a history that comes to it, to the last cent.

Where none does, `[[short]]` says by how much it stays below: by less than one grant, or because nobody can come there.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import benefitdsl
from benefitdsl.analysis.bounds.report import Bounds, bounds_of
from benefitdsl.verify.generate import Ground
from tests.support.reaching import Story, finite, grant, missing, short, stories, tell

EXAMPLES = Path(__file__).parents[2] / "examples" / "rules"
NAMES = tuple(sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
STORIES = tuple(stories())
SHORT = short()


@cache
def ground_of(example: str) -> Ground:
    return Ground(benefitdsl.load(EXAMPLES / example))


@cache
def bounds_for(example: str) -> Bounds:
    return bounds_of(ground_of(example).plan)


def named(story: Story) -> str:
    return f"{story.example}: {', '.join(story.reaches)}"


@pytest.mark.parametrize("example", NAMES)
def test_each_finite_bound_has_one_story(example: str) -> None:
    told = [what for story in STORIES if story.example == example for what in story.reaches]
    assert sorted(told) == sorted(finite(bounds_for(example)))


@pytest.mark.parametrize("story", STORIES, ids=named)
def test_a_bound_is_reached(story: Story) -> None:
    bounds = bounds_for(story.example)
    given = tell(ground_of(story.example), story)
    for what in story.reaches:
        short_by = SHORT.get((story.example, what), {"by": 0})
        assert missing(given, bounds, what) == Fraction(short_by["by"]), what
        assert Fraction(short_by["by"]) <= grant(given) or short_by["unreachable"], what


def test_all_but_a_few_are_reached_whole() -> None:
    """What is short is told by name, so that nothing becomes so unseen; beyond a grant it is one alone."""
    promoted = {("bargain", "order"), ("chayan", "order"), ("jingxi", "order"), ("miniso", "order")}
    assert set(SHORT) == promoted | {("recipes", "order"), ("lifecycle", "year"), ("uc_browser", "year")}
    assert [key for key, one in SHORT.items() if "unreachable" in one] == [("uc_browser", "year")]


ONE_LESS = ("cdnow", "demo", "food_brand", "glasses_case", "heat", "safi", "teams", "w3")


@pytest.mark.parametrize("example", ONE_LESS)
def test_a_story_with_its_last_row_left_out_falls_short(example: str) -> None:
    """The control: what is compared is what was given."""
    story = next(each for each in STORIES if each.example == example)
    bounds = bounds_for(example)
    given = tell(ground_of(example), replace(story, rows=story.rows[:-1]))
    assert any(missing(given, bounds, what) > 0 for what in story.reaches)
