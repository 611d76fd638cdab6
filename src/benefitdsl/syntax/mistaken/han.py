"""Numbers in Chinese signs."""

from __future__ import annotations

from typing import Final

_HAN_DIGITS: Final = {
    sign: value for value, signs in enumerate("零〇 一 二两 三 四 五 六 七 八 九".split()) for sign in signs
}
_HAN_TENS: Final = {"十": 10, "百": 100, "千": 1000}


def han_number(text: str) -> int | None:
    """Return what a number in Chinese signs stands for, up to 万.

    >>> han_number("三百九十八"), han_number("十"), han_number("二〇")
    (398, 10, 20)
    """
    if not any(sign in _HAN_TENS or sign == "万" for sign in text):
        return int("".join(str(_HAN_DIGITS[sign]) for sign in text))
    total, section, digit = 0, 0, 0
    for sign in text:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif sign in _HAN_TENS:
            section += (digit or 1) * _HAN_TENS[sign]
            digit = 0
        else:
            total, section, digit = total + (section + digit or 1) * 10_000, 0, 0
    return total + section + digit


def off(tenths: str) -> str | None:
    """Return what is taken off where so many tenths are paid; None where that is nothing or all.

    >>> off("七"), off("8.5"), off("85"), off("10")
    ('30%', '15%', '15%', '90%')
    """
    digits = "".join(sign if sign.isascii() else str(han_number(sign)) for sign in tenths.replace(".", ""))
    pays = int(digits) if len(digits) > 1 else int(digits) * 10
    return f"{100 - pays}%" if 0 < pays < 100 else None
