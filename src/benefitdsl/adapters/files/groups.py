"""Which members must be replayed together: those that can reach one another through something shared.

A budget, a stock, a team, a board or a limit shared by all makes one group of everybody. Otherwise members meet only
where their events name the same shared key (an order number sent for two members) or where one names the other (an
inviter), so that almost every group is one member, and groups can be replayed in any order and in several processes
with the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benefitdsl.model.event import Event
from benefitdsl.plan.expr import FieldOf, Inviter
from benefitdsl.plan.parts import EventType, Plan, TellMember, Uniqueness
from benefitdsl.quantities.zone import Zone

SHARED_SCOPES = ("referee", "device", "code", "all")


@dataclass(frozen=True, slots=True)
class Groups:
    """Each group in order of time, the groups by their first member. `contested` are shared keys that events of
    several members name, with those members; `whole` says why everybody is in one group, if so."""

    events: tuple[tuple[Event, ...], ...]
    contested: tuple[tuple[str, tuple[str, ...]], ...] = ()
    whole: str = ""


def groups_of(plan: Plan, events: Sequence[Event]) -> Groups:
    """The events, given in the order of the file, in groups."""
    whole = shared_by_all(plan)
    links = _Links()
    contested = _link_keys(plan, events, links)
    if whole:
        return Groups((tuple(sorted(events, key=_at)),) if events else (), contested, whole)
    _link_members(plan, events, links)
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(links.first(event.member), []).append(event)
    ordered = (tuple(sorted(groups[first], key=_at)) for first in sorted(groups))
    return Groups(tuple(ordered), contested)


def shared_by_all(plan: Plan) -> str:
    """The name of what all members share, or an empty text."""
    for budget in plan.budgets:
        return f"budget {budget.id}"
    for rule in plan.rules:
        if any(limit.scope in SHARED_SCOPES for limit in rule.limits):
            return f"rule {rule.id}"
    for mission in plan.missions:
        if any(limit.scope in SHARED_SCOPES for limit in mission.limits):
            return f"mission {mission.id}"
    for offer in plan.offers:
        if offer.stock is not None or any(limit.scope in SHARED_SCOPES for limit in offer.limits):
            return f"offer {offer.id}"
    for draw in plan.draws:
        if any(prize.stock is not None for prize in draw.prizes):
            return f"draw {draw.id}"
    for promotion in plan.promotions:
        if any(limit.scope in SHARED_SCOPES for limit in promotion.limits):
            return f"promotion {promotion.id}"
    for team in plan.teams:
        return f"team {team.id}"
    for board in plan.boards:
        return f"board {board.id}"
    for tell in tells_of(plan):
        if not isinstance(tell.to, (FieldOf, Inviter)):
            return f"event {tell.event}"
    return ""


class _Links:
    """Sets of members, each known by its first one (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def first(self, member: str) -> str:
        top = member
        while (parent := self._parent.get(top, top)) != top:
            top = parent
        while (parent := self._parent.get(member, member)) != top:
            self._parent[member], member = top, parent
        return top

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.first(one), self.first(other)))
        if first != second:
            self._parent[second] = first


def _at(event: Event) -> int:
    return event.at


def _link_keys(plan: Plan, events: Iterable[Event], links: _Links) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Join members whose events name the same shared key."""
    zone = Zone(plan.timezone, plan.day_start)
    shared = {type_.name: [one for one in type_.unique if one.shared] for type_ in plan.events}
    owners: dict[str, str] = {}
    contested: dict[str, set[str]] = {}
    for event in events:
        for unique in shared.get(event.type, ()):
            key = _key(unique, event, zone)
            if key is None:
                continue
            owner = owners.setdefault(key, event.member)
            if owner != event.member:
                contested.setdefault(key, {owner}).add(event.member)
                links.join(owner, event.member)
    return tuple((key, tuple(sorted(contested[key]))) for key in sorted(contested))


def _key(unique: Uniqueness, event: Event, zone: Zone) -> str | None:
    """The key that the event claims; None where it lacks one of the fields."""
    if any(name not in event.fields for name in unique.fields):
        return None
    values = [str(event.fields[name]) for name in unique.fields]
    if unique.daily:
        values.append(str(zone.local_day(event.at)))
    return ":".join((unique.across, *values))


def _link_members(plan: Plan, events: Iterable[Event], links: _Links) -> None:
    """Join members with those they name: an inviter, and whoever can be told something."""
    tells = any(True for _ in tells_of(plan))
    naming = {type_.name: _naming(type_, tells) for type_ in plan.events}
    for event in events:
        for name in naming.get(event.type, ()):
            other = event.fields.get(name)
            if isinstance(other, str):
                links.join(event.member, other)


def _naming(type_: EventType, tells: bool) -> tuple[str, ...]:
    """The fields of a type that name a member who matters."""
    names = tuple(field.name for field in type_.fields if field.type == "member")
    return names if tells else tuple(name for name in names if type_.role == "register" and name == "inviter")


def tells_of(plan: Plan) -> Iterator[TellMember]:
    """The actions of a plan that address events to other members."""
    actions = [action for rule in plan.rules for action in (*rule.then, *rule.otherwise)]
    actions += [action for mission in plan.missions for stage in mission.stages for action in stage.actions]
    actions += [action for offer in plan.offers for action in offer.then]
    actions += [action for draw in plan.draws for prize in draw.prizes for action in prize.actions]
    yield from (action for action in actions if isinstance(action, TellMember))
