"""Spending more and getting less, being just over a border, splitting an order, and having a higher level.

Asked of what the rules of the event give at once: points and instances of benefits. What missions, cascades and later
events bring is not looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from benefitdsl.plan.expr import (
    AttributeOf,
    BalanceOf,
    Compare,
    Const,
    DaysSince,
    DaysSinceJoined,
    Expr,
    FieldOf,
    HasAttribute,
    HasInviter,
    Holds,
    InSchedule,
    MetricOf,
    ScoreOf,
    Self,
    ThresholdOf,
    TierOf,
    VariantOf,
)
from benefitdsl.plan.parts import EventType, GrantBenefit, Metric, Plan, RaiseTier, Rule, Tiers
from benefitdsl.plan.walk import walk
from benefitdsl.quantities.window import Anchored, Between
from benefitdsl.verify.deep.answers import Answer, Claim, Witness, proved, refuted, undecided
from benefitdsl.verify.deep.of_rules import alike
from benefitdsl.verify.deep.outcomes import (
    Outcome,
    Room,
    cap_left,
    gained_less,
    is_less,
    outcome,
    rules_on,
    same_leftovers,
    shared_room,
    worths_of,
)
from benefitdsl.verify.deep.scene import Scene
from benefitdsl.verify.deep.wishes import Proposals, Wish
from benefitdsl.verify.deep.world import Atom, Frame, NotEncoded, Term, World, both, chosen, negated
from benefitdsl.verify.history import History


def ask_amounts(scene: Scene) -> Iterator[Answer]:
    for event in scene.plan.events:
        rules = rules_on(scene.plan, event.name)
        for name in amounts_read(event, rules):
            claim = Claim("more_no_less", (event.name, name), rules[0].origin, (("field", name),))
            answer = _ask_more(scene, claim, event, FieldOf(name), None)
            yield answer
            for border in _borders(rules, FieldOf(name)):
                yield (
                    proved(border, answer.by)
                    if answer.verdict == "yes"
                    else _ask_border(scene, border, event)
                )
            if event.key is not None and name == "amount":
                yield _ask_split(scene, event, rules, FieldOf(name))


def amounts_read(event: EventType, rules: tuple[Rule, ...]) -> list[str]:
    """The amounts of money of an event that its rules read."""
    read = {node.name for rule in rules for node in walk(rule) if isinstance(node, FieldOf)}
    return [each.name for each in event.fields if each.type == "money" and each.name in read]


# ---------------------------------------------------------------------------------------------- more


def _borders(rules: tuple[Rule, ...], read: FieldOf) -> Iterator[Claim]:
    """Each written number from which a rule asks the amount to be, or up to which: just below it, and at it."""
    borders: dict[int, Rule] = {}
    for rule in rules:
        for node in walk(rule.condition):
            if isinstance(node, Compare) and node.left == read and isinstance(node.right, Const):
                border = int(node.right.value) + (node.op in ("gt", "le"))
                if border > 0 and (node.op in ("ge", "gt") or border not in borders):
                    borders[border] = rule
    for border, rule in sorted(borders.items(), key=lambda item: item[0]):
        yield Claim("border_no_less", (rule.id,), rule.origin, (("field", read.name), ("border", border)))


def _ask_border(scene: Scene, claim: Claim, event: EventType) -> Answer:
    said = dict(claim.said)
    return _ask_more(scene, claim, event, FieldOf(str(said["field"])), int(said["border"]))


def _ask_more(scene: Scene, claim: Claim, event: EventType, read: FieldOf, border: int | None) -> Answer:
    world = scene.world()
    less, more = (world.frame(event.name, name) for name in ("less", "more"))
    try:
        gains = [outcome(frame, event.name, shared_room(frame, event.name, frame)) for frame in (less, more)]
        asked = [less.value(read) < more.value(read)]
        if border is not None:
            asked += [less.value(read) == border - 1, more.value(read) == border]
        asked.append(is_less(gains[1].things, gains[0].things, worths_of(scene.plan)))
        asked += alike(less, (more,), read)
        return _compared(scene, claim, world, asked, event.name, (("less", "past"), ("more", "past")))
    except NotEncoded as unknown:
        return undecided(claim, unknown.why)


def _compared(
    scene: Scene,
    claim: Claim,
    world: World,
    asked: list[Term],
    event: str,
    sides: tuple[tuple[str, str], tuple[str, str]],
) -> Answer:
    """*no* where the second side, played, gets less than the first."""
    proposals, any_played = Proposals(world, asked), False
    for wish in proposals:
        played = [_played(scene, wish, event, name, past) for name, past in sides]
        if played[0] is not None and played[1] is not None:
            any_played = True
            (first, gained), (second, got) = played[0], played[1]
            if gained_less(got, gained, worths_of(scene.plan)):
                return refuted(claim, Witness(second, first), _more(got, gained))
    if proposals.impossible:
        return proved(claim, "solver")
    return undecided(claim, proposals.stands_in_the_way(any_played))


def _played(
    scene: Scene, wish: Wish, event: str, name: str, past: str
) -> tuple[History, Counter[str]] | None:
    history = scene.made(wish, ((event, name),), past)
    gained = None if history is None else scene.stage.gained(history, _ids(scene, event))
    return None if history is None or gained is None else (history, gained)


def _more(one: Counter[str], other: Counter[str]) -> dict[str, int]:
    return {thing: one[thing] - other[thing] for thing in one.keys() | other.keys()}


def _ids(scene: Scene, event: str) -> frozenset[str]:
    return frozenset(rule.id for rule in rules_on(scene.plan, event))


# --------------------------------------------------------------------------------------------- split


def _ask_split(scene: Scene, event: EventType, rules: tuple[Rule, ...], read: FieldOf) -> Answer:
    """Two halves, one after the other, against the whole."""
    claim = Claim("split_no_more", (event.name,), rules[0].origin, (("field", read.name),))
    world = scene.world()
    all_of_it, first = (world.frame(event.name, name) for name in ("whole", "first"))
    second = world.frame(event.name, "second", "after")
    try:
        one, two = (
            outcome(frame, event.name, shared_room(frame, event.name)) for frame in (all_of_it, first)
        )
        room = shared_room(first, event.name)
        three = outcome(second, event.name, lambda rule: both(room(rule), _room_after(second, rule, two)))
        together = {
            thing: two.of(thing) + three.of(thing) for thing in two.things.keys() | three.things.keys()
        }
        asked = [
            all_of_it.value(read) == first.value(read) + second.value(read),
            first.value(read) > 0,
            second.value(read) > 0,
            is_less(one.things, together, worths_of(scene.plan)),
            *alike(all_of_it, (first, second), read),
            *_afterwards(world, first, second, event, read),
            *_left_after(world, first, second, two),
        ]
        world.wishes += [
            second.atom(atom.expr) == first.atom(atom.expr)
            for atom in list(world.atoms)
            if atom.where == "after"
        ]
        return _split_compared(scene, claim, world, asked, event.name)
    except NotEncoded as unknown:
        return undecided(claim, unknown.why)


def _room_after(frame: Frame, rule: Rule, before: Outcome) -> Term:
    """A rule that gives once gives no more; one that gives once an order gives again."""
    own = {limit.scope for limit in rule.limits}
    open_ = frame.world.shared_flag(f"{frame.past} room {rule.id}", mostly=True)
    if not rule.limits and not rule.budgets and rule.group is None:
        return True
    if any(limit.count == 1 and limit.scope != "order" for limit in rule.limits) and own - {"order"}:
        return both(open_, negated(before.fired[rule.id]))
    return open_


def _afterwards(world: World, first: Frame, second: Frame, event: EventType, read: FieldOf) -> Iterator[Term]:
    """What the first half changed of what the second reads: how many there were, and how much; and what it did not."""
    for atom in list(world.atoms):
        match atom:
            case Atom(
                "after",
                InSchedule()
                | HasAttribute()
                | AttributeOf()
                | HasInviter()
                | Self()
                | VariantOf()
                | DaysSinceJoined()
                | ScoreOf(),  # which waits for its review
            ):
                yield second.atom(atom.expr) == first.atom(atom.expr)
            case Atom("after", TierOf(tiers) | ThresholdOf(tiers)) if _waits(world.plan, tiers):
                yield second.atom(atom.expr) == first.atom(atom.expr)
            case Atom("after", MetricOf(metric)) if _is_of_another(world.plan, metric, event):
                yield second.atom(atom.expr) == first.atom(atom.expr)
            case Atom("after", MetricOf(metric)):
                found = next(each for each in world.plan.metrics if each.id == metric)
                added = _adds(found, event, read, first)
                if added is not None:
                    yield second.atom(atom.expr) == first.atom(atom.expr) + added
            case Atom("after", DaysSince(metric)) if _is_last_of(world.plan, metric, event):
                yield second.atom(atom.expr) == 0
            case Atom("after", Holds(benefit)) if not _is_given(world.plan, benefit):
                yield second.atom(atom.expr) == first.atom(atom.expr)
            case _:
                pass


def _left_after(world: World, first: Frame, second: Frame, given: Outcome) -> Iterator[Term]:
    """What the first half left of the caps of a period."""
    for points in world.plan.points:
        for place, cap in enumerate(points.caps):
            if cap.per != "event" and points.id in given.things:
                before, after = (cap_left(frame, points, place) for frame in (first, second))
                rest = before - given.of(points.id)
                yield after == chosen(rest > 0, rest, 0)


def _waits(plan: Plan, tiers: str) -> bool:
    """Whether a level is not changed by an event itself: it follows scores, which wait for their review, and nothing
    raises anybody."""
    ladder = next(each for each in plan.tiers if each.id == tiers)
    raised = any(isinstance(each, RaiseTier) and each.tiers == tiers for each in walk(plan))
    reads = {type(node) for node in walk(ladder.metric) if isinstance(node, MetricOf | BalanceOf | ScoreOf)}
    return reads == {ScoreOf} and not raised


def _is_of_another(plan: Plan, metric: str, event: EventType) -> bool:
    """Whether it looks at events of another type, which hosts send: an order leads to none of them."""
    found = next(each for each in plan.metrics if each.id == metric)
    sent = {each.name for each in plan.events if "." not in each.name}
    return found.event != event.name and found.event in sent


def _is_last_of(plan: Plan, metric: str, event: EventType) -> bool:
    found = next(each for each in plan.metrics if each.id == metric)
    return found.event == event.name and found.where == Const(True)


def _is_given(plan: Plan, benefit: str) -> bool:
    """Whether anything that an order can lead to gives it: not an offer, which is asked for by itself."""
    parts = (plan.rules, plan.missions, plan.draws)
    return any(isinstance(node, GrantBenefit) and node.benefit == benefit for node in walk(parts))


def _adds(metric: Metric, event: EventType, read: FieldOf, first: Frame) -> Term | None:
    if metric.event != event.name or metric.items or metric.where != Const(True):
        return None
    if isinstance(metric.window, Between | Anchored):  # which may not hold this moment
        return None
    if metric.function == "count":
        return 1
    return first.value(read) if (metric.function, metric.value) == ("sum", read) else None


def _split_compared(scene: Scene, claim: Claim, world: World, asked: list[Term], event: str) -> Answer:
    proposals, ids, played = Proposals(world, asked), _ids(scene, event), False
    for wish in proposals:
        at_once = scene.made(wish, ((event, "whole"),))
        halves = scene.made(wish, ((event, "first"), (event, "second")))
        if at_once is None or halves is None:
            continue
        played, before = True, History(halves.happenings[:-1])
        gained = [scene.stage.gained(each, ids) for each in (at_once, before, halves)]
        at_last = [each for each in gained if each is not None]
        if len(at_last) == len(gained) and gained_less(
            at_last[0], at_last[1] + at_last[2], worths_of(scene.plan)
        ):
            more = _more(at_last[1] + at_last[2], at_last[0])
            return refuted(claim, Witness(halves, at_once), more)
    if proposals.impossible:
        return proved(claim, "solver")
    return undecided(claim, proposals.stands_in_the_way(played))


# -------------------------------------------------------------------------------------------- levels


def ask_levels(scene: Scene) -> Iterator[Answer]:
    """Whether a higher level gets no less on the same event, all else being equal."""
    for ladder in scene.plan.tiers:
        for event in scene.plan.events:
            rules = rules_on(scene.plan, event.name)
            if any(_reads(node, ladder) for rule in rules for node in _asked(scene, rule)):
                claim = Claim("higher_no_less", (ladder.id, event.name), ladder.origin)
                yield _ask_higher(scene, claim, event, ladder)


def _asked(scene: Scene, rule: Rule) -> Iterator[object]:
    yield from walk(rule)
    for segment in scene.plan.segments:
        if segment.id == rule.audience:
            yield from walk(segment.condition)


def _reads(node: object, ladder: Tiers) -> bool:
    return isinstance(node, TierOf) and node.tiers == ladder.id and not node.new


def _ask_higher(scene: Scene, claim: Claim, event: EventType, ladder: Tiers) -> Answer:
    world = scene.world()
    low, high = (world.frame(event.name, name, f"past of {name}") for name in ("low", "high"))
    rank = TierOf(ladder.id)
    try:
        gains = [outcome(frame, event.name, _room_of_both(frame, event.name)) for frame in (low, high)]
        asked = [low.value(rank) < high.value(rank)]
        asked.append(is_less(gains[1].things, gains[0].things, worths_of(scene.plan)))
        asked += alike(low, (high,), None)
        asked += _same_past(world, low, high, ladder)
        asked += same_leftovers(low, high)
        sides = (("low", low.past), ("high", high.past))
        return _compared(scene, claim, world, asked, event.name, sides)
    except NotEncoded as unknown:
        return undecided(claim, unknown.why)


def _room_of_both(frame: Frame, event: str) -> Room:
    """Both have room for the same: what one had before, the other had."""
    return shared_room(frame.world.frame(None, "both", "both"), event, frame)


def _same_past(world: World, low: Frame, high: Frame, ladder: Tiers) -> Iterator[Term]:
    """All that is read of the members is the same, but for the level and what it measures."""
    own: set[Expr] = {TierOf(ladder.id), ThresholdOf(ladder.id)}
    own |= {node for node in walk(ladder.metric) if isinstance(node, MetricOf)}
    for atom in list(world.atoms):
        if atom.where == low.past and atom.expr not in own:
            yield low.atom(atom.expr) == high.atom(atom.expr)


__all__ = ["amounts_read", "ask_amounts", "ask_levels"]
