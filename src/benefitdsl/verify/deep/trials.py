"""Histories in which two versions of a rule may part: what comes after its first giving, and what is surveyed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from benefitdsl.host.session import EndlessDelivery
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import (
    BenefitIssued,
    BenefitRevoked,
    DrawMade,
    Effect,
    EventAddressed,
    NoticeRequested,
    PointsEarned,
    PointsReversed,
    TagChanged,
    TierChanged,
)
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import EventType
from benefitdsl.quantities.calendar import DAY_US, MINUTE_US
from benefitdsl.quantities.errors import Overflow
from benefitdsl.verify.deep.buying import bought_again
from benefitdsl.verify.deep.scene import Scene
from benefitdsl.verify.deep.stage import SEED, author_in, author_of
from benefitdsl.verify.generate import Broke, Ground, numbered
from benefitdsl.verify.history import History, Moment, Sending, play

MORE: Final = 1_000
"""So many times as much of every number: over the caps."""
AGAIN: Final = (MINUTE_US, DAY_US, 10 * DAY_US, 25 * DAY_US, 32 * DAY_US, 50 * DAY_US)
"""The same event so much later: the same day, the same month or a calendar month on, and past most windows of days."""
SURVEYED: Final = 20
_NAME: Final = "apart"

Told = Counter[tuple[str, ...]]


@dataclass(slots=True)
class Played:
    """What a rule gives and what is taken back of it in a whole history, by the thing; and the events that are
    refused, but for those of a type that the version does not know: they are then no event to it."""

    told: Told = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)


def played(scene: Scene, rule: str, history: History) -> Played | None:
    """None where the history cannot be played to its end."""
    authors = {author_of(each) for each in scene.plan.rules if each.id == rule}
    found = Played()

    def watch(moment: Moment) -> None:
        step = moment.happened.step
        if step.event is not None and not moment.told and _is_refused(step.outcome):
            found.refused.add(step.event.key)
        for effect in step.outcome.effects:
            if author_in(effect.cause) in authors:
                found.told.update(_things(effect))

    try:
        play(scene.rulebook, replace(history, seed=SEED), watch)
    except (EndlessDelivery, Overflow):
        return None
    return found


def _is_refused(outcome: Outcome) -> bool:
    return outcome.status != "applied" and outcome.reason != "unknown_type"


def are_apart(here: Played | None, there: Played | None) -> bool:
    """Whether the rule gives otherwise, and not only because an event could be sent to one of them alone."""
    return (
        here is not None and there is not None and here.refused == there.refused and here.told != there.told
    )


def _things(effect: Effect) -> dict[tuple[str, ...], int]:
    """The things of one effect, without places, lots and times."""
    match effect:
        case PointsEarned(_, currency, amount):
            return {("points", currency): amount}
        case PointsReversed(_, currency, amount):
            return {("points taken back", currency): amount}
        case BenefitIssued(_, benefit):
            return {("benefit", benefit): 1}
        case BenefitRevoked(_, benefit):
            return {("benefit taken back", benefit): 1}
        case DrawMade(_, draw, _, prize):
            return {("draw", draw, prize): 1}
        case TierChanged(_, tiers, old, new):
            return {("tiers", tiers, old, new): 1}
        case TagChanged(_, tag, on):
            return {("tag", tag, str(on)): 1}
        case NoticeRequested(_, notice):
            return {("notice", notice): 1}
        case EventAddressed(_, to, type_):
            return {("event", to, type_): 1}
        case _:
            return {}


# ----------------------------------------------------------------------------------------- histories


def longer(scene: Scene, history: History) -> Iterator[History]:
    """The history, and what may come after it: its last event again and again, more of it, or given back."""
    yield history
    last = history.happenings[-1] if history.happenings else None
    kind = None if not isinstance(last, Sending) else _kind(scene, last.event)
    if not isinstance(last, Sending) or kind is None:
        return
    more = replace(last.event, fields=_more(kind, last.event))
    for first in (last.event, more) if more != last.event else (last.event,):
        begun = History((*history.happenings[:-1], Sending(first)))
        yield begun
        yield _repeated(begun, first, kind)
        if any(each.reverses == kind.name for each in scene.plan.events):
            yield bought_again(scene.cook, begun)


def surveyed(scene: Scene) -> Iterator[History]:
    """Histories that are made from the programme alone, always the same ones."""
    ground = Ground(scene.rulebook)
    for number in range(1, SURVEYED + 1):
        try:
            yield numbered(ground, 1, number, lambda _: None)
        except Broke:
            continue


def _kind(scene: Scene, event: Event) -> EventType | None:
    return next((each for each in scene.plan.events if each.name == event.type), None)


def _more(kind: EventType, event: Event) -> dict[str, Any]:
    numbers = {each.name for each in kind.fields if each.type in ("money", "number")}
    return {
        name: value * MORE if name in numbers and isinstance(value, int) else value
        for name, value in event.fields.items()
    }


def _repeated(history: History, event: Event, kind: EventType) -> History:
    own = {kind.key} - {None} if kind.key != "id" else set()
    own |= {name for each in kind.unique for name in each.fields if not each.daily}
    named = [name for name in event.fields if name in own and isinstance(event.fields[name], str)]
    again = (
        replace(
            event,
            id=f"{_NAME}{number}",
            at=event.at + later,
            fields={**event.fields, **{name: f"{event.fields[name]}-{_NAME}{number}" for name in named}},
        )
        for number, later in enumerate(AGAIN, 1)
    )
    return History((*history.happenings, *map(Sending, again)))


__all__ = ["are_apart", "longer", "played", "surveyed"]
