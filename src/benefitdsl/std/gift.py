"""gift: a thing that a member is given and collects: a box, a drink, a sample, a service.

It is held like a coupon and used by `redeem` or on an order, but takes nothing off.
"""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, LastingValue, Part, Problem
from benefitdsl.plan.parts import Benefit
from benefitdsl.plan.schedule import Schedule
from benefitdsl.std.choices import USE_RETURNED
from benefitdsl.std.fields import labels, table, texts, told
from benefitdsl.std.lasting import claim_time, lasting_problems, validity

EXAMPLE = """\
gift milk_gift "a box of milk"
  worth: 59 CNY
  claim: within 14 days
  valid: to end of month
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What a gift is worth and how long it waits. Money in minor units."""

    worth: int | None = told(
        "money",
        "worth",
        "价值",
        "What one costs the brand at most; budgets and reports count with it.",
        "单份礼品的最高成本，用于预算和报表。",
    )
    claim: tuple[LastingValue, ...] | None = told(
        "lasting",
        "claim",
        "领取",
        "How long a member may claim it; without this it is held at once.",
        "多久内须领取；不写则直接到账。",
    )
    valid: tuple[LastingValue, ...] = told(
        "lasting",
        "valid",
        "有效",
        "How long it can be collected; without this for ever.",
        "多久内可兑现；不写则长期有效。",
        default=(),
    )
    usable: Schedule | None = told(
        "schedule", "usable", "可用时间", "When it can be collected.", "哪些时间可以兑现。"
    )
    transferable: bool = told(
        "flag",
        "transferable",
        "可转赠",
        "Whether a member may pass it on.",
        "是否可转赠给他人。",
        default=False,
    )
    on_refund: str = told(
        "choice",
        "on refund",
        "退款时",
        "What becomes of a used one when the order it was used on is refunded whole.",
        "随单兑现的礼品，订单全额退款时如何处理。",
        choices=USE_RETURNED,
        default="return",
    )


def problems(gift: Gift) -> tuple[Problem, ...]:
    return lasting_problems(gift.valid, gift.claim)


def lower(gift: Gift, context: Context) -> tuple[Part, ...]:
    return (
        Benefit(
            id=context.name,
            origin=context.origin,
            kind="gift",
            titles=context.titles,
            worth=gift.worth,
            claim_within=claim_time(gift.claim),
            valid=validity(gift.valid),
            usable=gift.usable,
            transferable=gift.transferable,
            on_refund_of_use="keep" if gift.on_refund == "keep" else "return",
        ),
    )


GIFT = Kind(
    word="gift",
    labels=labels("gift", "礼品"),
    family="benefit",
    doc=texts("A thing that a member is given and collects.", "送给会员、由会员领取兑现的礼品。"),
    fields=table(Gift),
    parameters=Gift,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
