"""Full-width signs read as their ASCII twins, outside strings, quoted names and comments.

The result has the length of the input, so every offset in it is an offset in the author's text. The lexer reads the
folded text; values of strings and quoted names are taken from the original through their span.
"""

from __future__ import annotations

from typing import Final

from benefitdsl.source.regions import Region, regions

# The block of full-width twins, digits and signs. Letters are not folded: a name is refused, never read as another one.
_TWINS: Final = str.maketrans(
    "！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠［＼］＾＿｛｜｝～",
    "!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_{|}~",
)

# What NFKC does not know, or folds to something else. The right-hand side is always one character.
_OWN: Final = str.maketrans(
    {
        "、": ",",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "【": "[",
        "】": "]",
        "〔": "(",
        "〕": ")",
        "〜": "~",
        "∼": "~",
        "−": "-",
        "﹣": "-",
        "×": "*",
        "✕": "*",
        "÷": "/",
        "∕": "/",
        "∶": ":",
        "︰": ":",
        "﹕": ":",
        "﹐": ",",
        "﹑": ",",
        "﹔": ";",
        "﹪": "%",
        "￥": "¥",
        "≧": "≥",
        "⩾": "≥",
        "≦": "≤",
        "⩽": "≤",
        "⟶": "→",
    }
)

# Spaces that have a width; those that have none are refused by `hygiene`.
_SPACES: Final = dict.fromkeys(
    (0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000),
    0x20,
)

TABLE: Final[dict[int, int | str]] = {**_TWINS, **_OWN, **_SPACES}

# `≥ ≤ ≠ →` stay as they are, one character each: the lexer has them as spellings of `>= <= != ->`.


def fold(text: str) -> str:
    """Return the text as the lexer reads it, of the same length.

    >>> fold("金额 ≥ １２３，备注：“１２３”")
    '金额 ≥ 123,备注:"１２３"'
    """
    if text.isascii():
        return text
    parts: list[str] = []
    done = 0
    for region in regions(text):
        parts += (text[done : region.start].translate(TABLE), _folded_marks(text, region))
        done = region.end
    return "".join((*parts, text[done:].translate(TABLE)))


def _folded_marks(text: str, region: Region) -> str:
    """Fold the marks around a region, not its content."""
    content = text[region.inside]
    if region.kind == "string":
        content = _without_bare_quotes(content) if text[region.start] != '"' else content
    opener = text[region.start].translate(TABLE)
    closer = text[region.inside.stop : region.end].translate(TABLE)
    return opener + content + closer


def _without_bare_quotes(content: str) -> str:
    """Stand an apostrophe in for `"`, which is an ordinary character in “…” but would end the folded `"…"`."""
    if '"' not in content:
        return content
    kept: list[str] = []
    escaped = False
    for character in content:
        kept.append("'" if character == '"' and not escaped else character)
        escaped = character == "\\" and not escaped
    return "".join(kept)
