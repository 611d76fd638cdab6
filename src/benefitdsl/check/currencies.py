"""The unit of a currency: points are counted, stored value is money, and amounts are written accordingly."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.names import unknown_name
from benefitdsl.check.spelling import money
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.check.types import MONEY, Points, Type
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, error
from benefitdsl.syntax.ast import Money, Name, Number, Quantity


def currency_type(draft: Draft, currency: str) -> Type:
    """Return what an amount of a currency is; its kind says so."""
    symbol = draft.symbols.find("points", currency)
    if symbol is None or symbol.block is None:
        return Points(currency)
    return MONEY if draft.catalogue.kind(symbol.block.kind).unit == "money" else Points(currency)


def wrong_amount(
    amount: Number | Money, currency: Name, draft: Draft, *, form: str = "", before: str = ""
) -> Diagnostic | None:
    """Return what is wrong with so much of a currency: that nobody defined it, or that it has another unit. `form` and
    `before` are those of `unknown_name`."""
    if draft.symbols.find("points", currency.text) is None:
        return unknown_name(draft, "points", currency, form=form, before=before)
    is_money = currency_type(draft, currency.text) == MONEY
    if is_money == isinstance(amount, Money):
        return None
    digits = amount.amount if isinstance(amount, Money) else amount
    written = draft.written(digits.span) or str(digits.digits)
    new_text = money(draft, written, amount.span) if is_money else written
    fixes = (Fix("replace", (Edit(amount.span, new_text),), {"new_text": new_text}),)
    return error("BEN240" if is_money else "BEN241", amount.span, fixes=fixes, name=currency.text)


def check_quantities(draft: Draft) -> Iterator[Diagnostic]:
    """Costs and the like: of a currency that is there, in its unit."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        for field, spec in fields_of(block, kind):
            if spec.form == "quantity" and isinstance(field.value, Quantity):
                wrong = wrong_amount(field.value.amount, field.value.unit, draft)
                if wrong is not None:
                    yield wrong
