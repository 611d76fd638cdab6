"""The cases of tests/cases/check: what the checks say about a piece of a rule file, and nothing about its good twin."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benefitdsl.api import compile_reading, read
from benefitdsl.api.reading import Reading
from benefitdsl.diagnostics import Diagnostics

CASES = Path(__file__).resolve().parents[2] / "cases" / "check"
RULE = {
    "en": "rule case\n  when: {when}\n  if: {condition}\n  then: grant towels\n  limit: 1 per member\nend\n",
    "zh": "规则 例\n  当：{when}\n  如果：{condition}\n  那么：发放 棉柔巾\n  限：每位会员 1次\n结束\n",
}
ORDER = {"en": "order", "zh": "订单"}

Case = dict[str, Any]


def cases() -> list[Case]:
    return [
        {"file": path.stem, "language": "en", "warn": False, **case}
        for path in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


@cache
def before(language: str) -> str:
    return (CASES / f"before.{language}.benefit").read_text(encoding="utf-8")


def text_of(case: Case, piece: str) -> str:
    """Return the whole text of a case: what comes before, and its piece as a rule or as it stands."""
    language = case["language"]
    if "if" in case:
        piece = RULE[language].format(when=case.get("when", ORDER[language]), condition=piece)
    return f"{before(language)}\n{piece.strip()}\n"


def checked(text: str) -> tuple[Reading, Diagnostics]:
    """Return everything that is said of a text, as `load` would say it."""
    reading = read(text)
    assert [each.message("en") for each in reading.diagnostics] == [], "the parser reads a case"
    return reading, compile_reading(reading)[1]


def said(text: str, *, warnings: bool) -> list[str]:
    """Return code and underlined text of each diagnostic about the piece, in order of place."""
    reading, found = checked(text)
    source = reading.sources[0].text
    piece = max(len(before(each)) for each in RULE if source.startswith(before(each)))
    return [
        f"{each.code} {reading.sources.text(each.span)}"
        for each in found
        if each.span is not None and each.span.start > piece and (warnings or each.is_error)
    ]


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['file']}: {case['name']}")
def test_case(case: Case) -> None:
    assert said(text_of(case, case.get("if") or case["text"]), warnings=case["warn"]) == case["expect"]


TWINS = [case for case in cases() if "right" in case]


@pytest.mark.parametrize("case", TWINS, ids=lambda case: f"{case['file']}: {case['name']}")
def test_good_twin(case: Case) -> None:
    assert said(text_of(case, case["right"]), warnings=case["warn"]) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_comes_before_is_sound(language: str) -> None:
    _, found = checked(before(language))
    assert [each.message("en") for each in found if each.is_error] == []
    assert before(language).strip()


def test_every_code_of_a_case_has_words_in_both_languages() -> None:
    for case in cases():
        reading, found = checked(text_of(case, case.get("if") or case["text"]))
        for each in found:
            for language in ("en", "zh"):
                assert each.message(language)  # type: ignore[arg-type]
                each.help(language)  # type: ignore[arg-type]
                for part in (*each.labels, *each.related, *each.fixes):
                    assert each.phrase(part, language)  # type: ignore[arg-type]
        assert reading.sources
