"""A coupon of 100 yuan without a threshold, a limit and a budget: what `check` and `bounds` say before it costs
anything, and that what they say is what a day of it comes to."""

from __future__ import annotations

from itertools import product

import pytest

from benefitdsl.analysis.bounds.forms import Form
from benefitdsl.analysis.bounds.report import bounds_of
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.effect import Effect
from tests.attacks.fraud.playing import Both, Change, at, effects_of, programme, standing, text_of

COUPON, WORTH = "百元券", 10_000
EVENTS = ("review", "share")
RULE, MISSION = "规则 领券：评价 → 发放 百元券", '任务 分享有礼 "分享有礼"'
BUDGET: Change = (
    f"{MISSION}\n",
    f"预算 拉新预算\n  总额：300元\n  周期：今日\n结束\n\n{MISSION}\n  预算：拉新预算\n",
)
ONCE_A_DAY: Change = ("  重复：可重复\n", "  重复：可重复\n  限：每位会员 每日 1次\n")
RULE_LIMITED: Change = (
    RULE,
    "规则 领券\n  当：评价\n  那么：发放 百元券\n  限：每位会员 每日 1次\n  预算：拉新预算\n结束",
)
LIMITED = (BUDGET, ONCE_A_DAY, RULE_LIMITED)


def warned(*changes: Change) -> list[tuple[str, str]]:
    """The codes of the warnings, each with the line that it points to."""
    text = text_of("mistaken", *changes)
    return sorted(
        (each.code, text[text.rindex("\n", 0, each.span.start) + 1 :].splitlines()[0])
        for each in programme("mistaken", *changes).warnings
        if each.span is not None
    )


def worst_day(rulebook: Rulebook) -> Form:
    return bounds_of(rulebook.plan).periods["day"].settled


def given_in_a_day(rulebook: Rulebook, members: int, each: int) -> dict[str, int]:
    """The worth of what members are given who write and share so often on one day."""
    both = Both(rulebook)
    found = {}
    for number in range(members):
        member = f"m{number}"
        effects = list[Effect]()
        for time, kind in product(range(each), EVENTS):
            name = f"{member}.{kind}.{time}"
            fields = {"order": name} if kind == "review" else {}
            effects += effects_of(both.send(kind, member, name, at("10:00"), **fields))
        found[member] = WORTH * standing(effects)[COUPON]
    return found


def test_check_warns_of_each_at_its_line() -> None:
    assert warned() == [("BEN502", RULE), ("BEN510", MISSION)]


def test_the_bound_of_a_day_is_what_a_day_comes_to() -> None:
    rulebook = programme("mistaken")
    total = worst_day(rulebook)
    assert not total.is_fixed
    assert {measure.event: share for measure, share in total.shares} == dict.fromkeys(EVENTS, WORTH)
    assert given_in_a_day(rulebook, 1, 40) == {"m0": 40 * 2 * WORTH}


def test_limits_and_a_budget_end_it() -> None:
    rulebook = programme("mistaken", *LIMITED)
    assert warned(*LIMITED) == []
    total = worst_day(rulebook)
    assert total.is_fixed
    assert total.fixed == 2 * WORTH
    found = given_in_a_day(rulebook, 20, 5)
    assert max(found.values()) == total.fixed
    (budget,) = bounds_of(rulebook.plan).budgets
    assert sum(found.values()) == budget.worth.fixed == 3 * WORTH


@pytest.mark.parametrize(
    ("changes", "code"),
    [((BUDGET,), "BEN502"), ((BUDGET, ONCE_A_DAY), "BEN502"), ((RULE_LIMITED, BUDGET), "")],
    ids=["a budget for the mission", "and a limit", "a budget and no limit for the mission"],
)
def test_one_that_is_left_open_shows(changes: tuple[Change, ...], code: str) -> None:
    """What is left open is warned of; a budget alone ends a day of all members, but not that of one."""
    assert [each for each, _ in warned(*changes)] == ([code] if code else [])
    assert max(given_in_a_day(programme("mistaken", *changes), 1, 5).values()) > 2 * WORTH
