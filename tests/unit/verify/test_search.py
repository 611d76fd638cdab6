"""The search: what it finds, what it says of laws that nothing concerned, and that a seed says it all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import benefitdsl
from benefitdsl.engine.compile import Engine
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.verify import search as search_module
from benefitdsl.verify.history import Sending
from benefitdsl.verify.laws.law import Failed
from benefitdsl.verify.looking import laws_of
from benefitdsl.verify.search import Findings, Search

HEAD = """
programme p
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans
end

rule earn: order -> give 1 beans per full 1 CNY

"""
FEW = "law few\n  always: balance of beans < {most}\nend\n"
NEVER_SAID = "law of_boxes\n  when: ride\n  if: distance > 5 and distance < 5\n  brings: beans\nend\n"


def rulebook_of(*laws: str) -> Rulebook:
    return benefitdsl.load(HEAD + "\n".join(laws))


def search(rulebook: Rulebook, histories: int, **more: Any) -> Findings:
    return Search(rulebook, more.pop("seed", 1), **more).run(lambda number: number < histories)


def test_a_broken_law_is_found_and_one_that_holds_is_not() -> None:
    findings = search(rulebook_of(FEW.format(most=500)), 200)
    assert [one.breach.law for one in findings.broken] == ["few"]
    (finding,) = findings.broken
    assert len(finding.history.happenings) == 1
    assert len(finding.found_in.happenings) > 1
    assert search(rulebook_of(FEW.format(most=10**14)), 60).broken == ()


def test_a_law_that_no_history_concerned_is_not_said_to_hold() -> None:
    findings = search(rulebook_of(NEVER_SAID, FEW.format(most=10**14)), 60)
    concerned = {one.law: one.concerned for one in findings.tried}
    assert concerned["of_boxes"] == 0
    assert concerned["few"] == findings.histories == 60
    assert list(concerned) == ["of_boxes", "few", *laws_of(rulebook_of().plan)[:-1]]


def test_only_the_laws_asked() -> None:
    rulebook = rulebook_of(FEW.format(most=500), NEVER_SAID)
    findings = search(rulebook, 10, laws=["of_boxes"])
    assert [one.law for one in findings.tried] == ["of_boxes"]


def test_it_ends_when_every_law_asked_is_broken() -> None:
    findings = search(rulebook_of(FEW.format(most=1)), 10_000, laws=["few"])
    assert findings.histories < 20


def test_a_seed_gives_the_same_whatever_the_budget() -> None:
    rulebook = rulebook_of(FEW.format(most=2_000), NEVER_SAID)
    short, long = search(rulebook, 60), search(rulebook, 120)
    assert short.broken
    assert short.broken == long.broken
    assert search(rulebook, 60, seed=2).broken != short.broken


def test_one_history_alone_shows_the_same() -> None:
    rulebook = rulebook_of(FEW.format(most=2_000), NEVER_SAID)
    (finding,) = search(rulebook, 60).broken
    alone = Search(rulebook, 1).run(lambda number: number < 1, first=finding.number)
    assert alone.broken == (finding,)


class _Broken(Exception):
    """What a seeded defect raises."""


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that breaks at orders of 100 yuan and more."""
    evaluate = Engine.evaluate

    def breaks(self: Engine, member: Any, event: Any, *others: Any) -> Any:
        if event.type == "order" and event.fields["amount"] >= 10_000:
            raise _Broken("too dear")
        return evaluate(self, member, event, *others)

    monkeypatch.setattr(Engine, "evaluate", breaks)


@pytest.mark.usefixtures("breaking")
def test_an_engine_that_breaks_is_a_finding() -> None:
    findings = search(rulebook_of(), 60, laws=["runs"])
    (finding,) = findings.broken
    assert finding.breach.found == Failed("_Broken", "too dear")
    (only,) = finding.history.happenings
    assert isinstance(only, Sending)
    assert only.event.fields == {"order": "A1", "amount": 10_000}


@pytest.mark.usefixtures("breaking")
def test_it_is_one_whatever_law_is_asked() -> None:
    assert [one.law for one in search(rulebook_of(), 60, laws=["usable"]).tried if one.finding] == ["runs"]


@pytest.mark.parametrize("law", ["runs", "usable"])
def test_the_same_engine_whole_breaks_nothing(law: str) -> None:
    findings = search(rulebook_of(), 60, laws=[law])
    assert [(one.law, one.finding) for one in findings.tried] == [(law, None)]


# ------------------------------------------------------------------------------------------- interrupted


def interrupted_after(histories: int, rulebook: Rulebook) -> Findings:
    def goes_on(number: int) -> bool:
        if number == histories:
            raise KeyboardInterrupt
        return True

    return Search(rulebook, 1).run(goes_on)


def test_what_was_found_stands_when_somebody_interrupts() -> None:
    rulebook = rulebook_of(FEW.format(most=500), NEVER_SAID)
    findings = interrupted_after(40, rulebook)
    assert findings.interrupted
    assert findings.histories == 40
    whole = search(rulebook, 40)
    assert not whole.interrupted
    assert findings == replace(whole, interrupted=True)


def test_an_interrupted_shrinking_keeps_the_history_as_it_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    rulebook = rulebook_of(FEW.format(most=500))
    (shrunk,) = search(rulebook, 200).broken
    monkeypatch.setattr(search_module, "shrink", interrupted)
    findings = search(rulebook, 200)
    (finding,) = findings.broken
    assert findings.interrupted
    assert finding.history == finding.found_in == shrunk.found_in
