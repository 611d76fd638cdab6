"""What all members share: stock, budgets, counters and unique claims. `evaluate` reads it and never writes:
a decision lists its `PoolChange`s and the host applies them together with the new state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Take:
    """Add `amount` (negative: give back) to the counter `key`, which must not pass `cap` (None: no cap)."""

    key: str
    amount: int
    cap: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """`key` belongs to `owner` from now on; refused when it belongs to another. Release with `owner` None."""

    key: str
    owner: str | None


PoolChange = Take | Claim


class Pools(Protocol):
    """The port. Reads must be repeatable within one evaluation."""

    def used(self, key: str) -> int: ...

    def owner(self, key: str) -> str | None: ...


class PoolConflict(Exception):
    """Another decision took it first: evaluate again and apply the new decision."""

    def __init__(self, change: PoolChange) -> None:
        super().__init__(f"the pool `{change.key}` changed since the decision was made; evaluate again")
        self.change = change


class InMemoryPools:
    """The default: dictionaries. `apply` is all or nothing."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        self._owner: dict[str, str] = {}

    def used(self, key: str) -> int:
        return self._used.get(key, 0)

    def owner(self, key: str) -> str | None:
        return self._owner.get(key)

    def after(self, changes: Iterable[PoolChange]) -> InMemoryPools:
        """A copy to which the changes of one decision are applied. `PoolConflict`."""
        copy = InMemoryPools()
        copy._used, copy._owner = self._used.copy(), self._owner.copy()
        copy.apply(changes)
        return copy

    def apply(self, changes: Iterable[PoolChange]) -> None:
        """Apply the changes of one decision. Raises `PoolConflict`, and then nothing has changed."""
        used, owner = dict[str, int](), dict[str, str | None]()
        for change in changes:
            match change:
                case Take(key, amount, cap):
                    total = used.get(key, self.used(key)) + amount
                    if cap is not None and amount > 0 and total > cap:
                        raise PoolConflict(change)
                    used[key] = total
                case Claim(key, new):
                    old = owner[key] if key in owner else self.owner(key)
                    if new is not None and old is not None and old != new:
                        raise PoolConflict(change)
                    owner[key] = new
        self._used.update(used)
        for key, new in owner.items():
            if new is None:
                self._owner.pop(key, None)
            else:
                self._owner[key] = new
