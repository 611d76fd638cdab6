"""What holds for every programme, one law a function: each returns what is wrong, "" if nothing is.

A fault is told in a line, so that a campaign can count faults alike; an exception of ours that has no business here is
a fault too (`broken`).
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from traceback import extract_tb
from typing import Any, cast

from benefitdsl.api import Reading, compile_reading
from benefitdsl.diagnostics import Diagnostics, render_json, render_text
from benefitdsl.engine.reference import Reference
from benefitdsl.engine.rulebook import Decision, Rulebook
from benefitdsl.model.effect import EventAddressed
from benefitdsl.model.event import Event
from benefitdsl.model.json import effect_from_json, effect_to_json, snapshot_from_json, snapshot_to_json
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.plan.codec import plan_from_text, plan_to_text, plan_version
from benefitdsl.plan.parts import Plan
from benefitdsl.source import Source
from benefitdsl.std import STANDARD
from benefitdsl.syntax import ast
from benefitdsl.syntax.format import format_module
from benefitdsl.syntax.parse import parse
from tests.support.playing import MAX_DELIVERED, SEED, Engine, Playing, compared, is_actor
from tests.support.steps import Advance, Join, Send, Step
from tests.support.texts.events import DAY, FRIEND, LATEST, MEMBER, START, Drawer, attributes
from tests.support.texts.programmes import Programme

LANGUAGES = ("en", "zh")
EVENTS = 100


@dataclass
class Tried:
    """A programme under trial: its texts, what the checks said, the plan if they took it, and the faults found."""

    programme: Programme
    texts: dict[str, list[str]] = field(default_factory=dict)
    plan: Plan | None = None
    codes: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)
    effects: set[str] = field(default_factory=set)
    statuses: dict[str, int] = field(default_factory=dict)


def tried(programme: Programme, *, events: int = EVENTS) -> Tried:
    """Hold a programme against all laws."""
    found = Tried(programme)
    for law in LAWS:
        try:
            found.faults += [f"{law.__name__}: {fault}" for fault in law(found)]
        except Exception as error:
            found.faults.append(f"{law.__name__}: {broken(error)}")
        if law is _TEXT_LAWS[0] and found.faults:
            return found  # without a text there is nothing more to ask
    if found.plan is not None:
        try:
            found.faults += [f"runs: {fault}" for fault in runs(found, found.plan, events)]
        except Exception as error:
            found.faults.append(f"runs: {broken(error)}")
    return found


def broken(error: Exception) -> str:
    """The exception and the line of ours that it came from."""
    frames = [each for each in extract_tb(error.__traceback__) if "/benefitdsl/" in each.filename]
    place = f"{frames[-1].filename.rpartition('/benefitdsl/')[2]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}: {str(error)[:120]}"


# ------------------------------------------------------------------------------------------------ texts


def reads_back(found: Tried) -> Iterator[str]:
    """`parse(format(m)) == m` in both languages, and formatting the result changes nothing."""
    for language in LANGUAGES:
        for module in found.programme.modules:
            text = format_module(module, STANDARD, language)
            found.texts.setdefault(language, []).append(text)
            read, diagnostics = parse(Source("text", text), STANDARD)
            if diagnostics.has_errors or _in(read, "en") != _in(module, "en"):
                yield f"{language} reads as another tree"
            elif format_module(read, STANDARD) != text:
                yield f"{language} is formatted again"


def _in(module: ast.Module, language: str) -> ast.Module:
    """The module with the language that it states changed, which differs from text to text."""
    blocks = tuple(
        replace(
            block,
            fields=tuple(
                replace(each, value=ast.Choice(language)) if each.label == "language" else each
                for each in block.fields
            ),
        )
        for block in module.blocks
    )
    return replace(module, blocks=blocks, language=language)


def comes_back_from_the_other_language(found: Tried) -> Iterator[str]:
    """en→zh→en and zh→en→zh are the identity, to the byte."""
    for one, other in (LANGUAGES, LANGUAGES[::-1]):
        for text in found.texts[one]:
            there = format_module(_parsed(text), STANDARD, other)
            if format_module(_parsed(there), STANDARD, one) != text:
                yield f"{one} → {other} → {one}"


def _parsed(text: str) -> ast.Module:
    return parse(Source("text", text), STANDARD)[0]


# ------------------------------------------------------------------------------------------------ checks and plans


def compiled(texts: list[str]) -> tuple[Plan | None, Diagnostics, Reading]:
    """The plan of files in this order."""
    reading = Reading(STANDARD)
    for at, text in enumerate(texts):
        reading.add(f"part{at}.benefit", text)
    plan, diagnostics = compile_reading(reading)
    return plan, diagnostics, reading


def means_the_same_in_both_languages(found: Tried) -> Iterator[str]:
    """One plan, or the same mistakes; every message can be shown in both languages."""
    plans, codes = [], []
    for language in LANGUAGES:
        plan, diagnostics, reading = compiled(found.texts[language])
        plans.append(plan)
        codes.append(tuple(sorted(each.code for each in diagnostics if each.is_error)))
        for shown in ("en", "zh"):
            render_text(tuple(diagnostics), reading.sources, shown)
        render_json(diagnostics, reading.sources, "en")
    found.plan, found.codes = plans[0], codes[0]
    if codes[0] != codes[1]:
        yield f"en is refused for {codes[0]}, zh for {codes[1]}"
    elif plans[0] is not None and plans[1] is not None and plans[0].version != plans[1].version:
        yield "the two languages have two versions"


def survives_json(found: Tried) -> Iterator[str]:
    plan = found.plan
    if plan is None:
        return
    back = plan_from_text(plan_to_text(plan))
    if back != plan:
        yield "the plan comes back changed from JSON"
    if plan_version(back) != plan.version or back.version != plan.version:
        yield "the plan comes back with another version"


def ignores_comments(found: Tried) -> Iterator[str]:
    """Comments, blank lines, indentation and line ends change nothing of the version."""
    if found.plan is None:
        return
    rng = Random(f"comments {found.programme.seed}")
    for language in LANGUAGES:
        plan, diagnostics, _ = compiled([_disguised(rng, text) for text in found.texts[language]])
        if plan is None:
            yield f"with comments {language} is refused for {sorted({each.code for each in diagnostics})}"
        elif plan.version != found.plan.version:
            yield f"with comments {language} has another version"


def _disguised(rng: Random, text: str) -> str:
    lines: list[str] = []
    for line in text.splitlines():
        if rng.random() < 0.2:
            lines.append(rng.choice(("", "  ", "# why", "\t# 为什么")))
        lines.append(rng.choice(("", "  ", "\t", "\u3000")) + line + rng.choice(("", "  ", "   # behind")))
    return rng.choice(("\n", "\r\n")).join(lines) + rng.choice(("", "\n", "\n\n# at the end"))


def ignores_the_order_of_unlike_blocks(found: Tried) -> Iterator[str]:
    """Blocks of different families may change places: rules count in their order, and so does each family alone; only
    metrics and events, which stand where they are first asked for, may be listed in another order."""
    if found.plan is None or len(found.programme.modules) > 1:
        return
    module = _parsed(found.texts["en"][0])
    moved = replace(module, blocks=_moved(Random(f"order {found.programme.seed}"), module.blocks))
    plan, diagnostics, _ = compiled([format_module(moved, STANDARD, "en")])
    if plan is None:
        yield f"in another order it is refused for {sorted({each.code for each in diagnostics if each.is_error})}"
    elif _sorted(plan) != _sorted(found.plan):
        yield "in another order it means something else"


def _moved(rng: Random, blocks: tuple[ast.Block, ...]) -> tuple[ast.Block, ...]:
    """The blocks in any order in which those stay in theirs that make parts alike."""
    first, *left = blocks  # it states the language, so it comes first
    moved = [first]
    while left:
        free = [
            at
            for at, block in enumerate(left)
            if not any(_makes(block) & _makes(before) for before in left[:at])
        ]
        moved.append(left.pop(rng.choice(free)))
    return tuple(moved)


# What kinds make beside what their family says.
_ALSO = {
    "referral": {"rule"},
    "tiers": {"rule"},
    "board": {"rule"},
    "team": {"rule", "mission"},
    "bargain": {"rule", "promotion", "benefit"},
    "membership": {"offer"},
    "draw": {"offer"},
}


def _makes(block: ast.Block) -> set[str]:
    """The families of which a block makes parts; what belongs to none stays among its kind."""
    family: str = STANDARD.kind(block.kind).family
    return {block.kind if family == "none" else family} | _ALSO.get(block.kind, set())


def _sorted(plan: Plan) -> str:
    metrics = tuple(sorted(plan.metrics, key=lambda metric: metric.id))
    return plan_version(
        replace(plan, metrics=metrics, events=tuple(sorted(plan.events, key=lambda event: event.name)))
    )


_TEXT_LAWS: tuple[Callable[[Tried], Iterator[str]], ...] = (reads_back, comes_back_from_the_other_language)
LAWS = (
    *_TEXT_LAWS,
    means_the_same_in_both_languages,
    survives_json,
    ignores_comments,
    ignores_the_order_of_unlike_blocks,
)


# ------------------------------------------------------------------------------------------------ running


def runs(found: Tried, plan: Plan, events: int = EVENTS) -> Iterator[str]:
    """What check accepts never raises on valid events, nor in anything that is asked of it; and both engines agree.

    What is told to friends, teams and boards is delivered to them, and time passes for teams and boards too."""
    rng = Random(f"events {found.programme.seed}")
    rulebook = Rulebook(plan)
    drawer = Drawer(plan, rng)
    joined = START - rng.choice((0, 0, DAY, 400 * DAY))
    known = rulebook.door.read_attributes(attributes(plan, rng))
    everyone = Everyone(rulebook, {MEMBER: rulebook.engine.new_member(MEMBER, joined, known)})
    steps: list[Step] = [Join(MEMBER, joined, dict(known))]
    told = 0
    for number in range(events):
        if rng.random() < 0.06:
            due = rulebook.next_due(everyone.members[MEMBER])
            drawer.now = max(drawer.now, due) if due is not None and due < LATEST else drawer.now + 3 * DAY
            steps.append(Advance(rng.choice((MEMBER, MEMBER, *everyone.actors)), drawer.now))
        else:
            sent = drawer.event(rulebook.snapshot(everyone.members[MEMBER]))
            event = rulebook.door.read_event(sent)
            if _read_again(rulebook, event) != event:
                yield f"an event comes back changed through the door: {sent}"
            steps.append(Send(event))
        for decision in everyone.play(steps[-1]):
            found.statuses[decision.status] = found.statuses.get(decision.status, 0) + 1
            found.effects.update(type(effect).__name__ for effect in decision.effects)
            if number % 9 == 0 or (decision.effects and told < 8):
                told += 1
                yield from _tells(decision, plan, number)
            for effect in decision.effects if decision.status != "duplicate" else ():
                _hear(drawer, rulebook, effect)
    for member in everyone.members.values():
        if Member.from_json(json.loads(json.dumps(member.to_json()))) != member:
            yield "the member comes back changed from JSON"
        snapshot = rulebook.snapshot(member)
        if snapshot_from_json(snapshot_to_json(snapshot)) != snapshot:
            yield "the snapshot comes back changed from JSON"
    yield from _agree(found, plan, rulebook, steps)


@dataclass
class Everyone:
    """The members, teams and boards of a run, through the rulebook as a host has it."""

    rulebook: Rulebook
    members: dict[str, Member]
    pools: InMemoryPools = field(default_factory=InMemoryPools)

    @property
    def actors(self) -> list[str]:
        return [member for member in self.members if is_actor(member)]

    def play(self, step: Step) -> Iterator[Decision]:
        """Play a step and deliver what it addresses, each at the end of one queue (spec §15.5)."""
        queue = deque[Event]()
        if isinstance(step, Advance):
            member = self.members[step.member]
            yield self._kept(self.rulebook.advance(member, step.to, pools=self.pools, seed=SEED), queue)
        elif isinstance(step, Send):
            queue.append(step.event)
        for _ in range(MAX_DELIVERED):
            if not queue:
                return
            event = queue.popleft()
            if event.member not in self.members:
                self.members[event.member] = self.rulebook.engine.new_member(event.member, event.at, {})
            member = self.members[event.member]
            yield self._kept(self.rulebook.evaluate(member, event, pools=self.pools, seed=SEED), queue)
        raise RuntimeError("members tell each other without end")

    def _kept(self, decision: Decision, queue: deque[Event]) -> Decision:
        if decision.status != "duplicate":
            self.pools.apply(decision.pool_changes)
        self.members[decision.member.id] = decision.member
        queue.extend(decision.addressed)
        self.rulebook.next_due(decision.member)
        return decision


def _read_again(rulebook: Rulebook, event: Event) -> Event:
    return rulebook.door.read_event(json.loads(json.dumps(rulebook.door.write_event(event))))


def _tells(decision: Any, plan: Plan, number: int) -> Iterator[str]:
    """Explained in both languages, and its effects come back from JSON."""
    for language in LANGUAGES:
        if not decision.explain(language).strip() and decision.effects:
            yield f"nothing is told of event {number} in {language}"
    json.dumps(decision.to_json(), allow_nan=False)
    for effect in decision.effects:
        if effect_from_json(effect_to_json(effect, plan.currency), plan.currency) != effect:
            yield f"an effect comes back changed from JSON: {type(effect).__name__}"


def _hear(drawer: Drawer, rulebook: Rulebook, effect: Any) -> None:
    """What is addressed to the member, or to its friend as if the friend were the member, comes in later."""
    if isinstance(effect, EventAddressed) and effect.to in (MEMBER, FRIEND) and len(drawer.waiting) < 5:
        event = Event(effect.id, effect.type, MEMBER, effect.cause.at, dict(effect.fields))
        drawer.heard(rulebook.door.write_event(event))


def _agree(found: Tried, plan: Plan, rulebook: Rulebook, steps: list[Step]) -> Iterator[str]:
    """The reference engine shows the same; the first steps of every programme, all of some."""
    shown = steps if found.programme.seed % 8 == 0 else steps[:20]
    playing, engine = Playing(Reference(plan)), cast("Engine", rulebook.engine)
    difference = compared((playing.play(step) for step in shown), engine, shown)
    if difference is None:
        return
    expected, got = difference.expected, difference.got
    if expected.error or got.error:
        yield f"step {difference.index}: reference {expected.error or 'fine'}, engine {got.error or 'fine'}"
    else:
        yield f"the engines differ at step {difference.index}"
