"""How many steps the engine takes for an event, counted where it asks and acts; see `analysis/bounds/steps.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from benefitdsl.analysis.bounds.forms import Measure
from benefitdsl.engine import (
    actions,
    core,
    ledger,
    metrics,
    mission_refund,
    missions,
    refund,
    rules,
    scores,
    stages,
    tiers,
)
from benefitdsl.model.effect import BenefitReleased, PointsRipened
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import Plan
from benefitdsl.verify.history import Moment


@dataclass(frozen=True, slots=True)
class Taken:
    """What one applied event took. `measures` is what its bounds grow with."""

    type: str
    steps: int
    effects: int
    measures: Mapping[Measure, int]


class Counted:
    """A watch that counts, within `counting`."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.events: list[Taken] = []
        self.steps = 0
        self._within = False
        self._sent: dict[str, Event] = {}

    def __call__(self, moment: Moment) -> None:
        step = moment.happened.step
        steps, self.steps = self.steps, 0
        if step.event is None or step.outcome.status != "applied":
            return
        self._sent[step.event.key] = step.event
        own = [effect for effect in step.outcome.effects if effect.cause.event == step.event.key]
        measures = self._measures(step.event, moment)
        measures[Measure("@lots")] += sum(isinstance(effect, PointsRipened) for effect in own)
        measures[Measure("@reserved")] += sum(isinstance(effect, BenefitReleased) for effect in own)
        self.events.append(Taken(step.event.type, steps, len(own), measures))

    def _measures(self, event: Event, moment: Moment) -> Counter[Measure]:
        """What the event lists, and what the record lists that it takes back."""
        found = listed(event)
        for record in moment.happened.before.records.values():
            found |= listed(record.event)
        return found

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count what the engine asks and does while it applies an event."""
        with _patched(self):
            yield

    def count(self, number: int = 1) -> None:
        if self._within:
            self.steps += number


def listed(event: Event) -> Counter[Measure]:
    found: Counter[Measure] = Counter()
    for name, value in event.fields.items():
        if isinstance(value, int) and not isinstance(value, bool):
            found[Measure(event.type, name)] = max(0, value)
        if isinstance(value, tuple):
            found[Measure(event.type, name)] = len(value)
            lines = [line for line in value if isinstance(line, Mapping)]
            found[Measure(event.type, "items.quantity")] += sum(
                _whole(line.get("quantity", 1)) for line in lines
            )
            for line in lines:
                for field, one in line.items():
                    if field != "quantity":
                        found[Measure(event.type, f"items.{field}")] += _whole(one)
            found[Measure(event.type, "items.lines")] += len(lines)
    return found


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


@contextmanager
def _patched(counted: Counted) -> Iterator[None]:
    """Every place where a step is taken, wrapped."""

    def counts(room: Any, name: str, number: Any = lambda *_: 1) -> Any:
        real = getattr(room, name)

        def wrapped(*given: Any, **more: Any) -> Any:
            counted.count(number(*given))
            return real(*given, **more)

        return patch.object(room, name, wrapped)

    def applying(*given: Any) -> Any:
        counted.steps, counted._within = 0, True
        try:
            return real_apply(*given)
        finally:
            counted._within = False

    def best(step: Any, group: str) -> int:
        return sum(rule.group is not None and rule.group.id == group for rule in step.rules)

    def of_type(d: Any) -> int:
        return 0 if d.type is None else len(d.type.metrics)

    def parts(d: Any) -> int:
        own = () if d.type is None else d.type.scores
        return sum(part.part.event == d.type.type.name for score in own for part in score.parts)

    real_apply = core._apply
    with (
        patch.object(core, "_apply", applying),
        counts(rules._Step, "judge"),
        counts(rules._Step, "_best", best),
        counts(missions, "match"),
        counts(stages, "complete"),
        counts(actions, "_take"),
        counts(metrics, "count_event", of_type),
        counts(scores, "count_event", parts),
        counts(tiers, "review"),
        counts(ledger, "point_entry"),
        counts(refund, "_reverse_firing"),
        counts(mission_refund, "reverse"),
        counts(tiers, "fall_after_reversal"),
    ):
        yield


__all__ = ["Counted", "Taken"]
