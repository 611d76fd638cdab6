"""The laws that a scenario asks, watched while it is told."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.session import Happened, Session
from benefitdsl.messages import Language
from benefitdsl.model.member import Member
from benefitdsl.verify.history import Watching
from benefitdsl.verify.laws import breaches_at_rest, failed, tell, watchers
from benefitdsl.verify.looking import RUNS, Looking, laws_of


class Keeping:
    """Looks on at the session of the production engine, beside whoever does so already."""

    def __init__(self, rulebook: Rulebook, laws: Collection[str], session: Session[Any]) -> None:
        self.rulebook = rulebook
        self._looking = Looking(one for one in watchers(rulebook) if one.law in laws)
        self._at_rest = {one.law: one for one in breaches_at_rest(rulebook.plan)}
        self._asks_runs = RUNS in laws
        self._watching = Watching(rulebook.engine, session.pools, session.seed, self._looking.see)
        self._earlier, session.watch = session.watch, self._seen
        self._number, self._sends = 0, False

    def begin(self, number: int, *, sends: bool) -> None:
        """The step of this number begins; it `sends` an event of the host, or only lets time pass."""
        self._number, self._sends = number, sends
        self._watching.begin(number, None)

    def broke(self, error: Exception) -> bool:
        """Whether an error of the engine is what a law of the story is about."""
        if self._asks_runs:
            self._looking.breaches.setdefault(RUNS, failed(error, "", None, None))
        return self._asks_runs

    def told(self, law: str, language: Language) -> tuple[str, str] | None:
        """What the law says, and what was found; None as long as it holds."""
        breach = self._looking.breaches.get(law, self._at_rest.get(law))
        return None if breach is None else tell(breach, self.rulebook, language)

    def _seen(self, happened: Happened[Member]) -> None:
        if self._earlier is not None:
            self._earlier(happened)
        if self._sends:  # the first step of what is sent is the event itself
            self._sends = False
            self._watching.begin(self._number, happened.step.event)
        self._watching.seen(happened)


__all__ = ["Keeping", "laws_of"]
