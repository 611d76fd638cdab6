"""What `check` says of a sound programme by intervals and sets alone: one finder for each question, in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from benefitdsl.analysis.bounds.endless import find_endless
from benefitdsl.analysis.conditions import find_conditions
from benefitdsl.analysis.finding import Finding
from benefitdsl.analysis.goals import find_levels, find_missions
from benefitdsl.analysis.turns import find_turns
from benefitdsl.plan.parts import Plan

FINDERS: Final[tuple[Callable[[Plan], Iterator[Finding]], ...]] = (
    find_conditions,
    find_turns,
    find_levels,
    find_missions,
    find_endless,
)


def remarks(plan: Plan) -> Iterator[Finding]:
    for find in FINDERS:
        yield from find(plan)
