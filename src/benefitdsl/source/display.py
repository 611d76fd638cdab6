"""The author's text on a screen: how wide it is, and how to show it so that it cannot act on the terminal."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from benefitdsl.limits import MAX_SHOWN_CHARACTERS
from benefitdsl.source.characters import BIDI, INVISIBLE, LINE_BREAKS, NEVER, PRIVATE, escape

# Anything a terminal obeys, hides or reorders.
UNSAFE: Final = re.compile(rf"[{NEVER}{PRIVATE}{BIDI}{INVISIBLE}{LINE_BREAKS}\t\r\n]")


def visible(text: str) -> str:
    """Write out what would act on the terminal, hide or change the direction of the text."""
    return UNSAFE.sub(lambda found: escape(found.group()), text)


def clipped(text: str, limit: int = MAX_SHOWN_CHARACTERS) -> str:
    """Return at most `limit` characters; a cut is shown by `…`."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quoted(text: str) -> str:
    r"""Return the author's text as a message may show it: visible and short.

    >>> print(quoted("a\x1b[2J"))
    a\u{1B}[2J
    """
    return visible(clipped(text))


def _character_width(character: str) -> int:
    """Return the columns a character takes: 0, 1 or 2. Ambiguous width counts as 1, as most terminals do."""
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def display_width(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_character_width, text))


class Window(NamedTuple):
    """The part of a line that is shown; `text[i]` is the line's character `start + i`, but for `…` at a cut end."""

    text: str
    start: int


def window(line: str, at: int, limit: int = MAX_SHOWN_CHARACTERS) -> Window:
    """Return at most `limit` characters of a line, around the character at `at`."""
    if len(line) <= limit:
        return Window(line, 0)
    start = min(max(at - limit // 3, 0), len(line) - limit)
    text = line[start : start + limit]
    text = "…" + text[1:] if start > 0 else text
    text = text[:-1] + "…" if start + limit < len(line) else text
    return Window(text, start)
