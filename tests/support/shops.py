"""Programmes in which points come from orders alone, are spent on orders and exchanges and come back with refunds; and
shoppers."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf
from benefitdsl.plan.parts import (
    Benefit,
    Cancel,
    Cost,
    Draw,
    EarnPoints,
    EventField,
    EventType,
    GrantBenefit,
    MakeDraw,
    MultiplyPoints,
    Offer,
    OnEvent,
    Origin,
    PendingFor,
    Plan,
    Points,
    Prize,
    RefundPolicy,
    Rule,
)
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import Duration
from tests.support.conditions import HOUR
from tests.support.steps import Join, Send, Step

START = 20_500 * 24 * HOUR

WORTH = {"gift": 4, "prize": 5, "ticket": 5}
"""Of what a fair shop gives, in points."""

KEPT: tuple[RefundPolicy, ...] = ("keep", "revoke_unused")


def shop(seed: int) -> Plan:
    """Negative policy `owe` or `block`, spent points returned: a plan under which nobody may end up richer."""
    rng = Random(f"shop {seed}")
    origin = Origin("shop.benefit", 1)
    earn = EarnPoints("p0", FieldOf("amount"), rng.choice((1, 3, 7)), rng.choice(list(Rounding)), True)
    policies = ("proportion", "revoke", "revoke_unused")
    rules = [Rule("earning", origin, (OnEvent("order"),), TRUE, (earn,), on_refund=rng.choice(policies))]
    if rng.random() < 0.6:
        big = Compare("ge", FieldOf("amount"), Const(20))
        more = (EarnPoints("p0", Const(5), 1, Rounding.DOWN, False), MultiplyPoints("p0", 2, 1))
        rules.append(
            Rule(
                "more",
                origin,
                (OnEvent("order"),),
                big,
                more,
                net_condition=big,
                on_refund=rng.choice(policies),
            )
        )
    return Plan(
        "shop",
        "Asia/Shanghai",
        "CNY",
        (
            EventType(
                "order",
                (
                    EventField("order_no", "text", True),
                    EventField("amount", "money", True),
                    EventField("use_p0", "number"),
                ),
                key="order_no",
            ),
            EventType(
                "refund",
                (EventField("order_no", "text", True), EventField("amount", "money")),
                reverses="order",
            ),
            EventType(
                "exchange",
                (EventField("offer", "text", True), EventField("order_no", "text", True)),
                key="order_no",
                role="offer",
            ),
            EventType("give_up", (EventField("order_no", "text", True),), reverses="exchange"),
        ),
        benefits=(Benefit("gift", origin, "gift"),),
        offers=(_offer(rng),),
        points=(
            Points(
                "p0",
                origin,
                pending=PendingFor(Duration(2, "day")) if rng.random() < 0.3 else None,
                negative=rng.choice(("owe", "block")),
                consume=rng.choice(("earliest_expiry", "oldest", "newest")),
                take_back=rng.choice(("same_lots", "consume_order")),
                spent_by="use_p0",
                shortfall="take_what_is_there",
            ),
        ),
        rules=tuple(rules),
    )


def _offer(rng: Random) -> Offer:
    """A gift for points, now and then with points on top; it can be given back."""
    points = EarnPoints("p0", Const(2), 1, Rounding.DOWN, False)
    then = (GrantBenefit("gift"), points)[: rng.choice((1, 1, 2))]
    policy = rng.choice(("revoke_unused", "revoke", "proportion"))
    costs = (Cost("p0", Const(rng.choice((1, 4, 9)))),)
    return Offer("gift", Origin("shop.benefit", 2), then, costs=costs, cancel=Cancel(), on_refund=policy)


def fair(seed: int) -> Plan:
    """A shop in which everything costs what it is worth: a gift, points of another currency, a turn of a wheel for a
    ticket, of which every order gives one."""
    rng = Random(f"fair {seed}")
    plan, origin = shop(seed), Origin("fair.benefit", 1)
    policy = rng.choice(("revoke_unused", "revoke", "proportion"))
    back = Points("p1", origin, negative=rng.choice(("owe", "forgive", "block")), spent_by="use_p1")
    other = EarnPoints("p1", Const(WORTH["gift"]), 1, Rounding.DOWN, False)
    price = (Cost("p0", Const(WORTH["gift"])),)
    offers = (
        Offer("gift", origin, (GrantBenefit("gift"),), costs=price, on_refund=policy),
        Offer("swap", origin, (other,), costs=price, on_refund=policy),
        Offer("turn", origin, (MakeDraw("wheel"),), ticket="ticket", on_refund=policy),
    )
    order = replace(
        plan.events[0], fields=(*plan.events[0].fields, EventField("use_p1", "number", required=False))
    )
    redeem = EventType("redeem", (EventField("benefit", "text", True),), role="redeem")
    ticket = Rule(
        "ticket", origin, (OnEvent("order"),), TRUE, (GrantBenefit("ticket"),), on_refund=rng.choice(KEPT)
    )
    return replace(
        plan,
        events=(order, *plan.events[1:], redeem),
        benefits=tuple(Benefit(name, origin, "gift") for name in WORTH),
        draws=(Draw("wheel", origin, (Prize("a", 1, (GrantBenefit("prize"),)), Prize("", 1))),),
        offers=offers,
        points=(*plan.points, replace(back, shortfall="take_what_is_there")),
        rules=(*plan.rules, ticket),
    )


def fairgoing(seed: int, length: int = 40) -> list[Step]:
    """Exchanges of all kinds, what they gave used or not, and given back, between orders and refunds."""
    rng = Random(f"fairgoing {seed}")
    steps: list[Step] = [Join("m1", START, {})]
    orders: list[str] = []
    exchanges: list[str] = []
    for number in range(length):
        now = START + number * 5 * HOUR
        match rng.choice(("order", "exchange", "exchange", "redeem", "redeem", "give_up", "refund")):
            case "exchange":
                exchanges.append(f"x{number}")
                offer = rng.choice(("gift", "swap", "turn"))
                fields: dict[str, FieldValue] = {"offer": offer, "order_no": exchanges[-1]}
                steps.append(_sent(f"e{number}", "exchange", now, fields))
            case "redeem":
                steps.append(_sent(f"e{number}", "redeem", now, {"benefit": rng.choice(("gift", "prize"))}))
            case "give_up" if exchanges:
                steps.append(_sent(f"e{number}", "give_up", now, {"order_no": rng.choice(exchanges)}))
            case "refund" if orders:
                steps.append(_sent(f"e{number}", "refund", now, {"order_no": rng.choice(orders)}))
            case _:
                orders.append(f"n{number}")
                fields = {"order_no": orders[-1], "amount": 33, "use_p1": rng.choice((0, 2, 30))}
                steps.append(_sent(f"e{number}", "order", now, fields))
    return steps


def shopping(seed: int, length: int = 24) -> list[Step]:
    """Orders, spending, exchanges and refunds in any order, then everything given back whole, twice over."""
    rng = Random(f"shopping {seed}")
    steps: list[Step] = [Join("m1", START, {})]
    orders: list[str] = []
    exchanges: list[str] = []
    now = START
    for number in range(length):
        now += rng.choice((0, HOUR, 60 * HOUR))
        kind = rng.random()
        if orders and kind < 0.2:
            exchanges.append(f"x{number}")
            steps.append(_sent(f"e{number}", "exchange", now, {"offer": "gift", "order_no": exchanges[-1]}))
        elif exchanges and kind < 0.3:
            steps.append(_sent(f"e{number}", "give_up", now, {"order_no": rng.choice(exchanges)}))
        elif not orders or rng.random() < 0.5:
            orders.append(f"n{number}")
            amount, spent = rng.choice((1, 7, 20, 33)), rng.choice((0, 3, 30))
            steps.append(
                _sent(f"e{number}", "order", now, {"order_no": orders[-1], "amount": amount, "use_p0": spent})
            )
        else:
            refund: dict[str, FieldValue] = {"order_no": rng.choice(orders), "amount": rng.choice((1, 5, 10))}
            steps.append(_sent(f"e{number}", "refund", now, refund))
    for again in range(2):
        steps += [
            _sent(f"whole {again} {order}", "refund", now + again, {"order_no": order})
            for order in rng.sample(orders, len(orders))
        ]
        steps += [
            _sent(f"back {again} {name}", "give_up", now + again, {"order_no": name})
            for name in rng.sample(exchanges, len(exchanges))
        ]
    return steps


def _sent(name: str, kind: str, at: int, fields: dict[str, FieldValue]) -> Send:
    return Send(Event(name, kind, "m1", at, fields))
