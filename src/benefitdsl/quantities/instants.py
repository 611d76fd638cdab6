"""Instants as integers: microseconds since 1970-01-01T00:00Z, from 1970 through 2100."""

import re
from datetime import UTC, datetime, timedelta

from benefitdsl.quantities.days import date_of, day_of
from benefitdsl.quantities.errors import BadInstant, InstantOutOfRange, NaiveDatetime, NoSuchDate

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US

MIN_INSTANT = 0
END_INSTANT = day_of(2101, 1, 1) * DAY_US
"""The first instant that is too late."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RFC_3339 = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?(Z|([+-])([0-9]{2}):([0-9]{2}))"
)


def check_instant(instant: int) -> int:
    """The instant itself, or `InstantOutOfRange`."""
    if MIN_INSTANT <= instant < END_INSTANT:
        return instant
    raise InstantOutOfRange(instant)


def parse_instant(text: str) -> int:
    """The instant written as RFC 3339 with an offset, one spelling only; `BadInstant`.

    Refused: no offset, small `t` or `z`, a blank for the `T`, no seconds, second 60, hour 24, more than six
    decimals, an offset beyond ±14:00, and `-00:00`, by which a sender says that it does not know its offset.

    >>> parse_instant("2026-03-31T10:00:00+08:00") == parse_instant("2026-03-31T02:00:00Z")
    True
    """
    match = _RFC_3339.fullmatch(text)
    if match is None:
        raise BadInstant(text, "it must read like 2026-03-31T10:00:00+08:00")
    year, month, day_of_month, hour, minute, second = map(int, match.group(1, 2, 3, 4, 5, 6))
    if hour > 23 or minute > 59 or second > 59:
        raise BadInstant(text, "there is no such time of day")
    try:
        day = day_of(year, month, day_of_month)
    except NoSuchDate:
        raise BadInstant(text, "there is no such date") from None
    micros = int((match.group(7) or "").ljust(6, "0"))
    clock = (hour * 60 + minute) * 60 + second
    instant = day * DAY_US + clock * SECOND_US + micros - _offset_minutes(text, match) * MINUTE_US
    if not MIN_INSTANT <= instant < END_INSTANT:
        raise BadInstant(text, "it is outside the years 1970 to 2100")
    return instant


def _offset_minutes(text: str, match: re.Match[str]) -> int:
    if match.group(8) == "Z":
        return 0
    hours, minutes = int(match.group(10)), int(match.group(11))
    offset = hours * 60 + minutes
    if minutes > 59 or offset > 14 * 60:
        raise BadInstant(text, "an offset goes to 14:00 either side")
    if match.group(9) == "-" and offset == 0:
        raise BadInstant(text, "the offset -00:00 means unknown; write Z")
    return -offset if match.group(9) == "-" else offset


def format_instant(instant: int) -> str:
    """RFC 3339 in UTC, microseconds only when there are any; what `parse_instant` reads back.

    >>> format_instant(parse_instant("2026-03-31T10:00:00+08:00"))
    '2026-03-31T02:00:00Z'
    """
    day, rest = divmod(instant, DAY_US)
    seconds, micros = divmod(rest, SECOND_US)
    year, month, day_of_month = date_of(day)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{year:04}-{month:02}-{day_of_month:02}T{clock}{f'.{micros:06}' if micros else ''}Z"


def instant_from_datetime(moment: datetime) -> int:
    """The instant of an aware datetime; `NaiveDatetime`, `InstantOutOfRange`."""
    if moment.utcoffset() is None:
        raise NaiveDatetime(moment.isoformat())
    since: timedelta = moment - _EPOCH
    return check_instant((since.days * 86_400 + since.seconds) * SECOND_US + since.microseconds)
