"""What is left of an event after refunds, as fields that conditions and metrics can be asked on (spec 6.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from benefitdsl.engine.book import TypeBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.expressions import Function
from benefitdsl.model.event import Event, FieldValue, Line, Scalar
from benefitdsl.model.member import Record

Answer = TypeVar("Answer")


def part_of(given: int, part: int, whole: int) -> int:
    """floor(given × part / whole), and all of it once the whole is reached (also of a whole of 0)."""
    return given if part >= whole else given * part // whole


@dataclass(frozen=True, slots=True)
class Left:
    """The event as it would have been without what was refunded of it."""

    event: Event
    type: TypeBook
    whole: bool
    fields: Mapping[str, FieldValue]
    lines: tuple[Line, ...]

    def holds(self, d: Draft, condition: Function) -> bool:
        """Whether a condition on the event's fields is true of what is left."""
        return bool(self.asked(d, lambda: condition(d, d.fields)))

    def asked(self, d: Draft, question: Callable[[], Answer]) -> Answer:
        """The answer with what is left in place of the event at hand."""
        return _with_event(d, self, self.fields, self.lines, question)

    def originally(self, d: Draft, question: Callable[[], Answer]) -> Answer:
        """The answer with the event as it came in place of the one at hand."""
        return _with_event(d, self, self.event.fields, lines_of(self.type, self.event.fields), question)


def _with_event(
    d: Draft,
    left: Left,
    fields: Mapping[str, FieldValue],
    lines: tuple[Line, ...],
    question: Callable[[], Answer],
) -> Answer:
    kept = d.fields, d.lines, d.at, d.type
    d.fields, d.lines, d.at, d.type = fields, lines, left.event.at, left.type
    try:
        return question()
    finally:
        d.fields, d.lines, d.at, d.type = kept


def lines_of(kind: TypeBook, fields: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of an event of this type."""
    found: tuple[Line, ...] = fields.get(kind.lines, ()) if kind.lines is not None else ()
    return found


def what_is_left(d: Draft, record: Record) -> Left:
    """Money less its share, quantities less what was refunded."""
    kind = d.book.types[record.event.type]
    whole = record.refunded >= record.base
    fields: dict[str, FieldValue] = dict(record.event.fields)
    for name in sorted(kind.money):
        value = fields.get(name)
        if isinstance(value, int):
            fields[name] = value - part_of(value, record.refunded, record.base)
    lines = tuple(
        left
        for place, line in enumerate(lines_of(kind, record.event.fields))
        if (left := _line_left(kind, line, record.lines.get(place, 0), whole=whole)) is not None
    )
    if kind.lines is not None and kind.lines in fields:
        fields[kind.lines] = lines
    return Left(record.event, kind, whole, fields, lines)


def line_left(d: Draft, record: Record, place: int) -> Line | None:
    """What is left of the line at a place of the record's event; None when none of it is."""
    kind = d.book.types[record.event.type]
    line = lines_of(kind, record.event.fields)[place]
    return _line_left(kind, line, record.lines.get(place, 0), whole=record.refunded >= record.base)


def _line_left(kind: TypeBook, line: Line, refunded: int, *, whole: bool) -> Line | None:
    """What is left of a line; None when none of its quantity is."""
    quantity = line.get("quantity", 1)
    if not isinstance(quantity, int):
        return line
    gone = quantity if whole else refunded
    if gone >= quantity:  # nothing is left of a line that never had any
        return None
    if not gone:
        return line
    left: dict[str, Scalar] = dict(line)
    for name in kind.line_money:
        value = left.get(name)
        if isinstance(value, int):
            left[name] = value - part_of(value, gone, quantity)
    left["quantity"] = quantity - gone
    return left
