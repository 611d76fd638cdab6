"""Random histories for a plan, by seed: events of several members in any order, and instants at edges.

A history is made while the reference engine plays it, so that claims name what is there, refunds name orders that
were made, and instants fall on, just before and just after what is due. What comes out is a plain list of steps that
any engine can play again, whole or with steps left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, assert_never

from benefitdsl.engine.reference import Reference
from benefitdsl.engine.reference.localtime import LocalTime, add_months
from benefitdsl.model.effect import EventAddressed
from benefitdsl.model.event import Event, FieldValue, Scalar
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.expr import Const
from benefitdsl.plan.parts import (
    Mission,
    OnMoment,
    PendingUntilCollected,
    PendingUntilEvent,
    Plan,
    ReviewPeriodic,
    Rule,
    Score,
    Tiers,
)
from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    QuarterStart,
    ScheduleTerm,
    Times,
    Weekdays,
    YearDays,
)
from tests.support.conditions import CATEGORIES, HOUR, SKUS
from tests.support.playing import TOO_LONG, Playing, Shown, is_actor
from tests.support.steps import Advance, Join, Send, Settle, Step

MINUTE, DAY = 60_000_000, 24 * HOUR
SHORT = {"minute": MINUTE, "hour": HOUR, "day": DAY, "week": 7 * DAY}
MEMBERS = ("m1", "m2", "m3")
TEAMS = ("red", "red", "red", "blue")
PAID = {"use_p0", "use_p1", "pay", "coupons", "discounts"}
CHECKOUTS = ("c1", "c1", "c1", "c2")
MOST_GIVEN = 150
"""What moments may give in one history, about: a daily one over years of leaps would make states without end."""
MOST_REVIEWED = 60
"""How often the same review or renewal falls due in one history, about: it takes time, and leaves nothing behind."""
LONG = 16
"""In one history of so many, whatever is reviewed, leaps may take years."""


class TooLong(Exception):
    """In this history days that fall due tell whole teams, for years."""


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
    end: int  # no leap goes beyond it
    playing: Playing
    steps: list[Step] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    sent: list[Event] = field(default_factory=list)
    applied: list[Event] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)
    number: int = 0

    @property
    def states(self) -> dict[str, Any]:
        return self.playing.states

    @property
    def time(self) -> LocalTime:
        return LocalTime(self.plan.timezone, self.plan.day_start)

    def snapshot(self, member: str) -> Snapshot:
        found = self.playing.last[member].snapshot
        assert found is not None
        return found

    def orders_of(self, member: str) -> list[Event]:
        return [event for event in self.applied if event.type == "order" and event.member == member]


def history(plan: Plan, first_day: int, seed: int, length: int = 38) -> History:
    """So many steps (the last run of days may be longer), the members' joining included."""
    rng = Random(f"history {seed}")
    time = LocalTime(plan.timezone, plan.day_start)
    start = time.start(first_day) + rng.choice((0, 1, HOUR, 9 * HOUR, DAY - 1))
    longest = longest_leap(plan, Random(f"leaps {seed}").randrange(LONG) == 0)
    story = Story(plan, rng, start, start + longest, Playing(Reference(plan)))
    together = bool(plan.teams or plan.boards)
    for member in MEMBERS[: rng.choice((2, 2, 3) if together else (1, 1, 1, 2, 3))]:
        attributes: dict[str, FieldValue] = {}
        if rng.random() < 0.7:
            attributes["birthday"] = rng.choice((first_day - 9_000 + rng.randint(0, 60), 11_016))
        if rng.random() < 0.5:
            attributes["city"] = rng.choice(("x", "y"))
        before = rng.choice((0, 0, DAY, min(400 * DAY, longest // 2)))
        _play(story, Join(member, story.now - before, attributes))
    while len(story.steps) < length:
        member = _who(story)
        _move_time(story, member)
        for step in _next(story, member):
            _play(story, step)
    if rng.random() < 0.3:
        last = max(story.now, *(story.snapshot(member).clock for member in story.states))
        _play(story, Settle(last + rng.choice((0, DAY, 8 * DAY, min(35 * DAY, longest // 2)))))
    return History(story.steps, story.shown)


def _who(story: Story) -> str:
    people = [member for member in story.states if not is_actor(member)]
    actors = [member for member in story.states if is_actor(member)]
    return story.rng.choice(actors if actors and story.rng.random() < 0.15 else people)


def _play(story: Story, step: Step) -> None:
    shown = story.playing.play(step)
    story.steps.append(step)
    story.shown.append(shown)
    if shown.error.endswith(TOO_LONG):
        raise TooLong(TOO_LONG)
    if shown.error:
        raise AssertionError(f"the reference engine broke at {step}: {shown.error}")
    if isinstance(step, Send):
        story.sent.append(step.event)
        if shown.outcome is not None and shown.outcome.status == "applied":
            story.applied.append(step.event)
    if shown.outcome is None or shown.outcome.status == "duplicate":
        return
    for each in shown.each:
        for effect in each.outcome.effects if each.outcome is not None else ():
            if isinstance(effect, EventAddressed):
                fields: dict[str, FieldValue] = dict(effect.fields)
                story.told.append(Event(effect.id, effect.type, effect.to, effect.cause.at, fields))


# ------------------------------------------------------------------------------------------ time


def _move_time(story: Story, member: str) -> None:
    """Stay, take a small step, or go to an edge: of a day, of what is due, of a duration since an earlier event."""
    rng, time = story.rng, story.time
    today = time.day(story.now)
    due = story.playing.last[member].next_due
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
        later = story.now + rng.choice((1, MINUTE, HOUR, 5 * HOUR, DAY, DAY, DAY, 2 * DAY))
    elif kind < 0.97:
        later = rng.choice(edges) + rng.choice((0, 0, 0, -1, 1, -DAY, DAY))
    else:
        later = story.now + rng.choice((10, 31, 31, 92, 200, 366)) * DAY
    if later <= story.end or later - story.now <= 2 * DAY:
        story.now = max(story.now, later)


def longest_leap(plan: Plan, is_long: bool) -> int:
    """How much time all leaps of a history may take together: months where time itself gives something each day,
    years where it does not."""
    given = sum(_given_a_year(rule) for rule in plan.rules)
    reviewed = 0 if is_long else max(map(_reviewed_a_year, (*plan.scores, *plan.tiers)), default=0)
    days = min(366 * MOST_GIVEN // max(1, given), 366 * MOST_REVIEWED // max(1, reviewed))
    return max(40, min(2_000, days)) * DAY


def _reviewed_a_year(part: Score | Tiers) -> int:
    """How often a score or a ladder is reviewed, or a level renewed."""
    every = part.review.every if isinstance(part.review, ReviewPeriodic) else "anniversary"
    reviewed = {"day": 366, "month": 12, "anniversary": 1}[every]
    validity = part.validity if isinstance(part, Tiers) else None
    if validity is None or validity.unit not in SHORT:
        return reviewed
    return max(reviewed, 366 * DAY // (validity.amount * SHORT[validity.unit]))


def _given_a_year(rule: Rule) -> int:
    moments = [trigger for trigger in rule.triggers if isinstance(trigger, OnMoment)]
    return len(rule.then + rule.otherwise) * sum(
        min((366, *map(_days_a_year, trigger.schedule.terms))) for trigger in moments
    )


def _days_a_year(term: ScheduleTerm) -> int:
    match term:
        case Weekdays(days):
            return 53 * len(days)
        case MonthDays(first, last):
            return 12 * max(1, last - first + 1)
        case YearDays(month, _, end_month, _):
            return 31 * (end_month - month + 1)
        case QuarterStart():
            return 4
        case AttributeDay(_, scope):
            return {"day": 1, "week": 7, "month": 31}[scope]
        case NamedDays(_, days):
            return len(days)
        case Days() | Times():
            return 366
        case _:
            assert_never(term)


def _instant(story: Story) -> int:
    """Mostly now; sometimes late, up to the bound and just past it."""
    rng = story.rng
    if rng.random() < 0.8:
        return story.now
    bound = _late_within(story)
    late = rng.choice((1, HOUR, DAY, 2 * DAY, bound - 1, bound, bound + 1, rng.randint(1, bound)))
    return max(DAY, story.now - late)


def _late_within(story: Story) -> int:
    bound = story.plan.late_within
    return bound.amount * SHORT[bound.unit]


# ------------------------------------------------------------------------------------------ steps


def _next(story: Story, member: str) -> Iterator[Step]:
    rng = story.rng
    kind = rng.random()
    if is_actor(member):
        if kind < 0.6:
            yield Advance(member, story.now)
        else:
            direct = "scored" if member.startswith("board:") else rng.choice(("teamed", "teamed", "signin"))
            yield Send(_event(story, member, direct, _fields(story, member, direct)))
        return
    if kind < 0.08:
        yield Advance(member, story.now)
    elif kind < 0.12 and story.sent:
        yield Send(_again(story))
    elif kind < 0.17:
        yield from _sign_ins(story, member)
    elif kind < 0.23:
        yield from _one_after_the_other(story, member)
    elif kind < 0.24:
        yield Send(_event(story, member, "nothing", {}))
    else:
        yield Send(_any(story, member))


def _again(story: Story) -> Event:
    """A duplicate; or one with the same identity and other content, as long as the identity is remembered."""
    event = story.rng.choice([*story.sent[-8:], *story.told[-3:]])
    state = story.playing.last.get(event.member)
    clock = event.at if state is None or state.snapshot is None else state.snapshot.clock
    match story.rng.randrange(6):
        case 0 if clock - event.at <= _late_within(story):
            return replace(event, at=event.at + 1)
        case 1:
            return replace(event, fields={**event.fields, "channel": "changed"})
        case _:
            return event


def _sign_ins(story: Story, member: str) -> Iterator[Step]:
    """A run of days, with a gap now and then."""
    kind = story.rng.choice(["signin", "visit", "order", *(each.event for each in _repairable(story))])
    for _ in range(story.rng.randint(2, 5)):
        yield Send(_event(story, member, kind, _fields(story, member, kind)))
        today = story.time.day(story.now)
        story.now = story.time.start(today + story.rng.choice((1, 1, 1, 1, 2, 3))) + story.rng.choice(
            (0, HOUR, 8 * HOUR)
        )
    if _repairable(story) and story.rng.random() < 0.7:
        yield Send(_event(story, member, "make_up", _fields(story, member, "make_up")))


def _one_after_the_other(story: Story, member: str) -> Iterator[Step]:
    """What seldom meets by chance: an exchange, a use and its return; a checkout; members who join one team."""
    chains = [("hold", "order"), ("hold", "order", "refund")]
    chains += [("exchange", "redeem", "give_up")] * (3 if story.plan.offers else 0)
    if story.plan.teams and story.rng.random() < 0.4:
        for each in [one for one in story.states if not is_actor(one)]:
            fields: dict[str, FieldValue] = {"team": "red", "of": story.rng.choice(story.plan.teams).id}
            yield Send(_event(story, each, "join", fields))
        return
    for kind in story.rng.choice(chains):
        yield Send(_event(story, member, kind, _fields(story, member, kind)))


def _any(story: Story, member: str) -> Event:
    """An event of a type that has something to do in this plan; refunds of what was sold, claims of what is there."""
    rng = story.rng
    kinds = ["order"] * 8 + ["visit", "signin", rng.choice(("register", "profile", "gift"))]
    kinds += [rng.choice(("claim", "enrol", "redeem", "make_up"))]
    kinds += ["cancel"] * (2 if _gifts(story, member) else 0)
    kinds += ["refund"] * (10 if story.orders_of(member) else 0)
    kinds += [mission.event for mission in story.plan.missions if mission.event] * 2
    kinds += [step.event for mission in story.plan.missions for step in mission.steps]
    kinds += _newer(story, member)
    kinds += [metric.event for metric in story.plan.metrics if metric.event in ("order", "visit", "signin")]
    kinds += ["enrol"] * (3 * sum(mission.enrolment for mission in story.plan.missions))
    snapshot = story.snapshot(member)
    streaks = {mission.id for mission in _repairable(story)}
    kinds += ["make_up"] * (
        8 if any(view.mission in streaks and view.progress > 0 for view in snapshot.missions) else 0
    )
    held = {view.state for view in snapshot.benefits}
    kinds += ["claim"] * (4 if "unclaimed" in held else 0) + ["redeem"] * (3 if "held" in held else 0)
    waits = [each.pending for each in story.plan.points]
    kinds += ["confirm"] * (3 if any(isinstance(each, PendingUntilEvent) for each in waits) else 0)
    kinds += [each.event for each in waits if isinstance(each, PendingUntilCollected)] * 3
    kind = rng.choice(kinds)
    return _event(story, member, kind, _fields(story, member, kind))


def _newer(story: Story, member: str) -> list[str]:
    """Exchanges, checkouts and teams, as far as the plan has something for them."""
    rng, plan = story.rng, story.plan
    kinds = [rng.choice(("hold", "placed", "note", "exchange", "join", "follow", "collect"))]
    snapshot = story.snapshot(member)
    rich = any(view.live > 0 for view in snapshot.points)
    kinds += ["exchange"] * ((5 if rich else 1) * len(plan.offers)) + ["redeem"] * len(plan.privileges)
    if plan.offers and _exchanges(story, member):
        kinds += ["give_up"] * 6 + ["redeem"] * 3
    if len(snapshot.teams) < len(plan.teams):
        kinds += ["join", "follow"] if any(team.mentor for team in plan.teams) else ["join", "join"]
    states = {view.state for view in snapshot.benefits}
    kinds += ["hold"] * (3 if "held" in states else 0) + ["release"] * (2 if "reserved" in states else 0)
    kinds += ["order"] * (3 if "reserved" in states else 0)
    return kinds


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
            if rng.random() < 0.15:
                fields["use_p0"] = rng.choice((0, 1, 3))
            return {**fields, "shop": rng.choice(("a", "b"))} if rng.random() < 0.5 else fields
        case "gift" | "note" | "teamed":
            return {"score": rng.randint(0, 9)} if rng.random() < 0.7 else {}
        case "scored":
            scored: dict[str, FieldValue] = {"by": rng.choice(MEMBERS), "value": rng.choice((0, 1, 5, 5, 9))}
            return {name: scored[name] for name in rng.sample(sorted(scored), rng.choice((1, 2, 2, 2)))}
        case "placed":
            return {"place": rng.randint(1, 3)}
        case "collect":
            return {}
        case "exchange":
            return _exchange(story, member)
        case "give_up":
            return _give_up(story, member)
        case "join":
            return _optional(rng, {"team": rng.choice((*TEAMS, "")), "of": rng.choice(_parts(story))})
        case "follow":
            return _optional(rng, {"mentor": rng.choice(MEMBERS), "of": rng.choice(_parts(story))})
        case "hold":
            return _hold(story, member)
        case "release":
            return {"checkout": rng.choice(CHECKOUTS)} if rng.random() < 0.95 else {}
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
        case "claim":
            return {"benefit": _benefit(story, member, "unclaimed")}
        case "redeem":
            return _redeem(story, member)
        case _:
            streaks = [mission.id for mission in story.plan.missions if mission.streak is not None]
            day: dict[str, FieldValue] = {"day": _missed_day(story, member)}
            return {**day, "mission": rng.choice(streaks)} if streaks and rng.random() < 0.3 else day


def _optional(rng: Random, fields: dict[str, FieldValue]) -> dict[str, FieldValue]:
    """The first field nearly always, the second now and then."""
    first, second = fields
    left = {first: fields[first]} if rng.random() < 0.95 else dict[str, FieldValue]()
    return {**left, second: fields[second]} if rng.random() < 0.4 else left


def _parts(story: Story) -> list[str]:
    return [team.id for team in story.plan.teams] or ["none"]


def _redeem(story: Story, member: str) -> dict[str, FieldValue]:
    rng = story.rng
    fields: dict[str, FieldValue] = {"benefit": _benefit(story, member, rng.choice(("held", "reserved")))}
    if story.plan.privileges and rng.random() < 0.5:
        fields["benefit"] = rng.choice(story.plan.privileges).id
    return {**fields, "stay": rng.choice(("s1", "s2"))} if rng.random() < 0.5 else fields


def _exchange(story: Story, member: str) -> dict[str, FieldValue]:
    """Something that is offered, with its fee where one knows it."""
    rng = story.rng
    if not story.plan.offers or rng.random() < 0.05:
        return {"offer": "none"}
    offer = rng.choice(story.plan.offers)
    fields: dict[str, FieldValue] = {"offer": offer.id}
    if isinstance(offer.fee, Const) and rng.random() < 0.9:
        assert isinstance(offer.fee.value, int)
        fields["amount"] = offer.fee.value
    elif rng.random() < 0.3:
        fields["amount"] = rng.choice((0, 3, 5, 8))
    return fields


def _exchanges(story: Story, member: str) -> list[Event]:
    return [event for event in story.applied if event.type == "exchange" and event.member == member]


def _give_up(story: Story, member: str) -> dict[str, FieldValue]:
    made = _exchanges(story, member)
    keys = [event.key for event in made[-3:]] or ["none"]
    fields: dict[str, FieldValue] = {story.rng.choice(("id", "reverses")): story.rng.choice(keys)}
    return {**fields, "amount": 1} if story.rng.random() < 0.15 else fields


def _hold(story: Story, member: str) -> dict[str, FieldValue]:
    rng = story.rng
    fields: dict[str, FieldValue] = {"checkout": rng.choice(CHECKOUTS)}
    if rng.random() < 0.95:
        states = ("held", "held", "reserved")
        fields["coupons"] = tuple(
            _benefit(story, member, rng.choice(states)) for _ in range(rng.choice((1, 1, 2)))
        )
    return (
        {**fields, "minutes": rng.choice((0, 1, 60, 3_000, 30_000, 30_000))} if rng.random() < 0.5 else fields
    )


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
    views = story.snapshot(member)
    for name, points in zip(("use_p0", "use_p1", "pay", "pay"), views.points, strict=False):
        if rng.random() < (0.4 if points.live > 0 else 0.04):
            fields[name] = rng.choice((0, 1, 2, 3, 5, 8))
    states = {view.state for view in views.benefits}
    if rng.random() < (0.6 if "held" in states or "reserved" in states else 0.02):
        wanted = sorted(states) + ["reserved"] * (2 if "reserved" in states else 0)
        texts = [
            _benefit(story, member, rng.choice(wanted or ["held"])) for _ in range(rng.choice((1, 1, 2, 3)))
        ]
        fields["coupons"] = tuple(texts)
    if rng.random() < (0.8 if "reserved" in states else 0.05):
        fields["checkout"] = rng.choice(CHECKOUTS)
    if rng.random() < 0.3:
        fields["shop"] = rng.choice(("a", "b"))
    sources = [promotion.id for promotion in story.plan.promotions]
    sources += [text for text in _texts(fields.get("coupons")) if rng.random() < 0.5]
    if sources and rng.random() < 0.5:
        fields["discounts"] = tuple(_discount(rng, rng.choice(sources)) for _ in range(rng.choice((1, 1, 2))))
    return fields


def _texts(value: FieldValue | None) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, tuple) else []


def _discount(rng: Random, source: str) -> dict[str, Scalar]:
    entry: dict[str, Scalar] = {"source": source if rng.random() < 0.9 else "host"}
    if rng.random() < 0.8:
        entry["amount"] = rng.randint(0, 5)
    if rng.random() < 0.6:
        entry["base"] = rng.choice((0, 4, 5, 15, 20))
    return entry


def _line(rng: Random) -> dict[str, Scalar]:
    line: dict[str, Scalar] = {"sku": rng.choice(SKUS), "amount": rng.choice((0, 1, 2, 5, 10, 33))}
    if rng.random() < 0.7:
        line["quantity"] = rng.choice((1, 1, 2, 3))
    if rng.random() < 0.6:
        line["category"] = rng.choice(CATEGORIES)
    if rng.random() < 0.4:
        line["weight"] = rng.randint(0, 9)
    if rng.random() < 0.2:
        line["list_amount"] = rng.choice((0, 5, 16, 40))
    if rng.random() < 0.2:
        line["shop"] = rng.choice(("a", "b"))
    return line


def _benefit(story: Story, member: str, state: str = "held") -> str:
    """A benefit by its id, or an instance that is there, or neither."""
    rng = story.rng
    views = [view for view in story.snapshot(member).benefits if view.state == state]
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
    paid = [order for order in chosen if order.fields.keys() & PAID]
    chosen = paid if paid and story.rng.random() < 0.6 else chosen
    return story.rng.choice(chosen[-4:]) if chosen else None


def _gifts(story: Story, member: str) -> list[str]:
    """Also those that other members' decisions brought."""
    return [
        event.key
        for event in (*story.applied, *story.told)
        if event.type == "gift" and event.member == member
    ]


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
    if kind < 0.3:
        fields["amount"] = rng.choice((1, 1, amount // 3, amount // 2, amount // 2, amount, amount + 1))
    elif kind < 0.65 and isinstance(items, tuple) and items:
        places = rng.sample(range(1, len(items) + 1), rng.randint(1, len(items)))
        places += rng.choice(([], [], [], [len(items) + 1], [1]))
        fields["lines"] = tuple(
            {"line": place, "quantity": rng.choice((1, 1, 1, 2, 3))}
            if rng.random() < 0.7
            else {"line": place}
            for place in places
        )
    return fields
