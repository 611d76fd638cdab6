"""What is written fits its schema, and what is not does not."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given

from benefitdsl.engine.door import Door, EventErrors
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import Effect
from benefitdsl.model.json import effect_to_json, outcome_to_json, snapshot_to_json
from benefitdsl.model.member import Member
from benefitdsl.model.schema import NAMES, Json, UnknownSchema, schema_of
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import EventField, EventType, Plan
from tests.unit.model.values import values

LINE = (EventField("sku", "text", required=True), EventField("price", "money"))
PLAN = Plan(
    id="shop",
    timezone="Asia/Shanghai",
    currency="CNY",
    events=(
        EventType("sign_in", (EventField("channel", "text"),)),
        EventType(
            "order",
            (
                EventField("amount", "money", required=True),
                EventField("pieces", "number"),
                EventField("first", "flag"),
                EventField("day", "date"),
                EventField("inviter", "member"),
                EventField("coupons", "texts"),
                EventField("items", "items", fields=LINE),
            ),
        ),
    ),
)
DOOR = Door(PLAN)
ORDER: Json = {
    "id": "o1",
    "source": "shop",
    "type": "order",
    "member": "m1",
    "at": "2026-03-31T10:00:00+08:00",
    "amount": "398.00",
    "pieces": 3,
    "first": True,
    "day": "2026-03-31",
    "inviter": "m2",
    "coupons": ["towels"],
    "items": [{"sku": "a", "price": "9.9"}, {"sku": "b"}],
}


def validator(schema: Json) -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


EFFECT = validator(schema_of("effect", PLAN))
DECISION = validator(schema_of("decision", PLAN))
SNAPSHOT = validator(schema_of("snapshot"))
EVENT = validator(schema_of("event", PLAN))
MEMBER = validator(schema_of("member"))


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_one_with_and_without_a_plan(name: Any) -> None:
    validator(schema_of(name))
    validator(schema_of(name, PLAN))


@given(value=values(Effect))
def test_effects(value: Effect) -> None:
    data = effect_to_json(value, "CNY")
    EFFECT.validate(data)
    assert not EFFECT.is_valid(data | {"balance": 1})
    assert not EFFECT.is_valid(data | {"at": 1})
    assert not EFFECT.is_valid({key: each for key, each in data.items() if key != "line"})


@given(value=values(Outcome))
def test_decisions(value: Outcome) -> None:
    data = outcome_to_json(value, "CNY")
    DECISION.validate(data)
    assert not DECISION.is_valid(data | {"status": "done"})
    assert not DECISION.is_valid(data | {"effects": [{}]})


def test_a_decision_may_carry_the_member() -> None:
    data = outcome_to_json(Outcome("applied"), "CNY")
    DECISION.validate(data | {"member": Member("m1", "v", 0, 0, 0, 0).to_json()})
    assert not DECISION.is_valid(data | {"member": {}})


@given(value=values(Snapshot))
def test_snapshots(value: Snapshot) -> None:
    data = snapshot_to_json(value)
    SNAPSHOT.validate(data)
    assert not SNAPSHOT.is_valid(data | {"tags": "vip"})


def test_members() -> None:
    data = Member("m1", "v", 0, 0, 0, 0, attributes={"birthday": 3}, tags=("vip",)).to_json()
    MEMBER.validate(data)
    assert not MEMBER.is_valid(data | {"format": 99})
    assert not MEMBER.is_valid(data | {"points": 5})


def test_events() -> None:
    EVENT.validate(ORDER)
    EVENT.validate(DOOR.write_event(DOOR.read_event(ORDER)))
    EVENT.validate(
        {"id": "r", "type": "reversal", "member": "m1", "at": "2026-03-31T02:00:00Z", "reverses": "o1"}
    )


@pytest.mark.parametrize(
    "change",
    [
        {"type": "oder"},
        {"type": "sign_in"},
        {"id": ""},
        {"member": "m" * 201},
        {"at": "2026-03-31"},
        {"at": 1_774_922_400},
        {"amount": 398},
        {"amount": "398.001"},
        {"amount": "-1"},
        {"amount": "1e3"},
        {"pieces": -1},
        {"pieces": 2**53 + 1},
        {"pieces": "3"},
        {"first": 1},
        {"day": "31.03.2026"},
        {"coupons": "towels"},
        {"items": [{"price": "9.9"}]},
        {"items": [{"sku": "a", "tier": 1}]},
        {"balance": 1},
    ],
    ids=repr,
)
def test_what_the_door_refuses_the_schema_refuses(change: Json) -> None:
    with pytest.raises(EventErrors):
        DOOR.read_event(ORDER | change)
    assert not EVENT.is_valid(ORDER | change)


@pytest.mark.parametrize("currency", ["JPY", "CNY", "KWD"])
def test_money_has_the_decimals_of_its_currency(currency: str) -> None:
    plan = Plan("p", "Asia/Shanghai", currency, (EventType("order", (EventField("amount", "money"),)),))
    schema, door = validator(schema_of("event", plan)), Door(plan)
    for amount in ("398", "398.5", "398.50", "398.500", "398.5000", "0398", "398."):
        event = {key: ORDER[key] for key in ("id", "type", "member", "at")} | {"amount": amount}
        assert schema.is_valid(event) == is_read(door, event)


def is_read(door: Door, event: Json) -> bool:
    try:
        door.read_event(event)
    except EventErrors:
        return False
    return True


@pytest.mark.parametrize("name", ["plan", "foo"])
def test_a_schema_of_no_name_says_which_there_are(name: str) -> None:
    with pytest.raises(UnknownSchema) as refused:
        schema_of(name)  # type: ignore[arg-type]
    assert str(refused.value).startswith(f"no schema is called `{name}`; there are event, member,")
    assert "plan_schema" in str(refused.value)
