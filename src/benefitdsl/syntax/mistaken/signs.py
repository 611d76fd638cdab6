"""Mistakes of punctuation: what is missing, what is left open, and signs from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Term, error
from benefitdsl.source import regions
from benefitdsl.syntax.mistaken.idioms import rewritten
from benefitdsl.syntax.mistaken.wrong import Wrong, said

_CLOSERS: Final = {'"': '"', "＂": "＂", "“": "”", "”": "”", "「": "」", "`": "`"}
_LAST_DAY: Final = ("with_last_day", "without_last_day")
_MARKS: Final = '"“”＂'
_STRING: Final = re.compile(r'"(?:[^"\\\r\n]|\\[^\r\n])*"?|「[^」\r\n]*」?|`[^`\r\n]*`?')


def missing_value(wrong: Wrong) -> Diagnostic | None:
    """`worth:` and nothing behind it."""
    if wrong.stretch.strip() or wrong.rule.startswith(("head", "row")):
        return None
    known = tuple(wrong.canonical_choices())
    example = known[0] if known else wrong.example
    return error("BEN042", wrong.span(), expected=Term(f"form_{wrong.form}"), example=example)


def open_quote(wrong: Wrong) -> Diagnostic | None:
    """`"2 packs`, and the line ends."""
    author = wrong.original(wrong.start, wrong.end)
    for region in regions(author):
        if region.is_closed or region.kind == "comment":
            continue
        start, end = wrong.start + region.start, wrong.start + len(author.rstrip())
        opener = author[region.start]
        closer = _CLOSERS[opener]
        fix = Fix("close", (Edit(wrong.place.span(end, end), closer),), {"closer": closer})
        code = "BEN012" if region.kind == "string" else "BEN013"
        return error(code, wrong.place.span(start, end), fixes=(fix,), opener=opener, closer=closer)
    return None


def turned_quotes(wrong: Wrong) -> Diagnostic | None:
    """”山水马克杯“, `“towels"`: the marks are there, and not the right ones."""
    author = wrong.original(wrong.begin, wrong.stop)
    if sum(author.count(mark) for mark in _MARKS) != 2:
        return None
    found = re.search(rf"([{_MARKS}])([^{_MARKS}\r\n]*)([{_MARKS}])", author)
    if found is None or found[1] + found[3] in ('""', "“”", "””", "＂＂"):
        return None
    start, end = wrong.begin + found.start(), wrong.begin + found.end()
    if not wrong.reads(wrong.replaced(start, end, f'"{found[2]}"')):
        return None
    new_text = f"“{found[2]}”" if wrong.language == "zh" else f'"{found[2]}"'
    fix = wrong.fix("replace", start, end, new_text)
    return error("BEN065", wrong.place.span(start, end), fixes=(fix,), found=found[0])


def until(wrong: Wrong) -> Diagnostic | None:
    """`until 2026-03-31`: with or without that day?"""
    habits = wrong.habits("until")
    spellings = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in habits["words"])
    boundary = r"(?!\w)" if wrong.grammar.words.stand_alone else ""
    plain = blanked(wrong.folded, wrong.start, wrong.end)
    through, before = str(habits["through"]), str(habits["before"])
    found = re.search(rf"(?<![A-Za-z0-9_])(?:{spellings}){boundary}", plain)
    if found is None:
        return _bare_end(wrong, through, before)
    start, end = wrong.start + found.start(), wrong.start + found.end()
    rest = wrong.original(end, wrong.stop).strip().removesuffix("为止")
    if not wrong.reads(wrong.replaced(start, wrong.stop, _ways(wrong, through, before, rest)[0])):
        head = wrong.folded[wrong.start : start] + _ways(wrong, through, before, "")[0]
        other = rewritten(wrong, wrong.folded[end : wrong.stop].strip(), 0, head)
        rest = other[1][0] if other is not None else rest
    fixes = tuple(
        wrong.fix(key, start, wrong.stop, new_text)
        for key, new_text in zip(_LAST_DAY, _ways(wrong, through, before, rest), strict=True)
        if rest and wrong.reads(wrong.replaced(start, wrong.stop, new_text))
    )
    facts = {"word": wrong.original(start, end), "through": through, "before": before}
    return said("BEN053", wrong.place.span(start, end), facts, fixes)


def _bare_end(wrong: Wrong, through: str, before: str) -> Diagnostic | None:
    """有效：2026年8月31日, 到2026年8月31日为止"""
    text = wrong.original(wrong.begin, wrong.stop)
    found = re.fullmatch(r"(?:到|至)?\s*(.*[0-9日])\s*(为止|前)?", text)
    if found is None or (wrong.form != "lasting" and not found[2]):
        return None
    readings = _ways(wrong, through, before, found[1])
    if wrong.reads(wrong.stretch) or not all(wrong.reads(each) for each in readings):
        return None
    fixes = tuple(
        wrong.fix(key, wrong.begin, wrong.stop, each) for key, each in zip(_LAST_DAY, readings, strict=True)
    )
    facts = {"word": found[2] or text, "through": through, "before": before}
    start = wrong.begin + (found.start(2) if found[2] else 0)
    return said("BEN053", wrong.place.span(start, wrong.stop), facts, fixes)


def _ways(wrong: Wrong, through: str, before: str, date: str) -> tuple[str, str]:
    """Return the end with its last day, and without."""
    if wrong.grammar.words.stand_alone:
        return f"{through} {date}", f"{before} {date}"
    return f"{through}{date}", f"{date}{before}"


def full_stop(wrong: Wrong) -> Diagnostic | None:
    """每位会员 1次。"""
    last = wrong.folded[wrong.stop - 1 : wrong.stop]
    if not last or last not in wrong.habits("stops")["signs"]:
        return None
    if last != "。" and wrong.rule and not wrong.reads(wrong.replaced(wrong.stop - 1, wrong.stop, "")):
        return None
    span = wrong.place.span(wrong.stop - 1, wrong.stop)
    fix = Fix("remove", (Edit(span, ""),))
    return error("BEN066", span, fixes=(fix,), found=wrong.original(wrong.stop - 1, wrong.stop))


def other_quotes(wrong: Wrong) -> Diagnostic | None:
    """`channel is 'app'`, 《满减》."""
    plain = blanked(wrong.folded, wrong.start, wrong.end)
    found = re.search(r"'([^'\"\r\n]*)'|《([^》\"\r\n]*)》|『([^』\"\r\n]*)』|«([^»\"\r\n]*)»", plain)
    if found is None:
        return None
    start, end = wrong.start + found.start(), wrong.start + found.end()
    inside = wrong.original(start + 1, end - 1)
    quoted = f'"{inside}"'
    bare = wrong.reads(wrong.replaced(start, end, inside)) and not wrong.reads(
        wrong.replaced(start, end, quoted)
    )
    fix = wrong.fix("replace", start, end, inside if bare else quoted)  # bare: a name is no text
    return error("BEN065", wrong.place.span(start, end), fixes=(fix,), found=wrong.original(start, end))


def other_sign(wrong: Wrong) -> Diagnostic | None:
    """`=>`, `==`, `&&`, `||`, `!`."""
    own_signs = wrong.habits("signs")
    plain = blanked(wrong.folded, wrong.start, wrong.end)
    longest_first = sorted(own_signs, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    for found in re.finditer(rf"{pattern}|[<>!]=", plain):
        own = own_signs.get(found[0])
        start, end = wrong.start + found.start(), wrong.start + found.end()
        if own is None or end < wrong.at - 1:
            continue
        is_word = own.isalpha()
        new_text = f"{' ' * (is_word and plain[found.start() - 1 : found.start()] != ' ')}{own}"
        new_text += " " * (is_word and plain[found.end() : found.end() + 1] != " ")
        fix = wrong.fix("replace", start, end, new_text)
        if not wrong.reads(wrong.replaced(start, end, new_text)):
            fix = _every_sign(wrong, fix, own_signs, pattern)
        return error(
            "BEN064", wrong.place.span(start, end), fixes=(fix,), found=wrong.original(start, end), own=own
        )
    return None


def _every_sign(wrong: Wrong, first: Fix, own_signs: Mapping[str, str], pattern: str) -> Fix:
    """Return the fix of all signs from elsewhere at once, if that reads: `has channel && channel == "app"`."""
    plain, text, edits = blanked(wrong.folded, wrong.start, wrong.end), wrong.stretch, []
    for found in reversed(list(re.finditer(rf"{pattern}|[<>!]=", plain))):
        if (own := own_signs.get(found[0])) is not None:
            text = f"{text[: found.start()]} {own} {text[found.end() :]}"
            edits.append(Edit(wrong.place.span(wrong.start + found.start(), wrong.start + found.end()), own))
    return Fix("replace", tuple(reversed(edits)), first.facts) if wrong.reads(text) else first


def parentheses(wrong: Wrong) -> Diagnostic | None:
    """One too few, one too many."""
    plain = blanked(wrong.folded, wrong.start, wrong.end)
    open_at: list[int] = []
    for at, sign in enumerate(plain):
        if sign == "(":
            open_at.append(wrong.start + at)
        elif sign == ")" and open_at:
            open_at.pop()
        elif sign == ")":
            span = wrong.place.span(wrong.start + at, wrong.start + at + 1)
            fix = Fix("remove", (Edit(span, ""),))
            return error(
                "BEN072", span, fixes=(fix,), found=wrong.original(wrong.start + at, wrong.start + at + 1)
            )
    if not open_at or not wrong.is_at_end:
        return None
    start = open_at[-1]
    closer = "）" if wrong.original(start, start + 1) == "（" else ")"
    fix = Fix("close", (Edit(wrong.place.span(wrong.stop, wrong.stop), closer),), {"closer": closer})
    return error("BEN071", wrong.place.span(start, start + 1), fixes=(fix,), closer=closer)


def trailing_comma(wrong: Wrong) -> Diagnostic | None:
    """`grant a,` and nothing behind it."""
    if not wrong.is_at_end or wrong.folded[wrong.stop - 1 : wrong.stop] not in (",", ";"):
        return None
    span = wrong.place.span(wrong.stop - 1, wrong.stop)
    fix = Fix("remove", (Edit(span, ""),))
    return error("BEN079", span, fixes=(fix,), found=wrong.original(wrong.stop - 1, wrong.stop))


def blanked(folded: str, start: int, end: int) -> str:
    """Return the text with texts and quoted names made blank, of the same length."""
    return _STRING.sub(lambda found: " " * len(found[0]), folded[start:end])
