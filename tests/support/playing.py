"""Playing one history on an engine, step by step, and comparing two engines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.model.pools import InMemoryPools, Pools
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import Plan
from tests.support.steps import Advance, Join, Send, Step


class Engine(Protocol):
    """What both engines offer. States are opaque."""

    def new_member(self, member: str, at: int, attributes: Mapping[str, FieldValue], /) -> Any: ...

    def evaluate(self, state: Any, event: Event, pools: Pools, /) -> tuple[Any, Outcome]: ...

    def advance(self, state: Any, now: int, pools: Pools, /) -> tuple[Any, Outcome]: ...

    def next_due(self, state: Any, /) -> int | None: ...

    def snapshot(self, state: Any, /) -> Snapshot: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """What a step showed: the outcome, the snapshot after it and what is due next; or the exception."""

    outcome: Outcome | None
    snapshot: Snapshot | None
    next_due: int | None
    error: str = ""


@dataclass
class Playing:
    """An engine with its members and pools, half-way through a history."""

    engine: Engine
    pools: InMemoryPools = field(default_factory=InMemoryPools)
    states: dict[str, Any] = field(default_factory=dict)

    def play(self, step: Step) -> Shown:
        if not isinstance(step, Join) and step.member not in self.states:
            return Shown(None, None, None)
        try:
            outcome = self._play(step)
            state = self.states[step.member]
            return Shown(outcome, self.engine.snapshot(state), self.engine.next_due(state))
        except Exception as error:  # whatever it is, it is a difference
            return Shown(None, None, None, f"{type(error).__name__}: {error}")

    def _play(self, step: Step) -> Outcome | None:
        match step:
            case Join(member, at, attributes):
                self.states[member] = self.engine.new_member(member, at, attributes)
                return None
            case Advance(member, to):
                state, outcome = self.engine.advance(self.states[member], to, self.pools)
            case Send(event):
                state, outcome = self.engine.evaluate(self.states[event.member], event, self.pools)
        if outcome.status != "duplicate":
            self.pools.apply(outcome.pool_changes)
        self.states[step.member] = state
        return outcome


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
