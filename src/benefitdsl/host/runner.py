"""What a host needs of an engine, so that a session runs on either of the two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, Scalar
from benefitdsl.model.pools import Pools
from benefitdsl.model.snapshot import Snapshot

State = TypeVar("State")


class Runner(Protocol[State]):
    """An engine over one plan; `State` is its member state, a value that it never changes in place."""

    def new_member(self, member: str, at: int, attributes: Mapping[str, Scalar], /) -> State: ...

    def evaluate(
        self, member: State, event: Event, pools: Pools, seed: bytes | None = None, /
    ) -> tuple[State, Outcome]: ...

    def advance(
        self, member: State, now: int, pools: Pools, seed: bytes | None = None, /
    ) -> tuple[State, Outcome]: ...

    def next_due(self, member: State, /) -> int | None: ...

    def snapshot(self, member: State, /) -> Snapshot: ...
