"""What a plan's parts have to do with one another, as far as goals need it: what is taken back, what uses what up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from benefitdsl.engine.book import parts_of
from benefitdsl.plan.expr import TRUE, DaysSince, Expr, InSegment, ItemsTotal, MetricOf
from benefitdsl.plan.parts import (
    Action,
    EarnPoints,
    GrantBenefit,
    MakeDraw,
    Metric,
    Offer,
    OnEvent,
    Plan,
    Privilege,
    Promotion,
    Rule,
    TakePoints,
    TellMember,
    TellRoster,
    TellTeam,
)
from benefitdsl.quantities.window import Ever

STANDING = ("badge", "membership")
"""Kinds of benefits that one has and does not use."""


@dataclass(frozen=True, slots=True)
class Inner:
    """A condition inside a total, asked of each line or of each event of a type (empty: of the event at hand). `id`
    tells it from others of its field: that of the metric, or a number."""

    id: str
    where: Expr
    items: bool
    event: str = ""

    def field(self, of: str) -> str:
        """Under which field what it reads is marked; `of` is the field of the expression."""
        return f"{of} of {self.id}"


def inner_of(field: str) -> str:
    """The id of the inner condition that is marked under a field; empty where it is the field's own. Steps of missions
    may have any name."""
    return "" if field.startswith("step ") else field.partition(" of ")[2]


@dataclass(frozen=True)
class Ties:
    """The ties between the parts of one plan."""

    plan: Plan

    @cached_property
    def reversible(self) -> frozenset[str]:
        """Types of events that can be taken back: those that another type reverses, and what is told through them."""
        found = {type_.reverses for type_ in self.plan.events if type_.reverses is not None}
        while told := {event for rule in self._undone(found) for event in _told(rule.then)} - found:
            found |= told
        return frozenset(found)

    def _undone(self, events: Iterable[str]) -> Iterator[Rule]:
        """The rules that one of the events starts."""
        triggers = {OnEvent(event) for event in events}
        return (rule for rule in self.plan.rules if not triggers.isdisjoint(rule.triggers))

    def is_undone(self, rule: Rule) -> bool:
        """Whether an event that starts it can be taken back."""
        return any(isinstance(one, OnEvent) and one.event in self.reversible for one in rule.triggers)

    def gives_usable(self, rule: Rule) -> bool:
        """Whether it gives a benefit that is used up."""
        usable = {one.id for one in self.plan.benefits if one.kind not in STANDING}
        return any(isinstance(one, GrantBenefit) and one.benefit in usable for one in rule.then)

    @cached_property
    def taken_back(self) -> frozenset[str]:
        """Ids of points and benefits that a reversal can take back."""
        actions = [
            one for rule in self.plan.rules if self._takes_back(rule) for one in (*rule.then, *rule.otherwise)
        ]
        offered = any(type_.role == "offer" and type_.name in self.reversible for type_ in self.plan.events)
        actions += [one for offer in self.plan.offers if offered and _gives_back(offer) for one in offer.then]
        return frozenset(_given(self.with_prizes(actions)))

    def _takes_back(self, rule: Rule) -> bool:
        return rule.on_refund != "keep" and self.is_undone(rule)

    def with_prizes(self, actions: Iterable[Action]) -> Iterator[Action]:
        """The actions, of draws those of their prizes."""
        draws = {draw.id: draw for draw in self.plan.draws}
        for one in actions:
            yield one
            for prize in draws[one.draw].prizes if isinstance(one, MakeDraw) else ():
                yield from prize.actions

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Every action of the plan."""
        plan = self.plan
        return (
            *(one for rule in plan.rules for one in (*rule.then, *rule.otherwise)),
            *(one for mission in plan.missions for stage in mission.stages for one in stage.actions),
            *(one for draw in plan.draws for prize in draw.prizes for one in prize.actions),
            *(one for offer in plan.offers for one in offer.then),
        )

    @cached_property
    def spent(self) -> frozenset[str]:
        """Points that something uses up."""
        return frozenset(
            (
                *(points.id for points in self.plan.points if points.spent_by is not None),
                *(cost.currency for offer in self.plan.offers for cost in offer.costs),
                *(one.currency for one in self.actions if isinstance(one, TakePoints)),
            )
        )

    @cached_property
    def _metrics(self) -> dict[str, Metric]:
        return {metric.id: metric for metric in self.plan.metrics}

    def windows(self, expr: Expr) -> tuple[Metric, ...]:
        """The metrics that an expression reads, also through segments, whose entries stop counting some time."""
        found = {
            part.metric: self._metrics[part.metric]
            for part in self._read(expr, frozenset())
            if isinstance(part, MetricOf | DaysSince)
        }
        return tuple(metric for metric in found.values() if not isinstance(metric.window, Ever))

    def inner(self, *exprs: Expr) -> tuple[Inner, ...]:
        """The conditions inside the totals that the expressions of a field read, each once."""
        found: list[Inner] = []
        for part in (part for expr in exprs for part in parts_of(expr)):
            match part:
                case ItemsTotal(where=where) if where is not None and where != TRUE:
                    found.append(Inner(f"lines {len(found)}", where, items=True))
                case MetricOf(name) | DaysSince(name) if self._metrics[name].where != TRUE:
                    metric = self._metrics[name]
                    found.append(Inner(name, metric.where, metric.items, metric.event))
                case _:
                    pass
        return tuple(dict.fromkeys(found))

    def _read(self, expr: Expr, inside: frozenset[str]) -> Iterator[Expr]:
        for part in parts_of(expr):
            yield part
            if isinstance(part, InSegment) and part.segment not in inside:
                yield from self._read(self.condition_of(part.segment), inside | {part.segment})

    @cached_property
    def segments(self) -> frozenset[str]:
        """The segments that something asks: as an audience, or in a condition."""
        plan = self.plan
        asking: tuple[Rule | Offer | Privilege | Promotion, ...] = (
            *plan.rules,
            *plan.offers,
            *plan.privileges,
            *plan.promotions,
        )
        audiences = [one.audience for one in asking] + [one.audience for one in plan.missions]
        exprs = [one.condition for one in asking]
        exprs += [one.where for one in plan.benefits] + [one.metric for one in plan.tiers]
        exprs += [expr for rule in plan.rules for action in rule.then for expr in _numbers(action)]
        named = {one for one in audiences if one is not None}
        exprs += [self.condition_of(one) for one in named]
        read = (part for expr in exprs for part in self._read(expr, frozenset()))
        return frozenset(named | {part.segment for part in read if isinstance(part, InSegment)})

    def condition_of(self, segment: str) -> Expr:
        return next(one.condition for one in self.plan.segments if one.id == segment)


def _gives_back(offer: Offer) -> bool:
    """Whether what it gave can be taken back: a draw that was made stays made."""
    return offer.on_refund != "keep" and offer.then != (MakeDraw(offer.id),)


def _numbers(action: Action) -> tuple[Expr, ...]:
    return (action.numerator,) if isinstance(action, EarnPoints | TakePoints) else ()


def _told(actions: Iterable[Action]) -> Iterator[str]:
    for one in actions:
        if isinstance(one, TellMember | TellTeam | TellRoster):
            yield one.event


def _given(actions: Iterable[Action]) -> Iterator[str]:
    for one in actions:
        if isinstance(one, EarnPoints):
            yield one.currency
        elif isinstance(one, GrantBenefit):
            yield one.benefit
