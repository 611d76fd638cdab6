"""Random but valid draws, offers, privileges and promotions, by seed."""

from __future__ import annotations

from random import Random

from benefitdsl.plan.expr import TRUE, Const, Expr
from benefitdsl.plan.parts import (
    Action,
    Benefit,
    Cancel,
    Cost,
    Draw,
    EventType,
    Lasting,
    Limit,
    MakeDraw,
    Minimum,
    Offer,
    Privilege,
    Prize,
    Promotion,
    UntilDay,
    UntilPeriodEnd,
    Validity,
)
from benefitdsl.plan.reduction import Reduction
from tests.support.conditions import (
    UNITS,
    Names,
    choice,
    condition,
    duration,
    event_test,
    line_test,
    schedule,
    whole,
    window,
)
from tests.support.doings import actions, cascading, free, limit, origin, some

WAYS = ("amount", "percent", "price", "nth", "cheapest", "shipping")


def reduction(rng: Random, names: Names) -> Reduction:
    """Engines read only which lines it touches."""
    where = line_test(rng, names) if rng.random() < 0.6 else TRUE
    return Reduction(
        rng.choice(WAYS), where, Const(rng.randint(1, 9)), (1, rng.randint(1, 4)), every=2, free=1
    )


def minimum(rng: Random) -> Minimum:
    return Minimum(rng.choice((5, 15)), rng.choice(("paid", "list", "running")))


def benefit(rng: Random, names: Names, order: EventType, number: int) -> Benefit:
    edge = rng.choice(("end_of_day", "start_of_day"))
    choices: list[Validity] = [
        Lasting(duration(rng), rng.choice(("issue", "claim")), edge),
        UntilDay(names.first_day + rng.randint(2, 90)),
        UntilPeriodEnd(rng.choice(UNITS)),
    ]
    return Benefit(
        f"benefit{number}",
        origin(rng),
        rng.choice(("coupon", "gift", "badge")),
        worth=some(rng, 0.7, rng.randint(0, 12)),
        claim_within=some(
            rng, 0.3, Lasting(duration(rng), "issue", rng.choice(("end_of_day", "start_of_day")))
        ),
        valid=tuple(rng.sample(choices, rng.choice((0, 0, 1, 1, 2)))),
        usable=some(rng, 0.2, schedule(rng, names.first_day, 1)),
        minimum=some(rng, 0.35, minimum(rng)),
        where=event_test(rng, names, order) if rng.random() < 0.2 else TRUE,
        once=rng.random() < 0.2,
        on_refund_of_use=rng.choice(("return", "keep")),
        reduction=some(rng, 0.5, reduction(rng, names)),
        per_order=some(rng, 0.3, rng.choice((1, 1, 2))),
        extends=rng.random() < 0.35,
    )


# ------------------------------------------------------------------------------------------ draws


def draw(rng: Random, names: Names, number: int) -> Draw:
    """With few weights and little stock. A prize may draw once more, of a draw before this one."""
    prizes = [_prize(rng, names, place) for place in range(rng.randint(1, 4))]
    given = [prize.id for prize in prizes if prize.actions]
    guarantee = some(rng, 0.7, rng.choice((1, 1, 2, 3))) if given else None
    sure = rng.choice(given) if guarantee is not None else None
    return Draw(
        f"draw{number}",
        origin(rng),
        tuple(prizes),
        out=rng.choice(("nothing", "renormalise", "next")),
        guarantee=guarantee,
        sure=sure,
    )


def _prize(rng: Random, names: Names, place: int) -> Prize:
    may = cascading(names.currencies, take=True)
    then: tuple[Action, ...] = () if rng.random() < 0.5 else actions(rng, names, None, may, 2)
    stock = some(rng, 0.5, rng.choice((0, 1, 1, 2, 3)))
    return Prize(f"prize{place}", rng.choice((0, 1, 1, 2, 5)), then, stock)


# ------------------------------------------------------------------------------------------ offers


def offer(rng: Random, names: Names, exchange: EventType, number: int) -> Offer:
    drawn = tuple(MakeDraw(each) for each in names.draws if rng.random() < 0.4)
    return Offer(
        f"offer{number}",
        origin(rng),
        drawn + actions(rng, names, None, free(names), 3),
        costs=tuple(_cost(rng, names) for _ in range(rng.choice((0, 1, 1, 1, 2)))),
        ticket=some(rng, 0.2, rng.choice(names.benefits)),
        fee=_fee(rng, names) if rng.random() < 0.25 else None,
        condition=condition(rng, names, None, 1) if rng.random() < 0.25 else TRUE,
        audience=some(rng, 0.1, rng.choice(names.segments)),
        schedule=some(rng, 0.1, schedule(rng, names.first_day, 1)),
        limits=tuple(limit(rng, names, exchange) for _ in range(rng.choice((0, 0, 0, 1, 2)))),
        budgets=tuple(rng.sample(("budget0", "budget1"), rng.choice((0, 0, 0, 1)))),
        stock=some(rng, 0.3, rng.choice((1, 2, 3))),
        cancel=_cancel(rng, names) if rng.random() < 0.6 else None,
        on_refund=rng.choice(("revoke_unused", "revoke_unused", "revoke", "proportion", "keep")),
    )


def _cost(rng: Random, names: Names) -> Cost:
    amount = Const(rng.choice((0, 1, 2, 3, 5))) if rng.random() < 0.8 else whole(rng, names, None, 1)
    return Cost(rng.choice(names.currencies), amount)


def _fee(rng: Random, names: Names) -> Expr:
    return Const(rng.choice((0, 5, 10))) if rng.random() < 0.7 else choice(rng, names, None, Const(5))


def _cancel(rng: Random, names: Names) -> Cancel:
    privileges = ("privilege0",) if rng.random() < 0.6 else ()
    return Cancel(some(rng, 0.4, duration(rng)), rng.random() < 0.7, privileges)


# ------------------------------------------------------------------------------------------ privileges, promotions


def privilege(rng: Random, names: Names, number: int) -> Privilege:
    return Privilege(
        f"privilege{number}",
        origin(rng),
        condition=condition(rng, names, None, 1) if rng.random() < 0.4 else TRUE,
        audience=some(rng, 0.15, rng.choice(names.segments)),
        usable=some(rng, 0.2, schedule(rng, names.first_day, 1)),
        quota=tuple(_quota(rng, names) for _ in range(rng.choice((0, 1, 1, 2)))),
    )


def _quota(rng: Random, names: Names) -> Limit:
    return Limit(rng.choice((1, 2, 3)), rng.choice(("member", "stay", "stay")), window(rng, names.first_day))


def promotion(rng: Random, names: Names, order: EventType, number: int) -> Promotion:
    return Promotion(
        f"promotion{number}",
        origin(rng),
        reduction(rng, names),
        condition=condition(rng, names, order, 1) if rng.random() < 0.5 else TRUE,
        audience=some(rng, 0.15, rng.choice(names.segments)),
        schedule=some(rng, 0.2, schedule(rng, names.first_day, 1)),
        minimum=some(rng, 0.3, minimum(rng)),
        limits=tuple(limit(rng, names, order) for _ in range(rng.choice((0, 1, 1)))),
        group=some(rng, 0.3, rng.choice(("group0", "group1"))),
    )
