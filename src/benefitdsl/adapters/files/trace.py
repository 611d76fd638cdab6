"""Following one member through a replay: the state before each step, so that the step can be explained."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from benefitdsl.adapters.files.engines import runner_of, without_collector
from benefitdsl.adapters.files.groups import groups_of
from benefitdsl.host.session import Session, is_actor
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.plan.parts import Plan

# The member before, the event (None: only time passed), what came of it, the member after, and the pools as before.
Watch = Callable[[Any, Event | None, Outcome, Any, InMemoryPools], None]


class Watched(Session[Any]):
    """A session that shows every step of one member before it is carried out."""

    def __init__(self, runner: Any, member: str, watch: Watch, seed: bytes | None = None) -> None:
        super().__init__(runner, seed=seed)
        self._member = member
        self._watch = watch
        self._event: Event | None = None

    def _apply(self, event: Event) -> Any:
        self._event = event
        try:
            return super()._apply(event)
        finally:
            self._event = None

    def _keep(self, member: str, state: Any, outcome: Outcome) -> None:
        if member == self._member:
            self._watch(self.members[member], self._event, outcome, state, self.pools)
        super()._keep(member, state, outcome)


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
            session = Watched(runner_of(plan, "compiled"), member, watch, seed)
            with without_collector():
                if plan.teams or plan.boards:
                    deque(session.play(group), maxlen=0)
                else:
                    deque(map(session.send, group), maxlen=0)
                if until is not None:
                    session.pass_time(until)
