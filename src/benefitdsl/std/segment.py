"""segment: the members who meet a condition, or who stand on a list."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, Part, Problem
from benefitdsl.plan.expr import Const, Expr
from benefitdsl.plan.parts import Segment
from benefitdsl.std.fields import labels, table, texts, told

EXAMPLE = """\
segment loyal en "loyal customers" zh "忠诚客户"
  if: count of order in last 12 months >= 4 and days since last order < 90
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentBlock:
    """Who belongs."""

    condition: Expr | None = told(
        "condition", "if", "如果", "What a member must meet.", "会员须满足的条件。", scope="member"
    )
    members: tuple[str, ...] = told(
        "names", "members", "名单", "Members who belong in any case.", "直接列入的会员编号。", default=()
    )


def problems(segment: SegmentBlock) -> tuple[Problem, ...]:
    if segment.condition is None and not segment.members:
        return (Problem("condition", texts("nobody belongs to it", "没有任何会员属于该客群")),)
    return ()


def lower(segment: SegmentBlock, context: Context) -> tuple[Part, ...]:
    condition = Const(False) if segment.condition is None else segment.condition
    return (Segment(context.name, context.origin, condition, context.titles, segment.members),)


SEGMENT = Kind(
    word="segment",
    labels=labels("segment", "客群"),
    family="segment",
    doc=texts("The members who meet a condition or stand on a list.", "满足条件或列入名单的会员。"),
    fields=table(SegmentBlock),
    parameters=SegmentBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
