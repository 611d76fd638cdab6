"""The facts of a mistake, before it has a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from benefitdsl.catalogue import FieldSpec, Kind
from benefitdsl.diagnostics import Diagnostic, Edit, Fact, Fix, Severity, did_you_mean
from benefitdsl.source import Span, fold
from benefitdsl.syntax.build import Place
from benefitdsl.syntax.grammar import Grammar, Mishap
from benefitdsl.syntax.habits import habits_of
from benefitdsl.syntax.words import NAME_CHARACTER, abstract_word

MOST_EXPECTED: Final = 6

What = Literal["value", "label", "no_colon", "choice", "no_value", "depth"]

# What a person would call one word: a text, a quoted name, a number with what is glued to it, a name, a sign.
WORD: Final = re.compile(
    rf'"(?:[^"\\\r\n]|\\[^\r\n])*"?|「[^」\r\n]*」?|`[^`\r\n]*`?|[{NAME_CHARACTER}]+(?:\.[0-9]+)?|[<>!=]=|[-=]>|[^\s]'
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A stretch of a block that is not what it should be. Offsets count from the block's start."""

    what: What
    place: Place
    folded: str
    start: int
    end: int
    kind: Kind
    spec: FieldSpec | None
    rule: str
    mishap: Mishap | None
    grammar: Grammar

    # ------------------------------------------------------------------------------------------------ the text

    @property
    def language(self) -> str:
        return self.grammar.words.code

    @property
    def stretch(self) -> str:
        return self.folded[self.start : self.end]

    @property
    def text(self) -> str:
        """Return the folded text, runs of spaces taken as one."""
        return " ".join(self.stretch.split())

    @property
    def begin(self) -> int:
        """Return where the text begins, spaces passed over."""
        stretch = self.stretch
        return self.start + len(stretch) - len(stretch.lstrip())

    @property
    def stop(self) -> int:
        return self.start + len(self.stretch.rstrip())

    @property
    def author_text(self) -> str:
        return self.original(self.begin, self.stop)

    def original(self, start: int, end: int) -> str:
        return self.place.original[start:end]

    def span(self) -> Span:
        """Return the span of the whole text; where it is empty, the place where it should be."""
        if self.begin >= self.stop:
            return self.place.span(self.start, max(self.start, self.end))
        return self.place.span(self.begin, self.stop)

    # ------------------------------------------------------------------------------------------------ the place

    @property
    def at(self) -> int:
        """Return where the parser gave up."""
        return self.stop if self.mishap is None else min(max(self.mishap.start, self.begin), self.stop)

    @property
    def is_at_end(self) -> bool:
        return self.at >= self.stop

    @property
    def expected(self) -> frozenset[str]:
        """Return the abstract words and upper-case terminals that could have followed."""
        names = self.mishap.expected if self.mishap is not None else frozenset()
        return frozenset(name.partition("__")[0] for name in names)

    @property
    def found(self) -> tuple[int, int]:
        """Return the place of the word at which the parser gave up."""
        word = WORD.match(self.folded, self.at, self.stop)
        return (self.at, self.stop) if word is None else (word.start(), word.end())

    @property
    def before(self) -> tuple[int, int]:
        """Return the place of the word before that one."""
        place = (self.begin, self.begin)
        for word in WORD.finditer(self.folded, self.begin, self.stop):
            if word.end() > self.at:
                break
            place = (word.start(), word.end())
        return place

    # ------------------------------------------------------------------------------------------------ what it should be

    @property
    def form(self) -> str:
        return (
            self.spec.form if self.spec is not None else ("one_line" if self.rule == "one_line" else "name")
        )

    @property
    def example(self) -> str:
        return self.habit("examples", self.form)

    def habits(self, section: str) -> dict[str, Any]:
        return dict(habits_of(self.language)[section])

    def habit(self, section: str, key: str) -> str:
        return str(habits_of(self.language)[section][key])

    def choices(self) -> Iterable[str]:
        if self.spec is None:
            return ()
        return tuple(label for each in self.spec.choices for label in each.labels.get(self.language, ()))

    def canonical_choices(self) -> Iterable[str]:
        if self.spec is None:
            return ()
        return tuple(self.place.vocabulary.written(each.labels, each.word) for each in self.spec.choices)

    def expected_spellings(self) -> list[str]:
        """Return the words of the language that could have followed."""
        words = self.grammar.words.words
        names = (abstract_word(name) for name in sorted(self.expected))
        return [spelling for name in names if name in words for spelling in words[name]]

    def expected_words(self) -> list[str]:
        """Return what could have followed, where that is a handful of words."""
        words = self.grammar.words.words
        names = sorted(abstract_word(name) for name in self.expected - {"$END"})
        if not 1 <= len(names) <= MOST_EXPECTED or any(name not in words for name in names):
            return []
        return [words[name][0] for name in names]

    # ------------------------------------------------------------------------------------------------ what would do

    def reads(self, text: str) -> bool:
        """Say whether a folded text would be read without a mistake here."""
        return self.reads_as(self.rule, text)

    def reads_as(self, rule: str, text: str) -> bool:
        """Say whether a folded text would be read without a mistake as something else."""
        place = Place(text, self.place.vocabulary, refers=self.place.refers)
        value = self.grammar.parse(rule, text, 0, len(text), place)
        return not isinstance(value, Mishap) and not place.found

    def replaced(self, start: int, end: int, text: str) -> str:
        """Return the folded text with a part of it replaced."""
        return self.folded[self.start : start] + text + self.folded[end : self.end]

    def near(self, text: str, candidates: Iterable[str]) -> str | None:
        """Return the candidate that a slip may have turned into the text: never another number, period or direction."""
        telling = self.habits("telling")
        signs, words = _telling(text, telling["signs"]), {*text.split()} & {*telling["words"]}
        return did_you_mean(
            text,
            (
                each
                for each in candidates
                if _telling(each, telling["signs"]) == signs
                and words <= {*each.split()}
                and not each.isdecimal()
            ),
        )

    def is_mended_by(self, fix: Fix) -> bool:
        """Say whether the stretch would be read with a fix made; of a fix that begins a new line, its first line."""
        text, done = "", self.start
        for edit in fix.edits:
            start, end = edit.span.start - self.place.offset, edit.span.end - self.place.offset
            if start < done or end > self.end:
                return True  # it reaches out of the stretch, and is made of what was read already
            text += self.folded[done:start] + fold(edit.new_text)
            done = end
        text += self.folded[done : self.end]
        return self.reads(text.partition("\n")[0])

    def fix(self, key: str, start: int, end: int, new_text: str) -> Fix:
        edit = Edit(self.place.span(start, end), new_text)
        return Fix(key, (edit,), {"new_text": new_text})


def _telling(text: str, signs: str) -> list[str]:
    return sorted(sign for sign in text if sign in signs)


def said(code: str, span: Span, facts: Mapping[str, Fact], fixes: tuple[Fix, ...] = ()) -> Diagnostic:
    """Return an error whose facts were gathered."""
    return Diagnostic(code, Severity.ERROR, span, facts, fixes=fixes)
