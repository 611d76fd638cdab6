"""Amounts in and out (spec §1.1, attack corpus C)."""

import re

import pytest

from benefitdsl.quantities.bounds import MAX_AMOUNT, checked
from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.quantities.errors import BadNumber, Overflow, TooManyDecimals, UnknownCurrency
from benefitdsl.quantities.money import MAX_MINOR, format_money, minor_digits, parse_money
from tests.unit.quantities.tables import table

READ = table("""
    398                    | CNY | 39800
    398.00                 | CNY | 39800
    9.9                    | CNY | 990
    0                      | CNY | 0
    0.01                   | CNY | 1
    0.00                   | CNY | 0
    398                    | JPY | 398
    0.005                  | KWD | 5
    1.2345                 | CLF | 12345
    999999999999999        | JPY | 999999999999999
    999999999999999.99     | CNY | 99999999999999999
    999999999999999.999    | KWD | 999999999999999999
""")

SIGNED = table("""
    -0.01   | CNY | -1
    -398.5  | CNY | -39850
    398.5   | CNY | 39850
    0       | CNY | 0
""")

REFUSED = table("""
    # more decimals than the currency has, zeros too
    398.00     | JPY | TooManyDecimals
    398.0      | JPY | TooManyDecimals
    9.990      | CNY | TooManyDecimals
    0.0001     | KWD | TooManyDecimals
    # C03: one digit more than fits the text, and text that fits beside a currency that does not
    1000000000000000      | CNY | BadNumber
    9223372036854775807   | CNY | BadNumber
    100000000000000       | CLF | Overflow
    # C04 C05 C06 C07: exponents and the words of floats
    1E+999999             | CNY | BadNumber
    1E+999999999999999999 | CNY | BadNumber
    1E-999999999999       | CNY | BadNumber
    1e3                   | CNY | BadNumber
    NaN                   | CNY | BadNumber
    sNaN                  | CNY | BadNumber
    Infinity              | CNY | BadNumber
    -0                    | CNY | BadNumber
    -0.0                  | CNY | BadNumber
    # C08: other people's literals
    1_000                 | CNY | BadNumber
    1,000                 | CNY | BadNumber
    0x10                  | CNY | BadNumber
    010                   | CNY | BadNumber
    00                    | CNY | BadNumber
    1.                    | CNY | BadNumber
    .5                    | CNY | BadNumber
    +1                    | CNY | BadNumber
    1.2.3                 | CNY | BadNumber
    -1                    | CNY | BadNumber
    # C09: digits that are not ASCII
    １２                  | CNY | BadNumber
    ١٢                    | CNY | BadNumber
    ²                     | CNY | BadNumber
    ½                     | CNY | BadNumber
    〇                    | CNY | BadNumber
    十                    | CNY | BadNumber
    # currencies
    1                     | cny | UnknownCurrency
    1                     | RMB | UnknownCurrency
    1                     | XAU | UnknownCurrency
    1                     | XXX | UnknownCurrency
    1                     | ＣＮＹ | UnknownCurrency
""")
MISTAKES = {c.__name__: c for c in (BadNumber, Overflow, TooManyDecimals, UnknownCurrency)}


@pytest.mark.parametrize(("text", "currency", "minor"), READ)
def test_read(text: str, currency: str, minor: str) -> None:
    assert parse_money(text, currency) == int(minor)


@pytest.mark.parametrize(("text", "currency", "minor"), SIGNED)
def test_read_signed(text: str, currency: str, minor: str) -> None:
    assert parse_money(text, currency, signed=True) == int(minor)


@pytest.mark.parametrize(("text", "currency", "mistake"), REFUSED)
def test_refused(text: str, currency: str, mistake: str) -> None:
    with pytest.raises(MISTAKES[mistake]) as raised:
        parse_money(text, currency)
    assert type(raised.value) is MISTAKES[mistake]


@pytest.mark.parametrize(
    "text", ["", " ", "1 ", " 1", "1\n", "\t1", "1\0", "9" * 5000, "9" * 4299, "1." + "0" * 5000]
)
def test_refused_whole(text: str) -> None:
    with pytest.raises(BadNumber):
        parse_money(text, "CNY")


@pytest.mark.parametrize("text", ["-0", "-0.00", "--1", "-", "-.5", "−1", "－1"])
def test_refused_signed(text: str) -> None:
    with pytest.raises(BadNumber):
        parse_money(text, "CNY", signed=True)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    table("""
    39800                | CNY | 398.00
    5                    | CNY | 0.05
    0                    | CNY | 0.00
    -5                   | CNY | -0.05
    -39800               | CNY | -398.00
    398                  | JPY | 398
    0                    | JPY | 0
    -398                 | JPY | -398
    1                    | KWD | 0.001
    999999999999999999   | KWD | 999999999999999.999
    12345678901234567890 | CNY | 123456789012345678.90
"""),
)
def test_written(minor: str, currency: str, text: str) -> None:
    assert format_money(int(minor), currency) == text


@pytest.mark.parametrize("amount", [MAX_MINOR, -MAX_MINOR, 0])
def test_bound_is_inside(amount: int) -> None:
    assert checked(amount) == amount


@pytest.mark.parametrize("amount", [10**18, -(10**18), 2**63, -(2**63), 10**15 * 10**15, 10**4000])
def test_bound_is_kept(amount: int) -> None:
    with pytest.raises(Overflow) as raised:
        checked(amount)
    assert (raised.value.value, raised.value.limit) == (amount, MAX_AMOUNT)
    assert len(str(raised.value)) < 200
    assert len(str(Overflow(10**5000, MAX_AMOUNT))) < 200  # which Python does not print


def test_c17_a_million_cents_are_exact() -> None:
    assert sum(parse_money("0.01", "CNY") for _ in range(100_000)) * 10 == parse_money("10000", "CNY")


def test_the_list_of_currencies() -> None:
    assert all(re.fullmatch("[A-Z]{3}", code) for code in MINOR_DIGITS)
    assert {digits: sum(d == digits for d in MINOR_DIGITS.values()) for digits in (0, 2, 3, 4)} == {
        0: 17,
        2: len(MINOR_DIGITS) - 26,
        3: 7,
        4: 2,
    }
    assert {"AUD", "CAD", "CHF", "CNY", "EUR", "GBP", "HKD", "MOP", "MYR", "SGD", "THB", "TWD", "USD"} <= {
        code for code in MINOR_DIGITS if minor_digits(code) == 2
    }


def test_messages_show_no_control_characters() -> None:
    with pytest.raises(BadNumber) as raised:
        parse_money("\x1b[2J\u202e" + "9" * 500, "CNY")
    message = str(raised.value)
    assert message.startswith("`\\x1b[2J\\u202e999")
    assert message.isprintable()
    assert len(message) < 200
