"""What a set of histories has touched: node types and words of the plans, kinds of effects, statuses, reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args

from benefitdsl.model import decision, effect
from benefitdsl.model.decision import Outcome
from benefitdsl.plan import expr, parts, schedule
from benefitdsl.quantities import window
from tests.support.playing import Shown


def of_plan(value: Any, name: str = "") -> Iterator[str]:
    """The types of all nodes of a plan, and the values of fields that are words."""
    if isinstance(value, parts.Plan):
        yield from of_parts(value)
    if is_dataclass(value):
        yield type(value).__name__
        for field in fields(value):
            yield from of_plan(getattr(value, field.name), f"{type(value).__name__}.{field.name}")
    elif isinstance(value, tuple):
        for each in value:
            yield from of_plan(each, name)
    elif isinstance(value, str | bool) and name in WORDS:
        yield f"{name}={value}"


def of_outcome(outcome: Outcome) -> Iterator[str]:
    yield outcome.status
    if outcome.reason is not None:
        yield outcome.reason
        yield f"refused.{outcome.reason}={outcome.detail}"
    for each in outcome.effects:
        yield type(each).__name__
        if isinstance(each, effect.DrawMade):
            yield f"DrawMade.sure={each.sure}"
        if isinstance(each, effect.BenefitReleased):
            yield f"BenefitReleased.lapsed={each.lapsed}"


def of_shown(shown: Shown) -> Iterator[str]:
    for each in shown.each:
        if each.outcome is not None:
            yield from of_outcome(each.outcome)


def of_parts(plan: parts.Plan) -> Iterator[str]:
    """The families of parts that a plan has some of."""
    yield from (f"Plan.{each.name}" for each in fields(plan) if getattr(plan, each.name))


WORDS = {
    "Arithmetic.op": ("add", "sub", "mul"),
    "AttributeDay.scope": ("day", "week", "month"),
    "Compare.op": ("eq", "ne", "lt", "le", "gt", "ge"),
    "ItemsTotal.function": ("count", "sum", "distinct"),
    "Metric.function": ("count", "sum", "distinct", "last"),
    "Metric.items": (True, False),
    "Metric.gross": (True, False),
    "AfterEarning.edge": ("end_of_day", "start_of_day"),
    "EndOfPeriod.unit": ("month", "quarter", "year"),
    "Cap.per": ("event", "day", "week", "month", "quarter", "year"),
    "Cap.over": ("truncate", "reject"),
    "Points.negative": ("owe", "forgive", "block"),
    "Points.consume": ("earliest_expiry", "oldest", "newest"),
    "Points.take_back": ("same_lots", "consume_order"),
    "Points.return_spent": (True, False),
    "Points.shortfall": ("refuse", "take_what_is_there"),
    "Points.unit": ("count", "money"),
    "Lasting.start": ("issue", "claim"),
    "UntilPeriodEnd.unit": ("day", "week", "month", "quarter", "year"),
    "Minimum.base": ("paid", "list", "running"),
    "Benefit.once": (True, False),
    "Benefit.on_refund_of_use": ("return", "keep"),
    "Benefit.extends": (True, False),
    "Reduction.way": ("amount", "percent", "price", "nth", "cheapest", "shipping"),
    "TakePoints.up_to": (True, False),
    "TakePoints.rounding": ("down", "up", "half_up", "half_even"),
    "Draw.out": ("nothing", "renormalise", "next"),
    "DrawMade.sure": (True, False),
    "Cancel.if_unused": (True, False),
    "Offer.on_refund": ("proportion", "revoke_unused", "revoke", "keep"),
    "BenefitReleased.lapsed": (True, False),
    "ScoreCap.per": ("order", "day", "month", "year", "category", "shop"),
    "ScorePart.items": (True, False),
    "Team.mentor": (True, False),
    "Board.unit": ("day", "week", "month", "quarter", "year"),
    "Board.ties": ("shared", "earlier"),
    "Step.items": (True, False),
    "Step.measure": ("count", "sum", "distinct"),
    "Mission.ordered": (True, False),
    "refused.offer_not_possible": (
        *("unknown", "schedule", "audience", "condition", "fee", "limit", "budget", "stock", "points"),
        "ticket",
    ),
    "refused.cancel_not_possible": ("late", "used"),
    "refused.team_not_possible": ("unknown", "self", "taken", "full"),
    "EarnPoints.rounding": ("down", "up", "half_up", "half_even"),
    "EarnPoints.scaled": (True, False),
    "MultiplyPoints.compound": (True, False),
    "SetTag.on": (True, False),
    "OnTierEntered.each": (True, False),
    "Limit.scope": ("member", "order", "referee", "device", "code", "stay", "all"),
    "Limit.gross": (True, False),
    "Rule.on_refund": ("proportion", "revoke_unused", "revoke", "keep"),
    "Budget.unit": ("money", "count"),
    "Group.policy": ("stack", "first", "best", "exclusive"),
    "ReviewPeriodic.every": ("day", "month", "anniversary"),
    "Tiers.at_end": ("renew", "one_level", "recompute"),
    "Tiers.on_refund": ("recompute", "keep"),
    "Streak.saved_count": (True, False),
    "Mission.items": (True, False),
    "Mission.measure": ("count", "sum", "distinct", "streak", "steps"),
    "Mission.repeat": ("once", "again", "each_period"),
    "Mission.surplus": ("lose", "carry"),
    "Mission.enrolment": (True, False),
    "Mission.on_refund": ("keep", "reopen", "lower"),
    "CalendarPeriods.unit": ("day", "week", "month", "quarter", "year"),
    "Anchored.anchor": ("first_match", "joining", "enrolment"),
    "EventType.role": tuple(role for role in get_args(parts.EventRole) if role),
    "Uniqueness.daily": (True, False),
    "Uniqueness.shared": (True, False),
}

UNIONS = (
    expr.Expr,
    schedule.ScheduleTerm,
    window.Window,
    parts.Pending,
    parts.Expiry,
    parts.Validity,
    parts.Action,
    parts.Trigger,
    parts.Review,
    effect.Effect,
)


def expected() -> set[str]:
    """Everything that must be touched."""
    types = {member.__name__ for union in UNIONS for member in get_args(union)}
    words = {f"{name}={value}" for name, values in WORDS.items() for value in values}
    families = {f"Plan.{each.name}" for each in fields(parts.Plan)} - {"Plan.laws"}  # no engine reads them
    return types | words | families | set(get_args(decision.Status)) | set(get_args(decision.Reason))


def missing(touched: Counter[str]) -> list[str]:
    return sorted(expected() - touched.keys())
