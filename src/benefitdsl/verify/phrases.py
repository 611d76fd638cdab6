"""Effects as the short phrases in which scenarios state them: `earned: 398 points`, `issued: towels`."""

from __future__ import annotations

import re
from typing import assert_never

from benefitdsl.messages import Language
from benefitdsl.model.effect import (
    BenefitClaimed,
    BenefitExpired,
    BenefitIssued,
    BenefitReleased,
    BenefitReserved,
    BenefitReturned,
    BenefitRevoked,
    BenefitUsed,
    BoardClosed,
    DrawMade,
    Effect,
    EventAddressed,
    InviterRecorded,
    InviterRefused,
    MissionCompleted,
    MissionLapsed,
    MissionReopened,
    NoticeRequested,
    PointsEarned,
    PointsExpired,
    PointsReturned,
    PointsReversed,
    PointsRipened,
    PointsSpent,
    PrivilegeUsed,
    PromotionUsed,
    ScoreReviewed,
    StreakRepaired,
    TagChanged,
    TeamJoined,
    TierChanged,
    TierRenewed,
)
from benefitdsl.plan.parts import Plan
from benefitdsl.quantities.money import format_money, parse_money

# The verbs, English first; a scenario may use either.
VERBS: dict[str, str] = {
    "earned": "获得",
    "pending": "待到账",
    "ripened": "到账",
    "spent": "消耗",
    "expired": "过期",
    "taken back": "扣回",
    "returned": "退回",
    "issued": "发放",
    "claimed": "领取",
    "used": "核销",
    "revoked": "收回",
    "tier": "等级",
    "renewed": "续期",
    "completed": "完成",
    "stage": "阶段",
    "reopened": "重开",
    "lapsed": "失效",
    "tagged": "打标签",
    "untagged": "去标签",
    "notice": "通知",
    "told": "告知",
    "inviter": "邀请人",
    "inviter refused": "拒绝邀请人",
    "repaired": "补签",
    "reserved": "锁定",
    "released": "解锁",
    "privilege": "特权",
    "promotion": "促销",
    "drawn": "抽中",
    "score": "分值",
    "team": "入队",
    "board": "排行榜",
}

# A draw that came to no prize; and how the amount of stored value begins, in either language.
NO_PRIZE = "nothing"
_MONEY = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) ?(元|[A-Z]{3}) (.+)", re.DOTALL)


def verb_in(verb: str, language: Language) -> str:
    """The verb as scenarios of that language write it."""
    return VERBS[verb] if language == "zh" else verb


def stored_value(plan: Plan) -> frozenset[str]:
    """The currencies of points that are money, and are said as money."""
    return frozenset(points.id for points in plan.points if points.unit == "money")


def amount_of(amount: int, currency: str, plan: Plan) -> str:
    """A number of points; of stored value the money without its currency."""
    return format_money(amount, plan.currency) if currency in stored_value(plan) else str(amount)


def normal(verb: str, of: str, plan: Plan) -> str:
    """What a scenario says an effect is of, as `phrase` writes it: `100元 wallet` is `100.00 CNY wallet`."""
    if verb == "drawn" and of.endswith(" 无"):
        return of.removesuffix("无") + NO_PRIZE
    found = _MONEY.fullmatch(of)
    if found is None or found[3] not in stored_value(plan):
        return of
    currency = "CNY" if found[2] == "元" else found[2]
    if currency != plan.currency:
        return of
    return f"{written(found[1], plan)} {currency} {found[3]}"


def written(text: str, plan: Plan) -> str:
    """An amount of money as it is written out: `100` is `100.00`; what is no amount stays as it is."""
    try:
        return format_money(parse_money(text, plan.currency, signed=True), plan.currency)
    except ValueError:
        return text


def phrase(effect: Effect, plan: Plan) -> tuple[str, str]:
    """The English verb and what it is said of."""
    match effect:
        case (
            PointsEarned()
            | PointsRipened()
            | PointsSpent()
            | PointsExpired()
            | PointsReversed()
            | PointsReturned()
        ):
            return _of_points(effect), _points(effect.amount, effect.currency, plan)
        case BenefitIssued():
            return ("issued", effect.benefit)
        case BenefitClaimed():
            return ("claimed", effect.benefit)
        case BenefitUsed():
            return ("used", effect.benefit)
        case BenefitExpired():
            return ("expired", effect.benefit)
        case BenefitRevoked():
            return ("revoked", effect.benefit)
        case BenefitReturned():
            return ("returned", effect.benefit)
        case TierChanged():
            return ("tier", effect.new)
        case TierRenewed():
            return ("renewed", effect.level)
        case MissionCompleted():
            return (
                ("completed", effect.mission)
                if effect.last
                else ("stage", f"{effect.mission} {effect.stage}")
            )
        case MissionReopened():
            return ("reopened", effect.mission)
        case MissionLapsed():
            return ("lapsed", effect.mission)
        case StreakRepaired():
            return ("repaired", effect.mission)
        case TagChanged():
            return ("tagged" if effect.on else "untagged", effect.tag)
        case NoticeRequested():
            return ("notice", effect.notice)
        case EventAddressed():
            return ("told", f"{effect.to} {effect.type}")
        case InviterRecorded():
            return ("inviter", effect.inviter)
        case InviterRefused():
            return ("inviter refused", effect.reason)
        case BenefitReserved():
            return ("reserved", effect.benefit)
        case BenefitReleased():
            return ("released", effect.benefit)
        case PrivilegeUsed():
            return ("privilege", effect.privilege)
        case PromotionUsed():
            return ("promotion", effect.promotion)
        case DrawMade():
            return ("drawn", f"{effect.draw} {effect.prize or NO_PRIZE}")
        case ScoreReviewed():
            return ("score", f"{effect.score} {effect.new}")
        case TeamJoined():
            return ("team", f"{effect.team} {effect.actor}")
        case BoardClosed():
            return ("board", effect.board)
    assert_never(effect)


_Points = PointsEarned | PointsRipened | PointsSpent | PointsExpired | PointsReversed | PointsReturned


def _of_points(effect: _Points) -> str:
    match effect:
        case PointsEarned():
            return "pending" if effect.pending else "earned"
        case PointsRipened():
            return "ripened"
        case PointsSpent():
            return "spent"
        case PointsExpired():
            return "expired"
        case PointsReversed():
            return "taken back"
        case PointsReturned():
            return "returned"
    assert_never(effect)


def _points(amount: int, currency: str, plan: Plan) -> str:
    unit = f" {plan.currency}" if currency in stored_value(plan) else ""
    return f"{amount_of(amount, currency, plan)}{unit} {currency}"
