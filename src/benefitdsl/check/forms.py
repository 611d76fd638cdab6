"""Which values a form takes. The grammar sees to this for texts; trees made by hand come here too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from benefitdsl.catalogue import Form
from benefitdsl.syntax.ast import (
    Actions,
    Aggregate,
    And,
    Arithmetic,
    BalanceRef,
    Cap,
    Choice,
    Compare,
    Contains,
    Date,
    Dates,
    DaysSince,
    Duration,
    Expr,
    FieldType,
    Flag,
    Goal,
    Has,
    InSegment,
    Lasting,
    Limits,
    Money,
    Name,
    Names,
    Not,
    Number,
    OneOf,
    Or,
    OrElse,
    Percent,
    PointsEarned,
    ProgressRef,
    Quantity,
    Ref,
    Schedule,
    ScoreRef,
    Text,
    ThresholdRef,
    TierRef,
    TimeOfDay,
    TimeRange,
    Trigger,
    Value,
    VariantRef,
    Window,
)

_CONDITION = (Compare, OneOf, Contains, And, Or, Not, Has, InSegment, Flag, Ref, OrElse)
_VALUE = (
    Number, Money, Quantity, Ref, BalanceRef, ProgressRef, DaysSince, Aggregate, PointsEarned, Arithmetic, TierRef,
    OrElse,    ScoreRef, VariantRef, ThresholdRef,
)  # fmt: skip
_WORD = (Name, Text, Choice)

TAKES: Final[Mapping[Form, tuple[type, ...]]] = {
    "text": (Text,),
    "name": (Name,),
    "names": (Names, Name),
    "things": (Names, Name),
    "flag": (Flag,),
    "choice": (Choice,),
    "integer": (Number,),
    "money": (Money,),
    "amount": (Number, Money, Quantity),
    "percent": (Percent,),
    "factor": (Number,),
    "duration": (Duration,),
    "lasting": (Lasting,),
    "window": Window.__args__,
    "limit": (Limits,),
    "cap": (Cap,),
    "schedule": (Schedule,),
    "condition": (*_CONDITION, *_VALUE),  # of another type: `expressions` says so
    "value": (*_VALUE, *_CONDITION),
    "trigger": (Trigger,),
    "actions": (Actions,),
    "match": (Aggregate,),
    "goal": (Goal,),
    "quantity": (Quantity,),
    "dates": (Dates, Date),
    "time": (TimeOfDay,),
    "time_range": (TimeRange,),
    "field_type": (FieldType,),
    "currency": _WORD,
    "timezone": _WORD,
    "language": _WORD,
    "file": _WORD,
}

assert set(_CONDITION) | set(_VALUE) <= set(Expr.__args__)


def fits(form: Form, value: Value) -> bool:
    """Say whether a value has the shape that a form asks for."""
    return isinstance(value, TAKES[form])
