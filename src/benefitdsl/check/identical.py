"""Lint: two rules that say the same. Both give, which is seldom meant."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.symbols import blocks_of
from benefitdsl.diagnostics import Diagnostic, Label, warning
from benefitdsl.syntax.ast import Block


def lint_identical(draft: Draft) -> Iterator[Diagnostic]:
    first: dict[object, Block] = {}
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        if kind.family != "rule" or block.name is None:
            continue
        said = (block.kind, tuple((field.label, field.key, field.value) for field in block.fields))
        earlier = first.setdefault(said, block)
        if earlier is not block and earlier.name is not None:
            related = (Label(earlier.head_span, "first_here"),)
            yield warning(
                "BEN403", block.head_span, related=related, name=block.name.text, other=earlier.name.text
            )
