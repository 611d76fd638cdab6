"""Programmes of this folder played on both engines at once: every decision is made twice and must be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benefitdsl import load
from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.reference import Reference
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.session import Session, Step
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import BenefitIssued, BenefitRevoked, Effect
from benefitdsl.model.event import Event
from benefitdsl.model.snapshot import PointsView, Snapshot
from benefitdsl.std import STANDARD
from benefitdsl.verify.scenario import Scenario, read_scenarios
from benefitdsl.verify.tell import Teller

HERE = Path(__file__).parent
SEED = bytes(range(32))
DAY = "2026-03-01"

Change = tuple[str, str]  # what is written in a programme, and what stands there by mistake


def text_of(name: str, *changes: Change) -> str:
    """The text of a programme of this folder, with mistakes made in it, each at the one place where it can be made."""
    text = (HERE / f"{name}.benefit").read_text(encoding="utf-8")
    for written, mistaken in changes:
        assert text.count(written) == 1, f"{name}: {written!r} stands there {text.count(written)} times"
        text = text.replace(written, mistaken)
    return text


@cache
def programme(name: str, *changes: Change) -> Rulebook:
    return load(text_of(name, *changes))


@cache
def engines(rulebook: Rulebook) -> tuple[Any, Reference]:
    """The two engines of a programme, the production engine first."""
    return compile_plan(rulebook.plan), Reference(rulebook.plan)


def only_production(patch: pytest.MonkeyPatch) -> None:
    """Let the production engine play both parts: a defect seeded there is then seen by what a test asks of it, not by
    the comparison."""

    def twice(rulebook: Rulebook) -> tuple[Any, Any]:
        return compile_plan(rulebook.plan), compile_plan(rulebook.plan)

    patch.setattr("tests.attacks.fraud.playing.engines", twice)


def at(clock: str, day: str = DAY) -> str:
    """An instant of a day in Shanghai."""
    return f"{day}T{clock}:00+08:00"


class Both:
    """One host for each engine; what one decides the other decides, too."""

    def __init__(self, rulebook: Rulebook, seed: bytes | None = None) -> None:
        self.rulebook = rulebook
        self.sessions = [Session[Any](engine, seed=seed) for engine in engines(rulebook)]

    def publish(self, rulebook: Rulebook, seed: bytes | None) -> None:
        """From now on another version decides, with a seed that may be another, too."""
        self.rulebook = rulebook
        for session, engine in zip(self.sessions, engines(rulebook), strict=True):
            session.runner, session.seed = engine, seed

    def read(self, type: str, member: str, id: str, when: str, **fields: Any) -> Event:
        """An event as it comes through the door."""
        return self.rulebook.door.read_event({"id": id, "type": type, "member": member, "at": when, **fields})

    def send(self, type: str, member: str, id: str, when: str, **fields: Any) -> list[Step]:
        """What the event did, to its member first."""
        return self.play(self.read(type, member, id, when, **fields))

    def play(self, event: Event) -> list[Step]:
        mine, other = (session.send(event) for session in self.sessions)
        assert mine == other, f"the engines differ at {event}"
        return mine

    def outcome(self, type: str, member: str, id: str, when: str, **fields: Any) -> Outcome:
        return self.send(type, member, id, when, **fields)[0].outcome

    def shown(self, member: str) -> Snapshot:
        mine, other = (session.snapshot(member) for session in self.sessions)
        assert mine == other, f"the engines show {member} differently"
        return mine

    def points(self, member: str) -> PointsView:
        """The account of a programme that has just one kind."""
        (account,) = self.shown(member).points
        return account


def why(outcome: Outcome) -> str:
    """The status of an outcome with its reason and detail."""
    return " ".join(filter(None, (outcome.status, outcome.reason, outcome.detail)))


def effects_of(steps: Iterable[Step]) -> Iterator[Effect]:
    for step in steps:
        if step.outcome.status != "duplicate":  # its effects are those of the first time
            yield from step.outcome.effects


def standing(effects: Iterable[Effect]) -> Counter[str]:
    """How many of each benefit were issued and not revoked."""
    found: Counter[str] = Counter()
    for effect in effects:
        if isinstance(effect, BenefitIssued):
            found[effect.benefit] += 1
        elif isinstance(effect, BenefitRevoked):
            found[effect.benefit] -= 1
    return found


def scenarios_of(name: str) -> tuple[Scenario, ...]:
    return read_scenarios((HERE / f"{name}.scenario.yaml").read_bytes()).scenarios


def failing(name: str, *changes: Change) -> list[str]:
    """The scenarios of a programme that fail once mistakes are made in its text."""
    rulebook = programme(name, *changes)
    teller = Teller(rulebook.plan, engines(rulebook), STANDARD, "zh")
    return [each.name for each in scenarios_of(name) if not teller.tell(each).passed]
