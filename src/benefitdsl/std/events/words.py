"""The words of event fields: one spelling list and one sentence a word, whichever event carries it.

A word means the same wherever it stands (`channel` of an order, `channel` of a sign-in), so that rules read alike.
"""

from __future__ import annotations

from benefitdsl.catalogue import Spellings, Texts
from benefitdsl.std.fields import Words, labels, texts


def _word(en: Words, zh: Words, doc_en: str, doc_zh: str) -> tuple[Spellings, Texts]:
    return labels(en, zh), texts(doc_en, doc_zh)


FIELD_WORDS: dict[str, tuple[Spellings, Texts]] = {
    # ---------------------------------------------------------------------------------- what it is about
    "order": _word("order", ("订单", "订单号"), "The number of the order.", "订单号。"),
    "benefit": _word(
        "benefit",
        "权益",
        "The instance that is meant, or the name of the benefit.",
        "权益实例编号，或权益名称。",
    ),
    "mission": _word("mission", "任务", "The name of the mission.", "任务名称。"),
    "draw": _word("draw", "抽奖", "The name of the draw.", "抽奖名称。"),
    "offer": _word("offer", "兑换项目", "The name of the exchange.", "兑换项目名称。"),
    "membership": _word("membership", "付费会员", "The name of the paid membership.", "付费会员名称。"),
    "survey": _word("survey", "问卷", "Which survey was filled in.", "问卷编号。"),
    "content": _word(
        "content", ("内容", "分享内容"), "What was shared or looked at.", "分享或浏览的内容编号。"
    ),
    # ---------------------------------------------------------------------------------- where and how
    "channel": _word(
        "channel",
        "渠道",
        "Where it happened: the mini-programme, the app, a store.",
        "发生渠道，如小程序、APP、门店。",
    ),
    "shop": _word("shop", "门店", "The shop.", "门店或店铺编号。"),
    "device": _word("device", "设备", "The device, for limits per device.", "设备编号，用于每台设备的限制。"),
    "stay": _word(
        "stay",
        "入住单号",
        "The number of the stay, for what is counted per stay.",
        "入住单号，用于每次入住的限制。",
    ),
    "comment": _word("comment", ("备注", "评论"), "What the member wrote.", "会员填写的文字。"),
    "code": _word("code", ("活动码", "邀请码"), "A code that was entered or scanned.", "输入或扫描的码。"),
    # ---------------------------------------------------------------------------------- money and goods
    "amount": _word(
        "amount",
        "金额",
        "Money paid or paid back: after discounts, before points and stored value.",
        "实付或实退金额：优惠之后，积分和储值抵扣之前。",
    ),
    "list_amount": _word(
        "list_amount", ("标价金额", "原价"), "The amount at list prices.", "按标价计算的金额。"
    ),
    "items": _word("items", "商品", "The lines of the order.", "订单的商品明细。"),
    "lines": _word(
        "lines",
        "退货明细",
        "The lines that come back; without them, `amount`.",
        "退回的商品行；不填时按金额。",
    ),
    "line": _word("line", "行号", "The line of the order, counted from 1.", "订单的第几行，从 1 开始。"),
    "sku": _word("sku", ("货号", "SKU"), "The number of the article.", "商品货号。"),
    "name": _word("name", "名称", "The name of the article or activity.", "商品或活动的名称。"),
    "category": _word("category", "品类", "The category of the article.", "商品品类。"),
    "quantity": _word("quantity", "数量", "How many pieces.", "件数。"),
    "coupons": _word(
        "coupons", "用券", "The coupons that are used: instances or names.", "使用的优惠券：券编号或券名称。"
    ),
    "points_used": _word("points_used", "用积分", "The points that are spent.", "抵扣所用的积分数。"),
    "stored_value": _word(
        "stored_value", "用储值", "The part that is paid with stored value.", "用储值余额支付的金额。"
    ),
    "shipping": _word("shipping", "运费", "What is paid for shipping.", "实付运费。"),
    "checkout": _word(
        "checkout", "结算单号", "The checkout that holds its coupons.", "锁定优惠券的结算单号。"
    ),
    "minutes": _word(
        "minutes", "分钟数", "How long coupons are held; 15 without it.", "锁定多少分钟，不填为 15。"
    ),
    "discounts": _word(
        "discounts", "优惠明细", "What was taken off, discount by discount.", "逐项列出的优惠。"
    ),
    "source": _word("source", "优惠来源", "The coupon or promotion that took it off.", "哪张券或哪个促销。"),
    "base": _word(
        "base", "优惠基数", "The amount of which its minimum was asked.", "判断使用门槛所用的金额。"
    ),
    "reference": _word("reference", "流水号", "The number of the transaction.", "交易流水号。"),
    # ---------------------------------------------------------------------------------- people
    "inviter": _word("inviter", "邀请人", "The member who invited this one.", "邀请该会员的会员。"),
    "invitee": _word("invitee", "被邀请人", "The member who was invited.", "被邀请的会员。"),
    "friend": _word("friend", "好友", "The friend who helped.", "帮忙的好友。"),
    "team": _word("team", "团队", "The name of the team that is joined.", "所加入团队的名称。"),
    "mentor": _word("mentor", "师傅", "The member who is followed.", "所拜的师傅。"),
    "of": _word(
        "team_activity",
        "团队活动",
        "The team block that is meant, where there are several.",
        "属于哪个团队活动；只有一个时可不填。",
    ),
    # ---------------------------------------------------------------------------------- what was done
    "distance": _word("distance", "里程", "How far, in metres.", "里程，单位为米。"),
    "result": _word("result", "结果", "How it ended: win, lose, draw.", "对局结果，如胜、负、平。"),
    "day": _word("day", "日期", "The day that is made up for.", "要补的那一天。"),
    "steps": _word("steps", "步数", "The steps walked since the last report.", "距上次上报新走的步数。"),
    "rating": _word("rating", ("评分", "星级"), "The stars given.", "评价的星级。"),
    "photos": _word("photos", "图片数", "How many photos the review has.", "评价附带的图片数量。"),
    "words": _word("words", "字数", "How long the text is.", "评价的字数。"),
    "answers": _word("answers", "答案", "The answers, in the order of the questions.", "按题目顺序的答案。"),
    "score": _word("score", "得分", "What was scored.", "得分。"),
}
"""Of events; the words of attributes (`birthday` …), which `profile` carries too, stand in `attributes.py`."""
