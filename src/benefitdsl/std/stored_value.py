"""stored_value: money of the member's that the brand keeps: topped up or given, and paid with at the checkout.

It is a currency whose unit is money. What has its own terms (a bonus that is not paid back and is spent last) is a
stored value of its own: those that pay by one field pay in the order in which they are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benefitdsl.catalogue import Context, Kind, LastingValue, Part, Problem
from benefitdsl.plan.parts import Points
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.std.fields import choice, labels, table, texts, told
from benefitdsl.std.points import expiry, expiry_problems

EXAMPLE = """\
stored value wallet en "wallet" zh "余额"
  negative: block
end

rule topped_up: top_up if amount >= 100 CNY -> give 1 CNY wallet per 1 CNY
"""

NEGATIVE = (
    choice(
        "block",
        "block",
        "拒绝退款",
        "The refund is refused.",
        "余额不足时拒绝该退款。",
    ),
    choice(
        "owe",
        "owe",
        "记欠",
        "The member owes the rest; what comes next pays it.",
        "记为欠款，后续充值先抵扣。",
    ),
    choice("forgive", "forgive", "免除", "The rest is let go.", "不足部分免除。"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredValue:
    """How long it is good, what pays with it, and what a refund does."""

    valid: tuple[LastingValue, ...] = told(
        "lasting",
        ("valid", "expire"),
        ("有效期", "过期"),
        "How long it can be spent; of several the earlier wins; without this for ever.",
        "有效多久；写多个时以最早者为准；不写则长期有效。",
        default=(),
    )
    paid_with: str = told(
        "name",
        "paid with",
        "支付字段",
        "The field of an order that says how much is paid with it; of several with the same field "
        "the one that stands first is spent first.",
        "订单中表示用了多少储值的字段；多种储值共用一个字段时，写在前面的先用。",
        refers="field",
        default="stored_value",
    )
    refundable: bool = told(
        "flag",
        "refundable",
        "退款退回",
        "Whether a refund gives back what was paid with it.",
        "退款时是否退回所付的部分。",
        default=True,
    )
    negative: Literal["block", "owe", "forgive"] = told(
        "choice",
        "negative",
        "不足收回时",
        "What happens when more is taken back than is there: a top-up returned, part of it spent.",
        "需收回的金额多于余额时如何处理，如退回已部分使用的充值。",
        choices=NEGATIVE,
        default="block",
    )


def problems(stored: StoredValue) -> tuple[Problem, ...]:
    return expiry_problems("valid", stored.valid)


def lower(stored: StoredValue, context: Context) -> tuple[Part, ...]:
    return (
        Points(
            id=context.name,
            origin=context.origin,
            titles=context.titles,
            expiry=tuple(expiry(term, ()) for term in stored.valid),
            negative=stored.negative,
            spent_by=stored.paid_with,
            return_spent=stored.refundable,
            worth=(1, 1),
            rounding=Rounding(context.settings.get("rounding") or Rounding.DOWN),
            unit="money",
        ),
    )


STORED_VALUE = Kind(
    word="stored_value",
    labels=labels("stored value", "储值"),
    family="points",
    doc=texts("Money that a member keeps with the brand.", "会员存放在品牌处的储值余额。"),
    fields=table(StoredValue),
    parameters=StoredValue,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
    unit="money",
)
