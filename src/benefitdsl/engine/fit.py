"""Whether a state made under one version of a plan can go on under another."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.model.member import Member
from benefitdsl.plan.parts import Plan


class MissingParts(ValueError):
    """The member holds things that the plan no longer has: they would be lost, so nothing is evaluated.

    Keep the parts in the new version (without rules that give them) until nobody holds them."""

    def __init__(self, member: str, parts: tuple[str, ...]) -> None:
        named = ", ".join(f"`{part}`" for part in parts)
        super().__init__(f"member `{member}` still has {named}, which this version of the plan does not know")
        self.member = member
        self.parts = parts


def require_parts(member: Member, plan: Plan) -> None:
    """Raise `MissingParts` unless the plan knows every currency and benefit that the member has something of."""
    if member.version == plan.version:
        return
    missing = tuple(sorted(set(_missing(member, plan))))
    if missing:
        raise MissingParts(member.id, missing)


def _missing(member: Member, plan: Plan) -> Iterator[str]:
    benefits = {benefit.id for benefit in plan.benefits}
    currencies = {points.id for points in plan.points}
    yield from (held.benefit for held in member.benefits.values() if held.benefit not in benefits)
    for currency, account in member.accounts.items():
        if currency not in currencies and (account.live_total or account.pending_total or account.owed):
            yield currency
