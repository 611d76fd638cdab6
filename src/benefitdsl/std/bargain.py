"""bargain: friends help a member, and the price of one article falls step by step to its floor.

Each friend counts once, by the event `help` with the article as its content. While it runs the article costs the member
what has been reached (a promotion `NAME.step`); when enough friends have helped, the member gets a coupon of this name
that buys one at the floor price. Who buys the article before that has ended the bargain: no help counts any more and no
coupon comes, unless the article is refunded in time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, LastingValue, Part, Problem
from benefitdsl.plan.expr import (
    And,
    Arithmetic,
    Compare,
    Const,
    Expr,
    FieldOf,
    FloorDiv,
    HasItemField,
    HasTag,
    ItemFieldOf,
    ItemsTotal,
    Not,
    ProgressOf,
    Self,
)
from benefitdsl.plan.parts import (
    Benefit,
    GrantBenefit,
    Limit,
    Mission,
    OnEvent,
    Promotion,
    Rule,
    SetTag,
    Stage,
    Titles,
)
from benefitdsl.plan.reduction import Reduction
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Anchored, Ever
from benefitdsl.std.derived import derived
from benefitdsl.std.fields import AT_LEAST_ONE, labels, table, texts, told
from benefitdsl.std.lasting import lasting_problems, validity

EXAMPLE = """\
bargain kettle en "a kettle for less" zh "砍价热水壶"
  article: "kettle-01"
  price: 99 CNY
  floor: 9.90 CNY
  friends: 9
  within: 24 hours
  valid: 3 days from issue
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bargain:
    """Which article, from which price to which, by how many friends. Money in minor units."""

    article: Titles = told(
        "text",
        "article",
        "商品货号",
        "The number of the article, which is also the content that friends click.",
        "商品货号，也是好友点击的分享内容编号。",
        required=True,
    )
    price: int = told("money", "price", "原价", "What it costs at first.", "起始价格。", required=True)
    floor: int = told(
        "money", ("floor", "floor price"), "底价", "What it costs at last.", "最低可砍到多少。", required=True
    )
    friends: int = told(
        "integer",
        "friends",
        "助力人数",
        "How many different friends bring it to the floor.",
        "多少位不同好友助力可到底价。",
        required=True,
    )
    within: Duration = told(
        "duration",
        "within",
        "期限",
        "How long after the first friend's help.",
        "自首位好友助力起多久内有效。",
        required=True,
    )
    valid: tuple[LastingValue, ...] = told(
        "lasting",
        "valid",
        "有效",
        "How long the coupon at the floor price can be used; without this for ever.",
        "底价券多久内可用；不写则长期有效。",
        default=(),
    )
    schedule: Schedule | None = told(
        "schedule", "schedule", ("活动时间", "时间"), "When help counts.", "哪些时间的助力有效。"
    )
    audience: str | None = told(
        "name", "audience", "人群", "The segment it is for.", "适用的客群。", refers="segment"
    )
    worth: int | None = told(
        "money",
        "worth",
        "价值",
        "What it costs the brand at most; without this the price less the floor.",
        "最高成本，用于预算和报表；不写则为原价减底价。",
    )


def problems(bargain: Bargain) -> tuple[Problem, ...]:
    return (*_problems(bargain), *lasting_problems(bargain.valid, None))


def _problems(bargain: Bargain) -> Iterable[Problem]:
    if len({text for _, text in bargain.article.items}) != 1:
        yield Problem("article", _ONE_NUMBER)
    if bargain.floor >= bargain.price:
        yield Problem("floor", _NOT_BELOW)
    if bargain.friends < 1:
        yield Problem("friends", AT_LEAST_ONE)


def lower(bargain: Bargain, context: Context) -> tuple[Part, ...]:
    """The mission, the promotion of its steps, the coupon of the floor, and the rule that ends it with the purchase of
    the article, by a tag: it is cleared when the article is refunded."""
    return (
        _mission(bargain, context),
        _step(bargain, context),
        _coupon(bargain, context),
        _bought(bargain, context),
    )


def _article(bargain: Bargain) -> Const:
    return Const(bargain.article.items[0][1])


def _is_article(bargain: Bargain) -> Expr:
    return And((HasItemField("sku"), Compare("eq", ItemFieldOf("sku"), _article(bargain))))


def _has_article(bargain: Bargain) -> Expr:
    """Whether the article is on the order."""
    return Compare("gt", ItemsTotal("count", None, _is_article(bargain)), Const(0))


def _is_bought(bargain: Bargain, context: Context) -> Expr:
    """Whether the order has the article, somebody has helped, and it was not bought since."""
    helped = Compare("gt", ProgressOf(context.name), Const(0))
    return And((_has_article(bargain), helped, Not(HasTag(_tag(context)))))


def _tag(context: Context) -> str:
    return derived(context.name, "bought")


def _mission(bargain: Bargain, context: Context) -> Mission:
    article = Compare("eq", FieldOf("content"), _article(bargain))
    return Mission(
        id=context.name,
        origin=context.origin,
        event="help",
        where=And((article, Compare("ne", FieldOf("friend"), Self()), Not(HasTag(_tag(context))))),
        items=False,
        measure="distinct",
        value=FieldOf("friend"),
        stages=(Stage(bargain.friends, (GrantBenefit(context.name),)),),
        window=Anchored(bargain.within, "first_match"),
        titles=context.titles,
        schedule=bargain.schedule,
        audience=bargain.audience,
    )


def _step(bargain: Bargain, context: Context) -> Promotion:
    """One article at the price that has been reached; every step is rounded down in favour of the brand."""
    progress = ProgressOf(context.name)
    fallen = FloorDiv(Arithmetic("mul", progress, Const(bargain.price - bargain.floor)), bargain.friends)
    price = Arithmetic("sub", Const(bargain.price), fallen)
    return Promotion(
        id=derived(context.name, "step"),
        origin=context.origin,
        reduction=Reduction("price", _is_article(bargain), price, pieces=1),
        titles=context.titles,
        condition=_is_bought(bargain, context),
        limits=(Limit(1, "member", Ever()),),
    )


def _bought(bargain: Bargain, context: Context) -> Rule:
    return Rule(
        id=derived(context.name, "bought"),
        origin=context.origin,
        triggers=(OnEvent("order"),),
        condition=_is_bought(bargain, context),
        then=(SetTag(_tag(context)),),
        titles=context.titles,
        net_condition=_has_article(bargain),
        on_refund="revoke_unused",
    )


def _coupon(bargain: Bargain, context: Context) -> Benefit:
    return Benefit(
        id=context.name,
        origin=context.origin,
        kind="coupon",
        titles=context.titles,
        worth=bargain.price - bargain.floor if bargain.worth is None else bargain.worth,
        valid=validity(bargain.valid),
        reduction=Reduction("price", _is_article(bargain), Const(bargain.floor), pieces=1),
        per_order=1,
    )


_ONE_NUMBER = texts("an article has one number", "货号只写一个")
_NOT_BELOW = texts("the floor is not below the price", "底价不低于原价")

BARGAIN = Kind(
    word="bargain",
    labels=labels("bargain", "砍价"),
    family="mission",
    doc=texts("Friends bring the price of an article down.", "好友助力，商品价格逐步降到底价。"),
    fields=table(Bargain),
    parameters=Bargain,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
    shares=("benefit",),
)
