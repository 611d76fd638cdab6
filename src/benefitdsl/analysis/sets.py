"""What a value can be: numbers as stretches with open ends, texts told or barred, flags.

Closed under meeting and joining. Where a set cannot be said exactly, more is said than it holds, never less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Final

Edge = int | float
"""An end of a stretch: a whole number, or `inf` or `-inf` where it is open. No other float."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """All whole numbers from `first` to `last`, both included where they are finite."""

    first: Edge
    last: Edge


@dataclass(frozen=True, slots=True)
class Numbers:
    """Stretches in order, none empty, none touching the next. None at all: no number is possible."""

    stretches: tuple[Stretch, ...]

    @property
    def least(self) -> int | None:
        """The least number; None where there is none, or no end. `is_empty` tells the two apart."""
        return _whole(self.stretches[0].first) if self.stretches else None

    @property
    def most(self) -> int | None:
        return _whole(self.stretches[-1].last) if self.stretches else None

    @property
    def hull(self) -> Stretch:
        """From the least to the most. INVARIANT: asked only of numbers that are not empty."""
        return Stretch(self.stretches[0].first, self.stretches[-1].last)

    @property
    def is_empty(self) -> bool:
        return not self.stretches

    @property
    def only(self) -> int | None:
        """The one number there is, if it is one."""
        whole = self.least
        return whole if whole is not None and whole == self.most else None

    def __contains__(self, value: int) -> bool:
        return any(each.first <= value <= each.last for each in self.stretches)


@dataclass(frozen=True, slots=True)
class Texts:
    """One of `options`; or, where that is None, any text but those `barred`."""

    options: frozenset[str] | None = None
    barred: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        return self.options is not None and not self.options


@dataclass(frozen=True, slots=True)
class Flags:
    """The values that a condition can have."""

    options: frozenset[bool]

    @property
    def is_empty(self) -> bool:
        return not self.options


@dataclass(frozen=True, slots=True)
class Anything:
    """Nothing is known of it, not even whether it is a number."""

    is_empty: Final = False


Range = Numbers | Texts | Flags | Anything

ANY_NUMBER: Final = Numbers((Stretch(-inf, inf),))
ANY_TEXT: Final = Texts()
EITHER: Final = Flags(frozenset((True, False)))
HOLDS: Final = Flags(frozenset((True,)))
FAILS: Final = Flags(frozenset((False,)))
ANYTHING: Final = Anything()


def between(least: int | None, most: int | None) -> Numbers:
    """The numbers from one to the other; None is open."""
    return numbers(((-inf if least is None else least, inf if most is None else most),))


def numbers(ends: Iterable[tuple[Edge, Edge]]) -> Numbers:
    """The numbers in any of the stretches; those that meet or touch become one."""
    joined: list[Stretch] = []
    for first, last in sorted(each for each in ends if each[0] <= each[1]):
        if joined and first <= joined[-1].last + 1:
            joined[-1] = Stretch(joined[-1].first, max(joined[-1].last, last))
        else:
            joined.append(Stretch(first, last))
    return Numbers(tuple(joined))


def exactly(value: int | str | bool) -> Range:
    match value:
        case bool():
            return HOLDS if value else FAILS
        case int():
            return between(value, value)
        case str():
            return Texts(frozenset((value,)))


def one_of(values: Iterable[int | str]) -> Range:
    values = tuple(values)
    texts = frozenset(value for value in values if isinstance(value, str))
    if texts:
        return Texts(texts)
    return numbers((value, value) for value in values if isinstance(value, int))


def meet(one: Range, other: Range) -> Range:
    """What is in both. Of two sorts of values nothing is said but what the first is."""
    match one, other:
        case Anything(), _:
            return other
        case Numbers((a,)), Numbers((b,)):  # nearly always
            first, last = max(a.first, b.first), min(a.last, b.last)
            return Numbers((Stretch(first, last),)) if first <= last else Numbers(())
        case Numbers(a), Numbers(b):
            return numbers(
                (max(left.first, right.first), min(left.last, right.last)) for left in a for right in b
            )
        case Flags(a), Flags(b):
            return Flags(a & b)
        case Texts(None, a), Texts(None, b):
            return Texts(None, a | b)
        case (Texts(None, barred), Texts(options)) | (Texts(options), Texts(None, barred)):
            return Texts((options or frozenset()) - barred)
        case Texts(a), Texts(b):
            return Texts((a or frozenset()) & (b or frozenset()))
        case _:
            return one


def join(one: Range, other: Range) -> Range:
    """What is in either."""
    match one, other:
        case Numbers(a), Numbers(b):
            return numbers((each.first, each.last) for each in (*a, *b))
        case Flags(a), Flags(b):
            return Flags(a | b)
        case Texts(None, a), Texts(None, b):
            return Texts(None, a & b)
        case (Texts(None, barred), Texts(options)) | (Texts(options), Texts(None, barred)):
            return Texts(None, barred - (options or frozenset()))
        case Texts(a), Texts(b):
            return Texts((a or frozenset()) | (b or frozenset()))
        case _:
            return ANYTHING


def without(one: Range, gone: Range) -> Range:
    """What is in the first and not in the second; the first itself where that cannot be said."""
    match one, gone:
        case Numbers(), Numbers(stretches):
            left: Range = one
            for each in stretches:
                left = meet(left, numbers(((-inf, each.first - 1), (each.last + 1, inf))))
            return left
        case Texts(None, barred), Texts(options) if options is not None:
            return Texts(None, barred | options)
        case Texts(a), Texts(b) if a is not None:
            return Texts(a - b if b is not None else frozenset())
        case Flags(a), Flags(b):
            return Flags(a - b)
        case _:
            return one


def single(one: Range) -> bool:
    """Whether there is exactly one value."""
    match one:
        case Numbers():
            return one.only is not None
        case Texts(options):
            return options is not None and len(options) == 1
        case Flags(options):
            return len(options) == 1
        case Anything():
            return False


# ----------------------------------------------------------------------------------------- arithmetic


def plus(one: Stretch, other: Stretch) -> Stretch:
    return Stretch(_sum(one.first, other.first), _sum(one.last, other.last))


def minus(one: Stretch, other: Stretch) -> Stretch:
    return Stretch(_sum(one.first, -other.last), _sum(one.last, -other.first))


def times(one: Stretch, other: Stretch) -> Stretch:
    corners = [_product(a, b) for a in (one.first, one.last) for b in (other.first, other.last)]
    return Stretch(min(corners), max(corners))


def floor_of(edge: Edge, divisor: int) -> Edge:
    """floor(edge / divisor), divisor positive; an open end stays open."""
    return edge if isinstance(edge, float) else edge // divisor


def ceiling_of(edge: Edge, divisor: int) -> Edge:
    return edge if isinstance(edge, float) else -(-edge // divisor)


def scaled_edge(edge: Edge, factor: int) -> Edge:
    """The edge times a positive whole factor."""
    return edge if isinstance(edge, float) else edge * factor


def _sum(a: Edge, b: Edge) -> Edge:
    """INVARIANT: never both open, one upwards and one downwards. A sum of numbers beyond floats stays exact."""
    return a if isinstance(a, float) else b if isinstance(b, float) else a + b


def _product(a: Edge, b: Edge) -> Edge:
    """0 times whatever is 0: an open end is no value, only no bound."""
    if not a or not b:
        return 0
    if isinstance(a, float) or isinstance(b, float):
        return inf if (a > 0) == (b > 0) else -inf
    return a * b


def _whole(edge: Edge) -> int | None:
    return None if isinstance(edge, float) else edge
