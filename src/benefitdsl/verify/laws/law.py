"""What is found when a law does not hold, and who looks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from benefitdsl.engine.book import Source
from benefitdsl.engine.explain.story import Finding
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import Given, Limit, Origin
from benefitdsl.verify.history import Moment

BuiltIn = Literal["runs", "usable", "no_enrichment", "free_of_charge"]
"""The laws that hold of every programme (spec §21.3)."""


@dataclass(frozen=True, slots=True)
class ReadOtherwise:
    """A condition was to hold afterwards, or (`wanted` False) not to; `findings` say what it read."""

    findings: tuple[Finding, ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class NotGiven:
    """The event did not give it; of a law about the past (`ever`) nothing did so far."""

    thing: Given
    ever: bool = False


@dataclass(frozen=True, slots=True)
class GivenAllTheSame:
    thing: Given
    amount: int


@dataclass(frozen=True, slots=True)
class TooMuch:
    """So much of the things together counts in the limit's window."""

    things: tuple[Given, ...]
    amount: int
    limit: Limit


@dataclass(frozen=True, slots=True)
class HasMore:
    """The member has more of it after than before: after the event, or with `undone` after the event and a refund of
    all of it."""

    thing: Given
    before: int
    after: int
    undone: bool = False


@dataclass(frozen=True, slots=True)
class GaveLess:
    """With `more` instead of `value` in the field the event would have given `less` instead of `amount`."""

    thing: Given
    field: str
    value: int
    more: int
    amount: int
    less: int


@dataclass(frozen=True, slots=True)
class Kept:
    """So much of what the event gave stays after all of it was taken back; `tried` where only a trial took it back."""

    thing: Given
    amount: int
    tried: bool


@dataclass(frozen=True, slots=True)
class OverAtOnce:
    """It is over at `end`, which is no later than `start`, when it could first be used."""

    thing: Given
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OverBeforeClaim:
    """It can be claimed until `claim_until`, but has ended at `end` by then."""

    thing: Given
    claim_until: int
    end: int


@dataclass(frozen=True, slots=True)
class NeverUsable:
    """No instant of its validity lies in its schedule."""

    thing: Given
    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class CoversAll:
    """It takes `off` (or more) off an order that just reaches `minimum`."""

    thing: Given
    off: int
    minimum: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The engine stopped: the name of what it raised, and its sentence."""

    error: str
    text: str


@dataclass(frozen=True, slots=True)
class TooManyEffects:
    """The event was refused because it would have led to more than one may."""


Found = (
    ReadOtherwise
    | NotGiven
    | GivenAllTheSame
    | TooMuch
    | HasMore
    | GaveLess
    | Kept
    | OverAtOnce
    | OverBeforeClaim
    | NeverUsable
    | CoversAll
    | Failed
    | TooManyEffects
)


@dataclass(frozen=True, slots=True)
class Breach:
    """A law that did not hold: `law` is its name, `origin` its line (None: built in). `member` is "" and `at` None for
    what is wrong with the programme whatever happens; `event` is None when only time passed. `rules` are the parts of
    the programme that took part in it, each with its line."""

    law: str
    origin: Origin | None
    found: Found
    rules: tuple[Source, ...] = ()
    member: str = ""
    at: int | None = None
    event: Event | None = None


class Watcher(Protocol):
    """Watches one law through one history: the steps of the history are shown to it in order."""

    @property
    def law(self) -> str:
        """The name of the law."""

    @property
    def concerned(self) -> bool:
        """Whether the law spoke of anything so far: one that no history concerned was not tried, and is told so."""

    def see(self, moment: Moment) -> Breach | None:
        """What is wrong now. A breach may be told again at later moments."""
