"""Money is an integer of minor units beside its currency: 398.00 CNY is 39800."""

from benefitdsl.quantities.bounds import MAX_AMOUNT, checked, decimal_parts
from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.quantities.errors import TooManyDecimals, UnknownCurrency

MAX_MINOR = MAX_AMOUNT


def minor_digits(currency: str) -> int:
    """Digits after the point; `UnknownCurrency` unless the code is an active ISO 4217 one, in capitals.

    >>> [minor_digits(code) for code in ("JPY", "CNY", "KWD")]
    [0, 2, 3]
    """
    try:
        return MINOR_DIGITS[currency]
    except KeyError:
        raise UnknownCurrency(currency) from None


def parse_money(text: str, currency: str, *, signed: bool = False) -> int:
    """Minor units of a written amount.

    Raises `BadNumber`, `TooManyDecimals` (also for zeros: `398.00` is no amount of yen), `Overflow`,
    `UnknownCurrency`.

    >>> parse_money("398", "CNY"), parse_money("9.9", "CNY")
    (39800, 990)
    """
    digits = minor_digits(currency)
    sign, whole, fraction = decimal_parts(text, "an amount of money", signed=signed)
    if len(fraction) > digits:
        raise TooManyDecimals(text, currency, digits)
    return checked(sign * int(whole + fraction.ljust(digits, "0")))


def format_money(amount_minor: int, currency: str) -> str:
    """The amount with all its decimals and no currency; what `parse_money(…, signed=True)` reads back.

    Sums over a history may be larger than any amount that can be written; they are told too.

    >>> format_money(39800, "CNY"), format_money(-5, "KWD"), format_money(398, "JPY")
    ('398.00', '-0.005', '398')
    """
    digits = minor_digits(currency)
    sign, number = ("-" if amount_minor < 0 else ""), str(abs(amount_minor)).zfill(digits + 1)
    return sign + (number if digits == 0 else f"{number[:-digits]}.{number[-digits:]}")
