"""Whether a rule gives as it does in another version of the programme, and what else differs between the two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from benefitdsl.analysis.turns import rules_of
from benefitdsl.plan.expr import Expr, InSegment, Or, ScoreOf, TierOf
from benefitdsl.plan.parts import MakeDraw, OnEvent, Origin, Plan, Rule, Titles
from benefitdsl.plan.walk import walk
from benefitdsl.verify.deep.answers import Answer, Claim, Witness, proved, refuted, undecided
from benefitdsl.verify.deep.of_definitions import ask_definitions, changed_names
from benefitdsl.verify.deep.of_rules import ask_gives
from benefitdsl.verify.deep.scene import EVENT, Scene, asked_of
from benefitdsl.verify.deep.stage import given_by
from benefitdsl.verify.deep.survey import TRIES_TO_SHRINK
from benefitdsl.verify.deep.trials import are_apart, longer, played, surveyed
from benefitdsl.verify.deep.wishes import Proposals
from benefitdsl.verify.deep.world import Frame, NotEncoded, Term, both, either, negated
from benefitdsl.verify.history import History
from benefitdsl.verify.shrink import shrink


def ask_versions(scene: Scene, old: Scene) -> Iterator[Answer]:
    """Every rule of either version, and whatever else is defined otherwise. Rules are the same rule where they have the
    same name."""
    ours, theirs = ({rule.id: rule for rule in one.plan.rules} for one in (scene, old))
    for name in {**theirs, **ours}:
        mine, other = ours.get(name), theirs.get(name)
        if mine is None or other is None:
            yield _ask_only(scene if other is None else old, mine or other)
        else:
            yield _ask_same(scene, old, mine, other)
    yield from ask_definitions(scene, old)


def _ask_only(scene: Scene, rule: Rule | None) -> Answer:
    """A rule of one version: it is not the same as none, if it ever gives."""
    assert rule is not None
    claim = Claim("same", (rule.id,), rule.origin)
    gives = ask_gives(scene, rule)
    match gives.verdict:
        case "yes":
            return proved(claim, gives.by)
        case "no" if gives.witness is not None:
            return refuted(claim, Witness(gives.witness.history, gives.witness.history))
        case _:
            return undecided(claim, gives.why)


def _ask_same(scene: Scene, old: Scene, mine: Rule, other: Rule) -> Answer:
    claim = Claim("same", (mine.id,), mine.origin)
    changed = changed_names(scene.plan, old.plan, mine)
    sure = replace(claim, said=(("changed", "\n".join(changed)),)) if changed else claim
    alike = _surroundings(scene.plan, mine) == _surroundings(old.plan, other)
    if alike and _meaning(mine, scene.plan) == _meaning(other, old.plan):
        return proved(sure, "form")
    try:
        impossible = alike and all(
            _never_apart(scene, old, event, mine, other) for event in _events(mine) | _events(other)
        )
    except NotEncoded as unknown:
        return undecided(claim, unknown.why)
    if impossible and _without_conditions(mine) == _without_conditions(other):
        return proved(sure, "solver")
    history = next(_apart(scene, old, mine, other), None)
    return undecided(claim, "not_shown") if history is None else refuted(claim, Witness(history, history))


def _events(rule: Rule) -> set[str | None]:
    return {trigger.event if isinstance(trigger, OnEvent) else None for trigger in rule.triggers}


def _meaning(rule: Rule, plan: Plan) -> Any:
    return _nowhere(replace(rule, condition=_inlined(rule.condition, plan), audience=None)), _audience(
        rule, plan
    )


def _audience(rule: Rule, plan: Plan) -> Expr | None:
    return None if rule.audience is None else _inlined(InSegment(rule.audience), plan)


def _without_conditions(rule: Rule) -> Rule:
    """What a rule says besides of whom and of which events it asks."""
    true = Or(())
    return _nowhere(replace(rule, condition=true, net_condition=true, audience=None, schedule=None))


def _nowhere(rule: Rule) -> Rule:
    """Without the line that it stands in, and its titles."""
    return replace(rule, origin=Origin("", 0), titles=Titles())


def _inlined(expr: Any, plan: Plan) -> Any:
    """The expression with its segments said in full: a name may mean another one in the other version."""
    if isinstance(expr, InSegment):
        found = next(each for each in plan.segments if each.id == expr.segment)
        condition = _inlined(found.condition, plan)
        return Or((expr, condition)) if found.members else condition
    if isinstance(expr, tuple):
        return tuple(_inlined(each, plan) for each in expr)
    if is_dataclass(expr) and not isinstance(expr, type):
        return type(expr)(*(_inlined(getattr(expr, each.name), plan) for each in fields(expr)))
    return expr


def _surroundings(plan: Plan, rule: Rule) -> Any:
    """What a rule names and finds in the plan: events, attributes, ladders, scores, lists of members, its group and
    budgets, caps of the points that it gives, and draws."""
    nodes = [*walk(_inlined(rule.condition, plan)), *walk(_audience(rule, plan))]
    ladders = {node.tiers for node in nodes if isinstance(node, TierOf)}
    scores = {node.score for node in nodes if isinstance(node, ScoreOf)}
    lists = {node.segment for node in nodes if isinstance(node, InSegment)}
    events = {trigger.event for trigger in rule.triggers if isinstance(trigger, OnEvent)}
    return (
        [each for each in plan.events if each.name in events],
        plan.attributes,
        [(each.levels, each.metric, each.review, each.validity) for each in plan.tiers if each.id in ladders],
        [each.parts for each in plan.scores if each.id in scores],
        [(each.id, each.members) for each in plan.segments if each.id in lists],
        _group(plan, rule),
        [(each.id, each.total, each.unit, each.window) for each in plan.budgets if each.id in rule.budgets],
        [(each.id, each.caps) for each in plan.points if each.id in given_by(rule)],
        _draws(plan, rule),
    )


def _group(plan: Plan, rule: Rule) -> Any:
    """How its group decides, and who is before it there, or beside it."""
    group = next((each for each in plan.groups if each.id == rule.group), None)
    if group is None or group.policy == "stack":
        return None
    members = rules_of(plan, group)
    asked = members[: members.index(rule) + 1] if group.policy == "first" else members
    return group.policy, [(each.id, each == rule or _meaning(each, plan)) for each in asked]


def _draws(plan: Plan, rule: Rule) -> Any:
    """What its draws come to, whatever they are called."""
    named = {node.draw for node in walk(rule) if isinstance(node, MakeDraw)}
    return [
        (
            each.id,
            [replace(prize, titles=Titles()) for prize in each.prizes],
            each.out,
            each.guarantee,
            each.sure,
        )
        for each in plan.draws
        if each.id in named
    ]


def _never_apart(scene: Scene, old: Scene, event: str | None, mine: Rule, other: Rule) -> bool:
    return _proposals(scene, old, event, mine, other, most=1).none_at_all()


def _proposals(
    scene: Scene, old: Scene, event: str | None, mine: Rule, other: Rule, most: int = 4
) -> Proposals:
    """Moments at which exactly one of the two holds. The metrics of both versions are known."""
    metrics = {each.id: each for each in (*old.plan.metrics, *scene.plan.metrics)}
    world = scene.world()
    world.plan = replace(scene.plan, metrics=tuple(metrics.values()))
    frame = world.frame(event, EVENT)
    one, two = (_asked(frame, rule, part.plan) for rule, part in ((mine, scene), (other, old)))
    return Proposals(world, [either(both(one, negated(two)), both(two, negated(one)))], most)


def _asked(frame: Frame, rule: Rule, plan: Plan) -> Term:
    audience = _audience(rule, plan)
    said = replace(rule, audience=None, condition=_inlined(rule.condition, plan))
    return asked_of(frame, said) if audience is None else both(asked_of(frame, said), frame.flag(audience))


def _apart(scene: Scene, old: Scene, mine: Rule, other: Rule) -> Iterator[History]:
    """Histories that the two versions play differently: what the rule gives and what is taken back of it is not the
    same at the end."""

    def shows(history: History) -> bool:
        return are_apart(*(played(one, mine.id, history) for one in (scene, old)))

    for one, history in _candidates(scene, old, mine, other):
        for trial in longer(one, history):
            if shows(trial):
                yield trial if trial is history else _plainer(one, trial, shows)
    for one in (scene, old):
        for history in surveyed(one):
            if shows(history):
                yield _plainer(one, history, shows)


def _plainer(scene: Scene, history: History, shows: Callable[[History], bool]) -> History:
    return shrink(scene.rulebook, history, shows, most_tries=TRIES_TO_SHRINK)


def _candidates(scene: Scene, old: Scene, mine: Rule, other: Rule) -> Iterator[tuple[Scene, History]]:
    """What the solver proposes of their events, then what makes the rule give in either version."""
    for event in sorted(each for each in _events(mine) & _events(other) if each is not None):
        try:
            for wish in _proposals(scene, old, event, mine, other):
                history = scene.made(wish, ((event, EVENT),))
                if history is not None:
                    yield scene, history
        except NotEncoded:
            continue
    for one, rule in ((scene, mine), (old, other)):
        gives = ask_gives(one, rule)
        if gives.witness is not None:
            yield one, gives.witness.history


__all__ = ["ask_versions"]
