"""tiers: a ladder of levels: what is measured, from where each starts, how long it is kept and what entering it gives.

Levels stand from the lowest to the highest. What entering a level gives is lowered to a rule `LADDER.entry.LEVEL` of
its own, with the limit of the block, so that a level lost and won again gives nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from benefitdsl.catalogue import Context, Kind, Part, Problem, Row
from benefitdsl.plan.expr import TRUE, Expr
from benefitdsl.plan.parts import (
    Level,
    Limit,
    OnTierEntered,
    Review,
    ReviewImmediate,
    ReviewPeriodic,
    Rule,
    Tiers,
)
from benefitdsl.quantities.duration import Duration
from benefitdsl.std.derived import derived
from benefitdsl.std.fields import choice, labels, table, texts, told

EXAMPLE = """\
tiers club en "hotwind club" zh "热风俱乐部"
  metric: sum of amount of order in last 12 months
  level basic en "Basic" zh "普通": 0 CNY
  level silver en "Silver" zh "银卡": 1000 CNY
  level gold en "Gold" zh "金卡": 3000 CNY
  level black en "Black" zh "黑卡": 20000 CNY
  by invitation: black
  review: monthly
  review day: 8
  validity: 12 months
  keep gold: 2000 CNY
  at end: one level down
  grace: 1 month
  entry silver: give 100 beans
  entry gold: grant second_cup
  limit: 1 per member per membership year
end
"""

REVIEWS = (
    choice("immediate", "immediate", "实时", "After every event.", "每次事件之后立即评定。"),
    choice("daily", "daily", "每日", "At the start of every day.", "每天开始时评定。"),
    choice("monthly", "monthly", "每月", "On the review day of every month.", "每月评定日评定。"),
    choice(
        "anniversary",
        "on anniversary",
        "入会周年",
        "On the day the member joined, every year.",
        "每年入会周年日评定。",
    ),
)
AT_END = (
    choice("renew", "renew", "续期", "The level is kept for another term.", "保留原等级，续一期。"),
    choice("one_level", "one level down", "降一级", "One level down.", "降低一级。"),
    choice(
        "recompute",
        "recompute",
        "重新评定",
        "The level that the metric gives then.",
        "按届时的定级依据重新评定。",
    ),
)
ON_REFUND = (
    choice(
        "recompute",
        "recompute",
        "重新评定",
        "The level falls if the order was needed for it; an unused entry gift goes with the whole order.",
        "若等级因该订单达成则重新评定；订单全额退款时收回未用的升级礼。",
    ),
    choice("keep", "keep", "保留", "The level and what it gave are kept.", "保留等级与升级礼。"),
)
PASSES = (
    choice(
        "each",
        "every level",
        "逐级",
        "A jump over several levels enters each of them.",
        "跨级升级时，途经的每一级都给。",
    ),
    choice(
        "reached",
        "only the one reached",
        "仅到达等级",
        "A jump enters the level reached only.",
        "跨级升级时，只给最终到达的一级。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersBlock:
    """How a ladder is climbed, kept and left."""

    metric: Expr = told(
        "value",
        "metric",
        "定级依据",
        "What is measured: spend, points earned, orders, over a window.",
        "按什么定级，如近12个月订单金额合计。",
        required=True,
        scope="member",
    )
    level: tuple[Row, ...] = told(
        "amount",
        "level",
        "等级",
        "A level and from where it starts, from the lowest to the highest; the first starts at 0.",
        "等级及其起点，由低到高；第一级从 0 起。",
        required=True,
        key="name",
        defines="level",
        measured_by="metric",
    )
    invited: tuple[str, ...] = told(
        "names",
        "by invitation",
        "仅限邀请",
        "Levels that are only given by `raise to`; their amount is what keeps them, 0 keeps them always.",
        "只能由“升级到”授予的等级；其起点为保级要求，0 表示无需保级。",
        refers="level",
        default=(),
    )
    review: Literal["immediate", "daily", "monthly", "anniversary"] = told(
        "choice",
        "review",
        "评定",
        "When levels are reviewed.",
        "何时评定等级。",
        choices=REVIEWS,
        default="immediate",
    )
    review_day: int | None = told(
        "integer",
        "review day",
        "评定日",
        "The day of the month for a monthly review; past the month's end, its last day.",
        "每月评定的日期；当月没有则取月底。",
    )
    validity: Duration | None = told(
        "duration",
        "validity",
        "等级有效期",
        "How long a level is kept once reached; without this it falls as soon as a review says so.",
        "达到后保留多久；不写则评定后随时升降。",
    )
    at_end: Literal["renew", "one_level", "recompute"] = told(
        "choice",
        "at end",
        "到期时",
        "What happens at the end to a member who did not reach the level again.",
        "到期未达保级要求时如何处理。",
        choices=AT_END,
        default="recompute",
    )
    grace: Duration | None = told(
        "duration",
        "grace",
        "宽限期",
        "How long the level is held after the end, to reach it again.",
        "到期后再保留多久，以便补足保级要求。",
    )
    keep: tuple[Row, ...] = told(
        "amount",
        "keep",
        "保级",
        "What a member must reach to keep a level, where it is not what starts it.",
        "某等级的保级要求，与起点不同时填写。",
        key="name",
        refers="level",
        measured_by="metric",
    )
    entry: tuple[Row, ...] = told(
        "actions",
        "entry",
        "升级礼",
        "What entering a level gives.",
        "升到某等级时给什么。",
        key="name",
        refers="level",
        scope="member",
    )
    passes: Literal["each", "reached"] = told(
        "choice",
        "passes",
        "跨级升级",
        "Which levels a jump enters.",
        "一次升多级时，哪些等级的升级礼会给。",
        choices=PASSES,
        default="each",
    )
    limit: tuple[Limit, ...] = told(
        "limit",
        "limit",
        ("限", "限制"),
        "How often a member gets what entering a level gives, for each level.",
        "每个等级的升级礼最多给几次。",
        default=(),
    )
    on_refund: Literal["recompute", "keep"] = told(
        "choice",
        "on refund",
        "退款时",
        "What a refund does to the level and to what it gave.",
        "订单退款后，等级与升级礼如何处理。",
        choices=ON_REFUND,
        default="recompute",
    )


def problems(tiers: TiersBlock) -> tuple[Problem, ...]:
    return (*_level_problems(tiers), *_term_problems(tiers))


def _level_problems(tiers: TiersBlock) -> Iterable[Problem]:
    names = [row.key for row in tiers.level]
    climbed = [row for row in tiers.level if row.key not in tiers.invited]
    fallen = [high for low, high in pairwise(climbed) if high.value.number <= low.value.number]
    if fallen:
        yield Problem("level", _RISING, _RISING_HELP, fallen[0].key)
    elif tiers.level and (tiers.level[0].key in tiers.invited or tiers.level[0].value.number):
        yield Problem("level", _FIRST, _FIRST_HELP, tiers.level[0].key)
    for word in ("keep", "entry"):
        for row in getattr(tiers, word):
            if row.key not in names:
                yield Problem(word, _OTHER_LADDER, key=row.key)
    for name in tiers.invited:
        if name not in names:
            yield Problem("invited", _OTHER_LADDER)


def _term_problems(tiers: TiersBlock) -> Iterable[Problem]:
    if tiers.review_day is not None:
        if tiers.review != "monthly":
            yield Problem("review_day", _NOT_MONTHLY)
        elif not 1 <= tiers.review_day <= 31:
            yield Problem("review_day", _NO_DAY)
    if tiers.validity is None:
        if tiers.grace is not None:
            yield Problem("grace", _NO_VALIDITY)
        if tiers.keep:
            yield Problem("keep", _NO_VALIDITY, key=tiers.keep[0].key)


def lower(tiers: TiersBlock, context: Context) -> tuple[Part, ...]:
    ranks = {row.key: rank for rank, row in enumerate(tiers.level)}
    return (_ladder(tiers, context, ranks), *(_entry(tiers, context, ranks, row) for row in tiers.entry))


def _ladder(tiers: TiersBlock, context: Context, ranks: dict[str | int, int]) -> Tiers:
    return Tiers(
        id=context.name,
        origin=context.origin,
        levels=tuple(_level(row, invited=row.key in tiers.invited) for row in tiers.level),
        metric=tiers.metric,
        review=_review(tiers),
        titles=context.titles,
        validity=tiers.validity,
        at_end=tiers.at_end,
        grace=tiers.grace,
        on_refund=tiers.on_refund,
        retention=_retention(tiers, ranks),
    )


def _level(row: Row, *, invited: bool) -> Level:
    return Level(str(row.key), None if invited else row.value.number, row.titles)


def _review(tiers: TiersBlock) -> Review:
    match tiers.review:
        case "immediate":
            return ReviewImmediate()
        case "daily":
            return ReviewPeriodic("day")
        case "monthly":
            return ReviewPeriodic("month", tiers.review_day or 1)
        case "anniversary":
            return ReviewPeriodic("anniversary")


def _retention(tiers: TiersBlock, ranks: dict[str | int, int]) -> tuple[tuple[int, int], ...]:
    """What keeps a level where that is not what starts it, by rank: `keep` rows, and the amounts of invited levels."""
    rows = (*(row for row in tiers.level if row.key in tiers.invited), *tiers.keep)
    return tuple(sorted({ranks[row.key]: row.value.number for row in rows}.items()))


def _entry(tiers: TiersBlock, context: Context, ranks: dict[str | int, int], row: Row) -> Rule:
    return Rule(
        id=derived(context.name, "entry", str(row.key)),
        origin=row.origin,
        triggers=(OnTierEntered(context.name, ranks[row.key], each=tiers.passes == "each"),),
        condition=TRUE,
        then=row.value,
        titles=row.titles,
        limits=tiers.limit,
        on_refund="keep" if tiers.on_refund == "keep" else "revoke_unused",
    )


_FIRST = texts("the first level must start at 0: everyone has a level", "第一级必须从 0 起：每位会员都有等级")
_FIRST_HELP = texts("begin with a level from 0", "在最前面加一个从 0 起的等级")
_RISING = texts("this level does not start above the one before it", "这一级的起点不高于前一级")
_RISING_HELP = texts("write the levels from the lowest to the highest", "从低到高逐级写，第一级从 0 起")
_OTHER_LADDER = texts("this ladder has no such level", "该等级体系中没有这个等级")
_NOT_MONTHLY = texts("`review day` belongs to `review: monthly`", "`评定日` 须与 `评定：每月` 一起使用")
_NO_DAY = texts("a day of the month is 1 to 31", "日期须在 1 到 31 之间")
_NO_VALIDITY = texts(
    "this belongs to a level that is kept for a time: there is no `validity`",
    "没有写 `等级有效期`，该项不起作用",
)

TIERS = Kind(
    word="tiers",
    labels=labels("tiers", "等级体系"),
    family="tiers",
    doc=texts("A ladder of levels.", "会员等级体系。"),
    fields=table(TiersBlock),
    parameters=TiersBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
