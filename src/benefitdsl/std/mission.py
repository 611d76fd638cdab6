"""mission: something to be reached within a time, by counting, adding up, collecting or day after day, with rewards.

A composite mission has steps in place of `counts`: all of them or any so many, in order or not; its progress and its
stages are numbers of steps done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from benefitdsl.catalogue import Amount, Context, Kind, Match, Part, Problem, Row
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import Action, Cap, Limit, Mission, Stage, Step, Streak
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import (
    CalendarPeriods,
    Ever,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
    Window,
)
from benefitdsl.std.fields import choice, labels, table, texts, told
from benefitdsl.std.stages import MORE_THAN_NOTHING, given_at, scale_of, stage_problems, target_problems

EXAMPLE = """\
mission milk_10 en "Ten boxes of milk" zh "喝满10盒奶"
  counts: items of order where category is "milk"
  target: 10
  within: 3 months from first match
  reward: grant milk_gift
  repeat: once
end

mission daily_sign_in
  counts: consecutive days of sign_in
  stage 1: give 1 beans
  stage 2: give 2 beans
  stage 7: give 20 beans
  repeat: again
  repair within: 1 day
  repair with: make_up_card
end

mission welcome en "first steps" zh "新手任务"
  step look en "visit a shop" zh "到店": visit
  step spend en "spend 300" zh "消费300": sum of amount of order at least 300 CNY
  step tell en "share twice" zh "分享两次": share at least 2
  needs: 2
  reward: give 50 beans
  within: 1 month from joining
end

gift make_up_card
  valid: 30 days from issue
end
"""

REPEATS = (
    choice("once", "once", "一次", "Once ever.", "只能完成一次。"),
    choice("again", "again", "可重复", "As soon as it is completed it starts over.", "完成后重新开始。"),
    choice(
        "each_period",
        "each period",
        "每期一次",
        "Once in each calendar period of the window.",
        "每个自然周期一次。",
    ),
)
SURPLUS = (
    choice("lose", "lose", "清零", "What is over is lost.", "超出部分清零。"),
    choice("carry", "carry over", "结转", "What is over counts for the next time.", "超出部分计入下一次。"),
)
STARTS = (
    choice("automatic", "automatic", "自动", "Everyone takes part.", "所有会员自动参加。"),
    choice("enrolment", "on enrolment", "报名", "Those who enrolled take part.", "报名后才参加。"),
)
ON_REFUND = (
    choice("keep", "keep progress", "保留进度", "Progress and rewards are kept.", "进度与奖励均保留。"),
    choice(
        "reopen",
        "reopen",
        "重新打开",
        "Progress falls; stages that are no longer reached are undone and their rewards taken back, but for "
        "those of which a reward was used.",
        "扣减进度；不再达成的阶段撤销，收回奖励；奖励已用掉的阶段不撤销。",
    ),
    choice(
        "lower",
        "lower progress",
        "扣减进度",
        "Progress falls, what was completed stays.",
        "扣减进度，已完成的不变。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionBlock:
    """What counts, how much is needed, in which time, and for what reward."""

    counts: Match | None = told(
        "match", "counts", "计", "What counts; or write steps.", "统计什么；组合任务改写步骤。"
    )
    step: tuple[Row, ...] = told(
        "goal",
        "step",
        "步骤",
        "One of the things to be done: `step spend: sum of amount of order at least 300 CNY`.",
        "要做的一件事：`步骤 消费：订单 金额 合计 不低于 300元`。",
        key="name",
        defines="step",
    )
    needs: int | None = told(
        "integer",
        "needs",
        "需完成步数",
        "How many of the steps; without this all.",
        "完成其中几步即可；不写则全部。",
    )
    in_order: bool = told(
        "flag",
        "in order",
        "按顺序",
        "Whether the steps are done one after the other: what comes too early does not count.",
        "是否须按顺序完成；提前做的不计。",
        default=False,
    )
    target: Amount | None = told(
        "amount",
        "target",
        "目标",
        "How much completes it; with stages, the last of them if not said.",
        "达到多少算完成；有阶段时可不写，以最后阶段为准。",
        measured_by="counts",
    )
    reward: tuple[Action, ...] = told(
        "actions", "reward", "奖励", "What completing it gives.", "完成后给什么。", repeated=True
    )
    stage: tuple[Row, ...] = told(
        "actions",
        "stage",
        "阶段",
        "What is given on the way: `stage 7: give 20 beans`; of money in whole units of the currency.",
        "中途达到时给什么：`阶段 7：送 20 京豆`；按金额时以元为单位。",
        key="number",
    )
    within: Window = told(
        "window",
        "within",
        "期限",
        "The time in which it counts; without this for ever.",
        "在什么时间内统计；不写则一直累计。",
        default=Ever(),
    )
    repeat: Literal["once", "again", "each_period"] = told(
        "choice",
        "repeat",
        "重复",
        "Whether it can be completed again.",
        "能否再次完成。",
        choices=REPEATS,
        default="once",
    )
    surplus: Literal["lose", "carry"] = told(
        "choice",
        "surplus",
        "超出部分",
        "What becomes of progress beyond the target.",
        "超出目标的进度如何处理。",
        choices=SURPLUS,
        default="lose",
    )
    start: Literal["automatic", "enrolment"] = told(
        "choice", "start", "参加", "Who takes part.", "如何参加。", choices=STARTS, default="automatic"
    )
    at_most: Cap | None = told(
        "cap",
        "at most",
        "计入上限",
        "The most that counts per day: `1 per day`.",
        "每天最多计入多少：`每日 1`。",
    )
    schedule: Schedule | None = told(
        "schedule", "schedule", ("活动时间", "时间"), "When events count.", "哪些时间的事件计入。"
    )
    audience: str | None = told(
        "name", "audience", "人群", "The segment it is for.", "适用的客群。", refers="segment"
    )
    limit: tuple[Limit, ...] = told(
        "limit",
        "limit",
        ("限", "限制"),
        "How often it can be completed; beyond that it waits.",
        "最多完成多少次，超出则等待。",
        default=(),
    )
    budget: tuple[str, ...] = told(
        "names", "budget", "预算", "The budgets it draws on.", "占用的预算。", refers="budget", default=()
    )
    on_refund: Literal["keep", "reopen", "lower"] = told(
        "choice",
        "on refund",
        "退款时",
        "What a refund does to progress and rewards.",
        "订单退款后，进度与奖励如何处理。",
        choices=ON_REFUND,
        default="lower",
    )
    freezes: int = told(
        "integer",
        "freezes",
        "可漏签天数",
        "How many missed days a run of days forgives.",
        "连续期间允许漏掉几天。",
        default=0,
    )
    repair_within: Duration | None = told(
        "duration",
        "repair within",
        "补签期限",
        "How many days back a missed day can be made up for.",
        "可补最近多少天内漏掉的一天。",
    )
    repair_with: str | None = told(
        "name",
        "repair with",
        "补签消耗",
        "The benefit that making up for a day uses up.",
        "补一天消耗的权益，如补签卡。",
        refers="benefit",
    )
    saved_days: bool = told(
        "flag",
        "saved days count",
        "补签计入",
        "Whether forgiven and made-up days count in the length of the run.",
        "漏签和补签的日子是否计入连续天数。",
        default=True,
    )


def problems(mission: MissionBlock) -> tuple[Problem, ...]:
    return (
        *_step_problems(mission),
        *target_problems(mission.target),
        *stage_problems(mission.counts, _target(mission), mission.stage, mission.reward),
        *_window_problems(mission),
        *_streak_problems(mission),
    )


def _step_problems(mission: MissionBlock) -> Iterable[Problem]:
    if mission.counts is not None and mission.step:
        yield Problem("counts", _COUNTS_AND_STEPS, _COUNTS_AND_STEPS_HELP)
    if mission.counts is None and not mission.step:
        yield Problem("reward", _NOTHING_COUNTS, _NOTHING_COUNTS_HELP)
    if not mission.step:
        for word in ("needs", "in_order"):
            if getattr(mission, word):
                yield Problem(word, _NO_STEPS)
        return
    if mission.target is not None:
        yield Problem("target", _NEEDS_IS_TARGET)
    if mission.needs is not None and not 1 <= mission.needs <= len(mission.step):
        yield Problem("needs", _SO_MANY_STEPS)
    if mission.in_order and mission.needs not in (None, len(mission.step)):
        yield Problem("needs", _ALL_IN_ORDER)
    if mission.at_most is not None:
        yield Problem("at_most", _NOT_OF_STEPS)
    if _is_rolling(mission.within):
        yield Problem("within", _NO_ROLLING_STEPS, _NO_ROLLING_RUN_HELP)
    for row in mission.step:
        if row.value.match.measure == "streak":
            yield Problem("step", _NO_STREAK_STEP, key=row.key)
        elif row.value.target < 1:
            yield Problem("step", MORE_THAN_NOTHING, key=row.key)


def _target(mission: MissionBlock) -> Amount | None:
    """What completes the mission: of a composite one, so many steps."""
    if not mission.step:
        return mission.target
    return Amount(len(mission.step) if mission.needs is None else mission.needs, "number")


def _window_problems(mission: MissionBlock) -> Iterable[Problem]:
    yield from period_problems(mission.repeat, mission.within)
    if mission.surplus == "carry" and (
        mission.repeat != "again" or _measure(mission) not in ("count", "sum")
    ):
        yield Problem("surplus", _NOTHING_TO_CARRY)
    if mission.at_most is not None and mission.at_most.per != "day":
        yield Problem("at_most", _PER_DAY, _PER_DAY_HELP)


def period_problems(repeat: str, within: Window) -> tuple[Problem, ...]:
    """Once each period needs a calendar period."""
    if repeat == "each_period" and not isinstance(within, CalendarPeriods | MembershipYears):
        return (Problem("repeat", _NO_PERIOD, _NO_PERIOD_HELP),)
    return ()


def _measure(mission: MissionBlock) -> Literal["count", "sum", "distinct", "streak", "steps"]:
    return "steps" if mission.counts is None else mission.counts.measure


def _streak_problems(mission: MissionBlock) -> Iterable[Problem]:
    if _measure(mission) != "streak":
        for word in ("freezes", "repair_within", "repair_with"):
            if getattr(mission, word):
                yield Problem(word, _ONLY_STREAKS)
    elif mission.repair_with is not None and mission.repair_within is None:
        yield Problem("repair_with", _HOW_FAR_BACK)
    if _measure(mission) == "streak" and _is_rolling(mission.within):
        yield Problem("within", _NO_ROLLING_RUN, _NO_ROLLING_RUN_HELP)
    if mission.repair_within is not None and mission.repair_within.unit not in ("day", "week"):
        yield Problem("repair_within", _IN_DAYS)


def _is_rolling(window: Window) -> bool:
    match window:
        case RollingDays() | RollingMonths() | RollingExact():
            return True
        case CalendarPeriods() | MembershipYears():
            return window.count > 1
        case _:
            return False


def lower(mission: MissionBlock, context: Context) -> tuple[Part, ...]:
    counts = mission.counts
    return (
        Mission(
            id=context.name,
            origin=context.origin,
            event="" if counts is None else counts.event,
            where=TRUE if counts is None else counts.where,
            items=counts is not None and counts.items,
            measure=_measure(mission),
            value=None if counts is None else counts.value,
            stages=_stages(mission, context.currency),
            window=mission.within,
            titles=context.titles,
            repeat=mission.repeat,
            surplus=mission.surplus,
            enrolment=mission.start == "enrolment",
            daily_cap=_daily_cap(mission, context.currency),
            schedule=mission.schedule,
            audience=mission.audience,
            limits=mission.limit,
            budgets=mission.budget,
            on_refund=mission.on_refund,
            streak=_streak(mission) if _measure(mission) == "streak" else None,
            steps=tuple(map(_step, mission.step)),
            ordered=mission.in_order,
        ),
    )


def _step(row: Row) -> Step:
    match = row.value.match
    return Step(
        id=str(row.key),
        event=match.event,
        where=match.where,
        items=match.items,
        measure=match.measure,
        value=match.value,
        target=row.value.target,
        titles=row.titles,
    )


def _stages(mission: MissionBlock, currency: str) -> tuple[Stage, ...]:
    scale = scale_of(mission.counts, currency)
    actions = given_at(_target(mission), mission.stage, mission.reward, scale)
    return tuple(Stage(at, actions[at]) for at in actions)


def _daily_cap(mission: MissionBlock, currency: str) -> int | None:
    return None if mission.at_most is None else mission.at_most.count * scale_of(mission.counts, currency)


def _streak(mission: MissionBlock) -> Streak:
    within = mission.repair_within
    days = 0 if within is None else within.amount * (7 if within.unit == "week" else 1)
    return Streak(mission.freezes, days, mission.repair_with, mission.saved_days)


_COUNTS_AND_STEPS = texts(
    "a mission counts one thing or has steps, not both", "任务要么统计一项，要么由步骤组成，不能都写"
)
_COUNTS_AND_STEPS_HELP = texts(
    "make a step of it: `step buy: order at least 3`", "把它写成一步：`步骤 购买：订单 次数 不低于 3`"
)
_NOTHING_COUNTS = texts("nothing says what counts", "没有写统计什么")
_NOTHING_COUNTS_HELP = texts("add `counts: order`, or steps", "加上 `计：订单 次数`，或写步骤")
_NO_STEPS = texts("there are no steps", "没有写步骤")
_NEEDS_IS_TARGET = texts("steps are counted by `needs`", "步骤用 `需完成步数` 表示达到多少")
_SO_MANY_STEPS = texts("there are not so many steps", "步数须在 1 与步骤总数之间")
_ALL_IN_ORDER = texts("steps in order are all needed", "按顺序完成时须完成全部步骤")
_NOT_OF_STEPS = texts("steps are not capped per day", "步骤没有每日计入上限")
_NO_ROLLING_STEPS = texts(
    "steps are not done in a window that moves with today", "组合任务不能按滚动时间统计"
)
_NO_STREAK_STEP = texts("consecutive days are a mission of their own", "连续天数须单独写成任务")
_NO_PERIOD = texts("once each period needs a period", "每期一次需要自然周期")
_NO_PERIOD_HELP = texts("add `within: this month`", "加上 `期限：本月`")
_NOTHING_TO_CARRY = texts(
    "only a count or sum that starts again can carry something over", "只有可重复的次数或合计才能结转"
)
_PER_DAY = texts("progress is capped per day", "计入上限只能按天")
_PER_DAY_HELP = texts("write `1 per day`", "写 `每日 1`")
_ONLY_STREAKS = texts("only consecutive days have this", "只有连续天数才有此项")
_HOW_FAR_BACK = texts("nothing says how far back a day can be made up for", "没有写可以补多久以前的一天")
_NO_ROLLING_RUN = texts(
    "consecutive days are not counted in a window that moves with today", "连续天数不能按滚动时间统计"
)
_NO_ROLLING_RUN_HELP = texts(
    "leave `within` out, or write a calendar period such as `this month`",
    "去掉 `期限`，或写自然周期，例如 `本月`",
)
_IN_DAYS = texts("this is said in days or weeks", "须以天或周为单位")

MISSION = Kind(
    word="mission",
    labels=labels("mission", "任务"),
    family="mission",
    doc=texts(
        "Something to be reached within a time, for a reward.", "在一定时间内达成目标、获得奖励的任务。"
    ),
    fields=table(MissionBlock),
    parameters=MissionBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
