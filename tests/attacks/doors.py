"""Groups D and G at the door: one event as bytes, and the codes of what is wrong with it."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import Any

from benefitdsl import load
from benefitdsl.engine.door import EventErrors
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.limits import MAX_EVENT_BYTES
from benefitdsl.messages import LANGUAGES
from tests.attacks.corpus import HEAD, Attack, attack

RULES = f"""{HEAD}
event parcel
  field number: text required
  field day: date
  field weight: number
  field gift: flag
  field worth: money
end
rule r: order -> give 1 beans per full 1 CNY
rule p: parcel -> give 1 beans
"""
AT = "2026-03-31T10:00:00+08:00"
ORDER: dict[str, Any] = {
    "id": "o1",
    "type": "order",
    "member": "m1",
    "at": AT,
    "order": "N1",
    "amount": "100.00",
}
PARCEL: dict[str, Any] = {"id": "p1", "type": "parcel", "member": "m1", "at": AT, "number": "P1"}


@cache
def rulebook() -> Rulebook:
    return load(RULES)


def outcome(data: bytes) -> list[str]:
    """The codes of what is wrong with an event, each once; none where it comes in. What is said can be shown."""
    try:
        rulebook().door.read_event_text(data)
    except EventErrors as errors:
        for language in LANGUAGES:
            said = errors.text(language)
            if any(sign < " " for sign in said) or len(said.encode()) > MAX_EVENT_BYTES:
                raise AssertionError(f"this may not be shown: {said[:200]!r}") from None
        return sorted({each.code for each in errors.errors})
    return []


def raw(id: str, text: str) -> Attack:
    """An order with a piece of JSON, as it is written, behind its other keys."""
    return attack(id, json.dumps(ORDER)[:-1] + ", " + text + "}")


def order(id: str, /, **change: Any) -> Attack:
    """An order with something changed; `...` takes a key away."""
    return attack(id, json.dumps(_changed(ORDER, change), ensure_ascii=False))


def parcel(id: str, /, **change: Any) -> Attack:
    return attack(id, json.dumps(_changed(PARCEL, change), ensure_ascii=False))


def _changed(event: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in (event | change).items() if value is not ...}


def number(id: str, literal: str) -> Attack:
    """A parcel whose weight is a JSON literal as it is written."""
    return attack(id, json.dumps(PARCEL)[:-1] + f', "weight": {literal}}}')


def nested(depth: int, opening: str, closing: str) -> str:
    return opening * depth + "1" + closing * depth


INSTANTS = {
    "D02": ("2026-03-31T23:59:60Z", "2026-03-31T24:00:00Z", "2026-03-31T23:60:00Z"),
    "D03": (
        "9999-12-31T23:59:59-14:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "2101-01-01T00:00:00Z",
    ),
    "D04": ("infinity", "inf", "-inf", "1e18", "-1e18", "NaN", "now", ""),
    "D05": ("2026-03-31T10:00:00", "2026-03-31", "2026-03-31 10:00"),
    "D06": (
        "2026-03-31T10:00:00+25:00",
        "2026-03-31T10:00:00+14:00",
        "2026-03-31T10:00:00+14:01",
        "2026-03-31T10:00:00-14:00",
        "2026-03-31T10:00:00-00:00",
        "2026-03-31T10:00:00Z",
        "2026-03-31T10:00:00z",
        "2026-03-31t10:00:00Z",
        "2026-03-31T10:00:00+0800",
        "2026-03-31T10:00:00+08",
        "2026-03-31T10:00:00 +08:00",
        "2026-03-31T10:00:00+08:00[Asia/Shanghai]",
        "２０２６-03-31T10:00:00Z",
    ),
    "D07": ("1774922400", "1774922400000", "1774922400000000"),
    "D17": (
        "2038-01-19T03:14:07Z",
        "2038-01-19T03:14:08Z",
        "2106-02-07T06:28:16Z",
        "2100-12-31T23:59:59Z",
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
    ),
}
DAYS = {
    "D01": ("2023-02-29", "2024-02-29", "2100-02-29", "2000-02-29", "2026-02-30", "2026-2-1", "20260201"),
    "D03": ("9999-12-31", "0000-01-01", "0001-01-01", "2101-01-01", "1899-12-31", "1900-01-01"),
    "D04": ("infinity", "1e18"),
}

ATTACKS = (
    *(order(f"{line} at {at!r}", at=at) for line, found in INSTANTS.items() for at in found),
    *(parcel(f"{line} the day {day!r}", day=day) for line, found in DAYS.items() for day in found),
    order("D07 seconds as a number", at=1_774_922_400),
    order("D07 1e11", at=1e11),
    order("D07 true", at=True),
    raw("G01 two event ids", '"id": "o2"'),
    raw("G01 two amounts", '"amount": "9999.00"'),
    raw("G01 two amounts, one escaped", '"\\u0061mount": "9999.00"'),
    attack(
        "G01 two weights in a line",
        json.dumps(ORDER)[:-1] + ', "items": [{"sku": "a", "quantity": 1, "quantity": 9}]}',
    ),
    *(
        number(f"G02 {literal}", literal)
        for literal in (
            "NaN",
            "Infinity",
            "-Infinity",
            "1e400",
            "-0",
            "1.0",
            "1e2",
            '"100"',
            "true",
            "0",
            "01",
            "+1",
            ".5",
            "1.",
            "0x10",
            "1_000",
        )
    ),
    *(
        order(f"G02 amount {value!r}", amount=value)
        for value in (100, 100.0, True, "1e2", "NaN", "1,00", "１00", "100.000", " 100")
    ),
    number("G03 2^53", str(2**53)),
    number("G03 2^53 + 1", str(2**53 + 1)),
    number("G03 2^63", str(2**63)),
    number("G03 5 000 digits", "9" * 5_000),
    order("G03 5 000 digits of money", amount="9" * 5_000),
    attack("G04 100 000 lists", lambda: nested(100_000, "[", "]")),
    attack("G04 20 000 lists", lambda: nested(20_000, "[", "]")),
    attack("G04 10 000 objects", lambda: nested(10_000, '{"a":', "}")),
    raw("G04 17 levels", f'"x": {nested(16, "[", "]")}'),
    raw("G04 brackets in a text are no levels", f'"x": "{"[" * 100}"'),
    attack("G04 only openers", lambda: "[" * 60_000),
    attack("G04 10 000 keys", lambda: json.dumps(ORDER | {f"k{n}": 1 for n in range(10_000)})),
    attack("G04 257 keys", lambda: json.dumps(ORDER | {f"k{n}": 1 for n in range(251)})),
    attack("G04 a list of 10^6", lambda: json.dumps(ORDER | {"items": [1] * 1_000_000})),
    attack("G04 a list of 10 000", lambda: json.dumps(ORDER | {"coupons": [1] * 10_000})),
    attack("G04 64 KiB", lambda: json.dumps(ORDER | {"order": "x" * MAX_EVENT_BYTES})),
    raw("G05 a lone surrogate", '"source": "\\ud800"'),
    raw("G05 a lone surrogate in a key", '"\\ud800": 1'),
    raw("G05 two halves the wrong way", '"source": "\\udc00\\ud800"'),
    attack("G05 a surrogate as bytes", json.dumps(ORDER).encode()[:-1] + b', "source": "\xed\xa0\x80"}'),
    order("G05 NUL in the id", id="o\0 1"),
    order("G05 NUL in the number", order="N\0"),
    *(
        attack(f"G06 {text!r}", text)
        for text in (
            "[]",
            '"order"',
            "null",
            "",
            " ",
            "1",
            "true",
            "{}",
            "[{}]",
            "[" + json.dumps(ORDER) + "]",
        )
    ),
    order("G07 an unknown type", type="purchase"),
    order("G07 no type", type=...),
    order("G07 a type that is no text", type=["order"]),
    order("G07 no member", member=...),
    order("G07 a member that is no text", member=7),
    order("G07 keys in another case", amount=..., Amount="100.00"),
    order("G07 a type in another case", type="Order"),
    *(
        raw(f"G07 {key}", f'"{key}": {value}')
        for key, value in (
            ("balance", 1),
            ("tier", '"gold"'),
            ("is_admin", "true"),
            ("__class__", '"x"'),
            ("__proto__", "{}"),
            ("points", 5),
            ("state", "{}"),
            ("effects", "[]"),
            ("programme", '"x"'),
            ("", 1),
        )
    ),
    order("G08 an empty id", id=""),
    order("G08 an id of 10 KiB", id="x" * 10_240),
    *(
        order(f"G08 the id {name!a}", id=name)
        for name in (
            "../",
            "a/b",
            "'",
            "'; DROP TABLE ledger;--",
            "o\u0301",
            "\u00f3",
            "o1\u200b",
            "@o1",
            "o1#1",
            "x#0",
            "\u202eo1",
            " o1",
            "o1\n",
            "%00",
            "🙂",
        )
    ),
    order("G14 another currency", currency="USD"),
    order("G14 a currency in the amount", amount="100.00 USD"),
    order("G14 three decimals", amount="100.001"),
    order("G15 10^9 pieces of 10^9", items=[{"sku": "a", "quantity": 10**9, "amount": str(10**18)}]),
    order("G15 10^9 pieces", items=[{"sku": "a", "quantity": 10**9, "amount": "999999999999999.99"}]),
    order("G16 a negative amount", amount="-100.00"),
    order("G16 minus nothing", amount="-0.00"),
    order("G16 a negative quantity", items=[{"sku": "a", "quantity": -1, "amount": "1.00"}]),
    attack("G17 a packed event", gzip.compress(json.dumps(ORDER).encode(), mtime=0)),
    attack("G17 packed twice", gzip.compress(gzip.compress(json.dumps(ORDER).encode(), mtime=0), mtime=0)),
    attack("G18 something behind", json.dumps(ORDER) + "x"),
    attack("G18 two documents", json.dumps(ORDER) * 2),
    attack("G18 two lines", json.dumps(ORDER) + "\n" + json.dumps(ORDER)),
    attack("G18 a comment", "/* order */" + json.dumps(ORDER)),
    attack("G18 a comment behind", json.dumps(ORDER) + " // order"),
    attack("G18 a comma too many", json.dumps(ORDER)[:-1] + ",}"),
    attack("G18 single quotes", json.dumps(ORDER).replace('"', "'")),
    attack("G18 UTF-16", json.dumps(ORDER).encode("utf-16")),
    attack("G18 UTF-16 without mark", json.dumps(ORDER).encode("utf-16-le")),
    attack("G18 UTF-32", json.dumps(ORDER).encode("utf-32")),
    attack("G18 byte order mark", b"\xef\xbb\xbf" + json.dumps(ORDER).encode()),
    attack("G18 spaces around", "\n " + json.dumps(ORDER) + " \r\n"),
    attack("G18 a form feed around", "\f" + json.dumps(ORDER)),
    attack("G18 a no-break space around", "\u00a0" + json.dumps(ORDER)),
    attack("G18 NUL behind", json.dumps(ORDER) + "\0"),
)
