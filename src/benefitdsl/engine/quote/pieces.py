"""What one reduction takes off: of the pieces that it touches, split over their lines (spec 18.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, assert_never

from benefitdsl.plan.reduction import Reduction
from benefitdsl.quantities.rounding import divide, split_largest_remainder


@dataclass(frozen=True, slots=True)
class Basket:
    """What is to be paid for each line, how many pieces each has, and for shipping."""

    totals: tuple[int, ...]
    quantities: tuple[int, ...]
    shipping: int

    @property
    def to_pay(self) -> int:
        return sum(self.totals) + self.shipping

    def total_of(self, lines: Sequence[int]) -> int:
        return sum([self.totals[line] for line in lines])


class Off(NamedTuple):
    """What is taken off each line of the basket, and off the shipping."""

    lines: tuple[int, ...]
    shipping: int

    @property
    def total(self) -> int:
        return sum(self.lines) + self.shipping

    def of(self, basket: Basket) -> Basket:
        """The basket without it."""
        totals = tuple([total - off for total, off in zip(basket.totals, self.lines, strict=True)])
        return Basket(totals, basket.quantities, basket.shipping - self.shipping)


class Alike(NamedTuple):
    """`number` pieces of one line that are worth the same. The pieces of a line differ by at most one unit, so that a
    line of any quantity is two of these."""

    worth: int
    line: int
    number: int


def take_off(reduction: Reduction, amount: int, touched: Sequence[int], basket: Basket) -> Off:
    """What the reduction takes off a basket, of the lines `touched`; `amount` is its expression's value."""
    nothing = tuple([0] * len(basket.totals))
    if reduction.way == "shipping":
        return Off(nothing, _capped(reduction, _share(reduction, basket.shipping), basket.shipping))
    pieces = _first(reduction.pieces, pieces_of(basket, touched))
    lost, taken = _loses(reduction, amount, pieces, len(basket.totals))
    whole = sum(lost)
    return (
        Off(split_largest_remainder(_capped(reduction, taken, whole), lost), 0) if whole else Off(nothing, 0)
    )


def pieces_of(basket: Basket, touched: Sequence[int]) -> list[Alike]:
    """The pieces of the lines, dearest first, ties by line; a line's own are the largest-remainder split of it."""
    found: list[Alike] = []
    for line in touched:
        worth, more = divmod(basket.totals[line], basket.quantities[line])
        found += [Alike(worth + 1, line, more)] if more else []
        found += [Alike(worth, line, basket.quantities[line] - more)]
    return sorted(found, key=lambda alike: (-alike.worth, alike.line))


def _first(most: int | None, pieces: list[Alike]) -> list[Alike]:
    if most is None:
        return pieces
    found: list[Alike] = []
    for alike in pieces:
        count = min(alike.number, most)
        if count > 0:
            found.append(alike._replace(number=count))
        most -= count
    return found


def _loses(reduction: Reduction, amount: int, pieces: list[Alike], lines: int) -> tuple[list[int], int]:
    """The weights by which lines share what is taken off, and how much that is before its cap."""
    match reduction.way:
        case "amount":
            worth = _by_line(pieces, lines, lambda alike, _: alike.worth * alike.number)
            return worth, max(0, amount) * _times(reduction, sum(worth))
        case "percent":
            worth = _by_line(pieces, lines, lambda alike, _: alike.worth * alike.number)
            return worth, _share(reduction, sum(worth))
        case "price":
            above = max(0, amount)
            lost = _by_line(pieces, lines, lambda alike, _: max(0, alike.worth - above) * alike.number)
            return lost, sum(lost)
        case "nth":
            lost = _every(pieces, lines, reduction.every, 1)
            return lost, _share(reduction, sum(lost))
        case "cheapest":
            lost = _every(pieces, lines, reduction.every, reduction.free)
            return lost, _share(reduction, sum(lost))
        case "shipping":
            return [0] * lines, 0
        case _:
            assert_never(reduction.way)


def _by_line(pieces: list[Alike], lines: int, worth: Callable[[Alike, int], int]) -> list[int]:
    """The sum over the pieces of each line; `worth` is told how many pieces stand before."""
    found, before = [0] * lines, 0
    for alike in pieces:
        found[alike.line] += worth(alike, before)
        before += alike.number
    return found


def _every(pieces: list[Alike], lines: int, every: int, last: int) -> list[int]:
    """The worth, by line, of the `last` pieces in each full run of `every`."""
    if every < 1:
        return [0] * lines
    full = sum([alike.number for alike in pieces]) // every * every

    def chosen(first: int) -> int:
        """How many of the first so many pieces are such."""
        runs, rest = divmod(min(first, full), every)
        return runs * last + max(0, rest - (every - last))

    return _by_line(
        pieces, lines, lambda alike, before: alike.worth * (chosen(before + alike.number) - chosen(before))
    )


def _times(reduction: Reduction, total: int) -> int:
    if not reduction.per:
        return 1
    times = total // reduction.per
    return times if reduction.times is None else min(times, reduction.times)


def _share(reduction: Reduction, amount: int) -> int:
    numerator, denominator = reduction.share
    return divide(amount * numerator, denominator, reduction.rounding)


def _capped(reduction: Reduction, taken: int, most: int) -> int:
    return min(taken, most) if reduction.cap is None else min(taken, most, reduction.cap)
