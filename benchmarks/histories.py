"""Random histories for any plan: events of the types it reacts to, with the values its conditions ask about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from random import Random
from typing import Any

from benefitdsl.model.event import Event, FieldValue, Scalar
from benefitdsl.plan.expr import AttributeOf, Compare, Const, FieldOf, ItemFieldOf, OneOf
from benefitdsl.plan.parts import EventField, Metric, Mission, OnEvent, Plan

DAY = 86_400_000_000
START = 1_767_196_800_000_000  # 2026-01-01 00:00 in Shanghai
YEAR = 365
OPTIONAL = 0.7  # how often a field that need not be there is


@dataclass
class Story:
    """One member's history under way."""

    plan: Plan
    member: str
    rng: Random
    asked: dict[str, list[Scalar]]
    keys: dict[str, list[str]] = field(default_factory=dict)  # of the events so far, by type
    number: int = 0

    def events(self, count: int) -> Iterator[Event]:
        kinds = _kinds(self.plan)
        for at in sorted(START + self.rng.randrange(YEAR * DAY) for _ in range(count)):
            kind = self.rng.choice(kinds)
            yield self._event(kind, at)
            if _comes_once(self.plan, kind):
                kinds = [each for each in kinds if each != kind] or kinds

    def _event(self, kind: str, at: int) -> Event:
        self.number += 1
        id_ = f"{self.member}-{self.number}"
        type_ = next(each for each in self.plan.events if each.name == kind)
        given: dict[str, FieldValue] = {}
        for each in type_.fields:
            if each.required or self.rng.random() < OPTIONAL:
                value = id_ if each.name == type_.key else self._value(each, kind)
                if value is not None:
                    given[each.name] = value
        self.keys.setdefault(kind, []).append(id_)
        return Event(id_, kind, self.member, at, given)

    def _value(self, each: EventField, kind: str) -> FieldValue | None:
        match each.name, each.type:
            case ("coupons" | "lines", _):
                return None  # what may be used or taken back is not known here
            case ("benefit", _):
                return self.rng.choice([benefit.id for benefit in self.plan.benefits] or ["none"])
            case ("mission", _):
                return self.rng.choice([mission.id for mission in self.plan.missions] or ["none"])
            case ("order", _):
                return self.rng.choice(self.keys.get("order", ["none"]))
            case ("amount", _) if kind == "refund":
                return self.rng.choice((1_00, 5_00, 20_00))
            case (_, "items"):
                return tuple(self._line(each) for _ in range(self.rng.randint(1, 3)))
            case (_, "texts"):
                return ()
            case _:
                return self._scalar(each)

    def _line(self, items: EventField) -> dict[str, Scalar]:
        return {
            part.name: self._scalar(part)
            for part in items.fields
            if part.required or self.rng.random() < OPTIONAL
        }

    def _scalar(self, each: EventField) -> Scalar:
        rng, asked = self.rng, self.asked.get(each.name)
        if asked and rng.random() < 0.5:
            return rng.choice(asked)
        match each.type:
            case "money":
                return rng.choice((20_00, 59_90, 150_00, 398_00, 1_200_00))
            case "number":
                return rng.choice((1, 1, 2, 5, 100))
            case "date":
                return 10_000 + rng.randrange(9_000)
            case "flag":
                return rng.random() < 0.5
            case "member":
                return f"friend{rng.randrange(1_000)}"
            case _:
                return rng.choice(("app", "web", "other"))


def story(plan: Plan, number: int, count: int) -> list[Event]:
    """So many events of one member over a year; the same for the same plan and number."""
    rng = Random(f"{plan.id} {number}")
    return list(Story(plan, f"m{number}", rng, asked_values(plan)).events(count))


def attributes(plan: Plan, number: int) -> dict[str, Scalar]:
    asked, rng = asked_values(plan), Random(f"{plan.id} member {number}")
    return {
        each.name: 10_000 + rng.randrange(9_000)
        if each.type == "date"
        else rng.choice(asked.get(each.name, ["x"]))
        for each in plan.attributes
        if each.type in ("date", "text")
    }


def _comes_once(plan: Plan, kind: str) -> bool:
    """Whether a second event of the type would be a repetition, such as a registration."""
    unique = next(each.unique for each in plan.events if each.name == kind)
    return any(not each.fields and not each.daily for each in unique)


def asked_values(plan: Plan) -> dict[str, list[Scalar]]:
    """By the name of a field or an attribute, the values that conditions compare it with."""
    found: dict[str, dict[Scalar, None]] = {}
    for part in _parts(plan):
        match part:
            case Compare(_, FieldOf(name) | ItemFieldOf(name) | AttributeOf(name), Const(value)):
                found.setdefault(name, {})[value] = None
            case OneOf(FieldOf(name) | ItemFieldOf(name) | AttributeOf(name), options):
                found.setdefault(name, {}).update(dict.fromkeys(options))
            case _:
                pass
    return {name: list(values) for name, values in found.items()}


def _kinds(plan: Plan) -> list[str]:
    """The types of events that concern the plan; all that rules name often, what reverses seldom."""
    concerned: dict[str, None] = {}
    for part in _parts(plan):
        match part:
            case OnEvent(event):
                concerned[event] = None
            case Mission() | Metric():
                concerned[part.event] = None
            case _:
                pass
    names = {type_.name: type_ for type_ in plan.events}
    kinds = [name for name in concerned if name in names] or [name for name in ("order",) if name in names]
    reverses = [type_.name for type_ in plan.events if type_.reverses in kinds and type_.name not in kinds]
    claims = ["claim"] if any(benefit.claim_within for benefit in plan.benefits) else []
    return kinds * 6 + reverses + claims


def _parts(value: Any) -> Iterator[Any]:
    """Every dataclass in a plan, outside in."""
    if isinstance(value, tuple):
        for each in value:
            yield from _parts(each)
    elif is_dataclass(value):
        yield value
        for each in fields(value):
            yield from _parts(getattr(value, each.name))
