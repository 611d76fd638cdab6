"""The laws of every programme: each with a programme that breaks it and its good twin, of the same history."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from benefitdsl.host.session import EndlessDelivery
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import Given
from benefitdsl.verify.laws import breaches_at_rest, failed
from benefitdsl.verify.laws.law import (
    CoversAll,
    Failed,
    Found,
    HasMore,
    NeverUsable,
    OverAtOnce,
    OverBeforeClaim,
    TooManyEffects,
)
from tests.unit.verify.laws.stories import DAY, START, Told, breaches, concerned, loaded, order, refund

BUY = (order(1, "a", 100),)
BACK = (order(1, "a", 100), refund(2, "a"))
GIVEN = START + DAY
"""When `BUY` is."""


@dataclass(frozen=True)
class Case:
    law: str
    wrong: str
    right: str
    told: tuple[Told, ...]
    found: type[Found]


def gift(*fields: str, when: str = "order") -> str:
    lines = "".join(f"  {field}\n" for field in fields)
    return f"gift cup\n{lines}end\nrule cups: {when} -> grant cup\n"


RULE = "rule points: order -> give 1 beans per full 1 CNY\n"
SORRY = "rule sorry: refund -> give 1 beans\n"
MANY = "coupon cup\n  off: 1 CNY\n  minimum: 20 CNY\nend\nrule cups: order -> grant {count} cup\n"

CASES: dict[str, Case] = {
    "over before it is claimed": Case(
        "usable",
        gift("claim: within 14 days", "valid: 7 days from issue"),
        gift("claim: within 14 days", "valid: 7 days from claim"),
        BUY,
        OverBeforeClaim,
    ),
    "over when it is given": Case(
        "usable",
        gift("valid: through 2025-12-31"),
        gift("valid: through 2026-01-02"),
        BUY,
        OverAtOnce,
    ),
    "a day that does not come": Case(
        "usable",
        gift("valid: 4 days from issue", "usable: every Wednesday"),
        gift("valid: 5 days from issue", "usable: every Wednesday"),
        BUY,
        NeverUsable,
    ),
    "an hour that does not come": Case(
        "usable",
        gift("valid: 10 hours from issue", "usable: from 10:00 to 12:00"),
        gift("valid: 11 hours from issue", "usable: from 10:00 to 12:00"),
        BUY,
        NeverUsable,
    ),
    "points that ripen too late": Case(
        "usable",
        "points growth\n  pending: 30 days\n  expire: 7 days after earning\nend\n"
        "rule growing: order -> give 1 growth\n",
        "points growth\n  pending: 7 days\n  expire: 30 days after earning\nend\n"
        "rule growing: order -> give 1 growth\n",
        BUY,
        OverAtOnce,
    ),
    "a refund that gives": Case("no_enrichment", RULE + SORRY, RULE, BACK, HasMore),
    "too many effects": Case("runs", MANY.format(count=101), MANY.format(count=100), BUY, TooManyEffects),
}


@pytest.mark.parametrize("name", CASES)
def test_what_breaks_it(name: str) -> None:
    case = CASES[name]
    found = breaches(loaded(case.wrong), *case.told)
    assert {(one.law, type(one.found)) for one in found} == {(case.law, case.found)}
    assert found[0].origin is None
    assert concerned(loaded(case.wrong), *case.told)[case.law]


@pytest.mark.parametrize("name", CASES)
def test_its_good_twin(name: str) -> None:
    assert breaches(loaded(CASES[name].right), *CASES[name].told) == []


NUMBERS: dict[str, tuple[str, Found]] = {
    "claim: within 14 days|valid: 7 days from issue": (
        "before the claim",
        OverBeforeClaim(Given("benefit", "cup"), GIVEN + 15 * DAY, GIVEN + 8 * DAY),
    ),
    "valid: through 2025-12-31": (
        "at once",
        OverAtOnce(Given("benefit", "cup"), GIVEN, START),
    ),
    "valid: 4 days from issue|usable: every Wednesday": (
        "its day",
        NeverUsable(Given("benefit", "cup"), GIVEN, GIVEN + 5 * DAY),
    ),
}


@pytest.mark.parametrize("fields", NUMBERS)
def test_when_it_would_have_been(fields: str) -> None:
    found = breaches(loaded(gift(*fields.split("|"))), *BUY)
    assert [one.found for one in found] == [NUMBERS[fields][1]]
    assert [rule.id for rule in found[0].rules] == ["cups"]


def test_whether_a_birthday_comes_is_not_known_of_whoever_told_none() -> None:
    assert breaches(loaded(gift("valid: 30 days from issue", "usable: birthday")), *BUY) == []


def test_a_late_event_is_no_fault_of_the_rules() -> None:
    rules = loaded(gift("valid: 10 hours from issue"))
    assert breaches(rules, order(3, "a", 10), order(1, "b", 10)) == []


KEEPING = {
    "a rule that keeps": "rule cups\n  when: order\n  then: grant towel, give 5 beans\n  on refund: keep\nend\n",
    "a mission that is not reopened": (
        "mission two\n  counts: order\n  target: 1\n  reward: give 5 beans\n  on refund: lower progress\nend\n"
    ),
    "points that forgive": (
        "points growth\n  negative: forgive\n  spent by: points_used\nend\n"
        "rule growing: order -> give 100 growth\n"
    ),
}


@pytest.mark.parametrize("name", KEEPING)
def test_what_is_declared_to_stay_may(name: str) -> None:
    rules = loaded(KEEPING[name])
    told = (order(1, "a", 100), order(2, "b", 100, points_used=100), refund(3, "a"), refund(4, "b"))
    assert breaches(rules, *told) == []
    assert concerned(rules, *told)["no_enrichment"]


def test_by_how_much_a_refund_enriches() -> None:
    (breach,) = breaches(loaded(RULE + SORRY), *BACK)
    assert breach.found == HasMore(Given("points", "beans"), 0, 1, undone=True)
    assert [rule.id for rule in breach.rules] == ["sorry"]  # what `points` gave is taken back


COUPONS: dict[str, tuple[str, CoversAll | None]] = {
    "50 off 50": ("off: 50 CNY|minimum: 50 CNY", CoversAll(Given("benefit", "cup"), 5_000, 5_000)),
    "49 off 50": ("off: 49 CNY|minimum: 50 CNY", None),
    "20 off each full 20": (
        "off: 20 CNY|per full: 20 CNY|minimum: 60 CNY",
        CoversAll(Given("benefit", "cup"), 6_000, 6_000),
    ),
    "20 off each full 20, twice": ("off: 20 CNY|per full: 20 CNY|times: 2|minimum: 60 CNY", None),
    "without a minimum": ("off: 50 CNY", None),
    "for a price": ("special price: 0 CNY|minimum: 50 CNY", None),
    "all of it": ("percent off: 100%|minimum: 50 CNY", None),
}


@pytest.mark.parametrize("name", COUPONS)
def test_a_coupon_that_pays_for_everything(name: str) -> None:
    fields, found = COUPONS[name]
    lines = "".join(f"  {field}\n" for field in fields.split("|"))
    told = breaches_at_rest(loaded(f"coupon cup\n{lines}end\nrule cups: order -> grant cup\n").plan)
    assert [one.found for one in told] == ([] if found is None else [found])
    assert [[rule.id for rule in one.rules] for one in told] == [["cup"]] * len(told)


def test_an_error_breaks_the_law_that_nothing_fails() -> None:
    event = Event("e1", "order", "m1", START)
    error = EndlessDelivery((event, event))
    breach = failed(error, "m1", START, event)
    assert (breach.law, breach.found) == ("runs", Failed("EndlessDelivery", str(error)))


def test_an_engine_that_takes_nothing_back_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of `no_enrichment`: the programme is right, and the engine is not."""
    assert breaches(loaded(RULE), *BACK) == []
    monkeypatch.setattr("benefitdsl.engine.refund.take_back_points", lambda *_: None)
    (breach,) = breaches(loaded(RULE), *BACK)
    assert (breach.law, breach.found) == (
        "no_enrichment",
        HasMore(Given("points", "beans"), 0, 100, undone=True),
    )
