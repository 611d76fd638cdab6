"""Rates are exact fractions: multipliers (×1.2), percentages (15 % is 3/20), money per point."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd, prod

from benefitdsl.quantities.bounds import checked, decimal_parts
from benefitdsl.quantities.errors import DivisionByZero, Overflow
from benefitdsl.quantities.rounding import Rounding, divide

RATE_LIMIT = 10**60
"""Numerator and denominator stay below; room for a product of ten six-decimal factors."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A fraction, brought to lowest terms with a positive denominator; `DivisionByZero`, `Overflow`."""

    numerator: int
    denominator: int = 1

    def __post_init__(self) -> None:
        if self.denominator == 0:
            raise DivisionByZero
        common = gcd(self.numerator, self.denominator) * (1 if self.denominator > 0 else -1)
        object.__setattr__(self, "numerator", self.numerator // common)
        object.__setattr__(self, "denominator", self.denominator // common)
        for number in (abs(self.numerator), self.denominator):
            if number >= RATE_LIMIT:
                raise Overflow(number, RATE_LIMIT - 1)

    def __lt__(self, other: "Rate") -> bool:
        return self.numerator * other.denominator < other.numerator * self.denominator

    def __le__(self, other: "Rate") -> bool:
        return self.numerator * other.denominator <= other.numerator * self.denominator

    def times(self, amount: int, rounding: Rounding) -> int:
        """The amount scaled and rounded once, in the amount's unit; `Overflow` outside the common bound.

        >>> Rate(6, 5).times(399, Rounding.DOWN)
        478
        """
        return checked(divide(amount * self.numerator, self.denominator, rounding))


ZERO = Rate(0)
ONE = Rate(1)


def parse_rate(text: str, *, signed: bool = False) -> Rate:
    """A written decimal as an exact fraction; `BadNumber`.

    >>> parse_rate("1.2")
    Rate(numerator=6, denominator=5)
    """
    sign, whole, fraction = decimal_parts(text, "a decimal number", signed=signed)
    return Rate(sign * int(whole + fraction), 10 ** len(fraction))


def parse_percent(text: str, *, signed: bool = False) -> Rate:
    """The number before a percent sign as an exact fraction; the sign itself belongs to the grammar.

    >>> parse_percent("12.5")
    Rate(numerator=1, denominator=8)
    """
    rate = parse_rate(text, signed=signed)
    return Rate(rate.numerator, rate.denominator * 100)


def format_rate(rate: Rate) -> str:
    """The shortest text: a decimal where six digits after the point are enough, else `1/3`.

    >>> format_rate(Rate(6, 5)), format_rate(Rate(1, 3))
    ('1.2', '1/3')
    """
    millionths, rest = divmod(abs(rate.numerator) * 10**6, rate.denominator)
    if rest:
        return f"{rate.numerator}/{rate.denominator}"
    whole, fraction = divmod(millionths, 10**6)
    digits = f"{fraction:06}".rstrip("0")
    return ("-" if rate.numerator < 0 else "") + (f"{whole}.{digits}" if digits else str(whole))


def format_percent(rate: Rate) -> str:
    """The number to stand before a percent sign.

    >>> format_percent(Rate(1, 8))
    '12.5'
    """
    return format_rate(Rate(rate.numerator * 100, rate.denominator))


def extra_shares(factors: Iterable[Rate]) -> Rate:
    """Multipliers together, each adding its extra share: ×2 and ×3 give ×4; none gives ×1 (spec §3).

    Factors below 1 take shares away, never past 0.

    >>> extra_shares((Rate(2), Rate(3)))
    Rate(numerator=4, denominator=1)
    """
    total = ONE
    for factor in factors:
        added = (
            total.numerator * factor.denominator + (factor.numerator - factor.denominator) * total.denominator
        )
        total = Rate(added, total.denominator * factor.denominator)
    return max(total, ZERO)


def compound(factors: Iterable[Rate]) -> Rate:
    """Multipliers together as their product: ×2 and ×3 give ×6; none gives ×1."""
    listed = tuple(factors)
    return Rate(prod(f.numerator for f in listed), prod(f.denominator for f in listed))
