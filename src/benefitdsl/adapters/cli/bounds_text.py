"""Bounds for a person: a few lines under `check`, and all of them as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil

from benefitdsl.adapters.cli.output import table
from benefitdsl.adapters.cli.rules import names_in
from benefitdsl.analysis.bounds.amounts import LINES, QUANTITY
from benefitdsl.analysis.bounds.budgets import BudgetBound
from benefitdsl.analysis.bounds.forms import Form, Measure
from benefitdsl.analysis.bounds.givers import Giver
from benefitdsl.analysis.bounds.money import Bound
from benefitdsl.analysis.bounds.periods import PERIODS
from benefitdsl.analysis.bounds.report import Bounds, EventBounds
from benefitdsl.analysis.bounds.worth import Piece
from benefitdsl.engine.explain.naming import Naming
from benefitdsl.limits import MAX_EVENT_EFFECTS, MAX_EVENT_STEPS
from benefitdsl.messages import Language
from benefitdsl.plan.parts import EventField, Plan

Row = tuple[str | int, ...]
_MOST_NAMED = 6


class BoundsText:
    """Writes the bounds of one programme in one language."""

    def __init__(self, plan: Plan, language: Language) -> None:
        self.plan = plan
        self.naming = Naming(plan, language, names_in(language))
        self._money_fields = {
            Measure(event.name, prefix + field.name)
            for event in plan.events
            for prefix, fields in _fields(event.fields)
            for field in fields
            if field.type == "money"
        } | {Measure(event.name, "shipping") for event in plan.events}

    # ------------------------------------------------------------------------- a few lines

    def lines(self, bounds: Bounds) -> Iterator[str]:
        """What `check` says of every programme, and of its worth where anything has one."""
        busiest, fullest = bounds.busiest, bounds.fullest
        yield self._say(
            "work",
            steps=self.count(busiest.work.steps),
            busiest=self.naming.name(busiest.event),
            effects=self.count(fullest.work.effects),
            fullest=self.naming.name(fullest.event),
        )
        yield from self._over(bounds)
        state = bounds.state
        yield self._say(
            "state",
            empty=_size(state.empty),
            loaded=_size(state.loaded),
            events=f"{state.load.events:,}",
            event=self.naming.name(state.event),
        )
        yield from self._given(bounds)
        if bounds.unpriced:
            names = [self.naming.title(*each) for each in bounds.unpriced[:_MOST_NAMED]]
            more = len(bounds.unpriced) - len(names)
            key = "unpriced_more" if more else "unpriced"
            yield self._say(key, names=self.naming.joined(names), more=str(more))

    def _over(self, bounds: Bounds) -> Iterator[str]:
        """Where more may happen than an event may have."""
        for each in bounds.events:
            if each.work.effects.is_open or each.work.effects.fixed > MAX_EVENT_EFFECTS:
                yield self._say(
                    "over_effects", event=self.naming.name(each.event), limit=f"{MAX_EVENT_EFFECTS:,}"
                )
            if each.work.steps.is_open or each.work.steps.fixed > MAX_EVENT_STEPS:
                yield self._say(
                    "over_steps", event=self.naming.name(each.event), limit=f"{MAX_EVENT_STEPS:,}"
                )

    def _given(self, bounds: Bounds) -> Iterator[str]:
        costly = [each for each in bounds.events if each.bound.pieces and not each.is_told]
        if costly:
            most = max(costly, key=lambda each: _weight(each.bound))
            yield self._say(
                "by_event", event=self.naming.name(most.event), worth=self.worth(most.bound, most)
            )
        month = bounds.periods["month"]
        if month.pieces:
            yield self._say("by_member", worth=self.worth(month))
        for each in bounds.budgets:
            yield self._say(
                "by_budget", budget=self.naming.title("budget", each.budget.id), worth=self.form(each.worth)
            )

    # ------------------------------------------------------------------------- tables

    def tables(self, bounds: Bounds) -> str:
        blocks = [
            self._block("events", self._events(bounds.events)),
            *(self._event(each) for each in self._told_apart(bounds.events)),
            *(self._period(bounds.periods[period], period) for period in PERIODS),
            self._block("budgets", self._budgets(bounds.budgets)),
            self._block("not_priced", ((self.naming.title(*each),) for each in bounds.unpriced)),
            self._block("state_of_member", self._state(bounds)),
            self._block("assumed", ((self._say(key),) for key in self._assumed(bounds))),
        ]
        return "\n\n".join(block for block in blocks if block)

    def _events(self, events: tuple[EventBounds, ...]) -> Iterator[Row]:
        """Events about which the rules say nothing are left out."""
        least = min(each.work.steps.fixed for each in events)
        yield ("", *(self._say(key) for key in ("steps", "effects", "rounds", "bytes")))
        for each in events:
            work = each.work
            if work.steps.is_open or work.steps.fixed > least:
                counts = (self.count(work.steps), self.count(work.effects), work.rounds, _size(each.bytes))
                yield (self.naming.name(each.event), *counts)

    def _told_apart(self, events: tuple[EventBounds, ...]) -> Iterator[EventBounds]:
        """Of the events that may take any offer the first, as they give alike."""
        offering = [event.name for event in self.plan.events if event.role == "offer"]
        for each in events:
            same = each.event in offering[1:] and each.bound.drivers == _first(events, offering).bound.drivers
            if not same:
                yield each

    def _event(self, each: EventBounds) -> str:
        if not each.bound.pieces:
            return ""
        worth = self.worth(each.bound, each)
        heading = self._say("at_event", event=self.naming.name(each.event), worth=worth)
        return f"{heading}\n{table(self._drivers(each.bound, each), indent=2)}"

    def _period(self, bound: Bound, period: str) -> str:
        if not bound.pieces:
            return ""
        heading = self._say("in_period", period=self._say(f"period_{period}"), worth=self.worth(bound))
        return f"{heading}\n{table(self._drivers(bound), indent=2)}"

    def _drivers(self, bound: Bound, at: EventBounds | None = None) -> Iterator[Row]:
        for driver in bound.drivers:
            yield self._place(driver.giver), self._name(driver.giver), self.form(driver.worth, at)

    def _budgets(self, budgets: Iterable[BudgetBound]) -> Iterator[Row]:
        for each in budgets:
            window = self.naming.window(each.budget.window)
            yield self.naming.title("budget", each.budget.id), window, self.form(each.worth)
            for giver in each.spenders:
                said = self._say("beyond") if giver in each.beyond else ""
                yield "", self._place(giver), f"{self._name(giver)}{said}"

    def _state(self, bounds: Bounds) -> Iterator[Row]:
        state = bounds.state
        sent = state.load.sent
        yield self._say("state_empty"), _size(state.empty)
        yield self._say("state_day"), _size(state.each_day)
        load = self._say(
            "state_load",
            events=f"{state.load.events:,}",
            event=self.naming.name(state.event),
            days=str(state.load.days),
            on_a_day=str(state.load.on_a_day),
            size=str(sent.size),
            listed=str(sent.listed),
        )
        yield load, _size(state.loaded)

    def _assumed(self, bounds: Bounds) -> Iterator[str]:
        yield "assume_stands"
        yield "assume_worth"
        if self.plan.offers:
            yield "assume_offers"
        if self.plan.promotions:
            yield "assume_quotes"
        if any(each.is_told for each in bounds.events):
            yield "assume_told"
        yield "assume_due"

    def _block(self, key: str, rows: Iterable[Row]) -> str:
        text = table(rows, indent=2)
        return f"{self._say(key)}\n{text}" if text else ""

    def _place(self, giver: Giver) -> str:
        return f"{giver.origin.file}:{giver.origin.line}"

    def _name(self, giver: Giver) -> str:
        return (
            self.naming.part(giver.id)
            if giver.family == "rule"
            else self.naming.title(giver.family, giver.id)
        )

    # ------------------------------------------------------------------------- forms

    def worth(self, bound: Bound, at: EventBounds | None = None) -> str:
        """A sum of pieces; those without a cap are put together first."""
        plain = Bound(tuple(piece for piece in bound.pieces if piece.cap is None or piece.form.is_fixed))
        capped = [piece for piece in bound.pieces if piece.cap is not None and not piece.form.is_fixed]
        said = [self.form(plain.settled, at)] if plain.settled or not capped else []
        said += [self._capped(piece, at) for piece in capped]
        return self._say("plus").join(said)

    def _capped(self, piece: Piece, at: EventBounds | None) -> str:
        cap = self.money(piece.cap or Fraction(0))
        return self._say("capped", worth=self.form(piece.form, at), cap=cap)

    def form(self, form: Form, at: EventBounds | None = None) -> str:
        """A bound in words."""
        if form.is_open:
            return self._say("no_end")
        said = [self.money(form.fixed)] if form.fixed or not form.shares else []
        said += [self._share(measure, share, at) for measure, share in form.shares]
        return self._say("plus").join(said)

    def count(self, form: Form) -> str:
        """A number of steps or effects; what grows with what an event lists grows so."""
        if form.is_open:
            return self._say("any_number")
        number = str(ceil(form.fixed))
        return self._say("and_listed", number=number) if form.shares else number

    def money(self, minor: Fraction) -> str:
        return self.naming.money(ceil(minor))

    def _share(self, measure: Measure, share: Fraction, at: EventBounds | None) -> str:
        if measure in self._money_fields:
            part = f"{ceil(share * 10_000) / 100:g}%"
            return self._say("share", part=part, what=self._what(measure, at))
        units = 1
        while share * units < 1 and units < 10**9:
            units *= 10
        key = "for_each" if units == 1 else "for_each_of"
        money = self.money(share * units)
        return self._say(key, worth=money, count=f"{units:,}", what=self._what(measure, at))

    def _what(self, measure: Measure, at: EventBounds | None) -> str:
        """What a share is a share of."""
        if measure.event.startswith("@"):
            return self._happening(measure)
        event = self.naming.name(measure.event)
        if not measure.name:
            return self._say("event_each", event=event)
        if measure.name == QUANTITY:
            return self._say("piece_of", event=event)
        field = self.naming.name(measure.name.removeprefix(LINES))
        if field == event or (at is not None and measure.event == at.event):
            return field
        return self._say("field_of", field=field, event=event)

    def _happening(self, measure: Measure) -> str:
        kind, _, of = measure.event.removeprefix("@").partition("/")
        match kind:
            case "level" | "left":
                tiers, _, level = of.partition("/")
                return self._say(f"each_{kind}", level=self.naming.level_of(tiers, level))
            case "points":
                return self._say("each_points", name=self.naming.title("points", of))
            case "ripened":
                return self._say("each_ripened", name=self.naming.title("points", of))
            case "used":
                return self._say("each_use", name=self.naming.title("benefit", of))
            case "use":
                return self._say("each_use", name=self.naming.title("privilege", of))
            case "offer":
                return self._say("each_offer", name=self.naming.title("offer", of))
            case "span":
                return self._say("each_span", name=self.naming.title("mission", of))
            case "reopened":
                return self._say("each_reopened", name=self.naming.title("mission", of))
            case "moment":
                return self._say("each_moment")
            case _:
                return self._say("each_day")

    def _say(self, key: str, **facts: str) -> str:
        return self.naming.say("bounds", key, **facts)


def _first(events: tuple[EventBounds, ...], names: list[str]) -> EventBounds:
    return next(each for each in events if each.event in names)


def _size(number: int) -> str:
    """Bytes, rounded up to what a person reads."""
    for unit, size in (("MB", 1_000_000), ("KB", 1_000)):
        if number >= 10 * size:
            return f"{-(-number // size):,} {unit}"
    return f"{number:,} B"


def _fields(fields: tuple[EventField, ...]) -> Iterator[tuple[str, tuple[EventField, ...]]]:
    """The fields of an event, and those of its lines under their prefix."""
    yield "", fields
    for field in fields:
        if field.type == "items" and field.name == "items":
            yield LINES, field.fields


def _weight(bound: Bound) -> tuple[bool, Fraction, Fraction]:
    settled = bound.settled
    return settled.is_open, settled.fixed, sum([share for _, share in settled.shares], Fraction(0))


__all__ = ["BoundsText"]
