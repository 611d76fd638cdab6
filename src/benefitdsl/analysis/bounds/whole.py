"""A programme as it is looked through for bounds: its plan, what things are worth, what is known where rules fire."""

from __future__ import annotations

from collections.abc import Iterable

from benefitdsl.analysis.bounds.worth import Prices, prices_of
from benefitdsl.analysis.facts import Facts, facts_of
from benefitdsl.analysis.truth import refine
from benefitdsl.plan.expr import And, Compare, Const, Expr, FieldOf, InSegment
from benefitdsl.plan.parts import MultiplyPoints, Plan, Rule, Trigger


def asked_of(condition: Expr, audience: str | None) -> Expr:
    """The condition and the audience as one."""
    return condition if audience is None else And((condition, InSegment(audience)))


def as_told(facts: Facts, fields: Iterable[tuple[str, Expr]]) -> Facts | None:
    """What is known of an event that somebody is told with these values; None where the facts are not about it."""
    found: Facts | None = facts
    for name, value in fields:
        if isinstance(value, Const) and found is not None:
            found = refine(found, Compare("eq", FieldOf(name), value))
    return found


class Whole:
    """Looked through once, asked often: what it is asked again it remembers."""

    __slots__ = ("_known", "multiplying", "plan", "prices")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.prices: Prices = prices_of(plan)
        self._known: dict[tuple[int, str | None], Facts | None] = {}
        self.multiplying: dict[Trigger, tuple[Rule, ...]] = {}
        for rule in plan.rules:
            if any(isinstance(one, MultiplyPoints) for one in (*rule.then, *rule.otherwise)):
                for trigger in rule.triggers:
                    self.multiplying[trigger] = (*self.multiplying.get(trigger, ()), rule)

    def known(self, rule: Rule, event: str | None) -> Facts | None:
        """What is known where a rule fires on an event of the type (None: on none); None where it never does."""
        key = id(rule), event
        if key not in self._known:
            facts = facts_of(self.plan, event)
            self._known[key] = refine(facts, asked_of(rule.condition, rule.audience))
        return self._known[key]


__all__ = ["Whole", "as_told", "asked_of"]
