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

TOP_UP = event(
    EventType("top_up", (required("amount", "money"), optional("channel", "text"), optional("code", "text"))),
    "充值",
    "The member tops up an account.",
    "会员充值。",
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

TRADE = (ORDER, REFUND, CONFIRM, TOP_UP, FAVOURITE, CART)
