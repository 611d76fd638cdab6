"""One member of a hand-made plan, event after event, on the reference engine."""

from __future__ import annotations

from typing import TypeVar

from benefitdsl.engine.reference import Reference, State
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.model.snapshot import BenefitView, PointsView
from benefitdsl.plan.expr import TRUE, FieldOf
from benefitdsl.plan.parts import EarnPoints, EventField, EventType, OnEvent, Origin, Plan, Rule
from benefitdsl.quantities.rounding import Rounding

ORIGIN = Origin("club.benefit", 3)
HOUR = 3_600_000_000
DAY = 24 * HOUR
MIDNIGHT = 20_500 * DAY - 8 * HOUR  # of a local day in Shanghai
START = MIDNIGHT + 8 * HOUR
SEED = bytes(range(32))

LINE = (EventField("price", "money"), EventField("amount", "money"), EventField("category", "text"))
ORDER = EventType(
    "order",
    (
        EventField("no", "text", True),
        EventField("amount", "money", True),
        EventField("list_amount", "money"),
        EventField("beans", "number"),
        EventField("coupons", "texts"),
        EventField("checkout", "text"),
        EventField("items", "items", fields=LINE),
        EventField("discounts", "items"),
    ),
    key="no",
)
REFUND = EventType(
    "refund", (EventField("no", "text", True), EventField("amount", "money")), reverses="order"
)
GIFT_DAY = EventType("gift_day", ())
VISIT = EventType("visit", (EventField("n", "number"),))

Found = TypeVar("Found")


def earning(currency: str = "beans", event: str = "order", field: str = "amount", per: int = 100) -> Rule:
    give = EarnPoints(currency, FieldOf(field), per, Rounding.DOWN, False)
    return Rule(f"earn_{currency}_{event}", ORIGIN, (OnEvent(event),), TRUE, (give,))


class Told:
    def __init__(self, plan: Plan, seed: bytes | None = None, name: str = "anna") -> None:
        self.engine, self.pools, self.seed = Reference(plan), InMemoryPools(), seed
        self.state: State = self.engine.new_member(name, START, {})
        self.number = 0

    def sends(self, kind: str, day: float, **fields: FieldValue) -> Outcome:
        self.number += 1
        event = Event(f"e{self.number}", kind, self.state.member, START + round(day * DAY), fields)
        self.state, outcome = self.engine.evaluate(self.state, event, self.pools, self.seed)
        self.pools.apply(outcome.pool_changes)
        return outcome

    def waits(self, day: float) -> Outcome:
        self.state, outcome = self.engine.advance(self.state, START + round(day * DAY), self.pools, self.seed)
        self.pools.apply(outcome.pool_changes)
        return outcome

    def points(self, currency: str = "beans") -> PointsView:
        views = self.engine.snapshot(self.state).points
        found = next(view for view in views if view.currency == currency)
        gained = found.live + found.pending - found.owed + found.spent + found.expired + found.reversed
        assert found.issued + found.forgiven == gained
        return found

    def benefits(self) -> tuple[BenefitView, ...]:
        return self.engine.snapshot(self.state).benefits


def only(kind: type[Found], outcome: Outcome) -> list[Found]:
    return [effect for effect in outcome.effects if isinstance(effect, kind)]


def kinds(outcome: Outcome) -> list[type[Effect]]:
    return [type(effect) for effect in outcome.effects]


def refusal(outcome: Outcome) -> tuple[str | None, str]:
    assert outcome.status == "refused"
    assert (outcome.effects, outcome.pool_changes) == ((), ())
    return outcome.reason, outcome.detail
