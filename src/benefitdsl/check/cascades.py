"""Rules that start one another must come to an end: the graph of what raises what has no cycle.

A level is entered from below only, so what starts when gold is entered can enter what lies above gold and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.diagnostics import Diagnostic, Label, error
from benefitdsl.source import Span
from benefitdsl.syntax.ast import (
    Action,
    Actions,
    BalanceRef,
    Block,
    Give,
    HappeningTrigger,
    Name,
    PointsEarned,
    RaiseTo,
    Trigger,
)


@dataclass(frozen=True, slots=True)
class PointsGiven:
    currency: str


@dataclass(frozen=True, slots=True)
class LevelEntered:
    tiers: str
    rank: int


Happening = PointsGiven | LevelEntered
Ladders = dict[str, list[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Starter:
    """Something that starts by itself when something happens: a rule, or what entering a level gives."""

    name: str
    span: Span
    started_by: frozenset[Happening]
    raises: frozenset[Happening]


def check_cascades(draft: Draft) -> Iterator[Diagnostic]:
    """Report each cycle once, at the first of its starters, and name the others in order."""
    starters = tuple(_starters(draft, _ladders_counting(draft)))
    waiting: dict[Happening, list[Starter]] = {}
    for one in starters:
        for happening in one.started_by:
            waiting.setdefault(happening, []).append(one)
    graph = {
        one: list(dict.fromkeys(other for happening in one.raises for other in waiting.get(happening, ())))
        for one in starters
    }
    for cycle in _cycles(graph):
        names = " → ".join(each.name for each in (*cycle, cycle[0]))
        related = tuple(Label(each.span, "part_of_cycle") for each in cycle[1:])
        yield error("BEN401", cycle[0].span, related=related, cycle=names)


# ------------------------------------------------------------------------------------------ starters


def _starters(draft: Draft, counting: Ladders) -> Iterator[Starter]:
    """Return all that is started by what rules can raise; a rule started by events alone is in no cycle."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        started_by = frozenset(_started_by(block, draft))
        if block.name is None:
            continue
        if started_by:
            actions = tuple(action for field in block.fields for action in _actions(field.value))
            yield _starter(block.name.text, block.head_span, started_by, actions, draft, counting)
        if kind.family == "tiers":
            yield from _entries(block, block.name.text, draft, counting)


def _entries(block: Block, ladder: str, draft: Draft, counting: Ladders) -> Iterator[Starter]:
    """Return what entering each level of a ladder gives: rows of actions whose key is a level."""
    ranks = draft.symbols.levels.get(ladder, {})
    for field in block.fields:
        if isinstance(field.value, Actions) and isinstance(field.key, Name) and field.key.text in ranks:
            entered: frozenset[Happening] = frozenset((LevelEntered(ladder, ranks[field.key.text]),))
            name = f"{ladder} {field.key.text}"
            yield _starter(name, field.span, entered, field.value.items, draft, counting)


def _starter(
    name: str,
    span: Span,
    started_by: frozenset[Happening],
    actions: tuple[Action, ...],
    draft: Draft,
    counting: Ladders,
) -> Starter:
    raises = {happening for action in actions for happening in _raised(action, draft, counting)}
    floors = _floors(started_by)
    reachable = (each for each in raises if not _below(each, floors))
    return Starter(name, span, started_by, frozenset(reachable))


def _floors(started_by: frozenset[Happening]) -> dict[str, int]:
    """Return the rank that is held for certain once this starts, for the ladder that alone can start it."""
    entered = [each for each in started_by if isinstance(each, LevelEntered)]
    if len(entered) < len(started_by) or len({each.tiers for each in entered}) != 1:
        return {}
    return {entered[0].tiers: min(each.rank for each in entered)}


def _below(happening: Happening, floors: dict[str, int]) -> bool:
    return isinstance(happening, LevelEntered) and happening.rank <= floors.get(happening.tiers, -1)


def _actions(value: object) -> tuple[Action, ...]:
    return value.items if isinstance(value, Actions) else ()


def _started_by(block: Block, draft: Draft) -> Iterator[Happening]:
    for field in block.fields:
        for term in field.value.terms if isinstance(field.value, Trigger) else ():
            if isinstance(term, HappeningTrigger):
                yield from _happenings(term, draft)


def _happenings(term: HappeningTrigger, draft: Draft) -> Iterator[Happening]:
    """Return what a trigger waits for, of what actions can bring about: they complete no mission, use no benefit and
    lower no level."""
    subject = term.subject.text if term.subject else None
    if term.happening == "points_earned":
        for currency in (subject,) if subject else draft.symbols.names("points"):
            yield PointsGiven(currency)
    elif term.happening == "tier_entered":
        yield from _levels(draft, lambda _, name: subject in (None, name))


def _raised(action: Action, draft: Draft, counting: Ladders) -> Iterator[Happening]:
    match action:
        case Give(currency=currency):
            yield PointsGiven(currency.text)
            ladders = counting.get(currency.text, ())
            yield from _levels(draft, lambda ladder, _: ladder in ladders)
        case RaiseTo(level):
            for ladder, ranks in draft.symbols.levels.items():
                top = ranks.get(level.text, -1)
                yield from (LevelEntered(ladder, rank) for rank in ranks.values() if rank <= top)
        case _:
            return


def _levels(draft: Draft, wanted: Callable[[str, str], bool]) -> Iterator[Happening]:
    for ladder, ranks in draft.symbols.levels.items():
        for name, rank in ranks.items():
            if wanted(ladder, name):
                yield LevelEntered(ladder, rank)


def _ladders_counting(draft: Draft) -> Ladders:
    """Return, by points currency, the ladders whose metric may change when points of it are given."""
    found: Ladders = {currency: [] for currency in draft.symbols.names("points")}
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        if kind.family != "tiers" or block.name is None:
            continue
        read = [
            node
            for field, spec in fields_of(block, kind)
            if spec.form == "value"
            for node in descend(field.value)
        ]
        for currency, ladders in found.items():
            if any(_is_of(node, currency) for node in read):
                ladders.append(block.name.text)
    return found


def _is_of(node: object, currency: str) -> bool:
    if isinstance(node, BalanceRef | PointsEarned):
        return node.currency is None or node.currency.text == currency
    return False


# -------------------------------------------------------------------------------------------- cycles


def _cycles(graph: dict[Starter, list[Starter]]) -> Iterator[list[Starter]]:
    """Return one cycle for each knot, each starter in at most one of them."""
    done: set[Starter] = set()
    for start in graph:
        if start not in done and (way := _way_back(start, graph, done)):
            done.update(way)
            yield way
        done.add(start)


def _way_back(start: Starter, graph: dict[Starter, list[Starter]], done: set[Starter]) -> list[Starter]:
    """Return the shortest way from a starter to itself over those not done, or nothing."""
    before: dict[Starter, Starter] = {}
    waiting = [start]
    for here in waiting:
        for there in graph[here]:
            if there is start:
                way = [here]
                while way[-1] is not start:
                    way.append(before[way[-1]])
                return way[::-1]
            if there not in before and there not in done:
                before[there] = here
                waiting.append(there)
    return []
