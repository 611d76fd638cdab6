"""Events for any plan, drawn from its own schema: JSON objects as a host sends them, refunds included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.expr import Choose, Const
from benefitdsl.plan.parts import EventField, EventType, Plan
from benefitdsl.quantities.days import format_day
from benefitdsl.quantities.instants import format_instant
from benefitdsl.quantities.money import format_money, minor_digits
from benefitdsl.quantities.zone import Zone

MINUTE = 60_000_000
HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE
START = 20_500 * DAY + 2 * HOUR  # 2026-02-16
LATEST = 44_000 * DAY  # 2090
MEMBER, FRIEND = "m1", "m2"
ARTICLES = ("milk", "app", "茶", "Basic")  # of which generated bargains are

Sent = dict[str, Any]


@dataclass
class Drawer:
    """Draws events one after the other. Shown what the member has, it claims, uses and spends what is there."""

    plan: Plan
    rng: Random
    now: int = START
    number: int = 0
    sent: dict[str, list[Sent]] = field(default_factory=dict)
    waiting: list[Sent] = field(default_factory=list)  # addressed to the member itself

    def __post_init__(self) -> None:
        self.zone = Zone(self.plan.timezone, self.plan.day_start)
        self.types = {each.name: each for each in self.plan.events}
        self.frequent = self._frequent()

    def _frequent(self) -> list[str]:
        """Return the types that the plan has something to do with, more often the more it has."""
        names = [*self.types, "reversal", *["order"] * 14, *["refund"] * 5, *["sign_in"] * 3]
        parts: list[Any] = [self.plan.rules, self.plan.missions, self.plan.metrics, self.plan.scores]
        found = [name for part in parts for name in _event_names(part) if name in self.types]
        found += ["exchange", "draw", "buy_membership"] * len(self.plan.offers)
        found += ["join_team", "follow_mentor"] * len(self.plan.teams) + ["redeem"] * len(
            self.plan.privileges
        )
        found += ["claim"] * len([each for each in self.plan.benefits if each.claim_within is not None])
        found += ["make_up"] * len([each for each in self.plan.missions if each.streak is not None])
        found += [name for points in self.plan.points for name in _event_names(points.pending)]
        return names + found * 2

    def event(self, view: Snapshot | None = None) -> Sent:
        """Return the next event; with `view` some of it is about what the member has."""
        self._move_time()
        if self.waiting and self.rng.random() < 0.5:
            return self.waiting.pop()
        name = self.rng.choice(self.frequent)
        if name == "reversal":
            return self._envelope(name, {"reverses": self._some_id()})
        kind = self.types[name]
        if kind.reverses is not None and kind.reverses in self.sent and self.rng.random() < 0.9:
            return self._keep(kind, self._reversal(kind))
        fields = {each.name: self._value(each, kind, view) for each in kind.fields if self._is_there(each)}
        return self._keep(kind, {name: value for name, value in fields.items() if value is not None})

    def heard(self, event: Sent) -> None:
        """Take an event that was addressed to the member."""
        self.waiting.append(event)

    # -------------------------------------------------------------------------------------------- envelope

    def _keep(self, kind: EventType, fields: Sent) -> Sent:
        event = self._envelope(kind.name, fields)
        self.sent.setdefault(kind.name, []).append(event)
        if self.rng.random() < 0.03:  # sent again later, as it was or changed
            twin = event if self.rng.random() < 0.6 else {**event, "at": format_instant(self.now + 1)}
            self.waiting.append(twin)
        return event

    def _envelope(self, name: str, fields: Sent) -> Sent:
        self.number += 1
        at = self.now
        if self.rng.random() < 0.12:
            at -= self.rng.choice((1, HOUR, DAY, 71 * HOUR, 73 * HOUR, 40 * DAY))
        envelope = {"id": f"e{self.number}", "type": name, "member": MEMBER, "at": format_instant(at)}
        if self.rng.random() < 0.05:
            envelope["source"] = "shop"
        return envelope | fields

    def _move_time(self) -> None:
        rng = self.rng
        kind = rng.random()
        if kind < 0.35:
            return
        if kind < 0.75:
            self.now += rng.choice((1, MINUTE, HOUR, 7 * HOUR, DAY))
        elif kind < 0.95:
            today = self.zone.local_day(self.now) + rng.choice((1, 1, 2, 3, 7))
            self.now = max(self.now, self.zone.start_of_day(today) + rng.choice((0, 0, -1, 1, HOUR)))
        elif self.now < LATEST:
            self.now += rng.choice((31, 40, 92, 366)) * DAY

    def _some_id(self) -> str:
        events: list[str] = [event["id"] for sent in self.sent.values() for event in sent]
        return self.rng.choice([*events, "none", "e1#0"])

    # -------------------------------------------------------------------------------------------- fields

    def _is_there(self, field: EventField) -> bool:
        return field.required or self.rng.random() < 0.6

    def _reversal(self, kind: EventType) -> Sent:
        """By amount, by lines or whole; of an event that was sent, mostly."""
        rng, reversed_type = self.rng, self.types[kind.reverses or ""]
        record = rng.choice(self.sent[reversed_type.name][-6:])
        key = reversed_type.key
        fields: Sent = {}
        for each in kind.fields:
            if each.name == key and each.name in record:
                fields[each.name] = record[each.name]
            elif each.name == "amount" and each.type == "money" and rng.random() < 0.5:
                fields[each.name] = rng.choice(("0.00", record.get("amount", "1.00"), "1.00")).split(".")[0]
            elif each.name == "lines" and rng.random() < 0.4:
                count = len(record.get("items", ()))
                fields["lines"] = (
                    [{"line": rng.randint(1, count + 1), "quantity": rng.choice((1, 1, 2))}]
                    if count
                    else None
                )
            elif each.required or (rng.random() < 0.3 and each.name not in ("amount", "lines")):
                fields[each.name] = self._value(each, kind, None)
        return {name: value for name, value in fields.items() if value is not None}

    def _value(self, field: EventField, kind: EventType, view: Snapshot | None) -> Any:
        rng = self.rng
        match field.type:
            case "money":
                if kind.name == "buy_membership" and (fees := self._fees()) and rng.random() < 0.7:
                    return format_money(rng.choice(fees), self.plan.currency)
                most = 10 ** (14 + minor_digits(self.plan.currency))
                minor = rng.choice(
                    (0, 1, 99, 100, 1_000, 9_900, 39_800, 40_000, 123_456, most if rng.random() < 0.1 else 7)
                )
                return format_money(minor, self.plan.currency)
            case "number":
                return self._number(field, view)
            case "text":
                return self._text(field, kind, view)
            case "flag":
                return rng.random() < 0.5
            case "date":
                day = self.zone.local_day(self.now) - rng.choice(
                    (0, 1, 1, 2, 3, 365 * 30, rng.randint(0, 9_000))
                )
                return format_day(day)
            case "member":
                return rng.choice((FRIEND, FRIEND, MEMBER, f"friend{self.number}"))
            case "texts":
                return [self._text(field, kind, view) for _ in range(rng.choice((0, 1, 1, 2)))]
            case "items":
                return [self._line(field, kind) for _ in range(rng.choice((0, 1, 2, 3)))]

    def _named_by_events(self) -> dict[str, list[str]]:
        """Return what the fields of roles name of the plan: missions, offers, teams, promotions, articles."""
        plan = self.plan
        offers = [offer.id for offer in plan.offers]
        return {
            "mission": [mission.id for mission in plan.missions],
            "offer": offers,
            "draw": offers,
            "membership": offers,
            "of": [team.id for team in plan.teams],
            "source": [promotion.id for promotion in plan.promotions],
            "content": list(ARTICLES),
            "sku": list(ARTICLES),
            "checkout": ["c1", "c2"],
            "stay": ["s1", "s2"],
        }

    def _fees(self) -> list[int]:
        """Return what memberships cost, in minor units."""
        fees = [each for offer in self.plan.offers for each in _written(offer.fee)]
        return [fee for fee in fees if fee >= 0]

    def _line(self, field: EventField, kind: EventType) -> Sent:
        return {each.name: self._value(each, kind, None) for each in field.fields if self._is_there(each)}

    def _number(self, field: EventField, view: Snapshot | None) -> int:
        spends = {points.spent_by for points in self.plan.points}
        if field.name in spends and view is not None and self.rng.random() < 0.8:
            return self.rng.choice((0, 1, *(points.live for points in view.points if points.live > 0)))
        if field.name == "line":
            return self.rng.choice((0, 1, 2, 9))
        return self.rng.choice((0, 1, 2, 3, 5, 10, 100, 2**53 if self.rng.random() < 0.05 else 4))

    def _text(self, field: EventField, kind: EventType, view: Snapshot | None) -> str:
        """A number of its own for keys; what is meant for roles; else a few words that conditions ask for."""
        rng = self.rng
        if kind.key == field.name or any(field.name in unique.fields for unique in kind.unique):
            known = [event[field.name] for event in self.sent.get(kind.name, ()) if field.name in event]
            return rng.choice(known) if known and rng.random() < 0.08 else f"n{self.number}"
        if field.name in ("benefit", "coupons"):
            held = [
                name
                for each in (view.benefits if view is not None else ())
                for name in (each.instance, each.benefit)
            ]
            held += [each.id for each in self.plan.privileges if field.name == "benefit"]
            return rng.choice([*held, *held, *(benefit.id for benefit in self.plan.benefits), "none"])
        if field.name in (known := self._named_by_events()):
            return rng.choice([*known[field.name], *known[field.name], "none"])
        sold = self.sent.get("order", ())
        if field.name == "order" and sold and rng.random() < 0.8:
            return str(rng.choice(sold)["order"])
        return rng.choice(("milk", "app", "茶", "", "Basic", "{x} %s ${y}", "a" * 100, 'say "hi"'))


def _event_names(part: Any) -> Iterator[str]:
    if isinstance(part, tuple):
        for each in part:
            yield from _event_names(each)
        return
    if (name := getattr(part, "event", None)) is not None:
        yield name
    for inside in ("triggers", "steps", "parts"):
        yield from _event_names(getattr(part, inside, ()))


def _written(fee: Any) -> Iterator[int]:
    """The amounts that an expression may come to."""
    match fee:
        case Const(int() as amount):
            yield amount
        case Choose(cases, otherwise):
            for _, value in cases:
                yield from _written(value)
            yield from _written(otherwise)


def attributes(plan: Plan, rng: Random) -> Sent:
    """What is known of a member who joins."""
    values: dict[str, Any] = {"money": "12", "number": 3, "text": "milk", "flag": True, "texts": ["a"]}
    found: Sent = {}
    for each in plan.attributes:
        if each.required or rng.random() < 0.5:
            found[each.name] = (
                rng.choice(("1990-02-16", "1988-02-29")) if each.type == "date" else values.get(each.type)
            )
    return {name: value for name, value in found.items() if value is not None}
