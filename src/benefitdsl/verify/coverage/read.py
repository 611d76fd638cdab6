"""What conditions read: each part of them, on the state that they are asked on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benefitdsl.engine.book import parts_of
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain.reading import NotThere, Reading
from benefitdsl.model.event import Line
from benefitdsl.plan.expr import TRUE, Expr, InSegment
from benefitdsl.plan.parts import Segment
from benefitdsl.verify.coverage.conditions import atoms
from benefitdsl.verify.coverage.goals import WHOLE, Family, Holds, Key
from benefitdsl.verify.coverage.of_rules import matched
from benefitdsl.verify.coverage.ties import Inner


class Reader:
    """Reads conditions on one draft."""

    def __init__(self, draft: Draft, reading: Reading) -> None:
        self.d, self.reading = draft, reading

    def condition(
        self, family: Family, part: str, field: str, expr: Expr, parts: tuple[Expr, ...] | None = None
    ) -> Iterator[Key]:
        """Each part that can be read, and the whole."""
        yield from self._read(family, part, field, expr, atoms(expr) if parts is None else parts, None)
        yield from self.segments(expr)

    def lines(
        self, family: Family, part: str, field: str, expr: Expr, parts: tuple[Expr, ...]
    ) -> Iterator[Key]:
        """The same of each line of the event."""
        for line in self.d.lines:
            yield from self._read(family, part, field, expr, parts, line)

    def _read(
        self, family: Family, part: str, field: str, expr: Expr, parts: tuple[Expr, ...], line: Line | None
    ) -> Iterator[Key]:
        for place, one in enumerate(parts):
            held = self._value(one, line)
            if held is not None:
                yield Key(family, part, Holds(field, place, held))
        yield Key(family, part, Holds(field, WHOLE, self._value(expr, line) or False))

    def _value(self, expr: Expr, line: Line | None) -> bool | None:
        """None where it reads what is not there."""
        try:
            return bool(self.reading.value(expr, line))
        except NotThere:
            return None

    def inner(self, family: Family, part: str, field: str, inner: Iterable[Inner]) -> Iterator[Key]:
        """The conditions inside totals over the lines of the event at hand."""
        for one in inner:
            if not one.event:
                yield from self.lines(family, part, one.field(field), one.where, matched(one.where))

    def counted(self, family: Family, part: str, field: str, inner: Iterable[Inner]) -> Iterator[Key]:
        """Those of the metrics that count the event at hand."""
        kind = self.d.type
        for one in inner:
            if kind is not None and one.event == kind.type.name:
                read = self.lines if one.items else self.condition
                yield from read(family, part, one.field(field), one.where, matched(one.where))

    def segments(self, expr: Expr) -> Iterator[Key]:
        """What the segments in an expression read."""
        for part in parts_of(expr):
            if isinstance(part, InSegment):
                yield from self.segment(self.reading.units.segment(part.segment))

    def segment(self, segment: Segment) -> Iterator[Key]:
        if segment.condition != TRUE:
            yield from self.condition("segment", segment.id, "condition", segment.condition)

    def audiences(self, names: Iterable[str | None]) -> Iterator[Key]:
        for name in names:
            if name is not None:
                yield from self.segment(self.reading.units.segment(name))
