"""Two versions of a programme: rules that are written the same, rules that are not, and all else that is defined."""

from __future__ import annotations

from dataclasses import fields

import pytest

import benefitdsl
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import LANGUAGES
from benefitdsl.plan import parts
from benefitdsl.plan.reduction import Reduction
from benefitdsl.std import STANDARD
from benefitdsl.verify.deep.answers import Answer, Verdict
from benefitdsl.verify.deep.ask import ask_all
from benefitdsl.verify.deep.of_definitions import FAMILIES, OTHERWISE, SETTINGS, WORDS
from benefitdsl.verify.deep.telling import AnswerWords

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


def same(new: Rulebook, old: Rulebook) -> dict[str, Answer]:
    """The answers about the two versions, by what they are about."""
    return {answer.claim.about[0]: answer for answer in ask_all(new, old) if answer.claim.question == "same"}


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
    found = same(new, old)["r"]
    assert (found.verdict == "yes") is is_same


DEFINED = """
programme shop "shop"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans "beans"
  cap: 300 per month
end

coupon ten "ten"
  worth: 10 CNY
  off: 10 CNY
  minimum spend: 40 CNY
  valid: 30 days from issue
end

gift mug "mug"
  worth: 12 CNY
end

budget pot
  total: 100 CNY
end

group table
  policy: first
end

segment regulars
  if: count of order ever >= 2
end

draw wheel
  prize first: grant mug
  weight first: 1
  nothing: 9
end

tiers club
  metric: sum of amount of order in last 12 months
  level low: 0 CNY
  level high: 500 CNY
end

mission walks
  counts: sign_in
  target: 20
  within: this month
  reward: grant ten
end

promotion five "five"
  off: 5 CNY
end

exchange tea "tea"
  costs: 20 beans
  gives: grant mug
end

rule earn: order -> give 1 beans per full 1 CNY

rule large
  when: order
  if: amount >= 100 CNY
  then: grant ten
  group: table
  budget: pot
end
"""

# What is written otherwise, what is asked of it then, and the fields that are named in English and in Chinese.
DEFINITIONS: tuple[tuple[str, str, str, str, str], ...] = (
    ("  off: 10 CNY", "  off: 45 CNY", "ten", "`off`", "`立减`"),
    ("minimum spend: 40", "minimum spend: 90", "ten", "`minimum spend`", "`使用门槛`"),
    ("valid: 30 days", "valid: 90 days", "ten", "`valid`", "`有效`"),
    ("worth: 10 CNY", "worth: 45 CNY", "ten", "`worth`", "`价值`"),
    ("  off: 10 CNY", "  percent off: 10%", "ten", "`percent off`", "`减免比例`"),
    ("cap: 300", "cap: 30000", "beans", "`cap`", "`获取上限`"),
    ("worth: 12", "worth: 90", "mug", "`worth`", "`价值`"),
    ("total: 100", "total: 900", "pot", "`total`", "`总额`"),
    ("policy: first", "policy: stack", "table", "`policy`", "`方式`"),
    ("ever >= 2", "ever >= 9", "regulars", "`if`", "`如果`"),
    ("weight first: 1", "weight first: 5", "wheel", "`weight`", "`权重`"),
    ("high: 500", "high: 900", "club", "`level`", "`等级`"),
    ("target: 20", "target: 1", "walks", "`target`", "`目标`"),
    ("counts: sign_in", "counts: share", "walks", "`counts`", "`计`"),
    ("  off: 5 CNY", "  off: 60 CNY", "five", "`off`", "`立减`"),
    ("costs: 20", "costs: 1", "tea", "`costs`", "`花费`"),
    ("timezone: Asia/Shanghai", "timezone: Asia/Tokyo", "shop", "`timezone`", "`时区`"),
)


@pytest.mark.parametrize(("old", "new", "about", "english", "chinese"), DEFINITIONS)
def test_whatever_is_defined_otherwise_is_told_by_its_fields(
    old: str, new: str, about: str, english: str, chinese: str
) -> None:
    assert DEFINED.count(old) == 1
    books = benefitdsl.load(DEFINED.replace(old, new)), benefitdsl.load(DEFINED)
    found = same(*books)[about]
    assert (found.verdict, found.why) == ("undecided", "changed")
    told = [AnswerWords(books[0], language, books[1]).reason(found) for language in ("en", "zh")]
    assert [text.split(": ")[-1].split("：")[-1] for text in told] == [english, chinese]


def test_of_what_is_the_same_nothing_is_left_open() -> None:
    titled = DEFINED.replace('coupon ten "ten"', '# said\n\ncoupon ten "otherwise"')
    found = same(benefitdsl.load(titled), benefitdsl.load(DEFINED))
    assert {name: (answer.verdict, answer.claim.said) for name, answer in found.items()} == {
        "earn": ("yes", ()),
        "large": ("yes", ()),
    }


def test_what_came_and_what_went_is_told() -> None:
    less = DEFINED.replace('promotion five "five"\n  off: 5 CNY\nend\n', "")
    more, fewer = benefitdsl.load(DEFINED), benefitdsl.load(less)
    assert same(more, fewer)["five"].why == "came"
    assert same(fewer, more)["five"].why == "went"


def test_a_rule_that_is_the_same_says_that_what_it_names_has_changed() -> None:
    new, old = benefitdsl.load(DEFINED.replace("  off: 10 CNY", "  off: 45 CNY")), benefitdsl.load(DEFINED)
    found = same(new, old)
    assert AnswerWords(new, "en", old).sentence(found["large"]) == (
        "`large` itself gives as in the other version, but what it names has changed: `ten`"
    )
    assert (
        AnswerWords(new, "zh", old).sentence(found["large"])
        == "`large` 本身与另一版本所发相同，但所涉及的内容已改：`ten`"
    )
    assert "changed" not in dict(found["earn"].claim.said)


def test_every_part_of_a_plan_is_compared_or_it_is_said_why_not() -> None:
    named = {each.name for each in fields(parts.Plan)}
    assert set(FAMILIES) | set(OTHERWISE) | set(SETTINGS) == named


# Fields that no author writes, or that have no word of their own.
UNSAID = {
    "origin", "titles", "id", "kind", "terms", "name", "type", "required", "role", "rounding", "unit", "way",
    "mentor", "parts", "reduction", "stages", "prizes", "streak", "extends",
}  # fmt: skip
COMPARED = (
    (parts.EventType, "event"),
    (parts.Points, "points"),
    (parts.Benefit, "benefit"),
    (parts.Segment, "segment"),
    (parts.Notice, "notice"),
    (parts.Budget, "budget"),
    (parts.Group, "group"),
    (parts.Mission, "mission"),
    (parts.Stage, "mission"),
    (parts.Streak, "mission"),
    (parts.Tiers, "tiers"),
    (parts.Privilege, "privilege"),
    (parts.Promotion, "promotion"),
    (parts.Minimum, "promotion"),
    (Reduction, "promotion"),
    (parts.Draw, "draw"),
    (parts.Prize, "draw"),
    (parts.Offer, "offer"),
    (parts.Score, "score"),
    (parts.Team, "team"),
    (parts.Board, "board"),
    (parts.Experiment, "experiment"),
    (parts.Plan, "programme"),
)


@pytest.mark.parametrize(("part", "family"), COMPARED)
def test_every_field_has_a_word_of_the_catalogue(part: type, family: str) -> None:
    asked = set(SETTINGS) if part is parts.Plan else {each.name for each in fields(part)} - UNSAID
    words = {name: WORDS.get(part, {}).get(name, name) for name in asked}
    lost = [
        name
        for name, word in words.items()
        if not all(STANDARD.label(family, word, language) for language in LANGUAGES)
    ]
    assert lost == []


# Rules that are written otherwise, and that one played order (or a few of them) tells apart.
TEMPLATE = """
programme shop "shop"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans "beans"
  cap: {cap} per month
end

gift mug "mug"
end

draw wheel
  prize first: grant mug
  weight first: {weight}
  nothing: {nothing}
end

rule r
  when: {event}
  then: {then}
  {more}
end
"""
PLAIN: dict[str, str | int] = {
    "cap": 300, "weight": 1, "nothing": 99, "event": "order", "then": "grant mug", "more": "on refund: revoke",
}  # fmt: skip
PLAYED: tuple[tuple[dict[str, str | int], dict[str, str | int]], ...] = (
    ({}, {"event": "sign_in"}),
    ({"more": "on refund: keep"}, {"more": "limit: 1 per member per month"}),
    ({}, {"more": "on refund: keep"}),
    ({"more": "limit: 1 per member in last 30 days"}, {"more": "limit: 1 per member per month"}),
    (
        {"then": "give 1 beans per full 1 CNY"},
        {"then": "give 1 beans per full 1 CNY", "cap": 30_000},
    ),
    ({"then": "draw wheel"}, {"then": "draw wheel", "weight": 99, "nothing": 1}),
)


@pytest.mark.parametrize(("one", "two"), PLAYED)
def test_a_played_history_tells_two_rules_apart(one: dict[str, str | int], two: dict[str, str | int]) -> None:
    old, new = (benefitdsl.load(TEMPLATE.format_map({**PLAIN, **each})) for each in (one, two))
    assert same(new, old)["r"].verdict == "no"
    assert same(old, new)["r"].verdict == "no"
    assert same(old, old)["r"].verdict == "yes"


ROWS = """
programme shop "shop"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans "beans"
end

group sizes
  policy: first
end

rule large
  when: order
  if: amount >= {large} CNY
  then: give 9 beans
  group: sizes
end

rule small
  when: order
  if: amount >= 50 CNY
  then: give 1 beans
  group: sizes
end
"""


def test_a_rule_of_a_group_is_another_where_the_one_before_it_is() -> None:
    old, new = (benefitdsl.load(ROWS.format(large=large)) for large in (100, 200))
    assert same(new, old)["small"].verdict == "no"
    assert same(old, old)["small"].verdict == "yes"
