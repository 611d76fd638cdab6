"""From a path to a teller, and from a failure to the text that shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benefitdsl import api
from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.reference import Reference
from benefitdsl.messages import Language
from benefitdsl.std import STANDARD
from benefitdsl.verify.failure import Failure
from benefitdsl.verify.said import said
from benefitdsl.verify.tell import Teller

if TYPE_CHECKING:
    from benefitdsl.verify.coverage.programmes import Programmes


def teller_of(path: Path, language: Language = "en", programmes: Programmes | None = None) -> Teller:
    """A teller for the rules at `path` on both engines; `programmes` look on. Raises `RuleErrors`."""
    plan = api.load(path).plan
    watcher = None if programmes is None else programmes.watcher(plan, api.read(path))
    return Teller(plan, (compile_plan(plan), Reference(plan)), STANDARD, language, watcher=watcher)


def failure_text(failure: Failure, file: str, language: Language = "en") -> str:
    """The failure in a few lines: where, expected and actual side by side."""
    which = said("time", count=failure.time).text(language) if failure.time else ""
    lines = [f"{file}:{failure.line}: {failure.what(language)}{which}"]
    nothing = (said("nothing").text(language),)
    labels = [said(key).text(language) for key in ("expected", "actual")]
    for label, told in zip(labels, (failure.expected, failure.actual), strict=True):
        lines += [f"  {label.ljust(max(map(len, labels)))}  {line}" for line in told or nothing]
    return "\n".join(lines) if failure.expected or failure.actual else lines[0]
