"""Wrong texts and their one message each."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from benefitdsl.diagnostics import apply_edits, render_text
from benefitdsl.source import Source, SourceSet
from benefitdsl.std import STANDARD
from benefitdsl.syntax.mistaken.han import han_number
from benefitdsl.syntax.mistaken.parting import part_words, parted_as
from benefitdsl.syntax.parse import parse
from benefitdsl.syntax.vocabulary import vocabulary

CASES = tomllib.loads(Path("tests/cases/syntax/mistakes.toml").read_text(encoding="utf-8"))["case"]
ENDS = {"en": "end", "zh": "结束"}


def in_file(case: dict[str, Any], text: str) -> str:
    head = f"language: {case['language']}\n"
    if "inside" not in case:
        return head + text
    lines = "\n".join(f"  {line}" for line in text.splitlines())
    return f"{head}{case['inside']}\n{lines}\n{ENDS[case['language']]}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['code']}-{case['text']}")
def test_has_one_message_at_its_place(case: dict[str, Any]) -> None:
    text = in_file(case, case["text"])
    source = Source("case", text)
    _, found = parse(source, STANDARD)

    assert [each.code for each in found] == [case["code"]]
    (only,) = found
    assert only.span is not None
    assert text[only.span.start : only.span.end] == case["at"]
    for language in ("en", "zh"):
        assert case["code"] in render_text(found, SourceSet((source,)), language)


@pytest.mark.parametrize("case", [case for case in CASES if "fixed" in case], ids=lambda case: case["text"])
def test_the_first_fix_mends_it(case: dict[str, Any]) -> None:
    text = in_file(case, case["text"])
    (only,) = parse(Source("case", text), STANDARD)[1]
    mended = apply_edits(text, only.fixes[0].edits)
    _, left = parse(Source("case", mended), STANDARD)

    assert mended == in_file(case, case["fixed"])
    assert [each.code for each in left] == case.get("still", [])


def test_words_are_parted_for_the_message_about_an_unknown_name() -> None:
    words = vocabulary(STANDARD, "zh")

    assert part_words("订单或签到", words) == "订单 或 签到"
    assert part_words("近30天订单次数", words) == "近30天 订单 次数"
    assert part_words("棉柔巾", words) == "棉柔巾"
    assert part_words("升至金卡", words, names=("金卡",)) == "升至 金卡"


@pytest.mark.parametrize(
    ("rule", "text", "parted"),
    [
        ("trigger", "订单或签到", "订单 或 签到"),
        ("trigger", "升至金卡", "升至 金卡"),
        ("trigger", "订单或跑步", None),  # nobody knows 跑步
        ("trigger", "金额大于100元", None),  # no trigger
        ("condition", "金额大于100元", "金额 大于 100元"),
        ("condition", "订单", None),  # one word
    ],
)
def test_a_name_is_parted_only_where_it_then_reads(rule: str, text: str, parted: str | None) -> None:
    assert parted_as(rule, text, vocabulary(STANDARD, "zh"), ("金卡",)) == parted
    assert parted_as(rule, text, vocabulary(STANDARD, "en"), ("金卡",)) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三百九十八", 398),
        ("一千零一", 1001),
        ("两万", 20_000),
        ("二〇", 20),
    ],
)
def test_numbers_in_chinese(text: str, number: int) -> None:
    assert han_number(text) == number
