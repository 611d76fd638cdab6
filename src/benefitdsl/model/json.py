"""Effects, outcomes and snapshots as plain JSON, and back without loss.

An effect is flat: `effect` (its class in snake case), `id`, its cause (`event`, `rule`, `line` as "file:line",
`version`, `position`, `at`), then its own fields. Instants are RFC 3339 in UTC, days "2026-03-31", money a decimal text
in major units; points, counts and the readings of metrics are integers. Every key is always there; what is not known is
`null`. `EventAddressed` has the event to deliver under `send`, its fields in the plan's own units, as only the plan
knows them: `Door.write_event` makes the JSON event of it.

One table of forms says how a field is written, read and described (`schema.py`). Reading is strict: `BadJson` names the
place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import Cause, Effect, EventAddressed, effect_id
from benefitdsl.model.pools import Claim, PoolChange, Take
from benefitdsl.model.quote import Quote
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.model.view import View
from benefitdsl.quantities.days import format_day, parse_day
from benefitdsl.quantities.errors import QuantityError
from benefitdsl.quantities.instants import format_instant
from benefitdsl.quantities.money import format_money, minor_digits, parse_money

Json = dict[str, Any]
Record = TypeVar("Record")

MAX_ID_CHARACTERS: Final = 200
"""The most that the id of an event, a source or a member may have."""

MAX_NUMBER: Final = 2**53
"""The most that a number in an event may be: beyond it, readers of JSON disagree."""

INSTANTS: Final = frozenset(
    "at clock claim_until earned_at ends_at expires_at issued_at not_before ripens_at since until".split()
) | frozenset("act_by available_at grace_until review_at saved_by soon_until valid_from valid_until".split())
DAYS: Final = frozenset({"day"})
MONEY: Final = frozenset(
    "available base fee goods listed minimum missing money off".split()
    + "paid points_most_value points_value price shipping_off stored_value stored_value_most to_pay worth".split()
)

_WORD_START: Final = re.compile(r"(?<!^)(?=[A-Z])")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _tag(kind: type) -> str:
    return _WORD_START.sub("_", kind.__name__).lower()


EFFECTS: Final[dict[str, Any]] = {_tag(kind): kind for kind in get_args(Effect)}
POOL_CHANGES: Final[dict[str, Any]] = {_tag(kind): kind for kind in get_args(PoolChange)}
_TAGS: Final = {kind: tag for tag, kind in (EFFECTS | POOL_CHANGES).items()}


class BadJson(ValueError):
    """Not what this module writes. `path` is the place, such as `effects[2].at`; "" is the value itself."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path or 'the value'}: expected {expected}")
        self.path = path
        self.expected = expected

    def under(self, step: str) -> BadJson:
        joined = f"{step}.{self.path}" if self.path and self.path[0] != "[" else step + self.path
        return BadJson(joined, self.expected)


# ------------------------------------------------------------------------------------------- effects


def effect_to_json(effect: Effect, currency: str) -> Json:
    """The effect as JSON; `currency` is the programme's, for amounts of money.

    >>> from benefitdsl.model.effect import TagChanged
    >>> cause = Cause("shop/o1", "welcome", "rules.benefit", 7, "c0ffee", 0, 1_774_922_400_000_000)
    >>> effect_to_json(TagChanged(cause, "vip", True), "CNY")["at"]
    '2026-03-31T02:00:00Z'
    """
    cause = effect.cause
    return {
        "effect": _TAGS[type(effect)],
        "id": effect_id(cause),
        "event": cause.event,
        "rule": cause.rule,
        "line": f"{cause.file}:{cause.line}",
        "version": cause.version,
        "position": cause.position,
        "at": format_instant(cause.at),
        **_write_own(effect, currency),
    }


def effect_from_json(data: Mapping[str, Any], currency: str) -> Effect:
    """The effect that was written; `BadJson`."""
    kind = _kind(data, "effect", EFFECTS)
    cause = _read_cause(data)
    if data.get("id") != effect_id(cause):
        raise BadJson("id", "the id that the cause makes")
    own = {key: value for key, value in data.items() if key not in CAUSE_KEYS}
    effect: Effect = kind(cause=cause, **_read_own(kind, own, currency))
    return effect


CAUSE_KEYS: Final = ("effect", "id", "event", "rule", "line", "version", "position", "at")


def _read_cause(data: Mapping[str, Any]) -> Cause:
    for key in CAUSE_KEYS:
        if key not in data:
            raise BadJson(key, "a value")
    file, colon, line = _at("line", TEXT.read, data["line"]).rpartition(":")
    if not colon or not re.fullmatch("0|[1-9][0-9]{0,8}", line):
        raise BadJson("line", "file:line")
    return Cause(
        event=_at("event", TEXT.read, data["event"]),
        rule=_at("rule", TEXT.read, data["rule"]),
        file=file,
        line=int(line),
        version=_at("version", TEXT.read, data["version"]),
        position=_at("position", WHOLE.read, data["position"]),
        at=_at("at", INSTANT.read, data["at"]),
    )


def _write_own(effect: Effect, currency: str) -> Json:
    written = {name: form.write(getattr(effect, name)) for name, form in layout(type(effect), currency)}
    return {"send": written} if type(effect) is EventAddressed else written


def _read_own(kind: type, own: Json, currency: str) -> Json:
    if kind is not EventAddressed:
        return _read_fields(kind, own, currency)
    if own.keys() != {"send"}:
        raise BadJson("", "the one key `send`")
    sent: Json = _at("send", lambda value: _read_fields(kind, value, currency), own["send"])
    return sent


# ------------------------------------------------------------------------------------------- outcomes, snapshots


def outcome_to_json(outcome: Outcome, currency: str) -> Json:
    return {
        "status": outcome.status,
        "effects": [effect_to_json(each, currency) for each in outcome.effects],
        "pool_changes": [pool_change_to_json(each) for each in outcome.pool_changes],
        "reason": outcome.reason,
        "detail": outcome.detail,
    }


def outcome_from_json(data: Mapping[str, Any], currency: str) -> Outcome:
    """The outcome that was written; `BadJson`."""
    return _read_record(Outcome, data, currency)


def pool_change_to_json(change: PoolChange) -> Json:
    written = {name: form.write(getattr(change, name)) for name, form in layout(type(change), "")}
    return {"change": _TAGS[type(change)], **written}


def pool_change_from_json(data: Mapping[str, Any]) -> PoolChange:
    kind = _kind(data, "change", POOL_CHANGES)
    own = {key: value for key, value in data.items() if key != "change"}
    change: Take | Claim = kind(**_read_fields(kind, own, ""))
    return change


def snapshot_to_json(snapshot: Snapshot) -> Json:
    return _write_record(snapshot, "")


def snapshot_from_json(data: Mapping[str, Any]) -> Snapshot:
    """The snapshot that was written; `BadJson`."""
    return _read_record(Snapshot, data, "")


def quote_to_json(quote: Quote, currency: str) -> Json:
    return {name: form.write(getattr(quote, name)) for name, form in layout(Quote, currency)}


def quote_from_json(data: Mapping[str, Any], currency: str) -> Quote:
    """The quote that was written; `BadJson`."""
    return _read_record(Quote, data, currency)


def view_to_json(view: View) -> Json:
    return _write_record(view, view.currency)


def view_from_json(data: Mapping[str, Any]) -> View:
    """The view that was written; `BadJson`."""
    return _read_record(View, data, _at("currency", TEXT.read, _an_object(data).get("currency")))


# ------------------------------------------------------------------------------------------- forms


@dataclass(frozen=True, slots=True)
class Form:
    """How a value stands in JSON: written, read (raises `BadJson`), and what JSON Schema says of it."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    schema: Json


def _exactly(kind: type, expected: str, schema: Json) -> Form:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise BadJson("", expected)
        return value

    return Form(lambda value: value, read, schema)


def _spelled(write: Callable[[Any], str], parse: Callable[[str], int], expected: str, schema: Json) -> Form:
    """A number written as a text; only the one spelling that `write` gives is read."""

    def read(value: Any) -> int:
        try:
            number = parse(TEXT.read(value))
            if write(number) == value:
                return number
        except ValueError:
            pass
        raise BadJson("", expected)

    return Form(write, read, schema)


def _parse_utc(text: str) -> int:
    """As `parse_instant`, but beyond 2100, where what lasts long may end."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise QuantityError
    return (moment - _EPOCH) // timedelta(microseconds=1)


WHOLE: Final = _exactly(int, "a whole number", {"type": "integer"})
TEXT: Final = _exactly(str, "a text", {"type": "string"})
FLAG: Final = _exactly(bool, "true or false", {"type": "boolean"})
INSTANT: Final = _spelled(
    format_instant,
    _parse_utc,
    "a time in UTC",
    {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$"},
)
DAY: Final = _spelled(
    format_day,
    parse_day,
    "a date",
    {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"},
)
_SCALARS: Final = {int: WHOLE, str: TEXT, bool: FLAG}


def _scalar_read(value: Any) -> Any:
    if type(value) in _SCALARS:
        return value
    raise BadJson("", "a whole number, a text, true or false")


SCALAR: Final = Form(lambda value: value, _scalar_read, {"type": ["integer", "string", "boolean"]})


def money_form(currency: str) -> Form:
    digits = minor_digits(currency)
    decimals = rf"\.[0-9]{{{digits}}}" if digits else ""
    return _spelled(
        lambda amount: format_money(amount, currency),
        lambda text: parse_money(text, currency),
        "an amount of money",
        {"type": "string", "pattern": rf"^(0|[1-9][0-9]*){decimals}$"},
    )


def _nullable(form: Form) -> Form:
    return Form(
        lambda value: None if value is None else form.write(value),
        lambda value: None if value is None else form.read(value),
        {"anyOf": [form.schema, {"type": "null"}]},
    )


def _word(words: tuple[str, ...]) -> Form:
    def read(value: Any) -> Any:
        if type(value) is not str or value not in words:
            raise BadJson("", "one of " + ", ".join(words))
        return value

    return Form(lambda value: value, read, {"enum": list(words)})


def _list_of(form: Form) -> Form:
    def read(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise BadJson("", "a list")
        return tuple(_at(f"[{number}]", form.read, each) for number, each in enumerate(value))

    return Form(
        lambda values: [form.write(each) for each in values], read, {"type": "array", "items": form.schema}
    )


def _pairs_of(form: Form) -> Form:
    """Pairs of a name and a value, in their order, as an object."""

    def read(value: Any) -> tuple[tuple[str, Any], ...]:
        return tuple((name, _at(name, form.read, each)) for name, each in _an_object(value).items())

    return Form(
        lambda pairs: {name: form.write(value) for name, value in pairs},
        read,
        {"type": "object", "additionalProperties": form.schema},
    )


def _union_of(write: Callable[[Any], Json], read: Callable[[Any], Any], name: str) -> Form:
    return Form(write, read, {"$ref": f"#/$defs/{name}"})


def layout(kind: type, currency: str) -> tuple[tuple[str, Form], ...]:
    """The fields of a record and their forms; of an effect those that are its own."""
    return _layout(kind, currency)


@cache
def _layout(kind: type, currency: str) -> tuple[tuple[str, Form], ...]:
    hints = get_type_hints(kind)
    return tuple(
        (each.name, _form(hints[each.name], each.name, currency))
        for each in fields(kind)
        if each.name != "cause"
    )


def _form(hint: Any, name: str, currency: str) -> Form:
    inner = get_args(hint)
    if hint == Effect:
        return _union_of(
            lambda effect: effect_to_json(effect, currency),
            lambda data: effect_from_json(data, currency),
            "effect",
        )
    if hint == PoolChange:
        return _union_of(pool_change_to_json, pool_change_from_json, "pool_change")
    if get_origin(hint) in (Union, UnionType) and NoneType in inner:
        rest = [each for each in inner if each is not NoneType]
        assert len(rest) == 1
        return _nullable(_form(rest[0], name, currency))
    if name in INSTANTS:
        return INSTANT
    if name in DAYS:
        return DAY
    if name in MONEY:
        return money_form(currency)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if get_origin(hint) is Literal:
        return _word(inner)
    if get_origin(hint) is tuple and get_origin(inner[0]) is tuple:
        _, value = get_args(inner[0])
        if get_origin(value) is tuple:
            return _pairs_of(_list_of(_form(get_args(value)[0], "", currency)))
        return _pairs_of(_SCALARS.get(value, SCALAR))
    if get_origin(hint) is tuple:
        return _list_of(_form(inner[0], "", currency))
    return _record_form(hint, currency)


def _record_form(kind: type, currency: str) -> Form:
    return Form(
        lambda value: _write_record(value, currency),
        lambda value: _read_record(kind, value, currency),
        record_schema(layout(kind, currency)),
    )


def record_schema(forms: tuple[tuple[str, Form], ...]) -> Json:
    return {
        "type": "object",
        "properties": {name: form.schema for name, form in forms},
        "required": [name for name, _ in forms],
        "additionalProperties": False,
    }


def _write_record(value: Any, currency: str) -> Json:
    return {name: form.write(getattr(value, name)) for name, form in layout(type(value), currency)}


def _read_record(kind: type[Record], value: Any, currency: str) -> Record:
    return kind(**_read_fields(kind, value, currency))


def _read_fields(kind: type, value: Any, currency: str) -> Json:
    given, forms = _an_object(value), layout(kind, currency)
    names = {name for name, _ in forms}
    for key in given:
        if key not in names:
            raise BadJson(str(key), "no such key")
    for name, _ in forms:
        if name not in given:
            raise BadJson(name, "a value")
    return {name: _at(name, form.read, given[name]) for name, form in forms}


def _an_object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadJson("", "an object")
    return value


def _kind(data: Any, key: str, kinds: Mapping[str, Any]) -> Any:
    tag = _an_object(data).get(key)
    if type(tag) is not str or tag not in kinds:
        raise BadJson(key, "one of " + ", ".join(kinds))
    return kinds[tag]


def _at(step: str, read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except BadJson as bad:
        raise bad.under(step) from None
