"""How time is taken: CPU time of this process, contenders in turn, medians of rounds."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import process_time

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to be timed. One call of `run` does `count` things; it is called `passes` times in each round."""

    name: str
    run: Callable[[], object]
    count: int
    passes: int = 1


@dataclass(frozen=True, slots=True)
class Pace:
    """Microseconds per thing, round by round."""

    rounds: tuple[float, ...]

    @property
    def us(self) -> float:
        return median(self.rounds)

    def over(self, other: Pace) -> float:
        """How many times the time of another; each round is compared with the same round of the other."""
        return median(mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True))


def race(contenders: Sequence[Contender], rounds: int = ROUNDS) -> dict[str, Pace]:
    """Time all of them in turn, so that a noisy minute falls on each."""
    taken: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    gc.collect()
    gc.freeze()  # what the contenders hold need not be walked again before each of them
    try:
        for _ in range(rounds):
            for contender in contenders:
                taken[contender.name].append(_timed(contender))
    finally:
        gc.unfreeze()
    return {name: Pace(tuple(rounds_of)) for name, rounds_of in taken.items()}


def _timed(contender: Contender) -> float:
    """Microseconds per thing."""
    with no_collector():
        started = process_time()
        for _ in range(contender.passes):
            contender.run()
        return (process_time() - started) * 1e6 / contender.passes / contender.count


@contextmanager
def no_collector() -> Iterator[None]:
    """Collect what is there, then keep the cyclic collector off meanwhile."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
