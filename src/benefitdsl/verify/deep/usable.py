"""Whether a benefit that was issued can be used at any time before it is over, as its calendar says."""

from __future__ import annotations

from typing import Final

from benefitdsl.engine.schedules import Holds, holds
from benefitdsl.model.effect import BenefitIssued
from benefitdsl.plan.parts import Benefit, Plan, UntilDay
from benefitdsl.plan.schedule import AttributeDay, Schedule
from benefitdsl.quantities.calendar import MINUTE_US, Zone

_QUARTER: Final = 15 * MINUTE_US


def schedule_of(benefit: Benefit) -> Schedule:
    """When it can be used; an empty one says always."""
    return benefit.usable or Schedule(())


def depends_on_member(benefit: Benefit) -> bool:
    """Whether a day of the member's own, or the day of its claim, says when it can be used."""
    terms = schedule_of(benefit).terms
    return benefit.claim_within is not None or any(isinstance(each, AttributeDay) for each in terms)


class Uselessness:
    """Tells of what is issued whether it is over before it can be used."""

    def __init__(self, plan: Plan) -> None:
        self.zone = Zone(plan.timezone, plan.day_start)
        self.asks: dict[str, Holds] = {
            each.id: holds(schedule_of(each))
            for each in plan.benefits
            if not depends_on_member(each) and (each.usable is not None or _has_last_day(each))
        }

    def is_useless(self, issued: BenefitIssued) -> bool:
        asks, end = self.asks.get(issued.benefit), issued.valid_until
        if asks is None or end is None:
            return False
        first, zone = max(issued.cause.at, issued.valid_from or 0), self.zone
        return not any(
            asks(zone.local_day(now), zone.local_minutes(now), {}) for now in range(first, end, _QUARTER)
        )


def _has_last_day(benefit: Benefit) -> bool:
    return any(isinstance(valid, UntilDay) for valid in benefit.valid)


__all__ = ["Uselessness", "depends_on_member", "schedule_of"]
