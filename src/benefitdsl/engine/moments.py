"""Moments: the instants at which rules fire because time itself passes (`OnMoment`)."""

from __future__ import annotations

from collections.abc import Mapping

from benefitdsl.engine.clock import Clock
from benefitdsl.engine.schedules import next_day
from benefitdsl.model.event import FieldValue
from benefitdsl.plan.parts import OnMoment


def next_moment(
    clock: Clock, trigger: OnMoment, after: int, attributes: Mapping[str, FieldValue]
) -> int | None:
    """The first moment strictly after an instant; None when none is in sight."""
    day: int | None = clock.day(after)
    while day is not None:
        day = next_day(trigger.schedule, day, trigger.minute, attributes)
        if day is not None:
            moment = clock.at_minute(day, trigger.minute)
            is_empty = clock.start(day) == clock.start(day + 1)
            if moment > after and not is_empty:
                return moment
            day += 1
    return None
