"""One member's story on the plan of `club.py`, in both languages, word by word.

The pages `story.en.txt` and `story.zh.txt` are read by people before they are changed: run this file to write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.door import Door
from benefitdsl.engine.explain import Explainer, Explanation, Teller
from benefitdsl.engine.explain.telling import CODES
from benefitdsl.messages import LANGUAGES, Language, message, word
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import Budget, GrantBenefit, Limit, OnEvent, Origin, Plan, Rule
from benefitdsl.quantities.instants import parse_instant
from benefitdsl.quantities.window import CalendarPeriods
from tests.unit.engine_explain.club import CLUB

HERE = Path(__file__).parent
NAMES = {
    "amount": "金额",
    "order": "订单",
    "channel": "渠道",
    "birthday": "生日",
    "refund": "退款",
    "category": "品类",
}
MILK = [
    {"category": "milk", "quantity": 3, "amount": "100.00"},
    {"category": "tea", "quantity": 1, "amount": "297.99"},
]


def event(id: str, type: str, day: int, number: str, **fields: Any) -> dict[str, Any]:
    at = f"2026-03-{day:02}T10:00:00+08:00"
    return {"id": id, "type": type, "member": "anna", "at": at, "order": number, **fields}


STORY = (
    event("e1", "order", 2, "1", amount="397.99", items=MILK),
    event("e2", "order", 4, "2", amount="798.00", channel="app"),
    event("e3", "order", 5, "3", amount="398.00", channel="web"),
    event("e4", "refund", 6, "2"),
    event("e5", "refund", 7, "2"),
    event("e6", "refund", 7, "9"),
    event("e7", "order", 8, "3", amount="1.00"),
)


def story() -> Iterator[Explanation]:
    door, engine, explainer, pools = Door(CLUB), compile_plan(CLUB), Explainer(CLUB), InMemoryPools()
    member = engine.new_member("anna", parse_instant("2026-03-01T00:00:00Z"), {"birthday": 7000})
    for raw in STORY:
        sent = door.read_event(raw)
        after, outcome = engine.evaluate(member, sent, pools)
        yield explainer.explain(member, sent, outcome, after, pools)
        pools.apply(outcome.pool_changes)
        member = after
    after, outcome = engine.advance(member, parse_instant("2026-03-20T00:00:00Z"), pools)
    yield explainer.explain(member, None, outcome, after, pools)


def page(language: Language) -> str:
    teller = Teller(CLUB, language, NAMES if language == "zh" else None)
    return "\n\n".join(teller.text(told) for told in story()) + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_story(language: Language) -> None:
    assert page(language) == (HERE / f"story.{language}.txt").read_text(encoding="utf-8")


def last_of(plan: Plan, *sent: dict[str, Any]) -> Explanation:
    """The explanation of the last of these events."""
    door, engine, explainer, pools = Door(plan), compile_plan(plan), Explainer(plan), InMemoryPools()
    member = engine.new_member("anna", parse_instant("2026-03-01T00:00:00Z"), {})
    told: Explanation | None = None
    for raw in sent:
        one = door.read_event(raw)
        after, outcome = engine.evaluate(member, one, pools)
        told = explainer.explain(member, one, outcome, after, pools)
        pools.apply(outcome.pool_changes)
        member = after
    assert told is not None
    return told


@pytest.mark.parametrize(
    ("unit", "total", "said"),
    [
        ("count", 1, "budget `spring` has no room: 1 of 1 used, 1 asked"),
        ("money", 1500, "budget `spring` has no room: 9.90 CNY of 15.00 CNY used, 9.90 CNY asked"),
    ],
)
def test_a_budget_that_is_used_up(unit: Literal["count", "money"], total: int, said: str) -> None:
    budget = Budget("spring", Origin("club.benefit", 60), total, unit, CalendarPeriods("month", 1))
    rule = Rule(
        "gift",
        Origin("club.benefit", 61),
        (OnEvent("order"),),
        TRUE,
        (GrantBenefit("towels"),),
        budgets=("spring",),
    )
    towels = replace(CLUB.benefits[0], worth=990)
    plan = replace(CLUB, rules=(rule,), budgets=(budget,), benefits=(towels,))
    told = last_of(
        plan, event("e1", "order", 2, "1", amount="5.00"), event("e2", "order", 3, "2", amount="5.00")
    )
    text = Teller(plan, "en").text(told)
    assert f"{said} (2026-03-01 00:00 to 2026-04-01 00:00)" in text
    assert "预算 `spring` 不足" in Teller(plan, "zh").text(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_code_and_words(language: Language) -> None:
    for reason, code in CODES.items():
        assert word("reasons", reason, language)
        assert message(code, language).explain
    assert (CODES["changed_duplicate"], CODES["over_refund"], CODES["seen_before"]) == (
        "BEN901",
        "BEN905",
        "BEN913",
    )


def test_a_limit_that_all_share() -> None:
    limit = Limit(1, "all", CalendarPeriods("day", 1))
    rule = replace(CLUB.rules[1], limits=(limit,))
    told = last_of(
        replace(CLUB, rules=(rule,)),
        event("e1", "order", 2, "1", amount="5.00"),
        event("e2", "order", 2, "2", amount="5.00"),
    )
    text = Teller(CLUB, "en").text(told)
    assert "limit reached: 1 of 1 used by all members today (2026-03-02 00:00 to 2026-03-03 00:00)" in text


def test_the_text_of_others_never_acts_on_the_terminal() -> None:
    outcome_of = {told.event.key if told.event else "": told for told in story()}
    told = outcome_of["e6"]
    assert told.event is not None
    evil = Explanation("a\x1b[2J", told.event, told.now, "refused", "unknown_record", "\x1b]8;;x\u202e")
    text = Teller(CLUB, "en").text(evil)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\u{1B}" in text


if __name__ == "__main__":
    for each in LANGUAGES:
        (HERE / f"story.{each}.txt").write_text(page(each), encoding="utf-8")
