"""Actions: what is given, set, sent and told."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from benefitdsl.check.actions import AMOUNT
from benefitdsl.check.judge_numbers import fraction_of, units_of
from benefitdsl.check.types import LevelBinding
from benefitdsl.lower.bridge import Bridge
from benefitdsl.lower.expressions import Scaled, to_expr, to_scaled
from benefitdsl.plan import expr
from benefitdsl.plan import parts as plan
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.syntax import ast


def to_actions(actions: ast.Actions, bridge: Bridge) -> tuple[plan.Action, ...]:
    return tuple(_action(action, bridge) for action in actions.items)


def _action(action: ast.Action, bridge: Bridge) -> plan.Action:
    match action:
        case ast.Grant(benefit, count):
            return plan.GrantBenefit(benefit.text, count)
        case ast.Give():
            return plan.EarnPoints(action.currency.text, *_rate(action, bridge), action.per is not None)
        case ast.Take(up_to=up_to):
            return plan.TakePoints(action.currency.text, *_rate(action, bridge), up_to)
        case ast.Draw(draw):
            return plan.MakeDraw(draw.text)
        case ast.Multiply(currency, factor, compound):
            rate = fraction_of(factor)
            return plan.MultiplyPoints(currency.text, rate.numerator, rate.denominator, compound)
        case ast.TagAction(tag, on):
            return plan.SetTag(tag.text, on)
        case ast.Send(notice):
            return plan.SendNotice(notice.text)
        case ast.RaiseTo():
            return _raise(action, bridge)
        case ast.EnrolIn(mission):
            return plan.Enrol(mission.text)
        case ast.TellInviter(event, fields):
            sent = tuple((name.text, to_expr(value, bridge)) for name, value in fields)
            return plan.TellMember(expr.Inviter(), event.text, sent)
        case _:
            assert_never(action)


def _raise(action: ast.RaiseTo, bridge: Bridge) -> plan.RaiseTier:
    binding = bridge.checked.binding(action)
    if not isinstance(binding, LevelBinding):
        raise ValueError("a level was promised here")
    return plan.RaiseTier(binding.tiers, binding.rank)


def _rate(action: ast.Give | ast.Take, bridge: Bridge) -> tuple[expr.Expr, int, Rounding]:
    """A fixed amount; or so many per so much of something, in proportion or in whole steps, which multipliers scale."""
    amount = units_of(action.amount)
    own = bridge.roundings.get(action.currency.text, Rounding.DOWN)
    rounding = Rounding(action.rounding) if action.rounding else own
    if action.per is None:
        return expr.Const(amount.numerator), amount.denominator, rounding
    per = units_of(action.per)
    of = to_scaled(action.of, bridge) if action.of is not None else Scaled(expr.FieldOf(AMOUNT))
    if action.step:
        return Scaled(_steps(of, per)).times(amount.numerator), amount.denominator, rounding
    rate = amount / per / of.denominator
    return Scaled(of.expr).times(rate.numerator), rate.denominator, rounding


def _steps(of: Scaled, per: Fraction) -> expr.Expr:
    """Return floor(of / per), with the fractions of both moved into one divisor."""
    size = per * of.denominator
    return expr.FloorDiv(of.times(1) if size.denominator == 1 else of.times(size.denominator), size.numerator)
