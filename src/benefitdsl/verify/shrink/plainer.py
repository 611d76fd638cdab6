"""The same with plainer values: rounder numbers, rounder times, the names that one would choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from benefitdsl.host.session import is_actor
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.parts import EventType
from benefitdsl.quantities.calendar import DAY_US, HOUR_US, MINUTE_US, Zone
from benefitdsl.verify.generate.ground import FIRST_DAY, PEOPLE
from benefitdsl.verify.generate.sales import agrees, lines_in, with_lines
from benefitdsl.verify.history import Happening, History, Joining, Passing, Sending
from benefitdsl.verify.shrink.leave_out import with_event, with_one

CHANGE = 100
"""Minor units: less money than that is odd."""

MORNING = 10 * 60
"""The minute of the day at which nothing special happens."""

# ------------------------------------------------------------------------------------------- values


def plainer_values(history: History, types: Mapping[str, EventType]) -> Iterator[History]:
    """With one number of one event plainer than it was; sums of lines follow."""
    for place, one in enumerate(history.happenings):
        if isinstance(one, Sending) and one.event.type in types:
            for event in _plainer(one.event, types[one.event.type]):
                if event != one.event:
                    yield with_event(history, place, event)


def _plainer(event: Event, type_: EventType) -> Iterator[Event]:
    kinds = {field.name: field.type for field in type_.fields}
    for name, value in event.fields.items():
        if type(value) is int and kinds.get(name) in ("money", "number"):
            for number in plainer_numbers(value, money=kinds[name] == "money"):
                made = replace(event, fields={**event.fields, name: number})
                if agrees(made, type_):
                    yield made
        elif isinstance(value, tuple) and kinds.get(name) == "items":
            yield from _plainer_lines(event, type_, name)


def _plainer_lines(event: Event, type_: EventType, name: str) -> Iterator[Event]:
    lines = lines_in(event, name)
    money = {
        part.name
        for field in type_.fields
        if field.name == name
        for part in field.fields
        if part.type == "money"
    }
    for place, line in enumerate(lines):
        for part, value in line.items():
            numbers = (
                plainer_numbers(value, money=part in money) if type(value) is int and part != "line" else ()
            )
            for number in numbers:
                changed = (*lines[:place], {**line, part: number}, *lines[place + 1 :])
                made = with_lines(event, type_, name, changed)
                if agrees(made, type_):
                    yield made


def plainer_numbers(number: int, *, money: bool = False) -> Iterator[int]:
    """Numbers with fewer digits that mean something, the plainest first: 39800 has three, 40000 one."""
    plain = [10**power for power in range(len(str(number)))]
    for digits in range(1, len(str(number)) - 1):
        step = 10 ** (len(str(number)) - digits)
        plain += [number // step * step, -(-number // step) * step]
    weight = _weight(number, money)
    for one in sorted({*plain, 0, CHANGE} if money else {*plain, 0}, key=lambda one: _weight(one, money)):
        if _weight(one, money) < weight:
            yield one


def _weight(number: int, money: bool) -> tuple[int, int]:
    """How many digits mean something, then how large it is. Nothing at all, and money that buys nothing, is odd."""
    odd = number == 0 or (money and number < CHANGE)
    return len(str(number).rstrip("0")) + 2 * odd, number


# ------------------------------------------------------------------------------------------- times


def plainer_times(history: History, zone: Zone) -> Iterator[History]:
    """The whole history at another time, or one instant at a rounder one, alone or with all that comes later."""
    cost = _cost(history, zone)
    for one in _other_times(history, zone):
        if _cost(one, zone) < cost:
            yield one


def _other_times(history: History, zone: Zone) -> Iterator[History]:
    yield from _moved(history, zone)
    before = 0
    for place, one in enumerate(history.happenings):
        at = _at(one)
        for other in _rounder(at, before, zone):
            yield with_one(history, place, _to(one, other))
            yield _from_here(history, place, other - at)
        if not isinstance(one, Joining):
            before = max(before, at)


def _cost(history: History, zone: Zone) -> tuple[bool, int, int, int]:
    """Whether it begins on another day than most, how rough its instants are, how long it takes, how late they are."""
    instants = [_at(one) for one in history.happenings]
    told = [_at(one) for one in history.happenings if not isinstance(one, Joining)] or [0]
    return (
        zone.local_day(told[0]) != FIRST_DAY,
        sum(_roughness(at, zone) for at in instants),
        zone.local_day(max(instants, default=0)) - zone.local_day(min(instants, default=0)),
        sum(instants),
    )


def _moved(history: History, zone: Zone) -> Iterator[History]:
    """To the day on which histories begin by default."""
    first = min((_at(one) for one in history.happenings if not isinstance(one, Joining)), default=None)
    if first is not None:
        days = FIRST_DAY - zone.local_day(first)
        if days:
            moved = tuple(_to(one, _at(one) + days * DAY_US) for one in history.happenings)
            yield replace(history, happenings=moved)


def _rounder(at: int, before: int, zone: Zone) -> Iterator[int]:
    """Other instants, those nearest to what came before first; none is before that."""
    day, found = zone.local_day(at), []
    if before:
        last = zone.local_day(before)
        found += [zone.instant_of(one, MORNING) for one in (last, last + 1)]
        found += [before, before + MINUTE_US, before + HOUR_US]
    found += [zone.instant_of(day, MORNING), zone.start_of_day(day), at - at % HOUR_US, at - at % MINUTE_US]
    for one in dict.fromkeys(found):
        if one >= before and one != at:
            yield one


def _roughness(at: int, zone: Zone) -> int:
    """0 for an ordinary morning, then midnight, a full hour, a full minute, any instant."""
    minute = zone.clock_minutes(at)
    if at % MINUTE_US:
        return 4
    return 0 if minute == MORNING else 1 if minute == 0 else 2 if minute % 60 == 0 else 3


def _at(one: Happening) -> int:
    match one:
        case Joining(at=at):
            return at
        case Sending(event):
            return event.at
        case Passing(until):
            return until


def _to(one: Happening, at: int) -> Happening:
    match one:
        case Joining():
            return replace(one, at=at)
        case Sending(event):
            return Sending(replace(event, at=at))
        case Passing():
            return Passing(at)


def _from_here(history: History, place: int, by: int) -> History:
    """This and all that comes later, moved together."""
    happenings = history.happenings
    moved = tuple(_to(one, _at(one) + by) for one in happenings[place:])
    return replace(history, happenings=happenings[:place] + moved)


# ------------------------------------------------------------------------------------------- names


def plainer_names(history: History, types: Mapping[str, EventType]) -> Iterator[History]:
    """Members, events and their numbers called as one would call them in a new story; all at once."""
    members = {
        one: PEOPLE[place]
        for place, one in enumerate(_members(history))
        if place < len(PEOPLE) and not is_actor(one)
    }
    renamed = _renamed(history, members, _keys(history, types))
    if renamed != history:
        yield renamed
    renamed = _renamed(history, {}, _keys(history, types))
    if renamed != history:
        yield renamed


def _members(history: History) -> list[str]:
    joined = [one.member for one in history.happenings if isinstance(one, Joining)]
    sent = [one.event.member for one in history.happenings if isinstance(one, Sending)]
    return list(dict.fromkeys((*joined, *sent)))


def _keys(history: History, types: Mapping[str, EventType]) -> dict[str, str]:
    """Ids and numbers of events → new ones: that of a step of the story, and A1, A2 … for numbers of orders."""
    names: dict[str, str] = {}
    steps = 0
    seen: set[str] = set()
    for one in history.happenings:
        steps += not isinstance(one, Joining)
        if not isinstance(one, Sending):
            continue
        event = one.event
        key = types[event.type].key if event.type in types else None
        if event.key not in seen:
            seen.add(event.key)
            names.setdefault(event.id, f"e{steps}")
            if key is not None and key in event.fields:
                names.setdefault(
                    str(event.fields[key]), f"A{len([n for n in names.values() if n[0] == 'A']) + 1}"
                )
    return names


def _renamed(history: History, members: Mapping[str, str], names: Mapping[str, str]) -> History:
    happenings: list[Happening] = []
    for one in history.happenings:
        match one:
            case Joining(member):
                happenings.append(replace(one, member=members.get(member, member)))
            case Sending(event):
                fields = {name: _renamed_value(value, members, names) for name, value in event.fields.items()}
                happenings.append(
                    Sending(
                        replace(
                            event,
                            id=names.get(event.id, event.id),
                            member=members.get(event.member, event.member),
                            fields=fields,
                        )
                    )
                )
            case Passing():
                happenings.append(one)
    return replace(history, happenings=tuple(happenings))


def _renamed_value(value: FieldValue, members: Mapping[str, str], names: Mapping[str, str]) -> FieldValue:
    """A text that names a member or an event, or what an event made (`e3#1`, `shop/e3#1`), in lists and lines too."""
    if isinstance(value, tuple):
        return tuple(
            _renamed_text(one, members, names)
            if isinstance(one, str)
            else {name: _renamed_value(part, members, names) for name, part in one.items()}
            for one in value
        )  # type: ignore[return-value]
    return _renamed_text(value, members, names) if isinstance(value, str) else value


def _renamed_text(text: str, members: Mapping[str, str], names: Mapping[str, str]) -> str:
    key, mark, place = text.rpartition("#")
    if mark:
        return f"{_renamed_text(key, {}, names)}#{place}"
    source, slash, id_ = text.rpartition("/")
    if slash:
        return f"{source}/{names.get(id_, id_)}"
    return members.get(text, names.get(text, text))
