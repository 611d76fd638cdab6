"""Whether the points that actions use up are there, asked before they are taken (spec 12.1)."""

from __future__ import annotations

from benefitdsl.engine.actions import Planned, amount_of
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.ledger import spendable
from benefitdsl.plan.parts import TakePoints

Promised = dict[str, int]  # of each currency: what those that fired before in the step will take


def needed(planned: tuple[Planned, ...]) -> dict[str, int]:
    """What must be there of each currency."""
    found: dict[str, int] = {}
    for one in planned:
        action = one.book.action
        if isinstance(action, TakePoints) and not action.up_to:
            found[action.currency] = found.get(action.currency, 0) + max(0, amount_of(one))
    return found


def are_there(d: Draft, needs: dict[str, int], promised: Promised) -> bool:
    """Whether so much is there beside what is promised; what needs nothing is never held up."""
    return all(
        amount <= spendable(d, currency) - promised.get(currency, 0)
        for currency, amount in needs.items()
        if amount > 0
    )


def promise(d: Draft, planned: tuple[Planned, ...], promised: Promised) -> None:
    """Note what actions that are to be taken will take, as far as it is there."""
    for one in planned:
        action = one.book.action
        if isinstance(action, TakePoints):
            before = promised.get(action.currency, 0)
            there = max(0, spendable(d, action.currency) - before)
            promised[action.currency] = before + min(max(0, amount_of(one)), there)
