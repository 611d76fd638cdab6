"""Draws: the roll from the seed, prizes that run out, the guarantee, what a refund gives back."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.draws import SeedNeeded, roll_of
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.effect import DrawMade, PointsEarned
from benefitdsl.model.event import Event
from benefitdsl.model.pools import InMemoryPools, Take
from benefitdsl.plan.expr import Const
from benefitdsl.plan.parts import (
    Benefit,
    Draw,
    GrantBenefit,
    MakeDraw,
    MultiplyPoints,
    OnMoment,
    Points,
    Prize,
    Rule,
)
from benefitdsl.plan.schedule import Schedule
from tests.unit.engine.programme import HERE, Driver, at, earn, plan, rule

SEED = b"0123456789abcdef"
PRIZES = (
    Prize("ten", 20, (earn(10),)),
    Prize("coupon", 30, (GrantBenefit("c"),), stock=1),
    Prize("thanks", 50),
)


def lucky(*prizes: Prize, then: Any = (), rules: Any = (), **more: Any) -> Driver:
    made = Draw("lucky", HERE, prizes or PRIZES, **more)
    parts = {"points": (Points("p", HERE),), "benefits": (Benefit("c", HERE, "coupon"),), "draws": (made,)}
    usual = (rule("r", "visit", MakeDraw("lucky"), *then), rule("o", "order", MakeDraw("lucky")))
    d = Driver(plan(rules=rules or usual, **parts))
    d.seed = SEED
    return d


def drawn(d: Driver) -> DrawMade:
    return next(effect for effect in d.last.effects if isinstance(effect, DrawMade))


def by_hand(seed: bytes, message: str) -> int:
    """HMAC as RFC 2104 writes it, from the hash alone."""
    key = seed.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + message.encode()).digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in key) + inner).hexdigest()
    return int(outer, 16)


# ------------------------------------------------------------------------------------------- the roll


def test_a_known_roll() -> None:
    """The number was made with another tool: openssl dgst -sha256 -mac HMAC."""
    digest = "d7e7921742d1be41004fe775a34459086481d1d25095184daa27d502632d584c"
    assert roll_of(SEED, "t/lucky/m/e1/0", 1 << 256) == int(digest, 16)
    assert roll_of(SEED, "t/lucky/m/e1/0", 100) == int(digest, 16) % 100


def test_the_roll_is_the_hmac_of_plan_draw_member_event_and_number() -> None:
    d = lucky(then=(MakeDraw("lucky"),))
    d.send("visit", "2024-01-02")
    rolls = [(e.number, e.roll) for e in d.last.effects if isinstance(e, DrawMade)]
    assert rolls == [(n, by_hand(SEED, f"t/lucky/m/e1/{n}/0") % 100) for n in (0, 1)]
    assert drawn(d).total == 100
    assert drawn(d).commitment == hashlib.sha256(SEED).hexdigest()
    d.seed = b"another seed than that"
    d.send("visit", "2024-01-03")
    assert drawn(d).roll == by_hand(d.seed, "t/lucky/m/e2/0/0") % 100


def test_numbers_in_the_uneven_rest_are_drawn_again() -> None:
    total = (1 << 255) + 1  # only the first of two stretches is whole
    again = 0
    for number in range(40):
        tries = [by_hand(SEED, f"{number}/{place}") for place in range(64)]
        first = next(place for place, drawn_ in enumerate(tries) if drawn_ < total)
        assert roll_of(SEED, str(number), total) == tries[first]
        again += first > 0
    assert 10 < again < 30


def test_every_weight_has_its_share() -> None:
    d = lucky(Prize("a", 1, (earn(1),)), Prize("b", 3), Prize("never", 0, (earn(1),)))
    found = [
        str(drawn(d).prize) for n in range(200) if d.send("visit", f"2024-01-02T{n // 60:02}:{n % 60:02}")
    ]
    assert 35 < found.count("a") < 65
    assert "never" not in found


def test_draws_are_counted_by_the_event_or_instant() -> None:
    daily = Rule("day", HERE, (OnMoment(Schedule(())),), Const(True), (MakeDraw("lucky"),))
    d = lucky(rules=(daily, rule("r", "visit", MakeDraw("lucky"), MakeDraw("lucky"))))
    d.send("visit", "2024-01-02T10:00")
    made = [e for e in d.last.effects if isinstance(e, DrawMade)]
    found = [(e.cause.event, e.number) for e in made]
    assert found == [("@2024-01-01T16:00:00Z", 0), ("e1", 0), ("e1", 1)]
    assert made[0].roll == by_hand(SEED, "t/lucky/m/@2024-01-01T16:00:00Z/0/0") % 100


# ------------------------------------------------------------------------------------------- prizes


def only(prize: str, **more: Any) -> Driver:
    """A draw that always comes to one prize, of which there is one."""
    prizes = (
        Prize("a", 0, (earn(1),)),
        Prize("empty", 0),
        Prize("b", int(prize == "b"), (earn(2),), stock=1),
        Prize("last", int(prize == "last"), (earn(3),), stock=1),
    )
    return lucky(*prizes, **more)


def test_a_prize_takes_its_stock_then_its_actions() -> None:
    d = only("b")
    outcome = d.send("visit", "2024-01-02")
    assert d.seen() == ["DrawMade", "PointsEarned"]
    assert outcome.pool_changes == (Take("stock:lucky:b", 1, 1),)
    assert {effect.cause.rule for effect in outcome.effects} == {"r"}


@pytest.mark.parametrize(
    ("prize", "out", "then"),
    [("b", "nothing", ""), ("b", "next", "last"), ("last", "next", "a"), ("b", "renormalise", "")],
)
def test_a_prize_that_has_run_out(prize: str, out: Any, then: str) -> None:
    d = only(prize, out=out)
    d.send("visit", "2024-01-02")
    d.send("visit", "2024-01-03")
    assert drawn(d).prize == then
    assert (drawn(d).total == 0) == (out == "renormalise")


def test_the_next_prize_is_never_an_empty_one() -> None:
    d = lucky(Prize("one", 1, (earn(1),), stock=1), Prize("empty", 0), Prize("b", 0, (earn(2),)), out="next")
    found = [drawn(d).prize for day in ("2024-01-02", "2024-01-03") if d.send("visit", day)]
    assert found == ["one", "b"]


def test_the_rest_is_drawn_among_those_that_are_there() -> None:
    d = lucky(Prize("a", 1, (earn(1),), stock=1), Prize("b", 1, (earn(2),)), out="renormalise")
    totals = [drawn(d).total for n in range(20) if d.send("visit", f"2024-01-02T10:{n + 10}")]
    first = totals.index(1)
    assert 0 < first < 20
    assert (set(totals[:first]), set(totals[first:])) == ({2}, {1})


def test_nothing_multiplies_in_a_prize() -> None:
    prize = Prize("a", 1, (earn(10, scaled=True), MultiplyPoints("p", 3, 1)))
    d = lucky(prize, then=(earn(5, scaled=True), MultiplyPoints("p", 2, 1)))
    d.send("visit", "2024-01-02")
    assert [e.amount for e in d.last.effects if isinstance(e, PointsEarned)] == [10, 10]


def test_the_guarantee_comes_after_so_many_empty_ones() -> None:
    d = lucky(Prize("none", 1), Prize("gold", 0, (earn(100),), stock=1), guarantee=2, sure="gold")
    found = []
    for day in range(2, 8):
        d.send("visit", f"2024-01-0{day}")
        found.append((drawn(d).prize, drawn(d).sure, d.view.empty_draws))
    row = [(("lucky", n),) for n in (1, 2, 0, 1, 2, 3)]
    prizes = [("none", False), ("none", False), ("gold", True)] + [("none", False)] * 3  # there was one of it
    assert found == [(*prize, n) for prize, n in zip(prizes, row, strict=True)]


def test_a_refund_gives_the_stock_back_but_not_the_row() -> None:
    d = lucky(Prize("a", 1, (GrantBenefit("c"),), stock=1), Prize("none", 0), guarantee=1, sure="a")
    d.send("order", "2024-01-02", order="1", amount=100)
    assert d.pools.used("stock:lucky:a") == 1
    d.send("order", "2024-01-03", order="2", amount=100)
    assert (drawn(d).prize, d.view.empty_draws) == ("", (("lucky", 1),))
    outcome = d.send("refund", "2024-01-04", order="1", amount=50)
    assert outcome.pool_changes == ()
    d.send("refund", "2024-01-04", order="1")
    assert (d.seen(), d.pools.used("stock:lucky:a")) == (["BenefitRevoked"], 0)
    assert d.view.empty_draws == (("lucky", 1),)


def test_the_stock_of_what_was_used_stays_taken() -> None:
    d = lucky(Prize("a", 1, (GrantBenefit("c"),), stock=1))
    d.send("order", "2024-01-02", order="1", amount=100)
    d.send("order", "2024-01-03", order="2", amount=100, coupons=("c",))
    d.send("refund", "2024-01-04", order="1")
    assert d.pools.used("stock:lucky:a") == 1


# ------------------------------------------------------------------------------------------- the seed


@pytest.mark.parametrize("seed", [None, b"", b"fifteen bytes.."])
def test_a_plan_with_draws_needs_a_seed(seed: bytes | None) -> None:
    d = lucky()
    d.seed = seed
    with pytest.raises(SeedNeeded, match="at least 16 bytes"):
        d.send("visit", "2024-01-02")
    with pytest.raises(SeedNeeded):
        d.advance("2024-01-02")
    with pytest.raises(SeedNeeded):
        d.engine.replay(d.member, [], None, seed)


def test_a_seed_is_bytes() -> None:
    d = lucky()
    d.seed = "0123456789abcdef"  # type: ignore[assignment]
    with pytest.raises(SeedNeeded, match="of the type `str`") as refused:
        d.send("visit", "2024-01-02")
    assert refused.value.kind == "str"


def test_a_plan_without_draws_needs_none() -> None:
    assert Driver(plan()).send("visit", "2024-01-02").status == "applied"


def test_a_rule_book_hands_the_seed_on() -> None:
    book = Rulebook(lucky().engine.plan)
    member = book.new_member("m", at=at("2024-01-01"))
    event = Event("e1", "visit", "m", at("2024-01-02"))
    decision = book.evaluate(member, event, seed=SEED)
    assert decision.effects[0] == lucky().send("visit", "2024-01-02").effects[0]
    assert book.advance(member, at("2024-01-02"), seed=SEED).effects == ()
    with pytest.raises(SeedNeeded):
        book.evaluate(member, event)


def test_replay_draws_as_evaluation_does() -> None:
    d = lucky()
    events = [Event(f"e{n}", "visit", "m", at("2024-01-02") + n) for n in range(100)]
    replay = compile_plan(d.engine.plan).replay(d.member, events, InMemoryPools(), SEED)
    assert [o.effects[0] for o in replay][:5] == [d.event(event).effects[0] for event in events][:5]
