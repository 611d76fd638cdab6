"""Events that one member's decision addresses to others."""

from __future__ import annotations

from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import EventAddressed
from benefitdsl.model.event import Event


def addressed_events(outcome: Outcome) -> tuple[Event, ...]:
    """The events to deliver, in the order of the effects. A duplicate addressed its own the first time."""
    if outcome.status == "duplicate":
        return ()
    return tuple(
        Event(
            id=effect.id, type=effect.type, member=effect.to, at=effect.cause.at, fields=dict(effect.fields)
        )
        for effect in outcome.effects
        if isinstance(effect, EventAddressed)
    )
