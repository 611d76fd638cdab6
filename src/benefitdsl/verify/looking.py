"""Whoever looks at one history for several laws, and the first breach of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, get_args

from benefitdsl.plan.parts import Plan
from benefitdsl.verify.history import History, Joining, Moment, Passing, Sending
from benefitdsl.verify.laws import Breach, Watcher, failed
from benefitdsl.verify.laws.law import BuiltIn

RUNS: Final = "runs"
"""The law that nothing fails."""


def laws_of(plan: Plan) -> tuple[str, ...]:
    """The names of the laws that can be asked: those of the programme, then those that hold for every one."""
    return (*(law.id for law in plan.laws), *get_args(BuiltIn))


class Looking:
    """The watchers of one history, and the first breach that each has seen."""

    def __init__(self, watchers: Iterable[Watcher]) -> None:
        self.watchers = list(watchers)
        self.breaches: dict[str, Breach] = {}

    def see(self, moment: Moment) -> None:
        for one in self.watchers:
            if one.law not in self.breaches:
                breach = one.see(moment)
                if breach is not None:
                    self.breaches[one.law] = breach

    def broke(self, error: BaseException, history: History) -> None:
        """The engine stopped: a breach of the law `runs`, at the last thing that happened where nothing was seen."""
        for one in self.watchers:
            if one.law == RUNS:
                self.breaches.setdefault(RUNS, _failed(error, history))


def _failed(error: BaseException, history: History) -> Breach:
    """The breach that an error is."""
    match history.happenings[-1]:
        case Sending(event):
            return failed(error, event.member, event.at, event)
        case Passing(until):
            return failed(error, "", until, None)
        case Joining(member, at):
            return failed(error, member, at, None)
