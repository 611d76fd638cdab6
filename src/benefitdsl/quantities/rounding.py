"""Division, shares and splits of integers: exact inside, rounded once, sums kept."""

from collections.abc import Sequence
from enum import StrEnum
from typing import assert_never

from benefitdsl.quantities.errors import BadShare, BadWeights, DivisionByZero


class Rounding(StrEnum):
    """What becomes of a fraction. The two sides of zero are alike: a reversal mirrors its grant."""

    DOWN = "down"
    """toward zero"""
    UP = "up"
    """away from zero"""
    HALF_UP = "half_up"
    """to the nearest, a half away from zero"""
    HALF_EVEN = "half_even"
    """to the nearest, a half to the even neighbour"""


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """`numerator / denominator` as a whole number; `DivisionByZero`.

    >>> [divide(5, 2, r) for r in Rounding]
    [2, 3, 3, 2]
    """
    if denominator == 0:
        raise DivisionByZero
    quotient, rest = divmod(abs(numerator), abs(denominator))
    if rest:
        quotient += _goes_up(quotient, 2 * rest - abs(denominator), rounding)
    return quotient if (numerator < 0) == (denominator < 0) else -quotient


def _goes_up(quotient: int, above_half: int, rounding: Rounding) -> bool:
    match rounding:
        case Rounding.DOWN:
            return False
        case Rounding.UP:
            return True
        case Rounding.HALF_UP:
            return above_half >= 0
        case Rounding.HALF_EVEN:
            return above_half > 0 or (above_half == 0 and quotient % 2 == 1)
        case _:
            assert_never(rounding)


def share(given: int, part: int, whole: int) -> int:
    """`floor(given × part / whole)`: how much of what was given goes with a part, as in a refund (spec §6).

    Needs `given >= 0` and `0 <= part <= whole`, else `BadShare`; `DivisionByZero` for a whole of 0.

    >>> share(399, 1_990, 39_900)
    19
    """
    if whole == 0 and part == 0:
        raise DivisionByZero
    if given < 0 or not 0 <= part <= whole:
        raise BadShare(given, part, whole)
    return given * part // whole


def split_largest_remainder(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The total over the weights: floors, then one each to the largest remainders, ties to the earlier place.

    Sums to the total exactly; a weight of 0 gets 0; if all are 0 the first gets everything; a negative total
    is the mirror image of its positive. `BadWeights` for a negative weight, or for none with something to
    split.

    >>> split_largest_remainder(100, (1, 1, 1))
    (34, 33, 33)
    """
    if (not weights and total) or any(weight < 0 for weight in weights):
        raise BadWeights(total, tuple(weights))
    if total < 0:
        return tuple(-part for part in split_largest_remainder(-total, weights))
    whole = sum(weights)
    if whole == 0:
        return (total, *(0 for _ in weights[1:])) if weights else ()
    parts, rests = map(list, zip(*(divmod(total * weight, whole) for weight in weights), strict=True))
    by_rest = sorted(range(len(parts)), key=lambda place: -rests[place])
    for place in by_rest[: total - sum(parts)]:
        parts[place] += 1
    return tuple(parts)
