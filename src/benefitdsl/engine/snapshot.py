"""What a member has, as plain values: the part of the state that both engines must agree on."""

from __future__ import annotations

from benefitdsl.engine import boards, tiers
from benefitdsl.engine.book import MissionBook, PointsBook, TiersBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.instances import progress_now
from benefitdsl.engine.ledger import lot_end
from benefitdsl.engine.runs import is_alive
from benefitdsl.model.member import Held
from benefitdsl.model.snapshot import BenefitView, LotView, MissionView, PointsView, Snapshot, TierView


def snapshot(d: Draft) -> Snapshot:
    """The draft's member at its clock."""
    return Snapshot(
        d.base.id,
        d.clock,
        tuple(_points(d, book) for book in d.book.points.values()),
        tuple(_benefit(h) for h in sorted(d.held(), key=lambda held: (held.issued_at, held.instance))),
        tuple(_tier(d, book) for book in d.book.tiers.values()),
        tuple(_mission(d, book) for book in d.book.missions.values()),
        tuple((metric, d.metric(metric)) for metric in d.book.metrics),
        tuple(d.tags),
        d.inviter,
        empty_draws=tuple(
            (name, d.empty_draws.get(name, 0))
            for name, book in d.book.draws.items()
            if book.draw.guarantee is not None
        ),
        scores=tuple((score, d.score(score)) for score in d.book.scores),
        teams=tuple((team, d.teams[team]) for team in d.book.teams if d.teams.get(team)),
        rosters=tuple((team, d.rosters[team]) for team in d.book.teams if d.rosters.get(team)),
        standings=boards.standings(d),
    )


def _points(d: Draft, book: PointsBook) -> PointsView:
    account = d.accounts[book.points.id]
    lots: list[LotView] = []
    for seq, lot in account.lots.items():
        state = "live" if seq in account.live else "pending"
        left = account.live[seq] if state == "live" else account.pending[seq]
        lots.append(LotView(lot.id, state, lot.granted, left, lot.earned_at, lot_end(d, book, lot)))
    return PointsView(
        book.points.id,
        account.live_total,
        account.pending_total,
        account.owed,
        account.issued,
        account.spent,
        account.expired,
        account.reversed,
        account.forgiven,
        tuple(sorted(lots, key=lambda lot: (lot.earned_at, lot.lot))),
    )


def _benefit(held: Held) -> BenefitView:
    until = held.claim_until if held.state == "unclaimed" else held.valid_until
    return BenefitView(held.instance, held.benefit, held.state, held.issued_at, until, held.valid_from)


def _tier(d: Draft, book: TiersBook) -> TierView:
    standing = d.tiers[book.tiers.id]
    level = book.tiers.levels[standing.level].id
    return TierView(book.tiers.id, level, standing.since, standing.valid_until, tiers.value_of(d, book))


def _mission(d: Draft, book: MissionBook) -> MissionView:
    state = d.missions[book.mission.id]
    alive = state.current is not None
    if book.mission.measure == "streak":
        streak = None if state.current is None else state.current.streak
        alive = streak is not None and is_alive(book, streak, d.book.clock.day(d.now))
    ends_at = None if state.current is None else state.current.ends_at
    progress = progress_now(d, book)
    return MissionView(book.mission.id, state.enrolled is not None, alive, progress, state.completed, ends_at)
