"""A member: everything the engine knows about one, as sections that a decision shares or replaces.

INVARIANT: once a section is part of a `Member` it is never changed again. The engine works on a draft which copies a
section when it first writes to it (`engine/draft.py`), so two members may share most of their sections. Sections
are plain slotted classes for the draft's sake; what lies in them (lots, instances, gifts) is frozen.

Ends of windows are instants; `FOREVER` stands for never, so that ends can be sorted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event, Scalar

FOREVER = 1 << 62
FORMAT = 1

# ------------------------------------------------------------------------------------------- points


@dataclass(frozen=True, slots=True)
class Lot:
    """Points given at once. `seq` is the order in which things were given to the member."""

    seq: int
    id: str
    granted: int
    earned_at: int
    expires_at: int | None  # by the rules that look only at the earning; inactivity is asked when it matters
    ripens_at: int | None
    waits_for: str | None  # the key of the event that ripens it
    collect_from: int | None = None  # while it can be collected: from when, and
    then_expires_at: int | None = None  # what its end will be instead of the lapse


@dataclass(slots=True)
class Account:
    """One currency. `live` and `pending` say what is left of each lot; a lot with nothing left is forgotten."""

    lots: dict[int, Lot] = field(default_factory=dict)
    live: dict[int, int] = field(default_factory=dict)
    pending: dict[int, int] = field(default_factory=dict)
    order: list[tuple[int, int, int]] = field(default_factory=list)  # live lots, first to be consumed first
    expiring: list[tuple[int, int, int]] = field(default_factory=list)  # (expires_at, earned_at, seq)
    ripening: list[tuple[int, int]] = field(default_factory=list)  # (ripens_at, seq)
    live_total: int = 0
    pending_total: int = 0
    owed: int = 0
    issued: int = 0
    spent: int = 0
    expired: int = 0
    reversed: int = 0
    forgiven: int = 0
    anchors: list[int] = field(default_factory=list)  # one for each `Inactivity` of the currency
    given: dict[str, dict[int, int]] = field(default_factory=dict)  # unit of a cap, period, net points

    def copy(self) -> Account:
        return Account(
            self.lots.copy(),
            self.live.copy(),
            self.pending.copy(),
            self.order.copy(),
            self.expiring.copy(),
            self.ripening.copy(),
            self.live_total,
            self.pending_total,
            self.owed,
            self.issued,
            self.spent,
            self.expired,
            self.reversed,
            self.forgiven,
            self.anchors.copy(),
            {unit: periods.copy() for unit, periods in self.given.items()},
        )


# ------------------------------------------------------------------------------------------- benefits


@dataclass(frozen=True, slots=True)
class Held:
    """One instance of a benefit. A used one is kept while an order may still give it back or take it back."""

    seq: int
    instance: str
    benefit: str
    state: Literal["unclaimed", "held", "reserved", "used"]
    issued_at: int
    claim_until: int | None
    valid_until: int | None
    forget_at: int | None = None
    valid_from: int | None = None  # where it begins when another one ends
    checkout: str = ""  # a reserved one is kept for it
    reserved_until: int | None = None


# ------------------------------------------------------------------------------------------- windows


@dataclass(slots=True)
class Sums:
    """A running sum: `by_end` holds what stops counting at each end."""

    total: int = 0
    by_end: dict[int, int] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)  # the keys of `by_end` but FOREVER, sorted

    def copy(self) -> Sums:
        return Sums(self.total, self.by_end.copy(), self.ends.copy())


@dataclass(slots=True)
class Sets:
    """Different values: how many entries that count carry each of them, and which stop counting at each end."""

    counts: dict[int | str, int] = field(default_factory=dict)
    by_end: dict[int, dict[int | str, int]] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)

    def copy(self) -> Sets:
        by_end = {end: counts.copy() for end, counts in self.by_end.items()}
        return Sets(self.counts.copy(), by_end, self.ends.copy())


# ------------------------------------------------------------------------------------------- provenance


@dataclass(frozen=True, slots=True)
class Gift:
    """Points given by a firing, and how many of them were taken back; of these so many were only let go."""

    currency: str
    lot: int
    amount: int
    earned_at: int
    taken: int = 0
    forgiven: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """Points spent on an order or by a firing, lot by lot in order of consumption; the first `returned` of them came
    back."""

    currency: str
    amount: int
    parts: tuple[tuple[Lot, int], ...]
    returned: int = 0


FiringKind = Literal["then", "otherwise", "cascade", "stage", "offer", "promotion"]


@dataclass(slots=True)
class Firing:
    """What one rule (or stage of a mission, offer, promotion) gave and took in one go."""

    source: str
    kind: FiringKind
    undone: bool = False
    gifts: tuple[Gift, ...] = ()
    benefits: tuple[int, ...] = ()
    uses: tuple[tuple[str, int], ...] = ()  # key and bucket of the limits' uses
    takes: tuple[tuple[str, int], ...] = ()  # pool key and amount of shared limits
    budgets: tuple[tuple[str, int], ...] = ()  # pool key and amount, also of stock
    tags: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()  # member and id of the addressed events
    group: str | None = None
    spent: tuple[Spent, ...] = ()
    ticket: int | None = None  # the instance that an offer used up

    def copy(self) -> Firing:
        return Firing(
            self.source,
            self.kind,
            self.undone,
            self.gifts,
            self.benefits,
            self.uses,
            self.takes,
            self.budgets,
            self.tags,
            self.told,
            self.group,
            self.spent,
            self.ticket,
        )


@dataclass(slots=True)
class Record:
    """An event that can still be reversed, and everything it caused."""

    key: str
    event: Event
    base: int
    ends: int
    refunded: int = 0
    lines: dict[int, int] = field(default_factory=dict)  # quantity refunded of each line
    spent: tuple[Spent, ...] = ()
    used: tuple[int, ...] = ()
    firings: list[Firing] = field(default_factory=list)
    entries: dict[str, int | tuple[int | str, ...]] = field(default_factory=dict)  # what each metric took

    def copy(self) -> Record:
        return Record(
            self.key,
            self.event,
            self.base,
            self.ends,
            self.refunded,
            self.lines.copy(),
            self.spent,
            self.used,
            [firing.copy() for firing in self.firings],
            self.entries.copy(),
        )


# ------------------------------------------------------------------------------------------- missions


@dataclass(frozen=True, slots=True)
class Part:
    """What one event that can be reversed added to an instance. `first` is all that it added (also to instances
    before, where something was carried over), `piece` what it added here, `value` what is left of that."""

    event: str
    until: int  # the end of its record
    end: int
    day: int
    first: int
    piece: int
    value: int
    values: tuple[int | str, ...] = ()
    step: str = ""  # of a composite mission


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage reached, kept while a refund may undo it; for a streak with the day and the length that reached it."""

    index: int
    firing: Firing
    day: int = 0
    length: int = 0


@dataclass(slots=True)
class Streak:
    """Days of a streak: `days` may still change and are listed, with the matches that stand on each (0: repaired); what
    came before them is folded into the run that ended on `last`: its `length`, freezes `used`."""

    days: dict[int, int] = field(default_factory=dict)
    last: int | None = None
    length: int = 0
    used: int = 0
    reached: dict[int, int] = field(default_factory=dict)  # stages that each listed day reached, as bits

    def copy(self) -> Streak:
        return Streak(self.days.copy(), self.last, self.length, self.used, self.reached.copy())


@dataclass(slots=True)
class Instance:
    """One run through a mission. `reached` counts the stages reached; of a closed one only refunds speak again."""

    starts_at: int
    ends_at: int | None
    progress: Sums | Sets
    reached: int = 0
    done: bool = False
    parts: tuple[Part, ...] = ()
    days: dict[int, dict[int | str, int]] = field(default_factory=dict)  # where a daily cap asks: see `daily`
    stages: tuple[Reached, ...] = ()
    streak: Streak | None = None
    forget_at: int | None = None
    steps: dict[str, Sums | Sets] = field(
        default_factory=dict
    )  # of a composite mission; `progress` is those done

    def copy(self) -> Instance:
        return Instance(
            self.starts_at,
            self.ends_at,
            self.progress.copy(),
            self.reached,
            self.done,
            self.parts,
            {day: counts.copy() for day, counts in self.days.items()},
            self.stages,
            None if self.streak is None else self.streak.copy(),
            self.forget_at,
            {step: series.copy() for step, series in self.steps.items()},
        )


@dataclass(slots=True)
class MissionState:
    """`finished`: an instance was closed since the enrolment. `closed`: spans in which none may open again."""

    enrolled: int | None = None
    finished: bool = False
    completed: int = 0
    closed: tuple[tuple[int, int], ...] = ()
    current: Instance | None = None
    past: tuple[Instance, ...] = ()

    def copy(self) -> MissionState:
        return MissionState(
            self.enrolled,
            self.finished,
            self.completed,
            self.closed,
            None if self.current is None else self.current.copy(),
            tuple(instance.copy() for instance in self.past),
        )


# ------------------------------------------------------------------------------------------- scores, boards


@dataclass(frozen=True, slots=True)
class ScoreEntry:
    """What an event, or a line of it, adds to a part of a score until `end`; `first` is the value before refunds."""

    at: int
    seq: int  # arrival
    line: int
    end: int
    value: int
    first: int
    event: str
    order: str
    category: str
    shop: str


@dataclass(slots=True)
class ScoreState:
    """A score as of its latest review, when the next one is, and the entries of its parts in order."""

    value: int
    review_at: int
    entries: dict[str, list[ScoreEntry]] = field(default_factory=dict)

    def copy(self) -> ScoreState:
        return ScoreState(
            self.value, self.review_at, {part: entries.copy() for part, entries in self.entries.items()}
        )


@dataclass(slots=True)
class Ranking:
    """One period of a board: what members reached, and where it decides ties, the (`at`, key) of their entries."""

    ends_at: int
    values: dict[str, int] = field(default_factory=dict)
    entries: dict[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    def copy(self) -> Ranking:
        return Ranking(self.ends_at, self.values.copy(), self.entries.copy())


@dataclass(slots=True)
class BoardState:
    """The periods of a board that are not closed, and the closed ones that a late event can still name."""

    running: dict[int, Ranking] = field(default_factory=dict)
    closed: tuple[int, ...] = ()

    def copy(self) -> BoardState:
        return BoardState({period: ranking.copy() for period, ranking in self.running.items()}, self.closed)


# ------------------------------------------------------------------------------------------- the rest


@dataclass(frozen=True, slots=True)
class Standing:
    """The place on a ladder: rank, since when, renewals, and the instants at which it is looked at again."""

    level: int
    since: int
    renewals: int = 0
    valid_until: int | None = None
    grace_until: int | None = None
    review_at: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """An identity, and what it led to."""

    event: Event
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """The state of one member. `due` is a bound: nothing falls due before it."""

    id: str
    version: str
    joined: int
    clock: int
    due: int
    seq: int
    inviter: str | None = None
    attributes: dict[str, Scalar | tuple[str, ...]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    seen: dict[str, Seen] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)  # uniqueness: until when remembered
    accounts: dict[str, Account] = field(default_factory=dict)
    benefits: dict[int, Held] = field(default_factory=dict)
    granted: dict[str, int] = field(default_factory=dict)  # instances of `once` benefits, less revoked ones
    uses: dict[str, dict[int, int]] = field(default_factory=dict)
    exclusive: dict[str, tuple[str, int]] = field(default_factory=dict)  # group: rule, standing firings
    metrics: dict[str, Sums | Sets] = field(default_factory=dict)
    missions: dict[str, MissionState] = field(default_factory=dict)
    tiers: dict[str, Standing] = field(default_factory=dict)
    moments: dict[str, int] = field(default_factory=dict)  # rules on a moment: the next one
    records: dict[str, Record] = field(default_factory=dict)
    scores: dict[str, ScoreState] = field(default_factory=dict)
    teams: dict[str, tuple[str, ...]] = field(default_factory=dict)  # part: actors in the order of joining
    rosters: dict[str, tuple[str, ...]] = field(default_factory=dict)  # part: members, on a team's own state
    boards: dict[str, BoardState] = field(default_factory=dict)  # on a board's own state
    empty_draws: dict[str, int] = field(
        default_factory=dict
    )  # of draws with a guarantee: empty ones in a row
    used_at: dict[str, int] = field(default_factory=dict)  # of each privilege: its latest use

    def to_json(self) -> dict[str, Any]:
        """The whole state as ints, texts, flags, null, lists and dicts; the same state gives the same text."""
        from benefitdsl.model.member_json import encode_member

        return encode_member(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> Member:
        """The member that `to_json` was asked of; `BadMember` for anything else."""
        from benefitdsl.model.member_json import decode_member

        return decode_member(data)
