"""Short ways to a block, its parts and its problems."""

from __future__ import annotations

from typing import Any

from benefitdsl.catalogue import Kind, Part, Row
from benefitdsl.plan.parts import Titles
from tests.contracts.samples import CONTEXT, ORIGIN, parameters_of


def lowered(kind: Kind, **said: Any) -> tuple[Part, ...]:
    block = parameters_of(kind, **said)
    assert kind.problems(block) == ()
    return kind.lower(block, CONTEXT)


def problem_places(kind: Kind, **said: Any) -> list[str | tuple[str, str | int]]:
    """The fields, and keys of rows, that the kind objects to."""
    problems = kind.problems(parameters_of(kind, **said))
    assert all(set(problem.message) == {"en", "zh"} for problem in problems)
    return [problem.word if problem.key is None else (problem.word, problem.key) for problem in problems]


def row(key: str | int, value: Any) -> Row:
    return Row(key, value, Titles(), ORIGIN)
