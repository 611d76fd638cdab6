"""A length of time as it is written: an amount of a unit, at most a hundred years."""

from dataclasses import dataclass
from typing import Literal, assert_never

from benefitdsl.quantities.days import Clamp, add_months
from benefitdsl.quantities.errors import BadWidth, WrongUnit
from benefitdsl.quantities.instants import HOUR_US, MINUTE_US
from benefitdsl.quantities.zone import Zone

DurationUnit = Literal["minute", "hour", "day", "week", "month", "quarter", "year"]
Edge = Literal["end_of_day", "start_of_day"]

MAX_WIDTH_DAYS = 36_525
"""A hundred years: the most any duration or window may be wide."""

MAX_WIDTH: dict[DurationUnit, int] = {
    "minute": MAX_WIDTH_DAYS * 1440,
    "hour": MAX_WIDTH_DAYS * 24,
    "day": MAX_WIDTH_DAYS,
    "week": MAX_WIDTH_DAYS // 7,
    "month": 1200,
    "quarter": 400,
    "year": 100,
}


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of a unit. Minutes and hours are exact; the rest count local days or months. `BadWidth`."""

    amount: int
    unit: DurationUnit

    def __post_init__(self) -> None:
        check_width(self.amount, self.unit)

    @property
    def is_exact(self) -> bool:
        """Whether it is a fixed number of microseconds, whatever the calendar says."""
        return self.unit in ("minute", "hour")

    @property
    def microseconds(self) -> int:
        """The length of an exact duration; `WrongUnit` for one by the calendar."""
        if not self.is_exact:
            raise WrongUnit(self.unit, "an exact duration")
        return self.amount * (MINUTE_US if self.unit == "minute" else HOUR_US)


def check_width(amount: int, unit: DurationUnit) -> None:
    """`BadWidth` unless the amount is at least 1 and at most a hundred years of the unit."""
    if not 1 <= amount <= MAX_WIDTH[unit]:
        raise BadWidth(amount, unit + "s", MAX_WIDTH[unit])


def day_after(day: int, duration: Duration, clamp: Clamp = Clamp.CLAMP) -> int:
    """The day a duration of days, weeks, months, quarters or years later, counted once from this day."""
    match duration.unit:
        case "day":
            return day + duration.amount
        case "week":
            return day + 7 * duration.amount
        case "month":
            return add_months(day, duration.amount, clamp)
        case "quarter":
            return add_months(day, 3 * duration.amount, clamp)
        case "year":
            return add_months(day, 12 * duration.amount, clamp)
        case "minute" | "hour":
            raise WrongUnit(duration.unit, "a duration of days or months")
        case _:
            assert_never(duration.unit)


def end_of(duration: Duration, zone: Zone, from_instant: int, edge: Edge, clamp: Clamp = Clamp.CLAMP) -> int:
    """The first instant at which something good for this long from then is good no more (validity, expiry).

    `end_of_day`: the day reached is the last good one. `start_of_day`: it is the first bad one. An exact
    duration has no edge.
    """
    if duration.is_exact:
        return from_instant + duration.microseconds
    last = day_after(zone.local_day(from_instant), duration, clamp)
    return zone.start_of_day(last if edge == "start_of_day" else last + 1)


def window_end(duration: Duration, zone: Zone, from_instant: int) -> int:
    """The first instant after an anchored window: the start of the day reached, or exact."""
    return end_of(duration, zone, from_instant, "start_of_day")
