"""Telling a scenario: its steps sent to sessions on one or more engines, and what differs from what was expected.

With two engines every step is told to both: their outcomes and snapshots must be equal, or the step fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

from benefitdsl.catalogue import Catalogue
from benefitdsl.engine.quote.checkout import Quotation
from benefitdsl.engine.reference import Reference
from benefitdsl.engine.reference.quote import quote as quote_by_reference
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.runner import Runner
from benefitdsl.host.session import Happened, Session, Step, is_actor
from benefitdsl.messages import Language
from benefitdsl.model.event import Event
from benefitdsl.model.pools import Pools
from benefitdsl.model.quote import Quote
from benefitdsl.plan.parts import Plan
from benefitdsl.verify import quoting
from benefitdsl.verify.compare import Comparer, disagreement
from benefitdsl.verify.failure import BadEvent, BadStep, Failure, Told
from benefitdsl.verify.holdings import Holdings
from benefitdsl.verify.known import unknown_effect, unknown_reason
from benefitdsl.verify.reader import Reader, texts
from benefitdsl.verify.said import one_of, said
from benefitdsl.verify.scenario import Scenario, ScenarioStep, pair
from benefitdsl.verify.yaml_tree import Node

if TYPE_CHECKING:
    from benefitdsl.verify.kept import Keeping


class Scene(Protocol):
    """Whoever looks on while one scenario is told to the production engine."""

    def stepped(self, happened: Happened[Any]) -> None: ...

    def quoted(self, before: Any, made: Quotation) -> None: ...


class Watcher(Protocol):
    """Whoever looks on at every scenario of a plan."""

    def scene(self, pools: Pools, seed: bytes | None) -> Scene: ...


class Teller:
    """Tells scenarios of one plan to the engines given, the production engine first. `language` is that in which
    effects are written; `seed` is for the draws of scenarios that name none; `watcher` looks on."""

    def __init__(
        self,
        plan: Plan,
        runners: Sequence[Runner[Any]],
        catalogue: Catalogue,
        language: Language = "en",
        seed: bytes | None = None,
        watcher: Watcher | None = None,
    ) -> None:
        self.plan, self.runners, self.catalogue = plan, runners, catalogue
        self.language, self.seed, self.watcher = language, seed, watcher
        self.reader = Reader(plan, catalogue)
        self.comparer = Comparer(plan, self.reader, language)
        self.holdings = Holdings(plan, self.reader)
        self._scene: Scene | None = None

    def tell(self, scenario: Scenario) -> Told:
        """Run the scenario from the beginning, all steps, collecting every failure."""
        told = Told(scenario)
        keeping: Keeping | None = None
        try:
            seed = self._seed(scenario)
            sessions = [Session(runner, seed=seed) for runner in self.runners]
            self._watch(sessions[0])
            keeping = self._keeping(scenario, sessions[0])
            for name, given in scenario.members.items():
                attributes = self.reader.attributes(given.attributes, scenario.line)
                for session in sessions:
                    session.join(name, self.reader.instant(given.joined, scenario.line), attributes)
            events: dict[str, Event] = {}
            for step in scenario.steps:
                if keeping is not None:
                    keeping.begin(step.number, sends=bool(step.type or step.buy or step.again))
                self._step(told, sessions, step, events)
                told.failures += self._unkept(keeping, step) if keeping is not None else ()
        except (BadStep, BadEvent) as error:
            told.failures.append(Failure(error.line, error.text, (), ()))
        except Exception as error:
            if keeping is None or not keeping.broke(error):
                raise  # no law of the story is about what breaks the engine
            for step in scenario.steps:
                told.failures += self._unkept(keeping, step)
        return told

    def _watch(self, session: Session[Any]) -> None:
        """Let the watcher look on at a scenario that begins."""
        self._scene = None if self.watcher is None else self.watcher.scene(session.pools, session.seed)
        session.watch = None if self._scene is None else self._scene.stepped

    def _seed(self, scenario: Scenario) -> bytes | None:
        """The seed of the draws: 32 bytes that the text of the scenario stands for, or the teller's own."""
        if scenario.seed is not None:
            return sha256(scenario.seed.encode()).digest()
        if self.plan.draws and self.seed is None:
            raise BadStep(scenario.line, said("scenario_without", word=pair("seed")), said("a_text"))
        return self.seed

    def _keeping(self, scenario: Scenario, session: Session[Any]) -> Keeping | None:
        """Who watches the session for the laws that the story asks; None where it asks none."""
        asked = [(step.line, law) for step in scenario.steps for law in step.keeps]
        if not asked:
            return None
        from benefitdsl.verify.kept import Keeping, laws_of  # most scenarios ask no laws

        known = laws_of(self.plan)
        for line, law in asked:
            if law not in known:
                raise BadStep(line, f"`{law}`", one_of(known))
        return Keeping(self.rulebook, {law for _, law in asked}, session)

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules told of, for laws to read."""
        return Rulebook(self.plan, catalogue=self.catalogue)

    def _unkept(self, keeping: Keeping, step: ScenarioStep) -> Iterator[Failure]:
        """The laws asked here that did not hold from the beginning of the story."""
        for law in step.keeps:
            told = keeping.told(law, self.language)
            if told is not None:
                says, found = told
                yield Failure(step.line, said("law", law=law).text, (says,), (found,), step.time)

    def _step(
        self,
        told: Told,
        sessions: list[Session[Any]],
        step: ScenarioStep,
        events: dict[str, Event],
    ) -> None:
        earlier = len(told.failures)
        self._known(step)
        if self._is_unmade(sessions[0], step):
            what = said("unmade", member=step.member).text
            told.failures.append(Failure(step.line, what, (), (), step.time))
            return
        if step.cart is not None:
            told.failures += self._quoted(sessions, step, step.cart, events)
            told.failures[earlier:] = [replace(each, time=step.time) for each in told.failures[earlier:]]
            return
        runs = [self._act(session, step, events) for session in sessions]
        told.effects += sum(len(one.outcome.effects) for one in runs[0])
        differing = disagreement(sessions, runs, step)
        told.failures += [] if differing is None else [differing]
        for failure in (
            self.comparer.effects(runs[0], step),
            self.comparer.outcome(runs[0], step),
            *self.comparer.others(runs[0], step),
            *self.holdings.differing(sessions[0].snapshot, step),
        ):
            if failure is not None:
                told.failures.append(failure)
        told.failures[earlier:] = [replace(each, time=step.time) for each in told.failures[earlier:]]

    def _known(self, step: ScenarioStep) -> None:
        """Refuse an expected effect, or a reason of a quote, that can never be."""
        others = (*step.also.values(), *step.also_some.values())
        for expected in chain(step.expect or (), step.brings or (), *others):
            wrong = unknown_effect(expected, self.plan)
            if wrong is not None:
                raise BadStep(step.line, *wrong)
        for word, node in step.shows.items():
            for text in texts(node):
                wrong = unknown_reason(word, quoting.normal(text, self.plan), self.plan)
                if wrong is not None:
                    raise BadStep(node.line, *wrong)

    def _is_unmade(self, session: Session[Any], step: ScenarioStep) -> bool:
        """Whether the step looks at, or lets time pass for, somebody whom nothing has made: only events, and quotes of
        people, make a member."""
        if step.member in session.members or step.type or step.buy is not None or step.again is not None:
            return False
        if step.everyone or (step.keeps and step.at is None and step.cart is None and not step.state):
            return False
        return step.cart is None or is_actor(step.member)

    def _act(self, session: Session[Any], step: ScenarioStep, events: dict[str, Event]) -> list[Step]:
        if step.again is not None:
            if step.again not in events:
                raise BadStep(step.line, f"`{step.again}`", said("earlier_id"))
            return session.send(events[step.again])
        if step.at is None:
            return []
        at = self.reader.instant(step.at, step.line)
        if step.everyone:
            return session.pass_time(at)
        if step.buy is not None:
            return session.send(self.reader.bought(step, step.buy, at, events))
        if not step.type:
            return session.advance(step.member, at)
        event = self.reader.event(step, at)
        events[event.id] = event
        return session.send(event)

    # ------------------------------------------------------------------------- quotes

    def _quoted(
        self,
        sessions: list[Session[Any]],
        step: ScenarioStep,
        nodes: Mapping[str, Node],
        events: dict[str, Event],
    ) -> list[Failure]:
        """Quote a cart, by both engines; the order that comes of it is kept under the id of the step."""
        at = self.reader.instant(step.at or "", step.line)
        cart = self.reader.cart(step, nodes)
        for session in sessions:
            session.join(step.member, at)
        states = [session.members[step.member] for session in sessions]
        first, *others = sessions
        made = first.runner.quote(states[0], cart, at, first.pools, first.seed)  # type: ignore[attr-defined]
        events[step.id or f"q{step.number}"] = made.order
        if self._scene is not None:
            self._scene.quoted(states[0], made)
        failures = self._shows(step, made.quote)
        for session, state in zip(others, states[1:], strict=True):
            if isinstance(session.runner, Reference):
                answer = quote_by_reference(session.runner, state, cart, at, session.pools, session.seed)
                if quoting.differs(made.quote, answer):
                    failures.append(
                        Failure(step.line, said("differ").text, (str(answer),), (str(made.quote),))
                    )
        return failures

    def _shows(self, step: ScenarioStep, quote: Quote) -> list[Failure]:
        failures = []
        actual = quoting.shown(quote, self.plan)
        for word, node in step.shows.items():
            asked = texts(node)
            expected = asked if word == "points" else [quoting.normal(text, self.plan) for text in asked]
            if not quoting.agrees(expected, actual[word]):
                ours, theirs = (
                    tuple(quoting.in_language(text, self.language) for text in each)
                    for each in (expected, actual[word])
                )
                failures.append(Failure(step.line, said("state", word=pair(word)).text, ours, theirs))
        brought = quoting.brought(quote)
        if step.brings is not None and not self.comparer.match(step.brings, brought, True, step.line):
            what = said("state", word=pair("brings"))
            failures.append(self.comparer.differing(step.line, what, step.brings, brought))
        return failures


__all__ = ["Scene", "Teller", "Watcher"]
