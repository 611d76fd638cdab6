"""Lint: points that are multiplied, though nothing gives any of them in proportion for the same event (spec 4.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.check.checked import Draft
from benefitdsl.check.symbols import blocks_of
from benefitdsl.diagnostics import Diagnostic, warning
from benefitdsl.syntax.ast import Action, Actions, Block, EventTrigger, Give, Multiply, Trigger

_RULE: Final = "rule"
_OTHERWISE: Final = ""  # by a moment, or by what happened: two of these may come at once


def lint_multiplied(draft: Draft) -> Iterator[Diagnostic]:
    blocks = [block for block, _ in blocks_of(draft.modules, draft.catalogue)]
    given = {
        (action.currency.text, trigger)
        for block in blocks
        for action in _actions(block)
        if isinstance(action, Give) and action.per is not None
        for trigger in _triggers(block, draft)
    }
    for block in blocks:
        triggers = _triggers(block, draft)
        for action in _actions(block):
            if isinstance(action, Multiply) and not any(
                (action.currency.text, each) in given for each in triggers
            ):
                yield warning("BEN405", action.span, points=action.currency.text)


def _actions(block: Block) -> Iterator[Action]:
    for field in block.fields:
        if isinstance(field.value, Actions):
            yield from field.value.items


def _triggers(block: Block, draft: Draft) -> frozenset[str]:
    """The events that make a rule act; of other blocks, and of rules that wait for something else, that may be any."""
    trigger = next((field.value for field in block.fields if isinstance(field.value, Trigger)), None)
    if block.kind != _RULE or not isinstance(trigger, Trigger):
        return frozenset((*draft.events, _OTHERWISE))
    return frozenset(
        term.event.text if isinstance(term, EventTrigger) else _OTHERWISE for term in trigger.terms
    )
