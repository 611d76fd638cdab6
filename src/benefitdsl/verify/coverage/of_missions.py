"""What missions and scores show: what they read, how far they come, what keeps them from counting or completing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benefitdsl.engine import actions
from benefitdsl.engine.book import MissionBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain import Explanation
from benefitdsl.engine.explain.rules_told import limit_use
from benefitdsl.engine.explain.story import (
    LimitUse,
    MissionStory,
    NoRoom,
    NotEnrolled,
    NotInAudience,
    NotScheduled,
    NotYet,
    ScoreStory,
    Why,
)
from benefitdsl.engine.instances import TOTAL
from benefitdsl.engine.limits import budgets_have_room, has_room
from benefitdsl.model.effect import MissionCompleted
from benefitdsl.model.event import Event
from benefitdsl.model.member import Instance
from benefitdsl.model.pools import Pools
from benefitdsl.model.snapshot import MissionView, Snapshot
from benefitdsl.plan.parts import Mission, Plan
from benefitdsl.verify.coverage.edges import Edges
from benefitdsl.verify.coverage.goals import Done, Edge, Family, Full, Key
from benefitdsl.verify.coverage.of_rules import matched
from benefitdsl.verify.coverage.read import Reader


def used_up(family: Family, part: str, uses: Iterable[LimitUse]) -> Iterator[Key]:
    """The limits of which the last use was let through."""
    for place, use in enumerate(uses):
        if use.used >= use.limit.count:
            yield Key(family, part, Full(place, beyond=False))


# ------------------------------------------------------------------------------------------- what is read


def missions_read(reader: Reader) -> Iterator[Key]:
    """What the missions that wait for the event read of it."""
    d = reader.d
    for book in () if d.type is None else d.type.missions:
        if book.schedule is not None and not d.in_schedule(book.schedule):
            continue
        yield from reader.audiences((book.mission.audience,))
        if book.mission.audience is None or d.in_segment(book.mission.audience):
            yield from _read_by(reader, book)


def _read_by(reader: Reader, book: MissionBook) -> Iterator[Key]:
    mission, kind = book.mission, reader.d.type
    if mission.measure != "steps":
        read = reader.lines if mission.items else reader.condition
        yield from read("mission", mission.id, "counts", mission.where, matched(mission.where))
    for step in mission.steps:
        if kind is not None and step.event == kind.type.name:
            read = reader.lines if step.items else reader.condition
            yield from read("mission", mission.id, f"step {step.id}", step.where, matched(step.where))


# ------------------------------------------------------------------------------------------- how far they come


def missions(
    edges: Edges, told: Explanation, was: Snapshot, has: Snapshot, after: Draft, pools: Pools
) -> Iterator[Key]:
    """What one step shows of every mission."""
    after.pools = pools
    for old, new in zip(was.missions, has.missions, strict=True):
        book = after.book.missions[new.mission]
        yield from _moved(book.mission, old, new, told.event)
        story = next((one for one in told.missions if one.mission == new.mission), None)
        if story is not None:
            yield from _told(edges, book, story, told, after)


def _moved(mission: Mission, old: MissionView, new: MissionView, event: Event | None) -> Iterator[Key]:
    fell = new.progress < old.progress or new.completed < old.completed
    counts = event is not None and event.type in (mission.event, *(step.event for step in mission.steps))
    if fell and event is not None and not counts and new.completed <= old.completed:
        yield Key("mission", mission.id, Done("refunded"))
    if mission.streak is not None and ((old.alive and not new.alive) or (fell and counts)):
        yield Key("mission", mission.id, Done("breaks"))


def _told(
    edges: Edges, book: MissionBook, story: MissionStory, told: Explanation, after: Draft
) -> Iterator[Key]:
    mission, event = book.mission, told.event
    yield from _why(mission, story.why)
    for step in story.steps:
        if step.after >= step.target:
            yield Key("mission", mission.id, Done("step", step.step))
    if any(isinstance(one, MissionCompleted) and one.last for one in story.effects):
        yield from used_up("mission", mission.id, (limit_use(after, limit) for limit in book.limits))
    if event is None or event.type not in (mission.event, *(step.event for step in mission.steps)):
        return
    yield from _full_day(mission, after, event)
    yield from _held_up(book, after)
    ends = edges.sides((told.member, "mission", mission.id), mission.window, event.at)
    standing = edges.standing_end(mission.window, after.joined)
    beside = () if standing is None else edges.beside(mission.window, standing, event.at)
    for side in (*ends, *beside):
        if not side or story.why is None:
            yield Key("mission", mission.id, Edge("", side))


def _why(mission: Mission, why: Why | None) -> Iterator[Key]:
    match why:
        case NotScheduled():
            yield Key("mission", mission.id, Done("schedule"))
        case NotInAudience():
            yield Key("mission", mission.id, Done("audience"))
        case NotEnrolled():
            yield Key("mission", mission.id, Done("enrolment"))
        case NotYet():
            yield Key("mission", mission.id, Done("order"))
        case NoRoom(use):
            yield Key("mission", mission.id, Full(mission.limits.index(use.limit), beyond=True))
        case _:
            pass


def _full_day(mission: Mission, after: Draft, event: Event) -> Iterator[Key]:
    """Whether the day of the event has all that counts of a day."""
    state, cap = after.missions[mission.id], mission.daily_cap
    day = after.book.clock.day(event.at)
    for instance in (*state.past, *(() if state.current is None else (state.current,))):
        counts = instance.days.get(day, {})
        if cap is not None and counts.get(TOTAL, len(counts)) >= cap:
            yield Key("mission", mission.id, Done("daily_cap"))


def _held_up(book: MissionBook, after: Draft) -> Iterator[Key]:
    """What keeps a mission that has come far enough from being completed."""
    mission, instance = book.mission, after.missions[book.mission.id].current
    if instance is None or instance.streak is not None or not _is_far_enough(book, after, instance):
        return
    for place, limit in enumerate(book.limits):
        if not has_room(after, (limit,)):
            yield Key("mission", mission.id, Full(place, beyond=True))
    for budget in book.budgets:
        worth = actions.worth(after, actions.plan(after, book.stages[-1].actions))
        if not budgets_have_room(after, (budget,), worth):
            yield Key("mission", mission.id, Done("budget", budget.budget.id))


def _is_far_enough(book: MissionBook, after: Draft, instance: Instance) -> bool:
    last = len(book.stages) - 1
    return instance.reached == last and after.progress(book.mission.id) >= book.stages[last].stage.at


def keep(edges: Edges, after: Draft, now: int) -> None:
    """Remember when the open runs of missions, or what counts for them, end."""
    for mission, state in after.missions.items():
        current = state.current
        ends = (
            ()
            if current is None
            else (*current.progress.ends, *((current.ends_at,) if current.ends_at else ()))
        )
        edges.keep((after.base.id, "mission", mission), ends, now)


# ------------------------------------------------------------------------------------------- scores


def score_parts(plan: Plan, story: ScoreStory) -> Iterator[Key]:
    """The parts that count for something, and those that have come to their most."""
    parts = {part.id: part for score in plan.scores if score.id == story.score for part in score.parts}
    for name, value in story.parts:
        most = parts[name].most
        if value > 0:
            yield Key("score", story.score, Done("part", name))
        if most is not None and value >= most:
            yield Key("score", story.score, Done("most", name))
