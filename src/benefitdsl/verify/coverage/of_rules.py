"""The goals of rules: each part of the condition, each way in which a rule ends, each limit and window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from benefitdsl.engine.explain.naming import without_guards
from benefitdsl.plan.expr import Expr
from benefitdsl.plan.parts import EarnPoints, Group, Limit, OnEvent, Origin, Rule, TakePoints
from benefitdsl.quantities.window import Ever
from benefitdsl.verify.coverage.conditions import atoms
from benefitdsl.verify.coverage.goals import WHOLE, Done, Edge, Family, Full, Goal, Holds, Key, What
from benefitdsl.verify.coverage.ties import Ties

_FRIEND = ".friend"  # what a referral makes of itself for the friend


class Maker:
    """Goals of one part."""

    def __init__(self, family: Family, part: str, origin: Origin) -> None:
        self.family, self.part, self.origin = family, part, origin

    def goal(
        self,
        what: What,
        field: str = "",
        *,
        row: str = "",
        place: int | None = None,
        condition: Expr | None = None,
    ) -> Goal:
        return Goal(Key(self.family, self.part, what), self.origin, field, row, place, condition)

    def done(self, word: str, field: str = "", *, of: str = "", row: str = "") -> Goal:
        return self.goal(Done(word, of), field, row=row)

    def condition(
        self, field: str, expr: Expr, *, parts: tuple[Expr, ...] | None = None, row: str = ""
    ) -> Iterator[Goal]:
        """Each part true and false, and of several the whole. `parts` where not all of them are the author's."""
        found = atoms(expr) if parts is None else parts
        named = f"{field} {row}" if row else field
        for place, part in enumerate(found):
            for wanted in (True, False):
                what = Holds(named, place, wanted)
                yield self.goal(what, field, row=row, place=place, condition=part)
        for wanted in (True, False) if len(found) > 1 else ():
            yield self.goal(Holds(named, WHOLE, wanted), field, row=row, condition=expr)

    def inner(self, ties: Ties, field: str, *exprs: Expr) -> Iterator[Goal]:
        """The conditions inside the totals of a field."""
        for one in ties.inner(*exprs):
            for goal in self.condition(one.field(field), one.where, parts=matched(one.where)):
                yield replace(goal, field=field, place=None)

    def limits(self, limits: tuple[Limit, ...], field: str = "limit") -> Iterator[Goal]:
        """Each limit used up, one use more refused, and the edges of its window."""
        for place, limit in enumerate(limits):
            yield self.goal(Full(place, beyond=False), field, place=place)
            yield self.goal(Full(place, beyond=True), field, place=place)
            if not isinstance(limit.window, Ever):
                yield self.goal(Edge(f"limit {place}", inside=True), field, place=place)
                yield self.goal(Edge(f"limit {place}", inside=False), field, place=place)

    def windows(self, ties: Ties, expr: Expr, field: str) -> Iterator[Goal]:
        """The edges of the windows that an expression reads."""
        for metric in ties.windows(expr):
            yield self.goal(Edge(metric.id, inside=True), field)
            yield self.goal(Edge(metric.id, inside=False), field)


def matched(where: Expr) -> tuple[Expr, ...]:
    """The parts of what is counted, without those that the language adds: that what is compared is there."""
    return without_guards(atoms(where))


def given_by(rule: Rule) -> tuple[Expr, ...]:
    """What the points that a rule gives or takes are counted by."""
    return tuple(one.numerator for one in rule.then if isinstance(one, EarnPoints | TakePoints))


def rule_goals(ties: Ties, rule: Rule) -> Iterator[Goal]:
    make = Maker("rule", rule.id, rule.origin)
    yield make.done("fires", "then")
    if rule.otherwise:
        yield make.done("otherwise", "otherwise")
    yield from make.condition("condition", rule.condition)
    yield from make.inner(ties, "condition", rule.condition)
    yield from make.inner(ties, "then", *given_by(rule))
    yield from make.windows(ties, rule.condition, "condition")
    if rule.schedule is not None and rule.schedule.terms:
        yield make.done("schedule", "schedule")
    if rule.audience is not None:
        yield make.done("audience", "audience")
    yield from make.limits(rule.limits, _limiting(rule))
    for budget in rule.budgets:
        yield make.done("budget", "budget", of=budget)
    group = next((one for one in ties.plan.groups if one.id == rule.group), None)
    if group is not None and group.policy != "stack" and not _always_comes_first(ties, rule, group):
        yield make.done("group", "group")
    if any(isinstance(one, TakePoints) and not one.up_to for one in rule.then):
        yield make.done("points", "then")
    if any(isinstance(one, OnEvent) for one in rule.triggers) and ties.is_undone(rule):
        yield make.done("refunded", "on_refund")
        if rule.on_refund != "keep" and ties.gives_usable(rule):
            yield make.done("after_use", "on_refund")


def _limiting(rule: Rule) -> str:
    """The field that its limits come from. Of a referral the written one is the inviter's: that a friend counts once
    follows from what qualifies them."""
    return "qualifies" if rule.id.endswith(_FRIEND) else "limit"


def _always_comes_first(ties: Ties, rule: Rule, group: Group) -> bool:
    """Whether no rule of the group can come before: the first of a group in which the first gives."""
    return group.policy == "first" and next(one for one in ties.plan.rules if one.group == group.id) == rule
