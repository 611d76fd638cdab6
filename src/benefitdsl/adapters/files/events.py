"""From rows to events: the mapping applied, side tables joined, every bad row told with its line and reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from benefitdsl.adapters.files.mapping import EventSpec, Lookup, MappingFile, Value, fill
from benefitdsl.adapters.files.rows import BadRow, TableRow, bad_row, lines_of, open_text, read_rows
from benefitdsl.engine.door import Door, EventErrors
from benefitdsl.limits import MAX_ROW_CHARACTERS
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import EventField, Plan
from benefitdsl.quantities.days import day_of, parse_day
from benefitdsl.quantities.instants import SECOND_US, format_instant
from benefitdsl.quantities.rounding import divide
from benefitdsl.quantities.zone import Zone

_LOCAL = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?)?"
)

_EPOCH = re.compile(r"[0-9]{1,15}")
_WHOLE = re.compile(r"-?[0-9]{1,1000}")
_NUMBER = re.compile(
    r"[+-]?[0-9]{0,100}\.?[0-9]{0,100}(?:[eE][+-]?[0-9]{1,9})?|nan|inf(?:inity)?", re.IGNORECASE
)

Side = dict[str, list[Mapping[str, str]]]


class RowRefused(Exception):
    """One row cannot become an event: a key of `[cli]` in the words, and its facts."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


class EventReader:
    """Reads the events of one file for one plan."""

    def __init__(self, plan: Plan, path: Path, mapping: MappingFile | None) -> None:
        self.plan = plan
        self.path = path
        self.mapping = mapping
        self.door = Door(plan)
        self.bad_sides: list[BadRow] = []
        self.sides = {name: self._side(name) for name in mapping.tables} if mapping else {}

    def __iter__(self) -> Iterator[Event | BadRow]:
        """Events in the order of the file, and the rows that are none."""
        yield from self.bad_sides
        if self.mapping is None:
            yield from self._native()
            return
        for row in read_rows(self.path, self.mapping.table):
            yield row if isinstance(row, BadRow) else self._event(row)

    def _native(self) -> Iterator[Event | BadRow]:
        """JSON lines that are events already."""
        with open_text(self.path) as text:
            for line, content in enumerate(lines_of(text), 1):
                if content is None:
                    yield bad_row(self.path.name, line, "row_long", limit=MAX_ROW_CHARACTERS)
                elif content.strip():
                    try:
                        yield self.door.read_event_text(content)
                    except EventErrors as error:
                        yield BadRow(self.path.name, line, mistakes=error)

    def _event(self, row: TableRow) -> Event | BadRow:
        values = {**row.values, "row": str(row.number), "line": str(row.line)}
        for spec in self.mapping.events if self.mapping else ():
            if all(values.get(column) == text for column, text in spec.when.items()):
                try:
                    return self.door.read_event(self._raw(spec, values))
                except KeyError as missing:
                    return bad_row(self.path.name, row.line, "row_column", column=missing.args[0])
                except RowRefused as refused:
                    return bad_row(self.path.name, row.line, refused.key, **refused.facts)
                except EventErrors as error:
                    return BadRow(self.path.name, row.line, mistakes=error)
        return bad_row(self.path.name, row.line, "row_no_event")

    def _raw(self, spec: EventSpec, row: Mapping[str, str]) -> dict[str, Any]:
        type_ = next((type_ for type_ in self.plan.events if type_.name == spec.type), None)
        known = {field.name: field for field in type_.fields} if type_ else {}
        raw: dict[str, Any] = {
            "id": fill(spec.id, row),
            "type": spec.type,
            "member": fill(spec.member, row),
            "at": self._at(spec, row),
        }
        if spec.source:
            raw["source"] = fill(spec.source, row)
        raw |= self._fields(spec.fields, row, known)
        if spec.items is not None:
            lines = {field.name: field for field in known["items"].fields} if "items" in known else {}
            rows = self.sides[spec.items.table].get(fill(spec.items.match, row), [])
            raw["items"] = [self._fields(spec.items.fields, one, lines) for one in rows]
        return raw

    def _fields(
        self, values: Mapping[str, Value], row: Mapping[str, str], known: Mapping[str, EventField]
    ) -> dict[str, Any]:
        """The fields that are not empty, as the door wants them."""
        fields = {name: self._text(value, row) for name, value in values.items()}
        return {name: _typed(text, known.get(name)) for name, text in fields.items() if text != ""}

    def _text(self, value: Value, row: Mapping[str, str]) -> str:
        if isinstance(value.source, Lookup):
            found = self.sides[value.source.table].get(fill(value.source.match, row))
            text = found[0][value.source.column] if found else ""
        else:
            text = fill(value.source, row)
        if text == "" or (value.divide == 1 and value.places is None):
            return text
        return _scaled(text, value)

    def _at(self, spec: EventSpec, row: Mapping[str, str]) -> str:
        text = fill(spec.at, row)
        if spec.time == "rfc3339":
            return text
        try:
            return format_instant(self._instant(spec, text))
        except ValueError:
            raise RowRefused("row_time", text=text, form=spec.time) from None

    def _instant(self, spec: EventSpec, text: str) -> int:
        if spec.time in ("epoch_seconds", "epoch_milliseconds"):
            if _EPOCH.fullmatch(text) is None:
                raise ValueError(text)
            return int(text) * (1_000_000 if spec.time == "epoch_seconds" else 1_000)
        zone = Zone(spec.zone or self.plan.timezone, 0)
        if spec.time == "yyyymmdd":
            if len(text) != 8 or not text.isascii() or not text.isdigit():
                raise ValueError(text)
            return zone.instant_of(day_of(int(text[:4]), int(text[4:6]), int(text[6:])), 0)
        return _local_instant(zone, text)

    def _side(self, name: str) -> Side:
        mapping = self.mapping
        side: Side = {}
        if mapping is None:
            return side
        table = mapping.tables[name]
        for row in read_rows(self.path.parent / table.path, table.spec):
            if isinstance(row, BadRow):
                self.bad_sides.append(row)
            elif table.key not in row.values:
                self.bad_sides.append(bad_row(table.path, row.line, "row_column", column=table.key))
            else:
                side.setdefault(row.values[table.key], []).append(row.values)
        return side


def _local_instant(zone: Zone, text: str) -> int:
    """`2026-03-02`, `2026-03-02 10:00`, or with seconds, which may have decimals."""
    found = _LOCAL.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour, minute, second = (int(part or 0) for part in found.group(2, 3, 4))
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(text)
    micros = int((found.group(5) or "").ljust(6, "0"))
    return zone.instant_of(parse_day(found.group(1)), hour * 60 + minute) + second * SECOND_US + micros


def _scaled(text: str, value: Value) -> str:
    """The number divided and rounded, exactly."""
    if (
        _NUMBER.fullmatch(text.strip()) is None
    ):  # Decimal also takes `1_000`, digits of other scripts, and any length
        raise RowRefused("row_number", text=text)
    try:
        number = Decimal(text)
        sign, digits, exponent = number.as_tuple()
    except InvalidOperation:
        raise RowRefused("row_number", text=text) from None
    if not isinstance(exponent, int) or not -18 <= exponent <= 18:
        raise RowRefused("row_inexact", text=text)
    places = value.places if value.places is not None else 0
    whole = int("".join(map(str, digits))) * (-1 if sign else 1) * 10 ** max(exponent, 0)
    units = divide(whole * 10**places, value.divide * 10 ** max(-exponent, 0), value.rounding)
    return str(Decimal(units).scaleb(-places))


def _typed(text: str, field: EventField | None) -> Any:
    if field is None:
        return text
    match field.type:
        case "number":
            return int(text) if _WHOLE.fullmatch(text) else text
        case "flag":
            return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(
                text.lower(), text
            )
        case "texts":
            return text.split()
        case _:
            return text
