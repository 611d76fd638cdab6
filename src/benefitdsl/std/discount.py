"""What coupons and promotions take off an order: the fields that both have, as a reduction of the plan.

There are six ways (an amount, a percentage, a price, every nth piece, the cheapest of several, shipping); the other
fields say of which lines, how many pieces, how often and how much at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from benefitdsl.catalogue import Problem
from benefitdsl.plan.expr import TRUE, Const, Expr
from benefitdsl.plan.parts import Minimum
from benefitdsl.plan.reduction import Reduction
from benefitdsl.std.fields import AT_LEAST_ONE, choice, texts, told

BASES = (
    choice(
        "running",
        "running total",
        "逐步优惠后",
        "What is left after the discounts before it.",
        "扣除前序优惠后的金额。",
    ),
    choice("paid", "paid", "实付", "What is paid after all discounts.", "全部优惠后的实付金额。"),
    choice("list", "list price", "标价", "The amount at list prices.", "按标价计算的金额。"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """What is taken off, of what, and from which amount on. Money in minor units."""

    off: int | None = told("money", "off", "立减", "The amount it takes off.", "抵减的金额。")
    percent_off: tuple[int, int] | None = told(
        "percent",
        "percent off",
        "减免比例",
        "The share it takes off: 10% off is nine tenths to pay.",
        "减免的比例：九折写 10%，免单写 100%。",
    )
    off_cap: int | None = told(
        "money", "at most", "最多减", "The most that it takes off.", "最多减免的金额。"
    )
    price: int | None = told(
        "money", "special price", "特价", "What a piece costs with it.", "优惠后每件的价格。"
    )
    nth_item: int | None = told(
        "integer",
        "nth item",
        "第几件",
        "Only every such piece is reduced: 2 for the second cup at half price.",
        "只减每组的第几件：第二杯半价写 2。",
    )
    of_every: int | None = told(
        "integer",
        "of every",
        "每几件",
        "Of so many pieces the cheapest are free (or reduced by `percent off`).",
        "每满几件，其中最便宜的免费（或按减免比例）。",
    )
    free: int | None = told(
        "integer", "free", "免几件", "How many of them: 1 if not said.", "免其中几件，不写则 1 件。"
    )
    buy: int | None = told(
        "integer",
        "buy",
        "买几件",
        "How many are bought to get more: buy 2, get 1.",
        "买几件送几件中的“买几件”：买二送一写 2。",
    )
    get: int | None = told(
        "integer",
        "get",
        "送几件",
        "How many more are free (or reduced by `percent off`): 1 if not said.",
        "再送几件（或按减免比例），不写则 1 件。",
    )
    free_shipping: bool = told(
        "flag", "free shipping", "包邮", "Whether shipping is free.", "是否免运费。", default=False
    )
    of: Expr = told(
        "condition",
        "for items",
        "适用商品",
        "The lines that it is taken off; without this all of the order.",
        "哪些商品行可用；不写则整单可用。",
        default=TRUE,
        scope="line",
        event="order",
    )
    pieces: int | None = told(
        "integer",
        "pieces",
        "最多件数",
        "The most pieces that it touches, the dearest first.",
        "最多优惠几件，从最贵的算起。",
    )
    per_full: int | None = told(
        "money",
        "per full",
        "每满",
        "The amount is taken off once for each full so much: 40 off for each 300.",
        "每满多少减一次：每满300减40。",
    )
    times: int | None = told(
        "integer",
        "times",
        "最多几次",
        "How often at most, for `per full`; without this without end.",
        "“每满”最多减几次；不写则上不封顶。",
    )
    minimum: int | None = told(
        "money",
        ("minimum spend", "minimum"),
        "使用门槛",
        "What an order (or the lines that it is for) must reach.",
        "订单（或适用商品）达到多少金额才可使用。",
    )
    minimum_base: Literal["running", "paid", "list"] = told(
        "choice",
        "minimum counts",
        "门槛按",
        "The amount that must reach the minimum.",
        "使用门槛按哪种金额计算。",
        choices=BASES,
        default="running",
    )


def reduction(said: Discount) -> Reduction | None:
    """What it takes off, None for nothing; `discount_problems` found nothing."""
    share = said.percent_off or (1, 1)
    of_all = Reduction("percent", said.of, share=share, cap=said.off_cap, pieces=said.pieces)
    if said.off is not None:
        return replace(of_all, way="amount", amount=Const(said.off), per=said.per_full, times=said.times)
    if said.price is not None:
        return replace(of_all, way="price", amount=Const(said.price))
    if said.nth_item is not None:
        return replace(of_all, way="nth", every=said.nth_item)
    if said.of_every is not None:
        return replace(of_all, way="cheapest", every=said.of_every, free=_free(said))
    if said.buy is not None:
        return replace(of_all, way="cheapest", every=said.buy + _free(said), free=_free(said))
    if said.free_shipping:
        return replace(of_all, way="shipping")
    return None if said.percent_off is None else of_all


def _free(said: Discount) -> int:
    number = said.get if said.buy is not None else said.free
    return 1 if number is None else number


def minimum(said: Discount) -> Minimum | None:
    return None if said.minimum is None else Minimum(said.minimum, said.minimum_base)


# ------------------------------------------------------------------------------------------- problems

# The fields that say a way of their own; `percent off` is one only where it stands alone.
_WAYS = ("off", "price", "nth_item", "of_every", "buy", "free_shipping")
_COUNTS = ("nth_item", "of_every", "free", "buy", "get", "pieces", "times")


def discount_problems(said: Discount) -> tuple[Problem, ...]:
    """One way of taking off, and what belongs to a way only with it."""
    return (*_way_problems(said), *_belonging(said), *_number_problems(said))


def _way_problems(said: Discount) -> Iterable[Problem]:
    ways = [word for word in _WAYS if getattr(said, word) not in (None, False)]
    for word in ways[1:]:
        yield Problem(word, _ONE_WAY)
    if said.percent_off is not None and ways and ways[0] in ("off", "price", "free_shipping"):
        yield Problem("percent_off", _ONE_WAY)
    if said.percent_off is None and ways[:1] == ["nth_item"]:
        yield Problem("nth_item", _HOW_MUCH, _HOW_MUCH_HELP)
    if not ways and said.percent_off is None:
        for word in ("pieces", "off_cap"):
            if getattr(said, word) is not None:
                yield Problem(word, _TAKES_NOTHING)


def _belonging(said: Discount) -> Iterable[Problem]:
    for word, other, problem in (
        ("free", "of_every", _NO_EVERY),
        ("get", "buy", _NO_BUY),
        ("per_full", "off", _NO_AMOUNT),
        ("times", "per_full", _NO_FULL),
    ):
        if getattr(said, word) is not None and getattr(said, other) is None:
            yield Problem(word, problem)
    if said.off_cap is not None and (
        (said.off is not None and said.per_full is None) or said.price is not None
    ):
        yield Problem("off_cap", _NO_SHARE)
    if said.pieces is not None and said.free_shipping:
        yield Problem("pieces", _NO_PIECES)


def _number_problems(said: Discount) -> Iterable[Problem]:
    for word in _COUNTS:
        if getattr(said, word) is not None and getattr(said, word) < 1:
            yield Problem(word, AT_LEAST_ONE)
    if said.percent_off is not None and not 0 < said.percent_off[0] <= said.percent_off[1]:
        yield Problem("percent_off", _BEYOND_ALL, _BEYOND_ALL_HELP)
    if said.of_every is not None and _free(said) >= said.of_every >= 1:
        yield Problem("of_every", _ALL_FREE)
    if said.per_full == 0:
        yield Problem("per_full", AT_LEAST_ONE)


_ONE_WAY = texts(
    "it takes off in one way: an amount, a percentage, a special price, pieces or shipping",
    "只能有一种优惠方式：立减、减免比例、特价、按件优惠或包邮",
)
_HOW_MUCH = texts("nothing says how much comes off this piece", "没有写这一件减多少")
_HOW_MUCH_HELP = texts("add `percent off: 50%`", "加上 `减免比例：50%`")
_TAKES_NOTHING = texts("nothing says what is taken off", "没有写优惠方式")
_NO_EVERY = texts("`free` belongs to `of every`", "`免几件` 须与 `每几件` 一起使用")
_NO_BUY = texts("`get` belongs to `buy`", "`送几件` 须与 `买几件` 一起使用")
_NO_AMOUNT = texts("`per full` belongs to `off`", "`每满` 须与 `立减` 一起使用")
_NO_FULL = texts("`times` belongs to `per full`", "`最多几次` 须与 `每满` 一起使用")
_NO_SHARE = texts(
    "`at most` bounds a percentage, pieces, shipping or `per full`; this amount is fixed",
    "`最多减` 用于减免比例、按件优惠、包邮或每满减；这里的金额已经固定",
)
_NO_PIECES = texts("shipping has no pieces", "包邮与件数无关")
_BEYOND_ALL = texts("what is taken off is more than nothing and at most all", "减免比例须大于 0，至多 100%")
_BEYOND_ALL_HELP = texts(
    "10% off is nine tenths to pay; write 100% for nothing to pay", "九折写 `10%`，免单写 `100%`"
)
_ALL_FREE = texts("then all of them would be free", "这样每件都免费了")
