"""Which edges of windows are touched when a part looks at them: those of its totals, and those of its limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from benefitdsl.engine.book import LimitBook
from benefitdsl.engine.clock import ender
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.limits import text_of
from benefitdsl.plan.parts import Metric
from benefitdsl.quantities.window import Window
from benefitdsl.verify.coverage.edges import Edges
from benefitdsl.verify.coverage.goals import Edge, Family, Key

Windows = Mapping[tuple[Family, str], tuple[Metric, ...]]
"""The metrics with a window that the condition of a part reads."""


class Looks:
    """What the parts of a plan look at, on the state of one member."""

    def __init__(self, edges: Edges, windows: Windows, member: str) -> None:
        self.edges, self.windows, self.member = edges, windows, member

    def totals(self, d: Draft, family: Family, part: str) -> Iterator[Key]:
        """The part reads its condition."""
        for metric in self.windows.get((family, part), ()):
            owner = (self.member, "metric", metric.id)
            for side in self._sides(d, owner, metric.window, d.now):
                yield Key(family, part, Edge(metric.id, side))

    def limits(
        self, d: Draft, family: Family, part: str, limits: Sequence[LimitBook], *, uses: bool
    ) -> Iterator[Key]:
        """The part asks its limits, and `uses` each of them once."""
        for place, book in enumerate(limits):
            owner = (self._whose(d, book), family, part, str(place))
            for side in self._sides(d, owner, book.limit.window, d.at):
                yield Key(family, part, Edge(f"limit {place}", side))
            if uses:
                self.edges.add(owner, ender(book.limit.window, d.book.clock)(d.at, d.joined))

    def _sides(self, d: Draft, owner: tuple[str, ...], window: Window, now: int) -> Iterator[bool]:
        yield from self.edges.sides(owner, window, now)
        standing = self.edges.standing_end(window, d.joined)
        if standing is not None:
            yield from self.edges.beside(window, standing, d.at)

    def _whose(self, d: Draft, book: LimitBook) -> str:
        """Whose uses are counted: the member's, or those under a value that members share."""
        if not book.shared:
            return self.member
        return "" if book.value is None else text_of(book.value(d, d.fields))
