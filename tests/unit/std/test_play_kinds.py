"""Kinds of several parts, from their text to their effects on both engines: what is written is what happens."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest

from benefitdsl import api
from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.reference import Reference
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import (
    BenefitIssued,
    BoardClosed,
    DrawMade,
    Effect,
    EventAddressed,
    MissionCompleted,
    PointsEarned,
    PointsSpent,
    PrivilegeUsed,
    ScoreReviewed,
)
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.parts import Plan
from tests.unit.reference.crowd import Crowd
from tests.unit.reference.telling import DAY, SEED, START, Told, only, refusal

TEXT = """\
programme play
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans
end

gift tea
end

team walkers "walk together"
  counts: sum of steps of steps
  stage 100: give 1 beans
  target: 300
  reward: grant tea
end

team pair
  formed: by following a mentor
  counts: order where amount >= 10 CNY
  target: 2
  reward: give 5 beans
end

board spenders
  counts: sum of amount of order
  period: week
  top 1: grant tea
  top 3: give 10 beans
end

bargain kettle
  article: "kettle-01"
  price: 99 CNY
  floor: 9 CNY
  friends: 3
  within: 3 days
end

mission welcome
  step look: visit
  step spend: sum of amount of order at least 300 CNY
  step tell: share at least 2
  needs: 2
  reward: give 50 beans
end

tiers club
  metric: sum of amount of order ever
  level basic: 0 CNY
  level gold: 1000 CNY
end

exchange tea_for_beans
  costs: 20 beans
  cost gold: 15 beans
  gives: grant tea
end

exchange for_gold
  cost gold: 1 beans
  gives: grant tea
end

membership plus
  fee: 198 CNY
  reduced fee: 148 CNY
  reduced if: tier >= gold
  valid: 1 year from issue
  opening: give 7 beans
  privileges: lounge
  refund within: 7 days
  refund if unused: yes
end

privilege lounge
  if: has plus
  quota: 1 per member per day
end

score worthiness
  review: daily
end

component shopping
  of: worthiness
  counts: sum of amount of order
  rate: 0.1
  per order: 30
end

component visiting
  of: worthiness
  counts: visit
  rate: 2
  scaled by: shopping
  scale: 0.5
  at most: 50
end
"""


@cache
def plan() -> Plan:
    return api.load(TEXT).plan


@pytest.fixture(params=[Reference, compile_plan], ids=["reference", "production"])
def engine(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def crowd(engine: Any) -> Crowd:
    play = Crowd(plan())
    play.engine = engine(plan())
    return play


def told(crowd: Crowd) -> list[tuple[str, Effect]]:
    """What was made of the events that the last one addressed, but for further addressing."""
    made: Iterable[Effect] = (effect for outcome in crowd.outcomes for effect in outcome.effects)
    return [
        (effect.cause.rule, effect) for effect in made if isinstance(effect, BenefitIssued | PointsEarned)
    ]


def buys(crowd: Crowd, member: str, day: int, yuan: int) -> tuple[Effect, ...]:
    crowd.bought = getattr(crowd, "bought", 0) + 1  # type: ignore[attr-defined]
    return crowd.sends(member, "order", day, order=f"o{crowd.bought}", amount=yuan * 100).effects  # type: ignore[attr-defined]


def test_a_team_reaches_its_stages_together(crowd: Crowd) -> None:
    play = crowd
    for member in ("anna", "ben"):
        play.sends(member, "join_team", 0, team="north", of="walkers")
    play.sends("anna", "steps", 1, steps=99)
    assert told(play) == []
    play.sends("ben", "steps", 1, steps=1)
    assert [rule for rule, _ in told(play)] == ["walkers.reward.100"] * 2
    play.sends("carl", "steps", 1, steps=500)  # in no team
    assert told(play) == []
    play.sends("anna", "steps", 2, steps=200)
    assert [(rule, type(effect)) for rule, effect in told(play)] == [
        ("walkers.reward.300", BenefitIssued)
    ] * 2


def test_a_mentor_and_an_apprentice_are_a_team(crowd: Crowd) -> None:
    play = crowd
    play.sends("ben", "follow_mentor", 0, mentor="anna")
    buys(play, "anna", 1, 10)
    buys(play, "ben", 1, 9)
    assert "pair.reward.2" not in [rule for rule, _ in told(play)]
    buys(play, "ben", 2, 10)
    assert [rule for rule, _ in told(play)] == ["pair.reward.2"] * 2


def test_the_first_places_of_a_week_are_rewarded(crowd: Crowd) -> None:
    play = crowd
    for member, yuan in (("anna", 50), ("ben", 80), ("carl", 80), ("dora", 20), ("emil", 10)):
        buys(play, member, 1, yuan)
    (closed,) = play.waits("board:spenders", 7)[:1]
    assert isinstance(closed, BoardClosed)
    assert [(each.place, each.member) for each in closed.places] == [(1, "ben"), (1, "carl"), (3, "anna")]
    assert [rule for rule, _ in told(play)] == ["spenders.top.1", "spenders.top.1", "spenders.top.3"]


def test_friends_bargain_until_the_floor(crowd: Crowd) -> None:
    play = crowd
    assert play.sends("anna", "help", 0, friend="anna", content="kettle-01").effects == ()
    for friend in ("ben", "carl"):
        assert play.sends("anna", "help", 0, friend=friend, content="kettle-01").effects == ()
    assert play.sends("anna", "help", 0, friend="carl", content="kettle-01").effects == ()
    last = play.sends("anna", "help", 1, friend="dora", content="kettle-01").effects
    assert [type(effect) for effect in last] == [MissionCompleted, BenefitIssued]


def test_two_of_three_steps_complete_a_mission(crowd: Crowd) -> None:
    play = crowd
    play.sends("anna", "visit", 0)
    play.sends("anna", "share", 0)
    done = play.sends("anna", "share", 1).effects
    assert [type(effect) for effect in done] == [MissionCompleted, PointsEarned]


def test_an_exchange_costs_less_from_gold_on(crowd: Crowd) -> None:
    play = crowd
    for member in ("anna", "ben"):
        play.sends(member, "visit", 0)
        play.sends(member, "share", 0)
        play.sends(member, "share", 0)
    buys(play, "anna", 1, 1000)
    spent = {
        member: [
            effect.amount
            for effect in play.sends(member, "exchange", 2, offer="tea_for_beans").effects
            if isinstance(effect, PointsSpent)
        ]
        for member in ("anna", "ben")
    }
    assert spent == {"anna": [15], "ben": [20]}
    assert play.sends("anna", "exchange", 3, offer="for_gold").status == "applied"
    refused = play.sends("ben", "exchange", 3, offer="for_gold")
    assert (refused.reason, refused.detail) == ("offer_not_possible", "condition")


def test_a_membership_is_bought_used_and_then_not_given_back(crowd: Crowd) -> None:
    play = crowd
    wrong = play.sends("anna", "buy_membership", 0, membership="plus", amount=14_800)
    assert (wrong.reason, wrong.detail) == ("offer_not_possible", "fee")
    bought = play.sends("anna", "buy_membership", 0, membership="plus", amount=19_800).effects
    assert {type(effect) for effect in bought} == {BenefitIssued, PointsEarned}
    used = play.sends("anna", "redeem", 1, benefit="lounge").effects
    assert [type(effect) for effect in used] == [PrivilegeUsed]
    kept = play.sends("anna", "cancel_membership", 2, membership="plus")
    assert (kept.reason, kept.detail) == ("cancel_not_possible", "used")


def test_a_score_is_the_sum_of_its_components(crowd: Crowd) -> None:
    """30 of the larger order (its cap), 5 of the smaller; the visits 2 each, times 35 times a half, but 50 at most."""
    play = crowd
    buys(play, "anna", 0, 1000)
    buys(play, "anna", 0, 50)
    play.sends("anna", "visit", 0)
    (score,) = (effect for effect in play.waits("anna", 1) if isinstance(effect, ScoreReviewed))
    assert score.score == "worthiness"
    assert score.new == 30 + 5 + 35
    play.sends("anna", "visit", 1)
    (score,) = (effect for effect in play.waits("anna", 2) if isinstance(effect, ScoreReviewed))
    assert score.new == 30 + 5 + 50


def test_what_is_told_is_addressed_by_the_rules_of_the_kind(crowd: Crowd) -> None:
    play = crowd
    effects = buys(play, "anna", 0, 50)
    addressed = [effect for effect in effects if isinstance(effect, EventAddressed)]
    assert [(effect.cause.rule, effect.to, effect.type) for effect in addressed] == [
        ("spenders.count", "board:spenders", "spenders.counted")
    ]


# --------------------------------------------------------------------------- stored value, energy, draws

MONEY_AND_LUCK = """\
programme luck
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

stored value wallet
end

stored value bonus "given by the brand"
  refundable: no
  negative: forgive
end

rule topped_up
  when: top_up
  if: amount >= 100 CNY
  then: give 1 CNY wallet per 1 CNY of amount, give 1 CNY bonus per 1 CNY of amount
end

points energy
  collected by: collect
  collect from: 07:00
  lapses after: 3 days
end

rule walk: steps -> give 1 energy per 1 of steps

badge tree
  once: no
end

rule plant
  when: points ripened energy
  if: balance of energy >= 1000
  then: use 1000 energy, grant tree
end

gift ticket
end

rule ticket_to_everyone: sign_in -> grant ticket

draw wheel
  ticket: ticket
  prize tree_at_once: grant tree
  weight tree_at_once: 1
  nothing: 99
  sure: tree_at_once
  sure after: 2
end
"""


class Player(Told):
    """One member on either engine, and the seed of the draws."""

    def __init__(self, engine: Any) -> None:
        plan = api.load(MONEY_AND_LUCK).plan
        super().__init__(plan, SEED)
        self.engine = engine(plan)
        self.state = self.engine.new_member("anna", START, {})

    def sends(self, kind: str, day: float, **fields: FieldValue) -> Outcome:
        self.number += 1
        event = Event(f"e{self.number}", kind, "anna", START + round(day * DAY), fields)
        self.state, outcome = self.engine.evaluate(self.state, event, self.pools, self.seed)
        self.pools.apply(outcome.pool_changes)
        return outcome


@pytest.fixture
def alone(engine: Any) -> Player:
    return Player(engine)


def test_a_bonus_is_spent_last_and_comes_back_never(alone: Player) -> None:
    play = alone
    play.sends("top_up", 0, amount=10_000, reference="t1")
    play.sends("order", 1, order="1", amount=15_000, stored_value=15_000)
    assert (play.points("wallet").live, play.points("bonus").live) == (0, 5_000)
    play.sends("refund", 2, order="1")
    assert (play.points("wallet").live, play.points("bonus").live) == (10_000, 5_000)
    play.sends("refund_top_up", 3, reference="t1")
    assert (play.points("wallet").live, play.points("bonus").live) == (0, 0)


def test_a_top_up_that_was_spent_is_not_paid_back(alone: Player) -> None:
    play = alone
    play.sends("top_up", 0, amount=10_000, reference="t1")
    play.sends("order", 1, order="1", amount=5_000, stored_value=5_000)
    assert refusal(play.sends("refund_top_up", 2, reference="t1")) == ("not_enough_to_take_back", "wallet")


def test_energy_is_collected_from_seven_and_a_tree_uses_it_up(alone: Player) -> None:
    play = alone  # who joins at eight in the morning
    play.sends("steps", 0, steps=1200)
    assert only(BenefitIssued, play.sends("collect", 22.9 / 24)) == []
    planted = play.sends("collect", 23 / 24)
    assert [effect.benefit for effect in only(BenefitIssued, planted)] == ["tree"]
    assert play.points("energy").live == 200


def test_energy_that_nobody_collects_lapses(alone: Player) -> None:
    play = alone
    play.sends("steps", 0, steps=1200)
    play.waits(4)
    assert (play.points("energy").pending, play.points("energy").expired) == (0, 1200)


def test_a_draw_uses_up_a_ticket_and_the_third_is_sure_at_the_latest(alone: Player) -> None:
    play = alone
    assert refusal(play.sends("draw", 0, draw="wheel")) == ("offer_not_possible", "ticket")
    won: list[str] = []
    for day in range(1, 4):
        play.sends("sign_in", day)
        won += [each.prize for each in only(DrawMade, play.sends("draw", day, draw="wheel"))]
    assert len(won) == 3
    assert "tree_at_once" in won
    assert refusal(play.sends("draw", 4, draw="wheel")) == ("offer_not_possible", "ticket")


POINTS_BOARD = """\
programme ranked
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans
end

rule ordered: order -> give 10 beans

tiers club
  metric: count of order ever
  level basic: 0
  level gold: 1
end

rule bonus: tier entered gold -> give 5 beans

rule daily: every day at 08:00 -> give 3 beans

board earners
  points: beans
  period: week
  top 1: tag first
end

tag first
end
"""


def test_a_board_of_points_is_told_each_point_once(engine: Any) -> None:
    ranked = api.load(POINTS_BOARD).plan
    play = Crowd(ranked)
    play.engine = engine(ranked)
    play.sends("anna", "order", 0, order="a", amount=100)
    play.waits("anna", 1)
    (view,) = play.sees("board:earners").standings
    assert view.values == (("anna", 18),)
