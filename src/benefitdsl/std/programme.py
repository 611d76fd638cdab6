"""programme: the head of a rule book: its language, time zone, currency and what holds for all of it.

Its values reach every kind as `Context.settings`, under their words; it lowers to no part of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, Part
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.std.choices import ROUNDINGS
from benefitdsl.std.fields import labels, table, texts, told

EXAMPLE = """\
programme hotwind en "hotwind club" zh "热风会员"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
  day starts: 00:00
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What holds for the whole programme."""

    language: str = told(
        "language",
        "language",
        "语言",
        "The language the file is written in.",
        "规则文件所用的语言。",
        required=True,
    )
    timezone: str = told(
        "timezone",
        "timezone",
        "时区",
        "The time zone of every day, week and month in the programme.",
        "日、周、月等一切时间所依据的时区。",
        required=True,
    )
    currency: str = told(
        "currency", "currency", "币种", "The currency of every amount.", "所有金额的币种。", required=True
    )
    day_starts: int = told(
        "time",
        "day starts",
        "一天开始",
        "The time of day at which a new day begins.",
        "新的一天从几点开始。",
        default=0,
    )
    rounding: str = told(
        "choice",
        "rounding",
        "取整",
        "How points are rounded where an action says nothing.",
        "发放积分时的默认取整方式。",
        choices=ROUNDINGS,
        default=Rounding.DOWN.value,
    )
    late: Duration = told(
        "duration",
        "late",
        "补报时限",
        "How late an event may arrive and still count; later ones wait for a decision.",
        "事件最迟多久内补报仍计入，超过则待人工处理。",
        default=Duration(72, "hour"),
    )
    refund_within: Duration = told(
        "duration",
        "refunds",
        "退款期限",
        "How long after an order a refund of it is accepted.",
        "下单后多久内可以退款。",
        default=Duration(366, "day"),
    )
    include: tuple[str, ...] = told(
        "file",
        "include",
        "包含",
        "A further rule file of the same folder.",
        "同一目录下的其他规则文件。",
        repeated=True,
    )


def lower(_programme: Programme, _context: Context) -> tuple[Part, ...]:
    """No part: the settings are read by all others."""
    return ()


PROGRAMME = Kind(
    word="programme",
    labels=labels("programme", "会员计划"),
    family="none",
    doc=texts(
        "The head of the rules: what holds for the whole programme.", "规则的开头：整个会员计划的设置。"
    ),
    fields=table(Programme),
    parameters=Programme,
    lower=lower,
    example=EXAMPLE,
)
