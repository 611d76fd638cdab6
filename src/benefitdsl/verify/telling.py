"""From a path to a teller, and from a failure to the text that shows it."""

from __future__ import annotations

from pathlib import Path

from benefitdsl import api
from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.reference import Reference
from benefitdsl.std import STANDARD
from benefitdsl.verify.tell import Failure, Teller


def teller_of(path: Path) -> Teller:
    """A teller for the rules at `path` on both engines. Raises `RuleErrors`."""
    plan = api.load(path).plan
    return Teller(plan, (compile_plan(plan), Reference(plan)), STANDARD)


def failure_text(failure: Failure, file: str) -> str:
    """The failure in a few lines: where, expected and actual side by side."""
    lines = [f"{file}:{failure.line}: {failure.what}"]
    lines += [f"  expected  {line}" for line in failure.expected or ("nothing",)]
    lines += [f"  actual    {line}" for line in failure.actual or ("nothing",)]
    return "\n".join(lines) if failure.expected or failure.actual else lines[0]
