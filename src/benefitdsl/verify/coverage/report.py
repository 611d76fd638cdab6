"""What of a programme its scenarios show: goals seen and not, by part and by line, as values and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from benefitdsl.api.reading import Reading
from benefitdsl.plan.parts import Plan
from benefitdsl.source import SourceSet
from benefitdsl.verify.coverage.goals import WHOLE, Done, Edge, Family, Full, Goal, Holds, Key, What
from benefitdsl.verify.coverage.lines import Place, Places
from benefitdsl.verify.coverage.of_parts import goals_of
from benefitdsl.verify.coverage.words import Words


@dataclass(frozen=True, slots=True)
class Reached:
    """A goal, where it stands, and whether it was seen."""

    goal: Goal
    place: Place
    seen: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many goals there are, and how many of them were seen."""

    seen: int
    all: int

    @property
    def share(self) -> str:
        """In percent, rounded down, so that 100% is all of them."""
        return f"{100 * self.seen // self.all if self.all else 100}%"

    @property
    def sign(self) -> Literal["seen", "partly", "unseen"]:
        return "seen" if self.seen == self.all else "partly" if self.seen else "unseen"


@dataclass(frozen=True, slots=True)
class Report:
    """The coverage of one programme."""

    plan: Plan
    goals: tuple[Reached, ...]
    sources: SourceSet

    @property
    def count(self) -> Count:
        return count(self.goals)

    def reaches(self, share: Fraction) -> bool:
        """Whether at least this share was seen."""
        return self.count.seen >= share * self.count.all

    def by_part(self) -> Mapping[tuple[Family, str], Count]:
        """In plan order."""
        found: dict[tuple[Family, str], list[Reached]] = {}
        for one in self.goals:
            found.setdefault((one.goal.key.family, one.goal.key.part), []).append(one)
        return {part: count(goals) for part, goals in found.items()}

    def by_line(self) -> Mapping[tuple[str, int], tuple[Reached, ...]]:
        """The goals of each file and line that has any."""
        found: dict[tuple[str, int], list[Reached]] = {}
        for one in self.goals:
            found.setdefault((one.place.file, one.place.line), []).append(one)
        return {place: tuple(goals) for place, goals in found.items()}

    def unseen(self) -> tuple[Reached, ...]:
        """What was not seen, in the order of the text."""
        names = {source.name: number for number, source in enumerate(self.sources)}
        return tuple(
            sorted(
                (one for one in self.goals if not one.seen),
                key=lambda one: (names.get(one.place.file, 0), one.place.file, one.place.line),
            )
        )


def count(goals: Iterable[Reached]) -> Count:
    goals = tuple(goals)
    return Count(sum(one.seen for one in goals), len(goals))


def report_of(plan: Plan, reading: Reading | None, seen: Iterable[Key]) -> Report:
    """The coverage of a plan by what was seen. `reading` is what it was written as, None for a stored plan."""
    goals, marked, places = goals_of(plan), frozenset(seen), Places(reading)
    sizes = Counter(_list(goal) for goal in goals if _is_first(goal))
    reached = tuple(Reached(goal, places.of(goal, sizes[_list(goal)]), goal.key in marked) for goal in goals)
    return Report(plan, reached, places.sources)


def _list(goal: Goal) -> tuple[Family, str, str, str]:
    """The condition or list of limits that a goal is of."""
    return goal.key.family, goal.key.part, goal.field, goal.row


def _is_first(goal: Goal) -> bool:
    """Of the goals about one part of a condition, or one limit, the one that stands for it."""
    match goal.key.what:
        case Holds(_, place, wanted):
            return wanted and place != WHOLE and goal.place is not None
        case Full(_, beyond):
            return not beyond
        case _:
            return False


# ------------------------------------------------------------------------------------------- JSON


def report_to_json(report: Report, words: Words) -> dict[str, Any]:
    """JSON-able values; `todo` is what a scenario would have to do."""
    return {
        "programme": report.plan.id,
        "version": report.plan.version,
        "language": words.language,
        "seen": report.count.seen,
        "all": report.count.all,
        "parts": [
            {"family": family, "part": part, "seen": found.seen, "all": found.all}
            for (family, part), found in report.by_part().items()
        ],
        "goals": [_goal_json(one, words) for one in report.goals],
    }


def _goal_json(one: Reached, words: Words) -> dict[str, Any]:
    key = one.goal.key
    return {
        "family": key.family,
        "part": key.part,
        "field": one.goal.field,
        "goal": _what_json(key.what),
        "file": one.place.file,
        "line": one.place.line,
        "seen": one.seen,
        "todo": words.sentence(one.goal),
    }


def _what_json(what: What) -> dict[str, Any]:
    match what:
        case Done(word, of):
            return {"kind": word, **({"of": of} if of else {})}
        case Holds(_, place, wanted):
            return {"kind": "holds", "part": None if place == WHOLE else place + 1, "wanted": wanted}
        case Full(place, beyond):
            return {"kind": "beyond_limit" if beyond else "limit_reached", "limit": place + 1}
        case Edge(of, inside):
            return {"kind": "edge_inside" if inside else "edge_outside", "window": of}
