"""Conditions and amounts as formulas over whole numbers, for the solver. Only here z3 is known.

A `World` is all that can be at once: any number of `Frame`s, each a moment with an event of its own; frames that share
a `past` are moments of one member at one time. What is not encoded is left free, so that more is possible here than
there is: what the solver finds impossible is so, what it finds possible is only a proposal to be played.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final, Literal

from benefitdsl.analysis.facts import Facts, facts_of
from benefitdsl.analysis.ranges import range_of
from benefitdsl.analysis.sets import Anything, Flags, Numbers, Range, Texts
from benefitdsl.plan.expr import (
    And,
    Arithmetic,
    Choose,
    Compare,
    Const,
    Contains,
    Expr,
    FieldOf,
    FloorDiv,
    HasField,
    HasItemField,
    InSegment,
    ItemFieldOf,
    ItemsTotal,
    Not,
    OneOf,
    Or,
    PointsOfEvent,
    TierOf,
)
from benefitdsl.plan.parts import Plan

try:
    import z3  # type: ignore[import-untyped]
except ModuleNotFoundError as missing:  # said by the command, which knows how extras are installed
    if missing.name != "z3":
        raise
    z3 = None

Term = Any
"""A formula of z3, which has no types of its own."""
Value = int | str | bool
Solved = Literal["impossible", "possible", "unknown"]

_OF_EVENT: Final = (FieldOf, HasField, ItemFieldOf, HasItemField, ItemsTotal, PointsOfEvent)
OTHER_TEXT: Final = "other"
STEPS_PER_MS: Final = 4_000
PATIENCE: Final = 30
"""As many times as long as asked for the solver may take by the clock: only for work of which it counts no steps."""


class SolverMissing(RuntimeError):
    """The extra `solver` is not installed."""


Unknown = Literal["value", "room", "best", "multipliers", "drawn"]
"""What stands in the way of a formula: a value of no sort that is known, room that an amount decides, the best of a
group by an amount, many multipliers at once, a thing that is given with a draw and without it."""


class NotEncoded(Exception):
    """Something about which the solver knows nothing."""

    def __init__(self, why: Unknown, what: object = "") -> None:
        super().__init__(f"{why} {what}")
        self.why: Unknown = why


def require_solver() -> None:
    """`SolverMissing`."""
    if z3 is None:
        raise SolverMissing


@dataclass(frozen=True, slots=True)
class Atom:
    """What a formula reads and does not look into: an expression in one frame, or in the past that frames share."""

    where: str
    expr: Expr


@dataclass
class World:
    """`timeout_ms` is for all that the solver is asked about this world, in steps of which it takes so many in that
    time: counted, not timed, so that answers are the same on every machine, and on one that is busy."""

    plan: Plan
    timeout_ms: int = 2_000
    steps_left: int = field(init=False)
    context: Any = field(init=False)  # of its own, so that answers do not depend on what was asked before
    atoms: dict[Atom, Term] = field(default_factory=dict)
    ranges: dict[Atom, Range] = field(default_factory=dict)
    laws: list[Term] = field(default_factory=list)
    wishes: list[Term] = field(default_factory=list)  # kept where they can be: what is plain
    texts: dict[str, int] = field(default_factory=dict)
    pasts: list[str] = field(default_factory=list)
    nearests: list[tuple[Term, int, Term]] = field(default_factory=list)

    def __post_init__(self) -> None:
        require_solver()
        self.context = z3.Context()
        self.steps_left = self.timeout_ms * STEPS_PER_MS

    def text(self, value: str) -> int:
        return self.texts.setdefault(value, len(self.texts))

    def nearest(self, top: Term, bottom: int) -> Term:
        """A whole number next to a fraction: which of two as near is left open, but more never comes to less."""
        near = z3.Int(f"near!{len(self.nearests)}", self.context)
        self.laws += [2 * bottom * near <= 2 * top + bottom, 2 * bottom * near >= 2 * top - bottom]
        for other, below, found in self.nearests:
            if below == bottom:
                self.laws += [implied(other <= top, found <= near), implied(top <= other, near <= found)]
        self.nearests.append((top, bottom, near))
        return near

    def shared_flag(self, name: str, *, mostly: bool) -> Term:
        """A flag that is the same wherever it is called so; `mostly` is what it is for a member without a past."""
        made = z3.Bool(name, self.context)
        self.wishes.append(made == mostly)
        return made

    def shared_number(self, name: str, most: int) -> Term:
        """A number from 0 to `most`, the same wherever it is called so."""
        made = z3.Int(name, self.context)
        self.laws += [made >= 0, made <= most]
        self.wishes.append(made == most)
        return made

    def frame(self, event: str | None, name: str, past: str = "past") -> Frame:
        if past not in self.pasts:
            self.pasts.append(past)
        return Frame(self, facts_of(self.plan, event), name, past)

    def atom(self, atom: Atom, among: Range) -> Term:
        if atom not in self.atoms:
            self.atoms[atom], self.ranges[atom] = self._made(atom, among), among
        return self.atoms[atom]

    def _made(self, atom: Atom, among: Range) -> Term:
        name = f"{atom.where}:{atom.expr!r}"
        match among:
            case Flags(options):
                made = z3.Bool(name, self.context)
                if len(options) == 1:
                    self.laws.append(made == (True in options))
            case Numbers(stretches):
                made = z3.Int(name, self.context)
                self.laws.append(either(*(both(*_within(made, each.first, each.last)) for each in stretches)))
            case Texts(options, barred):
                made = z3.Int(name, self.context)
                self.laws.append(made >= 0)
                if options is not None:
                    self.laws.append(either(*(made == self.text(each) for each in sorted(options))))
                self.laws += [made != self.text(each) for each in sorted(barred)]
            case Anything():
                raise NotEncoded("value", atom.expr)
        return made


def _within(made: Term, first: float, last: float) -> Iterator[Term]:
    if first != -inf:
        yield made >= first
    if last != inf:
        yield made <= last


@dataclass(frozen=True)
class Frame:
    """A moment: `name` has the event's own atoms, `past` those of the member."""

    world: World
    facts: Facts
    name: str
    past: str

    def flag(self, expr: Expr) -> Term:
        match expr:
            case Const(bool(value)):
                return value
            case And(items):
                return both(*map(self.flag, items))
            case Or(items):
                return either(*map(self.flag, items))
            case Not(item):
                return negated(self.flag(item))
            case Compare(op, left, right):
                return self._compare(op, self.value(left), self.value(right))
            case OneOf(value, options):
                found = self.value(value)
                return either(*(found == self._constant(option) for option in options))
            case Contains(FieldOf() as value, part) if isinstance(range_of(value, self.facts), Texts):
                return self._contains(expr, value, part)
            case InSegment(segment):
                return self._in_segment(expr, segment)
            case _:
                return self.value(expr)

    def value(self, expr: Expr) -> Term:
        match expr:
            case Const(value):
                return self._constant(value)
            case Arithmetic("add", left, right):
                return self.value(left) + self.value(right)
            case Arithmetic("sub", left, right):
                return self.value(left) - self.value(right)
            case Arithmetic("mul", left, right):
                return self.value(left) * self.value(right)
            case FloorDiv(value, divisor):
                return floor_div(self.value(value), divisor)
            case Choose(cases, otherwise):
                made = self.value(otherwise)
                for condition, then in reversed(cases):
                    made = chosen(self.flag(condition), self.value(then), made)
                return made
            case And() | Or() | Not() | Compare() | OneOf() | InSegment():
                return self.flag(expr)
            case _:
                return self.atom(expr)

    def atom(self, expr: Expr) -> Term:
        """What is not looked into. A list of texts, asked whether it contains something, is a flag."""
        return self.world.atom(Atom(self._home(expr), expr), range_of(expr, self.facts))

    def all(self, conditions: Iterable[Expr]) -> Term:
        return both(*map(self.flag, conditions))

    def _home(self, expr: Expr) -> str:
        inner = expr.value if isinstance(expr, Contains) else expr
        own = isinstance(inner, _OF_EVENT) or (isinstance(inner, TierOf) and inner.new)
        return self.name if own else self.past

    def _constant(self, value: Value) -> Term:
        return self.world.text(value) if isinstance(value, str) else value

    def _compare(self, op: str, left: Term, right: Term) -> Term:
        match op:
            case "eq":
                return left == right
            case "ne":
                return left != right
            case "lt":
                return left < right
            case "le":
                return left <= right
            case "gt":
                return left > right
            case _:
                return left >= right

    def _contains(self, expr: Expr, value: Expr, part: str) -> Term:
        """Known of the texts that the programme writes; of any other it is open."""
        found = self.world.atom(Atom(self._home(expr), expr), Flags(frozenset((True, False))))
        text = self.atom(value)
        self.world.text(part)
        for known, number in list(self.world.texts.items()):
            self.world.laws.append(implied(text == number, found == (part in known)))
        return found

    def _in_segment(self, expr: Expr, segment: str) -> Term:
        found = next(each for each in self.world.plan.segments if each.id == segment)
        holds = self.flag(found.condition)
        if not found.members:
            return holds
        listed = self.world.atom(Atom(self.past, expr), Flags(frozenset((True, False))))
        return either(listed, holds)


# -------------------------------------------------------------------------------------------- helpers


def both(*terms: Term) -> Term:
    """All of them. Constants are Python's own here and below, so that they belong to no world."""
    if any(term is False for term in terms):
        return False
    kept = [term for term in terms if term is not True]
    return z3.And(*kept) if kept else True


def either(*terms: Term) -> Term:
    return negated(both(*map(negated, terms)))


def negated(term: Term) -> Term:
    return not term if isinstance(term, bool) else z3.Not(term)


def chosen(condition: Term, then: Term, otherwise: Term) -> Term:
    if isinstance(condition, bool):
        return then if condition else otherwise
    return z3.If(condition, then, otherwise)


def implied(condition: Term, then: Term) -> Term:
    return either(negated(condition), then)


def floor_div(term: Term, divisor: int) -> Term:
    """floor(term / divisor), the divisor positive."""
    return term // divisor if isinstance(term, int) else term / divisor


# ---------------------------------------------------------------------------------------------- solve


class Search:
    """Questions to the solver about one world."""

    def __init__(self, world: World, asked: Iterable[Term]) -> None:
        self.world = world
        self._solver = z3.Solver(ctx=world.context)
        self._model: Any = None
        self._solver.set("random_seed", 7)
        self._solver.add(*asked, *world.laws)

    def solve(self) -> Solved:
        if self.world.steps_left <= 0:
            return "unknown"
        self._solver.set("rlimit", self.world.steps_left)
        self._solver.set("timeout", self.world.timeout_ms * PATIENCE)
        taken = self._steps()
        found = str(self._solver.check())
        self.world.steps_left -= self._steps() - taken
        match found:
            case "unsat":
                return "impossible"
            case "sat":
                self._model = self._solver.model()
                return "possible"
            case _:
                return "unknown"

    def _steps(self) -> int:
        """What the solver has done so far."""
        told = self._solver.statistics()
        return int(told.get_key_value("rlimit count")) if "rlimit count" in told.keys() else 0  # noqa: SIM118 (no dict)

    def also(self, term: Term) -> None:
        self._solver.add(term)

    def forget(self) -> None:
        """Forget all wishes."""
        while self._solver.num_scopes():
            self._solver.pop()

    def not_again(self, values: Mapping[Atom, Value]) -> Term:
        """Something is otherwise."""
        return either(*(self.world.atoms[atom] != self._term(atom, value) for atom, value in values.items()))

    def _term(self, atom: Atom, value: Value) -> Term:
        match self.world.ranges[atom]:
            case Flags():
                return bool(value)
            case Texts() if isinstance(value, str):
                known = self.world.texts.get(value)
                return int(value.removeprefix(OTHER_TEXT)) if known is None else known
            case _:
                return int(value)

    def wish_least(self, atom: Atom) -> None:
        """As near to the least as a few steps come; to 0 where there is no least."""
        term, among = self.world.atoms[atom], self.world.ranges[atom]
        least = among.least if isinstance(among, Numbers) and among.least is not None else 0
        for most in (least, least + 1, least + 3, least + 10, least + 100, least + 10_000, least + 1_000_000):
            if self.wish(term <= most if most > least else term == most):
                return

    def wish_fails(self, term: Term) -> bool:
        return self.wish(negated(term))

    def wish_plain(self, atom: Atom, most: Iterable[int]) -> None:
        """A number that is at most the first of these, or the next."""
        if isinstance(self.world.ranges[atom], Numbers):
            _ = any(self.wish(self.world.atoms[atom] <= each) for each in most)

    def wish(self, term: Term) -> bool:
        """Ask for this too, if it is possible together with all that was asked; else leave it."""
        self._solver.push()
        self._solver.add(term)
        if self.solve() == "possible":
            return True
        self._solver.pop()
        return False

    def values(self) -> dict[Atom, Value]:
        """What every atom is in the case that was found; texts that the programme does not write are `other…`.
        INVARIANT: it was possible."""
        model = self._model
        names = {number: text for text, number in self.world.texts.items()}
        found: dict[Atom, Value] = {}
        for atom, term in self.world.atoms.items():
            value = model.eval(term, model_completion=True)
            match self.world.ranges[atom]:
                case Flags():
                    found[atom] = z3.is_true(value)
                case Texts():
                    number = value.as_long()
                    found[atom] = names.get(number, f"{OTHER_TEXT}{number}")
                case _:
                    found[atom] = value.as_long()
        return found


__all__ = [
    "Atom",
    "Frame",
    "NotEncoded",
    "Search",
    "Solved",
    "SolverMissing",
    "Term",
    "Unknown",
    "World",
    "require_solver",
]
