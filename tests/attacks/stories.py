"""Groups B to G as stories: events that are sound one by one, and what comes of each on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from benefitdsl import load
from benefitdsl.engine.door import EventErrors
from benefitdsl.engine.reference import Reference
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.session import Session, Step
from benefitdsl.verify.phrases import phrase
from tests.attacks.corpus import HEAD, Attack, attack
from tests.attacks.depth import doubling, in_a_row

Sent = dict[str, Any]

BASE = HEAD + "rule base: order -> give 1 beans per full 1 CNY\n"
SIGNED = """\
mission daily
  counts: consecutive days of sign_in
  stage 1: give 1 beans
  stage 2: give 2 beans
  stage 3: give 3 beans
  repeat: again
end
"""
FRIENDS = (
    HEAD
    + """\
referral friends
  qualifies: order
  if: amount >= 100 CNY
  within: 30 days
  reward: give 200 beans
  friend reward: give 20 beans
  limit: 5 per member per month
end
"""
)
HELD = (
    HEAD
    + """\
coupon five
  off: 5 CNY
  minimum spend: 20 CNY
  valid: 1 day from issue
end
rule first: sign_in -> grant five
"""
)


def zoned(zone: str, rules: str) -> str:
    return rules.replace("Asia/Shanghai", zone)


def currency(code: str) -> str:
    return BASE.replace("CNY", code)


def expiring(expiry: str) -> str:
    return (
        HEAD.replace("points beans\nend", f"points beans\n  expire: {expiry}\nend")
        + "rule b: sign_in -> give 1 beans\n"
    )


@cache
def rulebook(rules: str) -> Rulebook:
    return load(rules)


def outcome(data: bytes) -> list[str]:
    """For each event what came of it; the same on both engines."""
    story = json.loads(data)
    made = rulebook(story["rules"])
    sessions = [Session[Any](made.engine), Session[Any](Reference(made.plan))]
    found: list[str] = []
    for sent in story["events"]:
        told = [" | ".join(_told(session, made, sent)) for session in sessions]
        if told[0] != told[1]:
            raise AssertionError(f"the engines differ: {told}")
        found.append(told[0])
    return found


def _told(session: Session[Any], made: Rulebook, sent: Sent) -> Iterator[str]:
    if "advance" in sent:
        event = made.door.read_event(
            {"id": "x", "type": "sign_in", "member": sent["member"], "at": sent["advance"]}
        )
        steps = session.advance(sent["member"], event.at)
    else:
        try:
            steps = session.send(made.door.read_event(sent))
        except EventErrors as errors:
            yield " ".join(sorted({each.code for each in errors.errors}))
            return
    yield from (_step(step, made) for step in steps)


def _step(step: Step, made: Rulebook) -> str:
    outcome = step.outcome
    why = ["/".join(filter(None, (outcome.status, outcome.reason, outcome.detail)))]
    if outcome.status == "duplicate":  # its effects are those of the first time
        return f"{step.member} duplicate"
    said = [" ".join(phrase(effect, made.plan)) for effect in outcome.effects]
    return " ".join((step.member, *why)) + (": " + ", ".join(said) if said else "")


def tale(id: str, rules: str, *events: Sent) -> Attack:
    """Events in order; each gets an id by its place, member m1 and a type, unless it says so itself."""
    made = [
        each if "advance" in each else {"id": f"e{number}", "member": "m1", **each}
        for number, each in enumerate(events, 1)
    ]
    return attack(id, json.dumps({"rules": rules, "events": made}, ensure_ascii=False))


def order(at: str, amount: str, number: str = "N1", **more: Any) -> Sent:
    return {"type": "order", "at": at, "order": number, "amount": amount, **more}


def refund(at: str, amount: str, number: str = "N1", **more: Any) -> Sent:
    return {"type": "refund", "at": at, "order": number, "amount": amount, **more}


def sign_in(at: str, **more: Any) -> Sent:
    return {"type": "sign_in", "at": at, **more}


def signed_in(*instants: str) -> tuple[Sent, ...]:
    return tuple(map(sign_in, instants))


def passes(to: str, member: str = "m1") -> Sent:
    return {"advance": to, "member": member}


IN_LAST = "rule r\n  when: order\n  if: in segment s63\n  then: give 1 beans\nend\n"
NOON = "2026-03-31T12:00:00+08:00"
LATER = "2026-03-31T13:00:00+08:00"


def asked(condition: str, **fields: Any) -> tuple[str, Sent]:
    return f"{HEAD}rule r\n  when: order\n  if: {condition}\n  then: give 1 beans\nend\n", order(
        NOON, "0.30", **fields
    )


def rounded(rounding: str, *amounts: str) -> tuple[Any, ...]:
    rules = f"{HEAD}rule r: order -> give 0.5 beans per 1 CNY rounded {rounding}\n"
    return (rules, *(order(NOON, amount, f"N{number}") for number, amount in enumerate(amounts)))


ATTACKS = (
    tale(
        "B13 64 segments in a row",
        in_a_row(64) + IN_LAST,
        {"type": "profile", "at": NOON, "phone": "1"},
        order(NOON, "1.00"),
    ),
    tale("B14 8 segments that double", doubling(8) + IN_LAST.replace("s63", "s7"), order(NOON, "1.00")),
    tale("C10 0.1 + 0.2 = 0.3", *asked("amount * 0.1 + amount * 0.2 = amount * 0.3")),
    tale("C10 a third three times", *asked("amount / 3 + amount / 3 + amount / 3 = amount")),
    tale(
        "C12 a negative quantity",
        BASE,
        order(NOON, "1.00", items=[{"sku": "a", "quantity": -1, "amount": "1.00"}]),
    ),
    tale("C12 a price of nothing", BASE, order(NOON, "0.00"), refund(LATER, "0.00")),
    tale(
        "C12 more back than was paid",
        BASE,
        order(NOON, "10.00"),
        refund(LATER, "10.01"),
        refund(LATER, "10.00"),
    ),
    tale("C14 ties to even", *rounded("half even", "1", "3", "5", "5.35")),
    tale("C14 ties up", *rounded("half up", "1", "3", "5", "5.35")),
    tale("C14 down", *rounded("down", "1", "3", "5", "5.35")),
    tale("C14 up", *rounded("up", "1", "3", "5", "5.35")),
    tale(
        "C17 a million cents",
        f"{HEAD}rule r\n  when: order\n"
        f"  if: sum of amount of items in this event = 10000 CNY\n  then: give 1 beans\nend\n",
        order(NOON, "10000.00", items=[{"sku": "a", "quantity": 1000, "amount": "10.00"}] * 1000),
    ),
    # ---------------------------------------------------------------------------------------- D: time
    tale(
        "D08 signed in across spring",
        zoned("America/New_York", HEAD + SIGNED),
        *signed_in(
            "2026-03-07T02:30:00-05:00",
            "2026-03-08T01:59:59-05:00",
            "2026-03-08T03:00:00-04:00",
            "2026-03-09T02:30:00-04:00",
        ),
    ),
    tale(
        "D08 signed in across autumn",
        zoned("America/New_York", HEAD + SIGNED),
        *signed_in(
            "2026-10-31T01:30:00-04:00",
            "2026-11-01T01:30:00-04:00",
            "2026-11-01T01:30:00-05:00",
            "2026-11-02T01:30:00-05:00",
        ),
    ),
    tale(
        "D08 a moment that is skipped",
        zoned("America/New_York", HEAD + "rule r: every day at 02:30 -> give 1 beans\n"),
        sign_in("2026-03-07T12:00:00-05:00"),
        passes("2026-03-08T06:59:59Z"),
        passes("2026-03-08T07:00:00Z"),
        passes("2026-03-09T06:30:00Z"),
    ),
    tale(
        "D08 a moment that comes twice",
        zoned("America/New_York", HEAD + "rule r: every day at 01:30 -> give 1 beans\n"),
        sign_in("2026-10-31T12:00:00-04:00"),
        passes("2026-11-01T05:30:00Z"),
        passes("2026-11-01T06:30:00Z"),
        passes("2026-11-02T06:30:00Z"),
    ),
    tale(
        "D09 Lord Howe goes back half an hour",
        zoned("Australia/Lord_Howe", HEAD + SIGNED),
        *signed_in(
            "2026-04-04T01:45:00+11:00",
            "2026-04-05T01:45:00+11:00",
            "2026-04-05T01:45:00+10:30",
            "2026-04-06T01:45:00+10:30",
        ),
    ),
    tale(
        "D09 Samoa has no 30 December 2011",
        zoned("Pacific/Apia", HEAD + SIGNED),
        *signed_in("2011-12-29T23:00:00-10:00", "2011-12-31T01:00:00+14:00", "2012-01-01T01:00:00+14:00"),
    ),
    tale(
        "D09 Shanghai had summer time",
        zoned("Asia/Shanghai", HEAD + SIGNED),
        *signed_in(
            "1990-09-15T23:30:00+09:00",
            "1990-09-16T01:30:00+09:00",
            "1990-09-16T01:30:00+08:00",
            "1990-09-17T00:00:00+08:00",
        ),
    ),
    tale(
        "D10 a month from 31 January",
        expiring("1 month after earning at end of day"),
        sign_in("2026-01-31T10:00:00+08:00"),
        passes("2026-02-28T23:59:59+08:00"),
        passes("2026-03-01T00:00:00+08:00"),
    ),
    tale(
        "D10 a year from 29 February",
        expiring("1 year after earning at end of day"),
        sign_in("2024-02-29T10:00:00+08:00"),
        passes("2025-02-28T23:59:59+08:00"),
        passes("2025-03-01T00:00:00+08:00"),
    ),
    tale(
        "D12 used at the last instant",
        HELD,
        sign_in(NOON),
        order("2026-04-01T23:59:59.999999+08:00", "20.00", coupons=["five"]),
    ),
    tale(
        "D12 used at the end",
        HELD,
        sign_in(NOON),
        order("2026-04-02T00:00:00+08:00", "20.00", coupons=["five"]),
    ),
    tale("D14 ten years late", BASE, order(NOON, "1.00"), order("2016-03-31T12:00:00+08:00", "1.00", "N2")),
    tale("D14 a second late", BASE, order(NOON, "1.00"), order("2026-03-31T11:59:59+08:00", "1.00", "N2")),
    tale(
        "D14 five minutes ahead", BASE, order(NOON, "1.00"), order("2026-03-31T12:05:01+08:00", "1.00", "N2")
    ),
    tale(
        "D14 to the end of all time",
        BASE,
        order(NOON, "1.00"),
        order("2100-12-31T23:59:59Z", "1.00", "N2"),
        order(LATER, "1.00", "N3"),
    ),
    tale(
        "D15 the clock goes back while points are held",
        HEAD + "points tea\n  pending: 7 days\nend\nrule r: order -> give 10 tea\n",
        order(NOON, "1.00"),
        sign_in("2026-03-31T11:00:00+08:00"),
        passes("2026-04-08T12:00:00+08:00"),
        refund("2026-04-01T12:00:00+08:00", "1.00"),
    ),
    tale(
        "D17 over 2038",
        BASE,
        order("2038-01-19T03:14:07Z", "1.00"),
        order("2038-01-19T03:14:08Z", "1.00", "N2"),
    ),
    # ---------------------------------------------------------------------------------------- G: events
    tale(
        "G08 one id of two members",
        BASE,
        order(NOON, "1.00", id="x"),
        order(NOON, "1.00", "N2", id="x", member="m2"),
    ),
    tale(
        "G08 one id from two sources",
        BASE,
        order(NOON, "1.00", id="x", source="a"),
        order(NOON, "1.00", "N2", id="x", source="b"),
    ),
    tale(
        "G08 a source that reads like an id",
        BASE,
        order(NOON, "1.00", id="b/c"),
        order(NOON, "1.00", "N2", id="c", source="a/b"),
        order(NOON, "1.00", "N3", id="c", source="a"),
    ),
    tale(
        "G09 one id, another amount",
        BASE,
        order(NOON, "1.00", id="x"),
        order(NOON, "2.00", id="x"),
        order(NOON, "1.00", id="x"),
    ),
    tale(
        "G10 one order from two sources",
        BASE,
        order(NOON, "1.00", source="pos"),
        order(NOON, "1.00", source="app"),
        order(NOON, "1.00", source="app", member="m2"),
    ),
    tale("G11 back before it was bought", BASE, refund(NOON, "1.00"), order(LATER, "1.00")),
    tale("G11 back twice", BASE, order(NOON, "10.00"), refund(LATER, "10.00"), refund(LATER, "10.00")),
    tale(
        "G11 a refund of a refund",
        BASE,
        order(NOON, "10.00"),
        refund(LATER, "10.00"),
        refund(LATER, "10.00", "e2"),
    ),
    tale(
        "G11 parts that are more than all",
        BASE,
        order(NOON, "100.00"),
        refund(LATER, "50.00"),
        refund(LATER, "50.01"),
        refund(LATER, "50.00"),
        refund(LATER, "0.01"),
    ),
    tale(
        "G11 cents one by one",
        BASE,
        order(NOON, "1.00"),
        *(refund(LATER, "0.01") for _ in range(3)),
        refund(LATER, "0.97"),
    ),
    tale("G12 by oneself", FRIENDS, {"type": "register", "at": NOON, "inviter": "m1"}, order(NOON, "100.00")),
    tale(
        "G12 in a circle",
        FRIENDS,
        *(
            {"type": "register", "at": NOON, "member": member, "inviter": inviter}
            for member, inviter in (("a", "c"), ("b", "a"), ("c", "b"))
        ),
        order(LATER, "100.00", "N1", member="a"),
        order(LATER, "100.00", "N2", member="b"),
        order(LATER, "100.00", "N3", member="c"),
    ),
    tale(
        "G12 who is a member already",
        FRIENDS,
        {"type": "register", "at": NOON, "member": "b"},
        {"type": "register", "at": LATER, "member": "b", "inviter": "m1"},
        order(LATER, "100.00", member="b"),
    ),
    tale(
        "G13 fifty times a day",
        HEAD + SIGNED,
        *(sign_in(f"2026-03-31T10:00:{second:02}+08:00") for second in range(50)),
    ),
    tale(
        "G13 yesterday and tomorrow",
        HEAD + SIGNED,
        *signed_in(NOON, "2026-03-30T12:00:00+08:00", "2026-04-01T12:00:00+08:00"),
    ),
    tale(
        "G13 from one end of the world to the other",
        HEAD + SIGNED,
        *signed_in(
            "2026-03-31T23:59:00+14:00",
            "2026-03-31T00:01:00-12:00",
            "2026-03-31T23:59:00-12:00",
            "2026-04-01T00:01:00+14:00",
        ),
    ),
    tale(
        "G14 a currency without decimals",
        currency("JPY"),
        order(NOON, "100"),
        order(NOON, "100.00", "N2"),
        order(NOON, "0.5", "N3"),
    ),
    tale("G14 a currency of three", currency("KWD"), order(NOON, "1.999"), order(NOON, "1.9999", "N2")),
    tale(
        "G15 all the money there is",
        BASE,
        order(
            NOON,
            "999999999999999.99",
            items=[{"sku": "a", "quantity": 10**9, "amount": "999999999999999.99"}],
        ),
        refund(LATER, "999999999999999.99"),
    ),
    tale("G16 points by a negative amount", BASE, order(NOON, "-100.00"), refund(NOON, "-100.00")),
)
