"""Lint: coupons that take off more than the order must cost, and rules that give without end.

What is given is money. The one known brand that lost a fortune in a night had a coupon without a threshold.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.judge_numbers import minor_units
from benefitdsl.check.symbols import blocks_of
from benefitdsl.diagnostics import Diagnostic, warning
from benefitdsl.syntax.ast import (
    Actions,
    Aggregate,
    Block,
    DaysSince,
    Draw,
    EventTrigger,
    Give,
    Grant,
    Limits,
    Money,
    Name,
    Take,
    ThisEvent,
    Trigger,
    TriggerTerm,
)

_OFF, _MINIMUM, _WORTH = "off", "minimum", "worth"
_BOUNDS = ("limit", "budget", "group")  # fields that bound what a rule gives


def lint_threshold(draft: Draft) -> Iterator[Diagnostic]:
    """A coupon of 20 off an order of 15 pays the member."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        off, minimum = _money(block, _OFF), _money(block, _MINIMUM)
        if kind.family == "benefit" and off and minimum and minor_units(off) >= minor_units(minimum):
            yield warning("BEN501", off.span)


def lint_unbounded(draft: Draft) -> Iterator[Diagnostic]:
    """A rule that grants something of worth on every event, whatever it costs, without limit or budget."""
    worth = {
        block.name.text
        for block, kind in blocks_of(draft.modules, draft.catalogue)
        if kind.family == "benefit"
        and block.name is not None
        and (_money(block, _WORTH) or _money(block, _OFF))
    }
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        if kind.family != "rule" or block.kind != "rule" or _is_bounded(block, draft):
            continue
        for action in _actions(block):
            if name := _of_worth(action, worth, draft):
                yield warning("BEN502", action.span, name=name)


def _of_worth(action: Any, worth: set[str], draft: Draft) -> str:
    """Return the name of what an action gives, or may draw, that costs money; "" for none."""
    waiting, drawn = [action], set[str]()
    while waiting:
        match waiting.pop():
            case Grant(Name(benefit)) if benefit in worth:
                return benefit
            case Give(Money(), Name(currency), None):
                return currency
            case Give(Money() as given, Name(currency), Money() as paid) if minor_units(given) > minor_units(
                paid
            ):
                return currency
            case Draw(Name(draw)) if draw not in drawn:  # draws in draws: each is looked into once
                drawn.add(draw)
                symbol = draft.symbols.find("draw", draw)
                prizes = _actions(symbol.block) if symbol is not None and symbol.block is not None else ()
                waiting += reversed(tuple(prizes))
            case _:
                pass
    return ""


def _is_bounded(block: Block, draft: Draft) -> bool:
    """Say whether a limit, a budget, an amount of money to be reached, points to be used up, or something that is rare
    bounds it."""
    for field in block.fields:
        if field.label in _BOUNDS or isinstance(field.value, Limits):
            return True
        if isinstance(field.value, Trigger):
            if all(_is_rare(term, draft) for term in field.value.terms):
                return True
        elif isinstance(field.value, Actions):
            if any(isinstance(each, Take) and not each.up_to for each in field.value.items):
                return True
        elif any(isinstance(node, Money) or _asks_the_past(node) for node in descend(field.value)):
            return True
    return False


def _is_rare(term: TriggerTerm, draft: Draft) -> bool:
    """Say whether it is a level, a mission or a moment, or an event that counts once for each member."""
    if not isinstance(term, EventTrigger):
        return True
    event = draft.events.get(term.event.text)
    return event is not None and any(not key.fields and not key.daily for key in event.unique)


def _asks_the_past(node: Any) -> bool:
    return isinstance(node, DaysSince) or (
        isinstance(node, Aggregate) and not isinstance(node.window, ThisEvent)
    )


def _actions(block: Block) -> Iterator[Any]:
    for field in block.fields:
        if isinstance(field.value, Actions):
            yield from field.value.items


def _money(block: Block, label: str) -> Money | None:
    for field in block.fields:
        if field.label == label and isinstance(field.value, Money):
            return field.value
    return None
