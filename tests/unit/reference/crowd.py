"""Members of one plan, with their pools and what they tell one another (spec §15.5)."""

from __future__ import annotations

from benefitdsl.engine.reference import Reference, State
from benefitdsl.model.addressed import addressed_events
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import Origin, Plan

ORIGIN = Origin("club.benefit", 3)
DAY = 86_400_000_000
START = 20_499 * DAY + 16 * 3_600_000_000
"""Midnight in Shanghai, the start of 2026-02-16, a Monday."""


class Crowd:
    """Whoever is named joins at START. Days are counted from there."""

    def __init__(self, plan: Plan) -> None:
        self.engine, self.pools = Reference(plan), InMemoryPools()
        self.states: dict[str, State] = {}
        self.outcomes: list[Outcome] = []
        self.number = 0

    def sends(self, member: str, kind: str, day: int, **fields: FieldValue) -> Outcome:
        """The outcome of the event; what it addresses is delivered."""
        self.number += 1
        first, *told = self._deliver(
            [Event(f"e{self.number}", kind, member, START + day * DAY + self.number, fields)]
        )
        self.outcomes = told
        return first

    def waits(self, member: str, day: int) -> tuple[Effect, ...]:
        state, outcome = self.engine.advance(self.state(member), START + day * DAY, self.pools)
        self.states[member] = state
        self.pools.apply(outcome.pool_changes)
        self.outcomes = self._deliver(list(addressed_events(outcome)))
        return outcome.effects

    def sees(self, member: str) -> Snapshot:
        return self.engine.snapshot(self.state(member))

    def state(self, member: str) -> State:
        return self.states.get(member) or self.engine.new_member(member, START, {})

    def _deliver(self, queue: list[Event]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        while queue:
            event = queue.pop(0)
            self.states[event.member], outcome = self.engine.evaluate(
                self.state(event.member), event, self.pools
            )
            self.pools.apply(outcome.pool_changes)
            outcomes.append(outcome)
            queue += addressed_events(outcome)
        return outcomes
