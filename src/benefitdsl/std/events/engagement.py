"""Taking part: sign-in, sharing, reviews, visits, surveys, steps, games and whatever else a brand counts."""

from __future__ import annotations

from benefitdsl.plan.parts import EventType, Uniqueness
from benefitdsl.std.events.telling import event, optional, required

SIGN_IN = event(
    EventType(
        "sign_in",
        (optional("channel", "text"), optional("device", "text")),
        unique=(Uniqueness("sign_in", (), daily=True),),
    ),
    "签到",
    "The member signs in; counts once a day.",
    "会员签到，每天只计一次。",
)

SHARE = event(
    EventType("share", (optional("content", "text"), optional("channel", "text"))),
    "分享",
    "The member shares a product or a campaign.",
    "会员分享商品或活动。",
)

REVIEW = event(
    EventType(
        "review",
        (
            required("order", "text"),
            optional("sku", "text"),
            optional("rating", "number"),
            optional("photos", "number"),
            optional("words", "number"),
            optional("comment", "text"),
        ),
        unique=(Uniqueness("review", ("order", "sku")),),
    ),
    "评价",
    "The member reviews what was bought; an article of an order counts once.",
    "会员评价所购商品；同一订单的同一商品只计一次。",
)

VISIT = event(
    EventType("visit", (optional("shop", "text"), optional("content", "text"), optional("channel", "text"))),
    ("到访", "访问"),
    "The member visits a shop or a page.",
    "会员到店或访问页面。",
)

SURVEY = event(
    EventType(
        "survey",
        (required("survey", "text"), optional("answers", "texts"), optional("score", "number")),
        unique=(Uniqueness("survey", ("survey",)),),
    ),
    "问卷",
    "The member fills in a survey; each survey counts once.",
    "会员填写问卷；同一问卷只计一次。",
)

STEPS = event(
    EventType("steps", (required("steps", "number"),)),
    "步数",
    "The member walked.",
    "会员上报步数。",
)

ACTIVITY = event(
    EventType(
        "activity", (required("name", "text"), optional("score", "number"), optional("channel", "text"))
    ),
    "互动",
    "The member did something that has no event of its own: read an article, installed the app.",
    "没有专门事件的其他行为，如阅读文章、安装 APP。",
)

HELP = event(
    EventType(
        "help",
        (required("friend", "member"), required("content", "text"), optional("device", "text")),
    ),
    ("助力", "好友助力"),
    "A friend helps the member: clicks what was shared. What counts different friends counts each once.",
    "好友为会员助力，如点击所分享的内容；按好友人数统计时，同一好友只计一次。",
)

COLLECT = event(
    EventType("collect", (optional("channel", "text"),)),
    ("收取", "收能量"),
    "The member collects points that wait to be collected.",
    "会员收取等待收取的积分。",
)

WATER = event(
    EventType("water", (optional("quantity", "number"),)),
    "浇水",
    "The member waters a tree.",
    "会员浇水。",
)

RIDE = event(
    EventType("ride", (required("distance", "number"), optional("amount", "money"))),
    "骑行",
    "The member ends a ride.",
    "会员结束一次骑行。",
)

GAME = event(
    EventType("game", (required("result", "text"), optional("score", "number"), optional("name", "text"))),
    "对局",
    "The member ends a game.",
    "会员结束一局对战。",
)

ENGAGEMENT = (SIGN_IN, SHARE, REVIEW, VISIT, SURVEY, STEPS, ACTIVITY, HELP, COLLECT, WATER, RIDE, GAME)
