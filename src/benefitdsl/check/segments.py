"""Segments that ask for one another come to an end, soon: nobody could say who belongs to a circle of them, and a few
lines could ask for the first of them more often than there are atoms."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.descend import descend
from benefitdsl.check.nesting import Size, sizes
from benefitdsl.check.symbols import blocks_of
from benefitdsl.diagnostics import Diagnostic, error
from benefitdsl.syntax.ast import Block, InSegment


def check_segments(draft: Draft) -> Iterator[Diagnostic]:
    """Report each circle once, where it comes back to its first segment."""
    blocks = _blocks(draft)
    asked = {name: tuple(_asked(block)) for name, block in blocks.items()}
    sound: set[str] = set()
    for name in blocks:
        yield from _circles(name, asked, sound)


def segment_sizes(draft: Draft) -> dict[str, Size]:
    """The size of every segment, with the segments in it."""
    blocks = _blocks(draft) if draft.nodes.of(InSegment) else {}
    own = {name: draft.nodes.count(block) for name, block in blocks.items()}
    return sizes(own, {name: asked_names(block) for name, block in blocks.items()})


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
