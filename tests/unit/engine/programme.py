"""Small plans for tests: the parts every one of them needs, and a table to drive an engine by local dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benefitdsl.engine.compile import Engine, compile_plan
from benefitdsl.engine.reference import Reference, State
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.model.snapshot import PointsView, Snapshot
from benefitdsl.plan.expr import TRUE, Const, Expr, FieldOf
from benefitdsl.plan.parts import Action, EarnPoints, EventField, EventType, OnEvent, Origin, Plan, Rule
from benefitdsl.quantities.calendar import parse_instant
from benefitdsl.quantities.rounding import Rounding

HERE = Origin("test.benefit", 1)
LINES = EventField(
    "items",
    "items",
    fields=(
        EventField("category", "text"),
        EventField("quantity", "number"),
        EventField("amount", "money"),
    ),
)
ORDER = EventType(
    "order",
    (
        EventField("order", "text", required=True),
        EventField("amount", "money", required=True),
        EventField("use", "number"),
        EventField("coupons", "texts"),
        LINES,
    ),
    key="order",
)
REFUND = EventType(
    "refund",
    (EventField("order", "text", required=True), EventField("amount", "money"), EventField("lines", "items")),
    reverses="order",
)
VISIT = EventType("visit", (EventField("shop", "text"),))
EVENTS = (ORDER, REFUND, VISIT)


def at(text: str) -> int:
    """`2024-01-31` or `2024-01-31T10:00` in Shanghai."""
    return parse_instant(f"{text if 'T' in text else text + 'T00:00'}:00+08:00")


def rule(id_: str, event: str, *then: Action, condition: Expr = TRUE, **more: Any) -> Rule:
    return Rule(id_, HERE, (OnEvent(event),), condition, then, **more)


def earn(amount: int | Expr, per: int = 1, *, scaled: bool = False, currency: str = "p") -> EarnPoints:
    numerator = Const(amount) if isinstance(amount, int) else amount
    return EarnPoints(currency, numerator, per, Rounding.DOWN, scaled)


PER_YUAN = earn(FieldOf("amount"), 100, scaled=True)


def plan(**parts: Any) -> Plan:
    return Plan(
        **{"id": "t", "timezone": "Asia/Shanghai", "currency": "CNY", "events": EVENTS, "version": "t" * 64}
        | parts
    )


class Driver:
    """One member of one engine. Every evaluation checks that the member passed in was not touched, that the new one
    comes back from JSON as it was, and that the reference engine shows the same, as long as the plan is the first one
    and the member one that was shown."""

    seed: bytes | None = None
    alone = False  # where a plan says what no rules can, and the specification nothing of it

    def __init__(self, plan_: Plan, joined: str = "2024-01-01", member: str = "m", **attributes: Any) -> None:
        self.engine: Engine = compile_plan(plan_)
        self.pools = InMemoryPools()
        self.member = self.engine.new_member(member, at(joined), attributes)
        self.number = 0
        self.last = Outcome("applied")
        self._first = self.engine
        self._reference = Reference(plan_)
        state = self._reference.new_member(member, at(joined), attributes)
        self._states: dict[int, tuple[Member, State]] = {id(self.member): (self.member, state)}

    def send(self, type_: str, when: str, id_: str = "", **fields: Any) -> Outcome:
        self.number += 1
        return self.event(Event(id_ or f"e{self.number}", type_, self.member.id, at(when), fields))

    def event(self, event: Event) -> Outcome:
        return self._play(lambda engine, state: engine.evaluate(state, event, self.pools, self.seed))

    def advance(self, when: str) -> Outcome:
        return self._play(lambda engine, state: engine.advance(state, at(when), self.pools, self.seed))

    def _play(self, step: Callable[[Any, Any], tuple[Any, Outcome]]) -> Outcome:
        before = self.member.to_json()
        member, self.last = step(self.engine, self.member)
        assert self.member.to_json() == before
        assert Member.from_json(member.to_json()) == member
        if self.engine is self._first and id(self.member) in self._states and not self.alone:
            state, outcome = step(self._reference, self._states[id(self.member)][1])
            shown, other = self.engine.snapshot(member), self._reference.snapshot(state)
            assert self.last == outcome, f"the reference engine decides {outcome}, and not {self.last}"
            assert shown == other, f"the reference engine shows {other}, and not {shown}"
            self._states[id(member)] = member, state
        return self._take(member)

    def _take(self, member: Member) -> Outcome:
        if self.last.status in ("queued", "refused", "duplicate"):
            assert member is self.member
        else:
            self.pools.apply(self.last.pool_changes)
        self.member = member
        return self.last

    @property
    def view(self) -> Snapshot:
        return self.engine.snapshot(self.member)

    @property
    def points(self) -> PointsView:
        return self.view.points[0]

    def seen(self) -> list[str]:
        """The names of the last effects."""
        return [type(effect).__name__ for effect in self.last.effects]
