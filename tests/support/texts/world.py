"""What a generated programme has: the names that its blocks may use, and from where an expression looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal, NamedTuple

from benefitdsl.check.vocabulary import lines_of
from benefitdsl.plan.parts import EventField, EventType
from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.syntax import ast
from tests.support.texts.naming import Namer


class Metric(NamedTuple):
    """What a ladder measures, and the type of it."""

    expr: ast.Expr
    kind: str


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
    stored: list[str] = field(default_factory=list)  # stored value, which is money
    benefits: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    budgets: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    ladders: dict[str, list[str]] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)  # of ladders
    # What a mission counts; None for one of steps and for a bargain, whose progress is a number.
    missions: dict[str, ast.Aggregate | None] = field(default_factory=dict)
    stages: dict[str, list[int]] = field(default_factory=dict)
    scores: dict[str, list[str]] = field(default_factory=dict)  # and their components, in order
    experiments: dict[str, list[str]] = field(default_factory=dict)  # and their variants
    privileges: list[str] = field(default_factory=list)
    draws: dict[str, frozenset[str]] = field(default_factory=dict)  # and what their prizes may do
    told: list[str] = field(default_factory=list)  # the events that inviters may be told
    # What may start what, so that cascades end. `points`: points may raise levels. `levels`: entering a level may give
    # points. `counted`: ladders count points, so that all that gives some may raise a level.
    order: Literal["points", "levels", "counted"] = "points"
    is_daring: bool = False  # does now and then what check refuses

    @property
    def currencies(self) -> list[str]:
        return [*self.points, *self.stored]

    def dares(self) -> bool:
        """Say whether to do it now; many may ask in one programme."""
        return self.is_daring and self.rng.random() < 0.1

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
    is_started: bool = False  # something happens here, so that it can be asked what it gave
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
