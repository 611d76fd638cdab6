"""Kinds that become several parts, played on both engines: what the parts do together is what the kind says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from benefitdsl.catalogue import Amount
from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.reference import Reference
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import (
    BenefitIssued,
    BenefitRevoked,
    EventAddressed,
    InviterRecorded,
    PointsEarned,
    PointsReversed,
)
from benefitdsl.model.event import Event
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf, MetricOf
from benefitdsl.plan.parts import (
    Benefit,
    EarnPoints,
    GrantBenefit,
    Limit,
    Metric,
    OnEvent,
    Plan,
    Points,
)
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import CalendarPeriods, Ever
from benefitdsl.std import STANDARD
from benefitdsl.std.referral import REFERRAL
from benefitdsl.std.tiers import TIERS
from tests.contracts.samples import ORIGIN, plan_of
from tests.unit.std.blocks import lowered, row

DAY = 86_400_000_000
START = 20_000 * DAY
BEANS = (EarnPoints("beans", Const(200), 1, Rounding.DOWN, scaled=False),)
COUPON = (GrantBenefit("off_20"),)


@dataclass
class Play:
    """Members of one programme; what is addressed to another member is delivered at once."""

    engine: Any
    pools: InMemoryPools = field(default_factory=InMemoryPools)
    states: dict[str, Any] = field(default_factory=dict)

    def send(self, member: str, day: float, kind: str, **fields: Any) -> list[Any]:
        """What an event made, the effects of the events that it addressed included."""
        outcome = self.decide(Event(f"{member}-{kind}-{day}", kind, member, START + int(day * DAY), fields))
        assert outcome.status == "applied", outcome
        found = list(outcome.effects)
        for effect in outcome.effects:
            if isinstance(effect, EventAddressed):
                event = Event(effect.id, effect.type, effect.to, effect.cause.at, dict(effect.fields))
                found += self.decide(event).effects
        return found

    def decide(self, event: Event) -> Outcome:
        outcome: Outcome
        state = self.states.get(event.member) or self.engine.new_member(event.member, START, {})
        self.states[event.member], outcome = self.engine.evaluate(state, event, self.pools)
        self.pools.apply(outcome.pool_changes)
        return outcome


def told(effects: list[Any]) -> list[str]:
    return [type(effect).__name__ for effect in effects]


def programme(*parts: Any) -> Plan:
    plan = plan_of(parts)
    return replace(
        plan,
        events=tuple(event.type for event in STANDARD.events) + plan.events,
        points=(Points("beans", ORIGIN),),
        benefits=(Benefit("off_20", ORIGIN, "coupon"), Benefit("free_drink", ORIGIN, "coupon")),
    )


Start = Callable[[Plan], Play]


@pytest.fixture(params=[Reference, compile_plan], ids=["reference", "production"])
def start(request: pytest.FixtureRequest) -> Start:
    return lambda plan: Play(request.param(plan))


@pytest.fixture
def referral(start: Start) -> Play:
    parts = lowered(
        REFERRAL,
        qualifies=(OnEvent("order"),),
        condition=Compare("ge", FieldOf("amount"), Const(10_000)),
        within=Duration(30, "day"),
        reward=BEANS,
        friend_reward=COUPON,
        limit=(Limit(2, "member", CalendarPeriods("month")),),
    )
    play = start(programme(*parts))
    assert told(play.send("friend", 0, "register", inviter="host")) == [InviterRecorded.__name__]
    return play


BOTH = [BenefitIssued.__name__, EventAddressed.__name__, PointsEarned.__name__]


def test_a_friend_who_buys_in_time_rewards_both_once(referral: Play) -> None:
    assert told(referral.send("friend", 3, "order", order="1", amount=9_999)) == []
    assert told(referral.send("friend", 4, "order", order="2", amount=10_000)) == BOTH
    assert told(referral.send("friend", 5, "order", order="3", amount=10_000)) == []


@pytest.mark.parametrize(("day", "rewards"), [(0.01, BOTH), (29.5, BOTH), (30, [])])
def test_the_day_of_joining_counts_and_the_thirtieth_day_after_does_not(
    referral: Play, day: float, rewards: list[str]
) -> None:
    assert told(referral.send("friend", day, "order", order="1", amount=10_000)) == rewards


def test_who_was_not_invited_rewards_nobody(referral: Play) -> None:
    referral.send("stranger", 0, "register")
    assert told(referral.send("stranger", 1, "order", order="9", amount=10_000)) == []


def test_a_refund_takes_back_both_and_the_friend_may_qualify_anew(referral: Play) -> None:
    referral.send("friend", 4, "order", order="1", amount=10_000)
    undone = referral.send("friend", 5, "refund", order="1")
    assert told(undone) == [BenefitRevoked.__name__, EventAddressed.__name__, PointsReversed.__name__]
    assert [effect.amount for effect in undone if isinstance(effect, PointsReversed)] == [200]
    assert told(referral.send("friend", 6, "order", order="2", amount=10_000)) == BOTH


def test_the_inviter_has_a_limit(referral: Play) -> None:
    for friend in ("b", "c", "d"):
        referral.send(friend, 0, "register", inviter="host")
    rewarded = [referral.send(friend, 1, "order", order=friend, amount=10_000) for friend in ("b", "c", "d")]
    assert [told(each) for each in rewarded] == [BOTH, BOTH, BOTH[:2]]


def test_a_jump_enters_every_level_and_a_level_won_again_gives_nothing_twice(start: Start) -> None:
    """C1: on VIP3 a coupon, on VIP4 another; a jump from VIP2 gives both; falling and rising again gives none twice."""
    parts = lowered(
        TIERS,
        metric=MetricOf("spend"),
        level=tuple(
            row(f"vip{rank}", Amount(rank * 100_000, "money")) if rank else row("vip0", Amount(0, "money"))
            for rank in range(5)
        ),
        entry=(
            row("vip3", COUPON),
            row("vip4", (GrantBenefit("free_drink"),)),
        ),
        limit=(Limit(1, "member", CalendarPeriods("year")),),
    )
    spend = Metric("spend", "order", "sum", FieldOf("amount"), TRUE, items=False, window=Ever())
    play = start(replace(programme(*parts), metrics=(spend,)))
    play.send("m", 0, "register")
    assert told(play.send("m", 1, "order", order="1", amount=200_000)) == ["TierChanged"]
    jump = play.send("m", 2, "order", order="2", amount=200_000)
    issued = [effect.benefit for effect in jump if isinstance(effect, BenefitIssued)]
    assert issued == ["off_20", "free_drink"]
    play.send("m", 3, "refund", order="1")
    again = play.send("m", 4, "order", order="3", amount=200_000)
    assert told(again) == ["TierChanged"]


def test_the_same_registration_sign_in_day_and_order_number_count_once(start: Start) -> None:
    play = start(programme())

    def status(member: str, day: float, kind: str, **fields: Any) -> str:
        return play.decide(Event(f"{kind}-{day}", kind, member, START + int(day * DAY), fields)).status

    assert [status("m", day, "register") for day in (0, 0.25)] == ["applied", "repeated"]
    assert [status("m", day, "sign_in") for day in (1, 1.25, 2)] == ["applied", "repeated", "applied"]
    assert [status("m", day, "order", order="1", amount=100) for day in (2, 2.5)] == ["applied", "repeated"]
    assert status("other", 3, "order", order="1", amount=100) == "repeated"
