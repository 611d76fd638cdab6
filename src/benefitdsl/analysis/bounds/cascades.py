"""Which rules one event, or one instant, can set off: those that wait for it, then round by round those that wait for
what came of the round before (spec 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from benefitdsl.plan.built_in import REVERSAL
from benefitdsl.plan.expr import (
    Arithmetic,
    BalanceOf,
    Choose,
    Const,
    DaysSince,
    DaysSinceJoined,
    EventDay,
    Expr,
    FloorDiv,
    InSegment,
    MetricOf,
    PointsOfEvent,
    ScoreOf,
)
from benefitdsl.plan.parts import (
    Action,
    EarnPoints,
    EventType,
    MakeDraw,
    Mission,
    OnBenefitUsed,
    OnEvent,
    OnMissionCompleted,
    OnMoment,
    OnPointsEarned,
    OnPointsRipened,
    OnTierEntered,
    OnTierLeft,
    PendingUntilCollected,
    PendingUntilEvent,
    Plan,
    RaiseTier,
    ReviewImmediate,
    Rule,
    TakePoints,
    Tiers,
    Trigger,
)
from benefitdsl.plan.walk import walk

POINTS_EVENT: Final = "@points/"
USING_ROLES: Final = ("redeem", "offer", "make_up")


@dataclass(frozen=True, slots=True)
class Stirred:
    """What may have changed: points given or taken by currency, events counted, ladders."""

    given: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()  # ladders raised by an action
    missions: frozenset[str] = frozenset()
    ripened: frozenset[str] = frozenset()
    uses: bool = False
    any_ladder: bool = False
    reversed: bool = False  # a record was taken back: what fell from it, and points that came back
    floors: tuple[tuple[str, int], ...] = ()  # of a ladder only what lies above a rank can be entered


Rounds = tuple[tuple[Rule, ...], ...]


def rounds_of(plan: Plan, event: EventType | None) -> Rounds:
    """The rules of the first step, then of each round; None: of an instant at which things fall due."""
    if event is None:
        first = tuple(
            rule for rule in plan.rules if any(isinstance(each, OnMoment) for each in rule.triggers)
        )
        given = _by_actions(
            plan, (action for rule in first for action in (*rule.then, *rule.otherwise))
        ).given
        stirred = Stirred(given, ripened=frozenset(each.id for each in plan.points), any_ladder=True)
    else:
        first = tuple(rule for rule in plan.rules if OnEvent(event.name) in rule.triggers)
        stirred = _by_event(plan, event, first)
    waiting = tuple(rule for rule in plan.rules if any(is_cascade(each) for each in rule.triggers))
    found = [first]
    raised = [stirred]
    while len(found) <= len(waiting) + 1:
        rules = tuple(rule for rule in waiting if _is_raised(plan, rule, raised))
        if not rules:
            break
        found.append(rules)
        raised = [_by_rule(plan, rule) for rule in rules]
    return tuple(found)


def is_cascade(trigger: Trigger) -> bool:
    return not isinstance(trigger, OnEvent | OnMoment)


def missions_of(plan: Plan, event: str) -> tuple[Mission, ...]:
    """The missions that an event may count for."""
    return tuple(each for each in plan.missions if event in events_of(each))


def events_of(mission: Mission) -> tuple[str, ...]:
    return tuple(step.event for step in mission.steps) if mission.measure == "steps" else (mission.event,)


def all_actions(
    actions: Iterable[Action], plan: Plan, seen: frozenset[str] = frozenset()
) -> Iterator[Action]:
    """Actions and those of every prize that they may draw."""
    for action in actions:
        yield action
        if isinstance(action, MakeDraw) and action.draw not in seen:
            draw = next(each for each in plan.draws if each.id == action.draw)
            for prize in draw.prizes:
                yield from all_actions(prize.actions, plan, seen | {action.draw})


def reads(plan: Plan, expr: Expr) -> frozenset[tuple[str, str]]:
    """What of the member an expression reads: events counted, currencies, scores; segments are looked into."""
    found: set[tuple[str, str]] = set()
    for node in walk(expr):
        match node:
            case MetricOf(metric) | DaysSince(metric):
                event = next(each.event for each in plan.metrics if each.id == metric)
                found.add(("event", event))
            case BalanceOf(currency):
                found.add(("balance", currency))
            case PointsOfEvent(currency):
                found.add(("event", POINTS_EVENT + currency))
            case ScoreOf(score):
                found.add(("score", score))
            case InSegment(segment):
                found |= reads(plan, next(each.condition for each in plan.segments if each.id == segment))
            case _:
                pass
    return frozenset(found)


# ------------------------------------------------------------------------------------------- what is stirred


def _by_event(plan: Plan, event: EventType, rules: tuple[Rule, ...]) -> Stirred:
    missions = missions_of(plan, event.name)
    offers = plan.offers if event.role == "offer" else ()
    actions = [
        *(action for rule in rules for action in (*rule.then, *rule.otherwise)),
        *(action for mission in missions for stage in mission.stages for action in stage.actions),
        *(action for offer in offers for action in offer.then),
    ]
    by_actions = _by_actions(plan, actions)
    reverses = event.reverses is not None or event.name == REVERSAL.name
    spends = {each.id for each in plan.points if each.spent_by is not None}
    costs = {cost.currency for offer in offers for cost in offer.costs}
    return Stirred(
        given=by_actions.given,
        taken=by_actions.taken | spends | costs,
        events=frozenset((event.name,)),
        raised=by_actions.raised,
        missions=frozenset(each.id for each in missions),
        ripened=frozenset(each.id for each in plan.points if _ripens_on(each.pending, event.name)),
        uses=event.role in USING_ROLES or any(each.type == "texts" for each in event.fields),
        reversed=reverses,
    )


def _by_rule(plan: Plan, rule: Rule) -> Stirred:
    found = _by_actions(plan, (*rule.then, *rule.otherwise))
    entered = [each for each in rule.triggers if isinstance(each, OnTierEntered)]
    if len(entered) < len(rule.triggers):
        return found
    floors = {each.tiers: min(one.level for one in entered if one.tiers == each.tiers) for each in entered}
    return Stirred(found.given, found.taken, raised=found.raised, floors=tuple(floors.items()))


def _by_actions(plan: Plan, actions: Iterable[Action]) -> Stirred:
    every = tuple(all_actions(actions, plan))
    return Stirred(
        given=frozenset(each.currency for each in every if isinstance(each, EarnPoints)),
        taken=frozenset(each.currency for each in every if isinstance(each, TakePoints)),
        raised=frozenset(each.tiers for each in every if isinstance(each, RaiseTier)),
    )


def _ripens_on(pending: object, event: str) -> bool:
    return isinstance(pending, PendingUntilEvent | PendingUntilCollected) and pending.event == event


# ------------------------------------------------------------------------------------------- what is raised


def _is_raised(plan: Plan, rule: Rule, stirred: Iterable[Stirred]) -> bool:
    return any(_raises(plan, one, trigger) for one in stirred for trigger in rule.triggers)


def _raises(plan: Plan, stirred: Stirred, trigger: Trigger) -> bool:
    match trigger:
        case OnEvent() | OnMoment():
            return False
        case OnTierEntered(tiers, level):
            above = dict(stirred.floors).get(tiers, -1)
            return level > above and _may_move(plan, stirred, _ladder(plan, tiers))
        case OnTierLeft(tiers):
            return stirred.reversed or _may_move(plan, stirred, _ladder(plan, tiers))
        case OnMissionCompleted(mission):
            return mission in stirred.missions
        case OnPointsEarned(currency):
            return currency in stirred.given
        case OnPointsRipened(currency):
            return currency in stirred.ripened
        case OnBenefitUsed():
            return stirred.uses
        case _:
            assert_never(trigger)


def _ladder(plan: Plan, tiers: str) -> Tiers:
    return next(each for each in plan.tiers if each.id == tiers)


def _may_move(plan: Plan, stirred: Stirred, ladder: Tiers) -> bool:
    if stirred.any_ladder or ladder.id in stirred.raised:
        return True
    if not isinstance(ladder.review, ReviewImmediate):
        return False
    if _rises_with_time(ladder.metric) or _falls_below_its_figure(ladder) or _begins_above(ladder.metric):
        return True
    if stirred.reversed and _may_rise_by_less(ladder.metric):
        return True
    events = {("event", event) for event in stirred.events}
    events |= {("event", POINTS_EVENT + currency) for currency in stirred.given}
    balances = {("balance", currency) for currency in stirred.given | stirred.taken}
    return not reads(plan, ladder.metric).isdisjoint(events | balances)


def _rises_with_time(metric: Expr) -> bool:
    """Whether a figure may have risen since it was looked at, though nothing came: any event then raises the member."""
    for node in walk(metric):
        if isinstance(node, DaysSince | DaysSinceJoined | EventDay | Choose) or (
            isinstance(node, Arithmetic) and node.op == "sub"
        ):
            return True
    return _has_negative(metric)


def _falls_below_its_figure(ladder: Tiers) -> bool:
    """Whether a level may end though the figure is still there: the next event raises the member again."""
    return ladder.validity is not None and ladder.at_end == "one_level"


def _begins_above(metric: Expr) -> bool:
    """Whether a new member has something already, which the first event sees."""
    match metric:
        case Const(value):
            return bool(value)
        case Arithmetic("add", left, right):
            return _begins_above(left) or _begins_above(right)
        case _:
            return False


def _may_rise_by_less(metric: Expr) -> bool:
    """Whether a figure may be greater when less has come: not where it only adds up, but points spent come back."""
    adding = (MetricOf, Const, FloorDiv, ScoreOf)
    for node in walk(metric):
        match node:
            case Arithmetic("add" | "mul", _, _) if not _has_negative(node):
                pass
            case _ if isinstance(node, adding):
                pass
            case _:
                return True
    return False


def _has_negative(expr: Expr) -> bool:
    return any(
        isinstance(node, Const) and isinstance(node.value, int) and node.value < 0 for node in walk(expr)
    )


__all__ = ["Rounds", "all_actions", "events_of", "is_cascade", "missions_of", "reads", "rounds_of"]
