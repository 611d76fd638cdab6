"""YAML as a tree of texts with line numbers, from the events of the parser: no tags, aliases, merge keys or
duplicate keys, one document, bounded size and depth, and no scalar but text (TRUST, parsing of other formats)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from benefitdsl.messages import Language
from benefitdsl.source.characters import BIDI, LINE_BREAKS, NEVER, code_point
from benefitdsl.verify.said import Words, found_and_expected, said

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32

_NEVER = re.compile(rf"[{NEVER}{BIDI}{LINE_BREAKS}]")
"""What no text may hold, not even as an escape: it would act on the terminal on which the text is shown."""


@dataclass(frozen=True, slots=True)
class Node:
    """A text, a sequence or a mapping, and the 1-based line on which it begins."""

    value: str | list[Node] | dict[str, Node]
    line: int


class YamlRefused(Exception):
    """The text is not the small YAML that scenarios are written in. `line` is 1-based, 0 where there is none."""

    def __init__(self, line: int, found: Words, expected: Words) -> None:
        super().__init__(found_and_expected(line, found, expected, "en"))
        self.line = line
        self.found = found
        self.expected = expected

    def text(self, language: Language = "en") -> str:
        return found_and_expected(self.line, self.found, self.expected, language)


@dataclass(slots=True)
class _Open:
    """A collection being read; `key` is the key whose value comes next."""

    node: Node
    key: str | None = None


def read_yaml(data: bytes) -> Node:
    """The one document in `data`. Raises `YamlRefused`."""
    if len(data) > MAX_BYTES:
        raise YamlRefused(0, said("bytes", count=len(data)), said("at_most_bytes", count=MAX_BYTES))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlRefused(0, said("not_utf8"), said("utf8", at=error.start)) from None
    try:
        return _build(iter(yaml.parse(text, Loader=yaml.SafeLoader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise _refusal(text, mark.line + 1 if mark else 0, error.problem or "") from None
    except (
        yaml.YAMLError,
        ValueError,
        OverflowError,
    ) as error:  # what chr() and int() say of escapes, directives
        raise YamlRefused(0, said("no_yaml", reason=(f" ({str(error)[:120]})", "")), said("yaml")) from None


# How what PyYAML says begins → what is said of it, and what is expected in its place.
_PROBLEMS = (
    ("found character '\\t'", "tab", "spaces"),
    ("mapping values are not allowed", "second_colon", "quotes"),
    ("could not find expected ':'", "no_colon", "colon"),
    ("expected ',' or", "open_bracket", "closed_bracket"),
    ("expected <block end>", "indented", "same_indent"),
    ("found unexpected end of stream", "open_quote", "closed_quote"),
    ("found character", "bare_sign", "quotes"),
)
_WIDE_COLON = re.compile(r"^[ \t]*(?:- )?[ \t]*([^\s:#\"'{}\[\],：]{1,20})：")


def _refusal(text: str, line: int, problem: str) -> YamlRefused:
    """What is wrong with a text that is no YAML: a full-width colon up to there, or what the parser says."""
    for number, written in enumerate(text.split("\n")[: line or None], 1):
        wide = _WIDE_COLON.match(written)
        if wide is not None:
            return wide_colon(number, wide[1])
    for begins, found, expected in _PROBLEMS:
        if problem.startswith(begins):
            return YamlRefused(line, said(found), said(expected))
    return YamlRefused(line, said("no_yaml", reason=(f" ({problem})", "")), said("yaml"))


def wide_colon(line: int, word: str) -> YamlRefused:
    return YamlRefused(line, said("wide_colon", word=word), said("narrow_colon", word=word))


def no_collection(node: Node, expected: Words) -> YamlRefused:
    """Something else where a list or a mapping should be; a text with a full-width colon was meant as a mapping."""
    wide = _WIDE_COLON.match(node.value) if isinstance(node.value, str) else None
    return (
        YamlRefused(node.line, said("something_else"), expected)
        if wide is None
        else wide_colon(node.line, wide[1])
    )


def _build(events: Iterator[yaml.Event]) -> Node:
    stack: list[_Open] = []
    root: Node | None = None
    for event in events:
        line = _line(event)
        match event:
            case yaml.DocumentStartEvent():
                if root is not None:
                    raise YamlRefused(line, said("second_document"), said("one_document"))
                if event.version or event.tags:
                    raise YamlRefused(line, said("directive"), said("no_directive"))
            case yaml.AliasEvent():
                raise YamlRefused(line, said("alias", name=event.anchor or ""), said("value_itself"))
            case yaml.ScalarEvent():
                _plain(event, line)
                if (sign := _NEVER.search(event.value)) is not None:
                    raise YamlRefused(line, said("bad_sign", code=code_point(sign[0])), said("plain_signs"))
                root = _put(stack, Node(event.value, line), root)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                _plain(event, line)
                if len(stack) >= MAX_DEPTH:
                    raise YamlRefused(line, said("too_deep"), said("levels", count=MAX_DEPTH))
                if stack and isinstance(stack[-1].node.value, dict) and stack[-1].key is None:
                    raise YamlRefused(line, said("key_no_text"), said("a_text"))
                node = Node([] if isinstance(event, yaml.SequenceStartEvent) else {}, line)
                root = _put(stack, node, root)
                stack.append(_Open(node))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                stack.pop()
            case _:
                pass
    if root is None:
        raise YamlRefused(1, said("empty"), said("a_document"))
    return root


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _plain(event: yaml.NodeEvent, line: int) -> None:
    """Refuse anchors and tags."""
    if event.anchor:
        raise YamlRefused(line, said("anchor", name=event.anchor), said("no_anchors"))
    if getattr(event, "tag", None):
        raise YamlRefused(line, said("yaml_tag", name=event.tag), said("no_tags"))  # type: ignore[attr-defined]


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
                raise YamlRefused(node.line, said("key_no_text"), said("a_text"))
            if node.value in top.node.value or node.value == "<<":
                raise YamlRefused(node.line, said("key_again", name=node.value), said("each_once"))
            top.key = node.value
        else:
            top.node.value[top.key] = node
            top.key = None
    return root
