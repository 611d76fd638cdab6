"""Laws: what must hold whatever happens, and who looks whether it does.

for breach in breaches_at_rest(rulebook.plan): …        # once, without a history
watching = watchers(rulebook)                            # anew for each history
play(rulebook, history, lambda moment: [watcher.see(moment) for watcher in watching])
tell(breach, rulebook, "zh")                             # what the law says, and what was found
"""

from __future__ import annotations

from typing import assert_never

from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.plan.parts import (
    Always,
    AtMost,
    Brings,
    BringsNone,
    HasHad,
    KeepsNone,
    Law,
    Never,
    NeverLess,
    NeverRaises,
    Plan,
)
from benefitdsl.verify.laws.at_rest import breaches_at_rest
from benefitdsl.verify.laws.built_in import NoEnrichment, Runs, Usable, failed
from benefitdsl.verify.laws.claims import Settled, brings, brings_none, never_raises, read_otherwise
from benefitdsl.verify.laws.counting import Counting, Having
from benefitdsl.verify.laws.keeping import Keeping, can_be_taken_back, keeps_none
from benefitdsl.verify.laws.law import Breach, Watcher
from benefitdsl.verify.laws.less import never_less
from benefitdsl.verify.laws.seen import Glass
from benefitdsl.verify.laws.telling import law_says, law_title, tell


def watchers(rulebook: Rulebook) -> list[Watcher]:
    """A watcher for each law, those of the programme in written order, then the built-in ones. They remember what they
    saw: make them anew for each history."""
    plan, glass = rulebook.plan, Glass(rulebook)
    declared = [_watcher(plan, law, glass) for law in plan.laws]
    return [*declared, Runs(glass), Usable(plan, glass), NoEnrichment(plan, glass)]


def _watcher(plan: Plan, law: Law, glass: Glass) -> Watcher:
    claim = law.claim
    match claim:
        case Always(condition):
            return Settled(law, glass, lambda seen: read_otherwise(condition, seen, wanted=True))
        case Never(condition):
            return Settled(law, glass, lambda seen: read_otherwise(condition, seen, wanted=False))
        case Brings():
            return Settled(law, glass, lambda seen: brings(claim, seen))
        case BringsNone():
            return Settled(law, glass, lambda seen: brings_none(claim, seen))
        case AtMost():
            return Counting(plan, law, claim, glass)
        case NeverRaises():
            return Settled(law, glass, lambda seen: never_raises(claim, seen))
        case NeverLess():
            return Settled(law, glass, never_less(plan, law.event, claim))
        case HasHad():
            return Having(law, claim, glass)
        case KeepsNone():
            if _takes_back(plan, law.event):
                return Keeping(law, claim, glass)
            return Settled(law, glass, lambda seen: keeps_none(claim, seen), can_be_taken_back)
        case _:
            assert_never(claim)


def _takes_back(plan: Plan, event: str) -> bool:
    return any(each.name == event and each.reverses is not None for each in plan.events)


__all__ = ["Breach", "Watcher", "breaches_at_rest", "failed", "law_says", "law_title", "tell", "watchers"]
