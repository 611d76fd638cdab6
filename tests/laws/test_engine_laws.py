"""What holds of the production engine, whatever the programme and the history (spec part I).

Each law has its negative control: an engine with a defect, of which it does not hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest

from benefitdsl.engine.reference import Reference
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import BenefitIssued, Effect, EventAddressed, PointsEarned, PointsReversed
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.pools import PoolChange, Pools
from benefitdsl.model.snapshot import PointsView, Snapshot
from benefitdsl.plan.parts import Plan
from tests.support.conditions import HOUR
from tests.support.histories import history
from tests.support.playing import Engine, Playing, compared, compiled
from tests.support.programmes import programme
from tests.support.shops import shop, shopping
from tests.support.steps import Advance, Join, Send, Step

HISTORIES = range(120)
YEAR = 366 * 24 * HOUR


@dataclass(frozen=True, slots=True)
class Told:
    seed: int
    plan: Plan
    steps: list[Step]


def told(seeds: range = HISTORIES) -> Iterator[Told]:
    for seed in seeds:
        plan, first_day = programme(seed)
        yield Told(seed, plan, history(plan, first_day, seed).steps)


def text(member: Any) -> str:
    return json.dumps(member.to_json(), sort_keys=True)


# ------------------------------------------------------------------------------------------ conservation


def imbalance(view: PointsView) -> int:
    """How far a currency is from its conservation identity (model/snapshot.py)."""
    held = view.live + view.pending - view.owed
    return view.issued + view.forgiven - (held + view.spent + view.expired + view.reversed)


def check_points(snapshot: Snapshot) -> None:
    for view in snapshot.points:
        assert imbalance(view) == 0
        assert 0 <= view.reversed <= view.issued
        assert (
            min(view.live, view.pending, view.owed, view.issued, view.spent, view.expired, view.forgiven) >= 0
        )
        assert all(0 < lot.left <= lot.granted for lot in view.lots)
        assert sum(lot.left for lot in view.lots) == view.live + view.pending


def test_points_are_neither_made_nor_destroyed() -> None:
    for each in told():
        playing = Playing(compiled(each.plan))
        for step in each.steps:
            shown = playing.play(step)
            assert shown.snapshot is not None, (each.seed, shown.error)
            check_points(shown.snapshot)


def test_an_imbalance_would_show() -> None:
    """Negative control: one point too many in one lot."""
    view = PointsView("p0", 3, 0, 0, 3, 0, 0, 0, 0, ())
    assert imbalance(view) == 0
    assert imbalance(replace(view, live=4)) != 0


# ------------------------------------------------------------------------------------------ nobody gets richer


def wealth(engine: Engine, steps: list[Step]) -> tuple[int, int]:
    """What a member of a shop has at the end, and what the orders that still stand have given."""
    playing = Playing(engine)
    given, standing = dict[str, int](), dict[str, int]()
    snapshot = None
    for step in steps:
        shown = playing.play(step)
        assert shown.error == ""
        snapshot = shown.snapshot
        if not isinstance(step, Send) or shown.outcome is None or shown.outcome.status != "applied":
            continue
        order = str(step.event.fields["order_no"])
        amount = step.event.fields["amount"] if "amount" in step.event.fields else standing[order]
        assert isinstance(amount, int)
        standing[order] = standing.get(order, 0) + (amount if step.event.type == "order" else -amount)
        for effect in shown.outcome.effects:
            if isinstance(effect, PointsEarned) and step.event.type == "order":
                given[order] = given.get(order, 0) + effect.amount
            if isinstance(effect, PointsReversed):
                given[order] = given.get(order, 0) - effect.amount
    assert snapshot is not None
    view = snapshot.points[0]
    left = sum(amount for order, amount in given.items() if standing[order] > 0)
    return view.live + view.pending - view.owed + view.spent, left


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_buying_earning_spending_and_refunding_never_enriches(first: int) -> None:
    for seed in range(first, first + 100):
        have, left = wealth(compiled(shop(seed)), shopping(seed))
        assert have <= left, seed


def test_enrichment_would_show() -> None:
    """Negative control: rules that keep what they gave."""

    def generous(plan: Plan) -> Plan:
        return replace(plan, rules=tuple(replace(rule, on_refund="keep") for rule in plan.rules))

    assert any(wealth(compiled(generous(shop(seed))), shopping(seed))[0] > 0 for seed in range(5))


# ------------------------------------------------------------------------------------------ purity


EngineOf = Callable[[Plan], Engine]


def duplicates_change_nothing(engine_of: EngineOf, seeds: range = HISTORIES) -> None:
    for each in told(seeds):
        playing = Playing(engine_of(each.plan))
        for step in each.steps:
            shown = playing.play(step)
            applied = shown.outcome is not None and shown.outcome.status in ("applied", "repeated")
            if isinstance(step, Send) and applied:
                before = playing.states[step.member]
                after, again = playing.engine.evaluate(before, step.event, playing.pools)
                assert (again.status, again.pool_changes) == ("duplicate", ()), each.seed
                assert shown.outcome is not None
                assert again.effects == shown.outcome.effects
                assert text(after) == text(before)


def test_a_duplicate_changes_nothing() -> None:
    duplicates_change_nothing(compiled)


def test_a_duplicate_that_counts_again_would_show() -> None:
    class Forgetful(Watched):
        def evaluate(self, state: Any, event: Event, pools: Pools) -> Any:
            return self.engine.evaluate(replace(state, seen={}), event, pools)

    with pytest.raises(AssertionError):
        duplicates_change_nothing(lambda plan: Forgetful(plan, compiled(plan)), range(3))


class Watched:
    """An engine that checks that no call writes the state it was given."""

    def __init__(self, plan: Plan, engine: Engine) -> None:
        self.plan, self.engine = plan, engine

    def new_member(self, *given: Any) -> Any:
        return self.engine.new_member(*given)

    def evaluate(self, state: Any, event: Event, pools: Pools) -> Any:
        return self._watched(state, lambda: self.engine.evaluate(state, event, pools))

    def advance(self, state: Any, now: int, pools: Pools) -> Any:
        return self._watched(state, lambda: self.engine.advance(state, now, pools))

    def next_due(self, state: Any) -> int | None:
        return self._watched(state, lambda: self.engine.next_due(state))

    def snapshot(self, state: Any) -> Snapshot:
        return self._watched(state, lambda: self.engine.snapshot(state))

    def _watched(self, state: Any, call: Callable[[], Any]) -> Any:
        before = text(state)
        found = call()
        assert text(state) == before
        return found


class Stored(Watched):
    """An engine whose members go through JSON text before every call."""

    def _watched(self, state: Any, call: Callable[[], Any]) -> Any:
        raise NotImplementedError

    def evaluate(self, state: Any, event: Event, pools: Pools) -> Any:
        return self.engine.evaluate(self._read(state), event, pools)

    def advance(self, state: Any, now: int, pools: Pools) -> Any:
        return self.engine.advance(self._read(state), now, pools)

    def next_due(self, state: Any) -> int | None:
        return self.engine.next_due(self._read(state))

    def snapshot(self, state: Any) -> Snapshot:
        return self.engine.snapshot(self._read(state))

    def _read(self, state: Any) -> Any:
        return Member.from_json(json.loads(text(state)))


@pytest.mark.parametrize("wrapper", [Watched, Stored])
def test_states_are_values(wrapper: type[Watched]) -> None:
    """Old states are untouched; and a member that was stored and read behaves the same."""
    for each in told():
        plain = Playing(compiled(each.plan))
        shown = [plain.play(step) for step in each.steps]
        found = compared(shown, wrapper(each.plan, compiled(each.plan)), each.steps)
        assert found is None, (each.seed, found)


def test_a_written_state_would_show() -> None:
    """Negative control: an engine that writes into the state it is given."""

    class Writing(Watched):
        def snapshot(self, state: Any) -> Snapshot:
            state.attributes["written"] = 1
            return self.engine.snapshot(state)

    each = next(told())
    writing = Watched(each.plan, Writing(each.plan, compiled(each.plan)))
    assert "AssertionError" in Playing(writing).play(each.steps[0]).error


# ------------------------------------------------------------------------------------------ time


def test_advancing_in_steps_is_advancing_at_once() -> None:
    advancing_in_steps_is_advancing_at_once(compiled)


def test_time_that_is_skipped_would_show() -> None:
    class Hasty(Watched):
        def advance(self, state: Any, now: int, pools: Pools) -> Any:
            done, outcome = self.engine.advance(state, now, pools)
            return done, replace(outcome, effects=outcome.effects[:3])

    with pytest.raises(AssertionError):
        advancing_in_steps_is_advancing_at_once(lambda plan: Hasty(plan, compiled(plan)), range(20))


def advancing_in_steps_is_advancing_at_once(engine_of: EngineOf, seeds: range = HISTORIES) -> None:
    for each in told(seeds):
        rng = Random(each.seed)
        at_once, in_steps = Playing(engine_of(each.plan)), Playing(engine_of(each.plan))
        for step in each.steps:
            at_once.play(step)
            in_steps.play(step)
        for member, state in list(at_once.states.items()):
            end = at_once.engine.snapshot(state).clock + YEAR // 3
            one = at_once.play(Advance(member, end))
            stops = sorted(rng.randint(end - YEAR // 3, end) for _ in range(5))
            several = [in_steps.play(Advance(member, stop)) for stop in (*stops, end)]
            effects = [
                effect for shown in several if shown.outcome is not None for effect in shown.outcome.effects
            ]
            assert one.outcome is not None
            assert tuple(effects) == one.outcome.effects, each.seed
            assert several[-1].snapshot is not None
            assert several[-1].snapshot == one.snapshot, each.seed
            assert several[-1].next_due == one.next_due, each.seed


def test_an_event_that_brings_the_time_comes_after_it() -> None:
    an_event_that_brings_the_time_comes_after_it(compiled)


def an_event_that_brings_the_time_comes_after_it(engine_of: EngineOf, seeds: range = HISTORIES) -> None:
    """A host that advances a member before each event gets the same effects, ids included, in two decisions."""
    brought = 0
    for each in told(seeds):
        lazy, eager = Playing(engine_of(each.plan)), Playing(engine_of(each.plan))
        waited = dict[
            str, tuple[Effect, ...]
        ]()  # what fell due before an event, which its duplicate tells again
        for step in each.steps:
            state = lazy.states.get(step.member)
            shown, changes = lazy.play(step), tuple[PoolChange, ...]()
            applied = shown.outcome is not None and shown.outcome.status in ("applied", "repeated")
            if isinstance(step, Send) and applied and step.event.at > lazy.engine.snapshot(state).clock:
                first = eager.play(Advance(step.member, step.event.at)).outcome
                assert first is not None
                waited[step.event.key], changes = first.effects, first.pool_changes
                brought += bool(first.effects)
            again = eager.play(step)
            if isinstance(step, Send) and again.outcome is not None:
                accepted = again.outcome.status in ("applied", "repeated", "duplicate")
                before = waited.get(step.event.key, ()) if accepted else ()
                whole = replace(
                    again.outcome,
                    effects=before + again.outcome.effects,
                    pool_changes=changes + again.outcome.pool_changes,
                )
                again = replace(again, outcome=whole)
            assert again == shown, (each.seed, step)
    assert brought


class ByDecision(Watched):
    """A defective engine: it counts all effects of a decision, and so tells how the host stepped."""

    def evaluate(self, state: Any, event: Event, pools: Pools) -> Any:
        done, outcome = self.engine.evaluate(state, event, pools)
        return done, counted(outcome)

    def advance(self, state: Any, now: int, pools: Pools) -> Any:
        done, outcome = self.engine.advance(state, now, pools)
        return done, counted(outcome)


def counted(outcome: Outcome) -> Outcome:
    effects = tuple(
        replace(effect, cause=replace(effect.cause, position=place))
        for place, effect in enumerate(outcome.effects)
    )
    return replace(outcome, effects=effects)


@pytest.mark.parametrize(
    "law", [advancing_in_steps_is_advancing_at_once, an_event_that_brings_the_time_comes_after_it]
)
def test_effects_counted_by_decision_would_show(law: Callable[[EngineOf, range], None]) -> None:
    with pytest.raises(AssertionError):
        law(lambda plan: ByDecision(plan, compiled(plan)), range(20))


def test_no_id_comes_twice() -> None:
    no_id_comes_twice(compiled)


def no_id_comes_twice(engine_of: EngineOf, seeds: range = HISTORIES) -> None:
    """Over all decisions of a member: neither of an effect nor of what it makes, late events included."""
    after_events = 0
    for each in told(seeds):
        playing = Playing(engine_of(each.plan))
        effects, made = dict[str, set[tuple[str, int]]](), dict[str, set[str]]()
        for step in each.steps:
            outcome = playing.play(step).outcome
            if outcome is None or outcome.status == "duplicate":
                continue
            for effect in outcome.effects:
                cause = effect.cause
                after_events += isinstance(step, Send) and cause.event.startswith(f"{step.event.key}@")
                of_member = effects.setdefault(step.member, set())
                assert (cause.event, cause.position) not in of_member, (each.seed, cause)
                of_member.add((cause.event, cause.position))
                id_ = made_by(effect)
                if id_ is not None:
                    assert id_ == f"{cause.event}#{cause.position}", (each.seed, effect)
                    assert id_ not in made.setdefault(step.member, set()), (each.seed, id_)
                    made[step.member].add(id_)
    assert after_events


def made_by(effect: Effect) -> str | None:
    match effect:
        case PointsEarned():
            return effect.lot
        case BenefitIssued():
            return effect.instance
        case EventAddressed():
            return effect.id
        case _:
            return None


def test_an_id_that_comes_twice_would_show() -> None:
    """Negative control: what a late event made that is over is counted with what fell due at that instant."""

    class Nameless(Watched):
        def evaluate(self, state: Any, event: Event, pools: Pools) -> Any:
            done, outcome = self.engine.evaluate(state, event, pools)
            return done, replace(outcome, effects=tuple(map(self._without_name, outcome.effects)))

        def _without_name(self, effect: Effect) -> Effect:
            _, at, instant = effect.cause.event.rpartition("@")
            return replace(effect, cause=replace(effect.cause, event=at + instant))

    with pytest.raises(AssertionError):
        no_id_comes_twice(lambda plan: Nameless(plan, compiled(plan)))


def test_next_due_says_the_truth() -> None:
    next_due_says_the_truth(compiled)


@pytest.mark.parametrize("off", [-1, 1])
def test_a_next_due_that_is_off_would_show(off: int) -> None:
    class Off(Watched):
        def next_due(self, state: Any) -> int | None:
            due = self.engine.next_due(state)
            return None if due is None else due + off

    with pytest.raises(AssertionError):
        next_due_says_the_truth(lambda plan: Off(plan, compiled(plan)), range(20))


def next_due_says_the_truth(engine_of: EngineOf, seeds: range = HISTORIES) -> None:
    """Nothing happens before it; at it something is done, so that it moves on; without one nothing ever happens."""
    for each in told(seeds):
        playing = Playing(engine_of(each.plan))
        for step in each.steps:
            shown = playing.play(step)
            state, due = playing.states[step.member], shown.next_due
            quiet = due - 1 if due is not None else playing.engine.snapshot(state).clock + 3 * YEAR
            waited, outcome = playing.engine.advance(state, quiet, playing.pools)
            assert outcome.effects == (), (each.seed, step)
            assert playing.engine.next_due(waited) == due, (each.seed, step)
            if due is not None:
                done, _ = playing.engine.advance(waited, due, playing.pools)
                later = playing.engine.next_due(done)
                assert later is None or later > due, (each.seed, step)


def test_the_reference_engine_keeps_its_books_too() -> None:
    """The laws of points hold of the other engine as well, which shares no line with this one."""
    for each in told(range(40)):
        playing = Playing(Reference(each.plan))
        for step in each.steps:
            shown = playing.play(step)
            assert shown.snapshot is not None
            if not isinstance(step, Join):
                check_points(shown.snapshot)
