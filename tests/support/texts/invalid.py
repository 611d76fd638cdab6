"""Ways to spoil a programme: trees that a text can stand for, but that mean nothing, or not what the names say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

from benefitdsl.syntax import ast

Blocks = list[ast.Block]


def spoiled(rng: Random, blocks: Blocks) -> tuple[Blocks, str]:
    """Return the blocks after one change, and what was done."""
    for _ in range(20):
        way = rng.choice(WAYS)
        found = way(rng, list(blocks))
        if found is not None and found != blocks:
            return found, way.__name__
    return blocks, ""


def a_block_lost(rng: Random, blocks: Blocks) -> Blocks | None:
    at = rng.randrange(len(blocks))
    return blocks[:at] + blocks[at + 1 :] if len(blocks) > 1 else None


def a_block_twice(rng: Random, blocks: Blocks) -> Blocks:
    first, *others = blocks  # the programme, which states the language of its file, stays where it is
    return [*blocks, rng.choice(others or [first])]


def a_field_lost(rng: Random, blocks: Blocks) -> Blocks | None:
    places = [at for at, block in enumerate(blocks) if len(block.fields) > 1 and block.kind != "programme"]
    if not places:
        return None
    at = rng.choice(places)
    lost = rng.choice(blocks[at].fields)
    first, *others = (field for field in blocks[at].fields if field is not lost)
    fields = (replace(first, comments=ast.NO_COMMENTS), *others)  # none begins with a blank line
    blocks[at] = replace(blocks[at], fields=fields)
    return blocks


def a_name_changed(rng: Random, blocks: Blocks) -> Blocks | None:
    """A name somewhere stands for nothing, or for something of another family."""
    names = [
        node for block in blocks for node in _nodes(block) if isinstance(node, ast.Name) and not node.standard
    ]
    if not names:
        return None
    old = rng.choice(names)
    new = rng.choice((ast.Name("unheard_of"), ast.Name("没听说过"), rng.choice(names)))
    return [_replaced(block, old, new, rng) for block in blocks]


def a_number_changed(rng: Random, blocks: Blocks) -> Blocks | None:
    numbers = [node for block in blocks for node in _nodes(block) if isinstance(node, ast.Number)]
    if not numbers:
        return None
    old = rng.choice(numbers)
    fraction = (
        (ast.Number(10**15 - 1, 6), ast.Number(5, 4)) if old.places else ()
    )  # where one is written at all
    new = rng.choice((ast.Number(0), ast.Number(10**15 - 1), *fraction))
    return [_replaced(block, old, new, rng) for block in blocks]


def values_swapped(rng: Random, blocks: Blocks) -> Blocks | None:
    """Two conditions trade places, so that each stands where other things are at hand."""
    asked = [
        (at, field) for at, block in enumerate(blocks) for field in block.fields if field.label == "condition"
    ]
    if len(asked) < 2:
        return None
    (one, first), (other, second) = rng.sample(asked, 2)
    blocks[one] = _with(blocks[one], first, replace(first, value=second.value))
    blocks[other] = _with(blocks[other], second, replace(second, value=first.value))
    return blocks


def blocks_renamed_alike(rng: Random, blocks: Blocks) -> Blocks | None:
    named = [at for at, block in enumerate(blocks) if block.name is not None]
    if len(named) < 2:
        return None
    one, other = rng.sample(named, 2)
    if any(block.name is not None and block.name.standard for block in (blocks[one], blocks[other])):
        return None
    blocks[one] = replace(blocks[one], name=blocks[other].name)
    return blocks


WAYS: tuple[Callable[[Random, Blocks], Blocks | None], ...] = (
    a_block_lost, a_block_twice, a_field_lost, a_name_changed, a_number_changed, values_swapped, blocks_renamed_alike,
)  # fmt: skip


def _with(block: ast.Block, old: ast.Field, new: ast.Field) -> ast.Block:
    return replace(block, fields=tuple(new if field is old else field for field in block.fields))


def _nodes(node: Any) -> list[Any]:
    if isinstance(node, tuple):
        return [found for each in node for found in _nodes(each)]
    if not is_dataclass(node):
        return []
    return [node, *(found for each in fields(node) for found in _nodes(getattr(node, each.name)))]


def _replaced(node: Any, old: Any, new: Any, rng: Random) -> Any:
    """The tree with one node, known by its identity, put in place of another."""
    if node is old:
        return new
    if isinstance(node, tuple):
        return tuple(_replaced(each, old, new, rng) for each in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    inside = {each.name: _replaced(getattr(node, each.name), old, new, rng) for each in fields(node)}
    changed = {name: value for name, value in inside.items() if value is not getattr(node, name)}
    return replace(node, **changed) if changed else node
