"""A programme stays within the limits that keep it cheap to read and to run."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.segments import asked_names, sizes
from benefitdsl.check.symbols import blocks_of
from benefitdsl.diagnostics import Diagnostic, error
from benefitdsl.limits import MAX_DEPTH, MAX_RULE_NODES, MAX_RULES


def check_size(draft: Draft) -> Iterator[Diagnostic]:
    blocks = tuple(blocks_of(draft.modules, draft.catalogue))
    rules = [block for block, kind in blocks if kind.family == "rule"]
    if len(rules) > MAX_RULES:
        yield error("BEN018", rules[MAX_RULES].head_span, found=len(rules), limit=MAX_RULES)
    segments = sizes(draft)
    for block, kind in blocks:
        within = [segments[name] for name in asked_names(block) if name in segments] if segments else []
        if not all(each.is_within for each in within):
            continue  # said of the segment
        if draft.nodes.count(block) + sum(each.parts for each in within) > MAX_RULE_NODES:
            yield error("BEN019", block.head_span, limit=MAX_RULE_NODES)
        elif kind.family == "segment" and any(each.levels >= MAX_DEPTH for each in within):
            yield error("BEN007", block.head_span, limit=MAX_DEPTH)
