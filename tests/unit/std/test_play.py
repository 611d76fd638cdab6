"""Kinds that become several parts, played on the reference engine: what the parts do together is what the kind says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from benefitdsl.catalogue import Amount
from benefitdsl.engine.reference import Reference, State
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

    plan: Plan
    pools: InMemoryPools = field(default_factory=InMemoryPools)
    states: dict[str, State] = field(default_factory=dict)

    def send(self, member: str, day: float, kind: str, **fields: Any) -> list[Any]:
        """What an event made, the effects of the events that it addressed included."""
        event = Event(f"{member}-{kind}-{day}", kind, member, START + int(day * DAY), fields)
        return self._send(event)

    def _send(self, event: Event) -> list[Any]:
        engine = Reference(self.plan)
        state = self.states.get(event.member) or engine.new_member(event.member, START, {})
        outcome: Outcome
        self.states[event.member], outcome = engine.evaluate(state, event, self.pools)
        assert outcome.status in ("applied", "repeated"), outcome
        self.pools.apply(outcome.pool_changes)
        found = list(outcome.effects)
        for effect in outcome.effects:
            if isinstance(effect, EventAddressed):
                found += self._send(
                    Event(effect.id, effect.type, effect.to, effect.cause.at, dict(effect.fields))
                )
        return found


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


def referral() -> Play:
    parts = lowered(
        REFERRAL,
        qualifies=(OnEvent("order"),),
        condition=Compare("ge", FieldOf("amount"), Const(10_000)),
        within=Duration(30, "day"),
        reward=BEANS,
        friend_reward=COUPON,
        limit=(Limit(2, "member", CalendarPeriods("month")),),
    )
    play = Play(programme(*parts))
    assert told(play.send("friend", 0, "register", inviter="host")) == [InviterRecorded.__name__]
    return play


BOTH = [BenefitIssued.__name__, EventAddressed.__name__, PointsEarned.__name__]


def test_a_friend_who_buys_in_time_rewards_both_once() -> None:
    play = referral()
    assert told(play.send("friend", 3, "order", order="1", amount=9_999)) == []
    assert told(play.send("friend", 4, "order", order="2", amount=10_000)) == BOTH
    assert told(play.send("friend", 5, "order", order="3", amount=10_000)) == []


def test_the_day_of_joining_counts_and_the_thirtieth_day_does_not() -> None:
    assert told(referral().send("friend", 0.01, "order", order="1", amount=10_000)) == BOTH
    assert told(referral().send("friend", 29.5, "order", order="1", amount=10_000)) == BOTH
    assert told(referral().send("friend", 30, "order", order="1", amount=10_000)) == []


def test_who_was_not_invited_rewards_nobody() -> None:
    play = referral()
    play.send("stranger", 0, "register")
    assert told(play.send("stranger", 1, "order", order="9", amount=10_000)) == []


def test_a_refund_takes_back_both_and_the_friend_may_qualify_anew() -> None:
    play = referral()
    play.send("friend", 4, "order", order="1", amount=10_000)
    undone = play.send("friend", 5, "refund", order="1")
    assert told(undone) == [BenefitRevoked.__name__, EventAddressed.__name__, PointsReversed.__name__]
    assert [effect.amount for effect in undone if isinstance(effect, PointsReversed)] == [200]
    assert told(play.send("friend", 6, "order", order="2", amount=10_000)) == BOTH


def test_the_inviter_has_a_limit() -> None:
    play = referral()
    for friend in ("b", "c", "d"):
        play.send(friend, 0, "register", inviter="host")
    rewarded = [play.send(friend, 1, "order", order=friend, amount=10_000) for friend in ("b", "c", "d")]
    assert [told(each) for each in rewarded] == [BOTH, BOTH, BOTH[:2]]


def test_a_jump_enters_every_level_and_a_level_won_again_gives_nothing_twice() -> None:
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
    plan = programme(*parts)
    play = Play(replace(plan, metrics=(spend,)))
    play.send("m", 0, "register")
    assert told(play.send("m", 1, "order", order="1", amount=200_000)) == ["TierChanged"]
    jump = play.send("m", 2, "order", order="2", amount=200_000)
    issued = [effect.benefit for effect in jump if isinstance(effect, BenefitIssued)]
    assert issued == ["off_20", "free_drink"]
    play.send("m", 3, "refund", order="1")
    again = play.send("m", 4, "order", order="3", amount=200_000)
    assert told(again) == ["TierChanged"]


def test_the_same_sign_in_day_order_number_and_registration_count_once() -> None:
    play = Play(programme())
    engine = Reference(play.plan)
    for kind, day, fields in (
        ("register", 0, {}),
        ("sign_in", 1, {}),
        ("order", 1, {"order": "1", "amount": 100}),
    ):
        for at, status in ((day, "applied"), (day + 0.25, "repeated")):
            event = Event(f"{kind}-{at}", kind, "m", START + int(at * DAY), fields)
            state = play.states.get("m") or engine.new_member("m", START, {})
            play.states["m"], outcome = engine.evaluate(state, event, play.pools)
            assert (kind, outcome.status) == (kind, status)
            play.pools.apply(outcome.pool_changes)
    assert play.send("m", 2, "sign_in") == []
    other = engine.new_member("other", START, {})
    event = Event("x", "order", "other", START + 3 * DAY, {"order": "1", "amount": 100})
    assert engine.evaluate(other, event, play.pools)[1].status == "repeated"
