"""Boards: what members reach in a period, and the places when it is over (spec 15.3)."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.engine.book import BoardBook
from benefitdsl.engine.draft import Draft
from benefitdsl.model.effect import BoardClosed, EventAddressed, Place
from benefitdsl.model.member import FOREVER, BoardState, Ranking, Record
from benefitdsl.model.snapshot import StandingsView
from benefitdsl.quantities.calendar import period_index


def count_event(d: Draft) -> None:
    """On a board's own state: the event adds to its member's standing, where its period is not closed."""
    for book in d.type.boards if d.type is not None else ():
        by, value = d.fields.get("by"), d.fields.get("value")
        if d.base.id != book.actor or type(by) is not str or type(value) is not int or value == 0:
            continue
        state, period = d.board(book.board.id), _period(d, book, d.at)
        if period in state.closed:
            continue
        if period not in state.running:
            state.running[period] = Ranking(d.book.clock.period_end(book.board.unit, d.at))
        ranking = state.running[period]
        ranking.values[by] = ranking.values.get(by, 0) + value
        if book.board.ties == "earlier":
            ranking.entries[by] = (*ranking.entries.get(by, ()), (d.at, d.key))
        d.wake(ranking.ends_at)


def reverse(d: Draft, record: Record, *, whole: bool) -> None:
    """An event that is taken back whole no longer counts in a period that is not closed."""
    for book in d.book.types[record.event.type].boards:
        by, value = record.event.fields.get("by"), record.event.fields.get("value")
        period = _period(d, book, record.event.at)
        if not whole or d.base.id != book.actor or type(by) is not str or type(value) is not int:
            continue
        if period not in d.boards.get(book.board.id, BoardState()).running:
            continue
        ranking = d.board(book.board.id).running[period]
        if by in ranking.values:
            ranking.values[by] -= value
            gone = (record.event.at, record.event.key)
            ranking.entries[by] = tuple(one for one in ranking.entries.get(by, ()) if one != gone)


def _period(d: Draft, book: BoardBook, at: int) -> int:
    return period_index(d.book.clock.day(at), book.board.unit)


# ------------------------------------------------------------------------------------------- closing


def next_due(d: Draft) -> int:
    """The first end of a period in which somebody is above 0."""
    return min([ranking.ends_at for *_, ranking in _open(d)], default=FOREVER)


def _open(d: Draft) -> Iterator[tuple[BoardBook, int, Ranking]]:
    """The periods not closed in which somebody is above 0, boards in plan order."""
    if not d.boards:
        return
    for book in d.book.boards:
        state = d.boards.get(book.board.id)
        for period, ranking in (
            sorted(state.running.items(), key=lambda one: one[0]) if state is not None else ()
        ):
            if _has_someone(ranking):
                yield book, period, ranking


def _has_someone(ranking: Ranking) -> bool:
    return any(value > 0 for value in ranking.values.values())


def close_due(d: Draft) -> None:
    """Close the periods that are over, and tell those who have a place."""
    for book, period, ranking in list(_open(d)):
        if ranking.ends_at > d.now:
            continue
        board = book.board
        state = d.board(board.id)
        oldest = _period(d, book, d.book.oldest(d.now))
        state.closed = (*(past for past in state.closed if past >= oldest), period)
        state.running = {
            other: one
            for other, one in state.running.items()
            if other != period and (other >= oldest or _has_someone(one))
        }
        places = _places(book, ranking)
        d.effects.append(BoardClosed(d.cause(book.source), board.id, period, places))
        for place in places:
            id_ = d.next_id()
            told = (("place", place.place),)
            d.effects.append(EventAddressed(d.cause(book.source), place.member, board.placed, id_, told))


def _places(book: BoardBook, ranking: Ranking) -> tuple[Place, ...]:
    """The places that count: by value, equal ones shared, or told apart by who reached it earlier."""
    above = [(member, value) for member, value in ranking.values.items() if value > 0]
    if book.board.ties == "earlier":
        above.sort(key=lambda one: (-one[1], max(ranking.entries.get(one[0], ()), default=(0, "")), one[0]))
        places = [Place(number, *one) for number, one in enumerate(above, 1)]
    else:
        above.sort(key=lambda one: (-one[1], one[0]))
        first: dict[int, int] = {}
        for number, (_, value) in enumerate(above, 1):
            first.setdefault(value, number)
        places = [Place(first[value], member, value) for member, value in above]
    return tuple([place for place in places if place.place <= book.board.places])


def standings(d: Draft) -> tuple[StandingsView, ...]:
    return tuple(
        StandingsView(
            book.board.id,
            period,
            tuple(sorted((member, value) for member, value in ranking.values.items() if value > 0)),
        )
        for book, period, ranking in _open(d)
    )
