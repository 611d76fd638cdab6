"""What a replay came to: counts and totals, as plain values that add up over partitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from benefitdsl.engine.experiments import variant_of
from benefitdsl.host.session import Step, is_actor
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import (
    BenefitExpired,
    BenefitIssued,
    BenefitRevoked,
    BenefitUsed,
    BoardClosed,
    DrawMade,
    Effect,
    MissionCompleted,
    PointsEarned,
    PointsExpired,
    PointsReturned,
    PointsReversed,
    PointsSpent,
    PrivilegeUsed,
    PromotionUsed,
    TeamJoined,
)
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import Plan
from benefitdsl.quantities.instants import format_instant

SHOWN_NOT_APPLIED = 20


@dataclass(frozen=True, slots=True, order=True)
class NotApplied:
    """An event that was queued or refused, and why."""

    member: str
    at: int
    event: str
    type: str
    status: str
    reason: str
    detail: str


class Experiments:
    """The experiments of a plan: which variant each member has, and what benefits are worth in minor units."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.names = {one.id: tuple(name for name, _ in one.variants) for one in plan.experiments}
        self.worth = {benefit.id: benefit.worth or 0 for benefit in plan.benefits}
        self._found: dict[str, tuple[tuple[str, str], ...]] = {}

    def of(self, member: str) -> tuple[tuple[str, str], ...]:
        """Experiment and variant; nothing for teams and boards, which are nobody's."""
        if is_actor(member) or not self.names:
            return ()
        found = self._found.get(member)
        if found is None:
            found = self._found[member] = tuple(
                (one.id, self.names[one.id][variant_of(self._plan.id, one, member)])
                for one in self._plan.experiments
            )
        return found


@dataclass(slots=True)
class Summary:
    """Counts by name. `delivered` are events that members addressed to each other, `points` totals by what happened
    and currency, `benefits` instances by what happened and benefit, `prizes` draws by draw and prize (empty text:
    nothing), `promotions` orders and what they say came off, `variants` results by experiment, variant and what,
    `balances` what members have at the end, `largest` the largest balance and whose it is."""

    events: int = 0
    members: int = 0
    bad_rows: int = 0
    delivered: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)
    points: Counter[tuple[str, str]] = field(default_factory=Counter)
    benefits: Counter[tuple[str, str]] = field(default_factory=Counter)
    missions: Counter[str] = field(default_factory=Counter)
    prizes: Counter[tuple[str, str]] = field(default_factory=Counter)
    privileges: Counter[str] = field(default_factory=Counter)
    promotions: Counter[tuple[str, str]] = field(default_factory=Counter)
    teams: Counter[str] = field(default_factory=Counter)
    boards: Counter[str] = field(default_factory=Counter)
    variants: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    tiers: Counter[tuple[str, str]] = field(default_factory=Counter)
    balances: Counter[tuple[str, str]] = field(default_factory=Counter)
    largest: dict[str, tuple[int, str]] = field(default_factory=dict)
    not_applied: list[NotApplied] = field(default_factory=list)  # the first ones, sorted
    experiments: Experiments | None = field(default=None, repr=False, compare=False)  # what to ask, no count

    def add_steps(self, steps: Sequence[Step]) -> None:
        """Count an event sent and what it addressed to others, or (a first step without event) time that passed."""
        for number, step in enumerate(steps):
            if step.event is None:
                self.add_effects(step.outcome.effects, step.member)
                continue
            self.add_event(step.outcome, step.member)
            if number or steps[0].event is None:
                self.events, self.delivered = self.events - 1, self.delivered + 1
            if step.outcome.status in ("queued", "refused"):
                self._add_not_applied(step)

    def _add_not_applied(self, step: Step) -> None:
        event, outcome = step.event, step.outcome
        assert event is not None
        self.not_applied.append(
            NotApplied(
                event.member,
                event.at,
                event.key,
                event.type,
                outcome.status,
                outcome.reason or "",
                outcome.detail,
            )
        )
        if len(self.not_applied) > 2 * SHOWN_NOT_APPLIED:
            self._keep_first()

    def _keep_first(self) -> None:
        self.not_applied = sorted(self.not_applied)[:SHOWN_NOT_APPLIED]

    def add_event(self, outcome: Outcome, member: str = "") -> None:
        """Count one evaluated event and its effects."""
        self.events += 1
        self.statuses[f"{outcome.status}: {outcome.reason}" if outcome.reason else outcome.status] += 1
        if outcome.status in ("applied", "repeated"):
            self.add_effects(outcome.effects, member)

    def add_effects(self, effects: Iterable[Effect], member: str = "") -> None:
        """Count effects; those of a member also under the variants of that member."""
        for effect in effects:
            self.effects[type(effect).__name__] += 1
            self._count(effect)
            if self.experiments is not None and self.experiments.names:
                self._count_variants(effect, member)

    def _count_variants(self, effect: Effect, member: str) -> None:
        """What an experiment is judged by: completions, points, the worth of benefits, each net of what came back."""
        assert self.experiments is not None
        match effect:
            case MissionCompleted(last=True):
                found = "completions", 1
            case PointsEarned(currency=currency, amount=amount):
                found = f"points {currency}", amount
            case PointsReversed(currency=currency, amount=amount):
                found = f"points {currency}", -amount
            case BenefitIssued(benefit=benefit):
                found = "worth", self.experiments.worth.get(benefit, 0)
            case BenefitRevoked(benefit=benefit):
                found = "worth", -self.experiments.worth.get(benefit, 0)
            case _:
                return
        for experiment, variant in self.experiments.of(member):
            self.variants[experiment, variant, found[0]] += found[1]

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
            case DrawMade(draw=draw, prize=prize):
                self.prizes[draw, prize] += 1
            case PrivilegeUsed(privilege=privilege):
                self.privileges[privilege] += 1
            case PromotionUsed(promotion=promotion, off=off):
                self.promotions["orders", promotion] += 1
                self.promotions["off", promotion] += off
            case TeamJoined(team=team):
                self.teams[team] += 1
            case BoardClosed(board=board):
                self.boards[board] += 1
            case _:
                pass

    def add_member(self, snapshot: Snapshot) -> None:
        """Count what one member has at the end; the states of teams and boards are no members."""
        if is_actor(snapshot.member):
            return
        self.members += 1
        if self.experiments is not None:
            for experiment, variant in self.experiments.of(snapshot.member):
                self.variants[experiment, variant, "members"] += 1
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
        self.delivered += other.delivered
        self.not_applied += other.not_applied
        self._keep_first()
        for mine, theirs in (
            (self.statuses, other.statuses),
            (self.effects, other.effects),
            (self.missions, other.missions),
            (self.privileges, other.privileges),
            (self.teams, other.teams),
            (self.boards, other.boards),
        ):
            mine.update(theirs)
        for ours, others in (
            (self.points, other.points),
            (self.benefits, other.benefits),
            (self.tiers, other.tiers),
            (self.balances, other.balances),
            (self.prizes, other.prizes),
            (self.promotions, other.promotions),
        ):
            ours.update(others)
        self.variants.update(other.variants)
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
            "delivered": self.delivered,
            "statuses": dict(sorted(self.statuses.items())),
            "effects": dict(sorted(self.effects.items())),
            "points": _nested(self.points, swap=True),
            "benefits": _nested(self.benefits, swap=True),
            "missions_completed": dict(sorted(self.missions.items())),
            "prizes": _nested(self.prizes),
            "privileges_used": dict(sorted(self.privileges.items())),
            "promotions": _nested(self.promotions, swap=True),
            "teams_joined": dict(sorted(self.teams.items())),
            "boards_closed": dict(sorted(self.boards.items())),
            "experiments": self._experiments(),
            "tiers": _nested(self.tiers),
            "balances": _nested(self.balances, swap=True),
            "largest_balance": {
                currency: {"member": member, "points": balance}
                for currency, (balance, member) in sorted(self.largest.items())
            },
            "not_applied": [
                {
                    "member": one.member,
                    "at": format_instant(one.at),
                    "event": one.event,
                    "type": one.type,
                    "status": one.status,
                    "reason": one.reason,
                    "detail": one.detail,
                }
                for one in sorted(self.not_applied)[:SHOWN_NOT_APPLIED]
            ],
        }

    def _experiments(self) -> dict[str, dict[str, Any]]:
        """Of each variant: members, completions, points by currency, worth of benefits in minor units."""
        found: dict[str, dict[str, Any]] = {}
        for experiment, variants in {} if self.experiments is None else self.experiments.names.items():
            for variant in variants:
                points = {
                    what.removeprefix("points "): count
                    for (of, name, what), count in sorted(self.variants.items())
                    if (of, name) == (experiment, variant) and what.startswith("points ")
                }
                counts = {
                    what: self.variants[experiment, variant, what]
                    for what in ("members", "completions", "worth")
                }
                found.setdefault(experiment, {})[variant] = {**counts, "points": points}
        return found

    def dump(self) -> dict[str, Any]:
        """All of it as JSON values, for another process; `load` reads it back."""
        dumped: dict[str, Any] = {name: getattr(self, name) for name in _NUMBERS}
        tables = (*_BY_NAME, *_BY_PAIR, "variants", "largest")
        dumped |= {name: list(getattr(self, name).items()) for name in tables}
        return dumped | {"not_applied": [list(astuple(one)) for one in self.not_applied]}

    @staticmethod
    def load(dumped: dict[str, Any]) -> Summary:
        summary = Summary(**{name: dumped[name] for name in _NUMBERS})
        for name in _BY_NAME:
            getattr(summary, name).update(dict(dumped[name]))
        for name in _BY_PAIR:
            getattr(summary, name).update({(one, two): count for (one, two), count in dumped[name]})
        summary.variants.update({(one, two, what): count for (one, two, what), count in dumped["variants"]})
        summary.largest = {currency: (balance, member) for currency, (balance, member) in dumped["largest"]}
        summary.not_applied = [NotApplied(*one) for one in dumped["not_applied"]]
        return summary


_NUMBERS = ("events", "members", "bad_rows", "delivered")
_BY_NAME = ("statuses", "effects", "missions", "privileges", "teams", "boards")
_BY_PAIR = ("points", "benefits", "tiers", "balances", "prizes", "promotions")


def _nested(counts: Counter[tuple[str, str]], swap: bool = False) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (one, two), count in sorted(counts.items()):
        outer, inner = (two, one) if swap else (one, two)
        nested.setdefault(outer, {})[inner] = count
    return dict(sorted(nested.items()))
