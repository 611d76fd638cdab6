"""Effects, outcomes and snapshots survive their JSON; anything else is refused at its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from benefitdsl.model import effect
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import BenefitIssued, Cause, Effect, EventAddressed, PointsEarned, StreakRepaired
from benefitdsl.model.json import (
    EFFECTS,
    BadJson,
    effect_from_json,
    effect_to_json,
    outcome_from_json,
    outcome_to_json,
    snapshot_from_json,
    snapshot_to_json,
)
from benefitdsl.model.pools import Claim, Take
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.quantities.days import parse_day
from benefitdsl.quantities.instants import parse_instant
from tests.unit.model.values import values

AT = parse_instant("2026-03-31T10:00:00+08:00")
CAUSE = Cause("shop/o1", "welcome", "a:b/rules.benefit", 7, "c0ffee" * 10, 2, AT)
EARNED = PointsEarned(CAUSE, "beans", 398, "shop/o1#2", 0, False, None, AT + 1)
EARNED_JSON: dict[str, Any] = {
    "effect": "points_earned",
    "id": "shop/o1:welcome:c0ffeec0ffee:2",
    "event": "shop/o1",
    "rule": "welcome",
    "line": "a:b/rules.benefit:7",
    "version": "c0ffee" * 10,
    "position": 2,
    "at": "2026-03-31T02:00:00Z",
    "currency": "beans",
    "amount": 398,
    "lot": "shop/o1#2",
    "owed_paid": 0,
    "pending": False,
    "ripens_at": None,
    "expires_at": "2026-03-31T02:00:00.000001Z",
}


def test_an_effect_names_its_cause_and_is_flat() -> None:
    assert effect_to_json(EARNED, "CNY") == EARNED_JSON


@pytest.mark.parametrize(("currency", "written"), [("CNY", "398.00"), ("JPY", "39800"), ("KWD", "39.800")])
def test_money_is_a_decimal_text_in_major_units(currency: str, written: str) -> None:
    issued = BenefitIssued(CAUSE, "towels", "coupon", "o1#2", 39_800, False, None, None)
    assert effect_to_json(issued, currency)["worth"] == written
    assert effect_from_json(effect_to_json(issued, currency), currency) == issued


def test_a_day_is_a_date() -> None:
    assert (
        effect_to_json(StreakRepaired(CAUSE, "m", parse_day("2026-03-31"), 3), "CNY")["day"] == "2026-03-31"
    )


def test_an_addressed_event_stands_apart_as_it_has_an_id_of_its_own() -> None:
    told = EventAddressed(CAUSE, "m2", "friend_bought", "shop/o1#2", (("first", True), ("spent", 39_800)))
    written = effect_to_json(told, "CNY")
    assert written["id"] == "shop/o1:welcome:c0ffeec0ffee:2"
    assert written["send"] == {
        "to": "m2",
        "type": "friend_bought",
        "id": "shop/o1#2",
        "fields": {"first": True, "spent": 39_800},
    }


def through_text(data: Any) -> Any:
    return json.loads(json.dumps(data, allow_nan=False))


@given(value=values(Effect))
def test_effects_round_trip(value: Effect) -> None:
    assert repr(effect_from_json(through_text(effect_to_json(value, "CNY")), "CNY")) == repr(value)


@given(value=values(Outcome))
def test_outcomes_round_trip(value: Outcome) -> None:
    assert repr(outcome_from_json(through_text(outcome_to_json(value, "CNY")), "CNY")) == repr(value)


@given(value=values(Snapshot))
def test_snapshots_round_trip(value: Snapshot) -> None:
    assert repr(snapshot_from_json(through_text(snapshot_to_json(value)))) == repr(value)


def test_every_effect_has_a_tag() -> None:
    assert set(EFFECTS.values()) == set(effect.Effect.__args__)


@pytest.mark.parametrize(
    ("key", "value", "path"),
    [
        ("effect", "points", "effect"),
        ("effect", 1, "effect"),
        ("effect", ..., "effect"),
        ("effect", "points_spent", "lot"),
        ("id", "other", "id"),
        ("id", ..., "id"),
        ("line", "rules.benefit", "line"),
        ("line", "rules.benefit:-1", "line"),
        ("line", "rules.benefit:07", "line"),
        ("position", True, "position"),
        ("position", 2.0, "position"),
        ("at", "2026-03-31T10:00:00+08:00", "at"),
        ("at", "2026-03-31", "at"),
        ("at", "2026-03-31T02:00:00", "at"),
        ("at", 5, "at"),
        ("amount", "398", "amount"),
        ("amount", ..., "amount"),
        ("pending", 0, "pending"),
        ("expires_at", "soon", "expires_at"),
        ("balance", 1, "balance"),
    ],
)
def test_what_was_not_written_here_is_refused(key: str, value: Any, path: str) -> None:
    data = {name: each for name, each in (EARNED_JSON | {key: value}).items() if each is not ...}
    with pytest.raises(BadJson) as raised:
        effect_from_json(data, "CNY")
    assert raised.value.path == path


@pytest.mark.parametrize("worth", ["398", "398.0", "0398.00", "-1.00", 39_800, "39800.000", "１.00"])
def test_money_has_one_spelling(worth: Any) -> None:
    issued = BenefitIssued(CAUSE, "towels", "coupon", "o1#2", 39_800, False, None, None)
    with pytest.raises(BadJson) as raised:
        effect_from_json(effect_to_json(issued, "CNY") | {"worth": worth}, "CNY")
    assert raised.value.path == "worth"


def test_the_place_is_named_from_the_top() -> None:
    outcome = Outcome("applied", (EARNED,), (Take("limit:x", 1, 3), Claim("unique:y", None)))
    data = outcome_to_json(outcome, "CNY")
    data["pool_changes"][0]["cap"] = "3"
    with pytest.raises(BadJson) as raised:
        outcome_from_json(data, "CNY")
    assert (raised.value.path, raised.value.expected) == ("pool_changes[0].cap", "a whole number")


@pytest.mark.parametrize("data", [None, [], "x", 1, {}, {"effect": []}], ids=repr)
def test_no_effect_at_all(data: Any) -> None:
    with pytest.raises(BadJson):
        effect_from_json(data, "CNY")
