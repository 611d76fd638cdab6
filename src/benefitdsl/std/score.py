"""score: a number that says how valuable a member is, reviewed every day or month: the sum of its components.

Each component is a block of its own (`component`), and they add up in the order in which they are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benefitdsl.catalogue import Context, Kind, Part, Problem
from benefitdsl.plan.parts import ReviewPeriodic, Score
from benefitdsl.std.fields import choice, labels, table, texts, told

EXAMPLE = """\
score taobao en "Taobao score" zh "淘气值"
  review: monthly
  review day: 8
end
"""

REVIEWS = (
    choice("day", "daily", "每日", "At the start of every day.", "每天开始时更新。"),
    choice("month", "monthly", "每月", "On the review day of every month.", "每月更新日更新。"),
    choice(
        "anniversary",
        "on anniversary",
        "入会周年",
        "On the day the member joined, every year.",
        "每年入会周年日更新。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBlock:
    """When the score is looked at."""

    review: Literal["day", "month", "anniversary"] = told(
        "choice",
        "review",
        "更新",
        "When the score is made anew; between reviews it stays.",
        "何时更新；两次更新之间不变。",
        choices=REVIEWS,
        required=True,
    )
    review_day: int | None = told(
        "integer",
        "review day",
        "更新日",
        "The day of the month for a monthly review; past the month's end, its last day.",
        "每月更新的日期；当月没有则取月底。",
    )


def problems(score: ScoreBlock) -> tuple[Problem, ...]:
    if score.review_day is None:
        return ()
    if score.review != "month":
        return (Problem("review_day", _NOT_MONTHLY),)
    return () if 1 <= score.review_day <= 31 else (Problem("review_day", _NO_DAY),)


def lower(score: ScoreBlock, context: Context) -> tuple[Part, ...]:
    """The score without its components: those are gathered when all blocks are lowered."""
    review = ReviewPeriodic(score.review, score.review_day or 1)
    return (Score(context.name, context.origin, (), review, context.titles),)


_NOT_MONTHLY = texts("`review day` belongs to `review: monthly`", "`更新日` 须与 `更新：每月` 一起使用")
_NO_DAY = texts("a day of the month is 1 to 31", "日期须在 1 到 31 之间")

SCORE = Kind(
    word="score",
    labels=labels("score", "分值"),
    family="score",
    doc=texts("How valuable a member is, as a number.", "衡量会员价值的分数，如淘气值、京享值。"),
    fields=table(ScoreBlock),
    parameters=ScoreBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
