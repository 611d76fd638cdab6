"""Teams, mentors and the rosters of their own states (spec §15.1)."""

from __future__ import annotations

from benefitdsl.engine.reference import actions
from benefitdsl.engine.reference.facts import InTeam, OnRoster
from benefitdsl.engine.reference.run import Rejected, Run
from benefitdsl.model.effect import TeamJoined
from benefitdsl.model.event import Scalar
from benefitdsl.plan.parts import EventField, EventType, Team

JOINED = EventType("@joined", (EventField("team", "text", True), EventField("who", "text", True)))
MENTOR = EventType("@mentor", (EventField("actor", "text", True), EventField("team", "text", True)))


def join(run: Run) -> None:
    name = _text(run, "team")
    team = _asked(run, mentor=False)
    if team is None or not name:
        raise Rejected("refused", "team_not_possible", "unknown")
    if run.state.actors_of(team.id):
        raise Rejected("refused", "team_not_possible", "taken")
    key = f"team:{team.id}:{name}"
    _take_a_place(run, team, key)
    _enter(run, team.id, key)
    _tell(run, key, "@joined", who=run.state.member, team=team.id)


def follow(run: Run) -> None:
    """The team of a member and its mentor bears the name of the member."""
    mentor, member = _text(run, "mentor"), run.state.member
    team = _asked(run, mentor=True)
    if team is None or not mentor:
        raise Rejected("refused", "team_not_possible", "unknown")
    if mentor == member:
        raise Rejected("refused", "team_not_possible", "self")
    if _follows(run, team, member):
        raise Rejected("refused", "team_not_possible", "taken")
    if _follows(run, team, mentor):
        raise Rejected("refused", "team_not_possible", "cycle")
    _take_a_place(run, team, f"mentor:{team.id}:{mentor}")
    actor = f"team:{team.id}:{member}"
    _enter(run, team.id, actor)
    _tell(run, actor, "@joined", who=member, team=team.id)
    _tell(run, mentor, "@mentor", actor=actor, team=team.id)


def _follows(run: Run, team: Team, member: str) -> bool:
    """Whether this member follows, or that one follows this member: in either case the team is known here."""
    return f"team:{team.id}:{member}" in run.state.actors_of(team.id)


def told(run: Run) -> None:
    """`@joined` puts a member on the roster, `@mentor` puts this member in the team of who follows."""
    assert run.event is not None
    team = _text(run, "team")
    if all(each.id != team for each in run.plan.teams):
        return
    if run.event.type == JOINED.name:
        who = _text(run, "who")
        if who not in run.state.roster_of(team):
            run.state.rosters.append(OnRoster(team, who))
    if run.event.type == MENTOR.name:
        actor = _text(run, "actor")
        if actor not in run.state.actors_of(team):
            _enter(run, team, actor)
            _tell(run, actor, "@joined", who=run.state.member, team=team)


def _asked(run: Run, mentor: bool) -> Team | None:
    """The part that `of` names, else the first; only of the sort asked for."""
    assert run.event is not None
    teams = [each for each in run.plan.teams if each.mentor == mentor]
    if "of" in run.event.fields:
        teams = [each for each in teams if each.id == _text(run, "of")]
    return teams[0] if teams else None


def _take_a_place(run: Run, team: Team, key: str) -> None:
    if team.size is not None and run.used(key) >= team.size:
        raise Rejected("refused", "team_not_possible", "full")
    run.take(key, 1, team.size)


def _enter(run: Run, team: str, actor: str) -> None:
    run.state.teams.append(InTeam(team, actor))
    run.effects.append(TeamJoined(run.cause(run.role_author), team, actor))


def _tell(run: Run, to: str, event: str, **fields: Scalar) -> None:
    """Address an event that is never taken back."""
    actions.address(run, to, event, tuple(sorted(fields.items())), -1, run.role_author)


def _text(run: Run, name: str) -> str:
    assert run.event is not None
    return str(run.event.fields.get(name, ""))
