"""Boards: standings of a period, places when it is over, late entries and entries taken back."""

from __future__ import annotations

from typing import Any

from benefitdsl.engine.compile import compile_plan
from benefitdsl.host.session import Session
from benefitdsl.model.effect import BoardClosed, EventAddressed, Place
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.plan.expr import Const, FieldOf, Self
from benefitdsl.plan.parts import (
    Board,
    EventField,
    EventType,
    Plan,
    Points,
    TellMember,
)
from benefitdsl.quantities.calendar import parse_day, period_index
from tests.unit.engine.programme import HERE, VISIT, Driver, at, earn, plan, rule

SCORED = EventType("scored", (EventField("by", "member"), EventField("value", "number")), key="id")
PLACED = EventType("placed", (EventField("place", "number"),))
PLAY = EventType("play", (EventField("points", "number", required=True),), key="id")
EVENTS = (SCORED, PLACED, PLAY)
TELL = TellMember(Const("board:b"), "scored", (("by", Self()), ("value", FieldOf("points"))))
JANUARY = period_index(parse_day("2024-01-01"), "month")


def made(ties: Any = "shared", places: int = 3, unit: Any = "month") -> Plan:
    board = Board("b", HERE, unit, "scored", "placed", places, ties)
    rules = (rule("play", "play", TELL), rule("won", "placed", earn(FieldOf("place"))))
    return plan(events=EVENTS, boards=(board,), points=(Points("p", HERE),), rules=rules)


def board(ties: Any = "shared", places: int = 3, unit: Any = "month", member: str = "board:b") -> Driver:
    return Driver(made(ties, places, unit), member=member)


def score(d: Driver, when: str, by: str, value: int) -> str:
    d.send("scored", when, by=by, value=value)
    return d.last.status


def closings(d: Driver, when: str) -> list[tuple[int, tuple[Place, ...]]]:
    return [(e.period, e.places) for e in d.advance(when).effects if isinstance(e, BoardClosed)]


def test_a_period_closes_at_its_end_and_its_places_are_told() -> None:
    d = board(places=2)
    for member, value in [("a", 5), ("b", 7), ("c", 1), ("a", 4)]:
        score(d, "2024-01-05", member, value)
    assert [(view.period, view.values) for view in d.view.standings] == [
        (JANUARY, (("a", 9), ("b", 7), ("c", 1)))
    ]
    assert d.engine.next_due(d.member) == at("2024-02-01")
    effects = d.advance("2024-02-03").effects
    closed, *told = effects
    assert isinstance(closed, BoardClosed)
    assert closed.places == (Place(1, "a", 9), Place(2, "b", 7))
    assert (closed.board, closed.period, closed.cause.rule, closed.cause.at) == (
        "b",
        JANUARY,
        "b",
        at("2024-02-01"),
    )
    assert [(e.to, e.type, e.id, e.fields) for e in told if isinstance(e, EventAddressed)] == [
        ("a", "placed", "@2024-01-31T16:00:00Z#1", (("place", 1),)),
        ("b", "placed", "@2024-01-31T16:00:00Z#2", (("place", 2),)),
    ]
    assert d.view.standings == ()
    assert d.engine.next_due(d.member) is None


def test_equal_values_share_a_place() -> None:
    d = board(places=3)
    for member in ("d", "b", "a"):
        score(d, "2024-01-05", member, 5)
    score(d, "2024-01-05", "c", 9)
    score(d, "2024-01-05", "e", 1)
    ((_, places),) = closings(d, "2024-02-01")
    assert places == (Place(1, "c", 9), Place(2, "a", 5), Place(2, "b", 5), Place(2, "d", 5))


def test_the_first_place_may_be_shared_by_more_than_there_are_places() -> None:
    d = board(places=1)
    for member in ("a", "b"):
        score(d, "2024-01-05", member, 5)
    ((_, places),) = closings(d, "2024-02-01")
    assert places == (Place(1, "a", 5), Place(1, "b", 5))


def test_whoever_reached_it_earlier_comes_first() -> None:
    d = board("earlier", places=2)
    score(d, "2024-01-05", "a", 3)
    score(d, "2024-01-06", "b", 5)
    score(d, "2024-01-07", "a", 2)
    score(d, "2024-01-06", "c", 5)
    ((_, places),) = closings(d, "2024-02-01")
    assert places == (Place(1, "b", 5), Place(2, "c", 5))


def test_an_entry_taken_back_no_longer_decides() -> None:
    d = board("earlier")
    score(d, "2024-01-05", "a", 5)
    score(d, "2024-01-06", "b", 5)
    score(d, "2024-01-07", "a", 1)
    d.send("reversal", "2024-01-08", reverses="e3")
    ((_, places),) = closings(d, "2024-02-01")
    assert places == (Place(1, "a", 5), Place(2, "b", 5))


def test_what_is_taken_back_is_taken_off() -> None:
    d = board()
    score(d, "2024-01-05", "a", 5)
    score(d, "2024-01-06", "b", 4)
    d.send("reversal", "2024-01-08", reverses="e1")
    assert d.view.standings[0].values == (("b", 4),)
    d.send("reversal", "2024-01-08", reverses="e2")
    assert d.view.standings == ()
    assert closings(d, "2024-02-01") == []


def test_a_closed_period_takes_nothing_more() -> None:
    d = board()
    score(d, "2024-01-05", "a", 5)
    assert len(closings(d, "2024-02-01")) == 1
    assert score(d, "2024-01-31", "b", 50) == "applied"
    d.send("reversal", "2024-02-01", reverses="e1")
    assert closings(d, "2024-03-01") == []
    assert d.view.standings == ()


def test_a_late_entry_of_an_empty_period_closes_it() -> None:
    d = board()
    assert closings(d, "2024-02-01") == []
    score(d, "2024-01-31", "a", 5)
    assert [(type(e).__name__, e.cause.at) for e in d.last.effects] == [
        ("BoardClosed", at("2024-02-01")),
        ("EventAddressed", at("2024-02-01")),
    ]
    assert score(d, "2024-01-31", "b", 5) == "applied"
    assert d.last.effects == ()
    assert d.member.clock == at("2024-02-01")


def test_two_periods_stand_beside_one_another() -> None:
    d = board(unit="week")
    score(d, "2024-01-08", "a", 5)
    score(d, "2024-01-07T23:59", "a", 3)
    assert [view.values for view in d.view.standings] == [(("a", 5),)]  # the week before closed in step 9
    assert d.seen() == ["BoardClosed", "EventAddressed"]


def test_only_the_board_itself_counts() -> None:
    d = board(member="m")
    score(d, "2024-01-05", "a", 5)
    assert (d.view.standings, d.engine.next_due(d.member)) == ((), None)


def played(member: str, day: str, points: int, number: str) -> Event:
    return Event(number, "play", member, at(day), {"points": points})


def test_a_replay_ends_with_everyone_told_in_time() -> None:
    session: Session[Member] = Session(compile_plan(made()))
    events = [played("b", "2024-01-10", 7, "e2"), played("a", "2024-01-05", 3, "e1")]
    steps = session.replay(events, at("2024-06-01"))
    assert [step.event.id for step in steps if step.event is not None][:2] == ["e1", "e1#0"]
    assert [session.snapshot(member).points[0].live for member in ("a", "b")] == [2, 1]
    assert {session.snapshot(member).clock for member in session.members} == {at("2024-06-01")}
    assert all(step.outcome.status == "applied" for step in steps)


def test_a_replay_lets_a_quiet_board_speak_before_the_next_event() -> None:
    """Nobody plays for weeks, then a member does something else: the places were told when the month was over."""
    events = [
        played("a", "2024-01-05", 3, "e1"),
        played("b", "2024-01-06", 2, "e2"),
        Event("e3", "visit", "a", at("2024-03-20"), {}),
    ]
    parts = {part: getattr(made(), part) for part in ("boards", "points", "rules")}
    session: Session[Member] = Session(compile_plan(plan(events=(*EVENTS, VISIT), **parts)))
    steps = session.replay(events, at("2024-03-21"))
    told = [
        (step.event.member, step.event.at, step.outcome.status) for step in steps if step.event is not None
    ]
    assert told == [
        ("a", at("2024-01-05"), "applied"),
        ("board:b", at("2024-01-05"), "applied"),
        ("b", at("2024-01-06"), "applied"),
        ("board:b", at("2024-01-06"), "applied"),
        ("a", at("2024-02-01"), "applied"),
        ("b", at("2024-02-01"), "applied"),
        ("a", at("2024-03-20"), "applied"),
    ]


def test_without_that_the_places_of_a_quiet_board_are_told_too_late() -> None:
    """The negative control: events sent one by one, and nobody asks the board."""
    parts = {part: getattr(made(), part) for part in ("boards", "points", "rules")}
    session: Session[Member] = Session(compile_plan(plan(events=(*EVENTS, VISIT), **parts)))
    session.send(played("a", "2024-01-05", 3, "e1"))
    session.send(Event("e3", "visit", "a", at("2024-03-20"), {}))
    assert [step.outcome.reason for step in session.advance("board:b", at("2024-03-21"))] == [
        None,
        "too_late",
    ]


def test_an_advance_alone_would_tell_too_late() -> None:
    """The negative control: members who are at the end already hear of it as of long ago."""
    session: Session[Member] = Session(compile_plan(made()))
    session.send(played("a", "2024-01-05", 3, "e1"))
    steps = session.advance("a", at("2024-06-01")) + session.advance("board:b", at("2024-06-01"))
    assert [(step.member, step.outcome.reason) for step in steps if step.outcome.status == "queued"] == [
        ("a", "too_late")
    ]


def test_what_an_advance_addresses_waits_in_one_queue() -> None:
    """What the first of two told members addresses comes after the second."""
    thanks = TellMember(Const("judge"), "scored", (("by", Self()), ("value", FieldOf("place"))))
    again = rule("again", "placed", thanks)
    both = plan(events=EVENTS, boards=made().boards, rules=(rule("play", "play", TELL), again))
    session: Session[Member] = Session(compile_plan(both))
    session.send(played("a", "2024-01-05", 3, "e1"))
    session.send(played("b", "2024-01-05", 2, "e2"))
    steps = session.advance("board:b", at("2024-02-01"))
    assert [step.member for step in steps][:5] == ["board:b", "a", "b", "judge", "judge"]
