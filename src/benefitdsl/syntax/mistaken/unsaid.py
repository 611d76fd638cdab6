"""What goes without saying: 有效：永久, `limit: unlimited`. A field that is left out means just that."""

from __future__ import annotations

from typing import Final

from benefitdsl.diagnostics import Diagnostic, Edit, Fix, error
from benefitdsl.source import Span
from benefitdsl.syntax.habits import habits_of
from benefitdsl.syntax.mistaken.wrong import Wrong

REMOVE_LINE: Final = "remove_line"


def unsaid(wrong: Wrong) -> Diagnostic | None:
    """A field that says that there is nothing to say."""
    if (
        wrong.spec is None
        or wrong.spec.required
        or not goes_without_saying(wrong.language, wrong.form, wrong.text)
    ):
        return None
    line = wrong.folded.rfind("\n", 0, wrong.start) + 1
    label = wrong.original(line, wrong.start).rstrip("：: \t").strip()
    end = wrong.folded.find("\n", wrong.stop)
    whole = wrong.place.span(line, len(wrong.folded) if end < 0 else end + 1)
    return said_needlessly(wrong.span(), wrong.author_text, label, whole)


def goes_without_saying(language: str, form: str, text: str) -> bool:
    words = habits_of(language)["unsaid"].get(form, ())
    return text.lower() in words


def said_needlessly(span: Span, found: str, label: str, line: Span) -> Diagnostic:
    """Return the error about a field that is better left out, whose whole line is `line`."""
    return error("BEN097", span, fixes=(Fix(REMOVE_LINE, (Edit(line, ""),)),), found=found, label=label)
