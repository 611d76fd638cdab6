"""Fields of events one by one: those by which an event of a role asks for something by that meaning, others by type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from benefitdsl.model.event import FieldValue
from benefitdsl.plan.parts import EventField, EventType, Offer
from benefitdsl.verify.generate.interest import MEMBER, fees
from benefitdsl.verify.generate.story import Story
from benefitdsl.verify.generate.themes import asks_for, named_in
from benefitdsl.verify.generate.values import NUMBERS, attribute, is_there, plain_value, somebody

CHECKOUTS: Final = ("c1", "c2")
TEAMS: Final = ("red", "blue")
NOBODYS: Final = "none"
"""What nothing is called: a host that names it is refused."""

Meaning = Callable[[Story, str, EventType], FieldValue | None]


def value_of(story: Story, member: str, type_: EventType, field: EventField) -> FieldValue | None:
    """The value of one field, None where the event does not carry it."""
    meaning = MEANINGS.get((type_.role, field.name))
    if meaning is not None:
        return meaning(story, member, type_)
    if type_.role == "profile":
        known = field in story.ground.plan.attributes
        return attribute(story, field) if known and is_there(story, (MEMBER, field.name), False) else None
    if type_.role == "offer":
        return _of_offer(story, member, type_, field)
    if field.name == type_.key:
        return own_key(story, type_, field.name)
    if not is_there(story, (type_.name, field.name), field.required):
        return None
    other = story.ground.keys.get(field.name)
    if other is not None and field.type == "text":
        return known_key(story, member, other, field.name)
    return plain_value(story, member, type_.name, field)


def own_key(story: Story, type_: EventType, name: str) -> str:
    """A new number of its own; seldom one that was there before."""
    known = [one.fields[name] for one in story.sent if one.type == type_.name and name in one.fields]
    if known and story.choices.chance(5):
        return str(story.choices.pick(known[-3:]))
    return f"A{story.number}"


def known_key(story: Story, member: str, type_: str, name: str) -> str:
    """The number of an earlier event of that type, mostly of this member."""
    own = story.applied_of(type_, member)
    known = own if own and story.choices.chance(95) else [one for one in story.applied if one.type == type_]
    texts = [str(one.fields[name]) for one in known[-4:] if name in one.fields]
    return story.choices.pick(texts[::-1]) if texts and story.choices.chance(95) else NOBODYS


def held_benefit(story: Story, member: str) -> str | None:
    """A benefit that the member holds, by its name or its instance."""
    held = [one for one in story.snapshot(member).benefits if one.state in ("held", "reserved")]
    if not held:
        return None
    one = story.choices.pick(held)
    return story.choices.pick((one.benefit, one.instance))


# ------------------------------------------------------------------------------------------- roles


def _claimed(story: Story, member: str, _: EventType) -> str:
    waiting = [one for one in story.snapshot(member).benefits if one.state == "unclaimed"]
    if waiting and story.choices.chance(95):
        one = story.choices.pick(waiting)
        return story.choices.pick((one.benefit, one.instance))
    return _any_benefit(story)


def _redeemed(story: Story, member: str, _: EventType) -> str:
    privileges = [one.id for one in story.ground.plan.privileges]
    if privileges and story.choices.chance(50):
        return story.choices.pick(privileges)
    return held_benefit(story, member) or _any_benefit(story)


def _any_benefit(story: Story) -> str:
    return story.choices.pick([*(one.id for one in story.ground.plan.benefits), NOBODYS])


def _mission(story: Story, _member: str, _: EventType) -> str:
    asked = [one.id for one in story.ground.plan.missions if one.enrolment]
    return story.choices.pick(asked) if asked and story.choices.chance(95) else NOBODYS


def _streak(story: Story, _member: str, _: EventType) -> str | None:
    streaks = [one.id for one in story.ground.plan.missions if one.streak is not None]
    return story.choices.pick(streaks) if streaks and story.choices.chance(40) else None


def _missed_day(story: Story, member: str, _: EventType) -> int:
    """A day beside one on which the member did something, not long ago."""
    zone = story.ground.zone
    today = zone.local_day(story.now)
    days = {zone.local_day(one.at) for one in story.applied if one.member == member}
    missed = sorted(
        {day for each in days for day in (each - 1, each + 1) if day not in days and day <= today}
    )
    if missed and story.choices.chance(80):
        return story.choices.pick(missed[-3:])
    return today - story.choices.pick((1, 2, 0, 3, 5))


def _inviter(story: Story, member: str, _: EventType) -> str | None:
    return somebody(story, member) if len(story.people) > 1 and story.choices.chance(80) else None


def _minutes(story: Story, _member: str, _: EventType) -> int | None:
    return story.choices.pick((None, 1, 60, 3_000))


def _checkout(story: Story, _member: str, _: EventType) -> str:
    return story.choices.pick(CHECKOUTS)


def _team(story: Story, _member: str, _: EventType) -> str:
    return story.choices.pick((TEAMS[0], TEAMS[0], TEAMS[0], TEAMS[1]))


def _mentor(story: Story, member: str, _: EventType) -> str:
    return somebody(story, member)


def _part(story: Story, _member: str, type_: EventType) -> str | None:
    parts = [one.id for one in story.ground.plan.teams if one.mentor == (type_.role == "follow")]
    return story.choices.pick(parts) if parts and (len(parts) > 1 or story.choices.chance(20)) else None


def _held(story: Story, member: str, _: EventType) -> tuple[str, ...]:
    held = [held_benefit(story, member) for _ in range(story.choices.pick((1, 1, 2)))]
    return tuple(dict.fromkeys(one or _any_benefit(story) for one in held))


MEANINGS: Final[dict[tuple[str, str], Meaning]] = {
    ("claim", "benefit"): _claimed,
    ("redeem", "benefit"): _redeemed,
    ("enrol", "mission"): _mission,
    ("make_up", "mission"): _streak,
    ("make_up", "day"): _missed_day,
    ("register", "inviter"): _inviter,
    ("hold", "minutes"): _minutes,
    ("hold", "coupons"): _held,
    ("hold", "checkout"): _checkout,
    ("release", "checkout"): _checkout,
    ("join", "team"): _team,
    ("join", "of"): _part,
    ("follow", "mentor"): _mentor,
    ("follow", "of"): _part,
}
"""The fields by which an event of a role asks for something."""


def _of_offer(story: Story, member: str, type_: EventType, field: EventField) -> FieldValue | None:
    """What is asked for is named in the first text that must be there; its fee where one can know it."""
    if field.name == named_in(type_):
        offers = [one.id for one in _offers(story, type_)]
        return story.choices.pick(offers) if offers and story.choices.chance(97) else NOBODYS
    if field.name == "amount":
        written = [fee for one in _offers(story, type_) if one.fee is not None for fee in fees(one.fee)]
        amounts = written or list(NUMBERS)
        return story.choices.pick(amounts) if field.required or story.choices.chance(50) else None
    if field.name == type_.key:
        return own_key(story, type_, field.name)
    if not is_there(story, (type_.name, field.name), field.required):
        return None
    return plain_value(story, member, type_.name, field)


def _offers(story: Story, type_: EventType) -> list[Offer]:
    """What an event of the type asks for: of the theme if it has any, else of the programme."""
    themed = [one for one in story.theme.parts if isinstance(one, Offer) and asks_for(type_, one)]
    return themed or [one for one in story.ground.plan.offers if asks_for(type_, one)]
