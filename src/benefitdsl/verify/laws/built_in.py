"""The laws that hold of every programme (spec §21.3): nothing fails, what is given can be used, an order that comes
back leaves nobody richer. That no coupon pays for all of an order (`at_rest.py`) needs no history."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from benefitdsl.engine.book import Source
from benefitdsl.model.effect import BenefitIssued, BenefitRevoked, PointsReversed
from benefitdsl.model.event import Event
from benefitdsl.model.member import Firing, Member, Record
from benefitdsl.plan.parts import Given, Plan
from benefitdsl.verify.history import Moment
from benefitdsl.verify.laws.given import amount_of, given_by, holding, sources_of
from benefitdsl.verify.laws.law import Breach, BuiltIn, Failed, Found, HasMore, TooManyEffects
from benefitdsl.verify.laws.seen import Glass, Seen
from benefitdsl.verify.laws.taking_back import TakenBack
from benefitdsl.verify.laws.usable import Uses


def _breach(law: BuiltIn, seen: Seen, found: Found, rules: tuple[Source, ...]) -> Breach:
    return Breach(law, None, found, rules, seen.after.id, seen.at, seen.event)


def failed(error: BaseException, member: str, at: int | None, event: Event | None) -> Breach:
    """The breach of `runs` that an error is: what the engine raises ends a history, and whoever plays it catches it."""
    return Breach("runs", None, Failed(type(error).__name__, str(error)), (), member, at, event)


class Runs:
    """No valid event leads to more effects than an event may have."""

    law: ClassVar[BuiltIn] = "runs"

    def __init__(self, glass: Glass) -> None:
        self.glass, self.concerned = glass, False

    def see(self, moment: Moment) -> Breach | None:
        seen = self.glass.of(moment)
        self.concerned = self.concerned or seen.event is not None
        if seen.outcome.reason != "too_many_effects":
            return None
        return _breach(self.law, seen, TooManyEffects(), ())


class Usable:
    """What is given can be used: it is not over at once, nor before it is claimed, and its schedule comes."""

    law: ClassVar[BuiltIn] = "usable"

    def __init__(self, plan: Plan, glass: Glass) -> None:
        self.glass, self.uses, self.concerned = glass, Uses(plan), False

    def see(self, moment: Moment) -> Breach | None:
        seen = self.glass.of(moment)
        for effect in seen.effects:
            self.concerned = self.concerned or given_by(effect) is not None
            if (found := self.uses.useless(effect, seen.after)) is not None:
                cause = effect.cause
                return _breach(self.law, seen, found, (Source(cause.rule, cause.file, cause.line),))
        return None


class NoEnrichment:
    """Once an event is taken back whole, the member has no more of any points and benefits than before it, apart from
    what is declared to stay: given under `on refund: keep`, by a mission that is not reopened, or let go of by points
    that forgive."""

    law: ClassVar[BuiltIn] = "no_enrichment"

    def __init__(self, plan: Plan, glass: Glass) -> None:
        self.glass, self.concerned = glass, False
        self._things = [Given("points", one.id) for one in plan.points]
        self._things += [Given("benefit", one.id) for one in plan.benefits]
        self._kept = {rule.id for rule in plan.rules if rule.on_refund == "keep"}
        self._kept |= {offer.id for offer in plan.offers if offer.on_refund == "keep"}
        self._missions = {mission.id for mission in plan.missions if mission.on_refund != "reopen"}

    def see(self, moment: Moment) -> Breach | None:
        seen = self.glass.of(moment)
        trial = seen.taken_back
        if trial is None:
            return None
        self.concerned = True
        later = seen.opened(trial.member)
        for thing in self._things:
            was, has = holding(seen.begun, thing), holding(later, thing)
            if has > was and has - was > self._stays(seen, trial, thing):
                found = HasMore(thing, was, has, undone=True)
                return _breach(self.law, seen, found, _givers_of_what_stays(seen, trial, thing))
        return None

    def _stays(self, seen: Seen, trial: TakenBack, thing: Given) -> int:
        """How much of a thing is declared to stay with the member."""
        by_missions = [effect for effect in seen.own if effect.cause.rule in self._missions]
        forgiven = sum(
            effect.forgiven
            for effect in trial.outcome.effects
            if isinstance(effect, PointsReversed) and thing == Given("points", effect.currency)
        )
        return amount_of(by_missions, thing) + forgiven + self._given_to_keep(trial.record, seen.after, thing)

    def _given_to_keep(self, record: Record, member: Member, thing: Given) -> int:
        firings = [firing for firing in record.firings if firing.source in self._kept]
        return sum(_given_by(firing, member, thing) for firing in firings)


def _givers_of_what_stays(seen: Seen, trial: TakenBack, thing: Given) -> tuple[Source, ...]:
    """The parts of the programme of whose gifts something is left; all that gave the thing where none is."""
    given, undone = (*seen.own, *trial.outcome.effects), trial.outcome.effects
    taken = Counter[str]()
    for effect in undone:
        if isinstance(effect, PointsReversed) and thing == Given("points", effect.currency):
            taken[effect.cause.rule] += effect.amount
    revoked = {effect.instance for effect in undone if isinstance(effect, BenefitRevoked)}
    left = [
        effect
        for effect in given
        if amount_of([one for one in given if one.cause.rule == effect.cause.rule], thing)
        > taken[effect.cause.rule]
        and not (isinstance(effect, BenefitIssued) and effect.instance in revoked)
    ]
    return sources_of(left, (thing,)) or sources_of(given, (thing,))


def _given_by(firing: Firing, member: Member, thing: Given) -> int:
    match thing.family:
        case "points":
            return sum(gift.amount for gift in firing.gifts if gift.currency == thing.id)
        case "benefit":
            held = [member.benefits[seq] for seq in firing.benefits if seq in member.benefits]
            return sum(1 for one in held if one.benefit == thing.id)
