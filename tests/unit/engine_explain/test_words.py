"""Small things that operators read: times of a programme whose days start at 03:00, guards, what never was, and parts
that a block makes beside itself."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl import api
from benefitdsl.engine.explain import Explainer, Teller
from benefitdsl.engine.rulebook import load_plan
from benefitdsl.host.session import Session
from benefitdsl.messages import Language
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.std import STANDARD

RULES = """\
programme shop "shop"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
  day starts: 03:00
end

points beans en "beans" zh "京豆"
  expire: 12 months after earning
end

coupon off en "ten off" zh "十元券"
  worth: 10 CNY
  off: 10 CNY
  valid: 30 days from issue
end

rule mornings
  when: order
  schedule: from 10:00 to 12:00
  then: give 1 beans
end

rule late
  when: order
  schedule: from 22:00 to 03:00
  then: give 1 beans
end

rule singles
  when: order
  schedule: every year on 11 November
  then: give 1 beans
end

rule season
  when: order
  schedule: every year from 1 December to 31 December
  then: give 1 beans
end

rule payday
  when: order
  schedule: every month from 20th 10:00 to month end
  then: give 1 beans
end

rule again
  when: order
  if: days since last order <= 30 days
  then: give 1 beans
end

rule lapsed
  when: order
  if: days since last order >= 30 days
  then: give 1 beans
end

tiers club en "the club" zh "俱乐部"
  metric: sum of amount of order in last 12 months
  level silver en "Silver" zh "银卡": 0 CNY
  level gold en "Gold" zh "金卡": 500 CNY
  entry gold: grant off
end

referral friends en "bring a friend" zh "老带新"
  qualifies: order
  reward: give 20 beans
  friend reward: grant off
end

mission milk en "milk" zh "集牛奶"
  counts: items of order where has category and category is "milk"
  target: 3
  within: ever
  reward: give 5 beans
end

rule regular
  when: order
  if: count of order this month including refunded >= 5
  then: give 1 beans
end
"""
PLAN = api.load(RULES).plan
EVENTS: tuple[dict[str, Any], ...] = (
    {"id": "j", "type": "register", "at": "2026-03-02T09:00:00+08:00", "inviter": "bob"},
    {
        "id": "e",
        "type": "order",
        "at": "2026-03-02T14:00:00+08:00",
        "order": "1",
        "amount": "600.00",
        "items": [{"category": "tea", "quantity": 1, "amount": "600.00"}],
    },
)


def pages(language: Language) -> dict[str, str]:
    """The last event of each member, told."""
    rulebook = api.load(RULES)
    session, explainer, found = Session(rulebook.engine), Explainer(PLAN), {}
    for raw in EVENTS:
        before = dict(session.members)
        for step in session.send(rulebook.door.read_event({**raw, "member": "anna"})):
            state = before.get(step.member)
            if state is None:
                state = rulebook.engine.new_member(step.member, step.event.at if step.event else 0, {})
            told = explainer.explain(
                state, step.event, step.outcome, session.members[step.member], InMemoryPools()
            )
            found[step.member] = Teller(PLAN, language).text(told)
    return found


@pytest.mark.parametrize(
    ("language", "member", "line"),
    [
        ("en", "anna", "outside its time: 10:00 to 12:00; next 2026-03-03 10:00"),
        ("zh", "anna", "不在活动时间内：10:00 至 12:00；下一次为 2026-03-03 10:00"),
        ("en", "anna", "outside its time: 22:00 to 03:00; next 2026-03-02 22:00"),
        ("en", "anna", "outside its time: 11 November of each year; next 2026-11-11"),
        ("zh", "anna", "不在活动时间内：每年11月11日；下一次为 2026-11-11"),
        ("en", "anna", "outside its time: 1 December to 31 December of each year; next 2026-12-01"),
        ("zh", "anna", "不在活动时间内：每年12月1日 至 12月31日；下一次为 2026-12-01"),
        ("en", "anna", "outside its time: day 20 10:00 to the end of each month; next 2026-03-20 10:00"),
        ("zh", "anna", "不在活动时间内：每月20日 10:00 至 月底；下一次为 2026-03-20 10:00"),
        ("en", "anna", "no order so far; needed: days since the last order at most 30 days"),
        ("zh", "anna", "尚无order，要求距上次order天数不超过30天"),
        ("en", "anna", "no order so far; needed: days since the last order at least 30 days"),
        ("en", "anna", "no line of the event is what counts: category = `milk`"),
        (
            "en",
            "anna",
            (
                "count of order this month, including refunded is 0, at least 5 needed: 5 missing"
                " (counted from 2026-03-01 03:00 to 2026-04-01 03:00)"
            ),
        ),
        (
            "zh",
            "anna",
            "本月含退款order次数为 0，要求不低于5，还差 5（统计时段 2026-03-01 03:00 至 2026-04-01 03:00）",
        ),
        ("en", "anna", "✓ bring a friend (<text>:67): fires"),
        ("en", "anna", "→ bob is told bring a friend (a friend qualified)"),
        ("zh", "anna", "→ 告知 bob 老带新（好友达成）"),
        ("en", "anna", "the club, on reaching Gold (<text>:64)"),
        ("zh", "anna", "俱乐部，升至金卡时（<text>:64）"),
        ("en", "bob", "2026-03-02 14:00 · bob · bring a friend (a friend qualified) e#2 · applied"),
        ("en", "bob", "✓ bring a friend (<text>:67): fires"),
    ],
)
def test_what_is_said(language: Language, member: str, line: str) -> None:
    text = pages(language)[member]
    assert line in map(str.strip, text.split("\n")), text


LOADED = """\
programme p
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans "beans"
end

experiment milk "milk test"
  variant big: 50%
  variant small: 50%
end

mission tour "tour"
  step visit: order at least 3
  step two: review
  reward: give 1 beans
  on refund: lower progress
end

rule large: order if amount >= 500 CNY -> give 2 beans
rule past: order if sum of amount of order in last 12 months >= 10 CNY -> give 2 beans
rule in_big: order if variant of milk is big -> give 3 beans
rule in_small: order if variant of milk is small -> give 3 beans
rule twice: order -> multiply beans by 2
"""


def of_loaded(language: Language, rules: str = LOADED) -> list[str]:
    """What a host reads of an order of 99 and of its refund."""
    book = api.load(rules)
    member = book.new_member("m1", at="2026-03-01T10:00:00+08:00")
    order = {"id": "1", "type": "order", "member": "m1", "at": "2026-03-02T10:00:00+08:00"}
    refund = {"id": "2", "type": "refund", "member": "m1", "at": "2026-03-03T10:00:00+08:00", "order": "1"}
    first = book.evaluate(member, {**order, "order": "1", "amount": "99.00"})
    return [first.explain(language), book.evaluate(first.member, refund).explain(language)]


def test_a_host_reads_events_and_fields_in_the_words_of_the_catalogue() -> None:
    order, refund = of_loaded("zh")
    assert "· 订单 1 ·" in order
    assert "金额为 99.00元，要求不低于500.00元，还差 401.00元" in order
    assert "近12个月订单金额合计为 0.00元" in order
    assert "· 退款 2 ·" in refund
    assert "amount is 99.00 CNY" in of_loaded("en")[0]


def test_a_stored_plan_takes_its_words_from_the_catalogue_that_it_is_given() -> None:
    stored = api.load(LOADED).to_json()
    event = {"id": "1", "type": "order", "member": "m1", "at": "2026-03-02T10:00:00+08:00", "order": "1"}
    for catalogue, word in ((STANDARD, "金额为 99.00元"), (None, "amount为 99.00元")):
        book = load_plan(stored, catalogue)
        member = book.new_member("m1", at="2026-03-01T10:00:00+08:00")
        assert word in book.evaluate(member, {**event, "amount": "99.00"}).explain("zh")


def test_another_variant_is_none_that_something_is_missing_to() -> None:
    order, _ = of_loaded("zh")
    assert ("milk test分组为 small，要求等于big\n" in order) is not (
        "milk test分组为 big，要求等于small\n" in order
    )
    assert "相差" not in order


def test_what_is_multiplied_is_told_where_something_is_given_in_proportion() -> None:
    assert "×2" not in "".join(of_loaded("en"))
    scaled = LOADED + "rule each: order -> give 1 beans per 1 CNY\n"
    assert "beans times 2: `twice` ×2" in of_loaded("en", scaled)[0]


def test_a_refund_that_takes_a_step_back_tells_the_step() -> None:
    _, refund = of_loaded("zh", LOADED.partition("rule large")[0])
    assert "✗ 到访：1 → 0，距 3 还差 3" in refund
    assert "没有产生任何效果" not in refund


@pytest.mark.parametrize(
    ("block", "asked", "en", "zh"),
    [
        (
            "points",
            "3",
            "balance of run is 0, at least 3 needed: 3 missing",
            "连续月数余额为 0，要求不低于3，还差 3",
        ),
        (
            "stored value",
            "3 CNY",
            "balance of run is 0.00 CNY, at least 3.00 CNY needed: 3.00 CNY missing",
            "连续月数余额为 0.00元，要求不低于3.00元，还差 3.00元",
        ),
    ],
)
def test_a_balance_does_not_say_its_name_again_behind_the_number(
    block: str, asked: str, en: str, zh: str
) -> None:
    text = (
        'programme p "p"\n  language: en\n  timezone: Asia/Shanghai\n  currency: CNY\nend\n\n'
        f'{block} run en "run" zh "连续月数"\nend\n\n'
        f"rule a: order if balance of run >= {asked} -> give {asked} run\n"
    )
    book = api.load(text)
    member = book.new_member("m1", at="2026-03-01T10:00:00+08:00")
    event = {"id": "1", "type": "order", "member": "m1", "at": "2026-03-02T10:00:00+08:00"}
    decision = book.evaluate(member, {**event, "order": "1", "amount": "9.00"})
    assert (en in decision.explain("en"), zh in decision.explain("zh")) == (True, True)
