"""Teams and mentors: who may join, what is told to whom, and what a team's own state tells its roster."""

from __future__ import annotations

import pytest

from benefitdsl.engine.compile import compile_plan
from benefitdsl.host.session import Session, Step
from benefitdsl.model.effect import EventAddressed, TeamJoined
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.pools import Take
from benefitdsl.plan.expr import FieldOf, Self
from benefitdsl.plan.parts import EventField, EventType, Plan, Points, Team, TellRoster, TellTeam
from tests.unit.engine.programme import HERE, at, earn, plan, rule

JOIN = EventType("join", (EventField("team", "text"), EventField("of", "text")), role="join")
FOLLOW = EventType("follow", (EventField("mentor", "member"), EventField("of", "text")), role="follow")
WALK = EventType("walk", (EventField("steps", "number", required=True),), key="id")
WALKED = EventType("walked", (EventField("by", "member"), EventField("steps", "number")), key="id")
CHEER = EventType("cheer", (EventField("by", "member"),), key="id")
EVENTS = (JOIN, FOLLOW, WALK, WALKED, CHEER)
TOLD = TellTeam("crew", "walked", (("steps", FieldOf("steps")), ("by", Self())))
CHEERED = TellRoster("crew", "cheer", (("by", FieldOf("by")),))
PLAN = plan(
    events=EVENTS,
    points=(Points("p", HERE),),
    teams=(Team("pair", HERE, mentor=True, size=2), Team("crew", HERE, size=2), Team("league", HERE)),
    rules=(rule("walk", "walk", TOLD), rule("walked", "walked", CHEERED), rule("cheer", "cheer", earn(1))),
)


class Club:
    """Members of one plan, in one session; every state comes back from JSON as it was."""

    def __init__(self, made: Plan = PLAN) -> None:
        self.session: Session[Member] = Session(compile_plan(made))
        self.number = 0

    def send(self, member: str, type_: str, **fields: str | int) -> list[Step]:
        self.number += 1
        steps = self.session.send(Event(f"e{self.number}", type_, member, at("2024-01-02"), fields))
        for state in self.session.members.values():
            assert Member.from_json(state.to_json()) == state
        return steps

    def refused(self, member: str, type_: str, **fields: str) -> tuple[str | None, str]:
        (step,) = self.send(member, type_, **fields)
        return step.outcome.reason, step.outcome.detail

    def roster(self, actor: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return self.session.snapshot(actor).rosters


def test_whoever_joins_is_on_the_roster_of_the_team() -> None:
    club = Club()
    first, told = club.send("m1", "join", team="red")
    joined, addressed = first.outcome.effects
    assert isinstance(joined, TeamJoined)
    assert (joined.team, joined.actor, joined.cause.rule) == ("crew", "team:crew:red", "join")
    assert isinstance(addressed, EventAddressed)
    assert (addressed.to, addressed.type, addressed.id) == ("team:crew:red", "@joined", "e1#1")
    assert addressed.fields == (("team", "crew"), ("who", "m1"))
    assert first.outcome.pool_changes == (Take("team:crew:red", 1, 2),)
    assert (told.outcome.status, told.outcome.effects) == ("applied", ())
    club.send("m2", "join", team="red")
    assert club.roster("team:crew:red") == (("crew", ("m1", "m2")),)
    assert club.session.snapshot("m1").teams == (("crew", ("team:crew:red",)),)


def test_why_one_cannot_join() -> None:
    club = Club()
    club.send("m1", "join", team="red")
    club.send("m2", "join", team="red")
    refused = "team_not_possible"
    assert club.refused("m1", "join", team="blue") == (refused, "taken")
    assert club.refused("m3", "join", team="red") == (refused, "full")
    assert club.refused("m3", "join", team="red", of="nobody") == (refused, "unknown")
    assert club.refused("m3", "join", team="red", of="pair") == (refused, "unknown")
    assert club.refused("m3", "join", team="") == (refused, "unknown")
    assert club.refused("m3", "join") == (refused, "unknown")
    assert club.send("m3", "join", team="blue")[0].outcome.status == "applied"
    assert club.send("m1", "join", team="red", of="league")[0].outcome.status == "applied"
    assert club.session.pools.used("team:league:red") == 1


def test_a_follower_has_a_team_with_the_mentor() -> None:
    club = Club()
    steps = club.send("m1", "follow", mentor="m2")
    assert [(s.member, s.event.type if s.event else "") for s in steps] == [
        ("m1", "follow"),
        ("team:pair:m1", "@joined"),
        ("m2", "@mentor"),
        ("team:pair:m1", "@joined"),
    ]
    assert steps[0].outcome.pool_changes == (Take("mentor:pair:m2", 1, 2),)
    assert club.roster("team:pair:m1") == (("pair", ("m1", "m2")),)
    assert club.session.snapshot("m2").teams == (("pair", ("team:pair:m1",)),)
    club.send("m3", "follow", mentor="m2")
    assert club.session.snapshot("m2").teams == (("pair", ("team:pair:m1", "team:pair:m3")),)


def test_why_one_cannot_follow() -> None:
    club = Club()
    refused = "team_not_possible"
    assert club.refused("m1", "follow", mentor="m1") == (refused, "self")
    assert club.refused("m1", "follow", mentor="m2", of="crew") == (refused, "unknown")
    assert club.refused("m1", "follow") == (refused, "unknown")
    club.send("m1", "follow", mentor="m2")
    assert club.refused("m1", "follow", mentor="m3") == (refused, "taken")
    club.send("m4", "follow", mentor="m2")
    assert club.refused("m5", "follow", mentor="m2") == (refused, "full")


def test_a_mentor_may_follow_another_but_not_who_follows_them() -> None:
    club = Club()
    club.send("m1", "follow", mentor="m2")
    assert club.refused("m2", "follow", mentor="m1") == ("team_not_possible", "cycle")
    club.send("m2", "follow", mentor="m3")
    club.send("m3", "follow", mentor="m1")
    assert [club.session.snapshot(member).teams[0][1] for member in ("m1", "m2", "m3")] == [
        ("team:pair:m1", "team:pair:m3"),
        ("team:pair:m1", "team:pair:m2"),
        ("team:pair:m2", "team:pair:m3"),
    ]
    assert club.refused("m2", "follow", mentor="m4") == ("team_not_possible", "taken")


def test_what_was_told_before_changes_nothing() -> None:
    club = Club()
    club.send("m1", "follow", mentor="m2")
    assert len(club.send("m2", "@mentor", actor="team:pair:m1", team="pair")) == 1
    club.send("team:pair:m1", "@joined", who="m1", team="pair")
    club.send("team:pair:m1", "@joined", who="m9", team="nobody")
    assert club.roster("team:pair:m1") == (("pair", ("m1", "m2")),)


def test_a_team_is_told_and_tells_its_roster() -> None:
    club = Club()
    club.send("m1", "join", team="red")
    club.send("m2", "join", team="red")
    steps = club.send("m2", "walk", steps=5)
    assert [(s.member, s.event.type if s.event else "") for s in steps] == [
        ("m2", "walk"),
        ("team:crew:red", "walked"),
        ("m1", "cheer"),
        ("m2", "cheer"),
    ]
    assert club.session.snapshot("m1").points[0].live == 1
    assert len(club.send("m3", "walk", steps=5)) == 1  # in no team: nobody is told


def test_what_was_told_is_reversed_with_its_event() -> None:
    undo = EventType("unwalk", (EventField("id_of", "text"),), reverses="walk")
    club = Club(
        plan(**{part: getattr(PLAN, part) for part in ("points", "teams", "rules")}, events=(*EVENTS, undo))
    )
    club.send("m1", "join", team="red")
    club.send("m2", "join", team="red")
    club.send("m1", "walk", steps=5)
    steps = club.send("m1", "reversal", reverses="e3")
    assert [s.event.type if s.event else "" for s in steps] == ["reversal"] * 4
    assert [club.session.snapshot(member).points[0].live for member in ("m1", "m2")] == [0, 0]


@pytest.mark.parametrize("steps", [1, 2])
def test_fields_are_read_when_the_step_begins(steps: int) -> None:
    club = Club()
    club.send("m1", "join", team="red")
    told = club.send("m1", "walk", steps=steps)[1].event
    assert told is not None
    assert dict(told.fields) == {"steps": steps, "by": "m1"}
