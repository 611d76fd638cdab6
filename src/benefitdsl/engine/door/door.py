"""The door of one plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from benefitdsl.diagnostics.suggestion import did_you_mean
from benefitdsl.engine.door import cloud_events
from benefitdsl.engine.door.cloud_events import ENVELOPE, from_cloud_event
from benefitdsl.engine.door.errors import EventError, EventErrors, Refused, shown
from benefitdsl.engine.door.shape import Shape
from benefitdsl.engine.door.text import parse_event_text
from benefitdsl.engine.door.values import Reader, read_instant, read_name, read_own_id, read_sourced_id
from benefitdsl.limits import MAX_EVENT_KEYS
from benefitdsl.model.event import Event, FieldValue, Scalar
from benefitdsl.plan.built_in import BUILT_IN
from benefitdsl.plan.parts import EventField, Plan
from benefitdsl.quantities.days import format_day
from benefitdsl.quantities.instants import format_instant
from benefitdsl.quantities.money import format_money


class ReservedField(ValueError):
    """A plan whose event type has a field of the same name as a part of every event."""

    def __init__(self, event_type: str, field: str) -> None:
        super().__init__(f"the event `{event_type}` has a field `{field}`, which is a part of every event")
        self.event_type = event_type
        self.field = field


class Door:
    """Reads and writes the events of one plan. Make it once; `ReservedField`."""

    def __init__(self, plan: Plan) -> None:
        self._currency = plan.currency
        self._types = {each.name: each for each in (*BUILT_IN, *plan.events)}
        for each in self._types.values():
            for field in each.fields:
                if field.name in ENVELOPE:
                    raise ReservedField(each.name, field.name)
        self._shapes = {name: Shape(each.fields, plan.currency, name) for name, each in self._types.items()}
        self._attributes = Shape(plan.attributes, plan.currency)

    def read_event(self, data: Mapping[str, Any]) -> Event:
        """The event of a JSON object that was parsed already, or of a dict made in Python; `EventErrors`."""
        if not isinstance(data, Mapping):
            raise EventErrors([EventError("BEN943", "", shown(data))])
        if len(data) > MAX_EVENT_KEYS:
            raise EventErrors([EventError("BEN924", "", str(len(data)), str(MAX_EVENT_KEYS))])
        given, problems = dict(data), list[EventError]()
        shape = self._shape(given.pop("type", None), problems)
        fields, place = given, ""
        if not cloud_events.NAMES.isdisjoint(given):
            fields, place = from_cloud_event(given, shape.names if shape else frozenset(), problems)
        source = "" if given.get("source") is None else _read(given, "source", read_name, problems)
        identity = _read(given, "id", read_sourced_id if source else read_own_id, problems)
        member = _read(given, "member", read_name, problems)
        at = _read(given, "at", read_instant, problems)
        given.pop("source", None)
        if shape is None:  # what its fields should be is not known
            raise EventErrors(problems)
        read: dict[str, FieldValue] = {}
        try:
            read = shape.read(fields)
        except Refused as refused:
            problems += refused.under(place)
        if problems:
            raise EventErrors(problems)
        return Event(identity, shape.name, member, at, read, source)

    def read_event_text(self, json_text: str | bytes) -> Event:
        """The event of one JSON text as it came over the wire, read strictly (see `text`); `EventErrors`."""
        try:
            data = parse_event_text(json_text)
        except Refused as refused:
            raise EventErrors(refused.problems) from None
        return self.read_event(data)

    def read_member(self, name: object) -> str:
        """The id of a member, as events name it; `EventErrors`."""
        problems: list[EventError] = []
        member: str = _read({"member": name}, "member", read_name, problems)
        if problems:
            raise EventErrors(problems)
        return member

    def read_attributes(self, data: Mapping[str, Any]) -> dict[str, Scalar]:
        """The attributes of a member who joins; `EventErrors`."""
        if not isinstance(data, Mapping):
            raise EventErrors([EventError("BEN943", "", shown(data))])
        try:
            return self._attributes.read(data)
        except Refused as refused:
            raise EventErrors(refused.problems) from None

    def write_event(self, event: Event) -> dict[str, Any]:
        """The flat JSON object that `read_event` reads as this event, which must be one of the plan's."""
        written: dict[str, Any] = {"id": event.id, "type": event.type, "member": event.member}
        if event.source:
            written["source"] = event.source
        written["at"] = format_instant(event.at)
        fields = {each.name: each for each in self._types[event.type].fields}
        return written | {name: self._written(fields[name], value) for name, value in event.fields.items()}

    def _written(self, field: EventField, value: Any) -> Any:
        match field.type:
            case "money":
                return format_money(value, self._currency)
            case "date":
                return format_day(value)
            case "items":
                parts = {each.name: each for each in field.fields}
                return [
                    {name: self._written(parts[name], part) for name, part in line.items()} for line in value
                ]
            case "texts":
                return list(value)
            case "number" | "text" | "flag" | "member":
                return value
            case _:
                assert_never(field.type)

    def _shape(self, name: object, problems: list[EventError]) -> Shape | None:
        if type(name) is str and (shape := self._shapes.get(name)) is not None:
            return shape
        if name is None:
            problems.append(EventError("BEN927", "type"))
        elif type(name) is not str:
            problems.append(EventError("BEN930", "type", shown(name), "text"))
        else:
            problems.append(EventError("BEN926", "type", shown(name), did_you_mean(name, self._shapes) or ""))
        return None


def _read(given: dict[str, Any], name: str, read: Reader, problems: list[EventError]) -> Any:
    """Read a part of the envelope and take it away, so that the fields are left."""
    value = given.pop(name, None)
    if value is None:
        problems.append(EventError("BEN927", name))
        return None
    try:
        return read(value)
    except Refused as refused:
        problems += refused.under(name)
        return None
