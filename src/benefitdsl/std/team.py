"""team: members who reach something together: each one's part counts for all, and each is rewarded.

It lowers to a team, to the rule `NAME.count` that tells it what its members do, to the mission `NAME.goal` on the own
state of the team, and to rules `NAME.reward.STAGE` that reward each member when a stage is reached. Of a mentor and an
apprentice the two are the team.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benefitdsl.catalogue import Amount, Context, Kind, Match, Part, Problem, Row
from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf
from benefitdsl.plan.parts import (
    Action,
    EventField,
    EventType,
    Limit,
    Mission,
    OnEvent,
    Rule,
    Stage,
    Team,
    TellRoster,
    TellTeam,
)
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.window import Ever, Window
from benefitdsl.std.derived import derived
from benefitdsl.std.fields import AT_LEAST_ONE, choice, labels, table, texts, told
from benefitdsl.std.mission import REPEATS, period_problems
from benefitdsl.std.net import net_condition
from benefitdsl.std.stages import given_at, scale_of, stage_problems, target_problems
from benefitdsl.std.telling import SENT, VALUE, asked, counted, match_problems, told_number, value_of

EXAMPLE = """\
team spring_walk en "walk together" zh "组队健走"
  size: 5
  counts: sum of steps of steps
  target: 100000
  reward: give 100 beans
  within: this week
  repeat: each period
end
"""

FORMED = (
    choice("join", "by joining", "自由组队", "Members join a team by its name.", "会员按队名加入。"),
    choice(
        "mentor",
        "by following a mentor",
        "拜师",
        "An apprentice follows a mentor; the two are a team.",
        "徒弟拜师，师徒二人为一队。",
    ),
)
ON_REFUND = (
    choice("lower", "lower progress", "扣减进度", "The team's progress falls.", "扣减团队进度。"),
    choice("keep", "keep progress", "保留进度", "The team's progress is kept.", "保留团队进度。"),
    choice(
        "reopen",
        "reopen",
        "重新打开",
        "Stages that are no longer reached are undone, and what they gave is taken back.",
        "不再达成的阶段撤销，收回奖励。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamBlock:
    """Who plays together, and for what."""

    formed: Literal["join", "mentor"] = told(
        "choice",
        "formed",
        "组成方式",
        "How a team comes about.",
        "团队如何组成。",
        choices=FORMED,
        default="join",
    )
    size: int | None = told(
        "integer",
        "size",
        "人数上限",
        "How many members a team has at most (a mentor: apprentices).",
        "每队最多多少人；师徒为每位师傅最多多少徒弟。",
    )
    counts: Match = told(
        "match", "counts", "计", "What each member does for it.", "统计队员的什么行为。", required=True
    )
    target: Amount | None = told(
        "amount",
        "target",
        "目标",
        "How much the team needs; with stages, the last of them if not said.",
        "团队合计达到多少；有阶段时可不写，以最后阶段为准。",
        measured_by="counts",
    )
    reward: tuple[Action, ...] = told(
        "actions",
        "reward",
        "奖励",
        "What each member gets when the target is reached.",
        "达成目标后每位队员得到什么。",
        repeated=True,
        scope="member",
    )
    stage: tuple[Row, ...] = told(
        "actions",
        "stage",
        "阶段",
        "What each member gets on the way; of money in whole units of the currency.",
        "中途达到时每位队员得到什么；按金额时以元为单位。",
        key="number",
        scope="member",
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
    schedule: Schedule | None = told(
        "schedule", "schedule", ("活动时间", "时间"), "When events count.", "哪些时间的事件计入。"
    )
    audience: str | None = told(
        "name",
        "audience",
        "人群",
        "The segment whose members count.",
        "哪个客群的会员计入。",
        refers="segment",
    )
    limit: tuple[Limit, ...] = told(
        "limit",
        "limit",
        ("限", "限制"),
        "How often a member gets the reward of a stage.",
        "每位会员每个阶段的奖励最多几次。",
        default=(),
        scope="member",
    )
    on_refund: Literal["lower", "keep", "reopen"] = told(
        "choice",
        "on refund",
        "退款时",
        "What a refund does to progress and rewards.",
        "订单退款后，进度与奖励如何处理。",
        choices=ON_REFUND,
        default="lower",
    )


def problems(team: TeamBlock) -> tuple[Problem, ...]:
    return (
        *match_problems(team.counts),
        *(() if team.size is None or team.size >= 1 else (Problem("size", AT_LEAST_ONE),)),
        *target_problems(team.target),
        *stage_problems(team.counts, team.target, team.stage, team.reward),
        *period_problems(team.repeat, team.within),
    )


def lower(team: TeamBlock, context: Context) -> tuple[Part, ...]:
    told_by = derived(context.name, "counted")
    reached = derived(context.name, "reached")
    stages = given_at(team.target, team.stage, team.reward, scale_of(team.counts, context.currency))
    mentor = team.formed == "mentor"
    return (
        Team(context.name, context.origin, context.titles, team.size, mentor),
        counted(told_by),
        EventType(reached, (EventField("stage", "number", required=True),), key="id"),
        _count(team, context, told_by),
        _mission(team, context, told_by, reached, tuple(stages)),
        *(_reward(team, context, reached, at, actions) for at, actions in stages.items()),
    )


def _count(team: TeamBlock, context: Context, told_by: str) -> Rule:
    condition = asked(team.counts)
    return Rule(
        id=derived(context.name, "count"),
        origin=context.origin,
        triggers=(OnEvent(team.counts.event),),
        condition=condition,
        then=(TellTeam(context.name, told_by, (*SENT, (VALUE, value_of(team.counts)))),),
        titles=context.titles,
        net_condition=net_condition(condition),
        schedule=team.schedule,
        audience=team.audience,
        on_refund="keep" if team.on_refund == "keep" else "revoke_unused",
    )


def _mission(
    team: TeamBlock, context: Context, told_by: str, reached: str, stages: tuple[int, ...]
) -> Mission:
    return Mission(
        id=derived(context.name, "goal"),
        origin=context.origin,
        event=told_by,
        where=TRUE,
        items=False,
        measure="sum",
        value=told_number(),
        stages=tuple(
            Stage(at, (TellRoster(context.name, reached, (("stage", Const(at)),)),)) for at in stages
        ),
        window=team.within,
        titles=context.titles,
        repeat=team.repeat,
        on_refund=team.on_refund,
    )


def _reward(team: TeamBlock, context: Context, reached: str, at: int, actions: tuple[Action, ...]) -> Rule:
    condition = Compare("eq", FieldOf("stage"), Const(at))
    return Rule(
        id=derived(context.name, "reward", str(at)),
        origin=context.origin,
        triggers=(OnEvent(reached),),
        condition=condition,
        then=actions,
        titles=context.titles,
        net_condition=condition,
        limits=team.limit,
        on_refund="revoke_unused",
    )


TEAM = Kind(
    word="team",
    labels=labels("team", "团队"),
    family="team",
    doc=texts("Members who reach something together.", "会员组队共同完成目标。"),
    fields=table(TeamBlock),
    parameters=TeamBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
