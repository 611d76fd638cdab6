"""The plan: a programme as a machine runs it, names bound, JSON both ways.

`expr`, `schedule` and `parts` are the tree, `codec` its JSON. What `codec` gives loads on first use (PEP 562), so that
reading the tree's classes costs nothing but the classes.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benefitdsl.plan.codec import PlanError as PlanError
    from benefitdsl.plan.codec import plan_from_json as plan_from_json
    from benefitdsl.plan.codec import plan_from_text as plan_from_text
    from benefitdsl.plan.codec import plan_schema as plan_schema
    from benefitdsl.plan.codec import plan_to_json as plan_to_json
    from benefitdsl.plan.codec import plan_to_text as plan_to_text
    from benefitdsl.plan.codec import plan_version as plan_version
    from benefitdsl.plan.codec import with_version as with_version
    from benefitdsl.plan.parts import Plan as Plan

_HOMES = {
    "Plan": "benefitdsl.plan.parts",
    "PlanError": "benefitdsl.plan.codec",
    "plan_from_json": "benefitdsl.plan.codec",
    "plan_from_text": "benefitdsl.plan.codec",
    "plan_schema": "benefitdsl.plan.codec",
    "plan_to_json": "benefitdsl.plan.codec",
    "plan_to_text": "benefitdsl.plan.codec",
    "plan_version": "benefitdsl.plan.codec",
    "with_version": "benefitdsl.plan.codec",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
