"""Which member a history is about: variants follow from the name, so a name is sought that has the ones wished for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from benefitdsl.engine.experiments import variant_of
from benefitdsl.plan.expr import Expr, VariantOf
from benefitdsl.plan.parts import Plan
from benefitdsl.verify.history import Happening, History, Joining, Passing, Sending

MEMBER: Final = "m1"
_NAMES: Final = 400


def member_with(plan: Plan, past: Mapping[Expr, Any]) -> str | None:
    """The first of `m1`, `m2` … who has the variants wished for; None where none of so many has them."""
    experiments = {each.id: each for each in plan.experiments}
    wanted = {expr.experiment: place for expr, place in past.items() if isinstance(expr, VariantOf)}
    return next(
        (
            name
            for name in (MEMBER, *(f"m{number}" for number in range(2, _NAMES)))
            if all(variant_of(plan.id, experiments[one], name) == place for one, place in wanted.items())
        ),
        None,
    )


def renamed(happenings: Iterable[Happening], name: str) -> tuple[Happening, ...]:
    """The same of another member than `MEMBER`."""
    return tuple(_renamed(each, name) for each in happenings)


def _renamed(happening: Happening, name: str) -> Happening:
    match happening:
        case Joining(member) if member == MEMBER:
            return replace(happening, member=name)
        case Sending(event) if event.member == MEMBER:
            return Sending(replace(event, member=name))
        case Joining() | Sending() | Passing():
            return happening


def subject(history: History) -> str:
    """The member whom a history made to order is about: whoever joins first."""
    return next(each.member for each in history.happenings if isinstance(each, Joining))


__all__ = ["MEMBER", "member_with", "renamed", "subject"]
