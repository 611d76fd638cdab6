"""An event taken back whole, as a trial: by the event that its programme has for that, or by a reversal."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.engine.limits import text_of
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member, Record
from benefitdsl.plan.built_in import REVERSAL
from benefitdsl.plan.parts import EventType, Plan
from benefitdsl.verify.history import Moment


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The member after the event was taken back, what that led to, and the record of the event as it stood before."""

    member: Member
    outcome: Outcome
    record: Record


def record_of(member: Member, event: Event) -> Record | None:
    """What the member remembers of an event that can be taken back."""
    return next((record for record in member.records.values() if record.event.key == event.key), None)


def take_back(rulebook: Rulebook, moment: Moment, event: Event) -> TakenBack | None:
    """Take an event back at the instant after it. None where nothing can take it back, or the programme refuses to."""
    after = moment.happened.after
    record = record_of(after, event)
    undoing = None if record is None else undoing_of(rulebook.plan, event, max(after.clock, event.at))
    if record is None or undoing is None:
        return None
    pools = moment.pools.after(moment.happened.step.outcome.pool_changes)
    member, outcome = rulebook.engine.evaluate(after, undoing, pools, moment.seed)
    return TakenBack(member, outcome, record) if outcome.status == "applied" else None


def taken_back_by(plan: Plan, before: Member, event: Event | None) -> Event | None:
    """The event that an event takes back, some or all of it, as the member before it remembers that."""
    if event is None:
        return None
    types = {each.name: each for each in plan.events}
    reverses = types[event.type].reverses if event.type in types else None
    key = None if reverses is None else types[reverses].key
    if key is not None and key in event.fields:
        record = before.records.get(f"{reverses}:{text_of(event.fields[key])}")
        return None if record is None else record.event
    named = event.fields.get("reverses")
    return next((one.event for one in before.records.values() if one.event.key == named), None)


def undoing_of(plan: Plan, event: Event, at: int) -> Event | None:
    """The event that takes back all of another one; None where the programme has none."""
    types = {each.name: each for each in plan.events}
    key = types[event.type].key if event.type in types else None
    if key is None:
        return None
    for kind in plan.events:
        if kind.reverses == event.type and key in event.fields and _needs_only(kind, key):
            return _event(event, kind.name, at, key, event.fields[key])
    return _event(event, REVERSAL.name, at, "reverses", event.key) if _is_told(plan, event) else None


def _event(event: Event, kind: str, at: int, name: str, value: object) -> Event:
    assert isinstance(value, int | str | bool)
    return Event(f"{event.id}~back", kind, event.member, at, {name: value}, event.source)


def _needs_only(kind: EventType, key: str) -> bool:
    """Whether naming the event is enough to take all of it back."""
    return all(field.name == key for field in kind.fields if field.required)


def _is_told(plan: Plan, event: Event) -> bool:
    """Whether it is an event that others address, which a reversal takes back."""
    return any(kind.name == event.type and kind.key == "id" for kind in plan.events)
