r"""What a string stands for: `"…"` with the escapes `\"`, `\\`, `\n` and `\u{1F600}`."""

from __future__ import annotations

import re
from typing import Final

from benefitdsl.limits import MAX_STRING_CHARACTERS
from benefitdsl.source.characters import escape
from benefitdsl.source.display import UNSAFE
from benefitdsl.source.hygiene import Flaw, Patch, is_refused_everywhere

_ESCAPE: Final = re.compile(r"\\(?:u\{(?P<hex>[0-9A-Fa-f]{1,6})\}|(?P<plain>[\s\S]?))")
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
