"""How much a score can come to, from parts as authors write them, and in busy histories."""

from __future__ import annotations

import pytest

import benefitdsl
from benefitdsl.analysis.facts import facts_of
from benefitdsl.analysis.ranges import numbers_of
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.plan.expr import ScoreOf
from benefitdsl.verify.deep.busy import busy_histories
from benefitdsl.verify.deep.recipes import Cook
from benefitdsl.verify.history import Passing, Playing

HEAD = """
programme p
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

score liked
  review: daily
end

"""
SPENT = "component spent\n  of: liked\n  counts: sum of amount of order\n  window: in last 12 months\n"
SEEN = "component seen\n  of: liked\n  value: 500 - 20 * days since last order\n"
SCALED = "component more\n  of: liked\n  value: 300\n  scaled by: spent\n  scale: 0.01\n"
CASES: tuple[tuple[str, int | None], ...] = (
    (f"{SPENT}end\n", None),
    (f"{SPENT}  at most: 700\nend\n", 700),
    (f"{SEEN}end\n", 500),
    (f"{SPENT}  at most: 700\nend\n\n{SEEN}end\n", 1_200),
    (f"{SPENT}end\n\n{SEEN}end\n", None),
    (f"{SPENT}  at most: 200\nend\n\n{SCALED}end\n", 200 + 600),
    (f"{SPENT}  at most: 200\nend\n\n{SCALED}  at most: 50\nend\n", 250),
    (f"{SPENT}end\n\n{SCALED}  at most: 50\nend\n", None),
)


def rulebook_of(parts: str) -> Rulebook:
    return benefitdsl.load(HEAD + parts)


def bound(rulebook: Rulebook) -> int | None:
    return numbers_of(ScoreOf("liked"), facts_of(rulebook.plan, None)).most


@pytest.mark.parametrize(("parts", "most"), CASES)
def test_a_score_is_at_most_what_its_parts_are(parts: str, most: int | None) -> None:
    assert bound(rulebook_of(parts)) == most


@pytest.mark.parametrize(("parts", "most"), [each for each in CASES if each[1] is not None])
def test_no_history_goes_beyond_and_busy_ones_come_near(parts: str, most: int) -> None:
    rulebook = rulebook_of(parts)
    reached = max(map(highest, range(2), [rulebook] * 2))
    assert most * 9 // 10 < reached <= most


def highest(number: int, rulebook: Rulebook) -> int:
    """The highest value of any review in the busy history of this number."""
    history = list(busy_histories(Cook.of(rulebook.plan)))[number]
    playing, found = Playing(rulebook, None, lambda _: None), [0]
    for happening in history.happenings:
        playing.happen(happening)
        if isinstance(happening, Passing):
            found += [value for _, value in playing.session.snapshot("m1").scores]
    return max(found)
