"""The examples of the messages: Chinese ones in the Chinese file, and each wrong one gives its code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from benefitdsl.messages import LANGUAGES, Language, codes, message, outline, slots
from benefitdsl.source import Source
from benefitdsl.std import STANDARD
from benefitdsl.syntax.parse import parse

HEADS = {"en": "language: en\n\n", "zh": "语言：zh\n\n"}
ENDS = {"en": "end", "zh": "结束"}
BLOCKS = {
    "en": ("rule a", "coupon a", "points a", "mission a", "tiers a"),
    "zh": ("规则 甲", "优惠券 甲", "积分 甲", "任务 甲", "等级体系 甲"),
}
SHOWN = [code for code in codes() if message(code, "en").wrong]
PARSED = [code for code in SHOWN if "BEN030" <= code < "BEN100"]


def places(text: str, language: Language) -> Iterator[str]:
    """An example as a file, below its language, and as a line of a block of each kind."""
    yield text
    yield f"{HEADS[language]}{text}\n"
    for block in BLOCKS[language]:
        yield f"{HEADS[language]}{block}\n{text}\n{ENDS[language]}\n"


def found_in(text: str, language: Language) -> list[list[str]]:
    return [[each.code for each in parse(Source("a", one), STANDARD)[1]] for one in places(text, language)]


@pytest.mark.parametrize("code", SHOWN)
def test_chinese_examples_are_chinese(code: str) -> None:
    own = message(code, "zh")
    for text in (own.wrong, own.right):
        assert re.search("[一-鿿]", text) or code in ("BEN030", "BEN105", "BEN088"), text
        assert (
            not re.search(r"\b(?:rule|coupon|if|end|order|when|then|grant|limit)\b", text) or code == "BEN044"
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", PARSED)
def test_a_wrong_example_gives_its_code_and_the_right_one_none(code: str, language: Language) -> None:
    """In a file of some language: a few mistakes exist in one language only."""
    page = message(code, language)
    assert any([code] in found_in(page.wrong, each) for each in LANGUAGES)
    assert any([] in found_in(page.right, each) for each in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_a_page_shows_no_slot(code: str, language: Language) -> None:
    page = message(code, language)
    for template in (page.message, page.help):
        assert not slots(outline(template))
        assert outline(template).count("…") >= len(slots(template))


def test_an_outline() -> None:
    assert outline("`{other}` is money; write `{new_text}`") == "`…` is money; write `…`"
    assert outline(r"such as `\u{{1F600}}`") == r"such as `\u{1F600}`"


@pytest.mark.parametrize("page", sorted(Path("docs/errors").glob("*.md")), ids=lambda page: page.stem)
def test_the_pages_in_docs_show_no_slot(page: Path) -> None:
    code = page.stem
    words = {slot for language in LANGUAGES for slot in slots(message(code, language).message)}
    assert not [word for word in words if f"{{{word}}}" in page.read_text(encoding="utf-8")]
