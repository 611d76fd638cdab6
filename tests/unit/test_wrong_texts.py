"""Texts as operators get them wrong, and what they are told; the README of `tests/cases/wrong` says how to add one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from benefitdsl.api import compile_reading, read
from benefitdsl.api.reading import Reading
from benefitdsl.diagnostics import Diagnostic, Severity, apply_edits, render_text
from benefitdsl.messages import LANGUAGES, Language, codes
from benefitdsl.quantities.currencies import MINOR_DIGITS

CASES = Path(__file__).resolve().parents[1] / "cases" / "wrong"
WRONG = sorted(path for path in CASES.glob("*/*.benefit") if ".right." not in path.name)

_MANY = re.compile(r"# (?:错 ([0-9]+) 处|([0-9]+) mistakes)\n")
_MESSAGE = re.compile(r"^(?:错误|警告|error|warning)\[(BEN[0-9]{3})\]", re.MULTILINE)
_OURS = re.compile(r"^(?:(?:错误|警告|error|warning)\[BEN|\s+= )", re.MULTILINE)
_QUOTED = re.compile(r"`[^`]*`")
_CARET = re.compile(r"^(\s*\| *)(\^+)", re.MULTILINE)

# Words that are spelled with Latin letters in Chinese too, and what stands around every message.
_LATIN = frozenset(("BEN", "UTF", "GBK", "benefit", "CNY", "USD", "JPY", "U"))


@cache
def found_in(path: Path) -> tuple[Reading, tuple[Diagnostic, ...]]:
    """Return everything that is said of a file, as `load` would say it: without hints, which are about sound texts."""
    reading = read(path)
    _, diagnostics = compile_reading(reading)
    return reading, tuple(each for each in diagnostics if each.severity is not Severity.INFO)


def page(path: Path, language: Language) -> str:
    """Return what an operator reads about a file."""
    reading, diagnostics = found_in(path)
    return render_text(diagnostics, reading.sources, language)


def golden(path: Path, language: Language) -> str:
    return path.with_suffix(f".{language}.txt").read_text(encoding="utf-8")


def right_of(path: Path) -> Path:
    return path.with_suffix(".right.benefit")


def language_of(path: Path) -> Language:
    """Return the language that a case is written in: its folder."""
    return next(language for language in LANGUAGES if language == path.parent.name)


def name_of(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def count_of_mistakes(path: Path) -> int:
    found = _MANY.match(path.read_text(encoding="utf-8", errors="replace"))
    return int(found[1] or found[2]) if found else 1


each_case = pytest.mark.parametrize("path", WRONG, ids=name_of)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def test_there_are_enough() -> None:
    by_language = {language: [p for p in WRONG if language_of(p) == language] for language in LANGUAGES}
    assert len(WRONG) >= 200
    assert min(map(len, by_language.values())) >= 90
    assert set(by_language) == set(get_args(Language))


# ------------------------------------------------------------------------------------------------ what is said


@each_language
@each_case
def test_what_is_said(path: Path, language: Language) -> None:
    assert page(path, language) == golden(path, language)


@each_case
def test_one_message_for_each_mistake(path: Path) -> None:
    """Each mistake is named, none twice, and nothing is said of what only follows from it."""
    _, diagnostics = found_in(path)
    places = [(each.code, each.span) for each in diagnostics]
    assert len(places) == count_of_mistakes(path)
    assert len(set(places)) == len(places)


@each_case
def test_it_is_an_error_or_the_warning_that_the_name_states(path: Path) -> None:
    severities = {each.severity for each in found_in(path)[1]}
    assert severities == {Severity.WARNING if "-warning-" in path.name else Severity.ERROR}


@each_case
def test_each_message_has_its_place(path: Path) -> None:
    """Every message underlines some of the author's text, or the place where it is missing."""
    reading, diagnostics = found_in(path)
    for each in diagnostics:
        assert each.span is not None
        assert reading.sources.text(each.span).strip() or each.code == "BEN042"


# ------------------------------------------------------------------------------------------------ what to do about it


@each_case
def test_each_message_names_a_way_out(path: Path) -> None:
    """There is help, a fix, an example in the message, or the names that would do."""
    for language in LANGUAGES:
        for each in found_in(path)[1]:
            ways = each.help(language) or each.fixes or each.message(language).count("`") > 2
            assert ways, f"{each.code} names no way out: {each.message(language)}"


@each_case
def test_a_fix_leaves_fewer_mistakes(path: Path, tmp_path: Path) -> None:
    """Each fix that is offered mends what it is offered for, and makes nothing else wrong."""
    text = path.read_bytes().decode("utf-8", "replace")
    _, diagnostics = found_in(path)
    for each in diagnostics:
        for fix in each.fixes:
            mended = tmp_path / path.name
            mended.write_bytes(apply_edits(text, fix.edits).encode("utf-8"))
            _, left = found_in.__wrapped__(mended)
            assert len(left) < len(diagnostics), render_text(left, read(mended).sources, language_of(path))


@each_case
def test_the_good_twin_loads_without_a_word(path: Path) -> None:
    twin = right_of(path)
    assert page(twin, language_of(path)) == ""
    assert twin.read_bytes() != path.read_bytes()


# ------------------------------------------------------------------------------------------------ how it is said


@each_language
@each_case
def test_no_slot_is_empty(path: Path, language: Language) -> None:
    said = golden(path, language)
    assert "``" not in said
    assert "None" not in said
    assert not re.search(r"[：:，,] *$", "\n".join(ours(said)), re.MULTILINE) or "每年都有" in said


def ours(said: str) -> list[str]:
    """Return the lines of a page that are our words: messages, help and fixes, not the author's text."""
    return [line for line in said.splitlines() if _OURS.match(line)]


@each_case
def test_chinese_messages_are_chinese(path: Path) -> None:
    """Outside of back-ticks no English word stands in a Chinese message, and the other way round."""
    for line in ours(golden(path, "zh")):
        words = re.findall(r"[A-Za-z]{2,}", _without_places(line))
        assert set(words) <= _LATIN | set(MINOR_DIGITS), line
    for line in ours(golden(path, "en")):
        assert not re.search(r"[\u4e00-\u9fff]", _without_places(line)), line


def _without_places(line: str) -> str:
    """Return a line without quoted text and without `file:line:column`."""
    return re.sub(r"\S+\.benefit:[0-9]+:[0-9]+", "", _QUOTED.sub("", line))


@each_case
def test_no_programmers_words(path: Path) -> None:
    said = "\n".join(_without_places(line) for line in ours(golden(path, "en"))).lower()
    jargon = "token|syntax|parse|unexpected|invalid|identifier|operand|boolean|integer|null|string|expression"
    assert not re.search(rf"\b(?:{jargon})s?\b", said)
    said = "\n".join(_without_places(line) for line in ours(golden(path, "zh")))
    assert not re.search("语法|解析|标识符|操作数|布尔|字符串|表达式|非法|无效", said)


def test_every_code_that_is_said_has_a_page() -> None:
    pages = Path(__file__).resolve().parents[2] / "docs" / "errors"
    said = {each.code for path in WRONG for each in found_in(path)[1]}
    assert said <= set(codes())
    assert [code for code in sorted(said) if not (pages / f"{code}.md").is_file()] == []


# ------------------------------------------------------------------------------------------------ negative controls


def test_a_wrong_caret_is_noticed() -> None:
    """A golden whose underline stands one column off, is one too long, or is under another line, is another text."""
    path = next(path for path in WRONG if path.name.startswith("011-"))
    said = golden(path, language_of(path))
    for wrong in (
        _CARET.sub(r"\1 \2", said, count=1),
        _CARET.sub(r"\1\2^", said, count=1),
        _CARET.sub(r"\1", said, count=1),
    ):
        assert wrong != said
        assert page(path, language_of(path)) != wrong


def test_a_message_said_twice_is_noticed(tmp_path: Path) -> None:
    path = next(path for path in WRONG if path.name.startswith("011-"))
    twice = tmp_path / path.name
    text = path.read_text(encoding="utf-8")
    twice.write_text(f"{text}\n{text.split(chr(10) * 2)[-1]}", encoding="utf-8")
    assert len(found_in.__wrapped__(twice)[1]) > count_of_mistakes(path)


def test_no_golden_is_left_over() -> None:
    expected = {path.with_suffix(f".{language}.txt") for path in WRONG for language in LANGUAGES}
    assert {*CASES.glob("*/*.txt")} == expected
    assert {right_of(path) for path in WRONG} == {*CASES.glob("*/*.right.benefit")}
