"""What is at hand where a field of a block stands: which events, and what the block's condition has proved."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import FieldSpec, Kind
from benefitdsl.check.checked import Draft
from benefitdsl.check.forms import fits
from benefitdsl.check.guards import proved
from benefitdsl.check.scope import NO_GUARDS, Guards, Look, Scope
from benefitdsl.check.symbols import fields_of
from benefitdsl.check.vocabulary import lines_of
from benefitdsl.diagnostics import Diagnostic
from benefitdsl.plan.parts import EventType
from benefitdsl.syntax.ast import Aggregate, Block, EventTrigger, Expr, Goal, Name, Trigger

# The condition of a block, and the field of actions that are taken where it does not hold. What else a block asks (of
# lines, for a lower fee) proves nothing of what it does.
CONDITION, OTHERWISE, AUDIENCE = "condition", "otherwise", "audience"


@dataclass(frozen=True, slots=True)
class Place:
    """One block, and what its trigger or match brings."""

    draft: Draft
    block: Block
    kind: Kind

    def look(self, spec: FieldSpec, found: list[Diagnostic]) -> Look:
        """Return the place from which a condition or a value of this field looks."""
        if spec.form in ("match", "goal"):
            return Look(self.draft, Scope(use="mission"), found)
        if spec.form == "value" and self.kind.family == "tiers":
            return Look(self.draft, Scope(use="metric"), found)
        if spec.scope == "line":
            return Look(self.draft, self._line(spec), found)
        if spec.scope != "event":
            return Look(self.draft, Scope(), found)
        is_started = bool(spec.event) or self._event_names() is not None
        return Look(self.draft, Scope(self.events(spec), self._is_lost(), is_started), found)

    def look_after(self, spec: FieldSpec, found: list[Diagnostic]) -> Look:
        """Return the same for what is done once the block's condition is known to hold (or, for `otherwise`, not to).
        Conditions and segments have been judged."""
        look, holds = self.look(spec, found), spec.word != OTHERWISE
        return look.knowing(
            self._proved(look, holds=holds) | (self._of_audience(look) if holds else NO_GUARDS)
        )

    def events(self, spec: FieldSpec) -> tuple[EventType, ...]:
        """Return the types of which the event at hand is one; none where the block may also run without an event."""
        names = self._event_names()
        if names is None:
            names = (spec.event,) if spec.event else ()
        events = tuple(self.draft.events[name] for name in dict.fromkeys(names) if name in self.draft.events)
        return events if len(events) == len(set(names)) else ()

    def _line(self, spec: FieldSpec) -> Scope:
        """Return what a condition on a line of an event may read."""
        events = self.events(spec)
        held = [lines.fields for event in events if (lines := lines_of(event))]
        return Scope(events, past=True, line=held[0] if held else ())

    def _is_lost(self) -> bool:
        """Say whether the trigger or match names an event that nobody defined."""
        return any(name not in self.draft.events for name in self._event_names() or ())

    def _event_names(self) -> tuple[str, ...] | None:
        steps: list[str] = []
        for field, spec in fields_of(self.block, self.kind):
            match field.value:
                case Trigger(terms) if spec.form == "trigger":
                    named = [term.event.text for term in terms if isinstance(term, EventTrigger)]
                    return tuple(named) if len(named) == len(terms) else ()
                case Aggregate(path=path) if spec.form == "match" and path:
                    return (path[0].text,)
                case Goal(match=Aggregate(path=path)) if path:
                    steps.append(path[0].text)
                case _:
                    pass
        return tuple(steps) or None

    def _proved(self, look: Look, *, holds: bool) -> Guards:
        """Return what the block's condition, or the `where` of its match, has proved."""
        for field, spec in fields_of(self.block, self.kind):
            match field.value:
                case Aggregate(where=where, path=path) if spec.form == "match":
                    return (
                        proved(where, look, holds=True) if where is not None and len(path) == 1 else NO_GUARDS
                    )
                case _ if spec.form == "condition" and spec.word == CONDITION:
                    condition: Expr = field.value  # type: ignore[assignment]
                    return proved(condition, look, holds=holds)
        return NO_GUARDS

    def _of_audience(self, look: Look) -> Guards:
        """Return what is known of whoever belongs to the segment that the block is for. It stays so: an inviter and
        attributes are never taken away."""
        for field, spec in fields_of(self.block, self.kind):
            if spec.word == AUDIENCE and isinstance(field.value, Name):
                segment = self.draft.symbols.find("segment", field.value.text)
                fields = () if segment is None or segment.block is None else segment.block.fields
                asked = fields[0].value if len(fields) == 1 else None  # else it lists members besides
                if asked is not None and fits("condition", asked):
                    return proved(asked, look, holds=True)  # type: ignore[arg-type]
        return NO_GUARDS
