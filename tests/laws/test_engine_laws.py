"""What holds of the production engine, whatever the programme and the history (spec part I).

Each law has its negative control: an engine with a defect, of which it does not hold.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

import pytest

from benefitdsl.engine import undo
from benefitdsl.engine.reference import Reference
from benefitdsl.engine.reference.localtime import LocalTime, period_of
from benefitdsl.host.session import Session
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import (
    BenefitIssued,
    BenefitReturned,
    BenefitRevoked,
    BenefitUsed,
    BoardClosed,
    Effect,
    EventAddressed,
    PointsEarned,
    PointsReturned,
    PointsReversed,
)
from benefitdsl.model.event import Event
from benefitdsl.model.member import FOREVER, Member
from benefitdsl.model.pools import Pools, Take
from benefitdsl.model.snapshot import PointsView, Snapshot
from benefitdsl.plan.parts import Plan
from tests.support.changing import sharing_nothing
from tests.support.conditions import HOUR
from tests.support.histories import history
from tests.support.playing import SEED, Engine, Playing, Shown, compared, compiled, first_difference
from tests.support.programmes import programme
from tests.support.shops import WORTH, fair, fairgoing, shop, shopping
from tests.support.steps import Send, Settle, Step

HISTORIES = range(120)
YEAR = 366 * 24 * HOUR


@dataclass(frozen=True, slots=True)
class Told:
    seed: int
    plan: Plan
    steps: list[Step]


def told(seeds: range = HISTORIES) -> Iterator[Told]:
    """Histories without the end of a replay, so that every step is somebody's."""
    yield from map(_told, seeds)


@cache
def _told(seed: int) -> Told:
    plan, first_day = programme(seed)
    steps = [step for step in history(plan, first_day, seed).steps if not isinstance(step, Settle)]
    return Told(seed, plan, steps)


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
            for shown in playing.play(step).each:
                assert shown.snapshot is not None, (each.seed, shown.error)
                check_points(shown.snapshot)


def test_an_imbalance_would_show() -> None:
    """Negative control: one point too many in one lot."""
    view = PointsView("p0", 3, 0, 0, 3, 0, 0, 0, 0, ())
    assert imbalance(view) == 0
    assert imbalance(replace(view, live=4)) != 0


# ------------------------------------------------------------------------------------------ nobody gets richer


def wealth(engine: Engine, steps: list[Step]) -> tuple[int, int]:
    """What a member of a shop has at the end, and what the orders and exchanges that still stand have given."""
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
        amount = step.event.fields["amount"] if "amount" in step.event.fields else standing.get(order, 1)
        assert isinstance(amount, int)
        buys = step.event.type in ("order", "exchange")
        standing[order] = standing.get(order, 0) + (amount if buys else -amount)
        for effect in shown.outcome.effects:
            if isinstance(effect, PointsEarned) and buys:
                given[order] = given.get(order, 0) + effect.amount
            if isinstance(effect, PointsReversed):
                given[order] = given.get(order, 0) - effect.amount
    assert snapshot is not None
    view = snapshot.points[0]
    left = sum(amount for order, amount in given.items() if standing[order] > 0)
    exchanged = [name for name, amount in standing.items() if name.startswith("x") and amount > 0]
    assert len(snapshot.benefits) <= len(exchanged), "an exchange was given back and its benefit was not"
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


def test_a_benefit_that_stays_would_show() -> None:
    """Negative control: an exchange given back that leaves what it gave."""

    def generous(plan: Plan) -> Plan:
        return replace(plan, offers=tuple(replace(each, on_refund="keep") for each in plan.offers))

    def shopped() -> None:
        for seed in range(20):
            wealth(compiled(generous(shop(seed))), shopping(seed))

    with pytest.raises(AssertionError, match="its benefit was not"):
        shopped()


def owned(before: Counter[str], effects: tuple[Effect, ...]) -> Counter[str]:
    """The benefits of a fair shop that the member has or has used; a ticket that was used is gone."""
    now = Counter(before)
    for effect in effects:
        match effect:
            case BenefitIssued():
                now[effect.benefit] += 1
            case BenefitRevoked():
                now[effect.benefit] -= 1
            case BenefitUsed(benefit="ticket"):
                now["ticket"] -= 1
            case BenefitReturned(benefit="ticket"):
                now["ticket"] += 1
            case _:
                pass
    return now


def giving_back_leaves_nobody_richer(seeds: range) -> Counter[bool]:
    """Points and the worth of benefits, used ones too: who gives an exchange back has no more of them than before the
    exchange, or than with it. Returns how many were given back, by whether what they cost came back."""
    looked = Counter[bool]()
    for seed in seeds:
        playing = Playing(compiled(fair(seed)))
        has, rich, gain = Counter[str](), 0, dict[str, int]()
        for step in fairgoing(seed):
            shown = playing.play(step)
            assert (shown.error, shown.snapshot is None) == ("", False)
            assert shown.snapshot is not None
            if shown.outcome is None or shown.outcome.status != "applied":
                continue
            has = owned(has, shown.outcome.effects)
            points = sum(view.live + view.pending - view.owed for view in shown.snapshot.points)
            before, rich = rich, points + sum(WORTH[name] * count for name, count in has.items())
            if isinstance(step, Send) and step.event.type == "exchange":
                gain[str(step.event.fields["order_no"])] = rich - before
            if isinstance(step, Send) and step.event.type == "give_up":
                brought = gain[str(step.event.fields["order_no"])]
                assert rich - before + brought <= max(0, brought), (seed, step)
                paid_back = (PointsReturned, BenefitReturned)
                looked[any(isinstance(one, paid_back) for one in shown.outcome.effects)] += 1
    return looked


def test_giving_an_exchange_back_leaves_nobody_richer() -> None:
    looked = giving_back_leaves_nobody_richer(range(200))
    assert min(looked[True], looked[False]) > 50, looked


@pytest.mark.parametrize("defect", ["has_used", "lets_go"])
def test_points_that_come_back_beside_what_they_bought_would_show(
    defect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: an engine that does not ask whether something stays."""
    monkeypatch.setattr(undo, defect, lambda *_: False)
    assert engines_differ_in_fair_shops(range(120)) is not None
    with pytest.raises(AssertionError):
        giving_back_leaves_nobody_richer(range(200))


def test_the_engines_agree_in_fair_shops() -> None:
    assert engines_differ_in_fair_shops(range(60)) is None


def engines_differ_in_fair_shops(seeds: range) -> int | None:
    """The first seed on which they differ; generated programmes seldom give back what was used."""
    for seed in seeds:
        plan = fair(seed)
        if first_difference(Reference(plan), compiled(plan), fairgoing(seed)) is not None:
            return seed
    return None


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
                after, again = playing.engine.evaluate(before, step.event, playing.pools, SEED)
                assert (again.status, again.pool_changes) == ("duplicate", ()), each.seed
                assert shown.outcome is not None
                assert again.effects == shown.outcome.effects
                assert text(after) == text(before)


def test_a_duplicate_changes_nothing() -> None:
    duplicates_change_nothing(compiled)


def test_a_duplicate_that_counts_again_would_show() -> None:
    class Forgetful(Watched):
        def evaluate(self, state: Any, event: Event, pools: Pools, seed: bytes | None) -> Any:
            return self.engine.evaluate(replace(state, seen={}), event, pools, seed)

    with pytest.raises(AssertionError):
        duplicates_change_nothing(lambda plan: Forgetful(plan, compiled(plan)), range(3))


class Watched:
    """An engine that checks that no call writes the state it was given."""

    def __init__(self, plan: Plan, engine: Engine) -> None:
        self.plan, self.engine = plan, engine

    def new_member(self, *given: Any) -> Any:
        return self.engine.new_member(*given)

    def evaluate(self, state: Any, event: Event, pools: Pools, seed: bytes | None) -> Any:
        return self._watched(state, lambda: self.engine.evaluate(state, event, pools, seed))

    def advance(self, state: Any, now: int, pools: Pools, seed: bytes | None) -> Any:
        return self._watched(state, lambda: self.engine.advance(state, now, pools, seed))

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

    def evaluate(self, state: Any, event: Event, pools: Pools, seed: bytes | None) -> Any:
        return self.engine.evaluate(self._read(state), event, pools, seed)

    def advance(self, state: Any, now: int, pools: Pools, seed: bytes | None) -> Any:
        return self.engine.advance(self._read(state), now, pools, seed)

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
        def advance(self, state: Any, now: int, pools: Pools, seed: bytes | None) -> Any:
            done, outcome = self.engine.advance(state, now, pools, seed)
            return done, replace(outcome, effects=outcome.effects[:1])

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
            one = _undelivered(at_once, member, [end])
            stops = sorted(rng.randint(end - YEAR // 3, end) for _ in range(5))
            several = _undelivered(in_steps, member, [*stops, end])
            assert several.effects == one.effects, each.seed
            assert several.snapshot == one.snapshot, each.seed
            assert several.next_due == one.next_due, each.seed


@dataclass(frozen=True, slots=True)
class Passed:
    effects: tuple[Effect, ...]
    snapshot: Snapshot
    next_due: int | None


def _undelivered(playing: Playing, member: str, stops: list[int]) -> Passed:
    """Time passes for one member alone; what is addressed to others stays where it is."""
    effects: list[Effect] = []
    for stop in stops:
        state, outcome = playing.engine.advance(playing.states[member], stop, playing.pools, SEED)
        playing.pools.apply(outcome.pool_changes)
        playing.states[member] = state
        effects += outcome.effects
    state = playing.states[member]
    return Passed(tuple(effects), playing.engine.snapshot(state), playing.engine.next_due(state))


def test_an_event_that_brings_the_time_comes_after_it() -> None:
    an_event_that_brings_the_time_comes_after_it(compiled)


def an_event_that_brings_the_time_comes_after_it(engine_of: EngineOf, seeds: range = HISTORIES) -> None:
    """A host that advances a member before an event gets the same effects, ids included, in two decisions."""
    brought = 0
    for each in told(seeds):
        playing = Playing(engine_of(each.plan))
        for step in each.steps:
            if isinstance(step, Send) and step.member in playing.states:
                brought += _is_the_same_in_two(playing, step.event, each.seed)
            playing.play(step)
    assert brought


def _is_the_same_in_two(playing: Playing, event: Event, seed: int) -> bool:
    """Whether the event brought anything that fell due; then two decisions make the same of it."""
    engine, state, pools = playing.engine, playing.states[event.member], deepcopy(playing.pools)
    after, at_once = engine.evaluate(state, event, pools, SEED)
    if at_once.status not in ("applied", "repeated") or event.at <= engine.snapshot(state).clock:
        return False
    advanced, first = engine.advance(state, event.at, pools, SEED)
    pools.apply(first.pool_changes)
    in_two, second = engine.evaluate(advanced, event, pools, SEED)
    whole = replace(
        second,
        effects=first.effects + second.effects,
        pool_changes=first.pool_changes + second.pool_changes,
    )
    assert whole == at_once, (seed, event)
    assert engine.snapshot(in_two) == engine.snapshot(after), (seed, event)
    assert engine.next_due(in_two) == engine.next_due(after), (seed, event)
    return bool(first.effects)


class ByDecision(Watched):
    """A defective engine: it counts all effects of a decision, and so tells how the host stepped."""

    def evaluate(self, state: Any, event: Event, pools: Pools, seed: bytes | None) -> Any:
        done, outcome = self.engine.evaluate(state, event, pools, seed)
        return done, counted(outcome)

    def advance(self, state: Any, now: int, pools: Pools, seed: bytes | None) -> Any:
        done, outcome = self.engine.advance(state, now, pools, seed)
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
            for shown in playing.play(step).each:
                if shown.outcome is None or shown.outcome.status == "duplicate":
                    continue
                member = shown.member or step.member
                for effect in shown.outcome.effects:
                    cause = effect.cause
                    after_events += isinstance(step, Send) and cause.event.startswith(f"{step.event.key}@")
                    of_member = effects.setdefault(member, set())
                    assert (cause.event, cause.position) not in of_member, (each.seed, cause)
                    of_member.add((cause.event, cause.position))
                    id_ = made_by(effect)
                    if id_ is not None:
                        assert id_ == f"{cause.event}#{cause.position}", (each.seed, effect)
                        assert id_ not in made.setdefault(member, set()), (each.seed, id_)
                        made[member].add(id_)
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
            playing.play(step)
            state = playing.states[step.member]
            due = playing.engine.next_due(state)  # what is told back to the member may have moved it
            quiet = due - 1 if due is not None else playing.engine.snapshot(state).clock + 3 * YEAR
            waited, outcome = playing.engine.advance(state, quiet, playing.pools, SEED)
            assert outcome.effects == (), (each.seed, step)
            assert playing.engine.next_due(waited) == due, (each.seed, step)
            if due is not None:
                done, _ = playing.engine.advance(waited, due, playing.pools, SEED)
                later = playing.engine.next_due(done)
                assert later is None or later > due, (each.seed, step)


def test_a_member_is_woken_in_time() -> None:
    woken_in_time(compiled)


def test_a_member_who_is_woken_late_would_show() -> None:
    class Late(Watched):
        def evaluate(self, state: Any, event: Event, pools: Pools, seed: bytes | None) -> Any:
            after, outcome = self.engine.evaluate(state, event, pools, seed)
            return replace(after, due=(self.engine.next_due(after) or FOREVER) + 1), outcome

    with pytest.raises(AssertionError):
        woken_in_time(lambda plan: Late(plan, compiled(plan)), range(20))


def woken_in_time(engine_of: EngineOf, seeds: range = HISTORIES) -> None:
    """The instant that a member carries, before which nothing is looked for, is never behind what is due."""
    for each in told(seeds):
        playing = Playing(engine_of(each.plan))
        for step in each.steps:
            playing.play(step)
            for state in playing.states.values():
                due = playing.engine.next_due(state)
                assert due is None or state.due <= due, (each.seed, step)


def test_the_reference_engine_keeps_its_books_too() -> None:
    """The laws of points hold of the other engine as well, which shares no line with this one."""
    for each in told(range(40)):
        playing = Playing(Reference(each.plan))
        for step in each.steps:
            for shown in playing.play(step).each:
                assert shown.snapshot is not None
                check_points(shown.snapshot)


# ------------------------------------------------------------------------------------------ what all share


def stays_within(engine_of: EngineOf, seeds: range = HISTORIES) -> int:
    """No counter of the pools is ever above its cap, nor below nothing; how many were looked at."""
    looked = 0
    for each in told(seeds):
        playing = Playing(engine_of(each.plan))
        caps = dict[str, int]()
        for step in each.steps:
            shown = playing.play(step)
            assert shown.error == "", (each.seed, shown.error)
            caps |= dict(_caps(shown))
            for key, cap in caps.items():
                assert 0 <= playing.pools.used(key) <= cap, (each.seed, key)
        looked += sum(key.startswith("stock:") for key in caps)
    return looked


def _caps(shown: Shown) -> Iterator[tuple[str, int]]:
    for each in shown.each:
        for change in each.outcome.pool_changes if each.outcome is not None else ():
            if isinstance(change, Take) and change.cap is not None:
                yield change.key, change.cap


def test_stock_is_never_used_up_twice() -> None:
    assert stays_within(compiled) > 20


def test_stock_that_is_not_looked_at_would_show() -> None:
    """Negative control: an engine that takes without asking what is there."""

    class Blind(Watched):
        def evaluate(self, state: Any, event: Event, pools: Pools, seed: bytes | None) -> Any:
            return self.engine.evaluate(state, event, NoPools(), seed)

    with pytest.raises(AssertionError):
        stays_within(lambda plan: Blind(plan, compiled(plan)))


class NoPools:
    def used(self, key: str) -> int:
        return 0

    def owner(self, key: str) -> str | None:
        return None


# ------------------------------------------------------------------------------------------ boards


class Listening(Watched):
    """An engine of either kind that writes down what it was told and took."""

    def __init__(self, plan: Plan, engine: Engine) -> None:
        super().__init__(plan, engine)
        self.heard: list[Event] = []

    def _watched(self, state: Any, call: Callable[[], Any]) -> Any:
        return call()

    def evaluate(self, state: Any, event: Event, pools: Pools, seed: bytes | None) -> Any:
        found, outcome = self.engine.evaluate(state, event, pools, seed)
        if outcome.status == "applied":
            self.heard.append(event)
        return found, outcome


def board_sums(plan: Plan, heard: list[Event], board: str) -> dict[int, dict[str, int]]:
    """What a board was told and was not taken back, by period."""
    time = LocalTime(plan.timezone, plan.day_start)
    unit = next(each.unit for each in plan.boards if each.id == board)
    events = [event for event in heard if event.member == f"board:{board}"]
    gone = {event.fields["reverses"] for event in events if event.type == "reversal"}
    sums: dict[int, dict[str, int]] = {}
    for event in events:
        by, value = event.fields.get("by"), event.fields.get("value")
        if (
            event.type == "scored"
            and event.key not in gone
            and isinstance(by, str)
            and isinstance(value, int)
        ):
            members = sums.setdefault(period_of(time.day(event.at), unit), {})
            members[by] = members.get(by, 0) + value
    return sums


def boards_add_up(engine_of: EngineOf, seeds: range = HISTORIES) -> int:
    compared_periods = 0
    for each in told(seeds):
        engine = Listening(each.plan, engine_of(each.plan))
        playing, closed = Playing(engine), set[tuple[str, int]]()
        for step in each.steps:
            for shown in playing.play(step).each:
                for effect in shown.outcome.effects if shown.outcome is not None else ():
                    closed |= {(effect.board, effect.period)} if isinstance(effect, BoardClosed) else set()
        for member, state in playing.states.items():
            for board in each.plan.boards if member.startswith("board:") else ():
                views = {
                    view.period: dict(view.values)
                    for view in engine.snapshot(state).standings
                    if view.board == board.id
                }
                if member != f"board:{board.id}":
                    assert views == {}
                    continue
                expected = {
                    period: {by: value for by, value in sorted(sums.items()) if value > 0}
                    for period, sums in board_sums(each.plan, engine.heard, board.id).items()
                    if (board.id, period) not in closed
                }
                assert views == {period: sums for period, sums in expected.items() if sums}, each.seed
                compared_periods += len(views)
    return compared_periods


def test_the_standings_of_a_board_are_the_sum_of_what_it_was_told() -> None:
    assert boards_add_up(compiled) > 20
    assert boards_add_up(Reference, range(60)) > 5


def test_a_value_counted_twice_would_show() -> None:
    class Doubling(Watched):
        def evaluate(self, state: Any, event: Event, pools: Pools, seed: bytes | None) -> Any:
            if event.type == "scored" and "value" in event.fields:
                event = replace(event, fields={**event.fields, "value": 2 * int(str(event.fields["value"]))})
            return self.engine.evaluate(state, event, pools, seed)

    with pytest.raises(AssertionError):
        boards_add_up(lambda plan: Doubling(plan, compiled(plan)), range(40))


# ------------------------------------------------------------------------------------------ any interleaving


def events_of(each: Told) -> list[Event]:
    """Different events: of one identity only the first."""
    found: dict[tuple[str, str], Event] = {}
    for step in each.steps:
        if isinstance(step, Send):
            found.setdefault((step.event.source, step.event.id), step.event)
    return list(found.values())


def replayed(session: Session[Any], events: list[Event]) -> dict[str, str]:
    session.replay(events, max(event.at for event in events) + 10 * 24 * HOUR)
    return {member: text(state) for member, state in session.members.items()}


SessionOf = Callable[[Plan], Session[Any]]


def in_any_order(session_of: SessionOf, seeds: range) -> None:
    """However the events of different members lie in a list, a replay of it ends in the same states (D9)."""
    for each in told(seeds):
        rng, events = Random(each.seed), events_of(each)
        if not events:
            continue
        expected = replayed(session_of(each.plan), events)
        for _ in range(2):
            mixed = interleaved(rng, events)
            assert replayed(session_of(each.plan), mixed) == expected, each.seed


def interleaved(rng: Random, events: list[Event]) -> list[Event]:
    """The events of each member in their order, those of different members in any."""
    members = [event.member for event in events]
    rng.shuffle(members)
    queues = {member: iter([event for event in events if event.member == member]) for member in set(members)}
    return [next(queues[member]) for member in members]


def session(plan: Plan) -> Session[Any]:
    return Session(compiled(plan), seed=SEED)


def test_a_replay_does_not_depend_on_the_order_of_its_list() -> None:
    in_any_order(session, range(60))


def test_an_order_that_matters_would_show() -> None:
    class AsTheyCome(Session[Any]):
        def replay(self, events: Any, until: int) -> Any:
            return [step for event in events for step in self.send(event)] + self.pass_time(until)

    with pytest.raises(AssertionError):
        in_any_order(lambda plan: AsTheyCome(compiled(plan), seed=SEED), range(60))


def test_members_who_share_nothing_may_be_served_in_any_order() -> None:
    """Where no decision changes the pools or addresses anybody, sending in another order changes nothing."""
    looked = 0
    for each in told():
        plan, events = sharing_nothing(each.plan), events_of(each)
        first, second = session(plan), session(plan)
        steps = [step for event in events for step in first.send(event)]
        assert not any(step.outcome.pool_changes for step in steps), each.seed
        for event in interleaved(Random(each.seed), events):
            second.send(event)
        states = {member: text(state) for member, state in first.members.items()}
        assert {member: text(state) for member, state in second.members.items()} == states, each.seed
        looked += len(states) > 1
    assert looked > 20
