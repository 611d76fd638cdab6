"""Points that rules, stages and offers use up (spec §12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benefitdsl.engine.reference import lots
from benefitdsl.engine.reference.expressions import number
from benefitdsl.engine.reference.facts import Spent, State
from benefitdsl.engine.reference.rounding import rounded
from benefitdsl.engine.reference.run import Author, Reading, Run
from benefitdsl.model.effect import LotPart, PointsSpent
from benefitdsl.plan.parts import Action, TakePoints


def amount_of(action: TakePoints, reading: Reading) -> int:
    return max(0, rounded(number(action.numerator, reading), action.denominator, action.rounding))


def asked(actions: Sequence[Action], reading: Reading) -> dict[str, int]:
    """The points of each currency without which the actions are not taken."""
    found: dict[str, int] = {}
    for action in actions:
        if isinstance(action, TakePoints) and not action.up_to:
            found[action.currency] = found.get(action.currency, 0) + amount_of(action, reading)
    return found


def are_there(state: State, points: Mapping[str, int], promised: Mapping[str, int]) -> bool:
    """Whether the points are live beside those that others of the step will take; nothing is always there."""
    return all(
        amount <= 0 or promised.get(currency, 0) + amount <= lots.spendable(state, currency)
        for currency, amount in points.items()
    )


def promise(state: State, actions: Sequence[Action], reading: Reading, promised: dict[str, int]) -> None:
    """Count in what the actions will take of what is there."""
    for action in actions:
        if isinstance(action, TakePoints):
            before = promised.get(action.currency, 0)
            rest = max(0, lots.spendable(state, action.currency) - before)
            promised[action.currency] = before + min(rest, amount_of(action, reading))


def spend(run: Run, currency: str, amount: int, firing: int, author: Author) -> None:
    """Use up points of a firing, at most what is live."""
    amount = min(amount, lots.spendable(run.state, currency))
    if amount > 0:
        parts = lots.consume(run, currency, amount)
        run.state.spent.append(Spent(run.key, currency, parts, firing))
        shown = tuple(LotPart(lot, part) for lot, part in parts)
        run.effects.append(PointsSpent(run.cause(author), currency, amount, shown))
