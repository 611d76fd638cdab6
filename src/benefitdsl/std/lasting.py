"""How long benefits last: what an author says, as a validity of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from benefitdsl.catalogue import (
    LastingValue,
    LastsFor,
    LastsToDay,
    LastsToPeriodEnd,
    LastsToYearDays,
    Problem,
)
from benefitdsl.plan.parts import Lasting, UntilDay, UntilPeriodEnd, Validity
from benefitdsl.std.fields import texts


def validity(valid: Iterable[LastingValue]) -> tuple[Validity, ...]:
    """The validity that the terms say, where `lasting_problems` finds nothing; a bare `30 days` is from the issue."""
    return tuple(map(_validity, valid))


def _validity(term: LastingValue) -> Validity:
    match term:
        case LastsFor(duration, anchor, edge):
            return Lasting(duration, "claim" if anchor == "claim" else "issue", edge)
        case LastsToDay(end):
            return UntilDay(end)
        case LastsToPeriodEnd(unit, is_next=False):
            return UntilPeriodEnd(unit)
        case LastsToYearDays() | LastsToPeriodEnd():
            raise ValueError(
                "only points end on days of the year or with the next period; see `lasting_problems`"
            )
        case _:
            assert_never(term)


def claim_time(terms: tuple[LastingValue, ...] | None) -> Lasting | None:
    """The time in which a benefit must be claimed, None for one that is held at once."""
    match terms:
        case (LastsFor(duration, _, edge),):
            return Lasting(duration, "issue", edge)
        case _:
            return None


def lasting_problems(
    valid: tuple[LastingValue, ...], claim: tuple[LastingValue, ...] | None
) -> tuple[Problem, ...]:
    """What a benefit's `valid` and `claim` cannot mean."""
    return (*_valid_problems(valid, claim), *_claim_problems(claim))


def _valid_problems(
    valid: tuple[LastingValue, ...], claim: tuple[LastingValue, ...] | None
) -> Iterable[Problem]:
    for term in valid:
        match term:
            case LastsFor(anchor="earning" | "activity"):
                yield _POINTS_ONLY
            case LastsFor(anchor="claim") if claim is None:
                yield _NO_CLAIM
            case LastsFor(anchor="none") if claim is not None:
                yield _FROM_WHEN
            case LastsToYearDays():
                yield _POINTS_ONLY
            case LastsToPeriodEnd(is_next=True):
                yield _POINTS_ONLY
            case _:
                pass


def _claim_problems(claim: tuple[LastingValue, ...] | None) -> Iterable[Problem]:
    match claim:
        case None | (LastsFor(anchor="none" | "issue"),):
            pass
        case _:
            yield _CLAIM_FORM


_POINTS_ONLY = Problem(
    "valid",
    texts("only points can last like this", "只有积分可以这样设置有效期"),
    texts(
        "write `30 days from claim`, `30 days from issue`, `through 2026-03-31` or `to end of month`",
        "可写 `自领取30天`、`自发放30天`、`至2026年3月31日` 或 `至本月底`",
    ),
)
_NO_CLAIM = Problem(
    "valid",
    texts("it is never claimed: there is no `claim`", "没有 `领取`，无需领取，不能从领取起算"),
    texts("write `from issue`, or add `claim: within 7 days`", "改为 `自发放`，或加上 `领取：7天内`"),
)
_FROM_WHEN = Problem(
    "valid",
    texts("from the issue or from the claim?", "没有说明从发放还是从领取起算"),
    texts("write `30 days from claim` or `30 days from issue`", "写 `自领取30天` 或 `自发放30天`"),
)
_CLAIM_FORM = Problem(
    "claim",
    texts("the time to claim is one length of time from the issue", "领取时限是自发放起的一段时间"),
    texts("write `within 7 days`", "写 `7天内`"),
)
