"""The snapshot of a member: every family read off the facts (model/snapshot.py)."""

from __future__ import annotations

from collections.abc import Iterable

from benefitdsl.engine.reference import benefits, boards, draws, lots, metrics, progress, tiers
from benefitdsl.engine.reference.facts import State
from benefitdsl.engine.reference.localtime import LocalTime
from benefitdsl.model.snapshot import (
    BenefitView,
    LotView,
    MissionView,
    PointsView,
    Snapshot,
    StandingsView,
    TierView,
)
from benefitdsl.plan.parts import Board, Mission, Plan, Points, Tiers


def snapshot_of(plan: Plan, state: State) -> Snapshot:
    return Snapshot(
        state.member,
        state.clock,
        tuple(_points(plan, state, points) for points in plan.points),
        _benefits(state),
        tuple(_tiers(plan, state, ladder) for ladder in plan.tiers),
        tuple(_mission(plan, state, mission) for mission in plan.missions),
        tuple((metric.id, metrics.value(plan, state, metric.id, state.clock)) for metric in plan.metrics),
        tuple(sorted(tag for tag in {fact.tag for fact in state.tags} if state.has_tag(tag))),
        state.inviter,
        empty_draws=tuple(
            (draw.id, draws.empty_in_a_row(state, draw.id))
            for draw in plan.draws
            if draw.guarantee is not None
        ),
        scores=tuple((score.id, state.score(score.id)) for score in plan.scores),
        teams=_those_with_any((team.id, state.actors_of(team.id)) for team in plan.teams),
        rosters=_those_with_any((team.id, state.roster_of(team.id)) for team in plan.teams),
        standings=tuple(view for board in plan.boards for view in _standings(state, board)),
    )


def _those_with_any(listed: Iterable[tuple[str, list[str]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(found)) for name, found in listed if found)


def _standings(state: State, board: Board) -> list[StandingsView]:
    return [
        StandingsView(board.id, period, tuple(boards.standings(state, board, period).items()))
        for period in boards.open_periods(state, board)
    ]


def _points(plan: Plan, state: State, points: Points) -> PointsView:
    given = lots.of_currency(state, points.id)
    names = {each.lot for each in given}

    def moved(why: str) -> int:
        return sum(move.amount for move in state.moved if move.lot in names and move.why == why)

    back = [fact for fact in state.taken_back if fact.lot in names]
    views = [
        LotView(
            each.lot,
            "pending" if lots.is_pending(state, each) else "live",
            each.amount,
            lots.left(state, each),
            each.earned_at,
            lots.expires_at(plan, state, each),
        )
        for each in given
        if lots.left(state, each) > 0
    ]
    return PointsView(
        currency=points.id,
        live=lots.live(state, points.id),
        pending=lots.pending(state, points.id),
        owed=lots.owed(state, points.id),
        issued=sum(each.amount for each in given),
        spent=_spent(state, points.id),
        expired=moved("expired"),
        reversed=sum(fact.amount for fact in back),
        forgiven=sum(fact.forgiven for fact in back),
        lots=tuple(sorted(views, key=lambda view: (view.earned_at, view.lot))),
    )


def _spent(state: State, currency: str) -> int:
    """What was spent, net of what came back (to lots or against debt)."""
    out = sum(amount for fact in state.spent if fact.currency == currency for _, amount in fact.parts)
    return out - sum(fact.amount for fact in state.spending_returned if fact.currency == currency)


def _benefits(state: State) -> tuple[BenefitView, ...]:
    views = []
    for issued in state.issued:
        condition = benefits.condition(state, issued)
        if condition in ("unclaimed", "held", "reserved"):
            until = issued.claim_until if condition == "unclaimed" else benefits.valid_until(state, issued)
            views.append(
                BenefitView(issued.instance, issued.benefit, condition, issued.at, until, issued.valid_from)
            )
    return tuple(sorted(views, key=lambda view: (view.issued_at, view.instance)))


def _tiers(plan: Plan, state: State, ladder: Tiers) -> TierView:
    standing = state.tiers[ladder.id]
    return TierView(
        ladder.id,
        ladder.levels[standing.rank].id,
        standing.since,
        tiers.valid_until(plan, ladder, standing),
        tiers.metric_of(plan, state, ladder, state.clock),
    )


def _mission(plan: Plan, state: State, mission: Mission) -> MissionView:
    instance = progress.open_instance(state, mission.id)
    enrolled = progress.enrolled_since(state, mission.id) is not None
    completed = progress.completions(plan, state, mission.id)
    if instance is None:
        return MissionView(mission.id, enrolled, False, 0, completed, None)
    alive = True
    if mission.measure == "streak":
        today = LocalTime(plan.timezone, plan.day_start).day(state.clock)
        runs = progress.runs(plan, state, instance, state.clock)
        alive = bool(runs) and progress.is_alive(mission, runs[-1], today)
    reached = progress.progress(plan, state, instance, state.clock)
    return MissionView(mission.id, enrolled, alive, reached, completed, instance.end)
