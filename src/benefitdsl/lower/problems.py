"""What kinds find wrong with what their fields say together, as diagnostics at the author's line."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.catalogue import Problem, Texts
from benefitdsl.check.judge_numbers import fraction_of
from benefitdsl.diagnostics import Diagnostic, Worded, error
from benefitdsl.lower.programme import LoweredBlock
from benefitdsl.source import Span
from benefitdsl.syntax import ast


def problems_of(blocks: tuple[LoweredBlock, ...]) -> Iterator[Diagnostic]:
    for each in blocks:
        for problem in each.kind.problems(each.parameters):
            sentence, span = _worded(problem.message), _place(problem, each.block)
            if problem.help:
                yield error("BEN299", span, sentence=sentence, advice=_worded(problem.help))
            else:
                yield error("BEN298", span, sentence=sentence)


def _worded(texts: Texts) -> Worded:
    return Worded(tuple(texts.items()))


def _place(problem: Problem, block: ast.Block) -> Span:
    """Return the value of the field that is meant, its row if one is named, else the head of the block."""
    fields = [field for field in block.fields if field.label == problem.word]
    for field in fields:
        if problem.key is not None and row_key(field) == problem.key:
            return field.value.span
    return fields[0].value.span if fields else block.head_span


def row_key(field: ast.Field) -> str | int | None:
    """Return what tells a row from the others of its word."""
    match field.key:
        case ast.Name(text):
            return text
        case ast.Number():
            return int(fraction_of(field.key))
        case None:
            return None
