"""Conditions: comparisons, arithmetic, and what may be asked of the member and her past."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from benefitdsl.source import Span
from benefitdsl.syntax import ast
from benefitdsl.syntax.build.atoms import Children, nodes, of_type, terminal
from benefitdsl.syntax.build.times import Times
from benefitdsl.syntax.habits import habits_of

_COMPARE: Final = {
    "EQ": "eq",
    "IS": "eq",
    "NE": "ne",
    "IS_NOT": "ne",
    "LT": "lt",
    "LE": "le",
    "GT": "gt",
    "GE": "ge",
    "AT_LEAST": "ge",
    "MORE_THAN": "gt",
    "AT_MOST": "le",
    "LESS_THAN": "lt",
}
_ARITHMETIC: Final = {"PLUS": "add", "MINUS": "sub", "TIMES": "mul", "DIVIDED_BY": "div"}
_FUNCTIONS: Final = {
    "COUNT": "count",
    "LINES": "count",
    "SUM": "sum",
    "DISTINCT": "distinct",
    "DIFFERENT_DAYS": "different_days",
    "STREAK": "streak",
}


@dataclass(frozen=True, slots=True)
class Path:
    """The names of an aggregate, outermost first: `items of order`, `订单 商品`."""

    names: tuple[Any, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Where:
    condition: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Enough:
    """`at least 300 CNY`."""

    target: Any  # Number | Money
    span: Span


@dataclass(frozen=True, slots=True)
class Counted:
    """An aggregate whose window is not known yet, nor therefore what its names stand for."""

    function: str
    names: tuple[Any, ...]
    field: Any  # a token, or None
    where: Any
    span: Span


class Conditions(Times):
    """Productions of conditions."""

    # -------------------------------------------------------------------------------------------- logic

    def either(self, children: Children) -> ast.Or:
        return ast.Or(tuple(children[::2]), self.over(children))

    def both(self, children: Children) -> ast.And:
        return ast.And(tuple(children[::2]), self.over(children))

    def negation(self, children: Children) -> ast.Not:
        return ast.Not(children[1], self.over(children))

    def comparison(self, children: Children) -> ast.Compare:
        left, operator, right = children
        op = _COMPARE[terminal(operator)]
        return ast.Compare(op, left, right, self.over(children))  # type: ignore[arg-type]

    def one_of(self, children: Children) -> ast.OneOf:
        value, options = children[0], children[3:-1]
        return ast.OneOf(value, tuple(self.items(options)), self.over(children))

    def contains(self, children: Children) -> ast.Contains:
        return ast.Contains(children[0], children[2], self.over(children))

    def arithmetic(self, children: Children) -> ast.Arithmetic:
        left, operator, right = children
        op = _ARITHMETIC[terminal(operator)]
        return ast.Arithmetic(op, left, right, self.over(children))  # type: ignore[arg-type]

    def grouped(self, children: Children) -> Any:
        return replace(children[1], span=self.over(children))

    # -------------------------------------------------------------------------------------------- what is there

    def ref(self, children: Children) -> ast.Ref:
        return ast.Ref(tuple(self.field(child) for child in children[::2]), self.over(children))

    def or_else(self, children: Children) -> ast.OrElse:
        *subject, _, default = children
        return ast.OrElse(self.ref(subject), default, self.over(children))

    def has(self, children: Children) -> ast.Has:
        return ast.Has(self.ref(children[1:]), self.over(children))

    def has_no(self, children: Children) -> ast.Not:
        return ast.Not(self.has(children), self.over(children))

    def in_segment(self, children: Children) -> ast.InSegment:
        return ast.InSegment(self.plain(children[1]), self.over(children))

    def _name_in(self, children: Children) -> ast.Name | None:
        token = of_type(children, "NAME", "QUOTED_NAME")
        return None if token is None else self.plain(token)

    def tier(self, children: Children) -> ast.TierRef:
        is_new = terminal(children[0]) == "NEW_TIER"
        return ast.TierRef(self._name_in(children), is_new, self.over(children))

    def balance(self, children: Children) -> ast.BalanceRef:
        return ast.BalanceRef(self._name_in(children), self.over(children))

    def progress(self, children: Children) -> ast.ProgressRef:
        return ast.ProgressRef(self._named(children), self.over(children))

    def score(self, children: Children) -> ast.ScoreRef:
        return ast.ScoreRef(self._named(children), self.over(children))

    def variant(self, children: Children) -> ast.VariantRef:
        return ast.VariantRef(self._named(children), self.over(children))

    def threshold(self, children: Children) -> ast.ThresholdRef:
        return ast.ThresholdRef(self._named(children), self.over(children))

    def _named(self, children: Children) -> ast.Name:
        return self.plain(of_type(children, "NAME", "QUOTED_NAME"))

    def days_since(self, children: Children) -> ast.DaysSince:
        event = of_type(children, "NAME", "QUOTED_NAME")
        return ast.DaysSince(None if event is None else self.event(event), self.over(children))

    # -------------------------------------------------------------------------------------------- what has been

    def path(self, children: Children) -> Path:
        names = tuple(child for child in children if terminal(child) != "OF")
        is_inner_first = len(names) < len(children)
        return Path(names[::-1] if is_inner_first else names, self.over(children))

    def where(self, children: Children) -> Where:
        return Where(children[1], self.over(children))

    def counted(self, children: Children) -> Counted:
        functions = [_FUNCTIONS[name] for name in map(terminal, children) if name in _FUNCTIONS]
        function = functions[-1]
        names = nodes(children, Path)[0].names
        field = of_type(children, "NAME", "QUOTED_NAME", *(["LINES"] if len(functions) > 1 else []))
        if field is None and function in ("sum", "distinct"):
            names, field = names[:-1], names[-1]
        where = next((where.condition for where in nodes(children, Where)), None)
        return Counted(function, names, field, where, self.over(children))

    def match(self, children: Children) -> ast.Aggregate:
        if isinstance(children[0], Counted):
            return self._aggregate(children[0], None, children)
        functions = [_FUNCTIONS[name] for name in map(terminal, children) if name in _FUNCTIONS]
        names = nodes(children, Path)[0].names
        where = next((where.condition for where in nodes(children, Where)), None)
        counted = Counted(functions[0] if functions else "count", names, None, where, self.over(children))
        return self._aggregate(counted, None, children)

    def goal(self, children: Children) -> ast.Goal:
        enough = next(iter(nodes(children, Enough)), None)
        counted = next(iter(nodes(children, Counted)), None)
        if counted is None:
            parts = [child for child in children if not isinstance(child, Enough)]
            is_named = any(terminal(child) in _FUNCTIONS for child in parts)
            match = self.match((self.counted(parts),) if is_named else parts)
        else:
            match = self._aggregate(counted, None, (counted,))
        return ast.Goal(match, None if enough is None else enough.target, self.over(children))

    def enough(self, children: Children) -> Enough:
        token = of_type(children, "PIECES")
        target = children[1] if token is None else self._number(token, self.begin(token))
        return Enough(target, self.over(children))

    def total(self, children: Children) -> ast.Aggregate:
        counted = nodes(children, Counted)[0]
        return self._aggregate(counted, nodes(children, ast.Window)[0], children, gross=_is_gross(children))

    def _aggregate(
        self, counted: Counted, window: Any, children: Children, *, gross: bool = False
    ) -> ast.Aggregate:
        tokens, is_here = counted.names, isinstance(window, ast.ThisEvent)
        longest = 1 if is_here else 2
        if not 1 <= len(tokens) <= longest or (
            counted.field is not None and counted.function not in ("sum", "distinct")
        ):
            example = habits_of(self.words.code)["examples"]["count"]
            self.context.report("BEN076", counted.span, example=example)
            tokens = tokens[:longest]
        path = tuple(
            self.field(token) if at or is_here else self.event(token) for at, token in enumerate(tokens)
        )
        field = None if counted.field is None else self.field(counted.field)
        return ast.Aggregate(
            counted.function,  # type: ignore[arg-type]
            path,
            field,
            counted.where,
            window,
            gross,
            self.over(children),
        )

    def points_earned(self, children: Children) -> ast.PointsEarned:
        window = nodes(children, ast.Window)[0]
        return ast.PointsEarned(self._name_in(children), window, _is_gross(children), self.over(children))


def _is_gross(children: Children) -> bool:
    return any(terminal(child) == "INCLUDING_REFUNDED" for child in children)
