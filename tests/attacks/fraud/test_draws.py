"""Draws: chosen ids, tries after a loss, the guarantee; and a rule that is changed for one draw."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import count, groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitdsl.engine import draws
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.effect import DrawMade, Effect
from benefitdsl.plan.codec import with_version
from tests.attacks.fraud.playing import (
    SEED,
    Both,
    Change,
    at,
    effects_of,
    only_production,
    programme,
    standing,
)

COUNTED_ANEW = ("  退款仍计次：是\n", "")
NO_GUARANTEE = ("  保底奖品：小券\n  保底次数：4\n", "")
NO_STOCK = ("  库存 隐藏款：3\n", "")
BETTER_ODDS = (
    "  权重 隐藏款：1\n  权重 小券：9\n  库存 隐藏款：3\n  未中奖：90",
    "  权重 隐藏款：99\n  权重 小券：1\n  未中奖：0",
)
WEIGHTS, MOST_EMPTY, STOCK = 100, 4, 3
ACCOUNTS = 40


def drawn(effects: list[Effect]) -> list[DrawMade]:
    return [each for each in effects if isinstance(each, DrawMade)]


def order(both: Both, member: str, id: str, when: str) -> list[Effect]:
    """An order that draws; its number is its id."""
    return list(effects_of(both.send("order", member, id, when, order=f"{member}/{id}", amount="100.00")))


def refund(both: Both, member: str, id: str, when: str) -> list[Effect]:
    return list(effects_of(both.send("refund", member, f"{id}.back", when, order=f"{member}/{id}")))


# ------------------------------------------------------------------------------------------------ tries after a loss


def draws_of_a_day(tries: int, *changes: Change) -> int:
    """How often somebody draws in a day who takes each order back and places another."""
    both = Both(programme("blind_box", *changes), SEED)
    found = 0
    for number in range(tries):
        found += len(drawn(order(both, "m", f"e{number}", at(f"10:{number:02}"))))
        refund(both, "m", f"e{number}", at(f"10:{number:02}"))
    return found


def test_a_loss_that_is_taken_back_is_not_drawn_anew() -> None:
    assert draws_of_a_day(30) == 1


def test_a_limit_that_a_refund_gives_back_shows() -> None:
    assert draws_of_a_day(30, COUNTED_ANEW) > 1


def is_the_same(id: str) -> bool:
    """Sent twice it counts once; to a host that lost what came of it, it comes out the same."""
    first, again = (Both(programme("blind_box"), SEED) for _ in range(2))
    made = drawn(order(first, "m", id, at("10:00")))
    assert len(made) == 1
    order(again, "somebody else", "x", at("09:00"))
    return order(first, "m", id, at("10:00")) == [] and drawn(order(again, "m", id, at("10:00"))) == made


@settings(max_examples=50)
@given(st.text("abc0123456789-", min_size=1, max_size=12))
def test_the_same_event_draws_the_same(id: str) -> None:
    assert is_the_same(id)


def test_draws_that_read_a_clock_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """A roll that goes on from call to call, like a clock or a generator without a seed."""
    rolled = count()
    only_production(monkeypatch)
    monkeypatch.setattr(draws, "roll_of", lambda seed, message, total: next(rolled) // 2 % total)
    assert not is_the_same("e1")


# ------------------------------------------------------------------------------------------------ ids that are chosen

FAMILIES = ("{:04}", "aaaa{:b}", "{0:04}{0:04}{0:04}", "0" * 60 + "{}", "best-{:x}")
EACH = 250


def rolls(family: str) -> list[int]:
    """The rolls of as many members with ids of one make."""
    both = Both(programme("blind_box", NO_STOCK), SEED)
    return [
        made.roll
        for number in range(EACH)
        for made in drawn(order(both, f"m{number}", family.format(number), at("10:00")))
    ]


def is_fair(found: list[int]) -> bool:
    """Each tenth of the rolls is within five standard deviations of its share, a tenth."""
    counts = [sum(roll // 10 == tenth for roll in found) for tenth in range(10)]
    return len(found) == EACH and all(abs(count - EACH / 10) <= 5 * (EACH * 0.09) ** 0.5 for count in counts)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_make_of_ids_draws_better(family: str) -> None:
    assert is_fair(rolls(family))


def test_a_roll_that_reads_the_id_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(seed: bytes, message: str, total: int) -> int:
        return len(message) % total

    only_production(monkeypatch)
    monkeypatch.setattr(draws, "roll_of", read)
    assert not any(is_fair(rolls(family)) for family in FAMILIES)


# ------------------------------------------------------------------------------------------------ many accounts


def longest_run(made: list[DrawMade]) -> int:
    """Of draws of one member: how many in a row brought nothing."""
    return max(
        (len(list(run)) for empty, run in groupby(made, lambda each: not each.prize) if empty), default=0
    )


def months(accounts: int, *changes: Change) -> tuple[int, int]:
    """Accounts that draw every day for a month and take every second order back: the longest run of nothing, and the
    rare prizes that were given in all."""
    both = Both(programme("blind_box", *changes), SEED)
    longest, rare = 0, 0
    for number in range(accounts):
        member, made, effects = f"m{number}", list[DrawMade](), list[Effect]()
        for day in range(1, 31):
            done = order(both, member, f"e{day}", at("10:00", f"2026-04-{day:02}"))
            made += drawn(done)
            effects += done
            if day % 2 and not drawn(done)[0].prize:
                refund(both, member, f"e{day}", at("11:00", f"2026-04-{day:02}"))
        longest = max(longest, longest_run(made))
        rare += standing(effects)["手办"]
    return longest, rare


def test_the_guarantee_and_the_stock_hold_over_many_accounts() -> None:
    assert months(ACCOUNTS) == (MOST_EMPTY, STOCK)


@pytest.mark.parametrize(
    ("change", "which"), [(NO_GUARANTEE, 0), (NO_STOCK, 1)], ids=["no guarantee", "no stock"]
)
def test_a_box_without_its_bound_shows(change: Change, which: int) -> None:
    assert months(ACCOUNTS, change)[which] > (MOST_EMPTY, STOCK)[which]


# -------------------------------------------------------------------------------- a rule changed for one draw


def edited(seeds: tuple[bytes, bytes, bytes]) -> Iterator[tuple[Rulebook, list[Effect]]]:
    """Three draws of one member: the odds are changed for the second and changed back after it."""
    before = programme("blind_box")
    both = Both(before)
    published = (before, programme("blind_box", BETTER_ODDS), before)
    for number, (rulebook, seed) in enumerate(zip(published, seeds, strict=True), 1):
        both.publish(rulebook, seed)
        yield rulebook, order(both, "m", f"e{number}", at("10:00", f"2026-04-{number:02}"))


def audited(commitment: str, done: list[tuple[Rulebook, list[Effect]]], seed: bytes) -> list[str]:
    """What somebody finds who has the commitment from before, the versions that were published, and the seed that is
    shown afterwards."""
    found = []
    published = {rulebook.version: rulebook for rulebook, _ in done}
    usual = done[0][0].version
    for number, (_, effects) in enumerate(done, 1):
        for effect in effects:
            cause = effect.cause
            rulebook = published.get(cause.version)
            if rulebook is None or with_version(rulebook.plan).version != cause.version:
                found.append(f"draw {number}: a version that nobody published")
                continue
            lines = {rule.id: rule.origin.line for rule in rulebook.plan.rules}
            if lines.get(cause.rule) != cause.line:
                found.append(f"draw {number}: not the line of its rule")
            if cause.version != usual:
                found.append(f"draw {number}: another version")
            if isinstance(effect, DrawMade):
                if effect.commitment != commitment or sha256(seed).hexdigest() != commitment:
                    found.append(f"draw {number}: another seed")
                message = f"{rulebook.plan.id}/{effect.draw}/m/{cause.event}/0/0"
                rolled = int.from_bytes(hmac.new(seed, message.encode(), sha256).digest(), "big")
                if rolled % WEIGHTS != effect.roll:
                    found.append(f"draw {number}: another roll")
    return found


FIXED = sha256(SEED).hexdigest()
OTHER = bytes(reversed(SEED))


def test_a_rule_changed_for_one_draw_is_told_by_every_effect_of_it() -> None:
    done = list(edited((SEED, SEED, SEED)))
    assert [bool(drawn(effects)) for _, effects in done] == [True] * 3
    assert set(audited(FIXED, done, SEED)) == {"draw 2: another version"}


def test_a_seed_changed_for_one_draw_is_found() -> None:
    found = set(audited(FIXED, list(edited((SEED, SEED, OTHER))), SEED))
    assert "draw 3: another seed" in found
    assert not any(each.startswith("draw 1") for each in found)


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        ({"version": "0" * 64}, "draw 2: a version that nobody published"),
        ({"line": 1}, "draw 2: not the line of its rule"),
    ],
    ids=["version", "line"],
)
def test_an_effect_that_lies_is_found(forged: dict[str, Any], said: str) -> None:
    """The audit does not take an effect's word for it."""
    done = list(edited((SEED, SEED, SEED)))
    rulebook, effects = done[1]
    done[1] = rulebook, [replace(each, cause=replace(each.cause, **forged)) for each in effects]
    assert said in audited(FIXED, done, SEED)


def test_a_decision_under_the_old_name_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that says the usual version whatever it plays."""
    usual = programme("blind_box").version
    cause = Draft.cause

    def hidden(draft: Any, source: Any) -> Any:
        return replace(cause(draft, source), version=usual)

    only_production(monkeypatch)
    monkeypatch.setattr(Draft, "cause", hidden)
    done = list(edited((SEED, SEED, SEED)))
    assert set(audited(FIXED, done, SEED)) != {"draw 2: another version"}
