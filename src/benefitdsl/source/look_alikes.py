"""Letters that look like others: our own small table, since Unicode's is long, changes, and calls `m` and `rn` alike.

Each row reads "these look like that". Cyrillic and Greek are listed by case, because `Н` looks like H and `н` does not
look like h; full-width and styled letters are covered by NFKC before this table is asked.
"""

from __future__ import annotations

from typing import Final

_LETTERS: Final = {
    # Latin ← Cyrillic, Greek and Latin letters nobody tells apart from it
    "A": "АΑ",
    "B": "ВΒ",
    "C": "СϹ",
    "E": "ЕΕ",
    "F": "Ϝ",
    "G": "Ԍ",
    "H": "НΗ",
    "I": "ІΙӀİ",
    "J": "ЈͿ",
    "K": "КΚ",
    "M": "МΜ",
    "N": "Ν",
    "O": "ОΟ",
    "P": "РΡ",
    "Q": "Ԛ",
    "S": "Ѕ",
    "T": "ТΤ",
    "U": "Ս",
    "V": "Ѵ",
    "W": "Ԝ",
    "X": "ХΧ",
    "Y": "ҮΥ",
    "Z": "Ζ",
    "a": "аα",
    "b": "Ьв",
    "c": "сϲ",
    "d": "ԁ",
    "e": "е",
    "g": "ɡ",
    "h": "һ",
    "i": "іιı",
    "j": "јϳ",
    "k": "кκ",
    "l": "ӏ",
    "m": "м",
    "n": "пη",
    "o": "оοσ",
    "p": "рρ",
    "q": "ԛ",
    "r": "г",
    "s": "ѕ",
    "t": "тτ",
    "u": "υ",
    "v": "ѵν",
    "w": "ԝω",
    "x": "хχ",
    "y": "уүγ",
}

_HAN: Final = {
    # Pairs that a tired eye takes for one; both may be meant, but not both in one scope.
    "日": "曰",
    "已": "己巳",
    "未": "末",
    "土": "士",
    "人": "入",
    "千": "干",
    "戌": "戍戊",
    "天": "夭",
}

_CASELESS: Final = {
    # Applied after case folding, hence `i` stands for `I` too.
    "i": "1l|",
    "o": "0〇",
}


def _inverted(rows: dict[str, str]) -> dict[int, str]:
    return {ord(other): this for this, others in rows.items() for other in others}


LOOK_ALIKES: Final = _inverted(_LETTERS)
CASELESS_LOOK_ALIKES: Final = _inverted({**_HAN, **_CASELESS})
