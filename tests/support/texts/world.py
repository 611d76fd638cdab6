"""What a generated programme has: the names that its blocks may use, and from where an expression looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from benefitdsl.check.vocabulary import lines_of
from benefitdsl.plan.parts import EventField, EventType
from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.syntax import ast
from tests.support.texts.naming import Namer


@dataclass
class World:
    """The names of one programme by family, made before its blocks are, so that references are consistent."""

    rng: Random
    namer: Namer
    currency: str = "CNY"
    day_start: tuple[int, int] = (0, 0)
    events: dict[str, EventType] = field(default_factory=dict)
    attributes: dict[str, EventField] = field(default_factory=dict)
    holidays: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    benefits: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    budgets: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    ladders: dict[str, list[str]] = field(default_factory=dict)
    missions: dict[str, ast.Aggregate] = field(default_factory=dict)
    stages: dict[str, list[int]] = field(default_factory=dict)
    # What may start what, so that cascades end: `points` may raise levels, or entering a level may give points.
    points_first: bool = True
    is_daring: bool = False  # does now and then what check refuses

    @property
    def digits(self) -> int:
        return MINOR_DIGITS[self.currency]

    def levels(self) -> list[str]:
        return [level for levels in self.ladders.values() for level in levels]


@dataclass(frozen=True)
class At:
    """The place of an expression: the events that may be at hand, the line, and what has been proved to be there."""

    world: World
    events: tuple[EventType, ...] = ()
    line: tuple[EventField, ...] | None = None
    past: bool = False
    is_metric: bool = False
    proved: frozenset[ast.Ref] = frozenset()

    def knowing(self, condition: ast.Expr | None) -> At:
        """Return the place after a condition held."""
        return replace(self, proved=self.proved | _proved(condition))

    def into(self, event: EventType, *, of_lines: bool) -> At:
        """Return the place inside the `where` of a total."""
        lines = lines_of(event)
        return At(self.world, (event,), lines.fields if of_lines and lines else None, past=True)

    def fields(self) -> Sequence[EventField]:
        """Return the fields that every event at hand has, of one type; or those of the line."""
        if self.line is not None:
            return self.line
        if not self.events:
            return ()
        shared = []
        for each in self.events[0].fields:
            twins = [
                twin
                for event in self.events
                for twin in event.fields
                if (twin.name, twin.type) == (each.name, each.type)
            ]
            if len(twins) == len(self.events):
                shared.append(replace(each, required=all(twin.required for twin in twins)))
        return shared


def _proved(condition: ast.Expr | None) -> frozenset[ast.Ref]:
    match condition:
        case ast.Has(subject):
            return frozenset((subject,))
        case ast.And(items):
            return frozenset(ref for item in items for ref in _proved(item))
        case _:
            return frozenset()
