"""membership: a paid card: its fee, what it opens with, how long it lasts, and whether it can be given back.

The event `buy_membership` buys or renews it; a renewal begins where the card that is held ends. While it lasts a member
has the benefit of this name, which conditions ask for (`has plus`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from benefitdsl.catalogue import Context, Kind, LastingValue, Part, Problem
from benefitdsl.plan.expr import Choose, Const, Expr
from benefitdsl.plan.parts import Action, Benefit, Cancel, GrantBenefit
from benefitdsl.quantities.duration import Duration
from benefitdsl.std.fields import labels, table, texts, told
from benefitdsl.std.lasting import lasting_problems, validity
from benefitdsl.std.offer import Asked, cancel, offer

EXAMPLE = """\
membership plus en "PLUS" zh "PLUS会员"
  fee: 198 CNY
  reduced fee: 148 CNY
  reduced if: tier >= gold
  valid: 1 year from issue
  opening: give 500 beans
  privileges: room_upgrade
  refund within: 7 days
  refund if unused: yes
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Asked):
    """What a paid membership costs and brings. Money in minor units."""

    fee: int = told("money", "fee", "会费", "What it costs.", "会费金额。", required=True)
    reduced_fee: int | None = told(
        "money",
        "reduced fee",
        "优惠会费",
        "What it costs those who meet `reduced if`.",
        "满足优惠条件的会员的会费。",
    )
    reduced_if: Expr | None = told(
        "condition",
        "reduced if",
        "会费优惠条件",
        "Who pays the reduced fee.",
        "哪些会员享受优惠会费。",
        scope="member",
    )
    valid: tuple[LastingValue, ...] = told(
        "lasting",
        "valid",
        "有效",
        "How long it lasts, from the end of the one that is held, if any.",
        "有效多久；续费时从原到期日起算。",
        required=True,
    )
    opening: tuple[Action, ...] = told(
        "actions",
        "opening",
        "开卡礼",
        "What buying or renewing it gives.",
        "开通或续费时给什么。",
        repeated=True,
        scope="member",
    )
    privileges: tuple[str, ...] = told(
        "names",
        "privileges",
        "专属特权",
        "The privileges whose use counts as using it.",
        "使用后视为已使用会员权益的特权。",
        refers="privilege",
        default=(),
    )
    refund_within: Duration | None = told(
        "duration",
        "refund within",
        "可退期限",
        "How long after buying it can be given back.",
        "开通后多久内可退。",
    )
    refund_if_unused: bool = told(
        "flag",
        "refund if unused",
        "未用可退",
        "Whether it can be given back only while nothing that it gave was used.",
        "是否仅在未使用任何权益时可退。",
        default=False,
    )
    worth: int | None = told(
        "money",
        "worth",
        "价值",
        "What one costs the brand at most, beside what it opens with.",
        "除开卡礼外，每份的最高成本。",
    )


def problems(membership: Membership) -> tuple[Problem, ...]:
    return (*_fee_problems(membership), *lasting_problems(membership.valid, None))


def _fee_problems(membership: Membership) -> Iterable[Problem]:
    if (membership.reduced_fee is None) != (membership.reduced_if is None):
        yield Problem("reduced_fee" if membership.reduced_if is None else "reduced_if", _REDUCED_PAIR)
    elif membership.reduced_fee is not None and membership.reduced_fee >= membership.fee:
        yield Problem("reduced_fee", _NOT_REDUCED)
    if membership.privileges and not membership.refund_if_unused:
        yield Problem("privileges", _NOT_ASKED, _NOT_ASKED_HELP)


def lower(membership: Membership, context: Context) -> tuple[Part, ...]:
    card = Benefit(
        id=context.name,
        origin=context.origin,
        kind="membership",
        titles=context.titles,
        worth=membership.worth,
        valid=validity(membership.valid),
        extends=True,
    )
    asked = offer(membership, context, (GrantBenefit(context.name), *membership.opening))
    return card, replace(asked, fee=_fee(membership), cancel=_cancel(membership))


def _fee(membership: Membership) -> Expr:
    if membership.reduced_fee is None or membership.reduced_if is None:
        return Const(membership.fee)
    return Choose(((membership.reduced_if, Const(membership.reduced_fee)),), Const(membership.fee))


def _cancel(membership: Membership) -> Cancel | None:
    return cancel(
        membership.refund_within, if_unused=membership.refund_if_unused, privileges=membership.privileges
    )


_REDUCED_PAIR = texts(
    "`reduced fee` and `reduced if` belong together", "`优惠会费` 与 `会费优惠条件` 须一起写"
)
_NOT_REDUCED = texts("the reduced fee is not below the fee", "优惠会费不低于会费")
_NOT_ASKED = texts(
    "nothing asks whether they were used: they only matter for giving the membership back",
    "没有写 `未用可退`，是否使用过这些特权不影响退会",
)
_NOT_ASKED_HELP = texts(
    "add `refund if unused: yes`; who has a privilege is said in its own `if`",
    "加上 `未用可退：是`；谁能用特权写在特权自己的 `如果` 里",
)

MEMBERSHIP = Kind(
    word="membership",
    labels=labels("membership", "付费会员"),
    family="benefit",
    doc=texts("A paid membership: a card with a fee.", "付费会员卡。"),
    fields=table(Membership),
    parameters=Membership,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
    shares=("offer",),
)
