"""Kinds in the language: examples compile and are formatted already, in both languages, a host's kind like our own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from benefitdsl import api
from benefitdsl.catalogue import Catalogue, Kind
from benefitdsl.plan.parts import Benefit
from benefitdsl.std import SAMPLE, STANDARD
from benefitdsl.syntax.format import format_module
from tests.contracts.demands import CATALOGUE_DEMANDS, DEMANDS
from tests.contracts.stamp import STAMP

KINDS = (*STANDARD.kinds, STAMP)
WITH_STAMPS = STANDARD | Catalogue((STAMP,))
STATED = re.compile(r"^ *(?:language: |语言：)", re.MULTILINE)


CHINESE_SAMPLE = (Path(__file__).parent / "sample.zh.benefit").read_text("utf-8")


def module_of(text: str, language: str = "en") -> Any:
    """The tree of an example; one without a programme block has its language in front."""
    head = "" if STATED.search(text) else {"en": "language: en\n\n", "zh": "语言：zh\n\n"}[language]
    return api.read(f"{head}{text}", catalogue=WITH_STAMPS).modules[0]


def formatted(module: Any, language: str | None = None) -> str:
    """The text of an example, without the language that stands in front of it."""
    return re.sub(r"^(?:language: en|语言：zh)\n+", "", format_module(module, WITH_STAMPS, language))


def loaded(text: str, catalogue: Catalogue = STANDARD) -> Any:
    try:
        return api.load(text, catalogue=catalogue)
    except api.RuleErrors as errors:
        pytest.fail(str(errors))


def test_all_examples_compile_together_without_a_warning() -> None:
    rulebook = loaded(SAMPLE)
    assert [each.message("en") for each in rulebook.warnings] == []
    assert rulebook.plan.id == "hotwind"
    assert {benefit.kind for benefit in rulebook.plan.benefits} == {"coupon", "gift", "badge", "membership"}


def test_a_programme_may_be_written_in_chinese_throughout() -> None:
    """Nearly every Chinese label, as operators write them."""
    plan = loaded(CHINESE_SAMPLE).plan
    assert [level.id for level in plan.tiers[0].levels] == ["普通", "金卡", "黑卡"]
    assert {rule.id for rule in plan.rules} == {
        *("满398送棉柔巾", "基础积分", "热风俱乐部.entry.金卡", "老友.friend", "老友.inviter"),
        *("走路", "充值有礼", "大盒礼", "京豆周榜.count", "京豆周榜.top.1", "京豆周榜.top.10"),
        *("健走队.count", "健走队.reward.5000", "健走队.reward.100000", "热水壶.bought"),
    }
    assert plan.tags[-1] == "热水壶.bought"  # no block of its own
    assert [promotion.reduction.way for promotion in plan.promotions] == [
        *("nth", "cheapest", "cheapest", "price", "shipping", "price"),
    ]
    assert [offer.id for offer in plan.offers] == ["尊享卡", "换牛奶", "美妆盲盒"]
    assert [part.id for part in plan.scores[0].parts] == ["购物分", "奖励分", "基础分"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_an_example_shows_its_kind(kind: Kind) -> None:
    assert kind.word in {block.kind for block in module_of(kind.example).blocks}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_formatting_an_example_changes_nothing(kind: Kind) -> None:
    assert formatted(module_of(kind.example)) == kind.example


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_an_example_comes_back_from_chinese(kind: Kind) -> None:
    chinese = formatted(module_of(kind.example), "zh")
    assert kind.labels["zh"][0] in chinese
    assert formatted(module_of(chinese, "zh"), "en") == kind.example


def test_the_chinese_programme_is_formatted_already() -> None:
    assert formatted(module_of(CHINESE_SAMPLE, "zh")) == CHINESE_SAMPLE


def test_a_broken_example_is_noticed() -> None:
    broken = SAMPLE.replace("worth: 59 CNY", "worth: much")
    with pytest.raises(api.RuleErrors):
        api.load(broken)
    untidy = STAMP.example.replace("  worth", "    worth")
    assert formatted(module_of(untidy)) != untidy


# ---------------------------------------------------------------------------------------- a host's own kind

ENGLISH = """\
programme cafe
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

stamp coffee "Coffee stamp"
  worth: 0.50 CNY
  colour: green
end

rule one_each: order -> grant coffee
"""

CHINESE = """\
会员计划 cafe
  语言：zh
  时区：Asia/Shanghai
  币种：CNY
结束

印花 coffee "Coffee stamp"
  价值：0.50元
  颜色：green
结束

规则 one_each：订单 → 发放 coffee
"""


def test_a_hosts_kind_meets_every_demand() -> None:
    assert [complaint for demand in DEMANDS for complaint in demand(STAMP)] == []
    assert [complaint for demand in CATALOGUE_DEMANDS for complaint in demand(WITH_STAMPS)] == []


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_hosts_kind_works_from_text_to_effect(text: str) -> None:
    rulebook = api.load(text, catalogue=WITH_STAMPS)
    (stamp,) = rulebook.plan.benefits
    assert (stamp.id, stamp.kind, stamp.worth, stamp.terms) == ("coffee", "stamp", 50, (("colour", "green"),))
    member = rulebook.new_member("m1", at="2026-03-01T10:00:00+08:00")
    event = {"id": "1", "type": "order", "member": "m1", "at": "2026-03-01T11:00:00+08:00"}
    decision = rulebook.evaluate(member, {**event, "order": "1", "amount": "12.00"})
    assert [(effect.benefit, effect.kind) for effect in decision.effects] == [("coffee", "stamp")]


def test_without_its_catalogue_a_hosts_kind_is_unknown() -> None:
    with pytest.raises(api.RuleErrors):
        api.load(ENGLISH)


# -------------------------------------------------------------------------- the sketch of the language, both ways

SKETCH_EN = """\
programme hotwind "hotwind club"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
  day starts: 00:00
end

coupon 棉柔巾 "2 packs of cotton towels"
  worth: 9.90 CNY
  claim: within 7 days
  valid: 30 days from claim
end

gift milk_gift
end

rule 满398送棉柔巾
  when: order
  if: amount >= 398 CNY
  then: grant 棉柔巾
  limit: 1 per member
  on refund: revoke if unused
end

mission milk_10
  counts: items of order where category is "milk"
  target: 10
  within: 3 months from first match
  reward: grant milk_gift
  repeat: once
end
"""

SKETCH_ZH = """\
会员计划 hotwind "hotwind club"
  语言：zh
  时区：Asia/Shanghai
  币种：CNY
  一天开始：00:00
结束

优惠券 棉柔巾 "2 packs of cotton towels"
  价值：9.90元
  领取：7天内
  有效：自领取30天
结束

礼品 milk_gift
结束

规则 满398送棉柔巾
  当：订单
  如果：金额 ≥ 398元
  那么：发放 棉柔巾
  限：每位会员 1次
  退款时：未用则收回
结束

任务 milk_10
  计：订单 商品（品类 是 "milk"）数量
  目标：10
  期限：自首次达成3个月
  奖励：发放 milk_gift
  重复：一次
结束
"""


def test_the_sketch_is_one_programme_in_two_languages() -> None:
    english, chinese = loaded(SKETCH_EN).plan, loaded(SKETCH_ZH).plan
    assert english.version == chinese.version
    (towels,) = (benefit for benefit in english.benefits if benefit.kind == "coupon")
    assert isinstance(towels, Benefit)
    assert towels.worth == 990
