"""How far the member has come: missions and streaks, levels, scores, rows of empty draws; and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from benefitdsl.engine import scores as engine_scores
from benefitdsl.engine import tiers as engine_tiers
from benefitdsl.engine.book import MissionBook, ScoreBook, TiersBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain.naming import Naming
from benefitdsl.engine.explain.narrate import target_of
from benefitdsl.engine.explain.story import Unit as AnyUnit
from benefitdsl.engine.instances import series_size, span
from benefitdsl.engine.runs import is_alive, latest, plan_of
from benefitdsl.model.member import FOREVER, Standing
from benefitdsl.model.snapshot import MissionView, Snapshot
from benefitdsl.model.view import (
    DrawRow,
    KeepLevel,
    MissionProgress,
    NextLevel,
    PartValue,
    ScoreHeld,
    StepProgress,
    StreakProgress,
    TierHeld,
    Unit,
)
from benefitdsl.plan.parts import Plan, Step, TellTeam, Tiers

_UNITS: Final[dict[str, Unit]] = {"money": "money", "points": "points", "days": "days"}


def unit_of(unit: AnyUnit) -> Unit:
    return _UNITS.get(unit.kind, "number")


# ------------------------------------------------------------------------------------------- missions


def missions(d: Draft, naming: Naming, has: Snapshot) -> tuple[MissionProgress, ...]:
    """Those of the member; what a team does together stands on the team's own state."""
    together = _told_to_teams(d.book.plan)
    return tuple(
        _mission(d, book, one, naming)
        for one in has.missions
        if ((book := d.book.missions[one.mission]).mission.event in together) == d.base.id.startswith("team:")
    )


def _told_to_teams(plan: Plan) -> frozenset[str]:
    """The types of events that members address to their teams."""
    actions = [action for rule in plan.rules for action in (*rule.then, *rule.otherwise)]
    return frozenset(action.event for action in actions if isinstance(action, TellTeam))


def _mission(d: Draft, book: MissionBook, has: MissionView, naming: Naming) -> MissionProgress:
    mission = book.mission
    streak = _streak(d, book) if mission.measure == "streak" else None
    progress = has.progress if streak is None or streak.alive else 0
    needs_enrolment = mission.enrolment and not has.enrolled
    is_open = span(d, book) is not None
    target = target_of(mission, MissionView(has.mission, True, True, progress, has.completed, None))
    target = target if is_open or needs_enrolment else None
    return MissionProgress(
        mission.id,
        naming.title("mission", mission.id),
        unit_of(naming.units.of_mission(mission)),
        is_open and not needs_enrolment and _is_for(d, book),
        is_open and not needs_enrolment and _is_for(d, book) and _is_scheduled(d, book),
        needs_enrolment,
        progress,
        target,
        None if target is None else target - progress,
        has.completed,
        has.ends_at,
        mission.ordered,
        tuple(_step(d, book, step, naming) for step in mission.steps),
        streak,
    )


def _is_for(d: Draft, book: MissionBook) -> bool:
    return book.mission.audience is None or d.in_segment(book.mission.audience)


def _is_scheduled(d: Draft, book: MissionBook) -> bool:
    return book.schedule is None or d.in_schedule(book.schedule)


def _step(d: Draft, book: MissionBook, step: Step, naming: Naming) -> StepProgress:
    instance = d.missions[book.mission.id].current
    series = None if instance is None else instance.steps.get(step.id)
    progress = 0 if series is None else series_size(series)
    return StepProgress(
        step.id,
        naming.title(f"step {book.mission.id}", step.id),
        unit_of(naming.units.of_step(step)),
        progress,
        step.target,
        max(0, step.target - progress),
    )


def _streak(d: Draft, book: MissionBook) -> StreakProgress:
    instance = d.missions[book.mission.id].current
    streak = None if instance is None else instance.streak
    today = d.book.clock.day(d.now)
    if streak is None or not is_alive(book, streak, today):
        return StreakProgress(False, 0, False, plan_of(book).freezes, None, None)
    run = latest(book, streak, today)
    last = today if run.last is None else run.last
    left = plan_of(book).freezes - run.used
    start = d.book.clock.start
    saved_by = start(last + 2)
    return StreakProgress(
        True,
        run.length,
        last == today,
        left,
        saved_by if saved_by > d.now else None,
        start(last + 2 + left),
    )


# ------------------------------------------------------------------------------------------- levels


def tiers(d: Draft, naming: Naming, again: Callable[[], Draft]) -> tuple[TierHeld, ...]:
    """`again` gives another draft of the same state, to read at another instant."""
    return tuple(_tier(d, book, naming, again) for book in d.book.tiers.values())


def _tier(d: Draft, book: TiersBook, naming: Naming, again: Callable[[], Draft]) -> TierHeld:
    ladder, standing = book.tiers, d.tiers[book.tiers.id]
    metric = engine_tiers.value_of(d, book)
    return TierHeld(
        ladder.id,
        naming.title("tiers", ladder.id),
        ladder.levels[standing.level].id,
        naming.level(ladder.id, standing.level),
        standing.since,
        unit_of(naming.units.of(ladder.metric)),
        metric,
        _next(book, standing, metric, naming),
        standing.valid_until,
        standing.grace_until,
        standing.review_at,
        _keep(book, standing, again),
    )


def _next(book: TiersBook, standing: Standing, metric: int, naming: Naming) -> NextLevel | None:
    """The next level above that the metric can reach and has not."""
    ladder = book.tiers
    for rank in range(standing.level + 1, len(ladder.levels)):
        level = ladder.levels[rank]
        if level.threshold is not None:
            return NextLevel(
                level.id,
                naming.level(ladder.id, rank),
                level.threshold,
                max(0, level.threshold - metric),
            )
    return None


def _keep(book: TiersBook, standing: Standing, again: Callable[[], Draft]) -> KeepLevel | None:
    """What must still count at the end of the validity, or by the end of a grace."""
    ladder = book.tiers
    until = standing.valid_until if standing.grace_until is None else standing.grace_until
    needed = _needed(ladder, standing.level)
    if until is None or needed is None or (standing.grace_until is None and ladder.at_end == "renew"):
        return None
    later = again()
    later.now = later.at = until
    counted = engine_tiers.value_of(later, book)
    return KeepLevel(until, needed, counted, max(0, needed - counted))


def _needed(ladder: Tiers, level: int) -> int | None:
    """What keeps a level: what renews it, or where the end computes it anew what reaches it, if that is less."""
    threshold = ladder.levels[level].threshold
    needed = dict(ladder.retention).get(level, threshold)
    if needed is None or threshold is None or ladder.at_end != "recompute":
        return needed
    return min(needed, threshold)


# ------------------------------------------------------------------------------------------- scores, draws


def scores(d: Draft, naming: Naming) -> tuple[ScoreHeld, ...]:
    return tuple(_score(d, book, naming) for book in d.book.scores.values())


def _score(d: Draft, book: ScoreBook, naming: Naming) -> ScoreHeld:
    score, parts = book.score.id, engine_scores.parts_at(d, book)
    review = d.scores[score].review_at
    return ScoreHeld(
        score,
        naming.title("score", score),
        d.score(score),
        sum(parts.values()),
        tuple(PartValue(part, naming.title(f"part {score}", part), value) for part, value in parts.items()),
        None if review >= FOREVER else review,
    )


def draws(d: Draft, naming: Naming) -> tuple[DrawRow, ...]:
    """Draws with a guarantee."""
    return tuple(
        DrawRow(
            draw.id,
            naming.title("draw", draw.id),
            empty := d.empty_draws.get(draw.id, 0),
            max(0, draw.guarantee - empty),
            draw.sure or "",
            naming.title(f"prize {draw.id}", draw.sure or ""),
        )
        for draw in d.book.plan.draws
        if draw.guarantee is not None
    )
