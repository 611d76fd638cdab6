"""What a replay came to: counts and totals, as plain values that add up over partitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import (
    BenefitExpired,
    BenefitIssued,
    BenefitRevoked,
    BenefitUsed,
    Effect,
    MissionCompleted,
    PointsEarned,
    PointsExpired,
    PointsReturned,
    PointsReversed,
    PointsSpent,
)
from benefitdsl.model.snapshot import Snapshot


@dataclass(slots=True)
class Summary:
    """Counts by name. `points` are totals by what happened and currency, `benefits` instances by what happened
    and benefit, `balances` what members have at the end, `largest` the largest balance and whose it is."""

    events: int = 0
    members: int = 0
    bad_rows: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)
    points: Counter[tuple[str, str]] = field(default_factory=Counter)
    benefits: Counter[tuple[str, str]] = field(default_factory=Counter)
    missions: Counter[str] = field(default_factory=Counter)
    tiers: Counter[tuple[str, str]] = field(default_factory=Counter)
    balances: Counter[tuple[str, str]] = field(default_factory=Counter)
    largest: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add_event(self, outcome: Outcome) -> None:
        """Count one evaluated event and its effects."""
        self.events += 1
        self.statuses[f"{outcome.status}: {outcome.reason}" if outcome.reason else outcome.status] += 1
        if outcome.status in ("applied", "repeated"):
            self.add_effects(outcome.effects)

    def add_effects(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            self.effects[type(effect).__name__] += 1
            self._count(effect)

    def _count(self, effect: Effect) -> None:
        match effect:
            case PointsEarned(currency=currency, amount=amount):
                self.points["earned", currency] += amount
            case PointsSpent(currency=currency, amount=amount):
                self.points["spent", currency] += amount
            case PointsExpired(currency=currency, amount=amount):
                self.points["expired", currency] += amount
            case PointsReversed(currency=currency, amount=amount):
                self.points["taken back", currency] += amount
            case PointsReturned(currency=currency, amount=amount):
                self.points["returned", currency] += amount
            case BenefitIssued(benefit=benefit):
                self.benefits["issued", benefit] += 1
            case BenefitUsed(benefit=benefit):
                self.benefits["used", benefit] += 1
            case BenefitExpired(benefit=benefit):
                self.benefits["expired", benefit] += 1
            case BenefitRevoked(benefit=benefit):
                self.benefits["revoked", benefit] += 1
            case MissionCompleted(mission=mission, last=True):
                self.missions[mission] += 1
            case _:
                pass

    def add_member(self, snapshot: Snapshot) -> None:
        """Count what one member has at the end."""
        self.members += 1
        for points in snapshot.points:
            balance = points.live - points.owed
            self.balances["live", points.currency] += points.live
            self.balances["pending", points.currency] += points.pending
            self.balances["owed", points.currency] += points.owed
            best = self.largest.get(points.currency)
            if best is None or (-balance, snapshot.member) < (-best[0], best[1]):
                self.largest[points.currency] = (balance, snapshot.member)
        for tiers in snapshot.tiers:
            self.tiers[tiers.tiers, tiers.level] += 1

    def join(self, other: Summary) -> None:
        """Add the summary of another partition of the members."""
        self.events += other.events
        self.members += other.members
        self.bad_rows += other.bad_rows
        for mine, theirs in (
            (self.statuses, other.statuses),
            (self.effects, other.effects),
            (self.missions, other.missions),
        ):
            mine.update(theirs)
        for ours, others in (
            (self.points, other.points),
            (self.benefits, other.benefits),
            (self.tiers, other.tiers),
            (self.balances, other.balances),
        ):
            ours.update(others)
        for currency, best in other.largest.items():
            own = self.largest.get(currency)
            if own is None or (-best[0], best[1]) < (-own[0], own[1]):
                self.largest[currency] = best

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, keys sorted."""
        return {
            "events": self.events,
            "members": self.members,
            "bad_rows": self.bad_rows,
            "statuses": dict(sorted(self.statuses.items())),
            "effects": dict(sorted(self.effects.items())),
            "points": _nested(self.points, swap=True),
            "benefits": _nested(self.benefits, swap=True),
            "missions_completed": dict(sorted(self.missions.items())),
            "tiers": _nested(self.tiers),
            "balances": _nested(self.balances, swap=True),
            "largest_balance": {
                currency: {"member": member, "points": balance}
                for currency, (balance, member) in sorted(self.largest.items())
            },
        }


def _nested(counts: Counter[tuple[str, str]], swap: bool = False) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (one, two), count in sorted(counts.items()):
        outer, inner = (two, one) if swap else (one, two)
        nested.setdefault(outer, {})[inner] = count
    return dict(sorted(nested.items()))
