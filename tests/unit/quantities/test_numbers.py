"""Division, shares, splits, rates and points (spec §1.1, attack corpus C)."""

from collections.abc import Callable

import pytest

from benefitdsl.quantities.errors import BadNumber, BadShare, BadWeights, DivisionByZero, Overflow
from benefitdsl.quantities.points import MAX_POINTS, parse_points, points_per, points_per_full
from benefitdsl.quantities.rate import (
    ONE,
    ZERO,
    Rate,
    compound,
    extra_shares,
    format_percent,
    format_rate,
    parse_percent,
    parse_rate,
)
from benefitdsl.quantities.rounding import Rounding, divide, share, split_largest_remainder
from tests.unit.quantities.tables import table


@pytest.mark.parametrize(
    ("fraction", "down", "up", "half_up", "half_even"),
    table("""
    # C14: ties, both sides of zero
    1/2       |  0 |  1 |  1 |  0
    3/2       |  1 |  2 |  2 |  2
    5/2       |  2 |  3 |  3 |  2
    -1/2      |  0 | -1 | -1 |  0
    -5/2      | -2 | -3 | -3 | -2
    5/-2      | -2 | -3 | -3 | -2
    -5/-2     |  2 |  3 |  3 |  2
    2675/1000 |  2 |  3 |  3 |  3
    1/3       |  0 |  1 |  0 |  0
    2/3       |  0 |  1 |  1 |  1
    -2/3      |  0 | -1 | -1 | -1
    4/2       |  2 |  2 |  2 |  2
    0/7       |  0 |  0 |  0 |  0
    99999999999999999999/10000000000 | 9999999999 | 10000000000 | 10000000000 | 10000000000
"""),
)
def test_divide(fraction: str, down: str, up: str, half_up: str, half_even: str) -> None:
    numerator, denominator = map(int, fraction.split("/"))
    found = [divide(numerator, denominator, rounding) for rounding in Rounding]
    assert found == [int(down), int(up), int(half_up), int(half_even)]


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("numerator", [0, 1, -1])
def test_c11_division_by_zero(numerator: int, rounding: Rounding) -> None:
    with pytest.raises(DivisionByZero):
        divide(numerator, 0, rounding)


@pytest.mark.parametrize(
    ("given", "part", "whole", "taken"),
    table("""
    399 | 1990  | 39900 | 19
    399 | 39900 | 39900 | 399
    399 | 0     | 39900 | 0
    0   | 5     | 7     | 0
    1   | 6     | 7     | 0
"""),
)
def test_share(given: str, part: str, whole: str, taken: str) -> None:
    assert share(int(given), int(part), int(whole)) == int(taken)


@pytest.mark.parametrize(
    ("given", "part", "whole"), [(1, 2, 1), (1, -1, 1), (-1, 1, 1), (1, 0, -1), (1, 1, 0)]
)
def test_c12_shares_beyond_the_whole(given: int, part: int, whole: int) -> None:
    with pytest.raises(BadShare):
        share(given, part, whole)


def test_a_share_of_nothing() -> None:
    with pytest.raises(DivisionByZero):
        share(10, 0, 0)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    table("""
    100  | 1 1 1     | 34 33 33
    101  | 1 1 1     | 34 34 33
    1    | 1 1 1     | 1 0 0
    10   | 3 3 4     | 3 3 4
    10   | 1 2       | 3 7
    5    | 0 1 1     | 0 3 2
    7    | 0 0 0     | 7 0 0
    0    | 5 5       | 0 0
    7    | 9         | 7
    0    |           |
    -100 | 1 1 1     | -34 -33 -33
    -7   | 0 0       | -7 0
    99999999999999999 | 1 999999999999999999 | 0 99999999999999999
"""),
)
def test_split(total: str, weights: str, parts: str) -> None:
    assert split_largest_remainder(int(total), [int(w) for w in weights.split()]) == tuple(
        map(int, parts.split())
    )


@pytest.mark.parametrize(("total", "weights"), [(1, ()), (-1, ()), (5, (1, -1)), (0, (-1,))])
def test_splits_that_cannot_be(total: int, weights: tuple[int, ...]) -> None:
    with pytest.raises(BadWeights):
        split_largest_remainder(total, weights)


@pytest.mark.parametrize(
    ("text", "rate", "written"),
    table("""
    1.2        | 6/5               | 1.2
    2          | 2/1               | 2
    0          | 0/1               | 0
    0.000001   | 1/1000000         | 0.000001
    1.50       | 3/2               | 1.5
    999999999999999.999999 | 999999999999999999999/1000000 | 999999999999999.999999
"""),
)
def test_rates(text: str, rate: str, written: str) -> None:
    numerator, denominator = map(int, rate.split("/"))
    found = parse_rate(text)
    assert (found.numerator, found.denominator, format_rate(found)) == (numerator, denominator, written)


@pytest.mark.parametrize(
    ("text", "rate"),
    table("""
    15       | 3/20
    12.5     | 1/8
    100      | 1/1
    150      | 3/2
    0        | 0/1
    0.000001 | 1/100000000
"""),
)
def test_percent(text: str, rate: str) -> None:
    numerator, denominator = map(int, rate.split("/"))
    assert parse_percent(text) == Rate(numerator, denominator)
    assert format_percent(parse_percent(text)) == text


@pytest.mark.parametrize(
    "text", ["1e3", "NaN", ".5", "1.", "0.0000001", "１", "-1", "15%", "", "1/3", "9" * 16]
)
@pytest.mark.parametrize("parse", [parse_rate, parse_percent])
def test_refused_rates(parse: Callable[[str], Rate], text: str) -> None:
    with pytest.raises(BadNumber):
        parse(text)


def test_rates_are_normal() -> None:
    assert Rate(-2, -4) == Rate(1, 2)
    assert Rate(2, -4) == Rate(-1, 2)
    assert Rate(0, -4) == ZERO
    assert hash(Rate(2, 4)) == hash(Rate(1, 2))
    assert format_rate(Rate(-1, 3)) == "-1/3"
    assert format_rate(Rate(-6, 5)) == "-1.2"
    assert parse_rate("-1.2", signed=True) == Rate(-6, 5)
    assert Rate(1, 3) < Rate(1, 2) <= Rate(1, 2)
    assert Rate(1, 2) > Rate(1, 3)
    assert Rate(1, 2) >= Rate(1, 3)


def test_rates_out_of_bounds() -> None:
    with pytest.raises(DivisionByZero):
        Rate(1, 0)
    most = 10**60 - 1
    assert Rate(-most).numerator == -most
    assert Rate(1, most).denominator == most
    for numerator, denominator in ((most + 1, 1), (-most - 1, 1), (1, most + 1)):
        with pytest.raises(Overflow) as raised:
            Rate(numerator, denominator)
        assert (raised.value.value, raised.value.limit) == (most + 1, most)
    with pytest.raises(Overflow):
        Rate(10).times(10**17, Rounding.DOWN)


def test_c10_thirds_and_tenths() -> None:
    assert extra_shares((parse_rate("1.1"), parse_rate("1.2"))) == parse_rate("1.3")
    third = Rate(4, 3)
    assert extra_shares((third, third, third)) == Rate(2)


@pytest.mark.parametrize(
    ("factors", "extra", "product"),
    table("""
    2 3       | 4    | 6
    1.5 1.5   | 2    | 2.25
    2         | 2    | 2
              | 1    | 1
    2 0.5     | 1.5  | 1
    0.5 0.5   | 0    | 0.25
    0.2 0.2   | 0    | 0.04
    0 3       | 2    | 0
"""),
)
def test_multipliers(factors: str, extra: str, product: str) -> None:
    rates = [parse_rate(factor) for factor in factors.split()]
    assert (format_rate(extra_shares(rates)), format_rate(compound(rates))) == (extra, product)


def test_order_of_multipliers_below_zero() -> None:
    assert extra_shares([Rate(0), Rate(0), Rate(3)]) == ONE


@pytest.mark.parametrize(
    ("amount", "points", "per", "proportional", "steps"),
    table("""
    39950  | 1  | 100   | 399 | 399
    39950  | 10 | 10000 | 39  | 30
    9999   | 10 | 10000 | 9   | 0
    10000  | 10 | 10000 | 10  | 10
    -39950 | 10 | 10000 | -39 | -30
    0      | 10 | 10000 | 0   | 0
"""),
)
def test_points_for_amounts(amount: str, points: str, per: str, proportional: str, steps: str) -> None:
    given = int(amount), int(points), int(per)
    assert (points_per(*given, Rounding.DOWN), points_per_full(*given)) == (int(proportional), int(steps))


def test_points_out_of_bounds() -> None:
    with pytest.raises(DivisionByZero):
        points_per_full(1, 1, 0)
    with pytest.raises(DivisionByZero):
        points_per(0, 0, 0, Rounding.DOWN)
    with pytest.raises(Overflow):
        points_per_full(MAX_POINTS, 2, 1)
    with pytest.raises(Overflow):
        points_per(10**15, 10**15, 1, Rounding.DOWN)


def test_points_are_whole() -> None:
    assert parse_points("398") == 398
    assert parse_points("-398", signed=True) == -398
    assert parse_points("999999999999999") == 10**15 - 1
    for text in ("1.5", "1.0", "-1", "1e3", "", "1000000000000000"):
        with pytest.raises(BadNumber):
            parse_points(text)


def test_what_is_no_number_is_told_with_what_was_wanted() -> None:
    with pytest.raises(BadNumber) as raised:
        parse_rate("1e3")
    assert (raised.value.text, raised.value.wanted) == ("1e3", "a decimal number")
