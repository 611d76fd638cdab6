"""Rows of a table as texts by column, with the line each stands on: CSV, words parted by space, JSON lines, Parquet."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, cast

from benefitdsl.adapters.files.mapping import TableFormat, TableSpec
from benefitdsl.engine.door import EventErrors
from benefitdsl.limits import MAX_ROW_CHARACTERS
from benefitdsl.messages import Language, fill, word


@dataclass(frozen=True, slots=True)
class TableRow:
    """`number` counts rows from 1, `line` lines of the file (rows, where a format has no lines)."""

    number: int
    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used, and why: a key of `[cli]` in the words with its facts, or the mistakes of the event
    that it would be."""

    file: str
    line: int
    key: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    mistakes: EventErrors | None = None

    def reason(self, language: Language) -> str:
        """The reason in words, on one line."""
        if self.mistakes is not None:
            return " ".join(self.mistakes.text(language).split())
        return fill(word("cli", self.key, language), dict(self.facts), language)


def bad_row(file: str, line: int, key: str, **facts: object) -> BadRow:
    return BadRow(file, line, key, tuple((name, str(fact)) for name, fact in facts.items()))


class TableRefused(Exception):
    """The file as a whole cannot be read, and why: a key of `[cli]` in the words, with its facts."""

    def __init__(self, file: str, key: str, **facts: str | int) -> None:
        self.file, self.key, self.facts = file, key, facts
        super().__init__(self.text())

    def text(self, language: Language = "en") -> str:
        reason = fill(word("cli", self.key, language), self.facts, language)
        return self.file + word("frame", "colon", language) + reason


def read_rows(path: Path, spec: TableSpec) -> Iterator[TableRow | BadRow]:
    """The rows of the table in `path`, in order. Raises `TableRefused`."""
    match spec.format or format_of(path):
        case "csv":
            yield from _csv(path, spec)
        case "words":
            yield from _words(path, spec)
        case "jsonl":
            yield from _json_lines(path, spec)
        case "parquet":
            yield from _parquet(path)


def format_of(path: Path) -> TableFormat:
    """The format that a file's name tells; `TableRefused` where it tells none."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    match suffixes[-1] if suffixes else "":
        case ".csv":
            return "csv"
        case ".jsonl" | ".ndjson":
            return "jsonl"
        case ".parquet":
            return "parquet"
        case ".txt":
            return "words"
        case other:
            raise TableRefused(path.name, "table_format", ending=other)


def open_text(path: Path, encoding: str = "utf-8-sig") -> TextIO:
    """The file as text, unpacked where its name ends in .gz."""
    if path.suffix.lower() == ".gz":
        return cast(TextIO, gzip.open(path, "rt", encoding=encoding, newline=""))
    return path.open(encoding=encoding, newline="")


def lines_of(text: TextIO) -> Iterator[str | None]:
    """The lines of a file, None for one that is longer than a row may be; that one is never held as a whole."""
    while line := text.readline(MAX_ROW_CHARACTERS + 1):
        if len(line) <= MAX_ROW_CHARACTERS:
            yield line
            continue
        while line and line[-1] not in "\r\n":
            line = text.readline(MAX_ROW_CHARACTERS)
        yield None


class _RowTooLong(Exception):
    """A row of many lines has grown too long."""


class _Cells(Iterator[str]):
    """The lines of a CSV file for its reader, as long as the row that they make is not too long."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._left = MAX_ROW_CHARACTERS

    def next_row(self) -> None:
        self._left = MAX_ROW_CHARACTERS

    def __next__(self) -> str:
        line = self._text.readline(self._left + 1)
        if not line:
            raise StopIteration
        self._left -= len(line)
        if self._left < 0:
            raise _RowTooLong
        return line


def _csv(path: Path, spec: TableSpec) -> Iterator[TableRow | BadRow]:
    with open_text(path, spec.encoding) as text:
        for _ in islice(lines_of(text), spec.skip):
            pass
        cells = _Cells(text)
        reader = csv.reader(cells, delimiter=spec.separator, strict=True)
        try:
            columns = spec.columns or tuple(next(reader, ()))
            cells.next_row()
            for number, row in enumerate(reader, 1):
                cells.next_row()
                line = reader.line_num + spec.skip
                if len(row) != len(columns):
                    yield bad_row(path.name, line, "row_cells", found=len(row), expected=len(columns))
                else:
                    yield TableRow(number, line, dict(zip(columns, row, strict=True)))
        except _RowTooLong:
            line = reader.line_num + spec.skip + 1
            raise TableRefused(path.name, "table_row_long", line=line, limit=MAX_ROW_CHARACTERS) from None
        except (csv.Error, UnicodeDecodeError) as error:
            raise TableRefused(
                path.name, "table_line", line=reader.line_num + spec.skip, reason=str(error)
            ) from None


def _words(path: Path, spec: TableSpec) -> Iterator[TableRow | BadRow]:
    with open_text(path, spec.encoding) as text:
        columns, number = spec.columns, 0
        for line, content in enumerate(lines_of(text), 1):
            if line <= spec.skip:
                continue
            if content is None:
                number += 1
                yield bad_row(path.name, line, "row_long", limit=MAX_ROW_CHARACTERS)
                continue
            words = content.split()
            if not words:
                continue
            if not columns:
                columns = tuple(words)
                continue
            number += 1
            if len(words) != len(columns):
                yield bad_row(path.name, line, "row_cells", found=len(words), expected=len(columns))
            else:
                yield TableRow(number, line, dict(zip(columns, words, strict=True)))


def _json_lines(path: Path, spec: TableSpec) -> Iterator[TableRow | BadRow]:
    with open_text(path, spec.encoding) as text:
        for line, content in enumerate(lines_of(text), 1):
            if content is None:
                yield bad_row(path.name, line, "row_long", limit=MAX_ROW_CHARACTERS)
            elif content.strip():
                values = _json_values(content)
                yield (
                    bad_row(path.name, line, "row_json") if values is None else TableRow(line, line, values)
                )


def _json_values(content: str) -> dict[str, str] | None:
    """The cells of a JSON object as texts; None where the line is none."""
    try:
        row = json.loads(content, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
        return {name: _text_of(value) for name, value in row.items()} if isinstance(row, dict) else None
    except (ValueError, RecursionError):  # the second of what is nested deeply
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, each key once: readers of JSON disagree about what a second one means."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _parquet(path: Path) -> Iterator[TableRow | BadRow]:
    try:
        import pyarrow.parquet as parquet  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ModuleNotFoundError:
        raise TableRefused(path.name, "table_parquet") from None
    number = 0
    for batch in parquet.ParquetFile(path).iter_batches():
        for row in batch.to_pylist():
            number += 1
            yield TableRow(number, number, {name: _text_of(value) for name, value in row.items()})


def _text_of(value: Any) -> str:
    """A cell as text; an absent one is empty. Instants are written as RFC 3339 says."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
