"""What histories show that are made from the programme alone: for everything that is seen the first history with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from benefitdsl.verify.deep.stage import Key, Stage
from benefitdsl.verify.generate import Broke, Ground, numbered
from benefitdsl.verify.history import History, Moment, Playing
from benefitdsl.verify.shrink import shrink

HISTORIES: Final = 40
TRIES_TO_SHRINK: Final = 50
_SEED: Final = 1


class Survey:
    """Histories of one rule book, made when first needed, until everything that is wanted was seen."""

    def __init__(self, stage: Stage, histories: int = HISTORIES) -> None:
        self.stage = stage
        self.ground = Ground(stage.rulebook)
        self.left = histories
        self.found: dict[Key, History] = {}
        self._number = 0

    def find(self, key: Key) -> History | None:
        """The plainest history found whose last happening shows it."""
        while key not in self.found and self.left:
            self._play_one()
        found = self.found.get(key)
        if found is None:
            return None
        return shrink(
            self.stage.rulebook, found, lambda one: self.stage.shows(one, key), most_tries=TRIES_TO_SHRINK
        )

    def _play_one(self) -> None:
        """Make the next history, and see every step of it again as the engine was when it came."""
        self.left -= 1
        self._number += 1
        try:
            history = numbered(self.ground, _SEED, self._number, lambda _: None)
        except Broke as broke:
            history = replace(broke.history, happenings=broke.history.happenings[:-1])
        history = replace(history, seed=self.stage.seed)
        seen: list[tuple[Key, int]] = []

        def watch(moment: Moment) -> None:
            seen.extend((key, moment.number) for key in self.stage.see(moment, playing).keys)

        playing = Playing(self.stage.rulebook, self.stage.seed, watch)
        for happening in history.happenings:
            playing.happen(happening)
        for key, number in seen:
            if key not in self.found:
                self.found[key] = replace(history, happenings=history.happenings[: number + 1])
