"""Lint: what is defined and never used: a rule was forgotten, or a name was changed in one place only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.catalogue import Family
from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.names import symbol_term
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.check.types import CurrencyBinding
from benefitdsl.diagnostics import Diagnostic, warning
from benefitdsl.syntax.ast import Actions, Name

# Families whose members do nothing unless something names them.
_NAMED_BY_OTHERS: Final[tuple[Family, ...]] = (
    "benefit",
    "points",
    "segment",
    "notice",
    "budget",
    "group",
    "holiday",
    "experiment",
)


def lint_unused(draft: Draft) -> Iterator[Diagnostic]:
    used = {*_names_used(draft), *_bought(draft)}
    for symbol in draft.symbols.all:
        if symbol.family in _NAMED_BY_OTHERS and symbol.name not in used and not symbol.standard:
            yield warning("BEN402", symbol.span, family=symbol_term(draft, symbol), name=symbol.name)


def _names_used(draft: Draft) -> Iterator[str]:
    """Return every name that stands in a value, apart from what a block says of itself, and what a law says of things:
    that they are never given too often gives nobody any."""
    spoken_of: set[int] = set()
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        for field, spec in fields_of(block, kind):
            if spec.form == "things":
                spoken_of |= {id(node) for node in descend(field.value)}
            if spec.key == "name" and spec.refers != "none" and isinstance(field.key, Name):
                yield field.key.text
    yield from (name.text for name in draft.nodes.of(Name) if id(name) not in spoken_of)
    yield from _meant_without_a_name(draft)


def _bought(draft: Draft) -> Iterator[str]:
    """Return what an event can buy and what gives something then: an offer of the same name."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        gives = any(isinstance(field.value, Actions) for field in block.fields)
        if block.name is not None and "offer" in kind.shares and gives:
            yield block.name.text


def _meant_without_a_name(draft: Draft) -> Iterator[str]:
    """Return the only points currency where `balance` or `points earned` names none."""
    for binding in draft.tables.bindings.values():
        if isinstance(binding, CurrencyBinding):
            yield binding.currency
