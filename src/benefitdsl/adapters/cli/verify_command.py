"""`benefitdsl verify`: histories made from the rules, and every law asked whether it holds in them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from benefitdsl.adapters.cli.exits import FOUND, INTERRUPTED
from benefitdsl.adapters.cli.given import spoken_in, usage
from benefitdsl.adapters.cli.output import json_option, language_option, say, say_json
from benefitdsl.adapters.cli.progress import progress
from benefitdsl.adapters.cli.rules import Spoken, read_plan
from benefitdsl.messages import Language, word

if TYPE_CHECKING:
    from benefitdsl.engine.rulebook import Rulebook
    from benefitdsl.verify.search import Budget, Findings

DEFAULT_SECONDS: Final = 20
TICKS: Final = 10  # of a second, on the bar
_TIME: Final = re.compile(r"([0-9]{1,5})(s|m|h)?")
_SECONDS: Final = {None: 1, "s": 1, "m": 60, "h": 3600}


def _read_time(ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    """So many seconds, minutes or hours."""
    if value is None:
        return None
    found = _TIME.fullmatch(value)
    if found is None or not int(found[1]):
        raise click.BadParameter(word("cli", "time_budget", spoken_in(ctx)))
    return int(found[1]) * _SECONDS[found[2]]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the histories.")
@click.option(
    "--time",
    "seconds",
    callback=_read_time,
    metavar="60s",
    help=f"How long for each programme: 60s, 5m.  [default: {DEFAULT_SECONDS}s]",
)
@click.option(
    "--histories", type=click.IntRange(min=1), help="So many histories instead, however long it takes."
)
@click.option("--history", type=click.IntRange(min=0), help="Only the history of this number.")
@click.option("--law", "laws", multiple=True, metavar="NAME", help="Only this law; may be repeated.")
@click.option(
    "--save",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Save the scenarios here.  [default: beside the rules]",
)
@click.option("--no-save", is_flag=True, help="Save no scenarios.")
@click.option("--force", is_flag=True, help="Overwrite scenarios that are there.")
@json_option
@language_option
def command(
    paths: tuple[Path, ...],
    seed: int,
    seconds: int | None,
    histories: int | None,
    history: int | None,
    laws: tuple[str, ...],
    save: Path | None,
    no_save: bool,
    force: bool,
    as_json: bool,
    language: Language | None,
) -> None:
    """Make histories from the rules, and ask every law whether it holds in each of them.

    Each of PATHS is a programme of its own. Laws are those of the rules and those that hold for every programme. A
    history that breaks one is made as plain as can be, told, and saved as a scenario that `test` fails on. Ctrl-C ends
    the search: what was found until then is told and saved.
    """
    from benefitdsl.adapters.cli.verify_report import Report

    reports = []
    for path in paths:
        spoken = read_plan(path, language)
        rulebook = _rulebook(spoken)
        _require_laws(rulebook, laws, spoken.language)
        budget = 1 if history is not None else histories
        with _watched(seconds or DEFAULT_SECONDS, budget, wanted=not as_json) as goes_on:
            findings = _search(rulebook, seed, laws, goes_on, history or 0)
        report = Report(path, rulebook, spoken.language, findings)
        if not no_save:
            report.save(save, force=force)
        reports.append(report)
        if not as_json:
            say("\n" + report.text() if len(reports) > 1 else report.text())
        if findings.interrupted:
            break
    if as_json:
        say_json([report.to_json() for report in reports])
    if any(report.findings.interrupted for report in reports):
        raise click.exceptions.Exit(INTERRUPTED)
    if any(report.is_broken for report in reports):
        raise click.exceptions.Exit(FOUND)


def _rulebook(spoken: Spoken) -> Rulebook:
    from benefitdsl.engine.rulebook import Rulebook
    from benefitdsl.std import STANDARD

    return Rulebook(spoken.plan, catalogue=STANDARD)


def _require_laws(rulebook: Rulebook, laws: tuple[str, ...], language: Language) -> None:
    """End the command where there is no law of a name."""
    from benefitdsl.verify.looking import laws_of

    known = laws_of(rulebook.plan)
    for law in laws:
        if law not in known:
            listed = word("explain", "list_comma", language).join(known)
            raise usage("unknown_law", language, law=law, laws=listed)


def _search(rulebook: Rulebook, seed: int, laws: tuple[str, ...], goes_on: Budget, first: int) -> Findings:
    from benefitdsl.verify.search import Search

    return Search(rulebook, seed, laws or None).run(goes_on, first)


@contextmanager
def _watched(seconds: int, histories: int | None, *, wanted: bool) -> Iterator[Budget]:
    """The budget, with a bar on a terminal."""
    total = seconds * TICKS if histories is None else histories
    with progress("verify", total, wanted=wanted) as advance:
        began, shown = time.monotonic(), 0

        def goes_on(number: int) -> bool:
            nonlocal shown
            done = int((time.monotonic() - began) * TICKS) if histories is None else number
            if advance is not None and done > shown:
                advance(done - shown)
                shown = done
            return done < total

        yield goes_on
