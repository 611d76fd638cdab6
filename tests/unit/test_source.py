"""The author's text: what is refused, how it folds, where things stand. Cases in tests/cases/hygiene."""

from __future__ import annotations

import re
import sys
import time
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefitdsl.diagnostics import apply_edits, read_source
from benefitdsl.limits import MAX_FILE_BYTES, MAX_LINE_CHARACTERS, MAX_NAME_CHARACTERS, MAX_STRING_CHARACTERS
from benefitdsl.source import (
    Position,
    Source,
    SourceSet,
    Span,
    confusable_skeleton,
    fold,
    format_string,
    hygiene,
    name_problem,
    names,
    regions,
    string_value,
    unclosed,
    visible,
)

CASES = Path(__file__).resolve().parents[1] / "cases" / "hygiene"

# Signs on which the lexer of regions turns, so that Hypothesis meets them often.
signs = st.text(
    st.sampled_from('ab1１"“”＂\\`「」#＃，、：≥→\n\r\u3000\u202e\u200b\ufeff\x00\x85') | st.characters()
)


def cases(name: str) -> list[Any]:
    found = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case.get("id")) for case in found]


def data_of(case: dict[str, Any]) -> bytes:
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    if "repeat" in case:
        piece, times = case["repeat"]
        return bytes(piece * times, "utf-8")
    return bytes(case["text"], "utf-8")


# ---------------------------------------------------------------- what is refused


def refused_as(case: dict[str, Any]) -> dict[str, Any]:
    """Read the case's bytes and say of the first error what the case says of it."""
    source, errors = read_source("a.benefit", data_of(case))
    if not errors:
        return {}
    first = errors[0]
    assert first.span is not None
    position = source.line_column(first.span.start)
    found = {"code": first.code, "line": position.line, "column": position.column}
    if "guilty" in case:
        found["guilty"] = SourceSet((source,)).text(first.span)
    if fixes := [fix for error in errors for fix in error.fixes]:
        found["fixed"] = apply_edits(source.text, [edit for fix in fixes for edit in fix.edits])
    return found


def expected_of(case: dict[str, Any]) -> dict[str, Any]:
    return {key: case[key] for key in ("code", "line", "column", "guilty", "fixed") if key in case}


@pytest.mark.parametrize("case", cases("refused"))
def test_refused(case: dict[str, Any]) -> None:
    assert refused_as(case) == expected_of(case)


@pytest.mark.parametrize("case", cases("refused"))
def test_fixed_text_is_accepted(case: dict[str, Any]) -> None:
    fixed = refused_as(case).get("fixed")
    assert fixed is None or read_source("a.benefit", fixed)[1] == ()


@pytest.mark.parametrize("case", cases("accepted"))
def test_accepted(case: dict[str, Any]) -> None:
    source, errors = read_source("a.benefit", data_of(case))
    assert (errors, source.line_count) == ((), case["lines"])


@pytest.mark.parametrize("code", ["BEN002", "BEN003", "BEN004", "BEN008", "BEN009"])
def test_control_a_scan_blind_to_one_kind_is_caught(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    blind = re.sub(rf"\(\?P<{code}>", rf"(?P<{code}>(?!)", hygiene._REFUSED.pattern)
    monkeypatch.setattr(hygiene, "_REFUSED", re.compile(blind))
    wrong = [
        case.values[0]
        for case in cases("refused")
        if refused_as(case.values[0]) != expected_of(case.values[0])
    ]
    assert wrong


def test_every_character_against_unicode_itself() -> None:
    """Our ranges are written by hand; the categories of Unicode say the same in another way."""
    # Format characters that show something: signs before Arabic, Syriac and Kaithi numbers.
    shown = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    # Characters of other categories that show nothing: fillers, joiners, variation selectors, braille blank …
    hidden = {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x2800, 0x3164, 0xFFA0, 0xFFFC, 0xFFFD}
    hidden |= {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0x13430, 0x13441)}
    hidden |= {*range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)}
    expected = {
        code
        for code in range(sys.maxunicode + 1)
        if code not in shown
        and chr(code) not in "\t\n\r"
        and (
            code in hidden
            or unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
            or code & 0xFFFE == 0xFFFE
            or 0xFDD0 <= code <= 0xFDEF
        )
    }
    every = range(sys.maxunicode + 1)
    refused = {code for code in every if hygiene._REFUSED.match(chr(code) + "\n")}
    assert refused == expected
    assert {code for code in every if visible(chr(code)) != chr(code)} == expected | set(b"\t\n\r")


def test_text_already_decoded_is_read_the_same() -> None:
    assert read_source("a", "\ufeffrule a\n") == read_source("a", b"\xef\xbb\xbfrule a\n")
    assert [error.code for error in read_source("a", "a\ud800")[1]] == ["BEN002"]
    assert [error.code for error in read_source("a", "长" * MAX_FILE_BYTES)[1]] == ["BEN005"]


@pytest.mark.parametrize(("more", "codes"), [(-1, []), (0, []), (1, ["BEN005"])])
def test_file_limit(more: int, codes: list[str]) -> None:
    data = (b"# 23456\n" * (MAX_FILE_BYTES // 8 + 1))[: MAX_FILE_BYTES + more]
    assert [error.code for error in read_source("a", data)[1]] == codes


@pytest.mark.parametrize(("more", "codes"), [(-1, []), (0, []), (1, ["BEN011"])])
def test_line_limit(more: int, codes: list[str]) -> None:
    text = "a\r\n" + "长" * (MAX_LINE_CHARACTERS + more) + "\r\nb"
    assert [error.code for error in read_source("a", text)[1]] == codes


def test_no_more_flaws_than_are_shown() -> None:
    assert len(read_source("a", "\x00\u202e" * 60_000)[1]) == 50


@pytest.mark.parametrize(
    "piece", ['"', '"\\', "“", "`", "「", "#", "\x00\u200b", "\n", "\r", "\u2028", "a", "长", '""', "\\"]
)
def test_any_repetition_is_read_quickly(piece: str) -> None:
    text = piece * (MAX_FILE_BYTES // len(piece.encode()))
    begin = time.perf_counter()
    source, _ = read_source("a", text)
    fold(source.text)
    assert time.perf_counter() - begin < 2  # 64 × the 4 KiB that may take 100 ms; measured: 0.02 to 0.3


@given(st.binary() | signs.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_a_source(data: bytes) -> None:
    source, errors = read_source("a", data)
    for error in errors:
        assert error.span is not None
        assert 0 <= error.span.start <= error.span.end <= len(source.text)
    if not errors:
        assert source.text.encode() == data.removeprefix(b"\xef\xbb\xbf")


# ---------------------------------------------------------------- folding


@pytest.mark.parametrize("case", cases("fold"))
def test_fold(case: dict[str, Any]) -> None:
    assert fold(case["text"]) == case["folded"]


@given(signs)
def test_folding_keeps_every_offset(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert [region.is_closed for region in regions(folded)] == [region.is_closed for region in regions(text)]


@given(signs)
def test_folding_keeps_what_is_quoted(text: str) -> None:
    folded = fold(text)
    for region in regions(text):
        assert folded[region.inside].replace("'", '"') == text[region.inside].replace("'", '"')


# ---------------------------------------------------------------- strings


@pytest.mark.parametrize("case", cases("strings"))
def test_string_value(case: dict[str, Any]) -> None:
    value, flaws = string_value(case["literal"])
    assert (value, [flaw.code for flaw in flaws]) == (case["value"], case.get("codes", []))


@pytest.mark.parametrize("case", cases("unclosed"))
def test_unclosed(case: dict[str, Any]) -> None:
    text = case["text"]
    flaws = unclosed(text)
    assert [flaw.code for flaw in flaws] == case["codes"]
    for patch in reversed([flaw.patch for flaw in flaws if flaw.patch]):
        text = text[: patch.start] + patch.new_text + text[patch.end :]
    assert (text, unclosed(text)) == (case["fixed"], ())


@given(signs)
def test_an_offered_mark_closes(text: str) -> None:
    flaws = unclosed(text)
    for patch in reversed([flaw.patch for flaw in flaws if flaw.patch]):
        text = text[: patch.start] + patch.new_text + text[patch.end :]
    assert len(unclosed(text)) == len([flaw for flaw in flaws if not flaw.patch])


def test_fix_of_an_unknown_escape() -> None:
    literal = r'"9\90 \"x\q"'
    patches = [flaw.patch for flaw in string_value(literal)[1] if flaw.patch]
    for patch in reversed(patches):
        literal = literal[: patch.start] + patch.new_text + literal[patch.end :]
    assert string_value(literal) == (r'9\90 "x\q', ())


@pytest.mark.parametrize(("length", "codes"), [(-1, []), (0, []), (1, ["BEN016"])])
def test_string_limit(length: int, codes: list[str]) -> None:
    literal = f'"{"长" * (MAX_STRING_CHARACTERS + length)}"'
    assert [flaw.code for flaw in string_value(literal)[1]] == codes


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from('"\\\n\t\u202e'), max_size=99
    )
)
def test_a_written_string_reads_back(value: str) -> None:
    written = format_string(value)
    assert string_value(written) == (value, ())
    assert hygiene.flaws(written) == ()
    assert [(region.start, region.end) for region in regions(written)] == [(0, len(written))]
    assert fold(written) == written


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("case", cases("names"))
def test_name_problem(case: dict[str, Any]) -> None:
    name = case["name"]
    problem = name_problem(name, is_quoted=case.get("quoted", False))
    if "code" not in case:
        assert problem is None
        return
    assert problem is not None
    assert problem.code == case["code"]
    assert name[problem.start : problem.end] == case.get("guilty", name)
    assert (problem.patch.new_text if problem.patch else None) == case.get("fixed")


@pytest.mark.parametrize(("length", "code"), [(-1, None), (0, None), (1, "BEN103")])
def test_name_limit(length: int, code: str | None) -> None:
    problem = name_problem("名" * (MAX_NAME_CHARACTERS + length))
    assert (problem.code if problem else None) == code


def test_confusable_names() -> None:
    found = tomllib.loads((CASES / "confusable.toml").read_text(encoding="utf-8"))
    for row in found["same"]:
        assert len(set(map(confusable_skeleton, row))) == 1, row
    for row in found["different"]:
        assert len(set(map(confusable_skeleton, row))) == len(row), row


def test_control_without_look_alikes_the_twins_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "LOOK_ALIKES", {})
    assert confusable_skeleton("ѕcore") != confusable_skeleton("score")
    problem = name_problem("ѕcore")
    assert problem is not None
    assert problem.code != "BEN105"


@given(st.text(max_size=64))
def test_a_skeleton_is_its_own_skeleton(name: str) -> None:
    once = confusable_skeleton(name)
    assert confusable_skeleton(once) == once


# ---------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("text", "before", "position"),
    [
        ("abc", "", Position(1, 1, 1)),
        ("如果：x", "如果：", Position(1, 4, 7)),
        ("a\nb", "a\n", Position(2, 1, 1)),
        ("a\r\nbc", "a\r\nb", Position(2, 2, 2)),
        ("a\x0bb\x85c\u2028d", "a\x0bb\x85c\u2028", Position(1, 7, 7)),
        ("e\u0301x", "e\u0301", Position(1, 3, 2)),
        ("🎁x", "🎁", Position(1, 2, 3)),
        ("a\n", "a\n", Position(2, 1, 1)),
    ],
)
def test_line_column(text: str, before: str, position: Position) -> None:
    assert Source("a", text).line_column(len(before)) == position


def test_lines() -> None:
    source = Source("a", "一\r\ntwo\n\nlast")
    assert [source.line_text(number) for number in range(1, source.line_count + 1)] == [
        "一",
        "two",
        "",
        "last",
    ]
    assert source.text[source.line_start(2) : source.line_end(2)] == "two"


@given(signs)
def test_lines_and_offsets_agree(text: str) -> None:
    source = Source("a", text)
    for offset in range(len(text) + 1):
        position = source.line_column(offset)
        assert source.line_start(position.line) + position.column - 1 == offset


def test_spans() -> None:
    first, second = Span(0, 2, 4), Span(0, 7, 9)
    assert first.to(second) == Span(0, 2, 9)
    assert first.to(second).contains(second)
    assert not first.contains(second)
    assert not Span(1, 0, 9).contains(first)
    assert first.shifted(5) == second
    with pytest.raises(ValueError, match="different files"):
        first.to(Span(1, 0, 1))
