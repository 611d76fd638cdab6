"""Dates, durations, windows and schedules: from what is written to day numbers and minutes of the programme's day."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.catalogue import (
    LastingValue,
    LastsFor,
    LastsToDay,
    LastsToPeriodEnd,
    LastsToYearDays,
)
from benefitdsl.check.schedules import BIRTHDAY, minute_of_day
from benefitdsl.lower.bridge import Bridge
from benefitdsl.plan import schedule as plan
from benefitdsl.quantities import window as windows
from benefitdsl.quantities.calendar import day_of
from benefitdsl.quantities.duration import Duration
from benefitdsl.syntax import ast

_DAY = 24 * 60


def to_day(date: ast.Date) -> int:
    return day_of(date.year, date.month, date.day)


def to_duration(duration: ast.Duration) -> Duration:
    return Duration(duration.count, duration.unit)


def to_lasting(lasting: ast.Lasting) -> tuple[LastingValue, ...]:
    return tuple(map(_lasting, lasting.terms))


def _lasting(term: ast.LastingTerm) -> LastingValue:
    match term:
        case ast.LastsFor(duration, anchor, edge):
            return LastsFor(to_duration(duration), anchor, edge or "end_of_day")
        case ast.LastsThrough(date, included):
            return LastsToDay(to_day(date) + included)
        case ast.LastsToPeriodEnd(unit, is_next):
            return LastsToPeriodEnd(unit, is_next)
        case ast.LastsToYearDays(days):
            return LastsToYearDays(tuple((each.month, each.day) for each in days))
        case _:
            assert_never(term)


# ------------------------------------------------------------------------------------------- windows


def to_window(window: ast.Window | None) -> windows.Window:
    """Return the window; without one, for ever. `check` refused `in this event` here."""
    match window:
        case None | ast.EverWindow():
            return windows.Ever()
        case ast.InLast(duration):
            return rolling(to_duration(duration))
        case ast.InPeriod(unit, count):
            return (
                windows.MembershipYears(count)
                if unit == "membership_year"
                else windows.CalendarPeriods(unit, count)
            )
        case ast.WithinFrom(duration, anchor):
            return windows.Anchored(to_duration(duration), anchor)
        case ast.BetweenDates(first, last):
            return windows.Between(to_day(first), to_day(last) + 1)
        case ast.ThisEvent():
            raise ValueError("this event is no window of the past")
        case _:
            assert_never(window)


def rolling(duration: Duration) -> windows.RollingDays | windows.RollingMonths | windows.RollingExact:
    """Return the window `in last …`: days and weeks by the day, months and longer by the month, the rest exact."""
    match duration.unit:
        case "minute" | "hour":
            return windows.RollingExact(duration.microseconds)
        case "day":
            return windows.RollingDays(duration.amount)
        case "week":
            return windows.RollingDays(7 * duration.amount)
        case "month":
            return windows.RollingMonths(duration.amount)
        case "quarter":
            return windows.RollingMonths(3 * duration.amount)
        case "year":
            return windows.RollingMonths(12 * duration.amount)
        case _:
            assert_never(duration.unit)


# ----------------------------------------------------------------------------------------- schedules


def to_schedule(schedule: ast.Schedule, bridge: Bridge) -> plan.Schedule:
    return plan.Schedule(terms_of(schedule.terms, bridge))


def terms_of(terms: tuple[ast.ScheduleTerm, ...], bridge: Bridge) -> tuple[plan.ScheduleTerm, ...]:
    """Return the terms; `every day` says nothing and is none."""
    return tuple(_term(term, bridge) for term in terms if not isinstance(term, ast.EveryDay))


def _term(term: ast.ScheduleTerm, bridge: Bridge) -> plan.ScheduleTerm:
    match term:
        case ast.DateRange(first, last, included):
            end = None if last is None else to_day(last) + included
            return plan.Days(None if first is None else to_day(first), end)
        case ast.EveryWeekday(days):
            return plan.Weekdays(tuple(sorted(set(days))))
        case ast.EveryMonthDays(first_day, last_day, time):
            return plan.MonthDays(first_day, last_day, 0 if time is None else to_minute(time, bridge))
        case ast.EveryQuarter():
            return plan.QuarterStart()
        case ast.EveryYearDays(first_of_year, last_of_year):
            return plan.YearDays(first_of_year.month, first_of_year.day, last_of_year.month, last_of_year.day)
        case ast.Birthday(scope):
            return plan.AttributeDay(BIRTHDAY, scope)
        case ast.Holiday(name):
            return plan.NamedDays(name.text, bridge.holidays[name.text])
        case ast.TimeRange(first_time, end_time):
            return plan.Times(*to_minutes(first_time, end_time, bridge))
        case ast.EveryDay():
            raise ValueError("every day is no term")
        case _:
            assert_never(term)


def to_minute(time: ast.TimeOfDay, bridge: Bridge) -> int:
    """Return the minutes from the start of the programme's day."""
    return minute_of_day(time, bridge.day_start)


def to_minutes(first: ast.TimeOfDay, end: ast.TimeOfDay, bridge: Bridge) -> tuple[int, int]:
    """Return a stretch of the day, half-open; one that ends where the day starts ends with the day."""
    return to_minute(first, bridge), to_minute(end, bridge) or _DAY
