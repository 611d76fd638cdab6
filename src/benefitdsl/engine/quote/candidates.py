"""Which discounts a cart could have, and why not the others (spec 18.2). Asked of the order at list prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benefitdsl.engine import limits
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.expressions import Function, Functions
from benefitdsl.model.member import FOREVER, Held
from benefitdsl.model.quote import DiscountKind, Why
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import Group, Minimum, Plan
from benefitdsl.plan.reduction import Reduction


@dataclass(frozen=True, slots=True)
class Discount:
    """A promotion or one coupon instance. `place` is its place in the order of 18.2, `amount` the value of the
    reduction's expression, `touched` the lines for which its `where` holds, from 0."""

    place: int
    kind: DiscountKind
    source: str
    part: str
    reduction: Reduction
    amount: int
    touched: tuple[int, ...]
    minimum: Minimum | None
    group: Group | None
    per_order: int | None
    valid_until: int | None = None

    @property
    def is_automatic(self) -> bool:
        """Taken without being asked for, wherever it can be."""
        return self.kind == "promotion" and (self.group is None or self.group.policy == "stack")

    @property
    def policy(self) -> str:
        return "stack" if self.group is None else self.group.policy


@dataclass(frozen=True, slots=True)
class Impossible:
    """One that cannot be had, whatever else is taken."""

    place: int
    kind: DiscountKind
    source: str
    part: str
    why: Why
    valid_until: int | None = None


def impossible(discount: Discount, why: Why) -> Impossible:
    """A candidate that turns out to be none."""
    return Impossible(
        discount.place, discount.kind, discount.source, discount.part, why, discount.valid_until
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """The functions of one reduction. `where` None: all lines."""

    where: Function | None
    amount: Function


class Readings:
    """The functions of every reduction of a plan."""

    def __init__(self, plan: Plan) -> None:
        self._functions = Functions()
        wanted = {
            **{("promotion", p.id): p.reduction for p in plan.promotions},
            **{("coupon", b.id): b.reduction for b in plan.benefits if b.reduction is not None},
        }
        for reduction in wanted.values():
            self._reading(reduction)
        self._functions.make()
        self._readings = {key: self._reading(reduction) for key, reduction in wanted.items()}

    def _reading(self, reduction: Reduction) -> Reading:
        where = None if reduction.where == TRUE else self._functions.line(reduction.where)
        return Reading(where, self._functions.event(reduction.amount))

    def touched(self, d: Draft, kind: DiscountKind, part: str) -> tuple[int, ...]:
        where = self._readings[kind, part].where
        return tuple(
            [place for place, line in enumerate(d.lines) if where is None or where(d, d.fields, line)]
        )

    def amount(self, d: Draft, kind: DiscountKind, part: str) -> int:
        value = self._readings[kind, part].amount(d, d.fields)
        return value if isinstance(value, int) else 0


def candidates(d: Draft, readings: Readings) -> tuple[tuple[Discount, ...], tuple[Impossible, ...]]:
    """All in the order of 18.2; `d` is opened on the order at list prices."""
    found: list[Discount] = []
    without: list[Impossible] = []
    for one in (*_promotions(d, readings), *_coupons(d, readings)):
        if isinstance(one, Impossible):
            without.append(one)
        else:
            found.append(one)
    return tuple(found), tuple(without)


def _promotions(d: Draft, readings: Readings) -> Iterator[Discount | Impossible]:
    for place, promotion in enumerate(d.book.plan.promotions):
        why = _why_no_promotion(d, promotion.id) or _why_no_lines(d, readings, "promotion", promotion.id)
        if why is not None:
            yield Impossible(place, "promotion", promotion.id, promotion.id, why)
            continue
        yield Discount(
            place,
            "promotion",
            promotion.id,
            promotion.id,
            promotion.reduction,
            readings.amount(d, "promotion", promotion.id),
            readings.touched(d, "promotion", promotion.id),
            promotion.minimum,
            _group(d, promotion.group),
            None,
        )


def _why_no_promotion(d: Draft, promotion: str) -> Why | None:
    book = d.book.promotions[promotion]
    audience = book.promotion.audience
    if book.schedule is not None and not d.in_schedule(book.schedule):
        return "wrong_time"
    if audience is not None and not d.in_segment(audience):
        return "audience"
    if book.condition is not None and not book.condition(d, d.fields):
        return "condition"
    return None if limits.has_room(d, book.limits) else "limit"


def _coupons(d: Draft, readings: Readings) -> Iterator[Discount | Impossible]:
    places = {benefit.id: place for place, benefit in enumerate(d.book.plan.benefits)}
    held = sorted(d.held(), key=lambda held: (places[held.benefit], _until(held), held.instance))
    for number, one in enumerate(held):
        benefit = d.book.benefits[one.benefit].benefit
        if benefit.reduction is None:
            continue  # it is nothing for an order
        why = _why_no_coupon(d, one) or _why_no_lines(d, readings, "coupon", benefit.id)
        place = len(d.book.plan.promotions) + number
        if why is not None:
            yield Impossible(place, "coupon", one.instance, benefit.id, why, one.valid_until)
            continue
        yield Discount(
            place,
            "coupon",
            one.instance,
            benefit.id,
            benefit.reduction,
            readings.amount(d, "coupon", benefit.id),
            readings.touched(d, "coupon", benefit.id),
            benefit.minimum,
            _group(d, benefit.stacking),
            benefit.per_order,
            one.valid_until,
        )


def _until(held: Held) -> int:
    return FOREVER if held.valid_until is None else held.valid_until


def _why_no_coupon(d: Draft, held: Held) -> Why | None:
    """As the event that uses it would be asked (spec 2.2), but for its minimum and the number of them."""
    book = d.book.benefits[held.benefit]
    if held.state == "unclaimed":
        return "unclaimed"
    if held.state == "reserved" and held.checkout != d.fields.get("checkout"):
        return "reserved"
    if held.valid_from is not None and d.at < held.valid_from:
        return "not_yet_valid"
    if held.valid_until is not None and d.at >= held.valid_until:
        return "expired"
    if book.usable is not None and not d.in_schedule(book.usable):
        return "wrong_time"
    if book.where is not None and not book.where(d, d.fields):
        return "condition"
    return None


def _why_no_lines(d: Draft, readings: Readings, kind: DiscountKind, part: str) -> Why | None:
    return None if not d.lines or readings.touched(d, kind, part) else "no_lines"


def _group(d: Draft, group: str | None) -> Group | None:
    return None if group is None else d.book.groups[group]
