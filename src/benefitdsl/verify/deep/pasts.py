"""Pasts made to order: events before the one that matters, so that a member is as the solver proposes.

Simple recipes: join long ago, send so many earlier events of so much, be born on the day, be invited, earn points, be
given the benefit or the tag, buy the membership. What a recipe brings about besides may spoil it, so whoever uses one
plays it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from benefitdsl.model.event import Event, Scalar
from benefitdsl.plan.expr import (
    NEVER_DAYS,
    TRUE,
    AttributeOf,
    BalanceOf,
    DaysSince,
    DaysSinceJoined,
    EventDay,
    Expr,
    FieldOf,
    HasAttribute,
    HasField,
    HasInviter,
    HasTag,
    Holds,
    InSegment,
    ItemsTotal,
    MetricOf,
    ProgressOf,
    TierOf,
)
from benefitdsl.plan.parts import (
    EarnPoints,
    EventType,
    GrantBenefit,
    Metric,
    Offer,
    OnEvent,
    RaiseTier,
    Rule,
    SetTag,
)
from benefitdsl.quantities.calendar import (
    DAY_US,
    HOUR_US,
    MINUTE_US,
    PeriodUnit,
    first_day_of_period,
    period_index,
)
from benefitdsl.quantities.window import (
    Anchored,
    Between,
    CalendarPeriods,
    RollingDays,
    RollingExact,
    RollingMonths,
    Window,
)
from benefitdsl.verify.deep.recipes import FRIEND, MOST_EVENTS, Cook, NoRecipe, plain_field
from benefitdsl.verify.deep.ties import ties
from benefitdsl.verify.deep.who import MEMBER, member_with, renamed
from benefitdsl.verify.deep.wishes import Wish
from benefitdsl.verify.deep.world import Search, World
from benefitdsl.verify.generate.interest import fees
from benefitdsl.verify.generate.themes import asks_for, named_in
from benefitdsl.verify.history import Happening, History, Joining, Sending

MOST_DEPTH: Final = 3
_POINTS: Final = "@points/"


def history_of(cook: Cook, wish: Wish, events: Iterable[tuple[str, str]], past: str = "past") -> History:
    """The past that is wished for and then the events, each of a type and with the fields of a frame, one minute after
    the other. `NoRecipe`."""
    at = cook.zone.instant_of(wish.day, wish.minute)
    sendings = [
        Sending(cook.event(type_, wish.of(frame), at + place * MINUTE_US, f"n{place + 1}"))
        for place, (type_, frame) in enumerate(events)
    ]
    return history_after(cook, wish, sendings, at, past)


def history_after(
    cook: Cook, wish: Wish, happenings: Iterable[Happening], at: int, past: str = "past"
) -> History:
    """What happens to a member after the past that is wished for as it is to be at an instant. `NoRecipe`."""
    made = _Past(cook, at)
    made.prepare(wish.of(past), wish.attributes)
    name = member_with(cook.plan, wish.of(past))
    if name is None:
        raise NoRecipe("variants")
    return History(renamed((*made.happenings(), *happenings), name))


@dataclass
class _Past:
    """What happens before an instant."""

    cook: Cook
    at: int
    joined: int = field(init=False)
    attributes: dict[str, Scalar] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    depth: int = 0
    member: str = MEMBER

    def __post_init__(self) -> None:
        self.joined = self._days_ago(400)

    def happenings(self) -> list[Happening]:
        if len(self.events) > MOST_EVENTS:
            raise NoRecipe("too many events")
        earliest = min((event.at for event in self.events), default=self.at)
        joining = Joining(self.member, min(self.joined, earliest), self.attributes)
        return [joining, *(Sending(event) for event in sorted(self.events, key=lambda event: event.at))]

    def _days_ago(self, days: int, minutes: int = 0) -> int:
        """About this time of the day, so many days ago, and so many minutes before that."""
        zone = self.cook.zone
        day = zone.local_day(self.at)
        return max(
            0, int(zone.start_of_day(day - days) + (self.at - zone.start_of_day(day)) - minutes * MINUTE_US)
        )

    def _add(self, type_: str, values: Mapping[Expr, Any], at: int) -> None:
        self.events.append(self.cook.event(type_, values, at, f"p{self.depth or ''}{len(self.events) + 1}"))

    def prepare(self, past: Mapping[Expr, Any], dates: Mapping[str, int]) -> None:
        self.attributes.update(dates)
        for expr, value in past.items():
            self._one(expr, value, past)
        self._metrics(past)
        for expr, value in past.items():
            if isinstance(expr, MetricOf) and value == 0:
                self._empty(next(each for each in self.cook.plan.metrics if each.id == expr.metric))

    def _empty(self, metric: Metric) -> None:
        """Of a window that is to hold none of its events, those that are needed for something else come before it."""
        days = self._days_of(metric.window)
        if metric.function == "count" and metric.where == TRUE and days:
            first = self._days_ago(days)
            self.events = [
                replace(event, at=event.at - days * DAY_US)
                if event.type == metric.event and event.at > first
                else event
                for event in self.events
            ]

    def _days_of(self, window: Window) -> int:
        """How many days of a window there were, today included; 0 where it has no such begin."""
        match window:
            case RollingDays(days):
                return days
            case RollingMonths(months):
                return 31 * months
            case CalendarPeriods(unit, 1):
                today = self.cook.zone.local_day(self.at)
                return today - first_day_of_period(today, unit) + 1
            case _:
                return 0

    def _one(self, expr: Expr, value: Any, past: Mapping[Expr, Any]) -> None:
        match expr:
            case DaysSinceJoined():
                self.joined = self._days_ago(value)
            case AttributeOf(name) if past.get(HasAttribute(name), True):
                self.attributes[name] = value
            case HasAttribute(name) if value and AttributeOf(name) not in past:
                self.attributes.setdefault(name, self._plain_attribute(name))
            case HasInviter() if value:
                self._add(*self._registration(), self.joined)
            case TierOf(tiers, False) if value:
                self._climb(tiers, value, past)
            case BalanceOf(currency) if value > 0:
                self._earn(currency, value, self._days_ago(0, 30))
            case Holds(benefit) if value:
                self._given(benefit)
            case HasTag(tag) if value:
                self._by_rule(lambda action: isinstance(action, SetTag) and action.tag == tag and action.on)
            case ProgressOf(mission) if value:
                raise NoRecipe(f"progress of {mission}")
            case InSegment(segment) if value:
                listed = next(each.members for each in self.cook.plan.segments if each.id == segment)
                raise NoRecipe(f"member {listed[:1]}")
            case _:
                pass

    def _given(self, benefit: str) -> None:
        """By a rule; what is paid for, by paying its fee."""
        try:
            self._by_rule(lambda action: isinstance(action, GrantBenefit) and action.benefit == benefit)
        except NoRecipe:
            offer, kind = self._bought(benefit)
            values: dict[Expr, Any] = {FieldOf(named_in(kind) or ""): offer.id}
            if offer.fee is not None:
                values[FieldOf("amount")] = fees(offer.fee)[-1]
            self._add(kind.name, values, self._days_ago(0, 45))

    def _bought(self, benefit: str) -> tuple[Offer, EventType]:
        """What is asked for to be given it, for a fee that is written at most, and the event that asks for it."""
        for offer in self.cook.plan.offers:
            gives = any(isinstance(each, GrantBenefit) and each.benefit == benefit for each in offer.then)
            is_free = not offer.costs and offer.ticket is None
            if gives and is_free and (offer.fee is None or fees(offer.fee)):
                for kind in self.cook.plan.events:
                    if asks_for(kind, offer):
                        return offer, kind
        raise NoRecipe(f"nobody is given {benefit}")

    def _plain_attribute(self, name: str) -> Scalar:
        kind = next(each for each in self.cook.plan.attributes if each.name == name)
        value = plain_field(kind, "a", self.at, self.cook.zone)
        return value if isinstance(value, int | str) else ""

    def _registration(self) -> tuple[str, dict[Expr, Any]]:
        for each in self.cook.plan.events:
            if each.role == "register":
                return each.name, {FieldOf("inviter"): FRIEND, HasField("inviter"): True}
        raise NoRecipe("nobody is invited")

    # ------------------------------------------------------------------------------------- totals

    def _metrics(self, past: Mapping[Expr, Any]) -> None:
        """Events for counts, sums and last days: what one event does for several of them is not sent twice."""
        wanted = [
            (next(each for each in self.cook.plan.metrics if each.id == expr.metric), value)
            for expr, value in past.items()
            if isinstance(expr, MetricOf | DaysSince)
        ]
        last = {metric.event: value for metric, value in wanted if metric.function == "last"}
        for metric, value in sorted(wanted, key=lambda each: each[1]):  # shorter windows hold less
            if metric.function in ("count", "sum", "distinct") and value > 0:
                self._total(metric, value, last.get(metric.event), wanted)
        for event, days in last.items():
            if days < NEVER_DAYS and not any(each.type == event for each in self.events):
                self._add(event, self.cook.fields_where(event, TRUE), self._days_ago(days, 30 * (days == 0)))

    def _total(self, metric: Metric, value: int, since: int | None, wanted: list[tuple[Metric, int]]) -> None:
        """One figure. A sum that stands beside a count of the same events is shared out among them."""
        if metric.event.startswith(_POINTS):
            self._earn(metric.event.removeprefix(_POINTS), value, self._inside(metric, 0))
            return
        there = [each for each in self.events if each.type == metric.event]
        if metric.function == "sum":
            counts = [
                many for other, many in wanted if (other.event, other.function) == (metric.event, "count")
            ]
            many = max([1, *(each for each in counts if each <= MOST_EVENTS)])
            if there and counts:
                return
            self._sums(metric, value, many, since)
        elif metric.function == "count":
            if metric.items:
                self._send(metric, 0, {ItemsTotal("count", None, metric.where): value}, by_line=True)
                return
            sums = [much for other, much in wanted if (other.event, other.function) == (metric.event, "sum")]
            if sums and not there:
                adding = next(o for o, _ in wanted if (o.event, o.function) == (metric.event, "sum"))
                self._sums(adding, sums[0], value, since)
                return
            for number in range(len(there), min(value, MOST_EVENTS + 1)):
                self._send(metric, number + (since or 0) + _days_beyond(metric, number, wanted))
        else:
            for number in range(min(value, MOST_EVENTS + 1)):
                own = None if metric.value == EventDay() or metric.value is None else {metric.value: number}
                self._send(metric, number, own)

    def _sums(self, metric: Metric, value: int, many: int, since: int | None) -> None:
        assert metric.value is not None
        first = 0 if since is None or since >= NEVER_DAYS else max(0, since - 1)
        for number in range(min(many, MOST_EVENTS + 1)):
            share = value // many + (value % many if number == 0 else 0)
            if metric.items:
                self._send(
                    metric,
                    first + number,
                    {ItemsTotal("sum", metric.value, metric.where): share},
                    by_line=True,
                )
            else:
                self._send(metric, first + number, {metric.value: share})

    def _send(
        self, metric: Metric, number: int, asked: dict[Expr, int] | None = None, *, by_line: bool = False
    ) -> None:
        """One event that the metric counts, the `number`-th back."""
        values: dict[Expr, Any] = dict(asked or {})
        if not by_line:
            values = self.cook.fields_where(metric.event, metric.where, asked)
        self._add(metric.event, values, self._inside(metric, number))

    def _inside(self, metric: Metric, number: int) -> int:
        """An instant that the window holds: hours before where it is short, else day after day before."""
        match metric.window:
            case RollingExact(microseconds):
                return self.at - min(microseconds - 1, HOUR_US) // (number + 1)
            case RollingDays(days) if number + 1 < days:
                return self._days_ago(number + 1)
            case CalendarPeriods(unit) if self.cook.is_daily(metric.event) and self._is_before(
                unit, number + 1
            ):
                return self._days_ago(number + 1)
            case CalendarPeriods() | RollingDays():
                return self._days_ago(0, number + 1)
            case Between(start, _):
                return int(self.cook.zone.start_of_day(start)) + (number + 1) * HOUR_US
            case Anchored():
                return self.joined + (number + 1) * HOUR_US
            case _:
                return self._days_ago(number + 1)

    def _is_before(self, unit: PeriodUnit, days: int) -> bool:
        """Whether so many days ago the calendar period was the same."""
        today = self.cook.zone.local_day(self.at)
        return bool(period_index(today - days, unit) == period_index(today, unit))

    # -------------------------------------------------------------------------------- levels, points

    def _climb(self, tiers: str, rank: int, past: Mapping[Expr, Any]) -> None:
        """By what the ladder measures, unless that is among the wishes already; else by a rule that raises."""
        ladder = next(each for each in self.cook.plan.tiers if each.id == tiers)
        threshold = ladder.levels[rank].threshold
        if threshold is None:
            self._by_rule(
                lambda action: isinstance(action, RaiseTier) and (action.tiers, action.level) == (tiers, rank)
            )
        elif isinstance(ladder.metric, MetricOf):
            if past.get(ladder.metric, 0) < threshold:
                self._metrics({ladder.metric: threshold})
        elif isinstance(ladder.metric, BalanceOf):
            self._earn(ladder.metric.currency, threshold, self._days_ago(0, 30))
        else:
            raise NoRecipe("a ladder of its own")

    def _earn(self, currency: str, points: int, at: int) -> None:
        """Points, by a rule on an event that gives as many as are asked of it."""
        for rule, type_ in self._on_events():
            for action in rule.then:
                if isinstance(action, EarnPoints) and action.currency == currency:
                    try:
                        values = self._event_giving(rule, type_, action, points)
                    except NoRecipe:
                        continue
                    self._add(type_, values, at)
                    return
        raise NoRecipe(f"points {currency}")

    def _event_giving(self, rule: Rule, type_: str, action: EarnPoints, points: int) -> dict[Expr, Any]:
        world = World(self.cook.plan)
        frame = world.frame(type_, "here", "here")
        given = frame.value(action.numerator)
        search = Search(
            world,
            [
                frame.flag(rule.condition),
                given >= points * action.denominator,
                given < (points + 1) * action.denominator,
            ],
        )
        if search.solve() != "possible":
            raise NoRecipe("so many points")
        return {atom.expr: value for atom, value in search.values().items()}

    def _on_events(self) -> Iterator[tuple[Rule, str]]:
        for rule in self.cook.plan.rules:
            for trigger in rule.triggers:
                if isinstance(trigger, OnEvent) and not trigger.event.startswith("@"):
                    yield rule, trigger.event

    def _by_rule(self, wanted: Any) -> None:
        """An event an hour before on which a rule does what is wanted. What it asks of the past is prepared too."""
        if self.depth == MOST_DEPTH:
            raise NoRecipe("too deep")
        for rule, type_ in self._on_events():
            if any(wanted(action) for action in rule.then):
                world = World(self.cook.plan)
                frame = world.frame(type_, "here", "past")
                asked = [frame.flag(rule.condition)]
                if rule.audience is not None:
                    asked.append(frame.flag(InSegment(rule.audience)))
                search = Search(world, [*asked, *ties(world)])
                if search.solve() != "possible":
                    continue
                values = search.values()
                before = replace(self.cook, plan=self.cook.plan)
                table = _Past(before, self._days_ago(0, 60), depth=self.depth + 1)
                table.prepare(
                    {atom.expr: value for atom, value in values.items() if atom.where == "past"}, {}
                )
                self.events += table.events
                self.attributes.update(table.attributes)
                here = {atom.expr: value for atom, value in values.items() if atom.where == "here"}
                self._add(type_, here, self._days_ago(0, 45))
                return
        raise NoRecipe("no rule does that")


def _days_beyond(metric: Metric, number: int, wanted: list[tuple[Metric, int]]) -> int:
    """How far back an event must be, so that shorter windows, which are to hold fewer, do not hold it."""
    widths = [
        other.window.days
        for other, many in wanted
        if (other.event, other.function) == (metric.event, "count")
        and isinstance(other.window, RollingDays)
        and other != metric
        and many <= number
    ]
    return max(widths, default=0)


__all__ = ["history_after", "history_of"]
