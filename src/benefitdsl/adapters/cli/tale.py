"""The story of one member, told from a file of events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benefitdsl.adapters.cli.output import say, say_json, stop
from benefitdsl.adapters.cli.rules import Spoken, names_in
from benefitdsl.adapters.files.trace import trace
from benefitdsl.engine.explain import Explainer, Explanation, Teller
from benefitdsl.engine.explain.as_json import explanation_to_json
from benefitdsl.messages import fill, word
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event
from benefitdsl.model.pools import InMemoryPools


def explanations(
    spoken: Spoken, events: Sequence[Event], member: str, event: str | None, until: int | None
) -> list[Explanation]:
    """What happened to a member, step by step; with `event` (its id, or source/id) only that one."""
    explainer = Explainer(spoken.plan)
    told: list[Explanation] = []

    def watch(before: Any, sent: Event | None, outcome: Outcome, after: Any, pools: InMemoryPools) -> None:
        wanted = event is None or (sent is not None and event in (sent.id, sent.key))
        if wanted and (sent is not None or outcome.effects):
            told.append(explainer.explain(before, sent, outcome, after, pools))

    trace(spoken.plan, events, member, watch, until)
    return told


def tell_member(
    spoken: Spoken,
    events: Sequence[Event],
    member: str,
    event: str | None,
    until: int | None,
    *,
    as_json: bool,
) -> None:
    """Print the story, or say that there is none."""
    told = explanations(spoken, events, member, event, until)
    if not told:
        key = "no_member" if event is None else "no_event"
        facts = {"member": member, "event": event or ""}
        stop(fill(word("cli", key, spoken.language), facts, spoken.language))
    teller = Teller(spoken.plan, spoken.language, names_in(spoken.language))
    if as_json:
        say_json([explanation_to_json(one, teller) for one in told])
    else:
        say("\n\n".join(teller.text(one) for one in told))
