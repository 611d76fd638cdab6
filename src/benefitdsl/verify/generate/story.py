"""A history while it is made: what happened so far, who is there, and what time it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from benefitdsl.host.session import Step, is_actor
from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.verify.generate.choices import Choices
from benefitdsl.verify.generate.ground import Ground
from benefitdsl.verify.generate.interest import Interest
from benefitdsl.verify.generate.themes import Theme
from benefitdsl.verify.history import Happening, History, Moment, Playing, Sending


class Broke(Exception):
    """The engine raised at the last thing that happened; the cause is what it raised."""

    def __init__(self, history: History) -> None:
        super().__init__(f"the engine broke at happening {len(history.happenings)}")
        self.history = history


@dataclass
class Story:
    """A history under way. `sent` are the events of the host, `applied` those of them that counted."""

    ground: Ground
    theme: Theme
    choices: Choices
    seed: bytes | None
    watch: Callable[[Moment], None]
    now: int
    end: int  # no leap goes beyond it
    people: tuple[str, ...] = ()
    joined: dict[str, int] = field(default_factory=dict)
    happenings: list[Happening] = field(default_factory=list)
    sent: list[Event] = field(default_factory=list)
    applied: list[Event] = field(default_factory=list)
    playing: Playing = field(init=False)

    def __post_init__(self) -> None:
        self.playing = Playing(self.ground.rulebook, self.seed, self.watch)

    @property
    def interest(self) -> Interest:
        return self.theme.interest

    @property
    def number(self) -> int:
        """That of what happens next, counted from 1."""
        return len(self.happenings) + 1

    def state(self, member: str) -> Member:
        return self.playing.session.members[member]

    def snapshot(self, member: str) -> Snapshot:
        return self.playing.session.snapshot(member)

    def actors(self) -> list[str]:
        return [one for one in self.playing.session.members if is_actor(one)]

    def happen(self, happening: Happening) -> list[Step]:
        """Let it happen; the steps that it led to, the event's own first. `Broke`."""
        self.happenings.append(happening)
        try:
            steps = self.playing.happen(happening)
        except Exception as error:  # whatever the engine raises on valid events is found, not suffered
            raise Broke(self.history()) from error
        if isinstance(happening, Sending):
            self.sent.append(happening.event)
            if steps[0].outcome.status == "applied":
                self.applied.append(happening.event)
        return steps

    def would_bring(self, event: Event) -> tuple[Effect, ...]:
        """What would come of an event for its member, nothing where it would not count. `Broke`."""
        session = self.playing.session
        try:
            outcome = self.playing.engine.evaluate(self.state(event.member), event, session.pools, self.seed)[
                1
            ]
        except Exception:  # as in `happen`, which it comes to
            self.happen(Sending(event))
            raise
        return outcome.effects if outcome.status == "applied" else ()

    def history(self) -> History:
        return History(tuple(self.happenings), self.seed)

    def applied_of(self, type_: str, member: str) -> list[Event]:
        return [event for event in self.applied if event.type == type_ and event.member == member]
