"""Events with a built-in meaning (spec §2.1)."""

from __future__ import annotations

from benefitdsl.engine.reference import (
    benefits,
    enrolment,
    missions,
    privileges,
    reservations,
    spending,
    teams,
)
from benefitdsl.engine.reference.facts import BenefitStep, Issued
from benefitdsl.engine.reference.run import Rejected, Run
from benefitdsl.model.effect import BenefitClaimed, InviterRecorded, InviterRefused
from benefitdsl.plan.parts import EventRole

MAX_INVITERS = 64


def play(run: Run, role: EventRole) -> None:
    match role:
        case "":
            pass
        case "register":
            _register(run)
        case "profile":
            _profile(run)
        case "enrol":
            mission = _text(run, "mission")
            if not enrolment.enrol(run, mission):
                raise Rejected("refused", "enrolment_not_possible", mission)
        case "claim":
            _claim(run, _text(run, "benefit"))
        case "redeem":
            if not privileges.redeem(run, _text(run, "benefit")):
                spending.redeem(run, _text(run, "benefit"))
        case "make_up":
            _make_up(run)
        case "offer":
            pass  # at the end of the step: `offers`
        case "hold":
            reservations.hold(run)
        case "release":
            reservations.release(run, _text(run, "checkout"))
        case "join":
            teams.join(run)
        case "follow":
            teams.follow(run)


def _text(run: Run, name: str) -> str:
    assert run.event is not None
    return str(run.event.fields.get(name, ""))


def _register(run: Run) -> None:
    assert run.event is not None
    if "inviter" not in run.event.fields:
        return
    member, inviter = run.state.member, _text(run, "inviter")
    reason = ""
    if inviter == member:
        reason = "self"
    elif run.state.inviter is not None or run.owner(f"inviter:{member}") is not None:
        reason = "taken"
    elif _leads_to(run, inviter, member):
        reason = "cycle"
    cause = run.cause(run.role_author)
    if reason:
        run.effects.append(InviterRefused(cause, inviter, reason))
        return
    run.state.inviter = inviter
    run.claim(f"inviter:{member}", inviter)
    run.effects.append(InviterRecorded(cause, inviter))


def _leads_to(run: Run, inviter: str, member: str) -> bool:
    """Whether the inviters of the inviter meet the member within so many steps."""
    current: str | None = inviter
    for _ in range(MAX_INVITERS):
        current = run.owner(f"inviter:{current}")
        if current is None:
            return False
        if current == member:
            return True
    return False


def _profile(run: Run) -> None:
    assert run.event is not None
    for attribute in run.plan.attributes:
        if attribute.name in run.event.fields:
            run.state.attributes[attribute.name] = run.event.fields[attribute.name]


def _claim(run: Run, text: str) -> None:
    issued = _to_claim(run, text)
    if issued is None or (issued.claim_until is not None and run.at >= issued.claim_until):
        raise Rejected("refused", "claim_not_possible", text)
    benefit = benefits.named(run.plan, issued.benefit)
    begins = max(run.at, issued.valid_from or run.at)
    until = benefits.runs_until(run.time, benefit.valid, begins, "claim", issued.valid_from)
    run.state.benefit_steps.append(BenefitStep(issued.instance, "claimed", until))
    valid_until = benefits.valid_until(run.state, issued)
    cause = run.cause(run.role_author)
    run.effects.append(BenefitClaimed(cause, issued.benefit, issued.instance, valid_until))


def _to_claim(run: Run, text: str) -> Issued | None:
    unclaimed = [
        issued for issued in run.state.issued if benefits.condition(run.state, issued) == "unclaimed"
    ]
    if any(issued.instance == text for issued in run.state.issued):
        return next((issued for issued in unclaimed if issued.instance == text), None)
    return benefits.earliest_end(run.state, [issued for issued in unclaimed if issued.benefit == text])


def _make_up(run: Run) -> None:
    assert run.event is not None
    day = run.event.fields.get("day")
    named = run.event.fields.get("mission")
    for mission in run.plan.missions:
        if not isinstance(day, int) or (named is not None and mission.id != named):
            continue
        instance = missions.can_repair(run, mission, day)
        if instance is None:
            continue
        card = mission.streak.repair_with if mission.streak is not None else None
        if card is not None:
            usable = [
                issued
                for issued in run.state.issued
                if issued.benefit == card and benefits.is_usable(run, issued)
            ]
            best = benefits.earliest_end(run.state, usable)
            if best is None:
                continue
            spending.use(run, best)
        missions.repair(run, mission, instance, day)
        return
    raise Rejected("refused", "repair_not_possible", str(day))
