"""group: rules that meet on one event, or discounts on one order, and which of them give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benefitdsl.catalogue import Context, Kind, Part
from benefitdsl.plan.parts import Group
from benefitdsl.std.fields import choice, labels, table, texts, told

EXAMPLE = """\
group order_gifts
  policy: best
end
"""

POLICIES = (
    choice("stack", "stack", "叠加", "All that can give do.", "满足条件的全部生效。"),
    choice(
        "first", "first", "取先", "The first in the file that can give.", "按书写顺序，第一条满足条件的生效。"
    ),
    choice(
        "best",
        ("best", "best for member"),
        "取优",
        "The one worth most in money; between equals the first in the file.",
        "价值最高的一条生效；相同则取先写的。",
    ),
    choice(
        "exclusive",
        "exclusive",
        "互斥",
        "Of rules the first that can give, and from then on no other of the group for this member. "
        "Of discounts one alone, on this order: nothing else beside it, in the group or outside.",
        "规则：第一条生效，之后该会员不再参加组内其他规则。"
        "优惠：只管当单，用了其中一个，同单不再享受其他任何优惠，组外的也不行。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupBlock:
    """What happens when rules or discounts of the group meet."""

    policy: Literal["stack", "first", "best", "exclusive"] = told(
        "choice",
        "policy",
        "方式",
        "Which of the rules or discounts give.",
        "组内规则或优惠如何生效。",
        choices=POLICIES,
        required=True,
    )


def lower(group: GroupBlock, context: Context) -> tuple[Part, ...]:
    return (Group(context.name, context.origin, group.policy),)


GROUP = Kind(
    word="group",
    labels=labels("group", ("规则组", "互斥组", "优惠组")),
    family="group",
    doc=texts(
        "Rules that meet on one event, or discounts on one order, and which of them give.",
        "同时满足的多条规则，或同一订单的多个优惠，如何生效。",
    ),
    fields=table(GroupBlock),
    parameters=GroupBlock,
    lower=lower,
    example=EXAMPLE,
)
