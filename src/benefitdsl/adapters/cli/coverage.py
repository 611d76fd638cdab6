"""What `benefitdsl test --coverage` shows: figures, what was not seen, the rules with their marks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from benefitdsl.adapters.cli.exits import USAGE
from benefitdsl.adapters.cli.output import complain, say, stop
from benefitdsl.messages import Language

if TYPE_CHECKING:
    from benefitdsl.verify.coverage.programmes import Programmes
    from benefitdsl.verify.coverage.report import Report
    from benefitdsl.verify.coverage.words import Words

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Share(click.ParamType[Fraction]):
    """A percentage: `90%`, `90`, `87.5%`."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        from benefitdsl.verify.coverage.programmes import share_of

        share = share_of(str(value))
        if share is None:
            self.fail(f"`{value}` is no percentage such as 90%", param, ctx)
        return share


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the coverage is asked for."""

    figures: bool
    text: bool
    json: Path | None
    html: Path | None
    at_least: Fraction | None

    @property
    def anything(self) -> bool:
        return self.figures or self.text or bool(self.json or self.html or self.at_least is not None)


def coverage_options(command: _Command) -> _Command:
    """The options, as arguments of the command by their names."""
    path = click.Path(dir_okay=False, path_type=Path)
    for option in (
        click.option(
            "--cover-at-least", type=Share(), help="Fail where less of a programme was seen, such as 90%."
        ),
        click.option("--coverage-html", type=path, help="Write the rules with their marks as a page."),
        click.option("--coverage-json", type=path, help="Write what was seen and what was not as JSON."),
        click.option("--coverage-text", is_flag=True, help="Show the rules, each line with its mark."),
        click.option("--coverage", is_flag=True, help="Show which parts of the rules the scenarios reach."),
    ):
        command = option(command)
    return command


def show_coverage(wanted: Wanted, programmes: Programmes, language: Language | None, *, quiet: bool) -> bool:
    """Show or write what is asked for; False where less was seen than is needed. `quiet` keeps stdout for JSON."""
    reports = [one.report(language) for one in programmes]
    if not quiet:
        for report, words in reports:
            _show(wanted, report, words)
    _write(wanted, reports)
    short = [one for one in reports if not _is_enough(wanted, *one)]
    return not short


def _show(wanted: Wanted, report: Report, words: Words) -> None:
    from benefitdsl.verify.coverage.marked import as_text, heading, summary

    say()
    say(heading(report, words) if wanted.text and not wanted.figures else summary(report, words))
    if wanted.text:
        say()
        say(as_text(report, words))


def _write(wanted: Wanted, reports: list[tuple[Report, Words]]) -> None:
    from benefitdsl.verify.coverage.marked import as_html
    from benefitdsl.verify.coverage.report import report_to_json

    if wanted.json is not None:
        told = {"programmes": [report_to_json(report, words) for report, words in reports]}
        _save(wanted.json, json.dumps(told, indent=2) + "\n")
    if wanted.html is not None:
        _save(wanted.html, as_html(reports))


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        stop(str(error), USAGE)


def _is_enough(wanted: Wanted, report: Report, words: Words) -> bool:
    from benefitdsl.verify.coverage.marked import shortfall

    too_little = shortfall(report, words, wanted.at_least)
    if too_little is not None:
        complain(too_little)
    return too_little is None
