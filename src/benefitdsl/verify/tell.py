"""Telling a scenario: its steps sent to sessions on one or more engines, and what differs from what was expected.

With two engines every step is told to both: their outcomes and snapshots must be equal, or the step fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

from benefitdsl.catalogue import Catalogue
from benefitdsl.diagnostics.suggestion import did_you_mean
from benefitdsl.engine.door import Door, EventErrors
from benefitdsl.engine.quote.checkout import Quotation
from benefitdsl.engine.reference import Reference
from benefitdsl.engine.reference.quote import quote as quote_by_reference
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.runner import Runner
from benefitdsl.host.session import Happened, Session, Step, is_actor
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
from benefitdsl.model.event import Event, Scalar
from benefitdsl.model.pools import Pools
from benefitdsl.model.quote import Quote
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import EventField, EventType, Plan
from benefitdsl.quantities.days import day_of
from benefitdsl.quantities.instants import format_instant, parse_instant
from benefitdsl.quantities.money import format_money
from benefitdsl.quantities.zone import Zone
from benefitdsl.verify import quoting
from benefitdsl.verify.known import unknown_effect, unknown_reason
from benefitdsl.verify.phrases import (
    amount_of,
    money_missions,
    normal,
    outcome_in,
    parts_of,
    phrase,
    stored_value,
    subject_in,
    verb_in,
    written,
)
from benefitdsl.verify.said import Said, Words, found_and_expected, one_of, said
from benefitdsl.verify.scenario import NOTHING, Expected, Scenario, ScenarioStep, pair
from benefitdsl.verify.yaml_tree import Node

if TYPE_CHECKING:
    from benefitdsl.verify.kept import Keeping

_LOCAL = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?: ([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?")
_YES = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
SECOND = 1_000_000


What = Callable[[Language], str]
"""What does not hold, said in a language."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a step should have given and what it gave, one line each. `time` is which of its times, where it is
    repeated."""

    line: int
    what: What
    expected: tuple[str, ...]
    actual: tuple[str, ...]
    time: int = 0


@dataclass(slots=True)
class Told:
    """The result of a scenario; it passed when there is no failure."""

    scenario: Scenario
    failures: list[Failure] = field(default_factory=list)
    effects: int = 0

    @property
    def passed(self) -> bool:
        return not self.failures


class BadStep(Exception):
    """A step that cannot be told: an unknown event, a time that is none."""

    def __init__(self, line: int, found: Words, expected: Words) -> None:
        super().__init__(found_and_expected(line, found, expected, "en"))
        self.line, self.found, self.expected = line, found, expected

    def text(self, language: Language) -> str:
        return found_and_expected(self.line, self.found, self.expected, language)


class BadEvent(Exception):
    """An event, or attributes, that the programme's door does not take."""

    def __init__(self, line: int, errors: EventErrors, catalogue: Catalogue, type_: str = "") -> None:
        super().__init__(f"line {line}: {errors}")
        self.line, self.errors, self.catalogue, self.type = line, errors, catalogue, type_

    def text(self, language: Language) -> str:
        """What the door says, of the fields by their words in the language."""
        names = _field_names(self.catalogue, language, self.type)
        told = (replace(one, path=_in_words(one.path, names)) for one in self.errors.errors)
        return EventErrors(told).text(language)


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
        self.language = language
        self.seed = seed
        self.watcher = watcher
        self._scene: Scene | None = None
        self.plan = plan
        self.runners = runners
        self.zone = Zone(plan.timezone, plan.day_start)
        self.door = Door(plan)
        self.types = {type_.name: type_ for type_ in plan.events}
        self.catalogue = catalogue
        self.words = spellings(catalogue)
        self.field_words = _field_words(catalogue)
        self.money_missions = money_missions(plan)

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
                attributes = self._attributes(given.attributes, scenario.line)
                for session in sessions:
                    session.join(name, self.instant(given.joined, scenario.line), attributes)
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

    def instant(self, text: str, line: int) -> int:
        """A local time of the programme (`2026-03-01 10:00`, seconds optional), a date, or RFC 3339."""
        match = _LOCAL.fullmatch(text)
        if match is None:
            try:
                return parse_instant(text)
            except ValueError:
                raise BadStep(line, f"`{text}`", said("a_time")) from None
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        try:
            start = self.zone.instant_of(day_of(year, month, day), hour * 60 + minute)
        except ValueError:
            raise BadStep(line, f"`{text}`", said("real_date")) from None
        return start + second * SECOND

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
        self._agree(told, sessions, runs, step)
        for failure in (
            self._effects(runs[0], step),
            self._outcome(runs[0], step),
            *self._others(runs[0], step),
            *self._state(sessions[0], step),
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
            for text in _texts(node):
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
        at = self.instant(step.at, step.line)
        if step.everyone:
            return session.pass_time(at)
        if step.buy is not None:
            return session.send(self._bought(step, step.buy, at, events))
        if not step.type:
            return session.advance(step.member, at)
        event = self._event(step, at)
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
        at = self.instant(step.at or "", step.line)
        try:
            cart = quoting.read_cart(self.plan, nodes, self.field_words, _raw)
        except EventErrors as error:
            raise BadEvent(step.line, error, self.catalogue) from None
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
            texts = _texts(node)
            expected = texts if word == "points" else [quoting.normal(text, self.plan) for text in texts]
            if not quoting.agrees(expected, actual[word]):
                ours, theirs = (
                    tuple(quoting.in_language(text, self.language) for text in each)
                    for each in (expected, actual[word])
                )
                failures.append(Failure(step.line, said("state", word=pair(word)).text, ours, theirs))
        brought = quoting.brought(quote)
        if step.brings is not None and not self._match(step.brings, brought, True, step.line):
            what = said("state", word=pair("brings"))
            failures.append(self._differing(step.line, what, step.brings, brought))
        return failures

    def _bought(self, step: ScenarioStep, quote: str, at: int, events: dict[str, Event]) -> Event:
        """The order of an earlier quote, its id also its number."""
        if quote not in events:
            raise BadStep(step.line, f"`{quote}`", said("earlier_id"))
        template, number = events[quote], step.id or f"e{step.number}"
        key = self.types[template.type].key
        fields = {**template.fields, **({} if key in (None, "id") else {str(key): number})}
        event = replace(template, id=number, source=step.source, at=at, fields=fields)
        events[number] = event
        return event

    # ------------------------------------------------------------------------- events

    def _event(self, step: ScenarioStep, at: int) -> Event:
        name = self.words.get(step.type, step.type)
        type_ = self.types.get(name)
        if type_ is None:
            raise BadStep(step.line, said("the_event", type=step.type), self._events_like(step.type))
        fields = self._fields(type_, step)
        envelope = {
            "id": step.id or (f"e{step.number}.{step.time}" if step.time else f"e{step.number}"),
            "type": name,
            "member": step.member,
            "at": format_instant(at),
        }
        if step.source:
            envelope["source"] = step.source
        try:
            return self.door.read_event({**envelope, **fields})
        except EventErrors as error:
            raise BadEvent(step.line, error, self.catalogue, name) from None

    def _events_like(self, type_: str) -> Words:
        """The event that was probably meant, or all there are."""
        spelled = {word for word, name in self.words.items() if name in self.types}
        near = did_you_mean(type_, spelled | set(self.types))
        return one_of(sorted(self.types), self.catalogue.names("zh")) if near is None else f"`{near}`"

    def _fields(self, type_: EventType, step: ScenarioStep) -> dict[str, Any]:
        known = {field.name: field for field in type_.fields}
        given = {self.field_words.get(word, word): (word, node) for word, node in step.fields.items()}
        for name, (word, node) in given.items():
            if name not in known:
                found = said("field_of", word=word, event=step.type)
                raise BadStep(node.line, found, one_of(known, _field_names(self.catalogue, "zh", type_.name)))
        return {name: _raw(node, known[name], self.field_words) for name, (_, node) in given.items()}

    def _attributes(self, given: Mapping[str, Node], line: int) -> Mapping[str, Scalar]:
        raw = {self.field_words.get(word, word): self._attribute(word, node) for word, node in given.items()}
        try:
            return self.door.read_attributes(raw)
        except EventErrors as error:
            raise BadEvent(line, error, self.catalogue) from None

    def _attribute(self, word: str, node: Node) -> Any:
        name = self.field_words.get(word, word)
        spec = next((field for field in self.plan.attributes if field.name == name), None)
        return _raw(node, spec, self.field_words)

    def _agree(
        self, told: Told, sessions: list[Session[Any]], runs: list[list[Step]], step: ScenarioStep
    ) -> None:
        """Both engines gave the same steps and left every member with the same snapshot."""
        for session, run in zip(sessions[1:], runs[1:], strict=True):
            if run != runs[0]:
                told.failures.append(Failure(step.line, said("differ").text, _lines(run), _lines(runs[0])))
                return
            for member in sessions[0].members:
                ours, theirs = sessions[0].snapshot(member), session.snapshot(member)
                if ours != theirs:
                    what = said("differ_state", member=member).text
                    told.failures.append(Failure(step.line, what, (str(theirs),), (str(ours),)))
                    return

    def _effects(self, run: list[Step], step: ScenarioStep) -> Failure | None:
        if step.expect is None:
            return None
        effects = [effect for one in run if one.member == step.member for effect in one.outcome.effects]
        if self._match(step.expect, effects, step.whole, step.line):
            return None
        return self._differing(step.line, said("effects"), step.expect, effects)

    def _others(self, run: list[Step], step: ScenarioStep) -> list[Failure]:
        failures = []
        asked = [(*one, True) for one in step.also.items()] + [
            (*one, False) for one in step.also_some.items()
        ]
        for member, expected, whole in asked:
            effects = [effect for one in run if one.member == member for effect in one.outcome.effects]
            if not self._match(expected, effects, whole, step.line):
                failures.append(
                    self._differing(step.line, said("effects_for", member=member), expected, effects)
                )
        return failures

    def _differing(
        self, line: int, what: Said, expected: Sequence[Expected], effects: Sequence[Effect]
    ) -> Failure:
        language = self.language
        return Failure(
            line,
            what.text,
            tuple(one.text(language) for one in expected),
            tuple(_said(effect, self.plan, language) for effect in effects),
        )

    def _match(self, expected: Sequence[Expected], effects: list[Effect], whole: bool, line: int) -> bool:
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
            stated = {"off": written(value, self.plan), "sure": "yes" if _YES.get(value) else "no"}
            return self._shown(effect, word) == stated.get(word, value)
        names = {
            "until": ("valid_until", "claim_until", "until"),
            "expires": ("expires_at",),
            "ripens": ("ripens_at",),
            "not before": ("not_before",),
            "valid from": ("valid_from",),
        }[word]
        found = next((at for name in names if (at := getattr(effect, name, None)) is not None), None)
        return found is not None and found == self.instant(value, line)

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

    def _outcome(self, run: list[Step], step: ScenarioStep) -> Failure | None:
        if not run:
            return None
        outcome = run[0].outcome
        actual = " ".join(filter(None, (outcome.status, outcome.reason, outcome.detail)))
        expected = step.outcome or ("duplicate" if step.again else "applied")
        status, reason, detail = parts_of(expected)
        if (
            outcome.status == status
            and reason in ("", outcome.reason)
            and (not detail or " ".join(outcome.detail.split()) in (detail, self.words.get(detail, detail)))
        ):
            return None
        ours, theirs = (outcome_in(each, self.language) for each in (expected, actual))
        return Failure(step.line, said("outcome").text, (ours,), (theirs,))

    def _state(self, session: Session[Any], step: ScenarioStep) -> list[Failure]:
        if not step.state:
            return []
        has = self._holdings(session.snapshot(step.member))
        failures = []
        for word, node in step.state.items():
            expected, actual = _stated(node, has[word])
            if word in ("balance", "pending", "owed"):
                expected = self._money(expected, actual)
            elif word == "progress":
                expected = self._progress(expected)
            elif word == "valid from" and isinstance(expected, dict):
                expected = {
                    name: self.zone.to_local_text(self.instant(str(time), step.line))
                    for name, time in expected.items()
                }
            if expected != actual:
                failures.append(
                    Failure(step.line, said("state", word=pair(word)).text, _shown(expected), _shown(actual))
                )
        return failures

    def _holdings(self, snapshot: Snapshot) -> dict[str, Any]:
        """What a snapshot has, under the words in which scenarios ask for it."""

        def amounts(numbers: Iterable[tuple[str, int]]) -> dict[str, str]:
            return {currency: amount_of(amount, currency, self.plan) for currency, amount in numbers}

        return {
            "balance": amounts((points.currency, points.live - points.owed) for points in snapshot.points),
            "pending": amounts((points.currency, points.pending) for points in snapshot.points),
            "owed": amounts((points.currency, points.owed) for points in snapshot.points),
            "holds": sorted(benefit.benefit for benefit in snapshot.benefits),
            "reserved": sorted(one.benefit for one in snapshot.benefits if one.state == "reserved"),
            "valid from": {
                one.benefit: self.zone.to_local_text(one.valid_from)
                for one in snapshot.benefits
                if one.valid_from is not None
            },
            "tier": {tiers.tiers: tiers.level for tiers in snapshot.tiers},
            "progress": {
                one.mission: format_money(one.progress, self.plan.currency)
                if one.mission in self.money_missions
                else str(one.progress)
                for one in snapshot.missions
            },
            "completed": {mission.mission: str(mission.completed) for mission in snapshot.missions},
            "tags": list(snapshot.tags),
            "score": {score: str(value) for score, value in snapshot.scores},
            "empty draws": {draw: str(count) for draw, count in snapshot.empty_draws},
            "teams": {team: list(actors) for team, actors in snapshot.teams},
            "standings": {
                one.board: {member: str(value) for member, value in one.values} for one in snapshot.standings
            },
        }

    def _progress(self, expected: Any) -> Any:
        """Stated progress, of missions that count money written out."""
        if isinstance(expected, dict):
            return {
                name: written(str(text), self.plan) if name in self.money_missions else text
                for name, text in expected.items()
            }
        only = len(self.plan.missions) == len(self.money_missions) == 1
        return written(str(expected), self.plan) if only and isinstance(expected, str) else expected

    def _money(self, expected: Any, actual: Any) -> Any:
        """Stated balances, of stored value written out: `100` is `100.00`."""
        money = stored_value(self.plan)
        if isinstance(expected, dict):
            return {
                name: written(str(text), self.plan) if name in money else text
                for name, text in expected.items()
            }
        only = len(self.plan.points) == 1 and self.plan.points[0].id in money
        return written(str(expected), self.plan) if only and isinstance(actual, str) else expected


def _texts(node: Node) -> list[str]:
    """The texts of a list, or one alone; none for `nothing`."""
    if isinstance(node.value, str):
        return [] if node.value in NOTHING else [node.value]
    items = node.value if isinstance(node.value, list) else []
    return [item.value for item in items if isinstance(item.value, str)]


def _raw(node: Node, spec: EventField | None, words: Mapping[str, str]) -> Any:
    """A YAML text as what the door expects for the field's type; the door says what is wrong with it."""
    if isinstance(node.value, list):
        if spec is None or spec.type != "items":
            return [_raw(item, None, words) for item in node.value]
        known = {field.name: field for field in spec.fields}
        return [
            {
                (name := words.get(word, word)): _raw(value, known.get(name), words)
                for word, value in (item.value if isinstance(item.value, dict) else {}).items()
            }
            for item in node.value
        ]
    if isinstance(node.value, dict):
        return {word: _raw(value, None, words) for word, value in node.value.items()}
    text = node.value
    if spec is not None and spec.type == "number" and re.fullmatch(r"-?[0-9]{1,18}", text):
        return int(text)
    if spec is not None and spec.type == "flag":
        return _YES.get(text, text)
    if spec is not None and spec.type == "texts":
        return [text]
    return text


def spellings(catalogue: Catalogue) -> dict[str, str]:
    """Every spelling of a standard event, field or attribute → its word."""
    events = {
        spelling: event.type.name
        for event in catalogue.events
        for spellings in event.labels.values()
        for spelling in spellings
    }
    return {**_field_words(catalogue), **events}


def _field_words(catalogue: Catalogue) -> dict[str, str]:
    """Every spelling of a field or attribute → its word."""
    words: dict[str, str] = {}
    for event in catalogue.events:
        for name, labels in event.field_labels.items():
            for spellings in labels.values():
                words.update(dict.fromkeys(spellings, name))
    for attribute in catalogue.attributes:
        for spellings in attribute.labels.values():
            words.update(dict.fromkeys(spellings, attribute.field.name))
    return words


def _field_names(catalogue: Catalogue, language: Language, type_: str) -> dict[str, str]:
    """What readers of a language call fields and attributes, those of the event of this type first."""
    labels = [(each.field.name, each.labels) for each in catalogue.attributes]
    for event in sorted(catalogue.events, key=lambda event: event.type.name == type_):
        labels += event.field_labels.items()
    return {name: spellings[language][0] for name, spellings in labels if spellings.get(language)}


def _in_words(path: str, names: Mapping[str, str]) -> str:
    """A path such as `items[2].price` in a reader's words."""
    return re.sub(r"[a-z_]+", lambda step: names.get(step[0], step[0]), path)


def _said(effect: Effect, plan: Plan, language: Language) -> str:
    verb, of = phrase(effect, plan)
    cause = said("cause", rule=effect.cause.rule).text(language)
    return f"{verb_in(verb, language)}: {subject_in(verb, of, language)}{cause}"


def _shown(value: Any) -> tuple[str, ...]:
    """What a member has, a line each; none for nothing."""
    match value:
        case dict():
            return tuple(f"{name}: {part}" for name, part in value.items())
        case list():
            return tuple(map(str, value))
        case _:
            return (str(value),)


def _lines(run: list[Step]) -> tuple[str, ...]:
    return tuple(
        f"{one.member} {one.outcome.status} {one.outcome.reason or ''} {list(map(str, one.outcome.effects))}"
        for one in run
    )


def _plain(node: Node) -> Any:
    """A node as texts, lists and mappings."""
    match node.value:
        case list():
            return [_plain(item) for item in node.value]
        case dict():
            return {name: _plain(item) for name, item in node.value.items()}
        case text:
            return text


def _stated(node: Node, actual: Any) -> tuple[Any, Any]:
    """The stated value and the part of the actual one that it speaks of."""
    if isinstance(node.value, dict):
        expected = {name: _plain(value) for name, value in node.value.items()}
        return expected, {name: value for name, value in actual.items() if name in expected}
    if isinstance(node.value, list):
        return sorted(str(item.value) for item in node.value), sorted(actual)
    if node.value in ("nothing", "无"):
        return [], actual if isinstance(actual, list) else [actual]
    if isinstance(actual, dict) and len(actual) == 1:
        return node.value, next(iter(actual.values()))
    if isinstance(actual, list):
        return [node.value], actual
    return node.value, actual
