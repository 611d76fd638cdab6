"""YAML as a tree of texts with line numbers, from the events of the parser: no tags, aliases, merge keys or
duplicate keys, one document, bounded size and depth, and no scalar but text (TRUST, parsing of other formats)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32


@dataclass(frozen=True, slots=True)
class Node:
    """A text, a sequence or a mapping, and the 1-based line on which it begins."""

    value: str | list[Node] | dict[str, Node]
    line: int


class YamlRefused(Exception):
    """The text is not the small YAML that scenarios are written in. `line` is 1-based, 0 where there is none."""

    def __init__(self, line: int, found: str, expected: str) -> None:
        super().__init__(f"line {line}: found {found}, expected {expected}")
        self.line = line
        self.found = found
        self.expected = expected


@dataclass(slots=True)
class _Open:
    """A collection being read; `key` is the key whose value comes next."""

    node: Node
    key: str | None = None


def read_yaml(data: bytes) -> Node:
    """The one document in `data`. Raises `YamlRefused`."""
    if len(data) > MAX_BYTES:
        raise YamlRefused(0, f"{len(data)} bytes", f"at most {MAX_BYTES}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlRefused(
            0, "bytes that are not UTF-8", f"UTF-8 text ({error.reason} at byte {error.start})"
        ) from None
    try:
        return _build(iter(yaml.parse(text, Loader=yaml.SafeLoader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise YamlRefused(mark.line + 1 if mark else 0, error.problem or "broken YAML", "YAML") from None
    except yaml.YAMLError as error:
        raise YamlRefused(0, str(error)[:120], "YAML text") from None


def _build(events: Iterator[yaml.Event]) -> Node:
    stack: list[_Open] = []
    root: Node | None = None
    for event in events:
        line = _line(event)
        match event:
            case yaml.DocumentStartEvent():
                if root is not None:
                    raise YamlRefused(line, "a second document", "one document")
                if event.version or event.tags:
                    raise YamlRefused(line, "a YAML directive", "no directive")
            case yaml.AliasEvent():
                raise YamlRefused(line, f"the alias `*{event.anchor}`", "the value itself")
            case yaml.ScalarEvent():
                _plain(event, line)
                root = _put(stack, Node(event.value, line), root)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                _plain(event, line)
                if len(stack) >= MAX_DEPTH:
                    raise YamlRefused(line, "nesting deeper than that", f"at most {MAX_DEPTH} levels")
                if stack and isinstance(stack[-1].node.value, dict) and stack[-1].key is None:
                    raise YamlRefused(line, "a key that is not a text", "a text")
                node = Node([] if isinstance(event, yaml.SequenceStartEvent) else {}, line)
                root = _put(stack, node, root)
                stack.append(_Open(node))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                stack.pop()
            case _:
                pass
    if root is None:
        raise YamlRefused(1, "nothing", "a document")
    return root


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _plain(event: yaml.NodeEvent, line: int) -> None:
    """Refuse anchors and tags."""
    if event.anchor:
        raise YamlRefused(line, f"the anchor `&{event.anchor}`", "no anchors")
    if getattr(event, "tag", None):
        raise YamlRefused(line, f"the tag `{event.tag}`", "no tags")  # type: ignore[attr-defined]


def _put(stack: list[_Open], node: Node, root: Node | None) -> Node | None:
    """Hand a finished or opening node to the collection that holds it."""
    if not stack:
        return node
    top = stack[-1]
    if isinstance(top.node.value, list):
        top.node.value.append(node)
    elif isinstance(top.node.value, dict):
        if top.key is None:
            if not isinstance(node.value, str):
                raise YamlRefused(node.line, "a key that is not a text", "a text")
            if node.value in top.node.value or node.value == "<<":
                raise YamlRefused(node.line, f"the key `{node.value}` again", "each key once")
            top.key = node.value
        else:
            top.node.value[top.key] = node
            top.key = None
    return root
