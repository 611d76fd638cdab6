"""privilege: a standing right (a room upgrade, a lounge, a priority lane): not given, but had by whoever it is for.

The event `redeem` uses it; nothing is issued, and the quota says how often.
"""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, Part
from benefitdsl.plan.expr import TRUE, Expr
from benefitdsl.plan.parts import Limit, Privilege
from benefitdsl.plan.schedule import Schedule
from benefitdsl.std.fields import labels, table, texts, told

EXAMPLE = """\
privilege room_upgrade en "room upgrade" zh "房型升级"
  if: tier >= gold or has plus
  quota: 1 per stay, 3 per member per month
  worth: 200 CNY
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivilegeBlock:
    """Whose right it is, and how often it can be used. Money in minor units."""

    condition: Expr = told(
        "condition",
        "if",
        "如果",
        "What a member must meet.",
        "会员须满足的条件。",
        default=TRUE,
        scope="member",
    )
    audience: str | None = told(
        "name", "audience", "人群", "The segment it is for.", "适用的客群。", refers="segment"
    )
    usable: Schedule | None = told(
        "schedule", "usable", "可用时间", "When it can be used.", "哪些时间可以使用。"
    )
    quota: tuple[Limit, ...] = told(
        "limit",
        ("quota", "limit"),
        ("可用次数", "限"),
        "How often it can be used; without this any number of times.",
        "可以使用多少次；不写则不限。",
        default=(),
        event="redeem",
    )
    worth: int | None = told(
        "money",
        "worth",
        "价值",
        "What one use costs the brand at most; reports count with it.",
        "每次使用的最高成本，用于报表。",
    )


def lower(privilege: PrivilegeBlock, context: Context) -> tuple[Part, ...]:
    return (
        Privilege(
            id=context.name,
            origin=context.origin,
            titles=context.titles,
            condition=privilege.condition,
            audience=privilege.audience,
            usable=privilege.usable,
            quota=privilege.quota,
            worth=privilege.worth,
        ),
    )


PRIVILEGE = Kind(
    word="privilege",
    labels=labels("privilege", "特权"),
    family="privilege",
    doc=texts("A standing right that is used, not given.", "符合条件的会员可直接使用的服务权益。"),
    fields=table(PrivilegeBlock),
    parameters=PrivilegeBlock,
    lower=lower,
    example=EXAMPLE,
    shares=("benefit",),
)
