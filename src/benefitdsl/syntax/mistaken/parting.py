"""Chinese written without spaces, parted into the words that the language, the catalogue and a programme know."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

from benefitdsl.limits import MAX_NAME_CHARACTERS
from benefitdsl.source import fold
from benefitdsl.syntax.build import Place
from benefitdsl.syntax.grammar import Mishap, grammar
from benefitdsl.syntax.vocabulary import Vocabulary
from benefitdsl.syntax.words import words_of

_LONGEST: Final = 2 * MAX_NAME_CHARACTERS
_DIGIT: Final = re.compile(r"[0-9]")

Cost = Callable[[int, int, int], tuple[int, ...]]  # of unknown pieces, all pieces, unknown characters


def few_pieces(unknown: int, pieces: int, _characters: int) -> tuple[int, ...]:
    return unknown, pieces


def few_strangers(unknown: int, pieces: int, characters: int) -> tuple[int, ...]:
    return characters, unknown, pieces


def part_words(
    text: str, vocabulary: Vocabulary, cost: Cost = few_strangers, names: Collection[str] = ()
) -> str:
    """Return a run of Chinese with spaces between the words that the language, the catalogue and `names` know."""
    known = _known_words(vocabulary).union(names)
    longest = max(map(len, known), default=0)
    best: list[_Parting] = [_Parting()]
    for end in range(1, len(text) + 1):
        options = [
            best[start].with_word(text[start:end])
            for start in range(max(0, end - longest), end)
            if text[start:end] in known
        ]
        options.append(best[end - 1].with_stranger(text[end - 1]))
        best.append(min(options, key=lambda parting: (*cost(*parting.counts), parting.parts)))
    text = " ".join(best[-1].parts)
    return _before_digits(vocabulary.language).sub(r"\1", text)


@cache
def _before_digits(language: str) -> re.Pattern[str]:
    """Match the space between a word that a number follows and that number: 近30天 stays together."""
    words = words_of(language)
    spellings = (spelling for word in words.followed_by for spelling in words.words[word])
    return re.compile(rf"({'|'.join(spellings) or '(?!)'}) (?=[0-9])")


@dataclass(frozen=True, slots=True)
class _Parting:
    counts: tuple[int, int, int] = (0, 0, 0)
    parts: tuple[str, ...] = ()
    is_open: bool = False  # the last part is of unknown characters and may go on

    def with_word(self, word: str) -> _Parting:
        unknown, pieces, characters = self.counts
        return _Parting((unknown, pieces + 1, characters), (*self.parts, word))

    def with_stranger(self, character: str) -> _Parting:
        unknown, pieces, characters = self.counts
        if self.is_open:
            parts = (*self.parts[:-1], self.parts[-1] + character)
            return _Parting((unknown, pieces, characters + 1), parts, True)
        return _Parting((unknown + 1, pieces + 1, characters + 1), (*self.parts, character), True)


def _known_words(vocabulary: Vocabulary) -> frozenset[str]:
    words = words_of(vocabulary.language).words.values()
    spellings = (*(spelling for each in words for spelling in each), *vocabulary.events, *vocabulary.fields)
    return frozenset(spelling for spelling in spellings if not spelling.isascii())


def parted_as(
    rule: str, text: str, vocabulary: Vocabulary, names: Collection[str], before: str = ""
) -> str | None:
    """Return a name with spaces between its words, where it is all of words and then reads as a form of the language.

    For the message about a name that nobody defined: 订单或签到 is 订单 或 签到, as a trigger. `before` is what stands
    in front of it.
    """
    if words_of(vocabulary.language).stand_alone or len(text) > _LONGEST:
        return None
    parted = part_words(text, vocabulary, names=names)
    words = _known_words(vocabulary).union(names)
    pieces = parted.split()
    if len(pieces) < 2 or any(piece not in words and not _DIGIT.search(piece) for piece in pieces):
        return None
    return parted if reads_as(rule, before + parted, vocabulary) else None


def reads_as(rule: str, text: str, vocabulary: Vocabulary) -> bool:
    """Say whether a text is of a form of the language."""
    folded = fold(text)
    place = Place(folded, vocabulary)
    value = grammar(vocabulary.language).parse(rule, folded, 0, len(folded), place)
    return not isinstance(value, Mishap) and not place.found
