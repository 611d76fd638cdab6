"""badge: a mark of honour that a member keeps: for a feat, an anniversary, a rank."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, LastingValue, Part, Problem
from benefitdsl.plan.parts import Benefit
from benefitdsl.std.fields import labels, table, texts, told
from benefitdsl.std.lasting import lasting_problems, validity

EXAMPLE = """\
badge milk_friend en "Milk friend" zh "牛奶之友"
  once: yes
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """What a badge costs, how often it is given and how long it is worn."""

    worth: int | None = told(
        "money",
        "worth",
        "价值",
        "What one costs the brand at most (a tree that is planted for it); budgets and reports count with it.",
        "单枚的最高成本（如为它种下的一棵树），用于预算和报表。",
    )
    once: bool = told(
        "flag",
        "once",
        "仅一次",
        "Whether a member gets it once at most; a second grant does nothing.",
        "每位会员是否最多获得一次；再次发放不起作用。",
        default=True,
    )
    valid: tuple[LastingValue, ...] = told(
        "lasting",
        "valid",
        "有效",
        "How long it is worn; without this for ever.",
        "佩戴多久；不写则长期有效。",
        default=(),
    )


def problems(badge: Badge) -> tuple[Problem, ...]:
    return lasting_problems(badge.valid, None)


def lower(badge: Badge, context: Context) -> tuple[Part, ...]:
    return (
        Benefit(
            id=context.name,
            origin=context.origin,
            kind="badge",
            titles=context.titles,
            worth=badge.worth,
            valid=validity(badge.valid),
            once=badge.once,
        ),
    )


BADGE = Kind(
    word="badge",
    labels=labels("badge", "勋章"),
    family="benefit",
    doc=texts("A mark of honour that a member keeps.", "会员获得并保留的荣誉标志。"),
    fields=table(Badge),
    parameters=Badge,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
