"""How the files of this room say an event: its type, and the words of it and of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benefitdsl.catalogue import EventKind, Spellings, Texts
from benefitdsl.plan.parts import EventField, EventType, FieldType
from benefitdsl.std.attributes import ATTRIBUTES
from benefitdsl.std.events.words import FIELD_WORDS
from benefitdsl.std.fields import Words, labels, texts

_WORDS: dict[str, tuple[Spellings, Texts]] = FIELD_WORDS | {
    attribute.field.name: (attribute.labels, attribute.doc) for attribute in ATTRIBUTES
}


def required(name: str, kind: FieldType, *lines: EventField) -> EventField:
    """A field that every event of the type carries."""
    return EventField(name, kind, required=True, fields=lines)


def optional(name: str, kind: FieldType, *lines: EventField) -> EventField:
    """A field that an event may lack: a rule asks `has` first."""
    return EventField(name, kind, fields=lines)


def event(kind: EventType, zh: Words, doc_en: str, doc_zh: str) -> EventKind:
    """An event with the words of all its fields, those of its lines included."""
    names = tuple(_names(kind.fields))
    return EventKind(
        kind,
        labels(kind.name, zh),
        texts(doc_en, doc_zh),
        {name: _WORDS[name][0] for name in names},
        {name: _WORDS[name][1] for name in names},
    )


def _names(fields: Iterable[EventField]) -> Iterator[str]:
    for each in fields:
        yield each.name
        yield from _names(each.fields)
