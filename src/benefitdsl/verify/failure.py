"""What comes of telling a scenario: the failures of its steps, and steps that cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from benefitdsl.catalogue import Catalogue
from benefitdsl.engine.door import EventErrors
from benefitdsl.messages import Language
from benefitdsl.verify.said import Words, found_and_expected
from benefitdsl.verify.scenario import Scenario
from benefitdsl.verify.spelling import field_names, in_words

What = Callable[[Language], str]
"""What does not hold, said in a language."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a step should have given and what it gave, one line each. `time` is which of its times, where it is
    repeated."""

    line: int
    what: What
    expected: tuple[str, ...]
    actual: tuple[str, ...]
    time: int = 0


@dataclass(slots=True)
class Told:
    """The result of a scenario; it passed when there is no failure."""

    scenario: Scenario
    failures: list[Failure] = field(default_factory=list)
    effects: int = 0

    @property
    def passed(self) -> bool:
        return not self.failures


class BadStep(Exception):
    """A step that cannot be told: an unknown event, a time that is none."""

    def __init__(self, line: int, found: Words, expected: Words) -> None:
        super().__init__(found_and_expected(line, found, expected, "en"))
        self.line, self.found, self.expected = line, found, expected

    def text(self, language: Language) -> str:
        return found_and_expected(self.line, self.found, self.expected, language)


class BadEvent(Exception):
    """An event, or attributes, that the programme's door does not take."""

    def __init__(self, line: int, errors: EventErrors, catalogue: Catalogue, type_: str = "") -> None:
        super().__init__(f"line {line}: {errors}")
        self.line, self.errors, self.catalogue, self.type = line, errors, catalogue, type_

    def text(self, language: Language) -> str:
        """What the door says, of the fields by their words in the language."""
        names = field_names(self.catalogue, language, self.type)
        told = (replace(one, path=in_words(one.path, names)) for one in self.errors.errors)
        return EventErrors(told).text(language)


__all__ = ["BadEvent", "BadStep", "Failure", "Told", "What"]
