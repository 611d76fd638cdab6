"""Playing one history on an engine, step by step, and comparing two engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.model.pools import InMemoryPools, Pools
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import Plan
from tests.support.histories import Advance, Join, Send, Step


class Engine(Protocol):
    """What both engines offer. States are opaque."""

    def new_member(self, member: str, at: int, attributes: Mapping[str, FieldValue], /) -> Any: ...

    def evaluate(self, state: Any, event: Event, pools: Pools, /) -> tuple[Any, Outcome]: ...

    def advance(self, state: Any, now: int, pools: Pools, /) -> tuple[Any, Outcome]: ...

    def next_due(self, state: Any, /) -> int | None: ...

    def snapshot(self, state: Any, /) -> Snapshot: ...


@dataclass(frozen=True, slots=True)
class Seen:
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

    def play(self, step: Step) -> Seen:
        if not isinstance(step, Join) and step.member not in self.states:
            return Seen(None, None, None)
        try:
            outcome = self._play(step)
            state = self.states[step.member]
            return Seen(outcome, self.engine.snapshot(state), self.engine.next_due(state))
        except Exception as error:  # whatever it is, it is a difference
            return Seen(None, None, None, f"{type(error).__name__}: {error}")

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
    expected: Seen
    got: Seen


def differences(expected: Engine, got: Engine, steps: Sequence[Step]) -> Iterator[Difference]:
    one, other = Playing(expected), Playing(got)
    for index, step in enumerate(steps):
        left, right = one.play(step), other.play(step)
        if left != right:
            yield Difference(index, step, left, right)
        if left.error or right.error:
            return


def first_difference(expected: Engine, got: Engine, steps: Sequence[Step]) -> Difference | None:
    return next(differences(expected, got, steps), None)


def shrunk(expected: Engine, got: Engine, steps: Sequence[Step]) -> list[Step]:
    """The history with steps left out while it still shows a difference."""
    found = first_difference(expected, got, steps)
    assert found is not None
    left = list(steps[: found.index + 1])
    changed = True
    while changed:
        changed = False
        for index in range(len(left) - 2, -1, -1):
            fewer = left[:index] + left[index + 1 :]
            if isinstance(left[index], Join) and any(each.member == left[index].member for each in fewer):
                continue
            still = first_difference(expected, got, fewer)
            if still is not None:
                left, changed = fewer[: still.index + 1], True
                break
    return left


def compiled(plan: Plan) -> Engine:
    """The production engine, through its interface alone."""
    from benefitdsl.engine.compile import compile_plan

    return compile_plan(plan)
