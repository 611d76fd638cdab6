"""The cases that the conditions of rules tell apart on one event: levels, variants, values of fields. Of rules whose
conditions exclude one another only one fires in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from benefitdsl.analysis.facts import Facts
from benefitdsl.analysis.sets import Range, Texts, between, exactly
from benefitdsl.analysis.truth import narrow
from benefitdsl.plan.expr import Compare, Const, Expr, FieldOf, FloorDiv, InSegment, OneOf, TierOf, VariantOf
from benefitdsl.plan.parts import Plan
from benefitdsl.plan.walk import walk

MOST: Final = 256
MOST_ASKED: Final = 16_384
"""How many cases are looked at, and how many conditions in all of them; what would make more is not told apart, which
bounds no less."""


def cases_of(facts: Facts, conditions: Iterable[Expr]) -> tuple[Facts, ...]:
    """The facts of each case. Together they leave nothing out."""
    conditions = tuple(conditions)
    most = max(1, min(MOST, MOST_ASKED // max(1, len(conditions))))
    found: tuple[Facts, ...] = (facts,)
    for expr, ranges in _told_apart(facts.plan, conditions).items():
        if len(found) * len(ranges) > most:
            continue
        split = (narrow(case, expr, each) for case in found for each in ranges)
        found = tuple(case for case in split if case is not None)
    return found


def variants_of(facts: Facts) -> tuple[Facts, ...]:
    """A case for each variant of each experiment: a member has one of each for good."""
    conditions = [VariantOf(each.id) for each in facts.plan.experiments]
    return cases_of(facts, conditions)


def _told_apart(plan: Plan, conditions: tuple[Expr, ...]) -> dict[Expr, tuple[Range, ...]]:
    """What the conditions compare with constants, and the values that they tell apart."""
    found: dict[Expr, tuple[Range, ...]] = {}
    edges: dict[Expr, set[int]] = {}
    texts: dict[Expr, set[str]] = {}
    for node in _nodes(plan, conditions):
        match node:
            case TierOf(tiers):
                levels = next(len(each.levels) for each in plan.tiers if each.id == tiers)
                found[node] = tuple(between(rank, rank) for rank in range(levels))
            case VariantOf(experiment):
                count = next(len(each.variants) for each in plan.experiments if each.id == experiment)
                found[node] = tuple(between(place, place) for place in range(count))
            case Compare(op, FieldOf() as field, Const(value)):
                _edge(field, op, value, edges, texts)
            case Compare(op, FloorDiv(FieldOf() as field, divisor), Const(int(value))):
                _edge(field, op, value * divisor, edges, texts)
            case OneOf(FieldOf() as field, options):
                for option in options:
                    _edge(field, "eq", option, edges, texts)
            case _:
                pass
    found |= {field: _stretches(at) for field, at in edges.items()}
    return found | {field: _options(options) for field, options in texts.items()}


def _nodes(plan: Plan, conditions: tuple[Expr, ...], seen: frozenset[str] = frozenset()) -> Iterator[object]:
    for node in walk(conditions):
        yield node
        if isinstance(node, InSegment) and node.segment not in seen:
            inner = next(each.condition for each in plan.segments if each.id == node.segment)
            yield from _nodes(plan, (inner,), seen | {node.segment})


def _edge(
    field: Expr, op: str, value: int | str | bool, edges: dict[Expr, set[int]], texts: dict[Expr, set[str]]
) -> None:
    """Where a comparison changes its answer."""
    match value:
        case bool():
            pass
        case int():
            at = edges.setdefault(field, set())
            if op in ("lt", "ge", "eq", "ne"):
                at.add(value)
            if op in ("le", "gt", "eq", "ne"):
                at.add(value + 1)
        case str():
            texts.setdefault(field, set()).add(value)


def _stretches(edges: set[int]) -> tuple[Range, ...]:
    inner = sorted(edges)
    middle = tuple(between(first, end - 1) for first, end in pairwise(inner))
    return (between(None, inner[0] - 1), *middle, between(inner[-1], None))


def _options(options: set[str]) -> tuple[Range, ...]:
    return (*(exactly(option) for option in sorted(options)), Texts(None, frozenset(options)))


__all__ = ["MOST", "cases_of", "variants_of"]
