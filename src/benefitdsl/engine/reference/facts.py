"""The state of a member as lists of facts, each written once; everything else is derived by reading them.

A fact is never changed. The few that a refund computes again (metric entries, contributions) are replaced in their
list by a new fact. So copying the lists copies the state.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event, FieldValue, Scalar

FiringKind = Literal["rule", "otherwise", "cascade", "stage", "offer", "promotion"]

# ------------------------------------------------------------------------------------------ events


@dataclass(frozen=True, slots=True)
class Seen:
    """An event that was applied or repeated, with the effects of the first time."""

    event: Event
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """An event that can be taken back, under the value of its key field. `base` is what its refunds share."""

    event: Event
    key: str
    base: int


@dataclass(frozen=True, slots=True)
class Refunded:
    """One refund of a record: the money, and the quantities by line (from 1)."""

    record: str
    amount: int
    quantities: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Firing:
    """Somebody acted: a rule, its `otherwise`, a stage of a mission, an offer or a promotion.

    `event` is the key of the event, or @instant.
    """

    number: int
    by: str
    kind: FiringKind
    event: str
    group: str | None


@dataclass(frozen=True, slots=True)
class Use:
    """One use under a limit of a rule, mission or notice. `pool` is the key of the shared counter, if it is shared."""

    owner: str
    index: int
    scope: str
    at: int
    firing: int
    pool: str | None
    gross: bool


@dataclass(frozen=True, slots=True)
class BudgetTaken:
    firing: int
    pool: str
    amount: int


@dataclass(frozen=True, slots=True)
class TagSet:
    """`changed` by this firing; -1 is nobody's."""

    tag: str
    on: bool
    firing: int


@dataclass(frozen=True, slots=True)
class Addressed:
    firing: int
    to: str
    id: str


# ------------------------------------------------------------------------------------------ points


@dataclass(frozen=True, slots=True)
class Given:
    """Points given, as one lot. `fixed_end` is the earliest expiry but for inactivity. `wait_type`, `wait_field`
    and `wait_key` name the event that a pending lot waits for; with `ripens_at` any of that type collects it from then
    on, and `lapses_at` is its end while nobody does."""

    lot: str
    currency: str
    amount: int
    owed_paid: int
    earned_at: int
    fixed_end: int | None
    pending: bool
    ripens_at: int | None
    wait_type: str | None
    wait_field: str
    wait_key: str | None
    event: str
    firing: int
    lapses_at: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Points that left a lot (positive) or came back to it (negative)."""

    lot: str
    amount: int
    why: Literal["debt", "spent", "expired", "reversed"]


@dataclass(frozen=True, slots=True)
class Owed:
    """Debt made (positive) or paid (negative)."""

    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Of the points given as this lot so many were taken back, from wherever; `forgiven` of them were let go."""

    lot: str
    amount: int
    forgiven: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Points spent on an event, or taken by a firing of it (-1: by none); `parts` in order of consumption."""

    event: str
    currency: str
    parts: tuple[tuple[str, int], ...]
    firing: int = -1


@dataclass(frozen=True, slots=True)
class SpendingReturned:
    event: str
    currency: str
    amount: int
    firing: int = -1


# ------------------------------------------------------------------------------------------ benefits


@dataclass(frozen=True, slots=True)
class Issued:
    """`runs_until` is the earliest validity that runs without a claim."""

    instance: str
    benefit: str
    at: int
    needs_claim: bool
    claim_until: int | None
    runs_until: int | None
    firing: int
    valid_from: int | None = None


@dataclass(frozen=True, slots=True)
class BenefitStep:
    """What became of an instance. `until` is the validity from the claim, or the end of the reservation for
    `checkout`; `event` the event that used it, `firing` the firing of an offer for which it was the ticket."""

    instance: str
    step: Literal["claimed", "used", "returned", "revoked", "expired", "reserved", "released"]
    until: int | None = None
    event: str = ""
    checkout: str = ""
    firing: int = -1


@dataclass(frozen=True, slots=True)
class PrivilegeUse:
    privilege: str
    at: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One draw, and whether it was empty."""

    draw: str
    empty: bool


# ------------------------------------------------------------------------------------------ metrics, missions, tiers


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a metric. `amount` of `count` and `sum` now, `first` at first; `values` of `distinct`; `lot` of
    points given."""

    metric: str
    event: str
    at: int
    amount: int
    first: int
    values: tuple[Scalar, ...] = ()
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """`steps`: how many instances had been closed or opened again, so that later steps are known."""

    mission: str
    at: int
    steps: int


@dataclass(frozen=True, slots=True)
class Instance:
    """One going at a mission, in the span [start, end)."""

    number: int
    mission: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class InstanceStep:
    number: int
    step: Literal["completed", "lapsed", "undone", "reopened"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one event adds to an instance (of a composite mission, to one of its steps): `amount` now, `first` at
    first, `values` of `distinct`."""

    number: int
    instance: int
    event: str
    at: int
    amount: int
    first: int
    values: tuple[Scalar, ...] = ()
    step: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage reached, by a firing; of a streak on a day, with a length."""

    instance: int
    stage: int
    firing: int
    day: int
    length: int


@dataclass(frozen=True, slots=True)
class Repaired:
    instance: int
    day: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands on a ladder (spec §8)."""

    rank: int
    since: int
    renewals: int = 0
    grace_end: int | None = None


# ------------------------------------------------------------------------------------------ scores, teams, boards


@dataclass(frozen=True, slots=True)
class ScoreEntry:
    """An entry of a part of a score: `amount` now, `first` at first. `line` is the line of the event, from 1; 0 where
    the entry is the event's. `order`, `category` and `shop` are the texts under which caps are kept."""

    score: str
    part: str
    event: str
    at: int
    line: int
    amount: int
    first: int
    order: str
    category: str
    shop: str


@dataclass(frozen=True, slots=True)
class ScoreSet:
    """A review gave a score this value."""

    score: str
    value: int


@dataclass(frozen=True, slots=True)
class InTeam:
    """The member is in the team whose own state is `actor`."""

    team: str
    actor: str


@dataclass(frozen=True, slots=True)
class OnRoster:
    """On a team's own state: this member is in it."""

    team: str
    member: str


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """On a board's own state: an event added `value` to `by`."""

    board: str
    period: int
    event: str
    at: int
    by: str
    value: int


@dataclass(frozen=True, slots=True)
class PeriodClosed:
    board: str
    period: int


# ------------------------------------------------------------------------------------------ the whole


@dataclass(slots=True)
class State:
    member: str
    joined: int
    clock: int
    settled: int
    attributes: dict[str, FieldValue]
    tiers: dict[str, Standing]
    anchors: dict[tuple[str, int], int]
    inviter: str | None = None
    seen: list[Seen] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    refunds: list[Refunded] = field(default_factory=list)
    firings: list[Firing] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)
    counting_on: list[int] = field(default_factory=list)  # undone firings of which something stays
    uses: list[Use] = field(default_factory=list)
    budgets: list[BudgetTaken] = field(default_factory=list)
    tags: list[TagSet] = field(default_factory=list)
    addressed: list[Addressed] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    ripened: list[str] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)
    spending_returned: list[SpendingReturned] = field(default_factory=list)
    issued: list[Issued] = field(default_factory=list)
    benefit_steps: list[BenefitStep] = field(default_factory=list)
    privileges_used: list[PrivilegeUse] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    enrolled: list[Enrolled] = field(default_factory=list)
    instances: list[Instance] = field(default_factory=list)
    instance_steps: list[InstanceStep] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    reached: list[Reached] = field(default_factory=list)
    repaired: list[Repaired] = field(default_factory=list)
    score_entries: list[ScoreEntry] = field(default_factory=list)
    score_values: list[ScoreSet] = field(default_factory=list)
    teams: list[InTeam] = field(default_factory=list)
    rosters: list[OnRoster] = field(default_factory=list)
    board_entries: list[BoardEntry] = field(default_factory=list)
    closed_periods: list[PeriodClosed] = field(default_factory=list)

    def copied(self) -> State:
        """A state that can be written without touching this one. INVARIANT: what the lists hold is frozen."""
        copied: dict[str, Any] = {}
        for name in PARTS:
            value = getattr(self, name)
            copied[name] = value.copy() if isinstance(value, list | dict) else value
        return State(**copied)

    def is_undone(self, firing: int) -> bool:
        return firing in self.undone

    def counts(self, firing: int) -> bool:
        """Whether limits and exclusive groups count a firing: one that stands, or of which something stays."""
        return firing not in self.undone or firing in self.counting_on

    def score(self, score: str) -> int:
        """The value that the latest review gave, 0 before the first."""
        return next((fact.value for fact in reversed(self.score_values) if fact.score == score), 0)

    def actors_of(self, team: str) -> list[str]:
        """The teams of a part that the member is in, in the order of joining."""
        return [fact.actor for fact in self.teams if fact.team == team]

    def roster_of(self, team: str) -> list[str]:
        """The members of a team of a part, on its own state, in the order of joining."""
        return [fact.member for fact in self.rosters if fact.team == team]

    def has_tag(self, tag: str) -> bool:
        return next((fact.on for fact in reversed(self.tags) if fact.tag == tag), False)


PARTS = tuple(part.name for part in fields(State))
