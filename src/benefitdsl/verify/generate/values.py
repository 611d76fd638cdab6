"""Values of single fields: mostly those at which the programme changes its mind, else plausible ones by type."""

from __future__ import annotations

from typing import Final, assert_never

from benefitdsl.model.event import FieldValue, Line, Scalar
from benefitdsl.plan.parts import EventField
from benefitdsl.quantities.calendar import date_of, day_of
from benefitdsl.verify.generate.interest import MEMBER, MOST, Key
from benefitdsl.verify.generate.story import Story

AMOUNTS: Final = (10_000, 1, 100, 990, 5_000, 9_999, 12_345, 20_000, 39_800, 100_000, 0)
"""Money in minor units, the most ordinary first."""
NUMBERS: Final = (1, 0, 2, 3, 5, 10, 100)
PRICES: Final = (1_000, 990, 2_500, 5_000, 12_800, 1)
READ, UNREAD = 75, 6
"""Of a hundred events, those that carry an optional field which something reads, and one that nothing reads."""


def number(story: Story, member: str, key: Key, plain: tuple[int, ...]) -> int:
    """A number: what is missing to a total that matters, a literal or one unit beside it, or a plain one."""
    choices, interest = story.choices, story.interest
    sums, literals = interest.sums.get(key, ()), interest.numbers.get(key, ())
    if sums and choices.chance(35):
        missing = _missing(story, member, choices.pick(sums))
        if missing:
            return _near(story, choices.pick(missing))
    if literals and choices.chance(80):
        literal = choices.pick(literals)
        return _near(story, literal) if choices.chance(85) else literal // 2
    return choices.pick(plain)


def _near(story: Story, literal: int) -> int:
    """The literal itself, or one unit beside it."""
    return min(MOST, max(0, literal + story.choices.pick((0, 0, -1, 1))))


def _missing(story: Story, member: str, total: tuple[str, str]) -> list[int]:
    """What is missing to the totals that are still to be reached."""
    family, id_ = total
    snapshot = story.snapshot(member)
    if family == "metric":
        there = dict(snapshot.metrics).get(id_, 0)
    else:
        there = next((one.progress for one in snapshot.missions if one.mission == id_), 0)
    return [wanted - there for wanted in story.interest.totals.get(total, ()) if wanted > there]


def text(story: Story, key: Key, plain: tuple[str, ...]) -> str:
    """A text that the programme asks for, or another one."""
    asked = story.interest.texts.get(key, ())
    if asked and story.choices.chance(80):
        return story.choices.pick(asked)
    return story.choices.pick(plain)


def is_there(story: Story, key: Key, required: bool) -> bool:
    """Whether an event carries the field: always where it must, mostly where something reads it, else seldom."""
    return required or story.choices.chance(READ if key in story.interest.fields else UNREAD)


def plain_value(story: Story, member: str, type_: str, field: EventField) -> FieldValue:
    """A value of a field that has no meaning of its own."""
    key = (type_, field.name)
    match field.type:
        case "money":
            return number(story, member, key, AMOUNTS)
        case "number":
            return number(story, member, key, NUMBERS)
        case "text":
            return text(story, key, (f"{field.name}1", f"{field.name}2"))
        case "texts":
            return (text(story, key, (f"{field.name}1", f"{field.name}2")),)
        case "flag":
            return story.choices.chance(50)
        case "date":
            return near_day(story)
        case "member":
            return somebody(story, member)
        case "items":
            return tuple(line(story, member, type_, field) for _ in range(story.choices.integer(1, 3)))
        case _:
            assert_never(field.type)


def line(story: Story, member: str, type_: str, items: EventField) -> Line:
    """One line of an event: its fields by their types."""
    made: dict[str, Scalar] = {}
    for field in items.fields:
        key = (type_, f"/{field.name}")
        if not is_there(story, key, field.required):
            continue
        match field.type:
            case "money":
                made[field.name] = number(story, member, key, PRICES)
            case "number":
                made[field.name] = max(1, number(story, member, key, (1, 1, 2, 3)))
            case "flag":
                made[field.name] = story.choices.chance(50)
            case "date":
                made[field.name] = near_day(story)
            case "member":
                made[field.name] = somebody(story, member)
            case _:
                made[field.name] = text(story, key, (f"{field.name}1", f"{field.name}2"))
    return made


def somebody(story: Story, member: str) -> str:
    """Mostly somebody else who is there; sometimes the member, or somebody new."""
    others = [one for one in story.people if one != member]
    if others and member != story.people[0] and story.choices.chance(40):
        return story.people[0]  # so that much comes together with one
    if others and story.choices.chance(80):
        return story.choices.pick(others)
    return story.choices.pick((*story.ground.people[-3:], member))


def near_day(story: Story) -> int:
    return story.ground.zone.local_day(story.now) + story.choices.pick((0, -1, 1, -7, 7, -30, 30))


def attribute(story: Story, field: EventField) -> Scalar:
    """What the host knows of a member."""
    key = (MEMBER, field.name)
    match field.type:
        case "date":
            literals = story.interest.numbers.get(key, ())
            return story.choices.pick(literals) if literals and story.choices.chance(30) else birthday(story)
        case "money" | "number":
            literals = story.interest.numbers.get(key, ())
            return _near(story, story.choices.pick(literals)) if literals else story.choices.pick(NUMBERS)
        case "flag":
            return story.choices.chance(50)
        case _:
            return text(story, key, (f"{field.name}1", f"{field.name}2"))


def birthday(story: Story) -> int:
    """A day of birth whose return is near, or 29 February."""
    if story.choices.chance(15):
        return day_of(2000, 2, 29)
    today = story.ground.zone.local_day(story.now)
    _, month, day = date_of(today + story.choices.pick((1, 0, -1, 3, 8, 32)))
    return day_of(1992, month, day)
