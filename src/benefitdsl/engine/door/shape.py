"""An object of named fields, its readers chosen once from the plan's schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, assert_never

from benefitdsl.diagnostics.suggestion import did_you_mean
from benefitdsl.engine.door import values
from benefitdsl.engine.door.errors import EventError, Refused, refuse, shown
from benefitdsl.engine.door.values import Reader
from benefitdsl.limits import MAX_ERRORS, MAX_LIST_ITEMS
from benefitdsl.plan.parts import EventField


class Shape:
    """The fields of an event type, of a line or of a member's attributes."""

    __slots__ = ("_fields", "name", "names")

    def __init__(self, fields: tuple[EventField, ...], currency: str, name: str = "") -> None:
        self.name = name
        self.names = frozenset(each.name for each in fields)
        self._fields = tuple((each.name, _reader(each, currency), each.required) for each in fields)

    def read(self, data: object) -> dict[str, Any]:
        """The values in the order of the schema, whatever the order given; raises `Refused` with all problems."""
        if not isinstance(data, Mapping):
            refuse("BEN930", data, "object")
        read: dict[str, Any] = {}
        problems: list[EventError] = []
        known = 0
        for name, read_value, required in self._fields:
            value = data.get(name)
            if value is None:
                known += name in data
                if required:
                    problems.append(EventError("BEN927", name))
                continue
            known += 1
            try:
                read[name] = read_value(value)
            except Refused as refused:
                problems += refused.under(name)
        if known != len(data):
            problems += self._unknown(data)
        if problems:
            raise Refused(problems)
        return read

    def _unknown(self, data: Mapping[Any, object]) -> list[EventError]:
        names = [str(key) for key in data if key not in self.names]
        return [unknown_field(name, self.names) for name in names[:MAX_ERRORS]]


def unknown_field(name: str, names: Iterable[str] = ()) -> EventError:
    return EventError("BEN928", shown(name), "", did_you_mean(name, names) or "")


def _reader(field: EventField, currency: str) -> Reader:
    match field.type:
        case "money":
            return values.money_reader(currency)
        case "number":
            return values.read_number
        case "text":
            return values.read_text
        case "flag":
            return values.read_flag
        case "date":
            return values.read_date
        case "member":
            return values.read_name
        case "texts":
            return _list_reader(values.read_text, "texts")
        case "items":
            return _list_reader(Shape(field.fields, currency).read, "items")
        case _:
            assert_never(field.type)


def _list_reader(read: Reader, kind: str) -> Reader:
    def read_list(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            refuse("BEN930", value, kind)
        if len(value) > MAX_LIST_ITEMS:
            refuse("BEN925", str(len(value)), MAX_LIST_ITEMS)
        try:
            return tuple([read(each) for each in value])
        except Refused:
            raise Refused(_all_problems(read, value)) from None

    return read_list


def _all_problems(read: Reader, items: Iterable[object]) -> list[EventError]:
    """Read a list with a problem in it again, for the others."""
    problems: list[EventError] = []
    for number, each in enumerate(items):
        try:
            read(each)
        except Refused as refused:
            problems += refused.under(f"[{number}]")
            if len(problems) >= MAX_ERRORS:
                break
    return problems
