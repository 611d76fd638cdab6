"""Segments that ask for one another come to an end, soon: nobody could say who belongs to a circle of them, and a few
lines could ask for the first of them more often than there are atoms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.symbols import blocks_of
from benefitdsl.diagnostics import Diagnostic, error
from benefitdsl.limits import MAX_DEPTH, MAX_RULE_NODES
from benefitdsl.syntax.ast import Block, InSegment


@dataclass(frozen=True, slots=True)
class Size:
    """What it takes to say whether somebody is in a segment: `levels` of segments in segments, itself the first, and
    `parts` with those of the segments that it asks for, as often as it does. Counted no further than the limits."""

    levels: int
    parts: int

    @property
    def is_within(self) -> bool:
        return self.levels <= MAX_DEPTH and self.parts <= MAX_RULE_NODES


def check_segments(draft: Draft) -> Iterator[Diagnostic]:
    """Report each circle once, where it comes back to its first segment."""
    blocks = _blocks(draft)
    asked = {name: tuple(_asked(block)) for name, block in blocks.items()}
    sound: set[str] = set()
    for name in blocks:
        yield from _circles(name, asked, sound)


def sizes(draft: Draft) -> dict[str, Size]:
    """The size of every segment; in a circle the way back counts nothing."""
    blocks = _blocks(draft) if draft.nodes.of(InSegment) else {}
    asked = {name: asked_names(block) for name, block in blocks.items()}
    found: dict[str, Size] = {}
    for start in blocks:
        waiting, way = [start], set[str]()
        while waiting:
            name = waiting[-1]
            below = [each for each in asked[name] if each in asked and each not in way - {name}]
            missing = [each for each in below if each not in found and each != name]
            if name in found or not missing:
                waiting.pop()
                way.discard(name)
                found.setdefault(name, _size(draft.nodes.count(blocks[name]), below, found))
            else:
                way.add(name)
                waiting.append(missing[0])
    return found


def _size(own: int, below: list[str], found: dict[str, Size]) -> Size:
    there = [found[each] for each in below if each in found]
    levels = 1 + max((each.levels for each in there), default=0)
    parts = own + sum(each.parts for each in there)
    return Size(min(levels, MAX_DEPTH + 1), min(parts, MAX_RULE_NODES + 1))


def asked_names(block: Block) -> tuple[str, ...]:
    """The segments that a block asks for, as often as it does."""
    return tuple(node.segment.text for node in _asked(block))


def _blocks(draft: Draft) -> dict[str, Block]:
    return {
        block.name.text: block
        for block, kind in blocks_of(draft.modules, draft.catalogue)
        if kind.family == "segment" and block.name is not None
    }


def _asked(block: Block) -> Iterator[InSegment]:
    for field in block.fields:
        yield from (node for node in descend(field.value) if isinstance(node, InSegment))


def _circles(start: str, asked: dict[str, tuple[InSegment, ...]], sound: set[str]) -> Iterator[Diagnostic]:
    """Walk down from one segment, over those that are not known to be sound; a way that meets itself is a circle."""
    way: list[str] = []
    waiting: list[tuple[str, InSegment | None]] = [(start, None)]
    while waiting:
        name, node = waiting.pop()
        if not name:  # all that the last of the way asks for has been walked
            sound.add(way.pop())
        elif name in way:
            names = " → ".join((*way[way.index(name) :], name))
            yield error("BEN404", node.span if node else None, cycle=names)
        elif name in asked and name not in sound:
            way.append(name)
            waiting.append(("", None))
            waiting.extend((each.segment.text, each) for each in reversed(asked[name]))
