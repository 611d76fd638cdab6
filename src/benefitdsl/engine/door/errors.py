"""What can be wrong with an event, as values; BEN920 to BEN945 have the words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from benefitdsl.limits import MAX_ERRORS, MAX_SHOWN_CHARACTERS
from benefitdsl.messages import Language, fill, message, phrase, word


@dataclass(frozen=True, slots=True)
class EventError:
    """One thing that is wrong with an event.

    `path` is its place (`items[2].price`; "" is the event as a whole), `found` what stands there, `expected` what
    should: a phrase of the code (a type, a reason), a limit, or the name that was probably meant.
    """

    code: str
    path: str = ""
    found: str = ""
    expected: str = ""

    def message(self, language: Language = "en") -> str:
        words = message(self.code, language)
        expected = words.phrases.get(self.expected, self.expected)
        return fill(words.message, {"path": self.path, "found": self.found, "expected": expected}, language)

    def help(self, language: Language = "en") -> str:
        """What to do about it; "" where the message says it all."""
        if self.code in ("BEN926", "BEN928", "BEN944") and self.expected:
            return fill(phrase("did_you_mean", language), {"suggestion": self.expected}, language)
        return message(self.code, language).help

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "path": self.path, "found": self.found, "expected": self.expected}


class EventErrors(ValueError):
    """An event, or attributes, that cannot be read; `errors` has everything that is wrong, 50 at most."""

    def __init__(self, errors: Iterable[EventError]) -> None:
        self.errors = tuple(errors)[:MAX_ERRORS]
        super().__init__(self.errors)

    def __str__(self) -> str:
        return self.text()

    def text(self, language: Language = "en") -> str:
        """All of them on one line."""
        return word("frame", "clause_between", language).join(self.messages(language))

    def messages(self, language: Language = "en") -> tuple[str, ...]:
        return tuple(each.message(language) for each in self.errors)


class Refused(Exception):
    """Problems on their way up through the readers; each level puts its own step before their paths."""

    def __init__(self, problems: list[EventError]) -> None:
        super().__init__()
        self.problems = problems

    def under(self, step: str) -> list[EventError]:
        return [replace(each, path=_join(step, each.path)) for each in self.problems]


def _join(step: str, path: str) -> str:
    return f"{step}.{path}" if step and path and path[0] != "[" else step + path


def refuse(code: str, found: object = "", expected: object = "") -> NoReturn:
    raise refusal(code, found, expected)


def refusal(code: str, found: object = "", expected: object = "") -> Refused:
    return Refused([EventError(code, "", shown(found), str(expected))])


def shown(value: object) -> str:
    """What was found, short: texts and numbers as they are, the rest by shape."""
    match value:
        case str():
            return value if len(value) <= MAX_SHOWN_CHARACTERS else value[:MAX_SHOWN_CHARACTERS] + "…"
        case None | bool():
            return json.dumps(value)
        case int():
            return str(value) if value.bit_length() < 200 else f"≈2^{value.bit_length()}"
        case Mapping():
            return "{…}" if value else "{}"
        case list() | tuple():
            return "[…]" if value else "[]"
        case float() | Decimal():
            return shown(str(value))
        case datetime() | date():
            return value.isoformat()
        case _:
            return type(value).__name__
