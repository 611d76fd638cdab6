"""Points are whole: an integer within the common bound; how many an amount earns."""

from benefitdsl.quantities.bounds import MAX_AMOUNT, checked, decimal_parts
from benefitdsl.quantities.errors import BadNumber, DivisionByZero
from benefitdsl.quantities.rounding import Rounding, divide

MAX_POINTS = MAX_AMOUNT


def parse_points(text: str, *, signed: bool = False) -> int:
    """A written whole number of points or of anything counted; `BadNumber` for decimals."""
    sign, whole, fraction = decimal_parts(text, "a whole number", signed=signed)
    if fraction:
        raise BadNumber(text, "a whole number")
    return sign * int(whole)


def points_per(amount_minor: int, points: int, per_minor: int, rounding: Rounding) -> int:
    """Points for an amount in proportion (`1 point per 1 CNY`), rounded once.

    >>> points_per(39_950, 1, 100, Rounding.DOWN)
    399
    """
    return checked(divide(amount_minor * points, per_minor, rounding))


def points_per_full(amount_minor: int, points: int, per_minor: int) -> int:
    """Points for each full step of an amount (`10 points per full 100 CNY`); a part of a step earns nothing.

    >>> points_per_full(39_950, 10, 10_000)
    30
    """
    if per_minor == 0:
        raise DivisionByZero
    return checked(divide(amount_minor, per_minor, Rounding.DOWN) * points)
