"""Effects as the short phrases in which scenarios state them: `earned: 398 points`, `issued: towels`."""

from __future__ import annotations

import re
from typing import assert_never

from benefitdsl.engine.explain.telling import WORDED
from benefitdsl.engine.explain.units import Units
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
NO_PRIZE_CHINESE = ("未中奖", "无")
_MONEY = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) ?(元|[A-Z]{3}) (.+)", re.DOTALL)

# What came of an event, and why it was not applied.
STATUSES: dict[str, str] = {
    "applied": "已生效",
    "duplicate": "重复发送",
    "repeated": "此前已计入",
    "queued": "待处理",
    "refused": "已拒绝",
}
REASONS: dict[str, str] = {
    "changed_duplicate": "编号相同内容不同",
    "unknown_type": "没有这种事件",
    "too_late": "超过补报时限",
    "unknown_record": "找不到原记录",
    "over_refund": "超过可退部分",
    "not_enough_points": "余额不足",
    "coupon_not_usable": "优惠券不可用",
    "claim_not_possible": "无法领取",
    "not_enough_to_take_back": "余额不足以扣回",
    "repair_not_possible": "无法补签",
    "enrolment_not_possible": "无法报名",
    "too_many_effects": "效果过多",
    "seen_before": "业务重复",
    "offer_not_possible": "无法兑换",
    "privilege_not_available": "特权不可用",
    "team_not_possible": "无法入队",
    "points_over_share": "超过抵现上限",
    "promotion_not_available": "促销不可用",
    "cancel_not_possible": "无法取消",
}
OUTCOMES: dict[str, str] = {**STATUSES, **REASONS}

# The details of the reasons in WORDED; any other detail is a name.
DETAILS: dict[str, str] = {
    "unknown": "没有这个名称",
    "schedule": "时间不符",
    "audience": "客群不符",
    "condition": "条件不符",
    "fee": "费用不符",
    "limit": "达上限",
    "budget": "预算不足",
    "stock": "库存不足",
    "points": "余额不足",
    "ticket": "没有可用的券",
    "taken": "已在同类团队",
    "full": "名额已满",
    "self": "自己",
    "cycle": "互为师徒",
    "late": "超过期限",
    "used": "权益已使用",
}

# Why a quote does not take a discount, or what was chosen in it.
WHYS: dict[str, str] = {
    "unclaimed": "未领取",
    "reserved": "被占用",
    "not_yet_valid": "未生效",
    "expired": "已过期",
    "wrong_time": "时间不符",
    "audience": "客群不符",
    "condition": "条件不符",
    "undone": "优惠后条件不符",
    "limit": "达上限",
    "no_lines": "无适用商品",
    "minimum": "未达门槛",
    "takes_nothing": "无可减金额",
    "group": "同组互斥",
    "exclusive": "不可同享",
    "per_order": "超每单张数",
    "not_combined": "不能同用",
    "saves_less": "不更省",
    "not_chosen": "未选择",
    "stored_value_over_total": "储值超过应付",
    **REASONS,
}

# Why nobody was recorded as an inviter.
REFUSALS: dict[str, str] = {"self": "自己", "taken": "已有邀请人", "cycle": "互相邀请"}


def outcome_in(outcome: str, language: Language) -> str:
    """The words of an outcome, such as `refused not_enough_points beans`, as scenarios of that language write them."""
    if language == "en":
        return outcome
    status, reason, detail = parts_of(outcome)
    told = DETAILS.get(detail, detail) if reason in WORDED else detail
    return " ".join(filter(None, (STATUSES.get(status, status), REASONS.get(reason, reason), told)))


def parts_of(outcome: str) -> tuple[str, str, str]:
    """The status, the reason and its detail, which may have spaces in it; empty where they are not said."""
    status, _, rest = outcome.partition(" ")
    reason, _, detail = rest.partition(" ")
    return status, reason, detail


def subject_in(verb: str, of: str, language: Language) -> str:
    """What an effect is said of, as scenarios of that language write it: a name as it is, or a word of ours."""
    if verb == "drawn" and language == "zh" and of.endswith(f" {NO_PRIZE}"):
        return of.removesuffix(NO_PRIZE) + NO_PRIZE_CHINESE[0]
    return REFUSALS.get(of, of) if verb == "inviter refused" and language == "zh" else of


def verb_in(verb: str, language: Language) -> str:
    """The verb as scenarios of that language write it."""
    return VERBS[verb] if language == "zh" else verb


def money_missions(plan: Plan) -> frozenset[str]:
    """The missions whose progress is money, and is said as money."""
    units = Units(plan)
    return frozenset(mission.id for mission in plan.missions if units.of_mission(mission).kind == "money")


def stored_value(plan: Plan) -> frozenset[str]:
    """The currencies of points that are money, and are said as money."""
    return frozenset(points.id for points in plan.points if points.unit == "money")


def amount_of(amount: int, currency: str, plan: Plan) -> str:
    """A number of points; of stored value the money without its currency."""
    return format_money(amount, plan.currency) if currency in stored_value(plan) else str(amount)


def normal(verb: str, of: str, plan: Plan) -> str:
    """What a scenario says an effect is of, as `phrase` writes it: `100元 wallet` is `100.00 CNY wallet`, and the
    stage `save 300` of a mission that counts money is `save 300.00`."""
    if verb == "stage":
        mission, _, stage = of.rpartition(" ")
        return f"{mission} {written(stage, plan)}" if mission in money_missions(plan) else of
    if verb == "drawn":
        draw, _, prize = of.rpartition(" ")
        return f"{draw} {NO_PRIZE}" if prize in NO_PRIZE_CHINESE else of
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
                else ("stage", f"{effect.mission} {_stage(effect, plan)}")
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


def _stage(effect: MissionCompleted, plan: Plan) -> str:
    if effect.mission in money_missions(plan):
        return format_money(effect.stage, plan.currency)
    return str(effect.stage)


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
