"""`check --deep`: what it prints in both languages and as JSON, how it ends, and what it says where it cannot ask."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from benefitdsl.messages import LANGUAGES, Language, word
from benefitdsl.verify.deep import world
from benefitdsl.verify.deep.answers import HARM, Why
from tests.unit.adapters.test_commands import call

CASES = Path(__file__).resolve().parents[2] / "cases" / "deep"
BAD, GOOD = (
    CASES / "26_mondays_only_and_three_days.benefit",
    CASES / "06_newcomers_who_came_back.good.benefit",
)
OLD, NEW = (CASES / f"32_two_for_one{end}.benefit" for end in (".old", ""))

SAID: dict[Language, tuple[str, ...]] = {
    "en": ("! `lunch` can be over before it can be used (played, ", "shown by:", "m1 joins", "lunch issued"),
    "zh": ("! `lunch` 可能在可用之前就已过期（已实际运行，", "实例：", "m1 入会", "发放 lunch"),
}


COUPON = """
programme shop "shop"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

coupon ten "ten"
  worth: 45 CNY
  off: 10 CNY
end

rule large
  when: order
  then: grant ten
  limit: 1 per member per month
end
"""


def test_strict_ends_with_3_where_the_other_version_defines_something_otherwise(tmp_path: Path) -> None:
    old, new = tmp_path / "old.benefit", tmp_path / "new.benefit"
    old.write_text(COUPON, encoding="utf-8")
    new.write_text(COUPON.replace("10 CNY", "45 CNY"), encoding="utf-8")
    assert call("check", "--deep", "--strict", "--against", old, old).exit_code == 0
    result = call("check", "--deep", "--strict", "--against", old, new, "--format", "json")
    assert result.exit_code == 3
    answers = json.loads(result.output.splitlines()[-1])["answers"]
    told = {each["about"][0]: each for each in answers if each["question"] == "same"}
    assert told["large"]["facts"] == {"changed": "ten"}
    assert (told["ten"]["verdict"], told["ten"]["why"]) == ("undecided", "changed")
    assert told["ten"]["facts"] == {"family": "benefit", "fields": "off"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_tells_the_claim_and_the_story_of_its_witness(language: Language) -> None:
    result = call("check", "--deep", BAD, "--language", language)
    assert result.exit_code == 0
    for text in SAID[language]:
        assert text in result.output


def test_strict_ends_with_3_where_something_is_to_be_looked_at() -> None:
    assert call("check", "--deep", "--strict", BAD).exit_code == 3
    assert call("check", "--deep", "--strict", GOOD).exit_code == 0


def test_what_an_author_may_mean_is_told_with_what_it_brings_and_is_no_warning() -> None:
    path = CASES / "28_a_gift_for_every_order.benefit"
    told = call("check", "--deep", path).output
    assert "i two parts of a split order get more than the whole" in told
    assert "    split in two: +1 × towels (worth +20.00 CNY)\n" in told
    assert "0 to look at, 1 to know, 0 not decided" in told
    assert "+towels 1 份（价值 +20.00元）" in call("check", "--deep", path, "--language", "zh").output
    last = json.loads(call("check", "--deep", "--format", "json", path).output.splitlines()[-1])
    found = next(each for each in last["answers"] if each["question"] == "split_no_more")
    assert (found["harm"], found["to_know"], found["more"]) == (False, True, {"towels": 1})


def test_json_has_names_that_are_not_translated() -> None:
    result = call("check", "--deep", "--format", "json", BAD, "--language", "zh")
    told = json.loads(result.output.splitlines()[-1])
    found = next(each for each in told["answers"] if each["question"] == "usable_in_time")
    assert (found["about"], found["verdict"], found["by"], found["harm"]) == (
        ["lunch"],
        "no",
        "witness",
        True,
    )
    assert found["witness"][0].endswith("m1 入会")
    proofs = [each for each in told["answers"] if each["verdict"] == "yes"]
    assert all("witness" not in each and each["by"] for each in proofs)


def test_two_versions_are_told_beside_one_another() -> None:
    result = call("check", "--deep", "--against", OLD, NEW)
    assert "! `r` does not give as in the other version" in result.output
    mine, other = result.output.split("in the other version:")
    assert mine.count("towels issued") > other.count("towels issued") > 0


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("--against", OLD, NEW), "alone"),
        (("--timeout", "1", NEW), "alone"),
        (("--deep", "--against", OLD, NEW, BAD), "one"),
        (("--deep", "--format", "sarif", NEW), "no_sarif"),
    ],
)
def test_options_that_do_not_go_together_are_refused(arguments: tuple[object, ...], key: str) -> None:
    result = call("check", *arguments)
    assert result.exit_code == 2
    assert word("deep", key, "en") in result.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_solver_the_extra_is_named(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "z3", None)
    result = call("check", "--deep", GOOD, "--language", language)
    assert result.exit_code == 2
    assert "pip install 'benefitdsl[solver]'" in result.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_words(language: Language) -> None:
    for question in HARM:
        assert all(word("deep", f"{question}_{key}", language) for key in ("yes", "no", "open"))
    reasons = [why for part in get_args(Why) for why in (get_args(part) or (part,)) if why]
    assert len(reasons) > 5
    assert all(word("deep", f"why_{why}", language) for why in reasons)
    assert all(word("deep", f"by_{by}", language) for by in ("sets", "solver", "calendar", "form", "witness"))
