"""What exchanges, draws and paid memberships have in common: a member asks for them, and not everyone may."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Quantity
from benefitdsl.plan.expr import TRUE, Const, Expr
from benefitdsl.plan.parts import Action, Cancel, Cost, Limit, Offer, RefundPolicy
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.duration import Duration
from benefitdsl.std.choices import TAKEN_BACK
from benefitdsl.std.fields import told
from benefitdsl.std.rule import gross_if


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who may ask for it, when and how often."""

    condition: Expr = told(
        "condition",
        "if",
        "如果",
        "What a member must meet.",
        "会员须满足的条件。",
        default=TRUE,
        scope="member",
    )
    audience: str | None = told(
        "name", "audience", "人群", "The segment it is for.", "适用的客群。", refers="segment"
    )
    schedule: Schedule | None = told(
        "schedule", "schedule", ("活动时间", "时间"), "When it can be asked for.", "哪些时间可以参加。"
    )
    limit: tuple[Limit, ...] = told(
        "limit",
        "limit",
        ("限", "限制"),
        "How often, for each member or in all.",
        "每位会员或总共最多几次。",
        default=(),
        scope="member",
    )
    count_refunded: bool = told(
        "flag",
        "count refunded",
        "退款仍计次",
        "Whether it counts against the limit even after it was taken back.",
        "撤销后，已用的次数是否仍占用限额。",
        default=False,
    )
    budget: tuple[str, ...] = told(
        "names", "budget", "预算", "The budgets it draws on.", "占用的预算。", refers="budget", default=()
    )
    on_refund: RefundPolicy | None = told(
        "choice",
        "on refund",
        "退款时",
        "What becomes of what it gave when it is taken back; without this it is taken back if unused. What it cost is "
        "given back, unless something that it gave was used and stays.",
        "撤销后，已给的如何处理；不写则未用的收回。所付的予以退还，但已给的权益若已使用且不收回，则不退。",
        choices=TAKEN_BACK,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced(Asked):
    """What it costs: points, a ticket."""

    costs: tuple[Quantity, ...] = told(
        "quantity",
        "costs",
        "花费",
        "The points that it costs; of several currencies all of them.",
        "花费多少积分；写多种则都要付。",
        repeated=True,
    )
    ticket: str | None = told(
        "name",
        "ticket",
        "凭券",
        "The benefit, one of which it uses up.",
        "每次消耗一张的券或权益。",
        refers="benefit",
    )


def offer(asked: Asked, context: Context, then: tuple[Action, ...]) -> Offer:
    """The offer of a block, without what it costs."""
    return Offer(
        id=context.name,
        origin=context.origin,
        then=then,
        titles=context.titles,
        condition=asked.condition,
        audience=asked.audience,
        schedule=asked.schedule,
        limits=gross_if(asked.count_refunded, asked.limit),
        budgets=asked.budget,
        on_refund=asked.on_refund or "revoke_unused",
    )


def cancel(within: Duration | None, *, if_unused: bool, privileges: tuple[str, ...] = ()) -> Cancel | None:
    """Whether it can still be given back; without either word as long as it is remembered."""
    return None if within is None and not if_unused else Cancel(within, if_unused, privileges)


def costs(quantities: tuple[Quantity, ...]) -> tuple[Cost, ...]:
    """What is asked of each currency; one that is named twice costs both together."""
    sums: dict[str, int] = {}
    for each in quantities:
        sums[each.currency] = sums.get(each.currency, 0) + each.amount
    return tuple(Cost(currency, Const(amount)) for currency, amount in sums.items())
