"""The unit of a currency: points are counted, stored value is money, and amounts are written accordingly."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.names import unknown_name
from benefitdsl.check.spelling import money
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.check.types import MONEY, Points, Type
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, error
from benefitdsl.source import Span
from benefitdsl.syntax.ast import Limit, Limits, Money, Name, Names, Number, Quantity


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


def check_most(draft: Draft) -> Iterator[Diagnostic]:
    """What is given at most: of stored value an amount of money, of all else a number; the two are not added up."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        said = {spec.word: field for field, spec in fields_of(block, kind)}
        for field, spec in fields_of(block, kind):
            counted = said.get(spec.measured_by)
            if isinstance(field.value, Limits) and counted is not None:
                names = counted.value.items if isinstance(counted.value, Names) else (counted.value,)
                yield from _of_things(field.value, [each for each in names if isinstance(each, Name)], draft)


def _of_things(limits: Limits, names: list[Name], draft: Draft) -> Iterator[Diagnostic]:
    money_names = [each for each in names if currency_type(draft, each.text) == MONEY]
    others = [each for each in names if each not in money_names]
    if money_names and others:
        yield error("BEN248", others[0].span, money=money_names[0].text, other=others[0].text)
        return
    for limit in limits.items:
        if money_names and isinstance(limit.count, Number):
            span = _counted_span(limit)
            new_text = money(draft, draft.written(limit.count.span) or str(limit.count.digits), span)
            fixes = (Fix("replace", (Edit(span, new_text),), {"new_text": new_text}),)
            yield error("BEN240", span, fixes=fixes, name=money_names[0].text)
        elif others and isinstance(limit.count, Money):
            yield error("BEN247", limit.count.span, name=others[0].text)


def _counted_span(limit: Limit) -> Span:
    """The number, and the word for a piece behind it: in Chinese both stand at the end."""
    count = limit.count.span
    return Span(count.file, count.start, limit.span.end) if count.start > limit.span.start else count
