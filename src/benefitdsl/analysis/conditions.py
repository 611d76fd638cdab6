"""Conditions that never hold, parts of them that always do, and alternatives that change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benefitdsl.analysis.facts import Facts, facts_of
from benefitdsl.analysis.finding import Finding, Place
from benefitdsl.analysis.ranges import Composed
from benefitdsl.analysis.truth import refine, truth
from benefitdsl.plan.expr import TRUE, And, Const, Expr, HasField, HasItemField, InSegment, Or
from benefitdsl.plan.parts import OnEvent, Plan, Rule
from benefitdsl.plan.walk import walk


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition, where it stands, and what is known where it is asked: once for each event that may be at hand."""

    place: Place
    condition: Expr
    facts: tuple[Facts, ...]


def conditions_of(plan: Plan) -> Iterator[Asked]:
    """Every condition that an author writes, in plan order by family."""
    member, order = facts_of(plan), facts_of(plan, "order")
    for rule in plan.rules:
        yield Asked(Place(rule.origin, "condition"), rule.condition, tuple(facts_of_rule(plan, rule)))
    for segment in plan.segments:
        yield Asked(Place(segment.origin, "condition"), segment.condition, (member,))
    for promotion in plan.promotions:
        yield Asked(
            Place(promotion.origin, "condition"), promotion.condition, _heard(order, promotion.audience)
        )
    for offer in plan.offers:
        yield Asked(Place(offer.origin, "condition"), offer.condition, _heard(member, offer.audience))
    for right in plan.privileges:
        yield Asked(Place(right.origin, "condition"), right.condition, _heard(member, right.audience))
    for benefit in plan.benefits:
        yield Asked(Place(benefit.origin, "where"), benefit.where, (member,))
    for mission in plan.missions:
        if mission.event:
            yield Asked(Place(mission.origin, "counts"), mission.where, (facts_of(plan, mission.event),))
        for step in mission.steps:
            place = Place(mission.origin, "step", step.id)
            yield Asked(place, step.where, (facts_of(plan, step.event),))


def facts_of_rule(plan: Plan, rule: Rule) -> Iterator[Facts]:
    """What is known where the condition of a rule is asked, for each of its triggers that can be."""
    for trigger in rule.triggers:
        yield from _heard(
            facts_of(plan, trigger.event if isinstance(trigger, OnEvent) else None), rule.audience
        )


def _heard(facts: Facts, audience: str | None) -> tuple[Facts, ...]:
    """The same of members of the audience; none where nobody belongs to it, which is said of the segment."""
    if audience is None:
        return (facts,)
    found = refine(facts, InSegment(audience))
    return () if found is None else (found,)


def find_conditions(plan: Plan) -> Iterator[Finding]:
    for asked in conditions_of(plan):
        if asked.condition != TRUE and asked.facts:
            yield from _judged(asked)


def _judged(asked: Asked) -> Iterator[Finding]:
    if all(refine(facts, asked.condition) is None for facts in asked.facts):
        yield Finding("BEN601", asked.place)
        return
    useless = [list(_useless(asked.condition, facts)) for facts in asked.facts]
    for code, part in useless[0]:
        if all((code, part) in others for others in useless[1:]):
            yield Finding(code, asked.place, part=part)


def _useless(condition: Expr, facts: Facts) -> Iterator[tuple[str, Expr]]:
    """The parts that make no difference where these facts hold, each with what is wrong with it."""
    match condition:
        case And(items):
            yield from _of_all(items, facts)
        case Or(items):
            yield from _of_any(items, facts)
        case _ if truth(condition, facts) == "always":
            yield "BEN602", condition
        case _:
            return


def _of_all(items: tuple[Expr, ...], facts: Facts) -> Iterator[tuple[str, Expr]]:
    """Of several that must hold: one that holds wherever those that are left hold, the last such first, as what
    follows from another is mostly written after it."""
    items = _guarded_once(items)
    read = [_read(item, facts.plan) for item in items]
    left = list(items)
    for place in reversed(range(len(items))):
        shared = any(read[place] & each for other, each in enumerate(read) if other != place)
        others = [*left[:place], *left[place + 1 :]] if shared else []
        known = refine(facts, And(tuple(others)))
        if known is None:  # they never hold together, and this one is no part of the reason
            continue
        found = truth(items[place], known)
        if found == "always":
            left = [*left[:place], *left[place + 1 :]]
            yield "BEN602", items[place]
        elif isinstance(items[place], And | Or):
            yield from _useless(items[place], known)


def _read(condition: Expr, plan: Plan) -> frozenset[Expr]:
    """What a condition reads, its segments included: parts that read nothing in common say nothing of one another."""
    found: set[Expr] = set()
    for node in walk(condition):
        if isinstance(node, InSegment):
            segment = next(each for each in plan.segments if each.id == node.segment)
            found |= {node, *_read(segment.condition, plan)}
        elif not isinstance(node, Const | Composed):
            found.add(node)
    return frozenset(found)


def _guarded_once(items: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Without a second guard of the same field: lowering puts one before what an author may have guarded too."""
    guards = HasField | HasItemField
    return tuple(
        item for place, item in enumerate(items) if not (isinstance(item, guards) and item in items[:place])
    )


def _of_any(items: tuple[Expr, ...], facts: Facts) -> Iterator[tuple[str, Expr]]:
    """Of several of which one must hold: one that never does, or only where another that is left does."""
    if truth(Or(items), facts) == "always":
        yield "BEN602", Or(items)
        return
    left = list(items)
    for item in reversed(items):
        others = [each for each in left if each is not item]
        known = refine(facts, item)
        if known is None or truth(Or(tuple(others)), known) == "always":
            left = others
            yield "BEN603", item
        elif isinstance(item, And | Or):
            yield from _useless(item, facts)


def conjunction(items: Iterable[Expr]) -> Expr:
    """All of them; of none, what always holds."""
    kept = tuple(item for item in items if item != TRUE)
    return kept[0] if len(kept) == 1 else And(kept) if kept else TRUE


__all__ = ["Asked", "conditions_of", "conjunction", "facts_of_rule", "find_conditions"]
