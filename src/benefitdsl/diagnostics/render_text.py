"""Diagnostics for a person at a terminal: the author's line, what is underlined in it, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from benefitdsl.diagnostics.collector import Diagnostics
from benefitdsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity, apply_edits
from benefitdsl.diagnostics.excerpt import TextRow, UnderlineRow, printed, rows_of
from benefitdsl.messages import Language, fill, word
from benefitdsl.source import SourceSet, Span, clipped, quoted
from benefitdsl.source.display import window

_COLOURS: Final = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
_QUIET: Final = "1;34"
_MAX_FIX_LINES: Final = 4


def render_text(
    diagnostics: Iterable[Diagnostic], sources: SourceSet, language: Language, *, color: bool = False
) -> str:
    """Return the diagnostics one below the other, each ending with an empty line; no text gives no text.

    The author's text is made visible and cut to 120 characters a line, so nothing in it can act on the terminal.
    """
    page = _Page(sources, language, color)
    return "".join(f"{line}\n" for diagnostic in diagnostics for line in page.lines(diagnostic))


def render_summary(diagnostics: Diagnostics, language: Language) -> str:
    """Return one line such as `errors: 3, warnings: 1, not shown: 12`, or an empty text when there is nothing."""
    counts = {f"count_{severity.value}": diagnostics.count(severity) for severity in Severity}
    counts["count_hidden"] = diagnostics.hidden_count
    parts = [
        fill(word("frame", key, language), {"count": count}, language)
        for key, count in counts.items()
        if count
    ]
    return word("frame", "count_between", language).join(parts)


class _Page:
    """Writes diagnostics with one set of sources, one language and one choice of colour."""

    __slots__ = ("_color", "_language", "_sources")

    def __init__(self, sources: SourceSet, language: Language, color: bool) -> None:
        self._sources = sources
        self._language = language
        self._color = color

    def lines(self, diagnostic: Diagnostic) -> Iterator[str]:
        yield self._header(diagnostic)
        gutter = self._gutter(diagnostic)
        yield from self._snippets(diagnostic, gutter)
        yield from self._advice(diagnostic, gutter)
        yield ""

    def _header(self, diagnostic: Diagnostic) -> str:
        severity = self._frame(diagnostic.severity.value)
        head = self._paint(f"{severity}[{diagnostic.code}]", _COLOURS[diagnostic.severity])
        return f"{head}{self._frame('colon')}{diagnostic.message(self._language)}"

    def _snippets(self, diagnostic: Diagnostic, gutter: int) -> Iterator[str]:
        """Show the diagnostic's place, then labels of the same file with it, then those of other files."""
        if diagnostic.span is None:
            return
        notes = [(label.span, diagnostic.phrase(label, self._language)) for label in diagnostic.labels]
        beside = " ".join(note for span, note in notes if span == diagnostic.span)
        marks = [(diagnostic.span, "^", beside)]
        marks += [(span, "-", note) for span, note in notes if span != diagnostic.span]
        for file in dict.fromkeys(span.file for span, _, _ in marks):
            here = [mark for mark in marks if mark[0].file == file]
            arrow = "-->" if file == diagnostic.span.file else ":::"
            yield f"{' ' * gutter}{self._paint(arrow, _QUIET)} {self._place(here[0][0])}"
            yield self._bar(gutter)
            for row in rows_of(self._sources[file], sorted(here, key=lambda mark: mark[0])):
                match row:
                    case TextRow(number, text):
                        yield f"{self._paint(f'{number:>{gutter}} |', _QUIET)} {text}".rstrip()
                    case UnderlineRow(indent, underline, note):
                        sign = underline[0]
                        colour = _COLOURS[diagnostic.severity] if sign == "^" else _QUIET
                        marked = self._paint(f"{underline} {note}".rstrip(), colour)
                        yield f"{self._bar(gutter)} {' ' * indent}{marked}"
                    case None:
                        yield self._paint("...", _QUIET)

    def _advice(self, diagnostic: Diagnostic, gutter: int) -> Iterator[str]:
        bullet = f"{' ' * gutter} {self._paint('=', _QUIET)} "
        if advice := diagnostic.help(self._language):
            yield f"{bullet}{self._frame('help')}{advice}"
        for fix in diagnostic.fixes:
            yield f"{bullet}{self._frame('fix')}{diagnostic.phrase(fix, self._language)}"
            yield from (f"{self._bar(gutter)}   {line}".rstrip() for line in self._fixed_lines(fix))
        for place in diagnostic.related:
            told = diagnostic.phrase(place, self._language)
            yield f"{bullet}{self._frame('see')}{self._place(place.span)}{self._frame('colon')}{told}"

    def _fixed_lines(self, fix: Fix) -> list[str]:
        """Return how the line would read; nothing for a fix that touches several lines or files."""
        first = fix.edits[0].span
        source = self._sources[first.file]
        number = source.line_number(first.start)
        line = Span(first.file, source.line_start(number), source.line_end(number))
        if not all(line.contains(edit.span) for edit in fix.edits):
            return []
        edits = [Edit(edit.span.shifted(-line.start), edit.new_text) for edit in fix.edits]
        written = source.line_text(number)
        fixed = apply_edits(written, edits)
        at = first.start - line.start
        # A fix may put in line ends; the window is for the one line that it is otherwise.
        lines = fixed.split("\n") if "\n" in fixed else [window(fixed, at).text]
        shown = [printed(clipped(each)) for each in lines[:_MAX_FIX_LINES]]
        return [] if shown in ([printed(window(written, at).text)], [""]) else shown

    def _place(self, span: Span) -> str:
        source = self._sources[span.file]
        position = source.line_column(span.start)
        return f"{quoted(source.name)}:{position.line}:{position.column}"

    def _gutter(self, diagnostic: Diagnostic) -> int:
        spans = [label.span for label in diagnostic.labels]
        spans += [diagnostic.span] if diagnostic.span else []
        return max((len(str(self._sources[each.file].line_number(each.end))) for each in spans), default=1)

    def _bar(self, gutter: int) -> str:
        return self._paint(f"{' ' * gutter} |", _QUIET)

    def _frame(self, key: str) -> str:
        return word("frame", key, self._language)

    def _paint(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._color else text
