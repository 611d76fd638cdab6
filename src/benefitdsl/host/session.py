"""A host in memory: members and pools, events applied one after the other, addressed events delivered.

Delivery order is part of the meaning: the effects of a decision are read in order, each addressed event goes to
the end of one queue, and the queue is emptied before the next event of the host.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Generic, NamedTuple

from benefitdsl.host.runner import Runner, State
from benefitdsl.model.addressed import addressed_events
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, Scalar
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.built_in import REVERSAL

# How often a member is told the same by what the same led to: rules that `check` accepts never do so.
MAX_TURNS = 3

# How the ids of states begin that belong to nobody but a team or a board.
ACTORS = ("team:", "board:")


@dataclass(frozen=True, slots=True)
class Step:
    """What one event, sent or delivered, did to one member. `event` is None when only time passed."""

    member: str
    event: Event | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Happened(Generic[State]):
    """A step with the states on both sides of it and its instant, told before its pool changes are applied."""

    before: State
    after: State
    step: Step
    at: int


class Delivery(NamedTuple):
    """An event on its way, and the one that addressed it, if it is not the host's own."""

    event: Event
    told_by: Delivery | None = None

    def way_back(self) -> tuple[Event, ...]:
        """The events that led to this one, the latest first, itself included."""
        way, here = [self.event], self.told_by
        while here is not None:
            way.append(here.event)
            here = here.told_by
        return tuple(way)


class EndlessDelivery(Exception):
    """Members tell one another the same again and again. What was delivered so far stands."""

    def __init__(self, cycle: tuple[Event, ...]) -> None:
        steps = " → ".join(f"`{event.type}` to `{event.member}`" for event in cycle)
        super().__init__(f"events are told in a circle: {steps}; `check` refuses rules that do so")
        self.cycle = cycle


class Session(Generic[State]):
    """Members of one programme, in memory. A member that an event names first joins at that instant. `seed` is for
    draws, all of the session. `watch` is shown each step before it is kept."""

    def __init__(
        self,
        runner: Runner[State],
        pools: InMemoryPools | None = None,
        seed: bytes | None = None,
        watch: Callable[[Happened[State]], None] | None = None,
    ) -> None:
        self.runner = runner
        self.watch = watch
        self.seed = seed
        self.pools = pools or InMemoryPools()
        self.members: dict[str, State] = {}

    def join(self, id: str, at: int, attributes: Mapping[str, Scalar] | None = None) -> None:
        """Make a member. A member that is there already stays as it is."""
        if id not in self.members:
            self.members[id] = self.runner.new_member(id, at, attributes or {})

    def send(self, event: Event) -> list[Step]:
        """Apply an event and everything it addresses to others; the first step is the event's own.
        `EndlessDelivery`."""
        return self._deliver([event])

    def advance(self, member: str, now: int) -> list[Step]:
        """Let time pass for one member, and deliver what that addresses to others."""
        state, outcome = self.runner.advance(self.members[member], now, self.pools, self.seed)
        step = Step(member, None, outcome)
        self._keep(step, state, now)
        return [step, *self._deliver(addressed_events(outcome))]

    def replay(self, events: Iterable[Event], until: int) -> list[Step]:
        """Send events in order, before each let actors do what is due by then, and at last let time pass for everyone
        up to and including `until` (spec 15.5)."""
        return [step for steps in self.play(events) for step in steps] + self.pass_time(until)

    def play(self, events: Iterable[Event]) -> Iterator[list[Step]]:
        """The replay without its end, a list for each event and for what actors did before it."""
        waiting: list[tuple[int, bool, str]] = []
        self._wait(waiting, filter(is_actor, self.members))
        for event in sorted(events, key=lambda event: (event.at, event.member, event.source, event.id)):
            yield self._come_due(waiting, event.at, is_actor)
            sent = self.send(event)
            self._wait(waiting, filter(is_actor, _members_of(sent)))
            yield sent

    def snapshot(self, member: str) -> Snapshot:
        return self.runner.snapshot(self.members[member])

    def pass_time(self, until: int) -> list[Step]:
        """Let time pass for everyone: whoever is due first is advanced, instant by instant, so that what it addresses
        to others comes in time."""
        waiting: list[tuple[int, bool, str]] = []
        self._wait(waiting, self.members)
        steps = self._come_due(waiting, until, lambda _: True)
        for _, who in sorted((is_actor(one), one) for one in self.members):
            steps += self.advance(who, until)
        return steps

    def _come_due(
        self, waiting: list[tuple[int, bool, str]], until: int, waits: Callable[[str], bool]
    ) -> list[Step]:
        """Advance those who wait to their due instants, the earliest first; who is touched waits again, if at all."""
        steps: list[Step] = []
        while waiting and waiting[0][0] <= until:
            due, _, who = heappop(waiting)
            if self.runner.next_due(self.members[who]) == due:
                found = self.advance(who, due)
                self._wait(waiting, filter(waits, _members_of(found)))
                steps += found
        return steps

    def _wait(self, waiting: list[tuple[int, bool, str]], ids: Iterable[str]) -> None:
        for who in ids:
            due = self.runner.next_due(self.members[who])
            if due is not None:
                heappush(waiting, (due, is_actor(who), who))

    def _deliver(self, events: Iterable[Event]) -> list[Step]:
        """Apply events in order; what they address to others goes to the end of the same queue."""
        steps: list[Step] = []
        queue = deque(map(Delivery, events))
        while queue:
            here = queue.popleft()
            step = self._apply(here.event)
            steps.append(step)
            told = [Delivery(event, here) for event in addressed_events(step.outcome)]
            for one in told:
                _require_end(one)
            queue.extend(told)
        return steps

    def _apply(self, event: Event) -> Step:
        self.join(event.member, event.at)
        state, outcome = self.runner.evaluate(self.members[event.member], event, self.pools, self.seed)
        step = Step(event.member, event, outcome)
        self._keep(step, state, event.at)
        return step

    def _keep(self, step: Step, state: State, at: int) -> None:
        if self.watch is not None:
            self.watch(Happened(self.members[step.member], state, step, at))
        self.pools.apply(step.outcome.pool_changes)
        self.members[step.member] = state


def _require_end(told: Delivery) -> None:
    """`EndlessDelivery` where a member is told the same once more by what the same led to. A reversal ends with what it
    takes back, so it may come as often as that did."""
    event, way = told.event, told.way_back()
    same = [place for place, one in enumerate(way) if (one.member, one.type) == (event.member, event.type)]
    if event.type != REVERSAL.name and len(same) > MAX_TURNS:
        raise EndlessDelivery(way[same[1] :: -1])


def _members_of(steps: Iterable[Step]) -> Iterable[str]:
    return dict.fromkeys(step.member for step in steps)


def is_actor(id: str) -> bool:
    """Whether a state belongs to a team or a board."""
    return id.startswith(ACTORS)
