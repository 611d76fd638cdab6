"""Declared laws: each with a history that breaks it and one that keeps it, on a programme that can break it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from benefitdsl.plan.parts import Given, Limit
from benefitdsl.quantities.window import CalendarPeriods, Ever, RollingDays
from benefitdsl.verify.history import History, play
from benefitdsl.verify.laws import watchers
from benefitdsl.verify.laws.law import (
    Found,
    GaveLess,
    GivenAllTheSame,
    HasMore,
    Kept,
    NotGiven,
    ReadOtherwise,
    TooMuch,
)
from tests.unit.verify.laws.stories import Told, breaches, concerned, history, loaded, order, refund

BEANS, TOWEL, CUP = Given("points", "beans"), Given("benefit", "towel"), Given("benefit", "cup")
MONTH = CalendarPeriods("month")

FAN = "gift fan\n  valid: 1 day from issue\nend\n\n"


@dataclass(frozen=True)
class Case:
    """`found` is what the last thing that happens in `broken` shows (None: not compared), by `rules` of these names."""

    rules: str
    law: str
    broken: tuple[Told, ...]
    kept: tuple[Told, ...]
    found: Found | None
    by: tuple[str, ...] = ()


TOWELS = "rule towels: order -> grant towel\n"
KEPT = "rule towels\n  when: order\n  then: grant towel\n  on refund: keep\nend\n"
POINTS = "rule base: order -> give 1 beans per full 1 CNY\n"
LADDER = """
tiers club
  metric: sum of amount of order ever
  level basic: 0 CNY
  level gold: 1000 CNY
end
"""

CASES: dict[str, Case] = {
    "border": Case(
        "rule towels\n  when: order\n  if: amount > 398 CNY\n  then: grant towel\nend\n",
        "when: order\n  if: amount >= 398 CNY\n  brings: towel",
        (order(1, "a", 399), order(2, "b", 398)),
        (order(1, "a", 399), order(2, "b", 397)),
        NotGiven(TOWEL),
        ("towels",),
    ),
    "below": Case(
        "rule towels\n  when: order\n  if: amount >= 39 CNY\n  then: grant towel\nend\n",
        "when: order\n  if: amount < 398 CNY\n  brings none: towel",
        (order(1, "a", 39),),
        (order(1, "a", 38), order(2, "b", 398)),
        GivenAllTheSame(TOWEL, 1),
        ("towels",),
    ),
    "a condition is read before the event": Case(
        TOWELS,
        "when: order\n  if: count of order ever >= 1\n  brings none: towel",
        (order(1, "a", 10), order(2, "b", 10)),
        (order(1, "a", 10),),
        GivenAllTheSame(TOWEL, 1),
        ("towels",),
    ),
    "at most, by the days of another zone": Case(
        TOWELS,
        "at most: 1 per member per day\n  of: towel\n  timezone: UTC",
        (order(1.4, "a", 10), order(1.6, "b", 10)),
        (order(1.1, "a", 10), order(1.6, "b", 10)),
        TooMuch((TOWEL,), 2, Limit(1, "member", CalendarPeriods("day"))),
        ("towels",),
    ),
    "at most, by the calendar": Case(
        TOWELS,
        "at most: 2 per member per month\n  of: towel",
        (order(1, "a", 10), order(2, "b", 10), order(30.9, "c", 10)),
        (order(1, "a", 10), order(2, "b", 10), order(31, "c", 10)),
        TooMuch((TOWEL,), 3, Limit(2, "member", MONTH)),
        ("towels",),
    ),
    "at most, rolling": Case(
        TOWELS,
        "at most: 1 per member in last 30 days\n  of: towel",
        (order(1, "a", 10), order(30.9, "b", 10)),
        (order(1, "a", 10), order(31, "b", 10)),
        TooMuch((TOWEL,), 2, Limit(1, "member", RollingDays(30))),
        ("towels",),
    ),
    "at most, each member apart": Case(
        TOWELS,
        "at most: 1 per member\n  of: towel",
        (order(1, "a", 10), order(2, "b", 10)),
        (order(1, "a", 10), order(2, "b", 10, member="m2")),
        TooMuch((TOWEL,), 2, Limit(1, "member", Ever())),
        ("towels",),
    ),
    "at most, all together": Case(
        TOWELS,
        "at most: 1 in all per month\n  of: towel",
        (order(1, "a", 10), order(2, "b", 10, member="m2")),
        (order(1, "a", 10), order(31, "b", 10, member="m2")),
        TooMuch((TOWEL,), 2, Limit(1, "all", MONTH)),
        ("towels",),
    ),
    "at most, of an order": Case(
        TOWELS + "rule again\n  when: order\n  if: amount >= 20 CNY\n  then: grant towel\nend\n",
        "when: order\n  at most: 1 per order\n  of: towel",
        (order(1, "a", 20),),
        (order(1, "a", 10), order(1, "b", 10)),
        TooMuch((TOWEL,), 2, Limit(1, "order", Ever())),
        ("towels", "again"),
    ),
    "at most, of what small orders give": Case(
        TOWELS,
        "when: order\n  if: amount < 100 CNY\n  at most: 1 per member\n  of: towel",
        (order(1, "a", 10), order(2, "b", 200), order(3, "c", 10)),
        (order(1, "a", 10), order(2, "b", 200), order(3, "c", 200)),
        TooMuch((TOWEL,), 2, Limit(1, "member", Ever())),
        ("towels",),
    ),
    "at most, net of refunds": Case(
        POINTS,
        "at most: 100 per member\n  of: beans",
        (order(1, "a", 60), refund(2, "a", amount=1000), order(3, "b", 51)),
        (order(1, "a", 60), refund(2, "a", amount=1000), order(3, "b", 50)),
        TooMuch((BEANS,), 101, Limit(100, "member", Ever())),
        ("base",),
    ),
    "at most, points that were let go were not taken back": Case(
        "points tips\n  valid: 1 day after earning\n  negative: forgive\nend\n\nrule tip: order -> give 10 tips\n",
        "at most: 10 per member\n  of: tips",
        (order(1, "a", 10), refund(5, "a"), order(6, "b", 10)),
        (order(1, "a", 10), refund(1.1, "a"), order(6, "b", 10)),
        TooMuch((Given("points", "tips"),), 20, Limit(10, "member", Ever())),
        ("tip",),
    ),
    "at most, what ended unused goes with its order": Case(
        FAN + "rule fans: order -> grant fan\n",
        "at most: 1 per member\n  of: fan",
        (order(1, "a", 10), order(5, "b", 10)),
        (order(1, "a", 10), refund(5, "a"), order(6, "b", 10)),
        TooMuch((Given("benefit", "fan"),), 2, Limit(1, "member", Ever())),
        ("fans",),
    ),
    "at most, what was used stays": Case(
        FAN + "rule fans: order -> grant fan\n",
        "at most: 1 per member\n  of: fan",
        (order(1, "a", 10), ("redeem", 1.1, {"benefit": "fan"}), refund(5, "a"), order(6, "b", 10)),
        (order(1, "a", 10), ("redeem", 1.1, {"benefit": "fan"}), refund(5, "a")),
        TooMuch((Given("benefit", "fan"),), 2, Limit(1, "member", Ever())),
        ("fans",),
    ),
    "at most, what ended unused goes with the stage that gave it": Case(
        FAN + "mission two\n  counts: order\n  target: 2\n  reward: grant fan\n  on refund: reopen\nend\n",
        "at most: 1 per member\n  of: fan",
        (),
        (order(1, "a", 10), order(1, "b", 10), refund(5, "a"), order(6, "c", 10)),
        None,
    ),
    "at most, refunded or not": Case(
        TOWELS,
        "at most: 1 per member\n  of: towel\n  count refunded: yes",
        (order(1, "a", 10), refund(2, "a"), order(3, "b", 10)),
        (order(1, "a", 10), refund(2, "a")),
        TooMuch((TOWEL,), 2, Limit(1, "member", Ever(), gross=True)),
        ("towels",),
    ),
    "at most, of things together": Case(
        POINTS + TOWELS,
        "at most: 11 per member\n  of: beans, towel",
        (order(1, "a", 11),),
        (order(1, "a", 10),),
        TooMuch((BEANS, TOWEL), 12, Limit(11, "member", Ever())),
        ("base", "towels"),
    ),
    "a refund raises": Case(
        POINTS + "rule sorry: refund -> give 100 beans\n",
        "when: refund\n  never raises: beans",
        (order(1, "a", 60), refund(2, "a")),
        (order(1, "a", 200), refund(2, "a")),
        HasMore(BEANS, 60, 100),
        ("sorry",),
    ),
    "what was spent comes back": Case(
        POINTS,
        "when: refund\n  never raises: beans, towel",
        (),
        (order(1, "a", 60), order(2, "b", 10, points_used=60), refund(3, "b")),
        None,
    ),
    "spend more, get less": Case(
        """
rule little
  when: order
  if: amount < 300 CNY
  then: give 20 beans
end
rule more
  when: order
  if: amount >= 300 CNY
  then: give 5 beans
end
""",
        "when: order\n  more: amount\n  never less: beans",
        (order(1, "a", 100),),
        (order(1, "a", 300),),
        GaveLess(BEANS, "amount", 10_000, 30_000, 20, 5),
        ("little", "more"),
    ),
    "every gold has had a cup": Case(
        LADDER
        + """
gift cup
end
rule cups
  when: order
  if: tier >= gold
  then: grant cup
  limit: 1 per member
end
""",
        "if: tier >= gold\n  has had: cup",
        (order(1, "a", 1000),),
        (order(1, "a", 999),),
        NotGiven(CUP, ever=True),
        ("cups",),
    ),
    "had it before": Case(
        LADDER + TOWELS + "rule cups: sign_in -> grant towel\n",
        "if: tier >= gold\n  has had: towel",
        (),
        (order(1, "a", 10), refund(2, "a"), order(3, "b", 1000)),
        None,
    ),
    "refunded, and stays": Case(
        KEPT,
        "when: order\n  keeps none: towel",
        (order(1, "a", 10),),
        (("sign_in", 1, {}),),
        Kept(TOWEL, 1, tried=True),
        ("towels",),
    ),
    "refunded, and goes": Case(
        TOWELS + POINTS,
        "when: order\n  keeps none: towel, beans",
        (),
        (order(1, "a", 10), order(2, "b", 1)),
        None,
    ),
    "once a refund takes all of it": Case(
        KEPT,
        "when: refund\n  keeps none: towel",
        (order(1, "a", 10), refund(2, "a", amount=400), refund(3, "a")),
        (order(1, "a", 10), refund(2, "a", amount=400)),
        Kept(TOWEL, 1, tried=False),
        ("towels",),
    ),
    "always": Case(
        POINTS,
        "always: balance of beans <= 100",
        (order(1, "a", 101),),
        (order(1, "a", 100),),
        None,
        ("base",),
    ),
    "always, once time has passed": Case(
        POINTS + "rule gone\n  when: every day at 10:00\n  then: give 1 beans\nend\n",
        "always: balance of beans <= 2",
        (2.9,),
        (1.9,),
        None,
        ("gone",),
    ),
    "always, with the event at hand": Case(
        POINTS,
        "when: order\n  always: balance of beans >= 10 and amount <= 50 CNY",
        (order(1, "a", 51),),
        (order(1, "a", 50),),
        None,
        ("base",),
    ),
    "never": Case(
        POINTS,
        "never: balance of beans > 100",
        (order(1, "a", 101),),
        (order(1, "a", 100),),
        None,
        ("base",),
    ),
}


def programme(case: Case) -> str:
    return f"{case.rules}\nlaw asked\n  {case.law}\nend\n"


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.broken])
def test_a_history_that_breaks_it(name: str) -> None:
    case = CASES[name]
    breach = breaches(loaded(programme(case)), *case.broken, laws=("asked",))[0]
    assert (breach.law, breach.member) == ("asked", breach.event.member if breach.event else "m1")
    assert breach.origin is not None
    assert case.found is None or breach.found == case.found
    assert tuple(rule.id for rule in breach.rules) == case.by


@pytest.mark.parametrize("name", CASES)
def test_a_history_that_keeps_it(name: str) -> None:
    case = CASES[name]
    assert breaches(loaded(programme(case)), *case.kept, laws=("asked",)) == []


def test_an_exchange_is_read_before_it_is_paid() -> None:
    rules = """
gift cup
end
rule start: register -> give 60 beans
exchange cups
  costs: 50 beans
  gives: grant cup
end
law enough
  when: exchange
  if: balance of beans < 50
  brings none: cup
end
law dear
  when: exchange
  if: balance of beans < 100
  brings none: cup
end
"""
    told: tuple[Told, ...] = (("register", 1, {}), ("exchange", 2, {"offer": "cups", "reference": "x"}))
    assert [one.law for one in breaches(loaded(rules), *told)] == ["dear"]


def test_what_a_condition_read_is_told() -> None:
    rules = POINTS + "law asked\n  always: balance of beans <= 100\nend\n"
    (breach,) = breaches(loaded(rules), order(1, "a", 101))
    assert isinstance(breach.found, ReadOtherwise)
    assert [(one.actual, one.needed) for one in breach.found.findings] == [(101, 100)]  # type: ignore[union-attr]


def test_a_duplicate_is_counted_once() -> None:
    rules = loaded(TOWELS + "law once\n  at most: 1 per member\n  of: towel\nend\n")
    sent = order(1, "a", 10)
    watching = watchers(rules)
    happenings = history(sent).happenings
    found: list[object] = []
    twice = History((*happenings, happenings[-1]), b"0" * 16)
    play(rules, twice, lambda moment: found.extend(filter(None, (one.see(moment) for one in watching))))
    assert found == []


def test_a_law_that_nothing_concerned() -> None:
    rules = loaded(
        TOWELS
        + "law big\n  when: order\n  if: amount >= 500 CNY\n  brings: towel\nend\n"
        + "law kept\n  when: sign_in\n  keeps none: towel\nend\n"
    )
    told = concerned(rules, order(1, "a", 10), ("sign_in", 2, {}))
    assert told["big"] is False
    assert told["kept"] is False  # nothing takes a sign-in back
    assert concerned(rules, order(1, "a", 500))["big"] is True
