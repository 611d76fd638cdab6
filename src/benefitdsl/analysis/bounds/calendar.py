"""Which schedules can hold on one and the same day, or in one month: of a gift of May and one of June a day brings one.

A day is told by its month, its day and its weekday, whatever the year: what is listed by its date may then seem to hold
in other years too, which bounds no less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Final, NamedTuple, assert_never

from benefitdsl.analysis.bounds.periods import Period
from benefitdsl.plan.parts import OnMoment, Plan, Rule, Trigger
from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    QuarterStart,
    Schedule,
    ScheduleTerm,
    Times,
    Weekdays,
    YearDays,
)
from benefitdsl.quantities.days import date_of, weekday

MOST: Final = 64
"""How many kinds of days are told apart; where there are more, none is."""

SHORTEST_MONTH: Final = 28
LONGEST_MONTH: Final = 31
YEAR: Final = 366


class Date(NamedTuple):
    """A day of some year."""

    month: int
    day: int
    weekday: int


DATES: Final = tuple(Date(*each) for each in product(range(1, 13), range(1, LONGEST_MONTH + 1), range(7)))


def plans_of(plan: Plan, period: Period) -> tuple[Plan, ...]:
    """The plan as it is in each kind of such periods: with the rules that can fire in it. Together they leave out
    nothing; a year has days of all kinds."""
    terms = tuple(dict.fromkeys(_terms(plan)))
    if period not in ("day", "month") or len(terms) < 2:
        return (plan,)
    kinds = _kinds(terms, period)
    return tuple(_within(plan, terms, kind) for kind in kinds) if len(kinds) <= MOST else (plan,)


def _terms(plan: Plan) -> Iterator[ScheduleTerm]:
    for rule in plan.rules:
        for schedule in (rule.schedule, *(_schedule(each) for each in rule.triggers)):
            yield from () if schedule is None else schedule.terms


def _schedule(trigger: Trigger) -> Schedule | None:
    return trigger.schedule if isinstance(trigger, OnMoment) else None


def _kinds(terms: tuple[ScheduleTerm, ...], period: Period) -> list[frozenset[ScheduleTerm]]:
    """The terms that can hold together, without those sets of them that lie within another."""
    dates = {term: _dates(term) for term in terms}
    found: dict[Date | int, set[ScheduleTerm]] = {}
    for date in DATES:
        kind = found.setdefault(date if period == "day" else date.month, set())
        kind.update(term for term in terms if date in dates[term])
    kinds = {frozenset(kind) for kind in found.values()}
    widest = sorted(kinds, key=lambda kind: [term in kind for term in terms], reverse=True)
    return [kind for kind in widest if not any(kind < other for other in kinds)]


def _within(plan: Plan, terms: tuple[ScheduleTerm, ...], kind: frozenset[ScheduleTerm]) -> Plan:
    left = frozenset(terms) - kind
    rules = (_alive(rule, left) for rule in plan.rules)
    return replace(plan, rules=tuple(rule for rule in rules if rule is not None))


def _alive(rule: Rule, never: frozenset[ScheduleTerm]) -> Rule | None:
    """The rule with the triggers that can start it."""
    if _is_never(rule.schedule, never):
        return None
    triggers = tuple(each for each in rule.triggers if not _is_never(_schedule(each), never))
    return replace(rule, triggers=triggers) if triggers else None


def _is_never(schedule: Schedule | None, never: frozenset[ScheduleTerm]) -> bool:
    return schedule is not None and not never.isdisjoint(schedule.terms)


# ------------------------------------------------------------------------------------------- when a term can hold


def _dates(term: ScheduleTerm) -> frozenset[Date]:
    """The days on which a term can hold for somebody, at some time."""
    match term:
        case Days(int(first), int(end)) if end - first < YEAR:
            return _of_numbers(range(first, end))
        case NamedDays(_, days):
            return _of_numbers(days)
        case Weekdays(days):
            return frozenset(date for date in DATES if date.weekday in days)
        case MonthDays(first, last):
            end = (
                LONGEST_MONTH if last >= SHORTEST_MONTH else last
            )  # the last day of a month is any from the 28th on
            return frozenset(date for date in DATES if min(first, SHORTEST_MONTH) <= date.day <= end)
        case YearDays(first_month, first_day, last_month, last_day):
            begin, until = (first_month, first_day), (last_month, last_day)
            return frozenset(date for date in DATES if begin <= (date.month, date.day) <= until)
        case QuarterStart():
            return frozenset(date for date in DATES if date.day == 1 and date.month in (1, 4, 7, 10))
        case Days() | AttributeDay() | Times():
            return frozenset(DATES)
        case _:
            assert_never(term)


def _of_numbers(days: Iterable[int]) -> frozenset[Date]:
    dates = ((*date_of(number), weekday(number)) for number in days)
    return frozenset(Date(month, day, weekday_) for _, month, day, weekday_ in dates)


__all__ = ["plans_of"]
