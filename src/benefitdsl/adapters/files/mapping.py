"""The mapping file: how rows of a table become events. Described in docs/mapping.md."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.zone import Zone
from benefitdsl.verify.said import Words, one_of, said
from benefitdsl.verify.yaml_tree import Node, YamlRefused, read_yaml

TableFormat = Literal["csv", "words", "jsonl", "parquet"]
TimeFormat = Literal["rfc3339", "local", "yyyymmdd", "epoch_seconds", "epoch_milliseconds"]

FORMATS: tuple[TableFormat, ...] = ("csv", "words", "jsonl", "parquet")
TIMES: tuple[TimeFormat, ...] = ("rfc3339", "local", "yyyymmdd", "epoch_seconds", "epoch_milliseconds")
ENCODINGS = frozenset(
    "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be ascii iso8859-1 cp1252 gb18030 gbk gb2312 hz".split()
    + "big5 big5hkscs cp950 shift_jis cp932 euc_jp euc_kr cp949".split()
)
"""Of tables, as Python calls them. A list, because Python has encodings that are none of text."""
MAX_PLACES = 18
_SLOT = re.compile(r"\{([^{}]*)\}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TableSpec:
    """How a table is read. `columns` names them where the file does not; `skip` lines go before the first row."""

    format: TableFormat | None = None  # None: by the file's name
    columns: tuple[str, ...] = ()
    skip: int = 0
    encoding: str = "utf-8-sig"
    separator: str = ","


@dataclass(frozen=True, slots=True)
class SideTable:
    """A table joined by `key`; its path is relative to the events file. `many`: several rows to a key, in order."""

    path: str
    key: str
    many: bool
    spec: TableSpec


@dataclass(frozen=True, slots=True)
class Lookup:
    """A column of the row of a side table whose key is `match`."""

    table: str
    match: str
    column: str


@dataclass(frozen=True, slots=True)
class Value:
    """A text with `{column}` slots or a lookup; then, for numbers, divided by `divide` and rounded to `places`."""

    source: str | Lookup
    divide: int = 1
    places: int | None = None
    rounding: Rounding = Rounding.HALF_EVEN


@dataclass(frozen=True, slots=True)
class ItemsSpec:
    """The lines of an order: rows of a side table."""

    table: str
    match: str
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class EventSpec:
    """One kind of row. It is used where every column in `when` has the given text."""

    type: str
    id: str
    member: str
    at: str
    time: TimeFormat
    zone: str | None  # None: the programme's
    source: str = ""
    fields: Mapping[str, Value] = field(default_factory=dict)
    items: ItemsSpec | None = None
    when: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MappingFile:
    table: TableSpec
    tables: Mapping[str, SideTable]
    events: tuple[EventSpec, ...]


def read_mapping(path: Path) -> MappingFile:
    """The mapping in `path`. Raises `YamlRefused` with the line of the first mistake."""
    top = _map(read_yaml(path.read_bytes()), ("file", "tables", "event", "events"))
    if ("event" in top) == ("events" in top):
        raise YamlRefused(1, said("event_and_events"), one_of(("`event`", "`events`")))
    nodes = [top["event"]] if "event" in top else _list(top["events"])
    tables = {name: _side(node) for name, node in _any(top["tables"]).items()} if "tables" in top else {}
    return MappingFile(
        _table(_map(top["file"], _TABLE)) if "file" in top else TableSpec(),
        tables,
        tuple(_event(node, tables) for node in nodes),
    )


def fill(template: str, row: Mapping[str, str]) -> str:
    """The template with its `{column}` slots filled. Raises KeyError with the column that is missing."""
    return _SLOT.sub(lambda slot: row[slot.group(1)], template)


_TABLE = ("format", "columns", "skip", "encoding", "separator")


def _table(fields: Mapping[str, Node]) -> TableSpec:
    return TableSpec(
        format=_one_of(fields["format"], FORMATS) if "format" in fields else None,
        columns=tuple(_text(node) for node in _list(fields["columns"])) if "columns" in fields else (),
        skip=_integer(fields["skip"]) if "skip" in fields else 0,
        encoding=_encoding(fields["encoding"]) if "encoding" in fields else "utf-8-sig",
        separator=_separator(fields["separator"]) if "separator" in fields else ",",
    )


def _encoding(node: Node) -> str:
    """An encoding in which tables are written, by any of its names."""

    def known(text: str) -> str:
        try:
            name = codecs.lookup(text).name
        except LookupError:
            raise ValueError(text) from None
        if name not in ENCODINGS:
            raise ValueError(text)
        return name

    return _checked(node, known, said("encodings"))


def _separator(node: Node) -> str:
    text = _text(node)
    if len(text) != 1 or text in '\r\n"':
        raise YamlRefused(node.line, f"`{text}`", said("one_sign"))
    return text


def _side(node: Node) -> SideTable:
    fields = _map(node, ("path", "key", "many", *_TABLE))
    _need(node, fields, "path", "key")
    many = _text(fields["many"]) if "many" in fields else "no"
    if many not in ("yes", "no"):
        raise YamlRefused(node.line, f"`many: {many}`", one_of(("yes", "no")))
    return SideTable(_text(fields["path"]), _text(fields["key"]), many == "yes", _table(fields))


def _event(node: Node, tables: Mapping[str, SideTable]) -> EventSpec:
    fields = _map(node, ("type", "id", "source", "member", "at", "time", "zone", "fields", "items", "when"))
    _need(node, fields, "type", "id", "member", "at")
    values = _any(fields["fields"]) if "fields" in fields else {}
    return EventSpec(
        type=_text(fields["type"]),
        id=_text(fields["id"]),
        source=_text(fields["source"]) if "source" in fields else "",
        member=_text(fields["member"]),
        at=_text(fields["at"]),
        time=_one_of(fields["time"], TIMES) if "time" in fields else "rfc3339",
        zone=_zone(fields["zone"]) if "zone" in fields else None,
        fields={name: _value(value, tables) for name, value in values.items()},
        items=_items(fields["items"], tables) if "items" in fields else None,
        when={name: _text(value) for name, value in _any(fields["when"]).items()} if "when" in fields else {},
    )


def _zone(node: Node) -> str:
    """A time zone by its one name."""
    return _checked(node, lambda text: Zone(text).key, said("a_zone"))


def _items(node: Node, tables: Mapping[str, SideTable]) -> ItemsSpec:
    fields = _map(node, ("table", "match", "fields"))
    _need(node, fields, "table", "match", "fields")
    table = _known(fields["table"], tables)
    if not tables[table].many:
        raise YamlRefused(node.line, said("one_row_a_key", table=table), said("many_rows"))
    values = {name: _value(value, tables) for name, value in _any(fields["fields"]).items()}
    return ItemsSpec(table, _text(fields["match"]), values)


def _value(node: Node, tables: Mapping[str, SideTable]) -> Value:
    if isinstance(node.value, str):
        return Value(node.value)
    fields = _map(node, ("value", "table", "match", "column", "divide", "places", "round"))
    if "table" in fields:
        _need(node, fields, "match", "column")
        source: str | Lookup = Lookup(
            _known(fields["table"], tables), _text(fields["match"]), _text(fields["column"])
        )
    else:
        _need(node, fields, "value")
        source = _text(fields["value"])
    divide = _integer(fields["divide"]) if "divide" in fields else 1
    if divide < 1:
        raise YamlRefused(node.line, f"`divide: {divide}`", said("whole_from_1"))
    return Value(
        source,
        divide=divide,
        places=_places(fields["places"]) if "places" in fields else None,
        rounding=_rounding(fields["round"]) if "round" in fields else Rounding.HALF_EVEN,
    )


def _known(node: Node, tables: Mapping[str, SideTable]) -> str:
    name = _text(node)
    if name not in tables:
        raise YamlRefused(node.line, said("the_table", name=name), one_of(tables or ("`tables`",)))
    return name


def _rounding(node: Node) -> Rounding:
    return _checked(node, lambda text: Rounding(text), one_of(each.value for each in Rounding))


def _integer(node: Node) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", _text(node)):
        raise YamlRefused(node.line, f"`{_text(node)}`", said("whole_number"))
    return int(_text(node))


def _places(node: Node) -> int:
    places = _integer(node)
    if places > MAX_PLACES:
        raise YamlRefused(node.line, f"`{places}`", said("whole_to", most=MAX_PLACES))
    return places


def _checked(node: Node, read: Callable[[str], T], expected: Words) -> T:
    try:
        return read(_text(node))
    except ValueError:
        raise YamlRefused(node.line, f"`{_text(node)}`", expected) from None


def _one_of(node: Node, words: tuple[T, ...]) -> T:
    for word in words:
        if word == _text(node):
            return word
    raise YamlRefused(node.line, f"`{_text(node)}`", one_of(map(str, words)))


def _need(node: Node, fields: Mapping[str, Node], *words: str) -> None:
    for word in words:
        if word not in fields:
            raise YamlRefused(node.line, said("without", word=(word, word)), f"`{word}`")


def _text(node: Node) -> str:
    if not isinstance(node.value, str):
        raise YamlRefused(node.line, said("list_or_mapping"), said("a_text"))
    return node.value


def _list(node: Node) -> list[Node]:
    if not isinstance(node.value, list):
        raise YamlRefused(node.line, said("something_else"), said("a_list"))
    return node.value


def _any(node: Node) -> dict[str, Node]:
    if not isinstance(node.value, dict):
        raise YamlRefused(node.line, said("something_else"), said("a_mapping"))
    return node.value


def _map(node: Node, words: tuple[str, ...]) -> dict[str, Node]:
    fields = _any(node)
    for word, value in fields.items():
        if word not in words:
            raise YamlRefused(value.line, f"`{word}`", one_of(words))
    return fields
