"""Blocks that were parsed before, known by their text."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import is_not
from typing import Any, Final

from benefitdsl.catalogue import Catalogue
from benefitdsl.diagnostics import Diagnostic
from benefitdsl.source import Span
from benefitdsl.syntax import ast

MAX_BLOCKS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """A block and what is wrong with it, as it stands in the text that begins at `offset` of a file."""

    offset: int
    file: int
    block: ast.Block
    found: tuple[Diagnostic, ...]


class BlockCache:
    """Remembers parsed blocks of one catalogue, the latest 50,000; another catalogue empties it."""

    def __init__(self) -> None:
        self._catalogue: Catalogue | None = None
        self._blocks: dict[tuple[str, str], Parsed] = {}

    def get(self, catalogue: Catalogue, key: tuple[str, str], file: int, offset: int) -> Parsed | None:
        """Return a block with this text, put at this place."""
        found = self._blocks.get(key) if self._catalogue is catalogue else None
        if found is None:
            return None
        if (found.file, found.offset) != (file, offset):
            found = self._blocks[key] = _moved(found, file, offset)
        return found

    def put(self, catalogue: Catalogue, key: tuple[str, str], parsed: Parsed) -> None:
        if self._catalogue is not catalogue:
            self._catalogue, self._blocks = catalogue, {}
        if len(self._blocks) >= MAX_BLOCKS:
            del self._blocks[next(iter(self._blocks))]
        self._blocks[key] = parsed

    def __len__(self) -> int:
        return len(self._blocks)


def _moved(parsed: Parsed, file: int, offset: int) -> Parsed:
    by = offset - parsed.offset
    return Parsed(offset, file, _shifted(parsed.block, file, by), _shifted(parsed.found, file, by))


def _shifted(value: Any, file: int, by: int) -> Any:
    """Return a value with every span in it moved, itself if it holds none. As deep as the tree, which has a limit."""
    kind: Any = type(value)
    if kind is Span:
        return Span(file, value.start + by, value.end + by)
    if kind is str or kind is int:
        return value
    if kind is tuple:
        items = tuple([_shifted(each, file, by) for each in value])
        return items if any(map(is_not, items, value)) else value
    names = _field_names(kind)
    old = [getattr(value, name) for name in names]
    new = [_shifted(each, file, by) for each in old]
    return kind(*new) if any(map(is_not, new, old)) else value


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    """Return what a node is made of, in the order in which it is made; nothing for what is no node."""
    return tuple(each.name for each in fields(kind) if each.init) if is_dataclass(kind) else ()
