"""Mutants: a module with one small mistake in it, of the kinds that people make.

A comparison that takes its edge in or leaves it out, a sign turned, `and` for `or`, a condition the other way round, a
number greater by one, a text that is another, a statement that is missing. Left alone is what only tools read:
annotations, docstrings, decorators, defaults, the fields of dataclasses; and what an invariant says when it is broken.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

Path = tuple[tuple[str, int | None], ...]
"""From the module down: the name of a field, and the place in it where it is a list."""

OTHER_COMPARISON: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OTHER_SIGN: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}

SHOWN = 100  # letters of an expression

LEFT_ALONE = {
    ast.FunctionDef: {"decorator_list", "returns", "args"},
    ast.Lambda: {"args"},
    ast.ClassDef: {"decorator_list", "bases", "keywords"},
    ast.AnnAssign: {"annotation"},
}
"""Fields that are not looked into."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """`where` is the function, method or constant; `was` and `now` are the whole expression, or the statement."""

    module: str
    where: str
    line: int
    was: str
    now: str
    path: Path
    edit: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.where}: {self.was}  →  {self.now}"


def mutants(module: str, source: str) -> list[Mutant]:
    """All mutants of a module, in the order of its text."""
    tree = ast.parse(source)
    return [each for path in _paths(tree) for each in _at(module, tree, path)]


def mutated(source: str, mutant: Mutant) -> ast.Module:
    tree = ast.parse(source)
    node = _follow(tree, mutant.path)
    _put(tree, mutant.path, edits(node)[mutant.edit])
    return ast.fix_missing_locations(tree)


def _at(module: str, tree: ast.Module, path: Path) -> Iterator[Mutant]:
    where, shown_at = _where(tree, path), _shown_at(tree, path)
    if where is None:
        return
    node = _follow(tree, path)
    was = ast.unparse(_follow(tree, shown_at))
    for number, edit in enumerate(edits(node)):
        _put(tree, path, edit)
        now = ast.unparse(_follow(tree, shown_at))
        _put(tree, path, node)
        yield Mutant(module, where, getattr(node, "lineno", 0), was, now, path, number)


# ------------------------------------------------------------------------------------------ places


def _paths(node: ast.AST, path: Path = ()) -> Iterator[Path]:
    """Every node that may be edited, outer ones first."""
    if path:
        yield path
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ensure":
        yield from _paths(node.args[0], (*path, ("args", 0)))
        return
    left_alone = LEFT_ALONE.get(type(node), set[str]())
    for name, value in ast.iter_fields(node):
        if name in left_alone or _is_quiet(node):
            continue
        if isinstance(value, ast.AST):
            yield from _paths(value, (*path, (name, None)))
        elif isinstance(value, list):
            for place, each in enumerate(value):
                if isinstance(each, ast.AST):
                    yield from _paths(each, (*path, (name, place)))


def _is_quiet(node: ast.AST) -> bool:
    """Whether it is text for people, a name for tools, or says what cannot be."""
    match node:
        case ast.Expr(ast.Constant()) | ast.JoinedStr() | ast.Import() | ast.ImportFrom():
            return True
        case ast.Call(ast.Name("assert_never" | "TypeVar")) | ast.Subscript(ast.Name("Literal")):
            return True
        case _:
            return False


def _follow(tree: ast.AST, path: Path) -> ast.AST:
    for name, place in path:
        value = getattr(tree, name)
        tree = value if place is None else value[place]
    return tree


def _put(tree: ast.AST, path: Path, node: ast.AST) -> None:
    *above, (name, place) = path
    parent = _follow(tree, tuple(above))
    if place is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[place] = node


def _where(tree: ast.Module, path: Path) -> str | None:
    """The function or method, else the constant, that the place is in; None for what only declares."""
    names: list[str] = []
    for end in range(1, len(path) + 1):
        match _follow(tree, path[:end]):
            case ast.ClassDef(name=name):
                names.append(name)
            case ast.FunctionDef(name=name):
                return ".".join([*names, name]) if end < len(path) else None
            case ast.Assign([ast.Name(name)]) if not names and name.isupper() and end < len(path):
                return name
            case ast.AnnAssign(ast.Name(name)) if not names and name.isupper() and end < len(path):
                return name
            case ast.Assign([ast.Tuple([ast.Name(name), *_])]) if not names and end < len(path):
                return name
            case _:
                pass
    return None


def _shown_at(tree: ast.Module, path: Path) -> Path:
    """The whole expression that the place is in, as far as it fits a line; or the statement."""
    for end in range(1, len(path)):
        node = _follow(tree, path[:end])
        if isinstance(node, ast.expr | ast.pattern) and len(ast.unparse(node)) <= SHOWN:
            return path[:end]
    return path


# ------------------------------------------------------------------------------------------ mistakes


def edits(node: ast.AST) -> list[ast.AST]:
    """What may stand in the place of a node."""
    match node:
        case ast.Compare(left, ops, comparators):
            return [
                ast.Compare(
                    left, [*ops[:place], OTHER_COMPARISON[type(op)](), *ops[place + 1 :]], comparators
                )
                for place, op in enumerate(ops)
            ]
        case ast.BoolOp(op, values):
            return [ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)]
        case ast.BinOp(left, op, right) if type(op) in OTHER_SIGN:
            return [ast.BinOp(left, OTHER_SIGN[type(op)](), right)]
        case ast.AugAssign(target, op, value) if type(op) in OTHER_SIGN:
            return [ast.AugAssign(target, OTHER_SIGN[type(op)](), value), ast.Pass()]
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            return [operand]
        case ast.Constant(bool() as value):
            return [ast.Constant(not value)]
        case ast.Constant(int() as value):
            return [ast.Constant(value + 1)]
        case ast.Constant(str() as value):
            return [ast.Constant(value + "?")]
        case ast.IfExp(test, body, orelse) if _is_plain(test):
            return [ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)]
        case ast.If(test, body, orelse) if _is_plain(test):
            return [ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)]
        case ast.Call(ast.Name(name), args, keywords) if name in OTHER_NAME:
            return [ast.Call(ast.Name(OTHER_NAME[name], ast.Load()), args, keywords)]
        case ast.Expr(ast.Call(ast.Name("ensure" | "assert_never"))):
            return []
        case ast.Expr(ast.Call()) | ast.Delete():
            return [ast.Pass()]
        case ast.Continue():
            return [ast.Break()]
        case ast.Break():
            return [ast.Continue()]
        case _:
            return []


def _is_plain(test: ast.expr) -> bool:
    """Whether a condition has no edit of its own."""
    return not edits(test)
