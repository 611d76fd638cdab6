"""Expressions of the tree as expressions of the plan: bound, in integers, fractions multiplied away.

A number is lowered to an expression and a static denominator (`Scaled`): `amount * 12.5%` is amount over 8. Where two
meet, both are brought to one denominator; so comparisons are exact and nothing is rounded before the grant.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import assert_never

from benefitdsl.check.judge_numbers import days_in, fraction_of, minor_units, units_of
from benefitdsl.check.types import (
    AttributeBinding,
    BenefitBinding,
    Binding,
    CurrencyBinding,
    EventFieldBinding,
    InviterBinding,
    LadderBinding,
    LevelBinding,
    LineFieldBinding,
    TagBinding,
    VariantBinding,
)
from benefitdsl.check.vocabulary import lines_of
from benefitdsl.lower.bridge import Bridge
from benefitdsl.lower.times import to_day, to_window
from benefitdsl.plan import expr as plan
from benefitdsl.plan.parts import EventField, Metric
from benefitdsl.quantities.window import Ever
from benefitdsl.syntax import ast

POINTS_GIVEN = "@points/"


@dataclass(frozen=True, slots=True)
class Scaled:
    """The value `expr / denominator`; the denominator is positive."""

    expr: plan.Expr
    denominator: int = 1

    def times(self, factor: int) -> plan.Expr:
        """Return the numerator times a positive whole factor."""
        match self.expr:
            case plan.Const(bool() | str()):
                return self.expr
            case plan.Const(int(value)):
                return plan.Const(value * factor)
            case _ if factor == 1:
                return self.expr
            case _:
                return plan.Arithmetic("mul", self.expr, plan.Const(factor))


def to_expr(node: ast.Expr, bridge: Bridge) -> plan.Expr:
    """Return an expression whose values are whole, flags or texts; `check` made sure."""
    scaled = to_scaled(node, bridge)
    if scaled.denominator != 1:
        raise ValueError("a whole number was promised here")
    return scaled.expr


def to_scaled(node: ast.Expr, bridge: Bridge) -> Scaled:
    match node:
        case ast.Number():
            return _constant(fraction_of(node))
        case ast.Money():
            return _constant(minor_units(node))
        case ast.Quantity(amount):
            return _constant(units_of(amount))
        case ast.Percent(amount):
            return _constant(fraction_of(amount) / 100)
        case ast.Duration():
            return Scaled(plan.Const(days_in(node)))
        case ast.Date():
            return Scaled(plan.Const(to_day(node)))
        case ast.Text(items):
            return Scaled(plan.Const(items[0][1]))
        case ast.Flag(value):
            return Scaled(plan.Const(value))
        case ast.Arithmetic():
            return _arithmetic(node, bridge)
        case ast.Ref():
            return Scaled(_read(bridge.checked.binding(node)))
        case ast.OrElse(subject, default):
            there = bridge.checked.binding(subject)
            return Scaled(plan.Choose(((_has(there), _read(there)),), to_expr(default, bridge)))
        case ast.TierRef(new=new):
            return Scaled(plan.TierOf(_ladder(bridge.checked.binding(node)), new))
        case ast.BalanceRef():
            return Scaled(plan.BalanceOf(_currency(bridge.checked.binding(node))))
        case ast.ProgressRef(mission):
            return Scaled(plan.ProgressOf(mission.text))
        case ast.ScoreRef(score):
            return Scaled(plan.ScoreOf(score.text))
        case ast.VariantRef(experiment):
            return Scaled(plan.VariantOf(experiment.text))
        case ast.ThresholdRef(ladder):
            return Scaled(plan.ThresholdOf(ladder.text))
        case ast.DaysSince(event):
            return Scaled(_days_since(event, bridge))
        case ast.Aggregate():
            return Scaled(_total(node, bridge))
        case ast.PointsEarned(_, ast.ThisEvent()):
            return Scaled(plan.PointsOfEvent(_currency(bridge.checked.binding(node))))
        case ast.PointsEarned():
            given = POINTS_GIVEN + _currency(bridge.checked.binding(node))
            metric = Metric("", given, "sum", None, plan.TRUE, False, to_window(node.window), node.gross)
            return Scaled(plan.MetricOf(bridge.metrics.add(metric)))
        case (
            ast.Has()
            | ast.InSegment()
            | ast.Compare()
            | ast.OneOf()
            | ast.Contains()
            | ast.And()
            | ast.Or()
            | ast.Not()
        ):
            return Scaled(_condition(node, bridge))
        case _:
            assert_never(node)


def _constant(value: Fraction) -> Scaled:
    return Scaled(plan.Const(value.numerator), value.denominator)


# ----------------------------------------------------------------------------------------- conditions

Condition = ast.Has | ast.InSegment | ast.Compare | ast.OneOf | ast.Contains | ast.And | ast.Or | ast.Not


def _condition(node: Condition, bridge: Bridge) -> plan.Expr:
    match node:
        case ast.Has(subject):
            return _has(bridge.checked.binding(subject))
        case ast.InSegment(segment):
            return plan.InSegment(segment.text)
        case ast.Compare(op, left, right):
            return _compare(op, to_scaled(left, bridge), to_scaled(right, bridge))
        case ast.OneOf():
            return _one_of(node, bridge)
        case ast.Contains(value, part):
            return plan.Contains(to_expr(value, bridge), _written(part))
        case ast.And(items):
            return conjunction(tuple(to_expr(item, bridge) for item in items))
        case ast.Or(items):
            return disjunction(tuple(to_expr(item, bridge) for item in items))
        case ast.Not(item):
            return negation(to_expr(item, bridge))
        case _:
            assert_never(node)


def conjunction(items: tuple[plan.Expr, ...]) -> plan.Expr:
    """Return `and` over the items, nested ones taken in; of one item, that item."""
    flat = tuple(part for item in items for part in (item.items if isinstance(item, plan.And) else (item,)))
    kept = tuple(part for part in flat if part != plan.TRUE or len(flat) == 1)
    return kept[0] if len(kept) == 1 else plan.And(kept) if kept else plan.TRUE


def disjunction(items: tuple[plan.Expr, ...]) -> plan.Expr:
    flat = tuple(part for item in items for part in (item.items if isinstance(item, plan.Or) else (item,)))
    return flat[0] if len(flat) == 1 else plan.Or(flat)


def negation(item: plan.Expr) -> plan.Expr:
    """Return the opposite, with `not` at the leaves: so what a condition needs stands among its conjuncts."""
    match item:
        case plan.Not(inner):
            return inner
        case plan.Or(items):
            return conjunction(tuple(map(negation, items)))
        case plan.And(items):
            return disjunction(tuple(map(negation, items)))
        case _:
            return plan.Not(item)


def _compare(op: ast.CompareOp, left: Scaled, right: Scaled) -> plan.Expr:
    common = lcm(left.denominator, right.denominator)
    return plan.Compare(op, left.times(common // left.denominator), right.times(common // right.denominator))


def _written(part: ast.Expr) -> str:
    if isinstance(part, ast.Text):
        return part.items[0][1]
    raise ValueError("a written text was promised here")


def _one_of(node: ast.OneOf, bridge: Bridge) -> plan.Expr:
    value = to_scaled(node.value, bridge)
    options = tuple(_option(option, value.denominator, bridge) for option in node.options)
    return plan.OneOf(value.expr, options)


def _option(node: ast.Expr, denominator: int, bridge: Bridge) -> int | str:
    if isinstance(node, ast.Ref):
        binding = bridge.checked.binding(node)
        if isinstance(binding, LevelBinding):
            return binding.rank
        if isinstance(binding, VariantBinding):
            return binding.place
    match Scaled(to_expr(node, bridge)).times(denominator):
        case plan.Const(value):
            return value
        case _:
            raise ValueError("an option is a written value")


# ---------------------------------------------------------------------------------------- arithmetic


def _arithmetic(node: ast.Arithmetic, bridge: Bridge) -> Scaled:
    left, right = to_scaled(node.left, bridge), to_scaled(node.right, bridge)
    match node.op:
        case "add" | "sub":
            common = lcm(left.denominator, right.denominator)
            sides = (left.times(common // left.denominator), right.times(common // right.denominator))
            return Scaled(_folded(node.op, *sides), common)
        case "mul":
            return _reduced(_folded("mul", left.expr, right.expr), left.denominator * right.denominator)
        case "div":
            return _divided(left, right)
        case _:
            assert_never(node.op)


def _divided(left: Scaled, right: Scaled) -> Scaled:
    """Divide by a constant n/d: times d, over n."""
    match right.expr:
        case plan.Const(int(value)):
            factor = 1 / Fraction(value, right.denominator)
            sign = plan.Const(factor.numerator)
            return _reduced(_folded("mul", left.expr, sign), left.denominator * factor.denominator)
        case _:
            raise ValueError("only a written number divides")


def _folded(op: plan.ArithmeticOp, left: plan.Expr, right: plan.Expr) -> plan.Expr:
    """Return the operation, done at once where both sides are written and left out where it changes nothing."""
    match op, left, right:
        case "add", plan.Const(int(a)), plan.Const(int(b)):
            return plan.Const(a + b)
        case "sub", plan.Const(int(a)), plan.Const(int(b)):
            return plan.Const(a - b)
        case "mul", plan.Const(int(a)), plan.Const(int(b)):
            return plan.Const(a * b)
        case "mul", _, plan.Const(1):
            return left
        case "mul", plan.Const(1), _:
            return right
        case "mul", plan.Arithmetic("mul", inner, plan.Const(int(a))), plan.Const(int(b)):
            return _folded("mul", inner, plan.Const(a * b))
        case "mul", plan.Const(int()), _:
            return _folded("mul", right, left)
        case _:
            return plan.Arithmetic(op, left, right)


def _reduced(numerator: plan.Expr, denominator: int) -> Scaled:
    """Return the fraction in lower terms where its numerator is a constant, or something times one."""
    match numerator:
        case plan.Const(int(value)):
            return _constant(Fraction(value, denominator))
        case plan.Arithmetic("mul", inner, plan.Const(int(value))):
            factor = Fraction(value, denominator)
            return Scaled(_folded("mul", inner, plan.Const(factor.numerator)), factor.denominator)
        case _:
            return Scaled(numerator, denominator)


# --------------------------------------------------------------------------------------------- names


def _read(binding: Binding) -> plan.Expr:
    match binding:
        case EventFieldBinding(name):
            return plan.FieldOf(name)
        case LineFieldBinding(name):
            return plan.ItemFieldOf(name)
        case AttributeBinding(name):
            return plan.AttributeOf(name)
        case LevelBinding(_, rank) | VariantBinding(_, rank):
            return plan.Const(rank)
        case InviterBinding():
            return plan.Inviter()
        case TagBinding() | BenefitBinding() | LadderBinding() | CurrencyBinding():
            raise ValueError("this has no value to read")
        case _:
            assert_never(binding)


def _has(binding: Binding) -> plan.Expr:
    match binding:
        case EventFieldBinding(name):
            return plan.HasField(name)
        case LineFieldBinding(name):
            return plan.HasItemField(name)
        case AttributeBinding(name):
            return plan.HasAttribute(name)
        case TagBinding(tag):
            return plan.HasTag(tag)
        case BenefitBinding(benefit):
            return plan.Holds(benefit)
        case InviterBinding():
            return plan.HasInviter()
        case LevelBinding() | VariantBinding() | LadderBinding() | CurrencyBinding():
            raise ValueError("this cannot be had")
        case _:
            assert_never(binding)


def _ladder(binding: Binding) -> str:
    if isinstance(binding, LadderBinding):
        return binding.tiers
    raise ValueError("a ladder was promised here")


def _currency(binding: Binding) -> str:
    if isinstance(binding, CurrencyBinding):
        return binding.currency
    raise ValueError("a points currency was promised here")


# ------------------------------------------------------------------------------------------- history


def _days_since(event: ast.Name | None, bridge: Bridge) -> plan.Expr:
    if event is None:
        return plan.DaysSinceJoined()
    return plan.DaysSince(bridge.metrics.add(Metric("", event.text, "last", None, plan.TRUE, False, Ever())))


def _total(node: ast.Aggregate, bridge: Bridge) -> plan.Expr:
    """Return a metric, or a total over the lines of the event at hand."""
    function = counting(node.function)
    value, where = measured(node, bridge), matching(node, bridge)
    if isinstance(node.window, ast.ThisEvent):
        return plan.ItemsTotal(function, value, None if where == plan.TRUE else where)
    items, window = len(node.path) > 1, to_window(node.window)
    metric = Metric("", node.path[0].text, function, value, where, items, window, node.gross)
    return plan.MetricOf(bridge.metrics.add(metric))


def counting(function: ast.AggregateFunction) -> plan.TotalFunction:
    if function == "streak":
        raise ValueError("only a mission counts days in a row")
    return "distinct" if function == "different_days" else function


def measured(node: ast.Aggregate, bridge: Bridge) -> plan.Expr | None:
    """Return what is summed or told apart."""
    if node.function == "different_days":
        return plan.EventDay()
    return None if node.field is None else _read(bridge.checked.binding(node.field))


def matching(node: ast.Aggregate, bridge: Bridge) -> plan.Expr:
    """Return the `where`: an entry whose field is missing does not match, nor does one without what is measured."""
    asked = () if node.where is None else (to_expr(node.where, bridge),)
    optional = _optional_fields(node, bridge)
    read = [name for part in asked for name in _lines_read(part)]
    guards = _line_guards(read, optional)
    value = measured(node, bridge)
    match value:
        case plan.FieldOf(name) if name in optional:
            guards.append(plan.HasField(name))
        case plan.ItemFieldOf(name) if name in optional and name not in read:
            guards.append(plan.HasItemField(name))
        case _:
            pass
    return conjunction((*guards, *asked)) if guards or asked else plan.TRUE


def of_line(node: ast.Expr, fields: tuple[EventField, ...], bridge: Bridge) -> plan.Expr:
    """Return a condition on a line: one that lacks a field that is asked does not match."""
    asked = to_expr(node, bridge)
    optional = {each.name for each in fields if not each.required}
    return conjunction((*_line_guards(_lines_read(asked), optional), asked))


def _line_guards(read: list[str], optional: set[str]) -> list[plan.Expr]:
    return [plan.HasItemField(name) for name in dict.fromkeys(read) if name in optional]


def _optional_fields(node: ast.Aggregate, bridge: Bridge) -> set[str]:
    """Return the fields that what is counted may lack."""
    return {each.name for each in _pool(node, bridge) if not each.required}


def _pool(node: ast.Aggregate, bridge: Bridge) -> tuple[EventField, ...]:
    events = bridge.checked.draft.events
    if isinstance(node.window, ast.ThisEvent):
        held = [lines for event in events.values() if (lines := lines_of(event))]
        return tuple(field for lines in held if lines.name == node.path[-1].text for field in lines.fields)
    event = events[node.path[0].text]
    if len(node.path) == 1:
        return event.fields
    lines = lines_of(event)
    return lines.fields if lines else ()


def _lines_read(part: plan.Expr) -> list[str]:
    """Return the line fields that a `where` reads, in order."""
    match part:
        case plan.ItemFieldOf(name):
            return [name]
        case plan.Compare(_, left, right) | plan.Arithmetic(_, left, right):
            return _lines_read(left) + _lines_read(right)
        case plan.And(items) | plan.Or(items):
            return [name for item in items for name in _lines_read(item)]
        case plan.Not(item):
            return _lines_read(item)
        case plan.OneOf(value) | plan.FloorDiv(value) | plan.Contains(value):
            return _lines_read(value)
        case _:
            return []
