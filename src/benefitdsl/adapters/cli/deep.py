"""The questions of `check --deep`: asked of a programme, told on the terminal or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from benefitdsl.adapters.cli.exits import DONE, USAGE, WARNINGS
from benefitdsl.adapters.cli.output import say, stop
from benefitdsl.adapters.cli.progress import progress
from benefitdsl.adapters.cli.rules import read_plan
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Fact, Language, fill, word
from benefitdsl.plan.parts import Plan
from benefitdsl.std import STANDARD
from benefitdsl.verify.deep.answers import Answer
from benefitdsl.verify.deep.ask import SolverMissing, ask_all
from benefitdsl.verify.deep.telling import AnswerWords


def tell_deep(
    path: Path, plan: Plan, form: str, language: Language, against: Path | None, timeout_s: float
) -> int:
    """Ask everything of one programme and write what was found. The exit code that --strict asks for."""
    rulebook = Rulebook(plan, catalogue=STANDARD)
    other = None if against is None else Rulebook(read_plan(against, language).plan, catalogue=STANDARD)

    def asked() -> Iterator[Answer]:
        with progress(word("deep", "asking", language), None) as advance:
            for answer in ask_all(rulebook, other, int(timeout_s * 1_000)):
                if advance is not None:
                    advance(1)
                yield answer

    try:
        answers = list(asked())
    except SolverMissing:
        stop(word("deep", "missing", language), USAGE)
    words = AnswerWords(rulebook, language, other)
    if form == "json":
        told = {"programme": plan.id, "answers": [words.to_json(answer) for answer in answers]}
        say(json.dumps(told, separators=(",", ":")))
    else:
        for answer in answers:
            for line in words.lines(answer):
                say(line)
        say(_summary(path, answers, language))
    return WARNINGS if any(answer.is_harm or answer.verdict == "undecided" for answer in answers) else DONE


def _summary(path: Path, answers: Sequence[Answer], language: Language) -> str:
    facts: dict[str, Fact] = {
        "path": str(path),
        "asked": len(answers),
        "harm": sum(answer.is_harm for answer in answers),
        "known": sum(answer.is_to_know for answer in answers),
        "open": sum(answer.verdict == "undecided" for answer in answers),
    }
    return fill(word("deep", "summary", language), facts, language)
