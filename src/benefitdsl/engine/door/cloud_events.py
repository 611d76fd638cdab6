"""Events in the names of CloudEvents 1.0, JSON format: put into ours before they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from benefitdsl.engine.door.errors import EventError, shown
from benefitdsl.engine.door.shape import unknown_field

ENVELOPE: Final = ("id", "source", "type", "member", "at")
"""What every event has, beside the fields of its type."""

_ALIASES: Final = {"subject": "member", "time": "at"}

# These may stand there, and say nothing to us.
_IGNORED: Final = frozenset({"specversion", "datacontenttype", "dataschema", "traceparent", "tracestate"})
_JSON: Final = (None, "application/json", "application/json; charset=utf-8")

NAMES: Final = frozenset({*_ALIASES, *_IGNORED, "data"})


def from_cloud_event(
    given: dict[str, Any], names: frozenset[str], problems: list[EventError]
) -> tuple[dict[str, Any], str]:
    """Put our names for theirs into `given`; return the fields, and where they stand.

    A field that the type declares under a name of theirs is that field, unless the fields stand in `data`.
    """
    apart = "data" in given and "data" not in names
    data = given.pop("data") if apart else None
    free = NAMES if apart else NAMES - names
    for theirs in [name for name in given if name in free]:
        value = given.pop(theirs)
        if theirs in _IGNORED:
            problems += _attribute_problems(theirs, value)
        elif given.get(ours := _ALIASES[theirs]) is None:
            given[ours] = value
        elif value is not None:
            problems.append(EventError("BEN929", ours, theirs))
    if not apart:
        return given, ""
    problems += [unknown_field(str(name)) for name in given if name not in ENVELOPE]
    if isinstance(data, Mapping):
        return dict(data), "data"
    if data is not None:
        problems.append(EventError("BEN930", "data", shown(data), "object"))
    return {}, "data"


def _attribute_problems(name: str, value: object) -> list[EventError]:
    if name == "specversion" and value != "1.0":
        return [EventError("BEN942", name, shown(value), "1.0")]
    if name == "datacontenttype" and value not in _JSON:
        return [EventError("BEN942", name, shown(value), "application/json")]
    return []
