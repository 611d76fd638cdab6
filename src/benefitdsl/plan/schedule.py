"""When something holds: closed terms over local days and times; a schedule is all of its terms at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Days:
    """Local days `first` ≤ day < `end` (half-open day numbers); `None` is open on that side."""

    first: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Weekdays, Monday = 0."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MonthDays:
    """Each month from day `first` (1–31) at `first_minute` to the end of day `last` (31 = the month's end).

    A `first` past a month's end clamps to its last day. `last_minute` (exclusive) bounds the last day where given.
    """

    first: int
    last: int
    first_minute: int = 0
    last_minute: int | None = None


@dataclass(frozen=True, slots=True)
class YearDays:
    """Each year from month/day to month/day, both days included, not crossing New Year."""

    first_month: int
    first_day: int
    last_month: int
    last_day: int


@dataclass(frozen=True, slots=True)
class QuarterStart:
    """The first day of each calendar quarter."""


@dataclass(frozen=True, slots=True)
class AttributeDay:
    """The yearly return of a date attribute (a birthday): its day, its week (Monday first) or its month.

    29 February is 28 February in common years. Never holds for a member without the attribute.
    """

    attribute: str
    scope: Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class NamedDays:
    """Days listed by the programme's calendar, as sorted day numbers."""

    name: str
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes since the local day's start, half-open."""

    first_minute: int
    end_minute: int


ScheduleTerm = Days | Weekdays | MonthDays | YearDays | QuarterStart | AttributeDay | NamedDays | Times


@dataclass(frozen=True, slots=True)
class Schedule:
    """Holds at an instant when every term holds; no term at all always holds."""

    terms: tuple[ScheduleTerm, ...]
