"""How an input of a fuzz target is made into another one: by bytes, by the words and lines of a text, or by the
values of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any

MAX_BYTES = 4096
MAX_JSON_BYTES = 32 * 1024

Mutate = Callable[[Random, bytes, Sequence[bytes], Sequence[bytes]], bytes]
"""From randomness, an input, splinters to put in and the other inputs, to the next input."""

_WORD = re.compile(r"[0-9]+(?:\.[0-9]+)?|[A-Za-z_]+|[\u4e00-\u9fff]+|[^\s]|[ \t]+|\n")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NUMBERS = "0 1 2 3 7 10 12 24 30 31 59 60 99 100 101 365 999 1000 0.01 0.5 1.5 999999999999999".split()


def by_bytes(rng: Random, data: bytes, splinters: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """At most 4 KiB with something wrong in it: bytes changed, taken away, doubled, put in, joined with another."""
    made = bytearray(data[:MAX_BYTES])
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        if not made:
            return bytes(rng.randrange(256) for _ in range(40))
        at, end = sorted((rng.randrange(len(made)), rng.randrange(len(made))))
        match rng.randrange(8):
            case 0:
                made[at] = rng.randrange(256)
            case 1:
                del made[at : min(end, at + rng.choice((1, 3, 40)))]
            case 2:
                made[at:at] = made[at : min(end, at + 60)]
            case 3:
                made[at:at] = rng.choice(splinters)
            case 4:
                made[at:end] = bytes(reversed(made[at:end])) if end - at < 30 else made[at:end]
            case 5:
                made[at:at] = rng.choice(splinters) * rng.choice((2, 50))
            case 6:
                made[at:] = _tail(rng, rng.choice(others)) if rng.random() < 0.2 else made[at:]
            case _:
                made[at] ^= 1 << rng.randrange(8)
    return bytes(made[:MAX_BYTES])


def _tail(rng: Random, other: bytes) -> bytes:
    return other[rng.randrange(len(other)) if other else 0 :]


def by_words(rng: Random, data: bytes, splinters: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """A text that often still means something: lines and blocks moved, words changed for words of another text,
    numbers for others, or a splinter in place of a word."""
    text = data[:MAX_BYTES].decode("utf-8", "replace")
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        other = rng.choice(others).decode("utf-8", "replace")
        text = rng.choice(_STEPS)(rng, text, other, splinters)
    return text.encode("utf-8", "replace")[:MAX_BYTES]


_Step = Callable[[Random, str, str, Sequence[bytes]], str]


def _other_number(rng: Random, text: str, _other: str, _splinters: Sequence[bytes]) -> str:
    found = list(_NUMBER.finditer(text))
    if not found:
        return text
    one = rng.choice(found)
    return text[: one.start()] + rng.choice((*_NUMBERS, rng.choice(found)[0])) + text[one.end() :]


def _other_word(rng: Random, text: str, other: str, splinters: Sequence[bytes]) -> str:
    ours, theirs = _WORD.findall(text), _WORD.findall(other)
    if not ours or not theirs:
        return text + other
    at = rng.randrange(len(ours))
    match rng.randrange(4):
        case 0:
            ours[at] = rng.choice(theirs)
        case 1:
            ours[at] = rng.choice(ours)
        case 2:
            ours[at] = rng.choice(splinters).decode("utf-8", "replace")
        case _:
            del ours[at]
    return "".join(ours)


def _other_line(rng: Random, text: str, other: str, _splinters: Sequence[bytes]) -> str:
    ours, theirs = text.split("\n"), other.split("\n")
    at = rng.randrange(len(ours))
    match rng.randrange(4):
        case 0:
            del ours[at]
        case 1:
            ours.insert(at, rng.choice(ours))
        case 2:
            ours.insert(at, rng.choice(theirs))
        case _:
            ours[at] = rng.choice(theirs)
    return "\n".join(ours)


def _other_block(rng: Random, text: str, other: str, _splinters: Sequence[bytes]) -> str:
    ours, theirs = text.split("\n\n"), other.split("\n\n")
    at = rng.randrange(len(ours) + 1)
    match rng.randrange(3):
        case 0:
            ours.insert(at, rng.choice(theirs))
        case 1:
            ours.insert(at, rng.choice(ours))
        case _:
            del ours[at : at + 1]
    return "\n\n".join(ours)


_STEPS: tuple[_Step, ...] = (
    _other_number,
    _other_number,
    _other_word,
    _other_word,
    _other_line,
    _other_line,
    _other_block,
)


def by_values(rng: Random, data: bytes, splinters: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """JSON that still is JSON: values taken away, doubled, exchanged, put in from another input. What is none is
    changed by bytes."""
    if rng.random() < 0.3:
        return by_bytes(rng, data, splinters, others)
    try:
        made, other = json.loads(data), json.loads(rng.choice(others))
    except (ValueError, RecursionError):
        return by_bytes(rng, data, splinters, others)
    for _ in range(rng.choice((1, 1, 2, 3))):
        places, values = list(_places(made)), [*_values(other), *_values(made), *_ODD]
        if not places:
            break
        holder, key = rng.choice(places)
        match rng.randrange(5):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder.insert(key, deepcopy(rng.choice(values)))
            case 1:
                holder[rng.choice(sorted(holder))] = holder[key]
            case 2 if isinstance(holder[key], int):
                holder[key] += rng.choice((-1, 1, -(2**53), 2**53, 1000))
            case _:
                holder[key] = deepcopy(rng.choice(values))
    written = json.dumps(made).encode()
    return written if len(written) <= MAX_JSON_BYTES else data


_ODD = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**53,
    1.5,
    "",
    "a",
    "0",
    "1.00",
    "2026-03-31",
    [],
    {},
    [[]],
    {"is": "const"},
)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a value within lists and objects."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _values(value: Any) -> Iterator[Any]:
    yield value
    yield from (holder[key] for holder, key in _places(value))
