"""How coverage is shown: sentences in both languages, marks on the rules, a page that nobody else writes on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import benefitdsl
from benefitdsl import api
from benefitdsl.adapters.cli.root import root
from benefitdsl.engine.compile import compile_plan
from benefitdsl.messages import LANGUAGES
from benefitdsl.plan import plan_to_text
from benefitdsl.std import STANDARD
from benefitdsl.verify.coverage.goals import Full
from benefitdsl.verify.coverage.marked import as_html, as_text, summary
from benefitdsl.verify.coverage.programmes import share_of
from benefitdsl.verify.coverage.report import Report, report_of, report_to_json
from benefitdsl.verify.coverage.scene import Watcher
from benefitdsl.verify.coverage.words import Words
from benefitdsl.verify.scenario import read_scenarios
from benefitdsl.verify.tell import Teller

EXAMPLES = Path(__file__).parents[3] / "examples" / "rules"

RULES = """\
programme p
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans en "beans" zh "京豆"
end

rule big
  when: order
  if: amount >= 398 CNY and
    count of order ever >= 1
  then: give 5 beans
  limit: 1 per member per month
  schedule: every Wednesday
end
"""

CHINESE = """\
会员计划 p
  语言：zh
  时区：Asia/Shanghai
  币种：CNY
结束

积分 beans en "beans" zh "京豆"
结束

规则 big
  当：订单
  如果：金额 ≥ 398元 且
    累计 订单 次数 ≥ 1
  那么：送 5 beans
  限：每位会员 每月 1次
  活动时间：每周三
结束
"""

STORY = """\
scenarios:
  - name: a story
    given: {member: anna, joined: 2026-03-01}
    story:
      - {at: 2026-03-03 10:00, order: {order: "1", amount: 398}, expect: nothing}
      - {at: 2026-03-04 10:00, order: {order: "2", amount: 397}, expect: nothing}
"""


def report(rules: str, story: str = STORY) -> tuple[Report, Words]:
    reading = api.read(rules)
    plan, _ = api.compile_reading(reading)
    assert plan is not None
    watcher = Watcher(plan)
    teller = Teller(plan, (compile_plan(plan),), STANDARD, watcher=watcher)
    for scenario in read_scenarios(story.encode()).scenarios:
        assert teller.tell(scenario).failures == []
    words = Words(plan, reading.language, STANDARD.names(reading.language))
    return report_of(plan, reading, watcher.seen), words


def test_the_summary_says_what_a_scenario_would_have_to_do() -> None:
    assert (
        summary(*report(RULES))
        == """\
coverage of p: 4 of 15 seen, 26%
  rules   big    4/13  30%
  points  beans  0/2   0%
not seen
  <text>:7  beans: let some be earned
  <text>:7  beans: take back what gave some
  <text>:10  big: let it fire and take back what started it: order, amount ≥ 398.00 CNY and count of order in all ≥ 1, \
within every Wednesday
  <text>:12  big: order, amount ≥ 398.00 CNY
  <text>:12  big: order, amount ≥ 398.00 CNY and count of order in all ≥ 1
  <text>:13  big: order, count of order in all < 1
  <text>:14  big: let it fire: order, amount ≥ 398.00 CNY and count of order in all ≥ 1, within every Wednesday
  <text>:15  big: use up the limit: 1 by the member this month
  <text>:15  big: let it come once more when the limit is used up: 1 by the member this month
  <text>:15  big: let it look on the last day on which something still counts: 1 by the member this month
  <text>:15  big: let it look on the first day on which something no longer counts: 1 by the member this month"""
    )


def test_the_summary_speaks_chinese_of_chinese_rules() -> None:
    assert (
        summary(*report(CHINESE))
        == """\
p 的场景覆盖：共 15 项，已覆盖 4 项，26%
  规则  big   4/13  30%
  积分  京豆  0/2   0%
未覆盖
  <text>:7  京豆：获得一笔
  <text>:7  京豆：退回带来它的订单或充值
  <text>:10  big：先触发，再退回：订单，金额 ≥ 398.00元 且 累计订单次数 ≥ 1，处于每周三
  <text>:12  big：订单，金额 ≥ 398.00元
  <text>:12  big：订单，金额 ≥ 398.00元 且 累计订单次数 ≥ 1
  <text>:13  big：订单，累计订单次数 < 1
  <text>:14  big：使其生效：订单，金额 ≥ 398.00元 且 累计订单次数 ≥ 1，处于每周三
  <text>:15  big：用满限额：该会员本月 1 次
  <text>:15  big：用满限额后再来一次：该会员本月 1 次
  <text>:15  big：在记录仍计入的最后一天触发：该会员本月 1 次
  <text>:15  big：在记录不再计入的第一天触发：该会员本月 1 次"""
    )


def test_each_line_has_its_mark() -> None:
    text = as_text(*report(RULES))
    assert text.split("\n")[0] == "✓ seen   ~ in part   ✗ not seen"
    marks = {line[10:].strip(): line[:10].strip() for line in text.split("\n")[3:]}
    assert marks["rule big"] == "✗    0/1"
    assert marks["when: order"] == ""
    assert marks["if: amount >= 398 CNY and"] == "~    2/4"
    assert marks["count of order ever >= 1"] == "~    1/2"
    assert marks["limit: 1 per member per month"] == "✗    0/4"
    assert marks["schedule: every Wednesday"] == "✓    1/1"


# --------------------------------------------------------------------------------------------- the page


class Page(HTMLParser):
    """Notes the tags, and for each mark its class and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.marks: list[tuple[str, str]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.tags |= {f"{tag}.{name}" for name, _ in attrs if name not in ("class", "title")}
        if tag == "mark":
            self.marks.append((dict(attrs)["class"] or "", ""))
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["mark"]:
            self.marks[-1] = (self.marks[-1][0], data)


OURS = {
    *(
        "html",
        "html.lang",
        "head",
        "meta",
        "meta.charset",
        "meta.http-equiv",
        "meta.content",
        "title",
        "style",
    ),
    *("body", "h1", "h2", "p", "table", "tr", "td", "mark", "ul", "li", "span"),
}


def page(rules: str) -> Page:
    made = Page()
    made.feed(as_html([report(rules)]))
    assert made.open == []
    return made


def test_the_page_marks_the_parts_of_a_condition() -> None:
    assert page(RULES).marks == [
        ("partly", "amount >= 398 CNY"),
        ("partly", "count of order ever >= 1"),
        ("unseen", "1 per member per month"),
    ]


HOSTILE = '<script>alert(1)</script><img src=x onerror=\\"alert(1)\\">&amp;'


def hostile(rules: str) -> str:
    shown = rules.replace('zh "京豆"', f'zh "{HOSTILE}"').replace('en "beans"', f'en "{HOSTILE}"')
    assert shown.count(HOSTILE) == 2
    return f"# </table><script>x</script>\n{shown}"


@pytest.mark.parametrize("rules", [RULES, CHINESE], ids=["en", "zh"])
def test_what_others_wrote_makes_no_tag(rules: str) -> None:
    assert page(hostile(rules)).tags == OURS
    assert page(hostile(rules)).marks == page(rules).marks


def test_a_page_that_did_not_escape_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benefitdsl.verify.coverage.marked.escape", lambda text: text)
    made = Page()
    try:
        made.feed(as_html([report(hostile(RULES))]))
    except AssertionError:  # a tag that others closed
        return
    assert made.tags != OURS


# --------------------------------------------------------------------------------------------- sentences


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/*.benefit")), ids=lambda path: path.name)
def test_every_goal_of_the_examples_has_its_sentence_and_line(path: Path) -> None:
    reading = api.read(path)
    plan, _ = api.compile_reading(reading)
    assert plan is not None
    told = report_of(plan, reading, ())
    for language in LANGUAGES:
        words = Words(plan, language, STANDARD.names(language))
        for one in told.goals:
            sentence = words.sentence(one.goal)
            assert sentence == sentence.strip() != ""
            assert re.search(r"\{[a-z_]*\}", sentence) is None
    lines = {source.name: source.line_count for source in reading.sources}
    assert all(1 <= one.place.line <= lines[one.place.file] for one in told.goals)
    json.dumps(report_to_json(told, Words(plan, "en")))


INVITED = """
programme p
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans
end

referral bring
  qualifies: order
  reward: give 5 beans
  friend reward: give 1 beans
  limit: 1 per member per month
end
"""


def test_a_limit_that_a_referral_has_of_itself_does_not_stand_on_the_line_of_the_written_one() -> None:
    told, words = report(INVITED, "scenarios: []\n")
    source = INVITED.split("\n")
    found = {
        words.sentence(one.goal).rpartition(": ")[2]: source[one.place.line - 1].strip()
        for one in told.goals
        if isinstance(one.goal.key.what, Full)
    }
    assert found == {
        "1 by the member in all": "qualifies: order",
        "1 by the member this month": "limit: 1 per member per month",
    }


def test_the_two_languages_have_the_same_goals_on_the_same_parts() -> None:
    for path in sorted(EXAMPLES.glob("*/*.en.benefit")):
        found = []
        for one in (path, path.with_name(path.name.replace(".en.", ".zh."))):
            plan = api.load(one).plan
            told = report_of(plan, api.read(one), ())
            found.append([(each.goal.key, each.place.span is not None) for each in told.goals])
        assert found[0] == found[1]


# --------------------------------------------------------------------------------------------- commands


def call(*arguments: object) -> Result:
    result = CliRunner().invoke(root, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def story(tmp_path: Path) -> Path:
    (tmp_path / "p.benefit").write_text(RULES, encoding="utf-8")
    path = tmp_path / "p.scenario.yaml"
    path.write_text("rules: p.benefit\n" + STORY, encoding="utf-8")
    return path


@pytest.mark.parametrize(("share", "code"), [("26%", 0), ("27%", 1), ("26.66", 0), ("26.67", 1), ("0", 0)])
def test_less_than_is_needed_fails(story: Path, share: str, code: int) -> None:
    result = call("test", story, "--cover-at-least", share)
    assert result.exit_code == code
    assert ("at least" in result.output) == bool(code)


@pytest.mark.parametrize("share", ["", "ten", "101%", "-1", "50%%", "1e2", "٩٠%"])
def test_a_share_is_a_percentage(story: Path, share: str) -> None:
    assert share_of(share) is None
    assert call("test", story, f"--cover-at-least={share}").exit_code == 2


def test_a_share_is_exact() -> None:
    assert share_of("87.5%") == Fraction(7, 8)


def test_what_is_written_is_what_is_shown(story: Path, tmp_path: Path) -> None:
    files = tmp_path / "c.json", tmp_path / "c.html"
    result = call("test", story, "--coverage-json", files[0], "--coverage-html", files[1], "--coverage-text")
    assert result.exit_code == 0
    assert "== p.benefit" in result.output
    (told,) = json.loads(files[0].read_text(encoding="ascii"))["programmes"]
    assert (told["seen"], told["all"]) == (4, 15)
    assert {(one["line"], one["seen"]) for one in told["goals"] if one["goal"]["kind"] == "schedule"} == {
        (16, True)
    }
    assert files[1].read_text(encoding="utf-8").startswith("<!doctype html>")


def test_json_of_the_results_stays_json(story: Path) -> None:
    result = call("test", story, "--json", "--coverage")
    assert json.loads(result.stdout)["passed"] == 1


def test_without_asking_nothing_is_said(story: Path) -> None:
    assert call("test", story).output == "1 passed, 0 failed\n"


def test_a_programme_in_two_languages_is_one(tmp_path: Path) -> None:
    for language, rules in (("en", RULES), ("zh", CHINESE)):
        (tmp_path / f"p.{language}.benefit").write_text(rules, encoding="utf-8")
    path = tmp_path / "p.scenario.yaml"
    path.write_text("rules: [p.en.benefit, p.zh.benefit]\n" + STORY, encoding="utf-8")
    assert call("test", path, "--coverage").output.count("coverage of p") == 1
    assert "p.zh.benefit:14  big：使其生效" in call("test", path, "--coverage", "--language", "zh").output


def test_pytest_shows_the_same(story: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(benefitdsl.__file__).parents[1])}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, str(story)]
        return subprocess.run(
            command, cwd=story.parent, env=environment, capture_output=True, text=True, check=False
        )

    shown = run("--benefitdsl-cover-at-least", "90%")
    assert shown.returncode == 1
    assert "coverage of p: 4 of 15 seen, 26%" in shown.stdout
    assert run("--benefitdsl-cover-at-least", "20%").returncode == 0
    assert run("--benefitdsl-cover-at-least", "ten").returncode == 4
    assert "coverage" not in run().stdout


def test_alternatives_among_conditions_stand_together() -> None:
    rules = RULES.replace(
        "    count of order ever >= 1\n", "    (amount < 500 CNY or count of order ever >= 1)\n"
    )
    assert "amount ≥ 398.00 CNY and (amount < 500.00 CNY or count of order in all ≥ 1), within" in summary(
        *report(rules)
    )


def test_a_stored_plan_has_no_text_to_mark(tmp_path: Path) -> None:
    plan, _ = api.compile_reading(api.read(RULES))
    assert plan is not None
    (tmp_path / "p.json").write_text(plan_to_text(plan), encoding="utf-8")
    path = tmp_path / "p.scenario.yaml"
    path.write_text("rules: p.json\n" + STORY, encoding="utf-8")
    shown = call("test", path, "--coverage", "--coverage-text", "--coverage-html", tmp_path / "p.html").output
    assert "coverage of p: 4 of 15 seen, 26%" in shown
    assert "<text>:10  big: order, amount ≥ 398.00 CNY" in shown
    assert shown.endswith("p: a stored plan has no rule text to mark\n")


LADDER = """\
会员计划 p
  语言：zh
  时区：Asia/Shanghai
  币种：CNY
结束

储值 卡 "储值卡"
结束

等级体系 茶会
  定级依据：累计 订单 金额 合计
  等级 嫩芽：0元
  等级 银针：1000元
  等级 毛尖：3000元
  升级礼 银针：送 5元 卡
  升级礼 毛尖：送 9元 卡
结束
"""

REGISTERED = """\
scenarios:
  - name: a story
    given: {member: anna, joined: 2026-03-01}
    story:
      - {at: 2026-03-03 10:00, order: {order: "1", amount: 3}, expect: nothing}
"""


def test_gifts_of_one_ladder_are_told_apart_and_stored_value_is_called_that() -> None:
    said = summary(*report(LADDER, REGISTERED)).splitlines()
    heads = [line.split("  ")[1:3] for line in said[1 : said.index("未覆盖")]]
    assert heads == [
        ["规则", "茶会（升至银针时）"],
        ["规则", "茶会（升至毛尖时）"],
        ["等级", "茶会"],
        ["储值", "储值卡"],
    ]
    sentences = said[said.index("未覆盖") + 1 :]
    assert len(sentences) == len({*sentences})
    assert not any("积分" in line for line in said)


def test_a_ladder_with_one_gift_needs_no_telling_apart() -> None:
    one = LADDER.replace("  升级礼 毛尖：送 9元 卡\n", "")
    assert "  规则  茶会    0/" in summary(*report(one, REGISTERED))
