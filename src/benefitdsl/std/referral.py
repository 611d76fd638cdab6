"""referral: a friend joins through a member's invitation and does something; both are rewarded, differently.

It lowers to two rules and an event between them: `NAME.friend` on the friend's side gives the friend's reward and tells
the inviter `NAME.qualified`; `NAME.inviter` gives the inviter's reward for that. A friend counts once; a refund that
undoes the friend's side takes back the inviter's too. Invitations of oneself, second inviters and circles are refused
by the engine when the friend registers.
"""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, Part, Problem
from benefitdsl.plan.expr import (
    TRUE,
    And,
    Compare,
    Const,
    DaysSinceJoined,
    Expr,
    HasInviter,
    Inviter,
    MetricOf,
    Or,
)
from benefitdsl.plan.parts import (
    Action,
    EventType,
    Limit,
    Metric,
    OnEvent,
    RefundPolicy,
    Rule,
    TellMember,
    Trigger,
)
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Ever, RollingDays, RollingExact, RollingMonths
from benefitdsl.std.choices import TAKEN_BACK
from benefitdsl.std.derived import derived
from benefitdsl.std.fields import labels, table, texts, told
from benefitdsl.std.net import net_condition
from benefitdsl.std.rule import gross_if

EXAMPLE = """\
referral friends en "Bring a friend" zh "邀请有礼"
  qualifies: order
  if: amount >= 100 CNY
  within: 30 days
  reward: give 200 beans
  friend reward: grant off_20
  limit: 20 per member per month
  on refund: revoke if unused
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """What a friend must do, and what both get."""

    qualifies: tuple[Trigger, ...] = told(
        "trigger",
        "qualifies",
        "达成",
        "What the friend must do after joining: `register` for joining alone.",
        "好友入会后须做什么；只需注册则写 `注册`。",
        required=True,
    )
    condition: Expr = told(
        "condition", "if", "如果", "What must hold for it.", "须满足的条件。", default=TRUE
    )
    within: Duration | None = told(
        "duration",
        "within",
        "期限",
        "How long after joining the friend may do it.",
        "好友须在入会后多久内达成。",
    )
    reward: tuple[Action, ...] = told(
        "actions",
        ("reward", "inviter reward"),
        ("邀请人奖励", "奖励"),
        "What the inviter gets.",
        "邀请人得到什么。",
        repeated=True,
        scope="member",
    )
    friend_reward: tuple[Action, ...] = told(
        "actions",
        "friend reward",
        ("好友奖励", "被邀请人奖励"),
        "What the friend gets.",
        "好友得到什么。",
        repeated=True,
    )
    limit: tuple[Limit, ...] = told(
        "limit",
        "limit",
        ("限", "限制"),
        "How often an inviter is rewarded.",
        "邀请人最多获得几次奖励。",
        default=(),
        scope="member",
    )
    count_refunded: bool = told(
        "flag",
        "count refunded",
        "退款仍计次",
        "Whether a reward counts against the limit even after it was taken back.",
        "奖励被收回后，是否仍占用限额。",
        default=False,
    )
    schedule: Schedule | None = told(
        "schedule", "schedule", ("活动时间", "时间"), "When friends can qualify.", "哪些时间达成有效。"
    )
    audience: str | None = told(
        "name",
        "audience",
        "人群",
        "The segment inviters must belong to.",
        "邀请人须属于的客群。",
        refers="segment",
    )
    budget: tuple[str, ...] = told(
        "names",
        "budget",
        "预算",
        "The budgets that the inviter's reward draws on.",
        "邀请人奖励占用的预算。",
        refers="budget",
        default=(),
    )
    on_refund: RefundPolicy = told(
        "choice",
        "on refund",
        "退款时",
        "What becomes of both rewards when the friend's order is refunded.",
        "好友订单退款后，双方奖励如何处理。",
        choices=TAKEN_BACK,
        default="revoke_unused",
    )


def problems(referral: Referral) -> tuple[Problem, ...]:
    return () if referral.reward or referral.friend_reward else (Problem("qualifies", _NO_REWARD),)


def lower(referral: Referral, context: Context) -> tuple[Part, ...]:
    joined = derived(context.name, "joined")
    qualified = derived(context.name, "qualified")
    metric = () if referral.within is None else (_joined(joined, referral.within),)
    if not referral.reward:
        return (*metric, _friend(referral, context, joined, referral.friend_reward))
    tell = TellMember(Inviter(), qualified, ())
    return (
        *metric,
        EventType(qualified, (), key="id"),
        _friend(referral, context, joined, (*referral.friend_reward, tell)),
        _inviter(referral, context, qualified),
    )


def _friend(referral: Referral, context: Context, joined: str, then: tuple[Action, ...]) -> Rule:
    """Once for each friend; when it is undone the inviter is told so, and the friend may qualify anew."""
    asked = (HasInviter(), None if referral.within is None else _in_time(joined), referral.condition)
    return Rule(
        id=derived(context.name, "friend"),
        origin=context.origin,
        triggers=referral.qualifies,
        condition=And(tuple(part for part in asked if part not in (None, TRUE))),
        then=then,
        titles=context.titles,
        net_condition=net_condition(referral.condition),
        schedule=referral.schedule,
        limits=(Limit(1, "member", Ever()),),
        on_refund=referral.on_refund,
    )


def _inviter(referral: Referral, context: Context, qualified: str) -> Rule:
    return Rule(
        id=derived(context.name, "inviter"),
        origin=context.origin,
        triggers=(OnEvent(qualified),),
        condition=TRUE,
        then=referral.reward,
        titles=context.titles,
        audience=referral.audience,
        limits=gross_if(referral.count_refunded, referral.limit),
        budgets=referral.budget,
        on_refund=referral.on_refund,
    )


def _joined(metric: str, within: Duration) -> Metric:
    """1 while the friend's registration is less than `within` ago."""
    return Metric(metric, "register", "count", None, TRUE, items=False, window=_window(within))


def _window(within: Duration) -> RollingDays | RollingMonths | RollingExact:
    match within.unit:
        case "day":
            return RollingDays(within.amount)
        case "week":
            return RollingDays(within.amount * 7)
        case "month":
            return RollingMonths(within.amount)
        case "quarter":
            return RollingMonths(within.amount * 3)
        case "year":
            return RollingMonths(within.amount * 12)
        case "minute" | "hour":
            return RollingExact(within.microseconds)


def _in_time(joined: str) -> Expr:
    """The registration counts as past only after its own event, hence the day of joining."""
    recent = Compare("ge", MetricOf(joined), Const(1))
    return Or((Compare("eq", DaysSinceJoined(), Const(0)), recent))


_NO_REWARD = texts("nobody is rewarded", "双方都没有奖励")

REFERRAL = Kind(
    word="referral",
    labels=labels("referral", ("邀请有礼", "老带新")),
    family="rule",
    doc=texts(
        "A friend joins through a member's invitation; both are rewarded.",
        "好友受邀入会并达成条件，双方得奖励。",
    ),
    fields=table(Referral),
    parameters=Referral,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
