"""Where in the rules goals stand: the line of the field that says so, of a part of a condition its own stretch.

The plan knows the line of each block's head; the fields are found in the tree of what was written. Parts of a condition
are those of the tree in the same order; where the tree has another number of them (a block that adds conditions of its
own), the line of the field is all there is to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benefitdsl.api.reading import Reading
from benefitdsl.plan.parts import Origin
from benefitdsl.source import SourceSet, Span
from benefitdsl.syntax import ast
from benefitdsl.verify.coverage.goals import Goal


@dataclass(frozen=True, slots=True)
class Place:
    """A line, and the stretch of it that a part of a condition or a limit is."""

    file: str
    line: int
    span: Span | None = None


class Places:
    """The places of the goals of one programme; without what was written those that the plan knows."""

    def __init__(self, reading: Reading | None) -> None:
        self.sources = SourceSet() if reading is None else reading.sources
        modules = () if reading is None else reading.modules
        self._blocks = [block for module in modules for block in module.blocks]

    def of(self, goal: Goal, parts: int) -> Place:
        """The place of a goal; `parts` is how many parts or limits its field has in the plan."""
        origin = goal.origin
        block = next((one for one in self._blocks if self._holds(one, origin)), None)
        field = None if block is None else _field(block, goal)
        if block is None or field is None:
            return Place(origin.file, origin.line)
        written = tuple(_written(field.value))
        if goal.place is not None and 0 < len(written) == parts:
            return self._at(written[goal.place].span, exactly=True)
        return self._at(field.span, exactly=False)

    def _at(self, span: Span, *, exactly: bool) -> Place:
        source = self.sources[span.file]
        return Place(source.name, source.line_number(span.start), span if exactly else None)

    def _holds(self, block: ast.Block, origin: Origin) -> bool:
        """Whether a line lies in a block: that of its head, or of a row that is a part of its own."""
        source = self.sources[block.span.file]
        first, last = source.line_number(block.head_span.start), source.line_number(block.span.end)
        return source.name == origin.file and first <= origin.line <= last


def _field(block: ast.Block, goal: Goal) -> ast.Field | None:
    """The field of a goal, where it has rows the row; None where the block does not say it."""
    fields = [one for one in block.fields if one.label == goal.field]
    if goal.field == "stage":
        return _stage(block, fields, goal.place or 0)
    rows = [one for one in fields if goal.row and _row(one) == goal.row]
    return next(iter(rows or fields), None)


def _stage(block: ast.Block, rows: list[ast.Field], place: int) -> ast.Field | None:
    """The stage of this place, from the lowest; the last one may be the target, which has a field of its own."""
    heights = sorted(
        (one.key.digits, number) for number, one in enumerate(rows) if isinstance(one.key, ast.Number)
    )
    if place < len(heights):
        return rows[heights[place][1]]
    return next((one for one in block.fields if one.label in ("target", "needs")), None)


def _row(field: ast.Field) -> str:
    match field.key:
        case ast.Name(text):
            return text
        case ast.Number(digits, 0):
            return str(digits)
        case _:
            return ""


def _written(value: ast.Value) -> Iterator[ast.Expr | ast.Limit]:
    """The parts of a condition, or the limits, in written order."""
    match value:
        case ast.And(items) | ast.Or(items):
            for item in items:
                yield from _written(item)
        case ast.Not(item):
            yield from _written(item)
        case ast.Limits(limits):
            yield from limits
        case ast.Goal(match):
            yield from _written(match)
        case ast.Aggregate(where=where) if where is not None:
            yield from _written(where)
        case ast.Compare() | ast.OneOf() | ast.Contains() | ast.Has() | ast.InSegment():
            yield value
        case _:
            return
