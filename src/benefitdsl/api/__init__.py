"""What a host calls. The only floor that knows both the language and the standard vocabulary.

    rulebook = benefitdsl.load("rules/")

text ─parse→ Module ─check→ Checked ─lower→ Plan ─compile→ Rulebook: every diagnostic is collected on the way and
raised once, here.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from benefitdsl.api.errors import RuleErrors
from benefitdsl.api.reading import Reading, read_file, read_folder, read_text
from benefitdsl.catalogue import Catalogue
from benefitdsl.check import Checked, check
from benefitdsl.diagnostics import Diagnostics, Severity
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.lower import lower
from benefitdsl.messages import Language
from benefitdsl.source import SourceSet
from benefitdsl.std import STANDARD


def load(path_or_text: str | PathLike[str], *, catalogue: Catalogue = STANDARD) -> Rulebook:
    """Return the rule book of a file, a folder, or a text (which has a line end in it). `RuleErrors`, `OSError`."""
    reading = read(path_or_text, catalogue=catalogue)
    diagnostics = Diagnostics(reading.diagnostics)
    plan = None
    if not diagnostics.has_errors:
        checked = check(tuple(reading.modules), catalogue, reading.sources)
        diagnostics.extend(checked.diagnostics)
        if checked.is_sound:
            lowered = lower(checked)
            diagnostics.extend(lowered.diagnostics)
            plan = lowered.plan
    if plan is None or diagnostics.has_errors:
        raise RuleErrors(diagnostics, reading.sources, _language(reading))
    return Rulebook(plan, tuple(each for each in diagnostics if each.severity is not Severity.ERROR))


def read(path_or_text: str | PathLike[str], *, catalogue: Catalogue = STANDARD) -> Reading:
    """Return the parsed files of a programme, unchecked, with the diagnostics of reading them. `OSError`."""
    if isinstance(path_or_text, str) and "\n" in path_or_text:
        return read_text(path_or_text, catalogue)
    path = Path(path_or_text)
    return read_folder(path, catalogue) if path.is_dir() else read_file(path, catalogue)


def _language(reading: Reading) -> Language:
    return "zh" if reading.language == "zh" else "en"


__all__ = ["Catalogue", "Checked", "Reading", "RuleErrors", "Rulebook", "SourceSet", "load", "read"]
