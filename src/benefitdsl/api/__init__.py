"""What a host calls. The only floor that knows both the language and the standard vocabulary.

    rulebook = benefitdsl.load("rules/")

text ─parse→ Module ─check→ Checked ─lower→ Plan ─compile→ Rulebook: every diagnostic is collected on the way and
raised once, here.
"""

from __future__ import annotations

from errno import ENOENT
from os import PathLike, strerror
from pathlib import Path

from benefitdsl.analysis.remarks import remarks
from benefitdsl.api.besides import besides
from benefitdsl.api.errors import RuleErrors
from benefitdsl.api.places import Places
from benefitdsl.api.reading import Reading, read_file, read_folder, read_text
from benefitdsl.catalogue import Catalogue
from benefitdsl.check import check
from benefitdsl.diagnostics import Diagnostics, Severity
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.lower import lower
from benefitdsl.messages import Language
from benefitdsl.plan.parts import Plan
from benefitdsl.std import STANDARD


def load(
    path_or_text: str | PathLike[str], *, catalogue: Catalogue = STANDARD, language: Language | None = None
) -> Rulebook:
    """Return the rule book of a file, a folder, or a text, which has a line end in it, or nothing. `RuleErrors`,
    `OSError`. Its `warnings` are the warnings; notes are for `check`. Of a folder in two languages (`shop.en.benefit`
    beside `shop.zh.benefit`) that of `language` is read, or the first."""
    reading = read(path_or_text, catalogue=catalogue, language=language)
    plan, diagnostics = compile_reading(reading)
    if plan is None:
        raise RuleErrors(diagnostics, reading.sources, reading.language)
    warnings = tuple(each for each in diagnostics if each.severity is not Severity.INFO)
    return Rulebook(plan, warnings, catalogue)


def compile_reading(reading: Reading) -> tuple[Plan | None, Diagnostics]:
    """Return the plan of what was read, or None, and everything that is to be said about it."""
    diagnostics = Diagnostics(reading.diagnostics)
    checked = check(tuple(reading.modules), reading.catalogue, reading.sources)
    if diagnostics.has_errors:
        diagnostics.extend(besides(reading, checked))
        return None, diagnostics
    diagnostics.extend(checked.diagnostics)
    if not checked.is_sound:
        return None, diagnostics
    lowered = lower(checked)
    diagnostics.extend(lowered.diagnostics)
    if lowered.plan is not None and (found := tuple(remarks(lowered.plan))):
        diagnostics.extend(Places(checked).diagnostics(found))
    return lowered.plan, diagnostics


def read(
    path_or_text: str | PathLike[str], *, catalogue: Catalogue = STANDARD, language: Language | None = None
) -> Reading:
    """Return the parsed files of a programme, unchecked, with the diagnostics of reading them. `OSError`."""
    if isinstance(path_or_text, str) and ("\n" in path_or_text or not path_or_text.strip()):
        return read_text(path_or_text, catalogue)
    path = Path(path_or_text)
    if not path.exists():  # else the first folder on the way that is missing would be named
        raise FileNotFoundError(ENOENT, strerror(ENOENT), str(path))
    return read_folder(path, catalogue, language) if path.is_dir() else read_file(path, catalogue)


__all__ = ["Reading", "RuleErrors", "Rulebook", "compile_reading", "load", "read"]
