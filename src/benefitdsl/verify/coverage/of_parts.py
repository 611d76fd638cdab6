"""The goals of all other parts of a plan, and of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import (
    Benefit,
    Board,
    Draw,
    Experiment,
    GrantBenefit,
    Mission,
    Notice,
    Offer,
    Plan,
    Points,
    Privilege,
    Promotion,
    Score,
    Segment,
    Team,
    Tiers,
)
from benefitdsl.quantities.window import Anchored, Between, CalendarPeriods, Ever, MembershipYears
from benefitdsl.verify.coverage.goals import Done, Edge, Goal
from benefitdsl.verify.coverage.of_rules import Maker, matched, rule_goals
from benefitdsl.verify.coverage.ties import STANDING, Ties


def goals_of(plan: Plan) -> tuple[Goal, ...]:
    """Every goal, part by part in the order of the plan's families."""
    ties = Ties(plan)
    return tuple(
        dict.fromkeys(
            [
                *(goal for rule in plan.rules for goal in rule_goals(ties, rule)),
                *(goal for mission in plan.missions for goal in mission_goals(ties, mission)),
                *(goal for tiers in plan.tiers for goal in tiers_goals(ties, tiers)),
                *(goal for points in plan.points for goal in points_goals(ties, points)),
                *(goal for benefit in plan.benefits for goal in benefit_goals(ties, benefit)),
                *(goal for offer in plan.offers for goal in offer_goals(ties, offer)),
                *(goal for one in plan.privileges for goal in privilege_goals(ties, one)),
                *(goal for one in plan.promotions for goal in promotion_goals(ties, one)),
                *(goal for draw in plan.draws for goal in draw_goals(draw)),
                *(goal for segment in plan.segments for goal in segment_goals(ties, segment)),
                *(goal for notice in plan.notices for goal in notice_goals(notice)),
                *(goal for score in plan.scores for goal in score_goals(score)),
                *(goal for team in plan.teams for goal in team_goals(team)),
                *(goal for board in plan.boards for goal in board_goals(board)),
                *(goal for one in plan.experiments for goal in experiment_goals(one)),
            ]
        )
    )


# ------------------------------------------------------------------------------------------- missions and ladders


def mission_goals(ties: Ties, mission: Mission) -> Iterator[Goal]:
    make = Maker("mission", mission.id, mission.origin)
    for step in mission.steps:
        yield make.done("step", "step", of=step.id, row=step.id)
        yield from make.condition("step", step.where, parts=matched(step.where), row=step.id)
    if mission.ordered:
        yield make.done("order", "in_order")
    yield from make.condition("counts", mission.where, parts=matched(mission.where))
    for place, stage in enumerate(mission.stages):
        yield make.goal(Done("stage", str(stage.at)), "stage", place=place)
    if mission.repeat != "once":
        yield make.done("again", "repeat")
    if ends(mission):
        yield make.done("lapses", "within")
    if not isinstance(mission.window, Ever):
        yield make.goal(Edge("", inside=True), "within")
        yield make.goal(Edge("", inside=False), "within")
    if mission.schedule is not None and mission.schedule.terms:
        yield make.done("schedule", "schedule")
    if mission.audience is not None:
        yield make.done("audience", "audience")
    if mission.enrolment:
        yield make.done("enrolment", "start")
    yield from make.limits(mission.limits)
    for budget in mission.budgets:
        yield make.done("budget", "budget", of=budget)
    if mission.daily_cap is not None:
        yield make.done("daily_cap", "cap")
    if mission.streak is not None:
        yield make.done("breaks", "counts")
        if mission.streak.repair_within:
            yield make.done("repaired", "repair_within")
    events = {step.event for step in mission.steps} | {mission.event}
    if not events.isdisjoint(ties.reversible) and mission.on_refund != "keep":
        yield make.done("refunded", "on_refund")


def ends(mission: Mission) -> bool:
    """Whether a run through the mission closes when time has passed."""
    match mission.window:
        case Anchored() | Between() | CalendarPeriods(_, 1) | MembershipYears(1):
            return True
        case _:
            return False


def tiers_goals(ties: Ties, tiers: Tiers) -> Iterator[Goal]:
    make = Maker("tiers", tiers.id, tiers.origin)
    for level in tiers.levels[1:]:
        yield make.done("up", "level", of=level.id, row=level.id)
        yield make.done("down", "level", of=level.id, row=level.id)
    yield from make.inner(ties, "metric", tiers.metric)
    yield from make.windows(ties, tiers.metric, "metric")
    if tiers.validity is not None:
        yield make.done("renewed", "validity")
    if tiers.grace is not None:
        yield make.done("grace", "grace")


# ------------------------------------------------------------------------------------------- points and benefits


def points_goals(ties: Ties, points: Points) -> Iterator[Goal]:
    make = Maker("points", points.id, points.origin)
    yield make.done("earned")
    if points.pending is not None:
        yield make.done("ripens", "pending")
    if points.id in ties.spent:
        yield make.done("spent", "spent_by")
    if points.spent_by is not None and points.shortfall == "refuse":
        yield make.done("too_few", "spent_by")
    if points.as_cash is not None:
        yield make.done("over_share", "share")
    if points.expiry:
        yield make.done("expires", "expire")
    for place, _ in enumerate(points.caps):
        yield make.done("capped", "cap", of=str(place))
    if points.id in ties.taken_back:
        yield make.done("taken_back", "take_back")
    if points.id in ties.taken_back and points.id in ties.spent:
        yield make.done(points.negative, "negative")
    if points.spent_by is not None and points.return_spent:
        yield make.done("returned", "return_spent")


def benefit_goals(ties: Ties, benefit: Benefit) -> Iterator[Goal]:
    make = Maker("benefit", benefit.id, benefit.origin)
    if any(isinstance(one, GrantBenefit) and one.benefit == benefit.id for one in ties.actions):
        yield make.done("issued")
    if benefit.claim_within is not None:
        yield make.done("claimed", "claim")
        yield make.done("unclaimed", "claim")
    if benefit.valid:
        yield make.done("expires", "valid")
    if benefit.kind not in STANDING:
        yield make.done("used")
    if benefit.id in ties.taken_back:
        yield make.done("revoked")
    if benefit.reduction is not None and benefit.on_refund_of_use == "return":
        yield make.done("returned", "on_refund_of_use")
    yield from make.condition("where", benefit.where)
    yield from make.inner(ties, "where", benefit.where)
    if benefit.usable is not None and benefit.usable.terms:
        yield make.done("schedule", "usable")
    if benefit.minimum is not None:
        yield make.done("minimum", "minimum")


# ------------------------------------------------------------------------------------------- what one asks for


def offer_goals(ties: Ties, offer: Offer) -> Iterator[Goal]:
    make = Maker("offer", offer.id, offer.origin)
    yield make.done("taken")
    yield from make.condition("condition", offer.condition)
    yield from make.inner(ties, "condition", offer.condition)
    yield from make.windows(ties, offer.condition, "condition")
    yield from (make.done("refused", field, of=word) for word, field in _against(offer))
    yield from make.limits(offer.limits)
    if offer.cancel is not None:
        yield make.done("cancelled", "cancel")
        if offer.cancel.within is not None:
            yield make.done("cancel_late", "cancel")
        if offer.cancel.if_unused:
            yield make.done("cancel_used", "cancel")


def _against(offer: Offer) -> Iterator[tuple[str, str]]:
    """What can stand against an offer besides its condition and its limits, and the field that says so."""
    if offer.schedule is not None and offer.schedule.terms:
        yield "schedule", "schedule"
    if offer.audience is not None:
        yield "audience", "audience"
    if offer.fee is not None:
        yield "fee", "fee"
    if offer.budgets:
        yield "budget", "budget"
    if offer.stock is not None:
        yield "stock", "stock"
    if offer.costs:
        yield "points", "costs"
    if offer.ticket is not None:
        yield "ticket", "ticket"


def privilege_goals(ties: Ties, one: Privilege) -> Iterator[Goal]:
    make = Maker("privilege", one.id, one.origin)
    yield make.done("used")
    yield from make.condition("condition", one.condition)
    yield from make.inner(ties, "condition", one.condition)
    yield from make.windows(ties, one.condition, "condition")
    if one.audience is not None:
        yield make.done("refused", "audience", of="audience")
    if one.usable is not None and one.usable.terms:
        yield make.done("refused", "usable", of="schedule")
    yield from make.limits(one.quota, "quota")


def promotion_goals(ties: Ties, one: Promotion) -> Iterator[Goal]:
    make = Maker("promotion", one.id, one.origin)
    yield make.done("taken")
    yield from make.condition("condition", one.condition)
    yield from make.inner(ties, "condition", one.condition)
    yield from make.windows(ties, one.condition, "condition")
    if one.audience is not None:
        yield make.done("refused", "audience", of="audience")
    if one.schedule is not None and one.schedule.terms:
        yield make.done("refused", "schedule", of="schedule")
    if one.minimum is not None:
        yield make.done("refused", "minimum", of="minimum")
    yield from make.limits(one.limits)


def draw_goals(draw: Draw) -> Iterator[Goal]:
    make = Maker("draw", draw.id, draw.origin)
    for prize in draw.prizes:
        yield make.done("prize", "prize" if prize.actions else "nothing", of=prize.id, row=prize.id)
        if prize.stock is not None:
            yield make.done("gone", "stock", of=prize.id, row=prize.id)
    if draw.guarantee is not None:
        yield make.done("sure", "sure")


# ------------------------------------------------------------------------------------------- the rest


def segment_goals(ties: Ties, segment: Segment) -> Iterator[Goal]:
    make = Maker("segment", segment.id, segment.origin)
    if segment.condition != TRUE and segment.id in ties.segments:
        yield from make.condition("condition", segment.condition)
        yield from make.inner(ties, "condition", segment.condition)
        yield from make.windows(ties, segment.condition, "condition")


def notice_goals(notice: Notice) -> Iterator[Goal]:
    make = Maker("notice", notice.id, notice.origin)
    yield make.done("sent")
    if notice.cap is not None:
        yield make.done("silenced", "cap")
    if notice.quiet is not None:
        yield make.done("delayed", "quiet")


def score_goals(score: Score) -> Iterator[Goal]:
    make = Maker("score", score.id, score.origin)
    yield make.done("reviewed", "review")
    for part in score.parts:
        yield make.done("part", of=part.id)
        if part.most is not None:
            yield make.done("most", of=part.id)


def team_goals(team: Team) -> Iterator[Goal]:
    make = Maker("team", team.id, team.origin)
    yield make.done("joined")
    if team.size is not None:
        yield make.done("full", "size")


def board_goals(board: Board) -> Iterator[Goal]:
    make = Maker("board", board.id, board.origin)
    yield make.done("closed")
    if board.places > 1:
        yield make.done("tied", "ties")


def experiment_goals(experiment: Experiment) -> Iterator[Goal]:
    make = Maker("experiment", experiment.id, experiment.origin)
    yield from (make.done("variant", "variant", of=name, row=name) for name, _ in experiment.variants)
