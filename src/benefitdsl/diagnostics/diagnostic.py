"""The values: a diagnostic, its labels in other places, and the fixes it offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import assert_never

from benefitdsl.messages import Fact, Facts, Language, Message, fill, message, phrase
from benefitdsl.source.place import Span


class Severity(Enum):
    """An error stops `load`; a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        match self:
            case Severity.ERROR:
                return 0
            case Severity.WARNING:
                return 1
            case Severity.INFO:
                return 2
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Label:
    """Another place that matters, and a phrase about it; its facts come on top of the diagnostic's."""

    span: Span
    key: str
    facts: Facts = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `new_text` where `span` is; an empty span inserts."""

    span: Span
    new_text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that would make the diagnostic go away; `title_key` is a phrase."""

    title_key: str
    edits: tuple[Edit, ...]
    facts: Facts = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake, once. `span` is None where no place can be named, such as an empty folder.

    `labels` are underlined beside the author's line; `related` are places named in one line each.
    """

    code: str
    severity: Severity
    span: Span | None
    facts: Facts = field(default_factory=dict, hash=False)
    labels: tuple[Label, ...] = ()
    fixes: tuple[Fix, ...] = ()
    related: tuple[Label, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def place(self) -> tuple[int, int, int, int, str]:
        """Order by file, place, then weight; what has no place comes first."""
        span = self.span or Span(-1, 0, 0)
        return (span.file, span.start, span.end, self.severity.rank, self.code)

    def words(self, language: Language) -> Message:
        return message(self.code, language)

    def message(self, language: Language) -> str:
        return fill(self.words(language).message, self.facts, language)

    def help(self, language: Language) -> str:
        return fill(self.words(language).help, self.facts, language)

    def phrase(self, part: Label | Fix, language: Language) -> str:
        """Return the sentence of one of this diagnostic's labels or fixes."""
        key = part.key if isinstance(part, Label) else part.title_key
        return fill(phrase(key, language, self.code), {**self.facts, **part.facts}, language)


def error(
    code: str,
    span: Span | None,
    *,
    labels: tuple[Label, ...] = (),
    fixes: tuple[Fix, ...] = (),
    related: tuple[Label, ...] = (),
    **facts: Fact,
) -> Diagnostic:
    """Return an error; every further keyword is a fact.

    >>> error("BEN007", Span(0, 4, 5), limit=64).facts["limit"]
    64
    """
    return Diagnostic(code, Severity.ERROR, span, facts, labels, fixes, related)


def warning(
    code: str,
    span: Span | None,
    *,
    labels: tuple[Label, ...] = (),
    fixes: tuple[Fix, ...] = (),
    related: tuple[Label, ...] = (),
    **facts: Fact,
) -> Diagnostic:
    return Diagnostic(code, Severity.WARNING, span, facts, labels, fixes, related)


def info(
    code: str,
    span: Span | None,
    *,
    labels: tuple[Label, ...] = (),
    fixes: tuple[Fix, ...] = (),
    related: tuple[Label, ...] = (),
    **facts: Fact,
) -> Diagnostic:
    return Diagnostic(code, Severity.INFO, span, facts, labels, fixes, related)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text of one file with the edits made; edits that overlap raise ValueError."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda each: each.span):
        if edit.span.start < done:
            raise ValueError("two edits of one fix overlap")
        parts += (text[done : edit.span.start], edit.new_text)
        done = edit.span.end
    return "".join((*parts, text[done:]))
