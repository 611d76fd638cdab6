"""Numbers, dates, lengths of time, windows, schedules and limits, made at random."""

from __future__ import annotations

from random import Random
from typing import Literal, get_args

from benefitdsl.limits import MAX_FRACTION_DIGITS
from benefitdsl.quantities.duration import MAX_WIDTH
from benefitdsl.syntax import ast
from tests.support.texts.world import World

UNITS: tuple[ast.DurationUnit, ...] = get_args(ast.DurationUnit)
PERIODS: tuple[ast.PeriodUnit, ...] = get_args(ast.PeriodUnit)
CALENDAR: tuple[Literal["day", "week", "month", "quarter", "year"], ...] = (
    "day",
    "week",
    "month",
    "quarter",
    "year",
)


# ------------------------------------------------------------------------------------------------ numbers


def whole(rng: Random, least: int = 0, most: int = 100) -> ast.Number:
    """A whole number, small as a rule."""
    if rng.random() < 0.04:
        return ast.Number(rng.choice((10**9, 10**12 + 7, 2**31, 999_999)))
    return ast.Number(rng.randint(least, most))


def decimal(rng: Random, most: int = 20, places: int = MAX_FRACTION_DIGITS) -> ast.Number:
    """A number with a fraction, its digits as written: 1.50 is not 1.5."""
    given = rng.choice((0, 1, 1, 2, places))
    return ast.Number(rng.randint(1, most * 10**given), given)


def money(rng: Random, world: World, least: int = 0, most: int = 400) -> ast.Money:
    places = rng.randint(0, min(world.digits, MAX_FRACTION_DIGITS))
    number = rng.randint(least * 10**places, most * 10**places)
    if rng.random() < 0.03:
        number = 10 ** (14 if rng.random() < 0.2 else 9)
    return ast.Money(ast.Number(number, places), world.currency)


def percent(rng: Random, most: int = 100) -> ast.Percent:
    places = rng.choice((0, 0, 0, 1, 2, MAX_FRACTION_DIGITS))
    return ast.Percent(ast.Number(rng.randint(1, most * 10**places), places))


# ------------------------------------------------------------------------------------------------ time


def duration(rng: Random, units: tuple[ast.DurationUnit, ...] = UNITS, most: int = 40) -> ast.Duration:
    unit = rng.choice(units)
    kind = rng.random()
    count = (
        1 if kind < 0.2 else MAX_WIDTH[unit] if kind < 0.22 else rng.randint(1, min(most, MAX_WIDTH[unit]))
    )
    return ast.Duration(count, unit)


def date(rng: Random, first: int = 2024, last: int = 2028) -> ast.Date:
    year = rng.choice((1900, 2100)) if rng.random() < 0.02 else rng.randint(first, last)
    if rng.random() < 0.05:
        return ast.Date(2024, 2, 29)
    return ast.Date(year, rng.randint(1, 12), rng.choice((1, 9, 15, 28)))


def dates(rng: Random) -> tuple[ast.Date, ast.Date]:
    """Two dates in order."""
    first, last = sorted((date(rng), date(rng)), key=lambda each: (each.year, each.month, each.day))
    return first, last


def year_day(rng: Random) -> ast.YearDay:
    return rng.choice(
        (ast.YearDay(2, 29), ast.YearDay(12, 31), ast.YearDay(rng.randint(1, 12), rng.randint(1, 28)))
    )


def time(rng: Random) -> ast.TimeOfDay:
    return ast.TimeOfDay(rng.randint(0, 23), rng.choice((0, 0, 30, 59, 5)))


def time_range(rng: Random, world: World) -> ast.TimeRange:
    """A stretch of the programme's day."""
    start = world.day_start[0] * 60 + world.day_start[1]
    first = rng.randint(0, 1438)
    end = rng.choice((1440, rng.randint(first + 1, 1440)))
    return ast.TimeRange(_clock(first + start), _clock(end + start))


def any_time_range(rng: Random) -> ast.TimeRange:
    return ast.TimeRange(time(rng), time(rng))


def _clock(minutes: int) -> ast.TimeOfDay:
    return ast.TimeOfDay(minutes // 60 % 24, minutes % 60)


# ------------------------------------------------------------------------------------------------ windows, limits


def window(rng: Random, anchors: tuple[ast.WindowAnchor, ...] = ("joining",)) -> ast.Window:
    match rng.randrange(6):
        case 0 | 1:
            return ast.InLast(duration(rng))
        case 2:
            return in_period(rng)
        case 3:
            return ast.WithinFrom(duration(rng), rng.choice(anchors))
        case 4:
            return ast.BetweenDates(*dates(rng))
        case _:
            return ast.EverWindow()


def in_period(rng: Random) -> ast.InPeriod:
    return ast.InPeriod(rng.choice(PERIODS), rng.choice((1, 1, 1, 2, 3, 12)))


def calendar_window(rng: Random) -> ast.Window:
    """A window that all members share."""
    return ast.EverWindow() if rng.random() < 0.2 else ast.InPeriod(rng.choice(CALENDAR))


def limit_window(rng: Random, *, is_shared: bool) -> ast.Window | None:
    if rng.random() < 0.3:
        return None
    if is_shared:
        return calendar_window(rng)
    return rng.choice(
        (ast.InPeriod(rng.choice(PERIODS)), ast.InLast(duration(rng)), in_period(rng), ast.BetweenDates(*dates(rng)),
         ast.EverWindow())
    )  # fmt: skip


def limits(rng: Random, scopes: tuple[ast.Scope, ...]) -> ast.Limits:
    items = []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        scope = rng.choice(scopes)
        is_shared = scope not in ("member", "order")
        items.append(ast.Limit(whole(rng, 1, 9), scope, limit_window(rng, is_shared=is_shared)))
    return ast.Limits(tuple(items))


def cap(rng: Random, periods: tuple[str, ...] = ("event", *CALENDAR)) -> ast.Cap:
    return ast.Cap(whole(rng, 1, 500), rng.choice(periods))  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------ schedules


def recurring(rng: Random, world: World) -> ast.ScheduleTerm:
    match rng.randrange(9):
        case 0:
            return ast.EveryDay()
        case 1:
            return ast.EveryWeekday(tuple(rng.sample(range(7), rng.choice((1, 2, 3)))))
        case 2:
            day = rng.randint(1, 31)
            return ast.EveryMonthDays(day, day)
        case 3:
            first = rng.randint(1, 31)
            last = rng.choice((31, rng.randint(first, 31)))
            return ast.EveryMonthDays(first, last, time(rng) if rng.random() < 0.5 else None)
        case 4:
            begins, ends = sorted((year_day(rng), year_day(rng)), key=lambda each: (each.month, each.day))
            return ast.EveryYearDays(begins, ends)
        case 5:
            return ast.EveryYearDays(only := year_day(rng), only)
        case 7:
            return ast.EveryQuarter()
        case 6:
            return ast.Birthday(rng.choice(("day", "week", "month")))
        case _:
            return ast.Holiday(ast.Name(rng.choice(world.holidays))) if world.holidays else ast.EveryDay()


def date_range(rng: Random) -> ast.DateRange:
    first, last = dates(rng)
    match rng.randrange(6):
        case 0:
            return ast.DateRange(first, None)
        case 1:
            return ast.DateRange(None, last)
        case 2:
            return ast.DateRange(None, last, False)
        case 3:
            return ast.DateRange(first, first)
        case 4 if first != last:
            return ast.DateRange(first, last, False)
        case _:
            return ast.DateRange(first, last)


def schedule(rng: Random, world: World) -> ast.Schedule:
    terms = []
    for _ in range(rng.choice((1, 1, 2, 3))):
        kind = rng.random()
        terms.append(
            recurring(rng, world)
            if kind < 0.6
            else date_range(rng)
            if kind < 0.85
            else time_range(rng, world)
        )
    return ast.Schedule(tuple(terms))


def moment(rng: Random, world: World) -> ast.MomentTrigger:
    """Seldom every day, which makes long histories."""
    term = recurring(rng, world)
    if isinstance(term, ast.EveryDay) and rng.random() < 0.8:
        term = ast.EveryWeekday((rng.randrange(7),))
    return ast.MomentTrigger(term, time(rng) if rng.random() < 0.5 else None)


# ------------------------------------------------------------------------------------------------ lasting


def lasting_of_benefit(rng: Random, *, is_claimed: bool) -> ast.Lasting:
    terms: list[ast.LastingTerm] = [
        _lasts_for(rng, ("issue", "claim") if is_claimed else ("issue", "none")),
        ast.LastsThrough(date(rng), rng.random() < 0.5),
        ast.LastsToPeriodEnd(rng.choice(CALENDAR)),
    ]
    return ast.Lasting(tuple(rng.sample(terms, rng.choice((1, 1, 2)))))


def lasting_of_points(rng: Random) -> ast.Lasting:
    terms: list[ast.LastingTerm] = [
        _lasts_for(rng, ("earning", "activity", "none")),
        ast.LastsToPeriodEnd(rng.choice(("month", "quarter", "year")), rng.choice((False, True))),
        ast.LastsToYearDays(tuple(year_day(rng) for _ in range(rng.choice((1, 2, 3))))),
    ]
    return ast.Lasting(tuple(rng.sample(terms, rng.choice((1, 1, 2, 3)))))


def time_to_claim(rng: Random) -> ast.Lasting:
    return ast.Lasting((_lasts_for(rng, ("none", "issue")),))


def _lasts_for(rng: Random, anchors: tuple[ast.LastingAnchor, ...]) -> ast.LastsFor:
    edge = rng.choice((None, None, "end_of_day", "start_of_day"))
    return ast.LastsFor(duration(rng), rng.choice(anchors), edge)  # type: ignore[arg-type]
