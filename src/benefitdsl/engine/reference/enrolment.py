"""Enrolling in missions (spec §2.1), and the span of an instance (spec §7.2, §7.5)."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.engine.reference import progress
from benefitdsl.engine.reference.facts import Enrolled, Instance, State
from benefitdsl.engine.reference.localtime import add_months, anniversaries, first_day_of, is_exact, period_of
from benefitdsl.engine.reference.run import Run
from benefitdsl.plan.parts import Mission, Plan
from benefitdsl.quantities.window import Anchored, Between, CalendarPeriods, MembershipYears


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to before `end`; None is without one."""

    start: int | None
    end: int | None

    def holds(self, at: int) -> bool:
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


def span_of(run: Run, mission: Mission, at: int) -> Span | None:
    """The span in which an instant falls, None where it falls in none."""
    time, joined, day = run.time, run.state.joined, run.time.day(at)
    match mission.window:
        case CalendarPeriods(unit, 1):
            period = period_of(day, unit)
            span = Span(time.start(first_day_of(period, unit)), time.start(first_day_of(period + 1, unit)))
        case MembershipYears(1):
            first = time.day(joined)
            years = anniversaries(first, day)
            span = Span(
                time.start(add_months(first, 12 * years)), time.start(add_months(first, 12 * years + 12))
            )
        case Between(first_day, end_day):
            span = Span(time.start(first_day), time.start(end_day))
        case Anchored(duration, anchor):
            since: int | None = at
            if anchor == "joining":
                since = joined
            elif anchor == "enrolment":
                since = progress.enrolled_since(run.state, mission.id)
            if since is None:
                return None
            start = since if is_exact(duration) or anchor == "first_match" else time.start(time.day(since))
            span = Span(start, time.counts_until(duration, since))
        case _:
            span = Span(None, None)
    return span if span.holds(at) else None


def open_in(run: Run, mission: Mission, span: Span) -> Instance:
    instance = Instance(len(run.state.instances), mission.id, span.start, span.end)
    run.state.instances.append(instance)
    return instance


def is_completed_once(plan: Plan, state: State, mission: Mission) -> bool:
    return mission.repeat == "once" and progress.completions(plan, state, mission.id) > 0


def enrol(run: Run, mission_id: str) -> bool:
    """Enrol from `at` on, if that is possible."""
    mission = next((each for each in run.plan.missions if each.id == mission_id), None)
    if mission is None or not mission.enrolment or is_completed_once(run.plan, run.state, mission):
        return False
    if _is_unfinished(run.state, mission_id):
        return False
    run.state.enrolled.append(Enrolled(mission_id, run.at, len(run.state.instance_steps)))
    if isinstance(mission.window, Anchored) and mission.window.anchor == "enrolment":
        span = span_of(run, mission, run.at)
        assert span is not None
        open_in(run, mission, span)
    return True


def _is_unfinished(state: State, mission_id: str) -> bool:
    """Whether the member is enrolled and no instance since then was closed, or one is open."""
    latest = next((fact for fact in reversed(state.enrolled) if fact.mission == mission_id), None)
    if latest is None:
        return False
    numbers = {instance.number for instance in progress.of_mission(state, mission_id)}
    closed = [each for each in state.instance_steps[latest.steps :] if each.number in numbers]
    return not closed or progress.open_instance(state, mission_id) is not None
