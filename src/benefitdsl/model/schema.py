"""JSON Schemas (2020-12) of what a host and this engine say to each other.

Money, times and dates are texts there, with a pattern. That of an event is made for one plan: one branch a type, and
nothing that the type does not declare. It describes the short, flat names; the door also takes those of CloudEvents.
The schema of a stored plan is `benefitdsl.plan.plan_schema`, one floor up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, Final, Literal, Protocol, Union, get_args, get_origin, get_type_hints

from benefitdsl.limits import MAX_LIST_ITEMS, MAX_STRING_CHARACTERS
from benefitdsl.model import member
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import EventAddressed
from benefitdsl.model.json import (
    EFFECTS,
    INSTANT,
    MAX_ID_CHARACTERS,
    MAX_NUMBER,
    POOL_CHANGES,
    TEXT,
    WHOLE,
    Form,
    Json,
    layout,
    record_schema,
)
from benefitdsl.model.quote import Quote
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.model.view import View
from benefitdsl.quantities.money import minor_digits

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Name = Literal["event", "member", "effect", "decision", "snapshot", "quote", "view"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)


class UnknownSchema(KeyError):
    """There is no schema of that name here."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return (
            f"no schema is called `{self.name}`; there are {', '.join(NAMES)}; "
            "that of a stored plan is `benefitdsl.plan.plan_schema()`"
        )


class FieldLike(Protocol):
    """A field of an event type: what `plan.parts.EventField` has, which is above this floor."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def fields(self) -> Sequence[FieldLike]: ...


class TypeLike(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def fields(self) -> Sequence[FieldLike]: ...


class PlanLike(Protocol):
    @property
    def currency(self) -> str: ...
    @property
    def events(self) -> Sequence[TypeLike]: ...


def schema_of(name: Name, plan: PlanLike | None = None) -> Json:
    """The schema by name. With a plan that of its own events and of money in its currency; without one, of any.
    `UnknownSchema`."""
    currency = plan.currency if plan else "CNY"
    match name:
        case "event":
            return _titled("Event", _event(plan) if plan else _any_event())
        case "effect":
            return _titled("Effect", {"$ref": "#/$defs/effect", "$defs": _effects(currency)})
        case "decision":
            shape = record_schema(layout(Outcome, currency))
            shape["properties"]["member"] = _member()
            return _titled("Decision", shape | {"$defs": _effects(currency) | _pool_changes()})
        case "snapshot":
            return _titled("Snapshot", record_schema(layout(Snapshot, "")))
        case "quote":
            shape = record_schema(layout(Quote, currency))
            shape["properties"]["order"] = {"anyOf": [{"type": "object"}, {"type": "null"}]}
            shape["required"] = [*shape["required"], "order"]
            return _titled("Quote", shape | {"$defs": _effects(currency)})
        case "view":
            return _titled("View", record_schema(layout(View, currency)))
        case "member":
            return _titled("Member", _member())
        case _:
            raise UnknownSchema(name)


def _titled(title: str, schema: Json) -> Json:
    return {"$schema": DIALECT, "title": title, **schema}


# ------------------------------------------------------------------------------------------- events

_ID: Final[Json] = {"type": "string", "minLength": 1, "maxLength": MAX_ID_CHARACTERS}
_TIME: Final[Json] = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$",
}
_ENVELOPE: Final[Json] = {"id": _ID, "source": _ID, "type": _ID, "member": _ID, "at": _TIME}
_REQUIRED: Final = ["id", "type", "member", "at"]

# Types that every plan has, with their texts (spec §2, §15.1); `plan.built_in` is a floor above.
_BUILT_IN: Final = {"reversal": ("reverses",), "@joined": ("who", "team"), "@mentor": ("actor", "team")}


def _any_event() -> Json:
    return {"type": "object", "properties": _ENVELOPE, "required": _REQUIRED}


def _event(plan: PlanLike) -> Json:
    types = [_event_type(each, plan.currency) for each in plan.events]
    declared = {each.name for each in plan.events}
    for name, own in _BUILT_IN.items():
        if name not in declared:
            types.append(_closed(_envelope_of(name) | {each: _text() for each in own}, [*_REQUIRED, *own]))
    return {"oneOf": types}


def _event_type(type_: TypeLike, currency: str) -> Json:
    own = {each.name: _field(each, currency) for each in type_.fields}
    required = [each.name for each in type_.fields if each.required]
    return _closed(_envelope_of(type_.name) | own, _REQUIRED + required)


def _envelope_of(type_name: str) -> Json:
    return _ENVELOPE | {"type": {"const": type_name}}


def _closed(properties: Json, required: list[str]) -> Json:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _text() -> Json:
    return {"type": "string", "maxLength": MAX_STRING_CHARACTERS}


def _field(field: FieldLike, currency: str) -> Json:
    match field.type:
        case "money":
            digits = minor_digits(currency)
            decimals = rf"(\.[0-9]{{1,{digits}}})?" if digits else ""
            return {"type": "string", "pattern": rf"^(0|[1-9][0-9]{{0,14}}){decimals}$"}
        case "number":
            return {"type": "integer", "minimum": 0, "maximum": MAX_NUMBER}
        case "text":
            return _text()
        case "flag":
            return {"type": "boolean"}
        case "date":
            return {"type": "string", "format": "date", "pattern": r"^(19|20|21)\d\d-\d\d-\d\d$"}
        case "member":
            return _ID
        case "texts":
            return {"type": "array", "maxItems": MAX_LIST_ITEMS, "items": _text()}
        case "items":
            parts = {each.name: _field(each, currency) for each in field.fields}
            line = _closed(parts, [each.name for each in field.fields if each.required])
            return {"type": "array", "maxItems": MAX_LIST_ITEMS, "items": line}
        case _:
            raise KeyError(field.type)


# ------------------------------------------------------------------------------------------- effects


def _effects(currency: str) -> Json:
    """`effect` and each of its kinds, as definitions."""
    kinds = {tag: _effect(tag, kind, currency) for tag, kind in EFFECTS.items()}
    return {"effect": {"oneOf": [{"$ref": f"#/$defs/{tag}"} for tag in kinds]}, **kinds}


def _effect(tag: str, kind: type, currency: str) -> Json:
    own = layout(kind, currency)
    if kind is EventAddressed:
        own = (("send", Form(dict, dict, record_schema(own))),)
    return record_schema((*_cause(tag), *own))


def _cause(tag: str) -> tuple[tuple[str, Form], ...]:
    line = Form(str, str, {"type": "string", "pattern": r":(0|[1-9]\d*)$"})
    return (
        ("effect", _constant(tag)),
        ("id", TEXT),
        ("event", TEXT),
        ("rule", TEXT),
        ("line", line),
        ("version", TEXT),
        ("position", WHOLE),
        ("at", INSTANT),
    )


def _constant(text: str) -> Form:
    return Form(str, str, {"const": text})


def _pool_changes() -> Json:
    kinds = {
        tag: record_schema((("change", _constant(tag)), *layout(kind, "")))
        for tag, kind in POOL_CHANGES.items()
    }
    return {"pool_change": {"oneOf": list(kinds.values())}}


# ------------------------------------------------------------------------------------------- members


def _member() -> Json:
    """The sections of a stored member. What is in them belongs to the engine and is not promised."""
    hints = get_type_hints(member.Member)
    sections = {each.name: _section(hints[each.name]) for each in fields(member.Member)}
    return _closed({"format": {"const": member.FORMAT}, **sections}, ["format", *sections])


def _section(hint: Any) -> Json:
    if get_origin(hint) in (Union, UnionType):
        return {"anyOf": [_section(each) for each in get_args(hint)]}
    if get_origin(hint) is dict:
        return {"type": "array", "items": {"type": "array", "minItems": 2, "maxItems": 2}}
    return {int: {"type": "integer"}, str: {"type": "string"}, NoneType: {"type": "null"}}.get(
        hint, {"type": "array"}
    )
