"""Expressions of the plan as Python functions, through built `ast` nodes.

TRUST: no text is ever parsed. A leaf is an `ast.Constant` holding an int, a text or a flag, or one of the names fixed
here (`d` the draft, `f` the event's fields, `l` the line at hand, `v0`, `v1` … objects of our own table). What an
author wrote can only become a constant.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Literal, assert_never

from benefitdsl.engine.schedules import holds
from benefitdsl.plan.expr import (
    NEVER_DAYS,
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

Function = Callable[..., Any]  # (draft, fields) or (draft, fields, line)
Scope = Literal["event", "line"]

# What is asked of the member rather than of the event.
OfMember = (
    MetricOf
    | DaysSince
    | DaysSinceJoined
    | TierOf
    | BalanceOf
    | Holds
    | InSegment
    | ProgressOf
    | ScoreOf
    | VariantOf
    | ThresholdOf
    | PointsOfEvent
)

_COMPARE: dict[str, type[ast.cmpop]] = {
    "eq": ast.Eq,
    "ne": ast.NotEq,
    "lt": ast.Lt,
    "le": ast.LtE,
    "gt": ast.Gt,
    "ge": ast.GtE,
}
_ARITHMETIC: dict[str, type[ast.operator]] = {"add": ast.Add, "sub": ast.Sub, "mul": ast.Mult}


class Functions:
    """The generated functions of one engine: asked for by expression while the plan is read, made all at once."""

    def __init__(self) -> None:
        self._index: dict[tuple[Scope, Expr, str], int] = {}
        self._body: list[ast.stmt] = []
        self._table: list[Any] = []
        self._made: list[Function] | None = None
        self.new_tiers: set[str] = set()  # ladders of which some expression asks the new rank

    def event(self, expr: Expr) -> Function:
        """The expression as `(draft, fields)`."""
        return self._function("event", expr)

    def line(self, expr: Expr) -> Function:
        """The expression as `(draft, fields, line)`."""
        return self._function("line", expr)

    def condition(self, expr: Expr) -> Function | None:
        """As `event`; None for one that always holds."""
        return None if expr == TRUE else self.event(expr)

    def make(self) -> None:
        """Make everything asked for so far callable."""
        names: dict[str, Any] = {"__builtins__": {}, "sum": sum, "len": len}
        names |= {f"v{number}": value for number, value in enumerate(self._table)}
        exec(compile(self._module(), "<benefitdsl>", "exec"), names)  # noqa: S102 - built nodes only
        self._made = [names[f"f{number}"] for number in range(len(self._index))]

    def source(self) -> str:
        """What was generated, for people."""
        return ast.unparse(self._module())

    def _module(self) -> ast.Module:
        return ast.fix_missing_locations(ast.Module(body=list(self._body), type_ignores=[]))

    def _function(self, scope: Scope, expr: Expr) -> Function:
        # True == 1 and so Const(True) == Const(1): the type keeps them apart.
        key = (scope, expr, type(expr.value).__name__ if isinstance(expr, Const) else "")
        index = self._index.get(key)
        if index is None:
            index = self._index[key] = len(self._body)
            parameters = ("d", "f", "l") if scope == "line" else ("d", "f")
            self._body.append(_define(f"f{index}", parameters, self._expr(expr)))
        return self._made[index] if self._made is not None else _not_made

    def _value(self, value: Any) -> ast.expr:
        """A name for an object of our own."""
        self._table.append(value)
        return _name(f"v{len(self._table) - 1}")

    def _expr(self, expr: Expr) -> ast.expr:
        match expr:
            case Const(value):
                return ast.Constant(value)
            case FieldOf(name):
                return _item(_name("f"), name)
            case HasField(name):
                return _in(name, _name("f"))
            case ItemFieldOf(name):
                return _item(_name("l"), name)
            case HasItemField(name):
                return _in(name, _name("l"))
            case AttributeOf(name):
                return _item(_of_draft("attributes"), name)
            case HasAttribute(name):
                return _in(name, _of_draft("attributes"))
            case ItemsTotal():
                return self._items(expr)
            case HasTag(tag):
                return _in(tag, _of_draft("tags"))
            case InSchedule(schedule):
                return _call_with("in_schedule", self._value(holds(schedule)))
            case HasInviter():
                return ast.Compare(_of_draft("inviter"), [ast.IsNot()], [ast.Constant(None)])
            case Inviter():
                return _of_draft("inviter")
            case Compare(op, left, right):
                return ast.Compare(self._expr(left), [_COMPARE[op]()], [self._expr(right)])
            case Arithmetic(op, left, right):
                return ast.BinOp(self._expr(left), _ARITHMETIC[op](), self._expr(right))
            case FloorDiv(value, divisor):
                return ast.BinOp(self._expr(value), ast.FloorDiv(), ast.Constant(divisor))
            case And(items):
                return self._joined(ast.And(), items, empty=True)
            case Or(items):
                return self._joined(ast.Or(), items, empty=False)
            case Not(item):
                return ast.UnaryOp(ast.Not(), self._expr(item))
            case OneOf(value, options):
                listed = ast.Tuple([ast.Constant(option) for option in options], ast.Load())
                return ast.Compare(self._expr(value), [ast.In()], [listed])
            case Self():
                return ast.Attribute(_of_draft("base"), "id", ast.Load())
            case Contains(value, part):  # a part of a text, or one of several texts
                return ast.Compare(ast.Constant(part), [ast.In()], [self._expr(value)])
            case Choose(cases, otherwise):
                return self._choose(cases, otherwise)
            case EventDay():
                return _call("event_day")
            case _:
                return self._of_member(expr)

    def _of_member(self, expr: OfMember) -> ast.expr:
        match expr:
            case MetricOf(metric):
                return _call("metric", metric)
            case DaysSince(metric):
                return _call("days_since", metric, NEVER_DAYS)
            case DaysSinceJoined():
                return _call("days_since_joined")
            case TierOf(tiers, new):
                self.new_tiers |= {tiers} if new else set()
                return _call("new_rank" if new else "rank", tiers)
            case BalanceOf(currency):
                return _call("balance", currency)
            case Holds(benefit):
                return _call("holds", benefit)
            case InSegment(segment):
                return _call("in_segment", segment)
            case ProgressOf(mission):
                return _call("progress", mission)
            case ScoreOf(score):
                return _call("score", score)
            case VariantOf(experiment):
                return _call("variant", experiment)
            case ThresholdOf(tiers):
                return _call("threshold", tiers)
            case PointsOfEvent(currency):
                return _call("points_of_event", currency)
            case _:
                assert_never(expr)

    def _joined(self, op: ast.boolop, items: tuple[Expr, ...], *, empty: bool) -> ast.expr:
        if len(items) < 2:
            return self._expr(items[0]) if items else ast.Constant(empty)
        return ast.BoolOp(op, [self._expr(item) for item in items])

    def _choose(self, cases: tuple[tuple[Expr, Expr], ...], otherwise: Expr) -> ast.expr:
        chosen = self._expr(otherwise)
        for condition, value in reversed(cases):
            chosen = ast.IfExp(self._expr(condition), self._expr(value), chosen)
        return chosen

    def _items(self, total: ItemsTotal) -> ast.expr:
        """`sum(… for l in d.lines if …)`, or the number of different values."""
        where = TRUE if total.where is None else total.where
        conditions = [] if where == TRUE else [self._expr(where)]
        if total.function == "count" or total.value is None:
            value: ast.expr = ast.Call(
                ast.Attribute(_name("l"), "get", ast.Load()), [ast.Constant("quantity"), ast.Constant(1)], []
            )
        else:
            there = readable(total.value)
            conditions += [] if there == TRUE else [self._expr(there)]
            value = self._expr(total.value)
        loop = ast.comprehension(ast.Name("l", ast.Store()), _of_draft("lines"), conditions, 0)
        if total.function == "distinct":
            return ast.Call(_name("len"), [ast.SetComp(value, [loop])], [])
        return ast.Call(_name("sum"), [ast.ListComp(value, [loop])], [])


def readable(expr: Expr) -> Expr:
    """Whether the line at hand has every field that is reached when the expression is read; TRUE where none is."""
    match expr:
        case ItemFieldOf(name):
            return HasItemField(name)
        case Compare(_, left, right) | Arithmetic(_, left, right):
            return _both(readable(left), readable(right))
        case FloorDiv(value, _) | OneOf(value, _) | Contains(value, _) | Not(value):
            return readable(value)
        case And((first, *rest)):
            return _both(readable(first), _unless(Not(first), readable(And(tuple(rest)))))
        case Or((first, *rest)):
            return _both(readable(first), _unless(first, readable(Or(tuple(rest)))))
        case Choose(((condition, value), *rest), otherwise):
            read = Choose(((condition, readable(value)),), readable(Choose(tuple(rest), otherwise)))
            chosen = TRUE if read == Choose(((condition, TRUE),), TRUE) else read
            return _both(readable(condition), chosen)
        case Choose((), otherwise):
            return readable(otherwise)
        case _:
            return TRUE


def _both(first: Expr, second: Expr) -> Expr:
    if first == second or second == TRUE:
        return first
    return second if first == TRUE else And((first, second))


def _unless(condition: Expr, asked: Expr) -> Expr:
    return TRUE if asked == TRUE else Or((condition, asked))


def _not_made(*_: object) -> Any:
    raise RuntimeError("the functions of this engine were not made yet")


def _define(name: str, parameters: tuple[str, ...], value: ast.expr) -> ast.stmt:
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(parameter) for parameter in parameters],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    made = ast.FunctionDef(name=name, args=arguments, body=[ast.Return(value)], decorator_list=[])
    if "type_params" in ast.FunctionDef._fields:  # Python 3.12 and later
        made.type_params = []  # type: ignore[attr-defined,unused-ignore]
    return made


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _of_draft(attribute: str) -> ast.expr:
    return ast.Attribute(_name("d"), attribute, ast.Load())


def _item(container: ast.expr, key: str) -> ast.expr:
    return ast.Subscript(container, ast.Constant(key), ast.Load())


def _in(key: str, container: ast.expr) -> ast.expr:
    return ast.Compare(ast.Constant(key), [ast.In()], [container])


def _call(method: str, *arguments: str | int) -> ast.expr:
    return ast.Call(_of_draft(method), [ast.Constant(argument) for argument in arguments], [])


def _call_with(method: str, argument: ast.expr) -> ast.expr:
    return ast.Call(_of_draft(method), [argument], [])
