"""What the steps of a mission ask for: an amount in the unit of what they count, and one where they sum."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.judge_numbers import units_of
from benefitdsl.check.missions import counted_type
from benefitdsl.check.spelling import money
from benefitdsl.check.types import MONEY, NUMBER, described
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, Severity, error
from benefitdsl.quantities.bounds import LIMIT
from benefitdsl.syntax.ast import Goal, Money, Number


def check_goals(draft: Draft) -> Iterator[Diagnostic]:
    for goal in draft.nodes.of(Goal):
        if goal.target is None:
            if goal.match.function == "sum":
                yield error("BEN238", goal.span)
            continue
        yield from _unit(goal, goal.target, draft) if _is_known(goal, draft) else ()


def _is_known(goal: Goal, draft: Draft) -> bool:
    """Say whether what is counted is there; if not, that has been said."""
    return bool(goal.match.path) and goal.match.path[0].text in draft.events


def _unit(goal: Goal, target: Number | Money, draft: Draft) -> Iterator[Diagnostic]:
    wanted = counted_type(draft, goal.match)
    found = MONEY if isinstance(target, Money) else NUMBER
    if found != wanted:
        label = Label(goal.match.span, "this_is", {"type": described(wanted)})
        fixes: tuple[Fix, ...] = ()
        if wanted == MONEY:
            new_text = money(draft, draft.written(target.span), target.span)
            fixes = (Fix("replace", (Edit(target.span, new_text),), {"new_text": new_text}),)
        told = {"found": described(found), "wanted": described(wanted)}
        yield Diagnostic("BEN222", Severity.ERROR, target.span, told, (label,), fixes)
        return
    value = units_of(target)
    if value.denominator != 1:
        yield error("BEN217", target.span)
    elif value < 1:
        yield error("BEN226", target.span)
    elif value >= LIMIT:
        yield error("BEN213", target.span, limit=LIMIT)
