"""The part of a condition that is asked again of what is left of an order after a refund (spec §6.2)."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.plan.expr import (
    TRUE,
    And,
    Arithmetic,
    AttributeOf,
    BalanceOf,
    Choose,
    Compare,
    Const,
    Contains,
    DaysSince,
    DaysSinceJoined,
    EventDay,
    Expr,
    FieldOf,
    FloorDiv,
    HasAttribute,
    HasField,
    HasInviter,
    HasItemField,
    HasTag,
    Holds,
    InSchedule,
    InSegment,
    Inviter,
    ItemFieldOf,
    ItemsTotal,
    MetricOf,
    Not,
    OneOf,
    Or,
    PointsOfEvent,
    ProgressOf,
    ScoreOf,
    Self,
    ThresholdOf,
    TierOf,
    VariantOf,
)


def net_condition(condition: Expr) -> Expr:
    """What of the condition, joined by `and`, reads nothing but the event; `TRUE` if none of it does."""
    parts = condition.items if isinstance(condition, And) else (condition,)
    kept = tuple(part for part in parts if reads_event_only(part) and part != TRUE)
    match kept:
        case ():
            return TRUE
        case (only,):
            return only
        case _:
            return And(kept)


def reads_event_only(expr: Expr) -> bool:
    """Whether the expression has the same value for every member and every past."""
    match expr:
        case Const() | FieldOf() | HasField() | ItemFieldOf() | HasItemField() | EventDay():
            return True
        case ItemsTotal(_, value, where):
            return all(reads_event_only(part) for part in (value, where) if part is not None)
        case Compare(_, left, right) | Arithmetic(_, left, right):
            return reads_event_only(left) and reads_event_only(right)
        case And(items) | Or(items):
            return all(map(reads_event_only, items))
        case Not(item):
            return reads_event_only(item)
        case FloorDiv(value) | OneOf(value) | Contains(value):
            return reads_event_only(value)
        case Choose(cases, otherwise):
            asked = (each for case in cases for each in case)
            return all(map(reads_event_only, asked)) and reads_event_only(otherwise)
        case (
            AttributeOf()
            | HasAttribute()
            | MetricOf()
            | DaysSince()
            | DaysSinceJoined()
            | TierOf()
            | BalanceOf()
            | Holds()
            | HasTag()
            | InSegment()
            | InSchedule()
            | ProgressOf()
            | HasInviter()
            | Inviter()
            | Self()
            | ScoreOf()
            | VariantOf()
            | ThresholdOf()
            | PointsOfEvent()
        ):
            return False
        case _:
            assert_never(expr)
