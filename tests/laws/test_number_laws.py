"""Laws of numbers: exact against `Fraction`, sums kept, text and back."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor, trunc

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from benefitdsl.quantities.bounds import MAX_AMOUNT
from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.quantities.errors import QuantityError
from benefitdsl.quantities.money import format_money, parse_money
from benefitdsl.quantities.points import parse_points, points_per, points_per_full
from benefitdsl.quantities.rate import Rate, compound, extra_shares, format_rate, parse_percent, parse_rate
from benefitdsl.quantities.rounding import Rounding, divide, share, split_largest_remainder

amounts = st.integers(-MAX_AMOUNT, MAX_AMOUNT) | st.integers(-20, 20)
positive = st.integers(1, MAX_AMOUNT) | st.integers(1, 20)
currencies = st.sampled_from(sorted(MINOR_DIGITS))
decimals = st.from_regex(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?", fullmatch=True, alphabet="0123456789.")
rates = st.builds(Rate, st.integers(0, 10**9), st.integers(1, 10**6))

Divide = Callable[[int, int, Rounding], int]
Split = Callable[[int, Sequence[int]], tuple[int, ...]]


def away_from_zero(exact: Fraction) -> int:
    return ceil(exact) if exact > 0 else floor(exact)


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2)) if exact > 0 else ceil(exact - Fraction(1, 2))


EXACT: dict[Rounding, Callable[[Fraction], int]] = {
    Rounding.DOWN: trunc,
    Rounding.UP: away_from_zero,
    Rounding.HALF_UP: half_up,
    Rounding.HALF_EVEN: round,
}


def check_divide(function: Divide, numerator: int, denominator: int, rounding: Rounding) -> None:
    assert function(numerator, denominator, rounding) == EXACT[rounding](Fraction(numerator, denominator))


def check_split(function: Split, total: int, weights: Sequence[int]) -> None:
    parts = function(total, weights)
    whole = sum(weights)
    assert (sum(parts), len(parts)) == (total, len(weights))
    if whole:
        exact = [Fraction(total * weight, whole) for weight in weights]
        assert all(abs(part - wanted) < 1 for part, wanted in zip(parts, exact, strict=True))
        # who got one more has the larger remainder, or as large a one and the earlier place
        rests = [abs(wanted) - trunc(abs(wanted)) for wanted in exact]
        more = [abs(part) > trunc(abs(wanted)) for part, wanted in zip(parts, exact, strict=True)]
        ranked = sorted(range(len(parts)), key=lambda place: (-rests[place], place))
        assert [more[place] for place in ranked] == sorted(more, reverse=True)


@given(amounts, amounts.filter(bool), st.sampled_from(Rounding))
def test_divide_is_exact(numerator: int, denominator: int, rounding: Rounding) -> None:
    check_divide(divide, numerator, denominator, rounding)


@given(amounts, positive, st.sampled_from(Rounding))
def test_a_reversal_mirrors_its_grant(numerator: int, denominator: int, rounding: Rounding) -> None:
    assert divide(-numerator, denominator, rounding) == -divide(numerator, denominator, rounding)


@given(st.integers(0, MAX_AMOUNT), st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any))
def test_shares_over_partial_refunds(given_amount: int, parts: list[int]) -> None:
    """However an order is refunded in parts, in all what was given is taken back, and never more (spec §6)."""
    whole, refunded, taken = sum(parts), 0, 0
    for part in parts:
        refunded += part
        now = share(given_amount, refunded, whole)
        assert taken <= now <= given_amount
        assert now == floor(Fraction(given_amount * refunded, whole))
        taken = now
    assert taken == given_amount


@given(amounts, st.lists(st.integers(0, MAX_AMOUNT) | st.integers(0, 5), min_size=1, max_size=12))
def test_splits_sum_exactly(total: int, weights: list[int]) -> None:
    check_split(split_largest_remainder, total, weights)


@given(amounts, st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_splits_mirror(total: int, weights: list[int]) -> None:
    mirrored = tuple(-part for part in split_largest_remainder(total, weights))
    assert split_largest_remainder(-total, weights) == mirrored


@given(amounts, currencies)
def test_money_to_text_and_back(minor: int, currency: str) -> None:
    text = format_money(minor, currency)
    if len(text.split(".")[0].lstrip("-")) <= 15:
        assert parse_money(text, currency, signed=True) == minor
    assert Fraction(text) == Fraction(minor, 10 ** MINOR_DIGITS[currency])


@given(decimals, currencies)
def test_text_to_money_is_exact(text: str, currency: str) -> None:
    try:
        minor = parse_money(text, currency)
    except QuantityError:
        return
    assert Fraction(minor, 10 ** MINOR_DIGITS[currency]) == Fraction(text)


def money_of(text: str, *, signed: bool) -> int:
    return parse_money(text, "CNY", signed=signed)


@given(st.text() | st.text("0123456789.-+eE_, \n１٢", max_size=24), st.booleans())
@pytest.mark.parametrize("read", [parse_points, parse_rate, parse_percent, money_of])
def test_any_text_is_read_or_refused(read: Callable[..., object], text: str, signed: bool) -> None:
    try:
        read(text, signed=signed)
    except QuantityError as mistake:
        refusal = str(mistake)
    else:
        refusal = ""
        assert set(text) <= set("0123456789.-")
        assert signed or "-" not in text
    assert refusal.isprintable()


@given(decimals)
def test_rates_to_text_and_back(text: str) -> None:
    rate = parse_rate(text)
    assert Fraction(rate.numerator, rate.denominator) == Fraction(text)
    assert parse_rate(format_rate(rate)) == rate
    assert parse_percent(text) == Rate(rate.numerator, rate.denominator * 100)


@given(st.lists(rates, max_size=5))
def test_multipliers_against_fractions(factors: list[Rate]) -> None:
    exact = [Fraction(factor.numerator, factor.denominator) for factor in factors]
    product = Fraction(1)
    for factor in exact:
        product *= factor
    extra = max(Fraction(0), 1 + sum((factor - 1 for factor in exact), Fraction(0)))
    assert extra_shares(factors) == Rate(extra.numerator, extra.denominator)
    assert compound(factors) == Rate(product.numerator, product.denominator)


@given(st.lists(rates, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_multipliers_does_not_matter(factors: list[Rate], random: st.DataObject) -> None:
    shuffled = sorted(factors, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert (extra_shares(factors), compound(factors)) == (extra_shares(shuffled), compound(shuffled))


@given(rates, rates)
def test_rates_are_ordered_as_fractions(one: Rate, other: Rate) -> None:
    exact, against = (Fraction(rate.numerator, rate.denominator) for rate in (one, other))
    assert (one < other, one <= other, one == other) == (exact < against, exact <= against, exact == against)


@given(st.integers(0, 10**12), st.integers(0, 1000), st.integers(1, 10**6))
def test_full_steps_never_earn_more(amount: int, points: int, per: int) -> None:
    assert points_per_full(amount, points, per) <= points_per(amount, points, per, Rounding.DOWN)
    assert points_per_full(-amount, points, per) == -points_per_full(amount, points, per)


# ------------------------------------------------------------ negative controls: defects the laws must catch


def floor_divide(numerator: int, denominator: int, _rounding: Rounding) -> int:
    return numerator // denominator


def float_divide(numerator: int, denominator: int, _rounding: Rounding) -> int:
    return round(numerator / denominator)


def floors_only(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    whole = sum(weights) or 1
    return tuple(total * weight // whole for weight in weights)


def rest_to_the_first(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    parts = floors_only(total, weights)
    return (parts[0] + total - sum(parts), *parts[1:])


controlled = settings(database=None, derandomize=True, phases=[Phase.generate], max_examples=500)


@pytest.mark.parametrize("defect", [floor_divide, float_divide])
def test_control_divide(defect: Divide) -> None:
    with pytest.raises(AssertionError):
        controlled(
            given(amounts, positive, st.sampled_from(Rounding))(lambda n, d, r: check_divide(defect, n, d, r))
        )()


@pytest.mark.parametrize("defect", [floors_only, rest_to_the_first])
def test_control_split(defect: Split) -> None:
    weights = st.lists(st.integers(0, 5), min_size=1, max_size=6)
    with pytest.raises(AssertionError):
        controlled(given(amounts, weights)(lambda total, weights: check_split(defect, total, weights)))()
