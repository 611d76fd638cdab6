"""Random but valid programmes with discounts of every way and group, members who hold them, and carts, by seed.

Amounts are small and crooked, so that rounding, ties and minimums are met often.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benefitdsl.model.event import Event, FieldValue
from benefitdsl.model.quote import Asked, Cart, CartLine
from benefitdsl.plan.codec import with_version
from benefitdsl.plan.expr import TRUE, BalanceOf, Compare, Const, Expr, FieldOf, ItemFieldOf
from benefitdsl.plan.parts import (
    Action,
    Benefit,
    EarnPoints,
    EventField,
    EventType,
    GrantBenefit,
    Group,
    Lasting,
    Limit,
    Minimum,
    OnEvent,
    Origin,
    Plan,
    Points,
    Promotion,
    Rule,
)
from benefitdsl.plan.reduction import Reduction, Way
from benefitdsl.plan.schedule import Schedule, Weekdays
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import Ever
from benefitdsl.std.events.trade import HOLD, ORDER, REFUND
from tests.support.conditions import HOUR

HERE = Origin("till.benefit", 1)
JOINED = 20_515 * 24 * HOUR
SHOPPED = JOINED + 30 * HOUR
CATEGORIES = ("milk", "tea", "bread")
WAYS: tuple[Way, ...] = ("amount", "amount", "percent", "percent", "price", "nth", "cheapest", "shipping")
POLICIES = ("stack", "first", "best", "exclusive")

START = EventType("start", (EventField("n", "number"),))


@dataclass(frozen=True, slots=True)
class Till:
    """What happened to member `m` before, and the cart that is then quoted."""

    plan: Plan
    before: tuple[Event, ...]
    cart: Cart
    at: int


def till(seed: int) -> Till:
    rng = Random(f"till {seed}")
    plan = _plan(rng)
    before = [Event("start", "start", "m", JOINED + HOUR, {"n": 1})]
    if rng.random() < 0.3:
        fields: dict[str, FieldValue] = {
            "checkout": rng.choice(("c1", "c2")),
            "coupons": ("b0",),
            "minutes": 2000,
        }
        before.append(Event("hold", "hold", "m", JOINED + 2 * HOUR, fields))
    if rng.random() < 0.3:
        items = ({"quantity": 1, "amount": 500},)
        order: dict[str, FieldValue] = {"order": "o0", "amount": 500, "items": items}
        if plan.promotions:
            order["discounts"] = ({"source": plan.promotions[0].id, "amount": 1},)
        before.append(Event("o0", "order", "m", JOINED + 3 * HOUR, order))
    return Till(plan, tuple(before), _cart(rng, plan), SHOPPED)


def _plan(rng: Random) -> Plan:
    groups = tuple(
        Group(f"g{number}", HERE, rng.choice(POLICIES)) for number in range(rng.choice((0, 1, 2, 2, 3)))
    )
    benefits = tuple(_benefit(rng, groups, number) for number in range(rng.choice((1, 2, 2, 3))))
    promotions = tuple(_promotion(rng, groups, number) for number in range(rng.choice((0, 1, 2, 2, 3))))
    points = _points(rng)
    given: list[Action] = [
        GrantBenefit(benefit.id, 1 if number else rng.choice((1, 1, 2, 3)))
        for number, benefit in enumerate(benefits)
    ]
    given += [EarnPoints(each.id, Const(rng.randint(0, 900)), 1, Rounding.DOWN, False) for each in points]
    earned = EarnPoints(points[0].id, FieldOf("amount"), rng.choice((7, 100)), Rounding.DOWN, False)
    rules = (
        Rule("given", HERE, (OnEvent("start"),), TRUE, tuple(given)),
        Rule("earned", HERE, (OnEvent("order"),), TRUE, (earned,)),
    )
    return with_version(
        Plan(
            "till",
            "Asia/Shanghai",
            "CNY",
            (ORDER.type, REFUND.type, HOLD.type, START),
            points=points,
            benefits=benefits,
            promotions=promotions,
            groups=groups,
            rules=rules,
        )
    )


def _points(rng: Random) -> tuple[Points, ...]:
    cash = (rng.choice((1, 3, 10, 100)), rng.choice((1, 2, 100)), rng.randint(1, 3), 3)
    short = rng.choice(("refuse", "refuse", "take_what_is_there"))
    found = [Points("beans", HERE, spent_by="points_used", as_cash=cash, shortfall=short)]
    if rng.random() < 0.3:
        found.append(Points("stars", HERE, spent_by="points_used"))
    if rng.random() < 0.6:
        found.append(Points("purse", HERE, spent_by="stored_value", unit="money", shortfall=short))
    return tuple(found)


def _group(rng: Random, groups: tuple[Group, ...]) -> str | None:
    return rng.choice(groups).id if groups and rng.random() < 0.6 else None


def _benefit(rng: Random, groups: tuple[Group, ...], number: int) -> Benefit:
    return Benefit(
        f"b{number}",
        HERE,
        "coupon",
        claim_within=Lasting(Duration(9, "day"), "issue") if rng.random() < 0.1 else None,
        valid=(Lasting(Duration(rng.randint(1, 9), "day"), "issue"),) if rng.random() < 0.5 else (),
        usable=_schedule(rng),
        minimum=_minimum(rng),
        where=_condition(rng) if rng.random() < 0.15 else TRUE,
        stacking=_group(rng, groups),
        reduction=None if rng.random() < 0.05 else _reduction(rng),
        per_order=rng.choice((None, 1, 1, 2)),
    )


def _promotion(rng: Random, groups: tuple[Group, ...], number: int) -> Promotion:
    return Promotion(
        f"p{number}",
        HERE,
        _reduction(rng),
        condition=_condition(rng) if rng.random() < 0.3 else TRUE,
        schedule=_schedule(rng),
        minimum=_minimum(rng),
        limits=(Limit(1, "member", Ever()),) if rng.random() < 0.2 else (),
        group=_group(rng, groups),
    )


def _schedule(rng: Random) -> Schedule | None:
    return Schedule((Weekdays((rng.randint(1, 3), 4, 5)),)) if rng.random() < 0.1 else None


def _condition(rng: Random) -> Expr:
    value = rng.choice((FieldOf("amount"), BalanceOf("beans")))
    return Compare(rng.choice(("ge", "le")), value, Const(rng.randint(0, 1500)))


def _minimum(rng: Random) -> Minimum | None:
    if rng.random() < 0.6:
        return None
    return Minimum(rng.choice((1, 100, 300, 600)), rng.choice(("paid", "list", "running")))


def _reduction(rng: Random) -> Reduction:
    way = rng.choice(WAYS)
    every = rng.randint(1, 4)
    repeats = way == "amount" and rng.random() < 0.4
    return Reduction(
        way,
        Compare("eq", ItemFieldOf("category"), Const(rng.choice(CATEGORIES)))
        if rng.random() < 0.35
        else TRUE,
        Const(rng.choice((1, 7, 50, 100, 333))),
        rng.choice(((1, 1), (1, 2), (1, 3), (7, 100))),
        cap=rng.choice((5, 120)) if rng.random() < 0.25 else None,
        per=rng.choice((100, 250)) if repeats else None,
        times=rng.choice((1, 2)) if repeats and rng.random() < 0.5 else None,
        pieces=rng.randint(1, 4) if rng.random() < 0.25 else None,
        every=every,
        free=rng.randint(1, every),
        rounding=rng.choice(tuple(Rounding)),
    )


def _cart(rng: Random, plan: Plan) -> Cart:
    lines = tuple(
        CartLine(
            rng.choice((0, 1, 99, 100, 100, 250, 333, 334)),
            rng.choice((1, 1, 2, 3, 7)),
            {"category": rng.choice(CATEGORIES)},
        )
        for _ in range(rng.choice((1, 2, 2, 3)))
    )
    fields: dict[str, FieldValue] = {"checkout": "c1"} if rng.random() < 0.5 else {}
    return Cart(
        lines,
        rng.choice((0, 0, 10, 500)),
        _coupons(rng, plan),
        _asked(rng),
        _asked(rng),
        fields,
    )


def _coupons(rng: Random, plan: Plan) -> tuple[str, ...] | None:
    """Mostly the best; else instances, benefits, one named twice, one that is not there."""
    if rng.random() < 0.7:
        return None
    names = [benefit.id for benefit in plan.benefits] + ["start#0", "start#1", "start#2", "nothing"]
    return tuple(
        rng.choice(names[:-1] if rng.random() < 0.9 else names) for _ in range(rng.choice((0, 1, 2)))
    )


def _asked(rng: Random) -> Asked:
    return rng.choice(
        (None, None, None, None, "all", "all", "all", rng.randint(0, 60), 10 * rng.randint(0, 30))
    )
