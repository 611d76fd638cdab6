"""Scores, rows of empty draws, standings and rosters before and after a step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benefitdsl.engine import scores as engine_scores
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain.story import DrawStory, RosterStory, ScoreStory, StandingStory
from benefitdsl.model.effect import Effect
from benefitdsl.model.member import FOREVER
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import Plan

Effects = tuple[Effect, ...]
_Place = tuple[str, str, int]


def scores(
    before: Draft, after: Draft, effects: Mapping[_Place, Effects], rest: dict[_Place, Effects]
) -> Iterator[ScoreStory]:
    """The scores that were reviewed anew, or would be another if they were reviewed now."""
    for score, book in after.book.scores.items():
        place = (book.source.id, book.source.file, book.source.line)
        made = rest.pop(place, ())
        was, parts = engine_scores.parts_at(before, book), engine_scores.parts_at(after, book)
        if made or was != parts:
            review = after.scores[score].review_at
            yield ScoreStory(
                score,
                before.score(score),
                after.score(score),
                tuple(parts.items()),
                None if review >= FOREVER else review,
                made,
            )


def draws(plan: Plan, was: Snapshot, has: Snapshot) -> Iterator[DrawStory]:
    """The rows of empty draws that grew or ended."""
    before, after = dict(was.empty_draws), dict(has.empty_draws)
    for draw in plan.draws:
        old, new = before.get(draw.id, 0), after.get(draw.id, 0)
        if old != new and draw.guarantee is not None:
            yield DrawStory(draw.id, old, new, draw.guarantee, draw.sure or "")


def standings(was: Snapshot, has: Snapshot) -> Iterator[StandingStory]:
    """What changed on the boards whose own state this is."""
    before = {(one.board, one.period): dict(one.values) for one in was.standings}
    for one in has.standings:
        old = before.get((one.board, one.period), {})
        for member, value in one.values:
            if value != old.get(member, 0):
                yield StandingStory(one.board, member, old.get(member, 0), value)


def rosters(was: Snapshot, has: Snapshot) -> Iterator[RosterStory]:
    """Who came to the teams whose own state this is."""
    before = dict(was.rosters)
    for team, members in has.rosters:
        joined = tuple(member for member in members if member not in before.get(team, ()))
        if joined:
            yield RosterStory(team, members, joined)
