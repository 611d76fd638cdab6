"""The JSON Schema (2020-12) of bounds as `benefitdsl bounds --json` and `check --format json` write them."""

from __future__ import annotations

from typing import Any, Final, get_args

from benefitdsl.analysis.bounds.as_json import FORMAT
from benefitdsl.analysis.bounds.givers import Family
from benefitdsl.analysis.bounds.periods import PERIODS
from benefitdsl.model.schema import DIALECT

Json = dict[str, Any]

TEXT: Final[Json] = {"type": "string"}
COUNT: Final[Json] = {"type": "integer", "minimum": 0}
NUMBER: Final[Json] = {
    "description": "A whole number, or a share as a text, `1/100`.",
    "anyOf": [COUNT, {"type": "string", "pattern": r"^\d+/\d+$"}],
}


def bounds_schema() -> Json:
    """What each key means is said in docs/bounds.md."""
    return {
        "$schema": DIALECT,
        "title": "Bounds",
        **_object(
            format={"const": FORMAT},
            programme=TEXT,
            version=TEXT,
            currency=TEXT,
            events=_list(_named("event_bounds")),
            periods=_object(**dict.fromkeys(PERIODS, _named("bound"))),
            budgets=_list(_named("budget")),
            unpriced=_list(_object(family=TEXT, id=TEXT)),
            state=_named("state"),
        ),
        "$defs": {
            "form": _FORM,
            "bound": _object(
                pieces=_list(_object(bound=_named("form"), cap=_or_none(NUMBER))),
                total=_named("form"),
                drivers=_list(_object(**_GIVER, worth=_named("form"))),
            ),
            "event_bounds": _object(
                event=TEXT,
                told={"type": "boolean"},
                steps=_named("form"),
                effects=_named("form"),
                rounds=COUNT,
                bytes=COUNT,
                worth=_named("bound"),
            ),
            "budget": _object(
                budget=TEXT,
                unit={"enum": ["count", "money"]},
                total=COUNT,
                worth=_named("form"),
                spenders=_list(_object(**_GIVER)),
                beyond=_list(_object(**_GIVER)),
            ),
            "state": _object(empty_bytes=COUNT, bytes_each_day=COUNT, load=_LOAD),
        },
    }


def _object(**properties: Json) -> Json:
    """With all of these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _or_none(one: Json) -> Json:
    return {"anyOf": [one, {"type": "null"}]}


def _named(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


_GIVER: Final[Json] = {"family": {"enum": [*get_args(Family)]}, "id": TEXT, "file": TEXT, "line": COUNT}
_FORM: Final = {
    "description": "A sum of a number and of shares of what events bring; null where there is no bound.",
    **_or_none(_object(fixed=NUMBER, shares=_list(_object(event=TEXT, of=TEXT, share=NUMBER)))),
}
_LOAD: Final = _object(
    event=TEXT,
    **dict.fromkeys(
        ("events", "days", "events_on_a_day", "event_bytes", "key_bytes", "listed", "bytes"), COUNT
    ),
)


__all__ = ["bounds_schema"]
