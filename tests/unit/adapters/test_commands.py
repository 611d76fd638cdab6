"""Commands: what they print, how they end, and that nothing of others acts on the terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from benefitdsl import load
from benefitdsl.adapters.cli.given import Wrong, stop_at
from benefitdsl.adapters.cli.root import COMMANDS, root
from benefitdsl.engine.draws import SeedNeeded
from benefitdsl.engine.fit import MissingParts
from benefitdsl.engine.quote.cart_door import NoOrders
from benefitdsl.limits import LIMITS
from benefitdsl.plan import plan_from_text, plan_to_text
from tests.unit.engine_explain.club import CLUB

DEMO = Path(__file__).parents[3] / "examples" / "rules" / "demo"
RULES = DEMO / "demo.en.benefit"


def call(*arguments: object) -> Result:
    result = CliRunner().invoke(root, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def events_file(folder: Path, *events: dict[str, Any] | str) -> Path:
    lines = [event if isinstance(event, str) else json.dumps(event) for event in events]
    path = folder / "events.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def order(number: str, amount: str = "398.00", **more: Any) -> dict[str, Any]:
    return {
        "id": f"e{number}",
        "type": "order",
        "member": "anna",
        "at": f"2026-03-0{number}T10:00:00+08:00",
        "order": number,
        "amount": amount,
        **more,
    }


@pytest.fixture
def club(tmp_path: Path) -> Path:
    path = tmp_path / "club.json"
    path.write_text(plan_to_text(CLUB), encoding="utf-8")
    return path


# ------------------------------------------------------------------------------------------- all commands


def test_help_names_every_command() -> None:
    shown = call("--help").stdout
    assert all(f"\n  {name} " in shown for name in COMMANDS)
    assert "Exit codes" in shown


def test_a_command_that_does_not_load_leaves_the_others_their_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "fmt", "benefitdsl.adapters.cli.not_there")
    result = call("--help")
    assert result.exit_code == 0
    assert "does not load: No module named" in result.stdout
    assert "\n  check " in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help(name: str) -> None:
    assert call(name, "--help").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["check", "not-there"],
        ["check"],
        ["run", RULES],
        ["run", RULES, "--events", "not-there"],
        ["explain", RULES],
        ["schema", "nothing"],
        ["limits", "--language", "fr"],
    ],
)
def test_wrong_use_ends_with_2(arguments: list[object]) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stderr


# ------------------------------------------------------------------------------------------- limits, schema, plan


def test_limits_shows_all() -> None:
    assert json.loads(call("limits", "--json").stdout) == [
        {"name": limit.name, "value": limit.value, "unit": limit.unit} for limit in LIMITS
    ]
    shown = call("limits").stdout.splitlines()
    assert len(shown) == len(LIMITS)
    assert str(LIMITS[0].value) in shown[0]


@pytest.mark.parametrize("name", ["event", "member", "effect", "decision", "snapshot", "plan", "bounds"])
def test_schemas_are_json(name: str) -> None:
    assert json.loads(call("schema", name).stdout)["$schema"].startswith("https://json-schema.org/")


def test_a_schema_of_a_programme(club: Path) -> None:
    shown = call("schema", "event", club).stdout
    assert '"refund"' in shown
    assert '"sign_in"' not in shown


def test_a_plan_is_stored_and_run_without_the_language(tmp_path: Path) -> None:
    result = call("plan", RULES)
    assert result.exit_code == 0
    stored = tmp_path / "demo.json"
    stored.write_text(result.stdout, encoding="utf-8")
    assert plan_from_text(result.stdout).id == "corner"
    assert call("plan", stored).stdout == result.stdout


def test_a_broken_plan_is_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{}", encoding="utf-8")
    result = call("run", path, "--events", path)
    assert result.exit_code == 2
    assert "broken.json" in result.stderr


# ------------------------------------------------------------------------------------------- check, test


def test_check_says_that_rules_are_good() -> None:
    """Hints stand before the praise and change no exit code."""
    result = call("check", "--strict", RULES, DEMO / "demo.zh.benefit")
    assert (result.exit_code, result.stderr) == (0, "")
    said = [
        re.sub(r"(blocks: |，)\d\d+", r"\1NN", line) for line in result.stdout.splitlines() if "demo." in line
    ]
    assert [line for line in said if "-->" not in line] == [
        f"{RULES}: no mistakes (files: 1, blocks: NN)",
        f"{DEMO / 'demo.zh.benefit'}：没有错误（1 个文件，NN 个块）",
    ]
    assert result.stdout.count("BEN313") == 4


def test_a_folder_in_two_languages_is_one_programme(tmp_path: Path) -> None:
    result = call("check", DEMO)
    assert (result.exit_code, result.stdout.count(str(DEMO))) == (0, 2)
    for language in ("en", "zh"):
        text = (DEMO / f"demo.{language}.benefit").read_text(encoding="utf-8")
        (tmp_path / f"demo.{language}.benefit").write_text(text, encoding="utf-8")
    assert call("check", tmp_path).exit_code == 0
    (tmp_path / "demo.zh.benefit").write_text(text.replace("3000元", "3001元"), encoding="utf-8")
    result = call("check", tmp_path)
    assert result.exit_code == 1
    assert "BEN156" in result.stdout
    assert "不同之处：`club`" in result.stdout
    assert call("run", tmp_path, "--events", events_file(tmp_path, order("1"))).exit_code == 0


def test_check_tells_errors(tmp_path: Path) -> None:
    path = tmp_path / "wrong.benefit"
    path.write_text(
        RULES.read_text(encoding="utf-8").replace("grant towels", "grant towel"), encoding="utf-8"
    )
    result = call("check", path)
    assert result.exit_code == 1
    assert "wrong.benefit:" in result.stdout
    assert "\x1b[" not in result.stdout
    told = [json.loads(line) for line in call("check", path, RULES, "--format", "json").stdout.splitlines()]
    assert [len(one["diagnostics"]) for one in told] == [1, 2]
    assert {one["severity"] for one in told[1]["diagnostics"]} == {3}
    sarif = json.loads(call("check", path, "--format", "sarif").stdout)
    assert sarif["version"] == "2.1.0"
    assert "错误" in call("check", path, "--language", "zh").stdout


def test_check_never_acts_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "evil.benefit"
    path.write_bytes(b"programme \x1b[2J\x1b]8;;x\n  language: en\nend\n")
    result = call("check", path)
    assert result.exit_code == 1
    assert "\x1b" not in result.output


def test_no_scenario_is_no_success(tmp_path: Path) -> None:
    assert call("test", tmp_path).exit_code == 1


def test_scenarios_as_json(tmp_path: Path) -> None:
    (tmp_path / "demo.en.benefit").write_text(RULES.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "one.scenario.yaml").write_text(
        """
rules: demo.en.benefit
scenarios:
  - name: welcome
    given: {member: anna, joined: 2026-03-01}
    story:
      - {at: 2026-03-01 10:00, register: {}, expect: [earned: 50 beans]}
""",
        encoding="utf-8",
    )
    (tmp_path / "two.scenario.yaml").write_text("scenarios: &a []\n", encoding="utf-8")
    result = call("test", tmp_path, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["passed"], told["failed"]) == (1, 1, 1)


# ------------------------------------------------------------------------------------------- fmt

UGLY = 'programme x "x"\n language:en\n timezone: UTC\n currency:CNY\nend\n'
NEAT = 'programme x "x"\n  language: en\n  timezone: UTC\n  currency: CNY\nend\n'


def test_fmt_writes_in_place(tmp_path: Path) -> None:
    path = tmp_path / "x.benefit"
    path.write_text(UGLY, encoding="utf-8")
    assert call("fmt", "--check", tmp_path).exit_code == 1
    assert path.read_text(encoding="utf-8") == UGLY
    assert call("fmt", tmp_path).exit_code == 0
    assert path.read_text(encoding="utf-8") == NEAT
    assert call("fmt", "--check", tmp_path).output == "files: 1, not formatted: 0, with errors: 0\n"
    assert [file.name for file in tmp_path.iterdir()] == ["x.benefit"]


def test_all_examples_are_formatted() -> None:
    result = call("fmt", "--check", DEMO.parent)
    files = len(list(DEMO.parent.rglob("*.benefit")))
    assert result.output == f"files: {files}, not formatted: 0, with errors: 0\n"
    assert result.exit_code == 0


@pytest.mark.parametrize("folder", sorted(DEMO.parent.iterdir()), ids=lambda folder: folder.name)
def test_no_example_is_warned_of(folder: Path) -> None:
    result = call("check", "--strict", folder)
    assert result.exit_code == 0, result.stderr


def test_fmt_reads_stdin() -> None:
    result = CliRunner().invoke(root, ["fmt", "-"], input=UGLY)
    assert (result.exit_code, result.stdout) == (0, NEAT)


def test_fmt_translates_to_stdout_and_back(tmp_path: Path) -> None:
    path = tmp_path / "x.benefit"
    path.write_text(NEAT, encoding="utf-8")
    chinese = call("fmt", "--to", "zh", path).stdout
    assert "会员计划 x" in chinese
    assert path.read_text(encoding="utf-8") == NEAT
    assert call("fmt", "--to", "zh", "--write", path).exit_code == 0
    assert path.read_text(encoding="utf-8") == chinese
    assert call("fmt", "--to", "en", path).stdout == NEAT


def test_fmt_leaves_alone_what_has_errors(tmp_path: Path) -> None:
    path = tmp_path / "x.benefit"
    path.write_text(UGLY.replace("CNY", "nothing"), encoding="utf-8")
    result = call("fmt", path)
    assert result.exit_code == 1
    assert "error[" in result.stderr
    assert "nothing" in path.read_text(encoding="utf-8")


def test_fmt_writes_one_text_to_stdout(tmp_path: Path) -> None:
    for name in ("a.benefit", "b.benefit"):
        (tmp_path / name).write_text(NEAT, encoding="utf-8")
    assert call("fmt", "--to", "zh", tmp_path).exit_code == 2


def test_the_rules_of_the_demo_are_translations_of_each_other() -> None:
    def without_comments(text: str) -> str:
        return "\n".join(line for line in text.splitlines() if not line.startswith("#"))

    chinese = (DEMO / "demo.zh.benefit").read_text(encoding="utf-8")
    assert without_comments(call("fmt", "--to", "zh", RULES).stdout) == without_comments(chinese)
    assert call("fmt", "--check", DEMO).exit_code == 0


# ------------------------------------------------------------------------------------------- run


def test_run_counts_and_skips_bad_rows(club: Path, tmp_path: Path) -> None:
    bad = order("2", amount="-1")
    path = events_file(tmp_path, order("1"), bad, "not json \x1b[2J", "")
    result = call("run", club, "--events", path, "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["events"], told["members"], told["bad_rows"]) == (1, 1, 2)
    assert "events.jsonl:2: " in result.stderr
    assert "events.jsonl:3: " in result.stderr
    assert "\x1b" not in result.output
    assert "事件" not in result.stderr


def test_run_stops_at_a_bad_row(club: Path, tmp_path: Path) -> None:
    path = events_file(tmp_path, "{}", order("1"))
    result = call("run", club, "--events", path, "--on-bad-row", "stop")
    assert (result.exit_code, result.stdout) == (4, "")


def test_a_table_needs_a_mapping(club: Path, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("a,b\n", encoding="utf-8")
    result = call("run", club, "--events", tmp_path / "events.csv")
    assert result.exit_code == 2
    assert "--mapping" in result.stderr
    said = call("run", club, "--events", tmp_path / "events.csv", "--language", "zh").stderr
    assert said == "benefitdsl: events.csv 需要映射文件：用 --mapping MAP.yaml 说明各行如何成为事件\n"


def test_a_mistake_in_the_mapping_is_told_with_its_line(club: Path, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("event:\n  typ: order\n", encoding="utf-8")
    path = events_file(tmp_path, order("1"))
    result = call("run", club, "--events", path, "--mapping", tmp_path / "map.yaml")
    assert result.exit_code == 2
    assert "map.yaml: line 2" in result.stderr
    said = call("run", club, "--events", path, "--mapping", tmp_path / "map.yaml", "--language", "zh").stderr
    assert said.startswith("benefitdsl: map.yaml：第 2 行：发现`typ`，应为其中之一：")


def test_run_writes_effects_and_a_story(club: Path, tmp_path: Path) -> None:
    path = events_file(tmp_path, order("1"), order("2"))
    out = tmp_path / "effects.jsonl"
    result = call("run", club, "--events", path, "--out", out, "--explain", "anna", "--until", "2026-12-31")
    assert result.exit_code == 0
    effects = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {"benefit_issued", "points_earned", "benefit_expired"} <= {effect["effect"] for effect in effects}
    assert "2026-03-01 10:00 · anna · order e1 · applied" in result.stdout
    told = json.loads(call("run", club, "--events", path, "--explain", "anna", "--json").stdout)
    assert [step["event"] for step in told["story"]] == ["e1", "e2"]


def test_until_is_a_date(club: Path, tmp_path: Path) -> None:
    path = events_file(tmp_path, order("1"))
    result = call("run", club, "--events", path, "--until", "soon", "--language", "zh")
    assert (result.exit_code, result.stderr) == (
        2,
        "benefitdsl: --until：`soon` 不是日期，写法如 2026-03-31\n",
    )


# ------------------------------------------------------------------------------------------- explain, demo


def test_explain_one_event_as_json(club: Path, tmp_path: Path) -> None:
    path = events_file(tmp_path, order("1", "397.99"))
    asked = ("explain", club, "--events", path, "--member", "anna", "--event", "e1", "--json")
    [told] = json.loads(call(*asked).stdout)
    rule = next(one for one in told["rules"] if one["rule"] == "first_398")
    [finding] = rule["why"]["findings"]
    assert (rule["fired"], finding["actual"], finding["needed"], finding["distance"]) == (
        False,
        39799,
        39800,
        1,
    )
    assert "还差 0.01元" in call(*asked[:-1], "--language", "zh").stdout


def test_explain_tells_who_is_not_there(club: Path, tmp_path: Path) -> None:
    path = events_file(tmp_path, order("1"))
    assert call("explain", club, "--events", path, "--member", "bo").exit_code == 1
    assert call("explain", club, "--events", path, "--member", "anna", "--event", "e9").exit_code == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_explain_a_code(language: str) -> None:
    result = call("explain", "ben002", "--language", language)
    assert result.exit_code == 0
    assert result.stdout.startswith("BEN002  ")
    assert json.loads(call("explain", "BEN002", "--json").stdout)["code"] == "BEN002"


def test_the_demo_tells_one_year_in_two_languages() -> None:
    result = call("demo", "--members", 20)
    assert result.exit_code == 0
    for told in (
        "a year of a shop: 21 members",
        "一家店的一年：21 位会员",
        "0.01 CNY missing",
        "还差 0.01元",
        "`member_day` ×2, `birthday_points` ×3",
        "refused: it takes back more than what is left",
    ):
        assert told in result.stdout
    assert call("demo", "--members", 20).stdout == result.stdout
    assert call("demo", "--members", 20, "--seed", 8).stdout != result.stdout
    assert json.loads(call("demo", "--members", 20, "--json").stdout)["members"] == 21


# ------------------------------------------------------------------------------------------- quote

TILL = """\
programme till "till"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

coupon ten "10 off"
  off: 10 CNY
  per order: {per_order}
end

coupon five "5 off"
  off: 5 CNY
  per order: 149
end

rule welcome: register -> grant ten, grant five
"""


def till_files(folder: Path, cart: dict[str, Any], per_order: int = 1) -> tuple[Path, Path]:
    rules, carts = folder / "till.benefit", folder / "cart.json"
    rules.write_text(TILL.format(per_order=per_order), encoding="utf-8")
    carts.write_text(json.dumps(cart), encoding="utf-8")
    return rules, carts


def test_a_quote_takes_a_stored_member(tmp_path: Path) -> None:
    rules, cart = till_files(tmp_path, {"lines": [{"price": "20", "quantity": 2}]})
    rulebook = load(rules)
    register = {"id": "1", "type": "register", "member": "anna", "at": "2026-03-01T10:00:00+08:00"}
    member = rulebook.evaluate(rulebook.new_member("anna", at=register["at"]), register).member
    state = tmp_path / "anna.json"
    state.write_text(json.dumps(member.to_json()), encoding="utf-8")
    shown = call(
        "quote", rules, "--member", state, "--cart", cart, "--at", "2026-03-02T10:00:00+08:00", "--json"
    )
    told = json.loads(shown.stdout)
    assert (told["member"], told["to_pay"], told["combinations"]) == ("anna", "25.00", 4)
    assert told["order"]["coupons"] == ["1#0", "1#1"]


def test_a_quote_of_what_cannot_be_had_ends_with_1(tmp_path: Path) -> None:
    rules, cart = till_files(tmp_path, {"lines": [{"price": "20", "quantity": 2}], "coupons": ["ten"]})
    shown = call("quote", rules, "--new", "--cart", cart, "--at", "2026-03-02")
    assert shown.exit_code == 1
    assert "not possible: ten (the coupon cannot be used on it)" in shown.stdout
    assert (
        '"order": null'
        in call("quote", rules, "--new", "--cart", cart, "--at", "2026-03-02", "--json").stdout
    )


@pytest.mark.parametrize(
    ("cart", "at", "said"),
    [
        ({"lines": []}, "soon", "`soon` is no time"),
        ({"lines": [{"price": 20, "quantity": 1}]}, "2026-03-02", "cart.json: `lines[0].price`"),
        ({"lines": [], "colour": "red"}, "2026-03-02", "`colour` is no field of a cart"),
    ],
)
def test_a_quote_that_cannot_be_made_ends_with_2(
    tmp_path: Path, cart: dict[str, Any], at: str, said: str
) -> None:
    rules, path = till_files(tmp_path, cart)
    shown = call("quote", rules, "--new", "--cart", path, "--at", at)
    assert shown.exit_code == 2
    assert said in shown.output


@pytest.mark.parametrize(
    ("given", "en", "zh"),
    [
        (["--new", "--at", "昨天"], "`昨天` is no time such as", "--at：`昨天` 不是时间，写法如"),
        (["--at", "2026-03-02"], "give either --member", "请给出 --member STATE.json 或 --new，二者只给一个"),
        (["--new", "--at", "2026-03-02", "--seed", "xyz"], "not hexadecimal", "不是十六进制"),
        (["--new", "--at", "2026-03-02", "--seed", "00"], "fewer than 16 bytes", "不足 16 字节"),
    ],
)
def test_a_wrong_call_is_told_in_the_language_asked_for(
    tmp_path: Path, given: list[str], en: str, zh: str
) -> None:
    rules, cart = till_files(tmp_path, {"lines": []})
    for command in (["quote", rules, "--cart", cart], ["view", rules]):
        for language, said in (("en", en), ("zh", zh)):
            shown = call(*command, *given, "--language", language)
            assert shown.exit_code == 2
            assert said in shown.output


@pytest.mark.parametrize(
    ("error", "en", "zh"),
    [
        (NoOrders("店"), "the programme `店` has no orders", "会员计划 `店` 没有含金额和商品的订单事件"),
        (MissingParts("anna", ("a", "b")), "do not know: a, b", "会员 `anna` 仍持有规则中没有的内容：a、b"),
        (SeedNeeded(None), "the programme has draws: --seed HEX", "会员计划含抽奖，须给出 --seed HEX"),
    ],
)
def test_a_call_that_the_rule_book_refuses_is_told_in_both_languages(
    error: Wrong, en: str, zh: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, said in (("en", en), ("zh", zh)):
        with pytest.raises(click.exceptions.Exit) as ended:
            stop_at(error, language)  # type: ignore[arg-type]
        assert ended.value.exit_code == 2
        assert said in capsys.readouterr().err


def test_draws_without_a_seed_are_told_in_the_language_asked_for(tmp_path: Path) -> None:
    effects = tmp_path / "e.jsonl"
    effects.write_text("")
    for language, said in (("en", "--seed HEX is missing"), ("zh", "缺少 --seed HEX：公开后的抽奖种子")):
        shown = call("draws", effects, "--programme", "p", "--language", language)
        assert shown.exit_code == 2
        assert said in shown.output


def test_check_tells_how_many_combinations_a_quote_compares(tmp_path: Path) -> None:
    rules, _ = till_files(tmp_path, {})
    assert "at most: 300\n" in call("check", rules).stdout
    rules, _ = till_files(tmp_path, {}, per_order=149)
    assert "has 22500 combinations of discounts: more than the 20000" in call("check", rules).stdout
    assert "22500 种优惠组合，超过一次报价比较的 20000 种" in call("check", rules, "--language", "zh").stdout
