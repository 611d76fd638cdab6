"""What teams and boards are told: the value that one event of a member brings, sent on by a rule of its own.

Of an event that is refunded in part the value stays as it was told; when it is undone, so is what it told.
"""

from __future__ import annotations

from collections.abc import Iterable

from benefitdsl.catalogue import Match, Problem
from benefitdsl.plan.expr import TRUE, And, Compare, Const, Expr, FieldOf, ItemsTotal, Self
from benefitdsl.plan.parts import EventField, EventType
from benefitdsl.std.fields import texts

BY, VALUE = "by", "value"

SENT: tuple[tuple[str, Expr], ...] = ((BY, Self()),)
"""What is sent along with every value: whose it is."""


def counted(name: str) -> EventType:
    """The event by which a team or a board is told a value."""
    fields = (EventField(BY, "member", required=True), EventField(VALUE, "number", required=True))
    return EventType(name, fields, key="id")


def value_of(match: Match) -> Expr:
    """What one event adds, over all of its lines where these are counted."""
    if match.items:
        return ItemsTotal("sum" if match.measure == "sum" else "count", match.value, match.where)
    value: Expr = Const(1) if match.measure == "count" else match.value
    return value


def asked(match: Match) -> Expr:
    """When an event is told at all: its `where` holds, or the value of its lines is more than nothing."""
    where: Expr = match.where
    if match.items:
        return Compare("gt", value_of(match), Const(0))
    if match.measure == "count":
        return where
    positive = Compare("gt", value_of(match), Const(0))
    return positive if where == TRUE else And((where, positive))


def told_number() -> Expr:
    return FieldOf(VALUE)


def match_problems(match: Match | None) -> Iterable[Problem]:
    """Only what adds up can be told to others."""
    if match is not None and match.measure not in ("count", "sum"):
        yield Problem("counts", _NO_SUM)


_NO_SUM = texts("only counts and sums add up over several members", "多位会员之间只能累计次数或合计")
