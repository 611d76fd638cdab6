"""Limits and windows: a device or a referee that the event names, windows that all members can share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.check.checked import Draft
from benefitdsl.check.judge_names import find_field
from benefitdsl.check.places import Place
from benefitdsl.check.scope import Look
from benefitdsl.check.spelling import spell, spelled
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.diagnostics import Diagnostic, error
from benefitdsl.plan.parts import EventType
from benefitdsl.syntax.ast import (
    EverWindow,
    InLast,
    InPeriod,
    Limit,
    Limits,
    Name,
    Scope,
    ThisEvent,
    Window,
    WithinFrom,
)

# The field of the event that tells the things of a scope apart.
KEY_FIELDS: Final[dict[Scope, str]] = {
    "referee": "invitee",
    "device": "device",
    "code": "code",
    "stay": "stay",
}
_SHARED: Final = ("referee", "device", "code", "all")


def check_limits(draft: Draft) -> Iterator[Diagnostic]:
    found: list[Diagnostic] = []
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        place = Place(draft, block, kind)
        for field, spec in fields_of(block, kind):
            if isinstance(field.value, Limits):
                look = place.look_after(spec, found)
                for limit in field.value.items:
                    _check_key(limit, look, is_asked=kind.family == "privilege")
                    _check_window(limit, look)
            elif spec.form == "window" and isinstance(field.value, Window):
                found.extend(_field_window(field.value, kind.family))
    yield from found


def _check_key(limit: Limit, look: Look, *, is_asked: bool) -> None:
    """A scope needs a field that tells its things apart, in every event that may be at hand. A privilege (`is_asked`)
    needs no guard for it: what comes without a stay is of the stay without a name."""
    if limit.scope == "order":
        without = tuple(event for event in look.scope.events if event.key is None)
        if without or not look.scope.events:
            look.report(_no_field(limit, "order", without, look))
        return
    key = KEY_FIELDS.get(limit.scope)
    if key is None:
        return
    binding, spec = find_field(Name(key, True, limit.span), look)
    if binding is None or spec is None:
        look.report(_no_field(limit, key, look.scope.events, look))
    elif not (spec.required or binding in look.guards or is_asked):
        look.report(error("BEN211", limit.span, name=spell(look.draft, key, limit.span)))


def _no_field(limit: Limit, field: str, events: tuple[EventType, ...], look: Look) -> Diagnostic:
    """Return the error about a limit whose scope the events at hand cannot tell apart."""
    if not events:
        return error("BEN237", limit.span)
    told = spelled(look.draft, (event.name for event in events), limit.span)
    return error("BEN223", limit.span, field=spell(look.draft, field, limit.span), events=told)


def _check_window(limit: Limit, look: Look) -> None:
    match limit.window:
        case None | EverWindow():
            pass
        case WithinFrom(anchor=anchor) if anchor != "joining":
            look.report(error("BEN221", limit.window.span))
        case ThisEvent():
            look.report(error("BEN214", limit.window.span))
        case InLast() if limit.scope in _SHARED:
            look.report(error("BEN220", limit.window.span))
        case InPeriod(unit, count) if limit.scope in _SHARED and (count > 1 or unit == "membership_year"):
            look.report(error("BEN220", limit.window.span))
        case _:
            if limit.scope in _SHARED and not isinstance(limit.window, InPeriod):
                look.report(error("BEN220", limit.window.span))


def _field_window(window: Window, family: str) -> Iterator[Diagnostic]:
    """Only a mission has a first match and an enrolment; a budget is shared, so it counts by the calendar."""
    match window:
        case ThisEvent():
            yield error("BEN214", window.span)
        case WithinFrom(anchor="first_match") if family == "team":
            pass
        case WithinFrom(anchor=anchor) if family != "mission" and anchor != "joining":
            yield error("BEN221", window.span)
        case InLast() if family == "budget":
            yield error("BEN220", window.span)
        case InPeriod(unit, count) if family == "budget" and (count > 1 or unit == "membership_year"):
            yield error("BEN220", window.span)
        case _:
            pass
