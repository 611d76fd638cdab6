"""What falls due as time passes (spec §3)."""

from __future__ import annotations

from benefitdsl.engine.reference import (
    benefits,
    boards,
    lots,
    missions,
    progress,
    reservations,
    rules,
    scores,
    tiers,
)
from benefitdsl.engine.reference.facts import Given, State
from benefitdsl.engine.reference.localtime import LocalTime
from benefitdsl.engine.reference.run import Run, due_key
from benefitdsl.engine.reference.schedules import next_moment
from benefitdsl.model.effect import PointsExpired, PointsRipened
from benefitdsl.plan.parts import OnMoment, Plan, Rule


def next_due(plan: Plan, state: State) -> int | None:
    """The earliest instant at which something will be due: the least of all that could be."""
    found: list[int | None] = []
    for given in state.given:
        if lots.left(state, given) > 0:
            found.append(lots.expires_at(plan, state, given))
            found.append(given.ripens_at if _ripens_alone(state, given) else None)
    found += [benefits.over_at(state, issued) for issued in state.issued]
    reserved = [benefits.reservation(state, issued) for issued in state.issued]
    found += [fact.until for fact in reserved if fact is not None]
    for instance in state.instances:
        found.append(instance.end if progress.status(state, instance) == "open" else None)
    for ladder in plan.tiers:
        found += [tiers.ends_at(plan, state, ladder), tiers.next_review(plan, state, ladder)]
    found += [scores.next_review(plan, state, score) for score in plan.scores]
    found += [boards.next_end(plan, state, board) for board in plan.boards]
    found += [_next_moment(plan, state, rule) for rule in _of_moments(plan)]
    return min((at for at in found if at is not None), default=None)


def settle(run: Run, now: int, after: str = "") -> None:
    """Do everything due up to and including `now`, instant by instant, in its own name (and in that of the event
    `after` which it is settled, in step 9)."""
    event, key, at, was_now = run.event, run.key, run.at, run.now
    reached: int | None = None
    while (due := next_due(run.plan, run.state)) is not None and due <= now:
        reached = due if reached is None or due > reached else reached
        run.event, run.key, run.at, run.now = None, due_key(reached, after), reached, reached
        _settle_instant(run, reached)
        run.state.settled = max(run.state.settled, reached)
    run.state.settled = max(run.state.settled, now)
    run.event, run.key, run.at, run.now = event, key, at, was_now


def _settle_instant(run: Run, due: int) -> None:
    run.given_before = len(run.state.given)
    reviews = {each.id: tiers.next_review(run.plan, run.state, each) for each in run.plan.tiers}
    to_review = [each for each in run.plan.scores if scores.next_review(run.plan, run.state, each) == due]
    moments = [rule for rule in _of_moments(run.plan) if _next_moment(run.plan, run.state, rule) == due]
    earlier = len(run.effects)
    _ripen(run, due)
    _expire(run, due)
    points_changed = any(isinstance(each, PointsRipened | PointsExpired) for each in run.effects[earlier:])
    for mission in run.plan.missions:
        instance = progress.open_instance(run.state, mission.id)
        if instance is not None and instance.end is not None and instance.end <= due:
            missions.lapse(run, instance)
    changed = [score.id for score in to_review if scores.review(run, score)]
    for ladder in run.plan.tiers:
        end = tiers.ends_at(run.plan, run.state, ladder)
        if end is not None and end <= due:
            tiers.end(run, ladder)
        elif reviews[ladder.id] == due or tiers.reads_score(run.plan, ladder, changed):
            tiers.review(run, ladder)
    if moments:
        rules.fire(run, moments)
    if moments or points_changed:
        tiers.review_immediate(run)
    rules.cascade(run)
    for board in run.plan.boards:
        boards.close(run, board)


def _ripen(run: Run, due: int) -> None:
    for points in run.plan.points:
        for given in lots.of_currency(run.state, points.id):
            ripe = given.ripens_at is not None and given.ripens_at <= due
            if ripe and _ripens_alone(run.state, given) and lots.left(run.state, given) > 0:
                lots.ripen(run, given)


def _ripens_alone(state: State, given: Given) -> bool:
    """Whether a lot is pending and waits for no event."""
    return given.wait_type is None and lots.is_pending(state, given)


def _expire(run: Run, due: int) -> None:
    for points in run.plan.points:
        for given in sorted(lots.of_currency(run.state, points.id), key=lambda given: given.earned_at):
            end = lots.expires_at(run.plan, run.state, given)
            if end is not None and end <= due and lots.left(run.state, given) > 0:
                lots.expire(run, given)
    reservations.lapse(run, due)
    for issued in run.state.issued:
        over = benefits.over_at(run.state, issued)
        if over is not None and over <= due:
            benefits.expire(run, issued)


def _of_moments(plan: Plan) -> list[Rule]:
    return [rule for rule in plan.rules if OnMoment in map(type, rule.triggers)]


def _next_moment(plan: Plan, state: State, rule: Rule) -> int | None:
    time = LocalTime(plan.timezone, plan.day_start)
    moments = [
        next_moment(trigger.schedule, trigger.minute, time, state.attributes, state.settled)
        for trigger in rule.triggers
        if isinstance(trigger, OnMoment)
    ]
    return min((at for at in moments if at is not None), default=None)
