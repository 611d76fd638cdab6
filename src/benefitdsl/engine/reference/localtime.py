"""Plain calendar arithmetic for the reference engine, with `datetime` and `zoneinfo` alone (spec §1.2, §1.4).

Written apart from `quantities`, on purpose: two engines that shared a calendar would share its mistakes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, assert_never
from zoneinfo import ZoneInfo

from benefitdsl.quantities.duration import Duration

Unit = Literal["day", "week", "month", "quarter", "year"]

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def date_of(day: int) -> date:
    return date.fromordinal(day + _EPOCH_ORDINAL)


def number_of(when: date) -> int:
    return when.toordinal() - _EPOCH_ORDINAL


def month_length(year: int, month: int) -> int:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - first).days


def clamped(year: int, month: int, day: int) -> int:
    """The day number of a date whose day of month is cut to the month's length."""
    return number_of(date(year, month, min(day, month_length(year, month))))


def add_months(day: int, months: int) -> int:
    """The same day of the month so many months later, cut to the month's length."""
    when = date_of(day)
    year, month = divmod(when.year * 12 + when.month - 1 + months, 12)
    return clamped(year, month + 1, when.day)


def anniversaries(anchor: int, day: int) -> int:
    """How many yearly returns of the anchor's day lie at or before the day; negative before the anchor."""
    years = date_of(day).year - date_of(anchor).year
    return years if add_months(anchor, 12 * years) <= day else years - 1


def period_of(day: int, unit: Unit) -> int:
    """The running number of the calendar period that the day is in (spec §1.5)."""
    when = date_of(day)
    match unit:
        case "day":
            return day
        case "week":
            return (day + 3) // 7
        case "month":
            return when.year * 12 + when.month - 1
        case "quarter":
            return when.year * 4 + (when.month - 1) // 3
        case "year":
            return when.year
        case _:
            assert_never(unit)


def first_day_of(period: int, unit: Unit) -> int:
    match unit:
        case "day":
            return period
        case "week":
            return period * 7 - 3
        case "month":
            return number_of(date(period // 12, period % 12 + 1, 1))
        case "quarter":
            return number_of(date(period // 4, period % 4 * 3 + 1, 1))
        case "year":
            return number_of(date(period, 1, 1))
        case _:
            assert_never(unit)


def is_exact(duration: Duration) -> bool:
    return duration.unit in ("minute", "hour")


def microseconds(duration: Duration) -> int:
    """The length of a duration that is a length of time; days and weeks count 24 hours each (spec §1.5)."""
    hours = {"hour": 1, "day": 24, "week": 168}
    return duration.amount * (MINUTE if duration.unit == "minute" else hours[duration.unit] * HOUR)


def later_day(day: int, duration: Duration, times: int = 1) -> int:
    """The day that lies `times` durations after a day, counted once from that day."""
    amount = duration.amount * times
    match duration.unit:
        case "day":
            return day + amount
        case "week":
            return day + 7 * amount
        case "month":
            return add_months(day, amount)
        case "quarter":
            return add_months(day, 3 * amount)
        case "year":
            return add_months(day, 12 * amount)
        case "minute" | "hour":
            raise ValueError("an exact duration has no later day")
        case _:
            assert_never(duration.unit)


@dataclass(frozen=True, slots=True)
class LocalTime:
    """The time zone and the day start of a programme."""

    zone: str
    day_start: int

    def start(self, day: int) -> int:
        """The first instant of a local day."""
        return _start(self.zone, self.day_start, day)

    def day(self, instant: int) -> int:
        """The local day of an instant: the last one that has started."""
        return _day(self.zone, self.day_start, instant)

    def minute(self, instant: int) -> int:
        """Whole minutes of the clock since the day start of the local day (spec §1.5)."""
        midnight = datetime.fromordinal(self.day(instant) + _EPOCH_ORDINAL)
        local = (_EPOCH + timedelta(microseconds=instant)).astimezone(_zone(self.zone)).replace(tzinfo=None)
        return max(0, (local - midnight - timedelta(minutes=self.day_start)) // timedelta(minutes=1))

    def at(self, day: int, minute: int) -> int:
        """The first instant at which the clock of a local day has reached a minute."""
        return _start(self.zone, self.day_start + minute, day)

    def lasts_until(
        self, duration: Duration, start: int, edge: Literal["end_of_day", "start_of_day"] = "end_of_day"
    ) -> int:
        """The end of something that lasts so long from an instant (spec §1.4)."""
        if is_exact(duration):
            return start + microseconds(duration)
        last = later_day(self.day(start), duration)
        return self.start(last + 1) if edge == "end_of_day" else self.start(last)

    def counts_until(self, duration: Duration, start: int) -> int:
        """The end of an anchored window (spec §1.4)."""
        return self.lasts_until(duration, start, "start_of_day")


@cache
def _zone(key: str) -> ZoneInfo:
    with files("tzdata").joinpath("zoneinfo", *key.split("/")).open("rb") as stored:
        return ZoneInfo.from_file(stored, key=key)


def _instant(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _offset(zone: ZoneInfo, instant: int) -> timedelta:
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone).utcoffset() or timedelta(0)


@lru_cache(maxsize=100_000)
def _start(key: str, day_start: int, day: int) -> int:
    """The first instant whose local reading has reached the day's date and the day start."""
    zone = _zone(key)
    reading = datetime.fromordinal(day + _EPOCH_ORDINAL) + timedelta(minutes=day_start)
    earlier = _instant(reading.replace(tzinfo=zone, fold=0).astimezone(UTC))
    later = _instant(reading.replace(tzinfo=zone, fold=1).astimezone(UTC))
    if later >= earlier:  # an ordinary time, or one that comes twice: the first of the two
        return earlier
    # The reading was skipped: the first instant after it is the change of the offset, between the two answers.
    before, after = later, earlier
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


@lru_cache(maxsize=100_000)
def _day(key: str, day_start: int, instant: int) -> int:
    local = (_EPOCH + timedelta(microseconds=instant)).astimezone(_zone(key))
    day = local.toordinal() - _EPOCH_ORDINAL
    while _start(key, day_start, day) > instant:
        day -= 1
    while _start(key, day_start, day + 1) <= instant:
        day += 1
    return day
