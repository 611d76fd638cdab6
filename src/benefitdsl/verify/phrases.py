"""Effects as the short phrases in which scenarios state them: `earned: 398 points`, `issued: towels`."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.messages import Language
from benefitdsl.model.effect import (
    BenefitClaimed,
    BenefitExpired,
    BenefitIssued,
    BenefitReturned,
    BenefitRevoked,
    BenefitUsed,
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
    StreakRepaired,
    TagChanged,
    TierChanged,
    TierRenewed,
)

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
}

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
    "not_enough_points": "积分不足",
    "coupon_not_usable": "优惠券不可用",
    "claim_not_possible": "无法领取",
    "not_enough_to_take_back": "积分不足以扣回",
    "repair_not_possible": "无法补签",
    "enrolment_not_possible": "无法报名",
    "too_many_effects": "效果过多",
    "seen_before": "业务重复",
}
OUTCOMES: dict[str, str] = {**STATUSES, **REASONS}

# Why nobody was recorded as an inviter.
REFUSALS: dict[str, str] = {"self": "自己", "taken": "已有邀请人", "cycle": "互相邀请"}


def outcome_in(outcome: str, language: Language) -> str:
    """The words of an outcome, such as `refused not_enough_points`, as scenarios of that language write them."""
    if language == "en":
        return outcome
    return " ".join(OUTCOMES.get(each, each) for each in outcome.split())


def subject_in(verb: str, of: str, language: Language) -> str:
    """What an effect is said of, as scenarios of that language write it: a name as it is, or a word of ours."""
    return REFUSALS.get(of, of) if verb == "inviter refused" and language == "zh" else of


def verb_in(verb: str, language: Language) -> str:
    """The verb as scenarios of that language write it."""
    return VERBS[verb] if language == "zh" else verb


def phrase(effect: Effect) -> tuple[str, str]:
    """The English verb and what it is said of."""
    match effect:
        case PointsEarned():
            return ("pending" if effect.pending else "earned", f"{effect.amount} {effect.currency}")
        case PointsRipened():
            return ("ripened", f"{effect.amount} {effect.currency}")
        case PointsSpent():
            return ("spent", f"{effect.amount} {effect.currency}")
        case PointsExpired():
            return ("expired", f"{effect.amount} {effect.currency}")
        case PointsReversed():
            return ("taken back", f"{effect.amount} {effect.currency}")
        case PointsReturned():
            return ("returned", f"{effect.amount} {effect.currency}")
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
    assert_never(effect)
