"""board: a ranking of the members over each day, week or month, with rewards for the first places.

It lowers to a board, to the rule `NAME.count` that tells it what a member did, or in each round of points earned what
was earned since the one before (every point once, also those that cascades and moments give), and to rules
`NAME.top.PLACE` that reward the places when a period is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from benefitdsl.catalogue import Context, Kind, Match, Part, Problem, Row
from benefitdsl.plan.expr import And, Compare, Const, Expr, FieldOf, PointsOfEvent
from benefitdsl.plan.parts import (
    Board,
    EventField,
    EventType,
    OnEvent,
    OnPointsEarned,
    Rule,
    TellMember,
    Trigger,
)
from benefitdsl.plan.schedule import Schedule
from benefitdsl.std.derived import derived
from benefitdsl.std.fields import choice, labels, table, texts, told
from benefitdsl.std.net import net_condition
from benefitdsl.std.telling import SENT, VALUE, asked, counted, match_problems, value_of

EXAMPLE = """\
board weekly_beans en "beans of the week" zh "京豆周榜"
  points: beans
  period: week
  top 1: grant milk_gift
  top 3: give 100 beans
  top 10: give 20 beans
end
"""

PERIODS = (
    choice("day", "day", "每日", "Each day.", "每天一榜。"),
    choice("week", "week", "每周", "Each week, Monday first.", "每周一榜，周一开始。"),
    choice("month", "month", "每月", "Each month.", "每月一榜。"),
    choice("quarter", "quarter", "每季", "Each quarter.", "每季一榜。"),
    choice("year", "year", "每年", "Each year.", "每年一榜。"),
)
TIES = (
    choice(
        "shared",
        "shared",
        "并列",
        "Equal values share the place; the next are as many places lower.",
        "数值相同并列同一名次，其后名次顺延。",
    ),
    choice(
        "earlier",
        "earlier first",
        "先到者靠前",
        "Who reached the value earlier comes first.",
        "先达到该数值的排在前面。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardBlock:
    """What ranks members, how long, and what the places get."""

    counts: Match | None = told(
        "match", "counts", "计", "What counts: a number of events, or a sum.", "按什么统计：次数或合计。"
    )
    points: str | None = told(
        "name", "points", "按积分", "Or the points that are earned.", "或按获得的哪种积分。", refers="points"
    )
    period: Literal["day", "week", "month", "quarter", "year"] = told(
        "choice",
        "period",
        "周期",
        "How long a ranking lasts.",
        "多久一榜。",
        choices=PERIODS,
        required=True,
    )
    top: tuple[Row, ...] = told(
        "actions",
        "top",
        "前",
        "What the places up to this one get, from the row before on: `top 1`, `top 3` for the second and third.",
        "到第几名为止得到什么，从上一行之后算起：`前 1`，`前 3` 为第二、三名。",
        required=True,
        key="number",
        scope="member",
    )
    ties: Literal["shared", "earlier"] = told(
        "choice",
        "ties",
        "同分时",
        "Who comes first of equals.",
        "数值相同如何排名。",
        choices=TIES,
        default="shared",
    )
    schedule: Schedule | None = told(
        "schedule", "schedule", ("活动时间", "时间"), "When events count.", "哪些时间的事件计入。"
    )
    audience: str | None = told(
        "name", "audience", "人群", "The segment that takes part.", "参加的客群。", refers="segment"
    )


def problems(board: BoardBlock) -> tuple[Problem, ...]:
    return (*_source_problems(board), *match_problems(board.counts), *_place_problems(board))


def _source_problems(board: BoardBlock) -> Iterable[Problem]:
    if (board.counts is None) == (board.points is None):
        yield Problem("period" if board.counts is None else "points", _ONE_SOURCE, _ONE_SOURCE_HELP)


def _place_problems(board: BoardBlock) -> Iterable[Problem]:
    for row in board.top:
        if int(row.key) < 1:
            yield Problem("top", _NO_PLACE, key=row.key)
    for before, row in pairwise(board.top):
        if int(row.key) <= int(before.key):
            yield Problem("top", _RISING, key=row.key)


def lower(board: BoardBlock, context: Context) -> tuple[Part, ...]:
    told_by = derived(context.name, "counted")
    placed = derived(context.name, "placed")
    firsts = (1, *(int(row.key) + 1 for row in board.top[:-1]))
    return (
        Board(
            id=context.name,
            origin=context.origin,
            unit=board.period,
            counted=told_by,
            placed=placed,
            places=int(board.top[-1].key),
            ties=board.ties,
            titles=context.titles,
        ),
        counted(told_by),
        EventType(placed, (EventField("place", "number", required=True),), key="id"),
        _count(board, context, told_by),
        *(_prize(row, first, context, placed) for first, row in zip(firsts, board.top, strict=True)),
    )


def _count(board: BoardBlock, context: Context, told_by: str) -> Rule:
    trigger, value, condition = _source(board)
    return Rule(
        id=derived(context.name, "count"),
        origin=context.origin,
        triggers=(trigger,),
        condition=condition,
        then=(TellMember(Const(f"board:{context.name}"), told_by, (*SENT, (VALUE, value))),),
        titles=context.titles,
        net_condition=net_condition(condition),
        schedule=board.schedule,
        audience=board.audience,
        on_refund="revoke_unused",
    )


def _source(board: BoardBlock) -> tuple[Trigger, Expr, Expr]:
    """What starts the telling, what is told, and when."""
    match board.counts, board.points:
        case None, str() as currency:
            value = PointsOfEvent(currency)
            return OnPointsEarned(currency), value, Compare("gt", value, Const(0))
        case Match() as counts, None:
            return OnEvent(counts.event), value_of(counts), asked(counts)
        case _:
            raise ValueError("a board counts events or points; `problems` says so")


def _prize(row: Row, first: int, context: Context, placed: str) -> Rule:
    place = FieldOf("place")
    to_last: Expr = Compare("le", place, Const(int(row.key)))
    condition = to_last if first == 1 else And((Compare("ge", place, Const(first)), to_last))
    return Rule(
        id=derived(context.name, "top", str(row.key)),
        origin=row.origin,
        triggers=(OnEvent(placed),),
        condition=condition,
        then=row.value,
        titles=row.titles,
        net_condition=condition,
        on_refund="revoke_unused",
    )


_ONE_SOURCE = texts("a board counts events or points", "排行榜按事件或按积分统计")
_ONE_SOURCE_HELP = texts(
    "write one of `counts: order` and `points: beans`", "写 `计：订单 次数` 或 `按积分：京豆`，二选一"
)
_NO_PLACE = texts("the first place is 1", "名次从 1 开始")
_RISING = texts("this place does not come after the one before it", "名次须从前往后写")

BOARD = Kind(
    word="board",
    labels=labels("board", "排行榜"),
    family="board",
    doc=texts("A ranking of members with rewards.", "会员排行榜及名次奖励。"),
    fields=table(BoardBlock),
    parameters=BoardBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
