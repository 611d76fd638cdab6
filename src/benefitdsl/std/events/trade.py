"""Buying: orders, what becomes of them, and what a member does on the way to one."""

from __future__ import annotations

from benefitdsl.plan.parts import EventField, EventType, Uniqueness
from benefitdsl.std.events.telling import event, optional, required

LINE: tuple[EventField, ...] = (
    optional("sku", "text"),
    optional("name", "text"),
    optional("category", "text"),
    optional("shop", "text"),
    required("quantity", "number"),
    required("amount", "money"),
    optional("list_amount", "money"),
)
"""A line of an order; `amount` is that of the whole line."""

DISCOUNT: tuple[EventField, ...] = (
    required("source", "text"),
    required("amount", "money"),
    optional("base", "money"),
)
"""What one coupon or promotion took off, as a quote says it (spec §18.6)."""

ORDER = event(
    EventType(
        "order",
        (
            required("order", "text"),
            required("amount", "money"),
            optional("list_amount", "money"),
            optional("channel", "text"),
            optional("shop", "text"),
            optional("device", "text"),
            optional("code", "text"),
            optional("coupons", "texts"),
            optional("points_used", "number"),
            optional("items", "items", *LINE),
            optional("stored_value", "money"),
            optional("shipping", "money"),
            optional("checkout", "text"),
            optional("comment", "text"),
            optional("discounts", "items", *DISCOUNT),
        ),
        unique=(Uniqueness("order", ("order",), shared=True),),
        key="order",
    ),
    ("订单", "订单号"),
    "An order is paid. Its number counts once, for one member, whichever source sends it.",
    "订单支付完成。同一订单号只计一次，且只归一位会员，不论来自哪个系统。",
)

REFUND = event(
    EventType(
        "refund",
        (
            required("order", "text"),
            optional("amount", "money"),
            optional("lines", "items", required("line", "number"), required("quantity", "number")),
            optional("channel", "text"),
        ),
        reverses="order",
    ),
    "退款",
    "Some or all of an order comes back, by lines or by amount; without either, all that is left.",
    "订单部分或全部退款，按商品行或按金额；都不填则退剩余全部。",
)

CONFIRM = event(
    EventType("confirm", (required("order", "text"),), unique=(Uniqueness("confirm", ("order",)),)),
    ("确认收货", "签收"),
    "The receipt of an order is confirmed: points that wait for it become spendable.",
    "订单确认收货，等待确认的积分随之生效。",
)

HOLD = event(
    EventType(
        "hold",
        (required("checkout", "text"), required("coupons", "texts"), optional("minutes", "number")),
        role="hold",
    ),
    ("锁券", "占用优惠券"),
    "A checkout holds coupons for a while: no other order can use them meanwhile.",
    "结算时暂时锁定优惠券，期间其他订单不能使用。",
)

RELEASE = event(
    EventType("release", (required("checkout", "text"),), role="release"),
    ("解锁券", "释放优惠券"),
    "A checkout lets go of the coupons that it held.",
    "结算取消，释放已锁定的优惠券。",
)

TOP_UP = event(
    EventType(
        "top_up",
        (
            required("amount", "money"),
            optional("reference", "text"),
            optional("channel", "text"),
            optional("code", "text"),
        ),
        unique=(Uniqueness("top_up", ("reference",), shared=True),),
        key="reference",
    ),
    "充值",
    "The member tops up an account; a reference counts once.",
    "会员充值；同一流水号只计一次。",
)

REFUND_TOP_UP = event(
    EventType(
        "refund_top_up",
        (required("reference", "text"), optional("amount", "money"), optional("channel", "text")),
        reverses="top_up",
    ),
    ("充值退款", "退充值"),
    "Some or all of a top-up is paid back.",
    "充值部分或全部退回。",
)

PAY = event(
    EventType(
        "pay",
        (required("amount", "money"), optional("channel", "text"), optional("shop", "text")),
    ),
    ("线上支付", "支付"),
    "The member pays for something by the brand's means of payment.",
    "会员通过品牌的支付方式付款。",
)

FAVOURITE = event(
    EventType("favourite", (required("category", "text"), optional("sku", "text"), optional("shop", "text"))),
    "收藏",
    "The member keeps an article as a favourite.",
    "会员收藏商品。",
)

CART = event(
    EventType(
        "cart",
        (
            required("category", "text"),
            optional("sku", "text"),
            optional("shop", "text"),
            optional("quantity", "number"),
            optional("amount", "money"),
        ),
    ),
    ("加购", "加入购物车"),
    "The member puts an article into the cart.",
    "会员把商品加入购物车。",
)

TRADE = (ORDER, REFUND, CONFIRM, HOLD, RELEASE, TOP_UP, REFUND_TOP_UP, PAY, FAVOURITE, CART)
