"""The words that a catalogue brings: kinds, labels and standard names, by spelling and by abstract word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from benefitdsl.catalogue import Catalogue, FieldSpec, Kind, Spellings
from benefitdsl.syntax.words import LANGUAGES, NAME_CHARACTER, words_of

MEMBER = "member"  # begins the path of an attribute: member.birthday


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """A catalogue as the texts of one language see it. Standard names are known in every language's spelling."""

    catalogue: Catalogue
    language: str
    kinds: Mapping[str, Kind] = field(init=False)
    other_kinds: Mapping[str, Kind] = field(init=False)  # by the spellings of the other languages
    events: Mapping[str, str] = field(init=False)
    fields: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        kinds = self.catalogue.kinds
        own = {spelling: kind for kind in kinds for spelling in kind.labels.get(self.language, ())}
        every = {spelling: kind for kind in kinds for spelling in _all_spellings(kind.labels)}
        object.__setattr__(self, "kinds", own)
        object.__setattr__(
            self, "other_kinds", {word: kind for word, kind in every.items() if word not in own}
        )
        object.__setattr__(self, "events", _by_spelling(self._event_labels()))
        object.__setattr__(self, "fields", _by_spelling(self._field_labels()))

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, FieldSpec]]:
        """Return the fields of each kind by label; the label of the language field is understood in any language."""
        return {kind.word: self._labels_of(kind) for kind in self.catalogue.kinds}

    @cached_property
    def rows(self) -> Mapping[str, tuple[str, ...]]:
        """Return the labels of each kind that a key follows, the longest first."""
        return {
            kind: tuple(
                sorted((text for text, spec in labels.items() if spec.key != "none"), key=len, reverse=True)
            )
            for kind, labels in self.labels.items()
        }

    @cached_property
    def written_events(self) -> Mapping[str, str]:
        """Return how the formatter writes the standard events."""
        return self._written(self._event_labels())

    @cached_property
    def written_fields(self) -> Mapping[str, str]:
        return self._written(self._field_labels())

    def written(self, spellings: Spellings, word: str) -> str:
        """Return how the formatter writes something that a catalogue labels."""
        own = spellings.get(self.language)
        return own[0] if own else word

    @cached_property
    def head_pattern(self) -> re.Pattern[str]:
        """Match the kind's word that a line begins with. Without spaces between words, the name may follow at once."""
        spellings = sorted({*self.kinds, *self.other_kinds}, key=len, reverse=True)
        parts = (
            re.escape(each).replace(r"\ ", r"[ \t]+")
            + (rf"(?![{NAME_CHARACTER}])" if each[-1].isascii() else "")
            for each in spellings
        )
        return re.compile("|".join(parts) or r"(?!)")

    def is_standard(self, spelling: str) -> bool:
        return spelling in self.events or spelling in self.fields

    def _labels_of(self, kind: Kind) -> dict[str, FieldSpec]:
        return {
            spelling: spec
            for spec in kind.fields
            for spelling in (
                _all_spellings(spec.labels) if spec.form == "language" else spec.labels.get(self.language, ())
            )
        }

    def _event_labels(self) -> Iterable[tuple[str, Spellings]]:
        return ((kind.type.name, kind.labels) for kind in self.catalogue.events)

    def _field_labels(self) -> Iterable[tuple[str, Spellings]]:
        for event in self.catalogue.events:
            yield from event.field_labels.items()
        yield from ((attribute.field.name, attribute.labels) for attribute in self.catalogue.attributes)
        yield MEMBER, {code: words_of(code).groups["vocabulary"][MEMBER] for code in LANGUAGES}

    def _written(self, labels: Iterable[tuple[str, Spellings]]) -> dict[str, str]:
        written: dict[str, str] = {}
        for word, spellings in labels:
            written.setdefault(word, self.written(spellings, word))
        return written


def _by_spelling(labels: Iterable[tuple[str, Spellings]]) -> dict[str, str]:
    meanings: dict[str, str] = {}
    for word, spellings in labels:
        for spelling in _all_spellings(spellings):
            meanings.setdefault(spelling, word)
    return meanings


def _all_spellings(spellings: Spellings) -> Iterable[str]:
    return (spelling for of_language in spellings.values() for spelling in of_language)


_KEPT = 16
_vocabularies: dict[tuple[int, str], Vocabulary] = {}


def vocabulary(catalogue: Catalogue, language: str) -> Vocabulary:
    """Return the vocabulary of a catalogue, made once: a catalogue is a value, but too large to compare."""
    key = (id(catalogue), language)
    found = _vocabularies.get(key)
    if found is None or found.catalogue is not catalogue:
        while len(_vocabularies) >= _KEPT:
            _vocabularies.pop(next(iter(_vocabularies)), None)
        found = _vocabularies[key] = Vocabulary(catalogue, language)
    return found
