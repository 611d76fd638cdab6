"""Levels, targets and stages are counted in the unit of what they measure."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.catalogue import Kind
from benefitdsl.check.checked import Draft
from benefitdsl.check.missions import counted_type
from benefitdsl.check.spelling import money
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.check.types import MONEY, NUMBER, UNKNOWN, Points, Type, described
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, Severity
from benefitdsl.syntax.ast import Aggregate, Block, Expr, Field, Money, Number, Quantity


def check_measures(draft: Draft) -> Iterator[Diagnostic]:
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        for field, spec in fields_of(block, kind):
            if spec.measured_by and isinstance(field.value, Money | Number | Quantity):
                yield from _check(field, spec.measured_by, block, kind, draft)


def _check(field: Field, word: str, block: Block, kind: Kind, draft: Draft) -> Iterator[Diagnostic]:
    measure = next((other for other, spec in fields_of(block, kind) if spec.word == word), None)
    if measure is None:
        return
    wanted, found = _measured(measure, draft), _written(field)
    if wanted == UNKNOWN or found == wanted or (found == NUMBER and wanted != MONEY):
        return
    fixes: tuple[Fix, ...] = ()
    if wanted == MONEY and found == NUMBER:
        new_text = money(draft, draft.written(field.value.span), field.value.span)
        fixes = (Fix("replace", (Edit(field.value.span, new_text),), {"new_text": new_text}),)
    label = Label(measure.value.span, "this_is", {"type": described(wanted)})
    facts = {"found": described(found), "wanted": described(wanted)}
    yield Diagnostic("BEN222", Severity.ERROR, field.value.span, facts, (label,), fixes)


def _measured(measure: Field, draft: Draft) -> Type:
    value = measure.value
    if isinstance(value, Aggregate) and id(value) not in draft.tables.judgements:
        return counted_type(draft, value)
    if isinstance(value, Expr) and id(value) in draft.tables.judgements:
        return draft.tables.judgements[id(value)].type
    return UNKNOWN


def _written(field: Field) -> Type:
    match field.value:
        case Money():
            return MONEY
        case Quantity(_, unit):
            return Points(unit.text)
        case _:
            return NUMBER
