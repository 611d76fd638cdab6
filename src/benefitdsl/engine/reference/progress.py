"""How far a member is in a mission, and the runs of a streak (spec §7)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from benefitdsl.engine.reference.facts import Contribution, Instance, Reached, State
from benefitdsl.engine.reference.localtime import LocalTime
from benefitdsl.engine.reference.windows import counts, is_rolling
from benefitdsl.plan.parts import Mission, Plan, Step, Streak


def named(plan: Plan, mission: str) -> Mission:
    return next(each for each in plan.missions if each.id == mission)


# ------------------------------------------------------------------------------------------ instances


def status(state: State, instance: Instance) -> str:
    """`open`, or how it was closed: `completed`, `lapsed`, `undone`."""
    now = "open"
    for fact in state.instance_steps:
        if fact.number == instance.number:
            now = "open" if fact.step == "reopened" else fact.step
    return now


def of_mission(state: State, mission: str) -> list[Instance]:
    return [instance for instance in state.instances if instance.mission == mission]


def open_instance(state: State, mission: str) -> Instance | None:
    found = (instance for instance in of_mission(state, mission) if status(state, instance) == "open")
    return next(found, None)


def standing_stages(state: State, instance: Instance) -> list[Reached]:
    """The stages reached and not undone, or of which something stays, in the order in which they were reached."""
    return [fact for fact in state.reached if fact.instance == instance.number and state.counts(fact.firing)]


def completions(plan: Plan, state: State, mission: str) -> int:
    """How many completions of the last stage stand."""
    last = len(named(plan, mission).stages) - 1
    return sum(
        fact.stage == last
        for instance in of_mission(state, mission)
        for fact in standing_stages(state, instance)
    )


def enrolled_since(state: State, mission: str) -> int | None:
    return next((fact.at for fact in reversed(state.enrolled) if fact.mission == mission), None)


# ------------------------------------------------------------------------------------------ progress


def counting(plan: Plan, state: State, instance: Instance, now: int) -> list[Contribution]:
    """The contributions that count: of a rolling window those it still holds, else all."""
    window = named(plan, instance.mission).window
    time = LocalTime(plan.timezone, plan.day_start)
    return [
        fact
        for fact in state.contributions
        if fact.instance == instance.number
        and fact.amount > 0
        and (not is_rolling(window) or counts(window, time, state.joined, fact.at, max(now, state.clock)))
    ]


def progress(plan: Plan, state: State, instance: Instance, now: int) -> int:
    mission = named(plan, instance.mission)
    facts = counting(plan, state, instance, now)
    match mission.measure:
        case "count" | "sum":
            return sum(fact.amount for fact in facts)
        case "distinct":
            return len({value for fact in facts for value in fact.values})
        case "streak":
            found = runs(plan, state, instance, now)
            return length(mission, found[-1]) if found else 0
        case "steps":
            return len(counted_steps(mission, state, instance))


def asked(plan: Plan, state: State, mission_id: str, at: int, now: int) -> int:
    """What an expression reads: for a streak the length as of the day of the event, 0 once it is broken."""
    mission = named(plan, mission_id)
    instance = open_instance(state, mission_id)
    if instance is None:
        return 0
    if mission.measure != "streak":
        return progress(plan, state, instance, now)
    today = LocalTime(plan.timezone, plan.day_start).day(at)
    found = runs(plan, state, instance, now, through=today)
    return length(mission, found[-1]) if found and is_alive(mission, found[-1], today) else 0


# ------------------------------------------------------------------------------------------ steps


def is_done(state: State, instance: Instance, step: Step) -> bool:
    """Whether what was added to a step of a composite mission reaches its target."""
    facts = [
        fact
        for fact in state.contributions
        if (fact.instance, fact.step) == (instance.number, step.id) and fact.amount > 0
    ]
    if step.measure == "distinct":
        return len({value for fact in facts for value in fact.values}) >= step.target
    return sum(fact.amount for fact in facts) >= step.target


def counted_steps(mission: Mission, state: State, instance: Instance) -> list[Step]:
    """The steps that are done; of ordered ones those before the first that is not."""
    if mission.ordered:
        return list(takewhile(lambda step: is_done(state, instance, step), mission.steps))
    return [step for step in mission.steps if is_done(state, instance, step)]


# ------------------------------------------------------------------------------------------ streaks


@dataclass(frozen=True, slots=True)
class StreakRun:
    """Adjacent days, in order: each with whether it was saved (frozen or repaired)."""

    days: tuple[tuple[int, bool], ...]
    frozen: int


def streak_of(mission: Mission) -> Streak:
    return mission.streak or Streak()


def matched_days(plan: Plan, state: State, instance: Instance, now: int) -> set[int]:
    time = LocalTime(plan.timezone, plan.day_start)
    return {time.day(fact.at) for fact in counting(plan, state, instance, now)}


def repaired_days(state: State, instance: Instance) -> set[int]:
    return {fact.day for fact in state.repaired if fact.instance == instance.number}


def runs(
    plan: Plan, state: State, instance: Instance, now: int, through: int | None = None
) -> list[StreakRun]:
    """The runs of an instance, in order; with `through` as they were when only days up to that one were there."""
    matched = matched_days(plan, state, instance, now)
    present = sorted(
        day for day in matched | repaired_days(state, instance) if through is None or day <= through
    )
    freezes = streak_of(named(plan, instance.mission)).freezes
    found: list[StreakRun] = []
    for day in present:
        link = (day, day not in matched)
        gap = day - found[-1].days[-1][0] - 1 if found else None
        if gap is None or gap > freezes - found[-1].frozen:
            found.append(StreakRun((link,), 0))
        else:
            missed = tuple((frozen, True) for frozen in range(day - gap, day))
            found[-1] = StreakRun((*found[-1].days, *missed, link), found[-1].frozen + gap)
    return found


def length(mission: Mission, run: StreakRun, through: int | None = None) -> int:
    """The days of a run (up to one of them), the saved ones only if they count."""
    counts_saved = streak_of(mission).saved_count
    return sum((not saved or counts_saved) and (through is None or day <= through) for day, saved in run.days)


def length_at(plan: Plan, state: State, instance: Instance, now: int, day: int) -> int:
    """The length up to a day that is present; 0 if it is not."""
    mission = named(plan, instance.mission)
    for run in runs(plan, state, instance, now):
        if day in matched_days(plan, state, instance, now) and any(each == day for each, _ in run.days):
            return length(mission, run, day)
    return 0


def is_alive(mission: Mission, run: StreakRun, today: int) -> bool:
    """Whether a match today would still extend the run."""
    return today <= run.days[-1][0] + 1 + streak_of(mission).freezes - run.frozen
