"""A member as JSON and back, driven by the types of its sections: a section is the list of its fields in order, a
dict the list of its pairs, an effect a list that begins with its class's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from benefitdsl.model import effect
from benefitdsl.model.event import Event
from benefitdsl.model.member import FORMAT, Member, Sets, Sums

Code = Callable[[Any], Any]

_EFFECTS: dict[str, Any] = {kind.__name__: kind for kind in get_args(effect.Effect)}
_FIELDS = {kind: tuple(f.name for f in fields(kind)) for kind in (*_EFFECTS.values(), Event)}


class BadMember(ValueError):
    """The data is not what `Member.to_json` gives."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this is not the state of a member: {why}")


def encode_member(member: Member) -> dict[str, Any]:
    """Sections by name, with the format's number first."""
    return {"format": FORMAT} | {f.name: _encode(getattr(member, f.name)) for f in fields(member)}


def decode_member(data: Any) -> Member:
    """The inverse; `BadMember`."""
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise BadMember(f"its format is not {FORMAT}")
    hints = get_type_hints(Member)
    if data.keys() != {"format", *hints}:
        raise BadMember("its sections are not those of a member")
    try:
        return Member(**{name: _decoder(hint)(data[name]) for name, hint in hints.items()})
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as wrong:
        raise BadMember(str(wrong)) from wrong


def _encode(value: Any) -> Any:
    kind = type(value)
    if kind in (int, str, bool, NoneType):
        return value
    if kind in (tuple, list):
        return [_encode(item) for item in value]
    if isinstance(value, Mapping):
        return [[key, _encode(item)] for key, item in value.items()]
    if kind in _FIELDS and kind is not Event:
        return [kind.__name__, *(_encode(getattr(value, name)) for name in _FIELDS[kind])]
    if kind is Sums or kind is Sets:
        return [kind.__name__, *(_encode(getattr(value, f.name)) for f in fields(kind))]
    if kind is Event:
        return [value.id, value.type, value.member, value.at, _encode_fields(value.fields), value.source]
    if is_dataclass(kind):
        return [_encode(getattr(value, f.name)) for f in fields(kind)]
    raise TypeError(f"{kind.__name__} has no place in a member")


def _encode_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of an event, in sorted order: texts stay lists, lines are dicts."""
    return {name: _encode_field(given[name]) for name in sorted(given)}


def _encode_field(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_encode_fields(item) if isinstance(item, Mapping) else item for item in value]
    return value


@cache
def _decoder(hint: Any) -> Code:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in (int, str, bool) or hint is NoneType:
        return lambda value: _plain(value, (hint,))
    if hint is effect.Effect:
        return _decode_effect
    if hint is Event:
        return _decode_event
    if origin in (UnionType, Union):
        return _union(arguments)
    if origin is Literal:
        return lambda value: _one_of(value, arguments)
    if origin is tuple and arguments[1:] == (...,):
        item = _decoder(arguments[0])
        return lambda value: tuple([item(one) for one in value])
    if origin is tuple:
        items = tuple(_decoder(argument) for argument in arguments)
        return lambda value: tuple([one(part) for one, part in zip(items, value, strict=True)])
    if origin is list:
        one = _decoder(arguments[0])
        return lambda value: [one(part) for part in value]
    if origin is dict:
        key, item = map(_decoder, arguments)
        return lambda value: {key(k): item(v) for k, v in value}
    return _section(hint)


def _section(kind: Any) -> Code:
    hints = get_type_hints(kind)
    decoders = tuple(_decoder(hints[f.name]) for f in fields(kind))
    tagged = kind is Sums or kind is Sets

    def decode(value: Any) -> Any:
        parts = value[1:] if tagged else value
        return kind(*[one(part) for one, part in zip(decoders, parts, strict=True)])

    return decode


def _union(arguments: tuple[Any, ...]) -> Code:
    plain = tuple(kind for kind in arguments if kind in (int, str, bool, NoneType))
    rest = tuple(kind for kind in arguments if kind not in plain)
    if set(rest) == {Sums, Sets}:
        sums, sets = _decoder(Sums), _decoder(Sets)
        return lambda value: sums(value) if value[0] == "Sums" else sets(value)
    if not rest:
        return lambda value: _plain(value, plain)
    if set(_EFFECTS.values()) == set(rest):
        return _decode_effect
    complex_one = _decoder(rest[0])
    return lambda value: value if type(value) in plain else complex_one(value)


def _plain(value: Any, kinds: tuple[Any, ...]) -> Any:
    if type(value) not in kinds:
        raise BadMember(f"{type(value).__name__} stands where {kinds[0].__name__} belongs")
    return value


def _one_of(value: Any, options: tuple[Any, ...]) -> Any:
    if value not in options:
        raise BadMember("an unknown word")
    return value


def _decode_effect(value: Any) -> Any:
    name, *parts = value
    kind = _EFFECTS[name]
    hints = get_type_hints(kind)
    return kind(*[_decoder(hints[f])(part) for f, part in zip(_FIELDS[kind], parts, strict=True)])


def _decode_event(value: Any) -> Event:
    id_, type_, member, at, given, source = value
    return Event(id_, type_, member, at, {name: _decode_field(item) for name, item in given.items()}, source)


def _decode_field(value: Any) -> Any:
    return tuple(map(_decode_item, value)) if isinstance(value, list) else value


def _decode_item(item: Any) -> Any:
    """A text of texts, or a line, which may have texts of its own."""
    return {name: _decode_field(part) for name, part in item.items()} if isinstance(item, dict) else item
