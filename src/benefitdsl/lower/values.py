"""What a field says, as the Python value that its form promises to the kind (see `catalogue.Form`)."""

from __future__ import annotations

from typing import Any

from benefitdsl.catalogue import Amount, FieldSpec, Goal, Match, Quantity, Row
from benefitdsl.check.judge_numbers import fraction_of, minor_units, units_of
from benefitdsl.check.missions import counted_type
from benefitdsl.check.programme import word_of
from benefitdsl.check.types import MONEY
from benefitdsl.check.vocabulary import lines_of
from benefitdsl.lower.actions import to_actions
from benefitdsl.lower.bridge import Bridge
from benefitdsl.lower.expressions import counting, matching, measured, of_line, to_expr
from benefitdsl.lower.times import (
    to_day,
    to_duration,
    to_lasting,
    to_minute,
    to_minutes,
    to_schedule,
    to_window,
)
from benefitdsl.lower.triggers import to_limits, to_triggers
from benefitdsl.plan.parts import Cap, EventField, Given, Titles
from benefitdsl.syntax import ast

# Forms whose values are tuples: a field that stands several times joins them.
JOINED = ("names", "things", "lasting", "limit", "trigger", "actions", "dates")


def values_of(block: ast.Block, specs: tuple[FieldSpec, ...], bridge: Bridge) -> dict[str, Any]:
    """Return the values of a block's fields by word, defaults included."""
    said: dict[str, list[ast.Field]] = {}
    for field in block.fields:
        said.setdefault(field.label, []).append(field)
    return {spec.word: _value_of(spec, said.get(spec.word, ()), bridge) for spec in specs}


def _value_of(spec: FieldSpec, fields: Any, bridge: Bridge) -> Any:
    if spec.key != "none":
        return tuple(_row(field, spec, bridge) for field in fields)
    if not fields:
        return spec.default
    values = [to_value(spec, field, bridge) for field in fields]
    if not spec.repeated:
        return values[0]
    if spec.form in JOINED:
        return tuple(each for value in values for each in value)
    return tuple(values)


def _row(field: ast.Field, spec: FieldSpec, bridge: Bridge) -> Row:
    key: str | int = ""
    match field.key:
        case ast.Name(text):
            key = text
        case ast.Number():
            key = int(fraction_of(field.key))
        case None:
            pass
    return Row(key, to_value(spec, field, bridge), to_titles(field.titles), bridge.origin(field.span))


def to_titles(text: ast.Text | None) -> Titles:
    return Titles() if text is None else Titles(text.items)


def to_value(spec: FieldSpec, field: ast.Field, bridge: Bridge) -> Any:
    """Return the value of one field."""
    match spec.form, field.value:
        case "text", ast.Text() as value:
            return to_titles(value)
        case "name", ast.Name(text):
            return text
        case "names", ast.Names() | ast.Name() as value:
            return _names(value)
        case "things", ast.Names() | ast.Name() as value:
            return _things(value, bridge)
        case "flag", ast.Flag(value):
            return value
        case "choice", ast.Choice(word):
            return word
        case "integer", ast.Number() as value:
            return int(fraction_of(value))
        case "money", ast.Money() as value:
            return int(minor_units(value))
        case "amount", value:
            return _amount(value)
        case "percent", ast.Percent(amount):
            share = fraction_of(amount) / 100
            return share.numerator, share.denominator
        case "factor", ast.Number() as value:
            factor = fraction_of(value)
            return factor.numerator, factor.denominator
        case "duration", ast.Duration() as value:
            return to_duration(value)
        case "lasting", ast.Lasting() as value:
            return to_lasting(value)
        case "cap", ast.Cap(count, per):
            return Cap(int(fraction_of(count)), per)
        case "schedule", ast.Schedule() as value:
            return to_schedule(value, bridge)
        case "limit", ast.Limits() as value:
            return to_limits(value)
        case "trigger", ast.Trigger() as value:
            return to_triggers(value, bridge)
        case "actions", ast.Actions() as value:
            return to_actions(value, bridge)
        case "match", ast.Aggregate() as value:
            return _match(value, bridge)
        case "goal" | "quantity", ast.Goal() | ast.Quantity() as value:
            return _so_much(value, bridge)
        case "dates", ast.Dates(items):
            return tuple(sorted({to_day(date) for date in items}))
        case "dates", ast.Date() as value:
            return (to_day(value),)
        case "time", ast.TimeOfDay(hour, minute):
            return hour * 60 + minute
        case "time_range", ast.TimeRange(first, end):
            return to_minute(first, bridge), to_minutes(first, end, bridge)[1]
        case "field_type", ast.FieldType(of, required) if isinstance(field.key, ast.Name):
            return EventField(field.key.text, of, required)
        case "currency" | "timezone" | "language" | "file", value:
            return word_of(value)
        case "window", value if isinstance(value, ast.Window):
            return to_window(value)
        case "condition" | "value", value if isinstance(value, ast.Expr):
            return _expression(value, spec, bridge)
        case form, value:
            raise TypeError(f"a {type(value).__name__} is no {form}")


def _names(value: ast.Names | ast.Name) -> tuple[str, ...]:
    items = value.items if isinstance(value, ast.Names) else (value,)
    return tuple(name.text for name in items)


def _things(value: ast.Names | ast.Name, bridge: Bridge) -> tuple[Given, ...]:
    """Return what the names stand for; `check` saw that each is of one family."""
    points = bridge.checked.symbols.names("points")
    names = dict.fromkeys(_names(value))
    return tuple(Given("points" if name in points else "benefit", name) for name in names)


def _expression(value: ast.Expr, spec: FieldSpec, bridge: Bridge) -> Any:
    if spec.scope != "line":
        return to_expr(value, bridge)
    lines = lines_of(bridge.checked.draft.events[spec.event])
    return of_line(value, lines.fields if lines else (), bridge)


def _so_much(value: ast.Goal | ast.Quantity, bridge: Bridge) -> Goal | Quantity:
    """Return so much of what is counted, or of a currency."""
    match value:
        case ast.Goal(match, target):
            return Goal(_match(match, bridge), 1 if target is None else int(units_of(target)))
        case ast.Quantity(amount, unit):
            return Quantity(unit.text, int(units_of(amount)))


def _amount(value: ast.Value) -> Amount:
    match value:
        case ast.Money():
            return Amount(int(minor_units(value)), "money")
        case ast.Number():
            return Amount(int(fraction_of(value)), "number")
        case ast.Quantity(amount):
            return Amount(int(units_of(amount)), "number")
        case _:
            raise TypeError(f"a {type(value).__name__} is no amount")


def _match(match: ast.Aggregate, bridge: Bridge) -> Match:
    """Return what a mission counts. A streak counts days, so it has no value."""
    unit = counted_type(bridge.checked.draft, match)
    return Match(
        match.path[0].text,
        len(match.path) > 1,
        match.function if match.function == "streak" else counting(match.function),
        measured(match, bridge),
        matching(match, bridge),
        "money" if unit == MONEY else "number",
    )
