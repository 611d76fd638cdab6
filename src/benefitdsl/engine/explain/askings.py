"""Every step of rules in what happened: those of the event, those whose moment came, and each round of a cascade.

What happened is done again on a draft, up to the n-th time that rules are asked, for each n: so every step is seen on
the state that it was asked on, and nothing of it reaches anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from benefitdsl.engine import core
from benefitdsl.engine.book import RuleBook
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.explain.narrate import Explainer
from benefitdsl.engine.explain.reading import Reading
from benefitdsl.engine.explain.rules_told import RulesStep
from benefitdsl.engine.explain.story import RuleStory
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.pools import Pools

By = Literal["event", "moment", "cascade"]


@dataclass(frozen=True, slots=True)
class Asking:
    """Rules that are asked in one step, and the draft as it stands then. Whoever looks may read it until `stories`."""

    draft: Draft
    reading: Reading
    rules: tuple[RuleBook, ...]
    by: By

    def stories(self) -> tuple[RuleStory, ...]:
        """What becomes of each rule, without effects. The uses of those that fire are recorded in the draft, so read it
        before."""
        return RulesStep(self.draft, self.reading, self.rules).tell({})


def askings(
    explainer: Explainer,
    before: Member,
    event: Event | None,
    now: int,
    pools: Pools,
    seed: bytes | None,
    look: Callable[[Asking], None],
) -> None:
    """Show every step of rules to `look`, in order. `pools` as they were before; without an event time passes to `now`.
    INVARIANT: what happened was not refused."""
    number = 0
    while _ask(explainer, before, event, now, pools, seed, number, look):
        number += 1


class _Looked(Exception):
    """The step that was wanted has been seen: the draft is of no more use."""


def _ask(
    explainer: Explainer,
    before: Member,
    event: Event | None,
    now: int,
    pools: Pools,
    seed: bytes | None,
    wanted: int,
    look: Callable[[Asking], None],
) -> bool:
    """Show the step of this number; False where there are not so many."""
    passed = 0

    def asking(d: Draft, rules: Sequence[RuleBook], is_cascade: bool) -> None:
        nonlocal passed
        if passed == wanted:
            by: By = "cascade" if is_cascade else "moment" if d.type is None else "event"
            d.asking = None
            look(Asking(d, Reading(d, explainer.units), tuple(rules), by))
            raise _Looked
        passed += 1

    draft = explainer.opened(before)
    draft.asking = asking
    try:
        if event is None:
            core.advance(draft, now, pools, seed)
        else:
            core.decide(draft, event, pools, seed)
    except _Looked:
        return True
    except Refusal:
        return False
    return False
