"""The steps of a history: plain values that any engine can play."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.model.event import Event, FieldValue


@dataclass(frozen=True, slots=True)
class Join:
    member: str
    at: int
    attributes: dict[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Send:
    event: Event

    @property
    def member(self) -> str:
        return self.event.member


@dataclass(frozen=True, slots=True)
class Advance:
    member: str
    to: int


@dataclass(frozen=True, slots=True)
class Settle:
    """Time passes for all, instant by instant, as at the end of a replay (spec §15.5)."""

    to: int

    @property
    def member(self) -> str:
        return ""


Step = Join | Send | Advance | Settle
