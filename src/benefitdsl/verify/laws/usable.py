"""Whether something that is given can be used at some instant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.engine.clock import Clock
from benefitdsl.engine.schedules import Holds, holds
from benefitdsl.model.effect import BenefitIssued, Effect, PointsEarned, PointsRipened
from benefitdsl.model.member import Member
from benefitdsl.plan.parts import Benefit, Given, Lasting, Plan
from benefitdsl.plan.schedule import AttributeDay, MonthDays, Schedule, Times
from benefitdsl.verify.laws.law import NeverUsable, OverAtOnce, OverBeforeClaim

Useless = OverAtOnce | OverBeforeClaim | NeverUsable

MOST_DAYS: Final = 5 * 366
"""How far a schedule is looked through where nothing ends it: a birthday on 29 February comes within this."""


class Uses:
    """Judges what effects of one plan give. Everything is counted from the instant of the event that gave it: one that
    comes late is no fault of the rules."""

    def __init__(self, plan: Plan) -> None:
        self.clock = Clock(plan.timezone, plan.day_start)
        self.benefits = {benefit.id: benefit for benefit in plan.benefits}

    def useless(self, effect: Effect, member: Member) -> Useless | None:
        match effect:
            case PointsEarned(cause=cause, currency=currency, ripens_at=ripens, expires_at=int(end)):
                return _over(Given("points", currency), cause.at if ripens is None else ripens, end)
            case PointsRipened(cause=cause, currency=currency, expires_at=int(end)):
                return _over(Given("points", currency), cause.at, end)
            case BenefitIssued():
                return self._benefit(effect, self.benefits[effect.benefit], member)
            case _:
                return None

    def _benefit(self, issued: BenefitIssued, benefit: Benefit, member: Member) -> Useless | None:
        thing, at = Given("benefit", benefit.id), issued.cause.at
        start = at if issued.valid_from is None else issued.valid_from
        for end in (issued.claim_until, issued.valid_until):
            if end is not None and end <= start:
                return OverAtOnce(thing, start, end)
        over = self._over_before_claim(benefit, issued, start)
        if over is not None:
            return OverBeforeClaim(thing, issued.claim_until or start, over)
        end = self._last_end(benefit, issued)
        if benefit.usable is None or not _is_known(benefit.usable, member):
            return None
        if self._comes(benefit.usable, start, end, member):
            return None
        return NeverUsable(thing, start, end)

    def _over_before_claim(self, benefit: Benefit, issued: BenefitIssued, start: int) -> int | None:
        """When a validity that runs from the issue is over, where that is before the claim is. A day or a period at
        whose end everything ends may well come first."""
        running = [self._lasts(each, start) for each in benefit.valid if _is_from_issue(each)]
        end = min(running, default=None)
        return (
            end if end is not None and issued.claim_until is not None and end < issued.claim_until else None
        )

    def _last_end(self, benefit: Benefit, issued: BenefitIssued) -> int | None:
        """When it is over at the latest: one that must be claimed, claimed at the last instant."""
        if issued.claim_until is None:
            return issued.valid_until
        last = issued.claim_until - 1
        ends = [
            self._lasts(each, last)
            for each in benefit.valid
            if isinstance(each, Lasting) and each.start == "claim"
        ]
        ends += [] if issued.valid_until is None else [issued.valid_until]
        return min(ends, default=None)

    def _lasts(self, lasting: object, start: int) -> int:
        assert isinstance(lasting, Lasting)
        return self.clock.lasting(lasting.duration, start, lasting.edge)

    # ------------------------------------------------------------------------- schedules

    def _comes(self, schedule: Schedule, start: int, end: int | None, member: Member) -> bool:
        """Whether an instant of [start, end) lies in a schedule."""
        inside = holds(schedule)
        first = self.clock.day(start)
        last = first + MOST_DAYS if end is None else min(first + MOST_DAYS, self.clock.day(end - 1))
        minutes = sorted({0, *_minutes(schedule)})
        if inside(first, self.clock.minutes(start), member.attributes):
            return True
        return any(self._on(inside, day, minutes, start, end, member) for day in range(first, last + 1))

    def _on(
        self, inside: Holds, day: int, minutes: list[int], start: int, end: int | None, member: Member
    ) -> bool:
        """Whether one of these minutes of a day lies in a schedule and between the instants."""
        for minute in minutes:
            if inside(day, minute, member.attributes):
                instant = self.clock.at_minute(day, minute)
                if start <= instant and (end is None or instant < end):
                    return True
        return False


def _over(thing: Given, start: int, end: int) -> OverAtOnce | None:
    return OverAtOnce(thing, start, end) if end <= start else None


def _is_from_issue(validity: object) -> bool:
    return isinstance(validity, Lasting) and validity.start == "issue"


def _is_known(schedule: Schedule, member: Member) -> bool:
    """Whether the member told the days that a schedule asks for; without a birthday nothing can be said of it."""
    asked = (term.attribute for term in schedule.terms if isinstance(term, AttributeDay))
    return all(attribute in member.attributes for attribute in asked)


def _minutes(schedule: Schedule) -> Iterator[int]:
    """The minutes of the day at which a term can begin to hold."""
    for term in schedule.terms:
        match term:
            case Times(first_minute=minute) | MonthDays(first_minute=minute):
                yield minute
            case _:
                pass
