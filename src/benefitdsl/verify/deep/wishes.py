"""From what the solver proposes to what has to happen: an event, the member's past, and an instant at which schedules
are as they should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from benefitdsl.engine.schedules import holds
from benefitdsl.plan.expr import (
    AttributeOf,
    BalanceOf,
    DaysSince,
    DaysSinceJoined,
    EventDay,
    Expr,
    FieldOf,
    HasAttribute,
    HasField,
    InSchedule,
    MetricOf,
    ProgressOf,
    ScoreOf,
    TierOf,
)
from benefitdsl.plan.schedule import AttributeDay, Days, MonthDays, NamedDays, Schedule, ScheduleTerm, Times
from benefitdsl.quantities.calendar import date_of, day_of
from benefitdsl.verify.deep.ties import ties
from benefitdsl.verify.deep.world import Atom, Search, Term, Value, World

FIRST_DAY: Final = day_of(2026, 6, 15)
DAYS_AROUND: Final = 28 * 366  # weekdays, months and leap years have met in all ways by then
NOON: Final = 720
_PLAIN_AMOUNTS: Final = (10_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Wish:
    """What must be so for the frames of a world: the values of atoms, by frame and past, and a day and minute."""

    values: Mapping[Atom, Value]
    day: int
    minute: int
    attributes: Mapping[str, int] = field(default_factory=dict)  # dates that schedules ask for

    def of(self, where: str) -> dict[Expr, Value]:
        return {atom.expr: value for atom, value in self.values.items() if atom.where == where}


class Proposals:
    """What the solver finds possible, the plainest first. Afterwards `impossible` says that there is nothing at all;
    else nothing follows from what was not found."""

    def __init__(self, world: World, asked: list[Term], most: int = 4) -> None:
        self.world, self.most = world, most
        self.search = Search(world, [*asked, *ties(world)])
        self.impossible = False
        self.out_of_steps = False

    def __iter__(self) -> Iterator[Wish]:
        found = 0
        while found < self.most and (solved := self.search.solve()) == "possible":
            self._make_plain()
            values = self.search.values()
            self.search.forget()
            dated = self._dated(values)
            if dated is not None:
                yield Wish(values, *dated)
                found += 1
                self.search.also(self.search.not_again(values))
            elif self._may_be_dated_otherwise():
                return
            else:  # no day is like that, whatever else is so
                self.search.also(self.search.not_again(_schedules(values)))
        self.impossible = found == 0 and solved == "impossible"
        self.out_of_steps = solved == "unknown"

    def stands_in_the_way(self, played: bool) -> Literal["steps", "no_past", "not_shown"]:
        """Of a question that stays open, why; `played` says whether a history was made of any of them."""
        return "not_shown" if played else "steps" if self.out_of_steps else "no_past"

    def none_at_all(self) -> bool:
        """Whether there is nothing, whatever it would be."""
        return next(iter(self), None) is None and self.impossible

    def _make_plain(self) -> None:
        """A past in which little happened, and amounts that people pay, as far as that is possible."""
        for wish in self.world.wishes:
            self.search.wish(wish)
        for atom in sorted(self.world.atoms, key=lambda atom: (isinstance(atom.expr, FieldOf), repr(atom))):
            term = self.world.atoms[atom]
            match atom.expr:
                case MetricOf() | BalanceOf() | ProgressOf() | ScoreOf():
                    self.search.wish_least(atom)
                case TierOf():
                    _ = any(self.search.wish(term == rank) for rank in range(4))
                case DaysSinceJoined():
                    _ = any(self.search.wish(term == days) for days in (400, 30, 0))
                case DaysSince():
                    self.search.wish(term == 1_000_000)
                case FieldOf():
                    self.search.wish_plain(atom, _PLAIN_AMOUNTS)
                case HasField() | HasAttribute():
                    self.search.wish_fails(term)
                case _:
                    pass

    def _may_be_dated_otherwise(self) -> bool:
        """Whether days are bound by something else than schedules, so that nothing follows from a failure."""
        return any(
            isinstance(atom.expr, EventDay | AttributeOf)
            or (
                isinstance(atom.expr, InSchedule)
                and any(isinstance(term, AttributeDay) for term in atom.expr.schedule.terms)
            )
            for atom in self.world.atoms
        )

    def _dated(self, values: Mapping[Atom, Value]) -> tuple[int, int, dict[str, int]] | None:
        """A day and minute at which every schedule is as wanted."""
        wanted = [
            (atom.expr.schedule, bool(value))
            for atom, value in values.items()
            if isinstance(atom.expr, InSchedule)
        ]
        fixed = next((value for atom, value in values.items() if isinstance(atom.expr, EventDay)), None)
        return date_for(wanted, fixed if isinstance(fixed, int) else None)


def _schedules(values: Mapping[Atom, Value]) -> dict[Atom, Value]:
    return {atom: value for atom, value in values.items() if isinstance(atom.expr, InSchedule)}


def date_for(
    wanted: list[tuple[Schedule, bool]], day: int | None = None
) -> tuple[int, int, dict[str, int]] | None:
    """The first such day and minute; with it the dates of attributes, such as birthdays, that make it so."""
    asked = [(holds(schedule), value) for schedule, value in wanted]
    terms = [term for schedule, _ in wanted for term in schedule.terms]
    minutes = sorted({NOON, 0, 1439, *_edges(terms)}, key=lambda minute: (minute != NOON, minute))
    born = {
        term.attribute: value
        for schedule, value in wanted
        for term in schedule.terms
        if isinstance(term, AttributeDay)
    }
    for candidate in _days(terms) if day is None else (day,):
        attributes = {name: same_day(candidate + 100 * (not value)) for name, value in born.items()}
        for minute in minutes:
            if all(asks(candidate, minute, attributes) == value for asks, value in asked):
                return candidate, minute, attributes
    return None


def _edges(terms: Iterable[ScheduleTerm]) -> Iterator[int]:
    """The minutes at which terms begin or end."""
    for term in terms:
        match term:
            case Times(first, end):
                yield from (first, end % 1440)
            case MonthDays(_, _, first, last):
                yield from (first, (last or 0) % 1440)
            case _:
                pass


def same_day(day: int) -> int:
    """The same day of the year, in a year in which grown members are born."""
    _, month, day_of_month = date_of(day)
    return day_of(1992, month, day_of_month)


def _days(terms: list[ScheduleTerm]) -> Iterator[int]:
    """Ordinary days first, then those that terms name, then all that there are."""
    edges = [
        edge
        for term in terms
        if isinstance(term, Days)
        for edge in (term.first, term.end)
        if edge is not None
    ]
    named = [day for term in terms if isinstance(term, NamedDays) for day in term.days]
    first = min([FIRST_DAY, *(edge - 400 for edge in edges), *named])
    last = max([FIRST_DAY, *edges, *named]) + DAYS_AROUND
    yield from range(FIRST_DAY, FIRST_DAY + 7)
    yield from (day + step for day in (*edges, *named) for step in (0, -1, 1))
    yield from range(FIRST_DAY + 7, last)
    yield from range(first, FIRST_DAY)
