"""What a plan's scenarios can be asked to show: one goal for each thing that can come of each part.

Goals are read off the plan alone. What a scenario shows is marked under the same key (`scene.py`), so that a goal is
seen or not, and nothing else counts. docs/coverage.md says in words when each of them is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benefitdsl.plan.expr import Expr
from benefitdsl.plan.parts import Origin

Family = Literal[
    "rule",
    "mission",
    "tiers",
    "points",
    "benefit",
    "offer",
    "privilege",
    "promotion",
    "draw",
    "segment",
    "notice",
    "score",
    "team",
    "board",
    "experiment",
]


@dataclass(frozen=True, slots=True)
class Done:
    """Something came of the part: `word` says what (a key of `[coverage]`), `of` of what: a stage, a level, a prize, a
    budget, why it was refused."""

    word: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Holds:
    """A part of a condition was read and was as `wanted`; `place` counts the parts in written order, -1 is the whole.
    `field` is the field of the condition, a further word tells apart the steps of a mission."""

    field: str
    place: int
    wanted: bool


@dataclass(frozen=True, slots=True)
class Full:
    """The limit at this place let its last use through, or (`beyond`) refused one more."""

    place: int
    beyond: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A window was asked next to the end of an entry: `inside` while it still counted, else when it no longer did. `of`
    is the metric, `limit <place>`, or nothing for a mission's own window."""

    of: str
    inside: bool


What = Done | Holds | Full | Edge

WHOLE = -1
"""The place of a condition as a whole."""


@dataclass(frozen=True, slots=True)
class Key:
    """Under which a goal is, and what was seen is marked."""

    family: Family
    part: str
    what: What


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to see. `field` is the field of the block that says so (empty: its head), `row` its key where it has
    several, `place` the place within it of a part of its condition, or of one of its limits. `condition` is what was to
    hold or not."""

    key: Key
    origin: Origin
    field: str = ""
    row: str = ""
    place: int | None = None
    condition: Expr | None = None
