"""Claims about more than one moment: how much is given in a window, and what a member was given at some time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benefitdsl.engine.book import Source
from benefitdsl.model.effect import (
    BenefitIssued,
    BenefitReturned,
    BenefitRevoked,
    BenefitUsed,
    Effect,
    MissionReopened,
    PointsReversed,
)
from benefitdsl.model.member import Member, MissionState
from benefitdsl.plan.parts import AtMost, Given, HasHad, Law, Plan
from benefitdsl.quantities.window import CalendarPeriods, MembershipYears, covers
from benefitdsl.quantities.zone import Zone
from benefitdsl.verify.history import Moment
from benefitdsl.verify.laws.claims import Declared
from benefitdsl.verify.laws.given import given_by, givers
from benefitdsl.verify.laws.law import Breach, NotGiven, TooMuch
from benefitdsl.verify.laws.seen import Glass, Seen
from benefitdsl.verify.laws.taking_back import taken_back_by


@dataclass(slots=True)
class Entry:
    """Something given: `left` of it counts. `event` is what it was given for; a benefit has its instance, and its
    number `seq` with the member."""

    thing: Given
    at: int
    left: int
    source: Source
    event: str
    member: str
    joined: int
    instance: str = ""
    seq: int | None = None


class Counting(Declared):
    """Watches `at most`. What is counted is read off the effects alone, apart from the counters of the engine."""

    def __init__(self, plan: Plan, law: Law, claim: AtMost, glass: Glass) -> None:
        super().__init__(law, glass)
        self.claim = claim
        self._zone = Zone(claim.zone, 0) if claim.zone else Zone(plan.timezone, plan.day_start)
        self._entries: dict[str, list[Entry]] = {}
        self._used: set[tuple[str, str]] = set()  # member and instance

    def see(self, moment: Moment) -> Breach | None:
        seen = self.glass.of(moment)
        if not self.claim.limit.gross:
            self._take_off(seen)
        counts = not self.declared.event or seen.is_about(self.declared)
        new = list(self._given(seen)) if counts else []
        for entry in new:
            self._entries.setdefault(self._group(entry), []).append(entry)
            self.concerned = True
        if not new or not seen.is_about(self.declared):
            return None
        return next((found for entry in new if (found := self._over(seen, entry)) is not None), None)

    def _given(self, seen: Seen) -> Iterator[Entry]:
        """What the moment gives; of a law of an event what that event gives."""
        for effect in seen.own if self.declared.event else seen.effects:
            found = given_by(effect)
            if found is not None and found[0] in self.claim.things:
                thing, amount = found
                cause, member = effect.cause, seen.after
                source = Source(cause.rule, cause.file, cause.line)
                instance = effect.instance if isinstance(effect, BenefitIssued) else ""
                seq = next((one.seq for one in member.benefits.values() if one.instance == instance), None)
                yield Entry(
                    thing, cause.at, amount, source, cause.event, member.id, member.joined, instance, seq
                )

    def _group(self, entry: Entry) -> str:
        """What counts together. An order is one event, as its number counts once."""
        match self.claim.limit.scope:
            case "all":
                return ""
            case "order":
                return f"{entry.member} {entry.event}"
            case _:
                return entry.member

    def _over(self, seen: Seen, new: Entry) -> Breach | None:
        """Count as of the new entry: a period is the one that its event lies in, other windows end now."""
        window = self.claim.limit.window
        is_period = isinstance(window, CalendarPeriods | MembershipYears) and window.count == 1
        now = new.at if is_period else max(seen.after.clock, new.at)
        counted = [
            entry
            for entry in self._entries[self._group(new)]
            if entry.left and covers(window, self._zone, entry.at, now, entry.joined)
        ]
        amount = sum(entry.left for entry in counted)
        if new not in counted or amount <= self.claim.limit.count:
            return None
        rules = tuple(dict.fromkeys(entry.source for entry in counted if entry.source.line))
        return self.breach(seen, TooMuch(self.claim.things, amount, self.claim.limit), rules)

    # ------------------------------------------------------------------------- what was taken back

    def _take_off(self, seen: Seen) -> None:
        member = seen.after.id
        for effect in seen.effects:
            match effect:
                case BenefitUsed(instance=instance):
                    self._used.add((member, instance))
                case BenefitReturned(instance=instance):
                    self._used.discard((member, instance))
                case BenefitRevoked(instance=instance):
                    for entry in self._mine(seen):
                        if entry.instance == instance:
                            entry.left = 0
                case PointsReversed():
                    self._take_points(seen, effect)
                case _:
                    pass
        if taken_back_by(seen.rulebook.plan, seen.before, seen.event) is not None:
            self._take_ended(seen)

    def _take_ended(self, seen: Seen) -> None:
        """What ended unused counts no more once that is undone which gave it, as its use of a limit counts back."""
        undone = _undone(seen.after)
        for mission in {each.mission for each in seen.effects if isinstance(each, MissionReopened)}:
            undone |= _of_stages(seen.before, mission) - _of_stages(seen.after, mission)
        for entry in self._mine(seen):
            ended = entry.seq in undone and entry.seq not in seen.after.benefits
            if ended and (entry.member, entry.instance) not in self._used:
                entry.left = 0

    def _take_points(self, seen: Seen, effect: PointsReversed) -> None:
        """Points come off what the same part of the programme gave: for the event that is taken back, else the latest,
        as a stage that is undone is. Those that were let go were not taken."""
        thing, left = Given("points", effect.currency), effect.amount - effect.forgiven
        undone = taken_back_by(seen.rulebook.plan, seen.before, seen.event)
        key = "" if undone is None else undone.key
        mine = [e for e in self._mine(seen) if e.thing == thing and e.source.id == effect.cause.rule]
        mine.reverse()
        for entry in sorted(mine, key=lambda entry: entry.event != key):
            part = min(left, entry.left)
            entry.left -= part
            left -= part

    def _mine(self, seen: Seen) -> list[Entry]:
        return [entry for group in self._entries.values() for entry in group if entry.member == seen.after.id]


def _undone(member: Member) -> set[int]:
    """The instances that firings of the member's records gave which are undone."""
    firings = (firing for record in member.records.values() for firing in record.firings if firing.undone)
    return {seq for firing in firings for seq in firing.benefits}


def _of_stages(member: Member, mission: str) -> set[int]:
    """The instances that stages of a mission gave which a refund may open again."""
    state = member.missions.get(mission, MissionState())
    instances = state.past if state.current is None else (*state.past, state.current)
    return {seq for each in instances for reached in each.stages for seq in reached.firing.benefits}


class Having(Declared):
    """Watches `has had`: what each member was given is remembered, whatever became of it."""

    def __init__(self, law: Law, claim: HasHad, glass: Glass) -> None:
        super().__init__(law, glass)
        self.claim = claim
        self._had: set[tuple[str, Given]] = set()

    def see(self, moment: Moment) -> Breach | None:
        seen = self.glass.of(moment)
        member = seen.after.id
        self._had |= {(member, thing) for thing in _things(seen.effects)}
        if not seen.is_about(self.declared):
            return None
        self.concerned = True
        missing = next((thing for thing in self.claim.things if (member, thing) not in self._had), None)
        if missing is None:
            return None
        return self.breach(seen, NotGiven(missing, ever=True), givers(seen.rulebook.plan, missing))


def _things(effects: Iterable[Effect]) -> Iterator[Given]:
    for effect in effects:
        found = given_by(effect)
        if found is not None:
            yield found[0]
