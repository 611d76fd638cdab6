"""Entries of metrics (spec §5): made by events, computed again on what is left after a refund."""

from __future__ import annotations

from benefitdsl.engine.reference.expressions import flag, matching, quantities_in, values_in
from benefitdsl.engine.reference.facts import Entry
from benefitdsl.engine.reference.run import Reading, Run
from benefitdsl.model.event import Scalar
from benefitdsl.plan.parts import Metric


def on_event(run: Run) -> None:
    assert run.event is not None
    for metric in run.plan.metrics:
        found = counted(metric, run.reading()) if metric.event == run.event.type else None
        if found is not None:
            run.state.entries.append(Entry(metric.id, run.key, run.at, found[0], found[0], found[1]))


def counted(metric: Metric, reading: Reading) -> tuple[int, tuple[Scalar, ...]] | None:
    """What an event adds to a metric: an amount or values; None where it makes no entry."""
    if metric.items:
        lines = matching(metric.where, reading)
    else:
        lines = [reading] if flag(metric.where, reading) else []
    if not lines:
        return None
    match metric.function:
        case "count":
            return (quantities_in(lines) if metric.items else 1), ()
        case "sum":
            return sum(int(value) for value in values_in(metric.value, lines)), ()
        case "distinct":
            return 0, tuple(dict.fromkeys(values_in(metric.value, lines)))
        case "last":
            return 0, ()
