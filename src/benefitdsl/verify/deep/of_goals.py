"""Levels that nobody reaches, missions that nobody or anybody completes, runs of days that need few real ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from benefitdsl.analysis.goals import find_levels, find_missions
from benefitdsl.model.event import Event
from benefitdsl.plan.expr import InSegment, MetricOf
from benefitdsl.plan.parts import Mission, ReviewImmediate, Tiers
from benefitdsl.quantities.calendar import DAY_US
from benefitdsl.quantities.duration import end_of
from benefitdsl.verify.deep.answers import Answer, Claim, Why, Witness, proved, refuted, undecided
from benefitdsl.verify.deep.matching import enrolled, into_window, matches, noon
from benefitdsl.verify.deep.of_days import ask_days
from benefitdsl.verify.deep.pasts import history_after, history_of
from benefitdsl.verify.deep.recipes import NoRecipe
from benefitdsl.verify.deep.scene import EVENT, Scene
from benefitdsl.verify.deep.stage import Key
from benefitdsl.verify.deep.who import subject
from benefitdsl.verify.deep.wishes import FIRST_DAY, NOON, Proposals, Wish
from benefitdsl.verify.deep.world import Atom, NotEncoded
from benefitdsl.verify.history import History, Passing, Sending

YEAR: Final = 370 * DAY_US
_DAYS_BEFORE_END: Final = (30, 0, -1)
"""When a member does something to keep a level: some time before its end; on its last days, when what it was reached
with counts no more."""


def ask_goals(scene: Scene) -> Iterator[Answer]:
    for ladder in scene.plan.tiers:
        yield from _ask_ladder(scene, ladder)
    useless = {(each.code, each.place.origin) for each in find_missions(scene.plan)}
    for mission in scene.plan.missions:
        yield _ask_complete(scene, mission, ("BEN608", mission.origin) in useless)
        if _adds_amounts(mission) and mission.stages[-1].at > 1:
            yield _ask_at_once(scene, mission, ("BEN610", mission.origin) in useless)
        if mission.measure == "streak" and mission.stages[-1].at > 2:
            yield ask_days(scene, mission)


# -------------------------------------------------------------------------------------------- levels


def _ask_ladder(scene: Scene, ladder: Tiers) -> Iterator[Answer]:
    found = [each for each in find_levels(scene.plan) if each.place.origin == ladder.origin]
    never = {each.place.key for each in found if each.code in ("BEN605", "BEN606")}
    for rank, level in enumerate(ladder.levels):
        if rank:
            claim = Claim("nobody_reaches", (level.id, ladder.id), ladder.origin)
            yield proved(claim, "sets") if level.id in never else _ask_level(scene, claim, ladder, rank)
    if ladder.validity is not None:
        claim = Claim("ladder_rises", (ladder.id,), ladder.origin)
        uneven = [str(each.place.key) for each in found if each.code == "BEN607"]
        yield _ask_rising(scene, claim, ladder, uneven) if uneven else proved(claim, "form")


def _ask_level(scene: Scene, claim: Claim, ladder: Tiers, rank: int) -> Answer:
    """A member who is raised by what the ladder measures; else what the survey shows."""
    key: Key = ("level", ladder.id, ladder.levels[rank].id)
    for history in _climbs(scene, ladder, rank):
        if scene.stage.shows(history, key):
            return refuted(claim, Witness(history))
    found = scene.survey.find(key)
    return undecided(claim, "no_past") if found is None else refuted(claim, Witness(found))


def _climbs(scene: Scene, ladder: Tiers, rank: int) -> Iterator[History]:
    """What brings as much as the level asks; and time until it is reviewed."""
    threshold = ladder.levels[rank].threshold
    if threshold is None or not isinstance(ladder.metric, MetricOf):
        return
    wish = Wish({Atom("past", ladder.metric): threshold}, FIRST_DAY, NOON)
    try:
        history = history_of(scene.cook, wish, ())
    except NoRecipe:
        return
    yield history
    at = scene.cook.zone.instant_of(FIRST_DAY, NOON)
    for later in (DAY_US, 32 * DAY_US, YEAR):
        yield replace(history, happenings=(*history.happenings, Passing(at + later)))


def _ask_rising(scene: Scene, claim: Claim, ladder: Tiers, uneven: list[str]) -> Answer:
    """Two members who do the same to keep their levels: who has the higher one keeps it, and who has the lower one
    loses it, without ever having had as much as the higher one asks for."""
    why: Why = "promoted"
    for lower in uneven:
        rank = next(place for place, level in enumerate(ladder.levels) if level.id == lower)
        above = next(place for place in range(rank + 1, len(ladder.levels)) if ladder.levels[place].threshold)
        kept = dict(ladder.retention).get(above, ladder.levels[above].threshold or 0)
        if kept >= (ladder.levels[above].threshold or 0) and isinstance(ladder.review, ReviewImmediate):
            continue  # whoever does so much is raised before the time is over
        why = "not_shown"
        for days in _DAYS_BEFORE_END:
            lost, held = (_kept_with(scene, ladder, place, kept, days) for place in (rank, above))
            if lost is None or held is None:
                continue
            ranks = [_ranks_around_end(scene, history, ladder) for history in (lost, held)]
            if ranks[0][0] == rank > ranks[0][1] and ranks[1] == (above, above):
                return refuted(claim, Witness(lost, held))
    return undecided(claim, why)


def _kept_with(scene: Scene, ladder: Tiers, rank: int, much: int, days: int) -> History | None:
    """A member who reaches a level and does so much for it so many days before its time is over."""
    assert ladder.validity is not None
    threshold = ladder.levels[rank].threshold
    if threshold is None or not isinstance(ladder.metric, MetricOf):
        return None
    at = noon(scene.cook, FIRST_DAY)
    end = int(end_of(ladder.validity, scene.cook.zone, at, "end_of_day"))
    last = scene.cook.zone.local_day(end - 1)
    try:
        first, second = (
            history_of(scene.cook, Wish({Atom("past", ladder.metric): value}, day, NOON), ())
            for value, day in ((threshold, FIRST_DAY), (much, last - days))
        )
    except NoRecipe:
        return None
    again = [replace(each, event=replace(each.event, **_again(each.event))) for each in second.happenings[1:]
             if isinstance(each, Sending)]  # fmt: skip
    return History((*first.happenings, *again, Passing(end + DAY_US)))


def _ranks_around_end(scene: Scene, history: History, ladder: Tiers) -> tuple[int, int]:
    """The level before time passes at last, and after."""
    before = replace(history, happenings=history.happenings[:-1])
    levels = [level.id for level in ladder.levels]
    one, other = (levels.index(_level_after(scene, each, ladder)) for each in (before, history))
    return one, other


def _again(event: Event) -> dict[str, Any]:
    """Another name for an event that is like one before."""
    fields = {name: f"{value}b" if value == event.id else value for name, value in event.fields.items()}
    return {"id": f"{event.id}b", "fields": fields}


def _level_after(scene: Scene, history: History, ladder: Tiers) -> str:
    snapshot = scene.stage.snapshot(history, subject(history))
    return next(each.level for each in snapshot.tiers if each.tiers == ladder.id)


# ------------------------------------------------------------------------------------------ missions


def _ask_complete(scene: Scene, mission: Mission, never: bool) -> Answer:
    claim = Claim("nobody_completes", (mission.id,), mission.origin)
    if never:
        return proved(claim, "sets")
    target = mission.stages[-1].at
    key: Key = ("stage", mission.id, target)
    history = _matched(scene, mission, target)
    if history is not None and scene.stage.shows(history, key):
        return refuted(claim, Witness(history))
    found = scene.survey.find(key)
    return undecided(claim, "no_past") if found is None else refuted(claim, Witness(found))


def _matched(scene: Scene, mission: Mission, progress: int) -> History | None:
    try:
        events = matches(scene.cook, mission, progress, noon(scene.cook, FIRST_DAY))
        made = enrolled(scene.cook, mission, into_window(scene.cook, mission, events))
        return made if mission.audience is None else _in_audience(scene, mission.audience, made)
    except NoRecipe:
        return None


def _in_audience(scene: Scene, audience: str, history: History) -> History:
    """The same of a member whom the audience holds when it begins. `NoRecipe`."""
    world = scene.world()
    try:
        asked = [world.frame(None, EVENT).flag(InSegment(audience))]
    except NotEncoded:
        raise NoRecipe(audience) from None
    wish = next(iter(Proposals(world, asked, most=1)), None)
    if wish is None:
        raise NoRecipe(audience)
    sent = [each for each in history.happenings if isinstance(each, Sending)]
    return history_after(scene.cook, wish, sent, sent[0].event.at)


def _adds_amounts(mission: Mission) -> bool:
    """Whether a single match may add more than one."""
    return mission.measure == "sum" or (mission.measure == "count" and mission.items)


def _ask_at_once(scene: Scene, mission: Mission, always: bool) -> Answer:
    """Whether a single match completes it, whatever it is: a smaller one that counts and does not is a witness."""
    claim = Claim("completes_at_once", (mission.id,), mission.origin)
    if always:
        return proved(claim, "sets")
    target = mission.stages[-1].at
    for small in (target - 1, target // 2, 1):
        history = _matched(scene, replace(mission, daily_cap=None), small)
        if history is not None and _is_under_way(scene, history, mission):
            return refuted(claim, Witness(history))
    return undecided(claim, "not_shown")


def _is_under_way(scene: Scene, history: History, mission: Mission) -> bool:
    """Whether the last event counted, and completed nothing."""
    seen = scene.stage.last(history)
    if seen is None or ("stage", mission.id, mission.stages[-1].at) in seen.keys:
        return False
    snapshot = scene.stage.snapshot(history, subject(history))
    return any(each.mission == mission.id and each.progress > 0 for each in snapshot.missions)


__all__ = ["ask_goals"]
