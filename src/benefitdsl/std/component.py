"""component: a part of a score: what events add up to, within their caps, or what the member's state says.

`counts` adds entries as events come; `value` is read from the member when the score is reviewed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from benefitdsl.catalogue import Component, Context, Kind, Match, Part, Problem
from benefitdsl.plan.expr import TRUE, Arithmetic, Choose, Const, Expr, HasItemField, ItemFieldOf
from benefitdsl.plan.parts import ScoreCap, ScorePart
from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.quantities.window import Ever, Window
from benefitdsl.std.fields import AT_LEAST_ONE, labels, table, texts, told

EXAMPLE = """\
component shopping en "shopping" zh "购物分"
  of: taobao
  counts: sum of amount of items of order where category is not "virtual"
  rate: 0.1
  window: in last 12 months
  per order: 100
  per month: 500
end

component rewarding en "rewards" zh "奖励分"
  of: taobao
  counts: review
  rate: 2
  window: in last 12 months
  scaled by: shopping
  scale: 0.001
  at most: 400
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentBlock:
    """What counts for the score, how much, and how much at most."""

    of: str = told(
        "name",
        "of",
        "所属",
        "The score that it is a part of.",
        "属于哪个分值。",
        required=True,
        refers="score",
    )
    counts: Match | None = told("match", "counts", "计", "What counts.", "统计什么。")
    value: Expr | None = told(
        "value",
        "value",
        "取值",
        "A number of the member's, such as `balance of beans`, read at the review.",
        "更新时读取的会员数值，如 `余额（京豆）`。",
        scope="member",
    )
    rate: tuple[int, int] = told(
        "factor",
        "rate",
        ("计分比例", "分率"),
        "How much of the score each one is; of money each whole unit: 0.1 is 1 for 10 CNY.",
        "每计一个得几分；按金额时为每一元得几分：每10元1分写 0.1。",
        default=(1, 1),
    )
    window: Window = told(
        "window",
        ("window", "within"),
        ("统计时间", "期限"),
        "The time over which it counts; without this for ever.",
        "统计多长时间；不写则一直累计。",
        default=Ever(),
    )
    per_order: int | None = told(
        "integer", "per order", "每单上限", "The most that an order adds.", "每个订单最多计多少分。"
    )
    per_day: int | None = told(
        "integer", "per day", "每日上限", "The most that a day adds.", "每天最多计多少分。"
    )
    per_month: int | None = told(
        "integer", "per month", "每月上限", "The most that a month adds.", "每月最多计多少分。"
    )
    per_year: int | None = told(
        "integer", "per year", "每年上限", "The most that a year adds.", "每年最多计多少分。"
    )
    per_category: int | None = told(
        "integer", "per category", "每品类上限", "The most of one category.", "每个品类最多计多少分。"
    )
    per_shop: int | None = told(
        "integer", "per shop", "每店上限", "The most of one shop.", "每家店最多计多少分。"
    )
    most: int | None = told(
        "integer", "at most", "最多", "The most that it adds to the score.", "该分项最多计多少分。"
    )
    scaled_by: str | None = told(
        "name",
        "scaled by",
        ("随分项增长", "随分项"),
        "Another component, written before it, with which it grows.",
        "随哪个（写在前面的）分项增长。",
        refers="component",
    )
    scale: tuple[int, int] | None = told(
        "factor",
        "scale",
        "增长率",
        "By how much: it is multiplied by that component times this.",
        "增长多少：乘以该分项的分数与此数之积。",
    )


_CAPS: tuple[Literal["order", "day", "month", "year", "category", "shop"], ...] = (
    "order",
    "day",
    "month",
    "year",
    "category",
    "shop",
)


def problems(component: ComponentBlock) -> tuple[Problem, ...]:
    return (*_source_problems(component), *_number_problems(component))


def _source_problems(component: ComponentBlock) -> Iterable[Problem]:
    if (component.counts is None) == (component.value is None):
        yield Problem("of" if component.counts is None else "value", _ONE_SOURCE, _ONE_SOURCE_HELP)
    if component.counts is not None and component.counts.measure not in ("count", "sum"):
        yield Problem("counts", _NO_SUM, _NO_SUM_HELP)
    if component.counts is None:
        for per in _CAPS:
            if getattr(component, f"per_{per}") is not None:
                yield Problem(f"per_{per}", _NO_ENTRIES)
        if component.window != Ever():
            yield Problem("window", _NO_ENTRIES)
    if (component.scaled_by is None) != (component.scale is None):
        yield Problem("scaled_by" if component.scale is None else "scale", _SCALE_PAIR)


def _number_problems(component: ComponentBlock) -> Iterable[Problem]:
    for word in (*(f"per_{per}" for per in _CAPS), "most"):
        number = getattr(component, word)
        if number is not None and number < 1:
            yield Problem(word, AT_LEAST_ONE)
    for word in ("rate", "scale"):
        rate = getattr(component, word)
        if rate is not None and rate[0] < 1:
            yield Problem(word, _AT_LEAST_SOME)


def lower(component: ComponentBlock, context: Context) -> tuple[Part, ...]:
    counts, (numerator, denominator) = component.counts, component.rate
    unit = counts.unit if counts is not None else "number"
    whole = 10 ** MINOR_DIGITS[context.currency] if unit == "money" else 1
    value = component.value if counts is None else _counted(counts)
    scale = component.scale
    part = ScorePart(
        id=context.name,
        value=_times(value, numerator),
        denominator=denominator * whole,
        event=counts.event if counts is not None else "",
        where=counts.where if counts is not None else TRUE,
        items=counts is not None and counts.items,
        window=component.window,
        caps=tuple(_caps(component)),
        most=component.most,
        scale=(component.scaled_by, *scale) if component.scaled_by and scale else None,
        titles=context.titles,
    )
    return (Component(component.of, part),)


def _counted(counts: Match) -> Expr:
    """What one event, or with `items` one line, counts: a line without a quantity is one piece."""
    if counts.measure == "sum":
        value: Expr = counts.value
        return value
    if counts.items:
        return Choose(((HasItemField("quantity"), ItemFieldOf("quantity")),), Const(1))
    return Const(1)


def _times(value: Expr | None, factor: int) -> Expr:
    match value:
        case None:
            raise ValueError("a component counts or has a value; `problems` says so")
        case Const(int() as number):
            return Const(number * factor)
        case _:
            return value if factor == 1 else Arithmetic("mul", value, Const(factor))


def _caps(component: ComponentBlock) -> Iterable[ScoreCap]:
    for per in _CAPS:
        count = getattr(component, f"per_{per}")
        if count is not None:
            yield ScoreCap(count, per)


_ONE_SOURCE = texts("a component either counts events or has a value", "分项要么统计事件，要么有取值")
_ONE_SOURCE_HELP = texts(
    "write one of `counts: order` and `value: balance`", "写 `计：订单 次数` 或 `取值：余额`，二选一"
)
_NO_SUM = texts("a score adds up counts and sums only", "分值只能累计次数或合计")
_NO_SUM_HELP = texts(
    "for different values or days write `value: distinct category of items of order in last 12 months`",
    "种数请用取值，例如 `取值：近12个月 订单 商品 品类 种数`",
)
_NO_ENTRIES = texts(
    "this bounds what events add, and there is no `counts`", "该项限制事件的累计，但没有写 `计`"
)
_SCALE_PAIR = texts("`scaled by` and `scale` belong together", "`随分项增长` 与 `增长率` 须一起写")
_AT_LEAST_SOME = texts("this is more than 0", "应大于 0")

COMPONENT = Kind(
    word="component",
    labels=labels("component", "分项"),
    family="component",
    doc=texts("A part of a score.", "分值的组成部分。"),
    fields=table(ComponentBlock),
    parameters=ComponentBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
