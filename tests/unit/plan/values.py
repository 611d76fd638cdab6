"""Generated plans: any value of any class of the plan, from its type hints, every field drawn."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from benefitdsl.plan import expr, parts
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Between

TEXTS = st.one_of(st.sampled_from(["", "金卡", "is", "'\"\\", "a.b"]), st.text(max_size=4))
NUMBERS = st.one_of(st.sampled_from([0, 1, -1, 2**53 + 1, 10**18]), st.integers(-1000, 1000))
LEAVES = (expr.Const, expr.FieldOf, expr.HasInviter, expr.Holds)
SMALL = st.integers(1, 100)
SPECIAL: dict[type, st.SearchStrategy[Any]] = {
    Duration: st.builds(Duration, SMALL, st.sampled_from(["minute", "hour", "day", "month", "year"])),
    Between: st.integers(0, 1000).flatmap(
        lambda day: st.builds(Between, st.just(day), SMALL.map(day.__add__))
    ),
}


@st.composite
def values(draw: st.DrawFn, hint: Any, depth: int = 4) -> Any:
    """A value of the type; expressions nest at most `depth` deep."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is int:
        return draw(NUMBERS)
    if hint is str:
        return draw(TEXTS)
    if hint is bool:
        return draw(st.booleans())
    if hint is NoneType:
        return None
    if origin is Literal:
        return draw(st.sampled_from(inner))
    if origin is tuple and inner[-1] is Ellipsis:
        return tuple(draw(values(inner[0], depth)) for _ in range(draw(st.integers(0, 2))))
    if origin is tuple:
        return tuple(draw(values(each, depth)) for each in inner)
    if origin in (Union, UnionType):
        if depth <= 0 and expr.Const in inner:
            inner = LEAVES
        return draw(values(draw(st.sampled_from(inner)), depth - 1))
    if issubclass(hint, Enum):
        return draw(st.sampled_from(list(hint)))
    assert is_dataclass(hint)
    return draw(SPECIAL[hint]) if hint in SPECIAL else draw(records(hint, depth))


@st.composite
def records(draw: st.DrawFn, record: Any, depth: int = 4) -> Any:
    hints = get_type_hints(record)
    widths = {"days", "months", "microseconds", "count"} if hasattr(record, "__post_init__") else set[str]()
    return record(
        **{
            each.name: draw(SMALL if each.name in widths else values(hints[each.name], depth))
            for each in fields(record)
        }
    )


def record_classes(root: Any = parts.Plan) -> list[type]:
    """Every dataclass that a plan can hold, found through the hints."""
    found: dict[type, None] = {}
    todo = [root]
    while todo:
        hint = todo.pop()
        if isinstance(hint, type) and is_dataclass(hint):
            if hint in found:
                continue
            found[hint] = None
            todo += get_type_hints(hint).values()
        todo += get_args(hint)
    return sorted(found, key=lambda each: each.__name__)
