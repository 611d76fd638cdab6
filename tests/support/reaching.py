"""Histories that come to a bound, written down in `tests/cases/bounds/reached.toml`, and how near to it they come.

A row of a story is an event that is sent `times` times, every minute, hour, day, week, month or year from its `at` on,
and `each` times at once; `{n}` in its texts is which of them it is, `{tomorrow}` the next day of the year, as a date of
birth. A row that `wins` a prize is sent under an id, as a host gives it, whose draw brings that prize.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from benefitdsl.analysis.bounds.budgets import BudgetBound
from benefitdsl.analysis.bounds.forms import Form
from benefitdsl.analysis.bounds.report import Bounds
from benefitdsl.engine.door import Door
from benefitdsl.model.effect import DrawMade
from benefitdsl.model.event import Event
from benefitdsl.quantities.days import add_months, add_years, date_of, parse_day, period_index
from benefitdsl.quantities.instants import format_instant
from benefitdsl.quantities.window import CalendarPeriods
from benefitdsl.quantities.zone import Zone
from benefitdsl.verify.generate import Ground
from benefitdsl.verify.history import Joining, Passing, Playing, Sending
from tests.support.given import Given

CASES = Path(__file__).parents[1] / "cases" / "bounds" / "reached.toml"
SEED = "reached"  # of the draws
MOST_IDS = 50_000
MINUTE = 60_000_000
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """A history of an example, and which of its bounds it comes to: `order`, `day`, `budget cash`."""

    example: str
    reaches: tuple[str, ...]
    members: Mapping[str, Row]
    rows: tuple[Row, ...]


def stories() -> list[Story]:
    return [
        Story(one["example"], tuple(one["reaches"]), one.get("members", {}), tuple(one["rows"]))
        for one in tomllib.loads(CASES.read_text("utf-8"))["story"]
    ]


def short() -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """The bounds that no story comes to whole: how far below it stays, in minor units, and why."""
    listed = tomllib.loads(CASES.read_text("utf-8"))["short"]
    return {(one["example"], what): one for one in listed for what in one["bounds"]}


# ------------------------------------------------------------------------------------------- finite bounds


def finite(bounds: Bounds) -> list[str]:
    """The bounds that are finite: of one event that the host sends, whether a number or a share of what it brings; of a
    member's periods and of budgets where they are a number."""
    events = [each.event for each in bounds.events if not each.is_told and _is_finite(each.bound.settled)]
    periods = {str(period): bound.settled for period, bound in bounds.periods.items()}
    budgets = {f"budget {each.budget.id}": each.worth for each in bounds.budgets}
    return [*events, *(what for what, form in {**periods, **budgets}.items() if form.is_fixed and form.fixed)]


def _is_finite(form: Form) -> bool:
    return bool(form) and not form.is_open


def missing(given: Given, bounds: Bounds, what: str) -> Fraction:
    """How far below a bound a history stayed where it came nearest to it by giving anything."""
    if what in bounds.periods:
        most = bounds.periods[what].settled.fixed  # type: ignore[index]
        return most - max((worth for _, worth, _ in given.by_period(what)), default=Fraction(0))
    if what.startswith("budget "):
        budget = next(each for each in bounds.budgets if what == f"budget {each.budget.id}")
        return budget.worth.fixed - max(_by_window(given, budget), default=Fraction(0))
    bound = next(each.bound for each in bounds.events if each.event == what)
    left = [
        most - worth
        for event, worth, measures in given.by_event()
        if event.type == what and worth and (most := bound.at(measures)) is not None
    ]
    return min(left, default=bound.settled.fixed or Fraction(1))


def grant(given: Given) -> Fraction:
    """The dearest single thing that a history gave."""
    return max((entry.worth(given.prices) for entry in given.entries.values()), default=Fraction(0))


def _by_window(given: Given, bound: BudgetBound) -> list[Fraction]:
    window = bound.budget.window
    assert isinstance(window, CalendarPeriods), "budgets of the examples are by calendar"
    spenders, found = {each.id for each in bound.spenders}, dict[int, Fraction]()
    for key, entry in given.entries.items():
        if key[2] in spenders:
            place = period_index(given.zone.local_day(entry.at), window.unit) // window.count
            found[place] = found.get(place, Fraction(0)) + entry.worth(given.prices)
    return list(found.values())


# ------------------------------------------------------------------------------------------- telling


def tell(ground: Ground, story: Story) -> Given:
    """What comes of a story. Every event of it must count."""
    given = Given(ground.plan)
    _Telling(ground, given).tell(story)
    return given


class _Telling:
    def __init__(self, ground: Ground, given: Given) -> None:
        self.plan, self.door = ground.plan, Door(ground.plan)
        self.zone = Zone(ground.plan.timezone, ground.plan.day_start)
        self.seed = sha256(SEED.encode()).digest() if ground.plan.draws else None
        self.playing = Playing(ground.rulebook, self.seed, given)

    def tell(self, story: Story) -> None:
        first = next(iter(story.members), "m1")
        for name, one in story.members.items():
            attributes = self.door.read_attributes(one.get("attributes", {}))
            self.playing.happen(Joining(name, self._instant(one["joined"]), attributes))
        times = [(at, number, row, n) for number, row in enumerate(story.rows) for at, n in self._times(row)]
        for at, number, row, n in sorted(times, key=lambda each: each[:2]):
            if "event" not in row:
                self.playing.happen(Passing(at))
                continue
            event = self._event(row, first, f"{number}.{n}", at, n)
            outcome = self.playing.happen(Sending(event))[0].outcome
            assert outcome.status == row.get("outcome", "applied"), (event, outcome)

    def _times(self, row: Row) -> Iterator[tuple[int, int]]:
        """When a row happens, and which of its times it is."""
        start, minute, n = parse_day(row["at"][:10]), row["at"][11:] or "00:00", 0
        for time in range(row.get("times", 1)):
            at = self._at(_later(start, row.get("every", "day"), time), minute)
            for each in range(row.get("each", 1)):
                n += 1
                yield at + each * MINUTE, n

    def _instant(self, text: str) -> int:
        return self._at(parse_day(text[:10]), text[11:] or "00:00")

    def _at(self, day: int, minute: str) -> int:
        hours, minutes = minute.split(":")
        return self.zone.instant_of(day, int(hours) * 60 + int(minutes))

    def _event(self, row: Row, first: str, id: str, at: int, n: int) -> Event:
        _, month, day = date_of(self.zone.local_day(at) + 1)
        words = {"{n}": str(n), "{tomorrow}": f"1992-{month:02}-{day:02}"}
        member = _filled(row.get("member", first), words)
        told = {"type": row["event"], "member": member, "at": format_instant(at)}
        told |= _filled(row.get("fields", {}), words)
        event = self.door.read_event({"id": f"e{id}", **told})
        if "wins" not in row:
            return event
        ids = (self.door.read_event({"id": f"e{id}.{luck}", **told}) for luck in range(MOST_IDS))
        return next(each for each in ids if self._wins(each, row["wins"]))

    def _wins(self, event: Event, prize: str) -> bool:
        session = self.playing.session
        _, outcome = session.runner.evaluate(session.members[event.member], event, session.pools, self.seed)
        assert outcome.status == "applied", (event, outcome)
        return any(isinstance(each, DrawMade) and each.prize == prize for each in outcome.effects)


def _later(day: int, unit: str, times: int) -> int:
    match unit:
        case "month":
            return add_months(day, times)
        case "year":
            return add_years(day, times)
        case _:
            return day + times * {"day": 1, "week": 7}[unit]


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """With the words of a row's time in the places that it left for them."""
    match value:
        case str():
            for word, text in words.items():
                value = value.replace(word, text)
            return value
        case list():
            return [_filled(each, words) for each in value]
        case dict():
            return {name: _filled(each, words) for name, each in value.items()}
        case _:
            return value


__all__ = ["Story", "finite", "grant", "missing", "short", "stories", "tell"]
