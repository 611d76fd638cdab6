"""Undoing a firing: what it gave besides points is taken back, once (spec 6.3)."""

from __future__ import annotations

from benefitdsl.engine import benefits
from benefitdsl.engine.actions import set_tag
from benefitdsl.engine.book import Source
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.ledger import return_spent
from benefitdsl.engine.limits import give_back_budgets, give_back_uses, has_used
from benefitdsl.engine.take_back import has_let_go, lets_go
from benefitdsl.model.effect import EventAddressed
from benefitdsl.model.member import Firing


def will_stay(d: Draft, firing: Firing, *, also_used: bool) -> bool:
    """Whether something of a firing stays when it is undone: a benefit that was used, points that are let go."""
    return (not also_used and has_used(d, firing)) or lets_go(d, firing)


def come_back(d: Draft, firing: Firing, source: Source, *, also_used: bool) -> None:
    """The points that a firing took come back whole, and its ticket, unless something that it gave stays."""
    if will_stay(d, firing, also_used=also_used):
        return
    firing.spent = tuple(
        [return_spent(d, spent, spent.amount - spent.returned, source) for spent in firing.spent]
    )
    if firing.ticket is not None:
        benefits.give_back(d, firing.ticket, source)


def undo(d: Draft, firing: Firing, source: Source, *, also_used: bool) -> None:
    """Take back once what a firing gave besides points; these were taken back before."""
    firing.undone = True
    for seq in sorted(firing.benefits):
        benefits.revoke(d, seq, source, also_used=also_used)
    if not (has_used(d, firing) or has_let_go(firing)):
        _count_back(d, firing)
    for tag in firing.tags:
        set_tag(d, tag, source, on=False)
    for member, told in firing.told:
        id_ = d.next_id()
        d.effects.append(EventAddressed(d.cause(source), member, "reversal", id_, (("reverses", told),)))


def _count_back(d: Draft, firing: Firing) -> None:
    """Limits, budgets and an exclusive group count the firing no longer."""
    give_back_uses(d, firing)
    give_back_budgets(d, firing)
    if firing.group is not None:
        rule, standing = d.exclusive[firing.group]
        if standing > 1:
            d.exclusive[firing.group] = (rule, standing - 1)
        else:
            del d.exclusive[firing.group]
