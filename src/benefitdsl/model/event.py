"""The event a host sends, once its fields have been read at the door (`engine/door.py`).

In JSON an event is flat: `id`, `source`, `type`, `member`, `at` and its fields; money is a decimal string in
major units. Here money is minor units, a date a local day number, `items` a tuple of `Line`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Scalar = int | str | bool
Line = Mapping[str, Scalar]
FieldValue = Scalar | tuple[str, ...] | tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one member.

    `at` is an instant in microseconds UTC. (`source`, `id`) is the identity: the same identity with the same
    content changes nothing, with other content it is refused. INVARIANT: `fields` is never changed.
    """

    id: str
    type: str
    member: str
    at: int
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    source: str = ""

    @property
    def key(self) -> str:
        """The identity in one text: `id`, or `source/id` where there is a source."""
        return f"{self.source}/{self.id}" if self.source else self.id
