"""What a view says is so: it changes nothing, what it says of ends is what time then does, what it says can be had can
be had, and what it says is missing is exactly what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pytest

from benefitdsl import api
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.effect import (
    BenefitExpired,
    MissionCompleted,
    PointsExpired,
    PrivilegeUsed,
    TierRenewed,
)
from benefitdsl.model.event import Event
from benefitdsl.model.json import view_from_json
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools, Pools
from benefitdsl.model.view import Coming, MissionProgress, View
from benefitdsl.plan.parts import EventType, Plan
from benefitdsl.quantities.calendar import DAY_US
from benefitdsl.quantities.instants import parse_instant
from tests.support.histories import history
from tests.support.playing import SEED
from tests.support.programmes import programme
from tests.support.steps import Advance, Join, Send

HISTORIES = range(40)


class Seen(NamedTuple):
    """A member at some time of a history."""

    seed: int
    book: Rulebook
    member: Member
    pools: InMemoryPools
    view: View


@cache
def _book(seed: int) -> tuple[Rulebook, int]:
    plan, first_day = programme(seed)
    return Rulebook(plan), first_day


def looked_at(seeds: range = HISTORIES) -> Iterator[Seen]:
    """Members of generated histories, looked at after every few steps, some time later."""
    for seed in seeds:
        book, first_day = _book(seed)
        pools, members, rng = InMemoryPools(), dict[str, Member](), Random(seed)
        for step in history(book.plan, first_day, seed).steps:
            if isinstance(step, Join):
                members[step.member] = book.engine.new_member(step.member, step.at, step.attributes)
            elif isinstance(step, (Send, Advance)) and step.member in members:
                at = step.event.at if isinstance(step, Send) else step.to
                after, outcome = (
                    book.engine.evaluate(members[step.member], step.event, pools, SEED)
                    if isinstance(step, Send)
                    else book.engine.advance(members[step.member], step.to, pools, SEED)
                )
                if outcome.status != "duplicate":
                    pools.apply(outcome.pool_changes)
                members[step.member] = after
                if rng.random() < 0.3:
                    later = at + rng.choice((0, 1, DAY_US // 2, 3 * DAY_US))
                    view = book.view(after, later, pools=pools, seed=SEED)
                    yield Seen(seed, book, after, pools, view)


# ------------------------------------------------------------------------------------------- nothing is changed


def test_a_view_changes_nothing_and_survives_json() -> None:
    count = 0
    for seed, book, member, pools, view in looked_at():
        before, used = member.to_json(), pools_of(pools)
        again = book.view(member, view.at, pools=pools, seed=SEED)
        chinese = book.view(member, view.at, language="zh", pools=pools, seed=SEED)
        assert again == view, seed
        assert (member.to_json(), pools_of(pools)) == (before, used), seed
        assert view_from_json(view.to_json()) == view, seed
        assert "{" not in chinese.text(), seed
        assert [one.to_go for one in chinese.missions] == [one.to_go for one in view.missions], seed
        count += 1
    assert count > 200


def pools_of(pools: Pools) -> str:
    return str(sorted(vars(pools).items()))


def test_a_view_is_the_snapshot_once_time_has_passed() -> None:
    for seed, book, member, pools, view in looked_at():
        has = book.snapshot(book.advance(member, view.at, pools=pools, seed=SEED).member)
        assert [(one.balance, one.pending, one.owed) for one in view.points] == [
            (one.live - one.owed, one.pending, one.owed) for one in has.points
        ], seed
        for points, held in zip(has.points, view.points, strict=True):
            assert sum(lot.amount for lot in held.lots) == points.live + points.pending, seed
        assert [(one.instance, one.until) for one in view.benefits if one.state != "unclaimed"] == [
            (one.instance, one.until) for one in has.benefits if one.state != "unclaimed"
        ], seed
        assert [(one.level, one.metric) for one in view.tiers] == [
            (one.level, one.metric) for one in has.tiers
        ]
        assert [(one.score, one.value) for one in view.scores] == list(has.scores), seed


# ------------------------------------------------------------------------------------------- what ends


def test_what_ends_next_is_what_time_then_takes() -> None:
    """Of the points and benefits that end first, unless something else happens before: then it says nothing."""
    checked: Counter[str] = Counter()
    for seed, book, member, pools, view in looked_at():
        ends = [one for one in view.coming if one.family in ("points", "benefit", "claim")]
        if not ends or ends[0].at <= view.at:
            continue
        first = ends[0].at
        settled = book.advance(member, view.at, pools=pools, seed=SEED).member
        if book.advance(settled, first - 1, pools=pools, seed=SEED).effects:
            continue
        made = book.advance(settled, first, pools=pools, seed=SEED).effects
        said = sorted(_ending(one) for one in ends if one.at == first and not _is_pending(view, one))
        gone = [
            (one.currency, one.lot, one.amount)
            if isinstance(one, PointsExpired)
            else (one.benefit, one.instance, 0)
            for one in made
            if isinstance(one, (PointsExpired, BenefitExpired)) and one.cause.at == first
        ]
        named = {name for _, name, _ in said}
        assert sorted(one for one in gone if one[1] in named) == said, (seed, first)
        checked.update(one.family for one in ends if one.at == first)
    assert checked["points"] > 20, checked
    assert checked["benefit"] > 2, checked
    assert checked["claim"] > 3, checked


def _ending(one: Coming) -> tuple[str, str, int]:
    return one.id, one.name, one.amount or 0


def _is_pending(view: View, one: Coming) -> bool:
    lots = (lot for held in view.points for lot in held.lots if held.currency == one.id)
    return one.family == "points" and any(lot.lot == one.name and lot.state == "pending" for lot in lots)


# ------------------------------------------------------------------------------------------- what can be had


def _told_by_events(plan: Plan) -> set[str]:
    """The offers with a limit that a view cannot ask, as it has no event."""
    scopes = ("referee", "device", "code")
    return {one.id for one in plan.offers if any(limit.scope in scopes for limit in one.limits)}


def test_what_can_be_had_can_be_had() -> None:
    """Asking for an offer is refused for exactly what the view says is in the way."""
    seen: Counter[str] = Counter()
    for seed, book, member, pools, view in looked_at(range(60)):
        kinds = [kind for kind in book.plan.events if kind.role == "offer"]
        wanted = [(one.offer, 0, one.in_the_way) for one in view.offers]
        wanted += [(one.membership, one.fee, one.in_the_way) for one in view.memberships]
        for number, (offer, fee, word) in enumerate(wanted):
            for kind in kinds:
                fields = asking(kind, offer, fee, f"{seed}-{number}")
                if fields is None:
                    continue
                event = Event(f"ask{number}", kind.name, member.id, view.at, fields, "law")
                _, outcome = book.engine.evaluate(member, event, pools, SEED)
                if outcome.status != "applied" and outcome.reason != "offer_not_possible":
                    continue  # refused before or after it was asked
                if outcome.detail == "limit" and offer in _told_by_events(book.plan):
                    continue  # per referee, device or code: only the event says which
                assert (outcome.detail if outcome.reason else None) == word, (
                    seed,
                    offer,
                    word,
                    outcome.detail,
                )
                seen[word or "had"] += 1
    assert {"had", "points", "schedule", "audience", "condition", "stock", "ticket"} <= seen.keys(), seen


def asking(kind: EventType, offer: str, fee: int, fresh: str) -> dict[str, Any] | None:
    """The fields of an event that asks for an offer; None where it needs others."""
    named = next((one.name for one in kind.fields if one.type == "text" and one.required), None)
    fields: dict[str, Any] = {} if named is None else {named: offer}
    for one in kind.fields:
        if one.name == "amount" and one.type == "money":
            fields["amount"] = fee
        elif one.required and one.name != named:
            if one.type != "text":
                return None
            fields[one.name] = fresh
    if kind.key is not None and kind.key not in fields:
        fields[kind.key] = fresh
    return fields if named is not None and ("amount" in fields or fee == 0) else None


def test_what_can_be_used_can_be_used() -> None:
    seen: Counter[str] = Counter()
    for seed, book, member, pools, view in looked_at(range(60)):
        kind = next((one for one in book.plan.events if one.role == "redeem"), None)
        for held in view.privileges if kind is not None else ():
            assert kind is not None
            event = Event("use", kind.name, member.id, view.at, {"benefit": held.privilege}, "law")
            _, outcome = book.engine.evaluate(member, event, pools, SEED)
            if outcome.status == "applied":
                used = [one for one in outcome.effects if isinstance(one, PrivilegeUsed)]
                assert held.usable, (seed, held)
                # A use outside the window of the quota counts towards nothing.
                assert held.left is None or used[-1].left in (held.left - 1, held.left), (seed, held)
                seen["one less"] += held.left is not None and used[-1].left == held.left - 1
            else:
                assert (outcome.reason, held.usable) == ("privilege_not_available", False), (seed, outcome)
                assert held.why, (seed, held)
            seen["usable" if held.usable else "not usable"] += 1
    assert seen["usable"] > 10, seen
    assert seen["one less"] > 5, seen
    assert seen["not usable"] > 10, seen


# ------------------------------------------------------------------------------------------- what is missing

RULES = """\
programme run "run"
  language: en
  timezone: {zone}
  currency: CNY
  day starts: {day}
end

points beans "beans"
end

tiers club "club"
  metric: sum of amount of order in last 7 months
  level silver "Silver": 0 CNY
  level gold "Gold": {gold} CNY
  level black "Black": {black} CNY
  validity: 6 months
  keep gold: {keep} CNY
  at end: {at_end}
end

mission spend "spend"
  counts: sum of amount of order
  stage {low}: give 1 beans
  stage {high}: give 2 beans
  within: {window}
  repeat: {repeat}
end

mission pieces "pieces"
  counts: items of order where has category and category is "milk"
  target: {pieces}
  reward: give 3 beans
  within: ever
end

mission daily "daily"
  counts: consecutive days of sign_in
  stage 3: give 1 beans
  stage 10: give 5 beans
  repeat: again
  freezes: {freezes}
end
"""
START = parse_instant("2026-01-05T04:00:00Z")


def small(rng: Random) -> Rulebook:
    """A programme with figures of its own."""
    window, repeat = rng.choice(
        (("this month", "each period"), ("3 months from first match", "once"), ("ever", "again"))
    )
    low, gold = rng.randint(20, 200), rng.randint(200, 600)
    return api.load(
        RULES.format(
            zone=rng.choice(("Asia/Shanghai", "Europe/Paris")),
            day=rng.choice(("00:00", "03:00")),
            gold=gold,
            black=gold + rng.randint(100, 900),
            keep=gold + rng.randint(-150, 90),
            at_end=rng.choice(("one level down", "recompute")),
            low=low,
            high=low + rng.randint(50, 300),
            window=window,
            repeat=repeat,
            pieces=rng.randint(2, 12),
            freezes=rng.randint(0, 2),
        )
    )


class Shopper:
    """One member who sends events."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.member = book.new_member("m", at=START)
        self.pools = InMemoryPools()
        self.number = 0

    def fork(self) -> Shopper:
        other = Shopper(self.book)
        other.member, other.number = self.member, self.number
        return other

    def send(self, type_: str, at: int, **fields: Any) -> Any:
        self.number += 1
        event = Event(f"e{self.number}", type_, "m", at, fields)
        decision = self.book.evaluate(self.member, event, pools=self.pools)
        assert decision.status in ("applied", "repeated"), decision.detail
        self.member = decision.member
        return decision

    def order(self, at: int, amount: int, milk: int = 0) -> Any:
        line = {"category": "milk" if milk else "tea", "quantity": milk or 1, "amount": amount}
        return self.send("order", at, order=f"o{self.number}", amount=amount, items=(line,))


def shopping(seed: int) -> Iterator[tuple[Shopper, int, View]]:
    """A member now and then, and the view of that instant."""
    rng = Random(seed)
    shopper, at = Shopper(small(rng)), START
    for _ in range(12):
        at += rng.randint(1, 40) * DAY_US // 4
        shopper.order(at, rng.randint(1, 15000), rng.choice((0, 0, 1, 2)))
        at += rng.randint(0, 20) * DAY_US // 4
        yield shopper, at, shopper.book.view(shopper.member, at)


@pytest.mark.parametrize("mission", ["spend", "pieces"])
def test_an_event_that_adds_just_what_is_missing_reaches_the_stage(mission: str) -> None:
    checked = 0
    for seed in range(25):
        for shopper, at, view in shopping(seed):
            one = next(held for held in view.missions if held.mission == mission)
            if one.to_go is None or not one.counting:
                continue
            assert completes(shopper, at, mission, one.to_go, one), (seed, at, one)
            if one.to_go > 1:
                assert not completes(shopper, at, mission, one.to_go - 1, one), (seed, at, one)
            checked += 1
    assert checked > 150


def completes(shopper: Shopper, at: int, mission: str, amount: int, one: MissionProgress) -> bool:
    """Whether an order that adds so much reaches the stage that was next."""
    other = shopper.fork()
    decision = other.order(at, amount) if mission == "spend" else other.order(at, 100, amount)
    return any(
        isinstance(effect, MissionCompleted) and effect.mission == mission and effect.stage == one.target
        for effect in decision.effects
    )


def test_an_order_of_what_is_missing_reaches_the_next_level() -> None:
    checked = 0
    for seed in range(25):
        for shopper, at, view in shopping(seed):
            tier = view.tiers[0]
            if tier.next is None or tier.next.to_go == 0:
                continue
            for amount, reached in ((tier.next.to_go, True), (tier.next.to_go - 1, False)):
                other = shopper.fork()
                if amount:
                    other.order(at, amount)
                level = shopper.book.view(other.member, at).tiers[0].level
                assert (level == tier.next.level) == reached, (seed, at, tier)
            checked += 1
    assert checked > 50


def test_what_is_missing_keeps_the_level_to_the_cent() -> None:
    checked = 0
    for seed in range(40):
        for shopper, at, view in shopping(seed):
            keep, tier = view.tiers[0].keep, view.tiers[0]
            if keep is None or keep.to_go == 0 or tier.next is None:
                continue
            for amount, kept in ((keep.to_go, True), (keep.to_go - 1, False)):
                other = shopper.fork()
                if amount:
                    other.order(at, amount)
                if shopper.book.view(other.member, at).tiers[0].level != tier.level:
                    continue  # so much that it rises
                made = shopper.book.advance(other.member, keep.until).effects
                assert any(isinstance(effect, TierRenewed) for effect in made) == kept, (seed, at, keep)
                checked += 1
    assert checked > 30


def test_a_streak_goes_on_until_just_before_it_would_break() -> None:
    checked: Counter[str] = Counter()
    for seed in range(60):
        rng = Random(seed)
        shopper, at = Shopper(small(rng)), START
        for _ in range(15):
            at += rng.choice((1, 1, 1, 2, 3)) * DAY_US + rng.randint(-6, 6) * DAY_US // 24
            shopper.send("sign_in", at)
            later = at + rng.randint(0, 30) * DAY_US // 12
            streak = _daily(shopper.book.view(shopper.member, later)).streak
            assert streak is not None
            if not streak.alive or streak.act_by is None:
                checked["broken"] += 1
                continue
            assert streak.act_by > later, seed
            in_time, too_late = shopper.fork(), shopper.fork()
            in_time.send("sign_in", streak.act_by - 1)
            too_late.send("sign_in", streak.act_by)
            went_on = _daily(shopper.book.view(in_time.member, streak.act_by - 1)).streak
            began = _daily(shopper.book.view(too_late.member, streak.act_by)).streak
            assert went_on is not None, seed
            assert began is not None, seed
            assert began.length == 1, (seed, streak)
            if not streak.today_done or streak.act_by - 1 > later + DAY_US:
                assert went_on.length > streak.length, (seed, streak)
            if streak.saved_by is not None and not streak.today_done:
                saved = shopper.fork()
                saved.send("sign_in", streak.saved_by - 1)
                kept = _daily(shopper.book.view(saved.member, streak.saved_by - 1)).streak
                assert kept is not None, seed
                assert (kept.freezes_left, kept.length) == (streak.freezes_left, streak.length + 1), seed
            checked["alive"] += 1
    assert checked["alive"] > 200, checked
    assert checked["broken"] > 30, checked


def _daily(view: View) -> MissionProgress:
    return next(one for one in view.missions if one.mission == "daily")


# ------------------------------------------------------------------------------------------- a fault would show


def test_a_view_that_is_off_by_one_would_show() -> None:
    """The laws above on a view with a seeded fault: each is caught."""

    def stage_missed() -> Iterator[bool]:
        for shopper, at, view in shopping(1):
            one = next(held for held in view.missions if held.mission == "spend")
            if one.to_go is not None and one.to_go > 1 and one.counting:
                wrong = replace(one, to_go=one.to_go - 1)
                assert wrong.to_go is not None
                yield completes(shopper, at, "spend", wrong.to_go, wrong)

    found = list(stage_missed())
    assert found
    assert not any(found)
