"""What happened before, and what the event at hand holds: totals over events and over lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from benefitdsl.check.currencies import currency_type
from benefitdsl.check.judge_names import count_of, the_only
from benefitdsl.check.names import near_name, suggested, unknown_name
from benefitdsl.check.scope import Look, Scope
from benefitdsl.check.spelling import spelled
from benefitdsl.check.types import (
    COUNT_LIMIT,
    DATE,
    DAYS,
    FLAG,
    ITEMS,
    MONEY,
    NOTHING_KNOWN,
    NUMBER,
    TEXTS,
    TYPES,
    CurrencyBinding,
    EventFieldBinding,
    Judgement,
    LineFieldBinding,
)
from benefitdsl.check.vocabulary import lines_of
from benefitdsl.diagnostics import Diagnostic, error
from benefitdsl.plan.expr import NEVER_DAYS
from benefitdsl.plan.parts import EventField, EventType
from benefitdsl.syntax.ast import (
    Aggregate,
    DaysSince,
    Expr,
    Name,
    PointsEarned,
    ThisEvent,
    WithinFrom,
)

Judge = Callable[[Expr, Look], Judgement]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a total is over: an event type and, with `lines`, the field that holds its lines."""

    events: tuple[EventType, ...]
    lines: EventField | None


def judge_aggregate(node: Aggregate, look: Look, judge_condition: Judge) -> Judgement:
    """Judge a total over past events or lines, over the lines of this event, or what a mission counts."""
    if not _window_fits(node, look):
        return NOTHING_KNOWN
    subject = _subject(node, look)
    if subject is None:
        return NOTHING_KNOWN
    inner = Scope(subject.events, past=True, line=subject.lines.fields if subject.lines else None)
    if node.where is not None:
        judge_condition(node.where, look.into(inner))
    if node.function not in ("sum", "distinct"):
        if node.field is not None:
            look.report(error("BEN219", node.field.span, name=look.draft.written(node.field.span)))
        adds_quantities = subject.lines is not None and node.function == "count"
        return count_of(NUMBER) if adds_quantities else _number_of_them()
    spec = _measured(node, subject, look.into(inner))
    if spec is None:
        return NOTHING_KNOWN
    return _number_of_them() if node.function == "distinct" else Judgement(TYPES[spec.type])


def _number_of_them() -> Judgement:
    """How many events, values or days: a member does not come to a thousand million of them."""
    return Judgement(NUMBER, Fraction(0), Fraction(COUNT_LIMIT))


def _window_fits(node: Aggregate, look: Look) -> bool:
    """Say whether a total may stand here with its window."""
    if look.scope.past:
        look.report(error("BEN215", node.span))
        return False
    if look.scope.use == "mission":
        return True  # the mission's own window counts; the grammar writes none here
    at_once = isinstance(node.window, ThisEvent) and node.function == "different_days"
    if node.window is None or node.function == "streak" or at_once:
        look.report(error("BEN234", node.span))
        return False
    match node.window:
        case WithinFrom(anchor=anchor) if anchor != "joining":
            look.report(error("BEN221", node.window.span))
            return False
        case ThisEvent() if not look.scope.events:
            look.report(error("BEN214", node.window.span))
            return False
        case _:
            return True


def _subject(node: Aggregate, look: Look) -> Subject | None:
    """Return what the path names: `order`, `items of order`, or just `items` in this event."""
    if not node.path:
        return None  # the parser has said so
    if isinstance(node.window, ThisEvent):
        return _lines_at_hand(node, look)
    name, rest = node.path[0], node.path[1:]
    event = look.draft.events.get(name.text)
    if event is None:
        look.report(unknown_name(look.draft, "event", name, look.draft.events))
        return None
    if not rest:
        return Subject((event,), None)
    lines = lines_of(event)
    if lines is None or lines.name != rest[0].text:
        look.report(_no_lines(rest[0], (event,), look))
        return None
    return Subject((event,), lines)


def _lines_at_hand(node: Aggregate, look: Look) -> Subject | None:
    name = node.path[-1]
    held = [lines_of(event) for event in look.scope.events]
    if any(lines is None or lines.name != name.text for lines in held):
        look.report(_no_lines(name, look.scope.events, look))
        return None
    return Subject(look.scope.events, held[0])


def _no_lines(name: Name, events: tuple[EventType, ...], look: Look) -> Diagnostic:
    known = spelled(look.draft, (lines.name for event in events if (lines := lines_of(event))), name.span)
    told = spelled(look.draft, (event.name for event in events), name.span)
    fixes = suggested(name, near_name(look.draft, name, known))
    return error(
        "BEN137", name.span, fixes=fixes, name=look.draft.written(name.span) or name.text, events=told
    )


def _measured(node: Aggregate, subject: Subject, look: Look) -> EventField | None:
    """Return the field that is summed or told apart."""
    if node.field is None:
        look.report(error("BEN230", node.span))
        return None
    pool = subject.lines.fields if subject.lines else subject.events[0].fields
    spec = next((each for each in pool if each.name == node.field.text), None)
    if spec is None:
        known = spelled(look.draft, (each.name for each in pool), node.field.span)
        fixes = suggested(node.field, near_name(look.draft, node.field, known))
        look.report(
            error(
                "BEN122",
                node.field.span,
                fixes=fixes,
                name=look.draft.written(node.field.span) or node.field.text,
                known=known,
            )
        )
        return None
    found = TYPES[spec.type]
    fits = found in (MONEY, NUMBER) if node.function == "sum" else found not in (ITEMS, TEXTS, FLAG, DATE)
    if not fits:
        look.report(error("BEN219", node.field.span, name=look.draft.written(node.field.span) or spec.name))
        return None
    binding = LineFieldBinding(spec.name) if subject.lines else EventFieldBinding(spec.name)
    look.bind(node.field, binding)
    return spec


def judge_days_since(node: DaysSince, look: Look) -> Judgement:
    """Judge the days since an event or the joining; where it never happened they are more than any number written."""
    if look.scope.past:
        look.report(error("BEN215", node.span))
        return NOTHING_KNOWN
    if node.event is not None:
        if look.scope.use == "metric":
            look.report(error("BEN216", node.span))
            return NOTHING_KNOWN
        if node.event.text not in look.draft.events:
            look.report(unknown_name(look.draft, "event", node.event, look.draft.events))
            return NOTHING_KNOWN
    return Judgement(DAYS, Fraction(0), Fraction(NEVER_DAYS))


def judge_points_earned(node: PointsEarned, look: Look) -> Judgement:
    """Judge the points given in a window."""
    if look.scope.past:
        look.report(error("BEN215", node.span))
        return NOTHING_KNOWN
    if isinstance(node.window, WithinFrom) and node.window.anchor != "joining":
        look.report(error("BEN221", node.window.span))
        return NOTHING_KNOWN
    if isinstance(node.window, ThisEvent) and not look.scope.is_started:
        look.report(error("BEN214", node.window.span))
        return NOTHING_KNOWN
    currency = the_only("points", node.currency, node.span, look)
    if currency is None:
        return NOTHING_KNOWN
    look.bind(node, CurrencyBinding(currency))
    return count_of(currency_type(look.draft, currency))
