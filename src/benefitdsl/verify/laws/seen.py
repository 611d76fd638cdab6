"""A moment of a history and everything that laws read of it, worked out once for all of them, and only if one asks."""

from __future__ import annotations

from functools import cached_property

from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain import Explainer
from benefitdsl.engine.explain.reading import Reading
from benefitdsl.engine.left import lines_of
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.session import is_actor
from benefitdsl.model.effect import Effect, PointsEarned
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import Law
from benefitdsl.verify.history import Moment
from benefitdsl.verify.laws.taking_back import TakenBack, take_back


class Seen:
    """One moment. INVARIANT: read before the next moment comes, while the pools are as the moment had them."""

    def __init__(self, rulebook: Rulebook, moment: Moment) -> None:
        self.rulebook = rulebook
        self.moment = moment
        self.before, self.after = moment.happened.before, moment.happened.after
        self.event, self.outcome = moment.happened.step.event, moment.happened.step.outcome
        self.at = moment.happened.at
        self.is_of_a_member = not is_actor(self.after.id)

    @property
    def happened(self) -> Event | None:
        """The event, where it was applied to a member."""
        return self.event if self.outcome.status == "applied" and self.is_of_a_member else None

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Everything that came of the moment; of a duplicate nothing, as its effects are those of the first time."""
        return () if self.outcome.status == "duplicate" else self.outcome.effects

    @cached_property
    def own(self) -> tuple[Effect, ...]:
        """What the event itself led to, without what fell due by its time."""
        key = None if self.happened is None else self.happened.key
        return tuple(effect for effect in self.outcome.effects if effect.cause.event == key)

    # ------------------------------------------------------------------------- what a law is about

    def is_about(self, law: Law) -> bool:
        """Whether the law speaks of this moment: a law of an event where a rule would have met its condition, another
        one where its condition holds afterwards."""
        if not law.event:
            return self.is_of_a_member and (law.condition == TRUE or self.afterwards.holds(law.condition))
        if self.happened is None or self.happened.type != law.event:
            return False
        return law.condition == TRUE or (self.asked is not None and self.asked.holds(law.condition))

    @cached_property
    def asked(self) -> Reading | None:
        """What a rule of the event reads; of what asks for an offer what the offer itself reads, before it is paid."""
        if self.happened is not None and self.begun.type is not None and self.begun.type.type.role == "offer":
            return Reading(self.begun, self._explainer.units)
        pools, seed = self.moment.pools, self.moment.seed
        draft = self._explainer.asked(self.before, self.happened, self.outcome, pools, seed)
        return None if draft is None else Reading(draft, self._explainer.units)

    @cached_property
    def begun(self) -> Draft:
        """The member when the event came, after what fell due by then."""
        assert self.happened is not None
        kind = self._explainer.book.types[self.happened.type]
        moment = self.moment
        return self._explainer.begun(self.before, self.happened, kind, moment.pools, moment.seed)

    @cached_property
    def afterwards(self) -> Reading:
        """The member afterwards, with the event, if there was one, still at hand."""
        d = self.opened(self.after)
        d.start(self.happened, self.moment.pools.after(self.outcome.pool_changes), self.moment.seed)
        d.now = max(d.clock, d.at)
        if self.happened is not None:
            d.type = d.book.types[self.happened.type]
            d.lines = lines_of(d.type, d.fields) if d.type.lines is not None else ()
        for effect in self.own:
            if isinstance(effect, PointsEarned):
                place = (d.key, effect.currency)
                d.given[place] = d.given.get(place, 0) + effect.amount
        return Reading(d, self._explainer.units)

    def opened(self, member: Member) -> Draft:
        return self._explainer.opened(member)

    @property
    def _explainer(self) -> Explainer:
        return self.rulebook.explainer

    # ------------------------------------------------------------------------- trials

    @cached_property
    def taken_back(self) -> TakenBack | None:
        """What would come of taking the event back whole at once; None where it cannot be."""
        if self.happened is None:
            return None
        return take_back(self.rulebook, self.moment, self.happened)


class Glass:
    """What all watchers of a history look through, so that each moment is read once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._last: Seen | None = None

    def of(self, moment: Moment) -> Seen:
        if self._last is None or self._last.moment is not moment:
            self._last = Seen(self.rulebook, moment)
        return self._last
