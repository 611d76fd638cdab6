"""One evaluation under way: the state being written, the effects so far, and what everybody needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from benefitdsl.engine.reference.facts import State
from benefitdsl.engine.reference.localtime import LocalTime
from benefitdsl.model.decision import Reason, Status
from benefitdsl.model.effect import Cause, Effect
from benefitdsl.model.event import Event, Line
from benefitdsl.model.pools import Claim, PoolChange, Pools, Take
from benefitdsl.plan.parts import Origin, Plan


class Rejected(Exception):
    """The event is not applied: the decision returns the member as passed in."""

    def __init__(self, status: Status, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{status}/{reason} {detail}")
        self.status: Status = status
        self.reason: Reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Author:
    """The part that causes an effect: its id and its line."""

    id: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class TierEntered:
    tiers: str
    level: int
    reached: bool


@dataclass(frozen=True, slots=True)
class TierLeft:
    tiers: str
    level: int


@dataclass(frozen=True, slots=True)
class Completed:
    mission: str
    threshold: int
    last: bool


@dataclass(frozen=True, slots=True)
class Earned:
    currency: str


@dataclass(frozen=True, slots=True)
class Ripened:
    currency: str


@dataclass(frozen=True, slots=True)
class UsedUp:
    benefit: str


Raised = TierEntered | TierLeft | Completed | Earned | Ripened | UsedUp


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression is read against: a state, the event (or what is left of it) and the two instants."""

    plan: Plan
    state: State
    event: Event | None
    at: int
    now: int
    new_ranks: Mapping[str, int] = field(default_factory=dict)
    line: Line | None = None
    given_before: int | None = None  # how many lots are of before; None where nothing happens

    @property
    def time(self) -> LocalTime:
        return LocalTime(self.plan.timezone, self.plan.day_start)


@dataclass(slots=True)
class Run:
    """`key` names the cause: the key of the event, or `due_key` while time passes. `at` and `now` are then the instant
    that falls due."""

    plan: Plan
    state: State
    pools: Pools
    event: Event | None
    key: str
    at: int
    now: int
    effects: list[Effect] = field(default_factory=list)
    pool_changes: list[PoolChange] = field(default_factory=list)
    raised: list[Raised] = field(default_factory=list)
    new_ranks: dict[str, int] = field(default_factory=dict)
    seed: bytes | None = None
    draws: list[str] = field(default_factory=list)  # made so far in the decision: the keys of their causes
    most_effects: int | None = None  # from where on an event can only be refused for having too many
    given_before: int = field(
        init=False
    )  # how many lots are of before the event or instant, or what raised a round

    def __post_init__(self) -> None:
        self.given_before = len(self.state.given)

    @property
    def time(self) -> LocalTime:
        return LocalTime(self.plan.timezone, self.plan.day_start)

    @property
    def position(self) -> int:
        """Of the next effect, among those of the same cause."""
        return sum(effect.cause.event == self.key for effect in self.effects)

    @property
    def next_id(self) -> str:
        """The id of a lot, an instance or an addressed event that the next effect makes."""
        return f"{self.key}#{self.position}"

    @property
    def role_author(self) -> Author:
        """Roles and spending act in the name of the event's type."""
        assert self.event is not None
        return Author(self.event.type, Origin("", 0))

    def cause(self, author: Author) -> Cause:
        if self.most_effects is not None and len(self.effects) > self.most_effects:
            raise Rejected("refused", "too_many_effects")
        origin = author.origin
        return Cause(self.key, author.id, origin.file, origin.line, self.plan.version, self.position, self.at)

    def reading(self, state: State | None = None) -> Reading:
        return Reading(
            self.plan,
            state or self.state,
            self.event,
            self.at,
            self.now,
            self.new_ranks,
            given_before=self.given_before,
        )

    def used(self, key: str) -> int:
        own = sum(
            change.amount for change in self.pool_changes if isinstance(change, Take) and change.key == key
        )
        return self.pools.used(key) + own

    def owner(self, key: str) -> str | None:
        for change in reversed(self.pool_changes):
            if isinstance(change, Claim) and change.key == key:
                return change.owner
        return self.pools.owner(key)

    def take(self, key: str, amount: int, cap: int | None) -> None:
        if amount != 0:
            self.pool_changes.append(Take(key, amount, cap))

    def claim(self, key: str, owner: str) -> None:
        self.pool_changes.append(Claim(key, owner))


def due_key(instant: int, after: str = "") -> str:
    """The cause of what falls due, for a late event `after` that event."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)
    return f"{after}@" + moment.isoformat().replace("+00:00", "Z")


def text_of(value: object) -> str:
    """The text of a value in a key (spec §1.5)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
