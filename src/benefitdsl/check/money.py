"""Money is of the programme's currency, and has no more decimals than it."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.judge_numbers import minor_units
from benefitdsl.diagnostics import Diagnostic, error
from benefitdsl.quantities.bounds import LIMIT
from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.syntax.ast import Money


def check_money(draft: Draft) -> Iterator[Diagnostic]:
    for money in draft.nodes.of(Money):
        yield from _check(money, draft)


def _check(money: Money, draft: Draft) -> Iterator[Diagnostic]:
    currency = draft.currency
    if money.currency not in MINOR_DIGITS:
        yield error("BEN142", money.span, name=money.currency)
    elif currency and money.currency != currency:
        yield error("BEN204", money.span, found=money.currency, currency=currency)
    elif money.amount.places > MINOR_DIGITS[money.currency]:
        digits = MINOR_DIGITS[money.currency]
        written = draft.written(money.span)
        yield error("BEN205", money.span, found=written, currency=money.currency, digits=digits)
    elif minor_units(money) >= LIMIT:
        yield error("BEN213", money.span, limit=LIMIT)
