"""rule: when something happens, and if something holds, then something is given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from benefitdsl.catalogue import Context, Kind, Part
from benefitdsl.plan.expr import TRUE, Expr
from benefitdsl.plan.parts import Action, Limit, RefundPolicy, Rule, Trigger
from benefitdsl.plan.schedule import Schedule
from benefitdsl.std.choices import TAKEN_BACK
from benefitdsl.std.fields import labels, table, texts, told
from benefitdsl.std.net import net_condition

EXAMPLE = """\
rule first_398
  when: order
  if: amount >= 398 CNY
  then: grant towels
  limit: 1 per member
  on refund: revoke if unused
end

rule mid_autumn_badge
  when: order
  then: grant milk_friend, tag tea_lover, send thanks
  schedule: holiday mid_autumn
  audience: loyal
  budget: spring_gifts
  group: order_gifts
end

rule base_points: order -> give 1 beans per full 1 CNY

rule great_friend: mission completed milk_10 -> raise to black
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBlock:
    """What starts a rule, what it asks for, gives, and how often."""

    when: tuple[Trigger, ...] = told(
        "trigger", "when", "当", "What starts the rule.", "什么发生时触发。", required=True
    )
    condition: Expr = told(
        "condition", "if", "如果", "What must hold for it to give.", "须满足的条件。", default=TRUE
    )
    then: tuple[Action, ...] = told(
        "actions", "then", "那么", "What is given.", "给什么。", required=True, repeated=True
    )
    otherwise: tuple[Action, ...] = told(
        "actions",
        "else",
        "否则",
        "What is given where the condition does not hold.",
        "不满足条件时给什么。",
        repeated=True,
    )
    limit: tuple[Limit, ...] = told(
        "limit", "limit", ("限", "限制"), "How often it may give, and to whom.", "最多给多少次。", default=()
    )
    count_refunded: bool = told(
        "flag",
        "count refunded",
        "退款仍计次",
        "Whether a use counts against the limit even after its order was refunded.",
        "订单退款后，已用的次数是否仍占用限额。",
        default=False,
    )
    schedule: Schedule | None = told(
        "schedule", "schedule", ("活动时间", "时间"), "When it holds.", "哪些时间有效。"
    )
    audience: str | None = told(
        "name", "audience", "人群", "The segment it is for.", "适用的客群。", refers="segment"
    )
    budget: tuple[str, ...] = told(
        "names", "budget", "预算", "The budgets it draws on.", "占用的预算。", refers="budget", default=()
    )
    group: str | None = told(
        "name",
        "group",
        "规则组",
        "The group of rules it belongs to; the group says which of them give.",
        "所属的规则组，由该组决定哪些规则生效。",
        refers="group",
    )
    on_refund: RefundPolicy = told(
        "choice",
        "on refund",
        "退款时",
        "What becomes of what it gave when the order is refunded.",
        "订单退款后，已给的如何处理。",
        choices=TAKEN_BACK,
        default="proportion",
    )


def lower(rule: RuleBlock, context: Context) -> tuple[Part, ...]:
    return (
        Rule(
            id=context.name,
            origin=context.origin,
            triggers=rule.when,
            condition=rule.condition,
            then=rule.then,
            titles=context.titles,
            otherwise=rule.otherwise,
            net_condition=net_condition(rule.condition),
            schedule=rule.schedule,
            audience=rule.audience,
            limits=gross_if(rule.count_refunded, rule.limit),
            budgets=rule.budget,
            group=rule.group,
            on_refund=rule.on_refund,
        ),
    )


def gross_if(count_refunded: bool, limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
    """The limits, never giving a use back where the author says so."""
    return tuple(replace(limit, gross=True) for limit in limits) if count_refunded else limits


RULE = Kind(
    word="rule",
    labels=labels("rule", "规则"),
    family="rule",
    doc=texts(
        "When something happens, and if something holds, something is given.",
        "当某事发生且满足条件时，给会员什么。",
    ),
    fields=table(RuleBlock),
    parameters=RuleBlock,
    lower=lower,
    example=EXAMPLE,
)
