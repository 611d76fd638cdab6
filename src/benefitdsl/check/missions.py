"""What a mission counts, as far as other blocks need to know."""

from __future__ import annotations

from benefitdsl.check.checked import Draft
from benefitdsl.check.symbols import Symbol
from benefitdsl.check.types import MONEY, NUMBER, Type
from benefitdsl.check.vocabulary import lines_of
from benefitdsl.plan.parts import EventField
from benefitdsl.syntax.ast import Aggregate


def progress_type(draft: Draft, mission: Symbol) -> Type:
    """Return the unit of a mission's progress: money where it sums money, a count otherwise."""
    for field in mission.block.fields if mission.block else ():
        if isinstance(field.value, Aggregate):
            return counted_type(draft, field.value)
    return NUMBER


def counted_type(draft: Draft, match: Aggregate) -> Type:
    """Return the unit of what a match adds up."""
    event = draft.events.get(match.path[0].text) if match.path else None
    if match.function != "sum" or match.field is None or event is None:
        return NUMBER
    lines = lines_of(event) if len(match.path) > 1 else None
    fields: tuple[EventField, ...] = lines.fields if lines else event.fields
    name = match.field.text
    return MONEY if any(spec.name == name and spec.type == "money" for spec in fields) else NUMBER
