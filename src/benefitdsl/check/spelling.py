"""Standard words as the author writes them: messages to a Chinese file say `金额`, not `amount`."""

from __future__ import annotations

from collections.abc import Iterable

from benefitdsl.check.checked import Draft
from benefitdsl.source import Span
from benefitdsl.syntax.words import words_of


def spelled(draft: Draft, words: Iterable[str], near: Span) -> tuple[str, ...]:
    """Return the words, each once, as the file at a place spells them; own names stay as they are."""
    spellings = draft.spellings(language_at(draft, near))
    return tuple(dict.fromkeys(spellings.get(word, word) for word in words))


def language_at(draft: Draft, near: Span) -> str:
    """Return the language of the file that a place is in."""
    return next((module.language for module in draft.modules if module.file == near.file), "en")


def money(draft: Draft, number: str, near: Span) -> str:
    """Return a number as money of the programme: `398 CNY`, or `398元` in a Chinese file."""
    currency = draft.currency or "CNY"
    sign = words_of(language_at(draft, near)).groups["currencies"].get(currency, (currency,))[0]
    return f"{number} {sign}" if sign.isascii() else f"{number}{sign}"


def attribute(draft: Draft, name: str, near: Span) -> str:
    """Return how an attribute is read: `member.birthday`."""
    member = words_of(language_at(draft, near)).written("vocabulary", "member")
    return f"{member}.{spell(draft, name, near)}"


def spell(draft: Draft, word: str, near: Span) -> str:
    """Return one word as the file at a place spells it."""
    return spelled(draft, (word,), near)[0]
