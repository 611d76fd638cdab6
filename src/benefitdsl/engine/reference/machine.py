"""The reference engine: one evaluation, step by step, in the words of spec §2."""

from __future__ import annotations

from collections.abc import Mapping

from benefitdsl.engine.reference import (
    boards,
    counting,
    draws,
    due,
    lots,
    missions,
    offers,
    remainder,
    reversal,
    roles,
    rules,
    scores,
    spending,
    teams,
    tiers,
    views,
)
from benefitdsl.engine.reference.facts import Given, Seen, Standing, State
from benefitdsl.engine.reference.limits import type_named
from benefitdsl.engine.reference.localtime import microseconds
from benefitdsl.engine.reference.run import Rejected, Run, due_key, text_of
from benefitdsl.limits import MAX_EVENT_EFFECTS
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.model.pools import Pools
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import EventType, Inactivity, Plan, ReviewImmediate, Uniqueness

REVERSAL = EventType("reversal", ())
"""Built in where the plan does not declare it: it takes back a record of any type (spec §2, Details)."""

BUILT_IN = (REVERSAL, teams.JOINED, teams.MENTOR)


class Reference:
    """A plan, evaluated slowly and plainly. Every method is pure: states passed in are never written."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def new_member(self, member: str, at: int, attributes: Mapping[str, FieldValue]) -> State:
        standings = {ladder.id: Standing(0, at) for ladder in self.plan.tiers}
        anchors = {
            (points.id, index): at
            for points in self.plan.points
            for index, expiry in enumerate(points.expiry)
            if isinstance(expiry, Inactivity)
        }
        return State(member, at, at, at, dict(attributes), standings, anchors)

    def evaluate(
        self, state: State, event: Event, pools: Pools, seed: bytes | None = None
    ) -> tuple[State, Outcome]:
        draws.require_seed(self.plan, seed)
        for seen in state.seen:
            if (seen.event.source, seen.event.id) == (event.source, event.id) and self._is_remembered(
                state, seen
            ):
                if seen.event == event:
                    return state, Outcome("duplicate", seen.effects)
                return state, Outcome("refused", reason="changed_duplicate", detail=event.key)
        now = max(state.clock, event.at)
        run = Run(self.plan, state.copied(), pools, event, event.key, event.at, now, seed=seed)
        try:
            return self._evaluate(run, event, state.clock)
        except Rejected as rejected:
            return state, Outcome(rejected.status, reason=rejected.reason, detail=rejected.detail)

    def advance(
        self, state: State, now: int, pools: Pools, seed: bytes | None = None
    ) -> tuple[State, Outcome]:
        draws.require_seed(self.plan, seed)
        later = max(state.clock, now)
        run = Run(self.plan, state.copied(), pools, None, due_key(later), later, later, seed=seed)
        due.settle(run, later)
        run.state.clock = later
        return run.state, Outcome("applied", tuple(run.effects), tuple(run.pool_changes))

    def next_due(self, state: State) -> int | None:
        return due.next_due(self.plan, state)

    def snapshot(self, state: State) -> Snapshot:
        return views.snapshot_of(self.plan, state)

    # ------------------------------------------------------------------------------------------ the steps

    def _is_remembered(self, state: State, seen: Seen) -> bool:
        return state.clock - seen.event.at <= microseconds(self.plan.late_within)

    def _evaluate(self, run: Run, event: Event, clock: int) -> tuple[State, Outcome]:
        built_in = next((each for each in BUILT_IN if each.name == event.type), None)
        kind = type_named(self.plan, event.type) or built_in
        if kind is None:
            raise Rejected("refused", "unknown_type", event.type)
        if event.at < clock - microseconds(self.plan.late_within):
            raise Rejected("queued", "too_late")
        due.settle(run, run.now)
        own, run.given_before = len(run.effects), len(run.state.given)
        repeated = self._use_unique_keys(run, kind)
        if repeated is not None:
            return self._done(
                run,
                event,
                Outcome("repeated", tuple(run.effects), tuple(run.pool_changes), "seen_before", repeated),
            )
        self._apply(run, kind, own + MAX_EVENT_EFFECTS)
        if len(run.effects) - own > MAX_EVENT_EFFECTS:
            raise Rejected("refused", "too_many_effects")
        run.most_effects = None
        run.state.clock = run.now
        due.settle(run, run.now, after=event.key)
        return self._done(run, event, Outcome("applied", tuple(run.effects), tuple(run.pool_changes)))

    def _done(self, run: Run, event: Event, outcome: Outcome) -> tuple[State, Outcome]:
        run.state.clock = run.now
        run.state.seen.append(Seen(event, outcome.effects))
        return run.state, outcome

    def _use_unique_keys(self, run: Run, kind: EventType) -> str | None:
        """Record the keys of the event; or name the family of one that was used before."""
        assert run.event is not None
        for unique in kind.unique:
            key = self._unique_key(run, unique)
            if key is None:
                continue
            owner = run.owner(key) if unique.shared else None
            if key in run.state.keys or (owner is not None and owner != run.state.member):
                return unique.across
        for unique in kind.unique:
            key = self._unique_key(run, unique)
            if key is not None:
                run.state.keys.append(key)
                if unique.shared:
                    run.claim(key, run.state.member)
        return None

    def _unique_key(self, run: Run, unique: Uniqueness) -> str | None:
        assert run.event is not None
        if any(name not in run.event.fields for name in unique.fields):
            return None
        values = [text_of(run.event.fields[name]) for name in unique.fields]
        days = [str(run.time.day(run.at))] if unique.daily else []
        return ":".join(["unique", unique.across, *values, *days])

    def _apply(self, run: Run, kind: EventType, most_effects: int) -> None:
        """Steps 5 to 8."""
        record = refund = None
        if kind.reverses is not None or kind is REVERSAL:
            record = remainder.find(run, kind.reverses)
            refund = remainder.refund_of(run, record)
            offers.ask_cancel(run, record)
        self._move_anchors(run)
        self._ripen_awaited(run)
        roles.play(run, kind.role)
        if kind in (teams.JOINED, teams.MENTOR):
            teams.told(run)
        if record is not None and refund is not None:
            reversal.reverse(run, record, refund)
        spending.spend(run, kind)
        remainder.open_record(run)
        if kind.role == "offer":
            offers.take_up(run, kind)
        run.new_ranks = self._new_ranks(run)
        run.most_effects = most_effects
        rules.on_event(run)
        missions.on_event(run)
        run.new_ranks = {}
        counting.on_event(run)
        scores.on_event(run)
        boards.on_event(run)
        tiers.review_immediate(run)
        rules.cascade(run)

    def _move_anchors(self, run: Run) -> None:
        assert run.event is not None
        for points in self.plan.points:
            for index, expiry in enumerate(points.expiry):
                if isinstance(expiry, Inactivity) and (not expiry.events or run.event.type in expiry.events):
                    anchor = run.state.anchors[points.id, index]
                    run.state.anchors[points.id, index] = max(anchor, run.at)

    def _ripen_awaited(self, run: Run) -> None:
        assert run.event is not None
        for points in self.plan.points:
            for given in lots.of_currency(run.state, points.id):
                if (
                    given.wait_type == run.event.type
                    and self._is_awaited(run.event, given)
                    and lots.is_pending(run.state, given)
                    and lots.left(run.state, given) > 0
                ):
                    lots.ripen(run, given)

    def _is_awaited(self, event: Event, given: Given) -> bool:
        """Whether an event of the type that a lot waits for is late enough to collect it, or names its key."""
        if given.ripens_at is not None:
            return event.at >= given.ripens_at
        named = event.fields.get(given.wait_field)
        return given.wait_key is not None and named is not None and text_of(named) == given.wait_key

    def _new_ranks(self, run: Run) -> dict[str, int]:
        """The ranks after this event's metrics and an immediate review, on a copy (spec §2, Details)."""
        if not self.plan.tiers:
            return {}
        trial = Run(run.plan, run.state.copied(), run.pools, run.event, run.key, run.at, run.now)
        counting.on_event(trial)
        for ladder in self.plan.tiers:
            if isinstance(ladder.review, ReviewImmediate):
                tiers.review(trial, ladder)
        return {ladder.id: trial.state.tiers[ladder.id].rank for ladder in self.plan.tiers}
