"""What a programme says that its things are worth: the table that bounds and budgets read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from benefitdsl.plan.parts import Plan


@dataclass(frozen=True, slots=True)
class Worth:
    """What one of each is worth in minor units. What nobody said is not in it."""

    points: Mapping[str, Fraction]
    benefits: Mapping[str, Fraction]


def worth_of_things(plan: Plan) -> Worth:
    return Worth(
        {each.id: Fraction(*each.worth) for each in plan.points if each.worth is not None},
        {each.id: Fraction(each.worth) for each in plan.benefits if each.worth is not None},
    )


__all__ = ["Worth", "worth_of_things"]
