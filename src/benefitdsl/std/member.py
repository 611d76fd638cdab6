"""member: the own attributes of members, beside the standard ones (birthday, gender, city, phone)."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, Part, Row
from benefitdsl.std.fields import labels, table, texts, told

EXAMPLE = """\
member
  field pets: number
  field skin: text
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What a programme wants to know of its members."""

    field: tuple[Row, ...] = told(
        "field_type",
        "field",
        "字段",
        "An attribute: its name and what it is, such as `field pets: number`.",
        "自定义属性：名称与类型，如 `字段 宠物数：数字`。",
        key="name",
        defines="attribute",
    )


def lower(_member: Member, _context: Context) -> tuple[Part, ...]:
    """No part: the plan's attributes are the rows that define them."""
    return ()


MEMBER = Kind(
    word="member",
    labels=labels("member", "会员"),
    family="none",
    doc=texts("Own attributes of members.", "会员的自定义属性。"),
    fields=table(Member),
    parameters=Member,
    lower=lower,
    example=EXAMPLE,
    named=False,
)
