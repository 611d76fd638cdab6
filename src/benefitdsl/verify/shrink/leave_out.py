"""Less of a history: fewer happenings, members, fields, lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.parts import EventType
from benefitdsl.verify.generate.sales import agrees, lines_in, with_lines
from benefitdsl.verify.history import Happening, History, Joining, Sending


def fewer_happenings(history: History) -> Iterator[History]:
    """Without large runs of them first, then smaller ones, at last without single ones; from the end."""
    size = len(history.happenings)
    run = size // 2
    while run >= 1:
        for first in range(size - run, -1, -run):
            yield replace(history, happenings=history.happenings[:first] + history.happenings[first + run :])
        run //= 2


def fewer_members(history: History) -> Iterator[History]:
    """Everything by one member instead of by another."""
    members = [one.member for one in history.happenings if isinstance(one, Joining)]
    for gone in members[::-1]:
        for kept in members:
            if kept != gone:
                yield replace(history, happenings=_as_one(history, gone, kept))


def _as_one(history: History, gone: str, kept: str) -> tuple[Happening, ...]:
    made: list[Happening] = []
    for one in history.happenings:
        match one:
            case Joining(member):
                made += [one] if member != gone else []
            case Sending(event) if event.member == gone:
                made.append(Sending(replace(event, member=kept)))
            case _:
                made.append(one)
    return tuple(made)


def fewer_fields(history: History, types: Mapping[str, EventType]) -> Iterator[History]:
    """Without one attribute of one member, or one field, line or text of one event, that may be missing."""
    for place, one in enumerate(history.happenings):
        match one:
            case Joining(attributes=attributes):
                for name in attributes:
                    fewer = {key: value for key, value in attributes.items() if key != name}
                    yield with_one(history, place, replace(one, attributes=fewer))
            case Sending(event) if event.type in types:
                for plainer in _without_field(event, types[event.type]):
                    yield with_event(history, place, plainer)
            case _:
                pass


def _without_field(event: Event, type_: EventType) -> Iterator[Event]:
    if event.source:
        yield replace(event, source="")
    required = {field.name for field in type_.fields if field.required}
    for name, value in event.fields.items():
        if name not in required:
            yield _agreeing(event, type_, {key: one for key, one in event.fields.items() if key != name})
        if name in {field.name for field in type_.fields if field.type == "items"}:
            yield from _shorter_lines(event, type_, name)
        elif isinstance(value, tuple):
            texts = [one for one in value if isinstance(one, str)]
            for place in range(len(texts) if len(texts) > 1 else 0):
                yield replace(event, fields={**event.fields, name: (*texts[:place], *texts[place + 1 :])})


def _shorter_lines(event: Event, type_: EventType, name: str) -> Iterator[Event]:
    """Without one line, or without one field of one line."""
    lines = lines_in(event, name)
    for place in range(len(lines) if len(lines) > 1 else 0):
        yield with_lines(event, type_, name, (*lines[:place], *lines[place + 1 :]))
    parts = next(field.fields for field in type_.fields if field.name == name)
    optional = {part.name for part in parts if not part.required}
    for place, line in enumerate(lines):
        for part in sorted(optional.intersection(line)):
            less = {key: value for key, value in line.items() if key != part}
            yield with_lines(event, type_, name, (*lines[:place], less, *lines[place + 1 :]))


def _agreeing(event: Event, type_: EventType, fields: Mapping[str, FieldValue]) -> Event:
    """The event with these fields, or as it was where they do not agree with one another."""
    made = replace(event, fields=dict(fields))
    return made if agrees(made, type_) else event


def with_event(history: History, place: int, event: Event) -> History:
    """The history with another event there, and its repetitions changed with it."""
    old = history.happenings[place]
    changed = tuple(Sending(event) if one == old else one for one in history.happenings)
    return replace(history, happenings=changed)


def with_one(history: History, place: int, happening: Happening) -> History:
    """The history with another happening there."""
    happenings = history.happenings
    return replace(history, happenings=(*happenings[:place], happening, *happenings[place + 1 :]))
