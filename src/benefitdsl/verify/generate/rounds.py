"""Rounds: something is bought, what it brings is used, the purchase is given back, whole or in part, and the same is
bought again. Whoever makes money with a programme goes such rounds.

What is bought is tried first, so that mostly something comes of it that the history is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from benefitdsl.host.session import Step, is_actor
from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import EventType
from benefitdsl.verify.generate import sales
from benefitdsl.verify.generate.asked import own_key
from benefitdsl.verify.generate.events import event
from benefitdsl.verify.generate.moving import edge, move_time
from benefitdsl.verify.generate.story import Story
from benefitdsl.verify.generate.themes import given_refs
from benefitdsl.verify.generate.using import can_be_used, usable_at, use
from benefitdsl.verify.history import Sending

PURCHASES = 10
"""How many purchases are thought of before one is made that is not the best."""
BEST = 3
WHOLE = 60
"""To a hundred ways of giving back so many are added that give back all of it."""


def can_go_round(story: Story, member: str) -> bool:
    """Whether there is anything that a member can buy and give back."""
    return not is_actor(member) and bool(story.ground.reversals)


def go_round(story: Story, member: str) -> None:
    """Two or three times the same, at last mostly without giving back."""
    choices = story.choices
    bought: Event | None = None
    for left in reversed(range(choices.pick((2, 2, 3)))):
        bought = _again(story, bought) or _purchase(story, member)
        steps = story.happen(Sending(bought))
        _use(story, steps)
        if left or choices.chance(40):
            _give_back(story, bought)
        if choices.chance(20):
            move_time(story, member)


def _purchase(story: Story, member: str) -> Event:
    """The best of some that come to mind, now or at a later edge of time: one that brings what the theme is about and
    can be used, else one that brings it, else one that brings anything."""
    types, began = _types(story), story.now
    made = best = _now(story, event(story, member, story.choices.pick(types)))
    best_worth = 0
    for number in range(PURCHASES):
        brought = story.would_bring(made)
        worth = _worth(story, member, brought)
        if worth > best_worth:
            best, best_worth = made, worth
        if best_worth == BEST:
            break
        if worth == BEST - 1 and _wait_until_usable(story, member, brought):
            made = _now(story, made)
            continue
        if number % 2:
            _go_on(story, edge(story, member))
        made = _now(story, event(story, member, story.choices.pick(types)))
    story.now = best.at if best_worth else began  # nothing has happened since
    return _now(story, best)


def _wait_until_usable(story: Story, member: str, brought: Sequence[Effect]) -> bool:
    """Go on to the next instant at which some of what the theme is about could be used."""
    wanted = [one for one in brought if any(ref in story.theme.things for ref in given_refs(one))]
    later = [instant for one in wanted for instant in usable_at(story, member, one) if instant > story.now]
    return bool(later) and _go_on(story, min(later))


def _go_on(story: Story, later: int) -> bool:
    if story.now < later <= story.end:
        story.now = later
        return True
    return False


def _worth(story: Story, member: str, effects: Sequence[Effect]) -> int:
    """How much of what the theme is about comes of a purchase, and whether it can be used."""
    worth = 0
    for effect in effects:
        for ref in given_refs(effect):
            wanted = ref in story.theme.things
            worth = max(worth, 1 + wanted + (wanted and can_be_used(story, member, effect)))
    return worth


def _types(story: Story) -> list[EventType]:
    """What can be given back: of the theme if it has any, else of the programme."""
    known = story.ground.reversals
    names = [name for name in story.theme.events if name in known] or list(known)
    return [story.ground.types[name] for name in names]


def _again(story: Story, bought: Event | None) -> Event | None:
    """The same under a new number, mostly, where that would count."""
    if bought is None or story.choices.chance(25):
        return None
    type_ = story.ground.types[bought.type]
    fields = dict(bought.fields)
    if type_.key in fields:
        fields[type_.key or ""] = own_key(story, type_, type_.key or "")
    again = replace(_now(story, bought), fields=fields)
    return again if story.would_bring(again) else None


def _now(story: Story, made: Event) -> Event:
    return replace(made, id=f"e{story.number}", at=story.now)


def _use(story: Story, steps: Sequence[Step]) -> None:
    """Use what came of it, whoever has it now."""
    for step in steps:
        for effect in step.outcome.effects if not is_actor(step.member) else ():
            if story.choices.chance(85):
                use(story, step.member, effect)


def _give_back(story: Story, bought: Event) -> None:
    if bought not in story.applied:
        return
    type_ = story.choices.pick(story.ground.reversals[bought.type])
    fields = sales.taking_back(story, bought.member, type_, bought, WHOLE)
    story.happen(Sending(Event(f"e{story.number}", type_.name, bought.member, story.now, fields)))
