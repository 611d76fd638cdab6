"""The events and attributes of a programme: the standard ones, and what the files add to them."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.catalogue import Catalogue, FieldSpec, Kind
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.plan.parts import EventField, EventType
from benefitdsl.syntax.ast import Block, Field, FieldType, Module, Name

Events = dict[str, EventType]
Attributes = dict[str, EventField]


def events_of(modules: tuple[Module, ...], catalogue: Catalogue) -> Events:
    """Return the event types by name. A block that names a standard event adds fields to it; an event that sets
    attributes carries the own ones too."""
    events = {kind.type.name: kind.type for kind in catalogue.events}
    for block, kind in blocks_of(modules, catalogue):
        if kind.family == "event" and block.name is not None:
            known = events.get(block.name.text, EventType(block.name.text, ()))
            events[block.name.text] = extended(known, own_fields(block, kind))
    attributes = tuple(replace(each, required=False) for each in attributes_of(modules, catalogue).values())
    profiles = {
        name: extended(event, attributes) for name, event in events.items() if event.role == "profile"
    }
    return events | profiles


def attributes_of(modules: tuple[Module, ...], catalogue: Catalogue) -> Attributes:
    """Return the attributes of members by name."""
    attributes = {kind.field.name: kind.field for kind in catalogue.attributes}
    for block, kind in blocks_of(modules, catalogue):
        for row, spec in fields_of(block, kind):
            if spec.defines == "attribute" and (own := _row_field(row)) is not None:
                attributes.setdefault(own.name, own)
    return attributes


def own_fields(block: Block, kind: Kind) -> tuple[EventField, ...]:
    """Return the fields that an event block adds; those of lines stand in a field of type `items`."""
    fields: list[EventField] = []
    lines: list[EventField] = []
    for row, spec in fields_of(block, kind):
        if spec.defines == "field" and (own := _row_field(row)) is not None:
            (lines if _is_of_lines(spec) else fields).append(own)
    if lines:
        fields.append(EventField("items", "items", fields=tuple(lines)))
    return tuple(fields)


def extended(event: EventType, own: tuple[EventField, ...]) -> EventType:
    """Return the event with further fields; a field that is there already gets the lines' fields it lacks."""
    fields = {each.name: each for each in event.fields}
    for new in own:
        old = fields.get(new.name)
        if old is None:
            fields[new.name] = new
        elif old.type == new.type == "items":
            known = {each.name for each in old.fields}
            fields[new.name] = replace(
                old, fields=old.fields + tuple(each for each in new.fields if each.name not in known)
            )
    return replace(event, fields=tuple(fields.values()))


def lines_of(event: EventType) -> EventField | None:
    """Return the field that holds the event's lines: the first of type `items`."""
    return next((each for each in event.fields if each.type == "items"), None)


def _is_of_lines(spec: FieldSpec) -> bool:
    return spec.scope == "line"


def _row_field(row: Field) -> EventField | None:
    if isinstance(row.key, Name) and isinstance(row.value, FieldType):
        return EventField(row.key.text, row.value.type, row.value.required)
    return None
