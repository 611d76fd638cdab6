"""Making a history: who is there, when it begins, and one happening after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from benefitdsl.host.session import is_actor
from benefitdsl.model.event import Event, Scalar
from benefitdsl.quantities.calendar import DAY_US, HOUR_US, MINUTE_US
from benefitdsl.verify.generate.choices import Choices, Seeded
from benefitdsl.verify.generate.events import event, has_ground
from benefitdsl.verify.generate.ground import (
    LAW_THEME,
    LAW_THEME_OF_ROUNDS,
    NO_THEME,
    NO_THEME_OF_ROUNDS,
    Ground,
)
from benefitdsl.verify.generate.interest import MEMBER
from benefitdsl.verify.generate.moving import move_time
from benefitdsl.verify.generate.rounds import can_go_round, go_round
from benefitdsl.verify.generate.story import Story
from benefitdsl.verify.generate.themes import Theme
from benefitdsl.verify.generate.values import attribute, is_there
from benefitdsl.verify.history import History, Joining, Moment, Passing, Sending

SHORTEST, LONGEST = 5, 25
LONGER = 8  # of histories that go rounds
MOST_IN_A_ROW = 6
TRIES = 3
EACH_WITH_ROUNDS = 4
"""One history of so many is about what is bought, used, given back and bought again."""
ROUNDS = 60  # of a hundred times that something happens in such a history, it is a round
Watch = Callable[[Moment], None]


def numbered(ground: Ground, seed: int, number: int, watch: Watch) -> History:
    """The history of this number of a seed: the same whenever and wherever it is made. `Broke`."""
    name = name_of(seed, number)
    return make(ground, Seeded(name), watch, name, rounds=number % EACH_WITH_ROUNDS == 2)


def name_of(seed: int, number: int) -> str:
    """The text that a history and its draws come from."""
    return f"{seed}.{number}"


def make(ground: Ground, choices: Choices, watch: Watch, draws: str, *, rounds: bool = False) -> History:
    """A history, shown to `watch` while it is made. `draws` stands for the seed of its draws, as a scenario's `seed`
    does; with `rounds` it is about what is bought, used, given back and bought again. `Broke`."""
    story = begin(ground, choices, watch, draws, rounds=rounds)
    wanted = len(story.happenings) + choices.integer(SHORTEST, LONGEST) + (LONGER if rounds else 0)
    if len(story.people) > 1 and choices.chance(40):
        _invite(story)
    while len(story.happenings) < wanted:
        member = _who(story)
        move_time(story, member)
        if rounds and can_go_round(story, member) and choices.chance(ROUNDS):
            go_round(story, member)
        else:
            _next(story, member, wanted)
    if choices.chance(25):
        later = choices.pick((DAY_US, 8 * DAY_US, min(35 * DAY_US, ground.longest // 4)))
        story.happen(Passing(story.now + later))
    return story.history()


def begin(ground: Ground, choices: Choices, watch: Watch, draws: str, *, rounds: bool = False) -> Story:
    """A history in which members have joined and nothing else has happened yet."""
    theme = _theme(ground, choices, rounds)
    day = choices.pick(ground.first_days) if choices.chance(60) else ground.first_days[0]
    minute = choices.pick((10 * HOUR_US, 0, 9 * HOUR_US + 30 * MINUTE_US, DAY_US - 1))
    now = ground.zone.start_of_day(day) + minute
    seed = sha256(draws.encode()).digest() if ground.plan.draws else None
    story = Story(ground, theme, choices, seed, watch, now, now + ground.longest)
    _join(story)
    return story


def _theme(ground: Ground, choices: Choices, rounds: bool) -> Theme:
    laws, others = ground.all_themes
    if choices.chance(NO_THEME_OF_ROUNDS if rounds else NO_THEME) or not (laws or others):
        return ground.themes.all
    of_a_law = choices.chance(LAW_THEME_OF_ROUNDS if rounds else LAW_THEME) if laws and others else bool(laws)
    return choices.pick(laws if of_a_law else others)


# ------------------------------------------------------------------------------------------- people


def _join(story: Story) -> None:
    """One to five members; several where members do something together, enough to come to a limit."""
    choices, ground = story.choices, story.ground
    together = bool(ground.plan.teams or ground.plan.boards) or _invites(story)
    first = choices.integer(0, len(ground.people) - 1) if choices.chance(50) else 0
    names = ground.people[first:] + ground.people[:first]
    names = tuple(dict.fromkeys((*ground.listed[:1], *names))) if choices.chance(30) else names
    story.people = names[: choices.pick((2, 3, 2, 5, 1) if together else (1, 1, 1, 1, 2, 3))]
    for member in story.people:
        story.joined[member] = at = _joined_at(story)
        attributes: dict[str, Scalar] = {
            field.name: attribute(story, field)
            for field in ground.plan.attributes
            if is_there(story, (MEMBER, field.name), field.required)
        }
        story.happen(Joining(member, at, attributes))


def _invites(story: Story) -> bool:
    types = story.ground.types
    return any(types[name].role == "register" for name in story.theme.events) or any(
        field.type == "member" for name in set(story.theme.events) for field in types[name].fields
    )


def _invite(story: Story) -> None:
    """All the others register, invited by the first, where the theme is about that."""
    types = [story.ground.types[name] for name in dict.fromkeys(story.theme.events)]
    for type_ in types:
        inviting = next((field.name for field in type_.fields if field.type == "member"), None)
        if type_.role == "register" and inviting is not None:
            for one in story.people[1:]:
                made = event(story, one, type_)
                story.happen(Sending(replace(made, fields={**made.fields, inviting: story.people[0]})))


def _joined_at(story: Story) -> int:
    choices, days = story.choices, story.interest.joined_days
    if days and choices.chance(50):
        return story.now - max(0, choices.pick(days) + choices.pick((0, -1, 1))) * DAY_US
    return story.now - choices.pick((0, HOUR_US, DAY_US, min(400 * DAY_US, story.ground.longest // 2)))


def _who(story: Story) -> str:
    if story.choices.chance(5):
        actors = story.actors()
        return story.choices.pick(actors) if actors else story.people[0]
    return story.choices.pick(story.people)


# ------------------------------------------------------------------------------------------- what happens


def _next(story: Story, member: str, wanted: int) -> None:
    """An event of the theme, several in a row, the same once more; or only time passes."""
    kind = story.choices.integer(0, 99)
    if kind >= 95 or is_actor(member):
        story.happen(Passing(story.now))
    elif kind >= 90 and story.sent:
        story.happen(Sending(_again(story)))
    elif kind >= 80:
        _in_a_row(story, member, wanted - len(story.happenings))
    else:
        story.happen(Sending(_any(story, member)))


def _any(story: Story, member: str) -> Event:
    """An event of the theme, seldom another; where there is nothing for it yet, mostly another one."""
    names = story.theme.events
    if not names or story.choices.chance(6):
        names = story.ground.themes.sendable
    type_ = story.ground.types[story.choices.pick(names)]
    for _ in range(TRIES):
        if has_ground(story, member, type_) or story.choices.chance(10):
            break
        type_ = story.ground.types[story.choices.pick(names)]
    return event(story, member, type_)


def _again(story: Story) -> Event:
    """The same event once more; or another under its name."""
    known = story.choices.pick(story.sent[-6:])
    match story.choices.integer(0, 7):
        case 6:
            return replace(known, id=f"e{story.number}", at=max(known.at, story.now))
        case 7:
            return replace(known, at=known.at + 1)
        case _:
            return known


def _in_a_row(story: Story, member: str, most: int) -> None:
    """The same kind of event by everybody, or often enough to come to a limit, at once or day after day."""
    choices, zone = story.choices, story.ground.zone
    names = story.theme.events or story.ground.themes.sendable
    type_ = story.ground.types[choices.pick(names)]
    if len(story.people) > 1 and choices.chance(50):
        for one in story.people[:most]:
            story.happen(Sending(event(story, one, type_)))
        return
    rows = story.theme.rows
    times = choices.pick(rows) if rows and choices.chance(60) else choices.integer(2, MOST_IN_A_ROW)
    daily = choices.chance(60)
    for _ in range(min(times, most)):
        story.happen(Sending(event(story, member, type_)))
        if daily:
            next_day = zone.start_of_day(zone.local_day(story.now) + choices.pick((1, 1, 1, 1, 2)))
            story.now = max(story.now, next_day + choices.pick((10 * HOUR_US, 0, HOUR_US, DAY_US - 1)))


__all__ = ["begin", "make", "name_of", "numbered"]
