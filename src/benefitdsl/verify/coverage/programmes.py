"""The programmes that scenarios are told of, each once: one in two languages is one programme, told of twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from benefitdsl.api.reading import Reading
from benefitdsl.messages import Language
from benefitdsl.plan.parts import Plan
from benefitdsl.std import STANDARD
from benefitdsl.verify.coverage.report import Report, report_of
from benefitdsl.verify.coverage.scene import Watcher
from benefitdsl.verify.coverage.words import Words


@dataclass(slots=True)
class Covered:
    """A programme, who looks on at its scenarios, and what it was written as in each language, with its plan."""

    watcher: Watcher
    written: dict[Language, tuple[Plan, Reading | None]] = field(default_factory=dict)

    def report(self, language: Language | None = None) -> tuple[Report, Words]:
        """What was seen so far, and the words for it: in the language asked for, else that of the rules."""
        first = next(iter(self.written))
        spoken = language or first
        plan, reading = self.written.get(spoken, self.written[first])
        return report_of(plan, reading, self.watcher.seen), Words(plan, spoken, STANDARD.names(spoken))


class Programmes:
    """All programmes by their version."""

    def __init__(self) -> None:
        self._covered: dict[str, Covered] = {}

    def watcher(self, plan: Plan, reading: Reading | None) -> Watcher:
        """Who looks on at scenarios of a plan. `reading` is what it was written as."""
        if plan.version not in self._covered:
            self._covered[plan.version] = Covered(Watcher(plan))
        covered = self._covered[plan.version]
        covered.written.setdefault("en" if reading is None else reading.language, (plan, reading))
        return covered.watcher

    def __iter__(self) -> Iterator[Covered]:
        return iter(self._covered.values())


_SHARE: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?%?")


def share_of(text: str) -> Fraction | None:
    """A percentage: `90%`, `90`, `87.5%`; None of what is none, or of more than all.

    >>> share_of("87.5%")
    Fraction(7, 8)
    """
    if _SHARE.fullmatch(text) is None:
        return None
    share = Fraction(text.removesuffix("%")) / 100
    return share if share <= 1 else None
