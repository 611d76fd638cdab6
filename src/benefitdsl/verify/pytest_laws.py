"""Laws as pytest items: one for each law of rules that have any, tried in histories made for so many seconds.

A law that no history concerned is skipped, never passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any, Final

import pytest

from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Language
from benefitdsl.verify.laws import Breach, tell
from benefitdsl.verify.looking import laws_of
from benefitdsl.verify.search import Finding, Findings, Search
from benefitdsl.verify.story import say, story_of
from benefitdsl.verify.tell import Teller

SEED: Final = 1
_TRIED = pytest.StashKey[set[Path]]()


def law_items(
    parent: pytest.Collector, path: Path, teller: Callable[[], Teller], language: Language, seconds: float
) -> Iterator[pytest.Item]:
    """The laws of the rules at a path. Rules that several files name are tried once, those without laws of their own
    never."""
    tried = parent.config.stash.setdefault(_TRIED, set())
    if path.resolve() in tried:
        return
    tried.add(path.resolve())
    rulebook = teller().rulebook
    if rulebook.plan.laws:
        trial = _Trial(path, rulebook, language, seconds)
        for law in laws_of(rulebook.plan):
            yield LawItem.from_parent(parent, name=f"law {law} [{path.name}]", law=law, trial=trial)


class _Trial:
    """One search for all laws of some rules, made when the first of its items runs."""

    def __init__(self, path: Path, rulebook: Rulebook, language: Language, seconds: float) -> None:
        self.path, self.rulebook, self.language, self.seconds = path, rulebook, language, seconds
        self._findings: Findings | None = None

    def __call__(self) -> Findings:
        if self._findings is None:
            until = monotonic() + self.seconds
            self._findings = Search(self.rulebook, SEED).run(lambda _: monotonic() < until)
        return self._findings


class LawBroken(Exception):
    """A law does not hold."""

    def __init__(self, breach: Breach, finding: Finding | None) -> None:
        super().__init__(f"the law `{breach.law}` does not hold")
        self.breach, self.finding = breach, finding


class LawItem(pytest.Item):
    """One law of some rules, tried in generated histories."""

    def __init__(self, *, law: str, trial: _Trial, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.law = law
        self.trial = trial

    def runtest(self) -> None:
        findings = self.trial()
        for breach in findings.at_rest:
            if breach.law == self.law:
                raise LawBroken(breach, None)
        tried = next((one for one in findings.tried if one.law == self.law), None)
        if tried is None:
            return  # what needs no history to be seen was not seen
        if tried.finding is not None:
            raise LawBroken(tried.finding.breach, tried.finding)
        if not tried.concerned:
            pytest.skip(f"none of {findings.histories} histories concerned the law `{self.law}`")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The story, what was found and what the law says; no traceback into the search."""
        if not isinstance(excinfo.value, LawBroken):
            return super().repr_failure(excinfo, style)
        breach, finding = excinfo.value.breach, excinfo.value.finding
        language, rulebook = self.trial.language, self.trial.rulebook
        says, found = tell(breach, rulebook, language)
        lines = [] if finding is None else story_of(rulebook, finding.history, language)
        if finding is not None:
            path = str(self.trial.path)
            lines.append(say("again", language, rules=path, seed=SEED, number=finding.number))
        return "\n".join([*lines, say("found", language, text=found), say("says", language, text=says)])

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"law: {self.name}"
