"""notice: a message to the member that the host sends through a channel, not too often and not at night."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, Part, Problem
from benefitdsl.plan.parts import Limit, Notice, Titles
from benefitdsl.std.fields import choice, labels, table, texts, told

EXAMPLE = """\
notice thanks
  channel: sms
  text: en "Thank you for your order." zh "感谢您的惠顾。"
  limit: 1 per member per week
  quiet: from 22:00 to 08:00
end
"""

CHANNELS = (
    choice("sms", "sms", "短信", "A text message.", "短信。"),
    choice("push", "push", "推送", "A push message of the app.", "APP 推送。"),
    choice("wechat", "wechat", "微信", "A WeChat message.", "微信订阅消息或服务通知。"),
    choice("email", "email", "邮件", "An e-mail.", "电子邮件。"),
    choice("poster", "poster", "海报", "A poster to share.", "可分享的海报。"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBlock:
    """What is sent, how, and when not. `quiet` in minutes of the day, may wrap past midnight."""

    channel: str = told(
        "choice", "channel", "渠道", "How it is sent.", "通过什么发送。", choices=CHANNELS, required=True
    )
    text: Titles = told("text", "text", "内容", "What it says.", "发送的内容。", required=True)
    limit: tuple[Limit, ...] = told(
        "limit",
        "limit",
        ("限", "限制"),
        "How often a member gets it; more is not sent.",
        "每位会员最多收到几次，超出不发。",
        default=(),
    )
    quiet: tuple[int, int] | None = told(
        "time_range",
        "quiet",
        "免打扰",
        "The time of day in which it waits until the end of it.",
        "免打扰时段，期间的消息推迟到时段结束后发送。",
    )


def problems(notice: NoticeBlock) -> tuple[Problem, ...]:
    match notice.limit:
        case () | (Limit(scope="member"),):
            return ()
        case _:
            return (Problem("limit", _ONE_LIMIT, _ONE_LIMIT_HELP),)


def lower(notice: NoticeBlock, context: Context) -> tuple[Part, ...]:
    return (
        Notice(
            id=context.name,
            origin=context.origin,
            channel=notice.channel,
            text=notice.text,
            cap=notice.limit[0] if notice.limit else None,
            quiet=notice.quiet,
        ),
    )


_ONE_LIMIT = texts("a notice has one limit, per member", "通知只有一个限制，且按会员计")
_ONE_LIMIT_HELP = texts("write `2 per member per week`", "写 `每位会员 每周 2次`")

NOTICE = Kind(
    word="notice",
    labels=labels("notice", "通知"),
    family="notice",
    doc=texts("A message to the member that the host sends.", "由业务系统发给会员的消息。"),
    fields=table(NoticeBlock),
    parameters=NoticeBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
