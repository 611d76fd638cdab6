"""Missions: matches, instances, stages, what is carried over, lapses (spec §7)."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.engine.reference import actions, enrolment, limits, progress, taking
from benefitdsl.engine.reference.enrolment import Span
from benefitdsl.engine.reference.expressions import (
    flag,
    in_segment,
    matching,
    quantities_in,
    values_in,
)
from benefitdsl.engine.reference.facts import Contribution, Firing, Instance, InstanceStep, Reached, Repaired
from benefitdsl.engine.reference.run import Author, Completed, Reading, Run
from benefitdsl.engine.reference.schedules import holds
from benefitdsl.engine.reference.windows import counts, is_rolling
from benefitdsl.model.effect import MissionCompleted, MissionLapsed, StreakRepaired
from benefitdsl.model.event import Scalar
from benefitdsl.plan.parts import Mission, Stage, Step
from benefitdsl.quantities.window import Anchored


def on_event(run: Run) -> None:
    assert run.event is not None
    for mission in run.plan.missions:
        if mission.measure == "steps":
            match_steps(run, mission)
        elif mission.event == run.event.type:
            match(run, mission)


def author_of(mission: Mission) -> Author:
    return Author(mission.id, mission.origin)


# ------------------------------------------------------------------------------------------ matches


def measured(asked: Mission | Step, reading: Reading) -> tuple[int, tuple[Scalar, ...]]:
    """What an event is worth to a mission or a step, 0 where it is no match; for `distinct` its values, in line
    order."""
    if asked.items:
        lines = matching(asked.where, reading)
    else:
        lines = [reading] if flag(asked.where, reading) else []
    values = tuple(dict.fromkeys(values_in(asked.value, lines)))
    match asked.measure:
        case "count":
            return quantities_in(lines) if asked.items else len(lines), ()
        case "sum":
            return sum(int(value) for value in values_in(asked.value, lines)), ()
        case "distinct":
            return len(values), values
        case "streak":
            return min(1, len(lines)), ()
        case "steps":
            raise AssertionError("a composite mission is measured step by step")


def match(run: Run, mission: Mission) -> None:
    reading = run.reading()
    if not _is_for(run, mission, reading):
        return
    amount, values = measured(mission, reading)
    if amount <= 0 or not _is_held(run, mission):
        return
    instance, span = _instance_for(run, mission)
    if instance is None and span is None:
        return
    if mission.daily_cap is not None and mission.measure != "streak":
        amount, values = _capped(run, mission, instance, amount, values)
        if amount <= 0:
            return
    if instance is None:
        assert span is not None
        instance = enrolment.open_in(run, mission, span)
    _contribute(run, instance, run.key, run.at, amount, values)
    if mission.measure == "streak":
        _reach_streak(run, mission, instance)
    else:
        _reach(run, mission, instance)


def match_steps(run: Run, mission: Mission) -> None:
    """A composite mission: the event adds to every step that it matches, or to the one whose turn it is."""
    assert run.event is not None
    reading = run.reading()
    if not _is_for(run, mission, reading):
        return
    instance, span = _instance_for(run, mission)
    if instance is None and span is None:
        return
    found = [
        (step, *measured(step, reading))
        for step in _steps_asked(run, mission, instance)
        if step.event == run.event.type
    ]
    found = [each for each in found if each[1] > 0]
    if not found:
        return
    if instance is None:
        assert span is not None
        instance = enrolment.open_in(run, mission, span)
    for step, amount, values in found:
        _contribute(run, instance, run.key, run.at, amount, values, step.id)
    _reach(run, mission, instance)


def _steps_asked(run: Run, mission: Mission, instance: Instance | None) -> tuple[Step, ...]:
    """All steps; of ordered ones the first that is not done, or the last where all are."""
    if not mission.ordered:
        return mission.steps
    done = [] if instance is None else progress.counted_steps(mission, run.state, instance)
    turn = min(len(done), len(mission.steps) - 1)
    return mission.steps[turn : turn + 1]


def _is_for(run: Run, mission: Mission, reading: Reading) -> bool:
    """Schedule, audience and enrolment."""
    if mission.schedule is not None and not holds(mission.schedule, run.time, run.state.attributes, run.at):
        return False
    if mission.audience is not None and not in_segment(mission.audience, reading):
        return False
    since = progress.enrolled_since(run.state, mission.id)
    return not mission.enrolment or (since is not None and since <= run.at)


def _is_held(run: Run, mission: Mission) -> bool:
    """Whether a rolling window holds a match at `at` at all, now."""
    window = mission.window
    return not is_rolling(window) or counts(window, run.time, run.state.joined, run.at, run.now)


def _instance_for(run: Run, mission: Mission) -> tuple[Instance | None, Span | None]:
    """The open instance that a match at `at` counts in, or the span for a new one, or neither."""
    first_match = isinstance(mission.window, Anchored) and mission.window.anchor == "first_match"
    span = enrolment.span_of(run, mission, run.at)
    if span is None:
        return None, None
    closed = [
        (progress.status(run.state, instance), instance)
        for instance in progress.of_mission(run.state, mission.id)
        if progress.status(run.state, instance) != "open"
    ]
    is_again = mission.repeat == "again"
    if any((status == "lapsed" or not is_again) and _is_in(instance, run.at) for status, instance in closed):
        return None, None
    instance = progress.open_instance(run.state, mission.id)
    if instance is not None:
        same = (instance.start, instance.end) == (span.start, span.end)
        in_time = instance.end is None or run.at < instance.end
        return (instance, None) if (in_time if first_match else same) else (None, None)
    if enrolment.is_completed_once(run.plan, run.state, mission):
        return None, None
    return None, span


def _is_in(instance: Instance, at: int) -> bool:
    return Span(instance.start, instance.end).holds(at)


def _capped(
    run: Run, mission: Mission, instance: Instance | None, amount: int, values: tuple[Scalar, ...]
) -> tuple[int, tuple[Scalar, ...]]:
    """The match cut so that the local day's total in the instance stays within the cap."""
    assert mission.daily_cap is not None
    today = [
        fact
        for fact in run.state.contributions
        if instance is not None
        and fact.instance == instance.number
        and fact.amount > 0
        and run.time.day(fact.at) == run.time.day(run.at)
    ]
    if mission.measure != "distinct":
        return min(amount, mission.daily_cap - sum(fact.amount for fact in today)), ()
    had = {value for fact in today for value in fact.values}
    kept: list[Scalar] = []
    for value in values:
        if value in had or len(had) < mission.daily_cap:
            kept.append(value)
            had.add(value)
    return len(kept), tuple(kept)


def _contribute(
    run: Run,
    instance: Instance,
    event: str,
    at: int,
    amount: int,
    values: tuple[Scalar, ...],
    step: str = "",
) -> None:
    number = len(run.state.contributions)
    fact = Contribution(number, instance.number, event, at, amount, amount, values, step)
    run.state.contributions.append(fact)


# ------------------------------------------------------------------------------------------ stages


def _reach(run: Run, mission: Mission, instance: Instance) -> None:
    """Reach the stages that the progress has come to; with `carry` go on in a new instance."""
    reached = {fact.stage for fact in progress.standing_stages(run.state, instance)}
    now = progress.progress(run.plan, run.state, instance, run.now)
    for index, stage in enumerate(mission.stages):
        if index not in reached and stage.at <= now:
            is_last = index == len(mission.stages) - 1
            if not _complete(run, mission, instance, index, 0):
                return
            if is_last:
                run.state.instance_steps.append(InstanceStep(instance.number, "completed"))
                _carry_over(run, mission, instance, now - stage.at)


def _reach_streak(run: Run, mission: Mission, instance: Instance) -> None:
    """Reach the stage that stands at the length of the run up to the matched day."""
    day = run.time.day(run.at)
    length = progress.length_at(run.plan, run.state, instance, run.now, day)
    last = mission.stages[-1].at
    position = (length - 1) % last + 1 if mission.repeat == "again" else length
    for index, stage in enumerate(mission.stages):
        standing = progress.standing_stages(run.state, instance)
        if stage.at != position or any((fact.stage, fact.day) == (index, day) for fact in standing):
            continue
        if (
            _complete(run, mission, instance, index, length)
            and stage.at == last
            and mission.repeat != "again"
        ):
            run.state.instance_steps.append(InstanceStep(instance.number, "completed"))


def _complete(run: Run, mission: Mission, instance: Instance, index: int, length: int) -> bool:
    """Reach a stage and take its actions; the last one needs room, each the points that it uses up."""
    stage = mission.stages[index]
    is_last = index == len(mission.stages) - 1
    reading = run.reading()
    if is_last and not _has_room(run, mission, stage, reading):
        return False
    if not taking.are_there(run.state, taking.asked(stage.actions, reading), {}):
        return False
    times = progress.completions(run.plan, run.state, mission.id) + 1
    firing = len(run.state.firings)
    run.state.firings.append(Firing(firing, mission.id, "stage", run.key, None))
    run.state.reached.append(Reached(instance.number, index, firing, run.time.day(run.at), length))
    if is_last:
        for place, limit in enumerate(mission.limits):
            limits.use(run, f"mission:{mission.id}", place, limit, firing, reading)
        for budget in mission.budgets:
            amount = limits.budget_amount(run.plan, budget, stage.actions, reading)
            limits.take_budget(run, budget, amount, firing)
    author = author_of(mission)
    run.effects.append(MissionCompleted(run.cause(author), mission.id, stage.at, is_last, times))
    run.raised.append(Completed(mission.id, stage.at, is_last))
    reading = run.reading(run.state.copied())
    actions.take(run, stage.actions, firing, author, reading, actions.factors_of(list(stage.actions)))
    return True


def _has_room(run: Run, mission: Mission, stage: Stage, reading: Reading) -> bool:
    return all(
        limits.has_room(run, f"mission:{mission.id}", place, limit, reading)
        for place, limit in enumerate(mission.limits)
    ) and all(
        limits.budget_has_room(run, budget, limits.budget_amount(run.plan, budget, stage.actions, reading))
        for budget in mission.budgets
    )


def _carry_over(run: Run, mission: Mission, instance: Instance, over: int) -> None:
    """What is over goes to a new instance, from the latest entries backwards, each keeping event and day."""
    carries = mission.repeat == "again" and mission.surplus == "carry" and mission.measure in ("count", "sum")
    span = enrolment.span_of(run, mission, run.at)
    if not carries or over <= 0 or span is None:
        return
    moved: list[tuple[Contribution, int]] = []
    for fact in reversed(progress.counting(run.plan, run.state, instance, run.now)):
        part = min(fact.amount, over - sum(amount for _, amount in moved))
        if part > 0:
            moved.insert(0, (fact, part))
            lowered = replace(fact, amount=fact.amount - part, first=fact.first - part)
            run.state.contributions[fact.number] = lowered
    following = enrolment.open_in(run, mission, span)
    for fact, part in moved:
        _contribute(run, following, fact.event, fact.at, part, ())
    _reach(run, mission, following)


def lapse(run: Run, instance: Instance) -> None:
    """The window of an open instance is over."""
    mission = progress.named(run.plan, instance.mission)
    reached = progress.progress(run.plan, run.state, instance, run.now)
    run.state.instance_steps.append(InstanceStep(instance.number, "lapsed"))
    if reached > 0:
        run.effects.append(MissionLapsed(run.cause(author_of(mission)), mission.id, reached))


# ------------------------------------------------------------------------------------------ repairs


def can_repair(run: Run, mission: Mission, day: int) -> Instance | None:
    """The instance in which a missed day can be repaired (spec §7.4), leaving the card aside."""
    within = progress.streak_of(mission).repair_within
    instance = progress.open_instance(run.state, mission.id)
    if mission.measure != "streak" or instance is None or not 1 <= run.time.day(run.now) - day <= within:
        return None
    present = progress.matched_days(run.plan, run.state, instance, run.now) | progress.repaired_days(
        run.state, instance
    )
    if day in present or not {day - 1, day + 1} & present:
        return None
    overlaps = (instance.start is None or instance.start < run.time.start(day + 1)) and (
        instance.end is None or run.time.start(day) < instance.end
    )
    return instance if overlaps else None


def repair(run: Run, mission: Mission, instance: Instance, day: int) -> None:
    run.state.repaired.append(Repaired(instance.number, day))
    latest = progress.runs(run.plan, run.state, instance, run.now)[-1]
    length = progress.length(mission, latest)
    run.effects.append(StreakRepaired(run.cause(run.role_author), mission.id, day, length))
