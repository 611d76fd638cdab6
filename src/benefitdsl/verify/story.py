"""The story of a history in the reader's language: who joins, what is sent, what comes of it, by local time."""

from __future__ import annotations

from functools import partial

from benefitdsl.engine.explain import Teller
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Language, fill, word
from benefitdsl.quantities.calendar import Zone
from benefitdsl.verify.history import History, Joining, Moment, Passing, Playing


def story_of(rulebook: Rulebook, history: History, language: Language) -> list[str]:
    """The lines of the story; what follows from a line is indented below it."""
    telling = _Telling(rulebook, language)
    playing = Playing(rulebook, history.seed, telling.see)
    for happening in history.happenings:
        match happening:
            case Joining():
                telling.join(happening)
            case Passing(until):
                telling.put("passes", time=telling.zone.to_local_text(until))
            case _:
                pass
        try:
            playing.happen(happening)
        except Exception:  # told where it stopped; the law `runs` says why
            telling.put("stops")
            break
    return telling.lines


class _Telling:
    def __init__(self, rulebook: Rulebook, language: Language) -> None:
        self.rulebook, self.language = rulebook, language
        self.teller = Teller(rulebook.plan, language, rulebook.names(language))
        self.zone = Zone(rulebook.plan.timezone, rulebook.plan.day_start)
        self.lines: list[str] = []

    def put(self, key: str, **facts: str | int) -> None:
        self.lines.append(say(key, self.language, **facts))

    def join(self, one: Joining) -> None:
        facts = {"time": self.zone.to_local_text(one.at), "member": one.member}
        naming, said = self.teller.naming, partial(say, language=self.language)
        known = [
            said("attribute", name=naming.name(name), value=naming.value(value, naming.units.field(name)))
            for name, value in one.attributes.items()
        ]
        if known:
            self.put("joins_with", attributes=said("list_comma").join(known), **facts)
        else:
            self.put("joins", **facts)

    def see(self, moment: Moment) -> None:
        """A step: all of an event, of mere time only what came of it."""
        happened = moment.happened
        step = happened.step
        if step.event is None and not step.outcome.effects:
            return
        told = self.rulebook.explainer.explain(
            happened.before, step.event, step.outcome, happened.after, moment.pools, moment.seed
        )
        self.lines += self.teller.brief(told)


def say(key: str, language: Language, **facts: str | int) -> str:
    """A sentence of `[verify]`."""
    return fill(word("verify", key, language), facts, language)
