"""A rule that is written the same is not the same where what it names has changed."""

from __future__ import annotations

import pytest

import benefitdsl
from benefitdsl.verify.deep.answers import Verdict
from benefitdsl.verify.deep.ask import ask_all

PROGRAMME = """
programme shop
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans
end

tiers club
  metric: sum of amount of order in last 12 months
  level low: 0 CNY
  level high: {high} CNY
end

segment regulars
  if: count of order ever >= {orders}
end

rule by_level
  when: order
  if: tier is high
  then: give 5 beans
end

rule by_segment
  when: order
  if: amount >= 10 CNY
  then: give 5 beans
  audience: regulars
end
"""
SAME = {"high": 1000, "orders": 2}

CASES: tuple[tuple[dict[str, int], str, Verdict], ...] = (
    (SAME, "by_level", "yes"),
    (SAME, "by_segment", "yes"),
    ({"high": 2000, "orders": 2}, "by_level", "no"),
    ({"high": 2000, "orders": 2}, "by_segment", "yes"),
    ({"high": 1000, "orders": 3}, "by_segment", "no"),
    ({"high": 1000, "orders": 3}, "by_level", "yes"),
)


@pytest.mark.parametrize(("changed", "rule", "expected"), CASES)
def test_what_a_rule_names_belongs_to_it(changed: dict[str, int], rule: str, expected: Verdict) -> None:
    old, new = (benefitdsl.load(PROGRAMME.format(**facts)) for facts in (SAME, changed))
    found = [
        answer
        for answer in ask_all(new, old)
        if answer.claim.question == "same" and answer.claim.about == (rule,)
    ]
    assert [answer.verdict for answer in found] == [expected]


DRAWN = """
programme shop
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

gift mug "{title}"
end

draw wheel
  prize first "{title}": grant mug
  weight first: {weight}
  nothing: 9
end

rule r: order -> draw wheel
"""


@pytest.mark.parametrize(
    ("weight", "title", "is_same"), [(1, "a mug", True), (1, "a cup", True), (5, "a mug", False)]
)
def test_a_draw_is_the_same_with_the_same_prizes_whatever_they_are_called(
    weight: int, title: str, *, is_same: bool
) -> None:
    old, new = (
        benefitdsl.load(DRAWN.format(weight=one, title=named))
        for one, named in ((1, "a mug"), (weight, title))
    )
    [found] = [answer for answer in ask_all(new, old) if answer.claim.question == "same"]
    assert (found.verdict == "yes") is is_same
