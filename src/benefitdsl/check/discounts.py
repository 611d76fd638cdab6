"""Lint: prices and discounts that say something else than is mostly meant.

A level that pays more than the one below it; what is left to pay written where what comes off belongs; a condition on
what is paid after all discounts in place of a minimum.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from benefitdsl.catalogue import FieldSpec
from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.judge_numbers import fraction_of, units_of
from benefitdsl.check.spelling import language_at, spell
from benefitdsl.check.symbols import blocks_of, fields_of, specs_of
from benefitdsl.check.types import LevelBinding
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, warning
from benefitdsl.syntax.ast import Aggregate, Block, Compare, Field, Money, Name, Percent, Quantity, Ref, Value

_PRICE, _PRICE_OF_LEVEL, _AMOUNT, _MINIMUM, _PERCENT = "costs", "cost", "amount", "minimum", "percent_off"
_CONDITIONS: Final = ("condition", "where")
# Where only some pieces or so much money are reduced, a high share is common: the second cup at 60% off.
_BOUNDED: Final = ("off_cap", "nth_item", "of_every", "buy", "pieces")
_HALF: Final = 50
_ALL: Final = 100


def lint_dearer_levels(draft: Draft) -> Iterator[Diagnostic]:
    """The price of a level is compared with the price for all and with those of the levels below it."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        plain = [field for field in block.fields if field.label == _PRICE]
        rows = [field for field, spec in fields_of(block, kind) if spec.word == _PRICE_OF_LEVEL]
        for row in rows:
            below = [other for other in rows if _is_below(other, row, draft)]
            if dearer := next((other for other in (*below, *plain) if _is_more(row, other)), None):
                label = Label(dearer.value.span, "cheaper")
                yield warning("BEN503", row.value.span, labels=(label,), level=_level(row))


def _is_more(row: Field, other: Field) -> bool:
    match row.value, other.value:
        case Quantity(amount, unit), Quantity(less, same) if unit == same:
            return units_of(amount) > units_of(less)
        case _:
            return False


def _is_below(other: Field, row: Field, draft: Draft) -> bool:
    lower, level = draft.tables.bindings.get(id(other.key)), draft.tables.bindings.get(id(row.key))
    return (
        isinstance(lower, LevelBinding)
        and isinstance(level, LevelBinding)
        and lower.tiers == level.tiers
        and lower.rank < level.rank
    )


def _level(row: Field) -> str:
    return row.key.text if isinstance(row.key, Name) else ""


def lint_most_of_it(draft: Draft) -> Iterator[Diagnostic]:
    """More than half off the whole, and not all of it: 80% where eight tenths are to be paid."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        percent = _field(block, _PERCENT) if _PERCENT in specs_of(kind) else None
        if percent is None or not isinstance(percent.value, Percent) or _is_bounded(block):
            continue
        share = fraction_of(percent.value.amount)
        if _HALF < share < _ALL:
            yield warning("BEN504", percent.value.span, off=_shown(share), left=_shown(_ALL - share))


def _is_bounded(block: Block) -> bool:
    return any(field.label in _BOUNDED for field in block.fields)


def _shown(share: Fraction) -> str:
    """Return a share with no more decimals than it has: it was written as a decimal."""
    whole, places = share, 0
    while whole.denominator != 1:
        whole, places = whole * 10, places + 1
    digits = str(int(whole)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}%" if places else f"{digits}%"


def lint_paid_after(draft: Draft) -> Iterator[Diagnostic]:
    """A discount that asks for the amount of the order, which is what is paid once the discount is taken."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        specs = specs_of(kind)
        if _MINIMUM not in specs or _PERCENT not in specs or not _takes_off(block):
            continue
        for field in block.fields:
            if field.label in _CONDITIONS and (amount := _amount_in(field.value)) is not None:
                fixes = () if _field(block, _MINIMUM) else _fixes(field, specs[_MINIMUM], draft)
                yield warning("BEN505", amount.span, fixes=fixes, amount=spell(draft, _AMOUNT, amount.span))


def _takes_off(block: Block) -> bool:
    """Say whether an amount or a share of the order comes off, so that less is paid than was asked."""
    return any(field.label in ("off", _PERCENT, "price") for field in block.fields)


def _amount_in(value: Value) -> Ref | None:
    """Return where a condition reads the amount of the order at hand: not in what it asks of the past or of lines."""
    asked = [node for node in descend(value) if isinstance(node, Aggregate)]
    elsewhere = {id(node) for aggregate in asked for node in descend(aggregate)}
    for node in descend(value):
        match node:
            case Ref((Name(text, True),)) if text == _AMOUNT and id(node) not in elsewhere:
                return node
    return None


def _fixes(field: Field, minimum: FieldSpec, draft: Draft) -> tuple[Fix, ...]:
    """Where the amount is all that is asked: the minimum in its place."""
    match field.value:
        case Compare("ge", Ref(), Money(span=money)):
            language = language_at(draft, money)
            label = minimum.labels.get(language, (minimum.word,))[0]
            written = draft.written(money)
            colon = "：" if language == "zh" else ": "
            edits = (Edit(field.label_span, label), Edit(field.value.span, written))
            return (Fix("replace", edits, {"new_text": f"{label}{colon}{written}"}),)
        case _:
            return ()


def _field(block: Block, label: str) -> Field | None:
    return next((field for field in block.fields if field.label == label), None)
