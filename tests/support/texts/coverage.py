"""What generated programmes touch: fields of the catalogue, nodes of the tree and their words, parts of plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from benefitdsl.plan.parts import Plan
from benefitdsl.std import STANDARD
from benefitdsl.syntax import ast
from benefitdsl.syntax.walk import walk
from tests.support import coverage as of_plans

_NODES = {name: each for name, each in vars(ast).items() if isinstance(each, type) and is_dataclass(each)}
del _NODES["Span"]

# What the language does not make of anything: a schedule is a field of its own, no part of a condition.
NOT_MADE = frozenset({"InSchedule"})


def of_module(module: ast.Module) -> Iterator[str]:
    """Yield fields as `kind.word`, choices as `kind.word=choice`, nodes by their class, and the words they say."""
    yield "Module"
    for block in module.blocks:
        yield f"one line {block.one_line}" if block.kind == "rule" else block.kind
        yield from ("Block", "Field") if block.fields else ("Block",)
        commented = (block.comments, *(each.comments for each in block.fields))
        if any(each != ast.NO_COMMENTS for each in commented):
            yield "Comments"
        for field in block.fields:
            yield f"{block.kind}.{field.label}"
            if isinstance(field.value, ast.Choice):
                yield f"{block.kind}.{field.label}={field.value.word}"
            for node in walk(field.value):
                yield from _of_node(node)


def _of_node(node: Any) -> Iterator[str]:
    name = type(node).__name__
    yield name
    for word in _WORDS.get(name, ()):
        yield f"{name}.{word}={getattr(node, word)}"


def _literals(hint: Any) -> tuple[Any, ...]:
    """Return the words that a type offers."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) is UnionType:
        return tuple(word for each in get_args(hint) for word in _literals(each))
    return (True, False) if hint is bool else (None,) if hint is type(None) else ()


_WORDS = {
    name: tuple(field for field, hint in get_type_hints(node).items() if _literals(hint) not in ((), (None,)))
    for name, node in _NODES.items()
    if name not in ("Module", "Block", "Field", "Choice")
}


def of_plan(plan: Plan) -> Iterator[str]:
    return (f"plan {name}" for name in of_plans.of_plan(plan))


def expected() -> set[str]:
    """Return everything that must be touched."""
    found = set(_NODES)
    for kind in STANDARD.kinds:
        for spec in kind.fields:
            found.add(f"{kind.word}.{spec.word}")
            found |= {f"{kind.word}.{spec.word}={choice.word}" for choice in spec.choices}
    for name, words in _WORDS.items():
        hints = get_type_hints(_NODES[name])
        found |= {f"{name}.{word}={value}" for word in words for value in _literals(hints[word])}
    types = {member.__name__ for union in of_plans.UNIONS[:-1] for member in get_args(union)}
    families = {f"Plan.{each.name}" for each in fields(Plan)}
    return found | {f"plan {name}" for name in (types | families) - NOT_MADE}


def missing(touched: Counter[str]) -> list[str]:
    return sorted(expected() - touched.keys())


__all__ = ["expected", "missing", "of_module", "of_plan"]
