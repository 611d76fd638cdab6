"""Crowds: everybody at the opening second, and one person with a hundred accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from benefitdsl.host.runner import Runner
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import BenefitIssued, TagChanged
from benefitdsl.model.event import Event
from benefitdsl.model.pools import InMemoryPools, PoolConflict, Take
from tests.attacks.fraud.playing import Both, Change, at, effects_of, engines, programme, why

MEMBERS, REQUESTS, STOCK, PAID = 512, 20, 100, 10
NO_LIMIT = ("  限：每位会员 1次\n  活动时间", "  活动时间")
NO_STOCK = ("  库存：100\n", "")

# ------------------------------------------------------------------------------------------------ the opening second


def asked(both: Both, member: str, number: int) -> Event:
    return both.read("exchange", member, f"{member}.{number}", at("10:00"), offer="抢礼盒券")


def grabbed(*changes: Change) -> tuple[Counter[str], dict[str, Counter[str]], Both]:
    """Everybody asks twenty times in the same second, as it happens: who got how many, what each was answered."""
    both = Both(programme("grabbing", *changes))
    members = [f"m{number}" for number in range(MEMBERS)]
    for member in members:
        both.send("register", member, f"{member}.r", at("09:00"))
    requests = [(member, number) for member in members for number in range(REQUESTS)]
    Random(1).shuffle(requests)
    got, answers = Counter[str](), {member: Counter[str]() for member in members}
    for member, number in requests:
        outcome = both.play(asked(both, member, number))[0].outcome
        got[member] += sum(isinstance(each, BenefitIssued) for each in outcome.effects)
        answers[member][why(outcome)] += 1
    return got, answers, both


def is_exact(got: Counter[str]) -> bool:
    """As many as there are, one for each member at most."""
    return got.total() == STOCK and max(got.values()) == 1


def test_the_opening_second_gives_as_many_as_there_are_one_for_each() -> None:
    got, answers, both = grabbed()
    assert is_exact(got)
    for member, count in got.items():
        assert both.points(member).spent == PAID * count
        if count:
            assert answers[member] == {"applied": 1, "refused offer_not_possible limit": REQUESTS - 1}
        else:
            assert answers[member] == {"refused offer_not_possible stock": REQUESTS}


@pytest.mark.parametrize("change", [NO_LIMIT, NO_STOCK], ids=["no limit", "no stock"])
def test_an_opening_without_its_limit_shows(change: Change) -> None:
    assert not is_exact(grabbed(change)[0])


def decided_at_once(runner: Runner[Any], events: list[Event], states: dict[str, Any]) -> list[Outcome]:
    """All decide on the same pools, then apply one after the other; who comes too late decides anew."""
    pools = InMemoryPools()
    first = [runner.evaluate(states[event.member], event, pools) for event in events]
    found = []
    for event, (_, outcome) in zip(events, first, strict=True):
        try:
            pools.apply(outcome.pool_changes)
        except PoolConflict:
            _, outcome = runner.evaluate(states[event.member], event, pools)
            pools.apply(outcome.pool_changes)
        found.append(outcome)
    return found


def all_at_once() -> Iterator[list[Outcome]]:
    """The outcomes on each engine."""
    both = Both(programme("grabbing"))
    members = [f"m{number}" for number in range(MEMBERS)]
    for member in members:
        both.send("register", member, f"{member}.r", at("09:00"))
    events = [asked(both, member, 0) for member in members]
    for session, engine in zip(both.sessions, engines(both.rulebook), strict=True):
        yield decided_at_once(engine, events, session.members)


def test_decisions_made_on_the_same_pools_do_not_oversell() -> None:
    mine, other = all_at_once()
    assert mine == other
    assert Counter(map(why, mine)) == {
        "applied": STOCK,
        "refused offer_not_possible stock": MEMBERS - STOCK,
    }


def test_pools_that_do_not_look_at_the_cap_oversell(monkeypatch: pytest.MonkeyPatch) -> None:
    apply = InMemoryPools.apply

    def uncapped(pools: InMemoryPools, changes: Any) -> None:
        apply(
            pools, [Take(each.key, each.amount, None) if isinstance(each, Take) else each for each in changes]
        )

    monkeypatch.setattr(InMemoryPools, "apply", uncapped)
    assert all(Counter(map(why, found))["applied"] > STOCK for found in all_at_once())


# ------------------------------------------------------------------------------------------------ a hundred accounts

ACCOUNTS = 100


def given_to(accounts: int, devices: int, *changes: Change) -> Counter[str]:
    """What accounts get that share so many devices, one means of payment and one network."""
    both = Both(programme("accounts", *changes))
    found: Counter[str] = Counter()
    for number in range(accounts):
        member = f"m{number}"
        steps = both.send("register", member, f"{member}.1", at("10:00"), device=f"d{number % devices}")
        steps += both.send("绑定支付", member, f"{member}.2", at("10:01"), 支付账号="alipay-1")
        steps += both.send("登录", member, f"{member}.3", at("10:02"), code="net-1")
        for effect in effects_of(steps):
            if isinstance(effect, BenefitIssued):
                found[effect.benefit] += 1
            elif isinstance(effect, TagChanged):
                found[effect.tag] += 1
    return found


ONE_PERSON = Counter({"新人券": 1, "绑卡券": 1, "正常": 3, "待核查": ACCOUNTS - 3})


def test_one_device_and_one_means_of_payment_have_each_gift_once() -> None:
    assert given_to(ACCOUNTS, 1) == ONE_PERSON


def test_a_shared_network_is_flagged_and_costs_nobody_the_gift() -> None:
    found = given_to(ACCOUNTS, ACCOUNTS)
    assert found["新人券"] == ACCOUNTS
    assert found["待核查"] == ACCOUNTS - 3


@pytest.mark.parametrize(
    ("change", "more"),
    [
        (("，每台设备 1次", ""), "新人券"),
        (("唯一范围：全体会员", "唯一范围：每位会员"), "绑卡券"),
        (("  限：每个码 3次\n", ""), "正常"),
    ],
    ids=["no limit per device", "a payment account for each member", "no limit per network"],
)
def test_a_gift_without_its_key_shows(change: Change, more: str) -> None:
    assert given_to(ACCOUNTS, 1, change)[more] > ONE_PERSON[more]
