"""A replay: the events of a file through a programme, member by member, in one process or in several.

The result does not depend on the number of processes: members that can reach one another are replayed together
(`groups.py`), and effects are given back member by member, in order of time.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from benefitdsl.adapters.files.engines import EngineName, Progress, runner_of, without_collector
from benefitdsl.adapters.files.groups import Groups, groups_of, tells_of
from benefitdsl.adapters.files.partition import replay_partitions
from benefitdsl.adapters.files.spool import Spool
from benefitdsl.adapters.files.summary import Experiments, Summary
from benefitdsl.engine.compile import Engine
from benefitdsl.host.runner import Runner
from benefitdsl.host.session import Session, Step
from benefitdsl.model.event import Event
from benefitdsl.model.json import effect_to_json
from benefitdsl.plan.parts import Plan

PROGRESS_EVENTS = 500


@dataclass(slots=True)
class Replay:
    """What a replay came to. `effects` gives the effects of each member as JSON lines, members in sorted order; it is
    empty unless they were asked for."""

    summary: Summary
    groups: Groups
    spools: list[Spool] = field(default_factory=list)

    def effects(self) -> Iterator[bytes]:
        """JSON lines, one effect each, each ending in a line end."""
        places = [(member, spool) for spool in self.spools for member in spool.index]
        for member, spool in sorted(places, key=lambda place: place[0]):
            yield from spool.read(member)

    def close(self) -> None:
        for spool in self.spools:
            spool.file.close()


def replay(
    plan: Plan,
    events: Sequence[Event],
    *,
    engine: EngineName = "compiled",
    until: int | None = None,
    jobs: int = 1,
    effects: bool = False,
    progress: Progress | None = None,
    seed: bytes | None = None,
) -> Replay:
    """Send all events, given in the order of the file. At the end `until` lets time pass for every member up to that
    instant. `progress` is told how many more events are done. `seed` is for draws (`SeedNeeded`)."""
    groups = groups_of(plan, events)
    if jobs > 1 and len(groups.events) > 1:
        summary, spools = replay_partitions(plan, groups.events, engine, until, jobs, effects, progress, seed)
        return Replay(summary, groups, spools)
    summary = Summary(experiments=Experiments(plan))
    spool = Spool(tempfile.TemporaryFile()) if effects else None  # noqa: SIM115 - closed by Replay.close
    replay_groups(plan, groups.events, engine, until, summary, spool, progress, seed)
    return Replay(summary, groups, [spool] if spool else [])


def replay_groups(
    plan: Plan,
    groups: Sequence[Sequence[Event]],
    engine: EngineName,
    until: int | None,
    summary: Summary,
    spool: Spool | None,
    progress: Progress | None,
    seed: bytes | None = None,
) -> None:
    """Replay groups one after the other, each in a session of its own."""
    runner = runner_of(plan, engine)
    in_place = runner if isinstance(runner, Engine) and not any(tells_of(plan)) else None
    done = 0
    with without_collector():
        for group in groups:
            replay_group(plan, runner, in_place, group, until, summary, spool, seed)
            done += len(group)
            if progress and done >= PROGRESS_EVENTS:
                progress(done)
                done = 0
    if progress and done:
        progress(done)


def replay_group(
    plan: Plan,
    runner: Runner[Any],
    in_place: Engine | None,
    events: Sequence[Event],
    until: int | None,
    summary: Summary,
    spool: Spool | None,
    seed: bytes | None = None,
) -> None:
    """The events of one group in order of time, and at the end the passing of time. `in_place` is the engine that may
    change the state of a member who is alone."""
    lines: dict[str, list[bytes]] | None = {} if spool else None

    def note(steps: Sequence[Step]) -> None:
        summary.add_steps(steps)
        if lines is not None:
            _write(lines, steps, plan.currency)

    if in_place is not None and all(event.member == events[0].member for event in events):
        session = _alone(in_place, events, note, seed)
    else:
        session = _together(runner, events, note, seed, actors=bool(plan.teams or plan.boards))
    if until is not None:
        note(session.pass_time(until))
    for member in sorted(session.members):
        summary.add_member(session.snapshot(member))
    if spool and lines is not None:
        for member in sorted(lines):
            spool.write(member, lines[member])


Note = Callable[[Sequence[Step]], None]


def _together(
    runner: Runner[Any], events: Sequence[Event], note: Note, seed: bytes | None, *, actors: bool
) -> Session[Any]:
    """A session of several members, who may address events to each other; with teams or boards, which have a time of
    their own (spec 15.5)."""
    session = Session(runner, seed=seed)
    for steps in session.play(events) if actors else map(session.send, events):
        note(steps)
    return session


def _alone(engine: Engine, events: Sequence[Event], note: Note, seed: bytes | None) -> Session[Any]:
    """The same for one member, whose state is changed in place meanwhile."""
    member = events[0].member
    session: Session[Any] = Session(engine, seed=seed)
    run = engine.replay(engine.new_member(member, events[0].at), events, session.pools, seed)
    for event, outcome in zip(events, run, strict=True):
        session.pools.apply(outcome.pool_changes)
        note((Step(member, event, outcome),))
    session.members[member] = run.member
    return session


def _write(lines: dict[str, list[bytes]], steps: Sequence[Step], currency: str) -> None:
    """The effects of these steps as JSON lines. A duplicate's are those of the first time, written then."""
    for step in steps:
        if step.outcome.status == "duplicate":
            continue
        for effect in step.outcome.effects:
            line = {"member": step.member, **effect_to_json(effect, currency)}
            text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
            lines.setdefault(step.member, []).append(text.encode() + b"\n")
