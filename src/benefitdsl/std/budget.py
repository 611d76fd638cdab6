"""budget: what all members together may be given, in money or in times, in all or per period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benefitdsl.catalogue import Amount, Context, Kind, Part, Problem
from benefitdsl.plan.parts import Budget
from benefitdsl.quantities.window import CalendarPeriods, Ever, Window
from benefitdsl.std.fields import labels, table, texts, told

EXAMPLE = """\
budget spring_gifts
  total: 10000 CNY
  period: this month
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetBlock:
    """How much there is, and for how long."""

    total: Amount = told(
        "amount",
        "total",
        "总额",
        "How much in all: money counts the worth of what is given, a number how often.",
        "总量：写金额则按所给权益的价值计，写数字则按次数计。",
        required=True,
    )
    period: Window = told(
        "window",
        "period",
        "周期",
        "The period after which it is full again; without this it is used up once.",
        "每个周期重新计算；不写则用完为止。",
        default=Ever(),
    )


def problems(budget: BudgetBlock) -> tuple[Problem, ...]:
    match budget.period:
        case Ever() | CalendarPeriods(_, 1):
            return ()
        case _:
            return (Problem("period", _PERIOD, _PERIOD_HELP),)


def lower(budget: BudgetBlock, context: Context) -> tuple[Part, ...]:
    unit: Literal["money", "count"] = "money" if budget.total.unit == "money" else "count"
    return (Budget(context.name, context.origin, budget.total.number, unit, budget.period),)


_PERIOD = texts("a budget is for one calendar period or for ever", "预算只能按自然周期，或一直有效")
_PERIOD_HELP = texts("write `this month`, `today` or `ever`", "写 `本月`、`今日` 或 `累计`")

BUDGET = Kind(
    word="budget",
    labels=labels("budget", "预算"),
    family="budget",
    doc=texts("What all members together may be given.", "全体会员合计最多给出多少。"),
    fields=table(BudgetBlock),
    parameters=BudgetBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
