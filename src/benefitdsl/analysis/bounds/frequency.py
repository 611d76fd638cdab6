"""How often a rule fires, a stage is reached, an offer is taken, for one member in a period."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil
from typing import Literal, assert_never

from benefitdsl.analysis.bounds.amounts import QUANTITY, line_measure, line_value, most_of
from benefitdsl.analysis.bounds.cascades import events_of
from benefitdsl.analysis.bounds.forms import (
    OPEN,
    ZERO,
    Form,
    Measure,
    fixed,
    scaled,
    share_of,
    total,
)
from benefitdsl.analysis.bounds.periods import (
    DAYS,
    Period,
    arriving,
    ends_in,
    late_days,
    least,
    least_days,
    limited,
    scheduled,
    times,
    units_in,
)
from benefitdsl.analysis.bounds.whole import as_told
from benefitdsl.analysis.facts import Facts, facts_of
from benefitdsl.analysis.ranges import numbers_of
from benefitdsl.analysis.worth import worth_of_things
from benefitdsl.plan.expr import Const, Expr, FieldOf
from benefitdsl.plan.parts import (
    Action,
    Budget,
    EarnPoints,
    EventType,
    GrantBenefit,
    Limit,
    Mission,
    Offer,
    OnBenefitUsed,
    OnEvent,
    OnMissionCompleted,
    OnMoment,
    OnPointsEarned,
    OnPointsRipened,
    OnTierEntered,
    OnTierLeft,
    Plan,
    RaiseTier,
    ReviewImmediate,
    ReviewPeriodic,
    Rule,
    TakePoints,
    TellMember,
    TellRoster,
    TellTeam,
    Trigger,
)
from benefitdsl.plan.schedule import Days, Schedule
from benefitdsl.plan.walk import walk
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.instants import DAY_US
from benefitdsl.quantities.rounding import divide
from benefitdsl.quantities.window import (
    Anchored,
    Between,
    CalendarPeriods,
    Ever,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
)

# ------------------------------------------------------------------------------------------- rules


def by_limits(plan: Plan, rule: Rule, period: Period) -> int | None:
    """How often its own limits and budgets let it fire; None where they do not say."""
    late = None if all(isinstance(each, OnMoment) for each in rule.triggers) else late_days(plan)
    return room(plan, rule.limits, rule.budgets, rule.then, rule.schedule, period, late)


def room(
    plan: Plan,
    limits: Iterable[Limit],
    budgets: tuple[str, ...],
    actions: tuple[Action, ...],
    schedule: Schedule | None,
    period: Period,
    late: int | None,
) -> int | None:
    """How often limits and budgets leave room for these actions in a period."""
    named = (each for each in plan.budgets if each.id in budgets)
    return least(
        (
            *(_within(limit, schedule, period, late) for limit in limits),
            *(_of_budget(plan, each, actions, period) for each in named),
        )
    )


def _within(limit: Limit, schedule: Schedule | None, period: Period, late: int | None) -> int | None:
    """A limit between two days holds where nothing fires on others."""
    if limit.scope in ("member", "all") and isinstance(limit.window, Between) and schedule is not None:
        for term in schedule.terms:
            if isinstance(term, Days) and _lies_in(term, limit.window):
                return limit.count
    return limited(limit, period, late)


def _lies_in(days: Days, window: Between) -> bool:
    if days.first is None or days.end is None:
        return False
    return window.start_day <= days.first and days.end <= window.end_day


def _of_budget(plan: Plan, budget: Budget, actions: tuple[Action, ...], period: Period) -> int | None:
    """A budget counts firings, or what they are worth: so many as it has room for at what each takes from it."""
    each = 1 if budget.unit == "count" else counted_worth(plan, actions)
    return limited(Limit(budget.total // each, "all", budget.window), period, None) if each else None


def counted_worth(plan: Plan, actions: tuple[Action, ...]) -> int:
    """What a budget counts of each firing at least: benefits, and points where their number is fixed (spec 4.5)."""
    worth, found = worth_of_things(plan), 0
    for action in actions:
        match action:
            case GrantBenefit(benefit, count):
                found += int(worth.benefits.get(benefit, 0)) * count
            case EarnPoints(currency, Const(int(number)), denominator, rounding):
                points = divide(number, denominator, rounding)
                found += ceil(max(0, points) * worth.points.get(currency, 0))
            case _:
                pass
    return found


def started(plan: Plan, rule: Rule, trigger: Trigger, period: Period, facts: Facts) -> Form:
    """How often one trigger starts the rule, whatever its limits say. `facts` hold where it fires: an event that costs
    something is counted by the money it costs."""
    match trigger:
        case OnEvent(event):
            return arrivals(plan, event, rule.schedule, period, facts)
        case OnMoment(schedule):
            days = least((scheduled(schedule, period), scheduled(rule.schedule, period)))
            return share_of(Measure("@moment")) if days is None else fixed(days)
        case OnMissionCompleted(mission, stage):
            found = next(each for each in plan.missions if each.id == mission)
            again = share_of(Measure("@reopened/" + mission)) if found.on_refund == "reopen" else ZERO
            return total((completions(plan, found, stage, period), again))
        case OnTierEntered(tiers, level):
            return _moves(plan, tiers, level, period, "level")
        case OnTierLeft(tiers, level):
            return _moves(plan, tiers, level, period, "left")
        case OnPointsEarned(currency):
            return share_of(Measure("@points/" + currency))
        case OnPointsRipened(currency):
            return share_of(Measure("@ripened/" + currency))
        case OnBenefitUsed(benefit):
            return share_of(Measure("@used/" + benefit))
        case _:
            assert_never(trigger)


def _moves(plan: Plan, tiers: str, level: int, period: Period, way: Literal["level", "left"]) -> Form:
    """How often a level is reached, or left. Once for each review; a ladder reviewed after every event is entered anew
    as often as it was left, which a refund in part does at will."""
    ladder = next(each for each in plan.tiers if each.id == tiers)
    match ladder.review:
        case ReviewPeriodic(every) if not _is_raised_to(plan, tiers):
            count = {"day": "day", "month": "month", "anniversary": "year"}[every]
            found = units_in(count, period)
            if found is not None:
                return fixed(found + 1 if every == "anniversary" else found)
        case ReviewPeriodic() | ReviewImmediate():
            pass
        case _:
            assert_never(ladder.review)
    return share_of(Measure(f"@{way}/{tiers}/{ladder.levels[level].id}"))


def _is_raised_to(plan: Plan, tiers: str) -> bool:
    return any(isinstance(node, RaiseTier) and node.tiers == tiers for node in walk(_acting(plan)))


def arrivals(plan: Plan, event: str, schedule: Schedule | None, period: Period, facts: Facts) -> Form:
    """How many events of a type come: a number, a share of the money that they cost, or each of them."""
    kind = next((each for each in plan.events if each.name == event), None)
    count = least((arriving(kind, schedule, period), _told(plan, event, period, facts)))
    if count is not None:
        return fixed(count)
    amount = _least_amount(kind, facts)
    return share_of(Measure(event, "amount"), Fraction(1, amount)) if amount else share_of(Measure(event))


def _least_amount(kind: EventType | None, facts: Facts) -> int | None:
    """What each of these events costs the member at least."""
    if kind is None or not any(each.name == "amount" and each.type == "money" for each in kind.fields):
        return None
    return numbers_of(FieldOf("amount"), facts).least


# ------------------------------------------------------------------------------------------- what is told


def _told(plan: Plan, event: str, period: Period, facts: Facts) -> int | None:
    """How often a member is told what the facts are about, by teams, or by boards whose periods end; None where that
    has no end."""
    if "." not in event:  # the host may send it as well
        return None
    board = next((each for each in plan.boards if each.placed == event), None)
    if board is not None:
        return ends_in(board.unit, period)
    tellers = _tellers(plan, event)
    counts: list[int | None] = []
    for mission, at, teller in tellers:
        if as_told(facts, teller.fields) is not None:
            reached = completions(plan, mission, at, period)
            number = int(reached.fixed) if reached.is_fixed else None
            counts.append(times(_teams_of_member(plan, teller.team), number))
    if not tellers or None in counts or _is_told_otherwise(plan, event):
        return None
    return sum([count for count in counts if count is not None])


def _tellers(plan: Plan, event: str) -> list[tuple[Mission, int, TellRoster]]:
    """The stages at which a team tells all its members."""
    return [
        (mission, stage.at, each)
        for mission in plan.missions
        for stage in mission.stages
        for each in stage.actions
        if isinstance(each, TellRoster) and each.event == event
    ]


def told_apart(plan: Plan, event: str, facts: Facts) -> tuple[Facts, ...]:
    """What is known of each sort of such events that comes as often as it is told, and beside the others."""
    if "." not in event or _is_told_otherwise(plan, event):
        return (facts,)
    found = [as_told(facts, teller.fields) for _, _, teller in _tellers(plan, event)]
    apart = [each for place, each in enumerate(found) if each is not None and each not in found[:place]]
    return tuple(apart) or (facts,)


def _is_told_otherwise(plan: Plan, event: str) -> bool:
    return any(
        isinstance(node, TellMember | TellTeam) and node.event == event for node in walk(_acting(plan))
    )


def _acting(plan: Plan) -> tuple[object, ...]:
    """Every part that has actions."""
    return plan.rules, plan.missions, plan.draws, plan.offers


def _teams_of_member(plan: Plan, team: str) -> int | None:
    """A member joins one team of a part; a mentor is in those of the apprentices, and may be an apprentice too."""
    part = next(each for each in plan.teams if each.id == team)
    if not part.mentor:
        return 1
    return None if part.size is None else part.size + 1


# ------------------------------------------------------------------------------------------- missions


def completions(plan: Plan, mission: Mission, at: int | None, period: Period) -> Form:
    """How often a stage (None: the last) is reached by one member, or one team."""
    last = at is None or at == mission.stages[-1].at
    actions, late = mission.stages[-1].actions, late_days(plan)
    own = (
        room(plan, mission.limits, mission.budgets, actions, mission.schedule, period, late) if last else None
    )
    natural = _by_window(plan, mission, period, last=last)
    if own is None:
        return natural
    return fixed(min(Fraction(own), natural.fixed)) if natural.is_fixed else fixed(own)


def may_wait(mission: Mission) -> bool:
    """Whether a stage may wait for room or for points, while progress goes on."""
    takes = (
        isinstance(each, TakePoints) and not each.up_to for stage in mission.stages for each in stage.actions
    )
    return bool(mission.limits or mission.budgets) or any(takes)


def _by_window(plan: Plan, mission: Mission, period: Period, *, last: bool) -> Form:
    every_run = share_of(Measure("@span/" + mission.id))
    match mission.repeat:
        case "once":
            runs = 1 if last else _instances(mission, period)
            return every_run if runs is None else fixed(runs)
        case "each_period":
            runs = _instances(mission, period)
            return every_run if runs is None else fixed(runs)
        case "again" if mission.surplus == "carry" and may_wait(mission):
            return every_run  # all that waited may be reached at once
        case "again":
            runs = 0 if last else _instances(mission, period)
            lapsed = every_run if runs is None else fixed(runs)
            return total((_by_progress(plan, mission, period), lapsed))
        case _:
            assert_never(mission.repeat)


def _instances(mission: Mission, period: Period) -> int | None:
    """How many runs through it can reach a stage in a period."""
    match mission.window:
        case CalendarPeriods(unit, 1):
            return units_in(unit, period)
        case MembershipYears(1):
            return None if period == "ever" else 1 if period == "day" else 2
        case Anchored(duration, "first_match" | "enrolment"):
            return None if period == "ever" else _spans(duration, period)
        case Anchored() | Between() | Ever() | RollingDays() | RollingMonths() | RollingExact():
            return 1
        case CalendarPeriods() | MembershipYears():
            return 1
        case _:
            assert_never(mission.window)


def _spans(duration: Duration, period: Period) -> int:
    """How many spans of a length, one after the other, touch a period."""
    length = duration.microseconds if duration.is_exact else least_days(duration) * DAY_US
    return -(-(DAYS[period] * DAY_US + DAY_US // 24) // length) + 1


def _by_progress(plan: Plan, mission: Mission, period: Period) -> Form:
    """One more for each full target of what comes, and one for what had come before."""
    target = mission.stages[-1].at
    came = total(_came(plan, mission, event, period) for event in dict.fromkeys(events_of(mission)))
    if came.is_fixed:
        return fixed(-(-came.fixed // target))
    return total((fixed(Fraction(target - 1, target)), scaled(came, Fraction(1, target))))


def _came(plan: Plan, mission: Mission, event: str, period: Period) -> Form:
    """The most progress that events of a type make in a period."""
    days = scheduled(mission.schedule, period)
    if mission.measure == "streak":
        return fixed(days) if days is not None else share_of(Measure("@day"))
    if mission.daily_cap is not None and days is not None:
        return fixed(mission.daily_cap * days)
    facts = facts_of(plan, event)
    number = arrivals(plan, event, mission.schedule, period, facts)
    each = added(mission, facts)
    if each.is_fixed:
        return scaled(number, each.fixed)
    return each


def added(mission: Mission, facts: Facts) -> Form:
    """What one event adds to the progress at most."""
    if mission.measure == "steps":
        return fixed(len(mission.steps))
    return measured(mission.measure, mission.value, mission.items, facts)


def measured(measure: str, value: Expr | None, items: bool, facts: Facts) -> Form:
    if measure == "streak":
        return fixed(1)
    if items:
        match measure:
            case "count":
                return share_of(Measure("" if facts.event is None else facts.event.name, QUANTITY))
            case "distinct":
                return share_of(line_measure("lines", facts))
            case _:
                return OPEN if value is None else line_value(value, facts)
    if measure == "sum":
        return OPEN if value is None else most_of(value, facts)
    return fixed(1)


def at_once(mission: Mission, facts: Facts) -> Form:
    """How often one event can reach a stage: once, and again for each full target where what is over is carried."""
    if mission.repeat != "again" or mission.surplus != "carry" or mission.measure not in ("count", "sum"):
        return fixed(1)
    each = added(mission, facts)
    if may_wait(mission):  # what waited may be reached at once, as far as the limits let it
        most = least(
            limit.count
            for limit in mission.limits
            if limit.scope in ("member", "all") and not isinstance(limit.window, Between | Anchored)
        )
        return OPEN if most is None else fixed(most + (len(mission.stages) > 1))
    target = mission.stages[-1].at
    if each.is_fixed:
        return fixed((each.fixed + target - 1) // target)
    return total((fixed(Fraction(target - 1, target)), scaled(each, Fraction(1, target))))


# ------------------------------------------------------------------------------------------- offers


def taken(plan: Plan, offer: Offer, period: Period) -> Form:
    """How often a member can take an offer."""
    own = room(plan, offer.limits, offer.budgets, offer.then, offer.schedule, period, late_days(plan))
    found = least((own, offer.stock))
    return share_of(Measure("@offer/" + offer.id)) if found is None else fixed(found)


__all__ = [
    "added",
    "arrivals",
    "at_once",
    "by_limits",
    "completions",
    "may_wait",
    "measured",
    "room",
    "started",
    "taken",
]
