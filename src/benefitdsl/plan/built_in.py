"""Types of events that every programme has, where it does not declare them itself."""

from __future__ import annotations

from typing import Final

from benefitdsl.plan.parts import EventField, EventType


def _texts(name: str, *fields: str) -> EventType:
    return EventType(name, tuple(EventField(field, "text", required=True) for field in fields))


REVERSAL: Final = _texts("reversal", "reverses")
"""Takes back what an addressed event did, of any type, by its key (spec §6.1)."""

JOINED: Final = _texts("@joined", "who", "team")
"""Tells a team's own state that a member is in it (spec §15.1)."""

MENTOR: Final = _texts("@mentor", "actor", "team")
"""Tells a member that another follows them, in the team `actor` (spec §15.1)."""

BUILT_IN: Final = (REVERSAL, JOINED, MENTOR)
