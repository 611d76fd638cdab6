"""Division, shares and splits, with fractions (spec §1.1)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, trunc
from typing import assert_never

from benefitdsl.quantities.rounding import Rounding


def rounded(numerator: int | Fraction, denominator: int, rounding: Rounding) -> int:
    """A quotient as a whole number; all roundings treat the two sides of zero alike."""
    exact = Fraction(numerator) / denominator
    size = abs(exact)
    match rounding:
        case Rounding.DOWN:
            whole = floor(size)
        case Rounding.UP:
            whole = ceil(size)
        case Rounding.HALF_UP:
            whole = floor(size + Fraction(1, 2))
        case Rounding.HALF_EVEN:
            whole = round(size)
        case _:
            assert_never(rounding)
    return whole if exact >= 0 else -whole


def up(numerator: int, denominator: int) -> int:
    return ceil(Fraction(numerator, denominator))


def share(given: int, part: int, whole: int) -> int:
    """floor(given × part / whole)."""
    return floor(Fraction(given * part, whole))


def split(total: int, weights: Sequence[int]) -> list[int]:
    """By largest remainder, ties to the earlier; the first gets everything where all weigh nothing."""
    whole = sum(weights)
    if whole == 0:
        return [total, *(0 for _ in weights[1:])] if weights else []
    exact = [Fraction(total * weight, whole) for weight in weights]
    parts = [trunc(each) for each in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts
