"""Mistakes of numbers: other digits, other notations, missing units and currencies."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from benefitdsl.diagnostics import Diagnostic, Edit, Fact, Fix, error
from benefitdsl.syntax.mistaken.han import han_number
from benefitdsl.syntax.mistaken.idioms import rewritten
from benefitdsl.syntax.mistaken.wrong import Wrong, said

_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:[,' ][0-9]{3})+(?![0-9])(?:\.[0-9]+)?")
_NOTATION: Final = re.compile(
    r"(?<![0-9A-Za-z_])[0-9][0-9.]*[eE][+-]?[0-9]+(?![0-9A-Za-z])|(?<![0-9A-Za-z_])0[xob][0-9A-Fa-f]+(?![0-9A-Za-z_])|[0-9]+(?:_[0-9]+)+"
    r"|(?<![0-9A-Za-z_])\.[0-9]+|[0-9]+\.(?![0-9])|(?<![0-9A-Za-z_)] )(?<![0-9A-Za-z_)])\+[0-9.]+"
)
_NEGATIVE: Final = re.compile(r"(?<![0-9A-Za-z_)日月年号点])-\s*[0-9]+(?:\.[0-9]+)?")
_NEVER_BELOW_ZERO: Final = ("actions", "limit", "cap", "money", "amount", "integer", "percent")
_HAN_NUMBER: Final = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_AMONG_WEEKDAYS: Final = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天][,;、和及与跟或者\s]+$")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SIGNED_MONEY: Final = re.compile(r"([¥$€£])\s*([0-9]+(?:\.[0-9]+)?)")


def thousands(wrong: Wrong) -> Diagnostic | None:
    """1,000"""
    found = _near(wrong, _THOUSANDS)
    if found is None:
        return None
    plain = re.sub(r"[,' ]", "", wrong.folded[found[0] : found[1]])
    if not wrong.reads(wrong.replaced(*found, plain)):
        return None
    facts = {"found": wrong.original(*found), "plain": plain}
    return said("BEN062", wrong.place.span(*found), facts, (wrong.fix("replace", *found, plain),))


def other_notation(wrong: Wrong) -> Diagnostic | None:
    """1e3, 0x10, .5, 1."""
    found = _near(wrong, _NOTATION)
    if found is None:
        return None
    start, end = found
    text = wrong.folded[start:end]
    plain = _plain_number(text)
    fixes = (wrong.fix("plain", start, end, plain),) if plain else ()
    example = plain or "1000.50"
    facts = {"found": wrong.original(start, end), "example": example}
    return said("BEN061", wrong.place.span(start, end), facts, fixes)


def other_digits(wrong: Wrong) -> Diagnostic | None:
    """三次, ١٢"""
    start, end = wrong.found
    if start >= wrong.stop:
        start, end = wrong.before
    text = wrong.folded[start:end]
    if wrong.folded[start - 1 : start].isdigit():  # 2万 is no 2 and 万
        return None
    if _AMONG_WEEKDAYS.search(wrong.folded, wrong.begin, start):  # 每周一、三
        return None
    han = _HAN_NUMBER.match(text)
    if han is not None and text[han.end() :].startswith("折"):  # 九折 is no number but a share
        return None
    if han is not None and (value := han_number(han[0])) is not None and not _is_name_expected(wrong, start):
        end = start + han.end()
        if text[han.end() :].startswith("次抽"):  # 送一次抽奖 is not so many points
            return None
        plain = str(value)
    else:
        digits = re.match(r"[^\W0-9A-Za-z_]+|[²³¹½¼¾]+", wrong.folded[start : wrong.stop])
        plain = "".join(_digit(character) for character in digits[0]) if digits else ""
        if digits is None or not plain:
            return None
        end = start + len(plain)
    facts = {"found": wrong.original(start, end), "plain": plain}
    return said("BEN063", wrong.place.span(start, end), facts, (wrong.fix("replace", start, end, plain),))


def negative(wrong: Wrong) -> Diagnostic | None:
    """-5"""
    found = _near(wrong, _NEGATIVE)
    if found is None and wrong.form in _NEVER_BELOW_ZERO and (anywhere := _NEGATIVE.search(wrong.stretch)):
        found = wrong.start + anywhere.start(), wrong.start + anywhere.end()
    if found is None:
        return None
    return error("BEN073", wrong.place.span(*found), found=wrong.original(*found))


def currency_sign(wrong: Wrong) -> Diagnostic | None:
    """¥398"""
    for found in _SIGNED_MONEY.finditer(wrong.folded, wrong.start, wrong.end):
        currency = wrong.habit("currencies", found[1])
        plain = f"{found[2]} {currency}" if currency.isascii() else f"{found[2]}{currency}"
        fix = wrong.fix("replace", found.start(), found.end(), plain)
        facts = {"found": wrong.original(found.start(), found.end()), "plain": plain}
        return said("BEN081", wrong.place.span(found.start(), found.end()), facts, (fix,))
    return _code_before(wrong)


def _code_before(wrong: Wrong) -> Diagnostic | None:
    """RMB39, `CNY 9.90`"""
    codes = {code: code for code in wrong.grammar.words.groups["currencies"]} | wrong.habits("currencies")
    spellings = "|".join(re.escape(code) for code in sorted(codes, key=len, reverse=True) if code.isalpha())
    behind = re.compile(rf"(?<!\w)({spellings})\s*([0-9]+(?:\.[0-9]+)?)(?!\w)")
    found = behind.search(wrong.folded, max(wrong.begin, wrong.at - 8), wrong.stop)
    if found is None:
        return None
    place, currency = found.span(), codes[found[1]]
    plain = f"{found[2]} {currency}" if currency.isascii() else f"{found[2]}{currency}"
    if not wrong.reads(wrong.replaced(*place, plain)):
        return None
    facts = {"found": wrong.original(*place), "plain": plain}
    return said("BEN081", wrong.place.span(*place), facts, (wrong.fix("replace", *place, plain),))


def currency(wrong: Wrong) -> Diagnostic | None:
    """9.90, 9.90 RMB: where only money is expected, or may be."""
    number = _number_near(wrong)
    if number is None or not _may_be_money(wrong):
        return None
    start, end = number
    example = wrong.habit("examples", "money")
    unit = re.compile(r"\s*([^\W0-9_]+)").match(wrong.folded, end, wrong.stop)
    if unit is None:
        written = next(iter(wrong.habits("currencies").values()))
        new_text = (
            f"{wrong.folded[start:end]} {written}"
            if written.isascii()
            else f"{wrong.folded[start:end]}{written}"
        )
        fix = wrong.fix("add", start, end, new_text)
        return error(
            "BEN056",
            wrong.place.span(start, end),
            fixes=(fix,),
            number=wrong.original(start, end),
            example=example,
        )
    own = wrong.habits("currencies").get(unit[1])
    if own is None and wrong.form not in ("money", "amount"):
        return None
    fixes = (wrong.fix("replace", unit.start(1), unit.end(1), own),) if own else ()
    span = wrong.place.span(unit.start(1), unit.end(1))
    return error(
        "BEN057", span, fixes=fixes, found=wrong.original(unit.start(1), unit.end(1)), example=example
    )


def unit(wrong: Wrong) -> Diagnostic | None:
    """`within 7`, `30 d`."""
    number = _number_near(wrong)
    if number is not None and "PIECES" in wrong.expected and wrong.form == "limit":
        return _pieces_missing(wrong, *number)
    if number is None or not wrong.expected & {"DURATION", "CALENDAR_SPAN"}:
        return None
    start, end = number
    text = wrong.folded[start:end]
    words = wrong.grammar.words
    written = {name: words.written("units", name) for name in ("day", "week", "month", "year")}
    space = " " if words.stand_alone else ""
    behind = re.compile(r"\s*(个?[^\W0-9_]+)").match(wrong.folded, end, wrong.stop)
    found, own = ("", None) if behind is None else _own_unit(wrong, behind[1])
    if behind is not None and (own is not None or not _is_a_word(wrong, behind[1])):
        at = behind.start(1), behind.start(1) + len(found)
        fixes = (wrong.fix("replace", *at, own),) if own else ()
        known = tuple(spellings[0] for spellings in words.groups["units"].values())
        return error("BEN077", wrong.place.span(*at), fixes=fixes, found=wrong.original(*at), known=known)
    examples = tuple(f"{text}{space}{unit}" for unit in written.values())
    whole = rewritten(wrong, wrong.replaced(start, end, examples[0]).strip(), -1)
    if whole is not None and (start, end) == (wrong.begin, wrong.stop):  # 领取：7 lacks more than 天
        readings = whole[1]
    else:
        readings = examples[:1]
    adding = tuple(wrong.fix("add", start, end, each) for each in readings)
    span = wrong.place.span(start, end)
    return error("BEN058", span, fixes=adding, number=wrong.original(start, end), examples=examples)


def _pieces_missing(wrong: Wrong, start: int, end: int) -> Diagnostic:
    """每位会员 3"""
    new_text = f"{wrong.folded[start:end]}次"
    fixes = (wrong.fix("add", start, end, new_text),)
    facts: dict[str, Fact] = {"number": wrong.original(start, end), "missing": "次"}
    return said("BEN086", wrong.place.span(start, end), facts, fixes)


def percent(wrong: Wrong) -> Diagnostic | None:
    """`20`, `20%折`."""
    if wrong.form != "percent":
        return None
    example = wrong.habit("examples", "percent")
    found = re.compile(r"([0-9]+(?:\.[0-9]+)?\s*%)\s*(\S.*)").match(wrong.folded, wrong.begin, wrong.stop)
    if found is not None:
        at = found.start(2), found.end(2)
        fix = Fix("remove", (Edit(wrong.place.span(found.end(1), found.end(2)), ""),))
        example = found[1]
        return error(
            "BEN074", wrong.place.span(*at), fixes=(fix,), found=wrong.original(*at), example=example
        )
    number = _NUMBER.fullmatch(wrong.folded, wrong.begin, wrong.stop)
    if number is None:
        return None
    share = number[0]
    if share.startswith("0.") and len(share) <= len("0.05"):  # 0.3 is 30%
        share = str(int(share[2:].ljust(2, "0")))
    fix = wrong.fix("add", wrong.begin, wrong.stop, f"{share}%")
    return error("BEN086", wrong.span(), fixes=(fix,), number=wrong.author_text, missing="%")


def _digit(character: str) -> str:
    value = unicodedata.digit(character, -1)
    return str(value) if value >= 0 else ""


def _plain_number(text: str) -> str:
    """Return the number written out, or "" where it is too long or of another base."""
    if text.startswith("."):
        return f"0{text}"
    if text.endswith("."):
        return text[:-1]
    if text.startswith("+"):
        return text[1:]
    if "_" in text:
        return text.replace("_", "")
    mantissa, _, exponent = text.lower().partition("e")
    if not exponent.lstrip("+").isdigit() or len(exponent) > 3 or not mantissa.isdigit():
        return ""
    zeros = int(exponent)
    return mantissa + "0" * zeros if zeros <= 15 - len(mantissa) else ""


def _near(wrong: Wrong, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """Return the first match that the place of the mishap is in or behind."""
    text = wrong.folded
    for found in pattern.finditer(text, wrong.start, wrong.stop):
        if found.end() >= wrong.at - 1 and text.count('"', wrong.start, found.start()) % 2 == 0:
            return found.start(), found.end()
    return None


def _number_near(wrong: Wrong) -> tuple[int, int] | None:
    """Return the number at which, or right behind which, the parser gave up."""
    here = _NUMBER.match(wrong.folded, wrong.at, wrong.stop)
    if here is not None:
        return here.start(), here.end()
    start, end = wrong.before
    return (start, end) if _NUMBER.fullmatch(wrong.folded, start, end) else None


def _may_be_money(wrong: Wrong) -> bool:
    return (
        wrong.form == "money"
        or (wrong.form == "amount" and not wrong.is_at_end)
        or wrong.expected == {"MONEY"}
    )


def _is_name_expected(wrong: Wrong, start: int) -> bool:
    return (
        start == wrong.at
        and "NAME" in wrong.expected
        and not wrong.expected & {"NUMBER", "PIECES", "DURATION"}
    )


def _own_unit(wrong: Wrong, text: str) -> tuple[str, str | None]:
    """Return what of the text is a unit, and how it should be written, if that is known."""
    own = wrong.habits("units")
    is_parted = wrong.grammar.words.stand_alone
    fitting = [unit for unit in own if text == unit or (not is_parted and text.startswith(unit))]
    if fitting:
        found = max(fitting, key=len)
        return found, str(own[found])
    return text, wrong.near(text, wrong.grammar.words.meaning("units"))


def _is_a_word(wrong: Wrong, text: str) -> bool:
    spellings = wrong.grammar.words.every_spelling()
    if wrong.grammar.words.stand_alone:
        return any(text in spelling.split() for spelling in spellings)
    return any(text.startswith(spelling) for spelling in spellings)
