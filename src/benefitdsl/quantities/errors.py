"""What can be wrong with a quantity, one class a mistake.

Each takes the facts, keeps them as attributes (so that `check` can make a diagnostic of them) and writes its
own sentence.
"""


def shown(text: str) -> str:
    """The author's text as messages show it: in back-ticks, controls escaped, at most 120 characters."""
    cut = text if len(text) <= 120 else text[:119] + "…"
    return "`" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut) + "`"


class QuantityError(ValueError):
    """The base of every mistake in a number, an amount or a time."""


class Overflow(QuantityError):
    """A result outside the bound of its kind (see `bounds`)."""

    def __init__(self, value: int, limit: int) -> None:
        self.value, self.limit = value, limit
        # a huge integer is not printed: str(10**5000) is refused by Python itself
        found = str(value) if abs(value) < 10**40 else f"a number of {value.bit_length()} bits"
        super().__init__(f"{found} is out of range, the limit is {limit} either side of zero")


class DivisionByZero(QuantityError):
    def __init__(self) -> None:
        super().__init__("division by zero")


class BadShare(QuantityError):
    def __init__(self, given: int, part: int, whole: int) -> None:
        self.given, self.part, self.whole = given, part, whole
        super().__init__(f"a share of {given} needs 0 <= part <= whole, found part {part} of {whole}")


class BadWeights(QuantityError):
    def __init__(self, total: int, weights: tuple[int, ...]) -> None:
        self.total, self.weights = total, weights
        why = "there is nothing to split over" if not weights else "a weight is negative"
        super().__init__(f"{total} cannot be split: {why}")


class UnknownCurrency(QuantityError):
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"{shown(code)} is not an active ISO 4217 currency")


class BadNumber(QuantityError):
    """Text that is not a plain decimal in ASCII digits: exponents, separators, leading zeros, a plus."""

    def __init__(self, text: str, wanted: str) -> None:
        self.text, self.wanted = text, wanted
        super().__init__(f"{shown(text)} is not {wanted}")


class TooManyDecimals(QuantityError):
    def __init__(self, text: str, currency: str, digits: int) -> None:
        self.text, self.currency, self.digits = text, currency, digits
        super().__init__(f"{shown(text)} has more decimals than {currency}, which has {digits}")


class NoSuchDate(QuantityError):
    """A year, month and day (or a text) that no calendar has, 2023-02-29 for one."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{shown(text)} is not a date")


class DayOutOfRange(QuantityError):
    """A day or a month outside the years 0001 to 9999."""

    def __init__(self, found: int, unit: str) -> None:
        self.found, self.unit = found, unit
        super().__init__(f"{unit} {found} is outside the years 0001 to 9999")


class NoSuchDayInMonth(QuantityError):
    """Months added under `reject` led to a month without that day."""

    def __init__(self, day_of_month: int, year: int, month: int) -> None:
        self.day_of_month, self.year, self.month = day_of_month, year, month
        super().__init__(f"{year:04}-{month:02} has no day {day_of_month}")


class BadInstant(QuantityError):
    """Text that is not an RFC 3339 instant with an offset, or lies outside 1970 to 2100."""

    def __init__(self, text: str, why: str) -> None:
        self.text, self.why = text, why
        super().__init__(f"{shown(text)} is not an instant: {why}")


class InstantOutOfRange(QuantityError):
    def __init__(self, instant: int) -> None:
        self.instant = instant
        super().__init__(f"instant {instant} µs is outside the years 1970 to 2100")


class NaiveDatetime(QuantityError):
    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{shown(text)} has no offset, so it names no instant")


class UnknownZone(QuantityError):
    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"{shown(key)} is not a time zone of the IANA list")


class BadDayStart(QuantityError):
    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"a day cannot start {minutes} minutes after midnight, only 0 to 1439")


class BadClockTime(QuantityError):
    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"{minutes} minutes is no time of day, only 0 to 1440")


class BadWidth(QuantityError):
    """A duration or a window of no width, a negative one, or one of more than a hundred years."""

    def __init__(self, amount: int, unit: str, limit: int) -> None:
        self.amount, self.unit, self.limit = amount, unit, limit
        super().__init__(f"a width must be 1 to {limit} {unit}, found {amount}")


class WrongUnit(QuantityError):
    """A duration of one kind where the other was needed: exact (minutes, hours) or by the calendar."""

    def __init__(self, unit: str, wanted: str) -> None:
        self.unit, self.wanted = unit, wanted
        super().__init__(f"{wanted} was needed, found one in {unit}s")


class EmptySpan(QuantityError):
    def __init__(self, start_day: int, end_day: int) -> None:
        self.start_day, self.end_day = start_day, end_day
        super().__init__(f"a span must end after it starts, found day {start_day} to day {end_day}")


class NoAnchor(QuantityError):
    """A window counted from joining, first match … was asked about without that instant."""

    def __init__(self, anchor: str) -> None:
        self.anchor = anchor
        super().__init__(f"this window needs the instant of {anchor}")
