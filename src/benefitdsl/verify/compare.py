"""What a step should have given, and what it gave: its effects, for others too, and its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benefitdsl.host.session import Session, Step
from benefitdsl.messages import Language
from benefitdsl.model.effect import (
    BoardClosed,
    DrawMade,
    Effect,
    PointsEarned,
    PointsReturned,
    PointsReversed,
    PointsRipened,
    PrivilegeUsed,
    PromotionUsed,
)
from benefitdsl.plan.parts import Plan
from benefitdsl.quantities.money import format_money
from benefitdsl.verify.failure import Failure
from benefitdsl.verify.phrases import (
    amount_of,
    normal,
    outcome_in,
    parts_of,
    phrase,
    subject_in,
    verb_in,
    written,
)
from benefitdsl.verify.reader import YES, Reader
from benefitdsl.verify.said import Said, said
from benefitdsl.verify.scenario import Expected, ScenarioStep


class Comparer:
    """Compares for one programme; `language` is that in which effects are written."""

    def __init__(self, plan: Plan, reader: Reader, language: Language) -> None:
        self.plan, self.reader, self.language = plan, reader, language

    def effects(self, run: list[Step], step: ScenarioStep) -> Failure | None:
        if step.expect is None:
            return None
        effects = [effect for one in run if one.member == step.member for effect in one.outcome.effects]
        if self.match(step.expect, effects, step.whole, step.line):
            return None
        return self.differing(step.line, said("effects"), step.expect, effects)

    def others(self, run: list[Step], step: ScenarioStep) -> list[Failure]:
        failures = []
        asked = [(*one, True) for one in step.also.items()] + [
            (*one, False) for one in step.also_some.items()
        ]
        for member, expected, whole in asked:
            effects = [effect for one in run if one.member == member for effect in one.outcome.effects]
            if not self.match(expected, effects, whole, step.line):
                failures.append(
                    self.differing(step.line, said("effects_for", member=member), expected, effects)
                )
        return failures

    def differing(
        self, line: int, what: Said, expected: Sequence[Expected], effects: Sequence[Effect]
    ) -> Failure:
        language = self.language
        return Failure(
            line,
            what.text,
            tuple(one.text(language) for one in expected),
            tuple(_line(effect, self.plan, language) for effect in effects),
        )

    def match(self, expected: Sequence[Expected], effects: list[Effect], whole: bool, line: int) -> bool:
        """`whole`: one to one and in order; otherwise each expected one is found in order among others."""
        if whole and len(expected) != len(effects):
            return False
        rest = iter(effects)
        if whole:
            return all(self._is(one, effect, line) for one, effect in zip(expected, rest, strict=True))
        return all(any(self._is(one, effect, line) for effect in rest) for one in expected)

    def _is(self, expected: Expected, effect: Effect, line: int) -> bool:
        if phrase(effect, self.plan) != (expected.verb, normal(expected.verb, expected.of, self.plan)):
            return False
        return all(self._fact(effect, word, value, line) for word, value in expected.facts.items())

    def _fact(self, effect: Effect, word: str, value: str, line: int) -> bool:
        if word == "by":
            return effect.cause.rule == value
        if word in ("owed", "left", "off", "sure", "places"):
            stated = {"off": written(value, self.plan), "sure": "yes" if YES.get(value) else "no"}
            return self._shown(effect, word) == stated.get(word, value)
        names = {
            "until": ("valid_until", "claim_until", "until"),
            "expires": ("expires_at",),
            "ripens": ("ripens_at",),
            "not before": ("not_before",),
            "valid from": ("valid_from",),
        }[word]
        found = next((at for name in names if (at := getattr(effect, name, None)) is not None), None)
        return found is not None and found == self.reader.instant(value, line)

    def _shown(self, effect: Effect, word: str) -> str | None:
        """What an effect says under a word, as scenarios write it; None where it says nothing."""
        match word, effect:
            case "owed", PointsReversed(currency=currency, owed=owed):
                return amount_of(owed, currency, self.plan)
            case "owed", (PointsEarned() | PointsRipened() | PointsReturned()) as given:
                return amount_of(given.owed_paid, given.currency, self.plan)
            case "left", PrivilegeUsed(left=left):
                return None if left is None else str(left)
            case "off", PromotionUsed(off=off):
                return format_money(off, self.plan.currency)
            case "sure", DrawMade(sure=sure):
                return "yes" if sure else "no"
            case "places", BoardClosed(places=places):
                return ", ".join(f"{one.place} {one.member} {one.value}" for one in places)
            case _:
                return None

    def outcome(self, run: list[Step], step: ScenarioStep) -> Failure | None:
        if not run:
            return None
        outcome = run[0].outcome
        actual = " ".join(filter(None, (outcome.status, outcome.reason, outcome.detail)))
        expected = step.outcome or ("duplicate" if step.again else "applied")
        status, reason, detail = parts_of(expected)
        if (
            outcome.status == status
            and reason in ("", outcome.reason)
            and (
                not detail
                or " ".join(outcome.detail.split()) in (detail, self.reader.words.get(detail, detail))
            )
        ):
            return None
        ours, theirs = (outcome_in(each, self.language) for each in (expected, actual))
        return Failure(step.line, said("outcome").text, (ours,), (theirs,))


def disagreement(sessions: list[Session[Any]], runs: list[list[Step]], step: ScenarioStep) -> Failure | None:
    """Where engines gave other steps, or left a member with another snapshot."""
    for session, run in zip(sessions[1:], runs[1:], strict=True):
        if run != runs[0]:
            return Failure(step.line, said("differ").text, _lines(run), _lines(runs[0]))
        for member in sessions[0].members:
            ours, theirs = sessions[0].snapshot(member), session.snapshot(member)
            if ours != theirs:
                what = said("differ_state", member=member).text
                return Failure(step.line, what, (str(theirs),), (str(ours),))
    return None


def _line(effect: Effect, plan: Plan, language: Language) -> str:
    verb, of = phrase(effect, plan)
    cause = said("cause", rule=effect.cause.rule).text(language)
    return f"{verb_in(verb, language)}: {subject_in(verb, of, language)}{cause}"


def _lines(run: list[Step]) -> tuple[str, ...]:
    return tuple(
        f"{one.member} {one.outcome.status} {one.outcome.reason or ''} {list(map(str, one.outcome.effects))}"
        for one in run
    )


__all__ = ["Comparer", "disagreement"]
