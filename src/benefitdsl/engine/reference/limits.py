"""Limits and budgets: is there room, and what a use records (spec §4.2)."""

from __future__ import annotations

from benefitdsl.engine.reference import benefits, lots
from benefitdsl.engine.reference.expressions import number, scalar
from benefitdsl.engine.reference.facts import BudgetTaken, State, Use
from benefitdsl.engine.reference.localtime import period_of
from benefitdsl.engine.reference.rounding import rounded, up
from benefitdsl.engine.reference.run import Reading, Run, text_of
from benefitdsl.engine.reference.windows import counts, is_rolling
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import Action, Budget, EarnPoints, EventType, GrantBenefit, Limit, Plan
from benefitdsl.quantities.window import CalendarPeriods, Window

SHARED = ("referee", "device", "code", "all")


def has_room(run: Run, owner: str, index: int, limit: Limit, reading: Reading) -> bool:
    return room(run, owner, index, limit, reading) > 0


def room(run: Run, owner: str, index: int, limit: Limit, reading: Reading) -> int:
    """How many uses a limit leaves."""
    scope = _scope(run, limit, reading)
    if limit.scope in SHARED:
        return limit.count - run.used(_pool_key(run, owner, index, limit, scope))
    at = max(run.now, run.state.clock) if is_rolling(limit.window) else run.at
    uses = [
        use
        for use in run.state.uses
        if (use.owner, use.index, use.scope) == (owner, index, scope)
        and stands(run.state, use)
        and counts(limit.window, run.time, run.state.joined, use.at, at)
    ]
    return limit.count - len(uses)


def stands(state: State, use: Use) -> bool:
    """Whether a use was not given back: gross ones never are."""
    return use.gross or state.counts(use.firing)


def use(
    run: Run, owner: str, index: int, limit: Limit, firing: int, reading: Reading, for_good: bool = False
) -> None:
    """Record a use. One `for_good` is never given back, as if the limit were gross."""
    scope = _scope(run, limit, reading)
    pool = _pool_key(run, owner, index, limit, scope) if limit.scope in SHARED else None
    run.state.uses.append(Use(owner, index, scope, run.at, firing, pool, limit.gross or for_good))
    if pool is not None:
        run.take(pool, 1, limit.count)


def _scope(run: Run, limit: Limit, reading: Reading) -> str:
    if limit.scope == "order":
        return key_of(run.plan, reading)
    if limit.scope == "stay":
        return text_of(reading.event.fields.get("stay", "")) if reading.event is not None else ""
    if limit.scope in ("member", "all") or limit.key is None:
        return ""
    return text_of(scalar(limit.key, reading))


def key_of(plan: Plan, reading: Reading) -> str:
    """The text of the event's key field; empty without one."""
    field = key_field(plan, reading.event)
    if reading.event is None or not field:
        return ""
    if field == "id":
        return reading.event.key
    return text_of(reading.event.fields[field]) if field in reading.event.fields else ""


def key_field(plan: Plan, event: Event | None) -> str:
    """The name of the key field of the event's type; empty without one."""
    kind = None if event is None else type_named(plan, event.type)
    return "" if kind is None else kind.key or ""


def type_named(plan: Plan, name: str) -> EventType | None:
    return next((each for each in plan.events if each.name == name), None)


def _pool_key(run: Run, owner: str, index: int, limit: Limit, scope: str) -> str:
    return f"limit:{owner}:{index}:{scope}:{_period(run, limit.window)}"


def _period(run: Run, window: Window) -> str:
    if isinstance(window, CalendarPeriods):
        return str(period_of(run.time.day(run.at), window.unit))
    return "-"


# ------------------------------------------------------------------------------------------ budgets


def budget_has_room(run: Run, budget_id: str, amount: int) -> bool:
    budget = _budget(run.plan, budget_id)
    return run.used(_budget_key(run, budget)) + amount <= budget.total


def take_budget(run: Run, budget_id: str, amount: int, firing: int) -> None:
    budget = _budget(run.plan, budget_id)
    run.state.budgets.append(BudgetTaken(firing, _budget_key(run, budget), amount))
    run.take(_budget_key(run, budget), amount, budget.total)


def budget_amount(plan: Plan, budget_id: str, then: tuple[Action, ...], reading: Reading) -> int:
    """What a firing takes: 1, or the worth of its actions."""
    return 1 if _budget(plan, budget_id).unit == "count" else worth(plan, then, reading)


def worth(plan: Plan, then: tuple[Action, ...], reading: Reading) -> int:
    """The worth of actions in money: benefits, and points without multipliers and caps, rounded up each."""
    total = 0
    for action in then:
        match action:
            case GrantBenefit(benefit, count):
                total += (benefits.named(plan, benefit).worth or 0) * count
            case EarnPoints(currency, numerator, denominator, rounding, _):
                points = max(0, rounded(number(numerator, reading), denominator, rounding))
                minor, per = lots.named(plan, currency).worth or (0, 1)
                total += up(points * minor, per)
            case _:
                pass
    return total


def _budget(plan: Plan, budget: str) -> Budget:
    return next(each for each in plan.budgets if each.id == budget)


def _budget_key(run: Run, budget: Budget) -> str:
    return f"budget:{budget.id}:{_period(run, budget.window)}"
