"""Actions: what is given, set, sent and told."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from benefitdsl.check.actions import AMOUNT
from benefitdsl.check.judge_numbers import fraction_of, minor_units
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
            return _earn(action, bridge)
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


def _earn(give: ast.Give, bridge: Bridge) -> plan.EarnPoints:
    """A fixed amount; or so many per so much of something, in proportion or in whole steps, which multipliers scale."""
    currency = give.currency.text
    amount = fraction_of(give.amount)
    rounding = Rounding(give.rounding) if give.rounding else bridge.roundings.get(currency, Rounding.DOWN)
    if give.per is None:
        return plan.EarnPoints(currency, expr.Const(amount.numerator), amount.denominator, rounding, False)
    per = minor_units(give.per) if isinstance(give.per, ast.Money) else fraction_of(give.per)
    of = to_scaled(give.of, bridge) if give.of is not None else Scaled(expr.FieldOf(AMOUNT))
    if give.step:
        steps = Scaled(_steps(of, per))
        return plan.EarnPoints(currency, steps.times(amount.numerator), amount.denominator, rounding, True)
    rate = amount / per / of.denominator
    return plan.EarnPoints(currency, Scaled(of.expr).times(rate.numerator), rate.denominator, rounding, True)


def _steps(of: Scaled, per: Fraction) -> expr.Expr:
    """Return floor(of / per), with the fractions of both moved into one divisor."""
    size = per * of.denominator
    return expr.FloorDiv(of.times(1) if size.denominator == 1 else of.times(size.denominator), size.numerator)
