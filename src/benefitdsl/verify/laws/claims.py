"""Claims that one moment settles: conditions, what an event gives, and what the member has more of after it."""

from __future__ import annotations

from collections.abc import Callable

from benefitdsl.engine.book import Source
from benefitdsl.plan.expr import Expr
from benefitdsl.plan.parts import Brings, BringsNone, Law, NeverRaises
from benefitdsl.verify.history import Moment
from benefitdsl.verify.laws.given import amount_of, givers, holding, returned, sources_of
from benefitdsl.verify.laws.law import Breach, Found, GivenAllTheSame, HasMore, NotGiven, ReadOtherwise
from benefitdsl.verify.laws.seen import Glass, Seen

Judged = tuple[Found, tuple[Source, ...]] | None
"""What is wrong, and the parts of the programme that took part in it."""


class Declared:
    """What the watchers of all laws that a programme declares have in common."""

    def __init__(self, declared: Law, glass: Glass) -> None:
        self.declared, self.glass = declared, glass
        self.concerned = False

    @property
    def law(self) -> str:
        return self.declared.id

    def breach(self, seen: Seen, found: Found, rules: tuple[Source, ...]) -> Breach:
        return Breach(self.law, self.declared.origin, found, rules, seen.after.id, seen.at, seen.event)


class Settled(Declared):
    """Watches a law that is settled moment by moment: `judge` is asked of those that the law speaks of, as far as it
    can be (`tries`)."""

    def __init__(
        self,
        declared: Law,
        glass: Glass,
        judge: Callable[[Seen], Judged],
        tries: Callable[[Seen], bool] = lambda _seen: True,
    ) -> None:
        super().__init__(declared, glass)
        self.judge, self.tries = judge, tries

    def see(self, moment: Moment) -> Breach | None:
        seen = self.glass.of(moment)
        if not (seen.is_about(self.declared) and self.tries(seen)):
            return None
        self.concerned = True
        judged = self.judge(seen)
        return None if judged is None else self.breach(seen, *judged)


def read_otherwise(condition: Expr, seen: Seen, *, wanted: bool) -> Judged:
    """A condition that does not hold afterwards, or (not `wanted`) does."""
    reading = seen.afterwards
    if reading.holds(condition) == wanted:
        return None
    return ReadOtherwise(reading.findings(condition, wanted=wanted), wanted), sources_of(seen.effects)


def brings(claim: Brings, seen: Seen) -> Judged:
    missing = next((thing for thing in claim.things if not amount_of(seen.own, thing)), None)
    return None if missing is None else (NotGiven(missing), givers(seen.rulebook.plan, missing))


def brings_none(claim: BringsNone, seen: Seen) -> Judged:
    for thing in claim.things:
        if amount := amount_of(seen.own, thing):
            return GivenAllTheSame(thing, amount), sources_of(seen.own, (thing,))
    return None


def never_raises(claim: NeverRaises, seen: Seen) -> Judged:
    after = seen.opened(seen.after)
    for thing in claim.things:
        was, has = holding(seen.begun, thing), holding(after, thing)
        if has > was + returned(seen.own, thing):
            return HasMore(thing, was, has), sources_of(seen.own, (thing,)) or sources_of(seen.own)
    return None
