"""Readers of single values: from what JSON or Python has to what the engine has, or `Refused`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from benefitdsl.engine.door.errors import refusal, refuse
from benefitdsl.engine.door.text import Literal
from benefitdsl.limits import MAX_STRING_CHARACTERS
from benefitdsl.model.json import MAX_ID_CHARACTERS, MAX_NUMBER
from benefitdsl.quantities.bounds import MAX_AMOUNT
from benefitdsl.quantities.days import day_of, parse_day
from benefitdsl.quantities.errors import BadNumber, Overflow, QuantityError, TooManyDecimals
from benefitdsl.quantities.instants import instant_from_datetime, parse_instant
from benefitdsl.quantities.money import format_money, minor_digits, parse_money
from benefitdsl.source.characters import code_point
from benefitdsl.source.display import UNSAFE

FIRST_DAY: Final = day_of(1900, 1, 1)
LAST_DAY: Final = day_of(2100, 12, 31)

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ADDRESSED: Final = re.compile(r".+#[0-9]{1,9}")
_MAX_MONEY_ADJUSTED: Final = 14  # 15 digits before the point

Reader = Callable[[Any], Any]


def money_reader(currency: str) -> Reader:
    digits = minor_digits(currency)
    limit = format_money(MAX_AMOUNT, currency)

    def read_money(value: object) -> int:
        if type(value) is str:
            try:
                return parse_money(value, currency)
            except TooManyDecimals:
                refuse("BEN933", value, digits)
            except BadNumber:
                refuse("BEN934" if value.startswith("-") else "BEN932", value)
            except Overflow:
                refuse("BEN935", value, limit)
        if type(value) is Decimal:
            return _money_of_decimal(value, digits, limit)
        if isinstance(value, int | float | Literal) and type(value) is not bool:
            refuse("BEN931", value)
        raise refusal("BEN930", value, "money")

    return read_money


def _money_of_decimal(value: Decimal, digits: int, limit: str) -> int:
    """By value, not by spelling: 398.000, as it may come out of a multiplication, is 398.00."""
    if not value.is_finite():
        refuse("BEN932", value)
    if value < 0:
        refuse("BEN934", value)
    if not value:
        return 0
    if value.adjusted() > _MAX_MONEY_ADJUSTED:  # before any arithmetic: 1E+999999 would fill the memory
        refuse("BEN935", value, limit)
    _, figures, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    shift = exponent + digits
    if any(figures[shift:] if shift < 0 else ()):
        refuse("BEN933", value, digits)
    kept = figures[:shift] if shift < 0 else figures + (0,) * shift
    amount = int("".join(map(str, kept)) or "0")
    if amount > MAX_AMOUNT:
        refuse("BEN935", value, limit)
    return amount


def read_number(value: object) -> int:
    if type(value) is not int:
        if isinstance(value, Literal) and value.isdigit():
            refuse("BEN935", value, MAX_NUMBER)
        refuse("BEN930", value, "number")
    if value < 0:
        refuse("BEN934", value)
    if value > MAX_NUMBER:
        refuse("BEN935", value, MAX_NUMBER)
    return value


def read_text(value: object) -> str:
    if type(value) is not str:
        refuse("BEN930", value, "text")
    if len(value) > MAX_STRING_CHARACTERS:
        refuse("BEN938", str(len(value)), MAX_STRING_CHARACTERS)
    if value.isascii() and value.isprintable():
        return value
    if (found := _CONTROL.search(value)) is not None:
        refuse("BEN939", code_point(found.group()))
    composed = unicodedata.normalize("NFC", value)
    if len(composed) > MAX_STRING_CHARACTERS:  # a few letters have no composed form but a longer one
        refuse("BEN938", str(len(composed)), MAX_STRING_CHARACTERS)
    return composed


def read_flag(value: object) -> bool:
    if type(value) is not bool:
        refuse("BEN930", value, "flag")
    return value


def read_date(value: object) -> int:
    """The local day number of a text, or of a `datetime.date`."""
    text = value.isoformat() if type(value) is date else value
    if type(text) is not str:
        refuse("BEN930", value, "date")
    try:
        day = parse_day(text)
    except QuantityError:
        refuse("BEN937", text)
    if not FIRST_DAY <= day <= LAST_DAY:
        refuse("BEN937", text)
    return day


def read_instant(value: object) -> int:
    """Microseconds UTC of a text in RFC 3339, or of an aware `datetime`."""
    try:
        if type(value) is str:
            return parse_instant(value)
        if isinstance(value, datetime):
            return instant_from_datetime(value)
    except (QuantityError, OverflowError):
        refuse("BEN936", value)
    raise refusal("BEN930", value, "instant")


def read_name(value: object) -> str:
    """A name that is compared byte by byte: of a member, a source, an event."""
    if type(value) is not str:
        refuse("BEN930", value, "text")
    if not 0 < len(value) <= MAX_ID_CHARACTERS:
        refuse("BEN938", str(len(value)), MAX_ID_CHARACTERS)
    if not (value.isascii() and value.isprintable()):
        if (found := UNSAFE.search(value)) is not None:
            refuse("BEN939", code_point(found.group()))
        if not unicodedata.is_normalized("NFC", value):
            refuse("BEN941", value)
    if value != value.strip():
        refuse("BEN940", value, "no_edge_spaces")
    return value


def read_sourced_id(value: object) -> str:
    """INVARIANT: the key of an event is `source/id`, and the last `/` in it parts the two."""
    identity = read_name(value)
    if "/" in identity:
        refuse("BEN940", identity, "no_slash")
    return identity


def read_own_id(value: object) -> str:
    """Without a source the id is the key, so it must not read like the key of something else: of an event with
    a source, or of mere time (`@…`). An addressed event is named `<key>#<position>`, and that key may be any."""
    identity = read_name(value)
    if ("/" in identity or identity[0] == "@") and _ADDRESSED.fullmatch(identity) is None:
        refuse("BEN940", identity, "no_slash" if "/" in identity else "no_at")
    return identity
