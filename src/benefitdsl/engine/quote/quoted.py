"""A quote as a host holds it: with the order that comes of it, as JSON, and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from benefitdsl.engine.door import Door
from benefitdsl.engine.quote.checkout import Quotation
from benefitdsl.messages import Language
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.model.json import quote_to_json
from benefitdsl.model.quote import NotQuoted, Quote
from benefitdsl.plan.parts import Plan

Names = Callable[[Language], Mapping[str, str]]
"""What readers of a language call the standard events and fields."""


class QuoteRefused(ValueError):
    """No order comes of a quote in which something chosen cannot be had."""

    def __init__(self, refused: NotQuoted) -> None:
        super().__init__(f"no order comes of this quote: {refused.reason} ({refused.detail})")
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Quoted(Quote):
    """What a cart costs a member, and why (spec §18)."""

    template: Event = field(repr=False)
    plan: Plan = field(repr=False, compare=False)
    names: Names = field(repr=False, compare=False)

    @classmethod
    def of(cls, made: Quotation, plan: Plan, names: Names) -> Quoted:
        own = {each.name: getattr(made.quote, each.name) for each in fields(Quote)}
        return cls(**own, template=made.order, plan=plan, names=names)

    def order(self, *, id: str, order: str | None = None, at: int | None = None, source: str = "") -> Event:
        """The event to send once the order is paid, with its id and its number (by default the id). At the instant of
        the quote, or a later one: whether it is still good then, its evaluation says. `QuoteRefused`."""
        if self.refused is not None:
            raise QuoteRefused(self.refused)
        key = next(each.key for each in self.plan.events if each.name == self.template.type)
        named: dict[str, FieldValue] = (
            {} if key in (None, "id") else {str(key): id if order is None else order}
        )
        own = {**self.template.fields, **named}
        return replace(self.template, id=id, at=self.at if at is None else at, source=source, fields=own)

    def to_json(self) -> dict[str, Any]:
        """JSON-able values, money as text. `order` has the fields of the event that comes of it, without its id and
        number; null where none does."""
        return quote_to_json(self, self.plan.currency) | {"order": self._order_json()}

    def _order_json(self) -> dict[str, Any] | None:
        if self.refused is not None:
            return None
        key = next(each.key for each in self.plan.events if each.name == self.template.type)
        written = Door(self.plan).write_event(self.template)
        return {name: value for name, value in written.items() if name not in ("id", key)}

    def explain(self, language: Language = "en") -> str:
        """Line by line: prices, discounts taken, those that are not and why, what pays, what the order brings."""
        from benefitdsl.engine.quote.words import QuoteWords  # only who asks for words loads them

        return QuoteWords(self.plan, language, self.names(language)).text(self)
