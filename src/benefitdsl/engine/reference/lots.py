"""Points: what a lot holds, what is owed, and every way in which points move (spec §2.2, §3, §4.4, §6.3)."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.engine.reference.facts import Given, Moved, Owed, State, TakenBack
from benefitdsl.engine.reference.localtime import LocalTime, clamped, date_of, first_day_of, period_of
from benefitdsl.engine.reference.run import Author, Rejected, Ripened, Run
from benefitdsl.model.effect import LotPart, PointsExpired, PointsReversed, PointsRipened
from benefitdsl.plan.parts import (
    AfterEarning,
    EndOfPeriod,
    Expiry,
    FixedDays,
    Inactivity,
    Plan,
    Points,
)


def named(plan: Plan, currency: str) -> Points:
    return next(each for each in plan.points if each.id == currency)


# ------------------------------------------------------------------------------------------ reading


def lot_named(state: State, lot: str) -> Given:
    return next(given for given in state.given if given.lot == lot)


def left(state: State, given: Given) -> int:
    """What the lot holds: what was given, less what left it."""
    moved = sum(move.amount for move in state.moved if move.lot == given.lot)
    return given.amount - given.owed_paid - moved


def is_pending(state: State, given: Given) -> bool:
    return given.pending and given.lot not in state.ripened


def of_currency(state: State, currency: str) -> list[Given]:
    return [given for given in state.given if given.currency == currency]


def live(state: State, currency: str) -> int:
    return sum(left(state, given) for given in of_currency(state, currency) if not is_pending(state, given))


def pending(state: State, currency: str) -> int:
    return sum(left(state, given) for given in of_currency(state, currency) if is_pending(state, given))


def owed(state: State, currency: str) -> int:
    return sum(fact.amount for fact in state.owed if fact.currency == currency)


def taken_back(state: State, lot: str) -> int:
    return sum(fact.amount for fact in state.taken_back if fact.lot == lot)


def spendable(state: State, currency: str) -> int:
    """Live points; nothing while anything is owed."""
    return 0 if owed(state, currency) > 0 else live(state, currency)


def expires_at(plan: Plan, state: State, given: Given) -> int | None:
    """The end of a lot: the earliest of its list, inactivity read with the anchor as it stands."""
    time = LocalTime(plan.timezone, plan.day_start)
    ends = [] if given.fixed_end is None else [given.fixed_end]
    if given.lapses_at is not None and is_pending(state, given):
        ends.append(given.lapses_at)
    for index, expiry in enumerate(named(plan, given.currency).expiry):
        if isinstance(expiry, Inactivity):
            anchor = state.anchors[given.currency, index]
            ends.append(time.lasts_until(expiry.duration, max(anchor, given.earned_at)))
    return min(ends, default=None)


def fixed_end(time: LocalTime, expiries: tuple[Expiry, ...], at: int) -> int | None:
    ends = [_fixed_end(time, expiry, at) for expiry in expiries]
    return min((end for end in ends if end is not None), default=None)


def _fixed_end(time: LocalTime, expiry: Expiry, at: int) -> int | None:
    match expiry:
        case AfterEarning(duration, edge):
            return time.lasts_until(duration, at, edge)
        case EndOfPeriod(unit, later):
            return time.start(first_day_of(period_of(time.day(at), unit) + later + 1, unit))
        case FixedDays(days):
            earned = time.day(at)
            year = date_of(earned).year
            listed = (clamped(each, month, day) for each in (year, year + 1) for month, day in days)
            return time.start(min(day for day in listed if day >= earned) + 1)
        case Inactivity():
            return None
        case _:
            assert_never(expiry)


def in_consumption_order(plan: Plan, state: State, currency: str) -> list[Given]:
    """The live lots with something left, in the order in which they are spent."""
    lots = [
        given
        for given in of_currency(state, currency)
        if not is_pending(state, given) and left(state, given) > 0
    ]
    match named(plan, currency).consume:
        case "oldest":
            return sorted(lots, key=lambda given: given.earned_at)
        case "newest":
            return sorted(lots, key=lambda given: given.earned_at)[::-1]
        case "earliest_expiry":

            def ends(given: Given) -> tuple[bool, int, int]:
                end = expires_at(plan, state, given)
                return end is None, end or 0, given.earned_at

            return sorted(lots, key=ends)
        case _:
            assert_never(named(plan, currency).consume)


# ------------------------------------------------------------------------------------------ writing


def pay_debt(state: State, currency: str, amount: int) -> int:
    """Pay as much of what is owed as the amount allows; what was paid."""
    paid = min(owed(state, currency), amount)
    if paid > 0:
        state.owed.append(Owed(currency, -paid))
    return paid


def consume(run: Run, currency: str, amount: int) -> tuple[tuple[str, int], ...]:
    """Spend from live lots in consumption order. INVARIANT: there are so many."""
    parts: list[tuple[str, int]] = []
    for given in in_consumption_order(run.plan, run.state, currency):
        part = min(left(run.state, given), amount - sum(taken for _, taken in parts))
        if part > 0:
            parts.append((given.lot, part))
            run.state.moved.append(Moved(given.lot, part, "spent"))
    return tuple(parts)


def ripen(run: Run, given: Given) -> None:
    points = named(run.plan, given.currency)
    amount = left(run.state, given)
    run.state.ripened.append(given.lot)
    paid = pay_debt(run.state, given.currency, amount)
    if paid > 0:
        run.state.moved.append(Moved(given.lot, paid, "debt"))
    end = expires_at(run.plan, run.state, given)
    cause = run.cause(Author(points.id, points.origin))
    run.effects.append(PointsRipened(cause, points.id, amount, given.lot, paid, end))
    run.raised.append(Ripened(points.id))


def expire(run: Run, given: Given) -> None:
    points = named(run.plan, given.currency)
    amount = left(run.state, given)
    run.state.moved.append(Moved(given.lot, amount, "expired"))
    run.effects.append(
        PointsExpired(run.cause(Author(points.id, points.origin)), points.id, amount, given.lot)
    )


def take_back(run: Run, given: Given, amount: int, author: Author) -> None:
    """Take back so many of the points given as this lot (spec §6.3 step 4)."""
    points = named(run.plan, given.currency)
    parts: list[LotPart] = []

    def take_from(lot: Given) -> None:
        part = min(left(run.state, lot), amount - sum(part.amount for part in parts))
        if part > 0:
            parts.append(LotPart(lot.lot, part))
            run.state.moved.append(Moved(lot.lot, part, "reversed"))

    if points.take_back == "same_lots" or is_pending(run.state, given):
        take_from(given)
    for lot in in_consumption_order(run.plan, run.state, given.currency):
        take_from(lot)
    short = amount - sum(part.amount for part in parts)
    if short > 0 and points.negative == "block":
        raise Rejected("refused", "not_enough_to_take_back", points.id)
    debt = short if points.negative == "owe" else 0
    if debt > 0:
        run.state.owed.append(Owed(points.id, debt))
    run.state.taken_back.append(TakenBack(given.lot, amount, short - debt))
    run.effects.append(PointsReversed(run.cause(author), points.id, amount, tuple(parts), debt, short - debt))
