"""The runner of the guides' blocks: what it takes together, and that it notices what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from sybil import Document
from sybil.document import Document as AnyDocument

from benefitdsl import api
from benefitdsl.std import STANDARD
from benefitdsl.syntax.format import format_module
from tests.unit.docs import blocks

CUP = 'gift cup "cup"\nend\n'
RULE = "rule r\n  when: order\n  then: grant cup\n  limit: 1 per member\nend\n"


def run(text: str) -> AnyDocument:
    document = Document(text, "guide.md")
    for region in blocks.benefit_blocks(document):
        document.add(region)
    for example in document.examples():
        example.evaluate()
    return document


def fence(text: str, say: str = "", language: str = "benefit", words: str = "") -> str:
    comment = f"<!-- {say} -->\n" if say else ""
    said = f"\n```text\n{words}\n```\n" if words else ""
    return f"{comment}```{language}\n{text}```\n{said}\n"


def test_blocks_join() -> None:
    guide = run(fence(CUP) + fence(RULE)).namespace["GUIDE"]
    assert list(guide.blocks) == ["gift cup", "rule r"]


def test_a_block_takes_the_place_of_its_namesake() -> None:
    guide = run(fence(CUP) + fence(CUP.replace('"cup"', '"mug"'))).namespace["GUIDE"]
    assert '"mug"' in guide.text()
    assert '"cup"' not in guide.text()


def test_the_head_lent_is_in_the_language_of_the_block() -> None:
    assert "语言：zh" in blocks.Guide().text("礼品 杯子\n结束\n")
    assert "language: en" in blocks.Guide().text('gift cup "杯子"\nend\n')


def test_a_one_line_rule_is_a_block() -> None:
    text = "rule a: order -> grant cup\n规则 乙：订单 → 发放 cup\n" + CUP
    assert [key for key, _ in blocks.cut(text)] == ["rule a", "规则 乙", "gift cup"]


def test_a_comment_goes_with_the_block_below() -> None:
    assert list(blocks.cut("# why\n" + CUP)) == [("gift cup", "# why\n" + CUP)]


def test_a_wrong_block_must_be_wrong() -> None:
    run(fence(CUP) + fence("gift mug\nend\ngift mug\nend\n", say="wrong: BEN112", words="`mug`"))
    with pytest.raises(pytest.fail.Exception):
        run(fence(CUP, say="wrong: BEN112"))


def test_a_wrong_block_is_wrong_in_the_way_that_is_said() -> None:
    twice = "gift mug\nend\ngift mug\nend\n"
    with pytest.raises(AssertionError):
        run(fence(twice, say="wrong: BEN110"))
    with pytest.raises(AssertionError):
        run(fence(twice, say="wrong: BEN112", words="thrice"))


def test_a_broken_block_is_noticed() -> None:
    with pytest.raises(Exception, match="BEN110"):
        run(fence(RULE))


def test_a_warning_is_noticed() -> None:
    worth = CUP.replace("end", "  worth: 1 CNY\nend")
    with pytest.raises(AssertionError, match="limit"):
        run(fence(worth) + fence(RULE.replace("  limit: 1 per member\n", "")))


STORY = """scenarios:
  - name: a cup once
    given: {{member: m1, joined: 2026-01-01}}
    story:
      - {{at: 2026-01-02 10:00, order: {{order: "1", amount: 1}}, expect: {expected}}}
"""


def test_a_story_is_told() -> None:
    run(fence(CUP + RULE) + fence(STORY.format(expected="[issued: cup]"), language="yaml"))
    with pytest.raises(AssertionError, match="actual"):
        run(fence(CUP + RULE) + fence(STORY.format(expected="nothing"), language="yaml"))


@pytest.mark.parametrize("name", ["operators.zh.md", "operators.en.md"])
def test_a_guide_is_a_programme_without_a_warning(name: str) -> None:
    text = Path(blocks.ROOT / "docs/guide" / name).read_text(encoding="utf-8")
    guide = run(text).namespace["GUIDE"]
    assert len(guide.blocks) > 20
    blocks.load(guide.text())
    assert lines_of(guide.text()) == lines_of(formatted(guide.text()))


def formatted(text: str) -> str:
    [module] = api.read(text).modules
    return format_module(module, STANDARD)


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def test_a_text_in_another_layout_is_noticed() -> None:
    loose = blocks.Guide().text('gift cup "cup"\nend\n').replace("end", "  end")
    assert lines_of(loose) != lines_of(formatted(loose))
