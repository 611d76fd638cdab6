"""Which rules fire, and cascades (spec §4.1–4.4)."""

from __future__ import annotations

from benefitdsl.engine.reference import actions, limits, taking, tiers
from benefitdsl.engine.reference.expressions import flag, in_segment
from benefitdsl.engine.reference.facts import Firing, FiringKind
from benefitdsl.engine.reference.run import (
    Author,
    Completed,
    Earned,
    Raised,
    Reading,
    Ripened,
    Run,
    TierEntered,
    TierLeft,
    UsedUp,
)
from benefitdsl.engine.reference.schedules import holds
from benefitdsl.plan.parts import (
    Action,
    Group,
    OnBenefitUsed,
    OnEvent,
    OnMissionCompleted,
    OnMoment,
    OnPointsEarned,
    OnPointsRipened,
    OnTierEntered,
    OnTierLeft,
    Plan,
    Rule,
    Trigger,
)

Acting = tuple[Rule, tuple[Action, ...], int]


def on_event(run: Run) -> None:
    """The rules of the event's type."""
    assert run.event is not None
    trigger = OnEvent(run.event.type)
    fire(run, [rule for rule in run.plan.rules if trigger in rule.triggers])


def cascade(run: Run) -> None:
    """Rounds of rules that answer what was raised, until nothing is (spec §4.4). Each looks at the lots given since
    the round before it began (spec §15.6)."""
    began = since = run.given_before
    while run.raised:
        raised, run.raised = run.raised, []
        answering = [
            rule
            for rule in run.plan.rules
            if any(_answers(trigger, each) for trigger in rule.triggers for each in raised)
        ]
        if answering:
            run.given_before, since = since, len(run.state.given)
            fire(run, answering, is_cascade=True)
            run.given_before = began
            tiers.review_immediate(run)


def _answers(trigger: Trigger, raised: Raised) -> bool:
    match trigger, raised:
        case OnTierEntered(ladder, level, each), TierEntered():
            return (ladder, level) == (raised.tiers, raised.level) and (each or raised.reached)
        case OnTierLeft(ladder, level), TierLeft():
            return (ladder, level) == (raised.tiers, raised.level)
        case OnMissionCompleted(mission, None), Completed():
            return mission == raised.mission and raised.last
        case OnMissionCompleted(mission, stage), Completed():
            return (mission, stage) == (raised.mission, raised.threshold)
        case OnPointsEarned(currency), Earned():
            return currency == raised.currency
        case OnPointsRipened(currency), Ripened():
            return currency == raised.currency
        case OnBenefitUsed(benefit), UsedUp():
            return benefit == raised.benefit
        case ((OnEvent() | OnMoment()), _):
            return False
        case _:
            return False


def fire(run: Run, rules: list[Rule], is_cascade: bool = False) -> None:
    """One step or round: first who fires, on the state as it is now; then what they do, in plan order."""
    reading = run.reading(run.state.copied())
    chosen: dict[str, str | None] = {}
    fired_groups: set[str] = set()
    acting: list[Acting] = []
    promised: dict[str, int] = {}  # the points that those who act will take
    for rule in rules:
        group = _group(run.plan, rule)
        if group is not None and group.policy == "best" and group.id not in chosen:
            chosen[group.id] = _best(
                run, [each for each in rules if each.group == group.id], reading, promised
            )
        if not _is_asked(rule, reading):
            continue
        if not flag(rule.condition, reading):
            if rule.otherwise:
                kind: FiringKind = "cascade" if is_cascade else "otherwise"
                acting.append((rule, rule.otherwise, _record(run, rule, kind, None)))
                taking.promise(run.state, rule.otherwise, reading, promised)
            continue
        if not _has_room(run, rule, reading, promised):
            continue
        if group is not None and not _group_allows(run, group, rule, chosen, fired_groups):
            continue
        fired_groups |= {group.id} if group is not None else set()
        firing = _record(run, rule, "cascade" if is_cascade else "rule", rule.group)
        _use_up(run, rule, firing, reading)
        acting.append((rule, rule.then, firing))
        taking.promise(run.state, rule.then, reading, promised)
    factors = actions.factors_of([action for _, taken, _ in acting for action in taken])
    for rule, taken, firing in acting:
        actions.take(run, taken, firing, Author(rule.id, rule.origin), reading, factors)


def _is_asked(rule: Rule, reading: Reading) -> bool:
    """Whether the schedule and the audience hold."""
    time, attributes = reading.time, reading.state.attributes
    if rule.schedule is not None and not holds(rule.schedule, time, attributes, reading.at):
        return False
    return rule.audience is None or in_segment(rule.audience, reading)


def _has_room(run: Run, rule: Rule, reading: Reading, promised: dict[str, int]) -> bool:
    return (
        all(limits.has_room(run, rule.id, index, limit, reading) for index, limit in enumerate(rule.limits))
        and all(
            limits.budget_has_room(run, budget, limits.budget_amount(run.plan, budget, rule.then, reading))
            for budget in rule.budgets
        )
        and taking.are_there(run.state, taking.asked(rule.then, reading), promised)
    )


def _use_up(run: Run, rule: Rule, firing: int, reading: Reading) -> None:
    for index, limit in enumerate(rule.limits):
        limits.use(run, rule.id, index, limit, firing, reading)
    for budget in rule.budgets:
        amount = limits.budget_amount(run.plan, budget, rule.then, reading)
        limits.take_budget(run, budget, amount, firing)


def _record(run: Run, rule: Rule, kind: FiringKind, group: str | None) -> int:
    number = len(run.state.firings)
    run.state.firings.append(Firing(number, rule.id, kind, run.key, group))
    return number


# ------------------------------------------------------------------------------------------ groups


def _group(plan: Plan, rule: Rule) -> Group | None:
    return next((each for each in plan.groups if each.id == rule.group), None)


def _group_allows(
    run: Run, group: Group, rule: Rule, chosen: dict[str, str | None], fired_groups: set[str]
) -> bool:
    match group.policy:
        case "stack":
            return True
        case "first":
            return group.id not in fired_groups
        case "best":
            return chosen[group.id] == rule.id
        case "exclusive":
            return group.id not in fired_groups and not any(
                firing.group == group.id and firing.by != rule.id and run.state.counts(firing.number)
                for firing in run.state.firings
            )


def _best(run: Run, rules: list[Rule], reading: Reading, promised: dict[str, int]) -> str | None:
    """The rule that is worth most among those that pass all else; ties: the earlier."""
    passing = [
        rule
        for rule in rules
        if _is_asked(rule, reading)
        and flag(rule.condition, reading)
        and _has_room(run, rule, reading, promised)
    ]
    best = max(passing, key=lambda rule: limits.worth(run.plan, rule.then, reading), default=None)
    return None if best is None else best.id
