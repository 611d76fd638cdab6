"""Following one member through a replay: the state before each step, so that the step can be explained."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from benefitdsl.adapters.files.engines import runner_of, without_collector
from benefitdsl.adapters.files.groups import groups_of
from benefitdsl.host.session import Happened, Session, is_actor
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.plan.parts import Plan

# The member before, the event (None: only time passed), what came of it, the member after, and the pools as before.
Watch = Callable[[Any, Event | None, Outcome, Any, InMemoryPools], None]


def trace(
    plan: Plan,
    events: Sequence[Event],
    member: str,
    watch: Watch,
    until: int | None = None,
    seed: bytes | None = None,
) -> None:
    """Replay what can reach the member, and show each of its steps, on the production engine."""
    for group in groups_of(plan, events).events:
        if is_actor(member) or any(member in (event.member, *event.fields.values()) for event in group):
            pools = InMemoryPools()
            session = Session(runner_of(plan, "compiled"), pools, seed, partial(_show, member, pools, watch))
            with without_collector():
                if plan.teams or plan.boards:
                    deque(session.play(group), maxlen=0)
                else:
                    deque(map(session.send, group), maxlen=0)
                if until is not None:
                    session.pass_time(until)


def _show(member: str, pools: InMemoryPools, watch: Watch, happened: Happened[Any]) -> None:
    step = happened.step
    if step.member == member:
        watch(happened.before, step.event, step.outcome, happened.after, pools)
