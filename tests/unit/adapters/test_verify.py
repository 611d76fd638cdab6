"""`benefitdsl verify`: what it prints in both languages, how it ends, and what it saves where."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benefitdsl.adapters.cli.root import root
from benefitdsl.verify import search
from benefitdsl.verify.generate import Ground, numbered
from benefitdsl.verify.generate.make import Watch
from benefitdsl.verify.history import History

ENGLISH = """\
programme club en "club"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

coupon ten_off en "10 off" zh "十元券"
  off: 10 CNY
  minimum spend: 100 CNY
  valid: 30 days from issue
end

rule from_398
  when: order
  if: amount {than} 398 CNY
  then: grant ten_off
end

law border en "398 brings the coupon" zh "满398有券"
  when: order
  if: amount >= 398 CNY
  brings: ten_off
end
"""
CHINESE = """\
会员计划 club "俱乐部"
  语言：zh
  时区：Asia/Shanghai
  币种：CNY
结束

优惠券 十元券
  立减：10元
  使用门槛：100元
  有效：自发放30天
结束

规则 满398
  当：订单
  如果：金额 > 398元
  那么：发放 十元券
结束

保证 满398有券
  当：订单
  如果：金额 ≥ 398元
  必给：十元券
结束
"""
TOLD_IN_ENGLISH = """\
{path}

law `border`: 398 brings the coupon (rules.benefit:19)
  2026-03-01 10:00 · anna · order e1 · applied
    order `A1`, amount 398.00 CNY
  found: 10 off was not given
  the law says: after order, if amount ≥ 398.00 CNY: the member is given 10 off
  rules involved: from_398 (rules.benefit:13)
  to play it again: benefitdsl verify {path} --seed 1 --history {number}

law             what came of it  histories that concern it  title
border          broken                                   {concerned}  398 brings the coupon
runs            held                                    40  nothing fails
usable          held                                    {usable}  what is given can be used
no_enrichment   held                                    {enriched}  a refund leaves nobody richer
free_of_charge  held                                        no order is paid by a coupon alone
laws broken: 1
seed 1, histories 40
"""
TOLD_IN_CHINESE = """\
保证 `满398有券`（rules.benefit:19）
  2026-03-01 10:00 · anna · 订单 e1 · 已生效
    订单 `A1`，金额 398.00元
  发现：没有给 十元券
  保证要求：订单之后，如果金额 ≥ 398.00元：必须给 十元券
  涉及的规则：满398（rules.benefit:13）
"""


def call(*arguments: object) -> Result:
    result = CliRunner().invoke(root, ["verify", *(str(argument) for argument in arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.benefit"
    path.write_text(ENGLISH.format(than=">"), encoding="utf-8")
    return path


@pytest.fixture
def right(tmp_path: Path) -> Path:
    path = tmp_path / "right.benefit"
    path.write_text(ENGLISH.format(than=">="), encoding="utf-8")
    return path


def concerned(path: Path) -> dict[str, int]:
    """How many histories concerned each law, and the number of the one that broke the first."""
    (told,) = json.loads(call(path, "--histories", 40, "--json", "--no-save").stdout)
    return {one["law"]: one["concerned"] for one in told["laws"]} | {"number": told["laws"][0]["history"]}


def test_what_is_found_in_english(rules: Path) -> None:
    result = call(rules, "--histories", 40, "--no-save")
    assert result.exit_code == 1
    count = concerned(rules)
    assert result.stdout == TOLD_IN_ENGLISH.format(
        path=rules,
        number=count["number"],
        concerned=count["border"],
        usable=count["usable"],
        enriched=count["no_enrichment"],
    )


def test_the_same_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "rules.benefit"
    path.write_text(CHINESE, encoding="utf-8")
    result = call(path, "--histories", 40, "--no-save")
    assert result.exit_code == 1
    assert TOLD_IN_CHINESE in result.stdout
    assert "满398有券       被违反" in result.stdout
    assert "被违反的保证 1 项" in result.stdout
    assert "种子 1，经过 40 个" in result.stdout
    assert not [line for line in result.stdout.splitlines() if "law" in line]


def test_nothing_is_found_in_the_right_rules_and_said_to_be_no_proof(right: Path) -> None:
    result = call(right, "--histories", 40)
    assert result.exit_code == 0
    assert "no law was broken; that is no proof" in result.stdout
    assert not list(right.parent.glob("*.yaml"))


def test_the_scenario_is_saved_beside_the_rules_and_test_fails_on_it(rules: Path) -> None:
    result = call(rules, "--histories", 5)
    saved = rules.parent / "border.verify.scenario.yaml"
    assert f"saved: {saved}; `benefitdsl test` fails on it until the rules are mended" in result.stdout
    told = CliRunner().invoke(root, ["test", str(saved)])
    assert told.exit_code == 1
    assert "10 off was not given" in told.stdout
    rules.write_text(ENGLISH.format(than=">="), encoding="utf-8")
    assert CliRunner().invoke(root, ["test", str(saved)]).exit_code == 0


def test_where_it_is_saved_and_that_nothing_is_overwritten(rules: Path, tmp_path: Path) -> None:
    folder = tmp_path / "found" / "here"
    call(rules, "--histories", 5, "--save", folder)
    saved = folder / "border.verify.scenario.yaml"
    assert 'rules: ["../../rules.benefit"]' in saved.read_text(encoding="utf-8")
    assert CliRunner().invoke(root, ["test", str(saved)]).exit_code == 1
    saved.write_text("mine", encoding="utf-8")
    assert "is there already; --force overwrites it" in call(rules, "--histories", 5, "--save", folder).stdout
    assert saved.read_text(encoding="utf-8") == "mine"
    call(rules, "--histories", 5, "--save", folder, "--force")
    assert saved.read_text(encoding="utf-8") != "mine"
    assert not list(rules.parent.glob("*.yaml"))


def test_one_history_alone(rules: Path) -> None:
    number = concerned(rules)["number"]
    result = call(rules, "--history", number, "--no-save")
    assert result.exit_code == 1
    assert f"--history {number}" in result.stdout
    assert "seed 1, histories 1\n" in result.stdout


def test_one_law_alone(rules: Path) -> None:
    result = call(rules, "--law", "usable", "--histories", 10)
    assert result.exit_code == 0
    assert "border" not in result.stdout


def test_several_programmes(rules: Path, right: Path) -> None:
    result = call(right, rules, "--histories", 5, "--no-save")
    assert result.exit_code == 1
    assert result.stdout.index(str(right)) < result.stdout.index("\n\n" + str(rules))


def test_as_json(rules: Path) -> None:
    (told,) = json.loads(call(rules, "--histories", 40, "--json").stdout)
    assert told["programme"] == "club"
    assert (told["seed"], told["histories"]) == (1, 40)
    laws = {one["law"]: one for one in told["laws"]}
    assert [one["became"] for one in laws.values()] == ["broken", "held", "held", "held", "held"]
    border = laws["border"]
    assert border["line"] == "rules.benefit:19"
    assert border["found"] == "10 off was not given"
    assert border["rules"] == [{"rule": "from_398", "file": "rules.benefit", "line": 13}]
    assert border["member"] == "anna"
    assert border["at"] == "2026-03-01T02:00:00Z"
    assert border["story"][0] == "2026-03-01 10:00 · anna · order e1 · applied"
    assert border["scenario"] == str(rules.parent / "border.verify.scenario.yaml")


def test_a_stored_plan(rules: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(CliRunner().invoke(root, ["plan", str(rules)]).stdout, encoding="utf-8")
    result = call(plan, "--histories", 5)
    assert result.exit_code == 1
    saved = tmp_path / "border.verify.scenario.yaml"
    assert CliRunner().invoke(root, ["test", str(saved)]).exit_code == 1


def test_the_time_is_a_budget(right: Path) -> None:
    result = call(right, "--time", "1s")
    histories = int(result.stdout.split("histories ")[-1])
    assert histories > 20


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--law", "nothing"), "there is no law `nothing`; there are border, runs, usable"),
        (("--law", "nothing", "--language", "zh"), "没有保证 `nothing`；现有：border"),
        (("--time", "soon"), "a time is a whole number of seconds, minutes or hours: 60s, 5m, 1h"),
        (("--time", "0s", "--language", "zh"), "时间写成整数加单位"),
        (("--histories", "0"), "--histories"),
        (("--seed", "-1"), "--seed"),
    ],
)
def test_a_wrong_call(rules: Path, arguments: tuple[str, ...], said: str) -> None:
    result = call(rules, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_rules_with_errors(tmp_path: Path) -> None:
    path = tmp_path / "rules.benefit"
    path.write_text(ENGLISH.format(than="≈"), encoding="utf-8")
    assert call(path).exit_code == 1


# ------------------------------------------------------------------------------------------- Ctrl-C


@pytest.fixture
def pressed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ctrl-C at the thirtieth history, heard also where the suite runs in the background and would not hear it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def made(ground: Ground, seed: int, number: int, watch: Watch) -> History:
        if number == 30:
            signal.raise_signal(signal.SIGINT)
        return numbered(ground, seed, number, watch)

    monkeypatch.setattr(search, "numbered", made)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("pressed")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "interrupted: this is what was found until then\nlaws broken: 1\nseed 1, histories 30\n"),
        ("zh", "已中断：以上是中断前查出的结果\n被违反的保证 1 项\n种子 1，经过 30 个\n"),
    ],
)
def test_what_was_found_before_ctrl_c_is_told_and_saved(rules: Path, language: str, said: str) -> None:
    result = call(rules, "--histories", 40, "--language", language)
    assert result.exit_code == 130
    assert result.stdout.endswith(said)
    saved = rules.parent / "border.verify.scenario.yaml"
    assert CliRunner().invoke(root, ["test", str(saved)]).exit_code == 1


@pytest.mark.usefixtures("pressed")
def test_after_ctrl_c_no_other_programme_is_begun(rules: Path, right: Path) -> None:
    result = call(right, rules, "--histories", 40, "--json")
    assert result.exit_code == 130
    (told,) = json.loads(result.stdout)
    assert (told["rules"], told["interrupted"], told["histories"]) == (str(right), True, 30)


def test_a_search_that_ends_by_itself_was_not_interrupted(rules: Path) -> None:
    result = call(rules, "--histories", 5, "--json", "--no-save")
    assert json.loads(result.stdout)[0]["interrupted"] is False
    assert result.exit_code == 1


LADDER = """\
会员计划 club "俱乐部"
  语言：zh
  时区：Asia/Shanghai
  币种：CNY
结束

礼品 春样
结束

等级体系 茶会
  定级依据：累计 订单 金额 合计
  等级 嫩芽：0元
  等级 银针：1000元
  升级礼 银针：发放 春样
结束

保证 没有春样
  当：订单
  不给：春样
结束
"""


def test_a_rule_that_a_ladder_made_is_called_by_the_ladder(tmp_path: Path) -> None:
    path = tmp_path / "rules.benefit"
    path.write_text(LADDER, encoding="utf-8")
    told = call(path, "--histories", 40, "--law", "没有春样", "--no-save").output
    assert "  涉及的规则：茶会（rules.benefit:14）\n" in told
