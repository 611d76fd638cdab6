"""JSON as it comes over the wire, read strictly: what two parsers could read as two things is refused."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from benefitdsl.engine.door.errors import refuse
from benefitdsl.limits import MAX_EVENT_BYTES, MAX_EVENT_DEPTH, MAX_EVENT_KEYS

_SIGNS: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


class Literal(str):
    """A number of the text that no event has: a fraction, `NaN`, one of very many digits. Refused where it stands."""

    __slots__ = ()


def parse_event_text(json_text: str | bytes) -> Any:
    """The value of one JSON text; raises `Refused`.

    At most 64 KiB of UTF-8 without BOM, 16 levels, 256 keys an object; no key twice; nothing after it.
    """
    text = _decoded(json_text)
    if text.count("{") + text.count("[") > MAX_EVENT_DEPTH:
        _check_depth(text)
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        refuse("BEN921", str(error.pos + 1))


def _decoded(json_text: str | bytes) -> str:
    if len(json_text) <= MAX_EVENT_BYTES and isinstance(json_text, str):
        raw = json_text.encode("utf-8", "surrogatepass")
    else:
        raw = json_text[: MAX_EVENT_BYTES + 1].encode() if isinstance(json_text, str) else bytes(json_text)
    if len(raw) > MAX_EVENT_BYTES:
        refuse("BEN920", str(max(len(raw), len(json_text))), MAX_EVENT_BYTES)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        refuse("BEN921", str(error.start + 1))


def _check_depth(text: str) -> None:
    """Count levels before anything is built; signs inside strings are no levels. Linear."""
    depth = 0
    for sign in _SIGNS.findall(text):
        if sign in "[{":
            depth += 1
            if depth > MAX_EVENT_DEPTH:
                refuse("BEN923", "", MAX_EVENT_DEPTH)
        elif sign in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_EVENT_KEYS:
        refuse("BEN924", str(len(pairs)), MAX_EVENT_KEYS)
    made = dict(pairs)
    if len(made) != len(pairs):
        seen = set[str]()
        for key, _ in pairs:
            if key in seen:
                refuse("BEN922", key)
            seen.add(key)
    return made


def _whole(text: str) -> int | Literal:
    return Literal(text) if len(text) > 17 or text == "-0" else int(text)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Literal, parse_int=_whole, parse_constant=Literal
)
