"""A new version of a programme must still know what members hold."""

from __future__ import annotations

import pytest

import benefitdsl

HEAD = """programme p
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end
"""
GIFT = """gift towels
  valid: 3 days from issue
end
"""
POINTS = """points beans
  expire: 3 days after earning
end
"""
LADDER = """tiers club
  metric: sum of amount of order in last 12 months
  level low: 0 CNY
  level high: 1 CNY
end
"""
MISSION = """mission twice
  counts: order
  target: 2
  within: within 3 days from first match
  reward: tag seen
end
tag seen
end
"""
GIVES = "rule gives: order -> grant towels, give 1 beans\n"
ORDER = {
    "id": "e",
    "type": "order",
    "member": "m1",
    "at": "2026-01-02T00:00:00Z",
    "order": "1",
    "amount": "5",
}


def held() -> benefitdsl.Member:
    rules = benefitdsl.load(HEAD + GIFT + POINTS + LADDER + MISSION + GIVES)
    member = rules.new_member("m1", at="2026-01-01T00:00:00Z")
    return rules.evaluate(member, ORDER).member


@pytest.mark.parametrize(
    ("kept", "missing"), [(POINTS, ("towels",)), (GIFT, ("beans",)), ("", ("beans", "towels"))]
)
def test_what_is_held_must_be_known(kept: str, missing: tuple[str, ...]) -> None:
    rules = benefitdsl.load(HEAD + kept)
    with pytest.raises(benefitdsl.MissingParts) as raised:
        rules.advance(held(), "2026-02-01T00:00:00Z")
    assert raised.value.parts == missing
    with pytest.raises(benefitdsl.MissingParts):
        rules.evaluate(held(), {**ORDER, "id": "f", "order": "2"})


def test_ladders_missions_and_rules_may_go() -> None:
    rules = benefitdsl.load(HEAD + GIFT + POINTS)
    decision = rules.advance(held(), "2026-02-01T00:00:00Z")
    assert [type(effect).__name__ for effect in decision.effects] == ["PointsExpired", "BenefitExpired"]
    assert (
        rules.evaluate(
            decision.member, {**ORDER, "id": "f", "order": "2", "at": "2026-02-02T00:00:00Z"}
        ).effects
        == ()
    )


def test_once_nothing_is_held_the_parts_may_go() -> None:
    empty = benefitdsl.load(HEAD + GIFT + POINTS).advance(held(), "2026-02-01T00:00:00Z").member
    assert benefitdsl.load(HEAD).advance(empty, "2026-03-01T00:00:00Z").effects == ()


def test_a_member_needs_an_id() -> None:
    with pytest.raises(benefitdsl.EventErrors):
        benefitdsl.load(HEAD).new_member("", at="2026-01-01T00:00:00Z")


def test_no_text_is_no_folder() -> None:
    with pytest.raises(benefitdsl.RuleErrors):
        benefitdsl.load("")


def test_effects_as_json() -> None:
    rules = benefitdsl.load(HEAD + GIFT + POINTS + GIVES)
    decision = rules.evaluate(rules.new_member("m1", at="2026-01-01T00:00:00Z"), ORDER)
    assert [effect["effect"] for effect in decision.effects.to_json()] == ["benefit_issued", "points_earned"]
    assert decision.addressed == ()
