"""What a member has, as plain values: the part of the state that both engines must agree on, and that
scenarios and views read. Sequences are in the stated order so that equality means agreement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LotView:
    """`state` is pending or live; only lots with something left are listed, in order of (earned, id)."""

    lot: str
    state: str
    granted: int
    left: int
    earned_at: int
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class PointsView:
    """issued + forgiven = live + pending - owed + spent + expired + reversed (spent is net of what came back)."""

    currency: str
    live: int
    pending: int
    owed: int
    issued: int
    spent: int
    expired: int
    reversed: int
    forgiven: int
    lots: tuple[LotView, ...]


@dataclass(frozen=True, slots=True)
class BenefitView:
    """`state` is unclaimed, held or reserved; used, expired and revoked ones are not listed. Ordered by (issued,
    instance)."""

    instance: str
    benefit: str
    state: str
    issued_at: int
    until: int | None  # of the claim while unclaimed, of the validity once held
    valid_from: int | None = None


@dataclass(frozen=True, slots=True)
class TierView:
    tiers: str
    level: str
    since: int
    valid_until: int | None
    metric: int


@dataclass(frozen=True, slots=True)
class MissionView:
    """`progress` of the open instance (0 without one; for a streak the length of the latest run, `alive` while
    today can still extend it), `completed` how many completions stand, `ends_at` of the open instance's window."""

    mission: str
    enrolled: bool
    alive: bool
    progress: int
    completed: int
    ends_at: int | None


@dataclass(frozen=True, slots=True)
class StandingsView:
    """What members reached on a board in a period that is not closed, by member id; only on the board's own state."""

    board: str
    period: int
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Families in plan order; only benefits held, tags set (sorted)."""

    member: str
    clock: int
    points: tuple[PointsView, ...]
    benefits: tuple[BenefitView, ...]
    tiers: tuple[TierView, ...]
    missions: tuple[MissionView, ...]
    metrics: tuple[tuple[str, int], ...]
    tags: tuple[str, ...]
    inviter: str | None
    scores: tuple[tuple[str, int], ...] = ()
    empty_draws: tuple[tuple[str, int], ...] = ()  # of draws with a guarantee: empty ones in a row
    # Of the parts with any: actors, and members, in the order of joining.
    teams: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rosters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    standings: tuple[StandingsView, ...] = ()
