"""From parts of a plan back to the author's text: what was found of a plan becomes a warning at its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benefitdsl.analysis.finding import Finding, Place
from benefitdsl.check import Checked
from benefitdsl.check.descend import descend
from benefitdsl.check.types import FLAG
from benefitdsl.diagnostics import Diagnostic, Label, Severity
from benefitdsl.lower.expressions import to_expr
from benefitdsl.lower.problems import row_key
from benefitdsl.lower.programme import to_bridge
from benefitdsl.plan import expr as plan
from benefitdsl.plan.parts import Origin
from benefitdsl.source import Span
from benefitdsl.syntax import ast


class Places:
    """The places of one programme."""

    __slots__ = ("_blocks", "_bridge", "_judgements")

    def __init__(self, checked: Checked) -> None:
        self._bridge = to_bridge(checked)
        self._judgements = checked.draft.tables.judgements
        self._blocks: dict[Origin, ast.Block] = {}
        for module in checked.modules:
            for block in module.blocks:
                self._blocks[self._bridge.origin(block.head_span)] = block
                for field in block.fields:  # a row may make a part of its own
                    self._blocks.setdefault(self._bridge.origin(field.span), block)

    def diagnostics(self, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
        for each in findings:
            span = self.span_of(each.place, each.part)
            if span is not None:
                related = (Label(at, key) for key, place in each.related if (at := self.span_of(place)))
                yield Diagnostic(each.code, Severity.WARNING, span, dict(each.facts), related=tuple(related))

    def span_of(self, place: Place, part: plan.Expr | None = None) -> Span | None:
        """Where a part of the plan is written: the piece of a condition that means `part`, the value of the field, or
        the head of the block. None where no text says it."""
        block = self._blocks.get(place.origin)
        if block is None:
            return None
        if part is not None:
            return self._piece(block, part)
        fields = [field for field in block.fields if field.label == place.word]
        keyed = [field for field in fields if place.key is not None and row_key(field) == place.key]
        found = keyed or fields
        return found[0].value.span if found else block.head_span

    def _piece(self, block: ast.Block, part: plan.Expr) -> Span | None:
        """The first piece of a condition that means the part, or that it is the opposite of.

        INVARIANT: lowering a piece by itself gives what it became in the whole; only guards of lines come on top."""
        for node in (node for field in block.fields for node in descend(field.value)):
            judged = self._judgements.get(id(node))
            if judged is not None and judged.type == FLAG and to_expr(node, self._bridge) in _wanted(part):
                return node.span if isinstance(node.span, Span) else None
        return None


def _wanted(part: plan.Expr) -> tuple[plan.Expr, ...]:
    return (part, part.item) if isinstance(part, plan.Not) else (part,)


__all__ = ["Places"]
