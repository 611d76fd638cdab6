"""Entries of metrics: what an event adds, and what is left of it after a reversal (spec §5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benefitdsl.engine.book import MetricBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.expressions import Function
from benefitdsl.model.event import Scalar

Amount = int | tuple[int | str, ...]  # a sum, or the values of a set


def measure(
    d: Draft,
    function: str,
    items: bool,
    where: Function | None,
    value: Function | None,
    readable: Function | None,
) -> Amount | None:
    """What the event at hand adds: None where nothing matches. `distinct` gives its values in order of appearance."""
    if not items:
        if where is not None and not where(d, d.fields):
            return None
        if function == "count":
            return 1
        if function == "last":
            return (d.book.clock.day(d.at),)
        given: Any = value(d, d.fields) if value is not None else 0
        return (given,) if function == "distinct" else given
    lines = [line for line in d.lines if where is None or where(d, d.fields, line)]
    if readable is not None:
        lines = [line for line in lines if readable(d, d.fields, line)]
    if not lines:
        return None
    if function == "count":
        return sum([_quantity(line) for line in lines])
    if function == "last":
        return (d.book.clock.day(d.at),)
    values = [value(d, d.fields, line) for line in lines] if value is not None else []
    return tuple(dict.fromkeys(values)) if function == "distinct" else sum(values)


def _quantity(line: Mapping[str, Scalar]) -> int:
    quantity = line.get("quantity", 1)
    return quantity if isinstance(quantity, int) else 1


def entry_of(d: Draft, book: MetricBook) -> tuple[int, Amount] | None:
    """The end and the value of the entry that the event at hand makes; None where it makes none that counts now."""
    amount = measure(d, book.metric.function, book.metric.items, book.where, book.value, book.readable)
    if amount is None or amount == 0:
        return None
    end = book.end(d.at, d.joined)
    return None if end <= d.now else (end, amount)


def count_event(d: Draft) -> None:
    """Each metric of the event's type takes its entry."""
    if d.type is None:
        return
    for book in d.type.metrics:
        entry = entry_of(d, book)
        if entry is not None:
            d.count(book.metric.id, *entry)
            if d.record is not None and not book.metric.gross:
                d.record.entries[book.metric.id] = entry[1]
