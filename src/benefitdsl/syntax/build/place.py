"""Where the text that is being parsed stands, and what the builder finds wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from benefitdsl.catalogue import FieldSpec
from benefitdsl.diagnostics import Diagnostic, Fact, Fix, Severity
from benefitdsl.source import Span
from benefitdsl.syntax.vocabulary import Vocabulary

Refers = Literal["event", "field", "other"]  # where names of the standard vocabulary are words


def refers_of(spec: FieldSpec) -> Refers:
    """Return what the names in a field are names of."""
    match spec.refers:
        case "event":
            return "event"
        case "field" | "attribute":
            return "field"
        case _:
            return "other"


@dataclass(slots=True)
class Place:
    """The text that offsets of tokens count in, and where it stands in its file."""

    original: str
    vocabulary: Vocabulary
    file: int = 0
    offset: int = 0
    refers: Refers = "other"  # what names that stand alone are names of
    found: list[Diagnostic] = field(default_factory=list)

    def span(self, start: int, end: int) -> Span:
        return Span(self.file, self.offset + start, self.offset + end)

    def report(self, code: str, span: Span, fixes: tuple[Fix, ...] = (), **facts: Fact) -> None:
        self.found.append(Diagnostic(code, Severity.ERROR, span, facts, fixes=fixes))
