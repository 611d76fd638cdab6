"""A draft: one member opened for change, and the decision being made about it.

Sections are shared with the member it was opened from until first written to. `freeze` gives the changed member; a
draft that goes on after that is opened again from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from benefitdsl.engine.book import Book, RuleBook, Source, TypeBook
from benefitdsl.engine.experiments import variant_of
from benefitdsl.engine.moments import next_moment
from benefitdsl.engine.runs import is_alive, latest
from benefitdsl.engine.schedules import Holds
from benefitdsl.engine.windows import add_sum, add_values, drop_values, expire, is_stale
from benefitdsl.model.decision import Reason
from benefitdsl.model.effect import Cause, Effect
from benefitdsl.model.event import Event, FieldValue, Scalar
from benefitdsl.model.member import (
    Account,
    BoardState,
    Firing,
    Held,
    Member,
    MissionState,
    Record,
    ScoreState,
    Seen,
    Sets,
    Standing,
    Sums,
)
from benefitdsl.model.pools import Claim, PoolChange, Pools, Take
from benefitdsl.plan.parts import (
    OnBenefitUsed,
    OnMissionCompleted,
    OnPointsEarned,
    OnPointsRipened,
    OnTierEntered,
    OnTierLeft,
)

Raised = OnTierEntered | OnTierLeft | OnMissionCompleted | OnPointsEarned | OnPointsRipened | OnBenefitUsed


UNBOUNDED: Final = 1 << 62


class Refusal(Exception):
    """The event cannot be applied: the decision is `refused`, or `queued` to be tried again."""

    def __init__(self, reason: Reason, detail: str = "", *, queued: bool = False) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.detail = detail
        self.status: Any = "queued" if queued else "refused"


class Draft:
    """Names that generated code reads: `attributes`, `tags`, `inviter`, `lines` and the methods under *reading*."""

    __slots__ = (
        "_large",
        "_own",
        "accounts",
        "asking",
        "at",
        "attributes",
        "base",
        "benefits",
        "boards",
        "book",
        "changes",
        "clock",
        "draws",
        "due",
        "effects",
        "empty_draws",
        "event",
        "exclusive",
        "fields",
        "firing",
        "first",
        "given",
        "given_before",
        "granted",
        "inviter",
        "joined",
        "key",
        "keys",
        "lines",
        "metrics",
        "missions",
        "moments",
        "most_effects",
        "new_ranks",
        "now",
        "pools",
        "raised",
        "record",
        "records",
        "rosters",
        "scores",
        "seed",
        "seen",
        "seq",
        "tags",
        "teams",
        "tiers",
        "type",
        "used_at",
        "used_here",
        "uses",
    )

    def __init__(self, book: Book, member: Member) -> None:
        self.book = book
        self.asking: Callable[[Draft, Sequence[RuleBook], bool], None] | None = None
        self.open(member)

    def open(self, member: Member) -> None:
        """Start from a member; nothing of it is copied but the small dicts that name its sections."""
        self.base = member
        self.joined, self.clock, self.due, self.seq = member.joined, member.clock, member.due, member.seq
        self.inviter = member.inviter
        self.attributes = member.attributes
        self.tags = member.tags
        self.seen: dict[str, Seen] = member.seen
        self.keys: dict[str, int] = member.keys
        self.benefits: dict[int, Held] = member.benefits
        self.records: dict[str, Record] = member.records
        self.accounts: dict[str, Account] = member.accounts.copy()
        self.granted = member.granted.copy()
        self.uses: dict[str, dict[int, int]] = member.uses.copy()
        self.exclusive = member.exclusive.copy()
        self.metrics: dict[str, Sums | Sets] = member.metrics.copy()
        self.missions: dict[str, MissionState] = member.missions.copy()
        self.tiers: dict[str, Standing] = member.tiers.copy()
        self.moments = member.moments.copy()
        self.scores: dict[str, ScoreState] = member.scores.copy()
        self.teams, self.rosters = member.teams, member.rosters  # replaced, never changed
        self.boards: dict[str, BoardState] = member.boards.copy()
        self.empty_draws = member.empty_draws.copy()
        self.used_at = member.used_at.copy()
        # Objects made or copied here, by identity. INVARIANT: `base` keeps what is not ours alive, so that no
        # identity in this set can be taken over by something of the member's.
        self._own: set[int] = set()
        self._large: set[str] = set()
        self.start(None)

    def start(self, event: Event | None, pools: Pools | None = None, seed: bytes | None = None) -> None:
        """Begin a decision: about an event, or about time alone."""
        self.effects: list[Effect] = []
        self.most_effects = UNBOUNDED  # of a step that cannot refuse any more but for having too many
        self.changes: list[PoolChange] = []
        self.raised: set[Raised] = set()
        self.pools = pools
        self.seed = seed
        self.draws: dict[str, int] = {}  # made so far, by the key of their cause
        self.used_here: dict[str, int] = {}  # instances of each benefit
        self.event = event
        self.type: TypeBook | None = None
        self.record: Record | None = None
        self.firing: Firing | None = None
        self.given: dict[tuple[str, str], int] = {}  # points by cause and currency
        self.given_before: Mapping[
            str, int
        ] = {}  # of these, by currency, what the pass or round at hand does not see
        self.new_ranks: dict[str, int] = {}
        self.fields: Mapping[str, FieldValue] = {} if event is None else event.fields
        self.lines: tuple[Mapping[str, Scalar], ...] = ()
        self.key = "" if event is None else event.key
        self.first = 0  # the place of the first effect under this key
        self.at = self.now = self.clock if event is None else event.at

    def freeze(self) -> Member:
        """The member as it stands. INVARIANT: the draft changes nothing more unless it is opened again."""
        base = self.base
        return Member(
            base.id,
            self.book.version,
            self.joined,
            self.clock,
            self.due,
            self.seq,
            self.inviter,
            self.attributes,
            self.tags,
            self.seen,
            self.keys,
            self.accounts,
            self.benefits,
            self.granted,
            self.uses,
            self.exclusive,
            self.metrics,
            self.missions,
            self.tiers,
            self.moments,
            self.records,
            scores=self.scores,
            teams=self.teams,
            rosters=self.rosters,
            boards=self.boards,
            empty_draws=self.empty_draws,
            used_at=self.used_at,
        )

    # ------------------------------------------------------------------------- sections, ours to change

    def account(self, currency: str) -> Account:
        account = self.accounts[currency]
        if id(account) not in self._own:
            account = self.accounts[currency] = account.copy()
            self._own.add(id(account))
        return account

    def series(self, metric: str) -> Sums | Sets:
        series = self.metrics[metric]
        if id(series) not in self._own:
            series = self.metrics[metric] = series.copy()
            self._own.add(id(series))
        return series

    def mission(self, mission: str) -> MissionState:
        state = self.missions[mission]
        if id(state) not in self._own:
            state = self.missions[mission] = state.copy()
            self._own.add(id(state))
        return state

    def score_state(self, score: str) -> ScoreState:
        state = self.scores[score]
        if id(state) not in self._own:
            state = self.scores[score] = state.copy()
            self._own.add(id(state))
        return state

    def board(self, board: str) -> BoardState:
        state = self.boards.get(board)
        if state is None or id(state) not in self._own:
            state = self.boards[board] = BoardState() if state is None else state.copy()
            self._own.add(id(state))
        return state

    def uses_of(self, key: str) -> dict[int, int]:
        uses = self.uses.get(key)
        if uses is None:
            uses = self.uses[key] = {}
            self._own.add(id(uses))
        elif id(uses) not in self._own:
            uses = self.uses[key] = uses.copy()
            self._own.add(id(uses))
        return uses

    def record_of(self, key: str) -> Record:
        """A record, ours to change."""
        record = self.records[key]
        if id(record) not in self._own:
            record = record.copy()
            self.put_record(record)
        return record

    def put_record(self, record: Record) -> None:
        self.large("records")
        if record.event is self.event:  # a new one goes to the end, also in the place of another of its key
            self.records.pop(record.key, None)
        self.records[record.key] = record
        self._own.add(id(record))

    def large(self, *names: str) -> None:
        """Copy the large dicts of these names (our own words) before the first change."""
        for name in names:
            if name not in self._large:
                setattr(self, name, getattr(self, name).copy())
                self._large.add(name)

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def wake(self, at: int | None) -> None:
        """Something will be due at an instant."""
        if at is not None and at < self.due:
            self.due = at

    def plan_moments(self) -> None:
        """Look for the next moment of each rule that fires on one."""
        for key, trigger, _ in self.book.moments:
            following = next_moment(self.book.clock, trigger, self.now, self.attributes)
            if following is None:
                self.moments.pop(key, None)
            else:
                self.moments[key] = following
                self.wake(following)

    # ------------------------------------------------------------------------- effects

    def act_as(self, key: str) -> None:
        """From now on effects are caused by `key`, and counted from 0 again unless they were already.
        INVARIANT: what one key causes in a decision stands together."""
        if key != self.key:
            self.key, self.first = key, len(self.effects)

    def cause(self, source: Source) -> Cause:
        """The cause of the next effect. Raises `Refusal` where there are too many already, so that what goes on and
        on ends there."""
        if len(self.effects) > self.most_effects:
            raise Refusal("too_many_effects")
        return Cause(
            self.key,
            source.id,
            source.file,
            source.line,
            self.book.version,
            len(self.effects) - self.first,
            self.at,
        )

    def event_source(self) -> Source:
        """What causes the effects of roles and of spending: the type of the event at hand."""
        return Source("") if self.type is None else self.type.source

    def next_id(self) -> str:
        """The id that the next effect gives to what it makes: a lot, an instance, an addressed event."""
        return f"{self.key}#{len(self.effects) - self.first}"

    def fire(self, firing: Firing | None) -> None:
        """From now on what is given belongs to this firing."""
        self.firing = firing
        if firing is not None and self.record is not None:
            self.record.firings.append(firing)

    # ------------------------------------------------------------------------- pools, own changes overlaid

    def pool_used(self, key: str) -> int:
        used = 0 if self.pools is None else self.pools.used(key)
        return used + sum([c.amount for c in self.changes if type(c) is Take and c.key == key])

    def pool_owner(self, key: str) -> str | None:
        for change in reversed(self.changes):
            if type(change) is Claim and change.key == key:
                return change.owner
        return None if self.pools is None else self.pools.owner(key)

    # ------------------------------------------------------------------------- reading (also by generated code)

    @property
    def reading_at(self) -> int:
        """The instant as of which entries count: `now`, of an instant that is over that of the event which made it
        due so late (step 9). INVARIANT: what has stopped counting never counts again."""
        return max(self.now, self.clock)

    def metric(self, metric: str) -> int:
        """The value of a window metric at the instant of reading."""
        series = self.metrics[metric]
        if is_stale(series, self.reading_at):
            series = self.series(metric)
            expire(series, self.reading_at)
        if isinstance(series, Sums):
            return series.total
        if self.book.metrics[metric].metric.function == "last":
            return max([day for day in series.counts if isinstance(day, int)], default=0)
        return len(series.counts)

    def days_since(self, metric: str, never: int) -> int:
        self.metric(metric)
        series = self.metrics[metric]
        if isinstance(series, Sums) or not series.counts:
            return never
        return self.book.clock.day(self.now) - self.metric(metric)

    def days_since_joined(self) -> int:
        clock = self.book.clock
        return clock.day(self.now) - clock.day(self.joined)

    def event_day(self) -> int:
        return self.book.clock.day(self.at)

    def rank(self, tiers: str) -> int:
        return self.tiers[tiers].level

    def new_rank(self, tiers: str) -> int:
        """The rank after the review of this event, where that was looked for; else the one held."""
        return self.new_ranks.get(tiers, self.tiers[tiers].level)

    def threshold(self, tiers: str) -> int:
        """The threshold of the level held; 0 for one by invitation."""
        return self.book.tiers[tiers].tiers.levels[self.tiers[tiers].level].threshold or 0

    def score(self, score: str) -> int:
        """The value of the latest review."""
        return self.scores[score].value

    def variant(self, experiment: str) -> int:
        return variant_of(self.book.plan.id, self.book.experiments[experiment], self.base.id)

    def points_of_event(self, currency: str) -> int:
        """What the event at hand, or this pass of an instant, has given; in a round, what raised that."""
        return self.given.get((self.key, currency), 0) - self.given_before.get(currency, 0)

    def given_so_far(self) -> dict[str, int]:
        """What the key of the cause at hand was given in this decision, by currency."""
        return {currency: self.given.get((self.key, currency), 0) for currency in self.book.points}

    def balance(self, currency: str) -> int:
        account = self.accounts[currency]
        return account.live_total - account.owed

    def holds(self, benefit: str) -> bool:
        return any(
            held.benefit == benefit
            and held.state != "used"
            and (held.valid_from is None or held.valid_from <= self.now)
            for held in self.benefits.values()
        )

    def in_segment(self, segment: str) -> bool:
        book = self.book.segments[segment]
        return self.base.id in book.members or bool(book.condition(self, self.fields))

    def in_schedule(self, schedule: Holds) -> bool:
        """Whether the event's instant lies in a schedule."""
        clock = self.book.clock
        return schedule(clock.day(self.at), clock.minutes(self.at), self.attributes)

    def progress(self, mission: str) -> int:
        """Progress of the open instance; for a streak its length as of the event's day."""
        book, state = self.book.missions[mission], self.missions[mission]
        if state.current is not None and state.current.streak is not None:
            day, streak = self.book.clock.day(self.at), state.current.streak
            return latest(book, streak, day).length if is_alive(book, streak, day) else 0
        if state.current is not None and is_stale(state.current.progress, self.reading_at):
            state = self.mission(mission)
        if state.current is None:
            return 0
        expire(state.current.progress, self.reading_at)
        progress = state.current.progress
        return progress.total if isinstance(progress, Sums) else len(progress.counts)

    # ------------------------------------------------------------------------- windows

    def count(self, metric: str, end: int, value: int | tuple[int | str, ...]) -> None:
        """Add an entry to a metric until `end`."""
        series = self.series(metric)
        expire(series, self.reading_at)
        if isinstance(series, Sums):
            add_sum(series, end, value if isinstance(value, int) else len(value))
        else:
            add_values(series, end, value if isinstance(value, tuple) else (value,))
        self.wake(end)

    def discount(self, metric: str, end: int, value: int | tuple[int | str, ...]) -> None:
        """Take an entry, or a part of it, off again. What is left may fall earlier than all of it would have."""
        if end <= self.reading_at:
            return
        series = self.series(metric)
        expire(series, self.reading_at)
        if isinstance(series, Sums):
            add_sum(series, end, -value if isinstance(value, int) else -len(value))
        else:
            drop_values(series, end, value if isinstance(value, tuple) else (value,))
        self.wake(series.ends[0] if series.ends else None)

    def held(self) -> Iterator[Held]:
        """Instances that are not used up, in issue order."""
        return (held for held in self.benefits.values() if held.state != "used")
