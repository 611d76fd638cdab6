"""Rules that start one another must come to an end: the graph of what raises what has no cycle.

A level is entered from below only, so what starts when gold is entered can enter what lies above gold and nothing else;
and it is left downwards only. A draw takes the actions of its prizes, and so does whatever draws.

Events told to others start what waits for them, on another member's state: rules, referrals, missions, teams, offers.
They are in the graph like all else, so that nothing told comes round to itself. A board is not: it tells its places
when its period is over, which is later each time. Nor are levels entered because such an event counts: there are only
so many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import starmap

from benefitdsl.catalogue import Kind
from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.diagnostics import Diagnostic, Label, error
from benefitdsl.source import Span
from benefitdsl.syntax.ast import (
    Action,
    Actions,
    Aggregate,
    BalanceRef,
    Block,
    Draw,
    EventTrigger,
    Give,
    HappeningTrigger,
    Name,
    PointsEarned,
    RaiseTo,
    Take,
    TellInviter,
    Trigger,
)


@dataclass(frozen=True, slots=True)
class PointsGiven:
    currency: str


@dataclass(frozen=True, slots=True)
class PointsRipened:
    """Of points given now: pending ones ripen later, by time or when they are collected."""

    currency: str


@dataclass(frozen=True, slots=True)
class LevelEntered:
    tiers: str
    rank: int


@dataclass(frozen=True, slots=True)
class LevelLeft:
    tiers: str
    rank: int


@dataclass(frozen=True, slots=True)
class DrawMade:
    draw: str


@dataclass(frozen=True, slots=True)
class EventTold:
    event: str


@dataclass(frozen=True, slots=True)
class MissionCompleted:
    """By an event that was told: no action completes a mission by itself."""

    mission: str


@dataclass(frozen=True, slots=True)
class BenefitUsed:
    """Any of them, by an event that was told."""


Happening = (
    PointsGiven
    | PointsRipened
    | LevelEntered
    | LevelLeft
    | DrawMade
    | EventTold
    | MissionCompleted
    | BenefitUsed
)


@dataclass(frozen=True, slots=True)
class Doings:
    """What actions can bring about: `counting` the ladders, by currency, that points given may raise; `weighing` those
    that points used up may lower; `prizes` the actions of each draw; `told` the events
    that some action tells."""

    draft: Draft
    counting: dict[str, list[str]]
    weighing: dict[str, list[str]]
    prizes: dict[str, tuple[Action, ...]]
    told: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Starter:
    """Something that starts by itself when something happens: a rule, or what entering a level gives."""

    name: str
    span: Span
    started_by: frozenset[Happening]
    raises: frozenset[Happening]


def check_cascades(draft: Draft) -> Iterator[Diagnostic]:
    """Report each cycle once, at the first of its starters, and name the others in order."""
    read = (BalanceRef, PointsEarned)
    doings = Doings(
        draft, _ladders(draft, read), _ladders(draft, (BalanceRef,)), _prizes(draft), _told(draft)
    )
    starters = tuple(_starters(doings))
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


def _starters(doings: Doings) -> Iterator[Starter]:
    """Return all that is started by what rules can raise; a rule started by events of the host alone is in no cycle."""
    draft = doings.draft
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        if block.name is None:
            continue
        name = block.name.text
        started_by = frozenset((*_started_by(block, draft), *_told_to(block, kind, doings)))
        if started_by:
            completed = {MissionCompleted(name)} if kind.family == "mission" else set[Happening]()
            starter = _starter(name, block.head_span, started_by, _actions_of(block), doings)
            yield replace(starter, raises=starter.raises | completed)
        if kind.family == "tiers":
            yield from _entries(block, name, doings)
        if kind.family == "draw":
            raises = frozenset(_drawn(doings.prizes[name]))
            yield Starter(name, block.head_span, frozenset((DrawMade(name),)), raises)


def _entries(block: Block, ladder: str, doings: Doings) -> Iterator[Starter]:
    """Return what entering each level of a ladder gives: rows of actions whose key is a level."""
    ranks = doings.draft.symbols.levels.get(ladder, {})
    for field in block.fields:
        if isinstance(field.value, Actions) and isinstance(field.key, Name) and field.key.text in ranks:
            entered: frozenset[Happening] = frozenset((LevelEntered(ladder, ranks[field.key.text]),))
            yield _starter(f"{ladder} {field.key.text}", field.span, entered, field.value.items, doings)


def _starter(
    name: str, span: Span, started_by: frozenset[Happening], actions: tuple[Action, ...], doings: Doings
) -> Starter:
    raises = {happening for action in _all_of(actions, doings) for happening in _raised(action, doings)}
    raises = {each for each in raises if not _is_passed(each, started_by)}
    return Starter(name, span, started_by, frozenset(raises) | _drawn(actions))


def _is_passed(happening: Happening, started_by: frozenset[Happening]) -> bool:
    """Say whether this can no longer happen: a level at or below the one just entered, where nothing else starts it;
    one at or above the one just left."""
    match happening:
        case LevelEntered(tiers, rank):
            entered = [
                each.rank for each in started_by if isinstance(each, LevelEntered) and each.tiers == tiers
            ]
            return len(entered) == len(started_by) and rank <= min(entered)
        case LevelLeft(tiers, rank):
            left = [each.rank for each in started_by if isinstance(each, LevelLeft) and each.tiers == tiers]
            return len(left) == len(started_by) and rank >= max(left)
        case PointsGiven() | PointsRipened() | DrawMade() | EventTold() | MissionCompleted() | BenefitUsed():
            return False


def _actions_of(block: Block) -> tuple[Action, ...]:
    return tuple(action for field in block.fields for action in _actions(field.value))


def _prizes(draft: Draft) -> dict[str, tuple[Action, ...]]:
    """Return all that a draw can give, by its name."""
    return {
        block.name.text: _actions_of(block)
        for block, kind in blocks_of(draft.modules, draft.catalogue)
        if kind.family == "draw" and block.name is not None
    }


def _drawn(actions: tuple[Action, ...]) -> frozenset[Happening]:
    return frozenset(DrawMade(action.draw.text) for action in actions if isinstance(action, Draw))


def _all_of(actions: tuple[Action, ...], doings: Doings) -> list[Action]:
    """Return the actions and those of the prizes that they can draw, each draw once."""
    found, seen = list(actions), set[str]()
    for action in found:
        if isinstance(action, Draw) and action.draw.text not in seen:
            seen.add(action.draw.text)
            found += doings.prizes.get(action.draw.text, ())
    return found


def _actions(value: object) -> tuple[Action, ...]:
    return value.items if isinstance(value, Actions) else ()


def _started_by(block: Block, draft: Draft) -> Iterator[Happening]:
    for field in block.fields:
        for term in field.value.terms if isinstance(field.value, Trigger) else ():
            if isinstance(term, HappeningTrigger):
                yield from _happenings(term, draft)


def _told(draft: Draft) -> frozenset[str]:
    """Return the events that some block tells others."""
    blocks = blocks_of(draft.modules, draft.catalogue)
    actions = (action for block, _ in blocks for action in _actions_of(block))
    return frozenset(action.event.text for action in actions if isinstance(action, TellInviter))


def _told_to(block: Block, kind: Kind, doings: Doings) -> Iterator[Happening]:
    """Return the told events that a block waits for, or counts, or that ask for what it offers."""
    for field in block.fields if doings.told else ():
        for term in field.value.terms if isinstance(field.value, Trigger) else ():
            if isinstance(term, EventTrigger) and term.event.text in doings.told:
                yield EventTold(term.event.text)
    for field, spec in fields_of(block, kind) if doings.told and kind.family != "board" else ():
        for node in descend(field.value) if spec.form in ("match", "goal") else ():
            if isinstance(node, Aggregate) and node.path[0].text in doings.told:
                yield EventTold(node.path[0].text)
    if kind.family in ("offer", "benefit", "draw"):
        asking = (name for name in doings.told if _role(doings.draft, name) == "offer")
        yield from map(EventTold, asking)


def _role(draft: Draft, event: str) -> str:
    known = draft.events.get(event)
    return "" if known is None else known.role


def _happenings(term: HappeningTrigger, draft: Draft) -> Iterator[Happening]:
    """Return what a trigger waits for, of what actions can bring about."""
    subject = term.subject.text if term.subject else None
    currencies = (subject,) if subject else draft.symbols.names("points")
    match term.happening:
        case "points_earned":
            yield from map(PointsGiven, currencies)
        case "points_ripened":
            yield from map(PointsRipened, currencies)
        case "tier_entered":
            yield from starmap(LevelEntered, _levels(draft, lambda _, name: subject in (None, name)))
        case "tier_left":
            yield from starmap(LevelLeft, _levels(draft, lambda _, name: subject in (None, name)))
        case "mission_completed":
            yield from map(MissionCompleted, (subject,) if subject else draft.symbols.names("mission"))
        case "benefit_used":
            yield BenefitUsed()


def _raised(action: Action, doings: Doings) -> Iterator[Happening]:
    draft = doings.draft
    match action:
        case Give(currency=currency):
            yield PointsGiven(currency.text)
            yield PointsRipened(currency.text)
            raised = doings.counting.get(currency.text, ())
            yield from starmap(LevelEntered, _levels(draft, lambda ladder, _: ladder in raised))
        case Take(currency=currency):
            lowered = doings.weighing.get(currency.text, ())
            yield from starmap(LevelLeft, _levels(draft, lambda ladder, _: ladder in lowered))
        case RaiseTo(level):
            for ladder, ranks in draft.symbols.levels.items():
                top = ranks.get(level.text, -1)
                yield from (LevelEntered(ladder, rank) for rank in ranks.values() if rank <= top)
        case TellInviter(event=event):
            yield EventTold(event.text)
            if _role(draft, event.text) in ("redeem", "offer"):
                yield BenefitUsed()
        case _:
            return


def _levels(draft: Draft, wanted: Callable[[str, str], bool]) -> Iterator[tuple[str, int]]:
    for ladder, ranks in draft.symbols.levels.items():
        for name, rank in ranks.items():
            if wanted(ladder, name):
                yield ladder, rank


def _ladders(draft: Draft, read_by: tuple[type, ...]) -> dict[str, list[str]]:
    """Return, by points currency, the ladders whose metric reads it in one of these ways."""
    found: dict[str, list[str]] = {currency: [] for currency in draft.symbols.names("points")}
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
            if any(isinstance(node, read_by) and _is_of(node, currency) for node in read):
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
