"""All questions of a reviewer about one programme, and about another version of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.verify.deep.answers import Answer, Witness
from benefitdsl.verify.deep.of_amounts import ask_amounts, ask_levels
from benefitdsl.verify.deep.of_goals import ask_goals
from benefitdsl.verify.deep.of_holdings import ask_holdings
from benefitdsl.verify.deep.of_refunds import ask_refunds
from benefitdsl.verify.deep.of_rules import ask_groups, ask_rules
from benefitdsl.verify.deep.of_versions import ask_versions
from benefitdsl.verify.deep.scene import Scene
from benefitdsl.verify.deep.stage import SEED
from benefitdsl.verify.deep.world import SolverMissing, require_solver

TIMEOUT_MS: Final = 2_000
QUESTIONS: Final[tuple[Callable[[Scene], Iterator[Answer]], ...]] = (
    ask_rules,
    ask_groups,
    ask_amounts,
    ask_levels,
    ask_goals,
    ask_holdings,
    ask_refunds,
)


def ask_all(
    rulebook: Rulebook, against: Rulebook | None = None, timeout_ms: int = TIMEOUT_MS
) -> Iterator[Answer]:
    """Every answer, as it is found. `timeout_ms` is what the solver may take for one of them. `SolverMissing`."""
    require_solver()
    scene = Scene(rulebook, timeout_ms)
    for answer in _asked(scene, None if against is None else Scene(against, timeout_ms)):
        yield _seeded(answer)


def _asked(scene: Scene, old: Scene | None) -> Iterator[Answer]:
    for ask in QUESTIONS:
        yield from ask(scene)
    if old is not None:
        yield from ask_versions(scene, old)


def _seeded(answer: Answer) -> Answer:
    """The answer with the seed in its histories that they were played with, if either version has draws."""
    if answer.witness is None:
        return answer
    history, compared = answer.witness.history, answer.witness.compared
    beside = None if compared is None else replace(compared, seed=SEED)
    return replace(answer, witness=Witness(replace(history, seed=SEED), beside))


__all__ = ["TIMEOUT_MS", "SolverMissing", "ask_all"]
