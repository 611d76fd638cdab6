"""Where something stands: spans, sources, lines and columns.

Offsets are half-open and count code points of the author's own text (after the byte order mark, if there was one).
Nothing here changes that text, so a span taken anywhere in the pipeline still points at what was written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from benefitdsl.limits import MAX_FILE_BYTES
from benefitdsl.source.display import display_width
from benefitdsl.source.hygiene import Flaw, flaws

# A lone carriage return is refused, but the message about it must still count lines as an editor does.
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of one source; `file` is its index in the `SourceSet`."""

    file: int
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """Return the smallest span that holds both; they must be of one file."""
        if other.file != self.file:
            raise ValueError("two spans of different files cannot be joined")
        return Span(self.file, min(self.start, other.start), max(self.end, other.end))

    def contains(self, other: Span) -> bool:
        return self.file == other.file and self.start <= other.start and other.end <= self.end

    def shifted(self, offset: int) -> Span:
        """Return the same stretch, moved: a block parsed on its own is put back in its file with this."""
        return Span(self.file, self.start + offset, self.end + offset)


class Position(NamedTuple):
    """A place as a person counts it, all from 1; `display` counts East Asian wide characters twice."""

    line: int
    column: int
    display: int


@dataclass(frozen=True, slots=True)
class Source:
    """One text and the name under which it is reported; the name is never opened as a path."""

    name: str
    text: str
    _line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = (0, *(found.end() for found in _LINE_END.finditer(self.text)))
        object.__setattr__(self, "_line_starts", starts)

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> tuple[Source, tuple[Flaw, ...]]:
        """Return the text of a file and what is wrong with it; a text with flaws is for showing, not for parsing.

        UTF-8 only; a byte order mark at the start is dropped. A file past the limit is not decoded at all.
        """
        if len(data) > MAX_FILE_BYTES:
            return cls(name, ""), (Flaw("BEN005", 0, 0, {"found": len(data), "limit": MAX_FILE_BYTES}),)
        data = data.removeprefix(_BYTE_ORDER_MARK)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            text, flaw = _undecoded(data, error.start)
            return cls(name, text), (flaw,)
        return cls(name, text), flaws(text)

    @classmethod
    def from_text(cls, name: str, text: str) -> tuple[Source, tuple[Flaw, ...]]:
        """Return the same for a text that somebody else has decoded."""
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > MAX_FILE_BYTES:
            return cls(name, ""), (Flaw("BEN005", 0, 0, {"found": size, "limit": MAX_FILE_BYTES}),)
        text = text.removeprefix("\ufeff")
        return cls(name, text), flaws(text)

    @property
    def line_count(self) -> int:
        return len(self._line_starts)

    def line_number(self, offset: int) -> int:
        """Return the line of an offset, from 1; an offset past the end is in the last line."""
        return bisect_right(self._line_starts, max(offset, 0))

    def line_column(self, offset: int) -> Position:
        offset = min(max(offset, 0), len(self.text))
        line = self.line_number(offset)
        start = self._line_starts[line - 1]
        return Position(line, offset - start + 1, display_width(self.text[start:offset]) + 1)

    def line_start(self, line: int) -> int:
        return self._line_starts[line - 1]

    def line_end(self, line: int) -> int:
        """Return the offset after the last character of a line, its line ending not counted."""
        return self.line_start(line) + len(self.line_text(line))

    def line_text(self, line: int) -> str:
        """Return a line, from 1, without its line ending."""
        end = self._line_starts[line] if line < self.line_count else len(self.text)
        return self.text[self._line_starts[line - 1] : end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class SourceSet:
    """The sources of one programme; `Span.file` indexes into them."""

    sources: tuple[Source, ...] = ()

    def __getitem__(self, file: int) -> Source:
        return self.sources[file]

    def __iter__(self) -> Iterator[Source]:
        return iter(self.sources)

    def __len__(self) -> int:
        return len(self.sources)

    def with_source(self, source: Source) -> SourceSet:
        """Return a set in which `source` has the index `len(self)`."""
        return SourceSet((*self.sources, source))

    def text(self, span: Span) -> str:
        """Return what the author wrote there."""
        return self[span.file].text[span.start : span.end]


def _undecoded(data: bytes, start: int) -> tuple[str, Flaw]:
    """Return a text to show for bytes that are not UTF-8, and the flaw; `start` is the first byte that is wrong."""
    for encoding, label in (("utf-16", "UTF-16"), ("gb18030", "GBK")):
        if text := _guessed(data, encoding):
            before = len(data[:start].decode(encoding, "ignore"))
            return text, Flaw("BEN010", before, min(before + 1, len(text)), {"encoding": label})
    text = data.decode("utf-8", "replace")
    before = len(data[:start].decode("utf-8"))
    return text, Flaw("BEN001", before, before + 1, {"byte": f"0x{data[start]:02X}", "offset": start})


def _guessed(data: bytes, encoding: str) -> str:
    """Return the text if it reads well in that encoding: a wrong guess would be worse than none."""
    if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return ""
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):  # a slim Python may lack the Chinese codecs
        return ""
    strange = [character for character in text if not character.isascii()]
    han = sum("\u4e00" <= character <= "\u9fff" for character in strange)
    return text if encoding == "utf-16" or han * 2 > len(strange) else ""
