"""The parts of a condition: what stands between its `and`, `or` and `not`, in written order."""

from __future__ import annotations

from typing import Final

from benefitdsl.plan.expr import TRUE, And, Compare, CompareOp, Const, Expr, Not, Or

_OPPOSITE: Final[dict[CompareOp, CompareOp]] = {
    "eq": "ne",
    "ne": "eq",
    "lt": "ge",
    "le": "gt",
    "gt": "le",
    "ge": "lt",
}


def atoms(expr: Expr) -> tuple[Expr, ...]:
    """The parts that hold or do not; of `not` what it denies; none of what always holds.

    >>> atoms(And((Not(Const(False)), Const(True))))
    (Const(value=False),)
    """
    match expr:
        case And(items) | Or(items):
            return tuple(part for item in items for part in atoms(item))
        case Not(item):
            return atoms(item)
        case Const() if expr == TRUE:
            return ()
        case _:
            return (expr,)


def opposite(expr: Expr) -> Expr:
    """What holds where the condition does not, with `not` inside only where nothing else says it."""
    match expr:
        case Compare(op, left, right):
            return Compare(_OPPOSITE[op], left, right)
        case And(items):
            return Or(tuple(map(opposite, items)))
        case Or(items):
            return And(tuple(map(opposite, items)))
        case Not(item):
            return item
        case _:
            return Not(expr)
