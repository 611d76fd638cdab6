"""The most that an expression can come to, as a bound that grows with what the event brings."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Final

from benefitdsl.analysis.bounds.forms import (
    OPEN,
    ZERO,
    Form,
    Measure,
    fixed,
    greatest,
    scaled,
    share_of,
    total,
)
from benefitdsl.analysis.facts import Facts
from benefitdsl.analysis.ranges import numbers_of
from benefitdsl.plan.expr import (
    Arithmetic,
    Choose,
    Const,
    Expr,
    FieldOf,
    FloorDiv,
    ItemFieldOf,
    ItemsTotal,
    ThresholdOf,
    TierOf,
    VariantOf,
)
from benefitdsl.quantities.rounding import Rounding

LINES: Final = "items."
QUANTITY: Final = "items.quantity"


def most_of(expr: Expr, facts: Facts) -> Form:
    """A bound of the expression, at least 0."""
    match expr:
        case Const(value):
            return fixed(max(0, int(value))) if isinstance(value, int) else OPEN
        case FieldOf(name):
            return share_of(Measure(_event(facts), name)) if facts.event is not None else OPEN
        case ItemsTotal():
            return _lines_total(expr, facts)
        case Arithmetic("add", left, right):
            return total((most_of(left, facts), most_of(right, facts)))
        case Arithmetic("sub", left, right):
            return _less(most_of(left, facts), numbers_of(right, facts).least)
        case Arithmetic("mul", left, right):
            return _product(left, right, facts)
        case FloorDiv(value, divisor):
            return steps_of(most_of(value, facts), divisor)
        case Choose(cases, otherwise):
            return greatest(most_of(value, facts) for value in (*(value for _, value in cases), otherwise))
        case ThresholdOf() | TierOf() | VariantOf():
            most = numbers_of(expr, facts).most
            return OPEN if most is None else fixed(max(0, most))
        case _:
            return OPEN


def least_of(expr: Expr, facts: Facts) -> int:
    """The least that it can come to, 0 where that is not known."""
    return max(0, numbers_of(expr, facts).least or 0)


def steps_of(form: Form, divisor: int) -> Form:
    """Whole steps: of a number rounded down; of a share, which is reached where it comes out even, as it is."""
    if form.is_fixed:
        return fixed(form.fixed // divisor)
    return scaled(form, Fraction(1, divisor))


def rounded(form: Form, denominator: int, rounding: Rounding) -> Form:
    """`form` / `denominator` rounded once."""
    exact = scaled(form, Fraction(1, denominator))
    if form.is_fixed:
        return fixed(_whole(exact.fixed, rounding))
    match rounding:
        case Rounding.DOWN:
            return exact
        case Rounding.UP:
            return total((exact, fixed(1))) if exact else ZERO
        case _:
            return total((exact, fixed(Fraction(1, 2)))) if exact else ZERO


def _whole(exact: Fraction, rounding: Rounding) -> Fraction:
    below = Fraction(exact // 1)
    if exact == below or rounding is Rounding.DOWN:
        return below
    return below + 1 if rounding is Rounding.UP or exact - below >= Fraction(1, 2) else below


def line_measure(name: str, facts: Facts) -> Measure:
    """What all lines of an event have of a field together."""
    return Measure(_event(facts), LINES + name)


def _lines_total(expr: ItemsTotal, facts: Facts) -> Form:
    match expr:
        case ItemsTotal("count"):
            return share_of(Measure(_event(facts), QUANTITY))
        case ItemsTotal("sum", value) if value is not None:
            return line_value(value, facts)
        case ItemsTotal("distinct"):
            return share_of(line_measure("lines", facts))
        case _:
            return OPEN


def line_value(value: Expr, facts: Facts) -> Form:
    """The most that all lines of an event together come to: a field, or a share of one."""
    match value:
        case ItemFieldOf(name):
            return share_of(line_measure(name, facts))
        case Arithmetic("mul", inner, Const(int(factor))) if factor > 0:
            return scaled(line_value(inner, facts), factor)
        case _:
            return OPEN


def _event(facts: Facts) -> str:
    return "" if facts.event is None else facts.event.name


def _less(form: Form, least: int | None) -> Form:
    """A bound less what is taken off it at least: where that may be below 0, there is none."""
    if least is None or least < 0:
        return OPEN
    return Form(max(Fraction(0), form.fixed - least), form.shares, form.is_open)


def _product(left: Expr, right: Expr, facts: Facts) -> Form:
    for one, other in ((left, right), (right, left)):
        hull = numbers_of(other, facts)
        if hull.most is not None and hull.least is not None and hull.least >= 0:
            factor = hull.most
            if factor < inf and isinstance(other, Const | ThresholdOf | TierOf | VariantOf):
                return scaled(most_of(one, facts), factor)
    return OPEN


__all__ = ["LINES", "QUANTITY", "least_of", "line_measure", "line_value", "most_of", "rounded", "steps_of"]
