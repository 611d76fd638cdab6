"""Draws (spec §13.1): the roll by hand, what comes of a prize that has run out, the guarantee."""

from __future__ import annotations

import hmac
from dataclasses import replace
from hashlib import sha256
from typing import Literal

import pytest

from benefitdsl.engine.reference.draws import roll_of
from benefitdsl.model.effect import BenefitIssued, DrawMade, PointsEarned
from benefitdsl.model.pools import Take
from benefitdsl.plan.expr import TRUE, Const
from benefitdsl.plan.parts import (
    Action,
    Benefit,
    Draw,
    EarnPoints,
    GrantBenefit,
    MakeDraw,
    MultiplyPoints,
    OnEvent,
    OnMoment,
    Plan,
    Points,
    Prize,
    Rule,
)
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.rounding import Rounding
from tests.unit.reference.telling import GIFT_DAY, ORDER, ORIGIN, REFUND, SEED, Told, kinds, only

Out = Literal["nothing", "renormalise", "next"]

TOWEL = Prize("towel", 1, (GrantBenefit("towel"),))
THANKS = Prize("thanks", 1)
BEANS = Prize("beans", 1, (EarnPoints("beans", Const(7), 1, Rounding.DOWN, True),))


def plan_of(*prizes: Prize, out: Out = "nothing", guarantee: int | None = None, draws: int = 1) -> Plan:
    wheel = Draw("wheel", ORIGIN, prizes, out=out, guarantee=guarantee, sure="towel" if guarantee else None)
    then: tuple[Action, ...] = (MultiplyPoints("beans", 2, 1), *(MakeDraw("wheel") for _ in range(draws)))
    spin = Rule("spin", ORIGIN, (OnEvent("gift_day"), OnEvent("order")), TRUE, then)
    return Plan(
        "club",
        "Asia/Shanghai",
        "CNY",
        (ORDER, REFUND, GIFT_DAY),
        points=(Points("beans", ORIGIN),),
        benefits=(Benefit("towel", ORIGIN, "gift"),),
        rules=(spin,),
        draws=(wheel,),
    )


def by_hand(member: str, event: str, number: int, total: int) -> int:
    message = f"club/wheel/{member}/{event}/{number}/0".encode()
    return int.from_bytes(hmac.new(SEED, message, sha256).digest(), "big") % total


def test_the_roll_follows_from_seed_and_message() -> None:
    prizes = (replace(THANKS, weight=3), replace(TOWEL, weight=2), replace(BEANS, weight=5))
    members = [f"m{number}" for number in range(20)]
    seen = set()
    for member in members:
        made = only(DrawMade, Told(plan_of(*prizes, draws=2), SEED, member).sends("gift_day", 1))
        assert [each.number for each in made] == [0, 1]
        for each in made:
            assert each.roll == by_hand(member, "e1", each.number, 10)
            assert each.prize == ("thanks" if each.roll < 3 else "towel" if each.roll < 5 else "beans")
            assert (each.total, each.sure, each.commitment) == (10, False, sha256(SEED).hexdigest())
            seen.add(each.prize)
    assert seen == {"thanks", "towel", "beans"}


def test_the_roll_of_a_known_seed() -> None:
    # printf 'a/0' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00000000000000000000000000000000
    digest = 0xE03347DED6ED2A31FEA5FBDEF07EDF13E96C28668EE48924EED97C6BF13DB2FA
    assert roll_of(bytes(16), "a", 1_000_000) == digest % 1_000_000


def test_hashes_above_the_last_whole_multiple_are_passed_over() -> None:
    # A total of a little more than half of 2^256 has one multiple only: about half of the hashes are above it.
    total = 2**255 + 1
    passed_over = 0
    for name in range(20):
        digests = [hmac.new(SEED, f"{name}/{index}".encode(), sha256).digest() for index in range(40)]
        numbers = [int.from_bytes(digest, "big") for digest in digests]
        passed_over += numbers[0] >= total
        assert roll_of(SEED, str(name), total) == next(number for number in numbers if number < total)
    assert passed_over > 0


def test_a_draw_needs_a_seed() -> None:
    for seed in (None, bytes(15)):
        with pytest.raises(ValueError, match="seed of at least 16 bytes"):
            Told(plan_of(THANKS), seed).sends("gift_day", 1)
        with pytest.raises(ValueError, match="seed of at least 16 bytes"):
            Told(plan_of(THANKS), seed).waits(1)
    assert Told(plan_of(THANKS), bytes(16)).sends("gift_day", 1).status == "applied"


def test_nothing_multiplies_what_a_prize_gives() -> None:
    made, earned = Told(plan_of(BEANS), SEED).sends("gift_day", 1).effects
    assert isinstance(made, DrawMade)
    assert isinstance(earned, PointsEarned)
    assert (made.cause.rule, earned.cause.rule, earned.amount) == ("spin", "spin", 7)


@pytest.mark.parametrize(
    ("out", "expected"),
    [
        ("nothing", ["towel", "", ""]),
        ("next", ["towel", "beans", "beans"]),
        ("renormalise", ["towel", "", ""]),
    ],
)
def test_what_comes_of_a_prize_that_has_run_out(out: Out, expected: list[str]) -> None:
    prizes = (replace(BEANS, weight=0), replace(TOWEL, stock=1), replace(THANKS, weight=0))
    outcome = Told(plan_of(*prizes, out=out, draws=3), SEED).sends("gift_day", 1)
    made = only(DrawMade, outcome)
    assert [each.prize for each in made] == expected
    assert outcome.pool_changes == (Take("stock:wheel:towel", 1, 1),)
    assert [each.total for each in made] == ([1, 0, 0] if out == "renormalise" else [1, 1, 1])
    assert made[1].roll == 0


def test_what_is_left_is_drawn_anew() -> None:
    prizes = (replace(TOWEL, stock=0, weight=9), THANKS, BEANS)
    made = only(DrawMade, Told(plan_of(*prizes, out="renormalise", draws=9), SEED).sends("gift_day", 1))
    assert [each.prize for each in made] == [
        ["thanks", "beans"][by_hand("anna", "e1", number, 2)] for number in range(9)
    ]
    assert {each.total for each in made} == {2}
    assert {each.prize for each in made} == {"thanks", "beans"}


def test_the_next_prize_is_never_an_empty_one() -> None:
    prizes = (replace(TOWEL, stock=0), replace(THANKS, weight=0), replace(BEANS, stock=1, weight=0))
    made = only(DrawMade, Told(plan_of(*prizes, out="next", draws=2), SEED).sends("gift_day", 1))
    assert [each.prize for each in made] == ["beans", ""]


def test_the_guarantee_comes_after_so_many_empty_draws() -> None:
    anna = Told(plan_of(THANKS, replace(TOWEL, weight=0), guarantee=2), SEED)
    shown = []
    for day in range(5):
        (made,) = only(DrawMade, anna.sends("gift_day", day))
        shown.append((made.prize, made.sure, anna.engine.snapshot(anna.state).empty_draws))
    one, two, none = (("wheel", 1),), (("wheel", 2),), (("wheel", 0),)
    assert shown == [
        ("thanks", False, one),
        ("thanks", False, two),
        ("towel", True, none),
        ("thanks", False, one),
        ("thanks", False, two),
    ]


def test_a_sure_prize_that_has_run_out_leaves_it_to_chance() -> None:
    anna = Told(plan_of(THANKS, replace(TOWEL, weight=0, stock=0), guarantee=1), SEED)
    made = [only(DrawMade, anna.sends("gift_day", day))[0] for day in range(3)]
    assert [(each.prize, each.sure) for each in made] == [("thanks", False)] * 3
    assert anna.engine.snapshot(anna.state).empty_draws == (("wheel", 3),)


def test_stock_comes_back_with_the_order() -> None:
    anna = Told(plan_of(replace(TOWEL, stock=1)), SEED)
    assert kinds(anna.sends("order", 1, no="a", amount=100)) == [DrawMade, BenefitIssued]
    assert only(DrawMade, anna.sends("order", 1, no="b", amount=100))[0].prize == ""
    refund = anna.sends("refund", 2, no="a")
    assert refund.pool_changes == (Take("stock:wheel:towel", -1, None),)
    assert anna.benefits() == ()
    assert only(DrawMade, anna.sends("order", 3, no="c", amount=100))[0].prize == "towel"


def test_draws_are_counted_by_the_event_or_instant() -> None:
    plan = plan_of(THANKS, replace(TOWEL, weight=2))
    daily = Rule("daily", ORIGIN, (OnMoment(Schedule(())),), TRUE, (MakeDraw("wheel"),))
    made = only(DrawMade, Told(replace(plan, rules=(*plan.rules, daily)), SEED).sends("gift_day", 2))
    assert [(each.cause.event, each.number) for each in made] == [
        ("@2026-02-16T16:00:00Z", 0),
        ("@2026-02-17T16:00:00Z", 0),
        ("e1", 0),
    ]
    assert [each.roll for each in made] == [
        by_hand("anna", each.cause.event, each.number, 3) for each in made
    ]
