"""A host in memory: members and pools, events applied one after the other, addressed events delivered.

Delivery order is part of the meaning: the effects of a decision are read in order, each addressed event goes to
the end of one queue, and the queue is emptied before the next event of the host.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic

from benefitdsl.host.runner import Runner, State
from benefitdsl.model.addressed import addressed_events
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, Scalar
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Step:
    """What one event, sent or delivered, did to one member. `event` is None when only time passed."""

    member: str
    event: Event | None
    outcome: Outcome


class Session(Generic[State]):
    """Members of one programme, in memory. A member that an event names first joins at that instant."""

    def __init__(self, runner: Runner[State], pools: InMemoryPools | None = None) -> None:
        self.runner = runner
        self.pools = pools or InMemoryPools()
        self.members: dict[str, State] = {}

    def join(self, id: str, at: int, attributes: Mapping[str, Scalar] | None = None) -> None:
        """Make a member. A member that is there already stays as it is."""
        if id not in self.members:
            self.members[id] = self.runner.new_member(id, at, attributes or {})

    def send(self, event: Event) -> list[Step]:
        """Apply an event and everything it addresses to others; the first step is the event's own."""
        steps: list[Step] = []
        queue = deque([event])
        while queue:
            step = self._apply(queue.popleft())
            steps.append(step)
            queue.extend(addressed_events(step.outcome))
        return steps

    def advance(self, member: str, now: int) -> list[Step]:
        """Let time pass for one member, and deliver what that addresses to others."""
        state, outcome = self.runner.advance(self.members[member], now, self.pools)
        self._keep(member, state, outcome)
        steps = [Step(member, None, outcome)]
        for event in addressed_events(outcome):
            steps.extend(self.send(event))
        return steps

    def snapshot(self, member: str) -> Snapshot:
        return self.runner.snapshot(self.members[member])

    def _apply(self, event: Event) -> Step:
        self.join(event.member, event.at)
        state, outcome = self.runner.evaluate(self.members[event.member], event, self.pools)
        self._keep(event.member, state, outcome)
        return Step(event.member, event, outcome)

    def _keep(self, member: str, state: State, outcome: Outcome) -> None:
        self.pools.apply(outcome.pool_changes)
        self.members[member] = state
