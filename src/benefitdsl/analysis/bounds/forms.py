"""Upper bounds as sums: so much at most, and so much more for each event, or each unit of what events bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """What a bound grows with: `name` is a field of the events of this type, `items.<field>` or `items.quantity` of all
    lines of one together, or "" for the number of such events. None of them is ever negative."""

    event: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """`fixed` + the sum of the shares times what they are shares of; with `is_open` there is no bound at all."""

    fixed: Fraction = Fraction(0)
    shares: tuple[tuple[Measure, Fraction], ...] = ()  # in order, none of them 0
    is_open: bool = False

    def __bool__(self) -> bool:
        return bool(self.fixed or self.shares or self.is_open)

    @property
    def is_fixed(self) -> bool:
        """Whether it is a number."""
        return not self.shares and not self.is_open

    def at(self, values: Mapping[Measure, int]) -> Fraction | None:
        """The bound where so much of each measure has come; None for none."""
        if self.is_open:
            return None
        return self.fixed + sum([share * values.get(each, 0) for each, share in self.shares], Fraction(0))


ZERO: Final = Form()
OPEN: Final = Form(is_open=True)


def fixed(value: int | Fraction) -> Form:
    return Form(Fraction(value))


def share_of(measure: Measure, share: int | Fraction = 1) -> Form:
    return Form(shares=((measure, Fraction(share)),)) if share else ZERO


def total(forms: Iterable[Form]) -> Form:
    """The sum of bounds."""
    constant, shares, is_open = Fraction(0), dict[Measure, Fraction](), False
    for form in forms:
        constant += form.fixed
        is_open = is_open or form.is_open
        for each, share in form.shares:
            shares[each] = shares.get(each, Fraction(0)) + share
    return Form(constant, tuple(sorted(shares.items())), is_open)


def greatest(forms: Iterable[Form]) -> Form:
    """The greatest of each share: no less than any of the bounds. None of them is negative."""
    constant, shares, is_open = Fraction(0), dict[Measure, Fraction](), False
    for form in forms:
        constant = max(constant, form.fixed)
        is_open = is_open or form.is_open
        for each, share in form.shares:
            shares[each] = max(shares.get(each, share), share)
    return Form(constant, tuple(sorted(shares.items())), is_open)


def is_within(form: Form, other: Form) -> bool:
    """Whether the bound is no more than the other, whatever comes."""
    shares = dict(other.shares)
    return other.is_open or (
        not form.is_open
        and form.fixed <= other.fixed
        and all(share <= shares.get(each, Fraction(0)) for each, share in form.shares)
    )


def scaled(form: Form, factor: int | Fraction) -> Form:
    """So many times the bound; 0 times is nothing, also of what has no bound."""
    if factor <= 0:
        return ZERO
    shares = tuple((each, share * factor) for each, share in form.shares)
    return Form(form.fixed * factor, shares, form.is_open)


def product(each: Form, times: Form) -> Form:
    """What comes at most of something that brings `each` at most and happens `times`. What it brings for a share of an
    event it brings of each event once, however often that is."""
    if not each or not times:
        return ZERO
    by_event = Form(Fraction(0), each.shares, each.is_open)
    return total((scaled(times, each.fixed), by_event))


def at_least_nothing(form: Form, paid: int | Fraction) -> Form:
    """The bound less what was paid for it; never below nothing."""
    return Form(max(Fraction(0), form.fixed - paid), form.shares, form.is_open)


__all__ = [
    "OPEN",
    "ZERO",
    "Form",
    "Measure",
    "at_least_nothing",
    "fixed",
    "greatest",
    "is_within",
    "product",
    "scaled",
    "share_of",
    "total",
]
