"""exchange: points for something: what it costs, perhaps by level, who may have it, and how many there are.

The event `exchange` asks for it. A row `cost LEVEL` is the price from that level up, in place of `costs` in the same
currency; where a currency has such rows and no `costs`, those below the lowest of them may not have it at all.
The event `cancel_exchange` gives it back: what it cost comes back unless something that it gave was used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from benefitdsl.catalogue import Context, Kind, Part, Problem, Row
from benefitdsl.plan.expr import TRUE, And, Choose, Compare, Const, Expr, TierOf
from benefitdsl.plan.parts import Action, Cost
from benefitdsl.quantities.duration import Duration
from benefitdsl.std.fields import AT_LEAST_ONE, labels, table, texts, told
from benefitdsl.std.offer import Priced, cancel, costs, offer

EXAMPLE = """\
exchange milk_for_beans en "a box of milk" zh "一盒牛奶"
  limit: 1 per member per month
  costs: 500 beans
  cost gold: 400 beans
  gives: grant milk_gift
  stock: 1000
  refund within: 7 days
  refund if unused: yes
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(Priced):
    """What is given for what, and to whom."""

    cost: tuple[Row, ...] = told(
        "quantity",
        "cost",
        "等级价",
        "What it costs from a level up.",
        "从某等级起的价格。",
        key="name",
        refers="level",
    )
    gives: tuple[Action, ...] = told(
        "actions",
        "gives",
        "换得",
        "What a member gets.",
        "会员得到什么。",
        required=True,
        repeated=True,
        scope="member",
    )
    stock: int | None = told(
        "integer",
        "stock",
        "库存",
        "How often it can be had, by all members together.",
        "总共可以兑换多少次，全体会员共用。",
    )
    refund_within: Duration | None = told(
        "duration",
        "refund within",
        "可退期限",
        "How long after the exchange it can be given back.",
        "兑换后多久内可退。",
    )
    refund_if_unused: bool = told(
        "flag",
        "refund if unused",
        "未用可退",
        "Whether it can be given back only while nothing that it gave was used.",
        "是否仅在兑换所得未使用时可退。",
        default=False,
    )


def problems(exchange: Exchange) -> tuple[Problem, ...]:
    found = []
    if not exchange.costs and not exchange.cost and exchange.ticket is None:
        found.append(Problem("gives", _NO_PRICE, _NO_PRICE_HELP))
    if exchange.stock is not None and exchange.stock < 1:
        found.append(Problem("stock", AT_LEAST_ONE))
    return tuple(found)


def lower(exchange: Exchange, context: Context) -> tuple[Part, ...]:
    asked = offer(exchange, context, exchange.gives)
    plain = costs(exchange.costs)
    by_level = tuple(_of_levels(exchange.cost, plain, context))
    priced = {cost.currency for cost, _ in by_level}
    return (
        replace(
            asked,
            costs=(
                *(cost for cost in plain if cost.currency not in priced),
                *(cost for cost, _ in by_level),
            ),
            ticket=exchange.ticket,
            condition=_all((*(least for _, least in by_level), asked.condition)),
            stock=exchange.stock,
            cancel=cancel(exchange.refund_within, if_unused=exchange.refund_if_unused),
        ),
    )


def _of_levels(
    rows: tuple[Row, ...], plain: tuple[Cost, ...], context: Context
) -> Iterable[tuple[Cost, Expr]]:
    """The prices by level of each currency that has some, with what a member must be to have one."""
    otherwise = {cost.currency: cost.amount for cost in plain}
    for currency in dict.fromkeys(row.value.currency for row in rows):
        steps = [
            (*context.levels[str(row.key)], row.value.amount)
            for row in rows
            if row.value.currency == currency
        ]
        cases = tuple(
            (Compare("ge", TierOf(ladder), Const(rank)), Const(amount))
            for ladder, rank, amount in sorted(steps, key=lambda step: -step[1])
        )
        if currency in otherwise:
            yield Cost(currency, Choose(cases, otherwise[currency])), TRUE
        else:
            least, price = cases[-1]
            yield Cost(currency, Choose(cases[:-1], price) if cases[:-1] else price), least


def _all(conditions: tuple[Expr, ...]) -> Expr:
    asked = tuple(condition for condition in conditions if condition != TRUE)
    match asked:
        case ():
            return TRUE
        case (only,):
            return only
        case _:
            return And(asked)


_NO_PRICE = texts("nothing says what it costs", "没有写花费")
_NO_PRICE_HELP = texts(
    "add `costs: 500 beans` or `ticket: NAME`; what is free is given by a rule",
    "加上 `花费：500 京豆` 或 `凭券：名称`；免费的请用规则发放",
)

EXCHANGE = Kind(
    word="exchange",
    labels=labels("exchange", "兑换"),
    family="offer",
    doc=texts("Points for something.", "用积分兑换礼品、券或服务。"),
    fields=table(Exchange),
    parameters=Exchange,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
