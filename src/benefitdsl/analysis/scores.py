"""How much a score can come to: the sum of its parts, each as much as its value, its scale and its `at most` let it."""

from __future__ import annotations

from collections.abc import Callable

from benefitdsl.plan.expr import Expr, ScoreOf
from benefitdsl.plan.parts import Score, ScorePart
from benefitdsl.plan.walk import walk

MostOf = Callable[[Expr], int | None]
"""The most that an expression of the member can be, None where nothing bounds it."""


def most_of_score(score: Score, most_of: MostOf) -> int | None:
    """The most at any review (spec §14.2), None where a part has no bound."""
    found: dict[str, int | None] = {}
    for part in score.parts:
        found[part.id] = _most_of_part(part, found, most_of)
    known = [each for each in found.values() if each is not None]
    return sum(known) if len(known) == len(found) else None


def _most_of_part(part: ScorePart, before: dict[str, int | None], most_of: MostOf) -> int | None:
    """Entries have no end of their own: only `at most` bounds them."""
    value = None if part.event or _reads_scores(part) else most_of(part.value)
    most = None if value is None else max(0, value // part.denominator)
    if part.scale is not None:
        other, numerator, denominator = part.scale
        scale = before[other]
        most = None if most is None or scale is None else most * scale * numerator // denominator
    return min((each for each in (most, part.most) if each is not None), default=None)


def _reads_scores(part: ScorePart) -> bool:
    return any(isinstance(node, ScoreOf) for node in walk(part.value))


__all__ = ["most_of_score"]
