"""Events of the host: one of a type by a member, mostly now, sometimes late."""

from __future__ import annotations

from typing import Final

from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.parts import EventType
from benefitdsl.quantities.calendar import DAY_US, HOUR_US
from benefitdsl.verify.generate import sales
from benefitdsl.verify.generate.asked import value_of
from benefitdsl.verify.generate.story import Story

LATE: Final = 10  # of a hundred events come late


def event(story: Story, member: str, type_: EventType) -> Event:
    """An event of the type by the member, as its host would send it."""
    at = _instant(story, member)
    source = "shop" if story.choices.chance(4) else ""
    made = Event(f"e{story.number}", type_.name, member, at, fields_of(story, member, type_), source)
    return sales.as_quoted(story, made) if sales.is_sale(type_) else made


def _instant(story: Story, member: str) -> int:
    """Mostly now; sometimes late, up to the bound and just past it; never before the member joined."""
    if not story.choices.chance(LATE):
        return story.now
    bound = story.ground.late_us
    late = story.choices.pick((HOUR_US, 1, DAY_US, bound - 1, bound, bound + 1))
    return max(story.joined.get(member, story.now), story.now - late)


def fields_of(story: Story, member: str, type_: EventType) -> dict[str, FieldValue]:
    if type_.reverses is not None:
        return sales.reversal(story, member, type_)
    if sales.is_sale(type_):
        return sales.sale(story, member, type_)
    made: dict[str, FieldValue] = {}
    for field in type_.fields:
        value = value_of(story, member, type_, field)
        if value is not None:
            made[field.name] = value
    return made


def has_ground(story: Story, member: str, type_: EventType) -> bool:
    """Whether there is anything for the event: a record to reverse, a benefit to claim, to use, to hold."""
    if type_.reverses is not None:
        return any(one.type == type_.reverses and one.member == member for one in story.applied)
    match type_.role:
        case "claim":
            return any(one.state == "unclaimed" for one in story.snapshot(member).benefits)
        case "redeem":
            held = any(one.state != "unclaimed" for one in story.snapshot(member).benefits)
            return held or bool(story.ground.plan.privileges)
        case "hold" | "release":
            return any(one.state != "unclaimed" for one in story.snapshot(member).benefits)
        case _:
            return True
