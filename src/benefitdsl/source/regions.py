"""The stretches of a text that are not to be read as code: strings, quoted names and comments.

A string is `"…"` (or `“…”`, `＂…＂`) on one line; it closes with the mark that belongs to the one that opened it.
A quoted name is 「…」 or stands in back-ticks and knows no escapes. A comment runs from `#` or `＃` to the end of its
line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["string", "name", "comment"]


@dataclass(frozen=True, slots=True)
class Region:
    """One such stretch, marks included. An open one ran into the end of its line."""

    kind: Kind
    start: int
    end: int
    is_closed: bool

    @property
    def inside(self) -> slice:
        """Return where its content stands in the text."""
        return slice(self.start + 1, self.end - 1 if self.is_closed and self.kind != "comment" else self.end)


def _string_body(closer: str) -> re.Pattern[str]:
    # Possessive, so that a long string without an end is read once.
    return re.compile(rf"(?:[^{closer}\\\r\n]++|\\[^\r\n])*+\\?+")


# Opening mark → kind, closing mark, what may stand before that.
_SHAPES: Final[dict[str, tuple[Kind, str, re.Pattern[str]]]] = {
    '"': ("string", '"', _string_body('"')),
    "＂": ("string", "＂", _string_body("＂")),
    "“": ("string", "”", _string_body("”")),
    "”": ("string", "”", _string_body("”")),  # what one gets from an input method that lost count
    "`": ("name", "`", re.compile(r"[^`\r\n]*+")),
    "「": ("name", "」", re.compile(r"[^」\r\n]*+")),
    "#": ("comment", "", re.compile(r"[^\r\n]*+")),
    "＃": ("comment", "", re.compile(r"[^\r\n]*+")),
}
CLOSERS: Final = {opener: closer for opener, (_, closer, _) in _SHAPES.items()}
_OPENER: Final = re.compile(f"[{''.join(_SHAPES)}]")


def regions(text: str) -> tuple[Region, ...]:
    """Return the strings, quoted names and comments of a text, in order. Linear in its length."""
    found: list[Region] = []
    at = 0
    while opener := _OPENER.search(text, at):
        kind, closer, body = _SHAPES[opener.group()]
        content = body.match(text, opener.end())
        at = content.end() if content else opener.end()
        is_closed = text.startswith(closer, at)
        if is_closed:
            at += len(closer)
        found.append(Region(kind, opener.start(), at, is_closed))
    return tuple(found)
