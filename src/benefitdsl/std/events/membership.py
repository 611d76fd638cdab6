"""Becoming and being a member: joining, the profile, invitations, and the events that use what a member has.

`reversal`, which takes back what was addressed to a member, is not here: it is built into the engines (spec §2),
reverses a record of any type, and no rule names it.
"""

from __future__ import annotations

from benefitdsl.plan.parts import EventType, Uniqueness
from benefitdsl.std.attributes import ATTRIBUTES
from benefitdsl.std.events.telling import event, optional, required

REGISTER = event(
    EventType(
        "register",
        (
            optional("inviter", "member"),
            optional("channel", "text"),
            optional("shop", "text"),
            optional("device", "text"),
            optional("code", "text"),
        ),
        unique=(Uniqueness("register", ()),),
        role="register",
    ),
    ("注册", "入会"),
    "A member joins; counts once. The inviter, if any, is recorded for referrals.",
    "会员注册入会，只计一次；如有邀请人则记录，供邀请有礼使用。",
)

PROFILE = event(
    EventType("profile", tuple(attribute.field for attribute in ATTRIBUTES), role="profile"),
    ("完善资料", "资料"),
    "The member's details are set; own attributes of the member block may come along.",
    "会员完善资料；会员块中自定义的属性也可一并提交。",
)

INVITE = event(
    EventType(
        "invite",
        (required("invitee", "member"), optional("channel", "text"), optional("code", "text")),
        unique=(Uniqueness("invite", ("invitee",), shared=True),),
    ),
    "邀请",
    "The member's invitation was accepted; an invitee counts once, for one member.",
    "会员的邀请被接受；同一被邀请人只计一次，且只归一位会员。",
)

CLAIM = event(
    EventType("claim", (required("benefit", "text"), optional("channel", "text")), role="claim"),
    "领取",
    "The member claims a benefit that waits to be claimed.",
    "会员领取待领取的权益。",
)

REDEEM = event(
    EventType(
        "redeem",
        (
            required("benefit", "text"),
            optional("stay", "text"),
            optional("shop", "text"),
            optional("channel", "text"),
        ),
        role="redeem",
    ),
    "核销",
    "The member uses a benefit or a privilege outside an order, at a counter.",
    "会员在订单之外使用权益或特权，如到店核销。",
)

ENROL = event(
    EventType("enrol", (required("mission", "text"), optional("channel", "text")), role="enrol"),
    "报名",
    "The member takes part in a mission that asks for enrolment.",
    "会员报名参加需要报名的任务。",
)

MAKE_UP = event(
    EventType("make_up", (required("day", "date"), optional("mission", "text")), role="make_up"),
    ("补签", "补卡"),
    "The member makes up for a missed day of a streak.",
    "会员为连续任务补上漏掉的一天。",
)

EXCHANGE = event(
    EventType(
        "exchange",
        (required("offer", "text"), optional("reference", "text"), optional("channel", "text")),
        unique=(Uniqueness("exchange", ("reference",), shared=True),),
        key="reference",
        role="offer",
    ),
    "兑换",
    "The member exchanges points for something.",
    "会员用积分兑换。",
)

CANCEL_EXCHANGE = event(
    EventType(
        "cancel_exchange",
        (required("reference", "text"), optional("channel", "text")),
        reverses="exchange",
    ),
    ("取消兑换", "撤销兑换"),
    "An exchange is taken back, what it cost and what it gave; what was used is kept, and so is what it cost.",
    "撤销一次兑换，退还所付并收回所得；所得已使用的，不收回也不退还所付。",
)

DRAW = event(
    EventType("draw", (required("draw", "text"), optional("channel", "text")), role="offer"),
    "抽奖",
    "The member asks for a draw.",
    "会员参加抽奖。",
)

BUY_MEMBERSHIP = event(
    EventType(
        "buy_membership",
        (required("membership", "text"), required("amount", "money"), optional("channel", "text")),
        key="membership",
        role="offer",
    ),
    ("开通会员", "续费"),
    "The member buys or renews a paid membership.",
    "会员开通或续费付费会员。",
)

CANCEL_MEMBERSHIP = event(
    EventType(
        "cancel_membership",
        (required("membership", "text"), optional("channel", "text")),
        reverses="buy_membership",
    ),
    ("退订会员", "取消会员"),
    "The member gives the paid membership bought last back.",
    "会员退掉最近一次开通的付费会员。",
)

JOIN_TEAM = event(
    EventType(
        "join_team",
        (required("team", "member"), optional("of", "text"), optional("channel", "text")),
        role="join",
    ),
    ("加入团队", "组队"),
    "The member joins a team.",
    "会员加入团队。",
)

FOLLOW_MENTOR = event(
    EventType(
        "follow_mentor",
        (required("mentor", "member"), optional("of", "text"), optional("channel", "text")),
        role="follow",
    ),
    ("拜师", "跟随师傅"),
    "The member becomes the apprentice of another.",
    "会员拜另一位会员为师。",
)

MEMBERSHIP = (
    REGISTER,
    PROFILE,
    INVITE,
    CLAIM,
    REDEEM,
    ENROL,
    MAKE_UP,
    EXCHANGE,
    CANCEL_EXCHANGE,
    DRAW,
    BUY_MEMBERSHIP,
    CANCEL_MEMBERSHIP,
    JOIN_TEAM,
    FOLLOW_MENTOR,
)
