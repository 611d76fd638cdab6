"""Diagnostics for editors and scripts: shaped like the Language Server Protocol, with what that has no room for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from benefitdsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from benefitdsl.messages import Fact, Language, Term, Worded
from benefitdsl.source import Source, SourceSet, Span

FORMAT_VERSION: Final = 1

_LSP_SEVERITY: Final = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}


def render_json(
    diagnostics: Iterable[Diagnostic], sources: SourceSet, language: Language, *, hidden_count: int = 0
) -> str:
    """Return one JSON object. Lines and characters count from 0, characters in UTF-16 units, as editors have them;
    `span` has the offsets in code points. Pure ASCII, so nothing in it acts on a terminal.
    """
    page = {
        "version": FORMAT_VERSION,
        "language": language,
        "positionEncoding": "utf-16",
        "diagnostics": [to_json(each, sources, language) for each in diagnostics],
        "hidden": hidden_count,
    }
    return json.dumps(page, indent=2) + "\n"


def to_json(diagnostic: Diagnostic, sources: SourceSet, language: Language) -> dict[str, Any]:
    """Return one diagnostic as JSON values; a diagnostic without a place has no `file`, `range` and `span`."""
    words = diagnostic.words(language)

    def told(label: Label) -> dict[str, Any]:
        return {**_located(label.span, sources), "message": diagnostic.phrase(label, language)}

    def offered(fix: Fix) -> dict[str, Any]:
        return {
            "title": diagnostic.phrase(fix, language),
            "edits": [_edit(edit, sources) for edit in fix.edits],
        }

    return {
        **(_located(diagnostic.span, sources) if diagnostic.span else {}),
        "severity": _LSP_SEVERITY[diagnostic.severity],
        "code": diagnostic.code,
        "source": "benefitdsl",
        "title": words.title,
        "message": diagnostic.message(language),
        "help": diagnostic.help(language),
        "facts": {name: _fact(fact) for name, fact in diagnostic.facts.items()},
        "labels": [told(label) for label in diagnostic.labels],
        "related": [told(label) for label in diagnostic.related],
        "fixes": [offered(fix) for fix in diagnostic.fixes],
    }


def _edit(edit: Edit, sources: SourceSet) -> dict[str, Any]:
    return {**_located(edit.span, sources), "newText": edit.new_text}


def _located(span: Span, sources: SourceSet) -> dict[str, Any]:
    source = sources[span.file]
    return {
        "file": source.name,
        "range": {"start": _lsp_position(source, span.start), "end": _lsp_position(source, span.end)},
        "span": {"start": span.start, "end": span.end},
    }


def _lsp_position(source: Source, offset: int) -> dict[str, int]:
    position = source.line_column(offset)
    before = source.line_text(position.line)[: position.column - 1]
    units = len(before.encode("utf-16-le", "surrogatepass")) // 2
    return {"line": position.line - 1, "character": units}


def _fact(fact: Fact) -> Any:
    match fact:
        case Term(key):
            return {"term": key}
        case Worded(texts):
            return {"texts": dict(texts)}
        case tuple():
            return [_fact(each) for each in fact]
        case _:
            return fact
