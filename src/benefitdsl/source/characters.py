"""The characters that are no ordinary text, as ranges of a regular expression, and what Unicode calls them.

The ranges are written out: a property of `unicodedata` may change with the Python that runs us, a rule file may not.
"""

from __future__ import annotations

import unicodedata
from typing import Final

# Never, not even as an escape in a string: C0 and C1 controls, surrogates, and what Unicode promises never to assign.
_NONCHARACTERS: Final = r"\ufdd0-\ufdef" + "".join(
    f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(17)
)
NEVER: Final = r"\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff" + _NONCHARACTERS

# No two programs show these alike: private use, the sign for a missing object, the one for a lost character.
PRIVATE: Final = r"\ue000-\uf8ff\ufffc\ufffd\U000f0000-\U000ffffd\U00100000-\U0010fffd"

# These change the direction in which the text around them is shown (the Trojan Source attack).
BIDI: Final = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

# Zero-width signs, fillers, variation selectors, tag characters and whatever else a font shows as nothing.
INVISIBLE: Final = (
    r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U00013440\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)

# `str.splitlines` splits here and editors do not, or the other way round.
LINE_BREAKS: Final = r"\x0b\x0c\x1c-\x1e\x85\u2028\u2029"

_C0: Final = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI "
    "DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
).split()


def code_point(character: str) -> str:
    """Return how Unicode writes it, such as `U+202E`."""
    return f"U+{ord(character):04X}"


def escape(character: str) -> str:
    r"""Write a character as rule files do: `\u{202E}`."""
    return f"\\u{{{ord(character):X}}}"


def character_name(character: str) -> str:
    """Return the name of a character in Unicode's English; a control has its short name, such as `ESC`."""
    if character < "\x20":
        return _C0[ord(character)]
    return unicodedata.name(character, _unnamed(character))


def _unnamed(character: str) -> str:
    match unicodedata.category(character):
        case "Cc":
            return "CONTROL CHARACTER"
        case "Cs":
            return "SURROGATE"
        case "Co":
            return "PRIVATE USE"
        case _:
            return "NO CHARACTER"
