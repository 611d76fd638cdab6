"""Small plans for tests: the parts every one of them needs, and a table to drive an engine by local dates."""

from __future__ import annotations

from typing import Any

from benefitdsl.engine.compile import Engine, compile_plan
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
    """One member of one engine. Every evaluation checks that the member passed in was not touched, and that the new
    one comes back from JSON as it was."""

    seed: bytes | None = None

    def __init__(self, plan_: Plan, joined: str = "2024-01-01", member: str = "m", **attributes: Any) -> None:
        self.engine: Engine = compile_plan(plan_)
        self.pools = InMemoryPools()
        self.member = self.engine.new_member(member, at(joined), attributes)
        self.number = 0
        self.last = Outcome("applied")

    def send(self, type_: str, when: str, id_: str = "", **fields: Any) -> Outcome:
        self.number += 1
        return self.event(Event(id_ or f"e{self.number}", type_, self.member.id, at(when), fields))

    def event(self, event: Event) -> Outcome:
        before = self.member.to_json()
        member, self.last = self.engine.evaluate(self.member, event, self.pools, self.seed)
        assert self.member.to_json() == before
        return self._take(member)

    def advance(self, when: str) -> Outcome:
        before = self.member.to_json()
        member, self.last = self.engine.advance(self.member, at(when), self.pools, self.seed)
        assert self.member.to_json() == before
        return self._take(member)

    def _take(self, member: Member) -> Outcome:
        assert Member.from_json(member.to_json()) == member
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
