"""The parser of each language, made from the grammar's text and the word list. The only file that knows Lark.

A parser is built on first use and kept. It calls a `Builder` while it parses, so no parse tree is ever made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from threading import Lock
from typing import Any, Final, cast

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken
from lark.lexer import ContextualLexer
from lark.utils import TextSlice

from benefitdsl.catalogue import FieldSpec
from benefitdsl.resources import grammar_text
from benefitdsl.syntax.build import Builder
from benefitdsl.syntax.words import LANGUAGES, LETTER, NAME_CHARACTER, Words, terminal_name, words_of

# Start rule of each value form of the catalogue; a choice is looked up, not parsed.
START_OF_FORM: Final = {
    "text": "text",
    "name": "name_form",
    "names": "names",
    "things": "names",
    "flag": "flag",
    "integer": "integer",
    "money": "money",
    "amount": "amount",
    "percent": "percent",
    "factor": "factor",
    "duration": "duration",
    "lasting": "lasting",
    "window": "window_field",
    "limit": "limit",
    "cap": "cap",
    "schedule": "schedule",
    "condition": "condition",
    "value": "value",
    "trigger": "trigger",
    "actions": "actions",
    "match": "match",
    "goal": "goal",
    "quantity": "quantity_form",
    "dates": "dates",
    "time": "time",
    "time_range": "time_range",
    "field_type": "field_type",
    "currency": "currency",
    "timezone": "timezone",
    "language": "language",
    "file": "file",
}
STARTS: Final = (*dict.fromkeys(START_OF_FORM.values()), "most", "head", "row_name", "row_number", "one_line")


def start_of(spec: FieldSpec) -> str:
    """The start rule of a field's value: a limit that is measured by something may be one of money."""
    return "most" if spec.form == "limit" and spec.measured_by else START_OF_FORM[spec.form]


_REFERENCE: Final = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True)
class Mishap:
    """Where a text stopped being of the form: offsets in the text, and the terminals that could have followed."""

    start: int
    end: int
    found: str  # "" at the end
    terminal: str
    ask: Callable[[], Iterable[str]]  # for those terminals: asking takes a while

    @cached_property
    def expected(self) -> frozenset[str]:
        return frozenset(self.ask())


class _CheckedLexer(ContextualLexer):
    """A lexer whose terminals `check_terminals` has compared; Lark would do so at every start where it can."""

    def __init__(self, conf: Any, states: Any, always_accept: Any = ()) -> None:
        conf.skip_validation = True
        super().__init__(conf, states, always_accept)


class Grammar:
    """The parser of one language."""

    def __init__(self, language: str) -> None:
        self.words = words_of(language)
        self._builder = Builder(self.words)
        self._lock = Lock()
        self._lark = Lark(
            grammar_of(self.words),
            parser="lalr",
            lexer="contextual",
            start=list(STARTS),
            transformer=self._builder,
            keep_all_tokens=True,
            strict=True,
            _plugins={"ContextualLexer": _CheckedLexer},
        )

    def parse(self, start: str, text: str, begin: int, end: int, context: Any) -> Any:
        """Return the value of `text[begin:end]`, or a `Mishap`.

        `text` is folded; `context` tells the builder where the text stands and takes the mistakes it finds.
        """
        with self._lock:  # the builder is bound into the parser, so a parser serves one thread at a time
            self._builder.context = context
            try:
                return self._lark.parse(TextSlice(text, begin, end), start=start)
            except UnexpectedInput as mishap:
                return _mishap(mishap, text, end)

    def terminals(self) -> dict[str, str]:
        """Return every terminal and its expression."""
        return {terminal.name: terminal.pattern.to_regexp() for terminal in self._lark.terminals}


def _mishap(error: UnexpectedInput, text: str, end: int) -> Mishap:
    match error:
        case UnexpectedToken(token=token):
            if token.type == "$END":
                return Mishap(end, end, "", "$END", lambda: error.accepts or error.expected)
            start = token.start_pos or 0
            return Mishap(
                start, start + len(token), str(token), token.type, lambda: error.accepts or error.expected
            )
        case UnexpectedCharacters():
            at = cast(int, error.pos_in_stream)
            return Mishap(at, at + 1, text[at : at + 1], "", lambda: error.allowed)
        case UnexpectedEOF():
            return Mishap(end, end, "", "$END", lambda: error.expected)
        case _:
            raise error


@cache
def grammar(language: str) -> Grammar:
    """Return the parser of a language, built on first use."""
    return Grammar(language)


def check_terminals(language: str) -> None:
    """Raise if two terminals that may stand in one place can match the same text (needs interegular).

    Letters are thinned out to those of the words and one of each script, or the comparison would never end.
    """
    words = words_of(language)
    spelled = {character for spelling in words.every_spelling() for character in spelling}
    letters = "".join(sorted(filter(str.isalpha, spelled)))
    text = grammar_of(words).replace(NAME_CHARACTER, f"{letters}0-9_").replace(LETTER, letters)
    Lark(text, parser="lalr", lexer="contextual", start=list(STARTS), strict=True)


def contexts(language: str) -> list[tuple[tuple[str, str], ...]]:
    """Return the terminals, and their expressions, that may stand in one place, for each place."""
    terminals = grammar(language).terminals()
    lexers = cast(Any, grammar(language))._lark.parser.lexer.lexers.values()
    names = {frozenset(terminal.name for terminal in lexer.terminals) for lexer in lexers}
    return [tuple((name, terminals[name]) for name in sorted(place)) for place in names]


def grammar_of(words: Words) -> str:
    """Return the whole grammar of a language, as Lark reads it."""
    text = grammar_text("benefit.lark") + "\n" + grammar_text(f"order/{words.code}.lark")
    for word in words.words:
        if words.is_split(word):
            text = _with_spellings(text, word, len(words.words[word]))
    terminals = (line for word in words.words for line in words.terminal(word))
    return _REFERENCE.sub(lambda found: _piece(found[1], words), text) + "\n" + "\n".join(terminals) + "\n"


def _with_spellings(text: str, word: str, count: int) -> str:
    names = " | ".join(terminal_name(word, at) for at in range(count))
    return re.sub(rf"\b{word.upper()}\b", f"({names})", text)


def _piece(group: str, words: Words) -> str:
    match group:
        case "letter":
            return LETTER
        case "word":
            return NAME_CHARACTER
        case "languages":
            return "|".join(LANGUAGES)
        case _:
            return words.pattern(group)
