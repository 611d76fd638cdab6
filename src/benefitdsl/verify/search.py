"""Looking for histories in which a law does not hold, and for the plainest of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.verify.generate import Broke, Ground, numbered
from benefitdsl.verify.history import History, play
from benefitdsl.verify.laws import Breach, Watcher, breaches_at_rest, watchers
from benefitdsl.verify.looking import RUNS, Looking, laws_of
from benefitdsl.verify.shrink import MOST_TRIES, shrink


@dataclass(frozen=True, slots=True)
class Finding:
    """A law that does not hold: what was found in the plainest history, and in the one of this number."""

    breach: Breach
    number: int
    history: History
    found_in: History


@dataclass(frozen=True, slots=True)
class Tried:
    """A law and how many histories concerned it; `finding` where one broke it."""

    law: str
    concerned: int
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of a search: every law asked, in the order of the programme, then those that hold for every one. What
    is wrong `at_rest` needs no history to be seen; `without` are the laws that were judged so. `interrupted` says that
    somebody stopped it: what was found until then stands, as plain as it had become."""

    seed: int
    histories: int
    tried: tuple[Tried, ...]
    at_rest: tuple[Breach, ...] = ()
    without: tuple[str, ...] = ()
    interrupted: bool = False

    @property
    def broken(self) -> tuple[Finding, ...]:
        return tuple(one.finding for one in self.tried if one.finding is not None)


Budget = Callable[[int], bool]
"""Whether to go on after so many histories."""

Watchers = Callable[[Rulebook], Iterable[Watcher]]


@dataclass(slots=True)
class Search:
    """One search through the histories of a seed. `makers` makes the watchers, fresh for each history; `laws` are those
    to be asked, None for all; `most_tries` bounds the shrinking of each breach."""

    rulebook: Rulebook
    seed: int
    laws: Collection[str] | None = None
    makers: Watchers = watchers
    most_tries: int = MOST_TRIES
    _ground: Ground = field(init=False)
    _concerned: dict[str, int] = field(init=False, default_factory=dict)
    _found: dict[str, Finding] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._ground = Ground(self.rulebook)
        self._concerned = {one.law: 0 for one in self._watchers()}

    def run(self, goes_on: Budget, first: int = 0) -> Findings:
        """Ask every law until it is broken, from the history of the number `first`, as long as the budget lasts, or
        until somebody interrupts it."""
        number, interrupted = first, False
        try:
            while self._is_open and goes_on(number - first):
                self._try(number)
                number += 1
        except KeyboardInterrupt:
            interrupted = True
        tried = (
            Tried(law, count, self._found.get(law))
            for law, count in self._concerned.items()
            if self._asks(law) or law in self._found
        )
        plan = self.rulebook.plan
        at_rest = tuple(one for one in breaches_at_rest(plan) if self._asks(one.law))
        without = tuple(law for law in laws_of(plan) if law not in self._concerned and self._asks(law))
        return Findings(self.seed, number - first, tuple(tried), at_rest, without, interrupted)

    @property
    def _is_open(self) -> bool:
        return any(self._asks(law) and law not in self._found for law in self._concerned)

    def _watchers(self) -> list[Watcher]:
        """Those of the laws that are asked, and always who sees that something fails: that is never passed over."""
        return [one for one in self.makers(self.rulebook) if self._asks(one.law) or one.law == RUNS]

    def _asks(self, law: str) -> bool:
        return self.laws is None or law in self.laws

    def _try(self, number: int) -> None:
        """Make one history, watched for all laws that still hold."""
        looking = Looking(one for one in self._watchers() if one.law not in self._found)
        try:
            history = numbered(self._ground, self.seed, number, looking.see)
        except Broke as broke:
            history = broke.history
            looking.broke(broke.__cause__ or broke, history)
        for one in looking.watchers:
            self._concerned[one.law] += one.concerned or one.law in looking.breaches
        for breach in looking.breaches.values():
            self._found[breach.law] = Finding(breach, number, history, history)
        for breach in looking.breaches.values():  # whoever interrupts this has them as they were found
            self._found[breach.law] = self._plainest(breach, number, history)

    def _plainest(self, breach: Breach, number: int, history: History) -> Finding:
        plainest = shrink(
            self.rulebook,
            history,
            lambda one: self.breach_in(one, breach.law) is not None,
            self.most_tries,
        )
        return Finding(self.breach_in(plainest, breach.law) or breach, number, plainest, history)

    def breach_in(self, history: History, law: str) -> Breach | None:
        """What a history shows of one law."""
        looking = Looking(one for one in self.makers(self.rulebook) if one.law == law)
        try:
            play(self.rulebook, history, looking.see)
        except Exception as error:  # whatever the engine raises is what the law `runs` is about
            looking.broke(error, history)
        return looking.breaches.get(law)


__all__ = ["Budget", "Finding", "Findings", "Search", "Tried"]
