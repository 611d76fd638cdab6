"""Diagnostics for code review and CI, as SARIF 2.1.0 (OASIS); columns count code points, as `columnKind` says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from benefitdsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from benefitdsl.messages import Language, message
from benefitdsl.source import SourceSet, Span

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render_sarif(
    diagnostics: Iterable[Diagnostic], sources: SourceSet, language: Language, *, version: str = "0.1.0"
) -> str:
    """Return a SARIF log with one run; `version` is that of benefitdsl."""
    shown = tuple(diagnostics)
    codes = sorted({each.code for each in shown})
    driver = {"name": "benefitdsl", "version": version, "rules": [_rule(code, language) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes, sources, language) for each in shown],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str, language: Language) -> dict[str, Any]:
    words = message(code, language)
    rule: dict[str, Any] = {"id": code, "shortDescription": {"text": words.title}}
    if words.explain:
        rule["fullDescription"] = {"text": words.explain.strip()}
    return rule


def _result(
    diagnostic: Diagnostic, codes: list[str], sources: SourceSet, language: Language
) -> dict[str, Any]:
    advice = diagnostic.help(language)
    sentence = diagnostic.message(language)
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVEL[diagnostic.severity],
        "message": {"text": f"{sentence}\n{advice}" if advice else sentence},
    }
    if diagnostic.span:
        result["locations"] = [{"physicalLocation": _location(diagnostic.span, sources)}]
    if others := (*diagnostic.labels, *diagnostic.related):
        result["relatedLocations"] = [_related(each, diagnostic, sources, language) for each in others]
    if diagnostic.fixes:
        result["fixes"] = [_fix(each, diagnostic, sources, language) for each in diagnostic.fixes]
    return result


def _related(label: Label, diagnostic: Diagnostic, sources: SourceSet, language: Language) -> dict[str, Any]:
    told = {"text": diagnostic.phrase(label, language)}
    return {"physicalLocation": _location(label.span, sources), "message": told}


def _fix(fix: Fix, diagnostic: Diagnostic, sources: SourceSet, language: Language) -> dict[str, Any]:
    files = dict.fromkeys(edit.span.file for edit in fix.edits)
    changes = [
        {
            "artifactLocation": _artifact(file, sources),
            "replacements": [_replacement(edit, sources) for edit in fix.edits if edit.span.file == file],
        }
        for file in files
    ]
    return {"description": {"text": diagnostic.phrase(fix, language)}, "artifactChanges": changes}


def _replacement(edit: Edit, sources: SourceSet) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.span, sources), "insertedContent": {"text": edit.new_text}}


def _location(span: Span, sources: SourceSet) -> dict[str, Any]:
    return {"artifactLocation": _artifact(span.file, sources), "region": _region(span, sources)}


def _artifact(file: int, sources: SourceSet) -> dict[str, Any]:
    return {"uri": quote(sources[file].name.encode("utf-8", "replace"))}


def _region(span: Span, sources: SourceSet) -> dict[str, Any]:
    source = sources[span.file]
    start, end = source.line_column(span.start), source.line_column(span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
