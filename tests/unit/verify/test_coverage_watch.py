"""Watching histories that nobody wrote: each rule that gave something was seen to fire, of moments and cascades too."""

from __future__ import annotations

from pathlib import Path

import pytest

from benefitdsl import api
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.session import Happened, Session
from benefitdsl.model.effect import (
    BenefitReturned,
    BenefitRevoked,
    Effect,
    EventAddressed,
    PointsReturned,
    PointsReversed,
    TagChanged,
)
from benefitdsl.model.member import Member
from benefitdsl.verify.coverage import scene
from benefitdsl.verify.coverage.goals import Done, Key
from benefitdsl.verify.coverage.scene import Watcher
from benefitdsl.verify.generate import Broke, Ground, numbered
from benefitdsl.verify.history import History, Joining, Passing, Sending

EXAMPLES = Path(__file__).parents[3] / "examples" / "rules"

NAMES = ("demo", "tags", "recipes", "haidilao", "teams", "food_brand", "interest")

# What taking back causes under the name of the rule that had given.
UNDOING = BenefitReturned | BenefitRevoked | PointsReturned | PointsReversed | TagChanged | EventAddressed


def histories(rulebook: Rulebook, count: int) -> list[History]:
    ground, found = Ground(rulebook), []
    for number in range(count):
        try:
            found.append(numbered(ground, 4, number, lambda _: None))
        except Broke:
            continue
    return found


def gave_and_unseen(rulebook: Rulebook, count: int) -> tuple[set[str], set[str]]:
    """The rules that effects name as their cause, and those of them that were not seen to fire."""
    rules = {rule.id for rule in rulebook.plan.rules}
    watcher, gave = Watcher(rulebook.plan), set()
    for history in histories(rulebook, count):
        session = Session(rulebook.engine, seed=history.seed)
        looking = watcher.scene(session.pools, history.seed)

        def watch(happened: Happened[Member]) -> None:
            looking.stepped(happened)  # noqa: B023 - called before the next scene begins
            gave.update(one.cause.rule for one in happened.step.outcome.effects if _is_given(one))

        session.watch = watch
        for happening in history.happenings:
            match happening:
                case Joining(member, at, attributes):
                    session.join(member, at, attributes)
                case Sending(event):
                    session.send(event)
                case Passing(until):
                    session.pass_time(until)
    fired = {key.part for key in watcher.seen if key in _firing(key.part)}
    return gave & rules, (gave & rules) - fired


def _is_given(effect: Effect) -> bool:
    return not isinstance(effect, UNDOING)


def _firing(rule: str) -> tuple[Key, Key]:
    return Key("rule", rule, Done("fires")), Key("rule", rule, Done("otherwise"))


def test_what_gave_was_seen_to_fire() -> None:
    found = [gave_and_unseen(api.load(EXAMPLES / name / f"{name}.en.benefit"), 4) for name in NAMES]
    assert [unseen for _, unseen in found] == [set()] * len(NAMES)
    assert sum(len(gave) for gave, _ in found) > len(NAMES)


def test_a_watcher_that_sees_only_the_first_step_misses_some(monkeypatch: pytest.MonkeyPatch) -> None:
    original = scene.askings

    def only_first(*arguments: object) -> None:
        *rest, look = arguments
        seen: list[object] = []

        def first(asking: object) -> None:
            if not seen:
                look(asking)  # type: ignore[operator]
            seen.append(asking)

        original(*rest, first)  # type: ignore[arg-type]

    monkeypatch.setattr(scene, "askings", only_first)
    _, unseen = gave_and_unseen(api.load(EXAMPLES / "food_brand" / "food_brand.en.benefit"), 8)
    assert unseen != set()
