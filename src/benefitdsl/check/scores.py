"""Scores are made of components: each score has some, each grows only with one before it, none is money."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.catalogue import Family, Kind
from benefitdsl.check.checked import Draft
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.check.types import MONEY
from benefitdsl.diagnostics import Diagnostic, error
from benefitdsl.syntax.ast import Block, Expr, Name


def check_scores(draft: Draft) -> Iterator[Diagnostic]:
    before: dict[str, set[str]] = {}  # score -> its components so far
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        if kind.family != "component" or block.name is None:
            continue
        score = _named(block, kind, "score")
        known = before.setdefault(score.text if score else "", set())
        other = _named(block, kind, "component")
        if other and other.text not in known and draft.symbols.find("component", other.text):
            yield error("BEN243", other.span, name=other.text)
        known.add(block.name.text)
        yield from _money(block, kind, draft)
    for symbol in draft.symbols.all:
        if symbol.family == "score" and symbol.name not in before:
            yield error("BEN245", symbol.span, name=symbol.name)


def _named(block: Block, kind: Kind, family: Family) -> Name | None:
    """Return the name of a family that the block refers to."""
    names = (field.value for field, spec in fields_of(block, kind) if spec.refers == family)
    return next((name for name in names if isinstance(name, Name)), None)


def _money(block: Block, kind: Kind, draft: Draft) -> Iterator[Diagnostic]:
    for field, spec in fields_of(block, kind):
        if spec.form == "value" and isinstance(field.value, Expr):
            judgement = draft.tables.judgements.get(id(field.value))
            if judgement is not None and judgement.type == MONEY:
                yield error("BEN244", field.value.span)
