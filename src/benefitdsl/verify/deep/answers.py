"""What a reviewer asks of a programme, and what was found: claims, verdicts, witnesses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from benefitdsl.plan.parts import Origin
from benefitdsl.verify.deep.world import Unknown
from benefitdsl.verify.history import History

Question = Literal[
    "never_gives",  # a rule: nothing makes it give
    "always_holds",  # a part of a condition: it asks for nothing
    "never_holds",  # an alternative of a condition
    "no_turn",  # a rule of a group: another one is always before it
    "no_overlap",  # two rules of an exclusive group: no event satisfies both
    "no_gap",  # a group that is a table: nothing between its rows is left out
    "nobody_reaches",  # a level of a ladder
    "higher_no_less",  # a ladder: a higher level gets no less on the same event
    "ladder_rises",  # a ladder: no level asks for more to be kept than the one above it
    "more_no_less",  # an event with an amount: more of it gets no less
    "border_no_less",  # a threshold: just above it there is no less than just below it
    "nobody_completes",  # a mission
    "completes_at_once",  # a mission: whatever counts completes it
    "days_are_real",  # a run of days: most of them are real ones
    "usable_in_time",  # a benefit: whenever it is issued, it can be used before it is over
    "split_no_more",  # an event with an amount: two halves get no more than the whole
    "refund_pays_once",  # a rule: bought, given back and bought again it pays once
    "refund_draws_once",  # a rule: bought, given back and bought again it does not draw again
    "same",  # a rule: it gives as in the other version; what is defined: it is as in the other version
]
Verdict = Literal["yes", "no", "undecided"]
By = Literal["sets", "solver", "calendar", "form", "witness", ""]
"""What a verdict rests on: intervals and sets, the solver, the whole calendar, the form of the rule, a history that
was played; of what is not decided nothing."""
Why = Literal["", "steps", "no_past", "not_shown", "day", "promoted", "changed", "came", "went"] | Unknown
"""What stands in the way of an answer: the solver had not steps enough; there is no recipe for the past that it takes;
no history that was made shows it; when something can be used depends on a day of the member's own or on its claim;
whoever does enough to keep a level has the next one before; the other version defines it otherwise, has it not, or
alone has it; or what the solver does not know."""

# The verdict that a reviewer should hear of. What is not decided is never fine.
HARM: Final[dict[Question, Verdict]] = {
    "never_gives": "yes",
    "always_holds": "yes",
    "never_holds": "yes",
    "no_turn": "yes",
    "no_overlap": "no",
    "no_gap": "no",
    "nobody_reaches": "yes",
    "higher_no_less": "no",
    "ladder_rises": "no",
    "more_no_less": "no",
    "border_no_less": "no",
    "nobody_completes": "yes",
    "completes_at_once": "yes",
    "days_are_real": "no",
    "usable_in_time": "no",
    "split_no_more": "no",
    "refund_pays_once": "no",
    "refund_draws_once": "no",
    "same": "no",
}

TO_KNOW: Final[frozenset[Question]] = frozenset({"split_no_more"})
"""What brands mean as often as they do not: whoever splits an order with `a gift with every order` gets two gifts. It
is told with what it costs, and not counted among what is to be looked at."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One question about one thing. `about` names it (and what it meets), `said` is more to be put into words."""

    question: Question
    about: tuple[str, ...]
    origin: Origin
    said: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Witness:
    """A history that was played and shows it. `compared` is another one, played beside it; of two versions the same
    one, played with the other."""

    history: History
    compared: History | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    claim: Claim
    verdict: Verdict
    by: By = ""
    why: Why = ""
    witness: Witness | None = None
    more: tuple[tuple[str, int], ...] = ()
    """Of a witness that is compared: what comes of it more than of the other, or less (below 0), by thing."""

    @property
    def is_harm(self) -> bool:
        return self._is_bad and self.claim.question not in TO_KNOW

    @property
    def is_to_know(self) -> bool:
        return self._is_bad and self.claim.question in TO_KNOW

    @property
    def _is_bad(self) -> bool:
        return self.verdict == HARM[self.claim.question]


def proved(claim: Claim, by: By) -> Answer:
    return Answer(claim, "yes", by)


def refuted(claim: Claim, witness: Witness, more: Mapping[str, int] | None = None) -> Answer:
    """INVARIANT: the witness was played, and showed it."""
    told = tuple((thing, amount) for thing, amount in sorted((more or {}).items()) if amount)
    return Answer(claim, "no", "witness", witness=witness, more=told)


def undecided(claim: Claim, why: Why) -> Answer:
    return Answer(claim, "undecided", why=why)
