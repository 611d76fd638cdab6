"""coupon: money off or a thing for a voucher, that a member holds, perhaps claims, and uses on an order.

What it takes off is a `Reduction`: the engine issues, ages and takes back coupons without reading it, quotes do. An
exchange voucher takes 100% off one piece of what it is for.
"""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, LastingValue, Part, Problem
from benefitdsl.plan.expr import TRUE, Expr
from benefitdsl.plan.parts import Benefit
from benefitdsl.plan.schedule import Schedule
from benefitdsl.std.choices import USE_RETURNED
from benefitdsl.std.discount import Discount, discount_problems, minimum, reduction
from benefitdsl.std.fields import labels, table, texts, told
from benefitdsl.std.lasting import claim_time, lasting_problems, validity

EXAMPLE = """\
coupon towels en "2 packs of cotton towels" zh "棉柔巾2包"
  worth: 9.90 CNY
  claim: within 7 days
  valid: 30 days from claim
end

coupon off_20 "20 off 148"
  worth: 20 CNY
  off: 20 CNY
  minimum spend: 148 CNY
  valid: 30 days from issue
end

coupon second_cup en "second cup at half price" zh "第二杯半价"
  percent off: 50%
  nth item: 2
  valid: 30 days from issue
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon(Discount):
    """What a coupon is worth, how long it lasts and when it is used. Money in minor units."""

    worth: int | None = told(
        "money",
        "worth",
        "价值",
        "What one costs the brand at most; budgets and reports count with it.",
        "单张券的最高成本，用于预算和报表。",
    )
    per_order: int = told(
        "integer",
        "per order",
        "每单可用",
        "How many of it one order may use.",
        "一个订单最多使用几张。",
        default=1,
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
        "How long it can be used; without this for ever.",
        "多久内可用；不写则长期有效。",
        default=(),
    )
    usable: Schedule | None = told(
        "schedule", "usable", "可用时间", "When it can be used.", "哪些时间可以使用。"
    )
    where: Expr = told(
        "condition",
        ("usable if", "where"),
        "使用条件",
        "What the order that uses it must satisfy.",
        "使用该券的订单须满足的条件。",
        default=TRUE,
        event="order",
    )
    stacking: str | None = told(
        "name",
        "stacking",
        "叠加组",
        "The group of coupons that it meets on an order; the group says which of them count.",
        "与哪组优惠一起使用，由该组决定如何叠加。",
        refers="group",
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
        "用券订单全额退款时，券如何处理。",
        choices=USE_RETURNED,
        default="return",
    )


def problems(coupon: Coupon) -> tuple[Problem, ...]:
    none = (Problem("per_order", _NONE_PER_ORDER),) if coupon.per_order < 1 else ()
    return (*discount_problems(coupon), *none, *lasting_problems(coupon.valid, coupon.claim))


def lower(coupon: Coupon, context: Context) -> tuple[Part, ...]:
    return (
        Benefit(
            id=context.name,
            origin=context.origin,
            kind="coupon",
            titles=context.titles,
            worth=coupon.worth,
            claim_within=claim_time(coupon.claim),
            valid=validity(coupon.valid),
            usable=coupon.usable,
            minimum=minimum(coupon),
            where=coupon.where,
            stacking=coupon.stacking,
            transferable=coupon.transferable,
            on_refund_of_use="keep" if coupon.on_refund == "keep" else "return",
            reduction=reduction(coupon),
            per_order=coupon.per_order,
        ),
    )


_NONE_PER_ORDER = texts("no order could use it", "这样任何订单都不能使用")

COUPON = Kind(
    word="coupon",
    labels=labels("coupon", "优惠券"),
    family="benefit",
    doc=texts(
        "A coupon or voucher that a member holds and uses on an order.",
        "会员持有、下单时使用的优惠券或兑换券。",
    ),
    fields=table(Coupon),
    parameters=Coupon,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
