"""Generated values of the host contract: effects, outcomes, snapshots."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from benefitdsl.model.json import DAYS, INSTANTS, MONEY
from benefitdsl.quantities.days import day_of

TEXTS = st.one_of(
    st.sampled_from(["", "金卡", "a:b", "@2026-03-31T02:00:00Z", "shop/o1#0"]), st.text(max_size=4)
)
LATEST = day_of(9999, 12, 31) * 86_400_000_000
INSTANT = st.one_of(st.integers(0, LATEST), st.integers(0, 10**10).map(lambda second: second * 1_000_000))
NAMED = {
    **dict.fromkeys(INSTANTS, INSTANT),
    **dict.fromkeys(DAYS, st.integers(0, 50_000)),
    **dict.fromkeys(MONEY, st.integers(0, 10**15)),
    "line": st.integers(0, 10_000),
}


@st.composite
def values(draw: st.DrawFn, hint: Any, name: str = "") -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return draw(values(draw(st.sampled_from(inner)), name))
    if hint is NoneType:
        return None
    if name in NAMED:
        return draw(NAMED[name])
    if origin is Literal:
        return draw(st.sampled_from(inner))
    if origin is tuple and get_origin(inner[0]) is tuple:
        value = get_args(inner[0])[1]
        return tuple(draw(st.dictionaries(TEXTS, values(value), max_size=3)).items())
    if origin is tuple:
        return tuple(draw(values(inner[0])) for _ in range(draw(st.integers(0, 3))))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{each.name: draw(values(hints[each.name], each.name)) for each in fields(hint)})
    return draw({int: st.integers(-(10**18), 10**18), str: TEXTS, bool: st.booleans()}[hint])
