"""Using what an event gave: claiming it, redeeming it, putting it on an order, paying with it, asking for what it buys.

Every way is tried on the state as it is, and the first that works is taken: what cannot be used is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from benefitdsl.engine.schedules import holds
from benefitdsl.model.effect import (
    BenefitClaimed,
    BenefitIssued,
    BenefitUsed,
    Effect,
    PointsEarned,
    PointsSpent,
    PrivilegeUsed,
    TierChanged,
)
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.parts import Benefit, EventType, Offer
from benefitdsl.quantities.calendar import DAY_US
from benefitdsl.verify.generate import sales
from benefitdsl.verify.generate.edges import term_edge
from benefitdsl.verify.generate.events import fields_of
from benefitdsl.verify.generate.interest import fees
from benefitdsl.verify.generate.moving import born
from benefitdsl.verify.generate.story import Story
from benefitdsl.verify.generate.themes import asks_for, named_in
from benefitdsl.verify.history import Sending

SOON = 100 * DAY_US
"""What can only be used later than this is not waited for."""

Shows = Callable[[Effect], bool]


def use(story: Story, member: str, given: Effect) -> None:
    """Use what an effect gave the member, as far as that can be."""
    match given:
        case BenefitIssued():
            _use_benefit(story, member, given)
        case PointsEarned(currency=currency, ripens_at=ripens):
            _first(
                story,
                [story.now] if ripens is None else [ripens],
                lambda: _spending(story, member, currency),
                lambda effect: isinstance(effect, PointsSpent) and effect.currency == currency,
            )
        case TierChanged():
            _first(
                story,
                [story.now],
                lambda: _redeeming(story, member, [one.id for one in story.ground.plan.privileges]),
                lambda effect: isinstance(effect, PrivilegeUsed),
            )
        case _:
            pass


def _use_benefit(story: Story, member: str, issued: BenefitIssued) -> None:
    name = issued.instance
    benefit = _benefit(story, issued)
    if issued.needs_claim:
        _first(
            story,
            [story.now],
            lambda: _claiming(story, member, name),
            lambda effect: isinstance(effect, BenefitClaimed) and effect.instance == name,
        )
    _first(
        story,
        _in_time(story, member, issued),
        lambda: _using(story, member, benefit, name),
        lambda effect: isinstance(effect, BenefitUsed) and effect.instance == name,
    )


def _first(story: Story, instants: list[int], ways: Callable[[], Iterator[Event]], shows: Shows) -> None:
    """Send the first event, at the first instant, that would show it."""
    for instant in instants:
        for way in ways():
            made = replace(way, at=max(story.now, instant))
            if any(shows(effect) for effect in story.would_bring(made)):
                story.now = made.at
                story.happen(Sending(made))
                return


def can_be_used(story: Story, member: str, given: Effect) -> bool:
    """Whether an instant will come, soon, at which what is given can be used."""
    return bool(_in_time(story, member, given))


def _in_time(story: Story, member: str, given: Effect) -> list[int]:
    until = given.valid_until if isinstance(given, BenefitIssued) else None
    return [one for one in usable_at(story, member, given) if until is None or one < until]


def usable_at(story: Story, member: str, given: Effect) -> list[int]:
    """Instants, soon, at which what is given could be used if it lasted: now or when it begins, and of a benefit for
    certain days when these come."""
    if not isinstance(given, BenefitIssued):
        return [story.now]
    schedule, clock = _benefit(story, given).usable, story.ground.clock
    first = max(story.now, given.valid_from or story.now)
    if schedule is None:
        return [first]
    edges = [term_edge(term, clock.zone, first, born(story, member)) for term in schedule.terms]
    inside, who = holds(schedule), story.state(member).attributes
    return [
        instant
        for instant in sorted({first, *edges})
        if first <= instant < story.now + SOON and inside(clock.day(instant), clock.minutes(instant), who)
    ]


def _benefit(story: Story, issued: BenefitIssued) -> Benefit:
    return next(one for one in story.ground.plan.benefits if one.id == issued.benefit)


# ------------------------------------------------------------------------------------------- ways


def _using(story: Story, member: str, benefit: Benefit, name: str) -> Iterator[Event]:
    """Every way to use an instance: by itself, on an order, for an offer that takes it."""
    ways = [*_redeeming(story, member, [name])]
    for type_ in _sendable(story):
        if any(field.name == "coupons" for field in type_.fields) and sales.is_sale(type_):
            least = benefit.minimum.amount if benefit.minimum is not None else 0
            ways += [
                _sale(story, member, type_, least, keeps_lines, {"coupons": (name,)})
                for keeps_lines in (True, False)
            ]
    ways += _asking(story, member, [one for one in story.ground.plan.offers if one.ticket == benefit.id])
    yield from _from_any(story, ways)


def _claiming(story: Story, member: str, name: str) -> Iterator[Event]:
    for type_ in _sendable(story, "claim"):
        yield _made(story, member, type_, {"benefit": name})


def _redeeming(story: Story, member: str, names: list[str]) -> Iterator[Event]:
    for type_ in _sendable(story, "redeem"):
        for name in names:
            yield _made(story, member, type_, {"benefit": name})


def _spending(story: Story, member: str, currency: str) -> Iterator[Event]:
    """Every way to spend points: for an order, or for an offer that costs some."""
    plan = story.ground.plan
    field = next(one.spent_by for one in plan.points if one.id == currency)
    there = sum(one.live - one.owed for one in story.snapshot(member).points if one.currency == currency)
    amount = max(1, story.choices.pick((there, there, there // 2, 1)))
    ways = [
        _sale(story, member, type_, amount, keeps_lines, {field: amount})
        for type_ in _sendable(story)
        if field is not None and sales.is_sale(type_) and any(one.name == field for one in type_.fields)
        for keeps_lines in (True, False)
    ]
    offers = [one for one in plan.offers if any(cost.currency == currency for cost in one.costs)]
    ways += _asking(story, member, offers)
    yield from _from_any(story, ways)


def _from_any(story: Story, ways: list[Event]) -> list[Event]:
    """All of them in their order, beginning with any."""
    first = story.choices.integer(0, max(0, len(ways) - 1))
    return ways[first:] + ways[:first]


def _asking(story: Story, member: str, offers: list[Offer]) -> Iterator[Event]:
    for offer in offers:
        for type_ in _sendable(story, "offer"):
            field = named_in(type_)
            if field is not None and asks_for(type_, offer):
                fee = {} if offer.fee is None else {"amount": max(fees(offer.fee), default=0)}
                yield _made(story, member, type_, {field: offer.id, **fee})


def _sale(
    story: Story, member: str, type_: EventType, least: int, keeps_lines: bool, paid: dict[str, Any]
) -> Event:
    """A sale of no less than an amount, paid with this and nothing else; without lines where they might be of other
    goods than are asked for."""
    made = sales.sale(story, member, type_)
    others = {"coupons", "discounts", *(one.spent_by for one in story.ground.plan.points)}
    items = sales.items_of(type_)
    amount = made.get("amount", 0)
    less = not isinstance(amount, int) or amount < least
    if items is not None and (less or not keeps_lines):
        others |= {items.name, "list_amount"}
    kept: dict[str, FieldValue] = {name: value for name, value in made.items() if name not in others}
    if less:
        kept["amount"] = least
    return Event(f"e{story.number}", type_.name, member, story.now, {**kept, **paid})


def _made(story: Story, member: str, type_: EventType, meant: dict[str, FieldValue]) -> Event:
    return Event(
        f"e{story.number}", type_.name, member, story.now, {**fields_of(story, member, type_), **meant}
    )


def _sendable(story: Story, role: str = "") -> list[EventType]:
    """The events that hosts send, all of them or those of a role."""
    types = [story.ground.types[name] for name in story.ground.themes.sendable]
    return [type_ for type_ in types if role in ("", type_.role)]
