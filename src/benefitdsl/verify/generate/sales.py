"""Sales and what becomes of them: amounts and lines that agree, coupons that are there, refunds in every way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benefitdsl.engine.quote.search import QuoteTooLarge
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.event import Event, FieldValue, Line
from benefitdsl.model.quote import Cart, CartLine
from benefitdsl.plan.parts import EventField, EventType
from benefitdsl.verify.generate.asked import NOBODYS, held_benefit, value_of
from benefitdsl.verify.generate.story import Story
from benefitdsl.verify.generate.values import AMOUNTS, READ, UNREAD, is_there, line, number, plain_value

OF_CARTS = frozenset(
    ("amount", "list_amount", "items", "coupons", "points_used", "stored_value", "shipping", "discounts")
)
"""Fields of an order that a quote works out."""

QUOTED = 35  # of a hundred sales, in a programme with discounts, come from a checkout that asked for a quote


def is_sale(type_: EventType) -> bool:
    """Whether an event has an amount and lines that add up to it."""
    items = items_of(type_)
    return (
        _has(type_.fields, "amount", "money") and items is not None and _has(items.fields, "amount", "money")
    )


def items_of(type_: EventType) -> EventField | None:
    """The field of an event that has its lines."""
    return next((field for field in type_.fields if field.type == "items"), None)


def _has(fields: tuple[EventField, ...], name: str, kind: str) -> bool:
    return any(field.name == name and field.type == kind for field in fields)


# ------------------------------------------------------------------------------------------- what is bought


def sale(story: Story, member: str, type_: EventType) -> dict[str, FieldValue]:
    """The fields of a sale: lines sum to its amount, list prices are no lower, nobody pays with more than is there."""
    items = items_of(type_)
    assert items is not None
    lines = _lines(story, member, type_, items)
    amount = sum(_money(one, "amount") for one in lines) if lines else 0
    if not lines:
        amount = number(story, member, (type_.name, "amount"), AMOUNTS)
    made: dict[str, FieldValue] = {}
    for field in type_.fields:
        value = _of_sale(story, member, type_, field, amount, lines)
        if value is not None:
            made[field.name] = value
    return made


def _of_sale(
    story: Story, member: str, type_: EventType, field: EventField, amount: int, lines: tuple[Line, ...]
) -> FieldValue | None:
    items = items_of(type_)
    if field.name == "amount":
        return amount
    if items is not None and field.name == items.name:
        return lines or None
    if field.name == "discounts":  # those come of a quote
        return None
    if field.name == "coupons":
        held = held_benefit(story, member)
        return (held,) if held is not None and story.choices.chance(50) else None
    if field.name == "list_amount":
        at_list = (
            sum(max(_money(one, "list_amount"), _money(one, "amount")) for one in lines) if lines else amount
        )
        more = 0 if lines else story.choices.pick((0, 1, 1_000, amount // 4))
        return at_list + more if is_there(story, (type_.name, field.name), field.required) else None
    if any(points.spent_by == field.name for points in story.ground.plan.points):
        return _paid_with(story, member, field, amount)
    return value_of(story, member, type_, field)


def _lines(story: Story, member: str, type_: EventType, items: EventField) -> tuple[Line, ...]:
    """No lines where nothing reads them; else some, now and then of a total that matters."""
    read = any(name.startswith("/") for event, name in story.interest.fields if event == type_.name)
    if not story.choices.chance(READ if read else UNREAD):
        return ()
    made = [dict(line(story, member, type_.name, items)) for _ in range(story.choices.pick((1, 2, 2, 3)))]
    if story.choices.chance(40):
        total = number(story, member, (type_.name, "amount"), AMOUNTS)
        others = sum(_money(one, "amount") for one in made[1:])
        made[0]["amount"] = max(0, total - others)
    for one in made:
        if "list_amount" in one:
            one["list_amount"] = max(_money(one, "list_amount"), _money(one, "amount"))
    return tuple(made)


def _paid_with(story: Story, member: str, field: EventField, amount: int) -> int | None:
    """Points or stored value: all that is there, a part, or one too many."""
    named = [one.id for one in story.ground.plan.points if one.spent_by == field.name]
    there = sum(one.live - one.owed for one in story.snapshot(member).points if one.currency in named)
    if not story.choices.chance(50 if there > 0 else 3):
        return None
    asked = story.choices.pick((there, there // 2, 100, 1, there + 1))
    return max(0, min(asked, amount) if field.type == "money" else asked)


def _money(fields: Any, name: str) -> int:
    value = fields.get(name, 0)
    return value if isinstance(value, int) else 0


# ------------------------------------------------------------------------------------------- by a checkout


def as_quoted(story: Story, made: Event) -> Event:
    """The sale as a checkout would send it that asked for a quote, where the programme has discounts."""
    plan = story.ground.plan
    reduces = bool(plan.promotions) or any(one.reduction is not None for one in plan.benefits)
    if not reduces or made.at != story.now or not story.choices.chance(QUOTED):
        return made
    state = story.playing.session.members.get(made.member)
    items = items_of(story.ground.types[made.type])
    if state is None or items is None or (not lines_in(made, items.name) and _asks_more(items)):
        return made
    cart = _cart(made, all_coupons=story.choices.chance(70))
    engine, session = story.playing.engine, story.playing.session
    try:
        order = engine.quote(state, cart, made.at, session.pools, story.seed).order
    except QuoteTooLarge:
        return made
    own = {
        name: made.fields[name] for name in _own_fields(story.ground.rulebook, made) if name in made.fields
    }
    return replace(made, fields={**order.fields, **own})


def _asks_more(items: EventField) -> bool:
    """Whether a line must say more than how many pieces at which price."""
    return any(field.required and field.name not in ("quantity", "amount") for field in items.fields)


def _own_fields(rulebook: Rulebook, made: Event) -> list[str]:
    """The field that a quote leaves open: the number of the order."""
    return [one.key for one in rulebook.plan.events if one.name == made.type and one.key not in (None, "id")]


def _cart(made: Event, *, all_coupons: bool) -> Cart:
    pieces = [
        CartLine(
            _money(one, "amount") // max(1, _money(one, "quantity")),
            max(1, _money(one, "quantity")),
            {name: value for name, value in one.items() if name not in ("amount", "quantity", "list_amount")},
        )
        for one in lines_in(made, "items")
    ]
    coupons = made.fields.get("coupons", ())
    chosen = tuple(str(one) for one in coupons) if isinstance(coupons, tuple) else ()
    return Cart(
        tuple(pieces) or (CartLine(_money(made.fields, "amount"), 1),),
        coupons=None if all_coupons else chosen,
        shipping=_money(made.fields, "shipping"),
        points=_asked(made, "points_used"),
        stored_value=_asked(made, "stored_value"),
        fields={name: value for name, value in made.fields.items() if name not in OF_CARTS},
    )


def _asked(made: Event, name: str) -> int | None:
    value = made.fields.get(name)
    return value if isinstance(value, int) else None


# ------------------------------------------------------------------------------------------- what comes back


def reversal(story: Story, member: str, type_: EventType) -> dict[str, FieldValue]:
    """What takes an earlier event back: whole, by share, by lines; twice; too much of it; what is not known."""
    reversed_ = story.ground.types[type_.reverses or ""]
    known = story.applied_of(reversed_.name, member)
    record = story.choices.pick(known[-3:][::-1]) if known and story.choices.chance(97) else None
    return taking_back(story, member, type_, record)


def taking_back(
    story: Story, member: str, type_: EventType, record: Event | None, whole: int = 0
) -> dict[str, FieldValue]:
    """The fields of what takes this event back; of a hundred so many more (`whole`) take back all of it."""
    reversed_ = story.ground.types[type_.reverses or ""]
    made = _named(type_, reversed_, record)
    for field in type_.fields:
        if field.name in made:
            continue
        if field.name == "amount" or field.type == "items":
            continue  # whole, unless said below
        if is_there(story, (type_.name, field.name), field.required):
            made[field.name] = plain_value(story, member, type_.name, field)
    how = story.choices.integer(-whole, 99)
    lines = next((field for field in type_.fields if field.type == "items"), None)
    if record is not None and lines is not None and how >= 70 and _lines_of(reversed_, record):
        made[lines.name] = _some_lines(story, _lines_of(reversed_, record))
    elif record is not None and how >= 40 and _has(type_.fields, "amount", "money"):
        made["amount"] = _share(story, _money(record.fields, "amount"))
    return made


def _named(type_: EventType, reversed_: EventType, record: Event | None) -> dict[str, FieldValue]:
    """The field by which the event says what it takes back."""
    key = reversed_.key
    if key is not None and any(field.name == key for field in type_.fields):
        if record is None:
            return {key: NOBODYS}
        return {key: record.key if key == "id" else record.fields.get(key, NOBODYS)}
    return {"reverses": record.key if record is not None else NOBODYS}


def _share(story: Story, amount: int) -> int:
    return max(1, story.choices.pick((amount // 2, 1, amount // 3, amount - 1, amount, amount + 1)))


def _lines_of(reversed_: EventType, record: Event) -> tuple[Line, ...]:
    items = items_of(reversed_)
    return () if items is None else lines_in(record, items.name)


def lines_in(event: Event, name: str) -> tuple[Line, ...]:
    """The lines in a field of an event."""
    value = event.fields.get(name, ())
    return tuple(one for one in value if isinstance(one, Mapping)) if isinstance(value, tuple) else ()


def _some_lines(story: Story, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Some of the lines, whole or in part."""
    first = story.choices.integer(1, len(lines))
    last = story.choices.integer(first, len(lines))
    return tuple(
        {"line": place, "quantity": story.choices.pick((_money(lines[place - 1], "quantity") or 1, 1))}
        for place in range(first, last + 1)
    )


# ------------------------------------------------------------------------------------------- what agrees


def agrees(event: Event, type_: EventType) -> bool:
    """Whether the parts of a sale agree with one another, as those of a real one do."""
    if not is_sale(type_):
        return True
    amount, lines = _money(event.fields, "amount"), _lines_of(type_, event)
    if lines and sum(_money(one, "amount") for one in lines) != amount and "discounts" not in event.fields:
        return False
    return _money(event.fields, "list_amount") >= amount if "list_amount" in event.fields else True


def with_lines(event: Event, type_: EventType, name: str, lines: tuple[Line, ...]) -> Event:
    """The event with other lines, and of a sale with the amount to which they add up."""
    fields: dict[str, FieldValue] = {**event.fields, name: lines}
    items = items_of(type_)
    if is_sale(type_) and items is not None and items.name == name and "discounts" not in fields:
        fields["amount"] = sum(_money(one, "amount") for one in lines)
    return replace(event, fields=fields)
