"""What the member holds: points lot by lot, benefits, teams; and everything that comes to an end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.engine.book import PointsBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain.naming import Naming
from benefitdsl.engine.ledger import lot_end
from benefitdsl.model.member import Held, Lot
from benefitdsl.model.view import (
    BenefitHeld,
    Coming,
    LotHeld,
    MissionProgress,
    PointsExpiring,
    PointsHeld,
    TeamHeld,
    TierHeld,
)
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import Benefit, Minimum

SOON_DAYS: Final = 30
"""Points that end within so many local days end soon."""


def points(d: Draft, naming: Naming) -> tuple[PointsHeld, ...]:
    return tuple(_points(d, book, naming) for book in d.book.points.values())


def _points(d: Draft, book: PointsBook, naming: Naming) -> PointsHeld:
    currency, account = book.points.id, d.accounts[book.points.id]
    clock = d.book.clock
    soon_until = clock.start(clock.day(d.now) + SOON_DAYS + 1)
    lots = tuple(sorted(_lots(d, book), key=lambda lot: (lot.earned_at, lot.lot)))
    ends: dict[int, int] = {}
    for lot in lots:
        if lot.expires_at is not None:
            ends[lot.expires_at] = ends.get(lot.expires_at, 0) + lot.amount
    soon = [
        lot.amount
        for lot in lots
        if lot.state == "live" and lot.expires_at is not None and lot.expires_at <= soon_until
    ]
    return PointsHeld(
        currency,
        naming.title("points", currency),
        "money" if book.points.unit == "money" else "points",
        account.live_total - account.owed,
        account.pending_total,
        account.owed,
        sum(soon),
        soon_until,
        tuple(PointsExpiring(at, amount) for at, amount in sorted(ends.items())),
        lots,
    )


def _lots(d: Draft, book: PointsBook) -> Iterator[LotHeld]:
    account = d.accounts[book.points.id]
    for seq, lot in account.lots.items():
        is_live = seq in account.live
        yield LotHeld(
            lot.id,
            "live" if is_live else "pending",
            account.live[seq] if is_live else account.pending[seq],
            lot.earned_at,
            None if is_live else _available_at(lot),
            lot_end(d, book, lot),
        )


def _available_at(lot: Lot) -> int | None:
    return lot.ripens_at if lot.ripens_at is not None else lot.collect_from


# ------------------------------------------------------------------------------------------- benefits


def benefits(d: Draft, naming: Naming) -> tuple[BenefitHeld, ...]:
    """Instances that are not used up, in order of issue."""
    held = sorted(d.held(), key=lambda one: (one.issued_at, one.instance))
    return tuple(_benefit(d, one, naming) for one in held)


def _benefit(d: Draft, held: Held, naming: Naming) -> BenefitHeld:
    benefit = d.book.benefits[held.benefit].benefit
    state = held.state
    assert state != "used"
    return BenefitHeld(
        held.instance,
        benefit.id,
        naming.title("benefit", benefit.id),
        benefit.kind,
        state,
        held.valid_from,
        _until(held),
        benefit.worth,
        None if benefit.minimum is None else benefit.minimum.amount,
        tuple(_asks(benefit, naming)),
    )


def _until(held: Held) -> int | None:
    """When it is gone: the earlier of the claim's end and a validity that runs already."""
    if held.state != "unclaimed":
        return held.valid_until
    return min([end for end in (held.claim_until, held.valid_until) if end is not None], default=None)


def _asks(benefit: Benefit, naming: Naming) -> Iterator[str]:
    """What it asks of the order that uses it."""
    if benefit.minimum is not None:
        yield _minimum(benefit.minimum, naming)
    if benefit.reduction is not None and benefit.reduction.where != TRUE:
        yield naming.put("asks_lines", where=naming.expr(benefit.reduction.where))
    if benefit.where != TRUE:
        yield naming.expr(benefit.where)
    if benefit.usable is not None:
        yield naming.schedule(benefit.usable)


def _minimum(minimum: Minimum, naming: Naming) -> str:
    return naming.put(f"asks_{minimum.base}", amount=naming.money(minimum.amount))


def teams(d: Draft, naming: Naming) -> tuple[TeamHeld, ...]:
    return tuple(
        TeamHeld(team, naming.title("team", team), d.teams[team])
        for team in d.book.teams
        if d.teams.get(team)
    )


# ------------------------------------------------------------------------------------------- ends


def coming(
    d: Draft,
    naming: Naming,
    points: tuple[PointsHeld, ...],
    benefits: tuple[BenefitHeld, ...],
    tiers: tuple[TierHeld, ...],
    missions: tuple[MissionProgress, ...],
) -> tuple[Coming, ...]:
    """Everything that has an end, in order of time; what ends at once in the order of this list."""
    found = [
        Coming(lot.expires_at, "points", held.currency, held.title, lot.lot, lot.amount)
        for held in points
        for lot in held.lots
        if lot.expires_at is not None
    ]
    found += [
        Coming(
            one.until,
            "claim" if one.state == "unclaimed" else "benefit",
            one.benefit,
            one.title,
            one.instance,
            None,
        )
        for one in benefits
        if one.until is not None
    ]
    found += [
        Coming(one.ends_at, "mission", one.mission, one.title, "", None)
        for one in missions
        if one.ends_at is not None and one.ends_at > d.now
    ]
    for tier in tiers:
        end = tier.valid_until if tier.grace_until is None else tier.grace_until
        if end is not None:
            found.append(Coming(end, "level", tier.tiers, tier.level_title, "", None))
    return tuple(sorted(found, key=lambda one: one.at))
