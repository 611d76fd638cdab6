"""The words of every diagnostic, in each language; `en.toml` and `zh.toml` say how an entry is written.

Templates know plain `{name}` slots and nothing else: no attributes, no indexes, no format specifications, so neither a
rule nor an event can reach anything through them. A slot without a fact is a mistake of ours and raises.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from benefitdsl.source.display import quoted

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")

# A doubled brace, a slot, or a brace that is neither.
_SLOT: Final = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of ours in a message, such as the type a value should have: a key of `[terms]` in `words.*.toml`."""

    key: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence that a catalogue brings along, in its languages: `(("en", "…"), ("zh", "…"))`. It stands as it is."""

    texts: tuple[tuple[str, str], ...]


# What a slot may hold: the author's text (or a name), a number, a word of ours, several of the first and last, or a
# sentence of a catalogue.
Fact = str | int | Term | Worded | tuple[str | Term, ...]
Facts = Mapping[str, Fact]


class UnknownLanguage(ValueError):
    """A language in which there are no words."""

    def __init__(self, language: str) -> None:
        super().__init__(
            f"there are no words in `{quoted(language)}`; the languages are {', '.join(LANGUAGES)}"
        )
        self.language = language


class UnknownMessage(LookupError):
    """A code, phrase, term or limit that has no words."""

    def __init__(self, key: str, language: str) -> None:
        super().__init__(f"no words for `{key}` in `{language}`")
        self.key = key


class UnfilledSlot(LookupError):
    """A template names a fact that the diagnostic does not carry, or has a brace that is no slot."""

    def __init__(self, template: str, slot: str) -> None:
        super().__init__(f"nothing to put into `{slot}` of `{template}`")
        self.template = template
        self.slot = slot


@dataclass(frozen=True, slots=True)
class Message:
    """All words of one code in one language. `message`, `help` and `phrases` are templates."""

    code: str
    title: str
    message: str
    help: str = ""
    explain: str = ""
    wrong: str = ""
    right: str = ""
    phrases: Mapping[str, str] = field(default_factory=dict)


def codes() -> tuple[str, ...]:
    """Return every code, in order."""
    return tuple(sorted(_table("en", "")))


def message(code: str, language: Language) -> Message:
    entry = _table(language, "").get(code)
    if entry is None:
        raise UnknownMessage(code, language)
    return Message(code=code, **entry)


def phrase(key: str, language: Language, code: str | None = None) -> str:
    """Return the template of a label or fix: the code's own phrase if it has one, the common one otherwise."""
    if code is not None and (own := message(code, language).phrases.get(key)) is not None:
        return own
    return word("phrases", key, language)


def term(key: str, language: Language) -> str:
    return word("terms", key, language)


def word(section: str, key: str, language: Language) -> str:
    """Return a word of `words.*.toml`: sections `phrases`, `terms`, `limits`, `units`, `frame`."""
    found = _table(language, "words.").get(section, {}).get(key)
    if not isinstance(found, str):
        raise UnknownMessage(f"{section}.{key}", language)
    return found


def slots(template: str) -> frozenset[str]:
    """Return the names of the slots of a template."""
    return frozenset(name for name in _SLOT.findall(template) if name)


def outline(template: str) -> str:
    """Return a template with `…` for each fact, as a page about the message shows it.

    >>> outline("`{name}` is too long")
    '`…` is too long'
    """
    return _SLOT.sub(lambda found: "…" if found[1] else found[0][0], template)


def fill(template: str, facts: Facts, language: Language) -> str:
    r"""Put the facts into the slots; the author's text is made visible and cut at 120 characters.

    >>> fill("`{name}` is too long", {"name": "a\x1b"}, "en")
    '`a\\u{1B}` is too long'
    """

    def shown(found: re.Match[str]) -> str:
        piece, name = found.group(), found.group(1)
        if piece in ("{{", "}}"):
            return piece[0]
        if name not in facts:  # a stray brace has no name
            raise UnfilledSlot(template, piece)
        return show(facts[name], language)

    return _SLOT.sub(shown, template)


def show(fact: Fact, language: Language) -> str:
    """Write one fact. Of several, the author's texts get back-ticks; of one, the template gives them."""
    match fact:
        case Term(key):
            return term(key, language)
        case Worded(texts):
            return dict(texts).get(language) or (texts[0][1] if texts else "")
        case tuple():
            parts = [
                f"`{quoted(each)}`" if isinstance(each, str) else term(each.key, language) for each in fact
            ]
            return word("frame", "between", language).join(parts)
        case int():
            return str(fact)
        case str():
            return quoted(fact)


@cache
def _table(language: Language, prefix: str) -> dict[str, dict[str, Any]]:
    if language not in LANGUAGES:  # a caller without a type checker
        raise UnknownLanguage(language)
    text = files("benefitdsl.messages").joinpath(f"{prefix}{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
