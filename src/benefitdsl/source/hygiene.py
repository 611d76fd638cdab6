"""What may not stand in a rule file: signs nobody sees, signs that reorder the line, signs that some programs take for
the end of a line and others do not.

Each kind is one diagnostic that names the code point and its place. Nothing is dropped silently, nor read as something
else: the author gets a fix instead, and the file stays what she sees.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

from benefitdsl.limits import MAX_ERRORS, MAX_LINE_CHARACTERS
from benefitdsl.source.characters import (
    BIDI,
    INVISIBLE,
    LINE_BREAKS,
    NEVER,
    PRIVATE,
    character_name,
    code_point,
    escape,
)
from benefitdsl.source.regions import Region, regions

_REFUSED: Final = re.compile(
    f"(?P<BEN002>[{NEVER}{PRIVATE}]+)"
    f"|(?P<BEN003>[{BIDI}]+)"
    f"|(?P<BEN004>[{INVISIBLE}]+)"
    f"|(?P<BEN008>[{LINE_BREAKS}]+)"
    r"|(?P<BEN009>\r(?!\n))"
)
_REFUSED_EVERYWHERE: Final = re.compile(rf"[{NEVER}\x0b-\x1f\x85]")


@dataclass(frozen=True, slots=True)
class Patch:
    """What would put a flaw right: the text from `start` to `end` becomes `new_text`; `key` is the phrase for it."""

    key: str
    start: int
    end: int
    new_text: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """A mistake found in a piece of text, before it is known in which file, and where in it, that stands."""

    code: str
    start: int
    end: int
    facts: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    patch: Patch | None = None


def flaws(text: str) -> tuple[Flaw, ...]:
    """Return what may not stand in the text, one flaw per run of signs of a kind; 50 at most, as many as are shown."""
    return tuple(islice(chain(_long_lines(text), _refused_signs(text)), MAX_ERRORS))


def is_refused_everywhere(character: str) -> bool:
    r"""Say whether a character may not even be written as `\u{…}` in a string.

    >>> is_refused_everywhere("\x1b"), is_refused_everywhere("\u202e")
    (True, False)
    """
    return _REFUSED_EVERYWHERE.match(character) is not None


def _refused_signs(text: str) -> Iterator[Flaw]:
    strings: tuple[Region, ...] | None = None
    for run in _REFUSED.finditer(text):
        if strings is None:  # most files never get here
            strings = tuple(region for region in regions(text) if region.kind == "string")
        code, signs = run.lastgroup or "", run.group()
        facts = {
            "code_point": code_point(signs[0]),
            "name": character_name(signs[0]),
            "escape": escape(signs[0]),
        }
        key, new_text = _remedy(code, signs, in_string=_is_inside(strings, run.start()))
        patch = Patch(key, run.start(), run.end(), new_text) if key else None
        yield Flaw(code, run.start(), run.end(), facts, patch)


def _remedy(code: str, signs: str, *, in_string: bool) -> tuple[str, str]:
    """Offer what keeps the meaning: an escape in a string, a line end for a line end, nothing for the invisible."""
    if code == "BEN009":
        return "line_end", "\n"
    if code == "BEN008":
        return ("escape", "\\n") if in_string else ("line_end", "\n")
    if "\ufffd" in signs:
        return "", ""  # a character was lost here, and only the author knows which
    if in_string and not any(map(is_refused_everywhere, signs)):
        return "escape", "".join(map(escape, signs))
    return "remove", ""


def _long_lines(text: str) -> Iterator[Flaw]:
    if len(text) <= MAX_LINE_CHARACTERS:
        return
    for line in re.finditer(r"[^\r\n]+", text):
        length = line.end() - line.start()
        if length > MAX_LINE_CHARACTERS:
            yield Flaw("BEN011", line.start(), line.end(), {"found": length, "limit": MAX_LINE_CHARACTERS})


def _is_inside(ordered: tuple[Region, ...], offset: int) -> bool:
    before = bisect_right(ordered, offset, key=lambda region: region.start) - 1
    return before >= 0 and offset < ordered[before].end
