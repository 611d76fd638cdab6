"""Where a programme with draws needs a seed: for a quote only where something is drawn (spec §18.1)."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl import Rulebook, SeedNeeded, load
from benefitdsl.model.member import Member

JOINED, NOW, LATER = "2026-03-01T10:00:00+08:00", "2026-03-02T10:00:00+08:00", "2026-04-02T10:00:00+08:00"
SEED = bytes(range(32))
TEXT = """\
programme till "till"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end
points beans
end
draw box
  prize jar: give 5 beans
  weight jar: 1
end
rule big: order if amount >= 100 CNY -> draw box
rule monthly: every month on 1st at 10:00 -> draw box
"""
SMALL: dict[str, Any] = {"lines": [{"price": "99.99", "quantity": 1}]}
BIG: dict[str, Any] = {"lines": [{"price": "100.00", "quantity": 1}]}


@pytest.fixture
def till() -> tuple[Rulebook, Member]:
    rulebook = load(TEXT)
    return rulebook, rulebook.new_member("anna", at=JOINED)


def test_a_quote_without_a_draw_needs_no_seed(till: tuple[Rulebook, Member]) -> None:
    rulebook, member = till
    assert rulebook.quote(member, SMALL, NOW) == rulebook.quote(member, SMALL, NOW, seed=SEED)


def test_a_quote_with_a_draw_needs_one(till: tuple[Rulebook, Member]) -> None:
    rulebook, member = till
    with pytest.raises(SeedNeeded, match="none was given"):
        rulebook.quote(member, BIG, NOW)
    assert [type(one).__name__ for one in rulebook.quote(member, BIG, NOW, seed=SEED).earns] == [
        "DrawMade",
        "PointsEarned",
    ]


def test_a_quote_and_a_view_behind_a_draw_need_one(till: tuple[Rulebook, Member]) -> None:
    rulebook, member = till
    for asked in (
        lambda seed: rulebook.quote(member, SMALL, LATER, seed=seed),
        lambda seed: rulebook.view(member, LATER, seed=seed),
    ):
        with pytest.raises(SeedNeeded):
            asked(None)
        assert asked(SEED)


def test_a_seed_that_is_no_bytes_or_too_short_is_told_at_once(till: tuple[Rulebook, Member]) -> None:
    rulebook, member = till
    text: Any = "00112233445566778899aabbccddeeff"
    for seed, told in ((text, r"of the type `str` \(`bytes.fromhex`"), (b"short", "this one has 5")):
        with pytest.raises(SeedNeeded, match=told):
            rulebook.quote(member, SMALL, NOW, seed=seed)
        with pytest.raises(SeedNeeded, match=told):
            rulebook.view(member, NOW, seed=seed)
        with pytest.raises(SeedNeeded, match=told):
            rulebook.advance(member, NOW, seed=seed)


def test_a_view_says_for_which_instant_it_is(till: tuple[Rulebook, Member]) -> None:
    rulebook, member = till
    later = rulebook.advance(member, NOW, seed=SEED).member
    assert rulebook.view(later, JOINED) == rulebook.view(later, NOW)
    assert rulebook.view(later, JOINED).at == later.clock
