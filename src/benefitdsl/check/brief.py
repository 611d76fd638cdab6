"""Lint: what is over before it can be used: points that expire while they ripen, coupons before they are claimed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.check.checked import Draft
from benefitdsl.check.symbols import blocks_of
from benefitdsl.diagnostics import Diagnostic, Label, warning
from benefitdsl.syntax.ast import Block, Duration, DurationUnit, Field, Lasting, LastsFor

# The fewest and the most minutes of a unit; what is surely shorter is shorter at its longest.
_DAY: Final = 24 * 60
_FEWEST: Final[dict[DurationUnit, int]] = {
    "minute": 1, "hour": 60, "day": _DAY, "week": 7 * _DAY, "month": 28 * _DAY, "quarter": 90 * _DAY,
    "year": 365 * _DAY,
}  # fmt: skip
_MOST: Final[dict[DurationUnit, int]] = {
    "minute": 1, "hour": 60, "day": _DAY, "week": 7 * _DAY, "month": 31 * _DAY, "quarter": 92 * _DAY,
    "year": 366 * _DAY,
}  # fmt: skip

_WAITS: Final = {
    "points": ("pending", "expire", "earning"),
    "coupon": ("claim", "valid", "issue"),
    "gift": ("claim", "valid", "issue"),
}


def lint_brief(draft: Draft) -> Iterator[Diagnostic]:
    """Compare, per kind, the field that says how long one waits with the one that says how long it lasts."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        if kind.word not in _WAITS:
            continue
        waiting, lasting, anchor = _WAITS[kind.word]
        waits, lasts = _field(block, waiting), _field(block, lasting)
        if waits is None or lasts is None or not isinstance(lasts.value, Lasting):
            continue
        longest = _duration(waits)
        for term in lasts.value.terms:
            if (
                longest
                and isinstance(term, LastsFor)
                and term.anchor == anchor
                and _shorter(term.duration, longest)
            ):
                label = Label(waits.value.span, "waits")
                yield warning("BEN311", term.span, labels=(label,))


def _shorter(lasts: Duration, waits: Duration) -> bool:
    """Say whether it is surely over: a day is added, as the last day still counts."""
    return lasts.count * _MOST[lasts.unit] + _DAY <= waits.count * _FEWEST[waits.unit]


def _field(block: Block, label: str) -> Field | None:
    return next((field for field in block.fields if field.label == label), None)


def _duration(field: Field) -> Duration | None:
    match field.value:
        case Duration() as duration:
            return duration
        case Lasting((LastsFor(duration),)):
            return duration
        case _:
            return None
