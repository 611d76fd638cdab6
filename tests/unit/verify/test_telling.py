"""Stories that do not come out as told, and files that cannot be read, in the language of the story."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from benefitdsl.messages import LANGUAGES, word
from benefitdsl.model.decision import Reason, Status
from benefitdsl.verify.phrases import DETAILS, OUTCOMES, REASONS, REFUSALS, STATUSES, VERBS
from benefitdsl.verify.said import said
from benefitdsl.verify.scenario import language_of, read_scenarios
from benefitdsl.verify.telling import failure_text, teller_of
from benefitdsl.verify.yaml_tree import YamlRefused

HOTWIND = Path(__file__).parents[3] / "examples" / "rules" / "hotwind" / "hotwind.zh.benefit"
STORY = """\
场景:
  - 名称: 满398元得毛巾
    已知: {会员: anna, 入会: 2026-03-01}
    经过:
      - 时间: 2026-03-02 10:00
        订单: {订单号: "1", 金额: 398}
        应有: [通知: beans]
      - 时间: 2026-03-03 10:00
        订单: {订单号: "1", 金额: 398}
        应有: 无
      - {等到: 2026-03-04, 应有: 无, 状态: {持有: 无}}
"""
ENGLISH = """\
scenarios:
  - name: an order of 398 earns the towels
    given: {member: anna, joined: 2026-03-01}
    story:
      - at: 2026-03-02 10:00
        order: {order: "1", amount: 398}
        expect: [notice: beans]
      - at: 2026-03-03 10:00
        order: {order: "1", amount: 398}
        expect: nothing
      - {advance: 2026-03-04, expect: nothing, state: {holds: nothing}}
"""


def told(story: str) -> str:
    file = read_scenarios(story.encode())
    failures = teller_of(HOTWIND, file.language).tell(file.scenarios[0]).failures
    return "\n".join(failure_text(each, "s.yaml", file.language) for each in failures)


def test_a_chinese_story_is_spoken_of_in_chinese() -> None:
    assert told(STORY) == (
        "s.yaml:5: 效果\n  应有  通知: beans\n  实有  发放: towels（规则名 first_398）\n"
        "s.yaml:8: 结果\n  应有  已生效\n  实有  此前已计入 业务重复 order\n"
        "s.yaml:11: 持有\n  应有  无\n  实有  towels"
    )


def test_an_english_story_is_spoken_of_in_english() -> None:
    assert told(ENGLISH) == (
        "s.yaml:5: effects\n  expected  notice: beans\n  actual    issued: towels  (by first_398)\n"
        "s.yaml:8: outcome\n  expected  applied\n  actual    repeated seen_before order\n"
        "s.yaml:11: holds\n  expected  nothing\n  actual    towels"
    )


@pytest.mark.parametrize(
    "outcome", ["此前已计入", "此前已计入 业务重复", "repeated", "此前已计入 seen_before"]
)
def test_an_outcome_may_be_said_in_chinese(outcome: str) -> None:
    again = '订单: {订单号: "1", 金额: 398}\n        应有: 无\n'
    assert again in STORY
    assert "结果" not in told(STORY.replace(again, f"{again}        结果: {outcome}\n"))
    assert "结果" in told(STORY.replace(again, f"{again}        结果: 已拒绝 业务重复\n"))


def test_every_outcome_has_its_words() -> None:
    assert set(STATUSES) == set(get_args(Status))
    assert set(REASONS) == set(get_args(Reason))


def test_who_is_no_inviter_may_be_said_in_chinese() -> None:
    story = STORY.replace("应有: [通知: beans]", "应有: [拒绝邀请人: 自己]")
    expected = read_scenarios(story.encode()).scenarios[0].steps[0].expect
    assert expected is not None
    assert expected[0].of == "self"
    assert (expected[0].text("zh"), expected[0].text("en")) == ("拒绝邀请人: 自己", "inviter refused: self")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"1", 金额', '"1", 价钱', "`价钱`"),
        ("金额: 398}", "金额: 3981.001}", "s.yaml:5: "),
        ("2026-03-02 10:00", "昨天", "s.yaml:5: 第 5 行：发现`昨天`，应为时间，如 `2026-03-01 10:00`"),
        ("订单: {", "下单: {", "第 5 行：发现事件 `下单`，应为`订单`"),
        (
            '订单: {订单号: "1", 金额: 398}',
            "兑换: {兑换: 换马克杯}",
            "第 6 行：发现`兑换` 中的 `兑换`，应为其中之一：兑换项目",
        ),
        ('订单号: "1", ', "", "s.yaml:5: 缺少 `订单`"),
        ("[通知: beans]", "[获得: 3豆]", "第 5 行：发现会员计划中没有的 `3豆`，应为会员计划中的名称"),
        ("[通知: beans]", "[发放: 毛巾]", "第 5 行：发现会员计划中没有的 `毛巾`，应为其中之一：towels"),
        ("订单: {", "下单了: {", "第 5 行：发现事件 `下单了`，应为其中之一："),
    ],
)
def test_what_cannot_be_told(old: str, new: str, message: str) -> None:
    text = told(STORY.replace(old, new, 1))
    assert message in text
    assert "expected" not in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("场景: [{名称: a}]", "第 1 行：发现没有 `经过` 的场景，应为文本"),
        ("场景: 无", "第 1 行：发现别的内容，应为场景列表"),
        ("场景: []\n说明: a", "第 2 行：发现`说明`，应为其中之一：规则、场景"),
        (
            "场景: [{名称: a, 经过: [{等到: 2026-03-01, 结果: 好}]}]",
            "第 1 行：发现`好`，应为其中之一：已生效、重复发送、此前已计入、待处理、已拒绝",
        ),
        (
            "场景: [{名称: a, 经过: [{等到: 2026-03-01, 结果: 已拒绝 已拒绝}]}]",
            "第 1 行：发现`已拒绝 已拒绝`，应为其中之一：" + "、".join(REASONS.values()),
        ),
        (
            "场景: [{名称: a, 经过: [{时间: 2026-03-01, 应由: 无, 订单: {}}]}]",
            "第 1 行：发现`应由`，应为`应有`",
        ),
        (
            "场景: [{名称: a, 经过: [{时间: 2026-03-01, 说明: 好, 订单: {}}]}]",
            "发现`说明`，应为步骤中的词：时间、",
        ),
        (
            "场景: [{名称: a, 经过: [{时间: 2026-03-01, 应该: [获得: 1 豆], 订单: {}}]}]",
            "发现`应该`，应为`应有`",
        ),
        (
            "场景: [{名称: a, 经过: [], 已知: {会员: {a: b}}}]",
            "第 1 行：发现`会员` 下的列表或键值，应为一位会员的名称；多位会员写在 `会员们` 下",
        ),
        ("场景：\n  - 名称: a", "第 1 行：发现全角冒号 `场景：`，应为`场景: `，即半角冒号加空格"),
        ("场景:\n  - 名称： a", "第 2 行：发现全角冒号 `名称：`，应为`名称: `，即半角冒号加空格"),
        ("场景:\n\t- 名称: a", "第 2 行：发现制表符（Tab），应为空格"),
        (
            "场景:\n  - 名称: a: b",
            "第 2 行：发现同一行第二个 `: `，或缩进过深的行，应为用引号括起含符号的文本",
        ),
        ("场景: [{名称: a}", "发现不成对的括号或引号，应为`,` 或右括号"),
        ("场景: [{名称: &a x}]", "第 1 行：发现锚点 `&a`，应为不写锚点"),
    ],
)
def test_a_chinese_file_that_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(YamlRefused) as refused:
        read_scenarios(text.encode())
    assert language_of(text.encode()) == "zh"
    assert message in refused.value.text("zh")


def test_what_is_no_yaml_is_said_in_english_too() -> None:
    with pytest.raises(YamlRefused) as refused:
        read_scenarios(b"scenarios:\n\t- name: a")
    assert refused.value.text("en") == "line 2: found a tab, expected spaces"


REPEATED = """\
场景:
  - 名称: 每人都得毛巾
    经过:
      - {时间: "2026-03-{nn} 10:00", 会员: "m{n}", 订单: {订单号: "{n}-{nn}", 金额: 398}, 重复: 3, 应有: [发放: towels]}
      - {重发: e1.2, 结果: 重复发送}
      - {时间: 2026-03-09 10:00, 会员: m4, 订单: {订单号: "{n}", 金额: 1}, 编号: e4, 应有: 无}
      - {重发: e4}
"""


def test_a_step_is_told_again_and_again() -> None:
    steps = read_scenarios(REPEATED.encode()).scenarios[0].steps
    assert [(each.number, each.time, each.member, each.at) for each in steps[:4]] == [
        (1, 1, "m1", "2026-03-01 10:00"),
        (1, 2, "m2", "2026-03-02 10:00"),
        (1, 3, "m3", "2026-03-03 10:00"),
        (2, 0, "m1", None),
    ]
    assert steps[2].fields["订单号"].value == "3-03"
    assert steps[4].fields["订单号"].value == "{n}"
    assert told(REPEATED) == ""


def test_a_failure_says_which_time_it_was() -> None:
    once = REPEATED.replace('会员: "m{n}"', "会员: m1")
    assert told(once) == "\n".join(
        f"s.yaml:4: 效果（第 {time} 次）\n  应有  发放: towels\n  实有  无" for time in (2, 3)
    )


@pytest.mark.parametrize("times", ["0", "100", "-1", "三", "1.5"])
def test_how_often_is_a_number_in_bounds(times: str) -> None:
    with pytest.raises(YamlRefused) as refused:
        read_scenarios(REPEATED.replace("重复: 3", f"重复: {times}").encode())
    assert refused.value.text("zh") == f"第 4 行：发现`{times}`，应为1 至 99 的整数"
    assert refused.value.text("en") == f"line 4: found `{times}`, expected a whole number from 1 to 99"


def test_a_fact_is_not_a_template_and_never_acts_on_the_terminal() -> None:
    assert said("the_event", type="\x1b{type}").text("zh") == "事件 `\\u{1B}{type}`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_verbs_are_one_to_one(language: str) -> None:
    for words in (VERBS, OUTCOMES, REFUSALS, DETAILS):
        assert len(set(words.values())) == len(words)
    assert word("scenario", "expected", "zh" if language == "zh" else "en")


SHOP = """\
programme p
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points leaves "leaves"
end

gift cup "cup"
end

exchange cup_for_leaves "a cup"
  costs: 31 leaves
  gives: grant cup
  schedule: every Monday
end

team study "study"
  size: 2
  counts: order
  stage 5: give 1 leaves
end

mission save "save"
  counts: sum of amount of order
  stage 300: give 10 leaves
  stage 500: give 20 leaves
end

event pal
  field spent: money
end

mission once "once"
  counts: pal
  target: 1
  reward: give 1 leaves
end

rule earn: order -> give 20 leaves

rule tells: register if has inviter -> tell inviter pal (spent = 1 CNY)

rule thanks: pal -> give 7 leaves
"""
BOUGHT = """\
scenarios:
  - name: a
    given: {member: anna, joined: 2026-03-01}
    story:
      - {at: 2026-03-02 10:00, order: {order: "1", amount: 300}}
"""


def in_shop(tmp_path: Path, step: str, zh: bool = False) -> str:
    """What is said of a step after an order of 300; the second of March is a Monday."""
    (tmp_path / "p.benefit").write_text(SHOP)
    story = (BOUGHT + f"      - {step}\n").replace("scenarios:", "场景:" if zh else "scenarios:")
    file = read_scenarios(story.encode())
    failures = teller_of(tmp_path / "p.benefit", file.language).tell(file.scenarios[0]).failures
    return "\n".join(failure_text(each, "s.yaml", file.language) for each in failures)


@pytest.mark.parametrize(
    ("at", "outcome", "right"),
    [
        ("2026-03-02 11:00", "refused offer_not_possible points", True),
        ("2026-03-02 11:00", "refused offer_not_possible", True),
        ("2026-03-02 11:00", "refused", True),
        ("2026-03-02 11:00", "已拒绝 无法兑换 余额不足", True),
        ("2026-03-03 11:00", "refused offer_not_possible schedule", True),
        ("2026-03-03 11:00", "已拒绝 无法兑换 时间不符", True),
        ("2026-03-03 11:00", "refused offer_not_possible points", False),
    ],
)
def test_an_outcome_may_say_the_detail(tmp_path: Path, at: str, outcome: str, right: bool) -> None:
    step = f"{{at: {at}, exchange: {{offer: cup_for_leaves}}, outcome: {outcome}, expect: nothing}}"
    expected = (
        ""
        if right
        else (
            "s.yaml:6: outcome\n  expected  refused offer_not_possible points\n"
            "  actual    refused offer_not_possible schedule"
        )
    )
    assert in_shop(tmp_path, step) == expected


def test_the_detail_is_spoken_of_in_chinese(tmp_path: Path) -> None:
    step = "{at: 2026-03-03 11:00, exchange: {offer: cup_for_leaves}, outcome: 已拒绝 无法兑换 余额不足}"
    assert in_shop(tmp_path, step, zh=True) == (
        "s.yaml:6: 结果\n  应有  已拒绝 无法兑换 余额不足\n  实有  已拒绝 无法兑换 时间不符"
    )


def test_a_detail_that_is_a_name_is_compared_as_it_is(tmp_path: Path) -> None:
    step = '{{at: 2026-03-02 11:00, order: {{order: "1", amount: 300}}, outcome: {}}}'
    assert in_shop(tmp_path, step.format("repeated seen_before order")) == ""
    assert in_shop(tmp_path, step.format("此前已计入 业务重复 订单")) == ""
    assert "outcome" in in_shop(tmp_path, step.format("repeated seen_before limit"))


def test_a_detail_that_is_none_is_refused() -> None:
    story = BOUGHT.rstrip().removesuffix("}") + ", outcome: refused offer_not_possible sched}\n"
    with pytest.raises(YamlRefused) as refused:
        read_scenarios(story.encode())
    assert str(refused.value).startswith(
        "line 5: found `refused offer_not_possible sched`, expected one of unknown,"
    )


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("also some: {bob: [earned: 7 leaves]}", ""),
        ("also some: {bob: [earned: 7 leaves, completed: once, earned: 1 leaves]}", ""),
        ("also some: {bob: nothing}", ""),
        ("also some: {bob: [completed: once, earned: 1 leaves, earned: 7 leaves]}", "effects for bob"),
        ("also some: {bob: [earned: 8 leaves]}", "effects for bob"),
        ("also: {bob: [earned: 7 leaves]}", "effects for bob"),
    ],
)
def test_some_effects_of_others(tmp_path: Path, asked: str, wrong: str) -> None:
    text = in_shop(tmp_path, f"{{at: 2026-03-02 11:00, register: {{inviter: bob}}, {asked}}}")
    assert text.partition("\n")[0] == (f"s.yaml:6: {wrong}" if wrong else "")


@pytest.mark.parametrize("step", ["state: {balance: 1}", "advance: 2026-03-04", "expect: nothing"])
@pytest.mark.parametrize("who", ["bob", "team:study:owls"])
def test_a_step_on_somebody_who_was_never_made_fails(tmp_path: Path, who: str, step: str) -> None:
    said_so = f"s.yaml:6: there is no member or team `{who}` yet"
    assert in_shop(tmp_path, f'{{member: "{who}", {step}}}') == said_so
    assert in_shop(tmp_path, f'{{member: "{who}", {step}}}', zh=True) == f"s.yaml:6: 还没有会员或团队 `{who}`"


def test_what_missions_that_count_money_have_is_said_as_money(tmp_path: Path) -> None:
    order = '{{at: 2026-03-02 11:00, order: {{order: "2", amount: {}}}, {}}}'
    first = "expect: [earned: 20 leaves, stage: save 300, earned: 10 leaves]"
    assert in_shop(tmp_path, "state: {progress: {save: 300}}".join("{}")) == ""
    assert in_shop(tmp_path, "state: {progress: {save: 300.00}}".join("{}")) == ""
    assert "actual    save: 300.00" in in_shop(tmp_path, "state: {progress: {save: 30000}}".join("{}"))
    assert "completed: save" in in_shop(tmp_path, order.format(200, "expect: nothing"))
    assert in_shop(tmp_path, order.format(199.99, "expect: [earned: 20 leaves]")) == ""
    whole = BOUGHT.rstrip().removesuffix("}") + f", {first}}}\n"
    (tmp_path / "p.benefit").write_text(SHOP)
    teller = teller_of(tmp_path / "p.benefit")
    assert teller.tell(read_scenarios(whole.encode()).scenarios[0]).failures == []
    wrong = whole.replace("save 300,", "save 3,")
    failure = teller.tell(read_scenarios(wrong.encode()).scenarios[0]).failures[0]
    assert failure.actual[1] == "stage: save 300.00  (by save)"


def test_a_scenario_in_gbk_is_answered_in_chinese() -> None:
    data = "场景:\n  - 名称: a\n".encode("gbk")
    with pytest.raises(YamlRefused) as refused:
        read_scenarios(data)
    assert language_of(data) == "zh"
    assert refused.value.text("zh") == (
        "发现非 UTF-8 的字节，应为UTF-8 文本（从第 0 字节起不是）；编辑器的“另存为”可选编码 UTF-8"
    )
