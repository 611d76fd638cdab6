"""The collector: takes every diagnostic, keeps as many as will be shown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from benefitdsl.diagnostics.diagnostic import Diagnostic, Severity
from benefitdsl.limits import MAX_ERRORS
from benefitdsl.source.place import Span

# Kept before the surplus is dropped; sorting only now and then keeps 10⁵ mistakes linear.
_ROOM = 8 * MAX_ERRORS


class Diagnostics:
    """Collects diagnostics; shows the first 50 by place and counts the others.

    Errors go before warnings when there is not room for both, so that a warning never hides an error. Exact duplicates
    count once. Memory is bounded however many are added.
    """

    __slots__ = ("_counts", "_kept", "_suppressed")

    def __init__(self, diagnostics: Iterable[Diagnostic] = ()) -> None:
        self._kept: dict[Diagnostic, None] = {}
        self._counts = dict.fromkeys(Severity, 0)
        self._suppressed: dict[int, _Stretches] = {}
        self.extend(diagnostics)

    def add(self, diagnostic: Diagnostic) -> None:
        if diagnostic in self._kept or self.is_suppressed(diagnostic.span):
            return
        self._counts[diagnostic.severity] += 1
        self._kept[diagnostic] = None
        if len(self._kept) > _ROOM:
            self._kept = dict.fromkeys(self._shown())

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        for diagnostic in diagnostics:
            self.add(diagnostic)

    def suppress(self, span: Span) -> None:
        """Take no further diagnostic that lies within `span`: its cause has been named already."""
        self._suppressed.setdefault(span.file, _Stretches()).add(span.start, span.end)

    def is_suppressed(self, span: Span | None) -> bool:
        stretches = self._suppressed.get(span.file) if span else None
        return span is not None and stretches is not None and stretches.hold(span.start, span.end)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Walk through those that are shown, by place."""
        return iter(sorted(self._shown(), key=_by_place))

    def __len__(self) -> int:
        """Return how many were taken, shown or not."""
        return sum(self._counts.values())

    @property
    def hidden_count(self) -> int:
        return len(self) - min(len(self._kept), MAX_ERRORS)

    def count(self, severity: Severity) -> int:
        return self._counts[severity]

    @property
    def has_errors(self) -> bool:
        return self._counts[Severity.ERROR] > 0

    @property
    def is_full(self) -> bool:
        """Say whether further errors are likely to be counted only: no need for a costly suggestion."""
        return self._counts[Severity.ERROR] >= MAX_ERRORS

    def _shown(self) -> list[Diagnostic]:
        return sorted(self._kept, key=lambda each: (each.severity.rank, _by_place(each)))[:MAX_ERRORS]


def _by_place(diagnostic: Diagnostic) -> tuple[int, int, int, int, str]:
    return diagnostic.place


class _Stretches:
    """Stretches of one file, merged, so that asking stays cheap with many."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        first = bisect_right(self._ends, start - 1)
        last = bisect_right(self._starts, end)
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]

    def hold(self, start: int, end: int) -> bool:
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and end <= self._ends[before]
