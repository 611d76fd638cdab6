"""A plan as JSON, both ways.

Every part is an object of its fields; a field at its default is left out; a tuple is a list; an enumeration is its
value. A class that stands in a union carries its name in snake case under `is`, wherever it stands. At the top `format`
is the version of all this. The plan `{"is": "compare", "op": "ge", "left": …, "right": …}` reads like the dataclass.

Reading is strict: an unknown key, a missing one, a wrong type, an unknown tag or another format is a `PlanError` that
names the place. It is done by one pydantic-core validator made from the type hints of the dataclasses, straight from
the text, because a worker loads ten thousand rules before its first event.
"""

from __future__ import annotations

import gc
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields, is_dataclass, replace
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import ErrorDetails, SchemaValidator, ValidationError, core_schema

from benefitdsl.plan.expr import Expr
from benefitdsl.plan.parts import Action, Claim, Expiry, Origin, Pending, Plan, Review, Trigger, Validity
from benefitdsl.plan.schedule import ScheduleTerm
from benefitdsl.quantities.window import Window

FORMAT: Final = 1
"""The version of the JSON form; a reader refuses every other."""

MAX_PLAN_DEPTH: Final = 180
"""Levels of objects and lists. The reader's own limit is 200; 64 nested `all of` take 140."""

_UNIONS: Final = {
    "Expr": Expr,
    "ScheduleTerm": ScheduleTerm,
    "Window": Window,
    "Pending": Pending,
    "Expiry": Expiry,
    "Validity": Validity,
    "Action": Action,
    "Trigger": Trigger,
    "Review": Review,
    "Claim": Claim,
}
_UNION_NAMES: Final = {get_args(union): name for name, union in _UNIONS.items()}
_WORD_START: Final = re.compile(r"(?<!^)(?=[A-Z])")

TAGS: Final[Mapping[type, str]] = {
    each: _WORD_START.sub("_", each.__name__).lower()
    for union in _UNIONS.values()
    for each in get_args(union)
}
"""The class name in snake case, of every class that stands in a union."""

Json = dict[str, Any]

# The tag of a class, and its fields with their defaults (`MISSING` where there is none).
_Layout = tuple[str | None, tuple[tuple[str, object], ...]]
_LAYOUTS: Final[dict[type, _Layout]] = {}


class PlanError(ValueError):
    """A stored plan cannot be read. `path` is the place, such as `rules[3].condition.left`; "" is the plan itself."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'the plan'}: {problem}")
        self.path = path
        self.problem = problem


class UnknownPlanFormat(PlanError):
    """A plan written by another version of this project."""

    def __init__(self, found: object) -> None:
        super().__init__("format", f"this version reads format {FORMAT}, found {_short(found)}")
        self.found = found


class PlanTooDeep(PlanError):
    """An expression nested deeper than a plan may be."""

    def __init__(self, path: str = "") -> None:
        super().__init__(path, f"more than {MAX_PLAN_DEPTH} levels of objects and lists")


# ----------------------------------------------------------------------------------------- writing


def plan_to_json(plan: Plan) -> Json:
    """The plan as plain objects, lists, texts, integers and flags, in the order of the fields. `PlanTooDeep`."""
    return {"format": FORMAT, **_Writer(origins=True).record(plan, 1)}


def plan_to_text(plan: Plan) -> str:
    """The plan as one line of JSON: what a store keeps and `plan_from_text` reads."""
    return json.dumps(plan_to_json(plan), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def plan_version(plan: Plan) -> str:
    """The content address of what the plan means: SHA-256, in hex, of its canonical JSON (keys sorted, ASCII).

    `version` itself and every `origin` are left out: moving a rule to another line or adding a comment makes no new
    version, so a running mission keeps its terms. Titles count, as members read them. The order of rules counts.
    So two plans of one version may name different lines in their effects.
    """
    written = {"format": FORMAT, **_Writer(origins=False).record(replace(plan, version=""), 1)}
    return hashlib.sha256(json.dumps(written, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def with_version(plan: Plan) -> Plan:
    """The plan with its own `plan_version`."""
    return replace(plan, version=plan_version(plan))


class _Writer:
    def __init__(self, *, origins: bool) -> None:
        self._origins = origins

    def value(self, value: Any, depth: int) -> object:
        match value:
            case Enum():
                return value.value
            case None | bool() | int() | str():
                return value
            case tuple():
                _check_depth(depth)
                return [self.value(each, depth + 1) for each in value]
            case _:
                return self.record(value, depth)

    def record(self, value: Any, depth: int) -> Json:
        _check_depth(depth)
        tag, layout = _layout(type(value))
        written: Json = {} if tag is None else {"is": tag}
        for name, default in layout:
            found = getattr(value, name)
            if found is default or (type(found) is Origin and not self._origins):
                continue
            part = self.value(found, depth + 1)
            # `==` alone would take Const(1) for Const(True), and leave it out
            if default is MISSING or found != default or not _same(part, self.value(default, depth + 1)):
                written[name] = part
        return written


def _check_depth(depth: int) -> None:
    if depth > MAX_PLAN_DEPTH:
        raise PlanTooDeep


def _same(left: object, right: object) -> bool:
    return json.dumps(left) == json.dumps(right)


def _layout(record: type) -> _Layout:
    layout = _LAYOUTS.get(record)
    if layout is None:
        if not is_dataclass(record):
            raise TypeError(f"no part of a plan is a `{record.__name__}`")
        layout = TAGS.get(record), tuple((each.name, each.default) for each in fields(record))
        _LAYOUTS[record] = layout
    return layout


# ----------------------------------------------------------------------------------------- reading


def plan_from_json(data: Mapping[str, Any]) -> Plan:
    """The plan of what `plan_to_json` wrote; `PlanError`. Slower than `plan_from_text`, as it goes through the text."""
    try:
        text = json.dumps(data, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise PlanError("", f"not JSON: {error}") from None
    except RecursionError:
        raise PlanTooDeep from None
    return plan_from_text(text)


def plan_from_text(text: str | bytes) -> Plan:
    """The plan of a stored text; `PlanError`.

    Nothing is looked up and `version` is taken as it stands: whoever got the text from elsewhere compares it with
    `plan_version`. Of a key given twice the last counts.
    """
    with _collector_paused():
        try:
            plan: Plan = _validator().validate_json(text)
        except ValidationError as error:
            raise _plan_error(error, text) from None
    return plan


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the cyclic collector from walking the half-built plan again and again; a plan has no cycles."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@cache
def _validator() -> SchemaValidator:
    return SchemaValidator(_core_schema())


def _core_schema() -> core_schema.CoreSchema:
    shapes = _Shapes()
    return core_schema.definitions_schema(shapes.record(Plan), list(shapes.definitions.values()))


class _Shapes:
    """Makes the schema of a type from its hints, each dataclass and each union of dataclasses once, by name."""

    def __init__(self) -> None:
        self.definitions: dict[str, core_schema.CoreSchema] = {}

    def of(self, hint: Any) -> core_schema.CoreSchema:
        origin, inner = get_origin(hint), get_args(hint)
        if hint in _SCALARS:
            return _SCALARS[hint]
        if origin is Literal:
            return core_schema.literal_schema(list(inner))
        if origin is tuple:
            variadic = 0 if inner[-1] is Ellipsis else None
            items = [self.of(each) for each in inner if each is not Ellipsis]
            return core_schema.tuple_schema(items, variadic_item_index=variadic)
        if origin in (Union, UnionType):
            return self.union(
                tuple(each for each in inner if each is not NoneType), nullable=NoneType in inner
            )
        if issubclass(hint, Enum):
            return core_schema.enum_schema(hint, list(hint))
        return self.record(hint)

    def union(self, members: tuple[Any, ...], *, nullable: bool) -> core_schema.CoreSchema:
        if nullable:
            return core_schema.nullable_schema(self.union(members, nullable=False))
        if len(members) == 1:
            return self.of(members[0])
        if not all(each in TAGS for each in members):
            return core_schema.union_schema([self.of(each) for each in members], mode="left_to_right")
        name = _UNION_NAMES[members]
        if name not in self.definitions:
            self.definitions[name] = core_schema.none_schema()  # keeps the place while the members are walked
            choices = {TAGS[each]: self.record(each) for each in members}
            self.definitions[name] = core_schema.tagged_union_schema(choices, "is", ref=name)
        return core_schema.definition_reference_schema(name)

    def record(self, record: type) -> core_schema.CoreSchema:
        name = record.__name__
        if name not in self.definitions:
            self.definitions[name] = core_schema.none_schema()
            self.definitions[name] = self._record(record, name)
        return core_schema.definition_reference_schema(name)

    def _record(self, record: type, name: str) -> core_schema.CoreSchema:
        hints = get_type_hints(record)
        layout = _layout(record)[1]
        named = [_tag_field(record)] if record in TAGS or record is Plan else []
        named += [
            core_schema.dataclass_field(field, _with_default(self.of(hints[field]), default))
            for field, default in layout
        ]
        arguments = core_schema.dataclass_args_schema(name, named, extra_behavior="forbid")
        return core_schema.dataclass_schema(
            record,
            arguments,
            [field for field, _ in layout],
            post_init=hasattr(record, "__post_init__"),
            slots=True,
            ref=name,
        )


_SCALARS: Final[dict[Any, core_schema.CoreSchema]] = {
    int: core_schema.int_schema(strict=True),
    str: core_schema.str_schema(strict=True),
    bool: core_schema.bool_schema(strict=True),
}

# Not a literal, which would take `true` and `1.0` for 1.
_FORMAT_ONLY: Final = core_schema.int_schema(strict=True, ge=FORMAT, le=FORMAT)


def _tag_field(record: type) -> core_schema.DataclassField:
    """`is` or, of the plan, `format`: read and then forgotten, which is what `init_only` does here."""
    if record is Plan:
        return core_schema.dataclass_field("format", _FORMAT_ONLY, init_only=True)
    return core_schema.dataclass_field("is", core_schema.literal_schema([TAGS[record]]), init_only=True)


def _with_default(schema: core_schema.CoreSchema, default: object) -> core_schema.CoreSchema:
    return schema if default is MISSING else core_schema.with_default_schema(schema, default=default)


def _plan_error(error: ValidationError, text: str | bytes) -> PlanError:
    """What pydantic-core found, as ours: the format first, as all else may follow from it."""
    found = error.errors(include_url=False, include_context=True)
    for each in found:
        if each["loc"] == ("format",):
            return UnknownPlanFormat(None if each["type"] == "missing" else each["input"])
    first = found[0]
    if first["type"] == "json_invalid":
        reason = str(first.get("ctx", {}).get("error", ""))
        return PlanTooDeep() if "recursion" in reason else PlanError("", f"not JSON: {reason}")
    return PlanError(_path(first["loc"], json.loads(text)), _problem(first))


def _path(location: tuple[int | str, ...], data: Any) -> str:
    """The place as one writes it. pydantic-core also names the tag of each union, and the type it tried; not here."""
    path, tag_named = "", False
    for step in location:
        if isinstance(data, dict) and data.get("is") == step and not tag_named:
            tag_named = True
        elif isinstance(data, dict):
            path, tag_named = f"{path}.{step}", False
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int):
            path, tag_named = f"{path}[{step}]", False
            data = data[step] if step < len(data) else None
    return path.removeprefix(".")


def _problem(found: ErrorDetails) -> str:
    context = found.get("ctx", {})
    match found["type"]:
        case "missing":
            return "missing"
        case "unexpected_keyword_argument":
            return "unknown key"
        case "union_tag_not_found":
            return "the key `is` is missing"
        case "union_tag_invalid":
            return f"unknown tag {_short(context['tag'])}"
        case "value_error":
            return str(context["error"])
        case _:
            return f"{found['msg'][:1].lower()}{found['msg'][1:]}, found {_short(found['input'])}"


def _short(found: object) -> str:
    text = json.dumps(found, default=str)
    return text if len(text) <= 120 else text[:119] + "…"


def plan_schema() -> Json:
    """The JSON Schema (2020-12) of a stored plan."""
    from pydantic.json_schema import GenerateJsonSchema  # all of pydantic: only who asks for the schema pays

    schema = GenerateJsonSchema().generate(_core_schema(), mode="validation")
    for record in (schema, *schema["$defs"].values()):
        if "properties" in record:
            record["additionalProperties"] = (
                False  # forbidden by the validator; the generator does not see it
            )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Plan", **schema}
