"""The lines of a text: where each stands, and which part of it is code and which a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from benefitdsl.source import regions

_LINE: Final = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_OPENERS: Final = re.compile('["「`]')


class Line(NamedTuple):
    """One line of the folded text. `start` and `end` hold its code, spaces around it left out; an empty code is a
    blank or a comment."""

    first: int  # where the line itself begins
    start: int
    end: int
    comment: str  # with its `#`, "" if there is none
    code: str


def lines_of(folded: str, original: str) -> Iterator[Line]:
    """Return the lines of a text; comments are taken from the original, their sign made ASCII."""
    at = 0
    while at < len(folded):
        found = _LINE.match(folded, at)
        stop = found.end() if found else len(folded)
        whole = folded[at:stop]
        cut = comment_start(whole)
        comment = "" if cut is None else "#" + original[at + cut + 1 : stop].rstrip()
        code = whole if cut is None else whole[:cut]
        stripped = code.strip()
        start = at + len(code) - len(code.lstrip()) if stripped else at
        yield Line(at, start, start + len(stripped), comment, stripped)
        at = stop


def comment_start(line: str) -> int | None:
    """Return where the comment of a folded line begins."""
    at = line.find("#")
    if at < 0:
        return None
    if _OPENERS.search(line, 0, at) is None:
        return at
    return next((region.start for region in regions(line) if region.kind == "comment"), None)


def find_outside_quotes(code: str, sign: str) -> int:
    """Return where a sign stands first outside texts and quoted names, or -1."""
    at = code.find(sign)
    if at < 0 or _OPENERS.search(code, 0, at) is None:
        return at
    quotes = [region for region in regions(code) if region.kind != "comment"]
    while at >= 0 and any(region.start <= at < region.end for region in quotes):
        at = code.find(sign, at + 1)
    return at
