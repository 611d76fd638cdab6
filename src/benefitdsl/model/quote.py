"""Carts and quotes: what a checkout asks, and what it is told (spec §18). Money is minor units, points are whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from benefitdsl.model.decision import Reason
from benefitdsl.model.effect import Effect
from benefitdsl.model.event import FieldValue, Scalar

Asked = int | Literal["all"] | None
"""How much of points or stored value the member wants to pay with."""


@dataclass(frozen=True, slots=True)
class CartLine:
    """`price` is that of one piece. `fields` are those of an order's line: category, sku …"""

    price: int
    quantity: int
    fields: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cart:
    """`coupons` None asks for the best; a text is an instance or a benefit. `fields` are further ones of the order that
    comes of it: channel, shop, checkout …"""

    lines: tuple[CartLine, ...]
    shipping: int = 0
    coupons: tuple[str, ...] | None = None
    points: Asked = None
    stored_value: Asked = None
    fields: Mapping[str, FieldValue] = field(default_factory=dict)


# ------------------------------------------------------------------------------------------- discounts

DiscountKind = Literal["promotion", "coupon"]

Why = Literal[
    "unclaimed",  # it must be claimed first
    "reserved",  # another checkout holds it
    "not_yet_valid",  # it begins later, where another one ends
    "expired",
    "wrong_time",  # outside its schedule
    "audience",  # it is for another segment
    "condition",  # what the order must be is not so
    "undone",  # it would not hold any more of the order as that would be paid
    "limit",  # the member has had it as often as one may
    "no_lines",  # no line of the cart is one that it is for
    "minimum",  # `missing` more are needed
    "takes_nothing",  # nothing would come off
    "group",  # of its group `other` is taken, or comes first
    "exclusive",  # it does not go together with `other`
    "per_order",  # an order uses no more of it
    "not_combined",  # beside what is taken (`other` where one thing is) it would not reach its minimum or take nothing
    "saves_less",  # what is taken saves more, or as much with fewer coupons
    "not_chosen",  # the member chose others
]


@dataclass(frozen=True, slots=True)
class LineCut:
    """`off` is taken off the line of this number, counted from 1."""

    line: int
    off: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A discount that the quote takes. `source` names it on the order: the coupon's instance, the promotion. `base` is
    the running total of the lines it touches before it; `off` is all that it takes off, the shipping included."""

    source: str
    part: str
    kind: DiscountKind
    base: int
    off: int
    shipping_off: int
    cuts: tuple[LineCut, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """A promotion or coupon and what became of it. `usable` could be taken, but is not; `why` says why not, with the
    `other` that it meets, or what is `missing` to its minimum."""

    source: str
    part: str
    kind: DiscountKind
    status: Literal["taken", "usable", "unusable"]
    why: Why | None = None
    other: str = ""
    missing: int | None = None
    valid_until: int | None = None


# ------------------------------------------------------------------------------------------- quotes


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """What a line costs, and its share of each means of payment, which a refund of the line gives back. `name` is its
    name or sku, empty without.
    paid = points_value + stored_value + money."""

    line: int
    name: str
    quantity: int
    price: int
    listed: int
    paid: int
    points_used: int
    points_value: int
    stored_value: int
    money: int


@dataclass(frozen=True, slots=True)
class QuotedShipping:
    """The same of shipping, for which points do not pay."""

    listed: int
    paid: int
    stored_value: int
    money: int


@dataclass(frozen=True, slots=True)
class QuotedPoints:
    """Points that can stand for money. `points_most` is the most that this order takes and the member has, worth
    `points_most_value`."""

    currency: str
    live: int
    points_most: int
    points_most_value: int
    points_used: int
    points_value: int


@dataclass(frozen=True, slots=True)
class QuotedStored:
    """Stored value: what the member has, what of it this order could take, and what it takes."""

    currency: str
    available: int
    stored_value_most: int
    stored_value: int


QuoteReason = Literal[Reason, "stored_value_over_total"]


@dataclass(frozen=True, slots=True)
class NotQuoted:
    """Something that the member chose and cannot have; the quote is without it. `detail` is the coupon or currency."""

    reason: QuoteReason
    detail: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What a cart costs a member at an instant. `goods` and `shipping.paid` are after discounts; `money` is what is
    left to pay in money. `earns` is what evaluating the order gives, by an id of its own: draws in it are examples.
    `refused` says what was chosen in vain: then no order comes of it. So many `combinations`
    were looked at."""

    member: str
    at: int
    version: str
    lines: tuple[QuotedLine, ...]
    shipping: QuotedShipping
    listed: int
    goods: int
    to_pay: int
    discounts: tuple[Taken, ...]
    considered: tuple[Considered, ...]
    points: QuotedPoints | None
    stored: QuotedStored | None
    money: int
    earns: tuple[Effect, ...]
    refused: NotQuoted | None
    combinations: int
