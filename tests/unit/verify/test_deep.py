"""Programmes with a known defect: `check --deep` finds it, and not in the good twin.

The first line of a case says what is asked of what, and the answer: `# never_gives r: yes`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import benefitdsl
from benefitdsl.messages import Language
from benefitdsl.verify.deep.answers import HARM, TO_KNOW, Answer
from benefitdsl.verify.deep.ask import ask_all
from benefitdsl.verify.deep.telling import AnswerWords

CASES = Path(__file__).resolve().parents[2] / "cases" / "deep"
NAMES = sorted(path.stem for path in CASES.glob("*.benefit") if not path.stem.endswith(".old"))


def expected(name: str) -> tuple[str, list[str], str]:
    """The question, whom it is asked of, and the verdict."""
    first = (CASES / f"{name}.benefit").read_text(encoding="utf-8").splitlines()[0]
    asked, verdict = first.removeprefix("# ").split(": ")
    question, *about = asked.split()
    return question, about, verdict


@cache
def answers(name: str) -> list[Answer]:
    old = CASES / f"{name.removesuffix('.good')}.old.benefit"
    against = benefitdsl.load(old) if old.exists() else None
    return list(ask_all(benefitdsl.load(CASES / f"{name}.benefit"), against))


def found(name: str) -> list[Answer]:
    """The answers to the question that the case asks."""
    question, about, _ = expected(name)
    return [
        answer
        for answer in answers(name)
        if answer.claim.question == question
        and {one for one in about if not one.isdigit()} <= set(answer.claim.about)
        and all(str(dict(answer.claim.said).get("number")) == one for one in about if one.isdigit())
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_one_that_is_known(name: str) -> None:
    _, _, verdict = expected(name)
    assert [answer.verdict for answer in found(name)][:1] == [verdict]
    answer = found(name)[0]
    assert (answer.is_harm or answer.is_to_know) is not name.endswith(".good")
    assert not answer.is_harm or answer.claim.question not in TO_KNOW


@pytest.mark.parametrize("name", NAMES)
def test_a_refutation_has_a_witness_and_a_proof_says_by_what(name: str) -> None:
    for answer in answers(name):
        assert (answer.witness is not None) is (answer.verdict == "no")
        assert bool(answer.by) is (answer.verdict != "undecided")
        assert bool(answer.why) is (answer.verdict == "undecided")


def test_what_is_compared_says_what_comes_of_it_more_and_less() -> None:
    told = {name: dict(found(name)[0].more) for name in NAMES if found(name)[0].more}
    assert told["28_a_gift_for_every_order"] == {"towels": 1}
    assert told["29_rounded_up"] == {"beans": 1}
    assert told["30_the_refund_keeps_the_gift"] == {"towels": 1}
    assert all(amount < 0 for amount in told["18_dear_orders_get_less"].values())
    assert not any(name.endswith(".good") for name in told)


MADE = """programme shop
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans
end

tiers club
  metric: sum of amount of order in last 12 months
  level low: 0 CNY
  level high: 600 CNY
  level top: 900 CNY
  entry high: give 10 beans
  entry top: give 20 beans
end

rule r: order -> give 1 beans
"""
CALLED = {"en": ("`club (on reaching high)`", "`r`"), "zh": ("`club（升至high时）`", "`r`")}
GIVES = {"en": " can give", "zh": " 可以发放"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_rules_that_a_block_makes_are_called_after_it(language: Language, tmp_path: Path) -> None:
    (tmp_path / "shop.benefit").write_text(MADE, encoding="utf-8")
    rulebook = benefitdsl.load(tmp_path)
    words = AnswerWords(rulebook, language)
    told = [words.sentence(each) for each in ask_all(rulebook) if each.claim.question == "never_gives"]
    assert [told[0], told[-1]] == [called + GIVES[language] for called in CALLED[language]]
    assert not any(".entry." in each for each in told)
    assert any(".entry." in rule.id for rule in rulebook.plan.rules), "the control: ids of others"


def test_every_question_has_a_case_and_every_case_a_twin() -> None:
    bad = [name for name in NAMES if not name.endswith(".good")]
    assert {expected(name)[0] for name in bad} == set(HARM)
    assert {f"{name}.good" for name in bad} == set(NAMES) - set(bad)
    assert len(bad) >= 30
