"""All nodes below a node of the tree; and those of a whole programme by their class, walked through once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from benefitdsl.syntax.ast import Block, Module

_N = TypeVar("_N")
_LEAVES = (str, int, bool, type(None))
_NO_CHILDREN = ("span", "head_span", "label_span", "comments", "end_comments")
_CHILDREN: dict[type[Any], tuple[str, ...] | None] = {}


class Nodes:
    """The nodes of all values in a programme by class, in written order, and how many each block has."""

    __slots__ = ("_by_class", "_counts")

    def __init__(self, modules: tuple[Module, ...]) -> None:
        self._by_class: dict[type, list[Any]] = {}
        self._counts: dict[int, int] = {}
        for module in modules:
            for block in module.blocks:
                self._counts[id(block)] = sum(map(self._add, block.fields))

    def of(self, kind: type[_N]) -> list[_N]:
        """Return the nodes of one class."""
        return self._by_class.get(kind, [])

    def count(self, block: Block) -> int:
        """Return how many nodes the values of a block have."""
        return self._counts[id(block)]

    def _add(self, field: Any) -> int:
        nodes = tuple(descend(field.value))
        for node in nodes:
            self._by_class.setdefault(type(node), []).append(node)
        return len(nodes)


def descend(node: object) -> Iterator[Any]:
    """Return the node and every node in it, parents first. Iterative: the depth of a tree is no matter here."""
    waiting: list[Any] = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            waiting.extend(reversed(found))
        elif (names := _children(type(found))) is not None:
            yield found
            for name in names:
                child = getattr(found, name)
                if not isinstance(child, _LEAVES):
                    waiting.append(child)


def _children(kind: type[Any]) -> tuple[str, ...] | None:
    """Return the fields of a class of nodes that can hold nodes, last first; None for what is no node."""
    if kind not in _CHILDREN:
        names = tuple(each.name for each in reversed(fields(kind))) if is_dataclass(kind) else None
        _CHILDREN[kind] = names and tuple(name for name in names if name not in _NO_CHILDREN)
    return _CHILDREN[kind]
