"""Levels that nobody reaches, missions that nobody completes, and those that are completed at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from benefitdsl.analysis.facts import facts_of
from benefitdsl.analysis.finding import Finding, Place
from benefitdsl.analysis.ranges import numbers_of, range_of
from benefitdsl.analysis.sets import Numbers, Texts
from benefitdsl.analysis.truth import refine
from benefitdsl.analysis.windows import days_in, least_of, most_entries
from benefitdsl.plan.parts import Mission, Plan, RaiseTier, Step, Tiers
from benefitdsl.plan.walk import walk


def find_levels(plan: Plan) -> Iterator[Finding]:
    raised = {(each.tiers, each.level) for each in walk(plan) if isinstance(each, RaiseTier)}
    for ladder in plan.tiers:
        most = numbers_of(ladder.metric, facts_of(plan)).most
        for rank, level in enumerate(ladder.levels):
            place, told = Place(ladder.origin, "level", level.id), (("level", level.id),)
            if (ladder.id, rank) in raised:
                continue
            if level.threshold is None:
                yield Finding("BEN606", place, told)
            elif most is not None and level.threshold > most:
                yield Finding("BEN605", place, told)
        yield from _kept(ladder)


def _kept(ladder: Tiers) -> Iterator[Finding]:
    """A level that asks for more to be kept than the one above it."""
    if ladder.validity is None:
        return
    own = dict(ladder.retention)
    climbed = [(rank, level) for rank, level in enumerate(ladder.levels) if level.threshold is not None]
    for (rank, level), (above, upper) in pairwise(climbed):
        if own.get(rank, level.threshold or 0) > own.get(above, upper.threshold or 0):
            facts = (("level", level.id), ("other", upper.id))
            word = "keep" if rank in own else "level"
            yield Finding("BEN607", Place(ladder.origin, word, level.id), facts)


# ------------------------------------------------------------------------------------------- missions


def find_missions(plan: Plan) -> Iterator[Finding]:
    for mission in plan.missions:
        if mission.measure == "steps":
            yield from _of_steps(plan, mission)
            continue
        most, target = most_progress(plan, mission), mission.stages[-1].at
        if most is not None and most < target:
            word = "target" if mission.measure != "streak" else "stage"
            yield Finding("BEN608", Place(mission.origin, word, target), (("name", mission.id),))
        elif mission.measure == "streak":
            yield from _trivial(mission)
        elif target > 1 and _least_of_one(plan, mission) >= target and mission.daily_cap is None:
            yield Finding("BEN610", Place(mission.origin, "target"), (("name", mission.id),))


def _of_steps(plan: Plan, mission: Mission) -> Iterator[Finding]:
    for step in mission.steps:
        most = _most_of_matches(plan, mission, step)
        if most is not None and most < step.target:
            yield Finding("BEN608", Place(mission.origin, "step", step.id), (("name", step.id),))


def most_progress(plan: Plan, mission: Mission) -> int | None:
    """How far anybody can come in the window of a mission; None: any distance."""
    days = days_in(mission.window)
    if mission.measure == "streak":
        return days
    capped = None if days is None or mission.daily_cap is None else days * mission.daily_cap
    return least_of(capped, _most_of_matches(plan, mission, mission))


def _most_of_matches(plan: Plan, mission: Mission, asked: Mission | Step) -> int | None:
    """The same by what matches: so many events, of so much each, or so many different values."""
    known = refine(facts_of(plan, asked.event), asked.where)
    if known is None:  # said of the condition
        return None
    event = next((each for each in plan.events if each.name == asked.event), None)
    entries = None if event is None else most_entries(event, mission.window)
    match asked.measure:
        case "count":
            return None if asked.items else entries
        case "distinct" if asked.value is not None:
            return least_of(None if asked.items else entries, _size(range_of(asked.value, known)))
        case "sum" if asked.value is not None and not asked.items and entries is not None:
            most = numbers_of(asked.value, known).most
            return None if most is None else entries * most
        case _:
            return None


def _size(found: object) -> int | None:
    """How many values there are."""
    match found:
        case Texts(options) if options is not None:
            return len(options)
        case Numbers(stretches) if found.least is not None and found.most is not None:
            return sum(int(each.last - each.first) + 1 for each in stretches)
        case _:
            return None


def _least_of_one(plan: Plan, mission: Mission) -> int:
    """How much a single match surely adds."""
    known = refine(facts_of(plan, mission.event), mission.where)
    if known is None or mission.measure != "sum" or mission.items or mission.value is None:
        return 0
    return numbers_of(mission.value, known).least or 0


def _trivial(mission: Mission) -> Iterator[Finding]:
    """A run of days of which nearly all may be missed: two days of real ones are enough."""
    streak, target = mission.streak, mission.stages[-1].at
    if streak is not None and streak.saved_count and target > 2 and streak.freezes >= target - 2:
        facts = (("name", mission.id), ("target", target))
        yield Finding("BEN609", Place(mission.origin, "freezes"), facts)


__all__ = ["find_levels", "find_missions", "most_progress"]
