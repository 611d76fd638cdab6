"""The story of one member, told from a file of events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benefitdsl.adapters.cli.output import stop
from benefitdsl.adapters.cli.rules import Spoken, names_in
from benefitdsl.adapters.files.trace import trace
from benefitdsl.engine.explain import Explainer, Explanation, Teller
from benefitdsl.engine.explain.as_json import explanation_to_json
from benefitdsl.messages import fill, word
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event
from benefitdsl.model.pools import InMemoryPools


def explanations(
    spoken: Spoken,
    events: Sequence[Event],
    member: str,
    event: str | None,
    until: int | None,
    seed: bytes | None = None,
) -> list[Explanation]:
    """What happened to a member, step by step; with `event` (its id, or source/id) only that one."""
    explainer = Explainer(spoken.plan)
    told: list[Explanation] = []

    def watch(before: Any, sent: Event | None, outcome: Outcome, after: Any, pools: InMemoryPools) -> None:
        wanted = event is None or (sent is not None and event in (sent.id, sent.key))
        if wanted and (sent is not None or outcome.effects):
            told.append(explainer.explain(before, sent, outcome, after, pools, seed))

    trace(spoken.plan, events, member, watch, until, seed)
    return told


def story_of(
    spoken: Spoken,
    events: Sequence[Event],
    member: str,
    event: str | None,
    until: int | None,
    seed: bytes | None = None,
) -> list[Explanation]:
    """The same; where there is none, that is said and ends the command."""
    told = explanations(spoken, events, member, event, until, seed)
    if not told:
        key = "no_member" if event is None else "no_event"
        facts = {"member": member, "event": event or ""}
        stop(fill(word("cli", key, spoken.language), facts, spoken.language))
    return told


def as_text(spoken: Spoken, told: Sequence[Explanation]) -> str:
    teller = Teller(spoken.plan, spoken.language, names_in(spoken.language))
    return "\n\n".join(teller.text(one) for one in told)


def as_json(spoken: Spoken, told: Sequence[Explanation]) -> list[dict[str, Any]]:
    teller = Teller(spoken.plan, spoken.language, names_in(spoken.language))
    return [explanation_to_json(one, teller) for one in told]
