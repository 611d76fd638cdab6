"""Laws: what each claim becomes, and what a law may not say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf
from benefitdsl.plan.parts import (
    Always,
    AtMost,
    Brings,
    BringsNone,
    Claim,
    Given,
    HasHad,
    KeepsNone,
    Law,
    Limit,
    Never,
    NeverLess,
    NeverRaises,
    OnEvent,
    OnMissionCompleted,
)
from benefitdsl.quantities.window import CalendarPeriods, Ever
from benefitdsl.std.law import CLAIMS, LAW
from tests.contracts.samples import ORIGIN, TITLES
from tests.unit.std.blocks import lowered, problem_places

BIG = Compare("ge", FieldOf("amount"), Const(39_800))
THINGS = (Given("points", "beans"), Given("benefit", "towels"))
ORDERS = (OnEvent("order"),)
MONTHLY = Limit(3, "member", CalendarPeriods("month"))

CLAIMED: dict[str, tuple[dict[str, Any], Claim]] = {
    "always": ({"always": BIG}, Always(BIG)),
    "never": ({"never": BIG}, Never(BIG)),
    "brings": ({"brings": THINGS}, Brings(THINGS)),
    "brings_none": ({"brings_none": THINGS}, BringsNone(THINGS)),
    "at_most": ({"at_most": (MONTHLY,), "of": THINGS}, AtMost(THINGS, MONTHLY)),
    "never_raises": ({"never_raises": THINGS}, NeverRaises(THINGS)),
    "never_less": ({"never_less": THINGS, "more": "amount"}, NeverLess(THINGS, "amount")),
    "has_had": ({"has_had": THINGS}, HasHad(THINGS)),
    "keeps_none": ({"keeps_none": THINGS}, KeepsNone(THINGS)),
}
WITHOUT_AN_EVENT = ("always", "never", "at_most", "has_had")


def test_every_claim_is_tried() -> None:
    assert set(CLAIMED) == set(CLAIMS)


@pytest.mark.parametrize("word", CLAIMED)
def test_a_law_of_an_event(word: str) -> None:
    said, claim = CLAIMED[word]
    made = lowered(LAW, when=ORDERS, condition=BIG, **said)
    assert made == (Law("club", ORIGIN, claim, TITLES, "order", BIG),)


@pytest.mark.parametrize("word", WITHOUT_AN_EVENT)
def test_a_law_of_whatever_happens(word: str) -> None:
    said, claim = CLAIMED[word]
    assert lowered(LAW, **said) == (Law("club", ORIGIN, claim, TITLES, "", TRUE),)


def test_what_was_refunded_may_count() -> None:
    made = lowered(LAW, at_most=(MONTHLY,), of=THINGS, count_refunded=True)
    assert made[0].claim == AtMost(THINGS, replace(MONTHLY, gross=True))  # type: ignore[union-attr]


def test_the_days_of_another_zone_may_count() -> None:
    made = lowered(LAW, at_most=(MONTHLY,), of=THINGS, timezone="Asia/Shanghai")
    assert made[0].claim == AtMost(THINGS, MONTHLY, "Asia/Shanghai")  # type: ignore[union-attr]


WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no claim": ({"when": ORDERS}, ["condition"]),
    "two claims": ({"when": ORDERS, "brings": THINGS, "always": BIG}, ["brings"]),
    "a limit without things": ({"at_most": (MONTHLY,)}, ["at_most"]),
    "things without a limit": ({"of": THINGS, "always": BIG}, ["of"]),
    "two limits": ({"at_most": (MONTHLY, MONTHLY), "of": THINGS}, ["at_most"]),
    "a device": ({"at_most": (Limit(1, "device", Ever()),), "of": THINGS}, ["at_most"]),
    "refunds of no limit": ({"always": BIG, "count_refunded": True}, ["count_refunded"]),
    "a time zone of no limit": ({"always": BIG, "timezone": "UTC"}, ["timezone"]),
    "less without more": ({"when": ORDERS, "never_less": THINGS}, ["never_less"]),
    "more without less": ({"when": ORDERS, "always": BIG, "more": "amount"}, ["more"]),
    "two events": ({"when": (*ORDERS, OnEvent("visit")), "brings": THINGS}, ["when"]),
    "no event": ({"when": (OnMissionCompleted("milk"),), "brings": THINGS}, ["when"]),
} | {f"{word} of no event": (CLAIMED[word][0], [word]) for word in CLAIMED if word not in WITHOUT_AN_EVENT}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_law_may_not_say(name: str) -> None:
    said, places = WRONG[name]
    assert problem_places(LAW, **said) == places
