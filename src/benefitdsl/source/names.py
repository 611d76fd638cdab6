"""What may be a name, and which names a reader would take for one another.

A bare name begins with a Latin or Han letter and goes on with letters, digits and `_`; the ranges are written out, so
that the answer does not change with the Unicode version of the Python that runs us. Anything else printable may stand
in 「…」 or back-ticks. Names are refused rather than repaired: the author gets the repaired spelling as a fix.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from benefitdsl.limits import MAX_NAME_CHARACTERS
from benefitdsl.source.characters import character_name, code_point
from benefitdsl.source.hygiene import Flaw, Patch
from benefitdsl.source.look_alikes import CASELESS_LOOK_ALIKES, LOOK_ALIKES

# Precomposed letters of European languages, Vietnamese and pinyin; not: ligatures, digraphs, clicks, `ſ`, fonts.
LATIN: Final = (
    r"A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e"
    r"\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u01e6\u01e7\u01f8\u01f9\u0218-\u021b\u1ea0-\u1ef9"
)
# The unified ideographs and their extensions A to I, and 〇; not: compatibility ideographs, radicals, strokes.
HAN: Final = (
    r"\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002a6df\U0002a700-\U0002b739\U0002b740-\U0002b81d"
    r"\U0002b820-\U0002cea1\U0002ceb0-\U0002ebe0\U0002ebf0-\U0002ee5d\U00030000-\U0003134a\U00031350-\U000323af"
)
NAME: Final = rf"[{LATIN}{HAN}][{LATIN}{HAN}0-9_]*"  # for the lexer; see MAX_NAME_CHARACTERS

_LETTER: Final = re.compile(f"[{LATIN}{HAN}]")
_STRANGER: Final = re.compile(f"[^{LATIN}{HAN}0-9_]")
_COMPATIBILITY: Final = re.compile(r"[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_GREEK_OR_CYRILLIC: Final = re.compile(r"[\u0370-\u052f\u1c80-\u1c8f\u1f00-\u1fff\u2de0-\u2dff\ua640-\ua69f]")


def name_problem(name: str, *, is_quoted: bool = False) -> Flaw | None:
    """Return what is wrong with the form of a name, its quotation marks taken off; offsets count from its start.

    >>> name_problem("满398送棉柔巾") is None
    True
    >>> name_problem("ѕcore").patch.new_text
    'score'
    """
    whole = (0, len(name))
    if len(name) > MAX_NAME_CHARACTERS:
        return Flaw("BEN103", *whole, {"found": len(name), "limit": MAX_NAME_CHARACTERS})
    if is_quoted and (not name or name != name.strip()):
        return Flaw("BEN107", *whole, {"name": name}, _renamed(name, name.strip()))
    if old := _COMPATIBILITY.search(name):
        return _strange(name, old, "BEN106", _renamed(name, unicodedata.normalize("NFKC", name)))
    composed = unicodedata.normalize("NFC", name)
    if composed != name:
        return Flaw("BEN104", *whole, {"name": name}, _renamed(name, composed))
    return _mixed_scripts(name) if is_quoted else _bare_name_problem(name)


def confusable_skeleton(name: str) -> str:
    """Return what two names have in common when a reader could take one for the other, upper and lower case included.

    A skeleton is for comparing within one scope; it is no name and is never shown.

    >>> confusable_skeleton("Score") == confusable_skeleton("ѕс0re")
    True
    """
    # Twice, since case folding brings new look-alikes: `Σ` is no O, but its small letter looks like one.
    return _plain(_plain(name).casefold()).translate(CASELESS_LOOK_ALIKES)


def _bare_name_problem(name: str) -> Flaw | None:
    if stranger := _STRANGER.search(name):
        return _look_alike(name, stranger) or _strange(name, stranger, "BEN102", _in_quotes(name))
    if not _LETTER.match(name):
        return Flaw("BEN101", 0, len(name), {"name": name}, _in_quotes(name))
    return None


def _mixed_scripts(name: str) -> Flaw | None:
    """Quoted names may be of any script, but Latin with Greek or Cyrillic in one name is a trap, never a wish."""
    stranger = _GREEK_OR_CYRILLIC.search(name)
    return _look_alike(name, stranger) if stranger and re.search(f"[{LATIN}]", name) else None


def _look_alike(name: str, stranger: re.Match[str]) -> Flaw | None:
    """Return the flaw of a letter that has a Latin twin; the fix replaces every such letter of the name."""
    twin = _plain(stranger.group())
    if not (twin.isascii() and twin.isalpha()):
        return None
    return _strange(name, stranger, "BEN105", _renamed(name, _plain(name)), twin=twin)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(LOOK_ALIKES)


def _strange(name: str, found: re.Match[str], code: str, patch: Patch | None, **more: str) -> Flaw:
    facts = {
        "name": name,
        "character": found.group(),
        "code_point": code_point(found.group()),
        "character_name": character_name(found.group()),
        **more,
    }
    return Flaw(code, found.start(), found.end(), facts, patch)


def _renamed(name: str, new_name: str) -> Patch | None:
    return Patch("rename", 0, len(name), new_name) if new_name else None


def _in_quotes(name: str) -> Patch | None:
    return Patch("quote_name", 0, len(name), f"「{name}」") if name and "」" not in name else None
