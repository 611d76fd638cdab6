"""What names may mean at a place, and what has been proved to be there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from benefitdsl.check.checked import Draft
from benefitdsl.check.types import Binding, Guard, Judgement
from benefitdsl.diagnostics import Diagnostic
from benefitdsl.plan.parts import EventField, EventType
from benefitdsl.syntax.ast import Expr

Guards = frozenset[Guard]
NO_GUARDS: Guards = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """`events`: the event at hand is one of them; none where time, a state or a member is asked. `is_lost`: the event
    at hand is one that nobody defined, which has been said. `is_started`: something happens here, an event or what came
    of one, so that it can be asked what it gave so far. `past`: inside the `where` of a total, where only the
    event's (or with `line` the line's) own fields may be read."""

    events: tuple[EventType, ...] = ()
    is_lost: bool = False
    is_started: bool = False
    past: bool = False
    line: tuple[EventField, ...] | None = None
    use: Literal["condition", "metric", "mission"] = "condition"


# What may be wrong only because nobody knows which event is at hand.
_ABOUT_THE_EVENT: Final = frozenset(
    "BEN122 BEN123 BEN124 BEN132 BEN133 BEN135 BEN136 BEN137 BEN211 BEN214 BEN223 BEN233 BEN237".split()
)


@dataclass(frozen=True, slots=True)
class Look:
    """One place from which expressions are judged."""

    draft: Draft
    scope: Scope
    found: list[Diagnostic]
    guards: Guards = NO_GUARDS

    def report(self, diagnostic: Diagnostic) -> None:
        if not (self.scope.is_lost and diagnostic.code in _ABOUT_THE_EVENT):
            self.found.append(diagnostic)

    def knowing(self, guards: Guards) -> Look:
        """Return the same place with more proved."""
        return replace(self, guards=self.guards | guards) if guards else self

    def into(self, scope: Scope) -> Look:
        """Return a place inside, where nothing is proved yet."""
        return replace(self, scope=scope, guards=NO_GUARDS)

    def note(self, node: Expr, judgement: Judgement) -> Judgement:
        """Write down what is known of a node, and return it."""
        self.draft.tables.judgements[id(node)] = judgement
        return judgement

    def bind(self, node: object, binding: Binding) -> None:
        self.draft.tables.bindings[id(node)] = binding

    def bound(self, node: object) -> Binding | None:
        return self.draft.tables.bindings.get(id(node))
