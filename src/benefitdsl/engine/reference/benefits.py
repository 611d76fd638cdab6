"""Benefits: what became of an instance, read off its facts (spec §2.1, §2.2, §3)."""

from __future__ import annotations

from typing import Literal

from benefitdsl.engine.reference.facts import BenefitStep, Issued, State
from benefitdsl.engine.reference.localtime import LocalTime, first_day_of, is_exact, period_of
from benefitdsl.engine.reference.run import Author, Run
from benefitdsl.engine.reference.schedules import holds
from benefitdsl.model.effect import BenefitExpired, BenefitRevoked
from benefitdsl.plan.parts import Benefit, Lasting, Plan, UntilDay, UntilPeriodEnd, Validity

Condition = Literal["unclaimed", "held", "reserved", "used", "revoked", "expired"]


_AFTER: dict[str, Condition] = {
    "claimed": "held",
    "used": "used",
    "returned": "held",
    "revoked": "revoked",
    "expired": "expired",
    "reserved": "reserved",
    "released": "held",
}


def named(plan: Plan, benefit: str) -> Benefit:
    return next(each for each in plan.benefits if each.id == benefit)


def condition(state: State, issued: Issued) -> Condition:
    """How an instance stands: after the issue, and after every step since."""
    now: Condition = "unclaimed" if issued.needs_claim else "held"
    for fact in state.benefit_steps:
        if fact.instance == issued.instance:
            now = _AFTER[fact.step]
    return now


def valid_until(state: State, issued: Issued) -> int | None:
    """The earliest of what runs from the issue and what runs from the claim."""
    ends = [issued.runs_until]
    for fact in state.benefit_steps:
        if fact.instance == issued.instance and fact.step == "claimed":
            ends = [issued.runs_until, fact.until]
    return min((end for end in ends if end is not None), default=None)


def over_at(state: State, issued: Issued) -> int | None:
    """When an unclaimed, held or reserved instance is over (spec §3.1), None for never or where it is gone already."""
    match condition(state, issued):
        case "unclaimed":
            ends = [end for end in (issued.claim_until, issued.runs_until) if end is not None]
            return min(ends, default=None)
        case "held" | "reserved":
            return valid_until(state, issued)
        case _:
            return None


def is_held(state: State, benefit: str, now: int) -> bool:
    """Whether a live instance is there that has begun: issued or claimed, and not used, revoked or expired."""
    return any(
        issued.benefit == benefit
        and condition(state, issued) in ("unclaimed", "held", "reserved")
        and (issued.valid_from is None or issued.valid_from <= now)
        for issued in state.issued
    )


def reservation(state: State, issued: Issued) -> BenefitStep | None:
    """The step that reserved an instance which is reserved."""
    if condition(state, issued) != "reserved":
        return None
    return next(fact for fact in reversed(state.benefit_steps) if fact.instance == issued.instance)


def begins_at(run: Run, benefit: Benefit) -> int | None:
    """Where another instance begins later: at the latest end of those that are held (spec §13.4)."""
    held = [
        valid_until(run.state, issued)
        for issued in run.state.issued
        if issued.benefit == benefit.id and condition(run.state, issued) in ("held", "reserved")
    ]
    ends = [end for end in held if end is not None]
    if not benefit.extends or not ends or None in held:
        return None
    return max(ends) if max(ends) > run.at else None


def instances_named(state: State, text: str) -> list[Issued]:
    """The instance of that id, else the instances of the benefit of that id."""
    instance = [issued for issued in state.issued if issued.instance == text]
    return instance or [issued for issued in state.issued if issued.benefit == text]


def runs_until(
    time: LocalTime,
    valid: tuple[Validity, ...],
    at: int,
    start: Literal["issue", "claim"],
    valid_from: int | None,
) -> int | None:
    """The earliest end of the validities that start with the issue, or with the claim, at `at`: of an instance that
    another goes before, with `valid_from`."""
    ends: list[int] = []
    for validity in valid:
        match validity:
            case Lasting(duration, begins, edge) if begins == start:
                is_next = at == valid_from and edge == "end_of_day" and not is_exact(duration)
                ends.append(time.lasts_until(duration, at - 1 if is_next else at, edge))
            case UntilDay(end) if start == "issue":
                ends.append(time.start(end))
            case UntilPeriodEnd(unit) if start == "issue":
                ends.append(time.start(first_day_of(period_of(time.day(at), unit) + 1, unit)))
            case _:
                pass
    return min(ends, default=None)


def is_usable(run: Run, issued: Issued) -> bool:
    """Whether an instance can be used outside an order: held (or reserved for the checkout of the event), valid at
    `at`, and its schedule holds."""
    until = valid_until(run.state, issued)
    usable = named(run.plan, issued.benefit).usable
    reserved = reservation(run.state, issued)
    checkout = run.event.fields.get("checkout") if run.event is not None else None
    return (
        (condition(run.state, issued) == "held" or (reserved is not None and reserved.checkout == checkout))
        and (issued.valid_from is None or issued.valid_from <= run.at)
        and (until is None or run.at < until)
        and (usable is None or holds(usable, run.time, run.state.attributes, run.at))
    )


def earliest_end(state: State, instances: list[Issued]) -> Issued | None:
    """The one with the earliest end (None last), then issue, then instance id."""

    def order(issued: Issued) -> tuple[bool, int, int, str]:
        end = issued.claim_until if condition(state, issued) == "unclaimed" else valid_until(state, issued)
        return end is None, end or 0, issued.at, issued.instance

    return min(instances, key=order, default=None)


def expire(run: Run, issued: Issued) -> None:
    benefit = named(run.plan, issued.benefit)
    run.state.benefit_steps.append(BenefitStep(issued.instance, "expired"))
    run.effects.append(
        BenefitExpired(run.cause(Author(benefit.id, benefit.origin)), benefit.id, issued.instance)
    )


def revoke(run: Run, issued: Issued, author: Author) -> None:
    run.state.benefit_steps.append(BenefitStep(issued.instance, "revoked"))
    run.effects.append(BenefitRevoked(run.cause(author), issued.benefit, issued.instance))
