"""Random histories for a plan, by seed: events of several members in any order, and instants at edges.

A history is made while the reference engine plays it, so that claims name what is there, refunds name orders that
were made, and instants fall on, just before and just after what is due. What comes out is a plain list of steps that
any engine can play again, whole or with steps left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from benefitdsl.engine.reference import Reference
from benefitdsl.engine.reference.localtime import LocalTime, add_months
from benefitdsl.model.effect import EventAddressed
from benefitdsl.model.event import Event, FieldValue, Scalar
from benefitdsl.plan.parts import Mission, PendingUntilEvent, Plan
from tests.support.conditions import CATEGORIES, HOUR, SKUS
from tests.support.playing import Engine, Playing, Shown
from tests.support.steps import Advance, Join, Send, Step

MINUTE, DAY = 60_000_000, 24 * HOUR
MEMBERS = ("m1", "m2", "m3")
MAX_ADDRESSED = 6  # of one history, so that members who tell each other come to an end


@dataclass(frozen=True, slots=True)
class History:
    """Steps, and what the reference engine showed after each."""

    steps: list[Step]
    shown: list[Shown]


@dataclass
class Story:
    """A history under way."""

    plan: Plan
    rng: Random
    now: int
    playing: Playing
    steps: list[Step] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    sent: list[Event] = field(default_factory=list)
    applied: list[Event] = field(default_factory=list)
    waiting: list[Event] = field(default_factory=list)
    addressed: int = 0
    number: int = 0

    @property
    def engine(self) -> Engine:
        return self.playing.engine

    @property
    def states(self) -> dict[str, Any]:
        return self.playing.states

    @property
    def time(self) -> LocalTime:
        return LocalTime(self.plan.timezone, self.plan.day_start)

    def orders_of(self, member: str) -> list[Event]:
        return [event for event in self.applied if event.type == "order" and event.member == member]


def history(plan: Plan, first_day: int, seed: int, length: int = 30) -> History:
    """So many steps (the last run of days may be longer), the members' joining included."""
    rng = Random(f"history {seed}")
    time = LocalTime(plan.timezone, plan.day_start)
    start = time.start(first_day) + rng.choice((0, 1, HOUR, 9 * HOUR, DAY - 1))
    story = Story(plan, rng, start, Playing(Reference(plan)))
    for member in MEMBERS[: rng.choice((1, 1, 1, 2, 3))]:
        attributes: dict[str, FieldValue] = {}
        if rng.random() < 0.7:
            attributes["birthday"] = rng.choice((first_day - 9_000 + rng.randint(0, 60), 11_016))
        if rng.random() < 0.5:
            attributes["city"] = rng.choice(("x", "y"))
        _play(story, Join(member, story.now - rng.choice((0, 0, DAY, 400 * DAY)), attributes))
    while len(story.steps) < length:
        member = rng.choice(list(story.states))
        _move_time(story, member)
        for step in _next(story, member):
            _play(story, step)
    return History(story.steps, story.shown)


def _play(story: Story, step: Step) -> None:
    shown = story.playing.play(step)
    story.steps.append(step)
    story.shown.append(shown)
    if shown.error:
        raise AssertionError(f"the reference engine broke at {step}: {shown.error}")
    if isinstance(step, Send):
        story.sent.append(step.event)
        if shown.outcome is not None and shown.outcome.status == "applied":
            story.applied.append(step.event)
    if shown.outcome is None or shown.outcome.status == "duplicate":
        return
    for effect in shown.outcome.effects:
        if (
            isinstance(effect, EventAddressed)
            and effect.to in story.states
            and story.addressed < MAX_ADDRESSED
        ):
            story.addressed += 1
            fields: dict[str, FieldValue] = dict(effect.fields)
            story.waiting.append(Event(effect.id, effect.type, effect.to, effect.cause.at, fields))


# ------------------------------------------------------------------------------------------ time


def _move_time(story: Story, member: str) -> None:
    """Stay, take a small step, or go to an edge: of a day, of what is due, of a duration since an earlier event."""
    rng, time = story.rng, story.time
    today = time.day(story.now)
    due = story.engine.next_due(story.states[member])
    edges = [time.start(today + 1), time.start(today + rng.randint(1, 10))]
    edges += [due] * 3 if due is not None and due < story.now + 800 * DAY else []
    if story.sent:
        past = rng.choice(story.sent).at
        edges.append(past + rng.choice((90 * MINUTE, 6 * HOUR, 24 * HOUR, 30 * HOUR, 72 * HOUR)))
        edges.append(time.start(time.day(past) + rng.randint(1, 11)))
        edges.append(time.start(add_months(time.day(past), rng.randint(1, 3)) + rng.choice((0, 1))))
    kind = rng.random()
    if kind < 0.4:
        return
    if kind < 0.65:
        story.now += rng.choice((1, MINUTE, HOUR, 5 * HOUR, DAY, DAY, DAY, 2 * DAY))
    elif kind < 0.97:
        edge = rng.choice(edges) + rng.choice((0, 0, 0, -1, 1, -DAY, DAY))
        story.now = max(story.now, edge)
    else:
        story.now += rng.choice((10, 31, 31, 92, 200, 366)) * DAY


def _instant(story: Story) -> int:
    """Mostly now; sometimes late, up to the bound and just past it."""
    rng = story.rng
    if rng.random() < 0.8:
        return story.now
    bound = {"hour": HOUR, "minute": MINUTE, "day": DAY}[
        story.plan.late_within.unit
    ] * story.plan.late_within.amount
    late = rng.choice((1, HOUR, DAY, 2 * DAY, bound - 1, bound, bound + 1, rng.randint(1, bound)))
    return max(DAY, story.now - late)


# ------------------------------------------------------------------------------------------ steps


def _next(story: Story, member: str) -> Iterator[Step]:
    rng = story.rng
    if story.waiting and rng.random() < 0.6:
        event = story.waiting.pop(rng.randrange(len(story.waiting)))
        yield Send(replace(event, at=rng.choice((event.at, story.now))))
        return
    kind = rng.random()
    if kind < 0.08:
        yield Advance(member, story.now)
    elif kind < 0.12 and story.sent:
        yield Send(_again(story))
    elif kind < 0.17:
        yield from _sign_ins(story, member)
    elif kind < 0.18:
        yield Send(_event(story, member, "nothing", {}))
    else:
        yield Send(_any(story, member))


def _again(story: Story) -> Event:
    """A duplicate; or one with the same identity and other content."""
    event = story.rng.choice(story.sent[-8:])
    match story.rng.randrange(6):
        case 0:
            return replace(event, at=event.at + 1)
        case 1:
            return replace(event, fields={**event.fields, "channel": "changed"})
        case _:
            return event


def _sign_ins(story: Story, member: str) -> Iterator[Step]:
    """A run of days, with a gap now and then."""
    kind = story.rng.choice([*("signin", "visit", "order"), *(each.event for each in _repairable(story))])
    for _ in range(story.rng.randint(2, 5)):
        yield Send(_event(story, member, kind, _fields(story, member, kind)))
        today = story.time.day(story.now)
        story.now = story.time.start(today + story.rng.choice((1, 1, 1, 1, 2, 3))) + story.rng.choice(
            (0, HOUR, 8 * HOUR)
        )
    if _repairable(story) and story.rng.random() < 0.7:
        yield Send(_event(story, member, "make_up", _fields(story, member, "make_up")))


def _any(story: Story, member: str) -> Event:
    """An event of a type that has something to do in this plan; refunds of what was sold, claims of what is there."""
    rng = story.rng
    kinds = "order order order order order order visit signin register profile gift".split()
    kinds += [rng.choice(("claim", "enrol", "redeem", "make_up"))]
    kinds += ["cancel"] * (2 if _gifts(story, member) else 0)
    kinds += ["refund"] * (10 if story.orders_of(member) else 0)
    kinds += [mission.event for mission in story.plan.missions] * 2
    kinds += [metric.event for metric in story.plan.metrics if metric.event in ("order", "visit", "signin")]
    kinds += ["enrol"] * (3 * sum(mission.enrolment for mission in story.plan.missions))
    snapshot = story.engine.snapshot(story.states[member])
    streaks = {mission.id for mission in _repairable(story)}
    kinds += ["make_up"] * (
        8 if any(view.mission in streaks and view.progress > 0 for view in snapshot.missions) else 0
    )
    held = {view.state for view in snapshot.benefits}
    kinds += ["claim"] * (4 if "unclaimed" in held else 0) + ["redeem"] * (3 if "held" in held else 0)
    kinds += ["confirm"] * (
        3 if any(isinstance(each.pending, PendingUntilEvent) for each in story.plan.points) else 0
    )
    kind = rng.choice(kinds)
    return _event(story, member, kind, _fields(story, member, kind))


def _event(story: Story, member: str, kind: str, fields: dict[str, FieldValue]) -> Event:
    story.number += 1
    source = "shop" if story.rng.random() < 0.1 else ""
    return Event(f"e{story.number}", kind, member, _instant(story), fields, source)


def _fields(story: Story, member: str, kind: str) -> dict[str, FieldValue]:
    rng = story.rng
    match kind:
        case "order":
            return _order(story, member)
        case "refund":
            return _refund(story, member)
        case "confirm":
            order = _some_order(story, member)
            name = _order_key(story)
            return (
                {name: order.key if name == "id" else order.fields.get("order_no", "none")}
                if order
                else {name: "none"}
            )
        case "signin":
            return {"channel": rng.choice(("app", "web"))} if rng.random() < 0.5 else {}
        case "visit":
            fields: dict[str, FieldValue] = {
                "device": rng.choice(("d1", "d2", "d3")),
                "score": rng.randint(0, 12),
            }
            return {**fields, "shop": rng.choice(("a", "b"))} if rng.random() < 0.5 else fields
        case "gift":
            return {"score": rng.randint(0, 9)} if rng.random() < 0.7 else {}
        case "cancel":
            gifts = _gifts(story, member) or ["none"]
            return {rng.choice(("id", "reverses")): rng.choice(gifts)}
        case "register":
            return {"inviter": rng.choice(MEMBERS)} if rng.random() < 0.8 else {}
        case "profile":
            return rng.choice(({"city": "x"}, {"birthday": story.time.day(story.now) - 9_000}, {"city": "y"}))
        case "enrol":
            missions = [mission.id for mission in story.plan.missions if mission.enrolment] or ["mission0"]
            return {"mission": rng.choice([*missions * 4, "none"])}
        case "claim" | "redeem":
            return {"benefit": _benefit(story, member, "unclaimed" if kind == "claim" else "held")}
        case _:
            streaks = [mission.id for mission in story.plan.missions if mission.streak is not None]
            day: dict[str, FieldValue] = {"day": _missed_day(story, member)}
            return {**day, "mission": rng.choice(streaks)} if streaks and rng.random() < 0.3 else day


def _order_key(story: Story) -> str:
    return next(kind.key or "" for kind in story.plan.events if kind.name == "order")


def _order(story: Story, member: str) -> dict[str, FieldValue]:
    rng = story.rng
    known = [str(event.fields["order_no"]) for event in story.sent if event.type == "order"]
    again = bool(known) and rng.random() < 0.06
    amount = rng.choice((0, 1, 3, 5, 7, 10, 12, 20, 40, 99))
    fields: dict[str, FieldValue] = {
        "order_no": rng.choice(known) if again else f"n{story.number}",
        "amount": amount,
    }
    if rng.random() < 0.3:
        fields["list_amount"] = amount + rng.randint(0, 10)
    if rng.random() < 0.4:
        fields["channel"] = rng.choice(("a", "app", "b"))
    if rng.random() < 0.3:
        fields["first"] = rng.random() < 0.5
    if rng.random() < 0.6:
        fields["items"] = tuple(_line(rng) for _ in range(rng.randint(0, 4)))
    views = story.engine.snapshot(story.states[member])
    for name, points in zip(("use_p0", "use_p1"), views.points, strict=True):
        if rng.random() < (0.4 if points.live > 0 else 0.04):
            fields[name] = rng.choice((0, 1, 2, 3, 5, 8))
    if rng.random() < (0.4 if any(view.state == "held" for view in views.benefits) else 0.02):
        fields["coupons"] = tuple(_benefit(story, member) for _ in range(rng.choice((1, 1, 2))))
    return fields


def _line(rng: Random) -> dict[str, Scalar]:
    line: dict[str, Scalar] = {"sku": rng.choice(SKUS), "amount": rng.choice((0, 1, 2, 5, 10, 33))}
    if rng.random() < 0.7:
        line["quantity"] = rng.choice((1, 1, 2, 3))
    if rng.random() < 0.6:
        line["category"] = rng.choice(CATEGORIES)
    if rng.random() < 0.4:
        line["weight"] = rng.randint(0, 9)
    return line


def _benefit(story: Story, member: str, state: str = "held") -> str:
    """A benefit by its id, or an instance that is there, or neither."""
    rng = story.rng
    views = [view for view in story.engine.snapshot(story.states[member]).benefits if view.state == state]
    if views and rng.random() < 0.85:
        view = rng.choice(views)
        return rng.choice((view.instance, view.benefit))
    return rng.choice([*(benefit.id for benefit in story.plan.benefits), "none"])


def _some_order(story: Story, member: str) -> Event | None:
    """A late order of the member, mostly one that can still be refunded."""
    orders = story.orders_of(member)
    within = story.plan.refund_within.amount * {"month": 31 * DAY, "day": DAY}.get(
        story.plan.refund_within.unit, HOUR
    )
    fresh = [order for order in orders if order.at + within > story.now]
    chosen = fresh if fresh and story.rng.random() < 0.9 else orders
    return story.rng.choice(chosen[-4:]) if chosen else None


def _gifts(story: Story, member: str) -> list[str]:
    return [event.key for event in story.applied if event.type == "gift" and event.member == member]


def _repairable(story: Story) -> list[Mission]:
    missions = story.plan.missions
    return [each for each in missions if each.streak is not None and each.streak.repair_within > 0]


def _missed_day(story: Story, member: str) -> int:
    """A day before or after one that counted, not long ago."""
    kinds = {mission.event for mission in _repairable(story)}
    days = {
        story.time.day(event.at) for event in story.applied if event.type in kinds and event.member == member
    }
    missed = [day for each in days for day in (each - 1, each + 1) if day not in days]
    recent = sorted(day for day in missed if 0 < story.time.day(story.now) - day <= 5)
    if recent and story.rng.random() < 0.8:
        return story.rng.choice(recent)
    return story.time.day(story.now) - story.rng.choice((0, 1, 1, 2, 3, 5))


def _refund(story: Story, member: str) -> dict[str, FieldValue]:
    """By amount, by lines, whole, too much; of an order of this member, mostly."""
    rng, order = story.rng, _some_order(story, member)
    if order is None or rng.random() < 0.02:
        return {"order_no": "none"}
    name = _order_key(story)
    by_key: dict[str, FieldValue] = {name: order.key if name == "id" else order.fields["order_no"]}
    fields: dict[str, FieldValue] = {"reverses": order.key} if rng.random() < 0.15 else by_key
    amount, items = order.fields["amount"], order.fields.get("items", ())
    assert isinstance(amount, int)
    kind = rng.random()
    if kind < 0.4:
        fields["amount"] = rng.choice((1, 1, amount // 3, amount // 2, amount // 2, amount, amount + 1))
    elif kind < 0.8 and isinstance(items, tuple) and items:
        places = rng.sample(range(1, len(items) + 1), rng.randint(1, len(items)))
        places += rng.choice(([], [], [], [len(items) + 1], [1]))
        fields["lines"] = tuple(
            {"line": place, "quantity": rng.choice((1, 1, 1, 2, 3))}
            if rng.random() < 0.7
            else {"line": place}
            for place in places
        )
    return fields
