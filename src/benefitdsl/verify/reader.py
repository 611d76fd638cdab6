"""What a step of a scenario says, as the programme's door takes it: instants, events, attributes, carts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benefitdsl.catalogue import Catalogue
from benefitdsl.diagnostics.suggestion import did_you_mean
from benefitdsl.engine.door import Door, EventErrors
from benefitdsl.model.event import Event, Scalar
from benefitdsl.model.quote import Cart
from benefitdsl.plan.parts import EventField, EventType, Plan
from benefitdsl.quantities.days import day_of
from benefitdsl.quantities.instants import format_instant, parse_instant
from benefitdsl.quantities.zone import Zone
from benefitdsl.verify import quoting
from benefitdsl.verify.failure import BadEvent, BadStep
from benefitdsl.verify.said import Words, one_of, said
from benefitdsl.verify.scenario import NOTHING, ScenarioStep
from benefitdsl.verify.spelling import field_names, field_words, spellings
from benefitdsl.verify.yaml_tree import Node

SECOND = 1_000_000
YES = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
_LOCAL = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?: ([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?")


class Reader:
    """Reads steps by the vocabulary of a programme. `BadStep` and `BadEvent` say what cannot be read."""

    def __init__(self, plan: Plan, catalogue: Catalogue) -> None:
        self.plan, self.catalogue = plan, catalogue
        self.zone = Zone(plan.timezone, plan.day_start)
        self.types = {type_.name: type_ for type_ in plan.events}
        self.words = spellings(catalogue)
        self._door = Door(plan)
        self._field_words = field_words(catalogue)

    def instant(self, text: str, line: int) -> int:
        """A local time of the programme (`2026-03-01 10:00`, seconds optional), a date, or RFC 3339."""
        match = _LOCAL.fullmatch(text)
        if match is None:
            try:
                return parse_instant(text)
            except ValueError:
                raise BadStep(line, f"`{text}`", said("a_time")) from None
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        try:
            start = self.zone.instant_of(day_of(year, month, day), hour * 60 + minute)
        except ValueError:
            raise BadStep(line, f"`{text}`", said("real_date")) from None
        return start + second * SECOND

    def event(self, step: ScenarioStep, at: int) -> Event:
        name = self.words.get(step.type, step.type)
        type_ = self.types.get(name)
        if type_ is None:
            raise BadStep(step.line, said("the_event", type=step.type), self._events_like(step.type))
        fields = self._fields(type_, step)
        envelope = {
            "id": step.id or (f"e{step.number}.{step.time}" if step.time else f"e{step.number}"),
            "type": name,
            "member": step.member,
            "at": format_instant(at),
        }
        if step.source:
            envelope["source"] = step.source
        try:
            return self._door.read_event({**envelope, **fields})
        except EventErrors as error:
            raise BadEvent(step.line, error, self.catalogue, name) from None

    def bought(self, step: ScenarioStep, quote: str, at: int, events: dict[str, Event]) -> Event:
        """The order of an earlier quote, its id also its number."""
        if quote not in events:
            raise BadStep(step.line, f"`{quote}`", said("earlier_id"))
        template, number = events[quote], step.id or f"e{step.number}"
        key = self.types[template.type].key
        fields = {**template.fields, **({} if key in (None, "id") else {str(key): number})}
        event = replace(template, id=number, source=step.source, at=at, fields=fields)
        events[number] = event
        return event

    def _events_like(self, type_: str) -> Words:
        """The event that was probably meant, or all there are."""
        spelled = {word for word, name in self.words.items() if name in self.types}
        near = did_you_mean(type_, spelled | set(self.types))
        return one_of(sorted(self.types), self.catalogue.names("zh")) if near is None else f"`{near}`"

    def _fields(self, type_: EventType, step: ScenarioStep) -> dict[str, Any]:
        known = {field.name: field for field in type_.fields}
        given = {self._field_words.get(word, word): (word, node) for word, node in step.fields.items()}
        for name, (word, node) in given.items():
            if name not in known:
                found = said("field_of", word=word, event=step.type)
                raise BadStep(node.line, found, one_of(known, field_names(self.catalogue, "zh", type_.name)))
        return {name: raw(node, known[name], self._field_words) for name, (_, node) in given.items()}

    def attributes(self, given: Mapping[str, Node], line: int) -> Mapping[str, Scalar]:
        raw = {self._field_words.get(word, word): self._attribute(word, node) for word, node in given.items()}
        try:
            return self._door.read_attributes(raw)
        except EventErrors as error:
            raise BadEvent(line, error, self.catalogue) from None

    def _attribute(self, word: str, node: Node) -> Any:
        name = self._field_words.get(word, word)
        spec = next((field for field in self.plan.attributes if field.name == name), None)
        return raw(node, spec, self._field_words)

    def cart(self, step: ScenarioStep, nodes: Mapping[str, Node]) -> Cart:
        try:
            return quoting.read_cart(self.plan, nodes, self._field_words, raw)
        except EventErrors as error:
            raise BadEvent(step.line, error, self.catalogue) from None


def texts(node: Node) -> list[str]:
    """The texts of a list, or one alone; none for `nothing`."""
    if isinstance(node.value, str):
        return [] if node.value in NOTHING else [node.value]
    items = node.value if isinstance(node.value, list) else []
    return [item.value for item in items if isinstance(item.value, str)]


def raw(node: Node, spec: EventField | None, words: Mapping[str, str]) -> Any:
    """A YAML text as what the door expects for the field's type; the door says what is wrong with it."""
    if isinstance(node.value, list):
        if spec is None or spec.type != "items":
            return [raw(item, None, words) for item in node.value]
        known = {field.name: field for field in spec.fields}
        return [
            {
                (name := words.get(word, word)): raw(value, known.get(name), words)
                for word, value in (item.value if isinstance(item.value, dict) else {}).items()
            }
            for item in node.value
        ]
    if isinstance(node.value, dict):
        return {word: raw(value, None, words) for word, value in node.value.items()}
    text = node.value
    if spec is not None and spec.type == "number" and re.fullmatch(r"-?[0-9]{1,18}", text):
        return int(text)
    if spec is not None and spec.type == "flag":
        return YES.get(text, text)
    if spec is not None and spec.type == "texts":
        return [text]
    return text


__all__ = ["YES", "Reader", "raw", "texts"]
