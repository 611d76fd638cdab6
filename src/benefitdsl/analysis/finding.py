"""What was found of a plan. It knows no text: `api/places.py` finds the author's line."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.plan.expr import Expr
from benefitdsl.plan.parts import Origin

Said = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the plan by its origin, and of its block the field (`word`, the abstract one, and the `key` of a row);
    without a word the head of the block."""

    origin: Origin
    word: str = ""
    key: str | int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A warning with its facts. `part` is the very piece of a condition that is meant: one that a kind put there itself
    stands in no text, and nothing is said of it. `related` are other places that matter, each with a phrase's key."""

    code: str
    place: Place
    facts: tuple[tuple[str, Said], ...] = ()
    part: Expr | None = None
    related: tuple[tuple[str, Place], ...] = ()
