"""The author's lines with what is underlined in them, as rows; the page around them is drawn by `render_text`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from benefitdsl.source import Source, Span
from benefitdsl.source.display import display_width, visible, window

_TAB_STOP: Final = 4

# What is marked, the sign to underline it with, and a note to stand beside the underline.
Mark = tuple[Span, str, str]


@dataclass(frozen=True, slots=True)
class TextRow:
    """One line of the author, safe to print."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class UnderlineRow:
    """What stands below it: `indent` columns, then the underline, then a note."""

    indent: int
    underline: str
    note: str


Row = TextRow | UnderlineRow | None  # None: lines are left out here


def rows_of(source: Source, marks: Iterable[Mark]) -> Iterator[Row]:
    """Return the rows for marks of one file, ordered by place. Of a long stretch, its first and last line are shown."""
    shown: tuple[int, str] | None = None  # number and text of the last line printed
    last_number = 0
    for span, sign, note in marks:
        for number, start, end, is_last in _lines_of(source, span):
            text, indent, width = _underlined(source.line_text(number), start, end)
            if (number, text) != shown:
                if last_number and number > last_number + 1:
                    yield None
                yield TextRow(number, text)
                shown, last_number = (number, text), number
            yield UnderlineRow(indent, sign * width, note if is_last else "")


def _lines_of(source: Source, span: Span) -> Iterator[tuple[int, int, int, bool]]:
    """Return (line, first column, column after the last, is this the last) for the ends of a span; columns from 0."""
    first = source.line_number(span.start)
    last = max(source.line_number(max(span.end - 1, span.start)), first)
    start = span.start - source.line_start(first)
    if first == last:
        yield first, start, span.end - source.line_start(first), True
        return
    yield first, start, len(source.line_text(first)), False
    yield last, 0, span.end - source.line_start(last), True


def _underlined(line: str, start: int, end: int) -> tuple[str, int, int]:
    """Return the line as printed, the columns before the underline, and the columns under it (at least one)."""
    view = window(line, start)
    columns = tuple(_columns(view.text))
    total = sum(columns)
    indent = sum(columns[: start - view.start])
    width = sum(columns[start - view.start : end - view.start])
    return printed(view.text), min(indent, total), max(width, 1)


def printed(line: str) -> str:
    """Return a line as it is printed: tabs as spaces, and nothing that acts on the terminal."""
    pieces: list[str] = []
    column = 0
    for character in line:
        if character == "\t":
            pieces.append(" " * (_TAB_STOP - column % _TAB_STOP))
        else:
            pieces.append(visible(character))
        column += display_width(pieces[-1])
    return "".join(pieces)


def _columns(line: str) -> Iterator[int]:
    """Return how many columns each character takes when printed."""
    column = 0
    for character in line:
        width = _TAB_STOP - column % _TAB_STOP if character == "\t" else display_width(visible(character))
        yield width
        column += width
