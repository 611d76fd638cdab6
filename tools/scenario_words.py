"""The page of all words of scenarios in both languages, from the tables by which they are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benefitdsl.verify import phrases, quoting, scenario

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "scenario_words.md"

# Each table with its heading and one sentence, English and Chinese.
TABLES: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("Words of the format", "格式用词", scenario.WORDS),
    ("What came about", "发生了什么", phrases.VERBS),
    ("`outcome`", "`结果`", phrases.STATUSES),
    ("Why not, behind `outcome`", "`结果` 后面的原因", phrases.REASONS),
    ("What stood in the way, behind the reason", "原因后面的细节", phrases.DETAILS),
    ("Why nobody became the inviter", "拒绝邀请人的原因", phrases.REFUSALS),
    ("Words of a cart", "购物车用词", quoting.CART_WORDS),
    ("Why a quote does not take a discount", "报价中某项优惠未用的原因", phrases.WHYS),
)


def page(notice: str) -> str:
    parts = [
        "# Words of scenarios · 场景用词",
        notice,
        (
            "Either word may be written in any scenario file. [Scenarios](../scenarios.md) says what they mean; "
            "events and their fields are [here](events.md)."
        ),
        "两种写法在任何场景文件里都认得。含义见[场景的说明](../scenarios.md)，事件及其字段见[事件一览](events.md)。",
    ]
    for english, chinese, words in TABLES:
        parts += [f"## {english} · {chinese}", _table(words)]
    return "\n\n".join(parts) + "\n"


def _table(words: Mapping[str, str]) -> str:
    rows = (f"| `{english}` | `{chinese}` |" for english, chinese in words.items())
    return "\n".join(("| English | 中文 |", "| --- | --- |", *rows))
