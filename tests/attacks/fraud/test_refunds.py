"""Buying, earning, spending and giving back, in every order; orders that are split, and fillers that come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitdsl.engine import ledger, mission_refund, undo
from benefitdsl.model.effect import BenefitIssued, Effect, PointsEarned, PointsRipened
from benefitdsl.model.snapshot import PointsView
from tests.attacks.fraud.playing import (
    Both,
    Change,
    at,
    effects_of,
    failing,
    only_production,
    programme,
    scenarios_of,
    standing,
)

Told = tuple[str, dict[str, Any]]

# -------------------------------------------------------------------------------- buy, earn, spend, refund

EARN: Told = ("order", {"order": "A", "amount": "199.90"})
SPEND: Told = ("order", {"order": "B", "amount": "50.00", "points_used": 150})
WITH_COUPON: Told = ("order", {"order": "C", "amount": "60.00", "coupons": ["回头券"]})
PLAIN: Told = ("order", {"order": "C", "amount": "60.00"})
SOME_OF_A: Told = ("refund", {"order": "A", "amount": "66.63"})
REST_OF_A: Told = ("refund", {"order": "A"})
SOME_OF_B: Told = ("refund", {"order": "B", "amount": "16.67"})
EVERY_ORDER = tuple(
    steps
    for third in (WITH_COUPON, PLAIN)
    for steps in permutations((EARN, SPEND, third, SOME_OF_A, REST_OF_A, SOME_OF_B))
)
SOME_ORDERS = EVERY_ORDER[::7]
REST = ("A", "B", "C")


class Till:
    """What was paid for orders and paid back, in cents, as the till has it, and the points that this is worth: one for
    each full yuan of an order, less the same share of them as came back."""

    def __init__(self) -> None:
        self.paid = dict[str, int]()
        self.back = Counter[str]()

    def note(self, kind: str, fields: dict[str, Any]) -> None:
        """An order or a refund that went through; a refund without an amount is of all that is left."""
        order = fields["order"]
        if kind == "order":
            self.paid[order] = int(Decimal(fields["amount"]) * 100)
        else:
            left = self.paid[order] - self.back[order]
            self.back[order] += int(Decimal(fields["amount"]) * 100) if "amount" in fields else left

    @property
    def points(self) -> int:
        return sum(
            cents // 100 - cents // 100 * self.back[order] // cents for order, cents in self.paid.items()
        )


def had(account: PointsView) -> int:
    """The points that a member has or had, less those that were taken back or are owed."""
    return account.live + account.pending - account.owed + account.spent


def unpaid(effects: list[Effect], owed: int) -> Iterator[str]:
    """Points that came while points were owed, and did not go there first."""
    for effect in effects:
        if isinstance(effect, PointsEarned | PointsRipened):
            if effect.owed_paid != min(owed, effect.amount):
                yield f"{owed} owed, {effect.owed_paid} of {effect.amount} repaid"
            owed -= effect.owed_paid


def faults(steps: tuple[Told, ...], *changes: Change, rest: tuple[str, ...] = REST) -> Iterator[str]:
    """At every step: more than what is left of the orders is worth, points to spend beside a debt, a debt that is not
    repaid first. And what is there once every order came back."""
    both, till = Both(programme("refunds", *changes)), Till()
    coupons = owed = 0
    for number, (kind, fields) in enumerate((*steps, *(("refund", {"order": order}) for order in rest))):
        done = both.send(kind, "m", f"e{number}", at(f"10:{number:02}"), **fields)
        effects, account = list(effects_of(done)), both.points("m")
        if done[0].outcome.status == "applied":
            till.note(kind, fields)
        if had(account) > till.points:
            yield f"{had(account)} points, and the orders are worth {till.points}"
        if account.live and account.owed:
            yield f"{account.live} points to spend beside {account.owed} owed"
        yield from unpaid(effects, owed)
        owed = account.owed
        coupons += standing(effects)["回头券"]
    if had(both.points("m")) > 0 or coupons > 0:
        yield f"{had(both.points('m'))} points and {coupons} coupons are left"


def test_no_order_of_steps_leaves_anything() -> None:
    assert len(EVERY_ORDER) == 2 * 720
    assert [(steps, found) for steps in EVERY_ORDER for found in faults(steps)] == []


def test_who_must_not_owe_has_nothing_left_either() -> None:
    """With `拒绝退款` what was spent must come back before: orders are asked back twice, and nobody ever owes."""
    change = ("不足收回时：记欠", "不足收回时：拒绝退款")
    assert [found for steps in SOME_ORDERS for found in faults(steps, change, rest=REST * 2)] == []
    both = Both(programme("refunds", change))
    for number, (kind, fields) in enumerate((EARN, SPEND, REST_OF_A)):
        last = both.outcome(kind, "m", f"e{number}", at(f"10:{number:02}"), **fields)
    assert (last.status, last.reason, both.points("m").owed) == ("refused", "not_enough_to_take_back", 0)


@pytest.mark.parametrize(
    "change",
    [
        ("  退款时：收回\n", "  退款时：保留\n"),
        ("  退款时：收回\n", "  退款时：未用则收回\n"),
        ("不足收回时：记欠", "不足收回时：免除"),
        ("送 1 积分", "送 1 积分\n\n规则 下单积分：订单 → 送 1 积分\n\n规则 退款积分：退款 → 送 1 积分"),
    ],
    ids=["kept", "kept once used", "let go", "given for a refund"],
)
def test_a_policy_that_lets_go_shows(change: Change) -> None:
    assert any(found for steps in SOME_ORDERS for found in faults(steps, change))


def test_debts_that_are_not_repaid_first_show(monkeypatch: pytest.MonkeyPatch) -> None:
    give = ledger.give

    def forgetful(d: Any, book: Any, amount: int, source: Any) -> None:
        account = d.account(book.points.id)
        owed, account.owed = account.owed, 0
        give(d, book, amount, source)
        account.owed += owed

    only_production(monkeypatch)
    monkeypatch.setattr(ledger, "give", forgetful)
    assert any("repaid" in found for steps in SOME_ORDERS for found in faults(steps))


@pytest.mark.parametrize(
    ("module", "name", "stories"),
    [(undo, "has_used", (0, 2)), (undo, "has_let_go", (1,)), (mission_refund, "will_stay", (2,))],
)
def test_an_engine_that_counts_back_what_stays_shows(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, stories: tuple[int, ...]
) -> None:
    only_production(monkeypatch)
    monkeypatch.setattr(module, name, lambda *_, **__: False)
    names = [each.name for each in scenarios_of("used_up")]
    assert failing("used_up") == [names[story] for story in stories]


# ------------------------------------------------------------------------------------------------ splitting and fillers

CUP, POINTS_EACH, THRESHOLD = "杯子", 10, 30_000


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def bought(amounts: list[int], *changes: Change) -> tuple[int, int]:
    """Points and cups that orders of one day bring."""
    both = Both(programme("splitting", *changes))
    done = [
        each
        for number, cents in enumerate(amounts)
        for each in both.send(
            "order", "m", f"e{number}", at("10:00"), order=f"A{number}", amount=money(cents)
        )
    ]
    return both.points("m").live, standing(effects_of(done))[CUP]


@st.composite
def splits(draw: st.DrawFn) -> list[int]:
    """An amount of 0.10 to 3,000 yuan, as ten orders."""
    whole = draw(st.integers(10, 300_000))
    cuts = sorted(draw(st.lists(st.integers(0, whole), min_size=9, max_size=9)))
    return [second - first for first, second in pairwise([0, *cuts, whole])]


def gains_by_splitting(amounts: list[int], *changes: Change) -> bool:
    points, cups = bought(amounts, *changes)
    at_once, cup = bought([sum(amounts)])
    return points > at_once or cups > cup


@settings(max_examples=60)
@given(splits())
def test_splitting_an_order_brings_no_more(amounts: list[int]) -> None:
    assert not gains_by_splitting(amounts)


@pytest.mark.parametrize(
    ("change", "amounts"),
    [
        (("  限：每位会员 每日 1次\n", ""), [30_000] * 10),
        (("金额 ≥ 300元", "金额 ≥ 30元"), [9_900] * 2),
        (("订单 → 每满100元 送", "订单 → 金额 每100元 送"), [9_990] * 10),
    ],
    ids=["no limit a day", "a threshold that is too low", "a rate that counts what is begun"],
)
def test_a_rule_that_pays_for_splitting_shows(change: Change, amounts: list[int]) -> None:
    if change[1].startswith("订单"):
        change = (change[0] + " 10 积分", change[1] + " 10 积分 向上取整")
    assert gains_by_splitting(amounts, change)


def follows_net(lines: list[int], back: list[int], *changes: Change) -> bool:
    """Whether the cup is there just as long as the order comes to its threshold, and no more points than its net
    amount brings, beside what a share that is rounded down leaves."""
    both = Both(programme("splitting", *changes))
    items = [{"quantity": 1, "amount": money(cents)} for cents in lines]
    done = both.send("order", "m", "e0", at("10:00"), order="A", amount=money(sum(lines)), items=items)
    given, net, fits = sum(lines) // 10_000 * POINTS_EACH, sum(lines), True
    for line in back:
        done += both.send(
            "refund", "m", f"r{line}", at("11:00"), order="A", lines=[{"line": line + 1, "quantity": 1}]
        )
        net -= lines[line]
        fits &= standing(effects_of(done))[CUP] == (net >= THRESHOLD)
        fits &= both.points("m").live == given - given * (sum(lines) - net) // sum(lines)
    return fits and sum(isinstance(each, BenefitIssued) for each in effects_of(done)) <= 1


@settings(max_examples=60)
@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=4), st.data())
def test_what_an_order_brought_follows_what_is_left_of_it(lines: list[int], data: st.DataObject) -> None:
    back = data.draw(st.permutations(range(len(lines))))
    assert follows_net(lines, back[: data.draw(st.integers(0, len(lines)))])


@pytest.mark.parametrize("policy", ["保留", "未用则收回"])
def test_a_filler_that_pays_shows(policy: str) -> None:
    """Kept in any case; kept once the cup was used, which the third story tells."""
    change = ("  退款时：收回\n", f"  退款时：{policy}\n")
    filler_kept = not follows_net([20_000, 11_000], [1], change)
    assert filler_kept == (policy == "保留")
    assert scenarios_of("splitting")[2].name in failing("splitting", change)
