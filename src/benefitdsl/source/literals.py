r"""What a string stands for: `"…"` with the escapes `\"`, `\\`, `\n` and `\u{1F600}`; and strings without an end."""

from __future__ import annotations

import re
from typing import Final

from benefitdsl.limits import MAX_STRING_CHARACTERS
from benefitdsl.source.characters import escape
from benefitdsl.source.display import UNSAFE
from benefitdsl.source.hygiene import Flaw, Patch, is_refused_everywhere
from benefitdsl.source.regions import CLOSERS, Region, regions

_ESCAPE: Final = re.compile(r"\\(?:u\{(?P<hex>[0-9A-Fa-f]{1,6})\}|(?P<plain>[\s\S]?))")
_WRONG_CLOSERS: Final = frozenset({*CLOSERS.values(), "“"}) - {""}
_PLAIN: Final = {'"': '"', "\\": "\\", "n": "\n", "”": "”", "“": "“", "＂": "＂"}


def string_value(literal: str) -> tuple[str, tuple[Flaw, ...]]:
    r"""Return the value of a string as it was written, marks included, and what is wrong with it.

    Offsets of the flaws count from the opening mark. The value is usable even then: a bad escape stays as written.

    >>> string_value(r'"2\u{00D7}\n"')
    ('2×\n', ())
    """
    flaws: list[Flaw] = []

    def decoded(found: re.Match[str]) -> str:
        start, end, written = found.start() + 1, found.end() + 1, found.group()
        if found["hex"] is not None:
            code = int(found["hex"], 16)
            if code <= 0x10FFFF and not is_refused_everywhere(chr(code)):
                return chr(code)
            flaws.append(Flaw("BEN015", start, end, {"escape": written}))
        elif found["plain"] in _PLAIN:
            return _PLAIN[found["plain"]]
        else:
            doubled = Patch("double_backslash", start, end, "\\" + written)
            flaws.append(Flaw("BEN014", start, end, {"escape": written}, doubled))
        return written

    value = _ESCAPE.sub(decoded, literal[1:-1])
    if len(value) > MAX_STRING_CHARACTERS:
        facts = {"found": len(value), "limit": MAX_STRING_CHARACTERS}
        flaws.append(Flaw("BEN016", 0, len(literal), facts))
    return value, tuple(flaws)


def format_string(value: str) -> str:
    r"""Write a value as a string that reads back as the same value and hides nothing.

    >>> print(format_string('say "hi"'))
    "say \"hi\""
    """
    plain = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{UNSAFE.sub(lambda found: escape(found.group()), plain)}"'


def unclosed(text: str) -> tuple[Flaw, ...]:
    """Return the strings and quoted names that run into the end of their line.

    >>> [flaw.patch.new_text for flaw in unclosed("title: “2 packs")]
    ['”']
    """
    return tuple(_unclosed(text, region) for region in regions(text) if not region.is_closed)


def _unclosed(text: str, region: Region) -> Flaw:
    opener = text[region.start]
    closer = CLOSERS[opener]
    written = text[region.start : region.end].rstrip()
    end = region.start + len(written)
    # `“…"` is closed with the wrong mark: that is replaced, rather than another put after it.
    begin = end - 1 if len(written) > 1 and written[-1] in _WRONG_CLOSERS - {closer} else end
    code = "BEN012" if region.kind == "string" else "BEN013"
    # A backslash at the end would take the mark for its own.
    is_escaping = region.kind == "string" and (len(written) - len(written.rstrip("\\"))) % 2 == 1
    patch = None if is_escaping else Patch("close", begin, end, closer)
    return Flaw(code, region.start, region.start + 1, {"opener": opener, "closer": closer}, patch)
