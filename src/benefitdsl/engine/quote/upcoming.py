"""Pools as they will be once the changes of a decision are applied."""

from __future__ import annotations

from collections.abc import Iterable

from benefitdsl.model.pools import Claim, PoolChange, Pools, Take


class Upcoming:
    """Reads through to the pools, with the changes on top."""

    __slots__ = ("_changes", "_pools")

    def __init__(self, pools: Pools, changes: Iterable[PoolChange]) -> None:
        self._pools = pools
        self._changes = tuple(changes)

    def used(self, key: str) -> int:
        own = [change.amount for change in self._changes if isinstance(change, Take) and change.key == key]
        return self._pools.used(key) + sum(own)

    def owner(self, key: str) -> str | None:
        for change in reversed(self._changes):
            if isinstance(change, Claim) and change.key == key:
                return change.owner
        return self._pools.owner(key)
