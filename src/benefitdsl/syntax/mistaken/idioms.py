"""Turns of phrase that are natural and not ours: `once per customer`, 每人限1次. They stand in `grammar/mistakes/`.

Each is rewritten in the order of the table until the stretch reads; what was changed is shown with what to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from benefitdsl.diagnostics import Diagnostic, Edit, Fix
from benefitdsl.source import Span, fold
from benefitdsl.syntax.habits import habits_of
from benefitdsl.syntax.mistaken.han import han_number, off
from benefitdsl.syntax.mistaken.wrong import Wrong, said
from benefitdsl.syntax.words import LETTER, NAME_CHARACTER, words_of

_PARTS_OF_A_LINE: Final = ("trigger", "condition", "actions")
_EDGE: Final = frozenset(" \t\r\n,;()")
IN_OTHER_WORDS: Final = "BEN083"
_SIGNS: Final = (",", ";")
_SLOT: Final = re.compile(r"\{(\d)(?::0(\d))?\}")
_MOST_STEPS: Final = 40
_LONGEST: Final = 400  # characters of a stretch: nobody writes a turn of phrase that long

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NUMBERS: Final = "zero one two three four five six seven eight nine ten".split()
_TIMES: Final = {"once": "1", "twice": "2"}
_WEEKDAYS: Final = "一二三四五六日"
_AFTERNOON: Final = ("下午", "晚上", "晚", "p")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One line of the table. `to` are the readings that the author may have meant, most often one."""

    pattern: re.Pattern[str]
    to: tuple[str, ...]
    forms: frozenset[str]
    fields: frozenset[str]
    kinds: frozenset[str]
    code: str

    def fits(self, wrong: Wrong) -> bool:
        forms = _PARTS_OF_A_LINE if wrong.rule == "one_line" else (wrong.form,)
        field = wrong.spec.word if wrong.spec is not None else ""
        return (
            (not self.forms or not self.forms.isdisjoint(forms))
            and (not self.fields or field in self.fields)
            and (not self.kinds or wrong.kind.word in self.kinds)
        )


def in_other_words(wrong: Wrong) -> Diagnostic | None:
    """Return what to write where the stretch reads once its turns of phrase are rewritten."""
    if wrong.rule.startswith(("head", "row")) or not wrong.rule or wrong.stop - wrong.begin > _LONGEST:
        return None
    found = rewritten(wrong, wrong.folded[wrong.begin : wrong.stop], wrong.at - wrong.begin)
    if found is None:
        return None
    code, texts = found
    whole = wrong.folded[wrong.begin : wrong.stop]
    start, end = _changed(whole, texts, whole_words=code != "BEN063")
    if wrong.rule != "one_line" and all(text.startswith(whole) or text.endswith(whole) for text in texts):
        start, end = 0, len(whole)  # something is missing before or behind: all of it is shown
    span = wrong.place.span(wrong.begin + start, wrong.begin + end)
    tail = wrong.stop - wrong.begin - end
    fixes = tuple(fix_of(span, new_text) for new_text in (text[start : len(text) - tail] for text in texts))
    facts = {"found": wrong.original(wrong.begin + start, wrong.begin + end)}
    return said(code, span, facts, fixes)


def fix_of(span: Span, new_text: str) -> Fix:
    """Return the fix that writes a text, or a text and a field on the next line."""
    first, line_end, second = new_text.strip().partition("\n")
    if not line_end:
        return Fix("replace", (Edit(span, new_text),), {"new_text": first})
    return Fix("two_lines", (Edit(span, new_text),), {"first": first, "second": second.strip()})


def rewritten(wrong: Wrong, text: str, at: int, head: str = "") -> tuple[str, tuple[str, ...]] | None:
    """Return the readings of a text that could stand here (behind `head`), and the code to say so with."""
    code = ""
    for rule in rewrites_of(wrong.language):
        if not rule.fits(wrong) or not (places := list(rule.pattern.finditer(text))[:_MOST_STEPS]):
            continue
        code = IN_OTHER_WORDS if code else rule.code or IN_OTHER_WORDS
        touched = [found for found in places if found.start() <= at <= found.end()] or places[:1]
        for chosen in (touched[:1], places):
            readings = _readings(rule, text, chosen)
            good = tuple(each for each in readings if _would_do(wrong, head + each))
            if good:
                return code, good
        text, at = _readings(rule, text, places)[0], -1  # where the parser gave up is no longer known
    return None


def _would_do(wrong: Wrong, text: str) -> bool:
    """Say whether a text would be read; what stands behind a line end must be a field that is not there yet."""
    first, _, second = text.partition("\n")
    label = second.partition("：")[0].partition(":")[0].strip()
    stands = label and re.search(rf"^\s*{re.escape(label)}\s*:", wrong.folded, re.MULTILINE)
    return not stands and wrong.reads(fold(first))


def _readings(rule: Rewrite, text: str, places: list[re.Match[str]]) -> tuple[str, ...]:
    """Return the text with some places rewritten, once for each thing that may be meant."""
    return tuple(_tidy(_with(template, text, places)) for template in rule.to)


def _tidy(text: str) -> str:
    """Return a text with runs of spaces taken as one; what stands behind a line end is a field of its own."""
    first, line_end, rest = text.partition("\n")
    return " ".join(first.split()) + line_end + rest


def _with(template: str, text: str, places: list[re.Match[str]]) -> str:
    pieces, done = "", 0
    for found in places:
        pieces += text[done : found.start()] + _filled(template, found)
        done = found.end()
    return pieces + text[done:]


def _filled(template: str, found: re.Match[str]) -> str:
    if template.startswith("@"):
        return _WORKED_OUT[template[1:]](found)

    def slot(of: re.Match[str]) -> str:
        group = found[int(of[1])] or ""
        return group.zfill(int(of[2])) if of[2] else group

    return _SLOT.sub(slot, template)


def _changed(text: str, readings: tuple[str, ...], *, whole_words: bool) -> tuple[int, int]:
    """Return the part of a text, most often in whole words, in which the readings differ from it."""
    start = min(_shared(text, reading) for reading in readings)
    end = len(text) - min(_shared(text[start:][::-1], reading[start:][::-1]) for reading in readings)
    if not whole_words and start < end:
        return start, end
    first, last = text[start : start + 1], text[end - 1 : end]
    while start > 0 and text[start - 1] not in _EDGE and first not in _SIGNS:
        start -= 1
    while end < len(text) and text[end] not in _EDGE and last not in _SIGNS:
        end += 1
    return start, end


def _shared(one: str, other: str) -> int:
    """Return the length of the beginning that two texts share."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


# ------------------------------------------------------------------------------------------------ worked out


def _number(found: re.Match[str]) -> str:
    """三 or `three`"""
    word = found[0].lower()
    if word.isascii():
        return _TIMES.get(word) or str(_NUMBERS.index(word))
    value = han_number(found[0])
    return found[0] if value is None else str(value)


def _multiple(found: re.Match[str]) -> str:
    """2万, 1.5万"""
    whole, _, fraction = found[1].partition(".")
    zeros = {"百": 2, "千": 3, "万": 4}[found[2]]
    return str(int(whole + fraction.ljust(zeros, "0"))) if len(fraction) <= zeros else found[0]


def _off(found: re.Match[str]) -> str:
    """七折 pays seven tenths: 30% off."""
    return off(found[1]) or found[0]


def _clock(found: re.Match[str]) -> str:
    """下午3点半, `3:30 pm`"""
    if found[0][-1:].isascii() and found[3] and found[3].lower() in "ap":
        hour, minute, half = found[1], found[2] or "0", found[3].lower()
        late = half == "p"
        value = int(hour) % 12 + 12 * late
    else:
        half, hour, minute = found[1] or "", found[2], (found[3] or "0").rstrip("分")
        minute = {"半": "30", "整": "0"}.get(minute, minute)
        value = int(hour) + 12 * (half in _AFTERNOON and int(hour) < 12)
    return f"{value:02}:{int(minute):02}"


def _date(found: re.Match[str]) -> str:
    """`March 31, 2026`, `31 March 2026`"""
    day, month = (found[2], found[1]) if found[2].isdigit() else (found[1], found[2])
    return f"{found[3]}-{_MONTHS.index(month[:3].lower()) + 1:02}-{int(day):02}"


def _granted(found: re.Match[str]) -> str:
    """送一张满减券"""
    return f"发放 {_pieces(found[1])} "


def _granted_behind(found: re.Match[str]) -> str:
    """送满减券一张"""
    return f"发放 {_pieces(found[2])} {found[1]}"


def _pieces(written: str) -> str:
    """一张, 2 份"""
    number, unit = written[:-1].strip(), written[-1]
    value = int(number) if number.isdecimal() and number.isascii() else han_number(number)
    return f"{number if value is None else value}{unit}"


def _small_change(found: re.Match[str]) -> str:
    """5角, 1分"""
    places = 2 if found[2] == "分" else 1
    digits = found[1].rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}元"


def _weekday(found: re.Match[str]) -> str:
    """每周3"""
    return f"每周{_WEEKDAYS[int(found[1]) - 1]}"


_WORKED_OUT: Final[dict[str, Callable[[re.Match[str]], str]]] = {
    "number": _number,
    "multiple": _multiple,
    "off": _off,
    "clock": _clock,
    "date": _date,
    "weekday": _weekday,
    "granted": _granted,
    "granted_behind": _granted_behind,
    "small_change": _small_change,
}


# ------------------------------------------------------------------------------------------------ the table


@cache
def rewrites_of(language: str) -> tuple[Rewrite, ...]:
    return tuple(_rewrites(language))


def _rewrites(language: str) -> Iterator[Rewrite]:
    words = words_of(language)
    pieces = {
        "name": rf"(?!(?:{'|'.join(map(re.escape, _verbs(language)))})\b)[{LETTER}][{NAME_CHARACTER}]*",
        "length": rf"[0-9]+\s*(?:{words.pattern('units')})",
        "money": rf"[0-9]+(?:\.[0-9]+)?\s*(?:{words.pattern('currencies')})",
        "date": r"[0-9]{4}(?:-[0-9]{1,2}-[0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日)",
    }
    for row in habits_of(language)["rewrites"]:
        pattern = str(row["from"])
        for name, piece in pieces.items():
            pattern = pattern.replace(f"<{name}>", piece)
        yield Rewrite(
            re.compile(pattern),
            tuple(map(str, row["to"])),
            frozenset(row.get("forms", ())),
            frozenset(row.get("fields", ())),
            frozenset(row.get("kinds", ())),
            str(row.get("code", "")),
        )


def _verbs(language: str) -> Iterator[str]:
    """The words that begin an action: no name in a turn of phrase."""
    words = words_of(language).words
    for verb in ("grant", "give", "multiply", "tag", "untag", "send", "raise_to", "enrol_in", "tell_inviter"):
        yield from words[verb]
