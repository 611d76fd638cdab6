"""Literals and arithmetic: units, decimals, and how far a value can reach."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from benefitdsl.check.currencies import currency_type, wrong_amount
from benefitdsl.check.natural import amount_meant_by
from benefitdsl.check.scope import Look
from benefitdsl.check.types import (
    DATE,
    DAYS,
    MONEY,
    NOTHING_KNOWN,
    NUMBER,
    PERCENT,
    UNKNOWN,
    Judgement,
    Type,
    comparable,
    described,
    is_numeric,
)
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, error
from benefitdsl.quantities.bounds import LIMIT
from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.syntax.ast import Arithmetic, Duration, Expr, Money, Number, Percent, Quantity

_DAYS_OF = {"day": 1, "week": 7}


def fraction_of(number: Number) -> Fraction:
    """Return the exact value of a written number."""
    return Fraction(number.digits, int(10**number.places))


def minor_units(money: Money) -> Fraction:
    """Return an amount in minor units; a fraction where it has too many decimals."""
    return fraction_of(money.amount) * int(10 ** MINOR_DIGITS.get(money.currency, 2))


def units_of(amount: Number | Money) -> Fraction:
    """Return how many of its smallest units an amount has: points, or minor units of money."""
    return minor_units(amount) if isinstance(amount, Money) else fraction_of(amount)


def judge_number(node: Number, look: Look) -> Judgement:
    return _literal(node, fraction_of(node), NUMBER, look)


def judge_money(node: Money, look: Look) -> Judgement:
    """Judge an amount of money; its currency and decimals are `check/money.py`'s matter."""
    value = minor_units(node)
    return _literal(node, Fraction(int(value)), MONEY, look)


def judge_quantity(node: Quantity, look: Look) -> Judgement:
    wrong = wrong_amount(node.amount, node.unit, look.draft, form="condition", before="1 ")
    if wrong is not None:
        look.report(_other_money(node, look) or wrong)
        return NOTHING_KNOWN
    found = _literal(node, units_of(node.amount), currency_type(look.draft, node.unit.text), look)
    if not found.is_whole:
        look.report(error("BEN217", node.span))
        return NOTHING_KNOWN
    return found


def _other_money(node: Quantity, look: Look) -> Diagnostic | None:
    """Return the error about an amount of money in other words: 1万元, 500块."""
    if look.draft.symbols.find("points", node.unit.text) is not None or not isinstance(node.amount, Number):
        return None
    new_text = amount_meant_by(look.draft, node.amount, node.unit)
    if new_text is None:
        return None
    fix = Fix("replace", (Edit(node.span, new_text),), {"new_text": new_text})
    return error("BEN083", node.span, fixes=(fix,), found=look.draft.written(node.span))


def judge_percent(node: Percent) -> Judgement:
    value = fraction_of(node.amount) / 100
    return Judgement(PERCENT, value, value, value.denominator)


def judge_duration(node: Duration, look: Look) -> Judgement:
    """Judge a duration in a condition: a fixed number of days, so months and hours are none."""
    if node.unit not in _DAYS_OF:
        look.report(error("BEN227", node.span))
        return NOTHING_KNOWN
    value = Fraction(node.count * _DAYS_OF[node.unit])
    return Judgement(DAYS, value, value)


def days_in(node: Duration) -> int:
    """Return the days of a duration in days or weeks."""
    return node.count * _DAYS_OF[node.unit]


def _literal(node: Expr, value: Fraction, found: Type, look: Look) -> Judgement:
    if not -LIMIT < value < LIMIT:
        look.report(error("BEN213", node.span, limit=LIMIT))
        return NOTHING_KNOWN
    return Judgement(found, value, value, value.denominator)


# ---------------------------------------------------------------------------------------- arithmetic


def judge_arithmetic(node: Arithmetic, left: Judgement, right: Judgement, look: Look) -> Judgement:
    """Judge a sum, difference, product or quotient of two judged sides."""
    if UNKNOWN in (left.type, right.type):
        return NOTHING_KNOWN
    match node.op:
        case "add" | "sub":
            found = _sum(node, left, right, look)
        case "mul":
            found = _product(node, left, right, look)
        case "div":
            found = _quotient(node, left, right, look)
    if found.type != UNKNOWN and not found.fits:
        look.report(error("BEN213", node.span, limit=LIMIT))
        return NOTHING_KNOWN
    return found


def _sum(node: Arithmetic, left: Judgement, right: Judgement, look: Look) -> Judgement:
    result = _type_of_sum(node.op, left.type, right.type)
    if result is None:
        for side, found in ((node.left, left), (node.right, right)):
            if found.type == PERCENT:
                look.report(error("BEN207", side.span))
                return NOTHING_KNOWN
        label = Label(node.left.span, "this_is", {"type": described(left.type)})
        look.report(
            error(
                "BEN202",
                node.right.span,
                labels=(label,),
                left=described(left.type),
                right=described(right.type),
            )
        )
        return NOTHING_KNOWN
    denominator = lcm(left.denominator, right.denominator)
    if node.op == "add":
        return Judgement(result, left.low + right.low, left.high + right.high, denominator)
    return Judgement(result, left.low - right.high, left.high - right.low, denominator)


def _type_of_sum(op: str, left: Type, right: Type) -> Type | None:
    if DATE in (left, right):
        if left == right:
            return DAYS if op == "sub" else None
        other = right if left == DATE else left
        return DATE if other in (DAYS, NUMBER) and (op == "add" or left == DATE) else None
    if not (is_numeric(left) and is_numeric(right) and comparable(left, right)):
        return None
    return right if left == NUMBER else left


def _product(node: Arithmetic, left: Judgement, right: Judgement, look: Look) -> Judgement:
    plain = (NUMBER, PERCENT)
    if left.type in plain and is_numeric(right.type) and left.type != right.type:
        result = right.type
    elif right.type in plain and (is_numeric(left.type) or left.type == PERCENT):
        result = left.type
    else:
        label = Label(node.left.span, "this_is", {"type": described(left.type)})
        look.report(
            error(
                "BEN218",
                node.right.span,
                labels=(label,),
                left=described(left.type),
                right=described(right.type),
            )
        )
        return NOTHING_KNOWN
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    return Judgement(result, min(corners), max(corners), left.denominator * right.denominator)


def _quotient(node: Arithmetic, left: Judgement, right: Judgement, look: Look) -> Judgement:
    """Judge a division, which is only by a literal that is not zero."""
    if not isinstance(node.right, Number | Money | Quantity | Percent) or right.low == 0:
        look.report(error("BEN212", node.right.span))
        return NOTHING_KNOWN
    if right.type in (NUMBER, PERCENT) and is_numeric(left.type):
        result = left.type
    elif right.type == left.type and is_numeric(left.type):
        result = NUMBER
    else:
        label = Label(node.left.span, "this_is", {"type": described(left.type)})
        look.report(
            error(
                "BEN218",
                node.right.span,
                labels=(label,),
                left=described(left.type),
                right=described(right.type),
            )
        )
        return NOTHING_KNOWN
    factor = 1 / right.low
    corners = (left.low * factor, left.high * factor)
    # (n / d) / (p / q) = n q / (d p): the numerator takes q, the denominator p.
    return Judgement(result, min(corners), max(corners), left.denominator * abs(factor.denominator))
