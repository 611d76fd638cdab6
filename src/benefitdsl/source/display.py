"""The author's text on a screen: how wide it is, and how to show it so that it cannot act on the terminal."""

from __future__ import annotations

import re
import unicodedata

from benefitdsl.limits import MAX_SHOWN_CHARACTERS

# Anything a terminal obeys, hides or reorders; a tab and a line ending too, where the text is quoted in a sentence.
UNSAFE = (
    r"\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u2800\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
)
_UNSAFE = re.compile(f"[{UNSAFE}]")


def escape(character: str) -> str:
    r"""Write a character as rule files do: `\u{202E}`."""
    return f"\\u{{{ord(character):X}}}"


def visible(text: str) -> str:
    """Write out what would act on the terminal, hide or change the direction of the text."""
    return _UNSAFE.sub(lambda found: escape(found.group()), text)


def clipped(text: str, limit: int = MAX_SHOWN_CHARACTERS) -> str:
    """Return at most `limit` characters; a cut is shown by `…`."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quoted(text: str) -> str:
    r"""Return the author's text as a message may show it: visible and short.

    >>> print(quoted("a\x1b[2J"))
    a\u{1B}[2J
    """
    return visible(clipped(text))


def character_width(character: str) -> int:
    """Return the columns a character takes: 0, 1 or 2. Ambiguous width counts as 1, as most terminals do."""
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def display_width(text: str) -> int:
    return len(text) if text.isascii() else sum(map(character_width, text))
