"""A law and its breach in words, in the language of the reader: what the law says, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from benefitdsl.engine.explain import Teller
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.limits import MAX_EVENT_EFFECTS
from benefitdsl.messages import Language
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import (
    Always,
    AtMost,
    Brings,
    BringsNone,
    Claim,
    Given,
    HasHad,
    KeepsNone,
    Law,
    Limit,
    Never,
    NeverLess,
    NeverRaises,
)
from benefitdsl.source.display import quoted
from benefitdsl.verify.laws.law import (
    Breach,
    CoversAll,
    Failed,
    Found,
    GaveLess,
    GivenAllTheSame,
    HasMore,
    Kept,
    NeverUsable,
    NotGiven,
    OverAtOnce,
    OverBeforeClaim,
    ReadOtherwise,
    TooManyEffects,
    TooMuch,
)


def tell(breach: Breach, rulebook: Rulebook, language: Language) -> tuple[str, str]:
    """What the law says, and what was found."""
    told = _Telling(rulebook, language)
    return told.says(breach.law), told.found(breach.found)


def law_says(law: str, rulebook: Rulebook, language: Language) -> str:
    """What the law of this name says."""
    return _Telling(rulebook, language).says(law)


def law_title(law: str, rulebook: Rulebook, language: Language) -> str:
    """What its author calls a law, if anything; what we call a built-in one."""
    told = _Telling(rulebook, language)
    if told.declared(law) is None:
        return told.put(f"{law}_title")
    title = told.naming.title("law", law)
    return "" if title == quoted(law) else title


class _Telling:
    """Sentences of `[laws]` about one programme."""

    def __init__(self, rulebook: Rulebook, language: Language) -> None:
        self.plan = rulebook.plan
        self.teller = Teller(rulebook.plan, language, rulebook.names(language))
        self.naming = self.teller.naming

    def put(self, key: str, **facts: str) -> str:
        return self.naming.say("laws", key, **facts)

    def declared(self, law: str) -> Law | None:
        return next((each for each in self.plan.laws if each.id == law), None)

    # ------------------------------------------------------------------------- what a law says

    def says(self, name: str) -> str:
        law = self.declared(name)
        if law is None:
            return self.put(name)
        claim = self._claim(law.claim)
        condition = "" if law.condition == TRUE else self.naming.expr(law.condition)
        if law.event:
            key = "of_event_if" if condition else "of_event"
            return self.put(key, event=self.naming.name(law.event), condition=condition, claim=claim)
        return self.put("if", condition=condition, claim=claim) if condition else claim

    def _claim(self, claim: Claim) -> str:
        match claim:
            case Always(condition):
                return self.put("always", condition=self.naming.expr(condition))
            case Never(condition):
                return self.put("never", condition=self.naming.expr(condition))
            case Brings(things):
                return self.put("brings", things=self._things(things))
            case BringsNone(things):
                return self.put("brings_none", things=self._things(things))
            case AtMost(things, limit, zone):
                key = "at_most_gross" if limit.gross else "at_most"
                said = self._limited(key, things, limit.count, limit)
                return self.put("by_zone", said=said, zone=zone) if zone else said
            case NeverRaises(things):
                return self.put("never_raises", things=self._things(things))
            case NeverLess(things, field):
                return self.put("never_less", field=self.naming.name(field), things=self._things(things))
            case HasHad(things):
                return self.put("has_had", things=self._things(things))
            case KeepsNone(things):
                return self.put("keeps_none", things=self._things(things))
            case _:
                assert_never(claim)

    def _limited(self, key: str, things: tuple[Given, ...], count: int, limit: Limit) -> str:
        """So much of things in a limit's scope and window."""
        some = self._some(things[0], count) if len(things) == 1 else self._together(things, count)
        scope, window = self.put(f"scope_{limit.scope}"), self.naming.window(limit.window)
        return self.put(key, amount=some, scope=scope, window=window)

    # ------------------------------------------------------------------------- what was found

    def found(self, found: Found) -> str:
        match found:
            case ReadOtherwise(findings):
                lines = [line.strip() for line in self.teller.findings(findings)]
                return self.naming.put("comma").join(lines)
            case NotGiven(thing, ever):
                return self.put("never_had" if ever else "not_given", thing=self._thing(thing))
            case GivenAllTheSame(thing, amount):
                return self.put("given", amount=self._some(thing, amount))
            case TooMuch(things, amount, limit):
                return self._limited("too_much", things, amount, limit)
            case HasMore(thing, before, after, undone):
                return self.put(
                    "has_more_undone" if undone else "has_more",
                    thing=self._thing(thing),
                    before=self._number(thing, before),
                    after=self._number(thing, after),
                )
            case GaveLess():
                return self._less(found)
            case Kept(thing, amount, tried):
                return self.put("kept_tried" if tried else "kept", amount=self._some(thing, amount))
            case _:
                return self._of_built_in(found)

    def _less(self, found: GaveLess) -> str:
        unit = self.naming.units.field(found.field)
        return self.put(
            "gave_less",
            field=self.naming.name(found.field),
            value=self.naming.value(found.value, unit),
            more=self.naming.value(found.more, unit),
            amount=self._some(found.thing, found.amount),
            less=self._some(found.thing, found.less),
        )

    def _of_built_in(
        self, found: OverAtOnce | OverBeforeClaim | NeverUsable | CoversAll | Failed | TooManyEffects
    ) -> str:
        time, money = self.naming.time, self.naming.money
        match found:
            case OverAtOnce(thing, start, end):
                return self.put("over_at_once", thing=self._thing(thing), start=time(start), end=time(end))
            case OverBeforeClaim(thing, claim_until, end):
                until = time(claim_until)
                return self.put("over_before_claim", thing=self._thing(thing), until=until, end=time(end))
            case NeverUsable(thing, start, None):
                return self.put("never_usable", thing=self._thing(thing), start=time(start))
            case NeverUsable(thing, start, end) if end is not None:
                return self.put(
                    "never_usable_until", thing=self._thing(thing), start=time(start), end=time(end)
                )
            case CoversAll(thing, off, minimum):
                facts = {"off": money(off), "minimum": money(minimum)}
                return self.put("covers_all", thing=self._thing(thing), **facts)
            case Failed(error, text):
                return self.put("failed", error=quoted(error), text=quoted(text))
            case TooManyEffects():
                return self.put("too_many_effects", most=str(MAX_EVENT_EFFECTS))
            case _:
                assert_never(found)  # type: ignore[arg-type]

    # ------------------------------------------------------------------------- things

    def _thing(self, thing: Given) -> str:
        return self.naming.title(thing.family, thing.id)

    def _things(self, things: Iterable[Given]) -> str:
        return self.naming.joined([self._thing(thing) for thing in things])

    def _number(self, thing: Given, number: int) -> str:
        return self.naming.amount(number, thing.id) if thing.family == "points" else str(number)

    def _together(self, things: tuple[Given, ...], number: int) -> str:
        """How much of things counted together: money where all of them are stored value."""
        is_money = all(thing.family == "points" and self.naming.units.is_money(thing.id) for thing in things)
        count = self.naming.money(number) if is_money else str(number)
        return self.put("some_of", count=count, things=self._things(things))

    def _some(self, thing: Given, number: int) -> str:
        if thing.family == "points":
            return self.naming.points(number, thing.id)
        return self.put("some", count=str(number), thing=self._thing(thing))
