"""points: a points currency: when points become spendable, when they expire, and how they are taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from benefitdsl.catalogue import (
    Context,
    Kind,
    LastingValue,
    LastsFor,
    LastsToDay,
    LastsToPeriodEnd,
    LastsToYearDays,
    Part,
    Problem,
)
from benefitdsl.plan.parts import (
    AfterEarning,
    Cap,
    EndOfPeriod,
    Expiry,
    FixedDays,
    Inactivity,
    Pending,
    PendingFor,
    PendingUntilCollected,
    PendingUntilEvent,
    Points,
)
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.std.choices import ROUNDINGS
from benefitdsl.std.fields import choice, labels, table, texts, told

EXAMPLE = """\
points beans en "JD beans" zh "京豆"
  pending: 7 days
  expire: 12 months after earning at end of day
  cap: 500 per day
  spent by: points_used
  worth: 0.01 CNY
  cash points: 100
  cash value: 1 CNY
  cash share: 50%
  negative: owe
end

points energy en "forest energy" zh "森林能量"
  collected by: collect
  collect from: 07:00
  lapses after: 3 days
end

rule walk: steps -> give 1 energy per 1 of steps
"""

MINUTES = 24 * 60

OVER_CAP = (
    choice("truncate", "truncate", "截断", "What still fits is given.", "发放到上限为止。"),
    choice("reject", "reject", "不发", "Nothing is given.", "整笔不发放。"),
)
NEGATIVE = (
    choice(
        "owe",
        "owe",
        "记欠",
        "The member owes the rest; the next points pay it.",
        "记为欠积分，后续所得先抵扣。",
    ),
    choice("forgive", "forgive", "免除", "The rest is let go.", "不足部分免除。"),
    choice("block", "block", "拒绝退款", "The refund is refused.", "积分不足时拒绝该退款。"),
)
CONSUME = (
    choice(
        "earliest_expiry", "earliest expiry first", "先到期先用", "Those that expire first.", "先到期的先用。"
    ),
    choice("oldest", "oldest first", "先得先用", "Those earned first.", "先获得的先用。"),
    choice("newest", "newest first", "后得先用", "Those earned last.", "后获得的先用。"),
)
TAKE_BACK = (
    choice(
        "same_lots",
        "same points",
        "原批次",
        "Those that the order gave, then others.",
        "先收回该订单所得批次，再收回其他。",
    ),
    choice(
        "consume_order",
        "spend order",
        "按使用顺序",
        "In the order in which they are spent.",
        "按使用顺序收回。",
    ),
)
SHORTFALL = (
    choice("refuse", "refuse", "拒绝", "The order is refused.", "积分不足时拒绝该订单。"),
    choice(
        "take_what_is_there",
        "take what is there",
        "有多少用多少",
        "What is there is spent.",
        "有多少用多少。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsBlock:
    """How a currency of points lives. Money in minor units."""

    pending: Duration | None = told(
        "duration",
        "pending",
        "待生效",
        "How long points wait before they can be spent.",
        "获得后多久才可使用。",
    )
    pending_until: str | None = told(
        "name",
        "pending until",
        "生效于",
        "The event of the same order that makes them spendable, such as a confirmed receipt.",
        "同一订单的哪个事件使积分生效，如确认收货。",
        refers="event",
    )
    collected_by: str | None = told(
        "name",
        "collected by",
        "收取事件",
        "The event by which the member collects them: what waits becomes spendable then.",
        "会员通过哪个事件收取；收取后才可使用。",
        refers="event",
    )
    collect_from: int | None = told(
        "time",
        "collect from",
        "收取时间",
        "The time of day from which they can be collected; without this from the start of the day.",
        "从几点起可以收取；不写则从当天开始。",
    )
    collect_after: Duration | None = told(
        "duration",
        "collect after",
        "几天后可收",
        "How many days after earning they can be collected; without this the next day.",
        "获得后第几天可以收取；不写则次日。",
    )
    lapses_after: Duration | None = told(
        "duration",
        "lapses after",
        "未收失效",
        "How long after the day of earning they lapse where nobody collected them; without this never.",
        "自获得之日起多久未收取即失效；不写则一直等待收取。",
    )
    expire: tuple[LastingValue, ...] = told(
        "lasting",
        ("expire", "valid"),
        ("有效期", "过期"),
        "How long they last; of several the earlier wins; without this for ever.",
        "积分有效多久；写多个时以最早者为准；不写则长期有效。",
        default=(),
    )
    active_by: tuple[str, ...] = told(
        "names",
        "active by",
        "活跃事件",
        "The events that count as activity; without this all of the member's.",
        "哪些事件算作活跃；不写则所有事件都算。",
        refers="event",
        default=(),
    )
    cap: tuple[Cap, ...] = told(
        "cap",
        "cap",
        "获取上限",
        "The most that is given per event or period.",
        "每次或每个周期最多获得多少。",
        repeated=True,
    )
    over_cap: Literal["truncate", "reject"] = told(
        "choice",
        "over cap",
        "超出上限",
        "What becomes of points beyond the cap.",
        "超出上限的部分如何处理。",
        choices=OVER_CAP,
        default="truncate",
    )
    negative: Literal["owe", "forgive", "block"] = told(
        "choice",
        "negative",
        "不足收回时",
        "What happens when more is taken back than is there.",
        "需收回的积分多于现有积分时如何处理。",
        choices=NEGATIVE,
        default="owe",
    )
    consume: Literal["earliest_expiry", "oldest", "newest"] = told(
        "choice",
        "spend",
        "使用顺序",
        "Which points are spent first.",
        "先使用哪些积分。",
        choices=CONSUME,
        default="earliest_expiry",
    )
    take_back: Literal["same_lots", "consume_order"] = told(
        "choice",
        "take back from",
        "收回顺序",
        "Which points a refund takes back first.",
        "退款时先收回哪些积分。",
        choices=TAKE_BACK,
        default="same_lots",
    )
    spent_by: str | None = told(
        "name",
        "spent by",
        "抵扣字段",
        "The field of an order that says how many are spent on it.",
        "订单中表示用了多少积分的字段。",
        refers="field",
    )
    return_spent: bool = told(
        "flag",
        "return spent",
        "退还已用",
        "Whether a refund gives back the points spent on the order.",
        "退款时是否退还该订单所用积分。",
        default=True,
    )
    if_short: Literal["refuse", "take_what_is_there"] = told(
        "choice",
        "if short",
        "余额不足时",
        "What happens when an order asks to spend more than is there.",
        "订单要用的积分多于余额时如何处理。",
        choices=SHORTFALL,
        default="refuse",
    )
    worth: int | None = told(
        "money",
        "worth",
        "价值",
        "What a point costs the brand; reports and budgets count with it.",
        "每个积分的成本，用于预算和负债报表。",
    )
    worth_of: int = told(
        "integer",
        "worth of",
        "价值对应积分",
        "How many points `worth` is the worth of.",
        "“价值”对应多少积分。",
        default=1,
    )
    cash_points: int | None = told(
        "integer",
        "cash points",
        "抵现积分",
        "How many points take off the cash value at the checkout.",
        "结账时多少积分抵一份抵现金额。",
    )
    cash_value: int | None = told(
        "money", "cash value", "抵现金额", "The amount that those points take off.", "上述积分抵扣的金额。"
    )
    cash_share: tuple[int, int] = told(
        "percent",
        "cash share",
        "抵现上限",
        "The most of an order that points may pay.",
        "积分最多抵扣订单的比例。",
        default=(1, 1),
    )
    rounding: str | None = told(
        "choice",
        "rounding",
        "取整",
        "How they are rounded; without this as the programme says.",
        "取整方式；不写则按会员计划的设置。",
        choices=ROUNDINGS,
    )


def problems(points: PointsBlock) -> tuple[Problem, ...]:
    return tuple(_problems(points))


def _problems(points: PointsBlock) -> Iterable[Problem]:
    yield from _pending_problems(points)
    yield from expiry_problems("expire", points.expire)
    if points.active_by and not any(
        isinstance(e, LastsFor) and e.anchor == "activity" for e in points.expire
    ):
        yield Problem("active_by", _NO_ACTIVITY)
    if (points.cash_points is None) != (points.cash_value is None):
        yield Problem("cash_value" if points.cash_points is None else "cash_points", _CASH_PAIR)
    for word in ("worth_of", "cash_points"):
        if getattr(points, word) is not None and getattr(points, word) < 1:
            yield Problem(word, _AT_LEAST_ONE)


def expiry_problems(word: str, terms: tuple[LastingValue, ...]) -> tuple[Problem, ...]:
    """What the end of points, said in the field `word`, cannot mean."""
    return tuple(problem for term in terms if (problem := _expiry_problem(word, term)) is not None)


def _expiry_problem(word: str, term: LastingValue) -> Problem | None:
    match term:
        case LastsFor(anchor="issue" | "claim"):
            return Problem(word, _EARNED, _EARNED_HELP)
        case LastsToDay():
            return Problem(word, _NO_DATE, _NO_DATE_HELP)
        case LastsToPeriodEnd(unit="day" | "week"):
            return Problem(word, _NO_WEEK, _NO_DATE_HELP)
        case _:
            return None


def _pending_problems(points: PointsBlock) -> Iterable[Problem]:
    ways = [
        word for word in ("pending", "pending_until", "collected_by") if getattr(points, word) is not None
    ]
    for word in ways[1:]:
        yield Problem(word, _ONE_PENDING)
    for word in ("collect_from", "collect_after", "lapses_after"):
        if getattr(points, word) is not None and points.collected_by is None:
            yield Problem(word, _NOBODY_COLLECTS, _NOBODY_COLLECTS_HELP)
    for word in ("collect_after", "lapses_after"):
        duration = getattr(points, word)
        if duration is not None and duration.unit not in ("day", "week"):
            yield Problem(word, _IN_DAYS)
    if points.collected_by and points.lapses_after and _days(points.lapses_after) < _collect_days(points):
        yield Problem("lapses_after", _LAPSES_FIRST)


def lower(points: PointsBlock, context: Context) -> tuple[Part, ...]:
    return (
        Points(
            id=context.name,
            origin=context.origin,
            titles=context.titles,
            pending=_pending(points, context),
            expiry=tuple(expiry(term, points.active_by) for term in points.expire),
            caps=tuple(replace(cap, over=points.over_cap) for cap in points.cap),
            negative=points.negative,
            consume=points.consume,
            take_back=points.take_back,
            spent_by=points.spent_by,
            return_spent=points.return_spent,
            shortfall=points.if_short,
            worth=None if points.worth is None else (points.worth, points.worth_of),
            as_cash=_as_cash(points),
            rounding=Rounding(points.rounding or context.settings.get("rounding", Rounding.DOWN)),
        ),
    )


def _pending(points: PointsBlock, context: Context) -> Pending | None:
    if points.pending is not None:
        return PendingFor(points.pending)
    if points.collected_by is not None:
        minute = 0 if points.collect_from is None else _minute(points.collect_from, context)
        return PendingUntilCollected(points.collected_by, _collect_days(points), minute, points.lapses_after)
    return None if points.pending_until is None else PendingUntilEvent(points.pending_until)


def _minute(clock: int, context: Context) -> int:
    """The minute of the local day at which the clock shows this: before the start of the day it is late in it."""
    return int((clock - context.settings.get("day_starts", 0)) % MINUTES)


def _collect_days(points: PointsBlock) -> int:
    return 1 if points.collect_after is None else _days(points.collect_after)


def _days(duration: Duration) -> int:
    return duration.amount * (7 if duration.unit == "week" else 1)


def expiry(term: LastingValue, active_by: tuple[str, ...]) -> Expiry:
    """The expiry that a term says, where `expiry_problems` finds nothing."""
    match term:
        case LastsFor(duration, "activity", _):
            return Inactivity(duration, active_by)
        case LastsFor(duration, _, edge):
            return AfterEarning(duration, edge)
        case LastsToPeriodEnd("month" | "quarter" | "year" as unit, is_next):
            return EndOfPeriod(unit, int(is_next))
        case LastsToYearDays(days):
            return FixedDays(days)
        case LastsToDay() | LastsToPeriodEnd():
            raise ValueError("points do not end on one date, day or week; `problems` says so")
        case _:
            assert_never(term)


def _as_cash(points: PointsBlock) -> tuple[int, int, int, int] | None:
    if points.cash_points is None or points.cash_value is None:
        return None
    return points.cash_points, points.cash_value, *points.cash_share


_ONE_PENDING = texts(
    "points wait for a time, for an event or for being collected: for one of them",
    "待生效、生效于、收取事件只能写一个",
)
_NOBODY_COLLECTS = texts("nobody collects these points", "该积分无需收取")
_NOBODY_COLLECTS_HELP = texts("add `collected by: collect`", "加上 `收取事件：收取`")
_IN_DAYS = texts("this is said in days or weeks", "须以天或周为单位")
_LAPSES_FIRST = texts("they lapse before they can be collected", "还不能收取就已失效")
_EARNED = texts("this is neither issued nor claimed, it is earned", "这里没有发放和领取，只有获得")
_EARNED_HELP = texts("write `12 months after earning`", "写 `自获得12个月`")
_NO_DATE = texts("one date for all: what is earned later would never be good", "固定日期对之后获得的没有意义")
_NO_DATE_HELP = texts(
    "write `to end of next year`, `to 30 June or 31 December` or `12 months after earning`",
    "写 `至次年底`、`至6月30日或12月31日` 或 `自获得12个月`",
)
_NO_WEEK = texts("this ends with a month, a quarter or a year", "只能到月底、季末或年底过期")
_NO_ACTIVITY = texts("nothing expires by inactivity here", "这里没有按不活跃过期的设置")
_CASH_PAIR = texts(
    "`cash points` and `cash value` belong together: so many points take off so much",
    "`抵现积分` 与 `抵现金额` 须一起写：多少积分抵多少钱",
)
_AT_LEAST_ONE = texts("a number of points is at least 1", "积分数至少为 1")

POINTS = Kind(
    word="points",
    labels=labels("points", "积分"),
    family="points",
    doc=texts("A points currency.", "一种积分，如京豆、成长值。"),
    fields=table(PointsBlock),
    parameters=PointsBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
