"""The door for carts: what a checkout sends, read by the plan's own schema of an order.

A cart is an object: `lines` (fields of an order's line, with `price` of a piece at list price in place of its amounts,
and `quantity`), `shipping`, `coupons`, `points` and `stored_value` (an amount or "all"), and what else an order may
carry but a cart does not decide: `checkout`, `channel`, `shop` … As strict and closed as the door for events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from benefitdsl.engine.door.errors import EventError, EventErrors, Refused, refuse, shown
from benefitdsl.engine.door.shape import Shape
from benefitdsl.engine.door.text import parse_event_text
from benefitdsl.engine.door.values import Reader, money_reader, read_number
from benefitdsl.model.quote import Asked, Cart, CartLine
from benefitdsl.plan.parts import EventField, EventType, Plan
from benefitdsl.quantities.bounds import MAX_AMOUNT
from benefitdsl.quantities.money import format_money

ORDER: Final = "order"
"""The type of event that a quote becomes."""

_ITEMS: Final = "items"
_DECIDED: Final = frozenset({"amount", "list_amount", _ITEMS, "coupons", "discounts"})
_CHOSEN: Final = frozenset({"lines", "shipping", "coupons", "points", "stored_value"})
_PLAIN: Final = (EventField("shipping", "money"), EventField("coupons", "texts"))


class CartErrors(EventErrors):
    """A cart that cannot be read; `errors` has everything that is wrong."""


class NoOrders(ValueError):
    """A programme whose orders have no lines with amounts: there is nothing to quote."""

    def __init__(self, plan: str) -> None:
        super().__init__(f"the programme `{plan}` has no event `{ORDER}` with `amount` and `{_ITEMS}`")
        self.plan = plan


def order_type(plan: Plan) -> EventType:
    """The type of the orders of a plan; `NoOrders`."""
    type_ = next((each for each in plan.events if each.name == ORDER), None)
    if type_ is not None and {"amount", _ITEMS} <= {field.name for field in type_.fields}:
        items = next(field for field in type_.fields if field.name == _ITEMS)
        if {"amount", "quantity"} <= {field.name for field in items.fields}:
            return type_
    raise NoOrders(plan.id)


class CartDoor:
    """Reads the carts of one plan. `NoOrders`."""

    def __init__(self, plan: Plan) -> None:
        type_ = order_type(plan)
        self._currency = plan.currency
        self.fields = (_lines_of(type_), *_PLAIN, *_carried(plan, type_))
        self._shape = Shape(self.fields, plan.currency)
        self._asked: dict[str, Reader] = {"points": read_number, "stored_value": money_reader(plan.currency)}

    def read_cart(self, data: Mapping[str, Any]) -> Cart:
        """The cart of a JSON object that was parsed already, or of a dict made in Python; `CartErrors`."""
        if not isinstance(data, Mapping):
            raise CartErrors([EventError("BEN943", "", shown(data))])
        given = dict(data)
        problems: list[EventError] = []
        asked = {name: self._read_asked(name, given.pop(name, None), problems) for name in self._asked}
        read: dict[str, Any] = {}
        try:
            read = self._shape.read(given)
        except Refused as refused:
            problems += [_of_cart(each) for each in refused.problems]
        problems += self._amiss(read)
        if problems:
            raise CartErrors(problems)
        lines = tuple(_line(fields) for fields in read.pop("lines"))
        coupons: tuple[str, ...] | None = read.pop("coupons", None)
        shipping: int = read.pop("shipping", 0)
        return Cart(lines, shipping, coupons, asked["points"], asked["stored_value"], read)

    def read_cart_text(self, json_text: str | bytes) -> Cart:
        """The cart of one JSON text, read as strictly as an event; `CartErrors`."""
        try:
            data = parse_event_text(json_text)
        except Refused as refused:
            raise CartErrors(refused.problems) from None
        return self.read_cart(data)

    def _read_asked(self, name: str, value: object, problems: list[EventError]) -> Asked:
        if value is None:
            return None
        if value == "all":
            return "all"
        try:
            if type(value) is str and name == "points":
                refuse("BEN930", value, "number_or_all")
            asked: int = self._asked[name](value)
            return asked
        except Refused as refused:
            problems += refused.under(name)
            return None

    def _amiss(self, read: Mapping[str, Any]) -> Iterable[EventError]:
        """Lines without a piece, and a total beyond all amounts."""
        total = read.get("shipping", 0)
        for number, line in enumerate(read.get("lines", ())):
            if line["quantity"] < 1:
                yield EventError("BEN945", f"lines[{number}].quantity", str(line["quantity"]), "1")
            total += line["price"] * line["quantity"]
        if total > MAX_AMOUNT:
            digits = str(total) if total.bit_length() < 200 else shown(total)
            yield EventError("BEN935", "lines", digits, format_money(MAX_AMOUNT, self._currency))


def _lines_of(type_: EventType) -> EventField:
    items = next(field for field in type_.fields if field.name == _ITEMS)
    own = [EventField("price", "money", True), EventField("quantity", "number", True)]
    skipped = {"price", "quantity", "amount", "list_amount"}
    return EventField("lines", "items", True, (*own, *(f for f in items.fields if f.name not in skipped)))


def _carried(plan: Plan, type_: EventType) -> tuple[EventField, ...]:
    """The fields of an order that a cart brings along."""
    spent = {points.spent_by for points in plan.points}
    skipped = {*_DECIDED, *_CHOSEN, *spent, type_.key}
    return tuple(field for field in type_.fields if field.name not in skipped)


def _line(fields: dict[str, Any]) -> CartLine:
    price, quantity = fields.pop("price"), fields.pop("quantity")
    return CartLine(price, quantity, fields)


def _of_cart(problem: EventError) -> EventError:
    """A field that a cart lacks is told as one of a cart."""
    return replace(problem, code="BEN944") if problem.code == "BEN928" else problem
