"""promotion: a discount that needs no coupon: whoever meets its conditions has it at the checkout."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, Part, Problem
from benefitdsl.plan.expr import TRUE, Expr
from benefitdsl.plan.parts import Limit, Promotion
from benefitdsl.plan.schedule import Schedule
from benefitdsl.std.discount import Discount, discount_problems, minimum, reduction
from benefitdsl.std.fields import labels, table, texts, told
from benefitdsl.std.rule import gross_if

EXAMPLE = """\
promotion members_wednesday en "Wednesday is member day" zh "周三会员日"
  percent off: 10%
  at most: 30 CNY
  schedule: every Wednesday
end

promotion ships_free en "Free shipping from 99" zh "满99包邮"
  free shipping: yes
  minimum spend: 99 CNY
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionBlock(Discount):
    """What an order must be for the discount, and how often a member has it."""

    condition: Expr = told(
        "condition",
        "if",
        "如果",
        "What the order and the member must meet.",
        "订单和会员须满足的条件。",
        default=TRUE,
        event="order",
    )
    schedule: Schedule | None = told(
        "schedule", "schedule", ("活动时间", "时间"), "When it holds.", "哪些时间有效。"
    )
    audience: str | None = told(
        "name", "audience", "人群", "The segment it is for.", "适用的客群。", refers="segment"
    )
    limit: tuple[Limit, ...] = told(
        "limit",
        "limit",
        ("限", "限制"),
        "How many orders may have it.",
        "最多多少个订单可以享受。",
        default=(),
        event="order",
    )
    count_refunded: bool = told(
        "flag",
        "count refunded",
        "退款仍计次",
        "Whether an order counts against the limit even after it was refunded.",
        "订单退款后，已用的次数是否仍占用限额。",
        default=False,
    )
    group: str | None = told(
        "name",
        "group",
        "优惠组",
        "The group of discounts it belongs to; the group says which of them count.",
        "所属的优惠组，由该组决定如何叠加。",
        refers="group",
    )


def problems(promotion: PromotionBlock) -> tuple[Problem, ...]:
    nothing = () if reduction(promotion) else (Problem("condition", _NOTHING, _NOTHING_HELP),)
    return (*discount_problems(promotion), *nothing)


def lower(promotion: PromotionBlock, context: Context) -> tuple[Part, ...]:
    taken = reduction(promotion)
    if taken is None:
        raise ValueError("a promotion takes something off; `problems` says so")
    return (
        Promotion(
            id=context.name,
            origin=context.origin,
            reduction=taken,
            titles=context.titles,
            condition=promotion.condition,
            audience=promotion.audience,
            schedule=promotion.schedule,
            minimum=minimum(promotion),
            limits=gross_if(promotion.count_refunded, promotion.limit),
            group=promotion.group,
        ),
    )


_NOTHING = texts("nothing says what is taken off", "没有写优惠方式")
_NOTHING_HELP = texts(
    "add `off: 20 CNY`, `percent off: 10%`, `special price: 9.90 CNY` or `free shipping: yes`",
    "加上 `立减：20元`、`减免比例：10%`、`特价：9.90元` 或 `包邮：是`",
)

PROMOTION = Kind(
    word="promotion",
    labels=labels("promotion", "促销"),
    family="promotion",
    doc=texts("A discount that needs no coupon.", "无需用券的优惠活动。"),
    fields=table(PromotionBlock),
    parameters=PromotionBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
