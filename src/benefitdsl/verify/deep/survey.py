"""What histories show that are made from the programme alone: for everything that is seen the first history with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from benefitdsl.verify.deep.busy import busy_histories
from benefitdsl.verify.deep.recipes import Cook
from benefitdsl.verify.deep.stage import Key, Stage
from benefitdsl.verify.generate import Broke, Ground, Seeded, make, name_of
from benefitdsl.verify.history import History
from benefitdsl.verify.shrink import shrink

HISTORIES: Final = 80
TRIES_TO_SHRINK: Final = 100
STEPS_TO_SHRINK: Final = 1_000
"""How much is played for a plainer history: numbers, not times, so that the same always comes out."""
_SEED: Final = 1


class Survey:
    """Histories of one rule book, made when first needed, until everything that is wanted was seen."""

    def __init__(self, stage: Stage, histories: int = HISTORIES) -> None:
        self.stage = stage
        self.ground = Ground(stage.rulebook)
        self.left = histories
        self.busy = busy_histories(Cook.of(stage.plan))
        self.found: dict[Key, History] = {}
        self.plain: dict[Key, History] = {}
        self._number = 0

    def find(self, key: Key) -> History | None:
        """The plainest history found whose last happening shows it."""
        while key not in self.found and self.left:
            self._play_one()
        while key not in self.found and (busy := next(self.busy, None)) is not None:
            self._see(replace(busy, seed=self.stage.seed))
        if key in self.found and key not in self.plain:
            self.plain[key] = self._made_plain(key)
        return self.plain.get(key)

    def _made_plain(self, key: Key) -> History:
        until = self.stage.steps_seen + STEPS_TO_SHRINK

        def shows(history: History) -> bool:
            return self.stage.steps_seen < until and self.stage.shows(history, key)

        return shrink(self.stage.rulebook, self.found[key], shows, most_tries=TRIES_TO_SHRINK)

    def _play_one(self) -> None:
        """Make the next history, and see every step of it again as the engine was when it came. None goes rounds of
        buying and giving back, which are asked about by themselves."""
        self.left -= 1
        self._number += 1
        try:
            name = name_of(_SEED, self._number)
            history = make(self.ground, Seeded(name), lambda _: None, name)
        except Broke as broke:
            history = replace(broke.history, happenings=broke.history.happenings[:-1])
        self._see(history)

    def _see(self, history: History) -> None:
        for number, seen in enumerate(self.stage.perform(history)):
            for key in seen.keys - self.found.keys():
                self.found[key] = History(history.happenings[: number + 1], self.stage.seed)
