"""Quotes and seeds in scenarios: what is told when they do not come out as written."""

from __future__ import annotations

import pytest

from benefitdsl import load
from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.reference import Reference
from benefitdsl.model.quote import Why
from benefitdsl.std import STANDARD
from benefitdsl.verify.phrases import WHYS
from benefitdsl.verify.scenario import read_scenarios
from benefitdsl.verify.tell import Teller
from benefitdsl.verify.telling import failure_text
from benefitdsl.verify.yaml_tree import YamlRefused

TILL = """\
programme till "till"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

coupon off_20 "20 off 148"
  off: 20 CNY
  minimum spend: 148 CNY
end

rule welcome: register -> grant off_20
rule earn: order -> give 1 beans per full 1 CNY

points beans "beans"
end
"""
HEAD = """\
scenarios:
  - name: a till
    given: {member: anna, joined: 2026-03-01}
    story:
      - {at: 2026-03-01 10:00, register: {}}
"""


def told(story: str, head: str = HEAD) -> str:
    file = read_scenarios((head + story).encode())
    plan = load(TILL).plan
    teller = Teller(plan, (compile_plan(plan), Reference(plan)), STANDARD, file.language)
    failures = teller.tell(file.scenarios[0]).failures
    return "\n".join(failure_text(each, "s.yaml", file.language) for each in failures)


def test_what_a_quote_shows_otherwise_is_told_side_by_side() -> None:
    step = "{at: 2026-03-02, quote: {lines: [{price: 100, quantity: 1}]}, shows: {to pay: 80, unusable: nothing}}"
    assert told(f"      - {step}\n") == (
        "s.yaml:6: to pay\n  expected  80.00\n  actual    100.00\n"
        "s.yaml:6: unusable\n  expected  nothing\n  actual    off_20 minimum 48.00"
    )


def test_and_in_chinese() -> None:
    head = (
        "场景:\n  - 名称: 结算\n    已知: {会员: anna, 入会: 2026-03-01}\n"
        "    经过:\n      - {时间: 2026-03-01, 注册: {}}\n"
    )
    step = "{时间: 2026-03-02, 报价: {商品: [{单价: 100, 件数: 1}]}, 报价结果: {不可用: 无, 带来: [获得: 1 beans]}}"
    assert told(f"      - {step}\n", head) == (
        "s.yaml:6: 不可用\n  应有  无\n  实有  off_20 未达门槛 48.00\n"
        "s.yaml:6: 带来\n  应有  获得: 1 beans\n  实有  获得: 100 beans（规则名 earn）"
    )


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("不可用: [off_20 互斥]", "第 6 行：发现`互斥`，应为其中之一：未领取、被占用、"),
        ("不可用: [毛巾]", "第 6 行：发现会员计划中没有的 `毛巾`，应为其中之一：off_20"),
        ("未成: 互斥", "第 6 行：发现`互斥`，应为其中之一："),
        ("带来: [获得: 3beans]", "第 6 行：发现`3beans`，应为整数、空格和积分名称：beans"),
    ],
)
def test_what_a_quote_can_never_show_is_said(word: str, message: str) -> None:
    head = "场景:\n  - 名称: 结算\n    已知: {会员: anna, 入会: 2026-03-01}\n    经过:\n"
    at = "      - {时间: 2026-03-01, 注册: {}}\n"
    step = f"{{时间: 2026-03-02, 报价: {{商品: [{{单价: 100, 件数: 1}}]}}, 报价结果: {{{word}}}}}"
    assert message in told(f"      - {step}\n", head + at)


def test_an_order_is_bought_as_it_was_quoted() -> None:
    quote = (
        "{at: 2026-03-02, id: mine, quote: {lines: [{price: 100, quantity: 2}]}, shows: {taken: [off_20 20]}}"
    )
    bought = "{at: 2026-03-03, buy: mine, id: A1, expect: [used: off_20, earned: 180 beans]}"
    back = "{at: 2026-03-04, refund: {order: A1}, expect: [returned: off_20, taken back: 180 beans]}"
    assert told(f"      - {quote}\n      - {bought}\n      - {back}\n") == ""


def test_what_was_chosen_in_vain_is_shown() -> None:
    cart = "{lines: [{price: 100, quantity: 1}], coupons: [off_20]}"
    step = f"{{at: 2026-03-02, quote: {cart}, shows: {{refused: coupon_not_usable off_20, to pay: 100}}}}"
    assert told(f"      - {step}\n") == ""


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("{at: 2026-03-02, quote: {lines: []}, expect: nothing}", "`expect`"),
        ("{quote: {lines: []}}", "`quote` without `at`"),
        ("{at: 2026-03-02, shows: {to pay: 1}}", "no `quote`"),
        ("{at: 2026-03-02, quote: {lines: []}, buy: q1}", "`quote`, `buy`"),
        ("{at: 2026-03-02, quote: {lines: []}, shows: {price: 1}}", "`price`"),
    ],
)
def test_a_step_that_is_no_quote_is_refused(step: str, said: str) -> None:
    with pytest.raises(YamlRefused) as refused:
        read_scenarios((HEAD + f"      - {step}\n").encode())
    assert said in str(refused.value)


def test_a_cart_that_cannot_be_read_is_told_with_its_line() -> None:
    assert "lines[0].price" in told("      - {at: 2026-03-02, quote: {lines: [{quantity: 1}]}}\n")
    assert "earlier event" in told("      - {at: 2026-03-02, buy: q9}\n")


def test_every_reason_has_a_word_in_chinese() -> None:
    assert set(Why.__args__) <= set(WHYS)
    assert len(set(WHYS.values())) == len(WHYS)


def test_a_scenario_with_draws_needs_a_seed() -> None:
    rules = """\
programme box "box"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans "beans"
end

draw lucky "lucky"
  prize one: give 1 beans
  weight one: 1
  prize two: give 2 beans
  weight two: 1
end

rule drawn: sign_in -> draw lucky
"""
    plan = load(rules).plan
    teller = Teller(plan, (compile_plan(plan), Reference(plan)), STANDARD, "en")
    story = "scenarios:\n  - name: a draw{seed}\n    story:\n      - {{at: 2026-03-02, sign_in: {{}}}}\n"
    without = teller.tell(read_scenarios(story.format(seed="").encode()).scenarios[0])
    assert [each.what("en") for each in without.failures] == [
        "line 2: found a scenario without `seed`, expected a text"
    ]
    seeded = read_scenarios(story.format(seed="\n    seed: spring").encode()).scenarios[0]
    assert teller.tell(seeded).passed
