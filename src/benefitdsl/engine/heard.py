"""Pools as one evaluation heard them: what was read is remembered, so that the same event can be applied again to the
same state after the pools have moved on."""

from __future__ import annotations

from benefitdsl.model.pools import Pools


class Heard:
    """Reads through to the pools once for each key."""

    __slots__ = ("_owners", "_pools", "_used")

    def __init__(self, pools: Pools) -> None:
        self._pools = pools
        self._used: dict[str, int] = {}
        self._owners: dict[str, str | None] = {}

    def used(self, key: str) -> int:
        if key not in self._used:
            self._used[key] = self._pools.used(key)
        return self._used[key]

    def owner(self, key: str) -> str | None:
        if key not in self._owners:
            self._owners[key] = self._pools.owner(key)
        return self._owners[key]
