"""Rankings (spec §15.3)."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.model.effect import BoardClosed, EventAddressed
from benefitdsl.model.snapshot import StandingsView
from benefitdsl.plan.parts import Board, EventField, EventType, Plan
from tests.unit.reference.crowd import DAY, ORIGIN, START, Crowd

COUNTED = EventType("counted", (EventField("by", "member"), EventField("value", "number")), key="id")
PLACED = EventType("placed", (EventField("place", "number", True),))
BOARD = Board("walk", ORIGIN, "week", "counted", "placed", 2)
PLAN = Plan("club", "Asia/Shanghai", "CNY", (COUNTED, PLACED), boards=(BOARD,))
EARLIER = replace(PLAN, boards=(replace(BOARD, ties="earlier"),))
WEEK = (20_500 + 3) // 7


def counts(crowd: Crowd, day: int, *values: tuple[str, int]) -> None:
    for by, value in values:
        crowd.sends("board:walk", "counted", day, by=by, value=value)


def closed(crowd: Crowd, day: int) -> list[tuple[int, str, int]]:
    (shown, *_) = crowd.waits("board:walk", day)
    assert isinstance(shown, BoardClosed)
    return [(place.place, place.member, place.value) for place in shown.places]


def test_a_period_is_closed_at_its_end() -> None:
    crowd = Crowd(PLAN)
    counts(crowd, 1, ("bert", 3), ("anna", 5), ("bert", 4), ("cleo", 1))
    assert crowd.sees("board:walk").standings == (
        StandingsView("walk", WEEK, (("anna", 5), ("bert", 7), ("cleo", 1))),
    )
    assert crowd.engine.next_due(crowd.state("board:walk")) == START + 7 * DAY
    board, first, second = crowd.waits("board:walk", 9)
    assert isinstance(board, BoardClosed)
    assert isinstance(first, EventAddressed)
    assert isinstance(second, EventAddressed)
    assert (board.board, board.period, board.cause.at, board.cause.rule) == (
        "walk",
        WEEK,
        START + 7 * DAY,
        "walk",
    )
    assert [(place.place, place.member, place.value) for place in board.places] == [
        (1, "bert", 7),
        (2, "anna", 5),
    ]
    assert (first.to, first.type, first.fields) == ("bert", "placed", (("place", 1),))
    assert (second.to, second.fields) == ("anna", (("place", 2),))
    assert crowd.sees("board:walk").standings == ()
    assert crowd.engine.next_due(crowd.state("board:walk")) is None


def test_equal_values_share_a_place_and_the_next_is_left_out() -> None:
    crowd = Crowd(PLAN)
    counts(crowd, 1, ("cleo", 5), ("anna", 5), ("bert", 4))
    assert closed(crowd, 7) == [(1, "anna", 5), (1, "cleo", 5)]
    counts(crowd, 8, ("cleo", 5), ("anna", 4), ("bert", 4))
    assert closed(crowd, 14) == [(1, "cleo", 5), (2, "anna", 4), (2, "bert", 4)]


def test_or_who_was_there_earlier_comes_first() -> None:
    crowd = Crowd(EARLIER)
    counts(crowd, 1, ("anna", 2), ("cleo", 5), ("bert", 5), ("anna", 3))
    assert closed(crowd, 7) == [(1, "cleo", 5), (2, "bert", 5)]
    counts(crowd, 8, ("cleo", 5), ("bert", 5), ("cleo", 0))  # nothing is added: no entry
    assert closed(crowd, 14) == [(1, "cleo", 5), (2, "bert", 5)]


def test_what_is_undone_is_taken_off_with_its_time() -> None:
    crowd = Crowd(EARLIER)
    counts(crowd, 1, ("anna", 5), ("bert", 5), ("anna", 2))
    crowd.sends("board:walk", "reversal", 2, reverses="e3")
    assert closed(crowd, 7) == [(1, "anna", 5), (2, "bert", 5)]
    crowd.sends("board:walk", "reversal", 8, reverses="e1")
    assert crowd.sees("board:walk").standings == ()


def test_what_comes_after_the_close_does_nothing() -> None:
    crowd = Crowd(PLAN)
    counts(crowd, 6, ("anna", 5))
    closed(crowd, 7)
    counts(crowd, 6, ("bert", 9))
    assert crowd.sees("board:walk").standings == ()
    assert crowd.waits("board:walk", 20) == ()


def test_an_empty_period_is_closed_by_who_comes_late() -> None:
    crowd = Crowd(PLAN)
    counts(crowd, 1, ("anna", 5), ("anna", -5), ("bert", -1))
    assert crowd.sees("board:walk").standings == ()
    assert crowd.waits("board:walk", 8) == ()
    late = crowd.sends("board:walk", "counted", 6, by="anna", value=1)
    shown = late.effects[0]
    assert isinstance(shown, BoardClosed)
    assert (shown.period, shown.cause.at) == (WEEK, START + 7 * DAY)


def test_only_the_board_itself_counts_and_only_what_is_counted() -> None:
    crowd = Crowd(PLAN)
    crowd.sends("anna", "counted", 1, by="anna", value=5)
    crowd.sends("board:walk", "counted", 1, value=5)
    crowd.sends("board:walk", "counted", 1, by="anna")
    crowd.sends("board:walk", "placed", 1, place=1, by="anna", value=5)
    assert crowd.sees("anna").standings == crowd.sees("board:walk").standings == ()


def test_two_periods_may_be_open() -> None:
    crowd = Crowd(replace(PLAN, boards=(replace(BOARD, unit="day"), replace(BOARD, id="other"))))
    counts(crowd, 2, ("anna", 1))
    assert [view.period for view in crowd.sees("board:walk").standings] == [20_502]
    counts(crowd, 2, ("anna", 1))
    counts(crowd, 3, ("anna", 4))
    assert [(view.board, view.values) for view in crowd.sees("board:walk").standings] == [
        ("walk", (("anna", 4),))
    ]
