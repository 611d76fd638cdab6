"""`keeps none`: what stays of what an event gave, after all of it was taken back, by a trial or in the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benefitdsl.model.effect import BenefitIssued, Effect, PointsReversed
from benefitdsl.model.member import Member
from benefitdsl.plan.parts import Given, KeepsNone, Law
from benefitdsl.verify.history import Moment
from benefitdsl.verify.laws.claims import Declared, Judged
from benefitdsl.verify.laws.given import amount_of, sources_of
from benefitdsl.verify.laws.law import Breach, Kept
from benefitdsl.verify.laws.seen import Glass, Seen
from benefitdsl.verify.laws.taking_back import record_of, taken_back_by


def can_be_taken_back(seen: Seen) -> bool:
    return seen.taken_back is not None


def keeps_none(claim: KeepsNone, seen: Seen) -> Judged:
    """Judge a law of an event by taking that event back at once."""
    trial = seen.taken_back
    if trial is None:
        return None
    for thing in claim.things:
        if kept := kept_of(thing, seen.own, trial.outcome.effects, trial.member):
            return Kept(thing, kept, tried=True), sources_of(seen.own, (thing,))
    return None


def kept_of(thing: Given, given: Iterable[Effect], undone: Iterable[Effect], member: Member) -> int:
    """How much of what was given the member has once it was undone; what is used up is not had any more."""
    match thing.family:
        case "benefit":
            issued = {effect.instance for effect in given if isinstance(effect, BenefitIssued)}
            return sum(
                1
                for held in member.benefits.values()
                if held.benefit == thing.id and held.instance in issued and held.state != "used"
            )
        case "points":
            return max(0, amount_of(given, thing) - _taken(thing, undone))


def _taken(thing: Given, undone: Iterable[Effect]) -> int:
    """What was taken back of points, by now or as a debt; what was let go stays."""
    return sum(
        effect.amount - effect.forgiven
        for effect in undone
        if isinstance(effect, PointsReversed) and effect.currency == thing.id
    )


@dataclass(slots=True)
class Gone:
    """What an event gave, and what taking it back led to so far."""

    given: tuple[Effect, ...]
    undone: tuple[Effect, ...] = ()


class Keeping(Declared):
    """Watches a law of an event that takes another one back: once nothing is left of that, nothing may stay."""

    def __init__(self, law: Law, claim: KeepsNone, glass: Glass) -> None:
        super().__init__(law, glass)
        self.claim = claim
        self._gone: dict[tuple[str, str], Gone] = {}

    def see(self, moment: Moment) -> Breach | None:
        seen = self.glass.of(moment)
        if seen.happened is None:
            return None
        member = seen.after
        self._gone[member.id, seen.happened.key] = Gone(seen.own)
        original = taken_back_by(seen.rulebook.plan, seen.before, seen.happened)
        gone = None if original is None else self._gone.get((member.id, original.key))
        if original is None or gone is None:
            return None
        gone.undone += seen.own
        record = record_of(member, original)
        is_whole = record is not None and record.refunded >= record.base
        if not is_whole or not seen.is_about(self.declared):
            return None
        self.concerned = True
        for thing in self.claim.things:
            if kept := kept_of(thing, gone.given, gone.undone, member):
                return self.breach(seen, Kept(thing, kept, tried=False), sources_of(gone.given, (thing,)))
        return None
