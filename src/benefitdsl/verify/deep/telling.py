"""Answers in words: what holds or does not, what that rests on, and the witness as a short story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import floor
from typing import Any, Final

from benefitdsl.engine.explain.effects_told import EffectWords
from benefitdsl.engine.explain.naming import Naming
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Language
from benefitdsl.model.event import Event
from benefitdsl.source.display import quoted
from benefitdsl.verify.coverage.words import Words
from benefitdsl.verify.deep.answers import Answer, Claim, Question
from benefitdsl.verify.deep.outcomes import MAX_MULTIPLIERS, worths_of
from benefitdsl.verify.deep.stage import SEED, cases_of, name_of_draw
from benefitdsl.verify.history import Happening, History, Joining, Moment, Passing, Playing, Sending

_DIFFERENCES: Final[dict[Question, str]] = {
    "split_no_more": "difference_split",
    "refund_pays_once": "difference_refund",
}


def _asked(claim: Claim) -> str:
    """The key of the sentence. Of two versions a rule, a rule that names what has changed, and what is defined have
    sentences of their own."""
    if claim.question == "same":
        said = dict(claim.said)
        return "same_part" if "family" in said else "same_but" if "changed" in said else "same"
    return claim.question


class AnswerWords:
    """Writes answers about one rule book in one language; `against` is the other version that was asked about."""

    def __init__(self, rulebook: Rulebook, language: Language, against: Rulebook | None = None) -> None:
        self.rulebook, self.plan, self.language = rulebook, rulebook.plan, language
        self.other = None if against is None else AnswerWords(against, language)
        self.naming = Naming(rulebook.plan, language, rulebook.names(language))
        self.words = Words(rulebook.plan, language, rulebook.names(language))
        self.effects = EffectWords(self.naming)
        self._rules = frozenset(rule.id for rule in rulebook.plan.rules)

    def sentence(self, answer: Answer) -> str:
        """What holds or does not; of what is not decided, what the question was."""
        key = {"yes": "yes", "no": "no", "undecided": "open"}[answer.verdict]
        said = self.naming.say("deep", f"{_asked(answer.claim)}_{key}", **self._facts(answer.claim))
        return said if answer.verdict != "undecided" else self.naming.say("deep", "open", what=said)

    def reason(self, answer: Answer) -> str:
        key = f"by_{answer.by}" if answer.by else f"why_{answer.why}"
        words = self._labels(dict(answer.claim.said))
        if words:
            key += "_fields"
        return self.naming.say(
            "deep", key, most=str(MAX_MULTIPLIERS), fields=self.naming.put("comma").join(words)
        )

    def _labels(self, said: Mapping[str, str | int]) -> list[str]:
        """What the author calls the fields that a definition has changed, as far as the catalogue knows them."""
        catalogue = self.rulebook.catalogue
        if catalogue is None or "fields" not in said:
            return []
        found = (
            catalogue.label(str(said["family"]), word, self.language) for word in str(said["fields"]).split()
        )
        return [f"`{quoted(label)}`" for label in dict.fromkeys(found) if label is not None]

    def difference(self, answer: Answer) -> str:
        """What comes of the witness more and less than of what it is compared with, and what that is worth."""
        key = _DIFFERENCES.get(answer.claim.question, "difference")
        told = self.naming.put("comma").join(self._signed(thing, amount) for thing, amount in answer.more)
        worths = worths_of(self.plan)
        if all(thing in worths for thing, _ in answer.more):
            worth = floor(sum(worths[thing] * amount for thing, amount in answer.more))
            told = self.naming.say(
                "deep", "worth", things=told, worth=self._sign(worth) + self.naming.money(abs(worth))
            )
        return self.naming.say("deep", key, things=told)

    def _signed(self, thing: str, amount: int) -> str:
        if any(each.id == thing for each in self.plan.points):
            return self._sign(amount) + self.naming.points(abs(amount), thing)
        draw = next((each.id for each in self.plan.draws if name_of_draw(each.id) == thing), None)
        named = self.naming.title("benefit", thing) if draw is None else self.naming.title("draw", draw)
        return self._sign(amount) + self.naming.say("laws", "some", count=str(abs(amount)), thing=named)

    def _sign(self, amount: int) -> str:
        return "−" if amount < 0 else "+"

    def place(self, answer: Answer) -> str:
        return quoted(f"{answer.claim.origin.file}:{answer.claim.origin.line}")

    def _facts(self, claim: Claim) -> dict[str, str]:
        names = [self._called(name) for name in claim.about]
        said = dict(claim.said)
        facts = dict(zip("abc", names, strict=False))
        facts["event"] = self.naming.name(next(iter(reversed(claim.about))))
        if claim.question in ("more_no_less", "split_no_more"):
            facts["event"] = self.naming.name(claim.about[0])
        if "field" in said:
            facts["field"] = self.naming.name(str(said["field"]))
        if "border" in said:
            facts["border"] = self.naming.value(
                int(said["border"]), self.naming.units.field(str(said["field"]))
            )
        if "changed" in said:
            names_of = (f"`{quoted(name)}`" for name in str(said["changed"]).split("\n"))
            facts["changed"] = self.naming.put("comma").join(names_of)
        if "target" in said:
            facts["target"] = str(said["target"])
        if "number" in said:
            facts["part"] = self._part(claim.about[0], int(said["number"]))
        return facts

    def _called(self, id: str) -> str:
        """The name of what a claim is about; rules that a block makes beside itself are called after it."""
        return self.words.named("rule", id) if id in self._rules else quoted(id)

    def _part(self, rule: str, number: int) -> str:
        condition = next(each.condition for each in self.plan.rules if each.id == rule)
        return f"“{self.naming.expr(cases_of(condition)[number].part)}”"

    # ---------------------------------------------------------------------------------------- stories

    def story(self, history: History) -> list[str]:
        """What happens, a line each, and under it what came of it."""
        steps: dict[int, list[str]] = {}

        def watch(moment: Moment) -> None:
            told = [self.effects.text(effect) for effect in moment.happened.step.outcome.effects]
            steps.setdefault(moment.number, []).extend(told)

        playing = Playing(self.rulebook, SEED if self.plan.draws else None, watch)
        for happening in history.happenings:
            playing.happen(happening)
        return [
            line
            for number, happening in enumerate(history.happenings)
            for line in (self._line(happening), *(f"    {told}" for told in steps.get(number, ())))
        ]

    def _line(self, happening: Happening) -> str:
        match happening:
            case Joining(member, at):
                return f"{self.naming.time(at)}  " + self.naming.say("deep", "joins", member=quoted(member))
            case Sending(event):
                return f"{self.naming.time(event.at)}  {quoted(event.member)}  {self._event(event)}"
            case Passing(until):
                return f"{self.naming.time(until)}  " + self.naming.say("deep", "time_passes")

    def _event(self, event: Event) -> str:
        fields = self.naming.put("comma").join(
            f"{self.naming.name(name)} {self._value(name, value)}" for name, value in event.fields.items()
        )
        name = self.naming.name(event.type)
        return f"{name}{self.naming.put('colon')}{fields}" if fields else name

    def _value(self, name: str, value: Any) -> str:
        if not isinstance(value, tuple):
            return self.naming.value(value, self.naming.units.field(name))
        return "[" + "; ".join(self._item(each) for each in value) + "]"

    def _item(self, item: str | Mapping[str, Any]) -> str:
        if isinstance(item, str):
            return quoted(item)
        return ", ".join(
            f"{self.naming.name(name)} {self.naming.value(value, self.naming.units.item_field(name))}"
            for name, value in item.items()
        )

    # ------------------------------------------------------------------------------------------- JSON

    def to_json(self, answer: Answer) -> dict[str, Any]:
        """The answer as JSON-able values: names of the question and verdict, never translated, and the words."""
        claim, witness = answer.claim, answer.witness
        told: dict[str, Any] = {
            "question": claim.question,
            "about": list(claim.about),
            "file": claim.origin.file,
            "line": claim.origin.line,
            "verdict": answer.verdict,
            "by": answer.by or None,
            "why": answer.why or None,
            "harm": answer.is_harm,
            "to_know": answer.is_to_know,
            "message": self.sentence(answer),
            "facts": dict(claim.said),
        }
        if answer.more:
            told["more"] = dict(answer.more)
        if witness is not None:
            told["witness"] = self.story(witness.history)
            told["beside"] = self._beside(answer, witness.compared)
        return told

    def _beside(self, answer: Answer, compared: History | None) -> list[str] | None:
        if compared is None:
            return None
        return (self.other if answer.claim.question == "same" and self.other else self).story(compared)

    def lines(self, answer: Answer) -> Iterator[str]:
        """The answer for a terminal; of what a reviewer should hear of the witness too."""
        mark = "!" if answer.is_harm else "i" if answer.is_to_know else "?" if answer.why else " "
        brackets = self.naming.put(
            "brackets", text=self.naming.put("comma").join((self.reason(answer), self.place(answer)))
        )
        yield f"{mark} {self.sentence(answer)}{brackets}"
        if answer.more:
            yield f"    {self.difference(answer)}"
        if (answer.is_harm or answer.is_to_know) and answer.witness is not None:
            yield f"    {self.naming.say('deep', 'shown')}"
            yield from (f"      {line}" for line in self.story(answer.witness.history))
            beside = self._beside(answer, answer.witness.compared)
            if beside is not None:
                key = "other" if answer.claim.question == "same" else "beside"
                yield f"    {self.naming.say('deep', key)}"
                yield from (f"      {line}" for line in beside)


__all__ = ["AnswerWords"]
