"""Rules that start one another must come to an end: the graph of what raises what has no cycle."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.diagnostics import Diagnostic, Label, error
from benefitdsl.syntax.ast import (
    Actions,
    BalanceRef,
    Block,
    EnrolIn,
    Give,
    Grant,
    HappeningTrigger,
    PointsEarned,
    RaiseTo,
    Trigger,
)

# What happens and may start a rule: ("points", "beans"), ("tiers", "club").
Happening = tuple[str, str]


def check_cascades(draft: Draft) -> Iterator[Diagnostic]:
    """Report each cycle once, at the first of its rules, and name the others in order."""
    rules = [
        block
        for block, kind in blocks_of(draft.modules, draft.catalogue)
        if kind.family == "rule" and block.name
    ]
    starts = {id(rule): _starts(rule, draft) for rule in rules}
    raises = {id(rule): _raises(rule, draft) for rule in rules}
    listeners: dict[Happening, list[Block]] = {}
    for rule in rules:
        for happening in starts[id(rule)]:
            listeners.setdefault(happening, []).append(rule)
    graph = {
        id(rule): [other for happening in raises[id(rule)] for other in listeners.get(happening, ())]
        for rule in rules
    }
    for cycle in _cycles(rules, graph):
        names = tuple(block.name.text for block in (*cycle, cycle[0]) if block.name)
        related = tuple(Label(block.head_span, "part_of_cycle") for block in cycle[1:])
        yield error("BEN401", cycle[0].head_span, related=related, cycle=" → ".join(names))


def _starts(rule: Block, draft: Draft) -> set[Happening]:
    """Return what starts a rule, apart from events and moments."""
    found: set[Happening] = set()
    for field in rule.fields:
        for term in field.value.terms if isinstance(field.value, Trigger) else ():
            if isinstance(term, HappeningTrigger):
                found |= _happenings(term, draft)
    return found


def _happenings(term: HappeningTrigger, draft: Draft) -> set[Happening]:
    subject = term.subject.text if term.subject else None
    match term.happening:
        case "points_earned":
            return {("points", name) for name in (_one(subject) or draft.symbols.names("points"))}
        case "tier_entered" | "tier_left":
            ladders = draft.symbols.levels
            held = [ladder for ladder, levels in ladders.items() if subject is None or subject in levels]
            return {("tiers", ladder) for ladder in held}
        case "mission_completed":
            return {("mission", name) for name in (_one(subject) or draft.symbols.names("mission"))}
        case "benefit_used":
            return set()  # only an event of the member uses a benefit, never an action


def _one(subject: str | None) -> tuple[str, ...]:
    return (subject,) if subject else ()


def _raises(rule: Block, draft: Draft) -> list[Happening]:
    """Return what the actions of a rule may make happen, directly or through a ladder that counts points."""
    found: dict[Happening, None] = {}
    for field in rule.fields:
        for action in field.value.items if isinstance(field.value, Actions) else ():
            match action:
                case Give(currency=currency):
                    found[("points", currency.text)] = None
                    found.update(
                        dict.fromkeys(("tiers", ladder) for ladder in _reading(currency.text, draft))
                    )
                case RaiseTo(level):
                    held = [ladder for ladder, levels in draft.symbols.levels.items() if level.text in levels]
                    found.update(dict.fromkeys(("tiers", ladder) for ladder in held))
                case Grant() | EnrolIn():
                    pass  # neither starts a rule
                case _:
                    pass
    return list(found)


def _reading(currency: str, draft: Draft) -> Iterator[str]:
    """Return the ladders whose metric may change when points of a currency are given."""
    only = draft.symbols.names("points") == (currency,)
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        if kind.family != "tiers" or block.name is None:
            continue
        for field, spec in fields_of(block, kind):
            if spec.form == "value" and any(
                _is_of(node, currency, only=only) for node in descend(field.value)
            ):
                yield block.name.text


def _is_of(node: object, currency: str, *, only: bool) -> bool:
    if isinstance(node, BalanceRef | PointsEarned):
        return only if node.currency is None else node.currency.text == currency
    return False


def _cycles(rules: list[Block], graph: dict[int, list[Block]]) -> Iterator[list[Block]]:
    """Return one cycle for each knot of rules, each rule in at most one of them."""
    done: set[int] = set()
    for rule in rules:
        path = _way_back(rule, graph, done)
        if path:
            yield path
            done.update(id(block) for block in path)
        done.add(id(rule))


def _way_back(rule: Block, graph: dict[int, list[Block]], done: set[int]) -> list[Block]:
    """Return the shortest way from a rule to itself over rules not done, or nothing."""
    came_from: dict[int, Block | None] = {}
    waiting = [(other, rule) for other in graph[id(rule)]]
    for other, before in waiting:
        if id(other) in came_from or (id(other) in done and other is not rule):
            continue
        came_from[id(other)] = before
        if other is rule:
            path = [before]
            while path[-1] is not rule:
                path.append(came_from[id(path[-1])])  # type: ignore[arg-type]
            return path[::-1]
        waiting.extend((further, other) for further in graph[id(other)])
    return []
