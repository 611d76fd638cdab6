"""How many combinations of discounts a quote may have to look at, read off the plan (spec 18.3)."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

from benefitdsl.plan.parts import Plan


class Family(NamedTuple):
    """A promotion, or the instances of a coupon: as many of them as one order uses, None for any number."""

    group: str | None
    most: int | None
    is_automatic: bool


def has_discounts(plan: Plan) -> bool:
    return bool(_families(plan))


def combinations_bound(plan: Plan) -> int | None:
    """The most combinations for a member who holds every coupon; None where some coupon has no bound per order."""
    policies = {group.id: group.policy for group in plan.groups}
    families = [family for family in _families(plan) if not family.is_automatic]
    free = [family.most for family in families if policies.get(family.group or "", "stack") == "stack"]
    bounds = [most for most in free if most is not None]
    if len(bounds) < len(free):
        return None
    one_of: dict[str, int] = {}
    for family in families:
        if family.group is not None and policies[family.group] != "stack":
            one_of[family.group] = one_of.get(family.group, 0) + 1
    alone = sum([count for group, count in one_of.items() if policies[group] == "exclusive"])
    groups = [count + 1 for group, count in one_of.items() if policies[group] != "exclusive"]
    return prod([most + 1 for most in bounds] + groups) + alone


def _families(plan: Plan) -> list[Family]:
    stacking = {group.id for group in plan.groups if group.policy == "stack"}
    promotions = [Family(p.group, 1, p.group is None or p.group in stacking) for p in plan.promotions]
    coupons = [Family(b.stacking, b.per_order, False) for b in plan.benefits if b.reduction is not None]
    return promotions + coupons
