"""W3 in our words: the example's engine, the generator's events, and a summary the oracle can compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from benchmarks.beside import ROOT, beside
from benchmarks.w3_words import LEVELS, Row, event_of, words_of
from benefitdsl import api
from benefitdsl.engine.compile import Engine, Replay
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools

RULES = ROOT / "examples" / "rules" / "w3" / "w3.en.benefit"


@dataclass(frozen=True, slots=True)
class Programme:
    """`rows` as the generator makes them, `events` the same in our form; both in the order of the stream."""

    oracle: ModuleType
    limit: ModuleType
    book: Rulebook
    mod: int
    rows: list[Row]
    events: list[Event]

    @property
    def engine(self) -> Engine:
        return self.book.engine

    @property
    def joined(self) -> int:
        return int(self.oracle.T0) * 1_000_000

    def of_member(self) -> dict[str, list[Event]]:
        """Each member's events, in order."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.member, []).append(event)
        return found


def programme(mod: int) -> Programme:
    """Members whose number `mod` divides; `NotBeside`, `RuleErrors`."""
    oracle, limit = beside("w3_reference"), beside("w3_limit")
    book = api.load(RULES)
    rows = [row for row in oracle.generate() if row["member"] % mod == 0]
    return Programme(oracle, limit, book, mod, rows, [event_of(row) for row in rows])


class Stream(Iterator[Event]):
    """One member's events as they come: what is put in is what the open replay takes next."""

    def __init__(self, engine: Engine, member: str, joined: int) -> None:
        self.event: Event | None = None
        self.replay: Replay = engine.replay(engine.new_member(member, joined), self)

    def __next__(self) -> Event:
        assert self.event is not None
        return self.event


def streamed(programme: Programme) -> tuple[list[tuple[Effect, ...]], dict[str, Replay]]:
    """The events in the order of the stream, each applied in place to its member."""
    engine, joined = programme.engine, programme.joined
    streams: dict[str, Stream] = {}
    effects: list[tuple[Effect, ...]] = []
    for event in programme.events:
        stream = streams.get(event.member)
        if stream is None:
            stream = streams[event.member] = Stream(engine, event.member, joined)
        stream.event = event
        effects.append(next(stream.replay).effects)
    return effects, {member: stream.replay for member, stream in streams.items()}


def evaluated(programme: Programme) -> tuple[list[tuple[Effect, ...]], dict[str, Member]]:
    """The same, each event on the frozen state before it."""
    engine, joined, pools = programme.engine, programme.joined, InMemoryPools()
    members: dict[str, Member] = {}
    effects: list[tuple[Effect, ...]] = []
    for event in programme.events:
        member = members.get(event.member) or engine.new_member(event.member, joined)
        members[event.member], outcome = engine.evaluate(member, event, pools)
        effects.append(outcome.effects)
    return effects, members


def agrees(programme: Programme, effects: Iterable[tuple[Effect, ...]], members: dict[str, Member]) -> bool:
    """Whether totals and digests are the oracle's."""
    engine, pools = programme.engine, InMemoryPools()
    end = (programme.oracle.END_DAY * 86400 - programme.oracle.TZ) * 1_000_000
    said = [
        (row["id"], *word)
        for row, found in zip(programme.rows, effects, strict=True)
        for word in words_of(found)
    ]
    states = []
    for number in sorted(map(int, members)):
        member, outcome = engine.advance(members[str(number)], end, pools)
        said += [(-1, *word) for word in words_of(outcome.effects)]
        view = engine.snapshot(member)
        points, tier, streak = view.points[0], view.tiers[0], view.missions[1].progress
        states.append(
            (number, points.live, points.owed, LEVELS[tier.level], tier.metric, streak, len(points.lots))
        )
    expected = programme.oracle.EXPECTED[programme.mod]
    found = programme.oracle.summary(said, states)
    return all(found[name] == value for name, value in expected.items() if not name.startswith("events"))
