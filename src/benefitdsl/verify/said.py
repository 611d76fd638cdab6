"""What is said of scenario files, in the reader's language: templates of `[scenario]` in `messages/words.*.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benefitdsl.messages import Language, word
from benefitdsl.source.display import visible

Fact = str | int | tuple[str, str]
"""A text as it stands, a number, or what is said in English and in Chinese."""


@dataclass(frozen=True, slots=True)
class Said:
    """A template and its facts."""

    key: str
    facts: Mapping[str, Fact]

    def text(self, language: Language = "en") -> str:
        text = word("scenario", self.key, language)
        for name, fact in self.facts.items():
            given = fact[language == "zh"] if isinstance(fact, tuple) else str(fact)
            text = text.replace("{" + name + "}", visible(given))
        return text


Words = str | Said
"""What needs no language, such as the author's own text, or what does."""


def said(key: str, **facts: Fact) -> Said:
    return Said(key, facts)


def one_of(words: Iterable[str], chinese: Mapping[str, str] | None = None) -> Said:
    words = tuple(words)
    return said(
        "one_of", words=(", ".join(words), "、".join((chinese or {}).get(each, each) for each in words))
    )


def found_and_expected(line: int, found: Words, expected: Words, language: Language) -> str:
    """The sentence of a mistake in a file."""
    key = "found" if line else "found_in_file"
    told = said(key, line=line, found=text_of(found, language), expected=text_of(expected, language))
    return told.text(language)


def text_of(words: Words, language: Language) -> str:
    return words if isinstance(words, str) else words.text(language)
