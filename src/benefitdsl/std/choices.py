"""Choices that several kinds offer."""

from __future__ import annotations

from benefitdsl.catalogue import ChoiceSpec
from benefitdsl.std.fields import choice

ROUNDINGS: tuple[ChoiceSpec, ...] = (
    choice("down", "down", "向下取整", "Fractions are dropped.", "舍去小数。"),
    choice("up", "up", "向上取整", "Fractions make one more.", "有小数即进一。"),
    choice("half_up", "half up", "四舍五入", "To the nearest, a half up.", "四舍五入。"),
    choice(
        "half_even",
        "half even",
        "银行家舍入",
        "To the nearest, a half to the even neighbour.",
        "四舍六入五成双。",
    ),
)

TAKEN_BACK: tuple[ChoiceSpec, ...] = (
    choice(
        "proportion",
        "in proportion",
        "按比例收回",
        "Points by the share that was refunded, benefits when the order no longer qualifies.",
        "积分按退款比例收回；订单不再符合条件时收回权益。",
    ),
    choice(
        "revoke_unused",
        "revoke if unused",
        "未用则收回",
        "All of it when the order no longer qualifies, but a used benefit stays used.",
        "订单不再符合条件时全部收回，已使用的权益除外。",
    ),
    choice(
        "revoke",
        "revoke",
        "收回",
        "All of it when the order no longer qualifies, used benefits too.",
        "订单不再符合条件时全部收回，包括已使用的权益。",
    ),
    choice("keep", "keep", "保留", "The member keeps it.", "会员保留所得。"),
)
"""What becomes of what was given when the order is refunded: `plan.RefundPolicy`."""

USE_RETURNED: tuple[ChoiceSpec, ...] = (
    choice(
        "return",
        "give back",
        "退回",
        "It can be used again until its old end.",
        "退回会员，在原有效期内可再次使用。",
    ),
    choice("keep", "stay used", "不退回", "It stays used.", "视为已使用，不退回。"),
)
"""What becomes of a used benefit when the order it was used on is refunded whole."""
