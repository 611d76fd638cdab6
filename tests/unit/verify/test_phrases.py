"""Short words for draws, holds, privileges, scores, teams and boards, told to both engines in both languages; and what
a wrong one is told."""

from __future__ import annotations

from functools import cache

import pytest

from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.reference import Reference
from benefitdsl.std import STANDARD
from benefitdsl.verify.phrases import VERBS, normal, subject_in, written
from benefitdsl.verify.scenario import FACTS, STATE_WORDS, WORDS, read_scenarios
from benefitdsl.verify.tell import Teller
from benefitdsl.verify.telling import failure_text
from tests.support.salon import salon

ENGLISH = """\
scenarios:
  - name: a member of the salon
    seed: blue
    given: {member: anna, joined: 2026-03-01}
    story:
      - at: 2026-03-03 10:00
        order: {order: "1", amount: 1200}
        expect:
          - earned: 120 beans
          - notice: hello
            not before: 2026-03-03 10:00
          - tier: gold
            until: 2027-03-04
          - told: board:stars stars.counted
        also: {"board:stars": nothing}
      - state: {score: 0}
      - {member: board:stars, state: {standings: {stars: {anna: 120}}}}
      - at: 2026-03-03 11:00
        redeem: {benefit: lounge}
        expect: [{privilege: lounge, left: 1}]
      - at: 2026-03-04 10:00
        top_up: {amount: 100}
        expect: [earned: 100 CNY wallet]
        state: {balance: {wallet: 100, beans: 120}}
      - at: 2026-03-05 10:00
        buy_membership: {membership: plus, amount: 198}
        expect some: [issued: plus, earned: 50 beans]
      - at: 2026-03-06 10:00
        buy_membership: {membership: plus, amount: 198}
        expect some: [{issued: plus, valid from: 2027-03-06, until: 2028-03-06}]
        state: {valid from: {plus: 2027-03-06}}
      - at: 2026-03-09 10:00
        order: {order: "2", amount: 60, discounts: [{source: autumn, amount: 20, base: 80}]}
        expect some:
          - {promotion: autumn, off: 20}
          - issued: ten_off
        state: {score: {care: 120}}
      - at: 2026-03-09 11:00
        hold: {checkout: c1, coupons: [ten_off]}
        expect: [{reserved: ten_off, until: 2026-03-09 11:15}]
        state: {reserved: ten_off}
      - at: 2026-03-09 11:05
        release: {checkout: c1}
        expect: [released: ten_off]
        state: {reserved: nothing}
      - at: 2026-03-10 10:00
        join_team: {team: owls}
        expect: [team: walkers team:walkers:owls, told: "team:walkers:owls @joined"]
        also: {"team:walkers:owls": nothing}
        state: {teams: {walkers: [team:walkers:owls]}}
      - at: 2026-03-10 11:00
        steps: {steps: 12000}
        expect some: [earned: 10 beans]
        also:
          "team:walkers:owls": [completed: walkers.goal, told: anna walkers.reached]
      - at: 2026-03-11 10:00
        draw: {draw: box}
        expect some: [drawn: box nothing]
        state: {empty draws: {box: 1}}
      - member: board:stars
        advance: 2026-04-01
        expect: [{board: stars, places: [1 anna 236]}, told: anna stars.placed]
        also: {anna: [issued: ten_off]}
      - {advance: 2026-04-08, expect some: [score: care 126]}
"""


@cache
def teller() -> Teller:
    plan = salon()
    return Teller(plan, (compile_plan(plan), Reference(plan)), STANDARD)


def told(text: str) -> str:
    file = read_scenarios(text.encode())
    failures = teller().tell(file.scenarios[0]).failures
    return "\n".join(failure_text(each, "s.yaml", file.language) for each in failures)


CHINESE = """\
场景:
  - 名称: 一位会员
    种子: blue
    已知: {会员: anna, 入会: 2026-03-01}
    经过:
      - 时间: 2026-03-03 10:00
        订单: {订单号: "1", 金额: 1200}
        应包含:
          - {通知: hello, 不早于: 2026-03-03 10:00}
          - {等级: gold, 到期: 2027-03-04}
      - 时间: 2026-03-03 11:00
        核销: {权益: lounge}
        应有: [{特权: lounge, 剩余: 1}]
      - 时间: 2026-03-04 10:00
        充值: {金额: 100}
        应有: [获得: 100元 wallet]
        状态: {余额: {wallet: 100}}
      - 时间: 2026-03-09 10:00
        订单: {订单号: "2", 金额: 60, discounts: [{source: autumn, 金额: 20, base: 80}]}
        应包含: [{促销: autumn, 优惠: 20}, 发放: ten_off]
        状态: {分值: {care: 120}}
      - 时间: 2026-03-09 11:00
        锁券: {结算单号: c1, 用券: [ten_off]}
        应有: [{锁定: ten_off, 到期: 2026-03-09 11:15}]
        状态: {锁定: ten_off}
      - 时间: 2026-03-09 11:05
        解锁券: {结算单号: c1}
        应有: [解锁: ten_off]
      - 时间: 2026-03-10 10:00
        加入团队: {团队: owls}
        应包含: [入队: walkers team:walkers:owls]
        状态: {团队: {walkers: [team:walkers:owls]}}
      - 时间: 2026-03-11 10:00
        抽奖: {抽奖: box}
        应包含: [抽中: box 无]
        状态: {连续未中: {box: 1}}
      - {会员: board:stars, 状态: {排行榜: {stars: {anna: 126}}}}
      - {会员: board:stars, 等到: 2026-04-01, 应包含: [{排行榜: stars, 名次: [1 anna 126]}]}
      - {等到: 2026-04-08, 应包含: [分值: care 126]}
"""


def test_the_story_of_a_member() -> None:
    assert told(ENGLISH) == ""


def test_the_same_in_chinese() -> None:
    assert told(CHINESE) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("not before: 2026-03-03 10:00", "not before: 2026-03-03 11:00"),
        ("left: 1", "left: 2"),
        ("earned: 100 CNY wallet", "earned: 101 CNY wallet"),
        ("earned: 100 CNY wallet", "earned: 100 USD wallet"),
        ("earned: 100 CNY wallet", "earned: 10000 wallet"),
        ("{wallet: 100, beans: 120}", "{wallet: 100.01, beans: 120}"),
        ("valid from: 2027-03-06, until", "valid from: 2027-03-07, until"),
        ("{valid from: {plus: 2027-03-06}}", "{valid from: {plus: 2027-03-07}}"),
        ("off: 20}", "off: 20.01}"),
        ("{promotion: autumn", "{promotion: winter"),
        ("{score: {care: 120}}", "{score: {care: 121}}"),
        ("until: 2026-03-09 11:15", "until: 2026-03-09 11:16"),
        ("{reserved: ten_off}", "{reserved: nothing}"),
        ("released: ten_off", "reserved: ten_off"),
        ("team: walkers team:walkers:owls", "team: walkers team:walkers:larks"),
        ("walkers: [team:walkers:owls]", "walkers: [team:walkers:larks]"),
        ("[completed: walkers.goal, ", "["),
        ("drawn: box nothing", "drawn: box lipstick"),
        ("{box: 1}", "{box: 2}"),
        ("places: [1 anna 236]", "places: [1 anna 235]"),
        ("{stars: {anna: 120}}", "{stars: {anna: 121}}"),
        ("score: care 126", "score: care 127"),
    ],
)
def test_what_is_not_so_fails(right: str, wrong: str) -> None:
    assert ENGLISH.count(right) == 1
    assert told(ENGLISH.replace(right, wrong)) != ""


def test_a_guarantee_is_a_fact() -> None:
    line = "expect some: [drawn: box nothing]"
    sure, not_sure = (f"expect some: [{{drawn: box nothing, sure: {word}}}]" for word in ("yes", "no"))
    assert told(ENGLISH.replace(line, sure)) != ""
    assert told(ENGLISH.replace(line, not_sure)) == ""


def test_amounts_of_stored_value() -> None:
    plan = salon()
    assert normal("earned", "100 CNY wallet", plan) == "100.00 CNY wallet"
    assert normal("earned", "100元 wallet", plan) == "100.00 CNY wallet"
    assert normal("earned", "100 beans", plan) == "100 beans"
    assert (written("9.9", plan), written("-3", plan), written("much", plan)) == ("9.90", "-3.00", "much")


def test_every_word_has_one_meaning_in_each_language() -> None:
    for words in (
        VERBS,
        {word: WORDS[word] for word in (*FACTS,)},
        {word: WORDS[word] for word in STATE_WORDS},
    ):
        assert len(set(words.values())) >= len(words) - 1, words  # expired and lapsed things may share one
    assert len(set(WORDS.values())) == len(WORDS)


def test_a_draw_without_a_prize_is_said_as_the_rules_say_it() -> None:
    plan = salon()
    assert {normal("drawn", f"大转盘 {word}", plan) for word in ("无", "未中奖", "nothing")} == {
        "大转盘 nothing"
    }
    assert subject_in("drawn", "大转盘 nothing", "zh") == "大转盘 未中奖"
    assert subject_in("drawn", "wheel nothing", "en") == "wheel nothing"
