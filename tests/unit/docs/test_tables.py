"""The tables of triggers, actions and conditions in the guides: each way of writing in them is a rule of the guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from benefitdsl import api
from tests.unit.docs import blocks
from tests.unit.docs.test_blocks import run

RULES = {
    ("zh", "触发"): "规则 表中一行\n  当：{}\n  那么：发送 想念信\n结束\n",
    ("zh", "动作"): "规则 表中一行\n  当：订单\n  如果：有 邀请人\n  那么：{}\n结束\n",
    ("zh", "条件"): "规则 表中一行\n  当：订单\n  如果：{}\n  那么：送 1 茶豆\n结束\n",
    ("en", "trigger"): "rule of_the_table\n  when: {}\n  then: send miss_you\nend\n",
    ("en", "action"): "rule of_the_table\n  when: order\n  if: has inviter\n  then: {}\nend\n",
    ("en", "condition"): "rule of_the_table\n  when: order\n  if: {}\n  then: give 1 beans\nend\n",
}


def guide_text(language: str) -> str:
    return Path(blocks.ROOT / f"docs/guide/operators.{language}.md").read_text(encoding="utf-8")


def rows(text: str, heading: str) -> Iterator[str]:
    """What stands as code in the first column of the table that begins with this heading."""
    table = text.split(f"\n| {heading}", 1)[1].split("\n\n", 1)[0]
    for row in table.splitlines()[2:]:
        yield from re.findall("`([^`]+)`", row.split(" | ")[0])


@pytest.mark.parametrize(("language", "heading"), RULES)
def test_each_row_is_a_rule(language: str, heading: str) -> None:
    text = guide_text(language)
    guide = run(text).namespace["GUIDE"]
    written = list(rows(text, heading))
    assert len(written) > 9
    for each in written:
        api.load(guide.text(RULES[language, heading].format(each)))


def test_a_row_that_is_no_rule_is_noticed() -> None:
    guide = run(guide_text("zh")).namespace["GUIDE"]
    with pytest.raises(api.RuleErrors):
        api.load(guide.text(RULES["zh", "动作"].format("发放 没有的东西")))
