"""coupon: money off or a thing for a voucher, that a member holds, perhaps claims, and uses on an order.

What it takes off (`off`, `percent off` …) goes into the benefit's `terms`: the engine issues, ages and takes back
coupons without reading them; quotes and the host's checkout do.
"""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, LastingValue, Part, Problem
from benefitdsl.plan.expr import TRUE, Expr
from benefitdsl.plan.parts import Benefit, Minimum
from benefitdsl.plan.schedule import Schedule
from benefitdsl.std.choices import USE_RETURNED
from benefitdsl.std.fields import choice, labels, table, texts, told
from benefitdsl.std.lasting import claim_time, lasting_problems, validity
from benefitdsl.std.terms import Terms, terms

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
"""

BASES = (
    choice("paid", "paid", "实付", "What is paid after discounts.", "优惠后的实付金额。"),
    choice("list", "list price", "标价", "The amount at list prices.", "按标价计算的金额。"),
    choice(
        "running",
        "running total",
        "逐步优惠后",
        "What is left after the discounts before it.",
        "扣除前序优惠后的金额。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """What a coupon is worth, takes off and asks for. Money in minor units."""

    worth: int | None = told(
        "money",
        "worth",
        "价值",
        "What one costs the brand at most; budgets and reports count with it.",
        "单张券的最高成本，用于预算和报表。",
    )
    off: int | None = told("money", "off", "立减", "The amount it takes off.", "抵减的金额。")
    percent_off: tuple[int, int] | None = told(
        "percent",
        "percent off",
        "减免比例",
        "The share it takes off: 10% off is nine tenths to pay.",
        "减免的比例：九折写 10%。",
    )
    off_cap: int | None = told(
        "money", "at most", "最多减", "The most that a percentage takes off.", "按比例减免时的上限。"
    )
    nth_item: int | None = told(
        "integer",
        "nth item",
        "第几件",
        "Only every such item is reduced: 2 for the second cup at half price.",
        "只减第几件：第二杯半价写 2。",
    )
    price: int | None = told(
        "money", "special price", "特价", "What the article costs with the coupon.", "用券后的商品价格。"
    )
    free_shipping: bool = told(
        "flag", "free shipping", "包邮", "Whether shipping is free.", "是否免运费。", default=False
    )
    minimum: int | None = told(
        "money",
        ("minimum spend", "minimum"),
        "使用门槛",
        "What an order must reach for the coupon to be used.",
        "订单达到多少金额才可使用。",
    )
    minimum_base: str = told(
        "choice",
        "minimum counts",
        "门槛按",
        "The amount that must reach the minimum.",
        "使用门槛按哪种金额计算。",
        choices=BASES,
        default="paid",
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
    """One way of taking off, and what belongs to a percentage only with one."""
    ways = tuple(word for word in ("off", "percent_off", "price") if getattr(coupon, word) is not None)
    found = [Problem(word, _ONE_WAY) for word in ways[1:]]
    if coupon.off_cap is not None and coupon.percent_off is None:
        found.append(Problem("off_cap", _NO_PERCENT))
    return (*found, *lasting_problems(coupon.valid, coupon.claim))


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
            minimum=_minimum(coupon),
            where=coupon.where,
            stacking=coupon.stacking,
            transferable=coupon.transferable,
            on_refund_of_use="keep" if coupon.on_refund == "keep" else "return",
            terms=_terms(coupon),
        ),
    )


def _minimum(coupon: Coupon) -> Minimum | None:
    match coupon.minimum, coupon.minimum_base:
        case None, _:
            return None
        case amount, "list":
            return Minimum(amount, "list")
        case amount, "running":
            return Minimum(amount, "running")
        case amount, _:
            return Minimum(amount, "paid")


def _terms(coupon: Coupon) -> Terms:
    return terms(
        off=coupon.off,
        percent_off=coupon.percent_off,
        off_cap=coupon.off_cap,
        nth_item=coupon.nth_item,
        price=coupon.price,
        free_shipping=int(coupon.free_shipping) or None,
    )


_ONE_WAY = texts(
    "a coupon takes off in one way: an amount, a percentage or a special price",
    "一张券只有一种优惠方式：立减、减免比例或特价",
)
_NO_PERCENT = texts("`at most` belongs to `percent off`", "`最多减` 须与 `减免比例` 一起使用")

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
