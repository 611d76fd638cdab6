"""Teams and mentors: who joins, and what the teams' own states are told (spec 15.1)."""

from __future__ import annotations

from benefitdsl.engine.book import Source, TypeBook
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.limits import text_of
from benefitdsl.model.effect import EventAddressed, TeamJoined
from benefitdsl.model.event import Scalar
from benefitdsl.model.pools import Take
from benefitdsl.plan.built_in import JOINED, MENTOR
from benefitdsl.plan.parts import Team


def join(d: Draft, kind: TypeBook) -> None:
    """Join the team that the event names."""
    team, name = _part(d, mentor=False), _text(d, "team")
    if not name:
        raise Refusal("team_not_possible", "unknown")
    actor = f"team:{team.id}:{name}"
    if d.teams.get(team.id):
        raise Refusal("team_not_possible", "taken")
    _take_place(d, team, actor)
    _enter(d, team.id, actor, kind.source)
    _tell_joined(d, team.id, actor, kind.source)


def follow(d: Draft, kind: TypeBook) -> None:
    """Follow the mentor that the event names, in a team of one's own. Who mentors may follow, but none of their own."""
    team, mentor = _part(d, mentor=True), _text(d, "mentor")
    if not mentor:
        raise Refusal("team_not_possible", "unknown")
    if mentor == d.base.id:
        raise Refusal("team_not_possible", "self")
    actor, known = f"team:{team.id}:{d.base.id}", d.teams.get(team.id, ())
    if actor in known:
        raise Refusal("team_not_possible", "taken")
    if f"team:{team.id}:{mentor}" in known:
        raise Refusal("team_not_possible", "cycle")
    _take_place(d, team, f"mentor:{team.id}:{mentor}")
    _enter(d, team.id, actor, kind.source)
    _tell_joined(d, team.id, actor, kind.source)
    _tell(d, mentor, MENTOR.name, (("actor", actor), ("team", team.id)), kind.source)


def hear(d: Draft, kind: TypeBook) -> None:
    """What a team's own state and a mentor are told when somebody joins."""
    team = _text(d, "team")
    if team not in d.book.teams:
        return
    if kind.type.name == JOINED.name:
        who, roster = _text(d, "who"), d.rosters.get(team, ())
        if who not in roster:
            d.rosters = d.rosters | {team: (*roster, who)}
    elif kind.type.name == MENTOR.name:
        actor = _text(d, "actor")
        if actor not in d.teams.get(team, ()):
            _enter(d, team, actor, kind.source)
            _tell_joined(d, team, actor, kind.source)


def _part(d: Draft, *, mentor: bool) -> Team:
    """The part that the event names, else the first of the sort."""
    named = d.fields.get("of")
    for team in d.book.teams.values():
        if team.mentor == mentor and named in (None, team.id):
            return team
    raise Refusal("team_not_possible", "unknown")


def _text(d: Draft, field: str) -> str:
    return text_of(d.fields.get(field, ""))


def _take_place(d: Draft, team: Team, key: str) -> None:
    if team.size is not None and d.pool_used(key) >= team.size:
        raise Refusal("team_not_possible", "full")
    d.changes.append(Take(key, 1, team.size))


def _enter(d: Draft, team: str, actor: str, source: Source) -> None:
    d.teams = d.teams | {team: (*d.teams.get(team, ()), actor)}
    d.effects.append(TeamJoined(d.cause(source), team, actor))


def _tell_joined(d: Draft, team: str, actor: str, source: Source) -> None:
    _tell(d, actor, JOINED.name, (("team", team), ("who", d.base.id)), source)


def _tell(d: Draft, to: str, event: str, fields: tuple[tuple[str, Scalar], ...], source: Source) -> None:
    id_ = d.next_id()
    d.effects.append(EventAddressed(d.cause(source), to, event, id_, fields))
