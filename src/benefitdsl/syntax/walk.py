"""Walks through a tree without knowing its nodes. Iterative: a tree may be as deep as the limit allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from benefitdsl.source import Span
from benefitdsl.syntax import ast


def children(node: Any) -> tuple[Any, ...]:
    """Return the nodes that a node holds, in the order of its fields; those in tuples one by one.

    >>> children(ast.Grant(ast.Name("towels"), 2))
    (Name(text='towels', standard=False),)
    """
    return tuple(_nodes(getattr(node, name) for name in type(node).__dataclass_fields__))


def walk(node: Any) -> Iterator[Any]:
    """Yield a node and all below it, each before what it holds, in written order."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def _nodes(values: Any) -> Iterator[Any]:
    for value in values:
        if isinstance(value, tuple):
            yield from _nodes(value)
        elif is_dataclass(value) and not isinstance(value, Span | ast.Comments):
            yield value
