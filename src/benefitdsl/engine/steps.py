"""Composite missions: which steps a match adds to, and how many are done (spec §16)."""

from __future__ import annotations

from benefitdsl.engine.book import MissionBook, StepBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.instances import add_part, series_size
from benefitdsl.engine.metrics import Amount, measure
from benefitdsl.engine.windows import add_sum, add_values
from benefitdsl.model.member import FOREVER, Instance, Part, Sets, Sums

Matched = tuple[tuple[StepBook, Amount], ...]


def matches(d: Draft, book: MissionBook) -> Matched:
    """The steps that the event at hand adds to, and how much."""
    found: list[tuple[StepBook, Amount]] = []
    for step in asked(d, book):
        if d.type is None or step.step.event != d.type.type.name:
            continue
        amount = measure(d, step.step.measure, step.step.items, step.where, step.value, step.readable)
        if isinstance(amount, tuple) or (amount is not None and amount > 0):
            found.append((step, amount))
    return tuple(found)


def asked(d: Draft, book: MissionBook) -> tuple[StepBook, ...]:
    """All steps, or of ordered ones the first that is not done; the last where all are done and room is awaited."""
    if not book.mission.ordered:
        return book.steps
    instance = d.missions[book.mission.id].current
    done = 0 if instance is None else _done(book, instance)
    return (book.steps[min(done, len(book.steps) - 1)],)


def add(d: Draft, book: MissionBook, instance: Instance, matched: Matched) -> None:
    """Add to the steps, and count anew how many are done."""
    day = d.book.clock.day(d.at)
    for step, amount in matched:
        name, is_set = step.step.id, step.step.measure == "distinct"
        series = instance.steps.setdefault(name, Sets() if is_set else Sums())
        if isinstance(series, Sums):
            size = amount if isinstance(amount, int) else len(amount)
            add_sum(series, FOREVER, size)
        else:
            size = 0 if isinstance(amount, int) else len(amount)
            add_values(series, FOREVER, amount if isinstance(amount, tuple) else ())
        if d.record is not None and book.mission.on_refund != "keep":
            values = amount if isinstance(amount, tuple) else ()
            until = d.record.ends
            add_part(d, instance, Part(d.key, until, FOREVER, day, size, size, size, values, name))
    recount(book, instance)


def recount(book: MissionBook, instance: Instance) -> None:
    """Make the progress the number of steps done."""
    instance.progress = Sums(total=_done(book, instance))


def _done(book: MissionBook, instance: Instance) -> int:
    done = [
        step.step.id in instance.steps and series_size(instance.steps[step.step.id]) >= step.step.target
        for step in book.steps
    ]
    if book.mission.ordered:
        return (*done, False).index(False)
    return sum(done)
