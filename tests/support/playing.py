"""Playing one history on an engine, step by step, and comparing two engines.

What a decision addresses to others is delivered at once, in the order of spec §15.5, so that the states of teams and
boards come to be. This is not the host of `benefitdsl.host`: that one has laws of its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, assert_never

from benefitdsl.model.addressed import addressed_events
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.model.pools import InMemoryPools, Pools
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import Plan
from tests.support.steps import Advance, Join, Send, Settle, Step

SEED = bytes(range(32))
"""Of all draws."""

MAX_DELIVERED = 1_000  # years may fall due by one event, and each day tell a board
"""By one step; generated plans tell others no further than `doings.RANKS` lets them."""
TOO_LONG = "more is told than a test has time for"


class Engine(Protocol):
    """What both engines offer. States are opaque."""

    def new_member(self, member: str, at: int, attributes: Mapping[str, FieldValue], /) -> Any: ...

    def evaluate(
        self, state: Any, event: Event, pools: Pools, seed: bytes | None, /
    ) -> tuple[Any, Outcome]: ...

    def advance(self, state: Any, now: int, pools: Pools, seed: bytes | None, /) -> tuple[Any, Outcome]: ...

    def next_due(self, state: Any, /) -> int | None: ...

    def snapshot(self, state: Any, /) -> Snapshot: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """What a step showed: the outcome, the snapshot after it and what is due next; or the exception. `others`: the
    same of those who were told, and of all for whom time passed."""

    outcome: Outcome | None
    snapshot: Snapshot | None
    next_due: int | None
    error: str = ""
    member: str = ""
    others: tuple[Shown, ...] = ()

    @property
    def each(self) -> tuple[Shown, ...]:
        return (self, *self.others)


NOTHING = Shown(None, None, None)


def is_actor(member: str) -> bool:
    return member.startswith(("team:", "board:"))


@dataclass
class Playing:
    """An engine with its members and pools, half-way through a history."""

    engine: Engine
    pools: InMemoryPools = field(default_factory=InMemoryPools)
    states: dict[str, Any] = field(default_factory=dict)
    last: dict[str, Shown] = field(default_factory=dict)  # what was shown of each state as it is now

    def play(self, step: Step) -> Shown:
        if isinstance(step, Send | Advance) and step.member not in self.states:
            return NOTHING
        try:
            first, *others = self._play(step)
            return replace(first, others=tuple(others))
        except Exception as error:  # whatever it is, it is a difference
            return Shown(None, None, None, f"{type(error).__name__}: {error}")

    def _play(self, step: Step) -> Iterator[Shown]:
        match step:
            case Join(member, at, attributes):
                self.states[member] = self.engine.new_member(member, at, attributes)
                yield self._shown(member, None)
            case Send(event):
                yield from self._delivered([event])
            case Advance(member, to):
                yield from self._advanced(member, to)
            case Settle(to):
                yield NOTHING
                yield from self._settled(to)
            case _:
                assert_never(step)

    def _advanced(self, member: str, to: int) -> Iterator[Shown]:
        state, outcome = self.engine.advance(self.states[member], to, self.pools, SEED)
        yield self._kept(member, state, outcome)
        yield from self._delivered(addressed_events(outcome))

    def _delivered(self, events: Iterable[Event]) -> Iterator[Shown]:
        """Events one after the other, and what they address at the end of the queue."""
        queue, delivered = deque(events), 0
        while queue:
            event = queue.popleft()
            if event.member not in self.states:
                self.states[event.member] = self.engine.new_member(event.member, event.at, {})
            state, outcome = self.engine.evaluate(self.states[event.member], event, self.pools, SEED)
            yield self._kept(event.member, state, outcome)
            queue.extend(addressed_events(outcome))
            delivered += 1
            if delivered > MAX_DELIVERED:
                raise RuntimeError(TOO_LONG)

    def _settled(self, to: int) -> Iterator[Shown]:
        """Whoever is due first, members before actors; at last all, to the end."""
        while True:
            due = [(shown.next_due, member) for member, shown in self.last.items()]
            ready = [(at, is_actor(member), member) for at, member in due if at is not None and at <= to]
            if not ready:
                break
            at, _, member = min(ready)
            yield from self._advanced(member, at)
            if self.last[member].next_due == at:
                raise RuntimeError(f"what is due of {member} at {at} stays due")
        for _, member in sorted((is_actor(member), member) for member in self.states):
            yield from self._advanced(member, to)

    def _kept(self, member: str, state: Any, outcome: Outcome) -> Shown:
        if outcome.status != "duplicate":
            self.pools.apply(outcome.pool_changes)
        self.states[member] = state
        return self._shown(member, outcome)

    def _shown(self, member: str, outcome: Outcome | None) -> Shown:
        state = self.states[member]
        shown = Shown(outcome, self.engine.snapshot(state), self.engine.next_due(state), member=member)
        self.last[member] = shown
        return shown


@dataclass(frozen=True, slots=True)
class Difference:
    """The first step at which two engines part, and what each showed."""

    index: int
    step: Step
    expected: Shown
    got: Shown


def first_difference(expected: Engine, got: Engine, steps: Sequence[Step]) -> Difference | None:
    """Play the steps on both engines."""
    playing = Playing(expected)
    return compared((playing.play(step) for step in steps), got, steps)


def compared(shown: Iterable[Shown], got: Engine, steps: Sequence[Step]) -> Difference | None:
    """Play the steps on an engine and compare with what another showed."""
    playing = Playing(got)
    for index, (step, expected) in enumerate(zip(steps, shown, strict=True)):
        found = playing.play(step)
        if found != expected:
            return Difference(index, step, expected, found)
        if found.error:
            return None
    return None


def shrunk(expected: Engine, got: Engine, steps: Sequence[Step]) -> list[Step]:
    """The history with steps left out, one by one from the back, while it still shows a difference."""
    left = list(steps)
    index = len(left) - 1
    while index >= 0:
        fewer = left[:index] + left[index + 1 :]
        found = first_difference(expected, got, fewer)
        if found is not None:
            left = fewer[: found.index + 1]
        index = min(index, len(left)) - 1
    return left


def compiled(plan: Plan) -> Engine:
    """The production engine, through its interface alone."""
    from benefitdsl.engine.compile import compile_plan

    return compile_plan(plan)
