"""What is asked for by name: offers, privileges, promotions, points that pay, coupons; given, or refused and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.engine.book import LimitBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain import Explanation
from benefitdsl.engine.explain.story import (
    AskedStory,
    NoRoom,
    NotInAudience,
    NotScheduled,
    OverShare,
    TooFewPoints,
)
from benefitdsl.engine.limits import text_of
from benefitdsl.engine.promotions import discounts_of
from benefitdsl.engine.schedules import holds
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event
from benefitdsl.model.member import Firing
from benefitdsl.model.quote import Considered, Quote
from benefitdsl.verify.coverage.goals import Done, Full, Key
from benefitdsl.verify.coverage.looked import Looks
from benefitdsl.verify.coverage.of_missions import used_up
from benefitdsl.verify.coverage.read import Reader


def asked(reader: Reader, looks: Looks, told: Explanation, outcome: Outcome) -> Iterator[Key]:
    """What the event asked for, what came of it, and what conditions read. `reader` reads the state that it came to."""
    for story in told.asked:
        yield from _looked(reader.d, looks, story)
        yield from _given(story) if story.why is None else _not_given(reader.d, story, outcome)
    if told.event is not None:
        yield from _refused(reader.d, told.event, outcome)
        yield from _named(reader, told.event)
        yield from _coupons(reader.d, told.event, outcome)
        yield from discounts_read(reader, named_by(told.event))


def _looked(d: Draft, looks: Looks, story: AskedStory) -> Iterator[Key]:
    """The edges of the windows of its condition and its limits."""
    if story.family == "points" or isinstance(story.why, NotScheduled):
        return
    yield from looks.totals(d, story.family, story.id)
    if story.why is None or isinstance(story.why, NoRoom):
        limits = _limits(d, story.family, story.id)
        yield from looks.limits(d, story.family, story.id, limits, uses=story.why is None)


def _given(story: AskedStory) -> Iterator[Key]:
    if story.family == "points":
        return
    if story.family == "offer":
        yield Key("offer", story.id, Done("taken"))
    yield from used_up(story.family, story.id, story.limits)


def _not_given(d: Draft, story: AskedStory, outcome: Outcome) -> Iterator[Key]:
    match story.why:
        case TooFewPoints() if story.family == "points":
            yield Key("points", story.id, Done("too_few"))
        case OverShare():
            yield Key("points", story.id, Done("over_share"))
        case NoRoom(use) if story.family != "points":
            limits = [one.limit for one in _limits(d, story.family, story.id)]
            place = limits.index(use.limit)
            yield Key(story.family, story.id, Full(place, beyond=True))
        case NotScheduled() if story.family != "points":
            yield Key(story.family, story.id, Done("refused", "schedule"))
        case NotInAudience() if story.family != "points":
            yield Key(story.family, story.id, Done("refused", "audience"))
        case _ if story.family == "offer":
            yield Key("offer", story.id, Done("refused", outcome.detail))
        case _:
            pass


def _limits(d: Draft, family: str, id_: str) -> tuple[LimitBook, ...]:
    match family:
        case "offer":
            return d.book.offers[id_].limits
        case "privilege":
            return d.book.privileges[id_].quota
        case _:
            return d.book.promotions[id_].limits


def _refused(d: Draft, event: Event, outcome: Outcome) -> Iterator[Key]:
    """Refusals of which there is no more to tell."""
    match outcome.reason:
        case "not_enough_to_take_back":
            yield Key("points", outcome.detail, Done("block"))
        case "cancel_not_possible":
            for firing in _firings(d, event):
                if firing.kind == "offer":
                    yield Key("offer", firing.source, Done(f"cancel_{outcome.detail}"))
        case "team_not_possible" if outcome.detail == "full":
            of = event.fields.get("of")
            yield from (Key("team", team, Done("full")) for team in d.book.teams if of in (None, team))
        case _:
            pass


def _coupons(d: Draft, event: Event, outcome: Outcome) -> Iterator[Key]:
    """What stands against coupons that an order names."""
    names, amount = named_by(event), event.fields.get("list_amount", event.fields.get("amount"))
    for held in d.held() if outcome.reason == "coupon_not_usable" else ():
        benefit = d.book.benefits[held.benefit].benefit
        if held.instance not in names and held.benefit not in names:
            continue
        if benefit.usable is not None and not d.in_schedule(holds(benefit.usable)):
            yield Key("benefit", benefit.id, Done("schedule"))
        elif benefit.minimum is not None and isinstance(amount, int) and amount < benefit.minimum.amount:
            yield Key("benefit", benefit.id, Done("minimum"))


def named_by(event: Event | None) -> set[str]:
    """The coupons and promotions that an order names, coupons by instance or benefit."""
    if event is None:
        return set()
    coupons = event.fields.get("coupons", ())
    named = coupons if isinstance(coupons, tuple) else (coupons,)
    sources = (one.get("source", "") for one in discounts_of(event.fields))
    return {text_of(one) for one in (*named, *sources)}


def _firings(d: Draft, event: Event) -> Iterator[Firing]:
    """What the event that is to be taken back had given."""
    source = "" if d.type is None else d.type.type.reverses
    kind = None if source is None else d.book.types.get(source)
    key = "" if kind is None or kind.type.key is None else kind.type.key
    record = d.records.get(f"{source}:{text_of(event.fields.get(key, ''))}")
    yield from () if record is None else record.firings


# ------------------------------------------------------------------------------------------- what conditions read


def _named(reader: Reader, event: Event) -> Iterator[Key]:
    """The conditions of the offer and of the privilege that the event names."""
    d = reader.d
    kind, named = d.type, d.fields.get("benefit")
    offer = (
        None
        if kind is None or kind.offers is None
        else d.book.offers.get(text_of(d.fields.get(kind.offers, "")))
    )
    if offer is not None and kind is not None and kind.type.role == "offer":
        yield from reader.audiences((offer.offer.audience,))
        yield from reader.condition("offer", offer.offer.id, "condition", offer.offer.condition)
    privilege = d.book.privileges.get(named) if isinstance(named, str) else None
    if privilege is not None and kind is not None and kind.type.role == "redeem":
        yield from reader.audiences((privilege.privilege.audience,))
        yield from reader.condition(
            "privilege", privilege.privilege.id, "condition", privilege.privilege.condition
        )


def discounts_read(reader: Reader, names: set[str] | None) -> Iterator[Key]:
    """The conditions of promotions and coupons of these names or instances, or (None) of all that a cart could have."""
    d = reader.d
    for book in d.book.promotions.values():
        one = book.promotion
        if names is None or one.id in names:
            yield from reader.audiences((one.audience,))
            yield from reader.condition("promotion", one.id, "condition", one.condition)
    for held in d.held():
        if names is None or held.instance in names or held.benefit in names:
            benefit = d.book.benefits[held.benefit].benefit
            yield from reader.condition("benefit", benefit.id, "where", benefit.where)


# ------------------------------------------------------------------------------------------- quotes

_WHY: Final = {"wrong_time": "schedule", "audience": "audience", "minimum": "minimum"}
"""What stands against a discount, of which there are goals."""


def quoted(d: Draft, looks: Looks, quote: Quote) -> Iterator[Key]:
    """What a quote took, and what it could not; the windows that it looked at."""
    for one in quote.considered:
        if one.kind == "promotion":
            yield from _promotion(d, one)
            yield from _considered(d, looks, one)
        elif one.why in _WHY:
            yield Key("benefit", one.part, Done(_WHY[one.why]))


def _considered(d: Draft, looks: Looks, one: Considered) -> Iterator[Key]:
    """The edges that a promotion looks at, as far as it is asked."""
    if one.why in ("wrong_time", "audience"):
        return
    yield from looks.totals(d, "promotion", one.part)
    if one.why != "condition":
        yield from looks.limits(d, "promotion", one.part, d.book.promotions[one.part].limits, uses=False)


def _promotion(d: Draft, one: Considered) -> Iterator[Key]:
    if one.status == "taken":
        yield Key("promotion", one.part, Done("taken"))
    elif one.why == "limit":
        places = range(len(d.book.promotions[one.part].promotion.limits))
        yield from (Key("promotion", one.part, Full(place, beyond=True)) for place in places)
    elif one.why in _WHY:
        yield Key("promotion", one.part, Done("refused", _WHY[one.why]))
