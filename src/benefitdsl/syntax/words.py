"""The words of a language, as `grammar/words/<code>.toml` lists them, both ways, and the terminals made of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.resources import grammar_text
from benefitdsl.source.names import HAN, LATIN

LANGUAGES: Final = ("en", "zh")
LETTER: Final = f"{LATIN}{HAN}"
NAME_CHARACTER: Final = f"{LETTER}0-9_"

Spellings = Mapping[str, tuple[str, ...]]  # abstract word -> spellings, the first canonical

_SPACES: Final = r"[ \t]+"


@dataclass(frozen=True, slots=True)
class Words:
    """The word list of one language."""

    code: str
    stand_alone: bool
    words: Spellings  # [words] and [particles]: what the grammar's upper-case names stand for
    particles: frozenset[str]
    followed_by: Mapping[str, str]
    groups: Mapping[str, Spellings]

    def spelling(self, word: str) -> str:
        """Return how the formatter writes a word."""
        return self.words[word][0]

    def written(self, group: str, word: str) -> str:
        """Return how the formatter writes a word of a group, such as a unit."""
        return self.groups[group][word][0]

    def meaning(self, group: str) -> Mapping[str, str]:
        """Return the abstract word of each spelling of a group."""
        return _meanings(self.code, group)

    def pattern(self, group: str) -> str:
        """Return a regular expression for the spellings of a group, the longest first."""
        return _pattern(self.code, group)

    def terminal(self, word: str) -> tuple[str, ...]:
        """Return the definitions of the terminals of a word, one unless a spelling may stand before a name.

        A plain string yields to a longer name (Lark's rule for strings and expressions that match them), which is
        what a language without spaces needs. Where words are parted, one expression that ends where a name could not
        go on says the same, and takes runs of spaces.
        """
        spellings = _longest_first(self.words[word])
        follower = self.followed_by.get(word)
        if follower:
            return (f"{word.upper()}.2: /(?:{'|'.join(spellings)})(?=[ \\t]*{follower})/",)
        if self.stand_alone:
            parts = max(spelling.count(" ") for spelling in spellings)
            return (f"{word.upper()}.{2 + parts}: /(?:{'|'.join(map(_spelled, spellings))})/",)
        names = (terminal_name(word, at) for at in range(len(self.words[word])))
        return tuple(f'{name}: "{spelling}"' for name, spelling in zip(names, self.words[word], strict=True))

    def is_split(self, word: str) -> bool:
        """Say whether a word has several terminals."""
        return not self.stand_alone and word not in self.followed_by and len(self.words[word]) > 1

    def every_spelling(self) -> Iterable[str]:
        for spellings in (self.words, *self.groups.values()):
            for each in spellings.values():
                yield from each


def terminal_name(word: str, at: int) -> str:
    return f"{word.upper()}__{at + 1}" if at else word.upper()


def abstract_word(terminal: str) -> str:
    """Return the word that a terminal is a spelling of.

    >>> abstract_word("OR__2")
    'or'
    """
    return terminal.partition("__")[0].lower()


@cache
def words_of(language: str) -> Words:
    table = tomllib.loads(grammar_text(f"words/{language}.toml"))
    code, stand_alone = str(table.pop("code")), bool(table.pop("stand_alone"))
    followed_by = {str(word): str(follower) for word, follower in table.pop("followed_by", {}).items()}
    groups = {group: _spellings(entries) for group, entries in table.items()}
    words, particles = groups.pop("words"), groups.pop("particles")
    currencies = groups["currencies"]
    groups["currencies"] = {iso: (*currencies.get(iso, ()), iso) for iso in MINOR_DIGITS}
    return Words(code, stand_alone, {**words, **particles}, frozenset(particles), followed_by, groups)


@cache
def _pattern(language: str, group: str) -> str:
    return "|".join(map(_spelled, _longest_first(words_of(language).meaning(group))))


def _spelled(spelling: str) -> str:
    parts = _SPACES.join(re.escape(part) for part in spelling.split())
    return f"{parts}(?!\\w)" if spelling[-1].isascii() else parts


@cache
def _meanings(language: str, group: str) -> Mapping[str, str]:
    spellings = words_of(language).groups[group]
    return {spelling: word for word, all_of_it in spellings.items() for spelling in all_of_it}


def _spellings(entries: Mapping[str, Iterable[str]]) -> Spellings:
    return {word: tuple(spellings) for word, spellings in entries.items()}


def _longest_first(spellings: Iterable[str]) -> list[str]:
    return sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
