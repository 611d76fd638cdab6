"""What a history gave, in money, and how much of what bounds grow with came with it.

What a firing gave counts at its worth, at the instant of its event, until the firing is undone or the points are taken
back (spec §22). A promotion counts for what the order says it took off.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from benefitdsl.analysis.bounds.forms import Measure
from benefitdsl.analysis.bounds.report import Bounds
from benefitdsl.analysis.bounds.worth import Prices, prices_of
from benefitdsl.model.effect import (
    BenefitIssued,
    BenefitUsed,
    Effect,
    MissionCompleted,
    MissionLapsed,
    MissionReopened,
    PointsEarned,
    PointsRipened,
    PointsSpent,
    PrivilegeUsed,
    PromotionUsed,
    TierChanged,
)
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member, Record
from benefitdsl.plan.codec import with_version
from benefitdsl.plan.parts import Plan, TakePoints
from benefitdsl.plan.walk import walk
from benefitdsl.quantities.days import period_index
from benefitdsl.quantities.zone import Zone
from benefitdsl.verify.history import Moment
from tests.support.programmes import programme

Key = tuple[str, str, str, int]  # member, event, rule, which stage of a mission (0 of all else)


@dataclass
class Entry:
    """What one giver gave by one event."""

    at: int
    number: int  # of the happening
    due: bool
    goods: Fraction = Fraction(0)
    paid: Fraction = Fraction(0)
    points: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    taken: dict[str, int] = field(default_factory=dict)
    stands: bool = True

    def worth(self, prices: Prices) -> Fraction:
        if not self.stands:
            return Fraction(0)
        points = sum(
            [(n - self.taken.get(c, 0)) * prices.of_points(c) for c, n in self.points.items()], Fraction(0)
        )
        return max(Fraction(0), self.goods + points - self.paid)


class Given:
    """A watch over one history."""

    def __init__(self, plan: Plan, *, promotions: bool = True) -> None:
        self.plan, self.prices, self.promotions = plan, prices_of(plan), promotions
        self.zone = Zone(plan.timezone, plan.day_start)
        self.entries: dict[Key, Entry] = {}
        self.came: dict[tuple[str, int, int], Counter[Measure]] = {}  # member, instant, happening
        self.sent: dict[int, Event] = {}
        self._takers = {part.id for part in (*plan.rules, *plan.missions, *plan.offers) if _takes(part)}
        self._offers = {offer.id: offer for offer in plan.offers}
        self._offers_taken: set[tuple[str, str, str]] = set()
        self._shippers = {each.id for each in plan.promotions if each.reduction.way == "shipping"}
        self._privileges = {each.id: Fraction(each.worth or 0) for each in plan.privileges}

    def __call__(self, moment: Moment) -> None:
        step = moment.happened.step
        if step.outcome.status not in ("applied", "repeated"):
            return
        at = moment.happened.at if step.event is None else step.event.at
        if step.event is not None and step.outcome.status == "applied":
            if not moment.told:
                self.sent[moment.number] = step.event
            self._count(step.member, at, moment.number, self._measures(step.event))
        self._read(step.member, moment.number, step.outcome.effects, step.event)
        self._settle(moment.happened.after)

    # ------------------------------------------------------------------------- reading effects

    def _read(self, member: str, number: int, effects: Iterable[Effect], event: Event | None) -> None:
        stage: dict[tuple[str, str], int] = {}
        for effect in effects:
            cause = effect.cause
            at = cause.at
            key = (member, cause.event, cause.rule, stage.get((cause.event, cause.rule), 0))
            due = "@" in cause.event
            self._offer(key, at, number, event)
            match effect:
                case MissionCompleted():
                    stage[cause.event, cause.rule] = stage.get((cause.event, cause.rule), 0) + 1
                    key = (member, cause.event, cause.rule, stage[cause.event, cause.rule])
                    self._entry(key, at, number, due)
                    self.entries[key].taken["@stage"] = effect.stage
                    self._count(member, at, number, {Measure("@span/" + effect.mission): 1})
                case MissionLapsed():
                    self._count(member, at, number, {Measure("@span/" + effect.mission): 1})
                case PointsEarned():
                    self._entry(key, at, number, due).points[effect.currency] += effect.amount
                    self._count(member, at, number, {Measure("@points/" + effect.currency): 1})
                case PointsRipened():
                    self._count(member, at, number, {Measure("@ripened/" + effect.currency): 1})
                case BenefitIssued():
                    self._entry(key, at, number, due).goods += self.prices.of_benefit(effect.benefit)
                case PrivilegeUsed():
                    used = (member, cause.event, "@" + effect.privilege, 0)
                    self._entry(used, at, number, due).goods += self._privileges[effect.privilege]
                    self._count(member, at, number, {Measure("@use/" + effect.privilege): 1})
                case PromotionUsed() if self.promotions:
                    self._entry(key, at, number, due).goods += effect.off
                case PointsSpent() if cause.rule in self._takers:
                    self._entry(key, at, number, due).paid += effect.amount * self.prices.of_points(
                        effect.currency
                    )
                case BenefitUsed():
                    self._count(member, at, number, {Measure("@used/" + effect.benefit): 1})
                    self._ticket(member, effect, number)
                case TierChanged():
                    self._levels(member, at, number, effect)
                case MissionReopened():
                    self._reopen(member, effect)
                    self._count(member, at, number, {Measure("@reopened/" + effect.mission): 1})
                case _:
                    pass

    def _entry(self, key: Key, at: int, number: int, due: bool) -> Entry:
        if key not in self.entries:
            self.entries[key] = Entry(at, number, due)
        return self.entries[key]

    def _offer(self, key: Key, at: int, number: int, event: Event | None) -> None:
        """An offer taken, and its fee; once for all its effects."""
        if key[2] not in self._offers or key[:3] in self._offers_taken:
            return
        self._offers_taken.add(key[:3])
        self._count(key[0], at, number, {Measure("@offer/" + key[2]): 1})
        if self._offers[key[2]].fee is not None and event is not None:
            self._entry(key, at, number, False).paid += _whole(event.fields.get("amount", 0))

    def _ticket(self, member: str, effect: BenefitUsed, number: int) -> None:
        """The ticket of an offer is paid with; it stands before what the offer gives."""
        for offer in self.plan.offers:
            if offer.ticket == effect.benefit:
                key = (member, effect.cause.event, offer.id, 0)
                entry = self._entry(key, effect.cause.at, number, False)
                entry.paid += self.prices.of_benefit(effect.benefit)

    def _levels(self, member: str, at: int, number: int, effect: TierChanged) -> None:
        levels = [each.id for each in next(one.levels for one in self.plan.tiers if one.id == effect.tiers)]
        old, new = levels.index(effect.old), levels.index(effect.new)
        way = "level" if old < new else "left"
        for rank in range(min(old, new) + 1, max(old, new) + 1):
            self._count(member, at, number, {Measure(f"@{way}/{effect.tiers}/{levels[rank]}"): 1})

    def _reopen(self, member: str, effect: MissionReopened) -> None:
        """The latest completion of the stage that stands is undone."""
        for key, entry in reversed(self.entries.items()):
            same = key[0] == member and key[2] == effect.mission
            if same and entry.stands and entry.taken.get("@stage") == effect.stage:
                entry.stands = False
                return

    # ------------------------------------------------------------------------- what was taken back

    def _settle(self, after: Member) -> None:
        for record in after.records.values():
            if record.refunded:
                self._of_record(after.id, record)

    def _of_record(self, member: str, record: Record) -> None:
        by_source: dict[str, list[object]] = defaultdict(list)
        for firing in record.firings:
            by_source[firing.source].append(firing)
        for source, firings in by_source.items():
            for key, entry in self.entries.items():
                if key[0] == member and key[1] == record.event.key and key[2] == source:
                    entry.stands = entry.stands and not all(firing.undone for firing in firings)  # type: ignore[attr-defined]
                    taken: Counter[str] = Counter()
                    for firing in firings:
                        for gift in firing.gifts:  # type: ignore[attr-defined]
                            taken[gift.currency] += gift.taken
                    entry.taken |= dict(taken)

    # ------------------------------------------------------------------------- what came

    def _count(self, member: str, at: int, number: int, measures: Mapping[Measure, int]) -> None:
        self.came.setdefault((member, at, number), Counter()).update(measures)

    def _measures(self, event: Event) -> Mapping[Measure, int]:
        """What it brings, shipping as it was before promotions took it off."""
        found = Counter(_measures(event))
        said = event.fields.get("discounts", ())
        for entry in said if isinstance(said, tuple) else ():
            if isinstance(entry, Mapping) and entry.get("source") in self._shippers:
                found[Measure(event.type, "shipping")] += _whole(entry.get("amount", 0))
        return found

    # ------------------------------------------------------------------------- sums

    def by_event(self) -> Iterable[tuple[Event, Fraction, Mapping[Measure, int]]]:
        """Each event of the host with what it gave to whomever at once."""
        found: dict[int, Fraction] = defaultdict(Fraction)
        for entry in self.entries.values():
            if not entry.due:
                found[entry.number] += entry.worth(self.prices)
        for number, event in self.sent.items():
            yield event, found[number], Counter(self._measures(event))

    def by_period(self, unit: str) -> Iterable[tuple[str, Fraction, Mapping[Measure, int]]]:
        """Each member's periods with what each gave, by the days on which things happened."""
        worth: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
        came: dict[tuple[str, int], Counter[Measure]] = defaultdict(Counter)
        for key, entry in self.entries.items():
            worth[key[0], self._period(unit, entry.at)] += entry.worth(self.prices)
        days: dict[tuple[str, int], set[int]] = defaultdict(set)
        for (member, at, _), measures in self.came.items():
            came[member, self._period(unit, at)].update(measures)
        for key, entry in self.entries.items():
            days[key[0], self._period(unit, entry.at)].add(self.zone.local_day(entry.at))
        for place, total in worth.items():
            number = len(days[place])
            yield (
                place[0],
                total,
                came[place] | Counter({Measure("@moment"): number, Measure("@day"): number}),
            )

    def _period(self, unit: str, at: int) -> int:
        return 0 if unit == "ever" else period_index(self.zone.local_day(at), unit)  # type: ignore[arg-type]


def _takes(part: object) -> bool:
    return hasattr(part, "costs") or any(isinstance(node, TakePoints) for node in walk(part))


def _measures(event: Event) -> Mapping[Measure, int]:
    """What an event brings of everything that bounds grow with."""
    found: Counter[Measure] = Counter({Measure(event.type): 1})
    for name, value in event.fields.items():
        if isinstance(value, int) and not isinstance(value, bool):
            found[Measure(event.type, name)] += max(0, value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Mapping) and name == "items":
            for line in value:
                assert isinstance(line, Mapping)
                found[Measure(event.type, "items.lines")] += 1
                found[Measure(event.type, "items.quantity")] += _whole(line.get("quantity", 1))
                for inner, one in line.items():
                    if inner != "quantity":
                        found[Measure(event.type, f"items.{inner}")] += _whole(one)
    if "list_amount" not in event.fields and "amount" in event.fields:
        found[Measure(event.type, "list_amount")] = _whole(event.fields["amount"])
    return found


def _whole(value: object) -> int:
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else 0


def worthy(seed: int) -> Plan:
    """A generated programme in which everything is worth something."""
    plan, _ = programme(seed)
    points = tuple(replace(each, worth=each.worth or (1, 1)) for each in plan.points)
    benefits = tuple(replace(each, worth=each.worth or 700) for each in plan.benefits)
    return with_version(replace(plan, points=points, benefits=benefits))


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A bound that did not hold: of an event's type or of a period, for whom, and by how much."""

    of: str
    member: str
    worth: Fraction
    most: Fraction


def exceeded(given: Given, bounds: Bounds) -> Iterable[Exceeded]:
    """Where a history gave more than the bounds say."""
    by_event = {each.event: each.bound for each in bounds.events}
    for event, worth, measures in given.by_event():
        most = by_event[event.type].at(measures) if worth and event.type in by_event else None
        if most is not None and worth > most:
            yield Exceeded(event.type, event.member, worth, most)
    for period, bound in bounds.periods.items():
        for member, worth, measures in given.by_period(period):
            most = bound.at(measures) if worth else None
            if most is not None and worth > most:
                yield Exceeded(period, member, worth, most)


__all__ = ["Exceeded", "Given", "exceeded", "worthy"]
