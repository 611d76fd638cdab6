"""Where the choices of a history come from: a seeded source for the command, or Hypothesis (`strategies.py`)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Choices(ABC):
    """One source of choices. All are made of `integer`, lowest first: who shrinks choices comes to the plainest."""

    @abstractmethod
    def integer(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both included."""

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, of which there is at least one; the plainest stands first."""
        return options[self.integer(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """Yes in so many of a hundred cases; no is the plainer answer."""
        return self.integer(0, 99) >= 100 - percent


class Seeded(Choices):
    """Choices by a seed, the same on every machine."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed).random  # noqa: S311 - histories, not secrets

    def integer(self, low: int, high: int) -> int:
        return low + int(self._random() * (high - low + 1))
