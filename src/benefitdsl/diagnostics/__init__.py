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
from benefitdsl.messages import Fact, Facts, Term

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
    "apply_edits",
    "error",
    "info",
    "warning",
]
