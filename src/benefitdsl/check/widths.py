"""Counts, shares and lengths that make sense: at least one, at most a hundred years, whole where they must be."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.catalogue import Form
from benefitdsl.check.checked import Draft
from benefitdsl.check.judge_numbers import fraction_of
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.diagnostics import Diagnostic, error
from benefitdsl.quantities.bounds import LIMIT
from benefitdsl.quantities.duration import MAX_WIDTH
from benefitdsl.syntax.ast import Cap, Duration, InPeriod, Limit, Number, Percent, Quantity, Value

_PERIOD_UNIT = {"membership_year": "year"}


def check_widths(draft: Draft) -> Iterator[Diagnostic]:
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        for field, spec in fields_of(block, kind):
            if isinstance(field.key, Number):
                yield from _whole(field.key, least=1)
            yield from _of_form(spec.form, field.value)
    for limit in draft.nodes.of(Limit):
        if isinstance(limit.count, Number):
            yield from _whole(limit.count, least=1)
        elif limit.count.amount.digits == 0:
            yield error("BEN226", limit.count.span)
    for cap in draft.nodes.of(Cap):
        yield from _whole(cap.count, least=1)
    for duration in draft.nodes.of(Duration):
        yield from _width(duration, duration.count, duration.unit)
    for period in draft.nodes.of(InPeriod):
        yield from _width(period, period.count, _PERIOD_UNIT.get(period.unit, period.unit))


def _of_form(form: Form, value: Value) -> Iterator[Diagnostic]:
    match form, value:
        case "integer", Number():
            yield from _whole(value, least=0)
        case "amount", Number():
            yield from _whole(value, least=0)
        case "amount" | "quantity", Quantity(Number() as amount):
            yield from _whole(amount, least=0)
        case "percent", Percent(amount) if fraction_of(amount) > 100:
            yield error("BEN236", value.span)
        case "factor", Number() if value.digits == 0:
            yield error("BEN226", value.span)
        case _:
            pass


def _whole(number: Number, *, least: int) -> Iterator[Diagnostic]:
    value = fraction_of(number)
    if value.denominator != 1:
        yield error("BEN217", number.span)
    elif value < least:
        yield error("BEN226", number.span)
    elif value >= LIMIT:
        yield error("BEN213", number.span, limit=LIMIT)


def _width(node: Duration | InPeriod, count: int, unit: str) -> Iterator[Diagnostic]:
    limit = MAX_WIDTH[unit]  # type: ignore[index]
    if not 1 <= count <= limit:
        yield error("BEN306", node.span, found=count, limit=limit)
