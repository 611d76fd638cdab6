"""Rankings, on the state of the board itself (spec §15.3)."""

from __future__ import annotations

from benefitdsl.engine.reference import actions, remainder
from benefitdsl.engine.reference.facts import BoardEntry, PeriodClosed, Record, State
from benefitdsl.engine.reference.localtime import LocalTime, first_day_of, period_of
from benefitdsl.engine.reference.run import Author, Run
from benefitdsl.model.effect import BoardClosed, Place
from benefitdsl.plan.parts import Board, Plan

# ------------------------------------------------------------------------------------------ entries


def on_event(run: Run) -> None:
    assert run.event is not None
    by, value = run.event.fields.get("by"), run.event.fields.get("value")
    if not isinstance(by, str) or not isinstance(value, int) or value == 0:
        return
    for board in run.plan.boards:
        period = period_of(run.time.day(run.at), board.unit)
        is_counted = run.state.member == f"board:{board.id}" and run.event.type == board.counted
        if is_counted and not _is_closed(run.state, board, period):
            run.state.board_entries.append(BoardEntry(board.id, period, run.key, run.at, by, value))


def take_off(run: Run, record: Record) -> None:
    """What a record added is gone when it is whole; of a period that is closed nobody asks any more."""
    if remainder.is_whole(run.state, record):
        kept = [entry for entry in run.state.board_entries if entry.event != record.event.key]
        run.state.board_entries = kept


def _is_closed(state: State, board: Board, period: int) -> bool:
    return PeriodClosed(board.id, period) in state.closed_periods


# ------------------------------------------------------------------------------------------ standings


def open_periods(state: State, board: Board) -> list[int]:
    """The periods that are not closed in which somebody is above 0."""
    periods = {entry.period for entry in state.board_entries if entry.board == board.id}
    return sorted(
        period
        for period in periods
        if not _is_closed(state, board, period) and standings(state, board, period)
    )


def standings(state: State, board: Board, period: int) -> dict[str, int]:
    """The values above 0, by member id."""
    values: dict[str, int] = {}
    for entry in _entries(state, board, period):
        values[entry.by] = values.get(entry.by, 0) + entry.value
    return {member: values[member] for member in sorted(values) if values[member] > 0}


def places(state: State, board: Board, period: int) -> tuple[Place, ...]:
    """Everybody's place, in order."""
    values = standings(state, board, period)
    match board.ties:
        case "shared":
            ranked = sorted(values, key=lambda member: (-values[member], member))
            placed = [
                (1 + sum(other > values[member] for other in values.values()), member) for member in ranked
            ]
        case "earlier":
            ranked = sorted(
                values,
                key=lambda member: (-values[member], _latest(state, board, period, member), member),
            )
            placed = list(enumerate(ranked, 1))
    return tuple(Place(place, member, values[member]) for place, member in placed)


def _latest(state: State, board: Board, period: int, member: str) -> tuple[int, str]:
    """When, and by which event, the member last had something added or taken off."""
    return max((entry.at, entry.event) for entry in _entries(state, board, period) if entry.by == member)


def _entries(state: State, board: Board, period: int) -> list[BoardEntry]:
    return [entry for entry in state.board_entries if (entry.board, entry.period) == (board.id, period)]


# ------------------------------------------------------------------------------------------ closing


def next_end(plan: Plan, state: State, board: Board) -> int | None:
    """The end of the first period that is to be closed."""
    return min((_end(plan, board, period) for period in open_periods(state, board)), default=None)


def close(run: Run, board: Board) -> None:
    """Close what is over now: say who has which place, and tell them."""
    for period in open_periods(run.state, board):
        if _end(run.plan, board, period) > run.now:
            continue
        counting = tuple(place for place in places(run.state, board, period) if place.place <= board.places)
        author = Author(board.id, board.origin)
        run.state.closed_periods.append(PeriodClosed(board.id, period))
        run.effects.append(BoardClosed(run.cause(author), board.id, period, counting))
        for place in counting:
            actions.address(run, place.member, board.placed, (("place", place.place),), -1, author)


def _end(plan: Plan, board: Board, period: int) -> int:
    time = LocalTime(plan.timezone, plan.day_start)
    return time.start(first_day_of(period + 1, board.unit))
