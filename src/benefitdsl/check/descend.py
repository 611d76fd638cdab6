"""All nodes below a node of the tree, in written order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


def descend(node: object) -> Iterator[Any]:
    """Return the node and every node in it, parents first. Iterative: the depth of a tree is no matter here."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            waiting.extend(reversed(found))
        elif is_dataclass(found) and not isinstance(found, type):
            yield found
            waiting.extend(getattr(found, name) for name in reversed(_children(type(found))))


@cache
def _children(node: Any) -> tuple[str, ...]:
    """The fields of a class of nodes that can hold nodes; places and comments are none."""
    skipped = ("span", "head_span", "label_span", "comments", "end_comments")
    return tuple(each.name for each in fields(node) if each.name not in skipped)
