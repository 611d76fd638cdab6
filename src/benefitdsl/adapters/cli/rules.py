"""Rules as commands take them: a file or folder of rules, or a stored plan; what is wrong with them is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click

from benefitdsl.adapters.cli.exits import FOUND, USAGE
from benefitdsl.adapters.cli.output import stop, use_color_on_stderr
from benefitdsl.diagnostics import Diagnostics, error, render_summary, render_text
from benefitdsl.messages import Language
from benefitdsl.plan.parts import Plan
from benefitdsl.source import SourceSet


@dataclass(frozen=True, slots=True)
class Judged:
    """A programme and all that was found. `plan` is None where there are errors; `blocks` counts those of its files."""

    plan: Plan | None
    diagnostics: Diagnostics
    sources: SourceSet
    language: Language
    blocks: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A plan and the language to speak about it."""

    plan: Plan
    language: Language


def judge(path: Path, language: Language | None = None) -> Judged:
    """Read, check and lower the programme at `path`, keeping every diagnostic. Ends the command where the path cannot
    be read at all. Of a folder in two languages that of `language` is taken, or the first."""
    from benefitdsl.api import compile_reading, read

    try:
        reading = read(path, language=language)
    except OSError as error:
        stop(str(error), USAGE)
    plan, found = compile_reading(reading)
    return Judged(
        None if found.has_errors else plan,
        found,
        reading.sources,
        reading.language,
        sum(len(module.blocks) for module in reading.modules),
    )


def judge_all(path: Path) -> list[Judged]:
    """The same in every language in which the programme stands there. Those must be one programme."""
    from benefitdsl.api.twins import differences, languages_of

    all_judged = [judge(path, language) for language in languages_of(path) or (None,)]
    first, last = all_judged[0], all_judged[-1]
    if first.plan is None or last.plan is None or first.plan.version == last.plan.version:
        return all_judged
    found = Diagnostics(last.diagnostics)
    found.add(error("BEN156", None, names=differences(first.plan, last.plan)))
    return [*all_judged[:-1], replace(last, plan=None, diagnostics=found)]


def read_plan(path: Path, language: Language | None = None) -> Spoken:
    """The plan of the rules at `path`, or the plan stored there. Errors are printed and end the command."""
    if path.suffix == ".json":
        return Spoken(_stored(path), language or "en")
    judged = judge(path, language)
    if judged.plan is None:
        click.echo(text_of(judged, language, color=use_color_on_stderr()), err=True, nl=False)
        raise click.exceptions.Exit(FOUND)
    return Spoken(judged.plan, language or judged.language)


def _stored(path: Path) -> Plan:
    """A stored plan: needs no language."""
    from benefitdsl.plan import PlanError, plan_from_text

    try:
        return plan_from_text(path.read_bytes())
    except (PlanError, OSError) as error:
        stop(f"{path.name}: {error}", USAGE)


def text_of(judged: Judged, language: Language | None, *, color: bool) -> str:
    """All diagnostics as text, and how many."""
    spoken = language or judged.language
    page = render_text(judged.diagnostics, judged.sources, spoken, color=color)
    summary = render_summary(judged.diagnostics, spoken)
    return page + (f"{summary}\n" if summary else "")


def names_in(language: Language) -> Mapping[str, str]:
    """The words of the standard events, their fields and attributes in a language."""
    from benefitdsl.std import STANDARD

    return STANDARD.names(language)
