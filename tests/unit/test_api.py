"""Loading rules from texts, files and folders, and the rule book that comes of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import benefitdsl
from benefitdsl import Decision, Event, EventErrors, Member, RuleErrors, load, load_plan
from benefitdsl.engine.rulebook import ChangedPlan, Rulebook, WrongMember
from benefitdsl.limits import MAX_FILE_BYTES, MAX_FILES, MAX_FOLDER_DEPTH
from benefitdsl.std import SAMPLE

HEAD = "programme shop\n  language: en\n  timezone: Asia/Shanghai\n  currency: CNY\n{more}end\n"
RULES = """
points beans
end

coupon towels "towels"
  worth: 9.90 CNY
  valid: 30 days from issue
end

rule first_398
  when: order
  if: amount >= 398 CNY
  then: grant towels, give 1 beans per full 10 CNY
  limit: 1 per member
end
"""
TEXT = HEAD.format(more="") + RULES
JOINED = "2026-03-01T10:00:00+08:00"
ORDER = {
    "id": "e1",
    "type": "order",
    "member": "m1",
    "at": "2026-03-02T10:00:00+08:00",
    "order": "o1",
    "amount": "398.00",
}


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load(TEXT)


@pytest.fixture
def member(rulebook: Rulebook) -> Member:
    return rulebook.new_member("m1", at=JOINED)


def codes(errors: RuleErrors) -> list[str]:
    return [each.code for each in errors.diagnostics]


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / name.replace("__", "/")
        path = path.with_name(f"{path.name}.benefit")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


class TestEvaluating:
    def test_an_order_gives_what_the_rule_says(self, rulebook: Rulebook, member: Member) -> None:
        decision = rulebook.evaluate(member, ORDER)
        assert [type(each).__name__ for each in decision.effects] == ["BenefitIssued", "PointsEarned"]
        assert (decision.status, decision.reason, decision.detail) == ("applied", None, "")
        assert decision.member != member

    def test_the_member_passed_in_is_untouched(self, rulebook: Rulebook, member: Member) -> None:
        before = json.dumps(member.to_json())
        rulebook.evaluate(member, ORDER)
        rulebook.advance(member, "2027-01-01T00:00:00Z")
        assert json.dumps(member.to_json()) == before

    def test_just_below_the_threshold(self, rulebook: Rulebook, member: Member) -> None:
        assert rulebook.evaluate(member, {**ORDER, "amount": "397.99"}).effects == ()

    def test_the_same_instant_in_three_spellings(self, rulebook: Rulebook) -> None:
        moment = datetime(2026, 3, 1, 2, tzinfo=UTC)
        spellings = (JOINED, moment, int(moment.timestamp()) * 1_000_000)
        assert len({json.dumps(rulebook.new_member("m1", at=each).to_json()) for each in spellings}) == 1

    def test_an_event_object(self, rulebook: Rulebook, member: Member) -> None:
        event = rulebook.door.read_event(ORDER)
        assert isinstance(event, Event)
        assert rulebook.evaluate(member, event) == rulebook.evaluate(member, ORDER)

    def test_what_falls_due(self, rulebook: Rulebook, member: Member) -> None:
        held = rulebook.evaluate(member, ORDER).member
        due = rulebook.next_due(held)
        assert due is not None
        assert [type(each).__name__ for each in rulebook.advance(held, due).effects] == ["BenefitExpired"]
        assert rulebook.advance(held, due - 1).effects == ()

    def test_an_event_of_another_member(self, rulebook: Rulebook, member: Member) -> None:
        with pytest.raises(WrongMember, match="m2"):
            rulebook.evaluate(member, {**ORDER, "member": "m2"})

    def test_a_field_that_no_order_has(self, rulebook: Rulebook, member: Member) -> None:
        with pytest.raises(EventErrors):
            rulebook.evaluate(member, {**ORDER, "balance": 9})

    def test_an_attribute_that_no_member_has(self, rulebook: Rulebook) -> None:
        with pytest.raises(EventErrors):
            rulebook.new_member("m1", at=JOINED, attributes={"is_admin": "yes"})

    def test_a_decision_as_json(self, rulebook: Rulebook, member: Member) -> None:
        decision = rulebook.evaluate(member, ORDER)
        written = json.loads(json.dumps(decision.to_json()))
        assert written["status"] == "applied"
        assert Member.from_json(written["member"]) == decision.member

    @pytest.mark.parametrize(("language", "word"), [("en", "first_398"), ("zh", "first_398")])
    def test_explaining(self, rulebook: Rulebook, member: Member, language: str, word: str) -> None:
        decision = rulebook.evaluate(member, ORDER)
        assert word in decision.explain(language)  # type: ignore[arg-type]
        assert decision == rulebook.evaluate(member, ORDER)

    @pytest.mark.parametrize("language", ["fr", "", "../en"])
    def test_explaining_in_a_language_that_has_no_words(
        self, rulebook: Rulebook, member: Member, language: Any
    ) -> None:
        with pytest.raises(benefitdsl.UnknownLanguage, match="the languages are en, zh"):
            rulebook.evaluate(member, ORDER).explain(language)

    def test_pools_are_shared_when_given(self, rulebook: Rulebook) -> None:
        pools = benefitdsl.InMemoryPools()
        one, two = (rulebook.new_member(name, at=JOINED) for name in ("m1", "m2"))
        first = rulebook.evaluate(one, ORDER, pools=pools)
        pools.apply(first.pool_changes)
        again = rulebook.evaluate(two, {**ORDER, "member": "m2", "id": "e2"}, pools=pools)
        assert (again.status, again.reason) == ("repeated", "seen_before")


class TestStoredPlans:
    def test_there_and_back(self, rulebook: Rulebook) -> None:
        stored = json.dumps(rulebook.to_json())
        assert load_plan(stored).plan == load_plan(json.loads(stored)).plan == rulebook.plan
        assert Rulebook.from_json(json.loads(stored)).version == rulebook.version

    def test_a_plan_that_somebody_changed(self, rulebook: Rulebook) -> None:
        stored = rulebook.to_json()
        stored["rules"][0]["limits"][0]["count"] = 1000
        with pytest.raises(ChangedPlan):
            load_plan(stored)

    def test_it_runs_without_the_language(self, rulebook: Rulebook, tmp_path: Path) -> None:
        stored = tmp_path / "plan.json"
        stored.write_text(json.dumps(rulebook.to_json()), encoding="utf-8")
        program = (
            "import sys, benefitdsl, pathlib\n"
            f"book = benefitdsl.load_plan(pathlib.Path({str(stored)!r}).read_bytes())\n"
            f"member = book.new_member('m1', at={JOINED!r})\n"
            f"decision = book.evaluate(member, {ORDER!r})\n"
            "decision.explain('zh')\n"
            "assert len(decision.effects) == 2\n"
            "print(*sys.modules)\n"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        loaded = set(done.stdout.split())
        language = {
            "lark",
            "yaml",
            "benefitdsl.syntax",
            "benefitdsl.check",
            "benefitdsl.lower",
            "benefitdsl.api",
        }
        assert not language & loaded

    def test_the_sample_of_all_kinds(self) -> None:
        book = load(SAMPLE)
        assert load_plan(json.dumps(book.to_json())).plan == book.plan
        assert not [each for each in book.warnings if each.is_error]


class TestFiles:
    def test_text_file_and_folder_say_the_same(self, tmp_path: Path) -> None:
        write(tmp_path, main=TEXT)
        versions = {load(each).version for each in (TEXT, tmp_path, tmp_path / "main.benefit")}
        assert len(versions) == 1

    def test_the_origin_is_the_file_and_line(self, tmp_path: Path) -> None:
        write(tmp_path, main=HEAD.format(more=""), sub__rules="language: en\n" + RULES)
        (rule,) = load(tmp_path).plan.rules
        assert (rule.origin.file, rule.origin.line) == ("sub/rules.benefit", 11)

    def test_includes_come_before_the_rest(self, tmp_path: Path) -> None:
        piece = "language: en\nrule {0}: order -> give {1} beans\n"
        main = HEAD.format(more='  include: "z.benefit"\n  include: "b.benefit"\n') + RULES
        write(tmp_path, main=main, a=piece.format("a", 1), b=piece.format("b", 2), z=piece.format("z", 3))
        assert [rule.id for rule in load(tmp_path).plan.rules] == ["first_398", "z", "b", "a"]
        assert [rule.id for rule in load(tmp_path / "main.benefit").plan.rules] == ["first_398", "z", "b"]

    def test_two_languages_in_one_folder(self, tmp_path: Path) -> None:
        write(tmp_path, main=TEXT, zh="语言：zh\n规则 签到：签到 → 送 1 beans\n")
        assert [rule.id for rule in load(tmp_path).plan.rules] == ["first_398", "签到"]

    def test_a_file_in_two_languages_is_one_file(self, tmp_path: Path) -> None:
        """The one asked for is read, or the first; what stands there once is read in any case."""
        chinese = "语言：zh\n规则 签到：签到 → 送 1 beans\n"
        write(
            tmp_path,
            **{
                "main": TEXT,
                "more.en": "language: en\nrule again: sign_in -> give 1 beans\n",
                "more.zh": chinese,
            },
        )
        assert [rule.id for rule in load(tmp_path).plan.rules] == ["first_398", "again"]
        assert [rule.id for rule in load(tmp_path, language="en").plan.rules] == ["first_398", "again"]
        assert [rule.id for rule in load(tmp_path, language="zh").plan.rules] == ["first_398", "签到"]
        (tmp_path / "more.en.benefit").unlink()
        assert [rule.id for rule in load(tmp_path, language="en").plan.rules] == ["first_398", "签到"]

    @pytest.mark.parametrize(
        ("include", "code"),
        [
            ("../outside.benefit", "BEN151"),
            ("/etc/passwd", "BEN151"),
            ("a/../../outside.benefit", "BEN151"),
            ("none.benefit", "BEN150"),
            ("", "BEN151"),
            (".", "BEN151"),
            ("main.benefit", "BEN153"),
            ("./main.benefit", "BEN153"),
            ("link.benefit", "BEN151"),
            ("loop.benefit", "BEN150"),
            ("pipe.benefit", "BEN152"),
            ("folder.benefit", "BEN152"),
            ("/".join("a" * (MAX_FOLDER_DEPTH + 1)), "BEN154"),
        ],
    )
    def test_an_include_that_is_refused(self, tmp_path: Path, include: str, code: str) -> None:
        write(tmp_path, outside="coupon x\nend\n")
        folder = write(tmp_path / "rules", main=HEAD.format(more=f'  include: "{include}"\n') + RULES)
        (folder / "link.benefit").symlink_to(tmp_path / "outside.benefit")
        (folder / "loop.benefit").symlink_to(folder / "loop.benefit")
        (folder / "folder.benefit").mkdir()
        os.mkfifo(folder / "pipe.benefit")
        with pytest.raises(RuleErrors) as caught:
            load(folder / "main.benefit")
        assert codes(caught.value) == [code]

    def test_a_link_inside_the_folder_is_followed(self, tmp_path: Path) -> None:
        write(tmp_path, main=HEAD.format(more='  include: "link.benefit"\n') + RULES)
        write(tmp_path, sub__more="language: en\nrule more: sign_in -> give 1 beans\n")
        (tmp_path / "link.benefit").symlink_to(tmp_path / "sub" / "more.benefit")
        assert len(load(tmp_path / "main.benefit").plan.rules) == 2

    def test_a_device_in_a_folder(self, tmp_path: Path) -> None:
        write(tmp_path, main=TEXT)
        (tmp_path / "zero.benefit").symlink_to("/dev/zero")
        with pytest.raises(RuleErrors) as caught:
            load(tmp_path)
        assert codes(caught.value) == ["BEN151"]

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        with pytest.raises(RuleErrors) as caught:
            load(tmp_path)
        assert "BEN155" in codes(caught.value)
        assert str(caught.value)

    def test_too_many_files(self, tmp_path: Path) -> None:
        write(tmp_path, main=TEXT)
        for number in range(MAX_FILES):
            (tmp_path / f"{number}.benefit").write_text("language: en\n", encoding="utf-8")
        with pytest.raises(RuleErrors) as caught:
            load(tmp_path)
        assert "BEN154" in codes(caught.value)

    def test_a_file_that_is_too_large(self, tmp_path: Path) -> None:
        write(tmp_path, main=TEXT + "#" * MAX_FILE_BYTES)
        with pytest.raises(RuleErrors) as caught:
            load(tmp_path / "main.benefit")
        assert "BEN005" in codes(caught.value)

    def test_a_path_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            load(tmp_path / "none")

    def test_a_text_includes_nothing(self) -> None:
        with pytest.raises(RuleErrors) as caught:
            load(HEAD.format(more='  include: "a.benefit"\n') + RULES)
        assert codes(caught.value) == ["BEN150"]


class TestErrors:
    def test_all_at_once(self) -> None:
        text = TEXT + "rule a: order if amount > 398 -> grant towels\nrule b: order -> grant towel\n"
        with pytest.raises(RuleErrors) as caught:
            load(text)
        assert codes(caught.value) == ["BEN203", "BEN110"]

    def test_meaning_besides_mistakes_of_form(self) -> None:
        text = TEXT + "rule a\n  when: order\n  if: amount >\n  then: grant towels\nend\n"
        text += "rule b: order if amount > 398 -> grant towels\n"
        with pytest.raises(RuleErrors) as caught:
            load(text)
        assert codes(caught.value)[1:] == ["BEN203"]

    def test_they_read_in_the_language_of_the_file(self) -> None:
        text = (
            "会员计划 小店\n  语言：zh\n  时区：Asia/Shanghai\n  币种：CNY\n结束\n规则 甲：订单 → 发放 无\n"
        )
        with pytest.raises(RuleErrors, match="没有名为"):
            load(text)

    def test_what_a_kind_finds_wrong(self) -> None:
        text = TEXT + "coupon two\n  off: 1 CNY\n  special price: 2 CNY\nend\n"
        with pytest.raises(RuleErrors, match="one way"):
            load(text)

    @pytest.mark.parametrize(
        "text", ["\n", "\x00\n", "end\nend\n", "language: en\n", "a" * 300_000 + "\n", "：\n"]
    )
    def test_any_text_gives_rule_errors(self, text: str) -> None:
        with pytest.raises(RuleErrors) as caught:
            load(text)
        assert str(caught.value)


def test_a_decision_is_frozen(rulebook: Rulebook, member: Member) -> None:
    decision = rulebook.evaluate(member, ORDER)
    assert isinstance(decision, Decision)
    with pytest.raises(AttributeError):
        decision.status = "refused"  # type: ignore[misc]


def test_a_file_that_is_not_there_is_named_itself() -> None:
    with pytest.raises(FileNotFoundError) as missing:
        load("/nowhere/rules/shop.benefit")
    assert missing.value.filename == "/nowhere/rules/shop.benefit"


def test_a_chinese_file_in_gbk_is_answered_in_chinese(tmp_path: Path) -> None:
    text = "会员计划 店\n  语言: 中文\n  时区: Asia/Shanghai\n  货币: CNY\n结束\n"
    (tmp_path / "shop.benefit").write_bytes(text.encode("gbk"))
    with pytest.raises(RuleErrors) as refused:
        load(tmp_path / "shop.benefit")
    assert "文件似乎是以 GBK 编码保存的" in str(refused.value)
