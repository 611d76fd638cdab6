"""What the author is told: diagnostics as values, collected on the way, written out as text, JSON or SARIF.

A diagnostic carries a code and facts, never a sentence; `benefitdsl.messages` has the sentences. So tests compare
values, and one diagnostic reads in every language.
"""

from benefitdsl.diagnostics.collector import Diagnostics
from benefitdsl.diagnostics.diagnostic import (
    Diagnostic,
    Edit,
    Fix,
    Label,
    Severity,
    apply_edits,
    error,
    info,
    warning,
)
from benefitdsl.diagnostics.reading import from_flaw, read_source
from benefitdsl.diagnostics.render_json import render_json
from benefitdsl.diagnostics.render_sarif import render_sarif
from benefitdsl.diagnostics.render_text import render_summary, render_text
from benefitdsl.diagnostics.suggestion import did_you_mean
from benefitdsl.messages import Fact, Facts, Term, Worded

__all__ = [
    "Diagnostic",
    "Diagnostics",
    "Edit",
    "Fact",
    "Facts",
    "Fix",
    "Label",
    "Severity",
    "Term",
    "Worded",
    "apply_edits",
    "did_you_mean",
    "error",
    "from_flaw",
    "info",
    "read_source",
    "render_json",
    "render_sarif",
    "render_summary",
    "render_text",
    "warning",
]
