"""Histories: members who join, events that are sent, time that passes; and what is seen while one is played.

Generators make them, laws watch them, the shrinker leaves parts of them out, and the writer turns one into a scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import assert_never

from benefitdsl.engine.compile import Engine
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.session import Happened, Session, Step
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, Scalar
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools


@dataclass(frozen=True, slots=True)
class Joining:
    """A member joins at an instant."""

    member: str
    at: int
    attributes: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sending:
    """The host sends an event; what it addresses to others is delivered before anything else happens."""

    event: Event


@dataclass(frozen=True, slots=True)
class Passing:
    """Time passes for everyone up to and including an instant."""

    until: int


Happening = Joining | Sending | Passing


@dataclass(frozen=True, slots=True)
class History:
    """What happens, in order; `seed` is for draws."""

    happenings: tuple[Happening, ...]
    seed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a history as it is seen: `number` is that of its happening, `told` says that another state addressed
    the event, and `trial` is what the member's state before would have made of another event. `pools` are as they were
    before it, and are only until the next one comes; `seed` is the history's."""

    number: int
    told: bool
    happened: Happened[Member]
    trial: Callable[[Event], Outcome]
    pools: InMemoryPools
    seed: bytes | None


def play(rulebook: Rulebook, history: History, watch: Callable[[Moment], None]) -> None:
    """Play a history on the production engine and show every step to `watch`. What the engine or the session raises
    is raised on."""
    playing = Playing(rulebook, history.seed, watch)
    for happening in history.happenings:
        playing.happen(happening)


class Watching:
    """Makes moments of what a session shows: whoever drives it says what is about to happen."""

    def __init__(
        self, engine: Engine, pools: InMemoryPools, seed: bytes | None, watch: Callable[[Moment], None]
    ) -> None:
        self.engine, self.pools, self.seed, self.watch = engine, pools, seed, watch
        self._number = 0
        self._sent: Event | None = None

    def begin(self, number: int, sent: Event | None) -> None:
        """The happening of this number begins; `sent` is the event of the host, if it is one."""
        self._number, self._sent = number, sent

    def seen(self, happened: Happened[Member]) -> None:
        event = happened.step.event
        told = event is not None and event is not self._sent
        trial = partial(self._trial, happened.before)
        self.watch(Moment(self._number, told, happened, trial, self.pools, self.seed))

    def _trial(self, before: Member, event: Event) -> Outcome:
        return self.engine.evaluate(before, event, self.pools, self.seed)[1]


class Playing:
    """A history while it is played, one happening after the other; `watch` is shown every step."""

    def __init__(self, rulebook: Rulebook, seed: bytes | None, watch: Callable[[Moment], None]) -> None:
        self.engine, pools = rulebook.engine, InMemoryPools()
        self._watching = Watching(self.engine, pools, seed, watch)
        self.session = Session(self.engine, pools, seed, self._watching.seen)
        self._number = -1

    def happen(self, happening: Happening) -> list[Step]:
        """Let the next thing happen; the steps that it led to, the event's own first."""
        self._number += 1
        self._watching.begin(self._number, happening.event if isinstance(happening, Sending) else None)
        match happening:
            case Joining(member, at, attributes):
                self.session.join(member, at, attributes)
                return []
            case Sending(event):
                return self.session.send(event)
            case Passing(until):
                return self.session.pass_time(until)
            case _:
                assert_never(happening)


__all__ = ["Happening", "History", "Joining", "Moment", "Passing", "Playing", "Sending", "Watching", "play"]
