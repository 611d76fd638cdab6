"""Whether a condition always holds, never holds, or is open; and what is known once it holds.

    refine(facts, amount >= 398 and amount < 200)  # None: there is no such event

Intervals and sets, so *never* and *always* are proofs and *open* says nothing: two parts that only together leave
nothing are for `check --deep`.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Final, Literal

from benefitdsl.analysis.facts import Facts
from benefitdsl.analysis.ranges import numbers_of, range_of
from benefitdsl.analysis.sets import (
    FAILS,
    HOLDS,
    Numbers,
    Range,
    Texts,
    ceiling_of,
    floor_of,
    join,
    meet,
    minus,
    numbers,
    one_of,
    plus,
    scaled_edge,
    single,
    without,
)
from benefitdsl.plan.expr import (
    And,
    Arithmetic,
    Compare,
    CompareOp,
    Const,
    Contains,
    Expr,
    FloorDiv,
    InSegment,
    Not,
    OneOf,
    Or,
)

Truth = Literal["always", "never", "open"]

_MAX_ROUNDS: Final = 4
_OPPOSITE: Final[dict[CompareOp, CompareOp]] = {
    "eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt",
}  # fmt: skip
_MIRRORED: Final[dict[CompareOp, CompareOp]] = {
    "eq": "eq", "ne": "ne", "lt": "gt", "gt": "lt", "le": "ge", "ge": "le",
}  # fmt: skip


def truth(condition: Expr, facts: Facts) -> Truth:
    """*never*: it fails wherever the facts hold. *always*: it holds there. Of facts that cannot be both are true, and
    *never* is said."""
    if refine(facts, condition) is None:
        return "never"
    return "always" if refine(facts, condition, holds=False) is None else "open"


def refine(facts: Facts, condition: Expr, *, holds: bool = True) -> Facts | None:
    """What is known where the condition holds (or fails); None where that cannot be."""
    match condition:
        case And(items):
            return _each(facts, items, holds=True) if holds else _either(facts, items, holds=False)
        case Or(items):
            return _either(facts, items, holds=True) if holds else _each(facts, items, holds=False)
        case Not(item):
            return refine(facts, item, holds=not holds)
        case Compare(op, left, right):
            return _compare(facts, op if holds else _OPPOSITE[op], left, right)
        case OneOf(value, options):
            return _one_of(facts, value, options, holds=holds)
        case Contains(value, part):
            return _contains(facts, condition, value, part, holds=holds)
        case InSegment(segment):
            return _in_segment(facts, condition, segment, holds=holds)
        case _:
            return narrow(facts, condition, HOLDS if holds else FAILS)


def join_facts(one: Facts, other: Facts) -> Facts:
    """What is known where the one or the other holds."""
    known = {expr: join(one.known[expr], other.known[expr]) for expr in one.known.keys() & other.known.keys()}
    return Facts(one.plan, one.event, known)


def _each(facts: Facts, items: Iterable[Expr], *, holds: bool) -> Facts | None:
    """All of them, again while one that was read says more of another: `a < b and b < 10`."""
    items, now = tuple(items), facts
    for _ in range(_MAX_ROUNDS):
        before = now
        for item in items:
            found = refine(now, item, holds=holds)
            if found is None:
                return None
            now = found
        if now.known == before.known:
            break
    return now


def _either(facts: Facts, items: Iterable[Expr], *, holds: bool) -> Facts | None:
    """Any of them. An empty `or` cannot hold."""
    joined: Facts | None = None
    for item in items:
        found = refine(facts, item, holds=holds)
        if found is not None:
            joined = found if joined is None else join_facts(joined, found)
    return joined


def _one_of(facts: Facts, value: Expr, options: tuple[int | str, ...], *, holds: bool) -> Facts | None:
    own, among = range_of(value, facts), one_of(options)
    return narrow(facts, value, meet(own, among) if holds else without(own, among))


def _contains(facts: Facts, condition: Expr, value: Expr, part: str, *, holds: bool) -> Facts | None:
    own = range_of(value, facts)
    if not isinstance(own, Texts) or own.options is None:
        return narrow(facts, condition, HOLDS if holds else FAILS)
    return narrow(facts, value, Texts(frozenset(each for each in own.options if (part in each) is holds)))


def _in_segment(facts: Facts, condition: Expr, segment: str, *, holds: bool) -> Facts | None:
    """Whoever is in a segment satisfies its condition, unless listed by name; whoever is not does not."""
    found = next(each for each in facts.plan.segments if each.id == segment)
    told = HOLDS if holds else FAILS
    if (
        facts.known.get(condition) == told
    ):  # all that follows is known: a segment may be asked for again and again
        return facts
    now = narrow(facts, condition, told)
    if now is None or (holds and found.members):
        return now
    return refine(now, found.condition, holds=holds)


# ---------------------------------------------------------------------------------------- comparisons


def _compare(facts: Facts, op: CompareOp, left: Expr, right: Expr) -> Facts | None:
    """Both sides know more of themselves by the other."""
    found = narrow(facts, left, _allowed(op, range_of(left, facts), range_of(right, facts)))
    if found is None:
        return None
    return narrow(found, right, _allowed(_MIRRORED[op], range_of(right, found), range_of(left, found)))


def _allowed(op: CompareOp, own: Range, other: Range) -> Range:
    """What is left of one side of a comparison."""
    if op == "eq":
        return meet(own, other)
    if op == "ne":
        return without(own, other) if single(other) else own
    if not isinstance(own, Numbers) or not isinstance(other, Numbers) or other.is_empty:
        return own
    return meet(own, numbers((_ends(op, other),)))


def _ends(op: CompareOp, other: Numbers) -> tuple[int | float, int | float]:
    hull = other.hull
    match op:
        case "lt":
            return -inf, hull.last - 1
        case "le":
            return -inf, hull.last
        case "gt":
            return hull.first + 1, inf
        case _:
            return hull.first, inf


def narrow(facts: Facts, expr: Expr, allowed: Range) -> Facts | None:
    """What is known where the expression is one of these values; None where it cannot be."""
    now = meet(range_of(expr, facts), allowed)
    if now.is_empty:
        return None
    if isinstance(expr, Const):
        return facts
    inner = _inwards(facts, expr, now) if isinstance(now, Numbers) else facts
    if inner is None or inner.known.get(expr) == now:
        return inner
    return inner.with_known(expr, now)


def _inwards(facts: Facts, expr: Expr, now: Numbers) -> Facts | None:
    """What the value of a calculation says of its parts."""
    match expr:
        case Arithmetic("add", left, right):
            found = narrow(facts, left, _minus(now, numbers_of(right, facts)))
            return found and narrow(found, right, _minus(now, numbers_of(left, found)))
        case Arithmetic("sub", left, right):
            found = narrow(facts, left, _plus(now, numbers_of(right, facts)))
            return found and narrow(found, right, _minus(numbers_of(left, found), now))
        case Arithmetic("mul", inner, Const(int(factor))) if factor > 0:
            return narrow(facts, inner, _divided(now, factor))
        case FloorDiv(inner, divisor):
            return narrow(facts, inner, _multiplied(now, divisor))
        case _:
            return facts


def _plus(one: Numbers, other: Numbers) -> Numbers:
    return (
        numbers((found.first, found.last) for found in (plus(one.hull, other.hull),))
        if one.stretches
        else one
    )


def _minus(one: Numbers, other: Numbers) -> Numbers:
    return (
        numbers((found.first, found.last) for found in (minus(one.hull, other.hull),))
        if one.stretches
        else one
    )


def _divided(found: Numbers, factor: int) -> Numbers:
    """The numbers whose product with the factor is among these."""
    return numbers((ceiling_of(each.first, factor), floor_of(each.last, factor)) for each in found.stretches)


def _multiplied(found: Numbers, divisor: int) -> Numbers:
    """The numbers whose whole steps are among these."""
    return numbers(
        (scaled_edge(each.first, divisor), scaled_edge(each.last, divisor) + divisor - 1)
        for each in found.stretches
    )


__all__ = ["Truth", "join_facts", "narrow", "refine", "truth"]
