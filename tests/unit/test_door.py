"""The door lets in what the schema says, and tells everything that is wrong with the rest."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefitdsl.engine.door import Door, EventError, EventErrors, ReservedField
from benefitdsl.limits import MAX_EVENT_BYTES, MAX_EVENT_DEPTH, MAX_EVENT_KEYS, MAX_LIST_ITEMS
from benefitdsl.messages import LANGUAGES, codes
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import EventField, EventType, Plan
from benefitdsl.quantities.days import parse_day
from benefitdsl.quantities.instants import parse_instant

Json = dict[str, Any]
DOOR_CODES = [f"BEN9{number}" for number in range(20, 44)]


def plan(*types: EventType, currency: str = "CNY") -> Plan:
    return Plan(
        id="shop",
        timezone="Asia/Shanghai",
        currency=currency,
        events=types,
        attributes=(
            EventField("birthday", "date"),
            EventField("city", "text"),
            EventField("phone", "text", required=True),
        ),
    )


LINE = (
    EventField("sku", "text", required=True),
    EventField("quantity", "number", required=True),
    EventField("price", "money"),
)
ORDER = EventType(
    "order",
    (
        EventField("order", "text", required=True),
        EventField("amount", "money", required=True),
        EventField("steps", "number"),
        EventField("first", "flag"),
        EventField("delivered", "date"),
        EventField("inviter", "member"),
        EventField("coupons", "texts"),
        EventField("items", "items", fields=LINE),
    ),
)
DOOR = Door(plan(ORDER, EventType("sign_in", ())))
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
AT = "2026-03-31T10:00:00+08:00"
SMALL: Json = {"id": "o1", "type": "order", "member": "m1", "at": AT, "order": "N1", "amount": "398.00"}
FULL: Json = SMALL | {
    "source": "https://shop.example/",
    "steps": 2**53,
    "first": False,
    "delivered": "2026-03-31",
    "inviter": "m2",
    "coupons": ["towels", "棉柔巾"],
    "items": [{"sku": "a", "quantity": 2, "price": "9.9"}, {"sku": "b", "quantity": 0}],
}


def short(value: object) -> str:
    """An id of a test: how the value begins, and how long it is where that is cut off."""
    text = ascii(value)
    return text if len(text) <= 24 else f"{text[:24]}…{len(text)}"


def errors(data: Any, door: Door = DOOR) -> list[EventError]:
    """What is wrong with an event; every word for it must exist."""
    with pytest.raises(EventErrors) as raised:
        door.read_event_text(data) if isinstance(data, str | bytes) else door.read_event(data)
    for each in raised.value.errors:
        for language in LANGUAGES:
            assert each.message(language)
            each.help(language)
    assert str(raised.value)
    return list(raised.value.errors)


def error(change: Json) -> EventError:
    """The one thing wrong with an order of which something was changed; `...` takes a key away."""
    (only,) = errors({key: value for key, value in (SMALL | change).items() if value is not ...})
    return only


def field(name: str, value: Any) -> Any:
    return DOOR.read_event(SMALL | {name: value}).fields[name]


# ------------------------------------------------------------------------------------------- what comes in


def test_an_event_is_read_into_the_units_of_the_plan() -> None:
    assert DOOR.read_event(FULL) == Event(
        id="o1",
        type="order",
        member="m1",
        at=parse_instant(AT),
        source="https://shop.example/",
        fields={
            "order": "N1",
            "amount": 39_800,
            "steps": 2**53,
            "first": False,
            "delivered": parse_day("2026-03-31"),
            "inviter": "m2",
            "coupons": ("towels", "棉柔巾"),
            "items": ({"sku": "a", "quantity": 2, "price": 990}, {"sku": "b", "quantity": 0}),
        },
    )


def test_text_and_dict_give_the_same() -> None:
    assert DOOR.read_event_text(json.dumps(FULL)) == DOOR.read_event(FULL)
    assert DOOR.read_event_text(json.dumps(FULL, ensure_ascii=False).encode()) == DOOR.read_event(FULL)


def test_what_is_written_reads_as_the_same_event() -> None:
    event = DOOR.read_event(FULL)
    written = DOOR.write_event(event)
    assert DOOR.read_event_text(json.dumps(written)) == event
    assert written == FULL | {
        "at": "2026-03-31T02:00:00Z",
        "items": [FULL["items"][0] | {"price": "9.90"}, FULL["items"][1]],
    }


def test_the_order_of_keys_does_not_matter() -> None:
    backwards = dict(reversed(FULL.items()))
    assert list(DOOR.read_event(backwards).fields) == list(DOOR.read_event(FULL).fields)


def test_the_dict_given_is_left_alone() -> None:
    given, cloud = dict(FULL), dict(CLOUD)
    DOOR.read_event(given)
    DOOR.read_event(cloud)
    assert (given, cloud) == (FULL, CLOUD)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("398", 39_800),
        ("398.5", 39_850),
        ("0", 0),
        ("999999999999999.99", 99_999_999_999_999_999),
        (Decimal("398"), 39_800),
        (Decimal("398.000"), 39_800),
        (Decimal("4E+2"), 40_000),
        (Decimal("-0.00"), 0),
        (Decimal("0E+999999"), 0),
        (Decimal("0.01"), 1),
    ],
    ids=repr,
)
def test_money(value: Any, amount: int) -> None:
    assert field("amount", value) == amount


@pytest.mark.parametrize(("currency", "amount"), [("JPY", 398), ("CNY", 39_800), ("KWD", 398_000)])
def test_money_is_in_the_currency_of_the_programme(currency: str, amount: int) -> None:
    door = Door(plan(ORDER, currency=currency))
    assert door.read_event(SMALL | {"amount": "398"}).fields["amount"] == amount
    assert door.read_event(SMALL | {"amount": Decimal(398)}).fields["amount"] == amount


@pytest.mark.parametrize(
    "at",
    [
        "2026-03-31T02:00:00Z",
        "2026-03-31T10:00:00.000000+08:00",
        datetime(2026, 3, 31, 2, tzinfo=UTC),
        datetime(2026, 3, 31, 10, tzinfo=timezone(timedelta(hours=8))),
    ],
    ids=str,
)
def test_one_instant_has_many_spellings(at: Any) -> None:
    assert DOOR.read_event(SMALL | {"at": at}).at == parse_instant(AT)


def test_a_date_may_be_one_of_python() -> None:
    assert field("delivered", date(2026, 3, 31)) == parse_day("2026-03-31")


def test_null_is_as_good_as_nothing() -> None:
    assert DOOR.read_event(SMALL | {"source": None, "steps": None, "coupons": None}) == DOOR.read_event(SMALL)
    assert error({"amount": None}) == EventError("BEN927", "amount")


def test_texts_are_composed() -> None:
    assert field("order", "e\u0301") == "é"


def test_a_tuple_is_a_list_and_a_list_may_be_empty() -> None:
    assert field("coupons", ("a", "b")) == ("a", "b")
    assert field("items", []) == ()


def test_reversals_are_built_in_and_an_addressed_event_keeps_its_id() -> None:
    event = DOOR.read_event(
        {"id": "shop/o1#3", "type": "reversal", "member": "m2", "at": AT, "reverses": "shop/o1#2"}
    )
    assert (event.key, event.fields) == ("shop/o1#3", {"reverses": "shop/o1#2"})
    assert DOOR.read_event(DOOR.write_event(event)) == event
    assert DOOR.read_event(SMALL | {"id": "@2026-03-31T02:00:00Z#0"}).id == "@2026-03-31T02:00:00Z#0"


def test_what_teams_are_told_is_built_in() -> None:
    told = {"id": "j1#1", "type": "@joined", "member": "team:crew:red", "at": AT, "team": "crew", "who": "m1"}
    event = DOOR.read_event(told)
    assert (event.member, event.fields) == ("team:crew:red", {"team": "crew", "who": "m1"})
    assert DOOR.read_event(DOOR.write_event(event)) == event
    asked = told | {"type": "@mentor"}
    assert {each.code for each in errors(asked)} == {"BEN927", "BEN928"}


# ------------------------------------------------------------------------------------------- CloudEvents

CLOUD: Json = {
    "specversion": "1.0",
    "id": "o1",
    "source": "https://shop.example/",
    "type": "order",
    "subject": "m1",
    "time": AT,
    "datacontenttype": "application/json",
    "data": {key: FULL[key] for key in FULL if key not in ("id", "source", "type", "member", "at")},
}


def test_a_cloud_event_is_the_same_event() -> None:
    assert DOOR.read_event(CLOUD) == DOOR.read_event(FULL)


def test_names_may_be_of_either_kind() -> None:
    flat = {key: value for key, value in SMALL.items() if key not in ("member", "at")} | {
        "subject": "m1",
        "time": AT,
    }
    assert DOOR.read_event(flat) == DOOR.read_event(SMALL)
    assert (
        DOOR.read_event(
            {"id": "s", "type": "sign_in", "subject": "m", "time": AT, "specversion": "1.0"}
        ).fields
        == {}
    )
    assert (
        DOOR.read_event({"id": "s", "type": "sign_in", "subject": "m", "time": AT, "data": None}).fields == {}
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"member": "m1"}, EventError("BEN929", "member", "subject")),
        ({"at": AT}, EventError("BEN929", "at", "time")),
        ({"amount": "1.00"}, EventError("BEN928", "amount")),
        ({"specversion": "0.3"}, EventError("BEN942", "specversion", "0.3", "1.0")),
        (
            {"datacontenttype": "text/xml"},
            EventError("BEN942", "datacontenttype", "text/xml", "application/json"),
        ),
        ({"data": dict(CLOUD["data"], amount=1)}, EventError("BEN931", "data.amount", "1")),
        (
            {"data": dict(CLOUD["data"], items=[{"sku": "a", "quantity": "2"}])},
            EventError("BEN930", "data.items[0].quantity", "2", "number"),
        ),
        ({"data": dict(CLOUD["data"], member="m9")}, EventError("BEN928", "data.member")),
        ({"data_base64": "e30="}, EventError("BEN928", "data_base64")),
    ],
    ids=lambda value: value.code if isinstance(value, EventError) else "-".join(value),
)
def test_a_cloud_event_says_nothing_twice(change: Json, expected: EventError) -> None:
    assert errors(CLOUD | change) == [expected]


def test_data_is_an_object() -> None:
    assert errors(CLOUD | {"data": "x"})[0] == EventError("BEN930", "data", "x", "object")


def test_a_declared_field_goes_before_a_name_of_theirs() -> None:
    mail = EventType("mail", (EventField("subject", "text"), EventField("time", "text")))
    door = Door(plan(mail))
    event = {"id": "1", "type": "mail", "member": "m", "at": AT, "subject": "hello", "time": "noon"}
    assert door.read_event(event).fields == {"subject": "hello", "time": "noon"}
    cloud = {
        "id": "1",
        "type": "mail",
        "subject": "m",
        "time": AT,
        "data": {"subject": "hello", "time": "noon"},
    }
    assert door.read_event(cloud) == door.read_event(event)


# ------------------------------------------------------------------------------------------- what does not


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"type": "oder"}, EventError("BEN926", "type", "oder", "order")),
        ({"type": "ORDER"}, EventError("BEN926", "type", "ORDER", "order")),
        ({"type": "zzz"}, EventError("BEN926", "type", "zzz", "")),
        ({"type": 3}, EventError("BEN930", "type", "3", "text")),
        ({"type": ...}, EventError("BEN927", "type")),
        ({"id": ...}, EventError("BEN927", "id")),
        ({"member": ...}, EventError("BEN927", "member")),
        ({"at": ...}, EventError("BEN927", "at")),
        ({"order": ...}, EventError("BEN927", "order")),
        ({"amuont": "1"}, EventError("BEN928", "amuont", "", "amount")),
        ({"balance": 100}, EventError("BEN928", "balance")),
        ({"tier": "gold"}, EventError("BEN928", "tier")),
        ({"is_admin": True}, EventError("BEN928", "is_admin")),
        ({"__class__": "x"}, EventError("BEN928", "__class__")),
        ({3: "x"}, EventError("BEN928", "3")),
        ({"id": 7}, EventError("BEN930", "id", "7", "text")),
        ({"id": ""}, EventError("BEN938", "id", "0", "200")),
        ({"id": "x" * 10_240}, EventError("BEN938", "id", "10240", "200")),
        ({"id": "a\0b"}, EventError("BEN939", "id", "U+0000")),
        ({"id": "o1\u200b"}, EventError("BEN939", "id", "U+200B")),
        ({"id": "\u202eo1"}, EventError("BEN939", "id", "U+202E")),
        ({"id": "\ud800"}, EventError("BEN939", "id", "U+D800")),
        ({"id": "e\u0301"}, EventError("BEN941", "id", "e\u0301")),
        ({"id": "../x"}, EventError("BEN940", "id", "../x", "no_slash")),
        ({"id": "x/y", "source": "s"}, EventError("BEN940", "id", "x/y", "no_slash")),
        ({"id": "x/y#1", "source": "s"}, EventError("BEN940", "id", "x/y#1", "no_slash")),
        ({"id": "@noon"}, EventError("BEN940", "id", "@noon", "no_at")),
        ({"id": " o1"}, EventError("BEN940", "id", " o1", "no_edge_spaces")),
        ({"id": "o1\u3000"}, EventError("BEN940", "id", "o1\u3000", "no_edge_spaces")),
        ({"source": ""}, EventError("BEN938", "source", "0", "200")),
        ({"member": "m\n"}, EventError("BEN939", "member", "U+000A")),
        ({"inviter": ""}, EventError("BEN938", "inviter", "0", "200")),
        ({"order": "a\x1b[2J"}, EventError("BEN939", "order", "U+001B")),
        ({"order": "\u0085"}, EventError("BEN939", "order", "U+0085")),
        ({"order": "\udc00"}, EventError("BEN939", "order", "U+DC00")),
        ({"order": "x" * 1001}, EventError("BEN938", "order", "1001", "1000")),
        ({"order": "\ufb2c" * 400}, EventError("BEN938", "order", "1200", "1000")),
        ({"order": 1}, EventError("BEN930", "order", "1", "text")),
        ({"steps": "3"}, EventError("BEN930", "steps", "3", "number")),
        ({"steps": True}, EventError("BEN930", "steps", "true", "number")),
        ({"steps": 1.0}, EventError("BEN930", "steps", "1.0", "number")),
        ({"steps": Decimal(1)}, EventError("BEN930", "steps", "1", "number")),
        ({"steps": -1}, EventError("BEN934", "steps", "-1")),
        ({"steps": 2**53 + 1}, EventError("BEN935", "steps", str(2**53 + 1), str(2**53))),
        ({"first": 1}, EventError("BEN930", "first", "1", "flag")),
        ({"first": "true"}, EventError("BEN930", "first", "true", "flag")),
        ({"delivered": "2023-02-29"}, EventError("BEN937", "delivered", "2023-02-29")),
        ({"delivered": "20260331"}, EventError("BEN937", "delivered", "20260331")),
        ({"delivered": "2026-3-1"}, EventError("BEN937", "delivered", "2026-3-1")),
        ({"delivered": "1899-12-31"}, EventError("BEN937", "delivered", "1899-12-31")),
        ({"delivered": "2101-01-01"}, EventError("BEN937", "delivered", "2101-01-01")),
        ({"delivered": "２０２６-03-31"}, EventError("BEN937", "delivered", "２０２６-03-31")),
        ({"delivered": NOON}, EventError("BEN930", "delivered", NOON.isoformat(), "date")),
        ({"coupons": "towels"}, EventError("BEN930", "coupons", "towels", "texts")),
        ({"coupons": {"a": 1}}, EventError("BEN930", "coupons", "{…}", "texts")),
        ({"coupons": ["a", 1]}, EventError("BEN930", "coupons[1]", "1", "text")),
        ({"coupons": ["a", None]}, EventError("BEN930", "coupons[1]", "null", "text")),
        ({"coupons": ["a"] * 1001}, EventError("BEN925", "coupons", "1001", "1000")),
        ({"items": {}}, EventError("BEN930", "items", "{}", "items")),
        ({"items": ["a"]}, EventError("BEN930", "items[0]", "a", "object")),
        ({"items": [{"sku": "a"}]}, EventError("BEN927", "items[0].quantity")),
        ({"items": [{"sku": "a", "quantity": 1, "prise": "1"}]}, EventError("BEN928", "items[0].prise", "", "price")),
        ({"items": [{"sku": "a", "quantity": -1}]}, EventError("BEN934", "items[0].quantity", "-1")),
    ],
)  # fmt: skip
def test_one_mistake_is_one_error_at_its_place(change: Json, expected: EventError) -> None:
    assert error(change) == expected


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (398, "BEN931"),
        (398.0, "BEN931"),
        (float("nan"), "BEN931"),
        (True, "BEN930"),
        ([], "BEN930"),
        ("", "BEN932"),
        (" 398", "BEN932"),
        ("398.00 ", "BEN932"),
        ("398元", "BEN932"),
        ("1,000", "BEN932"),
        ("1_000", "BEN932"),
        ("0x10", "BEN932"),
        ("010", "BEN932"),
        ("1.", "BEN932"),
        (".5", "BEN932"),
        ("1e3", "BEN932"),
        ("+1", "BEN932"),
        ("NaN", "BEN932"),
        ("Infinity", "BEN932"),
        ("１２", "BEN932"),
        ("١٢", "BEN932"),
        ("½", "BEN932"),
        ("十", "BEN932"),
        ("9" * 5000, "BEN932"),
        ("1E+999999", "BEN932"),
        ("1000000000000000", "BEN932"),
        ("398.001", "BEN933"),
        ("398.000", "BEN933"),
        ("-1", "BEN934"),
        ("-0", "BEN934"),
        (Decimal("NaN"), "BEN932"),
        (Decimal("sNaN"), "BEN932"),
        (Decimal("Infinity"), "BEN932"),
        (Decimal("-1"), "BEN934"),
        (Decimal("1E+15"), "BEN935"),
        (Decimal("1E+999999"), "BEN935"),
        (Decimal("1E-999999"), "BEN933"),
        (Decimal("0.001"), "BEN933"),
        (Decimal("9" * 5000), "BEN935"),
        (Decimal("0." + "9" * 5000), "BEN933"),
    ],
    ids=short,
)
def test_what_is_no_money(value: Any, code: str) -> None:
    assert (error({"amount": value}).code, error({"amount": value}).path) == (code, "amount")


@pytest.mark.parametrize(
    "at",
    [
        "2026-03-31T10:00:00",
        "2026-03-31T10:00:00-00:00",
        "2026-03-31 10:00:00+08:00",
        "2026-03-31T10:00+08:00",
        "2026-03-31T23:59:60Z",
        "2026-03-31T24:00:00Z",
        "2023-02-29T10:00:00Z",
        "2026-03-31T10:00:00+14:01",
        "2026-03-31T10:00:00+25:00",
        "2026-03-31t10:00:00z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "0000-01-01T00:00:00Z",
        "infinity",
        "1774922400",
        "1e18",
        "",
        datetime(2026, 3, 31, 10),  # noqa: DTZ001 - that is the mistake
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_instant(at: Any) -> None:
    assert (error({"at": at}).code, error({"at": at}).path) == ("BEN936", "at")


@pytest.mark.parametrize("at", [1_774_922_400, 1e18, True, [], date(2026, 3, 31)], ids=repr)
def test_an_instant_is_no_number(at: Any) -> None:
    assert (error({"at": at}).code, error({"at": at}).expected) == ("BEN930", "instant")


def test_all_mistakes_are_told_at_once() -> None:
    event = {
        "type": "order",
        "id": "",
        "member": "m",
        "at": "noon",
        "amount": 1,
        "items": [{"sku": 1}, {}],
        "x": 1,
    }
    assert [(each.code, each.path) for each in errors(event)] == [
        ("BEN938", "id"),
        ("BEN936", "at"),
        ("BEN927", "order"),
        ("BEN931", "amount"),
        ("BEN930", "items[0].sku"),
        ("BEN927", "items[0].quantity"),
        ("BEN927", "items[1].sku"),
        ("BEN927", "items[1].quantity"),
        ("BEN928", "x"),
    ]


def test_fifty_mistakes_are_enough() -> None:
    assert len(errors(SMALL | {"items": [{}] * 1000})) == 50


def test_did_you_mean_and_both_languages() -> None:
    unknown = error({"amuont": "1"})
    assert unknown.message("en") == "`amuont` is no field of this event"
    assert unknown.message("zh") == "`amuont` 不是该事件的字段"
    assert (unknown.help("en"), unknown.help("zh")) == ("did you mean `amount`?", "是否想写 `amount`？")


def test_all_mistakes_on_one_line_in_either_language() -> None:
    with pytest.raises(EventErrors) as raised:
        DOOR.read_event(SMALL | {"order": ["N1"], "amount": None})
    found = raised.value
    assert str(found) == found.text() == "`order` should be a text, found `[…]`; `amount` is missing"
    assert found.text("zh") == "`order` 应为文本，实际为 `[…]`；缺少 `amount`"


def test_a_very_long_number_is_shown_by_its_size() -> None:
    assert error({"steps": 10**100}).found == "≈2^333"


def test_a_message_cannot_act_on_the_terminal() -> None:
    assert "\x1b" not in error({"\x1b[2J": 1}).message()
    assert len(error({"x" * 10_000: 1}).message()) < 300


def test_every_code_of_the_door_is_met_here() -> None:
    tests = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in codes() if code in DOOR_CODES and f'"{code}"' not in tests] == []


@pytest.mark.parametrize("data", [None, [], "x", 3], ids=repr)
def test_an_event_is_an_object(data: Any) -> None:
    with pytest.raises(EventErrors) as raised:
        DOOR.read_event(data)
    assert [each.code for each in raised.value.errors] == ["BEN943"]


def test_too_many_keys() -> None:
    data = {str(number): 1 for number in range(MAX_EVENT_KEYS + 1)}
    assert errors(data) == [EventError("BEN924", "", "257", "256")]
    assert errors(json.dumps(data)) == [EventError("BEN924", "", "257", "256")]


@pytest.mark.parametrize("name", ["id", "source", "type", "member", "at"])
def test_a_field_may_not_be_named_like_a_part_of_every_event(name: str) -> None:
    with pytest.raises(ReservedField):
        Door(plan(EventType("order", (EventField(name, "text"),))))


# ------------------------------------------------------------------------------------------- attributes


def test_attributes_are_read_by_their_own_schema() -> None:
    given = {"phone": "138", "birthday": "1990-02-28"}
    assert DOOR.read_attributes(given) == {"phone": "138", "birthday": parse_day("1990-02-28")}


def test_attributes_are_closed_too() -> None:
    with pytest.raises(EventErrors) as raised:
        DOOR.read_attributes({"birthday": "28.02.1990", "tier": "gold"})
    assert [(each.code, each.path) for each in raised.value.errors] == [
        ("BEN937", "birthday"),
        ("BEN927", "phone"),
        ("BEN928", "tier"),
    ]
    with pytest.raises(EventErrors):
        DOOR.read_attributes([])  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------- hostile text


def with_raw(name: str, raw: str) -> str:
    return json.dumps(SMALL)[:-1] + f', "{name}": {raw}}}'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "BEN921"),
        ("null x", "BEN921"),
        ("{} {}", "BEN921"),
        (json.dumps(SMALL) + "x", "BEN921"),
        ('{"a": 1, // no\n"b": 2}', "BEN921"),
        ("{'a': 1}", "BEN921"),
        ('{"a": 1,}', "BEN921"),
        ('{"a": 01}', "BEN921"),
        ('{"a": "\n"}', "BEN921"),
        ('{"a": "', "BEN921"),
        ("\ufeff{}", "BEN921"),
        (b"\xef\xbb\xbf{}", "BEN921"),
        (json.dumps(SMALL).encode("utf-16"), "BEN921"),
        (b'{"id": "\xed\xa0\x80"}', "BEN921"),
        ("\ud800", "BEN921"),
        ("[]", "BEN943"),
        ('"x"', "BEN943"),
        ("null", "BEN943"),
        ("NaN", "BEN943"),
        ('{"id": "a", "id": "b"}', "BEN922"),
        ('{"items": [{"points": 1, "points": 100}]}', "BEN922"),
        ('{"a": 1, "\\u0061": 2}', "BEN922"),
        ("[" * 100_000, "BEN920"),
        ("[" * 60_000, "BEN923"),
        ('{"a":' * 10_000, "BEN923"),
        ('{"a": "' + "x" * MAX_EVENT_BYTES + '"}', "BEN920"),
        ('{"a": "' + "积" * (MAX_EVENT_BYTES // 2) + '"}', "BEN920"),
        (b" " * (MAX_EVENT_BYTES + 1), "BEN920"),
        (b" " * 10_000_000, "BEN920"),
    ],
    ids=short,
)
def test_hostile_texts(text: str | bytes, code: str) -> None:
    assert [each.code for each in errors(text)] == [code]


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("steps", "NaN", EventError("BEN930", "steps", "NaN", "number")),
        ("steps", "-Infinity", EventError("BEN930", "steps", "-Infinity", "number")),
        ("steps", "1.0", EventError("BEN930", "steps", "1.0", "number")),
        ("steps", "1e400", EventError("BEN930", "steps", "1e400", "number")),
        ("steps", "-0", EventError("BEN930", "steps", "-0", "number")),
        ("steps", "9007199254740993", EventError("BEN935", "steps", "9007199254740993", "9007199254740992")),
        ("steps", "9" * 5000, EventError("BEN935", "steps", "9" * 120 + "…", "9007199254740992")),
        ("steps", "-9", EventError("BEN934", "steps", "-9")),
        ("coupons", "[1e400]", EventError("BEN930", "coupons[0]", "1e400", "text")),
        ("inviter", '"\\ud800"', EventError("BEN939", "inviter", "U+D800")),
        ("inviter", '"\\u0000"', EventError("BEN939", "inviter", "U+0000")),
        ("balance", "1", EventError("BEN928", "balance")),
    ],
    ids=short,
)
def test_hostile_values(name: str, raw: str, expected: EventError) -> None:
    assert errors(with_raw(name, raw)) == [expected]


@pytest.mark.parametrize("raw", ["398", "398.00", "1e400", "NaN", "-1", "9" * 5000])
def test_money_is_no_number_in_a_text_either(raw: str) -> None:
    text = json.dumps(SMALL).replace('"398.00"', raw)
    assert [each.code for each in errors(text)] == ["BEN931"]


def test_the_limits_are_just_there() -> None:
    padding = MAX_EVENT_BYTES - len(json.dumps(SMALL))
    DOOR.read_event_text(json.dumps(SMALL) + " " * padding)
    assert errors(json.dumps(SMALL) + " " * (padding + 1))[0].code == "BEN920"
    DOOR.read_event(SMALL | {"coupons": ["a"] * MAX_LIST_ITEMS})
    DOOR.read_event(SMALL | {"id": "x" * 200, "order": "x" * 1000})
    for levels, code in ((MAX_EVENT_DEPTH, "BEN943"), (MAX_EVENT_DEPTH + 1, "BEN923")):
        assert errors("[" * levels + "]" * levels)[0].code == code


def test_brackets_in_a_string_are_no_levels() -> None:
    order = '\\"[[[{{{' * 100
    assert DOOR.read_event_text(json.dumps(SMALL | {"order": order})).fields["order"] == order


@pytest.mark.parametrize("text", ['"' * 60_000, '\\"' * 30_000, '"\\' * 30_000, "[" * 20 + '"\\"' * 20_000])
def test_depth_is_counted_in_linear_time(text: str) -> None:
    """Quadratic, these would take minutes."""
    assert errors(text)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS = [*FULL, *CLOUD, "balance"]


@given(
    changes=st.dictionaries(st.sampled_from(KEYS), ANY_JSON, max_size=4), whole=st.sampled_from([FULL, CLOUD])
)
def test_anything_gives_an_event_or_errors(changes: Json, whole: Json) -> None:
    try:
        event = DOOR.read_event(whole | changes)
    except EventErrors:
        errors(whole | changes)
    else:
        assert DOOR.read_event_text(json.dumps(DOOR.write_event(event))) == event


@given(
    text=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200),
        ANY_JSON.map(lambda data: json.dumps(data, default=str)),
    )
)
def test_any_text_gives_an_event_or_errors(text: str | bytes) -> None:
    with pytest.raises(EventErrors):
        DOOR.read_event_text(text)
