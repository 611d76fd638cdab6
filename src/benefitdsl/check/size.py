"""A programme stays within the limits that keep it cheap to read and to run."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.nesting import sizes
from benefitdsl.check.segments import asked_names, segment_sizes
from benefitdsl.check.symbols import blocks_of
from benefitdsl.diagnostics import Diagnostic, error
from benefitdsl.limits import MAX_DEPTH, MAX_RULE_NODES, MAX_RULES
from benefitdsl.syntax.ast import Block, Draw


def check_size(draft: Draft) -> Iterator[Diagnostic]:
    blocks = tuple(blocks_of(draft.modules, draft.catalogue))
    rules = [block for block, kind in blocks if kind.family == "rule"]
    if len(rules) > MAX_RULES:
        yield error("BEN018", rules[MAX_RULES].head_span, found=len(rules), limit=MAX_RULES)
    segments = segment_sizes(draft)
    for block, kind in blocks:
        within = [segments[name] for name in asked_names(block) if name in segments] if segments else []
        if not all(each.is_within for each in within):
            continue  # said of the segment
        if draft.nodes.count(block) + sum(each.parts for each in within) > MAX_RULE_NODES:
            yield error("BEN019", block.head_span, limit=MAX_RULE_NODES)
        elif kind.family == "segment" and any(each.levels >= MAX_DEPTH for each in within):
            yield error("BEN007", block.head_span, limit=MAX_DEPTH)
    yield from _large_draws(draft) if draft.nodes.of(Draw) else ()


def _large_draws(draft: Draft) -> Iterator[Diagnostic]:
    """Draws that are the prizes of draws: too deep, or too much with all that is in them."""
    symbols = [symbol for symbol in draft.symbols.all if symbol.family == "draw"]
    blocks = {symbol.name: symbol.block for symbol in symbols if symbol.block is not None}
    asked = {name: tuple(_drawn(block)) for name, block in blocks.items()}
    found = sizes({name: draft.nodes.count(block) for name, block in blocks.items()}, asked)
    for name, block in blocks.items():
        if not found[name].is_within and all(found[each].is_within for each in asked[name] if each in found):
            too_deep = found[name].levels > MAX_DEPTH
            limit = MAX_DEPTH if too_deep else MAX_RULE_NODES
            yield error("BEN007" if too_deep else "BEN019", block.head_span, limit=limit)


def _drawn(block: Block) -> Iterator[str]:
    for field in block.fields:
        yield from (node.draw.text for node in descend(field.value) if isinstance(node, Draw))
