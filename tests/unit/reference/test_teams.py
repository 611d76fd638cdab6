"""Teams and mentors (spec §15.1, §15.2)."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.model.effect import EventAddressed, TeamJoined
from benefitdsl.model.pools import Take
from benefitdsl.plan.expr import TRUE, FieldOf, Self
from benefitdsl.plan.parts import (
    EventField,
    EventType,
    OnEvent,
    Plan,
    Rule,
    SetTag,
    Team,
    TellRoster,
    TellTeam,
)
from tests.unit.reference.crowd import ORIGIN, Crowd

TEXT = ("team", "of", "mentor")
JOIN = EventType("join", tuple(EventField(name, "text") for name in TEXT), role="join")
FOLLOW = EventType("follow", tuple(EventField(name, "text") for name in TEXT), role="follow")
STEPS = EventType("steps", (EventField("no", "text"), EventField("count", "number", True)), key="no")
SHARED = EventType("shared", (EventField("count", "number", True), EventField("who", "member", True)))
CHEER = EventType("cheer", ())
RULES = (
    Rule(
        "share",
        ORIGIN,
        (OnEvent("steps"),),
        TRUE,
        (TellTeam("walkers", "shared", (("who", Self()), ("count", FieldOf("count")))),),
    ),
    Rule("cheer", ORIGIN, (OnEvent("shared"),), TRUE, (TellRoster("walkers", "cheer", ()),)),
    Rule("cheered", ORIGIN, (OnEvent("cheer"),), TRUE, (SetTag("cheered"),)),
)
PLAN = Plan(
    "club",
    "Asia/Shanghai",
    "CNY",
    (JOIN, FOLLOW, STEPS, SHARED, CHEER),
    tags=("cheered",),
    rules=RULES,
    teams=(
        Team("masters", ORIGIN, size=2, mentor=True),
        Team("walkers", ORIGIN, size=2),
        Team("readers", ORIGIN),
    ),
)


def test_who_joins_is_on_the_roster_of_the_team() -> None:
    crowd = Crowd(PLAN)
    joined = crowd.sends("anna", "join", 1, team="blue")
    entered, told = joined.effects
    assert isinstance(entered, TeamJoined)
    assert isinstance(told, EventAddressed)
    assert (entered.team, entered.actor, entered.cause.rule) == ("walkers", "team:walkers:blue", "join")
    assert (told.to, told.type, told.id) == ("team:walkers:blue", "@joined", "e1#1")
    assert told.fields == (("team", "walkers"), ("who", "anna"))
    assert joined.pool_changes == (Take("team:walkers:blue", 1, 2),)
    crowd.sends("bert", "join", 1, team="blue")
    assert crowd.sees("team:walkers:blue").rosters == (("walkers", ("anna", "bert")),)
    assert crowd.sees("anna").teams == (("walkers", ("team:walkers:blue",)),)


def test_a_team_is_refused_for_what_comes_first() -> None:
    crowd = Crowd(PLAN)
    for member in ("anna", "bert"):
        assert crowd.sends(member, "join", 1, team="blue").status == "applied"

    def detail(member: str, **fields: str) -> str:
        refused = crowd.sends(member, "join", 2, **fields)
        assert (refused.status, refused.reason) == ("refused", "team_not_possible")
        return refused.detail

    assert detail("anna", team="blue", of="none") == "unknown"
    assert detail("anna", team="blue", of="masters") == "unknown"
    assert detail("anna", of="readers") == "unknown"
    assert detail("anna", team="blue") == "taken"
    assert detail("cleo", team="blue") == "full"
    open_to_all = crowd.sends("anna", "join", 2, team="blue", of="readers")
    assert open_to_all.pool_changes == (Take("team:readers:blue", 1, None),)
    assert crowd.sees("anna").teams == (
        ("walkers", ("team:walkers:blue",)),
        ("readers", ("team:readers:blue",)),
    )


def test_a_mentor_and_who_follows_are_on_one_roster() -> None:
    crowd = Crowd(PLAN)
    followed = crowd.sends("anna", "follow", 1, mentor="mira")
    assert [effect.to for effect in followed.effects if isinstance(effect, EventAddressed)] == [
        "team:masters:anna",
        "mira",
    ]
    assert followed.pool_changes == (Take("mentor:masters:mira", 1, 2),)
    assert crowd.sees("team:masters:anna").rosters == (("masters", ("anna", "mira")),)
    crowd.sends("bert", "follow", 1, mentor="mira")
    assert crowd.sees("mira").teams == (("masters", ("team:masters:anna", "team:masters:bert")),)
    assert crowd.sends("cleo", "follow", 2, mentor="cleo").detail == "self"
    assert crowd.sends("cleo", "follow", 2, mentor="mira").detail == "full"
    assert crowd.sends("anna", "follow", 2, mentor="dora").detail == "taken"
    assert crowd.sends("cleo", "follow", 2, mentor="dora", of="walkers").detail == "unknown"


def test_who_mentors_can_follow_but_not_who_follows() -> None:
    crowd = Crowd(PLAN)
    crowd.sends("anna", "follow", 1, mentor="mira")
    assert crowd.sends("mira", "follow", 2, mentor="anna").detail == "cycle"
    assert crowd.sends("mira", "follow", 2, mentor="dora").status == "applied"
    assert crowd.sees("mira").teams == (("masters", ("team:masters:anna", "team:masters:mira")),)
    assert crowd.sees("team:masters:mira").rosters == (("masters", ("mira", "dora")),)
    assert crowd.sends("mira", "follow", 3, mentor="cleo").detail == "taken"
    assert crowd.sends("anna", "follow", 3, mentor="mira").detail == "taken"


def test_what_is_told_twice_is_known_once() -> None:
    crowd = Crowd(PLAN)
    for _ in range(2):
        crowd.sends("team:walkers:blue", "@joined", 1, who="anna", team="walkers")
        crowd.sends("mira", "@mentor", 1, actor="team:masters:anna", team="masters")
        assert crowd.sends("mira", "@mentor", 1, actor="team:none:anna", team="none").effects == ()
    assert crowd.sees("team:walkers:blue").rosters == (("walkers", ("anna",)),)
    assert crowd.sees("mira").teams == (("masters", ("team:masters:anna",)),)


def test_a_team_is_told_and_tells_its_roster() -> None:
    crowd = Crowd(PLAN)
    for member in ("bert", "anna"):
        crowd.sends(member, "join", 1, team="blue")
    (told,) = crowd.sends("anna", "steps", 2, no="s", count=7).effects
    assert isinstance(told, EventAddressed)
    assert (told.to, told.fields) == ("team:walkers:blue", (("count", 7), ("who", "anna")))
    cheers = [effect.to for effect in crowd.outcomes[0].effects if isinstance(effect, EventAddressed)]
    assert cheers == ["bert", "anna"]
    assert all(crowd.sees(member).tags == ("cheered",) for member in cheers)
    assert crowd.sends("cleo", "steps", 2, no="s", count=7).effects == ()


def test_what_a_team_was_told_is_taken_back_but_not_the_joining() -> None:
    undo = EventType("undo", (EventField("no", "text", True),), reverses="steps")
    leave = EventType("leave", (EventField("team", "text", True),), reverses="join")
    keyed = replace(JOIN, key="team")
    crowd = Crowd(replace(PLAN, events=(keyed, *PLAN.events[1:], undo, leave)))
    crowd.sends("anna", "join", 1, team="blue")
    crowd.sends("anna", "steps", 2, no="s", count=7)
    (back,) = crowd.sends("anna", "undo", 3, no="s").effects
    assert isinstance(back, EventAddressed)
    assert (back.to, back.type, back.fields) == ("team:walkers:blue", "reversal", (("reverses", "e2#0"),))
    assert crowd.sends("anna", "leave", 3, team="blue").effects == ()
    assert crowd.sees("anna").teams == (("walkers", ("team:walkers:blue",)),)
