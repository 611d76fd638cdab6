"""Records and what is left of them (spec §6.1, §6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from benefitdsl.engine.reference.expressions import lines_of, quantity
from benefitdsl.engine.reference.facts import Record, Refunded, State
from benefitdsl.engine.reference.limits import key_of, type_named
from benefitdsl.engine.reference.rounding import share, split
from benefitdsl.engine.reference.run import Reading, Rejected, Run, text_of
from benefitdsl.model.event import Event, FieldValue, Line, Scalar
from benefitdsl.plan.parts import EventField, Plan


def open_record(run: Run) -> None:
    """Open a record of the event if its type has a key field and the event carries it."""
    assert run.event is not None
    key = key_of(run.plan, run.reading())
    if key:
        amount = run.event.fields.get("amount")
        base = amount if isinstance(amount, int) and amount > 0 else 1
        run.state.records.append(Record(run.event, key, base))


def find(run: Run, reverses: str | None) -> Record:
    """The record that the event takes back; of several with the same key the latest."""
    assert run.event is not None
    kind = type_named(run.plan, reverses) if reverses is not None else None
    named = run.event.fields.get("reverses")
    by_key = run.event.fields.get(kind.key) if kind is not None and kind.key is not None else None
    text = text_of(by_key) if by_key is not None else "" if named is None else text_of(named)
    for record in reversed(run.state.records):
        of_type = reverses is None or record.event.type == reverses
        found = record.key == text if by_key is not None else record.event.key == text
        if of_type and found and not _is_hidden(run.state, record) and run.now < _kept_until(run, record):
            return record
    raise Rejected("queued", "unknown_record", text)


def _is_hidden(state: State, record: Record) -> bool:
    """Whether a later record has taken its place."""
    return any(
        (other.event.type, other.key) == (record.event.type, record.key)
        for other in state.records[state.records.index(record) + 1 :]
    )


def _kept_until(run: Run, record: Record) -> int:
    return run.time.lasts_until(run.plan.refund_within, record.event.at)


# ------------------------------------------------------------------------------------------ a refund


def refunded(state: State, record: Record) -> int:
    return sum(fact.amount for fact in state.refunds if fact.record == record.event.key)


def quantities_back(state: State, record: Record) -> dict[int, int]:
    """The quantities refunded so far, by line."""
    back: dict[int, int] = {}
    for fact in state.refunds:
        if fact.record == record.event.key:
            for line, amount in fact.quantities:
                back[line] = back.get(line, 0) + amount
    return back


def refund_of(run: Run, record: Record) -> Refunded:
    """What the event takes back of the record: money and quantities."""
    assert run.event is not None
    text = text_of(run.event.fields.get(_key_name(run, record), run.event.fields.get("reverses", "")))
    left = record.base - refunded(run.state, record)
    if left == 0:
        raise Rejected("refused", "over_refund", text)
    named = run.event.fields.get("lines")
    if isinstance(named, tuple):
        amount, quantities = _by_lines(
            run, record, [line for line in named if isinstance(line, Mapping)], text
        )
    else:
        asked = run.event.fields.get("amount", left)
        assert isinstance(asked, int)
        amount, quantities = asked, ()
    if amount > left or amount < 0 or (amount == 0 and not quantities):
        raise Rejected("refused", "over_refund", text)
    return Refunded(record.event.key, amount, quantities)


def _key_name(run: Run, record: Record) -> str:
    kind = type_named(run.plan, record.event.type)
    return "" if kind is None else kind.key or ""


def _by_lines(
    run: Run, record: Record, named: list[Line], text: str
) -> tuple[int, tuple[tuple[int, int], ...]]:
    lines = lines_of(run.plan, record.event)
    before = quantities_back(run.state, record)
    asked: dict[int, int] = {}
    for line in named:
        place, amount = int(line.get("line", 0)), int(line.get("quantity", 1))
        if not 1 <= place <= len(lines) or amount < 0:
            raise Rejected("refused", "over_refund", text)
        asked[place] = asked.get(place, 0) + amount
    after = {place: before.get(place, 0) + asked.get(place, 0) for place in range(1, len(lines) + 1)}
    if any(after[place] > quantity(line) for place, line in enumerate(lines, 1)):
        raise Rejected("refused", "over_refund", text)
    quantities = tuple((place, amount) for place, amount in sorted(asked.items()) if amount > 0)
    if quantities and all(after[place] == quantity(line) for place, line in enumerate(lines, 1)):
        return record.base - refunded(run.state, record), quantities
    money = 0
    for place, part in enumerate(split(record.base, [int(line.get("amount", 0)) for line in lines]), 1):
        whole = quantity(lines[place - 1])
        if whole > 0:
            money += share(part, after[place], whole) - share(part, before.get(place, 0), whole)
    return money, quantities


# ------------------------------------------------------------------------------------------ what is left


def left_of(plan: Plan, state: State, record: Record) -> Event:
    """The record's event with what was refunded taken off it."""
    done, back = refunded(state, record), quantities_back(state, record)
    kind = type_named(plan, record.event.type)
    assert kind is not None
    fields: dict[str, FieldValue] = dict(record.event.fields)
    for field in kind.fields:
        value = fields.get(field.name)
        if field.type == "money" and isinstance(value, int):
            fields[field.name] = value - share(value, done, record.base)
        elif field.type == "items" and isinstance(value, tuple):
            lines = [line for line in value if isinstance(line, Mapping)]
            fields[field.name] = tuple(
                _line_left(field, line, back.get(place, 0))
                for place, line in enumerate(lines, 1)
                if done < record.base and quantity(line) > back.get(place, 0)
            )
    return replace(record.event, fields=fields)


def line_left(plan: Plan, state: State, record: Record, place: int) -> Line | None:
    """What is left of a line, by its place from 1 in the event as it was; None where nothing is."""
    done, back = refunded(state, record), quantities_back(state, record)
    line, taken = lines_of(plan, record.event)[place - 1], back.get(place, 0)
    if done == record.base or taken >= quantity(line):
        return None
    kind = type_named(plan, record.event.type)
    assert kind is not None
    field = next(each for each in kind.fields if each.type == "items")
    return _line_left(field, line, taken)


def _line_left(field: EventField, line: Line, back: int) -> Line:
    whole = quantity(line)
    left: dict[str, Scalar] = dict(line)
    for each in field.fields:
        value = left.get(each.name)
        if each.type == "money" and isinstance(value, int):
            left[each.name] = value - share(value, back, whole)
    if "quantity" in left:
        left["quantity"] = whole - back
    return left


def reading_left(run: Run, record: Record) -> Reading:
    """Expressions read against what is left: schedules by the instant of the record, the state as it is now."""
    return Reading(run.plan, run.state, left_of(run.plan, run.state, record), record.event.at, run.now)


def is_whole(state: State, record: Record) -> bool:
    return refunded(state, record) == record.base
