"""draw: prizes by weight: a member asks for one with points or a ticket, or a rule draws (`draw blind_box`).

What a draw costs, or that it is `free`, makes it an offer of the same name, asked for by the event `draw`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from benefitdsl.catalogue import Context, Kind, Part, Problem, Row
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import Draw, MakeDraw, Prize
from benefitdsl.std.fields import AT_LEAST_ONE, choice, labels, table, texts, told
from benefitdsl.std.offer import Priced, costs, offer

EXAMPLE = """\
draw blind_box en "blind box" zh "美妆盲盒"
  costs: 50 beans
  limit: 3 per member per day
  prize lipstick en "lipstick" zh "口红": grant milk_gift
  prize mask en "mask" zh "面膜": give 20 beans
  weight lipstick: 1
  weight mask: 30
  stock lipstick: 100
  nothing: 69
  when out: nothing
  sure: lipstick
  sure after: 9
end
"""

WHEN_OUT = (
    choice("nothing", "nothing", "落空", "The draw is empty.", "按未中奖处理。"),
    choice("next", "next prize", "顺延", "The next prize in order that is left.", "顺延到下一个有货的奖品。"),
    choice(
        "renormalise",
        "among the others",
        "剩余重抽",
        "The draw is among the prizes that are left.",
        "在有货的奖品中按权重重新抽。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawBlock(Priced):
    """What can be won, how likely, and what a draw costs."""

    free: bool = told(
        "flag",
        "free",
        "免费",
        "Whether a member may ask for it at no cost.",
        "会员是否可以免费参加。",
        default=False,
    )
    prize: tuple[Row, ...] = told(
        "actions",
        "prize",
        "奖品",
        "A prize and what it gives.",
        "奖品及其内容。",
        required=True,
        key="name",
        defines="prize",
        scope="member",
    )
    weight: tuple[Row, ...] = told(
        "integer",
        "weight",
        "权重",
        "How likely a prize is, beside the weights of the others.",
        "奖品的中奖权重，与其他权重相比。",
        required=True,
        key="name",
        refers="prize",
    )
    stock: tuple[Row, ...] = told(
        "integer",
        "stock",
        "库存",
        "How many of a prize there are, for all members together.",
        "奖品的总数量，全体会员共用。",
        key="name",
        refers="prize",
    )
    nothing: int = told(
        "integer",
        "nothing",
        "未中奖",
        "The weight of winning nothing.",
        "未中奖的权重。",
        default=0,
    )
    when_out: Literal["nothing", "next", "renormalise"] = told(
        "choice",
        "when out",
        "奖品发完时",
        "What comes of a prize that has run out.",
        "抽到已发完的奖品时如何处理。",
        choices=WHEN_OUT,
        default="nothing",
    )
    sure: str | None = told(
        "name",
        "sure",
        "保底奖品",
        "The prize that comes after so many empty draws in a row.",
        "连续未中奖达到次数后必得的奖品。",
        refers="prize",
    )
    sure_after: int | None = told(
        "integer",
        "sure after",
        "保底次数",
        "How many empty draws in a row.",
        "连续多少次未中奖后保底。",
    )


def problems(draw: DrawBlock) -> tuple[Problem, ...]:
    return (*_prize_problems(draw), *_sure_problems(draw), *_offer_problems(draw))


def _prize_problems(draw: DrawBlock) -> Iterable[Problem]:
    names = {row.key for row in draw.prize}
    weighed = {row.key for row in draw.weight}
    for row in draw.prize:
        if row.key not in weighed:
            yield Problem("prize", _NO_WEIGHT, _NO_WEIGHT_HELP, row.key)
    for word, rows in (("weight", draw.weight), ("stock", draw.stock)):
        for row in rows:
            if row.key not in names:
                yield Problem(word, _OTHER_DRAW, key=row.key)
            elif row.value < 1:
                yield Problem(word, AT_LEAST_ONE, key=row.key)


def _sure_problems(draw: DrawBlock) -> Iterable[Problem]:
    if draw.nothing < 0:
        yield Problem("nothing", _NOT_NEGATIVE)
    if (draw.sure is None) != (draw.sure_after is None):
        yield Problem("sure" if draw.sure_after is None else "sure_after", _SURE_PAIR)
    if draw.sure is not None and draw.sure not in {row.key for row in draw.prize}:
        yield Problem("sure", _OTHER_DRAW)
    if draw.sure_after is not None and draw.sure_after < 1:
        yield Problem("sure_after", AT_LEAST_ONE)


def _offer_problems(draw: DrawBlock) -> Iterable[Problem]:
    is_priced = bool(draw.costs) or draw.ticket is not None
    if draw.free and is_priced:
        yield Problem("free", _FREE_AND_NOT)
    if not draw.free and not is_priced:
        for word in ("audience", "schedule", "limit", "budget", "count_refunded", "on_refund"):
            if getattr(draw, word):
                yield Problem(word, _NOBODY_ASKS, _NOBODY_ASKS_HELP)
        if draw.condition != TRUE:
            yield Problem("condition", _NOBODY_ASKS, _NOBODY_ASKS_HELP)


def lower(draw: DrawBlock, context: Context) -> tuple[Part, ...]:
    made = Draw(
        id=context.name,
        origin=context.origin,
        prizes=_prizes(draw),
        titles=context.titles,
        out=draw.when_out,
        guarantee=draw.sure_after,
        sure=draw.sure,
    )
    if not (draw.free or draw.costs or draw.ticket):
        return (made,)
    asked = offer(draw, context, (MakeDraw(context.name),))
    return made, replace(asked, costs=costs(draw.costs), ticket=draw.ticket)


def _prizes(draw: DrawBlock) -> tuple[Prize, ...]:
    """The prizes in order, winning nothing behind them; it is called by the empty text."""
    weights = {row.key: row.value for row in draw.weight}
    stocks = {row.key: row.value for row in draw.stock}
    prizes = tuple(
        Prize(str(row.key), weights[row.key], row.value, stocks.get(row.key), row.titles)
        for row in draw.prize
    )
    return (*prizes, Prize("", draw.nothing)) if draw.nothing else prizes


_NO_WEIGHT = texts("nothing says how likely this prize is", "没有写该奖品的权重")
_NO_WEIGHT_HELP = texts("add a row `weight`, such as `weight cup: 30`", "加一行 `权重`，例如 `权重 水杯：30`")
_OTHER_DRAW = texts("this draw has no such prize", "该抽奖中没有这个奖品")
_NOT_NEGATIVE = texts("a weight is not negative", "权重不能为负")
_SURE_PAIR = texts("`sure` and `sure after` belong together", "`保底奖品` 与 `保底次数` 须一起写")
_FREE_AND_NOT = texts("it is free or it costs something, not both", "免费与花费不能同时写")
_NOBODY_ASKS = texts(
    "members cannot ask for this draw: only rules draw it", "会员不能直接参加该抽奖，只能由规则触发"
)
_NOBODY_ASKS_HELP = texts(
    "add `costs: 50 beans`, `ticket: NAME` or `free: yes`, or say this in the rule that draws",
    "加上 `花费：50 京豆`、`凭券：名称` 或 `免费：是`，或把它写到触发抽奖的规则里",
)

DRAW = Kind(
    word="draw",
    labels=labels("draw", "抽奖"),
    family="draw",
    doc=texts("A draw of prizes by weight.", "按权重抽取奖品。"),
    fields=table(DrawBlock),
    parameters=DrawBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
    shares=("offer",),
)
