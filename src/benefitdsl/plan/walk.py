"""Everything in a part of a plan, without knowing its nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

_LEAVES = (str, int, type(None))
_NAMES: dict[type[Any], tuple[str, ...]] = {}


def walk(node: object) -> Iterator[Any]:
    """The node and every node in it, each before what it holds, in the order of their fields.

    >>> from benefitdsl.plan.expr import Compare, Const, FieldOf
    >>> list(walk(Compare("ge", FieldOf("amount"), Const(398))))[1:]
    [FieldOf(name='amount'), Const(value=398)]
    """
    waiting: list[Any] = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            waiting.extend(reversed(found))
        elif not isinstance(found, _LEAVES):
            yield found
            waiting.extend(getattr(found, name) for name in _fields(type(found)))


def _fields(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a class of nodes, the last first; remembered."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(each.name for each in reversed(fields(kind))) if is_dataclass(kind) else ()
    return _NAMES[kind]
