"""A plan with some of its nodes changed: as if an engine misread it, or for a law that holds of some plans only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from benefitdsl.plan.parts import (
    EventType,
    Limit,
    Mission,
    Offer,
    Plan,
    Prize,
    Promotion,
    Rule,
    TellMember,
    TellRoster,
    TellTeam,
    Uniqueness,
)


def changed(value: Any, change: Callable[[Any], Any]) -> Any:
    """A plan with every node that `change` knows put in place of the old one."""
    if isinstance(value, tuple):
        return tuple(changed(each, change) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    inside = {field.name: changed(getattr(value, field.name), change) for field in fields(value)}
    return change(
        replace(value, **{name: new for name, new in inside.items() if new is not getattr(value, name)})
    )


def sharing_nothing(plan: Plan) -> Plan:
    """The plan without all that members share or tell each other."""
    found: Plan = changed(plan, _own)
    return found


def _own(node: Any) -> Any:
    match node:
        case Rule():
            return replace(
                node,
                then=_quiet(node.then),
                otherwise=_quiet(node.otherwise),
                limits=_members(node.limits),
                budgets=(),
            )
        case Offer():
            return replace(node, then=_quiet(node.then), limits=_members(node.limits), budgets=(), stock=None)
        case Mission():
            stages = tuple(replace(stage, actions=_quiet(stage.actions)) for stage in node.stages)
            return replace(node, stages=stages, limits=_members(node.limits), budgets=())
        case Promotion():
            return replace(node, limits=_members(node.limits))
        case Prize():
            return replace(node, actions=_quiet(node.actions), stock=None)
        case Uniqueness():
            return replace(node, shared=False)
        case EventType(role="register"):
            return replace(node, role="")
        case Plan():
            return replace(node, teams=(), boards=())
        case _:
            return node


def _quiet(actions: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(each for each in actions if not isinstance(each, TellMember | TellTeam | TellRoster))


def _members(limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
    return tuple(limit for limit in limits if limit.scope in ("member", "order"))
