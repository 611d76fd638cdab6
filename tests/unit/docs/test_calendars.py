"""The tables of days in the operators' guides: each row is tried on its last good day and on the day after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.unit.docs import blocks

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTHS = {"January": 1, "February": 2, "March": 3, "April": 4}
ROW = re.compile(r"^\| `(?P<text>[^`]+)`(?P<note>[^|]*)\| (?P<day>[^|]+) \|", re.MULTILINE)

MEMBERS = {
    "en": """
points b "b"
end
mission m
  counts: order
  target: 2
  within: {window}
  reward: give 1 b
end
""",
    "zh": """
积分 b "b"
结束
任务 m
  计：订单 次数
  目标：2
  期限：{window}
  奖励：送 1 b
结束
""",
}
ASKED = {
    "en": 'points b "b"\nend\nrule r: sign_in if count of order {window} >= 1 -> give 1 b\n',
    "zh": '积分 b "b"\n结束\n规则 r：签到 如果 {window} 订单 次数 ≥ 1 → 送 1 b\n',
}
GIVEN = {
    "en": "gift g\n  {validity}\nend\nrule r: register -> grant g\n",
    "zh": "礼品 g\n  {validity}\n结束\n规则 r：注册 → 发放 g\n",
}


def rows(language: str, heading: str) -> Iterator[tuple[str, date]]:
    """The rows of the table below a line, with the last good day that they state."""
    text = (blocks.ROOT / f"docs/guide/operators.{language}.md").read_text(encoding="utf-8")
    table = text[text.index(heading) :].split("\n\n")[1]
    for row in ROW.finditer(table):
        if found := re.search(r"(\d+) (January|February|March|April)", row["day"]):
            yield row["text"], date(2026, MONTHS[found[2]], int(found[1]))
        elif found := re.search(r"(\d+) 月 (\d+) 日", row["day"]):
            yield row["text"], date(2026, int(found[1]), int(found[2]))


def table(heading: dict[str, str]) -> list[Any]:
    return [
        pytest.param(language, text, last, id=f"{language}: {text}")
        for language in heading
        for text, last in rows(language, heading[language])
    ]


WINDOWS = table({"en": "An order of **31 January 2026**", "zh": "以 **2026 年 1 月 31 日**"})
VALIDITIES = table({"en": "What **lasts** is read generously", "zh": "**有效期**则往宽里算"})


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


def event(kind: str, day: date, **fields: str) -> dict[str, Any]:
    return {"id": f"{kind}{day}", "type": kind, "member": "m", "at": noon(day).isoformat(), **fields}


def rulebook(text: str) -> Any:
    return blocks.load(blocks.Guide().text(text))


def test_no_row_is_passed_over() -> None:
    assert len(WINDOWS) == 10
    assert len(VALIDITIES) == 12


@pytest.mark.parametrize(("language", "window", "last"), WINDOWS)
def test_an_order_counts_through_the_day_stated(language: str, window: str, last: date) -> None:
    joined, order = date(2026, 1, 1), event("order", date(2026, 1, 31), order="1", amount="1")
    anchored = "first match" in window or "首次达成" in window
    text = (MEMBERS if anchored else ASKED)[language].format(window=window)
    book = rulebook(text)
    member = book.evaluate(book.new_member("m", at=noon(joined)), order).member
    for day, counts in ((last, True), (last + timedelta(days=1), False)):
        ask = event("order", day, order="2", amount="1") if anchored else event("sign_in", day)
        given = [effect for effect in book.evaluate(member, ask).effects if hasattr(effect, "currency")]
        assert bool(given) is counts


@pytest.mark.parametrize(("language", "validity", "last"), VALIDITIES)
def test_a_gift_is_good_through_the_day_stated(language: str, validity: str, last: date) -> None:
    book = rulebook(GIVEN[language].format(validity=validity))
    start = date(2026, 3, 1)
    member = book.evaluate(book.new_member("m", at=noon(start)), event("register", start)).member
    end = datetime.combine(last + timedelta(days=1), time(0), SHANGHAI)
    assert book.next_due(member) == int(end.timestamp()) * 1_000_000
