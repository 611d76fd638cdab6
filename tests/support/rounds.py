"""Rounds of a history: what an event gave is used, the event is taken back, and one like it gives the same again."""

from __future__ import annotations

from collections import defaultdict

from benefitdsl.model.effect import BenefitIssued, BenefitUsed, PointsEarned, PointsSpent
from benefitdsl.plan.parts import Given, Plan
from benefitdsl.verify.history import Moment
from benefitdsl.verify.laws.given import given_by
from benefitdsl.verify.laws.taking_back import taken_back_by

Round = tuple[str, str, Given]
"""A member, a type of event, and what it gave again."""


class Rounds:
    """A watch over one history. `found` are its rounds so far; a round of an order taken back in part is one too."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.found: list[Round] = []
        self._givers: dict[tuple[str, str], tuple[str, Given]] = {}  # member, instance or lot → event, thing
        self._used: defaultdict[tuple[str, str], set[Given]] = defaultdict(set)  # member, event → what of it
        self._ready: set[Round] = set()

    def __call__(self, moment: Moment) -> None:
        step = moment.happened.step
        event, member = step.event, step.member
        if event is None or step.outcome.status != "applied":
            return
        original = taken_back_by(self.plan, moment.happened.before, event)
        if original is not None:
            used = self._used.get((member, original.key), ())
            self._ready |= {(member, original.type, thing) for thing in used}
        for effect in step.outcome.effects:
            given = given_by(effect)
            if given is not None and (member, event.type, given[0]) in self._ready:
                self.found.append((member, event.type, given[0]))
            match effect:
                case BenefitIssued(instance=name) | PointsEarned(lot=name) if given is not None:
                    self._givers[member, name] = effect.cause.event, given[0]
                case BenefitUsed(instance=name):
                    self._use(member, name)
                case PointsSpent(parts=parts):
                    for part in parts:
                        self._use(member, part.lot)
                case _:
                    pass

    def _use(self, member: str, name: str) -> None:
        if (member, name) in self._givers:
            event, thing = self._givers[member, name]
            self._used[member, event].add(thing)
